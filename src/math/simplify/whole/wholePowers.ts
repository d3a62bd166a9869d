/** Powers whose exponent holds what their base does, such as x^x: their derivatives are the power times a sum. And powers beside what their base is made of. */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, number, symbolsOf } from '../../expr.ts'
import { costOf } from '../cost.ts'
import { baseOf, exponentNode, factorsOf, Product, powerOf } from '../product.ts'
import { ADD, MUL, ONE, Sum, scale } from '../sum.ts'

function sharesSymbol(a: Expr, b: Expr): boolean {
  const symbols = symbolsOf(b)
  return symbolsOf(a).some((symbol) => symbols.includes(symbol))
}

/** b^(e - k)·(…) with b^(-k) back in the sum, its terms improved, where e holds what b does and that is shorter: x^sin x·(cos x ln x + sin x/x). */
export function withWholePowers(node: Expr, improve: (product: Expr) => Expr): Expr {
  const factors = factorsOf(node)
  for (const factor of factors) {
    const exponent = powerOf(factor)
    const k = exponent instanceof Exact || exponent.op !== ADD ? undefined : exactOf(exponent.args.at(-1) as Expr)
    const other = factors.find((one) => baseOf(one).op === ADD && powerOf(one) === ONE)
    if (k?.isNegative !== true || other === undefined || !sharesSymbol(baseOf(factor), exponentNode(exponent))) continue
    const inside = new Sum()
    for (const term of other.args) inside.add(ONE, improve(new Product().multiply(term).multiply(baseOf(factor), k).build()))
    const after = new Product().multiply(node).multiply(baseOf(factor), k.negate()).divide(other, ONE).multiply(inside.build()).build()
    if (costOf(after) < costOf(node)) return after
  }
  return node
}

/** (x/c)^k for (x/c)^(k - 1)·x/c, where the power takes in what its base is made of and that is shorter. */
export function withBasesTakenIn(node: Expr): Expr {
  let best = node
  for (const factor of factorsOf(node)) {
    const [base, exponent] = [baseOf(factor), powerOf(factor)]
    if (base.op !== MUL || exponent instanceof Exact) continue
    for (const k of [ONE, ONE.negate()]) {
      if (k === ONE && !standsAbove(base, node)) continue
      const other = new Sum().add(ONE, exponent).add(k, number(ONE)).build()
      const after = new Product().multiply(node).divide(base, exponent).divide(base, scale(ONE.negate(), other)).divide(base, k).build()
      if (costOf(after) < costOf(best)) best = after
    }
  }
  return best
}

/** Whether a product can be divided by what stands above the bar in the base, and nothing comes below: where that is 0 there would be no value. */
const standsAbove = (base: Expr, product: Expr): boolean =>
  factorsOf(base).every((factor) => {
    const above = powerOf(factor)
    const own = factorsOf(product).find((one) => baseOf(one) === baseOf(factor))
    const has = own === undefined ? undefined : powerOf(own)
    return above instanceof Exact && (above.isNegative || (has instanceof Exact && has.value >= above.value))
  })
