/**
 * Shorter forms of a sum: common factors before it, over a common denominator, multiplied out, in groups. Each is built
 * and the shortest to read is kept, so nothing is ever made longer; sums of many terms are left as they are.
 */
import { Exact } from '../../exact.ts'
import { type Expr, isNumber } from '../../expr.ts'
import { rewriteProduct, rewriteSum } from '../call.ts'
import type { Improve } from '../canonical.ts'
import { costOf } from '../cost.ts'
import { cancelSigmoids, fromSigmoids, oneMinus, overComplement, toSigmoids } from '../logistic.ts'
import { detailsOf, writtenOf } from '../memo.ts'
import { baseOf, exponentOf, factorsOf, Product, powerOf, times } from '../product.ts'
import { ADD, coefficientOf, ONE, restOf, Sum, scale } from '../sum.ts'
import { overBells } from './bells.ts'
import { commonPowers, isFunction, type Power, type Shared } from './common.ts'
import { overRoot, withRootsAbove } from './quotients.ts'
import { asSquare } from './square.ts'
import { withBasesTakenIn, withWholePowers } from './wholePowers.ts'

/** Sums with more terms are not searched for shorter forms; products are multiplied out to at most so many. */
export const TERMS = 24
const EXPANDED = 48
/** Numbers longer than this many bits by multiplying out are no shorter to read, and slow: decimals of ten digits, nested. */
const WIDEST = 64
/** Terms that the search of one call may build: a few milliseconds; those with numbers wider than a double's count as so many. And those it still may. */
const [BUDGET, WIDE] = [1500, 4]
let budget = 0
/** What calls one after the other may build together, and what the running one was given of it. */
let [together, given] = [Number.POSITIVE_INFINITY, 0]
/** Whether the running call may go on searching. */
export const maySearch = (): boolean => budget > 0
/** The products the search of one call has multiplied out. */
const multipliedOut = new Map<Expr, Expr[]>()

/** Gives a call its budget: what the search for shorter forms may cost does not depend on what is searched. */
export function startSearch(): void {
  settleSearch()
  budget = given = Math.min(BUDGET, together)
  if (multipliedOut.size > 0) multipliedOut.clear()
}

function settleSearch(): void {
  together -= given - Math.max(budget, 0)
  budget = given = 0
}

/** Calls that together build no more terms than so many: what comes late in a large answer is searched less. */
export function searchingTogether<T>(terms: number, run: () => T): T {
  settleSearch()
  const before = together
  const most = Math.min(before, terms)
  together = most
  try {
    return run()
  } finally {
    settleSearch()
    together = before - (most - together)
  }
}

/** The same for what is found out beside an answer: it takes nothing from those that are searched for this. */
export function searchingBeside<T>(terms: number, run: () => T): T {
  settleSearch()
  const before = together
  together = terms
  try {
    return run()
  } finally {
    settleSearch()
    together = before
  }
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

/** All that is tried for a sum; `factor`: it is a factor of something. */
export const improveWhole = (node: Expr, factor = false): Expr =>
  improveProduct(rewriteSum(improveSum(rewriteSum(node, shorter, factor), 3), shorter, factor))

export const shorter = (before: Expr, after: Expr): boolean => costOf(after) < costOf(before)

export function improveProduct(node: Expr): Expr {
  const cancelled = cancelSigmoids(node, oneMinus)
  if (cancelled !== undefined) return improveProduct(cancelled)
  const sigmoids = toSigmoids(node, oneMinus, { roots: false })
  const improved = improveFactors(sigmoids !== undefined && shorter(node, sigmoids) ? sigmoids : node)
  return rewriteProduct(withRootsAbove(withBasesTakenIn(improved)), shorter)
}

/** Sums among the factors, where the parentheses are there already: (x² + x)·y as x(x + 1)·y. */
function improveFactors(node: Expr): Expr {
  const factors = factorsOf(node)
  if (factors.length === 1 && powerOf(factors[0] as Expr) === ONE) return node
  for (let k = 0; k < factors.length; k++) {
    const factor = factors[k] as Expr
    const base = baseOf(factor)
    const exponent = powerOf(factor)
    if (!(exponent instanceof Exact)) {
      const shortest = restOf(exponent)?.op === ADD ? improveSum(exponent, 1) : exponent
      if (!shorter(exponent, shortest)) continue
      const after = new Product().multiply(node).divide(base, exponent).multiply(base, exponentOf(shortest)).build()
      // A power may take its exponent apart again.
      if (shorter(node, after)) return improveFactors(after)
      continue
    }
    if (base.op !== ADD || base.args.length > TERMS || budget <= 0 || !exponent.isInteger) continue
    const replace = (by: Expr): Expr => new Product().multiply(node).multiply(base, exponent.negate()).multiply(by, exponent).build()
    const rewritten = rewriteSum(base, shorter, true)
    if (rewritten !== base) return improveFactors(replace(rewritten))
    const after = replace(freed(base))
    // What nobody wrote has its common factors before it.
    const mayTie = writtenOf(base) === undefined && exponent.isOne
    if (after !== node && (shorter(node, after) || (mayTie && costOf(after) === costOf(node)))) return improveFactors(after)
    const root = overRoot(base)
    const freer = root === undefined ? node : replace(root)
    if (shorter(node, freer)) return improveFactors(freer)
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

/** (a + b)·(a - b) as a² - b², (√(x + 1) + 1)·(√(x + 1) - 1) as x. */
function withConjugate(node: Expr, factors: readonly Expr[], k: number, exponent: Exact): Expr | undefined {
  const base = baseOf(factors[k] as Expr)
  if (base.args.length !== 2) return undefined
  for (const other of factors.slice(k + 1)) {
    const partner = baseOf(other)
    const power = powerOf(other)
    if (partner.op !== ADD || partner.args.length !== 2 || !(power instanceof Exact) || !power.equals(exponent)) continue
    const expanded = sumOfAll(expandTerm(times(base, partner)))
    if (isSum(expanded) && restOf(expanded)?.args.length !== 2) continue
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
    consider(withWholePowers(takeOut(sum, shared.common, depth), improveProduct), !written || shared.common.some(isFunction))
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
  const rest = inside.build()
  const improved = (inner: Expr): Expr => (depth > 0 ? rewriteSum(improveSum(inner, depth - 1), shorter, true) : inner)
  if (!expandable || !isSum(rest)) return timesSum(outside, improved(rest))
  const expanded = scale(coefficientOf(rest), expandSum(restOf(rest) as Expr))
  if (costOf(expanded) > costOf(rest)) return timesSum(outside, improved(rest))
  const first = improved(expanded)
  // What the terms share as sums, such as the square of one of them, is lost where they are multiplied out.
  const second = sharesSums(restOf(rest) as Expr) ? improved(rest) : first
  return timesSum(outside, shorter(first, second) ? second : first)
}

/** A product with a sum, of which a root is taken out where what is left of it cancels. */
function timesSum(outside: Expr, inside: Expr): Expr {
  const plain = times(outside, inside)
  const root = isSum(inside) ? overRoot(restOf(inside) as Expr) : undefined
  const other = root === undefined ? plain : scale(coefficientOf(inside), times(outside, root))
  return shorter(plain, other) ? other : plain
}

/** Whether a sum is a factor of several terms. */
function sharesSums(sum: Expr): boolean {
  const met = new Set<Expr>()
  for (const term of sum.args) {
    for (const factor of factorsOf(term)) {
      const base = baseOf(factor)
      if (base.op !== ADD) continue
      if (met.has(base)) return true
      met.add(base)
    }
  }
  return false
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

export function sumOfAll(terms: readonly Expr[]): Expr {
  const result = new Sum()
  for (const term of terms) result.add(ONE, term)
  return result.build()
}

/** A product as the terms it multiplies out to; as it is where these are too many. */
export function expandTerm(term: Expr): Expr[] {
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
