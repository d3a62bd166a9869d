/** Values of expressions at the points at which a derivative was found wrong, with numbers for names that are in no text. */
import type { Item } from '../evaluate/elementwise.ts'
import { type Plan, plan } from '../evaluate/plan.ts'
import { sampleFunctions } from '../evaluate/sample.ts'
import { asTensor, EvaluationError, evaluatePlan, surroundingsOf } from '../evaluate/value.ts'
import type { Expr } from '../expr.ts'
import { scalarTensor, type Tensor } from '../tensor.ts'
import type { Point } from './compare.ts'

/** Relative difference that is rounding. */
export const SAME = 1e-7

/** Numbers for unknown names that are in no text. */
export const unknown = (k: number): string => `nabla_${k}`

/** Expressions at the points, as columns of numbers; undefined where they have no value. */
export class Values {
  private readonly order: Plan
  constructor(
    exprs: readonly Expr[],
    private readonly symbols: readonly Expr[],
    private readonly unknowns: number,
  ) {
    this.order = plan(exprs)
  }

  at({ at }: Point, changed?: { readonly k: number; readonly value: number }, rest = 1): Tensor[] | undefined {
    const all = new Map(at)
    for (let k = 0; k < this.unknowns; k++) all.set(unknown(k), scalarTensor(changed?.k === k ? changed.value : rest))
    try {
      const items = evaluatePlan(this.order, surroundingsOf(this.order, all, this.symbols, sampleFunctions))
      return this.order.roots.map((root) => asTensor(items[root] as Item))
    } catch (error) {
      if (error instanceof EvaluationError || error instanceof RangeError) return undefined
      throw error
    }
  }
}

export const scaleOf = ({ data }: Tensor): number => data.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-290)

export const areSame = (a: Tensor | undefined, b: Tensor): boolean =>
  a !== undefined && a.data.length === b.data.length && b.data.every((x, i) => Math.abs(x - (a.data[i] as number)) <= SAME * scaleOf(b))
