/** Tensors whose sums are known at sight: deviations from a mean sum to 0, probabilities and indicators to 1. */
import { Exact } from '../exact.ts'
import type { Expr } from '../expr.ts'
import { sizeOf } from '../shape.ts'
import { add, div, mul } from './arithmetic.ts'
import { coefficientOf } from './coefficient.ts'
import { broadcastOperation, isEye, size } from './structure.ts'

/** A node without its numbers, the scalars it is multiplied with or divided by, and what stretches it. */
function peeled(node: Expr): { coefficient: Exact; scalars: readonly string[]; rest: Expr } {
  let { coefficient, rest } = coefficientOf(node)
  const scalars: string[] = []
  for (let again = true; again; ) {
    again = false
    let inner = rest
    const { op, args } = rest
    // Of numbers what is a sum or a mean: (Σ_i x_i)/n.
    const isBase = rest.rank > 0 ? ({ rank }: Expr): boolean => rank > 0 : ({ op: own }: Expr): boolean => own.name === 'sum' || own.name === 'mean'
    const tensors = op === mul.op ? args.filter(isBase) : []
    if (op === broadcastOperation) inner = args[0] as Expr
    else if (op === div.op && args[1]?.rank === 0 && (rest.rank === 0 || args[0]?.rank !== 0)) {
      inner = args[0] as Expr
      scalars.push(`/${args[1].id}`)
    } else if (tensors.length === 1 && args.length > 1) {
      inner = tensors[0] as Expr
      for (const arg of args) if (arg !== inner) scalars.push(`${arg.id}`)
    }
    if (inner === rest) continue
    const next = coefficientOf(inner)
    coefficient = coefficient.multiply(next.coefficient)
    rest = next.rest
    again = true
  }
  return { coefficient, scalars, rest }
}

/** Whether there may be axes over which the sums are one: asked before it is known which are summed. */
export const mayBeOne = (node: Expr): boolean => node.op.name === 'softmax' || node.op.name === 'one_hot' || isEye(node)

/** The axes among these over which the sums are one at sight: of a softmax, of the rows of the identity, of indicators. */
export function axesOfOne(node: Expr, axes: readonly number[]): readonly number[] {
  const { name } = node.op
  const isEither = isEye(node) || isPermutation(node)
  const own = isEither ? axes.slice(0, 1) : name === 'softmax' ? axesOf(node) : name === 'one_hot' ? [node.rank - 1] : []
  return own.every((axis) => axes.includes(axis)) ? own : []
}

/** The rows of the identity in an order that a vector's components have. */
const isPermutation = ({ op, args, rank, shape: [rows, columns] }: Expr): boolean =>
  op.name === 'one_hot' && args[0]?.op.name === 'argsort' && rank === 2 && rows === columns

const axesOf = ({ payload }: Expr): readonly number[] => (payload as { readonly axes?: readonly number[] } | undefined)?.axes ?? []

/** Whether the sum over these axes, all of them together, is zero at sight: of x - mean(x), whatever number both are scaled by. */
export function sumsToZero(node: Expr, axes: readonly number[]): boolean {
  if (node.op !== add.op || node.args.length !== 2) return false
  const parts = node.args.map(peeled)
  return parts.some((own, k) => {
    const { coefficient, scalars, rest } = parts[1 - k] as typeof own
    if (own.rest.rank !== node.rank) return false
    /** Both are multiples by the same, but for what the other one is divided by. */
    const alike = (...below: string[]): boolean => [...own.scalars, ...below].sort().join() === [...scalars].sort().join()
    const balance = coefficient.negate()
    const both = rest.rank === node.rank && [own.rest, rest].every((part) => axesOfOne(part, axes).length > 0)
    if (both || isReduced(rest, 'mean', own.rest, axes)) return alike() && balance.equals(own.coefficient)
    if (!isReduced(rest, 'sum', own.rest, axes)) return false
    const all = sizeOf(axes.map((axis) => own.rest.shape[axis] ?? 1))
    if (alike(`/${size(all).id}`)) return balance.equals(own.coefficient)
    return typeof all === 'number' && alike() && balance.multiply(Exact.integer(all)).equals(own.coefficient)
  })
}

function isReduced(node: Expr, name: string, x: Expr, axes: readonly number[]): boolean {
  if (node.op.name !== name || node.args[0] !== x) return false
  const own = axesOf(node)
  return own.length === axes.length && own.every((axis) => axes.includes(axis))
}
