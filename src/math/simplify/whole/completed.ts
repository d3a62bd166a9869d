/** Sums with the square of a logarithm in them as complete squares: second derivatives of x^x are x^x·((ln x + 1)² + 1/x). */
import { Exact } from '../../exact.ts'
import { type Expr, isNumber } from '../../expr.ts'
import { costOf } from '../cost.ts'
import { baseOf, factorsOf, LN, Product, powerOf } from '../product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, scale } from '../sum.ts'
import { expandTerm, improveProduct, improveWhole, sumOfAll } from './improve.ts'
import { inLowestTerms } from './rational.ts'

const TWO = Exact.integer(2)
const HALF = Exact.ratio(1, 2)
/** Longer sums, and more terms, are left as they are. */
const [LONGEST, TERMS] = [150, 16]

/** The product with a sum a·L² + b·L + c in it, L a logarithm, as a·(L + b/(2a))² + the rest; undefined where there is no such sum. */
export function withCompleteSquare(node: Expr): Expr | undefined {
  for (const factor of factorsOf(node)) {
    if (factor.op !== ADD || factor.args.length < 3 || costOf(factor) > LONGEST) continue
    const logarithm = squaredIn(factor.args)
    if (logarithm === undefined) continue
    const outside = new Product().multiply(node).divide(factor, ONE).build()
    const completed = complete(sumOfAll(factor.args.flatMap(expandTerm)), logarithm)
    if (completed === undefined) continue
    const { a, square, rest } = completed
    const [under, over] = [rest, lowest(new Product().multiply(rest).multiply(a, MINUS_ONE).build())]
    const whole = new Product().multiply(outside).multiply(plus(new Product().multiply(a).multiply(square).build(), under))
    const apart = new Product().multiply(outside).multiply(a).multiply(plus(square, over))
    const poles = polesOf(node)
    const found = [whole, apart].map((product) => improveProduct(product.build())).filter((one) => [...polesOf(one)].every((base) => poles.has(base)))
    if (found.length > 0) return found.reduce((best, one) => (costOf(one) < costOf(best) ? one : best))
  }
  return undefined
}

const plus = (a: Expr, b: Expr): Expr => new Sum().add(ONE, a).add(ONE, b).build()

/** A logarithm that some term has the square of, also in a product with a sum. */
function squaredIn(terms: readonly Expr[]): Expr | undefined {
  for (const term of terms) {
    for (const factor of factorsOf(term)) {
      const [base, exponent] = [baseOf(factor), powerOf(factor)]
      if (base.op === LN && exponent instanceof Exact && exponent.equals(TWO)) return base
    }
  }
  return undefined
}

interface Completed {
  readonly a: Expr
  readonly square: Expr
  readonly rest: Expr
}

function complete(expanded: Expr, logarithm: Expr): Completed | undefined {
  const sum = restOf(expanded)
  if (sum?.op !== ADD || sum.args.length > TERMS) return undefined
  const parts = [new Sum(), new Sum(), new Sum()] as const
  for (const term of sum.args) {
    const factor = factorsOf(term).find((one) => baseOf(one) === logarithm)
    const power = factor === undefined ? 0 : powerOf(factor)
    const k = power instanceof Exact ? power.asInteger : power
    if (k !== 0 && k !== 1 && k !== 2) return undefined
    parts[k].add(coefficientOf(expanded), new Product().multiply(term).multiply(logarithm, Exact.integer(-k)).build())
  }
  const [c, b, a] = parts.map((part) => part.build()) as [Expr, Expr, Expr]
  if (coefficientOf(b).isZero) return undefined
  const shift = lowest(scale(HALF, new Product().multiply(b).multiply(a, MINUS_ONE).build()))
  // Fractions are no simpler: 2 ln²x - ln x + 1 stays.
  if (isNumber(shift) && !coefficientOf(shift).isInteger) return undefined
  const taken = lowest(new Product().multiply(a).multiply(shift, TWO).build())
  const rest = lowest(new Sum().add(ONE, c).add(MINUS_ONE, taken).build())
  return { a: lowest(a), square: new Product().multiply(plus(logarithm, shift), TWO).build(), rest }
}

/** The shortest way in which a quotient is written. */
function lowest(node: Expr): Expr {
  return [...inLowestTerms(node).map((terms) => improveProduct(terms.node)), improveWhole(node)].reduce(
    (best, one) => (costOf(one) < costOf(best) ? one : best),
    node,
  )
}

/** What stands below a bar anywhere outside of functions. */
function polesOf(node: Expr, depth = 0, found = new Set<Expr>()): Set<Expr> {
  const sum = restOf(node)
  if (sum === undefined || depth > 6) return found
  if (sum.op === ADD) {
    for (const term of sum.args) polesOf(term, depth + 1, found)
    return found
  }
  for (const factor of factorsOf(node)) {
    const [base, exponent] = [baseOf(factor), powerOf(factor)]
    if (!(exponent instanceof Exact)) continue
    if (exponent.isNegative) found.add(base)
    if (base.op === ADD) polesOf(base, depth + 1, found)
  }
  return found
}
