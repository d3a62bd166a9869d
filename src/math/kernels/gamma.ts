/**
 * The gamma function and its logarithm, their derivatives, Hurwitz's and Riemann's zeta functions, beta and binomial.
 * Chebyshev series where the argument is small, Stirling's and Euler-Maclaurin's series (DLMF 5.11, 25.11) where it is large.
 * Relative errors below 1e-14, digamma also near its root at 1.46; next to the other roots and poles the error is absolute.
 */
import { chebyshev } from './chebyshev.ts'

/** Γ(x) on [2, 3]. */
const GAMMA = [
  1.4137822420244524, 0.49172848008900727, 0.08532454170609606, 0.008214558154673682, 0.0008879278094690782, 5.6765679151886106e-5,
  5.264076190531452e-6, 1.9612784848738765e-7, 2.425465919964936e-8, -4.340584399846537e-11, 1.2813542241531117e-10, -7.185158744735293e-12,
  9.878862168080628e-13, -8.935248942385424e-14, 9.472673359391568e-15, -9.426686010233666e-16, 9.59100989075118e-17, -9.677958042410815e-18,
]
/** ln Γ(x) / ((x - 1)(x - 2)) on [1, 2] and on [2, 3]. */
const LOG_GAMMA_1 = [
  0.49141539302938714, -0.07611416167043585, 0.008432324965932778, -0.001079493726328608, 0.00014900748003692963, -2.1512399888556784e-5,
  3.1979329860862186e-6, -4.851693012139927e-7, 7.47148782116316e-8, -1.1638296700170518e-8, 1.829400437118668e-9, -2.8969180607129607e-10,
  4.61570140620909e-11, -7.392810230497983e-12, 1.1894280008333085e-12, -1.9212068676522805e-13, 3.113975526387164e-14, -5.0628432984486114e-15,
  8.254150281631144e-16, -1.3490578987574844e-16, 2.209876116782623e-17, -3.6274129549239766e-18,
]
const LOG_GAMMA_2 = [
  0.382112136650093, -0.03790926864500773, 0.002550781673045232, -0.0001947340447098225, 1.5924036116180615e-5, -1.3589309830106678e-6,
  1.1934795519803187e-7, -1.0698118488569036e-8, 9.73606763837156e-10, -8.964146423017226e-11, 8.329417537329365e-12, -7.797085766049146e-13,
  7.343359971130484e-14, -6.951424006127751e-15, 6.609049323710023e-16, -6.30712168568426e-17, 6.038699961269486e-18,
]
/** ψ(x) / (x - r) on [1, 2], and its root r in two parts. */
const DIGAMMA = [
  0.983570260441567, -0.2270640863346444, 0.03336889902393011, -0.005320077271596548, 0.0008788656937820505, -0.00014773492650606044,
  2.5060543468359146e-5, -4.2721034029993324e-6, 7.302769272465923e-7, -1.2502886813559594e-7, 2.1425009322359472e-8, -3.673295918565179e-9,
  6.299717236108931e-10, -1.080593028883266e-10, 1.853735192053638e-11, -3.18023536582553e-12, 5.456147570322795e-13, -9.360993131036438e-14,
  1.606064636295075e-14, -2.7555431377438815e-15, 4.727736178601912e-16, -8.11148420346509e-17, 1.391707769474154e-17, -2.3877901082188625e-18,
]
const DIGAMMA_ROOT = [1.4616321449683622, 9.549995429965697e-17] as const

const LOG_ROOT_TWO_PI = 0.9189385332046728
/** B_2k / (2k (2k - 1)): Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400]
/** B_2k. */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330]

/** sin(πx), exactly zero at integers. */
export function sinPi(x: number): number {
  // The distance from the nearest whole number is exact.
  const whole = Math.round(x)
  if (whole === x) return 0
  const sine = Math.sin(Math.PI * (x - whole))
  return whole % 2 === 0 ? sine : -sine
}

function stirling(x: number): number {
  const z = 1 / (x * x)
  return STIRLING.reduceRight((sum, c) => sum * z + c, 0) / x
}

const FACTORIALS: number[] = [1]
for (let n = 1; n <= 170; n++) FACTORIALS.push((FACTORIALS[n - 1] as number) * n)

/** Γ(x); NaN at 0 and the negative integers. */
export function gamma(x: number): number {
  if (Number.isInteger(x))
    return x > 171 ? Number.POSITIVE_INFINITY : x > 0 ? (FACTORIALS[x - 1] as number) : x === Number.POSITIVE_INFINITY ? x : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  if (x < 0.5) return x < -180 ? 0 : Math.PI / (sinPi(x) * gamma(1 - x))
  if (x > 171.7) return Number.POSITIVE_INFINITY
  if (x > 12) {
    // x^(x - ½) in two factors: it overflows before Γ does.
    const half = x ** (0.5 * x - 0.25)
    return 2.5066282746310007 * half * Math.exp(-x) * half * Math.exp(stirling(x))
  }
  let [t, factor] = [x, 1]
  while (t > 3) factor *= --t
  while (t < 2) factor /= t++
  return factor * chebyshev(GAMMA, 2 * t - 5)
}

/** ln |Γ(x)|; infinite at 0 and the negative integers. */
export function logGamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY
  if (x < 0.5) return Math.log(Math.PI / Math.abs(sinPi(x))) - logGamma(1 - x)
  if (x < 1) return logGamma(x + 1) - Math.log(x)
  if (x <= 2) return (x - 1) * (x - 2) * chebyshev(LOG_GAMMA_1, 2 * x - 3)
  if (x <= 3) return (x - 1) * (x - 2) * chebyshev(LOG_GAMMA_2, 2 * x - 5)
  if (x < 12) return Math.log(gamma(x))
  if (x === Number.POSITIVE_INFINITY) return x
  return (x - 0.5) * Math.log(x) - x + LOG_ROOT_TWO_PI + stirling(x)
}

/** ψ(x) = Γ'(x)/Γ(x). */
export function digamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Number.NaN
  if (x < 0) {
    // ψ(1 - x) - π cot(πx)
    const rest = x - Math.floor(x)
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (rest > 0.5 ? rest - 1 : rest))
  }
  if (x < 1) return digamma(x + 1) - 1 / x
  if (x <= 2) return (x - DIGAMMA_ROOT[0] - DIGAMMA_ROOT[1]) * chebyshev(DIGAMMA, 2 * x - 3)
  let sum = 0
  while (x < 12) sum -= 1 / x++
  const z = 1 / (x * x)
  const series = BERNOULLI.slice(0, 7).reduceRight((total, b, k) => (total + b / (2 * k + 2)) * z, 0)
  return sum + Math.log(x) - 0.5 / x - series
}

/** Σ_{k≥0} (x + k)^(-s) for s > 1, and its continuation to s > -8 except 1 for x > 0. */
export function hurwitzZeta(s: number, x: number): number {
  if (s === 1 || (x <= 0 && Number.isInteger(x))) return Number.NaN
  // Far to the left it takes a step for each unit.
  if (x < -1e5) return Number.NaN
  let sum = 0
  while (x < 14) {
    sum += x ** -s
    x++
  }
  const power = x ** -s
  sum += (power * x) / (s - 1) + power / 2
  // Euler-Maclaurin: B_2k/(2k)! s (s+1) ... (s+2k-2) x^(-s-2k+1).
  let factor = (s * power) / x
  for (let k = 0; k < BERNOULLI.length; k++) {
    const term = factor * ((BERNOULLI[k] as number) / (FACTORIALS[2 * k + 2] as number))
    sum += term
    if (Math.abs(term) < 1e-18 * Math.abs(sum)) break
    factor *= ((s + 2 * k + 1) * (s + 2 * k + 2)) / (x * x)
  }
  return sum
}

/** ψ^(n)(x), the derivative of order n of the digamma function. */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x)
  if (!Number.isInteger(n) || n < 0) return Number.NaN
  return (n % 2 === 0 ? -1 : 1) * gamma(n + 1) * hurwitzZeta(n + 1, x)
}

/** Riemann's ζ(s); NaN at the pole 1. */
export function zeta(s: number): number {
  if (s > 60) return 1 + 2 ** -s
  if (s >= 0 || Number.isNaN(s)) return hurwitzZeta(s, 1)
  if (s % 2 === 0) return 0
  return 2 ** s * Math.PI ** (s - 1) * sinPi(s / 2) * gamma(1 - s) * zeta(1 - s)
}

/** ζ'(s) except at 1: for s < 0 by the functional equation differentiated. */
export function zetaDerivative(s: number): number {
  if (!(s < 0)) return hurwitzDerivative(1, s, 1)
  const scale = 2 ** s * Math.PI ** (s - 1) * gamma(1 - s)
  const [sine, cosine] = [sinPi(s / 2), sinPi((s + 1) / 2)]
  const slope = sine * (Math.log(2 * Math.PI) - digamma(1 - s)) + (Math.PI / 2) * cosine
  return scale * (slope * zeta(1 - s) - sine * zetaDerivative(1 - s))
}

/**
 * ∂ⁿζ(s, x)/∂sⁿ for x > 0 and s > -6 except 1 (NaN elsewhere): Euler-Maclaurin's series as for ζ(s, x) itself, each of its terms as a Taylor
 * polynomial in s.
 */
export function hurwitzDerivative(n: number, s: number, x: number): number {
  if (!Number.isInteger(n) || n < 0 || n > 60 || !(s > -6) || s === 1 || !(x > 0)) return Number.NaN
  const sum = new Array<number>(n + 1).fill(0)
  const accumulate = (series: readonly number[], factor: number): void => {
    for (let i = 0; i <= n; i++) sum[i] = (sum[i] as number) + factor * (series[i] as number)
  }
  /** The coefficients of x^(-s-ε) in ε. */
  const powers = (): number[] => {
    const log = Math.log(x)
    const series = [x ** -s]
    for (let i = 1; i <= n; i++) series.push(((series[i - 1] as number) * -log) / i)
    return series
  }
  const timesLinear = (series: readonly number[], constant: number): number[] => series.map((c, i) => c * constant + (series[i - 1] ?? 0))
  for (; x < 14; x++) accumulate(powers(), 1)
  let term = powers()
  accumulate(term, 0.5)
  // x^(1-s-ε)/(s + ε - 1).
  const integral: number[] = []
  for (const [i, c] of term.entries()) integral.push((c * x - (integral[i - 1] ?? 0)) / (s - 1))
  accumulate(integral, 1)
  term = timesLinear(term, s).map((c) => c / x)
  for (let k = 0; k < BERNOULLI.length; k++) {
    accumulate(term, (BERNOULLI[k] as number) / (FACTORIALS[2 * k + 2] as number))
    for (const next of [s + 2 * k + 1, s + 2 * k + 2]) term = timesLinear(term, next).map((c) => c / x)
  }
  return (sum[n] as number) * gamma(n + 1)
}

/** B(a, b). */
export function beta(a: number, b: number): number {
  if (a > 0 && b > 0 && a + b < 170) return (gamma(a) / gamma(a + b)) * gamma(b)
  const sign = (x: number): number => (x > 0 ? 1 : Math.floor(x) % 2 === 0 ? 1 : -1)
  return sign(a) * sign(b) * sign(a + b) * Math.exp(logBeta(a, b))
}

/** ln |B(a, b)|. */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a]
  if (!(large > 12 && small > 0)) return logGamma(a) + logGamma(b) - logGamma(a + b)
  // ln Γ(large) and ln Γ(a + b) nearly cancel: their difference by Stirling's series.
  const difference = (large - 0.5) * Math.log1p(small / large) + small * (Math.log(a + b) - 1) + stirling(a + b) - stirling(large)
  return logGamma(small) - difference
}

/** x! = Γ(x + 1). */
export const factorial = (x: number): number => gamma(x + 1)

/** n over k, for real arguments. */
export function binomial(n: number, k: number): number {
  if (Number.isInteger(k) && k >= 0 && k < 1000) {
    if (Number.isInteger(n) && n >= 0 && k > n / 2) return k > n ? 0 : binomial(n, n - k)
    let product = 1
    for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i
    return product
  }
  return 1 / ((n + 1) * beta(n - k + 1, k + 1))
}

/** Lower incomplete gamma function over Γ(a): the series for small x, W. Gautschi's choice of where to turn to the fraction. */
export function gammaP(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN
  if (x === 0 || x === Number.POSITIVE_INFINITY) return x === 0 ? 0 : 1
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x)
}

/** Upper incomplete gamma function over Γ(a). */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN
  if (x === 0 || x === Number.POSITIVE_INFINITY) return x === 0 ? 1 : 0
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x)
}

const front = (a: number, x: number): number => Math.exp(a * Math.log(x) - x - logGamma(a))

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let k = 1; k < 10_000 && Math.abs(term) > 1e-17 * Math.abs(sum); k++) sum += term *= x / (a + k)
  return sum * front(a, x)
}

/** Legendre's continued fraction (DLMF 8.9.2), by Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let k = 1; k < 10_000; k++) {
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
