/** What a row is written as in a language that has no name for it: stable to compute, in the order people write it. */
import { type Expr, exactOf, make, number, type Operation } from '../../expr.ts'
import { logaddexp, softplus } from '../../ops/activation.ts'
import { add, div, exp, ln, log1p, mul, neg, pow, sqrt, sub } from '../../ops/arithmetic.ts'
import { abs, ge, gt, lt, maximum, sign, where } from '../../ops/condition.ts'
import { hurwitzZeta } from '../../ops/gamma.ts'
import { amax, axesOf, axesPayload, sum } from '../../ops/reduction.ts'
import { floor, round, trunc } from '../../ops/rounding.ts'
import { place, take } from '../../ops/slice.ts'
import { logsumexp } from '../../ops/softmax.ts'
import { erfc, logNormalCdf } from '../../ops/special.ts'
import { broadcastTo } from '../../ops/structure.ts'
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

/** ln(e^a + e^b) from the larger of the two. */
const logOfSum = (a: Expr, b: Expr): Expr => add(maximum(a, b), log1p(exp(neg(abs(sub(a, b))))))

/** The whole part, with the sign of x. */
const whole = (x: Expr): Expr => mul(sign(x), floor(abs(x)))

const meanings: ReadonlyMap<string, (node: Expr, syntax: Syntax) => Expr> = new Map([
  [
    'sigmoid',
    (node, { overflowThrows }) => {
      const x = first(node)
      if (overflowThrows !== true) return logistic(x)
      return where(ge(x, 0), logistic(x), div(exp(x), make(add.op, [one(), exp(x)])))
    },
  ],
  // With the logarithm of the distribution function, where the language has it, neither factor overflows.
  [
    'erfcx',
    ({ args: [x] }, { libraries }) =>
      libraries.some((library) => logNormalCdf.op.spell?.[library] !== undefined)
        ? mul(2, exp(add(pow(x as Expr, 2), logNormalCdf(neg(mul(sqrt(number(2)), x as Expr))))))
        : mul(exp(pow(x as Expr, 2)), erfc(x as Expr)),
  ],
  ['log_sigmoid', (node) => neg(softplus(neg(first(node))))],
  ['logaddexp', ({ args: [a, b] }) => logOfSum(a as Expr, b as Expr)],
  ['logaddexp2', ({ args: [a, b] }) => div(logOfSum(mul(a as Expr, ln(2)), mul(b as Expr, ln(2))), ln(2))],
  // True counts as 1 and false as 0 in every language without a sign function.
  ['sign', ({ args: [x] }) => sub(gt(x as Expr, 0), lt(x as Expr, 0))],
  ['trunc', ({ args: [x] }) => whole(x as Expr)],
  ['round_half_up', ({ args: [x] }) => floor(add(x as Expr, div(1, 2)))],
  ['round_half_away', ({ args: [x] }) => mul(sign(x as Expr), floor(add(abs(x as Expr), div(1, 2))))],
  ['mod', ({ args: [a, b] }) => sub(a as Expr, mul(b as Expr, floor(div(a as Expr, b as Expr))))],
  ['rem', ({ args: [a, b] }) => sub(a as Expr, mul(b as Expr, trunc(div(a as Expr, b as Expr))))],
  ['copysign', ({ args: [x, y] }) => where(ge(y as Expr, 0), abs(x as Expr), neg(abs(x as Expr)))],
  ['cbrt', ({ args: [x] }) => mul(sign(x as Expr), pow(abs(x as Expr), div(1, 3)))],
  // Even roots of negative numbers are none.
  [
    'nthroot',
    ({ args: [x, n] }) => {
      const isEven = (exactOf(n as Expr)?.asInteger ?? 1) % 2 === 0
      return isEven ? pow(x as Expr, div(1, n as Expr)) : mul(sign(x as Expr), pow(abs(x as Expr), div(1, n as Expr)))
    },
  ],
  [
    'logsumexp',
    (node) => {
      const { axes, keepdims } = axesOf(node)
      const x = first(node)
      const top = amax.with(axesPayload(axes, true), x)
      const shifted = exp(sub(x, x.rank === axes.length ? amax.with(axesPayload(axes), x) : top))
      return add(ln(sum.with(axesPayload(axes, keepdims), shifted)), amax.with(axesPayload(axes, keepdims), x))
    },
  ],
  ['zeta', ({ args: [s] }) => hurwitzZeta(s as Expr, 1)],
  ['ieee_remainder', ({ args: [a, b] }) => sub(a as Expr, mul(b as Expr, round(div(a as Expr, b as Expr))))],
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
  // ln(e^0 + e^x), where the library has that.
  [
    'softplus',
    (node, { libraries }) =>
      libraries.some((library) => logaddexp.op.spell?.[library] !== undefined)
        ? make(logaddexp.op, [number(0), first(node)])
        : make(add.op, [make(maximum.op, [first(node), number(0)]), log1p(exp(neg(abs(first(node)))))]),
  ],
])

/** Rows for which a name of a library comes first: said by others they overflow or vanish where they are doubles. */
export const NAMED_FIRST: ReadonlySet<string> = new Set(['erfcx', 'log_norm_cdf'])

/** How a row without a name in the language is said by other rows; undefined where it cannot be. */
export function meaningIn(operation: Operation, syntax: Syntax): ((node: Expr) => Expr) | undefined {
  const own = meanings.get(operation.name)
  return own === undefined ? operation.meaning : (node) => own(node, syntax)
}
