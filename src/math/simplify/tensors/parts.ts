/** Components of products of vectors, as people write them: (a bᵀ)₂₁ is a₂ b₁. */
import type { Expr } from '../../expr.ts'
import { div, mul, neg } from '../../ops/arithmetic.ts'
import { outer } from '../../ops/linear.ts'
import { type AxisItem, isWhole, itemsOf, itemsPayload, take } from '../../ops/slice.ts'

/** A part of a tensor, by the same part of what it is made of; undefined where that says it no shorter. */
export function partOf(x: Expr, items: readonly AxisItem[]): Expr | undefined {
  if (!items.some((item) => 'at' in item)) return undefined
  const { op, args } = x
  const [first, second] = args as [Expr, Expr]
  if (op === neg.op) return neg(partOrTaken(first, items))
  if (op === div.op && first.rank > 0 && second.rank === 0) return div(partOrTaken(first, items), second)
  const tensors = op === mul.op ? args.filter(({ rank }) => rank > 0) : []
  if (tensors.length === 1 && args.length > 1) return mul(...args.map((arg) => (arg.rank === 0 ? arg : partOrTaken(arg, items))))
  if (op === outer.op && first.rank === 1 && second.rank === 1) {
    const [row, column] = items as [AxisItem, AxisItem]
    return mul(taken(first, [row]), taken(second, [column]))
  }
  // A component of a row.
  if (op === take.op && itemsOf(x).items.every((item) => 'at' in item || isWhole(item))) {
    const left = [...items]
    const all = itemsOf(x).items.map((item) => ('at' in item ? item : (left.shift() as AxisItem)))
    return partOrTaken(first, all)
  }
  return undefined
}

const taken = (x: Expr, items: readonly AxisItem[]): Expr => take.with(itemsPayload(items, x.shape), x)
const partOrTaken = (x: Expr, items: readonly AxisItem[]): Expr => partOf(x, items) ?? taken(x, items)
