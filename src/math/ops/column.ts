/** Matrices of one column (n × 1), as `c[:, None]` or a sum with keepdims makes them, and the vectors whose numbers they hold. */
import { type Expr, make } from '../expr.ts'
import { shapeOf } from '../shape.ts'
import { reshape, reshapePayload } from './arrange.ts'
import { isEinsum, specOf } from './einsum.ts'
import { outer, transpose } from './linear.ts'
import { type AxesPayload, axesOf, axesPayload } from './reduction.ts'
import { isOne } from './structure.ts'

/** Whether a matrix has one column, to be stretched along the rows of another. */
export const isColumn = ({ shape }: Expr): boolean => shape.length === 2 && shape[1] === 1 && shape[0] !== 1

/** The vector in a column that says at sight where its numbers come from; undefined for what is computed of several. */
export function vectorOf(node: Expr): Expr | undefined {
  if (!isColumn(node)) return undefined
  const { op, args } = node
  const [inside, second] = args
  if (op === reshape.op) return inside?.rank === 1 ? inside : undefined
  if (op === outer.op) return isOne(second as Expr) ? inside : undefined
  if (isEinsum(node)) {
    const { inputs, output } = specOf(node)
    return args.length === 2 && inside?.rank === 1 && isOne(second as Expr) && inputs.join('') === output ? inside : undefined
  }
  const payload = axesOf(node) as AxesPayload | undefined
  return payload?.keepdims === true && inside?.rank === 2 && payload.axes.length === 1
    ? make(op, args, axesPayload(payload.axes, false, payload.order))
    : undefined
}

/** The vector that a matrix of one row (1 × n) holds, as `r[None, :]`, where it is that vector reshaped. */
export const vectorInRow = ({ op, args, shape }: Expr): Expr | undefined =>
  op === reshape.op && shape.length === 2 && shape[0] === 1 && shape[1] !== 1 && args[0]?.rank === 1 ? args[0] : undefined

/** The matrix whose columns a vector has one below the other, vec(A) in print; row by row it is that of Aᵀ. */
export function stackedOf({ op, args, rank }: Expr): Expr | undefined {
  const [inside] = args as [Expr]
  if (op !== reshape.op || rank !== 1 || inside.rank !== 2) return undefined
  return inside.op === transpose.op && inside.payload === undefined ? inside.args[0] : transpose(inside)
}

/** A vector as a column. */
export const columnOf = (vector: Expr): Expr => reshape.with(reshapePayload(shapeOf([...vector.shape, 1])), vector)

/** What is computed number by number of columns and scalars, as a column of what is computed of their vectors. */
export function columnOfElementwise({ op, payload }: Expr, args: readonly Expr[]): Expr | undefined {
  if (!op.elementwise) return undefined
  const vectors = args.map((arg) => (arg.rank === 0 ? arg : vectorOf(arg)))
  if (vectors.some((vector) => vector === undefined)) return undefined
  const whole = make(op, vectors as Expr[], payload)
  return whole.rank === 1 ? columnOf(whole) : undefined
}
