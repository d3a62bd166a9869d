/**
 * Sums of which terms cancel where they are almost one another, without these: differences of roots and of logarithms, and powers
 * of what is almost one.
 */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, isNumber, isSymbol, make, number, symbolsOf } from '../../expr.ts'
import { log1p } from '../../ops/arithmetic.ts'
import { abs, gt, lt, sign, where } from '../../ops/condition.ts'
import { hypot } from '../../ops/powers.ts'
import { construct } from '../call.ts'
import { costOf } from '../cost.ts'
import { absolute, baseOf, EXP, type Exponent, exponentNode, factorsOf, LN, opened, Product, powerOf } from '../product.ts'
import { isNonnegative } from '../sign.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, scale } from '../sum.ts'

const TWO = Exact.integer(2)
const less = (a: Expr, b: Expr): Expr => new Sum().add(ONE, a).add(MINUS_ONE, b).build()

/** √A - B as (A - B²)/(√A + B), where A - B² is a single term and B cannot be negative: √(x + 1) - √x, √(1 + x²) - |x|. */
export function withoutCancelling(node: Expr): Expr {
  const sum = restOf(node)
  if (sum?.op !== ADD) return node
  const logarithms = differenceOfLogarithms(sum)
  if (logarithms !== undefined) return scale(coefficientOf(node), withoutCancelling(logarithms))
  if (sum.args.length !== 2) return node
  const [first, second] = sum.args as [Expr, Expr]
  const negative = coefficientOf(first).isNegative
  const [a, b] = negative ? [second, scale(MINUS_ONE, first)] : [first, scale(MINUS_ONE, second)]
  if (negative === coefficientOf(second).isNegative || !isNonnegative(a) || !isNonnegative(b)) return besideSign(node, sum) ?? besideRoot(node, sum)
  const quotient = isRoot(a) || isRoot(b) ? conjugate(a, b, b, sum) : undefined
  return quotient === undefined ? node : scale(coefficientOf(node), quotient)
}

/** a - b as (a² - b²)/(a + |b|), where that is shorter above; both over one denominator r, as of 1 - x/√(x² + 1). */
function conjugate(a: Expr, b: Expr, size: Expr, sum: Expr): Expr | undefined {
  const r = denominatorOf([a, b])
  const [first, second, most] = [a, b, size].map((term) => new Product().multiply(term).multiply(r).build()) as [Expr, Expr, Expr]
  const above = less(squareOf(first), squareOf(second))
  if (restOf(above)?.op === ADD || costOf(above) > costOf(sum)) return undefined
  const below = new Sum().add(ONE, first).add(ONE, most).build()
  return new Product().multiply(above).multiply(below, MINUS_ONE).multiply(r, MINUS_ONE).build()
}

/** The product of what stands below the bar of any of these terms. */
function denominatorOf(terms: readonly Expr[]): Expr {
  const powers = new Map<Expr, Exact>()
  for (const factor of terms.flatMap(factorsOf)) {
    const power = powerOf(factor)
    if (!(power instanceof Exact) || !power.isNegative) continue
    const before = powers.get(baseOf(factor))
    if (before === undefined || before.compare(power.negate()) < 0) powers.set(baseOf(factor), power.negate())
  }
  const product = new Product()
  for (const [base, power] of powers) product.multiply(base, power)
  return product.build()
}

/** Two terms, one a root, one of which may have either sign: √(x² + 1) - x is 1/(√(x² + 1) + x) where x is positive, and cancels nothing elsewhere. */
function besideRoot(node: Expr, sum: Expr): Expr {
  const known = sum.args.find((term) => isNonnegative(scale(coefficientOf(term).isNegative ? MINUS_ONE : ONE, term)))
  if (known === undefined || !sum.args.some(isRoot)) return node
  const outside = coefficientOf(known).isNegative ? MINUS_ONE : ONE
  const a = scale(outside, known)
  const b = scale(outside.negate(), sum.args.find((term) => term !== known) as Expr)
  if (isNonnegative(b) || isNonnegative(scale(MINUS_ONE, b))) return node
  const size = construct(abs.op, [b])
  const quotient = conjugate(a, b, size, sum)
  if (quotient === undefined) return node
  const apart = new Sum().add(ONE, a).add(ONE, size).build()
  return scale(coefficientOf(node).multiply(outside), construct(where.op, [construct(gt.op, [b, number(0)]), quotient, apart]))
}

const isRoot = (term: Expr): boolean =>
  factorsOf(term).some((factor) => {
    const exponent = powerOf(factor)
    return baseOf(factor).op === hypot.op || (exponent instanceof Exact && exponent.denominator === 2)
  })

function squareOf(term: Expr): Expr {
  const result = new Product()
  const c = coefficientOf(term)
  result.coefficient = c.multiply(c)
  for (const factor of isNumber(term) ? [] : factorsOf(term)) {
    const [base, power] = [baseOf(factor), powerOf(factor)]
    if (base.op === hypot.op && power instanceof Exact) {
      const lengths = new Sum()
      for (const side of base.args) lengths.add(ONE, new Product().multiply(side, TWO).build())
      result.multiply(lengths.build(), power)
    } else result.multiply(factor, TWO)
  }
  return result.build()
}

/** x/√(x² + 1) - sgn x as sgn x (|x|/√(x² + 1) - 1). */
function besideSign(node: Expr, sum: Expr): Expr | undefined {
  const own = sum.args.find((term) => restOf(term)?.op === sign.op)
  if (own === undefined) return undefined
  const side = restOf(own) as Expr
  const [u] = side.args as [Expr]
  const other = sum.args.find((term) => term !== own) as Expr
  const factor = factorsOf(other).find((each) => baseOf(each) === u)
  const power = factor === undefined ? undefined : powerOf(factor)
  if (factor === undefined || !(power instanceof Exact) || power.asInteger === undefined || power.asInteger % 2 === 0) return undefined
  const size = opened(other).multiply(u, power.negate()).multiply(absolute(u), power).build()
  const inside = new Sum()
    .add(ONE, size)
    .add(ONE, number(coefficientOf(own)))
    .build()
  const after = withoutCancelling(inside)
  return after === inside ? undefined : scale(coefficientOf(node), new Product().multiply(side).multiply(after).build())
}

/** How far below one a quotient less one is for its logarithm to be taken by that. */
const HALF = number(Exact.ratio(1, 2))

/**
 * ln(u/v) by (u - v)/v where that is small, if u - v is one term, or free of something that both u and v hold: (x - 1)/(x + 1) far out.
 * `known` is the logarithm as it is.
 */
function nearOne(u: Expr, v: Expr, known: Expr): Expr | undefined {
  const difference = less(u, v)
  if (exactOf(difference)?.isZero === true || isNumber(u) || isNumber(v)) return undefined
  const [left, below] = [new Set(symbolsOf(difference)), new Set(symbolsOf(v))]
  if (restOf(difference)?.op === ADD && symbolsOf(u).every((each) => left.has(each) || !below.has(each))) return undefined
  const more = new Product().multiply(difference).multiply(v, MINUS_ONE).build()
  return construct(where.op, [construct(lt.op, [construct(abs.op, [more]), HALF]), make(log1p.op, [more]), known])
}

/** ln(u/v), where u is almost v somewhere. */
export function logarithmOfQuotient(node: Expr): Expr | undefined {
  const [arg] = node.args as [Expr]
  for (const factor of isNumber(arg) ? [] : factorsOf(arg)) {
    const v = baseOf(factor)
    const power = powerOf(factor)
    if (v.op !== ADD || !(power instanceof Exact) || !power.equals(MINUS_ONE)) continue
    const after = nearOne(opened(arg).multiply(v, ONE).build(), v, node)
    if (after !== undefined) return after
  }
  return undefined
}

/** What a term is a number times the logarithm of. */
function inLogarithm(term: Expr): Expr | undefined {
  const rest = restOf(term)
  if (rest?.op === LN) return rest.args[0]
  return rest?.op === log1p.op
    ? new Sum()
        .add(ONE, rest.args[0] as Expr)
        .add(ONE, number(1))
        .build()
    : undefined
}

/** c ln u - c ln v among the terms of a sum, where u is almost v somewhere. */
function differenceOfLogarithms(sum: Expr): Expr | undefined {
  const logarithms = sum.args.flatMap((term) => {
    const inside = inLogarithm(term)
    return inside === undefined ? [] : [{ term, inside }]
  })
  if (logarithms.length < 2 || logarithms.length > LOGARITHMS) return undefined
  for (const { term, inside } of logarithms)
    for (const { term: other, inside: below } of logarithms) {
      const c = coefficientOf(term)
      if (c.isNegative || !c.equals(coefficientOf(other).negate())) continue
      const known = less(restOf(term) as Expr, restOf(other) as Expr)
      const after = nearOne(inside, below, known)
      if (after === undefined) continue
      return new Sum().add(ONE, sum).add(MINUS_ONE, term).add(MINUS_ONE, other).add(c, after).build()
    }
  return undefined
}

/** Logarithms in a sum up to which pairs are looked for. */
const LOGARITHMS = 8

/** (1 + w)^p by ln(1 + w) where w is small, if w falls as p grows: (1 + r/n)^(nt). */
export function withoutPowersNearOne(node: Expr): Expr | undefined {
  for (const factor of factorsOf(node)) {
    const after = powerNearOne(factor)
    if (after !== undefined)
      return opened(node)
        .multiply(baseOf(factor), negated(powerOf(factor)))
        .multiply(after)
        .build()
  }
  return undefined
}

const negated = (power: Exponent): Exponent => (power instanceof Exact ? power.negate() : scale(MINUS_ONE, power))

function powerNearOne(node: Expr): Expr | undefined {
  const [base, exponent] = [baseOf(node), exponentNode(powerOf(node))]
  if (restOf(base)?.op !== ADD || isNumber(exponent)) return undefined
  const w = less(base, number(1))
  const growing = new Set(symbolsOf(exponent))
  const falls = (restOf(w)?.op === ADD ? (restOf(w) as Expr).args : [w]).every((term) =>
    factorsOf(term).some((factor) => {
      const power = powerOf(factor)
      return isSymbol(baseOf(factor)) && growing.has(baseOf(factor)) && power instanceof Exact && power.isNegative
    }),
  )
  if (!falls) return undefined
  const exponential = construct(EXP, [
    new Product()
      .multiply(exponent)
      .multiply(make(log1p.op, [w]))
      .build(),
  ])
  return construct(where.op, [construct(lt.op, [construct(abs.op, [w]), HALF]), exponential, node])
}
