/** Simplification to the form a textbook would print. */
import type { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber, number, withArgs } from '../expr.ts'
import { stack } from '../ops/arrange.ts'
import { broadcastTo } from '../ops/structure.ts'
import { ruleSet, withRules } from './call.ts'
import { canonicalize, canonicalOf, type Improve, isLong, walk } from './canonical.ts'
import { measure } from './measure.ts'
import { detailsOf, lastingOf, startCall } from './memo.ts'
import { isPolynomial } from './order.ts'
import { present } from './present.ts'
import { baseOf, exponentNode, factorsOf, Product, powerOf } from './product.ts'
import { functionRules, productRules, sumRules, wholeProductRules, wholeSumRules } from './rules/rules.ts'
import { ADD, coefficientOf, MINUS_ONE, MUL, ONE, restOf } from './sum.ts'
import { startSearch, textbook } from './whole/improve.ts'
import { improveResult } from './whole/whole.ts'

/** Smaller graphs are not measured after. */
const SMALL = 30
/** Results of fewer operations, as a tree, are for reading: shorter is better even where it shares less. */
export const READABLE = 150
/** The share of operations that may come to it where that makes what is read shorter, and how many times shorter its tree must be. */
const [LITTLE, MUCH_SHORTER] = [0.1, 1.5]

const TEXTBOOK = ruleSet(functionRules, sumRules, productRules)
const WHOLE = ruleSet([], wholeSumRules, wholeProductRules, TEXTBOOK)
const asIs: Improve = { sum: (node) => node, product: (node) => node }

/** The same value at every point of the domain, shorter to read; never longer. */
export function simplify(expr: Expr): Expr {
  return lastingOf(expr).simplified ?? (simplifyAll([expr])[0] as Expr)
}

/** Several expressions at once: what they share is simplified once, and stays shared. */
export function simplifyAll(exprs: readonly Expr[]): Expr[] {
  const results = [...shortest(exprs)]
  exprs.forEach((expr, i) => {
    const simplified = results[i] as Expr
    lastingOf(expr).simplified = simplified
    lastingOf(simplified).simplified = simplified
  })
  return results
}

function shortest(exprs: readonly Expr[]): readonly Expr[] {
  startCall()
  const order = walk(exprs)
  if (!isLong(order)) {
    const results = asInTextbooks(exprs, order)
    if (order.length < SMALL || !isWorse(exprs, results, MUCH_SHORTER)) return results
  }
  const results = withShared(exprs)
  return isWorse(exprs, results, 1) ? exprs : results
}

function asInTextbooks(exprs: readonly Expr[], order: readonly Expr[]): readonly Expr[] {
  startSearch()
  return withRules(TEXTBOOK, () => rewritten(exprs, order, textbook))
}

/** What is used in several places stays whole: the graph cannot grow then, but for a sign here and there. */
function withShared(exprs: readonly Expr[]): readonly Expr[] {
  startCall(true)
  return withRules(TEXTBOOK, () => rewritten(exprs, walk(exprs), asIs))
}

/**
 * The forms between which simplification chooses by how much there is to compute, for others to choose by how they read: as in textbooks,
 * and with what is used in several places as it stands. Of graphs of a size that nobody reads there is but the last.
 */
export function formsOf(expr: Expr): readonly Expr[] {
  startCall()
  const order = walk([expr])
  const textbooks = isLong(order) ? [] : asInTextbooks([expr], order)
  return [...textbooks, ...withShared([expr])]
}

function rewritten(exprs: readonly Expr[], order: readonly Expr[], improve: Improve): Expr[] {
  canonicalize(order, improve)
  return exprs.map((expr) => {
    const canonical = canonicalOf(expr)
    // The order of a polynomial's own terms is the differentiator's, not a writer's.
    const sum = restOf(canonical)
    if (sum?.op === ADD && isPolynomial(sum)) detailsOf(sum).written = undefined
    return broadcastTo(present(improve === textbook ? withRules(WHOLE, () => improvedEntries(canonical)) : canonical), expr.shape)
  })
}

/** A whole result as it reads best; of a table each number in it is one. */
const improvedEntries = (canonical: Expr): Expr =>
  canonical.op !== stack.op
    ? improveResult(canonical)
    : withArgs(
        canonical,
        canonical.args.map((entry) => (entry.rank === 0 || entry.op === stack.op ? improvedEntries(entry) : entry)),
      )

/**
 * Whether there is more to compute, where the results are too large to be judged by how they read; a little more is worth it where the
 * tree is `times` smaller.
 */
function isWorse(before: readonly Expr[], after: readonly Expr[], times: number): boolean {
  const [from, to] = [measure(before), measure(after)]
  if (to.treeOperations < READABLE || to.operations <= from.operations) return false
  return to.operations > (1 + LITTLE) * from.operations || Number(to.treeOperations) * times > Number(from.treeOperations)
}

/**
 * What a product is without a value in it: -(x - μ)/σ² of the derivative of a normal density. Undefined where the value is no
 * factor of it as a whole, its functions as they are and its other powers no higher, or holds no function.
 */
export function withoutFactor(expr: Expr, value: Expr): Expr | undefined {
  startCall()
  return withRules(TEXTBOOK, () => {
    canonicalize(walk([expr, value]), asIs)
    const whole = canonicalOf(expr)
    const powers = new Map(factorsOf(whole).map((factor) => [baseOf(factor), exponentNode(powerOf(factor))]))
    const rest = new Product().multiply(whole)
    let functions = 0
    for (const factor of factorsOf(canonicalOf(value))) {
      const base = baseOf(factor)
      const power = exponentNode(powerOf(factor))
      const found = powers.get(base)
      if (found === undefined) return undefined
      const isFunction = !isNumber(power) || (base.args.length > 0 && base.op !== ADD && base.op !== MUL)
      if (isFunction) functions++
      if (found !== power && (isFunction || !isNumber(found) || !reaches(exactOf(found) as Exact, exactOf(power) as Exact))) return undefined
      rest.divide(base, powerOf(factor))
    }
    return functions === 0 ? undefined : present(rest.multiply(number(coefficientOf(canonicalOf(value))), MINUS_ONE).build())
  })
}

/** A power of the same sign, and at least as large. */
const reaches = (found: Exact, power: Exact): boolean => found.divide(power).subtract(ONE).isNegative === false
