/** Jacobians whose rows, or columns, stand one behind the other in one array: J[0] to J[3] of two values by two numbers. */
import type { Expr } from '../expr.ts'
import { stack } from '../ops/arrange.ts'
import { itemsPayload, take } from '../ops/slice.ts'
import { simplify } from '../simplify/simplify.ts'

/** Components of such an array, at most. */
const MOST = 64

/** How many columns a Jacobian of a value has whose components are in an array that is a vector too; undefined where it can be none. */
export function columnsIn(flat: Expr, value: Expr): number | undefined {
  const [[length, ...more], [rows, ...others]] = [flat.shape, value.shape]
  if (typeof length !== 'number' || typeof rows !== 'number' || more.length + others.length > 0 || length > MOST) return undefined
  return length > rows && length % rows === 0 ? length / rows : undefined
}

/** The component of an array at indices. */
export function componentOf(array: Expr, index: readonly number[]): Expr {
  const [first, ...rest] = index
  if (first === undefined) return array
  if (array.op === stack.op) return componentOf(array.args[first] as Expr, rest)
  return take.with(
    itemsPayload(
      index.map((at) => ({ at })),
      array.shape,
    ),
    array,
  )
}

/** One after the other the components of a matrix, or of vectors that are its columns. */
export function flattened(jacobian: readonly Expr[], rows: number, columns: number, byColumns: boolean): Expr {
  const [matrix] = jacobian
  const at = (row: number, column: number): Expr =>
    simplify(matrix?.rank === 2 ? componentOf(matrix, [row, column]) : componentOf(jacobian[column] as Expr, [row]))
  const places = Array.from({ length: rows * columns }, (_, k): [number, number] =>
    byColumns ? [k % rows, Math.floor(k / rows)] : [Math.floor(k / columns), k % columns],
  )
  return stack(...places.map(([row, column]) => at(row, column)))
}
