/** Rows that are short for sums and products of slices: convolution, weighted means, the trapezium rule, products over chosen axes. */
import type { Attribute, Expr, Operation } from '../expr.ts'
import { addLengths, floorLength, type Length, multiplyLengths, ShapeError, shapeOf } from '../shape.ts'
import { add, div, mul, sub } from './arithmetic.ts'
import { reshape, reshapePayload } from './arrange.ts'
import { einsum, freshLetters, sumAxes } from './einsum.ts'
import { axisOf, items, layout } from './layout.ts'
import { matmul, transpose } from './linear.ts'
import { amax, amin, axesPayload } from './reduction.ts'
import { type AxisItem, itemsPayload, place, take } from './slice.ts'
import { broadcastTo } from './structure.ts'

/**
 * The whole convolution of vectors n and m: their outer product with n zeros behind each row, cut one column shorter, so that each row
 * begins one place further right than the one before; and summed down.
 */
function skewed(x: Expr, k: Expr): Expr {
  const [n, m] = [x.shape[0] as Length, k.shape[0] as Length]
  const width = addLengths(n, m)
  const shorter = addLengths(width, 1, -1)
  const all = (length: Length): AxisItem => ({ start: 0, stop: length, step: 1 })
  const padded = place.with(itemsPayload([all(n), all(m)], shapeOf([n, width])), einsum('i,j->ij', x, k))
  const flat = reshape.with(reshapePayload(shapeOf([multiplyLengths(n, width)])), padded)
  const cut = items(flat, 0, { start: 0, stop: multiplyLengths(n, shorter), step: 1 })
  return einsum('ij->j', reshape.with(reshapePayload(shapeOf([n, shorter])), cut))
}

/** What a mode keeps of the whole convolution of vectors n and m, the second of which is the filter and not longer. */
function middleOf(mode: Attribute, n: Length, m: Length): AxisItem {
  const start = mode === 'valid' ? addLengths(m, -1) : floorLength(mode === 'central' ? m : addLengths(m, -1), 2)
  return { start, stop: mode === 'valid' ? n : addLengths(start, n), step: 1 }
}

/**
 * What a convolution adds up: the longer one shifted and scaled by each component of the shorter, whose length is known. The mode is
 * one of NumPy's, or 'central' for MATLAB's 'same'.
 */
const convolve = layout(
  'convolve',
  'convolution',
  ['x', 'k'],
  ['mode'],
  ([a, b], { mode }) => {
    const [first, second] = [a, b].map((each) => (each as Expr).shape[0] as Length) as [Length, Length]
    const isWhole = mode === undefined || mode === null || mode === 'full'
    // The second one is the filter, unless it is known to be longer.
    const turned = typeof first === 'number' && (typeof second === 'number' ? first < second : isWhole)
    const [x, k] = (turned ? [b, a] : [a, b]) as [Expr, Expr]
    const [n, m] = turned ? [second, first] : [first, second]
    if (typeof m !== 'number' || m > 64) {
      const full = skewed(x, k)
      return isWhole ? full : items(full, 0, middleOf(mode, n, m))
    }
    const whole = shapeOf([addLengths(n, m - 1)])
    const terms = Array.from({ length: m }, (_, j) => {
      const item: AxisItem = { start: j, stop: j === m - 1 ? null : j + 1 - m, step: 1 }
      return mul(take.with(itemsPayload([{ at: j }], k.shape), k), place.with(itemsPayload([item], whole), x))
    })
    const full = add(...terms)
    if (mode === 'valid') return items(full, 0, { start: m - 1, stop: m === 1 ? null : 1 - m, step: 1 })
    if (isWhole) return full
    // As long as the longer one in NumPy, and as the first one in MATLAB, whose middle is one further on where there are two.
    const filter = mode === 'central' ? (second as number) : m
    const before = Math.floor((mode === 'central' ? filter : m - 1) / 2)
    return items(full, 0, { start: before, stop: filter - 1 - before === 0 ? null : before + 1 - filter, step: 1 })
  },
  { numpy: 'convolve', jax: 'convolve', matlab: 'conv' },
  [1, 1],
)

const average = layout(
  'average',
  'weighted mean',
  ['x', 'weights'],
  ['axis'],
  ([x, w], { axis }) => {
    const own = x as Expr
    const weights = broadcastTo(w as Expr, own.shape)
    const axes = axis === undefined || axis === null ? own.shape.map((_, k) => k) : [axisOf(axis, own.rank)]
    return div(sumAxes(mul(own, weights), axes), sumAxes(weights, axes))
  },
  { numpy: 'average', jax: 'average' },
  [1, 1],
)
const range = layout(
  'ptp',
  'distance of the extremes',
  ['x'],
  ['axis'],
  ([x], { axis }) => {
    const own = x as Expr
    const axes = axesPayload(axis === undefined || axis === null ? own.shape.map((_, k) => k) : [axisOf(axis, own.rank)])
    return sub(amax.with(axes, own), amin.with(axes, own))
  },
  { numpy: 'ptp', jax: 'ptp' },
)
const chain = layout(
  'multi_dot',
  'product of several matrices',
  ['...parts'],
  [],
  (parts) => parts.slice(1).reduce((product, part) => matmul(product, part), parts[0] as Expr),
  {
    numpy: 'linalg.multi_dot',
    linalg: 'multi_dot',
    jax: 'linalg.multi_dot',
    torch: ['linalg.multi_dot', 'chain_matmul'],
  },
)

/** Sums over the last axes of both. */
const innerProduct = layout(
  'inner',
  'inner product',
  ['a', 'b'],
  [],
  ([a, b]) => {
    const [x, y] = [a as Expr, b as Expr]
    if (x.rank === 0 || y.rank === 0) return mul(x, y)
    return y.rank === 2 ? matmul(x, transpose(y)) : y.rank > 2 ? refuseAxes(x, y) : matmul(x, y)
  },
  { numpy: 'inner', jax: 'inner', torch: 'inner' },
  [1, 1],
)

function refuseAxes(x: Expr, y: Expr): never {
  throw new ShapeError('an inner product is read of vectors and matrices', x.shape, y.shape)
}

/** The trapezium rule: over places x, or steps of one length. */
const trapezoid = layout(
  'trapezoid',
  'trapezium rule',
  ['y', 'x'],
  [],
  ([y, x]) => {
    const own = y as Expr
    // Languages differ in the axis that they take of a matrix: their readers write that out.
    if (own.rank > 1) throw new ShapeError('the trapezium rule is read of vectors', own.shape, (x as Expr).shape)
    const [later, before] = [
      { start: 1, stop: null, step: 1 },
      { start: 0, stop: -1, step: 1 },
    ] as const
    const middles = div(add(items(own, 0, later), items(own, 0, before)), 2)
    return sumAxes(mul(middles, sub(items(x as Expr, 0, later), items(x as Expr, 0, before))), [0])
  },
  { numpy: ['trapz', 'trapezoid'], jax: 'trapezoid', torch: ['trapz', 'trapezoid'], matlab: 'trapz' },
  [1, 1],
)

/** Sums over pairs of axes: the last of a and the first of b, or those that are named. */
const tensordot = layout(
  'tensordot',
  'product over axes',
  ['a', 'b'],
  ['axes'],
  ([a, b], { axes, dims }) => {
    const [x, y] = [a as Expr, b as Expr]
    const given = axes ?? dims ?? 2
    const list = (part: Attribute, rank: number): number[] => (Array.isArray(part) ? part : [part]).map((k) => axisOf(k, rank, 0))
    const count = typeof given === 'number' ? given : 0
    const [own, other] = Array.isArray(given)
      ? [list(given[0], x.rank), list(given[1], y.rank)]
      : [Array.from({ length: count }, (_, k) => x.rank - count + k), Array.from({ length: count }, (_, k) => k)]
    if (own.length !== other.length || own.some((k) => k < 0 || k >= x.rank) || other.some((k) => k >= y.rank))
      throw new ShapeError('the axes of a product do not go together', x.shape, y.shape)
    const letters = freshLetters(x.rank + y.rank, '')
    const left = letters.slice(0, x.rank)
    const right = [...letters.slice(x.rank)]
      .map((letter, k) => (other.includes(k) ? (left[own[other.indexOf(k)] as number] as string) : letter))
      .join('')
    const result = [...left].filter((_, k) => !own.includes(k)).join('') + [...right].filter((_, k) => !other.includes(k)).join('')
    return einsum(`${left},${right}->${result}`, x, y)
  },
  { numpy: 'tensordot', jax: 'tensordot', torch: 'tensordot', tensorflow: 'tensordot' },
  [1, 1],
)

export const contractionRows: readonly Operation[] = [convolve, average, range, chain, trapezoid, tensordot, innerProduct].map((r) => r.op)
