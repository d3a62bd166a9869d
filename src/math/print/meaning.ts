/** What a row is written as in a language that has no name for it: stable to compute, in the order people write it. */
import { type Expr, make, number, type Operation } from '../expr.ts'
import { add, div, exp, log1p, neg, sub } from '../ops/arithmetic.ts'
import { place, take } from '../ops/arrange.ts'
import { abs, ge, maximum, where } from '../ops/condition.ts'
import { amax, axesOf, axesPayload, logsumexp, sum } from '../ops/reduction.ts'
import { broadcastTo } from '../ops/structure.ts'
import type { Syntax } from './codePrinter.ts'

const first = (node: Expr): Expr => node.args[0] as Expr
const one = (): Expr => number(1)

/** 1 / (1 + e^(-x)). */
const logistic = (x: Expr): Expr => make(div.op, [one(), make(add.op, [one(), exp(neg(x))])])

/** e^(z - max z), over its sum: the largest exponent is 0. */
function shiftedSoftmax(node: Expr): Expr {
  const { axes } = axesOf(node)
  const z = first(node)
  const payload = axesPayload(axes, z.rank > axes.length)
  const shifted = exp(sub(z, amax.with(payload, z)))
  return div(shifted, sum.with(payload, shifted))
}

const meanings: ReadonlyMap<string, (node: Expr, syntax: Syntax) => Expr> = new Map([
  [
    'sigmoid',
    (node, { overflowThrows }) => {
      const x = first(node)
      if (overflowThrows !== true) return logistic(x)
      return where(ge(x, 0), logistic(x), div(exp(x), make(add.op, [one(), exp(x)])))
    },
  ],
  ['softmax', (node) => shiftedSoftmax(node)],
  ['log_softmax', (node) => sub(first(node), logsumexp.with(axesPayload(axesOf(node).axes, node.rank > axesOf(node).axes.length), first(node)))],
  [
    'put',
    (node) => {
      const [x, v] = node.args as [Expr, Expr]
      const old = take.with(node.payload, x)
      return add(x, place.with(node.payload, sub(broadcastTo(v, old.shape), old)))
    },
  ],
  ['softplus', (node) => make(add.op, [make(maximum.op, [first(node), number(0)]), log1p(exp(neg(abs(first(node)))))])],
])

/** How a row without a name in the language is said by other rows; undefined where it cannot be. */
export function meaningIn(operation: Operation, syntax: Syntax): ((node: Expr) => Expr) | undefined {
  const own = meanings.get(operation.name)
  return own === undefined ? operation.meaning : (node) => own(node, syntax)
}
