/** What a reader must know about where a value and its derivative fail, or are a convention. */
import type { Note, Range } from '../api.ts'
import { dualPlan, evaluateDual } from '../evaluate/dual.ts'
import { type Enclosure, enclose } from '../evaluate/interval.ts'
import { Exact } from '../exact.ts'
import {
  type Expr,
  exactOf,
  type Interval,
  isSymbol,
  type Kink,
  make,
  nameOf,
  type Operation,
  substitute,
  symbol,
  topological,
  traitsOf,
} from '../expr.ts'
import { neg, sqrt } from '../ops/arithmetic.ts'
import { boundName, productSeriesOperation, seriesOperation } from '../ops/binder.ts'
import { abs, where } from '../ops/condition.ts'
import { axesOf, sum } from '../ops/reduction.ts'
import { logSoftmax, logsumexp, softmax } from '../ops/softmax.ts'
import { ones } from '../ops/structure.ts'
import { unnamedText } from '../print/formula/readable.ts'
import type { TextLetters } from '../print/indices/indices.ts'
import { printText } from '../print/text/text.ts'
import { isPositive } from '../simplify/sign.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { recognise } from '../simplify/whole/recognise.ts'
import { scalarTensor } from '../tensor.ts'
import { placeText, zeroOf } from './places.ts'
import { meetsZero } from './zeros.ts'

/** Longer arguments are not written out. */
const LONGEST = 40

/** Whether a text may be short: of what is shared, which is written as often as it stands there, no more is looked at than that takes. */
function isShort(arg: Expr): boolean {
  const stack = [arg]
  for (let count = 0; stack.length > 0; count++) {
    if (count > 2 * LONGEST) return false
    stack.push(...(stack.pop() as Expr).args)
  }
  return true
}

/** An argument in short, else `otherwise`. */
export const textOf = (arg: Expr, letters?: TextLetters, otherwise = 'its argument'): string => {
  // What is 1 where a sum does not count it, which nobody wrote.
  const isFilled = arg.op === where.op && exactOf(arg.args[2] as Expr)?.isOne === true
  const text = isFilled || !isShort(arg) ? '' : unnamedText(arg, letters)
  return text !== '' && text.length <= LONGEST ? text : otherwise
}

/** What an argument is called in a note. */
type TextOf = (arg: Expr) => string

/**
 * Where operations of the value are not defined, each said once; nothing where the argument surely lies inside. `letters`: those of the text for
 * indices; `known`: numbers that names stand for.
 */
export function domainNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>, letters?: TextLetters, known?: ReadonlyMap<string, number>): Note[] {
  const told: TextOf = (arg) => textOf(arg, letters)
  const notes = new Map<string, Note>()
  const say = (message: string, node: Expr): void => {
    if (!notes.has(message)) notes.set(message, { message, range: ranges.get(node), kind: 'domain' })
  }
  const order = topological([value])
  const indices = enclosuresOfIndices(order)
  const numbers = numbersAmong(order, known)
  const enclosures = enclose([value], new Map([...indices, ...numbers]))
  const isNumber = (node: Expr): boolean => exactOf(node) !== undefined || (numbers.get(node)?.[0] ?? 0) !== 0
  const rough = roughNodes(value, order)
  const isSurelyPositive = seenPositive()
  for (const node of order) {
    const { op } = node
    if (op.name === 'pow') powerNote(node, node.args.map((arg) => enclosures.get(arg)) as Enclosure[], indices, (message) => say(message, node), told)
    op.domain?.forEach((interval, k) => {
      const arg = node.args[k]
      if (interval === undefined || arg === undefined || exactOf(arg) !== undefined) return
      const enclosure = enclosures.get(arg) as Enclosure
      const missing = requirement(interval, enclosure, arg, told, isNumber)
      if (missing !== undefined && !(isAtZero(interval) && isSurelyPositive(arg))) say(`the ${op.title} needs ${missing}${edge(op, interval)}`, node)
      if (missing === undefined && isBrokenAtZero(op, interval) && rough.has(node) && enclosure[0] <= 0 && meetsZero(arg) && !isSurelyPositive(arg))
        say(`where ${told(arg)} is 0 the ${op.title} has no derivative`, node)
    })
    if (op.needs !== undefined) say(op.needs, node)
  }
  return [...notes.values()]
}

/** What names stand for that are numbers. */
const numbersAmong = (order: readonly Expr[], known: ReadonlyMap<string, number> | undefined): ReadonlyMap<Expr, Enclosure> =>
  new Map(
    order.flatMap((node): [Expr, Enclosure][] => {
      const own = node.rank === 0 ? known?.get(nameOf(node) ?? '') : undefined
      return own === undefined ? [] : [[node, [own, own]]]
    }),
  )

/** What the indices of sums and products run through, where they are whole numbers. */
function enclosuresOfIndices(order: readonly Expr[]): Map<Expr, Enclosure> {
  const found = new Map<Expr, Enclosure>()
  for (const node of order) {
    if (node.op !== seriesOperation && node.op !== productSeriesOperation) continue
    const [, low, high] = node.args as [Expr, Expr, Expr]
    if (!isWhole(low, found)) continue
    const bounds = enclose([low, high], found)
    const index = symbol(boundName(node))
    const [least, most] = [(bounds.get(low) as Enclosure)[0], (bounds.get(high) as Enclosure)[1]]
    const before = found.get(index)
    found.set(index, before === undefined ? [least, most] : [Math.min(before[0], least), Math.max(before[1], most)])
  }
  return found
}

/** Whether a node is a whole number, or all its components are: made of numbers, lengths and indices. */
function isWhole(node: Expr, indices: ReadonlyMap<Expr, Enclosure>): boolean {
  const exact = exactOf(node)
  if (exact !== undefined) return exact.isInteger
  if (isSymbol(node)) return traitsOf(node).integer === true || indices.has(node)
  const { whole, components } = node.op
  if (whole === 'always') return true
  const keeps = whole === 'of whole' || (components !== undefined && components !== 'averaged')
  return keeps && isShort(node) && node.args.every((arg) => isWhole(arg, indices))
}

/** The interval is all above 0, or all but it. */
const isAtZero = ({ min, max, except }: Interval): boolean => max === undefined && (min ?? except) === 0

/** Larger arguments are not looked at as a whole, and of one value no more of them than have so many nodes together: a fraction in a fraction in a fraction. */
const [LOOKED_AT, TOGETHER] = [60, 300]

/** Whether an argument is seen to be positive. Intervals close at 0, where e^x is in the limit; and 1 - 1/(1 + e^x) is a logistic function, if one knows it. */
function seenPositive(): (arg: Expr) => boolean {
  let left = TOGETHER
  const known = new Map<Expr, boolean>()
  return (arg) => {
    const found = known.get(arg)
    if (found !== undefined) return found
    const size = topological([arg]).length
    const positive = size <= Math.min(LOOKED_AT, left) && isPositive(simplify(arg))
    if (size <= LOOKED_AT) left -= size
    known.set(arg, positive)
    return positive
  }
}

/** What an interval asks of an argument that may lie outside of it. */
function requirement(
  { min, max, minOpen, maxOpen, except, every }: Interval,
  [low, high]: Enclosure,
  node: Expr,
  told: TextOf,
  isNumber: (node: Expr) => boolean,
): string | undefined {
  const arg = told(node)
  const below = min !== undefined && (minOpen === true ? low <= min : low < min)
  const above = max !== undefined && (maxOpen === true ? high >= max : high > max)
  const shown = (bound: number): string => String(Number(bound.toPrecision(6))).replace('-', '−')
  if (below && above) return `${shown(min)} ${minOpen ? '<' : '≤'} ${arg} ${maxOpen ? '<' : '≤'} ${shown(max)}`
  // What is never negative: |x| > 0 is x ≠ 0.
  if (below && min === 0 && low === 0 && node.op === abs.op) return `${told(node.args[0] as Expr)} ≠ 0`
  if (below) return `${arg} ${minOpen ? '>' : '≥'} ${shown(min)}`
  if (above) return `${arg} ${maxOpen ? '<' : '≤'} ${shown(max)}`
  if (except === undefined) return undefined
  if (every === undefined)
    return low <= except && high >= except ? `${except === 0 ? told(baseOf(node, isNumber)) : arg} ≠ ${shown(except)}` : undefined
  const next = except + Math.ceil((low - except) / every.period) * every.period
  return !Number.isFinite(low) || next <= high ? `${arg} ≠ ${every.written} for whole k` : undefined
}

/** What is 0 where its size, a power of it or a multiple of it is: x of 2|x|³. */
function baseOf(node: Expr, isNumber: (node: Expr) => boolean): Expr {
  const { op, args } = node
  const [first, second] = args as [Expr, Expr]
  if (op === abs.op || op === neg.op || op.name === 'square') return baseOf(first, isNumber)
  if (op.name === 'pow' && (exactOf(second)?.value ?? 0) > 0) return baseOf(first, isNumber)
  const factors = op.name === 'mul' ? args.filter((factor) => !isNumber(factor)) : []
  return factors.length === 1 && factors.length < args.length && factors[0]?.rank === node.rank ? baseOf(factors[0], isNumber) : node
}

/** A bound that belongs to the domain, but at which the derivative is infinite: the square root at 0. */
function edge(op: Operation, { min, max, minOpen, maxOpen }: Interval): string {
  if (op.args.length !== 1) return ''
  const ends = [minOpen === true ? undefined : min, maxOpen === true ? undefined : max].filter((end) => end !== undefined)
  if (!ends.some((end) => !Number.isFinite(slopeAt(op, end)))) return ''
  return `; at the ${ends.length > 1 ? 'ends' : 'end'} it has no derivative`
}

/** A function of one argument that is defined at 0, the end of its domain, but has no derivative there. */
const isBrokenAtZero = (op: Operation, { min, minOpen }: Interval): boolean =>
  op.args.length === 1 && min === 0 && minOpen !== true && !Number.isFinite(slopeAt(op, 0))

function slopeAt(op: Operation, point: number): number {
  const order = dualPlan([make(op, [symbol('x')])])
  const { tangents } = evaluateDual(order, { at: new Map([['x', scalarTensor(point)]]), sizes: new Map() }, new Map([['x', 1]]))
  return tangents[order.roots[0] as number] as number
}

function powerNote(
  node: Expr,
  [own, power]: readonly Enclosure[],
  indices: ReadonlyMap<Expr, Enclosure>,
  say: (message: string) => void,
  told: TextOf,
): void {
  const [base, exponent] = node.args as [Expr, Expr]
  const [low, high] = own as Enclosure
  if (exactOf(base) !== undefined || low > 0) return
  const p = exactOf(exponent) ?? settled(power as Enclosure)
  const needs = (what: string): void => say(`the power needs ${told(base)} ${what}`)
  if (p === undefined && !isWhole(exponent, indices)) needs('> 0')
  else if (p === undefined || p.isInteger) {
    // A name that is a whole number says nothing of its sign.
    if (p !== undefined ? p.isNegative : (!isSymbol(exponent) || indices.has(exponent)) && (power as Enclosure)[0] < 0 && high >= 0) needs('≠ 0')
  } else if (p.isNegative) needs('> 0')
  else if (low < 0) needs('≥ 0')
}

/** The number that an exponent is whose names stand for numbers. */
const settled = ([low, high]: Enclosure): Exact | undefined => (low === high ? Exact.fromDouble(low) : undefined)

/** More places than this are not listed. */
const MOST_PLACES = 3

/** Kinks of the value, with the convention used there and where that is, each said once; `derivatives`: what is left of it there. */
export function kinkNotes(
  value: Expr,
  ranges: ReadonlyMap<Expr, Range>,
  derivatives: readonly Expr[] = [],
  numbers?: ReadonlyMap<string, number>,
): Note[] {
  const found = new Map<string, { node: Expr; places: Set<string | undefined> }>()
  const order = topological([value])
  const asked = askedNodes(value)
  const left = new Set(topological(derivatives).map(({ op }) => op))
  const rough = roughNodes(value, order)
  for (const node of order) {
    for (const kink of node.op.kinks ?? []) {
      if (!rough.has(node) || !asked.has(node) || (kink.cancels === true && !left.has(node.op))) continue
      const message = typeof kink.convention === 'string' ? kink.convention : kink.convention(node)
      const known = found.get(message) ?? { node, places: new Set() }
      found.set(message, known)
      known.places.add(placeOfKink(node, kink, numbers))
    }
  }
  return [...found].map(([message, { node, places }]) => ({ message: message + listed([...places]), range: ranges.get(node), kind: 'kink' }))
}

/** ": here at x = 1 and x = 2"; nothing where one of the places is not known, or all are what the convention says. */
function listed(places: readonly (string | undefined)[]): string {
  if (places.includes(undefined) || places.length > MOST_PLACES) return ''
  return `; here that is at ${[places.slice(0, -1).join(', '), places.at(-1)].filter(Boolean).join(' and ')}`
}

/** Where the kink of a scalar is, as "x = 1"; undefined where that is no single place by a name, or a name alone, which the convention speaks of. */
function placeOfKink(node: Expr, { where: zero }: Kink, numbers?: ReadonlyMap<string, number>): string | undefined {
  const { args } = node
  if (zero === undefined || node.rank > 0 || args.some((arg) => arg.rank > 0 || !isShort(arg))) return undefined
  if (args.length === 1 && isSymbol(args[0] as Expr)) return undefined
  const place = zeroOf(zero(...args), numbers)
  return place && placeText(place)
}

/** The nodes whose derivatives are asked for: below a stop-gradient or a rounding none is. */
function askedNodes(value: Expr): Set<Expr> {
  const asked = new Set([value])
  const stack = [value]
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    for (const [k, arg] of node.args.entries()) {
      if (asked.has(arg) || node.op.derivative?.[k] === null) continue
      asked.add(arg)
      stack.push(arg)
    }
  return asked
}

/** The nodes that something other is made of than powers above 1, which flatten a kink at 0, or what has no value at 0, as ln |x|; and the value. */
function roughNodes(value: Expr, order: readonly Expr[]): Set<Expr> {
  const rough = new Set([value])
  for (const node of order)
    node.args.forEach((arg, k) => {
      if (!isSmooth(node, k) || !isAtItsZero(arg)) rough.add(arg)
    })
  return rough
}

/** Operations with a kink only where they are 0. */
const isAtItsZero = ({ op, payload }: Expr): boolean =>
  op === abs.op || op === sqrt.op || op.name === 'hypot' || (op.name === 'norm' && (payload as { order?: unknown }).order === 2)

/** Whether what a node makes of its argument number k has a derivative, or no value, where that is 0. */
function isSmooth({ op, args }: Expr, k: number): boolean {
  if (op.name === 'square') return true
  const interval = op.domain?.[k]
  if (interval?.except === 0 || (interval?.min === 0 && interval.minOpen === true)) return true
  const exponent = op.name === 'pow' && k === 0 ? exactOf(args[1] as Expr) : undefined
  return exponent !== undefined && (exponent.value > 1 || exponent.isNegative)
}

/** A derivative where targets are probabilities. */
export interface OfProbabilities {
  /** "the rows of y": what sums to one. */
  readonly what: string
  /** In people's notation. */
  readonly derivative: Expr
}

/**
 * What the derivative of a cross-entropy is where its targets are probabilities: their sum, which nothing in the text says is one, stands
 * in it. Undefined where no sum of a symbol's components stands in the derivative of something with a softmax.
 */
export function ofProbabilities(value: Expr, derivative: Expr): OfProbabilities | undefined {
  const total = topological([derivative]).find(({ op, args, rank }) => op === sum.op && isSymbol(args[0] as Expr) && args[0]?.rank === rank + 1)
  if (total === undefined) return undefined
  if (!topological([recognise(value), derivative]).some(({ op }) => op === softmax.op || op === logSoftmax.op || op === logsumexp.op))
    return undefined
  return {
    what: `${total.rank === 0 ? 'the components' : axesOf(total).axes.includes(0) && total.rank === 1 ? 'the columns' : 'the rows'} of ${printText(total.args[0] as Expr)}`,
    derivative: notation(simplify(substitute(derivative, new Map([[total, ones(total.shape)]])))),
  }
}

/** That, told to people. */
export function probabilityNote(value: Expr, derivative: Expr, by: string): Note | undefined {
  const found = ofProbabilities(value, derivative)
  if (found === undefined) return undefined
  return { message: `where ${found.what} sum to one, the derivative by ${by} is ${printText(found.derivative)}`, kind: 'reading' }
}
