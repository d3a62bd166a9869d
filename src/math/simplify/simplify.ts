/** Simplification to the form a textbook would print. */
import type { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber, number } from '../expr.ts'
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
const READABLE = 150

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
    startSearch()
    const results = withRules(TEXTBOOK, () => rewritten(exprs, order, textbook))
    if (order.length < SMALL || grows(exprs, results) <= 0) return results
  }
  // What is used in several places stays whole: the graph cannot grow then, but for a sign here and there.
  startCall(true)
  const results = withRules(TEXTBOOK, () => rewritten(exprs, walk(exprs), asIs))
  return grows(exprs, results) <= 0 ? results : exprs
}

function rewritten(exprs: readonly Expr[], order: readonly Expr[], improve: Improve): Expr[] {
  canonicalize(order, improve)
  return exprs.map((expr) => {
    const canonical = canonicalOf(expr)
    // The order of a polynomial's own terms is the differentiator's, not a writer's.
    const sum = restOf(canonical)
    if (sum?.op === ADD && isPolynomial(sum)) detailsOf(sum).written = undefined
    return broadcastTo(present(improve === textbook ? withRules(WHOLE, () => improveResult(canonical)) : canonical), expr.shape)
  })
}

/** How many operations more the results have, where they are too large to be judged by how they read. */
function grows(before: readonly Expr[], after: readonly Expr[]): number {
  const [from, to] = [measure(before), measure(after)]
  return to.treeOperations < READABLE ? 0 : to.operations - from.operations
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
