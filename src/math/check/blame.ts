/** What is wrong with a derivative that has been proven wrong: a point that shows it, the very term, and what should stand there. */
import type { Check, Range } from '../api.ts'
import { type Expr, exactOf, number, substitute } from '../expr.ts'
import { add, div, mul, neg, sub } from '../ops/arithmetic.ts'
import { isZero } from '../ops/structure.ts'
import { printableCode } from '../print/code/code.ts'
import { printText } from '../print/text/text.ts'
import type { Term } from '../read/term.ts'
import { measure } from '../simplify/measure.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import type { Claim } from './claims.ts'
import type { Comparison, Known, Witness } from './compare.ts'
import { type Fix, fixAt, fixesAt, type Place, type Writing, withMissing } from './fix.ts'
import { saidBy, saidDerivative, saidNames } from './pair.ts'
import { countedFrom, counterexampleOf, factorSaid, pointOf, ratioSaid, theirNames } from './point.ts'
import { factorRepairs, nameRepairs, slipRepairs, type Wrong } from './repair.ts'
import { returnedOf } from './returned.ts'
import type { Part, Sides } from './sides.ts'
import { indexOf, innermost, type Spot, writtenAt, wrongBranch } from './spot.ts'
import { mayBeAnother, type Subject } from './subject.ts'
import { type Lacking, lackingTerm, placesOf } from './terms.ts'

/** What is known of the place of the fault. */
interface Fault {
  /** Said behind the numbers. */
  readonly said: string
  /** What is to be replaced; undefined: all of the expression. */
  readonly range?: Range
  /** What should stand there, over the names of the function; undefined where it is not known. */
  readonly right?: Expr
  /** The term that stands there is right with this factor. */
  readonly factor?: Expr
}

/** Operations beyond which what is missing is not told in words. */
const TELLING = 4
/** Operations beyond which a derivative is not told in words. */
const SHOWN = 12

/** How it is said what all of it should be. */
const SHOULD = '; it should be '

/** Where the fault begins, if that is before what is returned. */
export interface Before {
  readonly check: Pick<Check, 'message' | 'range' | 'counterexample'>
  readonly fix?: Fix | undefined
}

/** What is wrong, at its place; and what could be written instead, the smallest change first: none of it is tried yet. */
export function blame(
  writing: Subject,
  sides: Sides,
  claim: Claim,
  found: readonly Comparison[],
  known: Known,
  before?: Before,
): { check: Check; fixes: Iterable<Fix> } {
  const at = found.findIndex(({ relation }) => relation === 'different')
  const { witness } = found[at] as Extract<Comparison, { relation: 'different' }>
  const { pair, source, derivative } = writing
  const part = sides.parts[at] as Part
  const exact = claim.exact[at] as Expr
  const back = theirNames(sides)
  const origin = pair.backward ? undefined : { value: sides.value.expr, by: claim.symbols[at] }
  const spot = wrongBranch(innermost({ part, exact }, indexOf(witness), origin), known)
  const first = writing.derivative.arrays === 'columns' ? 1 : 0
  const told = (node: Expr): string => countedFrom(first, printText(notation(substitute(node, back))))
  const plain = faultOf(spot, spot.part === part ? witness.ratio : undefined, witness, told)
  const lacking = plain.range === undefined && witness.ratio === undefined && spot.part === part ? lackingTerm(spot, witness, sides) : undefined
  const fault = lacking === undefined ? plain : lackingFault(lacking, spot.part, derivative.arrays !== undefined, told)
  const inside = (range: Range | undefined): Range | undefined =>
    range !== undefined && range.start >= pair.derivative.range.start && range.end <= pair.derivative.range.end && range.end > range.start
      ? range
      : undefined
  const written = part.body.kind === 'apply' && part.body.op === 'put' && spot.part === part ? writtenAt(part.body, witness) : undefined
  // What the value is made of too must stay as it is: what is wrong is that it is returned as the derivative.
  const items = pair.returned?.derivatives ?? returnedOf(pair, source.text)
  const returned = items.length === sides.parts.length ? items[at]?.range : undefined
  const isShared = (place: Range | undefined): boolean =>
    pair.returned !== undefined && [...sides.value.ranges.values()].some(({ start, end }) => start === place?.start && end === place.end)
  const own = isShared(fault.range) ? undefined : inside(fault.range)
  const whole = written ?? returnedAt(writing, spot.part.body)
  const range = own ?? (isShared(whole) ? returned : inside(whole))
  const { name } = saidNames(pair)
  const shown = pair.by !== undefined || sides.value.symbols.length > 1 ? ` by ${saidBy(claim.by)}` : ''
  const places: Place[] = [
    { range: fault.right && own, right: fault.right ?? spot.exact, whole: false },
    { range: isShared(whole) || written !== undefined ? undefined : inside(whole), right: spot.exact, whole: true },
    // What MATLAB returns are names in the head of the function.
    { range: derivative.language === 'matlab' || written !== undefined ? undefined : returned, right: exact, whole: true },
    { range: spot.part === part ? undefined : inside(returnedAt(writing, part.body)), right: exact, whole: true },
  ]
  const [inner = [], ...large] = places.map((place) => fixesAt(writing, part.symbols, back, { ...place, labels: part.labels() }))
  const [, ended] = places
  const isCode = derivative.arrays !== undefined
  const longer = isCode && ended !== undefined ? withMissing(writing, part.symbols, back, ended, spot.part.expr) : undefined
  const ratio = spot.part === part ? witness.ratio : undefined
  const scaled = isCode || range === undefined ? undefined : (timesRatio(source.text, range, ratio) ?? timesFactor(writing, range, fault.factor))
  const isAll = own !== undefined && own.start === ended?.range?.start && own.end === ended.range.end
  const anew = [isAll ? inner : [], ...large].flat()
  const isShorter = longer !== undefined && longer.text.length <= (anew[0]?.text.length ?? Number.POSITIVE_INFINITY)
  const fixes = longer === undefined ? anew : isShorter ? [longer, ...anew] : anew.map((fix) => ({ ...fix, said: longer.said }))
  // Several of the values are wrong.
  const all = found.map(({ relation }, k): Fix | undefined => {
    const range = items.length === sides.parts.length ? items[k]?.range : undefined
    if (range === undefined || relation === 'equal') return range && { range, text: source.text.slice(range.start, range.end) }
    return fixAt(writing, sides.parts[k]?.symbols ?? [], back, { range, right: claim.exact[k] as Expr, whole: true })
  })
  const [head, last] = [all[0], all.at(-1)]
  if (derivative.language !== 'matlab' && all.length > 1 && head !== undefined && last !== undefined && all.every((fix) => fix !== undefined)) {
    const separators = all.slice(1).map(({ range: { start } }, k) => source.text.slice(all[k]?.range.end, start))
    const text = all.map((fix, k) => `${fix.text}${separators[k] ?? ''}`).join('')
    fixes.push({ range: { start: head.range.start, end: last.range.end }, text })
  }
  const point = pointOf(witness, writing.value, back, first, sides.parts.length > 1 ? claim.symbols[at] : undefined)
  const message = `${name} is not ${saidDerivative(pair)}${shown}: ${point}`
  const check: Check = {
    verdict: 'different',
    confidence: 'sampled',
    counterexample: counterexampleOf(witness, back),
    message: `${message}${fault.said}`,
    range: range ?? pair.derivative.range,
  }
  const rewritten = isAll ? [] : inner
  // x² rather than x x.
  const isMerged =
    fault.factor !== undefined && exactOf(fault.factor) === undefined && (rewritten[0]?.text.length ?? 0) <= (scaled?.text.length ?? 0) + 2
  const small = (isMerged ? [rewritten, scaled ?? []] : [scaled ?? [], rewritten]).flat()
  const turns = inTurn({ subject: writing, sides, at, witness }, small, before?.fix, before === undefined ? fixes : [])
  // What is said of a term says less than what is said of the change of it.
  const isAdded = (fix: Fix): boolean =>
    fault.said === '' || (lacking !== undefined && isCode) || (fault.said.startsWith(SHOULD) && isElsewhere(fix.range, check.range))
  if (before === undefined) return { check, fixes: withMessages(turns, (fix) => (isAdded(fix) ? `${message}${fix.said}` : undefined)) }
  const said = (fix: Fix): string => (isAdded(fix) ? `${message}${fix.said}` : check.message)
  return { check: { ...check, ...before.check }, fixes: withMessages(turns, said) }
}

/** A product of a formula with the number or sign that it lacks before it. */
function timesRatio(text: string, { start, end }: Range, ratio: number | undefined): Fix | undefined {
  const written = text.slice(start, end)
  const isSum = /^[^{(]*[^{(\s^_][ \t]*[-+]|\\begin|[-+](?![^{]*\})(?![^(]*\))/.test(written)
  if (ratio === undefined || isSum || !(ratio === -1 || (Number.isInteger(ratio) && ratio > 0 && /^[\\a-zA-Z({]/.test(written)))) return undefined
  if (ratio > 0) return { range: { start, end }, text: `${ratio}${written}` }
  return { range: { start, end }, text: written.startsWith('-') ? written.slice(1).trimStart() : `-${written}` }
}

/** A term of a formula with the factor that it lacks before it: in the number that it begins with, and in the sign before that. */
function timesFactor({ source, pair }: Writing, range: Range, factor: Expr | undefined): Fix | undefined {
  if (factor === undefined) return undefined
  const text = source.text.slice(range.start, range.end)
  const own = exactOf(factor)?.value
  const isNegative = own !== undefined && own < 0
  const rest = isNegative ? simplify(neg(factor)) : factor
  const [, digits, behind = ''] = /^(\d+)(?![\d.])\s*(.*)$/s.exec(text) ?? []
  const whole = digits === undefined ? rest : simplify(mul(rest, number(Number(digits))))
  const printed = printableCode(notation(whole), source.language === 'plain' ? 'text' : 'latex', {})
  if (printed === undefined || printed.startsWith('-') || /^[-+.]/.test(text) || (digits !== undefined && exactOf(whole) === undefined))
    return undefined
  const term = digits === undefined ? text : behind
  const gap = /^\d+$/.test(printed) && digits === undefined ? '' : ' '
  const changed = printed === '1' && term !== '' ? term : term === '' ? printed : `${printed}${gap}${term}`
  if (!isNegative) return { range, text: changed }
  const [before = '', sign] = /([-+])\s*$/.exec(source.text.slice(pair.derivative.range.start, range.start)) ?? []
  if (sign === undefined) return { range, text: `-${changed}` }
  const start = range.start - before.length
  const isFirst = !/[\p{L}\p{N})\]}]\s*$/u.test(source.text.slice(pair.derivative.range.start, start))
  return { range: { start, end: range.end }, text: isFirst ? changed : `${sign === '-' ? '+' : '-'}${before.slice(1)}${changed}` }
}

/** With what is said of those that say nothing of all themselves. */
function* withMessages(fixes: Iterable<Fix>, said: (fix: Fix) => string | undefined): Generator<Fix> {
  for (const fix of fixes) {
    if (isMonstrous(fix)) continue
    const message = fix.said === undefined || fix.message !== undefined ? undefined : said(fix)
    yield message === undefined ? fix : { ...fix, message }
  }
}

/** Characters of a line that people read, and how many times as long as what is written in its place a longer change may be. */
const [LINE, LONGER] = [100, 2]

/** What nobody reads helps nobody. */
const isMonstrous = ({ range, text }: Fix): boolean => text.length > Math.max(LINE, LONGER * (range.end - range.start))

/** Whether it is a small part of another place, or none. */
const isElsewhere = (one: Range, other: Range): boolean =>
  one.start >= other.end || one.end <= other.start || (one.start >= other.start && 2 * (one.end - one.start) < other.end - other.start)

/** Changes of what the author wrote before what is written anew; `begun`: that of where the fault begins. */
function* inTurn(wrong: Wrong, small: readonly Fix[], begun: Fix | undefined, large: readonly Fix[]): Generator<Fix> {
  const isCode = wrong.subject.derivative.arrays !== undefined
  const areNamed = isCode && !mayBeAnother(wrong.subject, wrong.sides)
  const factors = isCode ? factorRepairs(wrong) : { outer: [], inner: [], named: [] }
  yield* factors.outer
  if (areNamed) yield* nameRepairs(wrong)
  yield* factors.inner
  yield* small
  if (isCode) yield* slipRepairs(wrong)
  if (begun !== undefined) yield begun
  if (areNamed) yield* factors.named
  yield* large
}

/** Where what is returned stands: of a name alone, where it is said last, for a term of a parameter stands where it is declared. */
function returnedAt({ source, pair: { derivative } }: Writing, { kind, range }: Term): Range | undefined {
  if (kind !== 'name' || range === undefined) return range
  const name = source.text.slice(range.start, range.end)
  const start = source.text.lastIndexOf(name, derivative.range.end - name.length)
  return { start, end: start + name.length }
}

function faultOf({ part: { expr, body }, exact }: Spot, ratio: number | undefined, witness: Witness, told: (node: Expr) => string): Fault {
  const whole: Fault = { said: ratioSaid(witness), right: exact }
  if (expr.rank > 0 || exact.rank > 0) return whole
  const term = wrongTerm(expr, exact, body)
  if (term !== undefined)
    return term.range === undefined ? { ...whole, said: said(term, told) } : { said: said(term, told), range: term.range, right: term.right }
  if (ratio !== undefined && ratio !== 0) return whole
  const difference = simplify(sub(exact, expr))
  if (operationsOf(difference) < Math.min(TELLING, operationsOf(exact))) return { ...whole, said: `; the term ${told(difference)} is missing` }
  // A component of what is written as an array tells nothing.
  const shown = operationsOf(exact) <= SHOWN ? told(exact) : undefined
  if (shown !== undefined && !/[)\]]\[\d+\]$/.test(shown)) return { ...whole, said: `${SHOULD}${shown}` }
  return whole
}

/** Of a term that is right with a factor; a formula is told what should stand there. */
function lackingFault({ range, factor, term, negative }: Lacking, part: Part, isCode: boolean, told: (node: Expr) => string): Fault {
  if (factor === undefined) return { said: '', range }
  const own = isCode ? undefined : part.read(term)
  const right = own && simplify(mul(factor, negative ? neg(own) : own))
  return { said: factorTold(factor, told) ?? `; the factor ${told(factor)} is missing`, range, factor, ...(right && { right }) }
}

const operationsOf = (node: Expr): number => measure([notation(node)]).operations

interface WrongTerm {
  readonly range?: Range
  readonly right: Expr
  readonly written: Expr
  /** right/written. */
  readonly factor: Expr
}

/** The one term of a sum, or all of what is no sum, that is right but for a short factor. */
function wrongTerm(yours: Expr, exact: Expr, body: Term): WrongTerm | undefined {
  const places = yours.op === add.op ? placesOf(body, yours.args.length) : undefined
  let best: WrongTerm | undefined
  for (const [k, term] of (places === undefined ? [yours] : yours.args).entries()) {
    // What is nothing has no factor.
    if (isZero(term)) continue
    const right = places === undefined ? exact : simplify(add(sub(exact, yours), term))
    const factor = simplify(div(right, term))
    if (!isShort(factor) && !isShort(simplify(div(1, factor)))) continue
    if (best !== undefined && operationsOf(best.factor) <= operationsOf(factor)) continue
    const { range, negative } = places?.[k] ?? { range: undefined, negative: false }
    best = { range, right: negative ? simplify(neg(right)) : right, written: negative ? neg(term) : term, factor }
  }
  return best
}

const isShort = (factor: Expr): boolean => operationsOf(factor) <= TELLING / 2

/** "a factor 2 is missing", "the sign is wrong", "the factor 2x is missing", "3y should be 3x". */
function said({ factor, right, written }: WrongTerm, told: (node: Expr) => string): string {
  return factorTold(factor, told) ?? `; ${told(written)} should be ${told(right)}`
}

/** That a factor is missing or too much; undefined of what is neither. */
function factorTold(factor: Expr, told: (node: Expr) => string): string | undefined {
  const number = exactOf(factor)?.value
  if (number !== undefined) return number === 0 ? '; this should be 0' : factorSaid(number)
  if (!told(factor).includes('/')) return `; the factor ${told(factor)} is missing`
  const inverse = simplify(div(1, factor))
  return told(inverse).includes('/') ? undefined : `; the factor ${told(inverse)} is too much`
}
