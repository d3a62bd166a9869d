/**
 * Gamma and its derivatives, Bessel functions of the first kind, Lambert's W and what the normal distribution needs, to any precision. Sources:
 * the NIST Digital Library of Mathematical Functions (DLMF), 5.11, 7.9, 10.17, 10.25 and 10.40.
 */
import { lambertW as nearW } from '../../kernels/lambert.ts'
import { Arithmetic, absolute, fromDouble, magnitude, NoValue, negate, ONE, type Precise, sign, toDouble, ZERO } from './number.ts'

const whole = (n: number): Precise => ({ m: BigInt(n), e: 0 })
const half = ({ m, e }: Precise): Precise => ({ m, e: e - 1 })
/** More bits for what is within, and those from which on it takes too long. */
const [GUARD, ENOUGH] = [64, 3000]
const within = (a: Arithmetic, more = 0): Arithmetic => {
  a.isExact = false
  if (a.bits > ENOUGH) throw new NoValue('too many bits')
  return new Arithmetic(a.bits + GUARD + more)
}
const isWhole = (a: Arithmetic, x: Precise): boolean => a.compare(a.floor(x), x) === 0

/** Steps of a recurrence, or terms of a series, that are worth the time, and arguments of a series whose terms cancel. */
const [MOST, LARGE] = [6000, 400]

/** Bits of the largest argument of the gamma function: its value has some 2^this more. */
const HUGE = 64

/* Stirling's series, far enough to the right. */

const tangents: bigint[] = []

/** B_2k for k from 1 to n as fractions, from the tangent numbers. */
function bernoulli(n: number): readonly (readonly [bigint, bigint])[] {
  if (tangents.length < n) {
    const count = 2 * n
    const t = Array.from({ length: count + 1 }, () => 1n)
    for (let k = 2; k <= count; k++) t[k] = BigInt(k - 1) * (t[k - 1] as bigint)
    for (let k = 2; k <= count; k++)
      for (let j = k; j <= count; j++) t[j] = BigInt(j - k) * (t[j - 1] as bigint) + BigInt(j - k + 2) * (t[j] as bigint)
    tangents.splice(0, tangents.length, ...t.slice(1))
  }
  return tangents.slice(0, n).map((t, at) => {
    const power = 1n << BigInt(2 * at + 2)
    return [BigInt(2 * at + 2) * t * (at % 2 === 0 ? 1n : -1n), power * (power - 1n)]
  })
}

/** Σ weight(2k)·B_2k·x^(-2k), to the last bit. */
function stirling(b: Arithmetic, x: Precise, weight: (n: bigint) => readonly [bigint, bigint]): Precise {
  const square = b.divide(ONE, b.multiply(x, x))
  let [sum, power] = [ZERO, ONE]
  const numbers = bernoulli(16 + Math.ceil(b.bits / 8))
  for (let k = 0; k < numbers.length; k++) {
    power = b.multiply(power, square)
    const [p, q] = numbers[k] as readonly [bigint, bigint]
    const [above, below] = weight(BigInt(2 * k + 2))
    const term = b.divide(b.multiply({ m: p * above, e: 0 }, power), { m: q * below, e: 0 })
    sum = b.add(sum, term)
    if (magnitude(term) < magnitude(sum) - b.bits - 8) return sum
  }
  throw new NoValue('Stirling’s series is too short')
}

/** x + n far enough to the right, and the numbers passed on the way. Throws NoValue at a pole. */
function toTheRight(b: Arithmetic, x: Precise, order = 0): { far: Precise; passed: Precise[] } {
  if (sign(x) <= 0 && isWhole(b, x)) throw new NoValue('a pole')
  const passed: Precise[] = []
  let far = x
  for (const enough = whole(Math.ceil(b.bits / 4) + order); b.compare(far, enough) < 0; far = b.add(x, whole(passed.length))) {
    if (passed.push(far) > MOST) throw new NoValue('too far to the left')
  }
  return { far, passed }
}

/** ln Γ(x) at the far point, and the product on the way. */
function gammaParts(b: Arithmetic, x: Precise): readonly [logarithm: Precise, product: Precise] {
  const { far, passed } = toTheRight(b, x)
  const tail = b.multiply(
    stirling(b, far, (n) => [1n, n * (n - 1n)]),
    far,
  )
  const main = b.subtract(b.multiply(b.subtract(far, half(ONE)), b.ln(far)), far)
  const logarithm = b.add(b.add(main, tail), half(b.ln({ m: b.pi.m, e: b.pi.e + 1 })))
  return [logarithm, passed.reduce((product, factor) => b.multiply(product, factor), ONE)]
}

/** ln |Γ(x)|. */
export function logGamma(a: Arithmetic, x: Precise): Precise {
  const b = within(a)
  const [logarithm, product] = gammaParts(b, x)
  return a.round(b.subtract(logarithm, b.ln(absolute(product))))
}

export function gamma(a: Arithmetic, x: Precise): Precise {
  // It needs the bits of its argument's size, and is no number of any kind long before.
  if (magnitude(x) > HUGE) throw new NoValue('too large')
  const b = within(a, Math.max(0, magnitude(x)) + 16)
  const [logarithm, product] = gammaParts(b, x)
  return a.round(b.divide(b.exp(logarithm), product))
}

/** ψ⁽ⁿ⁾(x), for whole n from 0 on. */
export function polygamma(a: Arithmetic, order: Precise, x: Precise): Precise {
  const n = toDouble(order)
  if (!Number.isInteger(n) || n < 0 || n > 100) throw new NoValue('an order that is no whole number')
  const b = within(a)
  const { far, passed } = toTheRight(b, x, n)
  const power = (y: Precise, k: number): Precise => Array.from({ length: k }).reduce((product: Precise) => b.multiply(product, y), ONE)
  const product = (from: bigint, to: bigint): bigint => (from > to ? 1n : from * product(from + 1n, to))
  const order1 = BigInt(n)
  const factorial = product(1n, order1)
  // Of the function times (-1)^(n+1).
  const first = n === 0 ? negate(b.ln(far)) : b.divide({ m: factorial / order1, e: 0 }, power(far, n))
  const second = b.divide({ m: factorial, e: -1 }, power(far, n + 1))
  const series = b.divide(
    stirling(b, far, (k) => [n === 0 ? 1n : product(k + 1n, k + order1 - 1n), n === 0 ? k : 1n]),
    power(far, n),
  )
  let sum = b.add(first, b.add(second, series))
  for (const y of passed) sum = b.add(sum, b.divide({ m: factorial, e: 0 }, power(y, n + 1)))
  return a.round(n % 2 === 0 ? negate(sum) : sum)
}

/* Bessel functions J (turn -1) and I (turn 1) of real order. */

export function bessel(a: Arithmetic, order: Precise, x: Precise, turn: 1 | -1): Precise {
  const isInteger = isWhole(a, order)
  if (x.m < 0n && !isInteger) throw new NoValue('a root of a negative number')
  if (order.m < 0n && isInteger) {
    const mirrored = bessel(a, negate(order), x, turn)
    return turn < 0 && toDouble(order) % 2 !== 0 ? negate(mirrored) : mirrored
  }
  if (x.m < 0n) {
    const mirrored = bessel(a, order, negate(x), turn)
    return toDouble(order) % 2 === 0 ? mirrored : negate(mirrored)
  }
  if (x.m === 0n) {
    if (order.m < 0n) throw new NoValue('a pole')
    return order.m === 0n ? ONE : ZERO
  }
  const [n, size] = [toDouble(order), toDouble(x)]
  if (size > (a.bits + n * n) / 2 + GUARD) return a.round(besselFar(within(a, Math.max(0, magnitude(x))), order, x, turn))
  // All terms of I have one sign.
  if (size > (turn < 0 ? LARGE : MOST)) throw new NoValue('too many terms')
  const b = within(a, Math.ceil(turn < 0 ? 3 * size : 0))
  const quarter = { m: b.multiply(x, x).m * BigInt(turn), e: b.multiply(x, x).e - 2 }
  let [sum, term] = [ONE, ONE]
  for (let k = 1; magnitude(term) > magnitude(sum) - b.bits || k < size; k++) {
    term = b.divide(b.multiply(term, quarter), b.multiply(whole(k), b.add(order, whole(k))))
    sum = b.add(sum, term)
  }
  const front = order.m === 0n ? ONE : b.divide(b.exp(b.multiply(order, b.ln(half(x)))), gamma(b, b.add(order, ONE)))
  return a.round(b.multiply(front, sum))
}

/** Hankel's expansions. */
function besselFar(b: Arithmetic, order: Precise, x: Precise, turn: 1 | -1): Precise {
  const mu = b.multiply(whole(4), b.multiply(order, order))
  const sums: [Precise, Precise] = [ONE, ZERO]
  let term = ONE
  for (let k = 1; magnitude(term) > -b.bits && term.m !== 0n; k++) {
    if (k > MOST) throw new NoValue('too many terms')
    term = b.divide(b.multiply(term, b.subtract(mu, whole((2 * k - 1) ** 2))), b.multiply(whole(8 * k), x))
    if (turn > 0) term = negate(term)
    const odd = k % 2
    sums[turn > 0 ? 0 : odd] = b.add(sums[turn > 0 ? 0 : odd] as Precise, turn < 0 && k % 4 > 1 ? negate(term) : term)
  }
  const [p, q] = sums
  const root = b.sqrt(b.multiply(b.pi, half(x)))
  if (turn > 0) return b.divide(b.multiply(b.exp(x), p), { m: root.m, e: root.e + 1 })
  const [sine, cosine] = b.waves(b.subtract(x, b.multiply(b.add(order, half(ONE)), half(b.pi))))
  return b.divide(b.subtract(b.multiply(p, cosine), b.multiply(q, sine)), root)
}

/** Lambert's W by Newton's method, from the nearest double. */
export function lambertW(a: Arithmetic, x: Precise): Precise {
  if (x.m === 0n) return ZERO
  const b = within(a)
  let w = fromDouble(nearW(toDouble(x)))
  for (let round = 0; round < 40; round++) {
    const e = b.exp(w)
    const step = b.divide(b.subtract(b.multiply(w, e), x), b.multiply(e, b.add(w, ONE)))
    w = b.subtract(w, step)
    if (magnitude(step) < magnitude(w) - a.bits - 8) return a.round(w)
  }
  throw new NoValue('left of the branch point')
}

/** e^(x²) erfc(x). */
export function erfcx(a: Arithmetic, x: Precise): Precise {
  const tail = a.errorTail(x)
  return tail ?? a.multiply(a.exp(a.multiply(x, x)), a.erfc(x))
}

/** ln Φ(x). */
export function logNormalCdf(a: Arithmetic, x: Precise): Precise {
  const y = negate(a.divide(x, a.sqrt(whole(2))))
  if (sign(x) > 0) {
    // ln(1 - q) with the digits of a small q.
    const q = half(a.erfc(negate(y)))
    if (magnitude(q) < -a.bits) return negate(q)
    const b = within(a, -magnitude(q))
    return a.round(b.ln(b.subtract(ONE, q)))
  }
  const tail = a.errorTail(y)
  return tail === undefined ? a.ln(half(a.erfc(y))) : a.subtract(a.ln(half(tail)), a.multiply(y, y))
}
