/** Factors of factorials: n/n! is 1/(n - 1)! where n is at least 1, as it is in the terms of a sum. */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, make, number, symbol } from '../expr.ts'
import { boundName, seriesOperation } from '../ops/binder.ts'
import { factorial } from '../ops/gamma.ts'
import { baseOf, factorsOf, Product, powerOf } from './product.ts'
import { coefficientOf, MINUS_ONE, MUL, ONE, restOf, Sum, ZERO } from './sum.ts'

/** A canonical sum over an index, with what can be cancelled in its terms; undefined where nothing can. */
export function withoutFactorsOfFactorials(op: Expr['op'], args: readonly Expr[], payload: Expr['payload']): Expr | undefined {
  const [body, low] = args as [Expr, Expr]
  if (op !== seriesOperation || body.op !== MUL) return undefined
  const first = exactOf(low)
  if (first === undefined) return undefined
  const index = symbol(boundName(make(op, args, payload)))
  const factors = factorsOf(body)
  for (const factor of factors) {
    const [one] = baseOf(factor).args
    if (one === undefined || baseOf(factor).op !== factorial.op || !isReciprocal(powerOf(factor))) continue
    const least = leastOf(one, index, first)
    if (least === undefined || least.compare(ONE) < 0) continue
    const [content, rest] = [coefficientOf(one), restOf(one)]
    if (!factors.some((other) => other === rest)) continue
    const less = new Sum().add(ONE, one).add(MINUS_ONE, number(ONE)).build()
    const product = new Product()
      .multiply(body)
      .multiply(make(factorial.op, [one]))
      .multiply(make(factorial.op, [less]), MINUS_ONE)
    const shorter = product
      .multiply(rest as Expr, MINUS_ONE)
      .multiply(number(content), MINUS_ONE)
      .build()
    return make(op, [shorter, ...args.slice(1)], payload)
  }
  return undefined
}

const isReciprocal = (power: Exact | Expr): boolean => power instanceof Exact && power.equals(MINUS_ONE)

/** The smallest value of c·n + d with c > 0 for n from a number on. */
function leastOf(node: Expr, index: Expr, first: Exact): Exact | undefined {
  const [content, rest] = [coefficientOf(node), restOf(node)]
  if (rest === undefined) return undefined
  let [slope, offset] = [ZERO, ZERO]
  for (const term of rest === index ? [index] : rest.args) {
    if (restOf(term) === index) slope = coefficientOf(term)
    else if (restOf(term) === undefined) offset = coefficientOf(term)
    else return undefined
  }
  const [a, b] = [slope.multiply(content), offset.multiply(content)]
  return a.isZero || a.isNegative ? undefined : a.multiply(first).add(b)
}
