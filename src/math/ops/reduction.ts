/** Rows that reduce axes: sums, means, products, extrema and norms. */
import { type Attributes, type Described, type Expr, type Operation, type Row, row } from '../expr.ts'
import { type Length, type Shape, shapeOf, sizeOf } from '../shape.ts'
import { strides, type Tensor, tensor } from '../tensor.ts'
import { div, mul, pow, sqrt } from './arithmetic.ts'
import { abs, eq, sign, where } from './condition.ts'
import { einsum, freshLetters, sumAxes } from './einsum.ts'
import { ones, size } from './structure.ts'

/** Which axes are reduced, and whether they stay with length 1. */
export interface AxesPayload {
  readonly key: string
  /** Counted from 0, ascending. */
  readonly axes: readonly number[]
  readonly keepdims: boolean
  /** Norms: which one; variance: degrees of freedom taken off. */
  readonly order?: number | string
}

export function axesPayload(axes: readonly number[], keepdims = false, order?: number | string): AxesPayload {
  return { key: `${axes.join(',')}${keepdims ? ';keep' : ''}${order === undefined ? '' : `;${order}`}`, axes, keepdims, order }
}

/** axis and keepdims as read: a number, several, or none for all axes; negative ones count from the end. */
export function readAxes(attributes: Attributes, rank: number, order?: number | string): AxesPayload {
  const given = attributes['axis'] ?? attributes['dim']
  const list = given === undefined || given === null ? Array.from({ length: rank }, (_, k) => k) : Array.isArray(given) ? given : [given]
  const axes = list.map((axis) => {
    if (typeof axis !== 'number' || !Number.isInteger(axis)) throw new RangeError('the axis must be an integer')
    const k = axis < 0 ? axis + rank : axis
    if (k < 0 || k >= rank) throw new RangeError(`axis ${axis} does not exist in a tensor of rank ${rank}`)
    return k
  })
  return axesPayload(
    [...new Set(axes)].sort((a, b) => a - b),
    (attributes['keepdims'] ?? attributes['keepdim']) === true,
    order,
  )
}

const configure = (attributes: Attributes, args: readonly Expr[]): AxesPayload => readAxes(attributes, args[0]?.rank ?? 0)

export const axesOf = (node: Expr): AxesPayload => node.payload as AxesPayload

export const reducedShape = (shape: Shape, { axes, keepdims }: AxesPayload): Shape =>
  shapeOf(keepdims ? shape.map((length, k) => (axes.includes(k) ? 1 : length)) : shape.filter((_, k) => !axes.includes(k)))

const reductionShape: Operation['shape'] = (args, payload) => reducedShape((args[0] as Expr).shape, payload as AxesPayload)

/** A reduced tensor with its reduced axes back, of length 1. */
export function keepAxes(reduced: Expr, axes: readonly number[], rank: number): Expr {
  if (axes.length === 0 || (rank === axes.length && reduced.rank === 0 && rank === 0)) return reduced
  const letters = freshLetters(rank, '')
  const kept = [...letters].filter((_, k) => !axes.includes(k)).join('')
  const one = axes.map((k) => letters[k] as string)
  return einsum(`${[kept, ...one].join(',')}->${letters}`, reduced, ...one.map(() => ones(shapeOf([1]))))
}

export const finish = (reduced: Expr, { axes, keepdims }: AxesPayload, rank: number): Expr => (keepdims ? keepAxes(reduced, axes, rank) : reduced)

/** How many components are reduced into one, as a scalar. */
export const count = (x: Expr, axes: readonly number[]): Expr => size(sizeOf(axes.map((k) => x.shape[k] as Length)))

/** Index letters for a reduction's vector-Jacobian product: axes of the value, of the argument, of what is left. */
export function letters(adjoint: Expr, node: Expr): { lead: string; all: string; left: string } {
  const { axes } = axesOf(node)
  const rank = (node.args[0] as Expr).rank
  const all = freshLetters(rank, '')
  return {
    lead: freshLetters(adjoint.rank - node.rank, all),
    all,
    left: [...all].filter((_, k) => !axes.includes(k)).join(''),
  }
}

/** The adjoint of a reduction without its kept axes of length 1. */
export function squeezed(adjoint: Expr, node: Expr): Expr {
  const { axes, keepdims } = axesOf(node)
  const lead = adjoint.rank - node.rank
  return keepdims
    ? sumAxes(
        adjoint,
        axes.map((k) => k + lead),
      )
    : adjoint
}

export const reduction = (
  operation: Omit<Described, 'args' | 'elementwise' | 'shape' | 'ranks' | 'attributes' | 'configure'> & Partial<Described>,
): Row => row({ args: ['x'], elementwise: false, ranks: [1], attributes: ['axis', 'keepdims'], configure, shape: reductionShape, ...operation })

export const sum: Row = reduction({
  name: 'sum',
  title: 'sum over axes',
  components: 'summed',
  meaning: (node) => finish(sumAxes(node.args[0] as Expr, axesOf(node).axes), axesOf(node), (node.args[0] as Expr).rank),
  spell: {
    numpy: ['sum', 'nansum'],
    python: ['sum', 'fsum'],
    jax: 'sum',
    torch: 'sum',
    tensorflow: ['reduce_sum', 'math.reduce_sum'],
    julia: 'sum',
    matlab: 'sum',
    text: 'sum',
    latex: '\\operatorname{sum}',
  },
})

export const mean: Row = reduction({
  name: 'mean',
  title: 'mean over axes',
  components: 'averaged',
  meaning: (node) => {
    const x = node.args[0] as Expr
    const { axes } = axesOf(node)
    return finish(div(sumAxes(x, axes), count(x, axes)), axesOf(node), x.rank)
  },
  spell: {
    numpy: ['mean', 'nanmean', 'average'],
    jax: 'mean',
    torch: 'mean',
    tensorflow: ['reduce_mean', 'math.reduce_mean'],
    julia: ['mean', 'Statistics.mean'],
    matlab: 'mean',
    text: 'mean',
    latex: '\\operatorname{mean}',
  },
})

/* Reductions that are not linear: their kernels run over the reduced axes of each component that is left. */

export function reduceTensor(
  x: Tensor,
  axes: readonly number[],
  shape: readonly number[],
  start: number,
  step: (a: number, b: number) => number,
): Tensor {
  const result = tensor(shape)
  result.data.fill(start)
  const from = strides(x.shape)
  const left = x.shape.map((_, k) => k).filter((k) => !axes.includes(k))
  const to = strides(left.map((k) => x.shape[k] as number))
  const stepTo = x.shape.map((_, k) => (left.includes(k) ? (to[left.indexOf(k)] as number) : 0))
  for (let i = 0; i < x.data.length; i++) {
    let rest = i
    let at = 0
    for (let k = 0; k < x.shape.length; k++) {
      at += Math.floor(rest / (from[k] as number)) * (stepTo[k] as number)
      rest %= from[k] as number
    }
    result.data[at] = step(result.data[at] as number, x.data[i] as number)
  }
  return result
}

export const product: Row = reduction({
  name: 'prod',
  title: 'product over axes',
  vjp: (adjoint, node) => {
    const x = node.args[0] as Expr
    const { lead, all, left } = letters(adjoint, node)
    const value = product.with(axesPayload(axesOf(node).axes), x)
    return einsum(`${lead}${left},${left},${all}->${lead}${all}`, squeezed(adjoint, node), value, div(1, x))
  },
  tensorKernel: ([x], payload, shape) => reduceTensor(x as Tensor, (payload as AxesPayload).axes, shape, 1, (a, b) => a * b),
  spell: {
    numpy: 'prod',
    python: 'prod',
    jax: 'prod',
    torch: 'prod',
    tensorflow: ['reduce_prod', 'math.reduce_prod'],
    julia: 'prod',
    matlab: 'prod',
    text: 'prod',
  },
})

function extremeReduction(
  name: 'amax' | 'amin',
  title: string,
  start: number,
  step: (a: number, b: number) => number,
  spell: Operation['spell'],
): Row {
  const self: Row = reduction({
    name,
    title,
    components: 'chosen',
    // Among equal extremes the derivative is shared evenly, as JAX does.
    vjp: (adjoint, node) => {
      const x = node.args[0] as Expr
      const { axes } = axesOf(node)
      const { lead, all, left } = letters(adjoint, node)
      const hit = where(eq(x, keepAxes(self.with(axesPayload(axes), x), axes, x.rank)), 1, 0)
      return einsum(`${lead}${left},${left},${all}->${lead}${all}`, squeezed(adjoint, node), div(1, sumAxes(hit, axes)), hit)
    },
    tensorKernel: ([x], payload, shape) => reduceTensor(x as Tensor, (payload as AxesPayload).axes, shape, start, step),
    kinks: [{ convention: `where several components of #1 are the ${title.split(' ')[0]} the derivative is split evenly`, cancels: true }],
    spell,
  })
  return self
}
export const amax = extremeReduction('amax', 'largest component', Number.NEGATIVE_INFINITY, Math.max, {
  numpy: ['max', 'amax', 'nanmax'],
  jax: ['max', 'amax'],
  torch: ['max', 'amax'],
  tensorflow: ['reduce_max', 'math.reduce_max'],
  julia: 'maximum',
  matlab: 'max',
  text: 'max',
  latex: '\\max',
})
export const amin = extremeReduction('amin', 'smallest component', Number.POSITIVE_INFINITY, Math.min, {
  numpy: ['min', 'amin', 'nanmin'],
  jax: ['min', 'amin'],
  torch: ['min', 'amin'],
  tensorflow: ['reduce_min', 'math.reduce_min'],
  julia: 'minimum',
  matlab: 'min',
  text: 'min',
  latex: '\\min',
})

/* Norms. */

function readNorm(attributes: Attributes, args: readonly Expr[]): AxesPayload {
  const rank = args[0]?.rank ?? 0
  const given = attributes['ord'] ?? attributes['p']
  const order =
    given === undefined || given === null || given === 'fro' || given === 'F'
      ? 2
      : given === 'inf' || given === Number.POSITIVE_INFINITY
        ? 'inf'
        : given
  if (typeof order !== 'number' && order !== 'inf') throw new RangeError(`the norm ${String(order)} is not known`)
  const spectral = rank === 2 && attributes['axis'] === undefined && given !== undefined && given !== null && given !== 'fro' && given !== 'F'
  if (spectral && attributes['elementwise'] !== true)
    throw new RangeError('induced matrix norms have no closed derivative here; the Frobenius norm has')
  return readAxes(attributes, rank, order)
}

/** ‖x‖ of order p over axes: 1, 2 (Frobenius for matrices), inf, or any p > 0. */
export const norm: Row = row({
  name: 'norm',
  title: 'norm',
  args: ['x'],
  elementwise: false,
  values: { min: 0 },
  algebra: true,
  ranks: [1],
  attributes: ['ord', 'axis', 'keepdims'],
  configure: readNorm,
  shape: reductionShape,
  vjp: (adjoint, node) => {
    const x = node.args[0] as Expr
    const { order, axes } = axesOf(node)
    const { lead, all, left } = letters(adjoint, node)
    if (order === 1) return einsum(`${lead}${left},${all}->${lead}${all}`, squeezed(adjoint, node), sign(x))
    if (order === 'inf') {
      const largest = amax.op.vjp?.(adjoint, amax.with(node.payload, abs(x)), 0) as Expr
      return mul(largest, sign(x))
    }
    const value = norm.with(axesPayload(axes, false, order), x)
    if (order === 2) return einsum(`${lead}${left},${all}->${lead}${all}`, div(squeezed(adjoint, node), value), x)
    const p = Number(order)
    return einsum(`${lead}${left},${left},${all}->${lead}${all}`, squeezed(adjoint, node), pow(value, 1 - p), mul(sign(x), pow(abs(x), p - 1)))
  },
  meaning: (node) => {
    const x = node.args[0] as Expr
    const { order, axes } = axesOf(node)
    const reduced =
      order === 2
        ? sqrt(sumAxes(pow(x, 2), axes))
        : order === 1
          ? sumAxes(abs(x), axes)
          : order === 'inf'
            ? amax.with(axesPayload(axes), abs(x))
            : pow(sumAxes(pow(abs(x), Number(order)), axes), div(1, Number(order)))
    return finish(reduced, axesOf(node), x.rank)
  },
  kinks: [{ convention: (node) => NORMS.get(axesOf(node).order) ?? 'where #1 is 0 its norm has no derivative' }],
  spell: {
    numpy: 'linalg.norm',
    linalg: 'norm',
    scipy: 'linalg.norm',
    jax: 'linalg.norm',
    torch: ['linalg.norm', 'norm', 'linalg.vector_norm'],
    tensorflow: ['norm', 'linalg.norm'],
    julia: 'norm',
    matlab: ['norm', 'norm2'],
    text: ['norm', 'norm2'],
  },
})

/** Said of the norm of an order. */
const NORMS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [1, 'the derivative of the norm by components of #1 that are 0 is taken as 0'],
  ['inf', 'where several components of #1 are the largest the derivative of the norm is split evenly'],
])

export const reductionRows: readonly Operation[] = [sum, mean, product, amax, amin, norm].map((r) => r.op)

/** True where the reduction takes every axis. */
export const reducesAll = (node: Expr): boolean => !axesOf(node).keepdims && axesOf(node).axes.length === (node.args[0] as Expr).rank
