/** Products with sums of exponentials in them: as hyperbolic functions, or with an exponential beside them multiplied in. */
import { Exact } from '../../exact.ts'
import { type Expr, isNumber, number } from '../../expr.ts'
import { cosh, sinh } from '../../ops/hyperbolic.ts'
import { construct, exponential, HALF } from '../call.ts'
import { costOf } from '../cost.ts'
import { baseOf, EXP, factorsOf, Product, powerOf, times } from '../product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, scale } from '../sum.ts'

/** Whether e^u is in a sum among the factors. */
export function hasExponentials(node: Expr): boolean {
  for (const factor of factorsOf(node)) {
    const base = baseOf(factor)
    if (base.op === ADD) for (const term of base.args) for (const one of factorsOf(term)) if (one.op === EXP) return true
  }
  return false
}

/** u, where a term is a number times e^u. */
function exponentIn(term: Expr): Expr | undefined {
  const rest = restOf(term)
  return rest === undefined ? number(0) : rest.op === EXP ? rest.args[0] : undefined
}

/** Whether e^u or e^(-u) is in a product, or in one of its sums. */
const holds = (node: Expr, u: Expr, opposite: Expr): boolean =>
  factorsOf(node).some((factor) => {
    const base = baseOf(factor)
    if (factor.op === EXP) return factor.args[0] === u || factor.args[0] === opposite
    return base.op === ADD && base.args.some((term) => holds(term, u, opposite))
  })

/** The length of the longest exponent of e in a product and its sums: none longer is made of them. */
const longestExponent = (node: Expr): number =>
  Math.max(
    ...factorsOf(node).map((factor) => {
      const base = baseOf(factor)
      return factor.op === EXP ? costOf(factor.args[0] as Expr) : base.op === ADD ? Math.max(...base.args.map(longestExponent)) : 0
    }),
    0,
  )

/**
 * A product in which e^u ± e^w are e^((u + w)/2) times twice a hyperbolic function of (u - w)/2, where that is an exponent already:
 * e^x/(1 + e^(2x)) is 1/(2 cosh x), but 1 + e^x stays. Undefined where there is no such sum.
 */
export function byHyperbolics(node: Expr): Expr | undefined {
  let product: Product | undefined
  for (const factor of factorsOf(node)) {
    const [base, exponent] = [baseOf(factor), powerOf(factor)]
    if (base.op !== ADD || base.args.length !== 2 || base.rank > 0 || !(exponent instanceof Exact)) continue
    const [first, second] = base.args as [Expr, Expr]
    const [u, w] = [exponentIn(first), exponentIn(second)]
    const [c, d] = [coefficientOf(first), coefficientOf(second)]
    const opposite = c.equals(d.negate())
    if (u === undefined || w === undefined || (!opposite && !c.equals(d))) continue
    const mean = new Sum().add(HALF, u).add(HALF, w).build()
    const half = new Sum().add(HALF, u).add(MINUS_ONE.multiply(HALF), w).build()
    if (!holds(node, half, scale(MINUS_ONE, half))) continue
    product ??= new Product().multiply(node)
    product.multiply(base, exponent.negate()).multiply(number(c.add(c)), exponent)
    product.multiply(construct(opposite ? sinh.op : cosh.op, [half]), exponent)
    if (!isNumber(mean)) product.multiply(exponential(mean), exponent)
  }
  return product?.build()
}

/** Terms of sums in which exponentials are multiplied. */
const MULTIPLIED = 4

/** The products with the exponential beside a power of a sum multiplied into that, where no exponent gets longer: e^(-x)/(1 - e^(-x)) is 1/(e^x - 1). */
export function multipliedIn(node: Expr): Expr[] {
  const factors = factorsOf(node)
  const beside = factors.find(({ op }) => op === EXP)
  if (beside === undefined) return []
  return factors.flatMap((factor) => {
    const [base, exponent] = [baseOf(factor), powerOf(factor)]
    if (base.op !== ADD || base.args.length > MULTIPLIED || !(exponent instanceof Exact) || !exponent.isInteger) return []
    const longest = longestExponent(base)
    if (longest === 0) return []
    const each = exponential(scale(exponent.invert(), beside.args[0] as Expr))
    const sum = new Sum()
    for (const term of base.args) sum.add(ONE, times(term, each))
    const inside = sum.build()
    if (longestExponent(inside) > longest) return []
    return [new Product().multiply(node).divide(beside, ONE).multiply(base, exponent.negate()).multiply(inside, exponent).build()]
  })
}
