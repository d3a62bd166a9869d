/** Points at which values are tied: the largest of several that are equal, where pieces meet. What differs there alone does not differ. */
import type { Bindings } from '../evaluate/value.ts'
import { type Expr, nameOf } from '../expr.ts'
import { eq, ne } from '../ops/condition.ts'
import { argsort } from '../ops/order.ts'
import type { Tensor } from '../tensor.ts'
import { COMPARED } from './edges.ts'

const TIED: ReadonlySet<Expr['op']> = new Set([...COMPARED, eq.op, ne.op, argsort.op])

/** Whether something depends on which of several values is larger, or on whether they are equal. */
export const mayTie = (nodes: readonly Expr[]): boolean => nodes.some(({ op }) => op.kinks !== undefined || TIED.has(op))

/** How far a point is moved at most, which is less than its values are apart where they are not tied. */
const NEAR = 1e-4
/** Steps of the golden ratio, which fall evenly and never twice on the same place. */
const STEP = (Math.sqrt(5) - 1) / 2

/** A point near another one, at which no values of some symbols are equal. */
export function moved(at: Bindings, free: readonly Expr[]): Map<string, Tensor> {
  const near = new Map(at)
  let place = 0
  for (const node of free) {
    const name = nameOf(node) as string
    const there = at.get(name)
    if (there !== undefined) near.set(name, { shape: there.shape, data: there.data.map((x) => x + NEAR * (((++place * STEP) % 1) - 0.5)) })
  }
  return near
}
