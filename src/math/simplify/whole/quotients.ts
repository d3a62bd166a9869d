/** Roots beside what they are of: l/(g² √(l/g)) is √(l/g)/g, A + x√A is √A (√A + x). */
import { Exact } from '../../exact.ts'
import type { Expr } from '../../expr.ts'
import { costOf } from '../cost.ts'
import { baseOf, factorsOf, Product, powerOf } from '../product.ts'
import { ADD, MUL, ONE, Sum } from '../sum.ts'

const HALF = Exact.ratio(1, 2)

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

/** A + x√A as √A (√A + x), A being a sum: a² + x² + x√(a² + x²). */
export function overRoot(sum: Expr): Expr | undefined {
  for (const root of sum.args.flatMap(factorsOf)) {
    const [base, exponent] = [baseOf(root), powerOf(root)]
    if (base.op !== ADD || !(exponent instanceof Exact) || !exponent.equals(HALF)) continue
    const isOver = (term: Expr): boolean => factorsOf(term).includes(root)
    const rest = new Sum()
    for (const term of sum.args) if (!isOver(term)) rest.add(ONE, term)
    const left = rest.build()
    if (!factorsOf(left).includes(base)) continue
    const inside = new Sum()
    for (const part of [left, ...sum.args.filter(isOver)]) inside.add(ONE, new Product().multiply(part).multiply(base, HALF.negate()).build())
    return new Product().multiply(base, HALF).multiply(inside.build()).build()
  }
  return undefined
}
