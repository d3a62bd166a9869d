/**
 * What operations on whole arrays make of complex numbers, by the real and the imaginary parts of their arguments. What is linear takes the
 * parts apart, a product multiplies them out, and a function of a matrix A + iB is that of the real matrix [A -B; B A] of twice the size, which
 * is added, multiplied and inverted as A + iB is (Horn and Johnson, "Matrix Analysis", 2nd ed. 2013, problem 1.3.P20).
 */
import { type Expr, make, number, type Operation, withArgs } from '../expr.ts'
import { type Length, type Shape, shapeOf, sizeOf } from '../shape.ts'
import { add, div, mul, neg, sqrt, sub } from './arithmetic.ts'
import { concatenate, reshape, reshapePayload, stack } from './arrange.ts'
import { integralOperation, seriesOperation } from './binder.ts'
import { nuclearNorm, pseudoInverse, spectralNorm } from './decomposition.ts'
import { isEinsum } from './einsum.ts'
import { expm, splitScalar } from './exponential.ts'
import { det, inverse, logdet, matmul, outer, solve } from './linear.ts'
import { cross, kron } from './products.ts'
import { axesOf, finish, product } from './reduction.ts'
import { cumprod } from './running.ts'
import { type AxisItem, itemsPayload, take, WHOLE } from './slice.ts'
import { eye, isZero, zeros } from './structure.ts'
import { isLinear } from './traits.ts'
import { standardDeviation, variance } from './variance.ts'

/** Real and imaginary part of an array, each in its shape; of a real one the imaginary part is absent. */
export interface Parts {
  readonly re: Expr
  readonly im?: Expr | undefined
}

/** An operation on complex arrays that is not read. */
export class ComplexArrayError extends Error {}

/** Real and imaginary parts go through apart. */
const isApart = (op: Operation): boolean => isLinear(op) || op === seriesOperation || op === integralOperation

/** Rows that are linear in each argument. */
const MULTILINEAR: ReadonlySet<Operation> = new Set([matmul, outer, kron, cross].map(({ op }) => op))
const isMultilinear = (node: Expr): boolean => MULTILINEAR.has(node.op) || isEinsum(node)

type Rule = (node: Expr, args: readonly Parts[]) => Parts

const imOf = ({ re, im }: Parts): Expr => im ?? zeros(re.shape)

function linear(node: Expr, args: readonly Parts[]): Parts {
  // Bounds of sums and integrals are no factors: they stay.
  const first = isLinear(node.op) ? args.length : 1
  return {
    re: withArgs(
      node,
      args.map(({ re }) => re),
    ),
    im: withArgs(
      node,
      args.map((part, k) => (k < first ? imOf(part) : part.re)),
    ),
  }
}

/** A product of any kind, argument by argument: 2^k products of parts, where k arguments are complex. */
function multilinear(node: Expr, args: readonly Parts[]): Parts {
  // By how many factors i each is turned: a minus is two.
  let found: { args: readonly Expr[]; turns: number }[] = [{ args: [], turns: 0 }]
  for (const { re, im } of args) {
    const chosen = [re, im].flatMap((x, turns) => {
      if (x === undefined || isZero(x)) return []
      return x.op === neg.op ? [{ x: x.args[0] as Expr, turns: turns + 2 }] : [{ x, turns }]
    })
    found = found.flatMap((one) => chosen.map(({ x, turns }) => ({ args: [...one.args, x], turns: one.turns + turns })))
    if (found.length > MOST_PRODUCTS) throw new ComplexArrayError('a product of so many complex arrays is not read')
  }
  const sumOf = (turns: number): Expr[] =>
    found.filter((one) => one.turns % 2 === turns).map((one) => (one.turns % 4 > 1 ? neg(withArgs(node, one.args)) : withArgs(node, one.args)))
  return { re: add(zeros(node.shape), ...sumOf(0)), im: add(zeros(node.shape), ...sumOf(1)) }
}
const MOST_PRODUCTS = 64

/* Functions of a matrix. */

const joined = (axis: number, ...parts: readonly Expr[]): Expr => make(concatenate.op, parts, axis)

/** A + iB as the real matrix [A -B; B A]. */
const asReal = ({ re, im }: Required<Parts>): Expr => joined(0, joined(1, re, neg(im as Expr)), joined(1, im as Expr, re))
const wholeOf = (part: Parts): Expr => asReal({ re: part.re, im: imOf(part) })

/** The real and the imaginary part that stand below each other, in the first columns, where it is a matrix of that shape. */
function partsBelow(both: Expr, shape: Shape): Parts {
  const [height, ...rest] = shape as readonly [Length, ...Length[]]
  const columns = rest.map((length, k): AxisItem => (both.shape[k + 1] === length ? WHOLE : { start: 0, stop: length, step: 1 }))
  const rows = (start: Length, stop: Length | null): Expr => take.with(itemsPayload([{ start, stop, step: 1 }, ...columns], both.shape), both)
  return { re: rows(0, height), im: rows(height, null) }
}

/** A function that goes with products and sums: of the real matrix it is that of the complex one in the same form. */
const ofMatrix =
  (value: (whole: Expr, node: Expr) => Expr): Rule =>
  (node, [a]) =>
    partsBelow(value(wholeOf(a as Parts), node), node.shape)

/** A number that is that of the real matrix. */
const ofWhole =
  (value: (whole: Expr) => Expr): Rule =>
  (_, [a]) => ({ re: value(wholeOf(a as Parts)) })

const solution: Rule = (node, [left, right]) => {
  const [a, b] = [left as Parts, right ?? { re: eye(node.shape[0] as Length) }]
  // The solution is linear in the right side, for a real matrix.
  if (a.im === undefined) return { re: solve(a.re, b.re), im: solve(a.re, imOf(b)) }
  return partsBelow(solve(wholeOf(a), joined(0, b.re, imOf(b))), node.shape)
}

/** e^{tC}: a real factor of the whole matrix stays one. */
function exponential(node: Expr, [a]: readonly Parts[]): Parts {
  const { re, im = zeros(re.shape) } = a as Parts
  const scaled = isZero(re) ? splitScalar(im) : undefined
  const whole = scaled === undefined ? asReal({ re, im }) : mul(scaled[0], asReal({ re, im: scaled[1] }))
  return partsBelow(expm(whole), node.shape)
}

/* Products of components. */

const times = (z: Parts, w: Parts): Parts => {
  if (z.im === undefined || w.im === undefined) {
    const im = z.im === undefined ? w.im && mul(z.re, w.im) : mul(z.im, w.re)
    return { re: mul(z.re, w.re), im }
  }
  return { re: sub(mul(z.re, w.re), mul(z.im, w.im)), im: add(mul(z.re, w.im), mul(z.im, w.re)) }
}

/** Whether a product along one axis, or over all components, is of few enough factors to be written out. */
export function isWrittenOut(node: Expr): boolean {
  const { shape, rank } = node.args[0] as Expr
  const { axes } = axesOf(node)
  const length = axes.length === 1 ? shape[axes[0] as number] : axes.length === rank ? sizeOf(shape) : undefined
  return typeof length === 'number' && length > 0 && length <= MOST_FACTORS && (node.op === product.op || axes[0] === 0)
}
const MOST_FACTORS = 16

/** What stands at each place of an axis of known length. */
function along({ re, im }: Parts, axis: number): Parts[] {
  const length = re.shape[axis] as number
  const at = (x: Expr, place: number): Expr =>
    take.with(
      itemsPayload(
        x.shape.map((_, k) => (k === axis ? { at: place } : WHOLE)),
        x.shape,
      ),
      x,
    )
  return Array.from({ length }, (_, place) => ({ re: at(re, place), im: im && at(im, place) }))
}

const products: Rule = (node, [given]) => {
  const payload = axesOf(node)
  const part = given as Parts
  const { rank, shape } = part.re
  const flat = (x: Expr): Expr => reshape.with(reshapePayload(shapeOf([sizeOf(shape)])), x)
  const factors = payload.axes.length > 1 ? along({ re: flat(part.re), im: flat(imOf(part)) }, 0) : along(part, payload.axes[0] as number)
  const { re, im } = factors.slice(1).reduce(times, factors[0] as Parts)
  return { re: finish(re, payload, rank), im: im && finish(im, payload, rank) }
}

/** Along the first axis. */
const runningProducts: Rule = (_, [given]) => {
  const found: Parts[] = []
  for (const factor of along(given as Parts, 0)) found.push(found.length === 0 ? factor : times(found.at(-1) as Parts, factor))
  return { re: stack(...found.map(({ re }) => re)), im: stack(...found.map(imOf)) }
}

/** By the first row, and minors of the rows below by the columns they are of. */
const determinant: Rule = (node, [given]) => {
  const rows = node.rank === 0 ? (given as Parts).re.shape[0] : undefined
  if (typeof rows !== 'number' || rows > MOST_ROWS) throw new ComplexArrayError(`the determinant of a complex matrix is read up to ${MOST_ROWS} rows`)
  const entries = along(given as Parts, 0).map((row) => along(row, 0))
  const minors = new Map<number, Parts>([[0, { re: number(1) }]])
  const minor = (columns: number, height: number): Parts => {
    const known = minors.get(columns)
    if (known !== undefined) return known
    const terms = (entries[rows - height] as Parts[])
      .map((entry, k) => ({ entry, k }))
      .filter(({ k }) => (columns >> k) & 1)
      .map(({ entry, k }, place) => {
        const value = times(entry, minor(columns & ~(1 << k), height - 1))
        return place % 2 === 0 ? value : { re: neg(value.re), im: value.im && neg(value.im) }
      })
    const value = { re: add(...terms.map(({ re }) => re)), im: add(...terms.map(imOf)) }
    minors.set(columns, value)
    return value
  }
  return minor((1 << rows) - 1, rows)
}
const MOST_ROWS = 6

/** The mean square of how far the components are from their mean. */
const spread: Rule = (node, [given]) => {
  const { re, im } = given as Parts
  return { re: add(withArgs(node, [re]), withArgs(node, [im as Expr])) }
}

const RULES: ReadonlyMap<Operation, Rule> = new Map<Operation, Rule>([
  [solve.op, solution],
  [inverse.op, solution],
  [pseudoInverse.op, ofMatrix((whole) => pseudoInverse(whole))],
  [expm.op, exponential],
  [product.op, products],
  [cumprod.op, runningProducts],
  [det.op, determinant],
  // |det [A -B; B A]| is |det(A + iB)|², and each singular value is there twice.
  [logdet.op, ofWhole((whole) => div(logdet(whole), 2))],
  [spectralNorm.op, ofWhole((whole) => spectralNorm(whole))],
  [nuclearNorm.op, ofWhole((whole) => div(nuclearNorm(whole), 2))],
  [variance.op, spread],
  [standardDeviation.op, (node, args) => ({ re: sqrt(spread(variance.with(node.payload, node.args[0] as Expr), args).re) })],
])

/** Whether these are the rules by which a node goes through complex numbers. */
export const isOfArrays = (node: Expr): boolean => isApart(node.op) || RULES.has(node.op) || isMultilinear(node)

/** Real and imaginary part of a node by those of its arguments; undefined where no rule is known. Throws ComplexArrayError. */
export function arrayParts(node: Expr, args: readonly Parts[]): Parts | undefined {
  const rule = RULES.get(node.op) ?? (isMultilinear(node) ? multilinear : isApart(node.op) ? linear : undefined)
  return rule?.(node, args)
}
