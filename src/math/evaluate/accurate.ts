/**
 * Values as exact as doubles can hold them: evaluated in doubles and, where rounding may have cost more than the last digits,
 * once more to as many digits as it takes. Scalars only; larger graphs are left as they are, and so is what has no value of
 * higher precision.
 */
import type { Value } from '../api.ts'
import type { Expr } from '../expr.ts'
import { toValue } from '../tensor.ts'
import type { Item } from './elementwise.ts'
import { type Plan, plan } from './plan.ts'
import { NoValue, toDouble } from './precise/number.ts'
import { preciseValue } from './precise/value.ts'
import { roundingErrors } from './rounding.ts'
import { asTensor, bindings, evaluatePlan, surroundingsOf } from './value.ts'

/** Relative error that is borne. */
const BORNE = 2 ** -47
/** Graphs of more nodes are not evaluated twice. */
const NODES = 400

/** The value of an expression, as nested arrays in row-major order. `symbols` as in `evaluate`. Throws EvaluationError. */
export function evaluateAccurately(expr: Expr, at: Readonly<Record<string, Value>>, symbols: readonly Expr[] = []): Value {
  const order = plan([expr])
  const items = evaluatePlan(order, surroundingsOf(order, bindings(at), symbols))
  const value = items[order.roots[0] as number] as Item
  if (typeof value !== 'number' || !isSmallScalar(order, items)) return toValue(asTensor(value))
  const error = roundingErrors(order, items)[order.roots[0] as number] as number
  if (Number.isFinite(value) && error <= BORNE * Math.abs(value)) return value
  return moreDigits(expr, at as Readonly<Record<string, number>>) ?? value
}

function isSmallScalar({ nodes, bodies }: Plan, items: readonly Item[]): items is readonly number[] {
  return nodes.length <= NODES && bodies.size === 0 && items.every((item) => typeof item === 'number')
}

function moreDigits(expr: Expr, at: Readonly<Record<string, number>>): number | undefined {
  try {
    const exact = preciseValue(expr)?.(new Map(Object.entries(at)))
    return exact === undefined ? undefined : toDouble(exact)
  } catch (error) {
    if (error instanceof NoValue) return undefined
    throw error
  }
}
