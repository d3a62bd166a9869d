/** Values for differences: what is detached stays what it is at the point while a variable moves. */
import { type Expr, nameOf, substitute, symbol, symbolsOf, topological } from '../expr.ts'
import { boundNames } from '../ops/binder.ts'
import { detachedParts } from '../ops/detached.ts'
import type { Tensor } from '../tensor.ts'
import type { Item } from './elementwise.ts'
import { type Plan, plan } from './plan.ts'
import { sampleFunctions } from './sample.ts'
import { asTensor, evaluatePlan, surroundingsOf } from './value.ts'

/** A value whose detached parts are symbols, and these parts: what derivatives do not go through stays while a variable moves. */
export interface Held {
  readonly value: Plan
  readonly parts: Plan
  readonly symbols: readonly Expr[]
}

/** Undefined where nothing is detached, or what is depends on an index and is no one value. */
export function heldOf(value: Expr): Held | 'by index' | undefined {
  const parts = detachedParts(value)
  if (parts.length === 0) return undefined
  const bound = boundNames(topological([value]))
  if (symbolsOf(...parts).some((node) => bound.has(nameOf(node) as string))) return 'by index'
  const symbols = parts.map((part, k) => symbol(`held ${k}`, part.shape))
  return { value: plan([substitute(value, new Map(parts.map((part, k) => [part, symbols[k] as Expr])))]), parts: plan(parts), symbols }
}

/** The point with the values that the detached parts have there. */
export function withHeld(held: Held, point: ReadonlyMap<string, Tensor>, symbols: readonly Expr[]): Map<string, Tensor> {
  const at = new Map(point)
  const items = evaluatePlan(held.parts, surroundingsOf(held.parts, point, symbols, sampleFunctions))
  for (const [k, node] of held.symbols.entries()) at.set(nameOf(node) as string, asTensor(items[held.parts.roots[k] as number] as Item))
  return at
}
