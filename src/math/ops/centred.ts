/** Tensors whose sums vanish: deviations from a mean. */
import { Exact } from '../exact.ts'
import type { Expr } from '../expr.ts'
import { sizeOf } from '../shape.ts'
import { add, div } from './arithmetic.ts'
import { coefficientOf } from './coefficient.ts'
import { broadcastOperation, size } from './structure.ts'

/** A node without its numbers and what stretches it. */
function peeled(node: Expr): { coefficient: Exact; rest: Expr } {
  let { coefficient, rest } = coefficientOf(node)
  while (rest.op === broadcastOperation) {
    const inner = coefficientOf(rest.args[0] as Expr)
    coefficient = coefficient.multiply(inner.coefficient)
    rest = inner.rest
  }
  return { coefficient, rest }
}

/** Whether the sum over these axes, all of them together, is zero at sight: of x - mean(x), whatever number both are scaled by. */
export function sumsToZero(node: Expr, axes: readonly number[]): boolean {
  if (node.op !== add.op || node.args.length !== 2) return false
  const parts = node.args.map(peeled)
  return parts.some((own, k) => {
    const { coefficient, rest } = parts[1 - k] as typeof own
    if (own.rest.rank !== node.rank) return false
    const lengths = axes.map((axis) => own.rest.shape[axis] ?? 1)
    const all = sizeOf(lengths)
    const balance = coefficient.negate()
    if (isReduced(rest, 'mean', own.rest, axes)) return balance.equals(own.coefficient)
    if (rest.op === div.op && rest.args[1] === size(all) && isReduced(rest.args[0] as Expr, 'sum', own.rest, axes))
      return balance.equals(own.coefficient)
    return typeof all === 'number' && isReduced(rest, 'sum', own.rest, axes) && balance.multiply(Exact.integer(all)).equals(own.coefficient)
  })
}

function isReduced(node: Expr, name: string, x: Expr, axes: readonly number[]): boolean {
  if (node.op.name !== name || node.args[0] !== x) return false
  const own = (node.payload as { readonly axes?: readonly number[] } | undefined)?.axes ?? []
  return own.length === axes.length && own.every((axis) => axes.includes(axis))
}
