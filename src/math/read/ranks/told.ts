/**
 * Names beside arrays of which each is told the axis along which it lies, x[:, None] - mu: what they are added to, divided by and weighed
 * by. Such arrays have the axes of a table themselves, so that nothing else has to.
 */
import { isElementwise } from '../../ops/table.ts'
import type { ApplyTerm, NameTerm, Term } from '../term.ts'
import { isUpper, unsigned, WEIGHTS } from './habits.ts'
import { addedAxes } from './indexed.ts'
import { WIDTH } from './roles.ts'

/** Where, of two axes, one is put in beside what has the other: the 1 of x[:, None]; undefined for other terms. */
function placeTold(term: Term): number | undefined {
  if (term.kind !== 'apply' || term.op !== 'index' || addedAxes(term) !== 1) return undefined
  const items = (term.attributes?.['items'] ?? []) as readonly unknown[]
  return items.indexOf('newaxis') === 0 ? 0 : 1
}

/** Of terms, the places at which axes are put in, in what they are made of component by component. */
export type Told = ReadonlyMap<Term, ReadonlySet<number>>

/** Those of the terms that have such, which stand in order; what is taken from x[:, None], mu, lies along the other axis. */
export function toldPlaces(terms: readonly Term[]): Told {
  const told = new Map<Term, ReadonlySet<number>>()
  for (const term of terms) {
    if (term.kind !== 'apply') continue
    const place = placeTold(term)
    if (place !== undefined) told.set(term, new Set([place]))
    else if (told.size > 0 && isElementwise(term.op)) {
      const places = takenFrom(term) === undefined ? term.args.flatMap((arg) => [...(told.get(arg) ?? [])]) : [0, 1]
      if (places.length > 0) told.set(term, new Set(places))
    }
  }
  return told
}

/** The mu of x[:, None] - mu. */
export function takenFrom(term: Term): NameTerm | undefined {
  const [left, right] = term.kind === 'apply' && (term.op === 'add' || term.op === 'sub') && term.args.length === 2 ? term.args : []
  if (left === undefined || right === undefined) return undefined
  const isDifference = unsigned(left) !== left || unsigned(right) !== right || (term as ApplyTerm).op === 'sub'
  const [one, other] = [unsigned(left), unsigned(right)]
  const [told, name] = placeTold(one) === 1 ? [one, other] : [other, one]
  return isDifference && placeTold(told) === 1 && name.kind === 'name' && !isUpper(name.name) && name.hint?.rank === undefined ? name : undefined
}

/** A term and all that it is made of component by component. */
function componentwiseParts(root: Term): ReadonlySet<Term> {
  const seen = new Set([root])
  for (const term of seen) if (term.kind === 'apply' && isElementwise(term.op)) for (const arg of term.args) seen.add(arg)
  return seen
}

/** Those of the arguments of a term that have its two axes by themselves, since they are told both: what else there is has fewer. */
export const tolds = (told: Told, term: Term, args: readonly Term[]): readonly Term[] =>
  (told.get(term)?.size ?? 0) > 1 ? args.filter((arg) => told.has(arg)) : []

/** Names of several of something. */
const SEVERAL = /^(?:sigmas|sds|stds|scales|widths|vars|variances|precisions|weights|(?:log_?)?(?:sigmas|stds|weights|vars))$/

/**
 * The vectors inside a sum over the last axis of a table whose axes are told: what weighs each of its terms, w of
 * Σ_k w_k N(x_i; μ_k, σ_k), and the widths that go with these; and the only matrix of one over an axis that nothing else has.
 */
export function summedTables(
  told: Told,
  term: ApplyTerm,
  known: ReadonlyMap<Term, number>,
  names: ReadonlyMap<string, number>,
  isNumber: (term: Term) => boolean,
): readonly (readonly [NameTerm, number])[] {
  const [table] = term.args
  const axis = term.attributes?.['axis']
  if (table === undefined || typeof axis !== 'number' || known.get(table) !== 2) return []
  const places = told.get(table)
  if (places === undefined) return []
  const parts = componentwiseParts(table)
  const open = [...parts].filter((part): part is NameTerm => part.kind === 'name' && !names.has(part.name))
  if (open.length === 0) return []
  const kept = axis === 0 ? 1 : 0
  const isFlat = places.size === 1 && places.has(kept) && [...parts].every((part) => isWithin(part, known, kept))
  if (isFlat) return open.length === 1 ? [[open[0] as NameTerm, 2]] : []
  if (kept === 1) return []
  // Who writes np.pi has another pi of their own.
  const isConstantWritten = [...parts].some((part) => part.kind === 'apply' && part.op === 'pi')
  const weights = open.filter((name) => (!isNumber(name) || (name.name === 'pi' && isConstantWritten)) && weighs(name, parts))
  const widths = weights.length > 0 ? open.filter(({ name }) => WIDTH.test(name)) : []
  return [...weights, ...widths].map((name) => [name, 1])
}

/** Whether a part of a table has no length along an axis but that of what is put in there. */
function isWithin(part: Term, known: ReadonlyMap<Term, number>, kept: number): boolean {
  if (part.kind === 'name') return (known.get(part) ?? 0) === 0
  return part.kind !== 'apply' || isElementwise(part.op) || placeTold(part) === kept || (known.get(part) ?? 0) === 0
}

/** Whether a name is a factor, or its logarithm a summand. */
const weighs = (name: NameTerm, parts: ReadonlySet<Term>): boolean =>
  [...parts].some(
    (part) =>
      part.kind === 'apply' &&
      ((part.op === 'mul' && part.args.includes(name)) ||
        (part.op === 'ln' && part.args[0] === name && (WEIGHTS.test(name.name) || name.name === 'pi'))),
  )

/** Names of several widths or weights beside a table whose axes are told, and what is taken from such. */
export function severalBeside(told: Told, term: ApplyTerm, names: ReadonlyMap<string, number>): readonly NameTerm[] {
  if (!told.has(term) || !isElementwise(term.op)) return []
  const taken = takenFrom(term)
  const several = [...componentwiseParts(term)].filter((part): part is NameTerm => part.kind === 'name' && SEVERAL.test(part.name))
  return [...several, ...(taken === undefined ? [] : [taken])].filter(({ name }) => !names.has(name))
}
