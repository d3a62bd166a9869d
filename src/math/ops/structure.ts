/**
 * Rows that hold and move components without computing: numbers and symbols, zeros and ones of a shape, the identity,
 * the length of an axis, broadcasting.
 */
import type { Exact } from '../exact.ts'
import { type Expr, exactOf, leafRows, make, number, type Operation, operation } from '../expr.ts'
import { broadcastShapes, formatShape, type Length, SCALAR, type Shape, ShapeError, sameShape, shapeOf } from '../shape.ts'
import { strides, type Tensor, tensor } from '../tensor.ts'

const NO_ARGS: readonly Expr[] = []

/* Broadcasting to a shape. */

interface ShapePayload {
  readonly key: string
  readonly shape: Shape
}
const shapePayload = (shape: Shape): ShapePayload => ({ key: shape.join(','), shape })

export const broadcastOperation = operation({
  name: 'broadcast',
  title: 'broadcasting',
  args: ['x'],
  elementwise: false,
  components: 'moved',
  shape: (_, payload) => (payload as ShapePayload).shape,
  // The differentiator sums an elementwise adjoint back to the argument's shape: all that stretching needs.
  derivative: [() => number(1)],
  tensorKernel: ([x], _, shape) => broadcastTensor(x as Tensor, shape),
  cost: 0,
})

/** x stretched to a shape by NumPy's rule. Throws ShapeError where it does not stretch to it. */
export function broadcastTo(x: Expr, shape: Shape): Expr {
  if (sameShape(x.shape, shape)) return x
  if (!sameShape(broadcastShapes(x.shape, shape), shape))
    throw new ShapeError(`${formatShape(x.shape)} does not stretch to ${formatShape(shape)}`, x.shape, shape)
  const inner = x.op === broadcastOperation && x.args[0]?.rank === 0 ? (x.args[0] as Expr) : x
  return make(broadcastOperation, [inner], shapePayload(shape))
}

export const zeros = (shape: Shape): Expr => broadcastTo(number(0), shape)
export const ones = (shape: Shape): Expr => broadcastTo(number(1), shape)

/** The number all components are, where the node says so at sight. */
export function uniformNumber(node: Expr): Exact | undefined {
  return exactOf(node) ?? (node.op === broadcastOperation ? exactOf(node.args[0] as Expr) : undefined)
}
export const isZero = (node: Expr): boolean => uniformNumber(node)?.isZero === true
export const isOne = (node: Expr): boolean => uniformNumber(node)?.isOne === true
/** Ones, also as people write them: np.ones(n), np.ones_like(x). */
export const isOnes = (node: Expr): boolean => isOne(node) || node.op.name === 'ones' || node.op.name === 'ones_like'

function broadcastTensor(x: Tensor, shape: readonly number[]): Tensor {
  const result = tensor(shape)
  const from = strides(x.shape)
  const offset = shape.length - x.shape.length
  const step = shape.map((_, i) => (i < offset || x.shape[i - offset] === 1 ? 0 : (from[i - offset] as number)))
  const index = new Array<number>(shape.length).fill(0)
  let at = 0
  for (let i = 0; i < result.data.length; i++) {
    result.data[i] = x.data[at] as number
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += step[axis] as number
      if (++(index[axis] as number) < (shape[axis] as number)) break
      at -= (step[axis] as number) * (shape[axis] as number)
      index[axis] = 0
    }
  }
  return result
}

/* The identity, and the length of an axis as a number. */

const eyeOperation = operation({
  name: 'eye',
  title: 'identity matrix',
  args: [],
  elementwise: false,
  shape: () => SCALAR,
  latex: 'I',
  spell: { numpy: 'eye', jax: 'eye', torch: 'eye', matlab: 'eye', tensorflow: 'eye', sympy: 'eye' },
  tensorKernel: (_, __, shape) => {
    const n = shape[0] as number
    const result = tensor(shape)
    for (let i = 0; i < n; i++) result.data[i * n + i] = 1
    return result
  },
  cost: 0,
})

/** The identity matrix of a length: Kronecker's delta. */
export const eye = (length: Length): Expr => make(eyeOperation, NO_ARGS, undefined, shapeOf([length, length]))
export const isEye = (node: Expr): boolean => node.op === eyeOperation

const sizeOperation = operation({
  name: 'size',
  title: 'length of an axis',
  args: [],
  elementwise: false,
  values: { min: 0 },
  whole: 'always',
  shape: () => SCALAR,
  cost: 0,
})

/** The length of an axis as a scalar. */
export const size = (length: Length): Expr => (typeof length === 'number' ? number(length) : make(sizeOperation, NO_ARGS, length))
export const isSize = (node: Expr): boolean => node.op === sizeOperation

export const structureRows: readonly Operation[] = [...leafRows, broadcastOperation, eyeOperation, sizeOperation]
