/**
 * Shorter forms of a sum: common factors before it, over a common denominator, multiplied out, in groups. Each is built
 * and the shortest to read is kept, so nothing is ever made longer; sums of many terms are left as they are.
 */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber } from '../expr.ts'
import { overBells } from './bells.ts'
import { rewriteProduct, rewriteSum } from './call.ts'
import type { Improve } from './canonical.ts'
import { costOf } from './cost.ts'
import { cancelSigmoids, fromSigmoids, oneMinus, overComplement, toSigmoids } from './logistic.ts'
import { detailsOf, writtenOf } from './memo.ts'
import { baseOf, type Exponent, exponentNode, factorsOf, Product, powerOf, times } from './product.ts'
import { inLowestTerms } from './rational.ts'
import { familyOf, relatedIn } from './related.ts'
import { asSquare } from './square.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, scale, ZERO } from './sum.ts'
import { exchanged, overSumOfAngles, overSums } from './trigonometry.ts'
import { withWholePowers } from './wholePowers.ts'

/** Sums with more terms are not searched for shorter forms; products are multiplied out to at most so many. */
const TERMS = 24
const EXPANDED = 48
/** Numbers longer than this many bits by multiplying out are no shorter to read, and slow: decimals of ten digits, nested. */
const WIDEST = 64
const TWO = Exact.integer(2)
/** Longer results are not brought to lowest terms. */
const LONGEST = 400
/** What is common above and below a bar is cancelled though it takes so many characters more, a term or two: 0/0 is no value. */
const CANCELLED = 6
/** Terms that the search of one call may build: a few milliseconds; those with numbers wider than a double's count as so many. And those it still may. */
const [BUDGET, WIDE] = [1500, 4]
let budget = 0
/** The products the search of one call has multiplied out. */
const multipliedOut = new Map<Expr, Expr[]>()

/** Gives a call its budget: what the search for shorter forms may cost does not depend on what is searched. */
export function startSearch(): void {
  budget = BUDGET
  if (multipliedOut.size > 0) multipliedOut.clear()
}

/** The textbook's way. */
export const textbook: Improve = {
  sum: (node) => {
    const best = improveWhole(node)
    const sum = restOf(node)
    const exponentials = sum?.op === ADD && sum.args.length <= TERMS ? fromSigmoids(sum) : undefined
    if (exponentials === undefined) return best
    const other = improveWhole(scale(coefficientOf(node), exponentials))
    return shorter(best, other) ? other : best
  },
  product: improveProduct,
}

const improveWhole = (node: Expr): Expr => improveProduct(rewriteSum(improveSum(rewriteSum(node, shorter), 3), shorter))

const shorter = (before: Expr, after: Expr): boolean => costOf(after) < costOf(before)

/** A whole result in lowest terms, and in other arguments, such as double angles, where few other functions are in it. */
export function improveResult(node: Expr): Expr {
  let best = withWholePowers(inOtherArguments(node))
  if (!isQuotient(node)) return best
  const known = new Set([node, best])
  for (const { node: terms, cancelled } of inLowestTerms(node)) {
    if (known.has(terms)) continue
    known.add(terms)
    const candidate = inOtherArguments(improveProduct(terms))
    if (costOf(candidate) < costOf(best) + (cancelled ? CANCELLED : 0)) best = candidate
  }
  return best
}

/** What may have a common denominator, or factors to cancel: sums below a bar, products of related functions in several terms. */
function isQuotient(node: Expr): boolean {
  if (budget <= 0 || costOf(node) > LONGEST) return false
  let related = 0
  const visit = (part: Expr, depth: number): boolean => {
    const sum = restOf(part)
    if (sum === undefined || depth > 3) return false
    if (sum.op === ADD) return sum.args.length <= TERMS && sum.args.some((term) => visit(term, depth + 1))
    const factors = factorsOf(part)
    if (depth > 0) related += relatedIn(factors)
    return factors.some((factor) => {
      const base = baseOf(factor)
      const exponent = powerOf(factor)
      if (base.op !== ADD || !(exponent instanceof Exact)) return false
      return (exponent.isNegative && (exponent.isInteger || isBeside(factors, factor))) || visit(base, depth + 1)
    })
  }
  return visit(node, 0) || related > 1
}

/** There is another sum. */
const isBeside = (factors: readonly Expr[], factor: Expr): boolean => factors.some((other) => other !== factor && baseOf(other).op === ADD)

function inOtherArguments(node: Expr): Expr {
  const sum = restOf(node)
  if (sum?.op !== ADD) {
    const product = withFewFunctions([node]) ? rewriteProduct(node, shorter) : node
    return withSquares(product)
  }
  if (sum.args.length > 3) return node
  let best = withFewFunctions(sum.args) ? rewriteProduct(rewriteSum(node, shorter), shorter) : node
  const angles = overSumOfAngles(sum)
  for (const other of angles === undefined ? [...exchanged(sum).map(improveWhole), overSums(sum)] : [angles]) {
    const candidate = scale(coefficientOf(node), other)
    if (shorter(best, candidate)) best = candidate
  }
  return best
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

function improveProduct(node: Expr): Expr {
  const cancelled = cancelSigmoids(node, oneMinus)
  if (cancelled !== undefined) return improveProduct(cancelled)
  const sigmoids = toSigmoids(node, oneMinus, { roots: false })
  return rewriteProduct(improveFactors(sigmoids !== undefined && shorter(node, sigmoids) ? sigmoids : node), shorter)
}

/** Sums among the factors, where the parentheses are there already: (x² + x)·y as x(x + 1)·y. */
function improveFactors(node: Expr): Expr {
  const factors = factorsOf(node)
  if (factors.length === 1 && powerOf(factors[0] as Expr) === ONE) return node
  for (let k = 0; k < factors.length; k++) {
    const factor = factors[k] as Expr
    const base = baseOf(factor)
    const exponent = powerOf(factor)
    if (base.op !== ADD || base.args.length > TERMS || budget <= 0 || !(exponent instanceof Exact) || !exponent.isInteger) continue
    const replace = (by: Expr): Expr => new Product().multiply(node).multiply(base, exponent.negate()).multiply(by, exponent).build()
    const rewritten = rewriteSum(base, shorter, true)
    if (rewritten !== base) return improveFactors(replace(rewritten))
    const after = replace(freed(base))
    if (after !== node && shorter(node, after)) return improveFactors(after)
    const product = withConjugate(node, factors, k, exponent)
    if (product !== undefined && shorter(node, product)) return improveFactors(product)
  }
  return node
}

/** A sum with what its terms share before it, fractions over one denominator. */
function freed(sum: Expr): Expr {
  const { common, denominators } = sharedOf(sum)
  const powers = [...common, ...denominators]
  return powers.length === 0 || (writtenOf(sum) !== undefined && denominators.length === 0) ? sum : takeOut(sum, powers, 0)
}

/** (a + b)·(a - b) as a² - b². */
function withConjugate(node: Expr, factors: readonly Expr[], k: number, exponent: Exact): Expr | undefined {
  const base = baseOf(factors[k] as Expr)
  if (base.args.length !== 2) return undefined
  for (const other of factors.slice(k + 1)) {
    const partner = baseOf(other)
    const power = powerOf(other)
    if (partner.op !== ADD || partner.args.length !== 2 || !(power instanceof Exact) || !power.equals(exponent)) continue
    const expanded = sumOfAll(expandTerm(times(base, partner)))
    if (restOf(expanded)?.args.length !== 2) continue
    return new Product().multiply(node).multiply(base, exponent.negate()).multiply(partner, exponent.negate()).multiply(expanded, exponent).build()
  }
  return undefined
}

/** The shortest form found for c times a sum; searched once for each sum and call. */
function improveSum(node: Expr, depth: number): Expr {
  const sum = restOf(node)
  if (sum === undefined || sum.op !== ADD || sum.args.length > TERMS) return node
  const memo = detailsOf(sum)
  if (memo.improved === undefined) {
    if (budget <= 0) return node
    memo.improved = sum
    memo.improved = search(sum, depth)
  }
  if (memo.improved === sum) return node
  const improved = scale(coefficientOf(node), memo.improved)
  return costOf(improved) <= costOf(node) ? improved : node
}

function search(sum: Expr, depth: number): Expr {
  const shared = sharedOf(sum)
  const bells = overBells(sum)
  if (!shared.any && bells.length === 0) return sum
  let best = sum
  let cost = costOf(sum)
  // What somebody wrote gives way only to what is shorter.
  const written = writtenOf(sum) !== undefined
  const consider = (candidate: Expr, tie = !written): void => {
    const length = costOf(candidate)
    if (length < cost || (length === cost && tie && candidate !== best && restOf(candidate)?.op !== ADD)) {
      best = candidate
      cost = length
    }
  }
  const square = asSquare(sum)
  if (square !== undefined) consider(square)
  const complement = overComplement(sum)
  if (complement !== undefined) consider(complement)
  // Each has fewer bells than the sum.
  for (const other of bells) consider(improveSum(other, depth))
  if (shared.common.length > 0) {
    // What is left inside is searched for the rest.
    consider(withWholePowers(takeOut(sum, shared.common, depth)), !written || shared.common.some(isFunction))
    return best
  }
  if (shared.expandable) {
    const expanded = expandSum(sum)
    consider(depth > 0 && expanded !== sum ? improveSum(expanded, depth - 1) : expanded)
  }
  if (shared.denominators.length > 0) consider(takeOut(sum, shared.denominators, depth))
  if (depth > 0 && sum.args.length > 2) for (const { base } of shared.partial) consider(group(sum, base, depth))
  return best
}

interface Power {
  readonly base: Expr
  readonly exponent: Exponent
}

/** More than a power of a symbol. */
const isFunction = ({ base, exponent }: Power): boolean => base.args.length > 0 || !(exponent instanceof Exact)

interface Shared {
  /** There is something to try. */
  any: boolean
  /** Factors of all terms, each with its lowest power. */
  common: readonly Power[]
  /** Factors below the bar of some terms, but not of all. */
  denominators: readonly Power[]
  /** Bases in several terms, but not in all. */
  partial: readonly Power[]
  /** Some term is a product with a sum in it. */
  expandable: boolean
}

const NOTHING: Shared = { any: false, common: [], denominators: [], partial: [], expandable: false }

/** What the terms of a sum have in common. */
function commonPowers(sum: Expr): Shared {
  const lowest: (Power & { exponent: Exponent; count: number })[] = []
  const terms = sum.args.length
  let [expandable, any] = [false, false]
  for (const term of sum.args) {
    for (const factor of factorsOf(term)) {
      const base = baseOf(factor)
      const exponent = powerOf(factor)
      const negative = exponent instanceof Exact && exponent.isNegative
      if (base.op === ADD && exponent instanceof Exact && exponent.isInteger && !negative) expandable = true
      const known = lowest.find((power) => power.base === base)
      any ||= negative || known !== undefined
      if (known === undefined) lowest.push({ base, exponent, count: 1 })
      else {
        const less = difference(exponent, known.exponent)
        if (less?.isNegative === true) known.exponent = exponent
        known.count = less === undefined ? Number.NaN : known.count + 1
      }
    }
  }
  if (!any) return expandable ? { ...NOTHING, any: true, expandable } : NOTHING
  const common = lowest.filter(({ count }) => count === terms)
  const denominators = lowest.filter(
    ({ exponent, count }) => count !== terms && exponent instanceof Exact && exponent.isNegative && !Number.isNaN(count),
  )
  return { any: true, common, denominators, partial: lowest.filter(({ count }) => count > 1 && count < terms), expandable }
}

/** How much larger one exponent is than another, where that is a number: n - 1 and n. */
function difference(a: Exponent, b: Exponent): Exact | undefined {
  if (a instanceof Exact && b instanceof Exact) return a.subtract(b)
  if (a === b) return ZERO
  return exactOf(new Sum().add(ONE, exponentNode(a)).add(MINUS_ONE, exponentNode(b)).build())
}

/** What is taken out: vectors and matrices keep the scalars below them, y/a - x/b rather than (b y - a x)/(a b). */
function sharedOf(sum: Expr): Shared {
  const shared = commonPowers(sum)
  if (sum.rank === 0) return shared
  const stays = ({ base, exponent }: Power): boolean => base.rank > 0 || !(exponent instanceof Exact) || !exponent.isNegative
  return { ...shared, common: shared.common.filter(stays), denominators: shared.denominators.filter(stays) }
}

/** The powers before the sum of what is left of each term. */
function takeOut(sum: Expr, powers: readonly Power[], depth: number): Expr {
  const common = new Product()
  for (const { base, exponent } of powers) common.multiply(base, exponent)
  const outside = common.build()
  const inside = new Sum()
  let expandable = false
  budget -= 2 * costOfTerms(sum)
  for (const term of sum.args) {
    const product = new Product().multiply(term)
    for (const { base, exponent } of powers) product.divide(base, exponent)
    const left = product.build()
    if (factorsOf(left).some((factor) => baseOf(factor).op === ADD) && restOf(left)?.op !== ADD) expandable = true
    inside.add(ONE, left)
  }
  let rest = inside.build()
  if (expandable) {
    const expanded = isSum(rest) ? scale(coefficientOf(rest), expandSum(restOf(rest) as Expr)) : rest
    if (costOf(expanded) <= costOf(rest)) rest = expanded
  }
  if (depth > 0) rest = improveSum(rest, depth - 1)
  return times(outside, rest)
}

const costOfTerms = ({ args }: Expr): number => (args.some((term) => coefficientOf(term).big !== undefined) ? WIDE : 1) * args.length

const isSum = (node: Expr): boolean => restOf(node)?.op === ADD

/** The terms with a base taken together, the others beside them. */
function group(sum: Expr, base: Expr, depth: number): Expr {
  const together = new Sum()
  const others = new Sum()
  budget -= costOfTerms(sum)
  for (const term of sum.args) (factorsOf(term).some((factor) => baseOf(factor) === base) ? together : others).add(ONE, term)
  const improved = improveSum(together.build(), depth - 1)
  const beside = improveSum(others.build(), depth - 1)
  return new Sum(0).add(ONE, beside).add(ONE, improved).build()
}

/** All products in a sum multiplied out, as far as the bound allows. */
export const expandSum = (sum: Expr): Expr => sumOfAll(sum.args.flatMap(expandTerm))

function sumOfAll(terms: readonly Expr[]): Expr {
  const result = new Sum()
  for (const term of terms) result.add(ONE, term)
  return result.build()
}

/** A product as the terms it multiplies out to; as it is where these are too many. */
function expandTerm(term: Expr): Expr[] {
  if (isNumber(term)) return [term]
  const single = new Product()
  single.coefficient = coefficientOf(term)
  const sums: Expr[] = []
  let count = 1
  let bits = 0
  for (const factor of factorsOf(term)) {
    const base = baseOf(factor)
    const exponent = powerOf(factor)
    const times = base.op === ADD && exponent instanceof Exact ? exponent.asInteger : undefined
    if (times === undefined || times < 1 || times > 8) {
      single.multiply(factor)
      continue
    }
    bits += times * Math.max(...base.args.map((arg) => coefficientOf(arg).bits))
    for (let k = 0; k < times; k++) {
      sums.push(base)
      count *= base.args.length
    }
  }
  if (sums.length === 0 || count > EXPANDED || bits > WIDEST) return [term]
  budget -= 2 * count * (bits > 53 ? WIDE : 1)
  const known = multipliedOut.get(term)
  if (known !== undefined) return known
  let terms: Expr[] = [single.build()]
  for (const sum of sums) {
    const product = new Sum()
    for (const a of terms) for (const b of sum.args) product.add(ONE, times(a, b))
    const built = product.build()
    const content = coefficientOf(built)
    terms = isSum(built) ? (restOf(built) as Expr).args.map((arg) => scale(content, arg)) : [built]
  }
  multipliedOut.set(term, terms)
  return terms
}
