/**
 * The error function and what is made of it. erfc is exp(-x²) times a Chebyshev series in (x - k)/(x + k), after J. L. Schonfelder,
 * "Chebyshev expansions for the error and related functions" (1978). Relative error below 1e-15 (erfc below 3e-15 in the tail).
 */
import { chebyshev } from './chebyshev.ts'

const K = 3.75
/** (1 + 2x) exp(x²) erfc(x) for x ≥ 0, by (x - K)/(x + K). This and the next are printed beside code too. */
export const SCALED = [
  1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753, 0.009074997670705265,
  -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-5, 4.13902798607301e-6, 7.74038306619849e-7, -2.1886401049234397e-7,
  1.076499946567091e-8, 4.521959811218287e-9, -7.754400208831351e-10, -6.318088340886684e-11, 2.86879501093067e-11, 1.9455868545777347e-13,
  -9.65469674843344e-13, 3.25254814814874e-14, 3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17,
  5.068148904796111e-17, -2.2370566594359995e-18, -2.187342944303018e-18,
]
/** erf(x)/x by x² on [0, 1]. */
export const CENTRE = [
  0.9754769393826541, -0.14226120510371365, 0.010035582187599796, -0.0005768764699767485, 2.741993125219606e-5, -1.1043175507344507e-6,
  3.8488755420345036e-8, -1.1808582533875466e-9, 3.2334215826050907e-11, -7.991015947004549e-13, 1.7990725113961456e-14, -3.718635487818693e-16,
  7.103599003714253e-18,
]
const TWO_OVER_ROOT_PI = 1.1283791670955126

/** exp(-x²), the square taken in two parts: rounding it would cost x² ulp. */
function gaussian(x: number): number {
  const high = Math.fround(x)
  return Math.exp(-high * high) * Math.exp(-(x - high) * (x + high))
}

/** exp(x²) erfc(x). */
export function erfcx(x: number): number {
  if (x < -27) return Number.POSITIVE_INFINITY
  if (x < 0) {
    const high = Math.fround(x)
    return 2 * Math.exp(high * high) * Math.exp((x - high) * (x + high)) - erfcx(-x)
  }
  if (x === Number.POSITIVE_INFINITY) return 0
  return chebyshev(SCALED, (x - K) / (x + K)) / (1 + 2 * x)
}

export function erf(x: number): number {
  if (Math.abs(x) <= 1) return x * chebyshev(CENTRE, 2 * x * x - 1)
  return x > 0 ? 1 - erfc(x) : erfc(-x) - 1
}

export function erfc(x: number): number {
  if (x < 0.5) return 1 - erf(x)
  return x > 27.5 ? 0 : gaussian(x) * erfcx(x)
}

/** Solves erfc(x) = q for 0 < q ≤ 1 by Halley's method from a rough start. */
function solveErfc(q: number): number {
  const t = Math.sqrt(-2 * Math.log(q / 2))
  let x = Math.SQRT1_2 * (t - (2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481)))
  for (let i = 0; i < 3; i++) {
    const u = (erfc(x) - q) / (TWO_OVER_ROOT_PI * gaussian(x))
    x += u / (1 - x * u)
  }
  return x
}

/** Inverse of erfc. The rough start is formula 26.2.22 of Abramowitz and Stegun. Relative error below 1e-14. */
export function erfcinv(q: number): number {
  if (q === 0) return Number.POSITIVE_INFINITY
  if (q === 2) return Number.NEGATIVE_INFINITY
  if (!(q > 0 && q < 2)) return Number.NaN
  // Near 1 the answer is small, and only erf sees it with full accuracy.
  if (q > 0.5 && q < 1.5) return erfinv(1 - q)
  return q < 1 ? solveErfc(q) : -solveErfc(2 - q)
}

/** Inverse of erf. Relative error below 1e-14. */
export function erfinv(p: number): number {
  if (Math.abs(p) > 0.5) return p > 0 ? erfcinv(1 - p) : -erfcinv(1 + p)
  if (p === 0 || Number.isNaN(p)) return p
  let x = p / TWO_OVER_ROOT_PI
  for (let i = 0; i < 4; i++) {
    const u = (erf(x) - p) / (TWO_OVER_ROOT_PI * Math.exp(-x * x))
    x -= u / (1 + x * u)
  }
  return x
}

/** exp(-x²/2), likewise. */
function bell(x: number): number {
  if (Math.abs(x) > 39) return 0
  const high = Math.fround(x)
  return Math.exp(-0.5 * high * high) * Math.exp(-0.5 * (x - high) * (x + high))
}

/** Distribution function of the standard normal distribution. */
export function normalCdf(x: number): number {
  if (x < -39) return 0
  return x < -1 ? 0.5 * bell(x) * erfcx(-x * Math.SQRT1_2) : 0.5 * erfc(-x * Math.SQRT1_2)
}

/** Its logarithm, also where the function itself underflows. */
export function logNormalCdf(x: number): number {
  if (x > -1) return Math.log1p(-normalCdf(-x))
  return Math.log(0.5 * erfcx(-x * Math.SQRT1_2)) - 0.5 * x * x
}

/** Quantile function of the standard normal distribution. */
export const normalQuantile = (p: number): number => -Math.SQRT2 * erfcinv(2 * p)

/** Density of the standard normal distribution. */
export const normalPdf = (x: number): number => 0.3989422804014327 * bell(x)
