/** Parts placed among zeros, said with columns of the identity matrix: what is x[::2] of x stands at its places again by I[:, ::2]. */
import { type Expr, isNumber, make, number } from '../../expr.ts'
import { mul } from '../../ops/arithmetic.ts'
import { matmul, outer } from '../../ops/linear.ts'
import { type AxisItem, isWhole, itemsOf, itemsPayload, place, take } from '../../ops/slice.ts'
import { eye } from '../../ops/structure.ts'
import { type Length, shapeOf } from '../../shape.ts'

const WHOLE: AxisItem = { start: 0, stop: null, step: 1 }

/** Of a vector or matrix with a part at the places of its payload and zeros elsewhere, as products; undefined for others. */
export function bySelection(node: Expr): Expr | undefined {
  const { items, whole } = itemsOf(node)
  const g = node.args[0] as Expr
  const [row, column] = items as [AxisItem, AxisItem?]
  const [m, n] = whole as [Length, Length?]
  if (items.length > 2) return undefined
  // A number stands in front.
  if (g.op === mul.op && isNumber(g.args[0] as Expr)) {
    const rest = bySelection(place.with(node.payload, mul(...g.args.slice(1))))
    if (rest !== undefined) return make(mul.op, [g.args[0] as Expr, rest])
  }
  const columnsOf = (item: AxisItem, length: Length): Expr => take.with(itemsPayload([WHOLE, item], shapeOf([length, length])), eye(length))
  const rowsOf = (item: AxisItem, length: Length): Expr => take.with(itemsPayload([item, WHOLE], shapeOf([length, length])), eye(length))
  const unit = (item: AxisItem, length: Length): Expr => place.with(itemsPayload([item], shapeOf([length])), number(1))
  if (column === undefined || n === undefined) return 'at' in row ? undefined : matmul(columnsOf(row, m), g)
  if ('at' in row) return 'at' in column ? undefined : outer(unit(row, m), isWhole(column) ? g : matmul(g, rowsOf(column, n)))
  const left = isWhole(row) ? g : matmul(columnsOf(row, m), g)
  if ('at' in column) return outer(left, unit(column, n))
  return isWhole(column) ? left : matmul(left, rowsOf(column, n))
}
