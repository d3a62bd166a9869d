/** e^(v²) erfc v by the scaled complementary error function: one factor overflows where the other one is too small for a double. */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, make } from '../../expr.ts'
import { erfc, erfcx } from '../../ops/special.ts'
import { construct } from '../call.ts'
import { baseOf, EXP, exponentIn, factorsOf, opened, Product, powerOf } from '../product.ts'
import { ADD, MINUS_ONE, ONE, restOf, Sum, scale } from '../sum.ts'

/** The product with erfcx v in the place of both, where the exponential has v² as often as erfc v stands there. */
export function withScaledErfc(node: Expr): Expr {
  for (const factor of factorsOf(node)) {
    const [base, n] = [baseOf(factor), powerOf(factor)]
    if (base.op !== erfc.op || !(n instanceof Exact)) continue
    const distributed = n.isNegative ? overSum(node, base, n) : undefined
    if (distributed !== undefined) return distributed
    const w = exponentIn(node)
    const square = new Product().multiply(base.args[0] as Expr, Exact.integer(2)).build()
    if (w === undefined) continue
    const less = new Sum().add(ONE, w).add(n.negate(), square).build()
    const left = exactOf(less) !== undefined ? [] : restOf(less)?.op === ADD ? (restOf(less) as Expr).args : [less]
    if (left.some((term) => restOf(term) === restOf(square))) continue
    const after = opened(node)
      .multiply(construct(EXP, [scale(MINUS_ONE, w)]))
      .multiply(construct(EXP, [less]))
      .multiply(base, n.negate())
      .multiply(make(erfcx.op, base.args), n)
    return withScaledErfc(after.build())
  }
  return node
}

/** Σ tᵢ over a power of erfc v, where each term by itself becomes one of erfcx v. */
function overSum(node: Expr, base: Expr, n: Exact): Expr | undefined {
  const sum = factorsOf(node).find((factor) => factor.op === ADD)
  if (sum === undefined) return undefined
  const w = exponentIn(node)
  const inside = new Sum()
  for (const term of sum.args) {
    const product = new Product().multiply(term).multiply(base, n)
    if (w !== undefined) product.multiply(construct(EXP, [w]))
    const scaled = withScaledErfc(product.build())
    if (factorsOf(scaled).some((factor) => baseOf(factor) === base)) return undefined
    inside.add(ONE, scaled)
  }
  const outside = opened(node).multiply(sum, MINUS_ONE).multiply(base, n.negate())
  if (w !== undefined) outside.multiply(construct(EXP, [scale(MINUS_ONE, w)]))
  return outside.multiply(inside.build()).build()
}
