/**
 * The rules of computing, one a line: the left side loses digits or overflows somewhere, the right side does not and is
 * the same number. What needs more than a pattern (a shift by the largest exponent) is in stable.ts.
 */

import { number } from '../../expr.ts'
import { sigmoid, softplus } from '../../ops/activation.ts'
import { add, div, exp, expm1, ln, log1p, mul, neg, pi, pow, sqrt, sub } from '../../ops/arithmetic.ts'
import { abs, lt, where } from '../../ops/condition.ts'
import { asinh, cosh, coth, csch, sech, sinh, tanh } from '../../ops/hyperbolic.ts'
import { hypot } from '../../ops/powers.ts'
import { erf, erfc, erfcx, logNormalCdf, normalCdf, normalPdf } from '../../ops/special.ts'
import { cos, sin } from '../../ops/trigonometric.ts'
import type { Rule } from '../rules/match.ts'

export const stableFunctionRules: readonly Rule[] = [
  { name: 'softplus', left: (x) => ln(add(1, exp(x))), right: (x) => softplus(x) },
  { name: 'softplus as it is typed', left: (x) => log1p(exp(x)), right: (x) => softplus(x) },
  { name: 'hyperbolic secant', left: (x) => sech(x), right: (x) => div(1, cosh(x)) },
  { name: 'hyperbolic cosecant', left: (x) => csch(x), right: (x) => div(1, sinh(x)) },
  { name: 'hyperbolic cotangent', left: (x) => coth(x), right: (x) => div(1, tanh(x)) },
  { name: 'logarithm as an inverse hyperbolic sine', left: (x) => ln(add(x, hypot(x, 1))), right: (x) => asinh(x) },
  { name: 'logarithm of the normal distribution function', left: (x) => ln(normalCdf(x)), right: (x) => logNormalCdf(x) },
  { name: 'logarithm of the sigmoid', left: (x) => ln(sigmoid(x)), right: (x) => neg(softplus(neg(x))) },
  // Near 0 the two terms of the second form cancel; far out the sinh of the first overflows.
  {
    name: 'logarithm of the hyperbolic cosine',
    left: (x) => ln(cosh(x)),
    right: (x) => where(lt(abs(x), 1), log1p(mul(2, pow(sinh(div(x, 2)), 2))), sub(add(abs(x), log1p(exp(mul(-2, abs(x))))), ln(2))),
  },
]

export const stableSumRules: readonly Rule[] = [
  { name: 'complement of the sigmoid', left: (x) => sub(1, sigmoid(x)), right: (x) => sigmoid(neg(x)) },
  // 1 - tanh²x = sech²x = 4t/(1 + t)² with t = e^(-2|x|).
  {
    name: 'complement of the squared hyperbolic tangent',
    left: (x) => sub(1, pow(tanh(x), 2)),
    right: (x) => div(mul(4, exp(mul(-2, abs(x)))), pow(add(1, exp(mul(-2, abs(x)))), 2)),
  },
  { name: 'hyperbolic tangent and one', left: (x) => add(1, tanh(x)), right: (x) => mul(2, sigmoid(mul(2, x))) },
  { name: 'one less the hyperbolic tangent', left: (x) => sub(1, tanh(x)), right: (x) => mul(2, sigmoid(mul(-2, x))) },
  { name: 'complement of the normal distribution function', left: (x) => sub(1, normalCdf(x)), right: (x) => normalCdf(neg(x)) },
  { name: 'sigmoid between -1 and 1', left: (x) => sub(mul(2, sigmoid(x)), 1), right: (x) => tanh(div(x, 2)) },
  { name: 'softplus less its argument', left: (x) => sub(softplus(x), x), right: (x) => softplus(neg(x)) },
  { name: 'exponential less one', left: (x) => sub(exp(x), 1), right: (x) => expm1(x) },
  // ln(e^x - 1) has a value for positive x alone.
  { name: 'logarithm less its argument', left: (x) => sub(ln(expm1(x)), x), right: (x) => ln(neg(expm1(neg(x)))) },
  { name: 'difference of exponentials', left: (x) => sub(exp(x), exp(neg(x))), right: (x) => mul(2, sinh(x)) },
  { name: 'sum of exponentials', left: (x) => add(exp(x), exp(neg(x))), right: (x) => mul(2, cosh(x)) },
  { name: 'one less the cosine', left: (x) => sub(1, cos(x)), right: (x) => mul(2, pow(sin(div(x, 2)), 2)) },
  { name: 'hyperbolic cosine less one', left: (x) => sub(cosh(x), 1), right: (x) => mul(2, pow(sinh(div(x, 2)), 2)) },
  { name: 'difference of logarithms', left: (x) => sub(log1p(x), ln(x)), right: (x) => log1p(div(1, x)) },
  { name: 'complementary error function', left: (x) => sub(1, erf(x)), right: (x) => erfc(x) },
  { name: 'error function and one', left: (x) => add(1, erf(x)), right: (x) => erfc(neg(x)) },
]

export const stableProductRules: readonly Rule[] = [
  { name: 'hyperbolic tangent', left: (x) => div(sinh(x), cosh(x)), right: (x) => tanh(x) },
  { name: 'hyperbolic cotangent', left: (x) => div(cosh(x), sinh(x)), right: (x) => div(1, tanh(x)) },
  {
    name: 'density over distribution function',
    left: (x) => div(normalPdf(x), normalCdf(x)),
    right: (x) => div(sqrt(div(2, pi)), erfcx(neg(div(x, sqrt(number(2)))))),
  },
  { name: 'hyperbolic tangent by its exponential', left: (x) => mul(expm1(x), sigmoid(neg(x))), right: (x) => tanh(div(x, 2)) },
]
