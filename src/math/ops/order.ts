/** Rows of values put in order: the indices that sort, and what they sort. */
import { type Attributes, type Described, type Expr, exactOf, isSymbol, make, type Operation, type Row, row } from '../expr.ts'
import { type Length, SCALAR, ShapeError, shapeOf, sizeOf } from '../shape.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { add, div, mul, sub } from './arithmetic.ts'
import { reshape, reshapePayload } from './arrange.ts'
import { abs } from './condition.ts'
import { einsum, freshLetters, permute } from './einsum.ts'
import { oneHot } from './indicator.ts'
import { transpose } from './linear.ts'
import { amin, axesPayload } from './reduction.ts'
import { floor } from './rounding.ts'
import { diff, itemsOf, itemsPayload, take } from './slice.ts'
import { broadcastOperation, size } from './structure.ts'

/** The axis along which values are put in order can only be the last one. */
function configure({ axis, dim }: Attributes, [x]: readonly Expr[]): undefined {
  const along = axis === undefined ? dim : axis
  const last = (x?.rank ?? 1) - 1
  // What is flattened first is a vector already.
  if (along === undefined || along === -1 || along === last || (along === null && last === 0)) return undefined
  throw new RangeError('values are put in order along the last axis only')
}

const shape = ([x]: readonly Expr[]): Expr['shape'] => {
  const { shape: own } = x as Expr
  if (own.length === 0) throw new ShapeError('only the components of a vector can be put in order', own, own)
  return own
}

/** Numbers in ascending order, what is no number behind them, as NumPy has it. */
const compare = (a: number, b: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a - b || 0

/** What stands at each place of the ordered last axis: the index there (counted within the axis), and its place in the data. */
function eachInOrder({ shape: own, data }: Tensor, visit: (to: number, from: number, index: number) => void): void {
  const length = own[own.length - 1] as number
  for (let start = 0; start < data.length; start += length) {
    const order = Array.from({ length }, (_, k) => k).sort((i, j) => compare(data[start + i] as number, data[start + j] as number))
    order.forEach((index, k) => {
      visit(start + k, start + index, index)
    })
  }
}

/** Values in order along another axis than the last, or of all components (null): what lies along it is brought to the end, and back. */
export function inOrderAlong(op: Operation, args: readonly Expr[], { axis, dim }: Attributes): Expr | undefined {
  const [x] = args
  const along = axis === undefined ? dim : axis
  if ((op !== sort.op && op !== argsort.op) || x === undefined || x.rank < 2) return undefined
  if (along === null) return make(op, [reshape.with(reshapePayload(shapeOf([sizeOf(x.shape)])), x)])
  const last = x.rank - 1
  if (typeof along !== 'number' || along === -1 || along === last || along < -x.rank || along > last) return undefined
  const own = along < 0 ? along + x.rank : along
  const order = x.shape.map((_, k) => (k === own ? last : k === last ? own : k))
  const turned = (of: Expr): Expr => (of.rank === 2 ? transpose(of) : permute(of, order))
  return turned(make(op, [turned(x)]))
}

/** Zero where two values are equal. */
const leastGap = (x: Expr): Expr => amin.with(axesPayload([x.rank - 1]), abs(diff(make(sort.op, [x]))))

/** What orders are of: the components along the last axis of one array. */
const alongLastAxis = { args: ['x'], elementwise: false, ranks: [1], attributes: ['axis'], configure, shape } satisfies Partial<Described>

/** The indices that put the components of the last axis in ascending order, counted from 0; equal ones stay as they stand. */
export const argsort: Row = row({
  name: 'argsort',
  title: 'indices in ascending order',
  ...alongLastAxis,
  values: { min: 0 },
  whole: 'always',
  vjp: () => null,
  kinks: [{ where: (x) => leastGap(x as Expr), convention: 'where two values are equal they keep the order in which they stand' }],
  tensorKernel: ([x]) => {
    const result = tensor((x as Tensor).shape)
    eachInOrder(x as Tensor, (to, _, index) => {
      result.data[to] = index
    })
    return result
  },
  spell: { numpy: 'argsort', jax: 'argsort', torch: 'argsort', tensorflow: 'argsort', text: 'argsort' },
})

/** The components of the last axis in ascending order: the order statistics. */
export const sort: Row = row({
  name: 'sort',
  title: 'values in ascending order',
  ...alongLastAxis,
  components: 'chosen',
  // Each component is one of x: the derivative is the permutation.
  vjp: (adjoint, node) => {
    const lead = adjoint.rank - node.rank
    const letters = freshLetters(adjoint.rank + 1, '')
    const [last, own] = [letters[adjoint.rank - 1] as string, letters[adjoint.rank] as string]
    const [before, common] = [letters.slice(0, adjoint.rank - 1), letters.slice(lead, adjoint.rank - 1)]
    return einsum(`${before}${last},${common}${last}${own}->${before}${own}`, adjoint, permutation(node.args[0] as Expr))
  },
  meaning: (node) => {
    const x = node.args[0] as Expr
    const letters = freshLetters(x.rank + 1, '')
    const [common, last, own] = [letters.slice(0, x.rank - 1), letters[x.rank - 1] as string, letters[x.rank] as string]
    return einsum(`${common}${own},${common}${last}${own}->${common}${last}`, x, permutation(x))
  },
  kinks: [{ where: (x) => leastGap(x as Expr), convention: 'where two values are equal the derivative is that of the order in which they stand' }],
  tensorKernel: ([x]) => {
    const result = tensor((x as Tensor).shape)
    eachInOrder(x as Tensor, (to, from) => {
      result.data[to] = (x as Tensor).data[from] as number
    })
    return result
  },
  spell: { numpy: 'sort', jax: 'sort', julia: 'sort', text: 'sort' },
})

/** The rows of the identity in the order of the components of x. */
const permutation = (x: Expr): Expr => oneHot.with(x.shape[x.rank - 1] as Length, argsort(x))

/** What a matrix that puts the components of a vector in order, one_hot(argsort(x)), orders: x; undefined for other matrices. */
export function orderedBy({ op, args, shape: [rows, columns] }: Expr): Expr | undefined {
  const [index] = args
  return op === oneHot.op && index?.op === argsort.op && index.rank === 1 && rows === columns ? index.args[0] : undefined
}

/** A vector as a permutation leaves it, where that is shorter: P x = sort(x), Pᵀ sort(x) = x, P 1 = 1. */
export function reordered(matrix: Expr, vector: Expr): Expr | undefined {
  const [turned] = matrix.op === transpose.op ? matrix.args : []
  const of = orderedBy(turned ?? matrix)
  if (of === undefined) return undefined
  if (vector.op === broadcastOperation && vector.args[0]?.rank === 0) return vector
  if (turned === undefined) return of === vector ? sort(vector) : undefined
  return vector.op === sort.op && of === vector.args[0] ? of : undefined
}

/** How long the axis is that these indices run over, where they are those of ordered values, or some of them; undefined for other indices. */
export function axisOrdered(index: Expr): Length | undefined {
  if (index.op === argsort.op) return index.shape[index.rank - 1]
  // The first so many, or from the last on.
  if (index.op === take.op && itemsOf(index).whole.length === 1) return axisOrdered(index.args[0] as Expr)
  return undefined
}

/** The component of ordered values at an index counted from 0. */
function placed(ordered: Expr, index: Expr): Expr {
  const [length] = ordered.shape as readonly [Length]
  const known = exactOf(index)?.asInteger
  if (known !== undefined && typeof length === 'number') return take.with(itemsPayload([{ at: Math.min(known, length - 1) }], ordered.shape), ordered)
  return einsum('a,a->', ordered, oneHot.with(length, index))
}

/** Of all components of a vector. */
function ofAll({ axis, dim }: Attributes, [x]: readonly Expr[]): undefined {
  const along = axis ?? dim ?? null
  if ((x?.rank ?? 1) > 1 || !(along === null || along === 0 || along === -1))
    throw new RangeError('quantiles are those of all components of a vector')
  return undefined
}

const ofVector = {
  elementwise: false,
  attributes: ['axis'],
  configure: ofAll,
  shape: (args: readonly Expr[]) => {
    shape(args)
    return SCALAR
  },
  kinks: [
    {
      where: (x: Expr | undefined) => leastGap(x as Expr),
      convention: 'where two values are equal the derivative is that of the order in which they stand',
    },
  ],
} satisfies Partial<Described>

/** The value at h = (n - 1) q of the ordered components, between its neighbours (definition 7 of Hyndman and Fan, "Sample quantiles", 1996). */
function quantileOf({ shape: own, data }: Tensor, q: number): number {
  const ordered = [...data].sort(compare)
  const at = ((own[0] as number) - 1) * q
  const low = Math.floor(at)
  const [lower, upper] = [ordered[low] as number, ordered[Math.min(low + 1, ordered.length - 1)] as number]
  return lower + (at - low) * (upper - lower)
}

/** 0 for the least component, 1 for the greatest, linearly between. */
export const quantile: Row = row({
  name: 'quantile',
  title: 'quantile',
  args: ['x', 'q'],
  ranks: [1, 0],
  ...ofVector,
  meaning: (node) => {
    const [x, q] = node.args as [Expr, Expr]
    const at = mul(sub(size(x.shape[0] as Length), 1), q)
    const [ordered, low] = [sort(x), floor(at)]
    const lower = placed(ordered, low)
    return add(lower, mul(sub(at, low), sub(placed(ordered, add(low, 1)), lower)))
  },
  tensorKernel: ([x, q]) => ({ shape: [], data: Float64Array.of(quantileOf(x as Tensor, (q as Tensor).data[0] as number)) }),
  spell: { numpy: 'quantile', jax: 'quantile', torch: 'quantile', julia: 'quantile', text: 'quantile' },
})

/** The component in the middle, of two their mean. */
export const median: Row = row({
  name: 'median',
  title: 'median',
  args: ['x'],
  ranks: [1],
  ...ofVector,
  meaning: (node) => {
    const [x] = node.args as [Expr]
    const [ordered, length] = [sort(x), size(x.shape[0] as Length)]
    const middle = [floor(div(sub(length, 1), 2)), floor(div(length, 2))].map((index) => placed(ordered, index)) as [Expr, Expr]
    return div(add(...middle), 2)
  },
  tensorKernel: ([x]) => ({ shape: [], data: Float64Array.of(quantileOf(x as Tensor, 0.5)) }),
  spell: { numpy: 'median', jax: 'median', julia: 'median', matlab: 'median', text: 'median' },
})

export const orderRows: readonly Operation[] = [argsort, sort, quantile, median].map((r) => r.op)

/** The symbols that say which component is meant and nothing else, label in p[label - 1]: there is no derivative by them. */
export function placesAlone(root: Expr): ReadonlySet<Expr> {
  const reached = new Set([root])
  const places = new Set<Expr>()
  for (const { op, args } of reached) for (const arg of args) (op === oneHot.op ? places : reached).add(arg)
  for (const { args } of places) for (const arg of args) places.add(arg)
  return new Set([...places].filter((node) => isSymbol(node) && !reached.has(node)))
}
