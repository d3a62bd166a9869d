/** What index terms, x[...], speak of: where their single indices stand, how many axes they take, which names index. */
import { isElementwise } from '../../ops/table.ts'
import type { ApplyTerm, NameTerm, Term } from '../term.ts'
import { INDEX_HABIT, indexName, unsigned } from './habits.ts'

/** Where among the arguments of an index term its single indices stand. */
export function indexPlaces(term: ApplyTerm): number[] {
  return ((term.attributes?.['items'] ?? []) as readonly unknown[]).flatMap((item) =>
    typeof item === 'object' && item !== null && 'at' in item ? [item.at as number] : [],
  )
}

/** How many axes an index term speaks of. */
export const takenAxes = (term: ApplyTerm): number =>
  ((term.attributes?.['items'] ?? []) as readonly unknown[]).filter((item) => item !== 'newaxis' && item !== 'ellipsis').length

/** How many axes of an array the indices of a component, of x[...] or of what is written there go along; 0 for other terms. */
export const spokenAxes = (term: ApplyTerm): number =>
  term.op === 'component' ? term.args.length - 1 : term.op === 'index' || term.op === 'put' ? takenAxes(term) : 0

/** What x[0][:, None] says of x, that it has two axes, is heard with what needs two. */
export const heardAt = (base: ApplyTerm, least: number): number => (base.op === 'index' && least === 1 ? 2 : least)

/** How many axes of length 1 it adds. */
export const addedAxes = (term: ApplyTerm): number =>
  ((term.attributes?.['items'] ?? []) as readonly unknown[]).filter((item) => item === 'newaxis').length

/** Whether a name, or an array with axes added, is known to have three axes or more. */
export const haveMany = (names: ReadonlyMap<string, number>, widened: readonly ApplyTerm[], ranks: ReadonlyMap<Term, number>): boolean =>
  [...names.values()].some((rank) => rank > 2) || widened.some((term) => (ranks.get(term) ?? 0) > 2)

/** How many axes what is indexed has at least: c[None] is one more of what has some. */
export const ownAxes = (term: ApplyTerm): number => Math.max(spokenAxes(term), Math.min(1, addedAxes(term)))

/**
 * The mu of mu + a[:, None] + b[None, :]: beside vectors of which each is told its axis, what is told none is a number; a mean also
 * where only one is told.
 */
export function isBesideAxes({ name }: NameTerm, { args }: ApplyTerm): boolean {
  const told = args.map(unsigned).filter((arg): arg is ApplyTerm => arg.kind === 'apply' && arg.op === 'index' && addedAxes(arg) > 0)
  const places = new Set(told.map(({ attributes }) => ((attributes?.['items'] ?? []) as readonly unknown[]).indexOf('newaxis')))
  return places.size > 1 || (places.size === 1 && /^(?:mu|mean|avg|offset)/.test(name))
}

/** How many axes are left, given those of the arguments. */
export function rankOfIndex(term: ApplyTerm, ranks: readonly (number | undefined)[]): number | undefined {
  const taken = indexPlaces(term)
  const shared = taken.reduce((most, place) => Math.max(most, ranks[place] ?? 0), 0)
  if (term.attributes?.['linear'] !== undefined && ranks[0] === 2) return taken.length > 0 ? shared : term.attributes['linear'] === 'row' ? 2 : 1
  return ranks[0] === undefined ? undefined : Math.max(0, ranks[0] - taken.length + addedAxes(term)) + shared
}

/** x[1:], X[:, 0]: an axis is left. */
export const isSliced = (term: Term): boolean => term.kind === 'apply' && term.op === 'index' && takenAxes(term) > indexPlaces(term).length

/** The y_i of w_{y_i}, of a part of y too. */
export function isLabel(term: Term): boolean {
  const [base] = term.kind === 'apply' && term.op === 'component' ? term.args : []
  return base?.kind === 'name' || (base?.kind === 'apply' && base.op === 'index' && base.args[0]?.kind === 'name')
}

/** A label and what is added to it, y_i - 1; undefined where neither the term nor one of its summands is a label. */
export function labelOf(term: Term, isBase: (term: Term) => boolean = isLabel): { readonly label: ApplyTerm; readonly offset: number } | undefined {
  if (term.kind !== 'apply') return undefined
  if (isBase(term)) return { label: term, offset: 0 }
  if (term.op !== 'add') return undefined
  const numbers = term.args.map((arg) => (arg.kind === 'number' ? arg.value.asInteger : undefined))
  const others = term.args.filter((_, k) => numbers[k] === undefined)
  const inner = others.length === 1 ? labelOf(others[0] as Term, isBase) : undefined
  return inner && { label: inner.label, offset: numbers.reduce<number>((total, number) => total + (number ?? 0), inner.offset) }
}

/** The names that are used as an index, and as nothing else. */
export function indexNames(order: readonly Term[]): ReadonlySet<string> {
  const found = new Set<string>()
  if (!order.some((term) => term.kind === 'apply' && /^(?:index|one_hot|component)$/.test(term.op))) return found
  const others = new Set<string>()
  const placesOf = (term: ApplyTerm): number[] => (term.op === 'index' ? indexPlaces(term) : term.op === 'one_hot' ? [0] : [])
  // x[i + 1]
  const shifted = new Set<Term>()
  const labels = new Set<Term>()
  for (const term of order)
    if (term.kind === 'apply' && term.op === 'component') for (const index of term.args.slice(1)) labels.add(labelOf(index)?.label ?? index)
  for (const term of order)
    if (term.kind === 'apply')
      for (const place of placesOf(term)) if (indexName(term.args[place] as Term) !== undefined) shifted.add(term.args[place] as Term)
  for (const term of order) {
    if (term.kind !== 'apply') continue
    if (labels.has(term) && labelOf(term) !== undefined) {
      found.add((term.args[0] as NameTerm).name)
      continue
    }
    const places = placesOf(term)
    term.args.forEach((arg, k) => {
      if (arg.kind === 'name' && term.op !== 'size') (places.includes(k) || shifted.has(term) ? found : others).add(arg.name)
    })
  }
  for (const name of others) found.delete(name)
  return found
}

/** How many axes the indices of a term bring, as far as they are known. */
export const indexRank = (term: ApplyTerm, ranks: ReadonlyMap<Term, number>): number =>
  indexPlaces(term).reduce((most, place) => {
    const index = term.args[place] as Term
    return Math.max(most, ranks.get(index) ?? (isOrdering(index) || INDEX_HABIT.test(indexName(index)?.name ?? '') ? 1 : 0))
  }, 0)

/** The places of values in order, some of them, or those counted from 1. */
const isOrdering = (index: Term): boolean =>
  index.kind === 'apply' && (index.op === 'argsort' || isSliced(index) || (index.op === 'add' && index.args.some(isOrdering)))

/**
 * Names that stand for several places: those of which a length is asked, len(users), and the words that pick rows beside these, items of
 * (P[users] * Q[items]).
 */
export function listedPlaces(order: readonly Term[]): ReadonlySet<string> {
  const places = new Set(order.flatMap((term) => (term.kind === 'apply' ? indexPlaces(term).map((k) => indexName(term.args[k] as Term)?.name) : [])))
  const listed = new Set<string>()
  for (const term of order) {
    const of = term.kind === 'apply' && term.op === 'size' ? term.args[0] : undefined
    if (of?.kind === 'name' && places.has(of.name)) listed.add(of.name)
  }
  if (listed.size > 0) for (const name of places) if (name !== undefined && name.length > 2) listed.add(name)
  return listed
}

/** What says how long an axis is, x.reshape(n, heads, -1): names of numbers. */
export const statedLengths = (order: readonly Term[]): readonly string[] =>
  order.flatMap((term) => {
    const shape = term.kind === 'apply' ? term.attributes?.['shape'] : undefined
    return Array.isArray(shape) ? shape.filter((length) => typeof length === 'string') : []
  })

/** Whether something computed that has axes put in, w.unsqueeze(-1) * x, has as many as asked for by these, and how many it has itself is not known. */
export const isWidened = (term: Term, least: number, ranks: ReadonlyMap<Term, number>): boolean =>
  term.kind === 'apply' &&
  isElementwise(term.op) &&
  term.args.some((arg) => arg.kind === 'apply' && arg.op === 'index' && !ranks.has(arg) && arg.args[0]?.kind === 'apply' && addedAxes(arg) >= least)

/** The indices of a term with their axes: those that stand beside each other have the same; alone, a name that people give to rows of indices is one. */
export function ranksOfPlaces(
  term: ApplyTerm,
  known: ReadonlyMap<Term, number>,
  listed: ReadonlySet<string>,
): readonly (readonly [NameTerm, number])[] {
  const places = indexPlaces(term).map((place) => term.args[place] as Term)
  const shared = places.reduce((most, place) => Math.max(most, known.get(place) ?? 0), 0)
  return places.flatMap((place): (readonly [NameTerm, number])[] => {
    const index = indexName(place)
    if (index === undefined) return []
    return [[index, INDEX_HABIT.test(index.name) || listed.has(index.name) ? Math.max(1, shared) : shared]]
  })
}
