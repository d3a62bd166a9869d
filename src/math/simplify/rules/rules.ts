/**
 * The rules of simplification, one a line: what is true of functions for all real arguments at which the left side has a
 * value. What holds of sums, products and powers as such is built into the canonical form (sum.ts, product.ts).
 */
import { number } from '../../expr.ts'
import { relu, sigmoid } from '../../ops/activation.ts'
import { add, cbrt, div, exp, ln, mul, neg, pi, pow, sqrt, sub } from '../../ops/arithmetic.ts'
import { abs, gt, maximum, sign, where } from '../../ops/condition.ts'
import { acosh, asinh, atanh, cosh, coth, csch, sech, sinh, tanh } from '../../ops/hyperbolic.ts'
import { hypot, reciprocal, rsqrt, square } from '../../ops/powers.ts'
import { acos, asin, atan, cos, cot, csc, sec, sin, tan } from '../../ops/trigonometric.ts'
import { isPositive } from '../sign.ts'
import type { Rule } from './match.ts'

/** Functions that fold where they are applied. */
export const functionRules: readonly Rule[] = [
  { name: 'square', left: (x) => square(x), right: (x) => pow(x, 2) },
  { name: 'reciprocal', left: (x) => reciprocal(x), right: (x) => div(1, x) },
  { name: 'reciprocal root', left: (x) => rsqrt(x), right: (x) => div(1, sqrt(x)) },
  { name: 'logarithm of exponential', left: (x) => ln(exp(x)), right: (x) => x },
  { name: 'sine of zero', left: () => sin(0), right: () => number(0) },
  { name: 'cosine of zero', left: () => cos(0), right: () => number(1) },
  { name: 'tangent of zero', left: () => tan(0), right: () => number(0) },
  { name: 'sine a quarter of a turn on', left: (x) => sin(add(x, div(pi, 2))), right: (x) => cos(x) },
  { name: 'sine a quarter of a turn back', left: (x) => sin(sub(x, div(pi, 2))), right: (x) => neg(cos(x)) },
  { name: 'sine of the complement', left: (x) => sin(sub(div(pi, 2), x)), right: (x) => cos(x) },
  { name: 'cosine of the complement', left: (x) => cos(sub(div(pi, 2), x)), right: (x) => sin(x) },
  { name: 'sine half a turn on', left: (x) => sin(add(x, pi)), right: (x) => neg(sin(x)) },
  { name: 'cosine a quarter of a turn on', left: (x) => cos(add(x, div(pi, 2))), right: (x) => neg(sin(x)) },
  { name: 'cosine a quarter of a turn back', left: (x) => cos(sub(x, div(pi, 2))), right: (x) => sin(x) },
  { name: 'cosine half a turn on', left: (x) => cos(add(x, pi)), right: (x) => neg(cos(x)) },
  { name: 'cube root of square', left: (x) => cbrt(pow(x, 2)), right: (x) => pow(cbrt(x), 2) },
  { name: 'cube root of cube', left: (x) => cbrt(pow(x, 3)), right: (x) => x },
  { name: 'sine of the arcsine', left: (x) => sin(asin(x)), right: (x) => x },
  { name: 'cosine of the arccosine', left: (x) => cos(acos(x)), right: (x) => x },
  { name: 'tangent of the arctangent', left: (x) => tan(atan(x)), right: (x) => x },
  { name: 'cosine of the arcsine', left: (x) => cos(asin(x)), right: (x) => sqrt(sub(1, pow(x, 2))) },
  { name: 'sine of the arccosine', left: (x) => sin(acos(x)), right: (x) => sqrt(sub(1, pow(x, 2))) },
  { name: 'cosine of the arctangent', left: (x) => cos(atan(x)), right: (x) => div(1, sqrt(add(1, pow(x, 2)))) },
  { name: 'sine of the arctangent', left: (x) => sin(atan(x)), right: (x) => div(x, sqrt(add(1, pow(x, 2)))) },
  { name: 'hyperbolic sine of its inverse', left: (x) => sinh(asinh(x)), right: (x) => x },
  { name: 'hyperbolic cosine of its inverse', left: (x) => cosh(acosh(x)), right: (x) => x },
  { name: 'hyperbolic tangent of its inverse', left: (x) => tanh(atanh(x)), right: (x) => x },
  { name: 'hyperbolic cosine of the inverse sine', left: (x) => cosh(asinh(x)), right: (x) => sqrt(add(1, pow(x, 2))) },
  { name: 'inverse of the hyperbolic sine', left: (x) => asinh(sinh(x)), right: (x) => x },
  { name: 'inverse of the hyperbolic cosine', left: (x) => acosh(cosh(x)), right: (x) => abs(x) },
  { name: 'inverse of the hyperbolic tangent', left: (x) => atanh(tanh(x)), right: (x) => x },
  { name: 'hyperbolic tangent of zero', left: () => tanh(0), right: () => number(0) },
  { name: 'hyperbolic sine of zero', left: () => sinh(0), right: () => number(0) },
  { name: 'hyperbolic cosine of zero', left: () => cosh(0), right: () => number(1) },
  { name: 'arctangent of zero', left: () => atan(0), right: () => number(0) },
  { name: 'arctangent of one', left: () => atan(1), right: () => div(pi, 4) },
  { name: 'arcsine of zero', left: () => asin(0), right: () => number(0) },
  { name: 'sigmoid of zero', left: () => sigmoid(0), right: () => div(1, 2) },
  { name: 'rectifier of a positive', left: (x) => relu(x), right: (x) => x, condition: isPositive },
  ...[sinh, tanh, asinh, atan, cbrt].map(
    (increasing): Rule => ({ name: `sign of ${increasing.op.title}`, left: (x) => sign(increasing(x)), right: (x) => sign(x) }),
  ),
  { name: 'sign of a positive', left: (x) => sign(x), right: () => number(1), condition: isPositive },
]

/** Pairs of terms that become one where that is shorter, with any common factor. */
export const sumRules: readonly Rule[] = [
  { name: 'Pythagoras', left: (x) => add(pow(sin(x), 2), pow(cos(x), 2)), right: () => number(1) },
  { name: 'Pythagoras for the cosine', left: (x) => sub(1, pow(sin(x), 2)), right: (x) => pow(cos(x), 2) },
  { name: 'Pythagoras for the sine', left: (x) => sub(1, pow(cos(x), 2)), right: (x) => pow(sin(x), 2) },
  { name: 'hyperbolic Pythagoras', left: (x) => sub(pow(cosh(x), 2), pow(sinh(x), 2)), right: () => number(1) },
  { name: 'hyperbolic Pythagoras for the cosine', left: (x) => add(pow(sinh(x), 2), 1), right: (x) => pow(cosh(x), 2) },
  { name: 'hyperbolic Pythagoras for the sine', left: (x) => sub(pow(cosh(x), 2), 1), right: (x) => pow(sinh(x), 2) },
  { name: 'sum of the hyperbolic functions', left: (x) => add(cosh(x), sinh(x)), right: (x) => exp(x) },
  { name: 'difference of the hyperbolic functions', left: (x) => sub(cosh(x), sinh(x)), right: (x) => exp(neg(x)) },
  { name: 'secant and tangent', left: (x) => sub(pow(sec(x), 2), pow(tan(x), 2)), right: () => number(1) },
  { name: 'cosecant and cotangent', left: (x) => sub(pow(csc(x), 2), pow(cot(x), 2)), right: () => number(1) },
  // Alone, 1 - tanh²x is what textbooks print, and of a layer's vector always.
  {
    name: 'squared hyperbolic secant',
    left: (x) => sub(1, pow(tanh(x), 2)),
    right: (x) => pow(sech(x), 2),
    beside: true,
    condition: (x) => x.rank === 0,
  },
  { name: 'squared secant', left: (x) => add(1, pow(tan(x), 2)), right: (x) => pow(sec(x), 2) },
  { name: 'squared cosecant', left: (x) => add(1, pow(cot(x), 2)), right: (x) => pow(csc(x), 2) },
  { name: 'squared hyperbolic cosecant', left: (x) => sub(pow(coth(x), 2), 1), right: (x) => pow(csch(x), 2) },
  { name: 'hyperbolic cosine of the whole by the cosine', left: (x) => sub(mul(2, pow(cosh(div(x, 2)), 2)), 1), right: (x) => cosh(x) },
  { name: 'hyperbolic cosine of the whole by the sine', left: (x) => add(mul(2, pow(sinh(div(x, 2)), 2)), 1), right: (x) => cosh(x) },
  { name: 'cosine of the whole by the cosine', left: (x) => sub(mul(2, pow(cos(div(x, 2)), 2)), 1), right: (x) => cos(x) },
  { name: 'cosine of the whole by the sine', left: (x) => sub(1, mul(2, pow(sin(div(x, 2)), 2))), right: (x) => cos(x) },
  {
    name: 'reciprocal length and a component',
    left: (x, y) => sub(pow(hypot(x, y), -1), mul(pow(x, 2), pow(hypot(x, y), -3))),
    right: (x, y) => mul(pow(y, 2), pow(hypot(x, y), -3)),
  },
  {
    name: 'reciprocal length and the other component',
    left: (x, y) => sub(pow(hypot(x, y), -1), mul(pow(y, 2), pow(hypot(x, y), -3))),
    right: (x, y) => mul(pow(x, 2), pow(hypot(x, y), -3)),
  },
  { name: 'complement of the sigmoid', left: (x) => sub(1, sigmoid(neg(x))), right: (x) => sigmoid(x) },
  { name: 'log-odds of the sigmoid', left: (x) => sub(ln(sub(1, sigmoid(x))), ln(sigmoid(x))), right: (x) => neg(x) },
  { name: 'sigmoid and its complement', left: (x) => add(sigmoid(x), sigmoid(neg(x))), right: () => number(1) },
]

/** Other arguments, such as double angles: only for a whole result, since sums of sin x and sin 2x are no simpler. */
export const wholeSumRules: readonly Rule[] = [
  { name: 'tangent and cotangent', left: (x) => add(tan(x), cot(x)), right: (x) => div(2, sin(mul(2, x))) },
  { name: 'sigmoid between -1 and 1', left: (x) => sub(mul(2, sigmoid(x)), 1), right: (x) => tanh(div(x, 2)), beside: false },
  { name: 'cosine of the double', left: (x) => sub(pow(cos(x), 2), pow(sin(x), 2)), right: (x) => cos(mul(2, x)) },
  { name: 'squared cosine by the double', left: (x) => add(1, cos(mul(2, x))), right: (x) => mul(2, pow(cos(x), 2)) },
  { name: 'squared sine by the double', left: (x) => sub(1, cos(mul(2, x))), right: (x) => mul(2, pow(sin(x), 2)) },
  { name: 'cosine of the double by the sine', left: (x) => sub(1, mul(2, pow(sin(x), 2))), right: (x) => cos(mul(2, x)) },
  { name: 'cosine of the double by the cosine', left: (x) => sub(mul(2, pow(cos(x), 2)), 1), right: (x) => cos(mul(2, x)) },
  { name: 'hyperbolic cosine of the double', left: (x) => add(pow(cosh(x), 2), pow(sinh(x), 2)), right: (x) => cosh(mul(2, x)) },
  { name: 'hyperbolic cosine of the double by the cosine', left: (x) => sub(mul(2, pow(cosh(x), 2)), 1), right: (x) => cosh(mul(2, x)) },
  { name: 'hyperbolic cosine of the double by the sine', left: (x) => add(mul(2, pow(sinh(x), 2)), 1), right: (x) => cosh(mul(2, x)) },
]
export const wholeProductRules: readonly Rule[] = [
  { name: 'sine of the double', left: (x) => mul(sin(x), cos(x)), right: (x) => div(sin(mul(2, x)), 2) },
  { name: 'sine over secant', left: (x) => div(sin(x), sec(x)), right: (x) => div(sin(mul(2, x)), 2) },
  { name: 'secant times cosecant', left: (x) => mul(sec(x), csc(x)), right: (x) => div(2, sin(mul(2, x))) },
  { name: 'hyperbolic secant times cosecant', left: (x) => mul(sech(x), csch(x)), right: (x) => div(2, sinh(mul(2, x))) },
  { name: 'hyperbolic sine of the double', left: (x) => mul(sinh(x), cosh(x)), right: (x) => div(sinh(mul(2, x)), 2) },
]

/** Pairs of factors that become one where that is shorter. */
export const productRules: readonly Rule[] = [
  { name: 'sign over size', left: (x) => div(sign(x), abs(x)), right: (x) => div(1, x) },
  { name: 'number times its sign', left: (x) => mul(x, sign(x)), right: (x) => abs(x) },
  { name: 'size times the sign', left: (x) => mul(abs(x), sign(x)), right: (x) => x },
  { name: 'number over the fourth power of its cube root', left: (x) => div(x, pow(cbrt(x), 4)), right: (x) => div(1, cbrt(x)) },
  { name: 'number over the square of its cube root', left: (x) => div(x, pow(cbrt(x), 2)), right: (x) => cbrt(x) },
  { name: 'sign over the number', left: (x) => div(sign(x), x), right: (x) => div(1, abs(x)) },
  { name: 'number over its size', left: (x) => div(x, abs(x)), right: (x) => sign(x) },
  { name: 'square over the size', left: (x) => div(pow(x, 2), abs(x)), right: (x) => abs(x) },
  { name: 'sine of the whole', left: (x) => mul(sin(div(x, 2)), cos(div(x, 2))), right: (x) => div(sin(x), 2) },
  { name: 'hyperbolic sine of the whole', left: (x) => mul(sinh(div(x, 2)), cosh(div(x, 2))), right: (x) => div(sinh(x), 2) },
  { name: 'tangent', left: (x) => div(sin(x), cos(x)), right: (x) => tan(x) },
  { name: 'tangent times cosine', left: (x) => mul(tan(x), cos(x)), right: (x) => sin(x) },
  { name: 'tangent over secant', left: (x) => div(tan(x), sec(x)), right: (x) => sin(x) },
  { name: 'tangent by sine', left: (x) => div(tan(x), sin(x)), right: (x) => div(1, cos(x)) },
  { name: 'secant over tangent', left: (x) => div(sec(x), tan(x)), right: (x) => csc(x) },
  { name: 'cosecant over cotangent', left: (x) => div(csc(x), cot(x)), right: (x) => sec(x) },
  { name: 'hyperbolic secant over tangent', left: (x) => div(sech(x), tanh(x)), right: (x) => csch(x) },
  { name: 'hyperbolic cosecant over cotangent', left: (x) => div(csch(x), coth(x)), right: (x) => sech(x) },
  { name: 'cosecant times tangent', left: (x) => mul(csc(x), tan(x)), right: (x) => sec(x) },
  { name: 'secant times cotangent', left: (x) => mul(sec(x), cot(x)), right: (x) => csc(x) },
  { name: 'secant times cosine', left: (x) => mul(sec(x), cos(x)), right: () => number(1) },
  { name: 'cosecant times sine', left: (x) => mul(csc(x), sin(x)), right: () => number(1) },
  { name: 'cotangent times tangent', left: (x) => mul(cot(x), tan(x)), right: () => number(1) },
  { name: 'cotangent', left: (x) => div(cos(x), sin(x)), right: (x) => cot(x) },
  { name: 'hyperbolic tangent', left: (x) => div(sinh(x), cosh(x)), right: (x) => tanh(x) },
  { name: 'hyperbolic cotangent', left: (x) => div(cosh(x), sinh(x)), right: (x) => coth(x) },
  { name: 'hyperbolic tangent times cosine', left: (x) => mul(tanh(x), cosh(x)), right: (x) => sinh(x) },
  { name: 'rectifier and its step', left: (x) => mul(relu(x), where(gt(x, 0), 1, 0)), right: (x) => relu(x) },
  { name: 'larger than zero and its step', left: (x) => mul(maximum(0, x), where(gt(x, 0), 1, 0)), right: (x) => maximum(0, x) },
  { name: 'zero or larger and its step', left: (x) => mul(maximum(x, 0), where(gt(x, 0), 1, 0)), right: (x) => maximum(x, 0) },
  { name: 'hyperbolic secant times cosine', left: (x) => mul(sech(x), cosh(x)), right: () => number(1) },
]
