/**
 * Sums over pairs that are picked by their places, i, j = np.triu_indices(len(x), k=1) and x[i] - x[j]: the same sum as a loop in a loop.
 */
import type { Range } from '../../../api.ts'
import { isElementwise, operationNamed } from '../../../ops/table.ts'
import { holdsThroughout } from '../../order.ts'
import { isUpper } from '../../ranks/habits.ts'
import { type ApplyTerm, applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf, plus, replaceTerms, sameTerm, sum, termsIn } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import { Cell } from '../values/store.ts'
import { isTerm, type RangeValue, type SequenceValue, type Value } from '../values/value.ts'
import { holding } from '../values/within.ts'
import { asNumber, forEach, reduceSequence, symbolicElement } from './sequences.ts'
import { isArray, rankSaid, shapeOfTerm } from './shapes.ts'

/** Pairs of places on one side of a diagonal of a square: those with j ≥ i + k, or with j ≤ i − k. */
interface Pairs {
  readonly mask: Term
  readonly length: Term
  /** Of any condition on the entries of a matrix: how many columns it has. */
  readonly columns?: Term
  readonly above: boolean
  readonly k: number
}

/** Which argument says the places, by operation. */
const PLACES: ReadonlyMap<string, number> = new Map([
  ['holding', 0],
  ['masked', 1],
])

/** Which pairs the places in a term go through; undefined where there are none, or of several kinds. */
function pairsIn(context: Context, value: Term): Pairs | undefined {
  let found: Pairs | undefined
  for (const part of termsIn(value)) {
    const places = part.kind === 'apply' ? PLACES.get(part.op) : undefined
    const mask = places === undefined ? undefined : (part as ApplyTerm).args[places]
    if (mask === undefined || found?.mask === mask) continue
    const pairs = found === undefined ? (pairsOf(context, mask) ?? entriesOf(context, mask)) : undefined
    if (pairs === undefined) return undefined
    found = pairs
  }
  return found
}

function pairsOf(context: Context, mask: Term): Pairs | undefined {
  const [kept] = isApply(mask, 'eq') ? mask.args : []
  if (kept === undefined || !(isApply(kept, 'triu') || isApply(kept, 'tril'))) return undefined
  const [ones] = kept.args as [Term]
  const [rows, columns] = isApply(ones, 'ones') ? ones.args : []
  const given = kept.attributes?.['k'] ?? 0
  const k = typeof given === 'number' ? (kept.op === 'triu' ? given : -given) : -1
  if (rows === undefined || columns === undefined || k < 0 || !Number.isInteger(k)) return undefined
  const isSquare =
    sameTerm(rows, columns) || (numberOf(rows, context.facts.numbers)?.value ?? Number.NaN) === numberOf(columns, context.facts.numbers)?.value
  return isSquare ? { mask, length: rows, above: kept.op === 'triu', k } : undefined
}

/** The entries of a matrix for which a condition holds, as of np.nonzero(X). */
function entriesOf(context: Context, mask: Term): Pairs | undefined {
  const matrix = [...termsIn(mask)].find((part) => isMatrix(context, part))
  if (matrix === undefined || entryOf(context, mask, []) === undefined) return undefined
  const [length, columns] = [0, 1].map((axis) => applyTerm('size', [matrix], undefined, { axis })) as [Term, Term]
  return { mask, length, columns, above: true, k: 0 }
}

/** A name that stands for a matrix, as is said or by its capital; the tol of D > tol is a number. */
export const isMatrix = (context: Context, term: Term): boolean =>
  term.kind === 'name' && (shapeOfTerm(context, term)?.length ?? rankSaid(context, term) ?? (isUpper(term.name) ? 2 : 0)) === 2

/** A condition at one place, where it is computed entry by entry. */
function entryOf(context: Context, term: Term, at: readonly Term[]): Term | undefined {
  if (term.kind === 'number' || (term.kind === 'name' && !isMatrix(context, term))) return term
  if (term.kind === 'name') return applyTerm('index', [term, ...at], term.range, { items: at.map((_, k) => ({ at: k + 1 })) })
  if (term.kind !== 'apply' || !isElementwise(term.op)) return undefined
  const args = term.args.map((arg) => entryOf(context, arg, at))
  return args.every((arg) => arg !== undefined) ? { ...term, args: args as Term[], label: undefined } : undefined
}

/** Whether a condition picks such pairs. */
export const isOfPairs = (context: Context, mask: Term): boolean => pairsOf(context, mask) !== undefined

/** Whether places are picked anywhere in a term. */
const picks = holding((term) => isApply(term, 'holding') || isApply(term, 'masked'))

/** What is computed of the pairs, for one of them; undefined where it is not the same for each. */
function ofPair(context: Context, term: Term, at: readonly [Term, Term], besideRows = false): Term | undefined {
  if (!picks(term)) {
    // An array beside rows goes along these; beside numbers it would have one element for each pair, in their order.
    if (besideRows) return term
    if (isArray(context, term)) return undefined
    return asNumber(context, term)
  }
  if (term.kind !== 'apply') return undefined
  const placed = (part: Term): Term => (isApply(part, 'holding') ? (at[part.attributes?.['axis'] as number] ?? part) : part)
  if (term.op === 'masked') return applyTerm('index', [term.args[0] as Term, ...at], term.range, { items: [{ at: 1 }, { at: 2 }] })
  if (term.op === 'index') {
    const args = [term.args[0] as Term, ...term.args.slice(1).map(placed)]
    return args.some(picks) ? undefined : { ...term, args, label: undefined }
  }
  const rows = !isElementwise(term.op) || isOfRows(context, term)
  const args = term.args.map((arg) => ofPair(context, arg, at, rows))
  if (!args.every((arg) => arg !== undefined)) return undefined
  if (term.op === 'einsum') return innerProducts(term, args as Term[])
  if (isElementwise(term.op)) return { ...term, args: args as Term[], label: undefined }
  // Along the axes of each pair's own, behind that of the pairs.
  const axis = term.attributes?.['axis']
  const isOwn =
    typeof axis === 'number' && axis !== 0 && term.attributes?.['keepdims'] !== true && operationNamed(term.op)?.attributes?.includes('axis') === true
  return isOwn ? { ...term, args: args as Term[], attributes: { ...term.attributes, axis: axis > 0 ? axis - 1 : axis }, label: undefined } : undefined
}

/** ij,ij->i: of each pair the inner product of its vectors. */
function innerProducts({ attributes, range }: ApplyTerm, args: readonly Term[]): Term | undefined {
  const [inputs = '', output] = String(attributes?.['subscripts']).split('->')
  const [first = '', ...others] = inputs.split(',')
  const isInner = first.length === 2 && others.every((other) => other === first) && output === first[0]
  return isInner ? applyTerm('sum', [args.length === 1 ? (args[0] as Term) : applyTerm('mul', args, range)], range) : undefined
}

/** Whether rows are picked, of which all components are summed. */
const isOfRows = (context: Context, root: Term): boolean =>
  !holdsThroughout(root, (term) => {
    if (term.kind !== 'apply') return []
    if (term.op === 'index') return (shapeOfTerm(context, term.args[0] as Term)?.length ?? 1) > term.args.length - 1 ? undefined : []
    return isElementwise(term.op) ? term.args : []
  })

/** A value without the conditions that pick some of the pairs, r2[r2 < r_cut**2], and these; undefined where its parts go over different ones. */
function unfiltered(value: Term): { readonly whole: Term; readonly filters: readonly Term[] } | undefined {
  const isFiltered = (part: Term): part is ApplyTerm => isApply(part, 'masked') && picks(part.args[1] as Term)
  let filters: readonly Term[] = []
  let isPlain = true
  const whole = replaceTerms(value, (part) => {
    if (!isFiltered(part)) return undefined
    const [array, condition] = part.args.map((arg) => unfiltered(arg as Term))
    const own = [...(array?.filters ?? []), ...(condition === undefined ? [] : [condition.whole])]
    const isSame = filters.length === 0 || (filters.length === own.length && own.every((each, k) => sameTerm(each, filters[k] as Term)))
    // A condition on what was picked before is one on the same pairs.
    if (array === undefined || condition === undefined || !isSame) isPlain = false
    filters = own
    return array?.whole ?? part
  })
  return isPlain ? { whole, filters } : undefined
}

/** The sum, or mean, over all pairs; undefined where a term is no such. */
export function overPairs(context: Context, name: 'sum' | 'mean', value: Term, range: Range): Term | undefined {
  if (!picks(value)) return undefined
  const { whole, filters } = unfiltered(value) ?? {}
  const pairs = whole === undefined ? undefined : pairsIn(context, whole)
  const isPicked = filters?.length !== 0 || (whole !== undefined && [...termsIn(whole)].some((part) => isApply(part, 'holding')))
  if (whole === undefined || filters === undefined || pairs === undefined || !isPicked) return undefined
  const added = (of: Term): Term | undefined => {
    const rows = alongPairs(context, pairs, range, (place) => {
      const element = ofPair(context, of, place)
      const conditions = filters.map((each) => ofPair(context, each, place))
      if (element === undefined || !conditions.every((each) => each !== undefined)) return undefined
      return { element: name === 'sum' && isOfRows(context, element) ? applyTerm('sum', [element], range) : element, conditions }
    })
    return rows && reduceSequence(context, 'sum', rows, range)
  }
  const total = added(whole)
  if (total === undefined || name === 'sum') return total
  const count = filters.length > 0 ? added(numberTerm(1)) : countOf(pairs, range)
  return count && applyTerm('div', [total, count], range)
}

/** Rows of pairs: of each pair what `at` says, where its conditions hold; undefined where that says nothing. */
function alongPairs(
  context: Context,
  { length, columns, above, k, mask }: Pairs,
  range: Range,
  at: (place: readonly [Term, Term]) => { readonly element: Value; readonly conditions: readonly Term[] } | undefined,
): SequenceValue | undefined {
  const to = (start: Term, stop: Term): RangeValue => ({ kind: 'range', start, stop, step: numberTerm(1) })
  const outer = symbolicElement(context, to(numberTerm(0), length), 'i', range)
  const inner = forEach(
    context,
    outer.index,
    () => {
      const i = nameTerm(outer.index, range)
      const own = columns !== undefined ? to(numberTerm(0), columns) : above ? to(plus(i, k), length) : to(numberTerm(0), plus(i, 1 - k))
      const row = symbolicElement(context, own, 'j', range)
      const place: readonly [Term, Term] = [i, nameTerm(row.index, range)]
      const entry = at(place)
      if (entry === undefined) return undefined
      const holds = columns === undefined ? row.condition : entryOf(context, mask, place)
      const conditions = holds === undefined ? entry.conditions : [holds, ...entry.conditions]
      return { ...row, condition: conditions.length < 2 ? conditions[0] : applyTerm('and', conditions, range), element: entry.element }
    },
    range,
  )
  return inner && { ...outer, element: inner }
}

/** zip(i, j, D[i, j]) of places of pairs, and what is picked by them: pair by pair; undefined for other values. */
export function pairsTogether(context: Context, values: readonly Value[], range: Range): SequenceValue | undefined {
  const terms = values.filter(isTerm)
  if (terms.length < values.length || !terms.every(picks)) return undefined
  const pairs = pairsIn(context, applyTerm('array', terms))
  const rows =
    pairs &&
    alongPairs(context, pairs, range, (place) => {
      const elements = terms.map((term) => (isApply(term, 'holding') ? place[term.attributes?.['axis'] as 0 | 1] : ofPair(context, term, place)))
      return elements.every((element) => element !== undefined)
        ? { element: { kind: 'list', form: 'tuple', items: new Cell(elements) }, conditions: [] }
        : undefined
    })
  return rows && { ...rows, flat: true }
}

/** How many pairs there are. */
function countOf({ mask, length, columns, k }: Pairs, range: Range): Term {
  if (columns !== undefined) return applyTerm('sum', [applyTerm('where', [mask, numberTerm(1), numberTerm(0)], range)], range)
  // As many as 1 + 2 + ... up to the longest row of them.
  const [longest, more] = [-k, 1 - k].map((by) => (by === 0 ? length : sum(length, numberTerm(by), range, true))) as [Term, Term]
  return applyTerm('div', [applyTerm('mul', [more, longest], range), numberTerm(2)], range)
}
