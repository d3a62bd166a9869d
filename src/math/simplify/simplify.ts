/** Simplification to the form a textbook would print. */
import type { Expr } from '../expr.ts'
import { broadcastTo } from '../ops/structure.ts'
import { canonicalize, canonicalOf, walk } from './canonical.ts'
import { improve } from './improve.ts'
import { type Memo, memoOf, startCall } from './memo.ts'
import { present } from './present.ts'

/** Larger graphs get the canonical form only, which is linear. */
const WALK = 2000

/** The same value at every point of the domain, shorter to read; never longer. */
export function simplify(expr: Expr): Expr {
  const known = (expr.memo as Memo | undefined)?.simplified
  return known ?? (simplifyAll([expr])[0] as Expr)
}

/** Several expressions at once: what they share is simplified once, and stays shared. */
export function simplifyAll(exprs: readonly Expr[]): Expr[] {
  startCall()
  const order = walk(exprs)
  canonicalize(order, order.length > WALK ? (sum) => sum : improve)
  const results = exprs.map((expr) => broadcastTo(present(canonicalOf(expr)), expr.shape))
  exprs.forEach((expr, i) => {
    const simplified = results[i] as Expr
    memoOf(expr).simplified = simplified
    memoOf(simplified).simplified = simplified
  })
  return results
}
