/** Roots of quotients beside powers of what they are of: l/(g² √(l/g)) is √(l/g)/g. */
import { Exact } from '../exact.ts'
import type { Expr } from '../expr.ts'
import { costOf } from './cost.ts'
import { baseOf, factorsOf, Product, powerOf } from './product.ts'
import { MUL, ONE } from './sum.ts'

/** The product with roots of products and quotients above the bar instead of below it, where that is shorter: what was below the bar has a value wherever that is not 0. */
export function withRootsAbove(node: Expr): Expr {
  const factors = factorsOf(node)
  for (const factor of factors) {
    const [base, exponent] = [baseOf(factor), powerOf(factor)]
    if (base.op !== MUL || !(exponent instanceof Exact) || !exponent.isNegative || exponent.isInteger) continue
    const inside = factorsOf(base).map(baseOf)
    if (!factors.some((other) => inside.includes(baseOf(other)))) continue
    const more = exponent.add(ONE)
    const after = new Product().multiply(node).multiply(base, exponent.negate()).multiply(base, ONE.negate()).multiply(base, more).build()
    if (costOf(after) < costOf(node)) return withRootsAbove(after)
  }
  return node
}
