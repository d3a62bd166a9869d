/** The incomplete gamma functions over Γ(a), with relative errors of some 1e-13. */
import { chebyshev } from './chebyshev.ts'
import { erfc } from './error.ts'
import { LOG_GAMMA_1, logGamma, stirling } from './gamma.ts'

/** Lower incomplete gamma function over Γ(a): the series for small x, W. Gautschi's choice of where to turn to the fraction. */
export function gammaP(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN
  if (x === 0 || x === Number.POSITIVE_INFINITY) return x === 0 ? 0 : 1
  if (isUniform(a, x)) return uniform(a, x, -1)
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x)
}

/** Upper incomplete gamma function over Γ(a). */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN
  if (x === 0 || x === Number.POSITIVE_INFINITY) return x === 0 ? 1 : 0
  if (isUniform(a, x)) return uniform(a, x, 1)
  if (x >= a + 1) return upperFraction(a, x)
  return a < 1 ? upperSeries(a, x) : 1 - lowerSeries(a, x)
}

/** For a < 1 and x < 2: 1 - x^a/Γ(1 + a) without cancelling, and what is left of the alternating series (DLMF 8.7.3). */
function upperSeries(a: number, x: number): number {
  const power = a * Math.log(x) - a * (a - 1) * chebyshev(LOG_GAMMA_1, 2 * a - 1)
  let [term, sum] = [1, 0]
  for (let k = 1; k < 60; k++) {
    term *= -x / k
    sum += term / (a + k)
  }
  return -Math.expm1(power) - a * Math.exp(power) * sum
}

/** x^a e^(-x)/Γ(a). For large a by the distance of x from a: the logarithms of its factors are large, and nearly cancel. */
function front(a: number, x: number): number {
  if (a < 12) return Math.exp(a * Math.log(x) - x - logGamma(a))
  const u = (x - a) / a
  const less = Math.abs(u) > 0.4 ? u - Math.log(x / a) : lessLogarithm(u)
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(-a * less - stirling(a))
}

/** u - ln(1 + u) near zero. */
function lessLogarithm(u: number): number {
  // ln(1 + u) = 2 artanh(t) with t = u/(2 + u), and u - 2t = ut.
  const t = u / (2 + u)
  let [sum, power] = [0, 2 * t]
  for (let k = 3; k < 40; k += 2) {
    power *= t * t
    sum += power / k
  }
  return u * t - sum
}

/** Where N. M. Temme's expansion takes its place: the series and the fraction need some 6√a terms where x is next to a. */
const isUniform = (a: number, x: number): boolean => a > 1e5 && Math.abs(x - a) < 0.1 * a

/** The expansion's coefficients of a^(-k) as power series in η (DLMF 8.12.10), as far as they count for such a and x. */
const UNIFORM = [
  [
    -1 / 3,
    1 / 12,
    -2 / 135,
    1 / 864,
    1 / 2835,
    -139 / 777600,
    3.919263178522438e-5,
    -2.185448510679992e-6,
    -1.85406221071516e-6,
    8.296711340953087e-7,
    -1.7665952736826078e-7,
    6.707853543401498e-9,
    1.0261809784240309e-8,
  ],
  [-1 / 540, -1 / 288, 1 / 378, -77 / 77760, 1 / 4860, -4.018775720164609e-7, -1.8098550334489977e-5, 7.64916091608111e-6, -1.6120900894563446e-6],
  [25 / 6048, -139 / 51840, 1 / 1296, 2.0093878600823047e-6, -0.0001073665322636516],
] as const

/** Q (side 1) or P (side -1) as half an error function and what is left, uniformly in x (DLMF 8.12.3). */
function uniform(a: number, x: number, side: 1 | -1): number {
  const u = (x - a) / a
  const less = lessLogarithm(u)
  const eta = Math.sign(u) * Math.sqrt(2 * less)
  const series = UNIFORM.map((terms) => terms.reduceRight((sum, c) => sum * eta + c, 0)).reduceRight((sum, c) => sum / a + c, 0)
  const rest = (Math.exp(-a * less) / Math.sqrt(2 * Math.PI * a)) * series
  return erfc(side * eta * Math.sqrt(a / 2)) / 2 + side * rest
}

const MOST_TERMS = 100_000

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let k = 1; k < MOST_TERMS && Math.abs(term) > 1e-17 * Math.abs(sum); k++) sum += term *= x / (a + k)
  return sum * front(a, x)
}

/** Legendre's continued fraction (DLMF 8.9.2), by Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let k = 1; k < MOST_TERMS; k++) {
    const an = -k * (k - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    const step = c * d
    h *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return h * front(a, x)
}
