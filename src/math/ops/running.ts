/** Rows of running sums and products: what goes along an axis and keeps all that it met. */
import { type Expr, type Operation, type Row, row } from '../expr.ts'
import { type Length, shapeOf } from '../shape.ts'
import { strides, type Tensor } from '../tensor.ts'
import { div, mul } from './arithmetic.ts'
import { eq, where } from './condition.ts'
import { tril } from './decomposition.ts'
import { einsum, freshLetters } from './einsum.ts'
import { type AxesPayload, axesOf, axesPayload, readAxes } from './reduction.ts'
import { eye, isOnes, ones } from './structure.ts'

export const cumsum: Row = row({
  name: 'cumsum',
  title: 'running sum',
  args: ['x'],
  elementwise: false,
  components: 'summed',
  ranks: [1],
  attributes: ['axis'],
  configure: (attributes, args) =>
    readAxes({ axis: attributes['axis'] ?? attributes['dim'] ?? 0 }, args[0]?.rank ?? 0, attributes['reverse'] === true ? 'reverse' : undefined),
  shape: (args) => (args[0] as Expr).shape,
  vjp: (adjoint, node) => {
    const { axes, order } = axesOf(node)
    const lead = adjoint.rank - node.rank
    return cumsum.with(
      axesPayload(
        axes.map((k) => k + lead),
        false,
        order === 'reverse' ? undefined : 'reverse',
      ),
      adjoint,
    )
  },
  tensorKernel: ([x], payload) => {
    const { axes, order } = payload as AxesPayload
    const { shape, data } = x as Tensor
    const axis = axes[0] as number
    const result = { shape, data: data.slice() }
    const stride = strides(shape)[axis] as number
    const length = shape[axis] as number
    for (let i = 0; i < data.length; i++) {
      if (Math.floor(i / stride) % length === 0) continue
      const at = order === 'reverse' ? data.length - 1 - i : i
      const before = order === 'reverse' ? at + stride : at - stride
      result.data[at] = (result.data[at] as number) + (result.data[before] as number)
    }
    return result
  },
  spell: {
    numpy: 'cumsum',
    jax: 'cumsum',
    torch: 'cumsum',
    tensorflow: ['cumsum', 'math.cumsum'],
    julia: 'cumsum',
    matlab: 'cumsum',
    text: 'cumsum',
  },
})

export const cumprod: Row = row({
  name: 'cumprod',
  title: 'running product',
  args: ['x'],
  elementwise: false,
  ranks: [1],
  attributes: ['axis'],
  configure: (attributes, args) => readAxes({ axis: attributes['axis'] ?? attributes['dim'] ?? 0 }, args[0]?.rank ?? 0),
  shape: (args) => (args[0] as Expr).shape,
  // Of the running product y by x_j, from i = j on: y_i without the factor x_j, which may be zero; of rows and columns y_i/x_j.
  vjp: (adjoint, node) => {
    const x = node.args[0] as Expr
    if (node.rank === 1) {
      const length = node.shape[0] as Length
      const factors = where(eq(eye(length), 1), 1, einsum('i,j->ij', x, ones(node.shape)))
      const lead = freshLetters(adjoint.rank - 1, 'ij')
      return einsum(`${lead}i,ij->${lead}j`, adjoint, tril(cumprod.with(axesPayload([0]), factors)))
    }
    const axes = axesOf(node).axes.map((k) => k + adjoint.rank - node.rank)
    return div(cumsum.with(axesPayload(axes, false, 'reverse'), mul(adjoint, node)), x)
  },
  tensorKernel: ([x], payload) => {
    const { axes } = payload as AxesPayload
    const { shape, data } = x as Tensor
    const stride = strides(shape)[axes[0] as number] as number
    const length = shape[axes[0] as number] as number
    const result = data.slice()
    for (let i = 0; i < result.length; i++) {
      if (Math.floor(i / stride) % length > 0) result[i] = (result[i] as number) * (result[i - stride] as number)
    }
    return { shape, data: result }
  },
  spell: {
    numpy: 'cumprod',
    jax: 'cumprod',
    torch: 'cumprod',
    tensorflow: ['cumprod', 'math.cumprod'],
    julia: 'cumprod',
    matlab: 'cumprod',
    text: 'cumprod',
  },
})

/** 1, 2, ..., n: the numbers that count the components of an axis. */
export const positions = (length: Length): Expr => cumsum.with(axesPayload([0]), ones(shapeOf([length])))
export const isPositions = (node: Expr): boolean =>
  node.op === cumsum.op && node.rank === 1 && isOnes(node.args[0] as Expr) && axesOf(node).order !== 'reverse'

export const runningRows: readonly Operation[] = [cumsum, cumprod].map((r) => r.op)
