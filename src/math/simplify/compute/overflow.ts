/**
 * Products in which an exponential overflows while the whole is an ordinary number: powers of hyperbolic functions below
 * the bar, quotients over e^u - 1, polynomials in e^u beside sigmoids.
 */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, make, number, type Operation } from '../../expr.ts'
import { sigmoid } from '../../ops/activation.ts'
import { expm1 } from '../../ops/arithmetic.ts'
import { abs, maximum, sign } from '../../ops/condition.ts'
import { cosh, sinh } from '../../ops/hyperbolic.ts'
import { construct, rewriteProduct } from '../call.ts'
import { absolute, baseOf, EXP, exponentIn, factorsOf, opened, Product, powerOf } from '../product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, scale, ZERO } from '../sum.ts'

const TWO = Exact.integer(2)
const exponential = (u: Expr): Expr => construct(EXP, [u])
const _less = (a: Expr, b: Expr): Expr => new Sum().add(ONE, a).add(MINUS_ONE, b).build()

/** c, where w is c·u and c a number. */
function multipleOf(w: Expr, u: Expr): Exact | undefined {
  if (exactOf(w)?.isZero === true) return ZERO
  return restOf(w) === restOf(u) && restOf(u) !== undefined ? coefficientOf(w).divide(coefficientOf(u)) : undefined
}

/** The product without an overflow, where one is known. */
export function withoutOverflow(node: Expr): Expr {
  for (const factor of factorsOf(node)) {
    const base = baseOf(factor)
    const n = powerOf(factor)
    if (!(n instanceof Exact) || !n.isInteger) continue
    const after =
      base.op === cosh.op || base.op === sinh.op
        ? overHyperbolic(node, base, n)
        : base.op === expm1.op && n.isNegative
          ? overExpm1(node, base, n)
          : base.op === sigmoid.op && !n.isNegative
            ? besideSigmoid(node, base, n)
            : undefined
    if (after !== undefined) return withoutOverflow(after)
  }
  return node
}

/** Beside e^(±u) the exponentials of sinh u and cosh u meet it; below the bar they are taken as 2e^(-|u|)/(1 ± e^(-2|u|)). */
function overHyperbolic(node: Expr, base: Expr, n: Exact): Expr | undefined {
  const u = base.args[0] as Expr
  const w = exponentIn(node)
  const m = w === undefined ? undefined : multipleOf(w, u)
  const even = base.op === cosh.op
  if (n.isOne && m?.multiply(m).isOne) {
    // (e^u ± e^(-u))·e^(mu)/2 = (1 ± e^(2mu))/2, and the sign of sinh is that of m.
    const doubled = scale(m.multiply(TWO), u)
    const inside = even ? new Sum().add(ONE, number(1)).add(ONE, exponential(doubled)).build() : scale(m, make(expm1.op, [doubled]))
    return opened(node)
      .multiply(base, MINUS_ONE)
      .multiply(exponential(w as Expr), MINUS_ONE)
      .multiply(scale(Exact.ratio(1, 2), inside))
      .build()
  }
  if (!n.isNegative) return undefined
  const distributed = overSum(node, base, even ? sinh.op : cosh.op, n)
  if (distributed !== undefined) return distributed
  const power = n.negate()
  const over = opened(node).multiply(base, power)
  if (even && m !== undefined && !m.isZero) {
    // e^(mu)/cosh^n u = 2^n σ(2u)^((n+m)/2) σ(-2u)^((n-m)/2).
    const [up, down] = [power.add(m).divide(TWO), power.subtract(m).divide(TWO)]
    if (up.isInteger && down.isInteger && !up.isNegative && !down.isNegative) {
      const doubled = scale(TWO, u)
      return over
        .multiply(exponential(w as Expr), MINUS_ONE)
        .multiply(number(2), power)
        .multiply(make(sigmoid.op, [doubled]), up)
        .multiply(make(sigmoid.op, [scale(MINUS_ONE, doubled)]), down)
        .build()
    }
  }
  const size = absolute(u)
  const twice = scale(TWO.negate(), size)
  const below = even ? new Sum().add(ONE, number(1)).add(ONE, exponential(twice)).build() : scale(MINUS_ONE, make(expm1.op, [twice]))
  over
    .multiply(number(2), power)
    .multiply(exponential(scale(MINUS_ONE, size)), power)
    .multiply(below, n)
  return (even || (power.asInteger as number) % 2 === 0 ? over : over.multiply(make(sign.op, [u]))).build()
}

/** P(sinh u, cosh u)/cosh^n u with P a sum of degree k ≤ n: each term over cosh^k u. */
function overSum(node: Expr, base: Expr, other: Operation, n: Exact): Expr | undefined {
  for (const sum of factorsOf(node)) {
    if (sum.op !== ADD) continue
    const degrees = sum.args.map((term) =>
      factorsOf(term).reduce((degree, factor) => {
        const own = baseOf(factor)
        const power = powerOf(factor)
        const isOne = own === base || (own.op === other && own.args[0] === base.args[0])
        return isOne && power instanceof Exact ? degree + power.value : degree
      }, 0),
    )
    const degree = Math.max(...degrees)
    if (degree <= 0 || degree > -n.value || !Number.isInteger(degree)) continue
    const inside = new Sum()
    for (const term of sum.args)
      inside.add(
        ONE,
        rewriteProduct(new Product().multiply(term).multiply(base, Exact.integer(-degree)).build(), () => true),
      )
    return opened(node).multiply(sum, MINUS_ONE).multiply(base, Exact.integer(degree)).multiply(inside.build()).build()
  }
  return undefined
}

/** A sum as a polynomial in e^(u/parts), perhaps with e^u - 1: its degree in e^u; undefined where it is none, or holds no exponential. */
function degreeIn(sum: Expr, u: Expr, parts: Exact): number | undefined {
  let degree = 0
  for (const term of sum.args) {
    const w = exponentIn(term)
    const k = w === undefined ? ZERO : multipleOf(w, u)
    if (k?.multiply(parts).asInteger === undefined || k.isNegative) return undefined
    degree = Math.max(degree, k.value + factorsOf(term).filter((factor) => factor.op === expm1.op && factor.args[0] === u).length)
  }
  return degree === 0 ? undefined : degree
}

/** A first power of a sum that is a polynomial in e^(u/parts). */
function polynomialIn(node: Expr, u: Expr, parts: Exact): { sum: Expr; degree: number } | undefined {
  for (const sum of factorsOf(node)) {
    const degree = sum.op === ADD ? degreeIn(sum, u, parts) : undefined
    if (degree !== undefined) return { sum, degree }
  }
  return undefined
}

/** P(e^u)·e^(mu)/(e^u - 1)^n with the largest exponential taken out, that is e^max(u, 0). */
function overExpm1(node: Expr, base: Expr, n: Exact): Expr | undefined {
  const u = base.args[0] as Expr
  if (restOf(u)?.op === abs.op) return undefined
  const w = exponentIn(node)
  const m = w === undefined ? ZERO : multipleOf(w, u)
  const polynomial = polynomialIn(node, u, ONE)
  if (m === undefined || m.isNegative || (m.isZero && polynomial === undefined)) return undefined
  const largest = make(maximum.op, [u, number(0)])
  const size = absolute(u)
  const below = scale(MINUS_ONE, make(expm1.op, [scale(MINUS_ONE, size)]))
  const outside = opened(node)
    .multiply(base, n.negate())
    .multiply(below, n)
    .multiply(exponential(scale(Exact.integer(polynomial?.degree ?? 0).add(n), largest)))
  if ((n.asInteger as number) % 2 !== 0) outside.multiply(make(sign.op, [u]))
  if (polynomial !== undefined) {
    const inside = new Sum()
    const taken = exponential(scale(Exact.integer(-polynomial.degree), largest))
    for (const term of polynomial.sum.args) {
      const product = new Product().multiply(term).multiply(taken)
      // (e^u - 1)·e^-max(u, 0) is ±(1 - e^-|u|).
      if (factorsOf(term).includes(base))
        product
          .divide(base, ONE)
          .multiply(exponential(largest))
          .multiply(make(sign.op, [u]))
          .multiply(below)
      inside.add(ONE, product.build())
    }
    outside.multiply(polynomial.sum, MINUS_ONE).multiply(inside.build())
  }
  return outside.build()
}

/** P(e^u)·σ(-u)^n of degree k ≤ n: each e^(ju)·σ(-u)^k is σ(u)^j·σ(-u)^(k-j). */
function besideSigmoid(node: Expr, base: Expr, n: Exact): Expr | undefined {
  const v = base.args[0] as Expr
  const u = scale(MINUS_ONE, v)
  const polynomial = polynomialIn(node, u, ONE)
  if (polynomial === undefined) return besideRoots(node, base, n)
  if (polynomial.degree > (n.asInteger as number)) return undefined
  const up = make(sigmoid.op, [u])
  const inside = new Sum()
  for (const term of polynomial.sum.args) {
    const w = exponentIn(term)
    const j = w === undefined ? ZERO : (multipleOf(w, u) as Exact)
    const product = new Product().multiply(term)
    if (w !== undefined) product.multiply(exponential(w), MINUS_ONE)
    inside.add(ONE, product.multiply(up, j).multiply(base, Exact.integer(polynomial.degree).subtract(j)).build())
  }
  return opened(node).multiply(polynomial.sum, MINUS_ONE).multiply(base, Exact.integer(-polynomial.degree)).multiply(inside.build()).build()
}

/** P(e^h)·σ(-2h)^n of degree k ≤ 2n: each e^(jh)·σ(-2h)^n is e^(jh - nh - n|h|)/(1 + e^(-2|h|))^n. */
function besideRoots(node: Expr, base: Expr, n: Exact): Expr | undefined {
  const u = scale(MINUS_ONE, base.args[0] as Expr)
  const polynomial = polynomialIn(node, u, TWO)
  if (polynomial === undefined || polynomial.degree > n.value) return undefined
  const h = scale(Exact.ratio(1, 2), u)
  const size = absolute(h)
  const taken = exponential(new Sum().add(n.negate(), h).add(n.negate(), size).build())
  const inside = new Sum()
  for (const term of polynomial.sum.args) inside.add(ONE, new Product().multiply(term).multiply(taken).build())
  const below = new Sum()
    .add(ONE, number(1))
    .add(ONE, exponential(scale(TWO.negate(), size)))
    .build()
  return opened(node).multiply(polynomial.sum, MINUS_ONE).multiply(base, n.negate()).multiply(below, n.negate()).multiply(inside.build()).build()
}
