/** Simplification to the form a textbook would print. */
import type { Expr } from '../expr.ts'
import { broadcastTo } from '../ops/structure.ts'
import { type RuleSet, withRules } from './call.ts'
import { canonicalize, canonicalOf, type Improve, walk } from './canonical.ts'
import { doubleAngles, startSearch, textbook } from './improve.ts'
import { type Memo, memoOf, startCall } from './memo.ts'
import { present } from './present.ts'
import { doubleProductRules, doubleSumRules, functionRules, productRules, sumRules } from './rules.ts'

/** Larger graphs get the canonical form only, which is linear. */
const WALK = 2000

const TEXTBOOK: RuleSet = { functions: functionRules, sums: sumRules, products: productRules }
const DOUBLE: RuleSet = { functions: [], sums: doubleSumRules, products: doubleProductRules }
const asIs: Improve = { sum: (node) => node, product: (node) => node }

/** The same value at every point of the domain, shorter to read; never longer. */
export function simplify(expr: Expr): Expr {
  const known = (expr.memo as Memo | undefined)?.simplified
  return known ?? (simplifyAll([expr])[0] as Expr)
}

/** Several expressions at once: what they share is simplified once, and stays shared. */
export function simplifyAll(exprs: readonly Expr[]): Expr[] {
  startCall()
  startSearch()
  const order = walk(exprs)
  withRules(TEXTBOOK, () => canonicalize(order, order.length > WALK ? asIs : textbook))
  const results = exprs.map((expr) => broadcastTo(present(withRules(DOUBLE, () => doubleAngles(canonicalOf(expr)))), expr.shape))
  exprs.forEach((expr, i) => {
    const simplified = results[i] as Expr
    memoOf(expr).simplified = simplified
    memoOf(simplified).simplified = simplified
  })
  return results
}
