/**
 * Functions that have a name of their own, found where they are written out: softmax, its logarithm, the logarithm of a sum of
 * exponentials. Done before differentiating, since their derivatives are short where those of the parts are not.
 */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, make, number, type Operation, rewrite, someNode, withArgs } from '../../expr.ts'
import { add, div, exp, ln, neg, sub } from '../../ops/arithmetic.ts'
import { einsum, isEinsum, specOf } from '../../ops/einsum.ts'
import { expm } from '../../ops/exponential.ts'
import { oneHot } from '../../ops/indicator.ts'
import { det, inverse, logdet, trace } from '../../ops/linear.ts'
import { logAlong, stein, sylvester } from '../../ops/matrixFunctions.ts'
import { axesOf, axesPayload, sum } from '../../ops/reduction.ts'
import { take } from '../../ops/slice.ts'
import { logSoftmax, logsumexp, softmax } from '../../ops/softmax.ts'

const first = (node: Expr): Expr => node.args[0] as Expr

export const recognise = (expr: Expr): Expr =>
  rewrite([expr], (node, args) => {
    if (args.length === 0) return withoutPoint(node)
    const built = withArgs(node, args)
    return recognised(built) ?? built
  })[0] as Expr

/** The same for expressions of scalars, in which nothing else has a name of its own. */
export const withoutPoints = (expr: Expr): Expr =>
  someNode(expr, (node) => withoutPoint(node) !== node)
    ? (rewrite([expr], (node, args) => (args.length === 0 ? withoutPoint(node) : withArgs(node, args)))[0] as Expr)
    : expr

/** 1 for the 1.0 of languages in which 1 is no number with decimals: it is the same in 1.0 - s and in s (1 - s). */
function withoutPoint(node: Expr): Expr {
  const value = exactOf(node)
  return value?.decimal === true && value.asInteger !== undefined ? number(Exact.integer(value.asInteger)) : node
}

/** Functions of whole matrices whose arguments may be seen to be what they have a simple value of once they are simple themselves. */
const FOLDED: ReadonlySet<Operation> = new Set([expm, sylvester, stein, logAlong].map(({ op }) => op))

function recognised(node: Expr): Expr | undefined {
  if (FOLDED.has(node.op)) return node.op.fold?.(node.args, undefined)
  // Of e^X: (e^X)⁻¹ = e^{-X} and ln det e^X = tr X.
  if (node.args.length === 1 && first(node).op === expm.op) {
    if (node.op === inverse.op) return expm(neg(first(first(node))))
    if (node.op === logdet.op) return trace(first(first(node)))
    if (node.op === det.op) return exp(trace(first(first(node))))
  }
  if (node.op === div.op) {
    const [above, below] = node.args as [Expr, Expr]
    const total = above.op === exp.op && above.rank > 0 ? totalOf(below) : undefined
    if (total?.of === above && (total.keepdims || below.rank === 0)) return make(softmax.op, above.args, axesPayload(total.axes))
  }
  if (node.op === ln.op) return logarithm(first(node))
  if (node.op === add.op && node.args.length === 2) {
    // z − ln Σ e^z.
    const [z, minus] = node.args as [Expr, Expr]
    const total = minus.op === neg.op ? first(minus) : undefined
    if (total?.op === logsumexp.op && first(total) === z && (axesOf(total).keepdims || total.rank === 0))
      return make(logSoftmax.op, [z], axesPayload(axesOf(total).axes))
  }
  return undefined
}

/** A sum over axes: of what, and over which. */
function totalOf(node: Expr): { of: Expr; axes: readonly number[]; keepdims: boolean } | undefined {
  if (node.op === sum.op) return { of: first(node), ...axesOf(node) }
  if (!isEinsum(node) || node.args.length > 1) return undefined
  const { inputs, output } = specOf(node)
  const letters = [...(inputs[0] as string)]
  if (new Set(letters).size < letters.length || letters.filter((letter) => output.includes(letter)).join('') !== output) return undefined
  return { of: first(node), axes: letters.flatMap((letter, axis) => (output.includes(letter) ? [] : [axis])), keepdims: false }
}

function logarithm(of: Expr): Expr | undefined {
  if (of.op === exp.op) return first(of)
  if (of.op === softmax.op) return make(logSoftmax.op, of.args, of.payload)
  if (of.op === take.op && first(of).op === softmax.op) return withArgs(of, [make(logSoftmax.op, first(of).args, first(of).payload)])
  const total = totalOf(of)
  if (total?.of.op === exp.op) return make(logsumexp.op, total.of.args, axesPayload(total.axes, total.keepdims))
  if (of.op === div.op && first(of).op === exp.op) {
    const [above, below] = of.args as [Expr, Expr]
    return recognised(make(add.op, [first(above), neg(logarithm(below) ?? ln(below))])) ?? sub(first(above), logarithm(below) ?? ln(below))
  }
  // The components of a softmax that indices pick.
  if (isEinsum(of)) {
    const at = of.args.findIndex(({ op }) => op === softmax.op)
    const { key, inputs, output } = specOf(of)
    const picks = inputs.every(
      (letters, k) => k === at || (of.args[k]?.op === oneHot.op && [...letters.slice(0, -1)].every((letter) => output.includes(letter))),
    )
    if (at >= 0 && picks) return einsum(key, ...of.args.map((arg, k) => (k === at ? make(logSoftmax.op, arg.args, arg.payload) : arg)))
  }
  return undefined
}
