/**
 * Binary numbers of any precision, m·2^e with whole m and e, and the functions that others are made of: an independent
 * measure of what doubles lose. Results are within a few units of the last bit asked for, but where a function is near its zero.
 */

/** m·2^e; zero is 0·2^0. */
export interface Precise {
  readonly m: bigint
  readonly e: number
}

/** What has no value, or none that is worth the time. */
export class NoValue extends RangeError {}

export const ZERO: Precise = { m: 0n, e: 0 }
export const ONE: Precise = { m: 1n, e: 0 }
/**
 * Beyond 2^this nothing is computed, and what is below its reciprocal stands for all that is nothing to a double: nothing is
 * divided by what is below 2^(-VANISHED), nor has that a logarithm. Exponentials only of what is below 2^EXPONENT, angles below 2^ANGLE.
 */
const LARGEST = 2 ** 52
const VANISHED = 2 ** 49
const EXPONENT = 48
const ANGLE = 1024
/** From 2^FAR on the error function is one less its complement. */
const FAR = 3

const size = (m: bigint): bigint => (m < 0n ? -m : m)
/** Bits of a positive number. */
function bitsOf(m: bigint): number {
  let above = 0
  for (; m >= DOUBLES; m >>= 960n) above += 960
  if (m === 0n) return above
  const log = Math.log2(Number(m))
  const bits = Math.floor(log) + 1
  // Just below a power of two the double is that power.
  return above + (Number.isInteger(log) && m >> BigInt(bits - 1) === 0n ? bits - 1 : bits)
}
/** What is below can be said as a double. */
const DOUBLES = 1n << 1000n
const shifted = (m: bigint, by: number): bigint => (by >= 0 ? m << BigInt(by) : m >> BigInt(-by))

/** 2^k ≤ |x| < 2^(k + 1); -∞ for zero. */
export const magnitude = ({ m, e }: Precise): number => (m === 0n ? Number.NEGATIVE_INFINITY : bitsOf(size(m)) + e - 1)

export const negate = ({ m, e }: Precise): Precise => ({ m: -m, e })
export const absolute = ({ m, e }: Precise): Precise => ({ m: size(m), e })
export const sign = ({ m }: Precise): number => (m > 0n ? 1 : m < 0n ? -1 : 0)

/** The very value of a double. Throws NoValue for what is none. */
export function fromDouble(x: number): Precise {
  if (!Number.isFinite(x)) throw new NoValue('no number')
  let e = 0
  while (!Number.isInteger(x)) {
    x *= 2
    e--
  }
  return { m: BigInt(x), e }
}

/** The nearest double, as good as. */
export function toDouble({ m, e }: Precise): number {
  const excess = Math.max(0, bitsOf(size(m)) - 64)
  const top = e + excess
  const half = Math.max(-1000, Math.min(1000, Math.trunc(top / 2)))
  return Number(m >> BigInt(excess)) * 2 ** half * 2 ** Math.max(-1074, Math.min(1023, top - half))
}

/** Arithmetic to so many bits. */
export class Arithmetic {
  /** False once a digit has been lost. */
  isExact = true
  constructor(readonly bits: number) {}

  round({ m, e }: Precise): Precise {
    if (m === 0n) return ZERO
    const excess = bitsOf(size(m)) - this.bits
    const rounded = excess <= 0 ? { m, e } : { m: m >> BigInt(excess), e: e + excess }
    if (excess > 0) this.isExact &&= rounded.m << BigInt(excess) === m
    if (rounded.e > LARGEST) throw new NoValue('too large')
    return rounded.e < -LARGEST ? { m: m < 0n ? -1n : 1n, e: -LARGEST } : rounded
  }

  add(a: Precise, b: Precise): Precise {
    if (a.m === 0n) return b
    if (b.m === 0n) return a
    const apart = magnitude(a) - magnitude(b)
    if (Math.abs(apart) > this.bits + 8) {
      this.isExact = false
      return apart > 0 ? a : b
    }
    const e = Math.min(a.e, b.e)
    return this.round({ m: shifted(a.m, a.e - e) + shifted(b.m, b.e - e), e })
  }

  subtract(a: Precise, b: Precise): Precise {
    return this.add(a, negate(b))
  }

  multiply(a: Precise, b: Precise): Precise {
    return this.round({ m: a.m * b.m, e: a.e + b.e })
  }

  divide(a: Precise, b: Precise): Precise {
    if (b.m === 0n || b.e < -VANISHED) throw new NoValue('division by zero')
    const more = Math.max(0, this.bits + bitsOf(size(b.m)) - bitsOf(size(a.m)) + 2)
    const above = a.m << BigInt(more)
    if (above % b.m !== 0n) this.isExact = false
    return this.round({ m: above / b.m, e: a.e - b.e - more })
  }

  compare(a: Precise, b: Precise): number {
    return sign(this.subtract(a, b))
  }

  sqrt(x: Precise): Precise {
    if (x.m < 0n) throw new NoValue('root of a negative number')
    if (x.m === 0n) return ZERO
    let more = Math.max(0, 2 * this.bits + 4 - bitsOf(x.m))
    if ((x.e - more) % 2 !== 0) more++
    const n = x.m << BigInt(more)
    let root = 1n << BigInt((bitsOf(n) + 2) >> 1)
    for (;;) {
      const next = (root + n / root) >> 1n
      if (next >= root) break
      root = next
    }
    if (root * root !== n) this.isExact = false
    return this.round({ m: root, e: (x.e - more) / 2 })
  }

  floor({ m, e }: Precise): Precise {
    if (e >= 0) return { m, e }
    return e < -2 * bitsOf(size(m)) - 1 ? { m: m < 0n ? -1n : 0n, e: 0 } : this.round({ m: shifted(m, e), e: 0 })
  }

  /** Fixed point with so many binary places. */
  private fixed(x: Precise, places: number): bigint {
    return shifted(x.m, x.e + places)
  }

  exp(x: Precise): Precise {
    if (x.m === 0n) return ONE
    this.isExact = false
    if (magnitude(x) > EXPONENT) {
      if (x.m > 0n) throw new NoValue('too large an exponent')
      return { m: 1n, e: -LARGEST }
    }
    const halvings = Math.ceil(Math.sqrt(this.bits))
    const places = this.bits + 2 * halvings + Math.max(0, magnitude(x)) + 8
    const k = Math.round(toDouble(x) / Math.LN2)
    const r = this.fixed(x, places) - BigInt(k) * constant('ln2', places)
    const one = 1n << BigInt(places)
    const reduced = r >> BigInt(halvings)
    let sum = one
    let term = one
    for (let n = 1n; term !== 0n && term !== -1n; n++) {
      term = ((term * reduced) >> BigInt(places)) / n
      sum += term
    }
    for (let i = 0; i < halvings; i++) sum = (sum * sum) >> BigInt(places)
    return this.round({ m: sum, e: k - places })
  }

  ln(x: Precise): Precise {
    if (x.m <= 0n || x.e < -VANISHED) throw new NoValue('logarithm of no positive number')
    if (this.compare(x, ONE) === 0) return ZERO
    this.isExact = false
    // ln x = k ln 2 + ln m with m about 1, by Halley's iteration on e^y = m.
    const k = magnitude(x)
    const near = { m: x.m, e: x.e - k }
    const inner = new Arithmetic(this.bits + 16)
    const less = inner.subtract(near, ONE)
    if (less.m === 0n) return inner.multiply(fromDouble(k), inner.ln2)
    let y = fromDouble(Math.log(toDouble(near)) || toDouble(less))
    for (let digits = 40; digits < 3 * this.bits; digits *= 3) {
      const power = inner.exp(y)
      y = inner.add(y, inner.divide(inner.multiply({ m: 2n, e: 0 }, inner.subtract(near, power)), inner.add(near, power)))
    }
    return this.round(inner.add(y, inner.multiply(fromDouble(k), inner.ln2)))
  }

  private get ln2(): Precise {
    return { m: constant('ln2', this.bits + 8), e: -this.bits - 8 }
  }

  get pi(): Precise {
    this.isExact = false
    return { m: constant('pi', this.bits + 8), e: -this.bits - 8 }
  }

  /** Sine and cosine. */
  waves(x: Precise): readonly [sin: Precise, cos: Precise] {
    if (x.m === 0n) return [ZERO, ONE]
    this.isExact = false
    const large = magnitude(x)
    if (large > ANGLE) throw new NoValue('too large an angle')
    // A small angle has a small sine: its first bits stand as far behind the point.
    const places = this.bits + Math.min(Math.abs(large), 8 * ANGLE) + 16
    const angle = this.fixed(x, places)
    const quarter = constant('pi', places) >> 1n
    const turns = (2n * angle + quarter) / (2n * quarter) - (2n * angle + quarter < 0n ? 1n : 0n)
    const r = angle - turns * quarter
    const series = (first: bigint, from: bigint): bigint => {
      let [sum, term] = [first, first]
      for (let n = from; term !== 0n && term !== -1n; n += 2n) {
        term = -((((term * r) >> BigInt(places)) * r) >> BigInt(places)) / (n * (n + 1n))
        sum += term
      }
      return sum
    }
    const sin = this.round({ m: series(r, 2n), e: -places })
    const cos = this.round({ m: series(1n << BigInt(places), 1n), e: -places })
    const quadrant = Number(((turns % 4n) + 4n) % 4n)
    return quadrant === 0 ? [sin, cos] : quadrant === 1 ? [cos, negate(sin)] : quadrant === 2 ? [negate(sin), negate(cos)] : [negate(cos), sin]
  }

  atan(x: Precise): Precise {
    if (x.m === 0n) return ZERO
    this.isExact = false
    // atan x = 2 atan(x/(1 + √(1 + x²))) brings it near to zero.
    const inner = new Arithmetic(this.bits + 32)
    let near = x
    let doublings = 0
    for (; magnitude(near) > -8; doublings++) {
      near = inner.divide(near, inner.add(ONE, inner.sqrt(inner.add(ONE, inner.multiply(near, near)))))
    }
    const square = negate(inner.multiply(near, near))
    let [sum, power] = [near, near]
    for (let n = 3; magnitude(power) - magnitude(sum) > -inner.bits; n += 2) {
      power = inner.multiply(power, square)
      sum = inner.add(sum, inner.divide(power, fromDouble(n)))
    }
    return this.round({ m: sum.m, e: sum.e + doublings })
  }

  /** The error function by its power series, whose terms cancel by 2^(1.5x²): more bits tell. */
  erf(x: Precise): Precise {
    if (x.m === 0n) return ZERO
    if (magnitude(x) >= FAR) return x.m < 0n ? this.subtract(this.erfc(negate(x)), ONE) : this.subtract(ONE, this.erfc(x))
    this.isExact = false
    const square = negate(this.multiply(x, x))
    let [sum, power] = [x, x]
    for (let n = 1; magnitude(power) - magnitude(sum) > -this.bits; n++) {
      power = this.divide(this.multiply(power, square), fromDouble(n))
      sum = this.add(sum, this.divide(power, fromDouble(2 * n + 1)))
    }
    return this.divide({ m: sum.m, e: sum.e + 1 }, this.sqrt(this.pi))
  }

  /** The complementary error function. */
  erfc(x: Precise): Precise {
    const tail = this.errorTail(x)
    return tail === undefined ? this.subtract(ONE, this.erf(x)) : this.multiply(this.exp(negate(this.multiply(x, x))), tail)
  }

  /** Far out: e^(x²) erfc(x), by its continued fraction (DLMF 7.9.1), of which n terms give about √(8n)·x/ln 2 bits, and no less than 8n. */
  errorTail(x: Precise): Precise | undefined {
    if (magnitude(x) < FAR || x.m < 0n) return undefined
    let below = x
    for (let n = Math.ceil((this.bits * Math.LN2) ** 2 / (8 * toDouble(x) ** 2) + this.bits / 8) + 8; n > 0; n--)
      below = this.add(x, this.divide({ m: BigInt(n), e: -1 }, below))
    return this.divide(ONE, this.multiply(below, this.sqrt(this.pi)))
  }
}

const known = new Map<string, { places: number; value: bigint }>()

/** ln 2 and π in fixed point, by series of Machin's kind. */
function constant(name: 'ln2' | 'pi', places: number): bigint {
  const found = known.get(name)
  if (found !== undefined && found.places >= places) return found.value >> BigInt(found.places - places)
  const more = places + 64
  const one = 1n << BigInt(more)
  const inverse = (n: bigint, turn: bigint): bigint => {
    // Σ turn^k/((2k + 1)·n^(2k + 1)): the inverse tangent, hyperbolic for turn 1.
    let [power, sum] = [one / n, 0n]
    for (let k = 1n; power !== 0n; k += 2n) {
      sum += power / k
      power = (turn * power) / (n * n)
    }
    return sum
  }
  const value =
    name === 'pi' ? 16n * inverse(5n, -1n) - 4n * inverse(239n, -1n) : 18n * inverse(26n, 1n) - 2n * inverse(4801n, 1n) + 8n * inverse(8749n, 1n)
  known.set(name, { places: more, value })
  return value >> 64n
}
