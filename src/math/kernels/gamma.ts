/**
 * The gamma function and its logarithm, their derivatives, Hurwitz's and Riemann's zeta functions, beta and binomial.
 * Chebyshev series where the argument is small, Stirling's and Euler-Maclaurin's series (DLMF 5.11, 25.11) where it is large.
 * Relative errors of some 1e-14, also next to roots: of lgamma and digamma down to about -10, further out the error is absolute there.
 */
import { chebyshev } from './chebyshev.ts'

/** Γ(x) on [2, 3]. */
const GAMMA = [
  1.4137822420244524, 0.49172848008900727, 0.08532454170609606, 0.008214558154673682, 0.0008879278094690782, 5.6765679151886106e-5,
  5.264076190531452e-6, 1.9612784848738765e-7, 2.425465919964936e-8, -4.340584399846537e-11, 1.2813542241531117e-10, -7.185158744735293e-12,
  9.878862168080628e-13, -8.935248942385424e-14, 9.472673359391568e-15, -9.426686010233666e-16, 9.59100989075118e-17, -9.677958042410815e-18,
]
/** ln Γ(x) / ((x - 1)(x - 2)) on [1, 2] and on [2, 3]. The first is printed beside code too. */
export const LOG_GAMMA_1 = [
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

/** Roots of ψ and of ln |Γ| left of zero, each in two parts. */
const DIGAMMA_ROOTS = [
  [-0.5040830082644554, -8.15428206243813e-18],
  [-1.5734984731623904, -1.574185691077347e-17],
  [-2.6107208684441447, 9.881960746978353e-17],
  [-3.635293366436901, 5.454396163173039e-17],
  [-4.653237761743142, -2.5492686201468193e-16],
  [-5.6671624415568855, -3.2153051074948335e-18],
  [-6.678418213073427, 3.470798723495241e-16],
  [-7.687788325031626, -1.351562494643672e-16],
  [-8.695764163816401, -3.2859903716289447e-16],
  [-9.702672540001863, -3.2563178405401477e-16],
] as const
const LOG_GAMMA_ROOTS = [
  [-2.4570247382208006, -3.7075610815513266e-17],
  [-2.7476826467274127, 9.055340329338315e-17],
  [-3.14358088834998, -2.1818179852331714e-16],
  [-3.955294284858598, -1.999428391746348e-17],
  [-4.039361839740537, 2.1143995503980602e-16],
  [-4.991544640560048, 1.5174411760571722e-16],
  [-5.0082181683225935, -4.3926353491015815e-17],
] as const

/** The Taylor series at a root if x is next to one; `coefficient` gives f⁽ᵏ⁾(r)/k!. */
function nearRoot(x: number, roots: readonly (readonly [number, number])[], coefficient: (k: number, root: number) => number): number | undefined {
  const root = roots.find(([r]) => Math.abs(x - r) < 0.03 * Math.abs(r - Math.round(r)))
  if (root === undefined) return undefined
  const step = x - root[0] - root[1]
  let sum = 0
  for (let k = 11; k > 0; k--) sum = (sum + coefficient(k, root[0])) * step
  return sum
}

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

/** What ln Γ(x) has beyond its elementary part, for large x. */
export function stirling(x: number): number {
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
  if (x < 0.5) {
    const coefficient = (k: number, r: number): number => (k === 1 ? digamma(r) : ((k % 2 === 0 ? 1 : -1) * hurwitzZeta(k, r)) / k)
    return nearRoot(x, LOG_GAMMA_ROOTS, coefficient) ?? Math.log(Math.PI / Math.abs(sinPi(x))) - logGamma(1 - x)
  }
  // ln Γ(x + 1) - ln x without the rounding of x + 1.
  if (x < 1) return x * (x - 1) * chebyshev(LOG_GAMMA_1, 2 * x - 1) - Math.log(x)
  if (x <= 2) return (x - 1) * (x - 2) * chebyshev(LOG_GAMMA_1, 2 * x - 3)
  if (x <= 3) return (x - 1) * (x - 2) * chebyshev(LOG_GAMMA_2, 2 * x - 5)
  if (x < 12) return Math.log(gamma(x))
  if (x === Number.POSITIVE_INFINITY) return x
  return (x - 0.5) * Math.log(x) - x + LOG_ROOT_TWO_PI + stirling(x)
}

/** ψ(x) = Γ'(x)/Γ(x). */
export function digamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Number.NaN
  if (x < -0.4) {
    const near = nearRoot(x, DIGAMMA_ROOTS, (k, r) => (k % 2 === 0 ? -1 : 1) * hurwitzZeta(k + 1, r))
    if (near !== undefined) return near
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

/** Where Euler-Maclaurin's series for ζ(s, x) gets small enough. */
const farEnough = (s: number): number => 14 + 0.75 * Math.min(Math.max(0, s), 200)

/** Σ_{k≥0} (x + k)^(-s) for s > 1, and its continuation to s > -8 except 1 for x > 0. */
export function hurwitzZeta(s: number, x: number): number {
  if (s === 1 || (x <= 0 && Number.isInteger(x))) return Number.NaN
  // Far to the left it takes a step for each unit.
  if (x < -1e5) return Number.NaN
  let sum = 0
  for (const far = farEnough(s); x < far; x++) {
    const term = x ** -s
    sum += term
    if (x > 0 && s > 2 && term * x < 1e-18 * sum) return sum
  }
  const power = x ** -s
  sum += x ** (1 - s) / (s - 1) + power / 2
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

/** The coefficients of P_n, of which π^n P_n(cot πx) is the derivative of order n of cot πx: P_0 is its argument, P_(n+1) = -(1 + c²) P_n'. */
function cotangentPolynomial(n: number): number[] {
  let own = [0, 1]
  for (let k = 0; k < n; k++) {
    const next = new Array<number>(own.length + 1).fill(0)
    for (let i = 1; i < own.length; i++) {
      const slope = i * (own[i] as number)
      next[i - 1] = (next[i - 1] as number) - slope
      next[i + 1] = (next[i + 1] as number) - slope
    }
    own = next
  }
  return own
}

/** Orders up to which the powers of π and the coefficients are far from overflow. */
const MOST_REFLECTED = 100

/** ψ^(n)(x), the derivative of order n of the digamma function; left of zero by reflection (DLMF 5.15.6). */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x)
  if (!Number.isInteger(n) || n < 0) return Number.NaN
  if (x < 0 && n <= MOST_REFLECTED) {
    if (Number.isInteger(x)) return Number.NaN
    // All terms of P_n(c) have one sign: nothing cancels.
    const c = sinPi(x + 0.5) / sinPi(x)
    const wave = cotangentPolynomial(n).reduceRight((sum, coefficient) => sum * c + coefficient, 0)
    return (n % 2 === 0 ? 1 : -1) * polygamma(n, 1 - x) - Math.PI ** (n + 1) * wave
  }
  return (n % 2 === 0 ? -1 : 1) * gamma(n + 1) * hurwitzZeta(n + 1, x)
}

/** Left of this ζ is taken from the other side of ½ by its functional equation. */
const REFLECTED = -0.2

/** 2 (2π)^(-z) Γ(z) by the duplication formula (DLMF 5.5.5), which overflows no earlier than ζ(1 - z). */
const reflection = (z: number): number => Math.PI ** (-z / 2) * gamma(z / 2) * (Math.PI ** (-(z + 1) / 2) * gamma((z + 1) / 2))

/** Riemann's ζ(s); NaN at the pole 1. */
export function zeta(s: number): number {
  if (s > 60) return 1 + 2 ** -s
  if (s >= REFLECTED || Number.isNaN(s)) return hurwitzZeta(s, 1)
  // A root is one also where the other factor overflows.
  return s % 2 === 0 ? 0 : reflection(1 - s) * sinPi(s / 2) * zeta(1 - s)
}

/** ∂ⁿζ(s, x)/∂sⁿ for x > 0 and s > -6 except 1 (NaN elsewhere), for x = 1 at any s. */
export function hurwitzDerivative(n: number, s: number, x: number): number {
  if (!Number.isInteger(n) || n < 0 || n > 60 || s === 1 || !(x > 0)) return Number.NaN
  if (x === 1 && s < REFLECTED) return (zetaReflected(n, s)[n] as number) * gamma(n + 1)
  return s > -6 ? (hurwitzSeries(n, s, x)[n] as number) * gamma(n + 1) : Number.NaN
}

/** The Taylor coefficients of ζ(s + ε) up to εⁿ: the product of those of 2(2π)^(s-1) Γ(1-s), sin(πs/2) and ζ(1-s) (DLMF 25.4.1). */
function zetaReflected(n: number, s: number): number[] {
  const z = 1 - s
  const alternate = (series: readonly number[]): number[] => series.map((c, k) => (k % 2 === 0 ? c : -c))
  const times = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((_, k) => a.slice(0, k + 1).reduce((sum, c, i) => sum + c * (b[k - i] as number), 0))
  // The logarithm of (2π)^(s-1) Γ(1 - s), then its exponential.
  const logarithm = Array.from({ length: n + 1 }, (_, k) => (k === 1 ? Math.log(2 * Math.PI) - digamma(z) : k === 0 ? 0 : hurwitzZeta(k, z) / k))
  const growth = [reflection(z)]
  for (let k = 1; k <= n; k++) growth.push(growth.reduce((sum, c, i) => sum + (k - i) * (logarithm[k - i] as number) * c, 0) / k)
  const sine = growth.map((_, k) => (sinPi((s + k) / 2) * (Math.PI / 2) ** k) / (FACTORIALS[k] as number))
  return times(times(growth, sine), alternate(hurwitzSeries(n, z, 1)))
}

/** The Taylor coefficients of ζ(s + ε, x) up to εⁿ: Euler-Maclaurin's series as for ζ(s, x) itself, each of its terms a polynomial in ε. */
function hurwitzSeries(n: number, s: number, x: number): number[] {
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
  for (const far = farEnough(s); x < far; x++) accumulate(powers(), 1)
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
  return sum
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
  if (!(large > 12 && a + b > 12)) return logGamma(a) + logGamma(b) - logGamma(a + b)
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
    for (let i = 1; i <= k; i++) product = (product * (n - (k - i))) / i
    return product
  }
  return 1 / ((n + 1) * beta(n - k + 1, k + 1))
}
