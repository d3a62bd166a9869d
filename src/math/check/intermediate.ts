/**
 * Where the fault of a backward pass begins: an intermediate value, dz beside z, that is not what is handed back to z. It is found only
 * where the returned gradients that are made of it are right with the exact one in its place.
 */
import type { Range } from '../api.ts'
import { type Expr, nameOf, number, substitute, symbolsOf } from '../expr.ts'
import { mul, neg } from '../ops/arithmetic.ts'
import { size } from '../ops/structure.ts'
import { parameterOf } from '../read/derivativeNames.ts'
import type { Assignment } from '../read/term.ts'
import type { Shape } from '../shape.ts'
import { simplify } from '../simplify/simplify.ts'
import { asOf } from './asOf.ts'
import { opened, withChanges } from './changed.ts'
import type { Claim } from './claims.ts'
import { type Comparison, compare, type Known, tried, type Witness } from './compare.ts'
import type { Edit } from './edits.ts'
import { type Adjoint, Forwards, type Given } from './forward.ts'
import { partsAgain } from './repair.ts'
import { type Part, quietly, type Sides } from './sides.ts'
import { readInside, type Subject } from './subject.ts'
import { unknown } from './values.ts'

/** What is known to be wrong. */
export interface Judged {
  readonly subject: Subject
  readonly sides: Sides
  readonly claim: Claim
  readonly found: readonly Comparison[]
  readonly known: Known
  /** The targets of a cross-entropy sum to one. */
  readonly areShares: boolean
}

/** An intermediate value that is wrong. */
export interface Intermediate {
  /** dz, and z; the latter is undefined of a factor, which is no derivative of the value by one on the way. */
  readonly name: string
  readonly of?: string
  /** Where it gets its value: what that is, or the statement that changes it last. */
  readonly range: Range
  readonly isWhole: boolean
  readonly yours: Part
  readonly exact: Adjoint
  readonly witness: Witness
  /** What the exact one is: the derivative itself; that times what the lines behind divide by; or what follows from others in such a unit. */
  readonly unit: { readonly times?: Expr; readonly from?: readonly string[] }
}

/** Two expressions, compared under what is supposed. */
const compareIn = ({ known, suppose }: Search, own: Expr, exact: Expr, how = compare): Comparison =>
  suppose === undefined ? how(own, exact, known) : how(suppose(own), suppose(exact), { ...known, of: known.of && suppose(known.of) })

/** Intermediate values that are looked at, the first ones of a backward pass. */
const MOST = 16

/** The name of a value that the text gets beside an intermediate one, to be read. */
const seen = (k: number): string => `nabla_seen_${k}`

/** What a name is behind an assignment. */
export interface Assigned {
  readonly last: Assignment
}

/** A candidate that is named after a forward value. */
interface Candidate extends Assigned {
  readonly of: string
}

/** Where it is looked for: what the backward pass assigns, and the values on the way of the function. */
export interface Search extends Judged {
  /** Expressions under what is supposed of names. */
  readonly suppose?: (node: Expr) => Expr
  readonly assignments: readonly Assignment[]
  readonly forwards: Forwards
}

export function searchIn(judged: Judged): Search | undefined {
  const { subject, sides, areShares } = judged
  const document = opened(subject.source)
  const assignments = 'assignments' in document ? (document.assignments?.(subject.pair.derivative.range) ?? []) : []
  return assignments.length === 0 ? undefined : { ...judged, assignments, forwards: new Forwards(subject.value, sides, areShares) }
}

/** What is handed back to a forward value, by the name that has it behind a statement. */
interface Held extends Given {
  readonly since: Assignment
}

export function wrongIntermediate(judged: Search): Intermediate | undefined {
  const { claim, known, assignments, forwards } = judged
  const candidates = candidatesAmong(assignments, forwards, claim)
  if (candidates.length === 0) return undefined
  const values = valuesOf(judged, candidates)
  const held = new Map<string, Held>()
  for (const candidate of candidates) {
    const { of, last } = candidate
    const own = values.get(candidate)
    // What has been changed since is something else.
    const isNew = ({ called, since }: Held): boolean =>
      !assignments.some(({ name, statement: { start } }) => name === called && start > since.statement.start && start < last.statement.start)
    const given = new Map([...held].filter(([name, each]) => name !== of && isNew(each)))
    const whole = own && forwards.whole(of, given)
    if (own === undefined || whole === undefined) continue
    const compared = compareIn(judged, own.expr, whole)
    if (compared.relation === 'different') {
      const fault = faultWith(judged, last, whole, given.size === 0)
      const exact = fault && forwards.adjoint(of, given, spokenBefore(judged, last))
      const right = exact && scaledBy(exact, fault)
      const again = right?.times === undefined ? compared : compareIn(judged, own.expr, right.whole)
      if (right !== undefined && again.relation === 'different') {
        const isExact = given.size === 0 || isSame(forwards.whole(of, new Map()), right.whole, known)
        const unit = isExact ? { times: right.times } : { from: [...given.values()].map(({ called }) => called) }
        const range = last.value ?? last.statement
        return { name: last.name, of, range, isWhole: last.value !== undefined, yours: own, exact: right, witness: again.witness, unit }
      }
    } else if (compared.relation !== 'equal') continue
    // What is handed back may be counted in another unit, by which the lines behind divide, or be wrong in what is done with it.
    if (compared.relation === 'equal' || !held.has(of)) held.set(of, { called: last.name, value: own.expr, since: last })
  }
  return undefined
}

const isSame = (one: Expr | undefined, other: Expr, known: Known): boolean => one !== undefined && compare(one, other, known).relation === 'equal'

/** Names that are assigned to outside of loops and branches, and say that they are the derivative by a value on the way: behind each assignment. */
function candidatesAmong(assignments: readonly Assignment[], forwards: Forwards, { symbols }: Claim): Candidate[] {
  const returned = new Set(symbols.map(nameOf))
  const names = [...forwards.all.keys()]
  const inside = new Set(assignments.flatMap(({ name, isInside }) => (isInside ? [name] : [])))
  const found = assignments.flatMap((last): Candidate[] => {
    // A dictionary of gradients is none of s.
    const of = inside.has(last.name) || /^grads?$/.test(last.name) ? undefined : parameterOf(last.name, names)
    return of === undefined || returned.has(of) ? [] : [{ of, last }]
  })
  return found.sort((a, b) => a.last.statement.start - b.last.statement.start).slice(0, MOST)
}

/** Behind a statement another one. */
export function behind({ text }: Subject['source'], { statement: { start, end } }: Assignment, more: string): Edit {
  const at = start + text.slice(start, end).replace(/[;\s]+$/, '').length
  return { range: { start: at, end: at }, text: `; ${more}` }
}

/** What the intermediate values are: those alone whose forward value is the function's, where they are named after one. */
export function valuesOf<T extends Assigned & { readonly of?: string }>(
  { subject, sides, known, forwards }: Search,
  candidates: readonly T[],
): Map<T, Part> {
  const { source, pair } = subject
  const { text } = source
  const wanted = candidates.flatMap((candidate) => {
    const { of, last } = candidate
    const own = of === undefined ? undefined : spelled(text.slice(pair.derivative.range.start, last.statement.end), of)
    const value = { candidate, written: text.slice(last.target.start, last.target.end), isForward: false }
    return own === undefined ? [value] : [value, { candidate, written: own, isForward: true }]
  })
  const edits = wanted.map(({ candidate: { last }, written }, k) => behind(source, last, `${seen(k)} = ${written}`))
  const again = withChanges(source, pair, edits)
  const found = new Map<T, Part>()
  if (again === undefined) return found
  const document = asOf(again.source, again.document, again.pair)
  const unlike = new Set<T>()
  wanted.forEach(({ candidate, written, isForward }, k) => {
    const start = again.source.text.indexOf(`${seen(k)} = ${written}`) + seen(k).length + 3
    const selection = { start, end: start + written.length }
    const [part, ...more] = quietly(() => sides.again(readInside(subject, document, again.pair, selection), new Map())) ?? []
    const isKnown = part !== undefined && more.length === 0 && symbolsOf(part.expr).every((node) => isOf(sides, node))
    if (!isForward) {
      if (isKnown) found.set(candidate, part)
    } else if (!isKnown || !isSame(part.expr, forwards.all.get(candidate.of as string)?.node as Expr, known)) unlike.add(candidate)
  })
  for (const candidate of unlike) found.delete(candidate)
  return found
}

/** Whether a symbol is one of the function, or what is handed back to it. */
const isOf = ({ value, cotangent }: Sides, node: Expr): boolean => node === cotangent || value.symbols.includes(node)

/** How a text calls a value, z or self.z; undefined where it does not speak of it. */
const spelled = (text: string, name: string): string | undefined =>
  new RegExp(`(?<![.\\p{L}\\p{N}_])(?:(?:self|this)\\.)?${name.replaceAll(/[^\p{L}\p{N}_]/gu, '')}(?![\\p{L}\\p{N}_])`, 'u').exec(text)?.[0]

/** Whether a name is known by itself before a statement. */
export function spokenBefore({ subject, assignments }: Search, { statement }: Assignment): (name: string) => boolean {
  const { source, pair } = subject
  const before = source.text.slice(pair.derivative.range.start, statement.start)
  return (name) =>
    spelled(before, name) !== undefined &&
    assignments.every((each) => each.name !== name || (each.statement.start < statement.start && !each.isInside))
}

/** A derivative, or so many times it. */
export interface Scaled extends Adjoint {
  readonly times?: Expr
}

/** So many times the derivative, or the derivative itself. */
interface Multiple {
  readonly factor?: Expr
}

/**
 * Whether with the exact value in the place of an intermediate one all returned gradients are right; undefined where they are not. `isFree`:
 * it may be a multiple of the derivative.
 */
function faultWith(search: Search, last: Assignment, exact: Expr, isFree: boolean): Multiple | undefined {
  const { subject, sides, claim, found } = search
  const { source } = subject
  const written = source.text.slice(last.target.start, last.target.end)
  const name = unknown(0)
  const shapes = new Map<string, Shape>([[name, exact.shape]])
  const parts = partsAgain({ subject, sides }, [behind(source, last, `${written} = ${name}`)], shapes)
  if (parts?.length !== sides.parts.length) return undefined
  const made = parts.map(({ expr }) => ({ expr, put: symbolsOf(expr).find((node) => nameOf(node) === name) }))
  // What is wrong and is not made of it has another reason.
  if (!made.every(({ put }, k) => put !== undefined || found[k]?.relation === 'equal')) return undefined
  const comparedWith = (whole: Expr): (Comparison | undefined)[] =>
    made.flatMap(({ expr, put }, k) => {
      if (put === undefined) return []
      const right = quietly(() => substitute(expr, new Map([[put, whole]])))
      return [right && compareIn(search, right, claim.exact[k] as Expr, tried)]
    })
  return rightIn(exact, comparedWith, isFree)
}

/** The derivative or, if `isFree`, a multiple of it with which all is right. */
export function rightIn(exact: Expr, comparedWith: (exact: Expr) => readonly (Comparison | undefined)[], isFree: boolean): Multiple | undefined {
  const compared = comparedWith(exact)
  if (compared.every((each) => each?.relation === 'equal')) return {}
  for (const factor of isFree ? commonFactors(compared) : [])
    if (comparedWith(mul(factor, exact)).every((each) => each?.relation === 'equal')) return { factor }
  return undefined
}

export const scaledBy = (exact: Adjoint, { factor }: Multiple): Scaled =>
  factor === undefined
    ? exact
    : {
        ...exact,
        times: exact.named(factor),
        whole: mul(factor, exact.whole),
        local: simplify(mul(exact.named(factor), exact.local)),
      }

/** What the factor may be that all lack: a length of an axis, or a number. */
function commonFactors(compared: readonly (Comparison | undefined)[]): Expr[] {
  const witnesses = compared.flatMap((each) => (each?.relation === 'different' ? [each.witness] : []))
  const isAll = (is: (witness: Witness) => boolean): boolean => witnesses.length === compared.length && witnesses.every(is)
  const [first] = witnesses
  const ratio = first?.ratio ?? 0
  const areSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.abs(b)
  if (first === undefined || ratio === 0 || !isAll((each) => areSame(each.ratio ?? 0, ratio))) return []
  const lengths = [...first.sizes.keys()].filter(
    (name) => /^[A-Za-z]\w*$/.test(name) && isAll(({ sizes }) => areSame(sizes.get(name) ?? 0, Math.abs(ratio))),
  )
  return [...lengths.map((name) => (ratio > 0 ? size(name) : neg(size(name)))), ...(Number.isInteger(ratio) ? [number(ratio)] : [])]
}
