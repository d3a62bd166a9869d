/** How long products of matrices are. */
import { type Expr, topological } from '../../expr.ts'
import { mul } from '../../ops/arithmetic.ts'
import { matmul, matrixPower, outer } from '../../ops/linear.ts'
import type { TermOrder } from '../order.ts'

/** Matrices and vectors in one product: the derivative by one that stands everywhere has as many terms, each as long. */
export const MOST_FACTORS = 96

/** Whether a text may have a longer product: it is long itself, or says a high power. */
export const mayBeLonger = (order: TermOrder): boolean => order.terms.length > MOST_FACTORS || (order.has('power') && hasHighPower(order))

const hasHighPower = ({ terms }: TermOrder): boolean =>
  terms.some((term) => {
    const exponent = term.kind === 'apply' && term.op === 'power' ? term.args[1] : undefined
    return exponent?.kind === 'number' && Math.abs(exponent.value.value) > MOST_FACTORS
  })

/** Factors of the longest product of matrices and vectors, of which inner products are a part too; numbers beside them do not count. */
export function longestProduct(expr: Expr): number {
  const lengths = new Map<Expr, number>()
  let longest = 0
  for (const node of topological([expr])) {
    const { op, args } = node
    const isOfNumbers = op === mul.op && args.every((arg) => arg.rank === 0 && !lengths.has(arg))
    if (isOfNumbers || (op !== matmul.op && op !== matrixPower.op && op !== outer.op && op !== mul.op)) continue
    const factors = args.reduce((sum, arg) => sum + (lengths.get(arg) ?? Math.min(1, arg.rank)), 0)
    const length = op === matrixPower.op ? factors * Math.abs(Number(node.payload)) : factors
    lengths.set(node, length)
    longest = Math.max(longest, length)
  }
  return longest
}
