/** Products and quotients of scalars in formulas over indices, as one fraction each. */
import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, make, number, topological } from '../../expr.ts'
import { div, mul, pow, sqrt } from '../../ops/arithmetic.ts'
import { HALF, ONE, raised, ZERO } from '../../ops/coefficient.ts'
import { isEye, isOne } from '../../ops/structure.ts'
import { isComponent, isIndexSum } from './indexed.ts'

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

/** s √s of a sum over letters, and s/s³, as one power of it. */
export function withPowers(node: Expr): Expr {
  if (node.op !== mul.op && node.op !== div.op) return node
  const powers = new Map<Expr, Exact>()
  let merged = false
  const [above, below] = (node.op === div.op ? node.args : [node]).map((part, k) => {
    const factors = part.op === mul.op ? part.args : [part]
    return factors.filter((factor) => {
      const own = factor.op === sqrt.op ? HALF : factor.op === pow.op ? exactOf(factor.args[1] as Expr) : undefined
      const base = own === undefined ? factor : (factor.args[0] as Expr)
      if (!isIndexSum(base)) return true
      const known = powers.get(base)
      merged ||= known !== undefined
      powers.set(base, (k === 0 ? (own ?? ONE) : (own ?? ONE).negate()).add(known ?? ZERO))
      return false
    })
  }) as [Expr[], Expr[]?]
  if (!merged) return node
  const raise = (own: readonly (readonly [Expr, Exact])[]): Expr[] => own.map(([base, exponent]) => raised(base, exponent))
  const upper = mul(...above, ...raise([...powers].filter(([, exponent]) => !exponent.isNegative && !exponent.isZero)))
  const lower = [
    ...(below ?? []),
    ...raise([...powers].flatMap(([base, exponent]) => (exponent.isNegative ? [[base, exponent.negate()] as const] : []))),
  ]
  return lower.length === 0 ? upper : div(upper, mul(...lower))
}
