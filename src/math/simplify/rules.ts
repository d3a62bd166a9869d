/**
 * The rules of simplification, one a line: what is true of functions for all real arguments at which the left side has a
 * value. What holds of sums, products and powers as such is built into the canonical form (sum.ts, product.ts).
 */
import { number } from '../expr.ts'
import { relu, sigmoid } from '../ops/activation.ts'
import { add, cbrt, div, exp, ln, mul, pi, pow, sub } from '../ops/arithmetic.ts'
import { sign } from '../ops/condition.ts'
import { cos, sin, tan } from '../ops/trigonometric.ts'
import type { Rule } from './match.ts'
import { isPositive } from './sign.ts'

/** f(-x) = -f(x). */
export const odd: ReadonlySet<string> = new Set([
  'sin',
  'tan',
  'csc',
  'cot',
  'asin',
  'atan',
  'acsc',
  'acot',
  'sinh',
  'tanh',
  'csch',
  'coth',
  'asinh',
  'atanh',
  'acsch',
  'acoth',
  'cbrt',
  'erf',
  'erfinv',
  'sign',
  'softsign',
])

/** f(-x) = f(x). */
export const even: ReadonlySet<string> = new Set(['cos', 'sec', 'cosh', 'sech', 'sinc'])

/** Functions that fold where they are applied. */
export const functionRules: readonly Rule[] = [
  { name: 'logarithm of exponential', left: (x) => ln(exp(x)), right: (x) => x },
  { name: 'sine of zero', left: () => sin(0), right: () => number(0) },
  { name: 'sine of pi', left: () => sin(pi), right: () => number(0) },
  { name: 'sine of half pi', left: () => sin(div(pi, 2)), right: () => number(1) },
  { name: 'cosine of zero', left: () => cos(0), right: () => number(1) },
  { name: 'cosine of pi', left: () => cos(pi), right: () => number(-1) },
  { name: 'cosine of half pi', left: () => cos(div(pi, 2)), right: () => number(0) },
  { name: 'tangent of zero', left: () => tan(0), right: () => number(0) },
  { name: 'cube root of cube', left: (x) => cbrt(pow(x, 3)), right: (x) => x },
  { name: 'sigmoid of zero', left: () => sigmoid(0), right: () => div(1, 2) },
  { name: 'rectifier of a positive', left: (x) => relu(x), right: (x) => x, condition: isPositive },
  { name: 'sign of a positive', left: (x) => sign(x), right: () => number(1), condition: isPositive },
]

/** Sums and products that fold in part: the left side is found among the terms, or factors, with anything else beside. */
export const partialRules: readonly Rule[] = [
  { name: 'Pythagoras', left: (x) => add(pow(sin(x), 2), pow(cos(x), 2)), right: () => number(1) },
  { name: 'sigmoid of the opposite', left: (x) => sub(1, sigmoid(mul(-1, x))), right: (x) => sigmoid(x) },
]
