/** Where a value is not defined, or its derivative fails. */
import type { Note, Range } from '../api.ts'
import { dualPlan, evaluateDual } from '../evaluate/dual.ts'
import { type Enclosure, enclose } from '../evaluate/interval.ts'
import { Exact } from '../exact.ts'
import { type Expr, exactOf, type Interval, isSymbol, make, nameOf, type Operation, symbol, symbolsOf, topological, traitsOf } from '../expr.ts'
import { add, mul, sqrt, sub } from '../ops/arithmetic.ts'
import { boundName, integralOperation, isBinder, productSeriesOperation, seriesOperation } from '../ops/binder.ts'
import type { TextLetters } from '../print/indices/indices.ts'
import { isPositive } from '../simplify/sign.ts'
import { simplify } from '../simplify/simplify.ts'
import { scalarTensor } from '../tensor.ts'
import { roughNodes } from './kinks.ts'
import { type Requirement, type Sense, type Signs, told } from './requirements.ts'
import { isShort, type TextOf, textOf } from './said.ts'
import { meetsZero } from './zeros.ts'

/**
 * Where operations of the value are not defined, each said once; nothing where the argument surely lies inside. `letters`: those of the text for
 * indices; `known`: numbers that names stand for.
 */
export function domainNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>, letters?: TextLetters, known?: ReadonlyMap<string, number>): Note[] {
  const order = topological([value])
  const bindings = order.filter(isBinder)
  const toldBare: TextOf = (arg) => textOf(arg, letters)
  const within: TextOf = (arg) => placesOf(arg, bindings, letters)
  const indices = enclosuresOfIndices(order)
  const numbers = numbersAmong(order, known)
  const enclosures = enclose([value], new Map([...integratedOver(bindings), ...indices, ...numbers]))
  const rough = roughNodes(value, order)
  const signs: Signs = { enclosures, isPositive: seenPositive() }
  const found: (Requirement | Note)[] = []
  for (const node of order) {
    const { op } = node
    const say = (message: string): void => {
      found.push({ message, range: ranges.get(node), kind: 'domain' })
    }
    const ask = (subject: Expr, sense: Sense, bound: number, edge = ''): void => {
      found.push({ title: `the ${op.title}`, node, subject, sense, bound: { value: bound, text: shown(bound) }, edge })
    }
    if (op.name === 'pow')
      powerNote(node, node.args.map((arg) => enclosures.get(arg)) as Enclosure[], indices, (sense) => ask(node.args[0] as Expr, sense, 0))
    op.domain?.forEach((interval, k) => {
      const arg = node.args[k]
      if (interval === undefined || arg === undefined || exactOf(arg) !== undefined) return
      const enclosure = enclosures.get(arg) as Enclosure
      const missing = requirement(interval, enclosure)
      if (missing !== undefined && !(isAtZero(interval) && signs.isPositive(arg))) {
        const { sense, bound, text } = missing
        if (sense !== undefined) ask(arg, sense, bound, edge(op, interval))
        else say(`the ${op.title} needs ${text(toldBare(arg))}${within(arg)}${edge(op, interval)}`)
      }
      if (missing === undefined && isBrokenAtZero(op, interval) && rough.has(node) && enclosure[0] <= 0 && meetsZero(arg) && !signs.isPositive(arg))
        say(`where ${toldBare(arg)} is 0 the ${op.title} has no derivative`)
    })
    if (op.needs !== undefined) say(op.needs.replace(' #1', (part) => part.replace('#1', textOf(node.args[0] as Expr, letters, '')).trimEnd()))
  }
  const notes = new Map<string, Note>()
  for (const note of notesOfAll(found, signs, ranges, letters, within)) if (!notes.has(note.message)) notes.set(note.message, note)
  return [...notes.values()]
}

/** Requirements as notes, where the first of them stood that they are told with. */
function notesOfAll(
  found: readonly (Requirement | Note)[],
  signs: Signs,
  ranges: ReadonlyMap<Expr, Range>,
  letters: TextLetters | undefined,
  within: TextOf,
): Note[] {
  const all = told(
    found.filter((one) => 'subject' in one),
    signs,
  )
  return found.flatMap((one): Note[] => {
    if (!('subject' in one)) return [one]
    return all
      .filter(({ requirement: own }) => own === one)
      .map(({ requirement: { node, title }, subjects, sense, bound, edge }) => {
        const arg = subjects.length === 1 ? (subjects[0] as Expr) : mul(...subjects)
        const text = textOf(arg, letters, node.op.name === 'div' ? 'its denominator' : 'its argument')
        return { message: `${title} needs ${text} ${sense} ${bound.text}${within(arg)}${edge}`, range: ranges.get(node), kind: 'domain' }
      })
  })
}

const shown = (bound: number): string => String(Number(bound.toPrecision(6))).replace('-', '−')

/** " for t from 0 to 1", where something is said of what a sum or an integral binds. */
function placesOf(arg: Expr, bindings: readonly Expr[], letters: TextLetters | undefined): string {
  if (bindings.length === 0) return ''
  const names = new Set(symbolsOf(arg).map(nameOf))
  const said = bindings.flatMap((node) => {
    const [, low, high] = node.args as [Expr, Expr, Expr]
    const [from, to] = [low, high].map((bound) => textOf(bound, letters, ''))
    return names.has(boundName(node)) && from !== '' && to !== '' ? [`${boundName(node)} from ${from} to ${to}`] : []
  })
  return said.length === 0 ? '' : ` for ${[...new Set(said)].join(', ')}`
}

/** What integrals run through, without the ends: there an integrand may be infinite. */
const integratedOver = (bindings: readonly Expr[]): Map<Expr, Enclosure> =>
  new Map(
    bindings
      .filter(({ op }) => op === integralOperation)
      .map((node) => {
        const [, low, high] = node.args as [Expr, Expr, Expr]
        const bounds = enclose([low, high])
        const ends = [low, high].flatMap((bound) => bounds.get(bound) as Enclosure)
        const [from, to] = [Math.min(...ends), Math.max(...ends)]
        return [symbol(boundName(node)), [from + nextTo(from), to - nextTo(to)]]
      }),
  )

const nextTo = (end: number): number => (Number.isFinite(end) ? Math.max(Number.MIN_VALUE, Math.abs(end) * Number.EPSILON) : 0)

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
    const positive = size <= Math.min(LOOKED_AT, left) && (isPositive(simplify(arg)) || isRootAbove(arg))
    if (size <= LOOKED_AT) left -= size
    known.set(arg, positive)
    return positive
  }
}

/** t + √v where v is more than t²: it is positive whatever t is. */
function isRootAbove({ op, args }: Expr): boolean {
  const [a, b] = args as [Expr, Expr]
  if (op !== add.op || args.length !== 2) return false
  return [
    [a, b],
    [b, a],
  ].some(([root, term]) => root?.op === sqrt.op && isPositive(simplify(sub(root.args[0] as Expr, mul(term as Expr, term as Expr)))))
}

/** What an interval asks of an argument that may lie outside of it: how it lies to one bound, or in other words. */
type Missing =
  | { readonly sense: Sense; readonly bound: number; readonly text?: undefined }
  | { readonly sense?: undefined; readonly bound?: undefined; text(arg: string): string }

function requirement({ min, max, minOpen, maxOpen, except, every }: Interval, [low, high]: Enclosure): Missing | undefined {
  const below = min !== undefined && (minOpen === true ? low <= min : low < min)
  const above = max !== undefined && (maxOpen === true ? high >= max : high > max)
  if (below && above) return { text: (arg) => `${shown(min)} ${minOpen ? '<' : '≤'} ${arg} ${maxOpen ? '<' : '≤'} ${shown(max)}` }
  if (below) return { sense: minOpen ? '>' : '≥', bound: min }
  if (above) return { text: (arg) => `${arg} ${maxOpen ? '<' : '≤'} ${shown(max)}` }
  if (except === undefined) return undefined
  if (every === undefined) return low <= except && high >= except ? { sense: '≠', bound: except } : undefined
  const { period, written, last = Number.POSITIVE_INFINITY } = every
  const next = Number.isFinite(low) ? except + Math.ceil((low - except) / period) * period : Number.NEGATIVE_INFINITY
  return next <= Math.min(high, last) ? { text: (arg) => `${arg} ≠ ${written}` } : undefined
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

/** What a power asks of its base. */
function powerNote(node: Expr, [own, power]: readonly Enclosure[], indices: ReadonlyMap<Expr, Enclosure>, needs: (sense: Sense) => void): void {
  const [base, exponent] = node.args as [Expr, Expr]
  const [low, high] = own as Enclosure
  if (exactOf(base) !== undefined || low > 0) return
  const p = exactOf(exponent) ?? settled(power as Enclosure)
  if (p === undefined && !isWhole(exponent, indices)) needs('>')
  else if (p === undefined || p.isInteger) {
    // A name that is a whole number says nothing of its sign.
    if (p !== undefined ? p.isNegative : (!isSymbol(exponent) || indices.has(exponent)) && (power as Enclosure)[0] < 0 && high >= 0) needs('≠')
  } else if (p.isNegative) needs('>')
  else if (low < 0) needs('≥')
}

/** The number that an exponent is whose names stand for numbers. */
const settled = ([low, high]: Enclosure): Exact | undefined => (low === high ? Exact.fromDouble(low) : undefined)
