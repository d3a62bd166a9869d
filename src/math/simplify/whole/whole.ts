/** Whole results, to which more is done than to their parts: lowest terms, double angles, hyperbolic functions of exponentials. */
import { Exact } from '../../exact.ts'
import type { Expr } from '../../expr.ts'
import { sigmoid } from '../../ops/activation.ts'
import { e as naturalBase } from '../../ops/arithmetic.ts'
import { rewriteProduct, rewriteSum } from '../call.ts'
import { costOf } from '../cost.ts'
import { baseOf, EXP, factorsOf, Product, powerOf } from '../product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, scale } from '../sum.ts'
import { withCompleteSquare } from './completed.ts'
import { byHyperbolics, hasExponentials, multipliedIn } from './exponentials.ts'
import { expandTerm, improveProduct, improveWhole, maySearch, shorter, sumOfAll, TERMS } from './improve.ts'
import { inLowestTerms } from './rational.ts'
import { familyOf, relatedIn } from './related.ts'
import { asSquare } from './square.ts'
import { exchanged, overSumOfAngles, overSums } from './trigonometry.ts'
import { withWholePowers } from './wholePowers.ts'

const TWO = Exact.integer(2)
/** Longer results are not brought to lowest terms. */
const LONGEST = 400
/** What is common above and below a bar is cancelled though it takes so many characters more, a term or two: 0/0 is no value. */
const CANCELLED = 6

/** A whole result in lowest terms, and in other arguments, such as double angles, where few other functions are in it. */
export function improveResult(node: Expr): Expr {
  let best = withWholePowers(inOtherArguments(node), improveProduct)
  if (isQuotient(node)) {
    const known = new Set([node, best])
    for (const { node: terms, cancelled } of inLowestTerms(node)) {
      if (known.has(terms)) continue
      known.add(terms)
      const improved = inOtherArguments(improveProduct(terms))
      const exponentials = inOtherExponentials(terms)
      const candidate = shorter(improved, exponentials) ? exponentials : improved
      if (costOf(candidate) < costOf(best) + (cancelled ? CANCELLED : 0)) best = candidate
    }
  }
  const completed = withCompleteSquare(best)
  if (completed !== undefined && shorter(best, completed)) best = completed
  for (const factor of factorsOf(best)) {
    const [base, exponent] = [baseOf(factor), powerOf(factor)]
    if (exponent instanceof Exact && exponent.denominator === 2 && restOf(base)?.op === ADD) best = withRoot(best, base, exponent)
  }
  return inOtherExponentials(best)
}

/** The product with its exponentials as hyperbolic functions, or multiplied in, where that is shorter. */
function inOtherExponentials(node: Expr): Expr {
  if (!hasExponentials(node)) return node
  let best = node
  const hyperbolic = byHyperbolics(node)
  for (const other of hyperbolic === undefined ? multipliedIn(node) : [...multipliedIn(node), improveProduct(hyperbolic)])
    if (shorter(best, other)) best = other
  return best === node ? node : inOtherExponentials(best)
}

/** The product with a root of a rational function in lowest terms, squares before the root: √(1 - 4x²/(1 + x²)²) is |x² - 1|/(1 + x²). */
function withRoot(node: Expr, base: Expr, exponent: Exact): Expr {
  let best = node
  if (!isQuotient(base)) return best
  for (const terms of inLowestTerms(base)) {
    const root = new Product().multiply(node).multiply(base, exponent.negate()).multiply(withSquaresInside(terms.node), exponent)
    const other = improveProduct(root.build())
    if (shorter(best, other)) best = other
  }
  return best
}

/** A product with sums that are squares as such. */
function withSquaresInside(node: Expr): Expr {
  const product = new Product()
  product.coefficient = coefficientOf(node)
  for (const factor of factorsOf(node)) product.multiply(asSquare(baseOf(factor)) ?? baseOf(factor), powerOf(factor))
  return product.build()
}

const isNegativePower = (factor: Expr): boolean => {
  const exponent = powerOf(factor)
  return exponent instanceof Exact && exponent.isNegative
}

/** Whether all terms of a sum have a factor that may be 0: x of x + a x². */
const dividesAll = (base: Expr, sum: Expr): boolean =>
  base !== naturalBase && sum.args.every((term) => factorsOf(term).some((factor) => baseOf(factor) === base && !isNegativePower(factor)))

/** What may have a common denominator, or factors to cancel: sums below a bar, products of related functions in several terms. */
function isQuotient(node: Expr): boolean {
  if (!maySearch() || costOf(node) > LONGEST) return false
  let related = 0
  let [exponentials, sigmoids] = [false, false]
  const visit = (part: Expr, depth: number): boolean => {
    const sum = restOf(part)
    if (sum === undefined || depth > 3) return false
    if (sum.op === ADD) return sum.args.length <= TERMS && sum.args.some((term) => visit(term, depth + 1))
    const factors = factorsOf(part)
    if (depth > 0) related += relatedIn(factors)
    for (const factor of factors) {
      if (baseOf(factor) === naturalBase) exponentials = true
      else if (baseOf(factor).op === sigmoid.op) sigmoids = true
    }
    return factors.some((factor) => {
      const base = baseOf(factor)
      const exponent = powerOf(factor)
      if (base.op !== ADD || !(exponent instanceof Exact)) return false
      if (!exponent.isNegative && factors.some((below) => isNegativePower(below) && dividesAll(baseOf(below), base))) return true
      return (exponent.isNegative && (exponent.isInteger || isBeside(factors, factor))) || visit(base, depth + 1)
    })
  }
  return visit(node, 0) || related > 1 || (exponentials && sigmoids)
}

/** There is another sum. */
const isBeside = (factors: readonly Expr[], factor: Expr): boolean => factors.some((other) => other !== factor && baseOf(other).op === ADD)

/** Shorter, and not by having an angle beside its double: cos²(2x) sin(2x) stays so. */
const inOneAngle = (before: Expr, after: Expr): boolean => shorter(before, after) && (mixesAngles(before) || !mixesAngles(after))

function mixesAngles(node: Expr): boolean {
  const angles = factorsOf(node).flatMap((factor) => (isCircular(factor) ? (baseOf(factor).args[0] as Expr) : []))
  return angles.some((angle) => angles.includes(scale(TWO, angle)))
}

function inOtherArguments(node: Expr): Expr {
  const sum = restOf(node)
  if (sum?.op !== ADD) {
    const product = withFewFunctions([node]) ? rewriteProduct(node, inOneAngle) : node
    const rewritten = withRewrittenSums(product)
    return withPowersInside(
      multipliedOut(withOtherSums(withSquares(withSumsOfAngles(rewritten === product ? product : rewriteProduct(rewritten, shorter))))),
    )
  }
  if (sum.args.length > 3) return node
  let best = withFewFunctions(sum.args) ? rewriteProduct(rewriteSum(node, shorter), shorter) : node
  const angles = overSumOfAngles(sum)
  for (const other of angles === undefined ? [...exchanged(sum).map((other) => improveWhole(other)), overSums(sum)] : [angles]) {
    const candidate = scale(coefficientOf(node), other)
    if (shorter(best, candidate)) best = candidate
  }
  return best
}

/** Sums among the factors in other arguments: 2/(1 + cos 2x) is 1/cos²x. */
function withRewrittenSums(node: Expr): Expr {
  for (const factor of factorsOf(node)) {
    const [base, exponent] = [baseOf(factor), powerOf(factor)]
    if (base.op !== ADD || !(exponent instanceof Exact) || !exponent.isInteger || factor === node || !hasPlainTerms(base)) continue
    const rewritten = rewriteSum(base, shorter, true)
    if (rewritten !== base)
      return withRewrittenSums(new Product().multiply(node).multiply(base, exponent.negate()).multiply(rewritten, exponent).build())
  }
  return node
}

/** A product with sums of products of sines and cosines as such of a sum of angles: sin x (cos x cos y - sin x sin y). */
function withSumsOfAngles(node: Expr): Expr {
  for (const factor of factorsOf(node)) {
    const other = factor.op === ADD ? overSumOfAngles(factor) : undefined
    if (other === undefined) continue
    const after = new Product().multiply(node).multiply(factor, MINUS_ONE).multiply(other).build()
    if (shorter(node, after)) return after
  }
  return node
}

/** A power before a sum multiplied into it, where all its terms are over such powers: s (S/s⁴ - n/s²) is S/s³ - n/s. */
function withPowersInside(node: Expr): Expr {
  const factors = factorsOf(node)
  const sum = factors.find((factor) => factor.op === ADD && factor !== node)
  if (sum === undefined) return node
  for (const factor of factors) {
    const [base, power] = [baseOf(factor), powerOf(factor)]
    if (factor === sum || base.args.length > 0 || !(power instanceof Exact) || power.isNegative) continue
    const isOver = (term: Expr): boolean =>
      factorsOf(term).some((own) => {
        const exponent = powerOf(own)
        return baseOf(own) === base && exponent instanceof Exact && exponent.isNegative
      })
    if (!sum.args.every(isOver)) continue
    const inside = new Sum()
    for (const term of sum.args) inside.add(ONE, new Product().multiply(term).multiply(base, power).build())
    const after = new Product().multiply(node).multiply(sum, MINUS_ONE).multiply(base, power.negate()).multiply(inside.build()).build()
    if (shorter(node, after)) return after
  }
  return node
}

/** What is multiplied out has lost its factors: it is to be so much shorter. */
const MUCH = 7

/** Related functions before a sum of some multiplied into it, where that is shorter: sec x csc x (tan x - cot x) is sec²x - csc²x. */
function multipliedOut(node: Expr): Expr {
  const factors = factorsOf(node)
  const sum = factors.find((factor) => factor.op === ADD)
  if (
    sum === undefined ||
    sum === node ||
    sum.args.length > 2 ||
    !hasFunction(sum) ||
    !factors.every((factor) => factor === sum || isCircular(factor))
  )
    return node
  const outside = new Product().multiply(node).divide(sum, ONE).build()
  const result = new Sum()
  for (const term of sum.args) result.add(ONE, rewriteProduct(new Product().multiply(outside).multiply(term).build(), shorter))
  const other = result.build()
  return costOf(other) + MUCH < costOf(node) ? other : node
}

/** Terms of sums among the factors that are written by other functions, or multiplied out; and how much longer they may be before more is tried. */
const [OTHERS, LONGER] = [4, 12]

/** Sums of related functions among the factors, multiplied out and in other arguments where that is shorter. */
function withOtherSums(node: Expr): Expr {
  for (const factor of factorsOf(node)) {
    const [base, exponent] = [baseOf(factor), powerOf(factor)]
    if (base.op !== ADD || base.args.length > OTHERS || !(exponent instanceof Exact) || !exponent.isInteger || !maySearch()) continue
    if (!hasRelated(base)) continue
    const expanded = base.args.some((term) => factorsOf(term).some((one) => baseOf(one).op === ADD)) ? sumOfAll(base.args.flatMap(expandTerm)) : base
    const rewritten = rewriteSum(
      withTerms(expanded, (term) => rewriteProduct(term, shorter)),
      shorter,
      true,
    )
    const others = restOf(expanded)?.op === ADD ? exchanged(restOf(expanded) as Expr).map((sum) => scale(coefficientOf(expanded), sum)) : []
    for (const sum of rewritten === base ? others : [...others, rewritten]) {
      if (costOf(sum) > costOf(base) + LONGER) continue
      const other = improveWhole(sum, true)
      const after = new Product().multiply(node).multiply(base, exponent.negate()).multiply(other, exponent).build()
      if (shorter(node, after)) return withOtherSums(after)
    }
  }
  return node
}

/** Whether two powers of circular or hyperbolic functions, two of them in a product, or one beside a sum of some are in a sum. */
function hasRelated(sum: Expr): boolean {
  let related = 0
  for (const term of sum.args) {
    const factors = factorsOf(term)
    related += relatedIn(factors)
    if (related > 1) return true
    if (factors.length > 1 && factors.some(isRelated) && factors.some((factor) => baseOf(factor).op === ADD && hasFunction(baseOf(factor))))
      return true
  }
  return false
}

const isRelated = (factor: Expr): boolean => familyOf(baseOf(factor)) !== undefined
const isCircular = (factor: Expr): boolean => isRelated(factor) && baseOf(factor).op !== sigmoid.op
const hasFunction = (sum: Expr): boolean => sum.args.some((term) => factorsOf(term).some(isRelated))

/** Whether two terms are numbers, or multiples of powers of circular and hyperbolic functions and exponentials, and not both are numbers. */
function hasPlainTerms(sum: Expr): boolean {
  let [plain, functions] = [0, 0]
  for (const term of sum.args) {
    const factors = factorsOf(term)
    if (!factors.every((factor) => factor.op === EXP || isCircular(factor))) continue
    plain++
    if (factors.length > 0) functions++
  }
  return plain > 1 && functions > 0
}

/** Squares of binomials among the factors multiplied out, where that is shorter: (sin x - cos x)² is 1 - sin 2x. */
function withSquares(node: Expr): Expr {
  for (const factor of factorsOf(node)) {
    const base = baseOf(factor)
    const exponent = powerOf(factor)
    if (base.op !== ADD || base.args.length !== 2 || !(exponent instanceof Exact) || exponent.asInteger === undefined || exponent.asInteger % 2 !== 0)
      continue
    if (!base.args.every((term) => factorsOf(term).some((one) => familyOf(baseOf(one)) !== undefined))) continue
    const square = rewriteSum(sumOfAll(expandTerm(new Product().multiply(base, TWO).build())), shorter)
    const inOther = rewriteSum(
      withTerms(square, (term) => rewriteProduct(term, shorter)),
      shorter,
    )
    const after = new Product().multiply(node).multiply(base, exponent.negate()).multiply(inOther, exponent.divide(TWO)).build()
    if (shorter(node, after)) return after
  }
  return node
}

/** A sum with something done to each term. */
function withTerms(node: Expr, change: (term: Expr) => Expr): Expr {
  const sum = restOf(node)
  if (sum?.op !== ADD) return change(node)
  const result = new Sum()
  for (const term of sum.args) result.add(coefficientOf(node), change(term))
  return result.build()
}

function withFewFunctions(terms: readonly Expr[]): boolean {
  const functions = (factor: Expr): number => {
    const base = baseOf(factor)
    return base.args.length === 0 ? 0 : base.op === ADD ? 3 : 1
  }
  return terms.every((term) => factorsOf(term).reduce((count, factor) => count + functions(factor), 0) <= 2)
}
