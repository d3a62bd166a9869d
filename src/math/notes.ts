/** What a reader must know about where a value and its derivative fail, or are a convention. */
import type { Language, Note, Range, Source } from './api.ts'
import { dualPlan, evaluateDual } from './evaluate/dual.ts'
import { type Enclosure, enclose } from './evaluate/interval.ts'
import { type Expr, exactOf, type Interval, isSymbol, make, type Operation, substitute, symbol, topological, traitsOf } from './expr.ts'
import { where } from './ops/condition.ts'
import { axesOf, isPositions, sum } from './ops/reduction.ts'
import { logSoftmax, logsumexp, softmax } from './ops/softmax.ts'
import { ones } from './ops/structure.ts'
import { printText } from './print/text.ts'
import { notation } from './simplify/notation.ts'
import { recognise } from './simplify/recognise.ts'
import { isPositive } from './simplify/sign.ts'
import { simplify } from './simplify/simplify.ts'
import { scalarTensor } from './tensor.ts'

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

const textOf = (arg: Expr): string => {
  // What is 1 where a sum does not count it, which nobody wrote.
  const isFilled = arg.op === where.op && exactOf(arg.args[2] as Expr)?.isOne === true
  const text = isFilled || !isShort(arg) ? '' : printText(arg)
  return text !== '' && text.length <= LONGEST ? text : 'its argument'
}

/** Where operations of the value are not defined, each said once; nothing where the argument surely lies inside. */
export function domainNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>): Note[] {
  const notes = new Map<string, Note>()
  const say = (message: string, node: Expr): void => {
    if (!notes.has(message)) notes.set(message, { message, range: ranges.get(node), kind: 'domain' })
  }
  const enclosures = enclose([value])
  const nodes = topological([value])
  // The square of a norm has a derivative everywhere.
  const isSmooth = ({ op, args }: Expr): boolean => op.name === 'pow' && (exactOf(args[1] as Expr)?.value ?? 0) > 1
  const plain = new Set([value, ...nodes.flatMap((node) => (isSmooth(node) ? [] : node.args))])
  for (const node of nodes) {
    const { op } = node
    if (op.name === 'pow') powerNote(node, enclosures.get(node.args[0] as Expr) as Enclosure, say)
    op.domain?.forEach((interval, k) => {
      const arg = node.args[k]
      if (interval === undefined || arg === undefined || exactOf(arg) !== undefined) return
      const missing = requirement(interval, enclosures.get(arg) as Enclosure, textOf(arg))
      if (missing !== undefined && !(isAtZero(interval) && isSurelyPositive(arg))) say(`the ${op.title} needs ${missing}${edge(op, interval)}`, node)
    })
    if (op.name === 'norm' && axesOf(node).order === 2 && plain.has(node))
      say(`the norm of ${textOf(node.args[0] as Expr)} has no derivative where it is zero`, node)
    if (op.name === 'inv' || op.name === 'solve' || op.name === 'logdet') say('the matrix must be invertible', node)
  }
  return [...notes.values()]
}

/** Functions that people mean of a matrix as a whole too: e^X by its power series. */
const OF_MATRICES: ReadonlySet<string> = new Set(['exp', 'ln', 'sqrt', 'sin', 'cos'])
/** Languages in which that can be meant; NumPy's and MATLAB's functions go component by component, as Julia's do after a dot. */
const MEANT_IN: ReadonlySet<Language> = new Set<Language>(['latex', 'markdown', 'plain', 'julia'])

/** Where a function of a square matrix is taken of each of its components, each said once. */
export function matrixNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>, { language, text }: Source): Note[] {
  if (!MEANT_IN.has(language)) return []
  const notes = new Map<string, Note>()
  for (const node of topological([value])) {
    const arg = node.args[0] as Expr
    if (!OF_MATRICES.has(node.op.name) || node.rank !== 2 || arg.rank !== 2 || node.shape[0] !== node.shape[1]) continue
    const range = ranges.get(node)
    if (language === 'julia' && range !== undefined && /^\w+\./.test(text.slice(range.start, range.end))) continue
    const message = `the ${node.op.title} of ${textOf(arg)} is taken component by component, not as a function of the whole matrix`
    if (!notes.has(message)) notes.set(message, { message, range, kind: 'reading' })
  }
  return [...notes.values()]
}

/** The interval is all above 0, or all but it. */
const isAtZero = ({ min, max, except }: Interval): boolean => max === undefined && (min ?? except) === 0

/** Larger arguments are not looked at as a whole. */
const LOOKED_AT = 60

/** Intervals close at 0, where e^x is in the limit; and 1 - 1/(1 + e^x) is a logistic function, if one knows it. */
const isSurelyPositive = (arg: Expr): boolean => topological([arg]).length <= LOOKED_AT && isPositive(simplify(arg))

/** What an interval asks of an argument that may lie outside of it. */
function requirement({ min, max, minOpen, maxOpen, except }: Interval, [low, high]: Enclosure, arg: string): string | undefined {
  const below = min !== undefined && (minOpen === true ? low <= min : low < min)
  const above = max !== undefined && (maxOpen === true ? high >= max : high > max)
  const shown = (bound: number): string => String(Number(bound.toPrecision(6))).replace('-', '−')
  if (below && above) return `${shown(min)} ${minOpen ? '<' : '≤'} ${arg} ${maxOpen ? '<' : '≤'} ${shown(max)}`
  if (below) return `${arg} ${minOpen ? '>' : '≥'} ${shown(min)}`
  if (above) return `${arg} ${maxOpen ? '<' : '≤'} ${shown(max)}`
  if (except !== undefined && low <= except && high >= except) return `${arg} ≠ ${except}`
  return undefined
}

/** A bound that belongs to the domain, but at which the derivative is infinite: the square root at 0. */
function edge(op: Operation, { min, max, minOpen, maxOpen }: Interval): string {
  if (op.args.length !== 1) return ''
  const ends = [minOpen === true ? undefined : min, maxOpen === true ? undefined : max].filter((end) => end !== undefined)
  if (!ends.some((end) => !Number.isFinite(slopeAt(op, end)))) return ''
  return `; at the ${ends.length > 1 ? 'ends' : 'end'} it has no derivative`
}

function slopeAt(op: Operation, point: number): number {
  const order = dualPlan([make(op, [symbol('x')])])
  const { tangents } = evaluateDual(order, { at: new Map([['x', scalarTensor(point)]]), sizes: new Map() }, new Map([['x', 1]]))
  return tangents[order.roots[0] as number] as number
}

/** Whether all its values are whole numbers: the places of components, as exponents have them, and what is added up and multiplied of such. */
function isWhole(node: Expr): boolean {
  const value = exactOf(node)
  if (value !== undefined) return value.isInteger
  if (traitsOf(node).integer === true || isPositions(node)) return true
  return ARITHMETIC.has(node.op.name) && node.args.every(isWhole)
}
const ARITHMETIC: ReadonlySet<string> = new Set(['add', 'mul', 'neg', 'broadcast'])

function powerNote(node: Expr, [low]: Enclosure, say: (message: string, node: Expr) => void): void {
  const [base, exponent] = node.args as [Expr, Expr]
  if (exactOf(base) !== undefined || low > 0) return
  const p = exactOf(exponent)
  if (p === undefined) {
    if (!isWhole(exponent)) say(`the power needs ${textOf(base)} > 0`, node)
  } else if (p.isInteger) {
    if (p.isNegative) say(`the power needs ${textOf(base)} ≠ 0`, node)
  } else if (p.isNegative) say(`the power needs ${textOf(base)} > 0`, node)
  else if (low < 0) say(`the power needs ${textOf(base)} ≥ 0`, node)
}

/** Kinks of the value, with the convention used there, each said once. */
export function kinkNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>): Note[] {
  const notes = new Map<string, Note>()
  for (const node of topological([value])) {
    for (const { convention } of node.op.kinks ?? []) {
      const message = typeof convention === 'string' ? convention : convention(node)
      if (!notes.has(message)) notes.set(message, { message, range: ranges.get(node), kind: 'kink' })
    }
  }
  return [...notes.values()]
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
  if (!topological([recognise(value), derivative]).some(({ op }) => op === softmax.op || op === logSoftmax.op || op === logsumexp.op))
    return undefined
  const total = topological([derivative]).find(({ op, args, rank }) => op === sum.op && isSymbol(args[0] as Expr) && args[0]?.rank === rank + 1)
  if (total === undefined) return undefined
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
