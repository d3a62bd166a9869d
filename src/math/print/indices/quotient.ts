/** Products and quotients of scalars in formulas over indices, as one fraction each. */
import { type Expr, exactOf, make, number, topological } from '../../expr.ts'
import { div, mul, pow } from '../../ops/arithmetic.ts'
import { isEye, isOne } from '../../ops/structure.ts'
import { isComponent } from './indexed.ts'

const hasComponent = (node: Expr): boolean => topological([node]).some(isComponent)

/** Quotients among the factors are one fraction. */
export function productOf(factors: readonly Expr[]): Expr {
  const above = factors.map((factor) => (factor.op === div.op ? (factor.args[0] as Expr) : factor))
  return fraction(
    above.flatMap((factor) => (factor.op === mul.op ? factor.args : [factor])).filter((factor) => !isOne(factor)),
    factors.flatMap((factor) => (factor.op === div.op ? [factor.args[1] as Expr] : [])),
  )
}

/** u_n u_n as u_n². */
function powersOf(factors: readonly Expr[]): Expr[] {
  const counts = new Map<Expr, number>()
  for (const factor of factors) counts.set(factor, (counts.get(factor) ?? 0) + 1)
  return [...counts].flatMap(([factor, count]) => {
    if (exactOf(factor) !== undefined) return Array<Expr>(count).fill(factor)
    return count === 1 ? [factor] : [make(pow.op, [factor, number(count)])]
  })
}

/** What stands above over what stands below: numbers first, then deltas. */
export function fraction(given: readonly Expr[], below: readonly Expr[]): Expr {
  const place = (factor: Expr): number => (exactOf(factor) !== undefined ? 0 : isComponent(factor) && isEye(factor.args[0] as Expr) ? 1 : 2)
  const above = powersOf(given).sort((a, b) => place(a) - place(b))
  const numerator = above.length === 0 ? number(1) : above.length === 1 ? (above[0] as Expr) : make(mul.op, above)
  if (below.length === 0) return numerator
  if (numerator.op === div.op) return fraction([numerator.args[0] as Expr], [...below, numerator.args[1] as Expr])
  // n σ_j² rather than σ_j² n.
  const ordered = [...below].sort((a, b) => Number(hasComponent(a)) - Number(hasComponent(b)))
  return make(div.op, [numerator, ordered.length === 1 ? (ordered[0] as Expr) : make(mul.op, ordered)])
}

/** (a/b)/c is a/(b c). */
export const quotientOf = (above: Expr, below: Expr): Expr =>
  isOne(below) ? above : above.op === div.op ? fraction([above.args[0] as Expr], [above.args[1] as Expr, below]) : make(div.op, [above, below])
