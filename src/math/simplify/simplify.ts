/** Simplification to the form a textbook would print. */
import type { Expr } from '../expr.ts'
import { broadcastTo } from '../ops/structure.ts'
import { ruleSet, withRules } from './call.ts'
import { canonicalize, canonicalOf, type Improve, walk } from './canonical.ts'
import { improveResult, startSearch, textbook } from './improve.ts'
import { measure } from './measure.ts'
import { detailsOf, type Memo, startCall } from './memo.ts'
import { isPolynomial } from './order.ts'
import { present } from './present.ts'
import { functionRules, productRules, sumRules, wholeProductRules, wholeSumRules } from './rules.ts'
import { ADD, restOf } from './sum.ts'

/** Larger graphs get the canonical form only, which is linear. */
const WALK = 2000
/** Smaller graphs are not measured after. */
const SMALL = 30
/** Results of fewer operations, as a tree, are for reading: shorter is better even where it shares less. */
const READABLE = 150

const TEXTBOOK = ruleSet(functionRules, sumRules, productRules)
const WHOLE = ruleSet(functionRules, [...sumRules, ...wholeSumRules], [...productRules, ...wholeProductRules])
const asIs: Improve = { sum: (node) => node, product: (node) => node }

/** The same value at every point of the domain, shorter to read; never longer. */
export function simplify(expr: Expr): Expr {
  const known = (expr.memo as Memo | undefined)?.details?.simplified
  return known ?? (simplifyAll([expr])[0] as Expr)
}

/** Several expressions at once: what they share is simplified once, and stays shared. */
export function simplifyAll(exprs: readonly Expr[]): Expr[] {
  const results = [...shortest(exprs)]
  exprs.forEach((expr, i) => {
    const simplified = results[i] as Expr
    detailsOf(expr).simplified = simplified
    detailsOf(simplified).simplified = simplified
  })
  return results
}

function shortest(exprs: readonly Expr[]): readonly Expr[] {
  startCall()
  const order = walk(exprs)
  if (order.length <= WALK) {
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
