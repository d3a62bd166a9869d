/** How long products of matrices are. */
import { type Expr, topological } from '../expr.ts'
import { matmul } from '../ops/linear.ts'

/** Matrices in one product: the derivative by one that stands everywhere has as many terms, each as long. */
export const MOST_FACTORS = 96

/** Factors of the longest product of matrices. */
export function longestProduct(expr: Expr): number {
  const lengths = new Map<Expr, number>()
  let longest = 0
  for (const node of topological([expr])) {
    if (node.op !== matmul.op) continue
    const length = node.args.reduce((sum, arg) => sum + (lengths.get(arg) ?? 1), 0)
    lengths.set(node, length)
    longest = Math.max(longest, length)
  }
  return longest
}
