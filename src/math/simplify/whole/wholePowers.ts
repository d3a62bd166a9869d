/** Powers whose exponent holds what their base does, such as x^x: their derivatives are the power times a sum. */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, symbolsOf } from '../../expr.ts'
import { costOf } from '../cost.ts'
import { baseOf, exponentNode, factorsOf, Product, powerOf } from '../product.ts'
import { ADD, ONE, Sum } from '../sum.ts'

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
