/** Functions of a vector that use it by components, as functions of so many scalars: f(x₁, x₂) of f(x), which can be drawn. */

import type { Analysis, Derivative, Formula } from './api.ts'
import { DerivedFormula } from './derivative.ts'
import { componentsWith } from './differentiate/components.ts'
import { type Expr, nameOf, substitute, symbol, symbolsOf } from './expr.ts'
import { ExprFormula } from './formula.ts'
import { stack } from './ops/arrange.ts'

export interface OverComponents {
  value: Formula
  /** Its derivatives by the components. */
  slopes: Formula[]
  /** What the components are called here. */
  names: string[]
}

/** Undefined where the value is no scalar, the vector is used in another way too, or something else has axes. */
export function overComponents({ value }: Analysis, derivative: Derivative): OverComponents | undefined {
  if (!(value instanceof ExprFormula) || !(derivative instanceof DerivedFormula) || value.shape.length > 0) return undefined
  const { by } = derivative.origin
  const places = by.rank === 1 && derivative.computed.op === stack.op ? componentsWith(value.computed, by)?.places : undefined
  if (places === undefined) return undefined
  const names = places.map((_, k) => `${nameOf(by) as string}_${k + 1}`)
  const scalars = new Map(places.map((place, k): [Expr, Expr] => [place, symbol(names[k] as string)]))
  const exprs = [value.computed, ...derivative.computed.args]
  const over = exprs.map((expr) => substitute(expr, scalars))
  const taken = symbolsOf(...exprs).some((node) => names.includes(nameOf(node) as string))
  if (taken || symbolsOf(...over).some(({ rank }) => rank > 0)) return undefined
  const [first, ...slopes] = over.map((expr) => new ExprFormula(expr, expr, { ...value.context, symbols: symbolsOf(expr) }))
  return first && { value: first, slopes, names }
}
