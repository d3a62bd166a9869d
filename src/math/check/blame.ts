/** What is wrong with a derivative that has been proven wrong: a point that shows it, the very term, and what should stand there. */
import type { Check, CodeLanguage, Language, Range } from '../api.ts'
import { type Expr, exactOf, nameOf, substitute, symbol, symbolsOf } from '../expr.ts'
import { add, div, neg, sub } from '../ops/arithmetic.ts'
import { isZero } from '../ops/structure.ts'
import { printableCode } from '../print/code.ts'
import { printText } from '../print/text.ts'
import type { Reading, Term } from '../read/term.ts'
import { measure } from '../simplify/measure.ts'
import { notation } from '../simplify/notation.ts'
import { simplify } from '../simplify/simplify.ts'
import { stabilize } from '../simplify/stable.ts'
import { toValue } from '../tensor.ts'
import type { Claim } from './claims.ts'
import type { Witness } from './compare.ts'
import { type Pair, saidNames } from './pairs.ts'
import type { Part, Sides } from './sides.ts'

/** What is known of the place of the fault. */
interface Fault {
  /** Said behind the numbers. */
  readonly said: string
  /** What is to be replaced; undefined: all that is returned. */
  readonly range?: Range
  /** What should stand there, over the names of the function. */
  readonly right: Expr
}

/** The text and both definitions, as the check reads them. */
export interface Writing {
  readonly source: { readonly text: string; readonly language: Language }
  readonly pair: Pair
  readonly derivative: Reading
}

/** Operations beyond which what is missing is not told in words. */
const TELLING = 4
/** Operations beyond which a derivative is not told in words. */
const SHOWN = 12

export function blame(writing: Writing, sides: Sides, claim: Claim, at: number, witness: Witness): Check {
  const { pair } = writing
  const part = sides.parts[at] as Part
  const exact = claim.exact[at] as Expr
  const back = theirNames(sides)
  const fault = faultOf(part, exact, witness, back)
  const inside = (range: Range | undefined): Range | undefined =>
    range !== undefined && range.start >= pair.derivative.range.start && range.end <= pair.derivative.range.end && range.end > range.start
      ? range
      : undefined
  const written = part.body.kind === 'apply' && part.body.op === 'put' ? writtenAt(part.body, witness) : undefined
  // What the value is made of too must stay as it is: what is wrong is that it is returned as the derivative.
  const returned = pair.returned?.derivatives[at]?.range
  const isShared = (place: Range | undefined): boolean =>
    returned !== undefined && [...sides.value.ranges.values()].some(({ start, end }) => start === place?.start && end === place.end)
  const own = isShared(fault.range) ? undefined : inside(fault.range)
  const whole = written ?? returnedAt(writing, part.body)
  const range = own ?? (isShared(whole) ? returned : inside(whole))
  const right = own === undefined ? exact : fault.right
  const { of, name } = saidNames(pair)
  const shown = pair.by !== undefined || sides.value.symbols.length > 1 ? ` by ${claim.by}` : ''
  return {
    verdict: 'different',
    confidence: 'sampled',
    counterexample: {
      at: Object.fromEntries([...witness.at].map(([name, value]) => [theirs(back, name), toValue(value)])),
      yours: toValue(witness.yours),
      exact: toValue(witness.exact),
    },
    message: `${name} is not the derivative of ${of}${shown}: ${pointOf(witness, sides, back)}${fault.said}`,
    range: range ?? pair.derivative.range,
    fix:
      range === undefined || written !== undefined || (range === returned && writing.source.language === 'matlab')
        ? undefined
        : fixOf(writing, part, simplify(right), range, back),
  }
}

/** Where what is returned stands: of a name alone, where it is said last, for a term of a parameter stands where it is declared. */
function returnedAt({ source, pair: { derivative } }: Writing, { kind, range }: Term): Range | undefined {
  if (kind !== 'name' || range === undefined) return range
  const name = source.text.slice(range.start, range.end)
  const start = source.text.lastIndexOf(name, derivative.range.end - name.length)
  return { start, end: start + name.length }
}

/** Where an array that is filled piece by piece got the component that is wrong: der[0] = ..., der[-1] = .... */
function writtenAt(array: Term, { place, exact: { shape } }: Witness): Range | undefined {
  const first = array.range
  for (let term = array; term.kind === 'apply' && term.op === 'put'; term = term.args[0] as Term) {
    const items = term.attributes?.['items'] as readonly { readonly at?: number }[]
    const at = items.length === 1 && shape.length === 1 ? items[0]?.at : undefined
    const index = at === undefined ? undefined : term.args[at]
    const whole = index?.kind === 'number' ? index.value.asInteger : undefined
    if (whole === undefined || whole === place || whole + (shape[0] as number) === place) return term.range
  }
  return first
}

/** Symbols of the function by what the derivative calls them. */
function theirNames({ names, value }: Sides): Map<Expr, Expr> {
  const back = new Map<Expr, Expr>()
  for (const [theirs, ours] of names) {
    const node = value.symbols.find((each) => nameOf(each) === ours)
    if (node !== undefined && theirs !== ours) back.set(node, symbol(theirs, node.shape))
  }
  return back
}

const theirs = (back: ReadonlyMap<Expr, Expr>, name: string): string => {
  const found = [...back].find(([node]) => nameOf(node) === name)
  return found === undefined ? name : (nameOf(found[1]) as string)
}

/** Four digits. */
const digits = (x: number): string => String(Number(x.toPrecision(4)))

/** "at x = 0.7 it is 1.4, exact is 2.8". */
function pointOf({ at, yours, exact, place }: Witness, { value }: Sides, back: ReadonlyMap<Expr, Expr>): string {
  const order = value.symbols.map(nameOf)
  const scalars = [...at].filter(([, { shape }]) => shape.length === 0).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  const where =
    scalars.length === at.size && at.size > 0 && at.size <= 4
      ? `at ${scalars.map(([name, { data }]) => `${theirs(back, name)} = ${data[0]}`).join(', ')} `
      : ''
  const { shape } = exact
  const index: number[] = []
  for (let axis = shape.length - 1, rest = place; axis >= 0; axis--) {
    index.unshift(rest % (shape[axis] as number))
    rest = Math.floor(rest / (shape[axis] as number))
  }
  const component = index.length === 0 ? '' : `component [${index.join(', ')}] `
  return `${where}${component}it gives ${digits(yours.data[place] as number)}, exact is ${digits(exact.data[place] as number)}`
}

function faultOf({ expr, body }: Part, exact: Expr, witness: Witness, back: ReadonlyMap<Expr, Expr>): Fault {
  const whole: Fault = { said: ratioSaid(witness), right: exact }
  if (expr.rank > 0 || exact.rank > 0) return whole
  const term = wrongTerm(expr, exact, body)
  const told = (node: Expr): string => printText(notation(substitute(node, back)))
  if (term !== undefined)
    return term.range === undefined ? { ...whole, said: said(term, told) } : { said: said(term, told), range: term.range, right: term.right }
  const difference = simplify(sub(exact, expr))
  if (operationsOf(difference) < Math.min(TELLING, operationsOf(exact))) return { ...whole, said: `; the term ${told(difference)} is missing` }
  if (operationsOf(exact) <= SHOWN) return { ...whole, said: `; it should be ${told(exact)}` }
  return whole
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
    const right = places === undefined ? exact : simplify(add(sub(exact, yours), term))
    const factor = simplify(div(right, term))
    if (!isShort(factor) && !isShort(simplify(div(1, factor)))) continue
    if (best !== undefined && operationsOf(best.factor) <= operationsOf(factor)) continue
    const { range, negative } = places?.[k] ?? { range: undefined, negative: false }
    best = { range, right: negative ? simplify(neg(right)) : right, written: negative ? neg(term) : term, factor }
  }
  return best
}

/** Where the terms of a sum stand, without the sign before each; undefined where they do not stand one after the other. */
function placesOf(body: Term, count: number): { range: Range; negative: boolean }[] | undefined {
  if (body.kind !== 'apply' || body.op !== 'add' || body.args.length !== count || body.range === undefined) return undefined
  const places: { range: Range; negative: boolean }[] = []
  let end = body.range.start
  for (const [k, arg] of body.args.entries()) {
    const negative = k > 0 && arg.kind === 'apply' && arg.op === 'neg'
    const range = negative ? arg.args[0]?.range : arg.range
    if (range === undefined || range.start < end || range.end > body.range.end) return undefined
    places.push({ range, negative })
    end = range.end
  }
  return places
}

const isShort = (factor: Expr): boolean => operationsOf(factor) <= TELLING / 2

/** "a factor 2 is missing", "the sign is wrong", "the factor 2x is missing", "3y should be 3x". */
function said({ factor, right, written }: WrongTerm, told: (node: Expr) => string): string {
  const number = exactOf(factor)?.value
  if (isZero(factor)) return `; the term ${told(written)} is too much`
  if (number !== undefined) return factorSaid(number)
  if (!told(factor).includes('/')) return `; the factor ${told(factor)} is missing`
  const inverse = simplify(div(1, factor))
  if (!told(inverse).includes('/')) return `; the factor ${told(inverse)} is too much`
  return `; ${told(written)} should be ${told(right)}`
}

function factorSaid(number: number): string {
  if (number === -1) return '; the sign is wrong'
  const sign = number < 0 ? ' and the sign is wrong' : ''
  const size = Math.abs(number)
  return size >= 1 ? `; a factor ${digits(size)} is missing${sign}` : `; a factor ${digits(1 / size)} is too much${sign}`
}

/** Of arrays: one number, or the length of an axis. */
function ratioSaid({ ratio, sizes }: Witness): string {
  if (ratio === undefined || ratio === 0) return ''
  for (const [name, size] of sizes) {
    if (/^[A-Za-z]\w*$/.test(name) && size > 2 && Math.abs(Math.abs(ratio) - size) < 1e-9 * size)
      return `; a factor ${name} is missing${ratio < 0 ? ' and the sign is wrong' : ''}`
    if (/^[A-Za-z]\w*$/.test(name) && size > 2 && Math.abs(1 / Math.abs(ratio) - size) < 1e-9 * size)
      return `; a factor 1/${name} is missing${ratio < 0 ? ' and the sign is wrong' : ''}`
  }
  return factorSaid(ratio)
}

/** Code in the idiom of the text. */
const CODE: Readonly<Record<Language, CodeLanguage>> = {
  python: 'python',
  javascript: 'javascript',
  typescript: 'javascript',
  julia: 'julia',
  matlab: 'matlab',
  latex: 'latex',
  markdown: 'latex',
  plain: 'text',
}

/** What should stand at the range; undefined where it cannot be said by the names that are known there. */
function fixOf(
  { source, pair, derivative }: Writing,
  { body: returned, symbols }: Part,
  right: Expr,
  range: Range,
  back: ReadonlyMap<Expr, Expr>,
): string | undefined {
  const expr = substitute(stabilize(notation(right)), back)
  const language = source.language === 'python' ? (derivative.library ?? 'python') : CODE[source.language]
  const isCode = language !== 'latex' && language !== 'text'
  const known = new Set(pair.derivative.parameters)
  const body = source.text.slice(pair.derivative.range.start, pair.derivative.range.end)
  const isSaidThere = (name: string): boolean => known.has(name) || new RegExp(`(?<![.\\w])${name.replaceAll(/\W/g, '')}(?!\\w)`).test(body)
  if (isCode && !symbolsOf(expr).every((node) => isSaidThere(nameOf(node) as string))) return undefined
  const text = printableCode(expr, language, { alias: derivative.alias, symbols })
  if (text === undefined || text.includes('\n')) return undefined
  const isWhole = range.start === returned.range?.start && range.end === returned.range.end
  return !isWhole && (expr.op === add.op || text.startsWith('-')) ? `(${text})` : text
}
