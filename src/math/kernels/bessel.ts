/**
 * Bessel functions of real order and argument. Whole orders: backward recurrence (J. C. P. Miller) with Neumann's series for Y
 * (DLMF 10.8, 10.23), Hankel's expansion (10.17) far out; other orders of J and Y: Schläfli's integrals (10.9); I by its series of
 * positive terms or the expansion 10.40; K by its integral, for which the trapezoidal rule converges exponentially. Errors below
 * 1e-14, relative for I and K, relative to the size of the oscillation for J and Y.
 */
import { gamma, logGamma, sinPi } from './gamma.ts'

const EULER = 0.5772156649015329

/** Hankel's P and Q (DLMF 10.17.3), as cosine and sine amplitudes. Undefined where the series does not get small enough. */
function hankel(order: number, x: number): { p: number; q: number } | undefined {
  const mu = 4 * order * order
  let [p, q, term] = [1, 0, 1]
  for (let k = 1; k < 60; k++) {
    const factor = (mu - (2 * k - 1) ** 2) / (k * 8 * x)
    if (Math.abs(factor) > 1 && k > order + 1) return undefined
    term *= factor
    if (k % 2 === 1) q += k % 4 === 1 ? term : -term
    else p += k % 4 === 2 ? -term : term
    if (Math.abs(term) < 1e-17) return { p, q }
  }
  return undefined
}

/** J_n and Y_n far out: amplitude and phase. The phase x - (2n+1)π/4 by addition formulas, so that large x keeps its digits. */
function farOut(n: number, x: number): { j: number; y: number } | undefined {
  if (x < 25 || x < (n * n) / 2) return undefined
  const series = hankel(n, x)
  if (series === undefined) return undefined
  const { p, q } = series
  const [a, b] = [Math.cos(((2 * n + 1) % 8) * (Math.PI / 4)), Math.sin(((2 * n + 1) % 8) * (Math.PI / 4))]
  const cosine = Math.cos(x) * a + Math.sin(x) * b
  const sine = Math.sin(x) * a - Math.cos(x) * b
  const amplitude = Math.sqrt(2 / (Math.PI * x))
  return { j: amplitude * (p * cosine - q * sine), y: amplitude * (p * sine + q * cosine) }
}

/** J_0 ... J_m at x > 0, m large enough that those asked for are exact. */
function backward(n: number, x: number): number[] {
  const start = 2 * Math.ceil((Math.max(n, x) + 30 + 6 * Math.cbrt(Math.max(n, x))) / 2)
  const values = new Array<number>(start + 1).fill(0)
  let [above, own, sum] = [0, 1e-300, 0]
  // What was scaled down three times is nothing any more: only the latest entries need it.
  const scaled = [start, start, start]
  for (let k = start; k >= 0; k--) {
    values[k] = own
    if (k % 2 === 0) sum += k === 0 ? own : 2 * own
    ;[above, own] = [own, (2 * k * own) / x - above]
    if (Math.abs(own) > 1e250) {
      for (let i = k; i <= (scaled[0] as number); i++) values[i] = (values[i] as number) * 1e-250
      scaled.push(k)
      scaled.shift()
      above *= 1e-250
      own *= 1e-250
      sum *= 1e-250
    }
  }
  return values.map((value) => value / sum)
}

/** Beyond this argument or order recurrence would take too long; Hankel's expansion serves all orders people use there. */
const FARTHEST = 1e5

/** Bessel function of the first kind. */
export function besselJ(order: number, x: number): number {
  if (!Number.isInteger(order)) return x < 0 ? Number.NaN : besselRealOrder(order, x).j
  const n = Math.abs(order)
  const sign = order < 0 !== x < 0 && n % 2 === 1 ? -1 : 1
  const size = Math.abs(x)
  if (size === 0) return n === 0 ? 1 : 0
  const far = farOut(n, size)
  if (far !== undefined) return sign * far.j
  if (!(size < FARTHEST) || n > FARTHEST) return size === Number.POSITIVE_INFINITY ? 0 : Number.NaN
  if (size * size < n + 1) return sign * powerSeries(n, size, -1)
  return sign * (backward(n, size)[n] as number)
}

/** Bessel function of the second kind. */
export function besselY(order: number, x: number): number {
  if (!(x >= 0)) return Number.NaN
  if (x === 0) return Number.NEGATIVE_INFINITY
  if (!Number.isInteger(order)) return besselRealOrder(order, x).y
  const n = Math.abs(order)
  const sign = order < 0 && n % 2 === 1 ? -1 : 1
  const far = farOut(n, x)
  if (far !== undefined) return sign * far.y
  if (!(x < FARTHEST) || n > FARTHEST) return x === Number.POSITIVE_INFINITY ? 0 : Number.NaN
  const j = x < 1e-9 ? [1, x / 2] : backward(1, x)
  const log = Math.log(x / 2) + EULER
  let y0 = log * (j[0] as number)
  let y1 = -(j[0] as number) / x + (log - 1) * (j[1] as number)
  for (let k = 1; 2 * k + 1 < j.length; k++) {
    const alternate = k % 2 === 0 ? 1 : -1
    y0 -= ((2 * alternate) / k) * (j[2 * k] as number)
    y1 -= ((alternate * (2 * k + 1)) / (k * (k + 1))) * (j[2 * k + 1] as number)
  }
  let [below, own] = [(2 / Math.PI) * y0, (2 / Math.PI) * y1]
  if (n === 0) return below
  for (let k = 1; k < n && Number.isFinite(own); k++) [below, own] = [own, ((2 * k) / x) * own - below]
  return sign * own
}

/** (x/2)^ν Σ (±x²/4)^k / (k! Γ(ν + k + 1)). */
function powerSeries(order: number, x: number, sign: 1 | -1): number {
  const z = (sign * x * x) / 4
  let term = 1
  let sum = 1
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
    if (k > 5000) return Number.NaN
    sum += term *= z / (k * (order + k))
  }
  const front = order < 150 ? (x / 2) ** order / gamma(order + 1) : Math.exp(order * Math.log(x / 2) - logGamma(order + 1))
  return front * sum
}

/** Modified Bessel function of the first kind. */
export function besselI(order: number, x: number): number {
  if (Number.isInteger(order)) {
    const n = Math.abs(order)
    const sign = x < 0 && n % 2 === 1 ? -1 : 1
    return sign * growing(n, Math.abs(x))
  }
  if (x < 0) return Number.NaN
  if (order < 0) return growing(-order, x) - (2 / Math.PI) * sinPi(order) * besselK(-order, x)
  return growing(order, x)
}

function growing(order: number, x: number): number {
  if (x === Number.POSITIVE_INFINITY) return x
  if (x < 30 + order * order) return powerSeries(order, x, 1)
  const mu = 4 * order * order
  let [sum, term] = [1, 1]
  for (let k = 1; k < 60 && Math.abs(term) > 1e-17; k++) sum += term *= -(mu - (2 * k - 1) ** 2) / (k * 8 * x)
  return (Math.exp(x / 2) / Math.sqrt(2 * Math.PI * x)) * sum * Math.exp(x / 2)
}

/** Modified Bessel function of the second kind: ∫_0^∞ exp(-x cosh t) cosh(νt) dt. */
export function besselK(order: number, x: number): number {
  if (!(x >= 0)) return Number.NaN
  if (x === 0) return Number.POSITIVE_INFINITY
  // exp(-x) is taken out: exp(-x (cosh t - 1)) = exp(-2x sinh²(t/2)).
  const step = x > 100 ? 0.0625 / Math.sqrt(x / 25) : 0.0625
  let sum = 0.5
  let largest = 0.5
  for (let k = 1; k < 12_000; k++) {
    const t = k * step
    const [fall, rise] = [2 * x * Math.sinh(t / 2) ** 2, Math.abs(order) * t]
    const term = rise < 700 ? Math.exp(-fall) * Math.cosh(rise) : Math.exp(rise - fall) / 2
    sum += term
    largest = Math.max(largest, term)
    if (term < 1e-18 * largest && term < 1e-18 * sum) break
  }
  return step * sum * Math.exp(-x)
}

/* Orders that are not whole: Schläfli's integrals, panel by panel. */

/** Nodes and weights of Gauss's rule with 16 points on [-1, 1], by Newton's method on the Legendre polynomial. */
const GAUSS: readonly (readonly [number, number])[] = Array.from({ length: 16 }, (_, i) => {
  let x = Math.cos((Math.PI * (i + 0.75)) / 16.5)
  let slope = 1
  for (let step = 0; step < 6; step++) {
    let [before, own] = [1, x]
    for (let k = 2; k <= 16; k++) [before, own] = [own, ((2 * k - 1) * x * own - (k - 1) * before) / k]
    slope = (16 * (x * own - before)) / (x * x - 1)
    x -= own / slope
  }
  return [x, 2 / ((1 - x * x) * slope * slope)]
})

function panels(f: (t: number) => number, low: number, high: number, count: number): number {
  const half = (high - low) / (2 * count)
  let sum = 0
  for (let k = 0; k < count; k++) for (const [t, weight] of GAUSS) sum += weight * f(low + half * (2 * k + 1 + t))
  return half * sum
}

function besselRealOrder(order: number, x: number): { j: number; y: number } {
  if (x === 0) return { j: order > 0 ? 0 : Number.POSITIVE_INFINITY, y: Number.NEGATIVE_INFINITY }
  const far = farOut(order, x)
  if (far !== undefined) return far
  if (!(Math.abs(order) < 1000 && x < 10_000)) return { j: Number.NaN, y: Number.NaN }
  if (x * x < 4 * (Math.abs(order) + 1)) {
    // Near 0 the series; Y_ν = (J_ν cos νπ - J_{-ν}) / sin νπ.
    const [j, other] = [powerSeries(order, x, -1), powerSeries(-order, x, -1)]
    return { j, y: (j * sinPi(order + 0.5) - other) / sinPi(order) }
  }
  const count = Math.ceil(4 + (x + Math.abs(order)) / 4)
  const angle = (wave: (t: number) => number): number => panels((t) => wave(x * Math.sin(t) - order * t), 0, Math.PI, count) / Math.PI
  // The tail has died away where x sinh t ± νt exceeds 40.
  let reach = Math.asinh(40 / x)
  while (x * Math.sinh(reach) - Math.abs(order) * reach < 40) reach += 0.5
  const tail = (f: (t: number) => number): number =>
    panels((t) => f(t) * Math.exp(-x * Math.sinh(t)), 0, reach, Math.ceil(4 + 2 * reach + Math.abs(order))) / Math.PI
  return {
    j: angle(Math.cos) - sinPi(order) * tail((t) => Math.exp(-order * t)),
    y: angle(Math.sin) - tail((t) => Math.exp(order * t) + Math.exp(-order * t) * sinPi(order + 0.5)),
  }
}
