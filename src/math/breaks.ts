/** Where a function may break: what is zero at its kinks and where its pieces meet, for those who choose what part of it to draw. */
import type { Formula } from './api.ts'
import { type Expr, symbolsOf, topological } from './expr.ts'
import { ExprFormula } from './formula.ts'
import { sub } from './ops/arithmetic.ts'
import { where } from './ops/condition.ts'

/** More are not looked at; nor are larger functions. */
const [MOST, LARGEST] = [8, 400]

/** Scalars that change their sign, or touch zero, where a scalar function may break. */
export function breaksOf(value: Formula): Formula[] {
  if (!(value instanceof ExprFormula) || value.shape.length > 0) return []
  const order = topological([value.shown])
  if (order.length > LARGEST) return []
  const conditions = topological(order.flatMap(({ op, args }) => (op === where.op ? [args[0] as Expr] : [])))
  const sides = conditions.flatMap(({ op, args: [left, right] }) => (op.condition === 'comparison' ? [sub(left as Expr, right as Expr)] : []))
  const kinks = order.flatMap(({ op, args }) => (op.kinks ?? []).flatMap((kink) => (kink.where === undefined ? [] : [kink.where(...args)])))
  const found = [...new Set([...sides, ...kinks])].filter((expr) => expr.rank === 0 && symbolsOf(expr).length > 0)
  return found.slice(0, MOST).map((expr) => new ExprFormula(expr, expr, { ...value.context, symbols: symbolsOf(expr) }))
}
