/** Chains of matrix products: which nodes are one, and its factors. */
import type { Expr } from '../../expr.ts'
import { matmul } from '../../ops/linear.ts'

/** A product of matrices and vectors; one with arrays of more axes stands for itself. */
export const isChain = (node: Expr): boolean => node.op === matmul.op && node.args.every(({ rank }) => rank <= 2)

/** The factors of a chain of matrix products. */
export function factorsOf(node: Expr): Expr[] {
  if (!isChain(node)) return [node]
  const factors: Expr[] = []
  let rest = node
  // Chains lean to the right: a (b (c d)).
  while (isChain(rest)) {
    const left = rest.args[0] as Expr
    factors.push(...(left.rank === 2 ? factorsOf(left) : [left]))
    rest = rest.args[1] as Expr
  }
  factors.push(rest)
  return factors
}
