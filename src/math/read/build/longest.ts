/** How long products of matrices are. */
import { type Expr, topological } from '../../expr.ts'
import { matmul, matrixPower } from '../../ops/linear.ts'
import type { TermOrder } from '../order.ts'

/** Matrices in one product: the derivative by one that stands everywhere has as many terms, each as long. */
export const MOST_FACTORS = 96

/** Whether a text may have a longer product: it is long itself, or says a high power. */
export const mayBeLonger = (order: TermOrder): boolean => order.terms.length > MOST_FACTORS || (order.has('power') && hasHighPower(order))

const hasHighPower = ({ terms }: TermOrder): boolean =>
  terms.some((term) => {
    const exponent = term.kind === 'apply' && term.op === 'power' ? term.args[1] : undefined
    return exponent?.kind === 'number' && Math.abs(exponent.value.value) > MOST_FACTORS
  })

/** Factors of the longest product of matrices. */
export function longestProduct(expr: Expr): number {
  const lengths = new Map<Expr, number>()
  let longest = 0
  for (const node of topological([expr])) {
    if (node.op !== matmul.op && node.op !== matrixPower.op) continue
    const factors = node.args.reduce((sum, arg) => sum + (lengths.get(arg) ?? 1), 0)
    const length = node.op === matmul.op ? factors : factors * Math.abs(Number(node.payload))
    lengths.set(node, length)
    longest = Math.max(longest, length)
  }
  return longest
}
