/** Traces as people write them. */
import { type Expr, make } from '../../expr.ts'
import { div, neg } from '../../ops/arithmetic.ts'
import { outer, trace, transpose } from '../../ops/linear.ts'
import { besideScalars } from './gathered.ts'
import { factorsOf, inner, transposed } from './matrix.ts'
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
  return make(trace.op, [transposes(turned) < transposes(x) ? turned : x])
}
