/**
 * Idioms of code and of formulas, read as the functions they compute: exponentials over their sum, with or without a shift by
 * their largest component. The shift cancels, so its derivative must not appear in the answer.
 */
import { type Expr, make, type Row } from '../../expr.ts'
import { add, div, exp, ln, mul, neg } from '../../ops/arithmetic.ts'
import { reshape } from '../../ops/arrange.ts'
import { isEinsum, specOf } from '../../ops/einsum.ts'
import { amax, axesOf, axesPayload, reducedShape, sum } from '../../ops/reduction.ts'
import { logsumexp, softmax } from '../../ops/softmax.ts'
import { isOne } from '../../ops/structure.ts'
import { sameShape } from '../../shape.ts'
import { withoutVanishing } from './vanishing.ts'

/** A reduction as written: of what, over which axes, and whether these stay with length 1. */
interface Reduced {
  readonly of: Expr
  readonly axes: readonly number[]
  readonly keepdims: boolean
}

/** A sum or largest component over axes, also with the axes put back by a reshape or repeated by a product with ones. */
function reducedBy(row: Row, node: Expr): Reduced | undefined {
  if (node.op === row.op) return { of: node.args[0] as Expr, ...axesOf(node) }
  if (node.op === reshape.op) {
    const inner = reducedBy(row, node.args[0] as Expr)
    const kept = inner && reducedShape(inner.of.shape, axesPayload(inner.axes, true))
    return kept !== undefined && sameShape(kept, node.shape) ? { ...(inner as Reduced), keepdims: true } : undefined
  }
  if (!isEinsum(node)) return undefined
  const { inputs, output } = specOf(node)
  const [x, ...others] = node.args as [Expr, ...Expr[]]
  const letters = inputs[0] as string
  if (others.length > 0) {
    const inner = others.every(isOne) ? reducedBy(row, x) : undefined
    const repeated = [...output].flatMap((letter, k) => (letters.includes(letter) ? [] : [k]))
    const ordered = [...output].filter((letter) => letters.includes(letter)).join('') === letters
    if (inner === undefined || inner.keepdims || !ordered || output.length !== inner.of.rank) return undefined
    return repeated.join() === inner.axes.join() ? { ...inner, keepdims: true } : undefined
  }
  if (row !== sum || new Set(letters).size !== letters.length || [...letters].filter((letter) => output.includes(letter)).join('') !== output)
    return undefined
  return { of: x, axes: [...letters].flatMap((letter, k) => (output.includes(letter) ? [] : [k])), keepdims: false }
}

/** Does a reduction line up with what it was made from, so that each component meets its own? */
const aligned = ({ of, axes, keepdims }: Reduced): boolean => keepdims || axes.length === of.rank || axes.every((axis, k) => axis === k)

/** What is exponentiated, without the largest component taken off it; `largest` is that component. */
function unshifted(exponent: Expr): { z: Expr; largest?: Reduced } {
  if (exponent.op !== add.op) return { z: exponent }
  for (const term of exponent.args) {
    const largest = term.op === neg.op ? reducedBy(amax, term.args[0] as Expr) : undefined
    if (largest === undefined || !aligned(largest)) continue
    const rest = exponent.args.filter((other) => other !== term)
    const z = rest.length === 1 ? (rest[0] as Expr) : make(add.op, rest)
    if (z === largest.of || withoutVanishing(z) === largest.of) return { z: largest.of, largest }
  }
  return { z: exponent }
}

/** What is exponentiated but for a number it is multiplied or divided by, and what that makes of something else. */
function unscaled(exponent: Expr): { inner: Expr; scaled: (z: Expr) => Expr } {
  const at = exponent.args.findIndex(({ rank }) => rank > 0)
  const single = at >= 0 && exponent.args.every(({ rank }, k) => k === at || rank === 0)
  if (!single || !(exponent.op === mul.op || (exponent.op === div.op && at === 0))) return { inner: exponent, scaled: (z) => z }
  const scaled = (z: Expr): Expr =>
    make(
      exponent.op,
      exponent.args.map((arg, k) => (k === at ? z : arg)),
    )
  return { inner: exponent.args[at] as Expr, scaled }
}

/** exp(z) / Σ exp(z), also with z − max z in place of z. */
export function writtenSoftmax(above: Expr, below: Expr): Expr | undefined {
  if (above.op !== exp.op || above.rank === 0) return undefined
  const total = reducedBy(sum, below)
  if (total === undefined || total.of !== above || total.axes.length === 0 || !aligned(total)) return undefined
  const exponent = above.args[0] as Expr
  const { inner, scaled } = unscaled(exponent)
  const { z, largest } = unshifted(inner)
  // A shift that varies along the axes that are summed does not cancel.
  const cancels = largest === undefined || total.axes.every((axis) => largest.axes.includes(axis))
  return make(softmax.op, [cancels ? scaled(z) : exponent], axesPayload(total.axes))
}

/** ln Σ exp(z), without terms that are 0. */
function logSumExpOf(z: Expr, { axes, keepdims }: Reduced): Expr {
  const left = keepdims ? z : withoutVanishing(z)
  return left.rank === 0 && z.rank > 0 ? left : make(logsumexp.op, [left], axesPayload(axes, keepdims))
}

/** The z of exp(z - z), where of all terms one was left. */
function shiftOfOne(total: Expr): Expr | undefined {
  const [z, shift] = total.op === exp.op && total.rank === 0 && total.args[0]?.op === add.op ? total.args[0].args : []
  return z !== undefined && shift?.op === neg.op && shift.args[0] === z ? z : undefined
}

/** max z + ln Σ exp(z − max z), with either sign, among other terms: one term in place of the two. */
export function withLogSumExp(terms: readonly Expr[]): readonly Expr[] {
  for (const term of terms) {
    const negative = term.op === neg.op
    const logarithm = negative ? (term.args[0] as Expr) : term
    const single = logarithm.op === ln.op ? shiftOfOne(logarithm.args[0] as Expr) : undefined
    const at = single === undefined ? -1 : terms.indexOf(negative ? make(neg.op, [single]) : single)
    if (at >= 0) return terms.filter((other) => other !== term)
    const total = logarithm.op === ln.op ? reducedBy(sum, logarithm.args[0] as Expr) : undefined
    if (total?.of.op !== exp.op) continue
    const { z, largest } = unshifted(total.of.args[0] as Expr)
    if (largest === undefined || largest.axes.join() !== total.axes.join()) continue
    const shift = terms.find((other) => {
      if ((other.op === neg.op) !== negative) return false
      const taken = reducedBy(amax, negative ? (other.args[0] as Expr) : other)
      return taken?.of === z && taken.axes.join() === total.axes.join() && taken.keepdims === total.keepdims
    })
    if (shift === undefined) continue
    const whole = logSumExpOf(z, total)
    const rest = terms.filter((other) => other !== term && other !== shift)
    return withLogSumExp([...rest, negative ? make(neg.op, [whole]) : whole])
  }
  return terms
}
