/** Traces as people write them. */
import { type Expr, make } from '../../expr.ts'
import { add, div, mul, neg } from '../../ops/arithmetic.ts'
import { outer, trace, transpose } from '../../ops/linear.ts'
import { reductionRows } from '../../ops/reduction.ts'
import { isOne } from '../../ops/structure.ts'
import { isAlgebra } from '../../ops/traits.ts'
import { factorsOf } from './chain.ts'
import { besideScalars } from './gathered.ts'
import { inner, times, transposed } from './matrix.ts'
import { divisorOf, isScaled } from './uniform.ts'

/** The trace; tr(AᵀB) stays, scalars come to the front. */
export function traceOf(x: Expr): Expr {
  if (x.op === neg.op) return neg(traceOf(x.args[0] as Expr))
  if (isScaled(x)) return besideScalars(x, traceOf)
  const below = divisorOf(x)
  if (below !== undefined) return div(traceOf(x.args[0] as Expr), below)
  if (x.op === outer.op) return inner(x.args[0] as Expr, x.args[1] as Expr)
  // tr(Pᵀ Qᵀ) = tr(Q P): the one with fewer transposes.
  const transposes = (node: Expr): number => factorsOf(node).filter(({ op }) => op === transpose.op).length
  const turned = transposed(x)
  const whole = transposes(turned) < transposes(x) ? turned : x
  // tr((K⁻¹ − a aᵀ) ∂K) for tr(∂K (K⁻¹ − a aᵀ)): weights come first.
  const [left, right, more] = factorsOf(whole) as [Expr, Expr?, Expr?]
  const swaps = right !== undefined && more === undefined && isComponentwise(left) && !isComponentwise(right)
  return make(trace.op, [swaps && left.op !== transpose.op && left.args.length > 0 ? times(right, left) : whole])
}

/** A matrix that is computed component by component, or of the rows of others, not by matrix products, inverses and their sums. */
export function isComponentwise(node: Expr): boolean {
  const { op, args, rank } = node
  if (rank < 2 || args.length === 0 || reductionRows.includes(op)) return true
  if (op === outer.op) return args.some(isOne)
  if (op === mul.op && !isScaled(node)) return true
  if (op === add.op || op === neg.op || op === mul.op || op === div.op || op === transpose.op) return args.every(isComponentwise)
  return !isAlgebra(op)
}
