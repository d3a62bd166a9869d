/**
 * Idioms of stable code, read as the functions they compute: exponentials shifted by their largest component. The shift
 * cancels, so its derivative must not appear in the answer.
 */
import { type Expr, make } from '../expr.ts'
import { add, exp, ln, neg } from '../ops/arithmetic.ts'
import { amax, axesOf, axesPayload, sum } from '../ops/reduction.ts'
import { logsumexp, softmax } from '../ops/softmax.ts'

/** Σ exp(z − max z) as z, its largest component and the axes both run over; undefined for anything else. */
function shiftedSum(node: Expr): { z: Expr; largest: Expr; exponentials: Expr; axes: readonly number[]; keepdims: boolean } | undefined {
  const exponentials = node.args[0]
  if (node.op !== sum.op || exponentials?.op !== exp.op) return undefined
  const [shifted] = exponentials.args as [Expr]
  const [z, minus] = shifted.args
  if (shifted.op !== add.op || shifted.args.length !== 2 || z === undefined || minus?.op !== neg.op) return undefined
  const [largest] = minus.args as [Expr]
  if (largest.op !== amax.op || largest.args[0] !== z) return undefined
  const { axes, keepdims } = axesOf(node)
  return axesOf(largest).axes.join() === axes.join() ? { z, largest, exponentials, axes, keepdims } : undefined
}

/** exp(z − max z) / Σ exp(z − max z). */
export function shiftedSoftmax(above: Expr, below: Expr): Expr | undefined {
  const found = shiftedSum(below)
  if (found === undefined || found.exponentials !== above || !(found.keepdims || below.rank === 0)) return undefined
  return make(softmax.op, [found.z], axesPayload(found.axes))
}

/** max z + ln Σ exp(z − max z). */
export function shiftedLogSumExp(terms: readonly Expr[]): Expr | undefined {
  const logarithm = terms.find(({ op }) => op === ln.op)
  const found = logarithm === undefined || terms.length !== 2 ? undefined : shiftedSum(logarithm.args[0] as Expr)
  if (found === undefined || !terms.includes(found.largest)) return undefined
  return make(logsumexp.op, [found.z], axesPayload(found.axes, found.keepdims))
}
