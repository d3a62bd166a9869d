/**
 * Shorter forms of a sum: common factors before it, over a common denominator, multiplied out, in groups. Each is built
 * and the shortest to read is kept, so nothing is ever made longer; sums of many terms are left as they are.
 */
import { Exact } from '../exact.ts'
import { type Expr, isNumber } from '../expr.ts'
import { rewriteProduct, rewriteSum } from './call.ts'
import type { Improve } from './canonical.ts'
import { costOf } from './cost.ts'
import { cancelSigmoids, fromSigmoids, oneMinus, toSigmoids } from './logistic.ts'
import { detailsOf, writtenOf } from './memo.ts'
import { baseOf, type Exponent, factorsOf, Product, powerOf, times } from './product.ts'
import { asSquare } from './square.ts'
import { ADD, coefficientOf, ONE, restOf, Sum, scale } from './sum.ts'
import { exchanged, overSumOfAngles } from './trigonometry.ts'

/** Sums with more terms are not searched for shorter forms. */
const TERMS = 24
/** Products are multiplied out to at most so many terms. */
const EXPANDED = 48
/** Terms that the search of one call may build: a few milliseconds. */
const BUDGET = 1500

/** Terms that one call may still build in its search. */
let budget = 0

/** Gives a call its budget: what the search for shorter forms may cost does not depend on what is searched. */
export function startSearch(): void {
  budget = BUDGET
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

/** A whole result in other arguments, such as double angles, where few other functions are in it. */
export function improveResult(node: Expr): Expr {
  const sum = restOf(node)
  if (sum?.op !== ADD) return withFewFunctions([node]) ? rewriteProduct(node, shorter) : node
  if (sum.args.length > 3) return node
  let best = withFewFunctions(sum.args) ? rewriteProduct(rewriteSum(node, shorter), shorter) : node
  const angles = overSumOfAngles(sum)
  for (const other of angles === undefined ? exchanged(sum).map(improveWhole) : [angles]) {
    const candidate = scale(coefficientOf(node), other)
    if (shorter(best, candidate)) best = candidate
  }
  return best
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
  const sigmoids = toSigmoids(node, oneMinus)
  return rewriteProduct(improveFactors(sigmoids !== undefined && shorter(node, sigmoids) ? sigmoids : node), shorter)
}

/** Sums among the factors, where the parentheses are there already: (x² + x)·y as x(x + 1)·y. */
function improveFactors(node: Expr): Expr {
  const factors = factorsOf(node)
  if (factors.length === 1 && (factors[0] === node || restOf(node)?.op === ADD)) return node
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
  const { common, denominators } = commonPowers(sum)
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
  const shared = commonPowers(sum)
  if (!shared.any) return sum
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
  if (shared.common.length > 0) {
    // What is left inside is searched for the rest.
    consider(takeOut(sum, shared.common, depth), !written || shared.common.some(isFunction))
    return best
  }
  if (shared.expandable) {
    const expanded = expandSum(sum)
    consider(depth > 0 && expanded !== sum ? improveSum(expanded, depth - 1) : expanded)
  }
  if (shared.denominators.length > 0) consider(takeOut(sum, shared.denominators, depth))
  if (depth > 0 && sum.args.length > 2) for (const base of shared.partial) consider(group(sum, base, depth))
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
  common: Power[]
  /** Factors below the bar of some terms, but not of all. */
  denominators: Power[]
  /** Bases in several terms, but not in all. */
  partial: Expr[]
  /** Some term is a product with a sum in it. */
  expandable: boolean
}

/** What the terms of a sum have in common. */
function commonPowers(sum: Expr): Shared {
  const bases: Expr[] = []
  const lowest: Exponent[] = []
  const counts: number[] = []
  const result: Shared = { any: false, common: [], denominators: [], partial: [], expandable: false }
  for (const term of sum.args) {
    const factors = factorsOf(term)
    for (const factor of factors) {
      const base = baseOf(factor)
      const exponent = powerOf(factor)
      if (base.op === ADD && exponent instanceof Exact && exponent.isInteger && !exponent.isNegative) result.expandable = true
      const at = bases.indexOf(base)
      if (at < 0) {
        bases.push(base)
        lowest.push(exponent)
        counts.push(1)
      } else {
        const known = lowest[at] as Exponent
        if (exponent instanceof Exact && known instanceof Exact) {
          if (exponent.compare(known) < 0) lowest[at] = exponent
          counts[at] = (counts[at] as number) + 1
        } else if (exponent === known) counts[at] = (counts[at] as number) + 1
        else counts[at] = Number.NaN
      }
    }
  }
  for (let i = 0; i < bases.length; i++) {
    const base = bases[i] as Expr
    const exponent = lowest[i] as Exponent
    const count = counts[i] as number
    if (count === sum.args.length) result.common.push({ base, exponent })
    else if (exponent instanceof Exact && exponent.isNegative && !Number.isNaN(count)) result.denominators.push({ base, exponent })
    if (count > 1 && count < sum.args.length) result.partial.push(base)
  }
  result.any = result.expandable || result.common.length > 0 || result.denominators.length > 0 || result.partial.length > 0
  return result
}

/** The powers before the sum of what is left of each term. */
function takeOut(sum: Expr, powers: readonly Power[], depth: number): Expr {
  const common = new Product()
  for (const { base, exponent } of powers) common.multiply(base, exponent)
  const outside = common.build()
  const inside = new Sum()
  let expandable = false
  budget -= 2 * sum.args.length
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

const isSum = (node: Expr): boolean => restOf(node)?.op === ADD

/** The terms with a base taken together, the others beside them. */
function group(sum: Expr, base: Expr, depth: number): Expr {
  const together = new Sum()
  const others = new Sum()
  budget -= sum.args.length
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
  for (const factor of factorsOf(term)) {
    const base = baseOf(factor)
    const exponent = powerOf(factor)
    const times = base.op === ADD && exponent instanceof Exact ? exponent.asInteger : undefined
    if (times === undefined || times < 1 || times > 8) {
      single.multiply(factor)
      continue
    }
    for (let k = 0; k < times; k++) {
      sums.push(base)
      count *= base.args.length
    }
  }
  if (sums.length === 0 || count > EXPANDED) return [term]
  budget -= 2 * count
  let terms: Expr[] = [single.build()]
  for (const sum of sums) {
    const product = new Sum()
    for (const a of terms) for (const b of sum.args) product.add(ONE, times(a, b))
    const built = product.build()
    const content = coefficientOf(built)
    terms = isSum(built) ? (restOf(built) as Expr).args.map((arg) => scale(content, arg)) : [built]
  }
  return terms
}
