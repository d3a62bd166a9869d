/**
 * Exact numbers: integers and rationals without rounding, and decimals kept as they were written.
 * Small values (safe integers over safe integers) are computed with plain numbers; fraction.js does the rest.
 */
import Fraction from 'fraction.js'

const SAFE = Number.MAX_SAFE_INTEGER

/** Integers that are larger are of no use to anybody, and take for ever: 10,000 digits. */
const LONGEST = 1n << 33_219n
/** Ratios are reduced in a time that grows with the square of their digits: 2,500 of them. */
const LONGEST_RATIO = 1n << 8305n
/** Decimals are what machines compute with; of those that are longer, 320 digits are kept. */
const LONGEST_DECIMAL = 1n << 2048n
const DIGITS = 320
/** Beyond 10^±1000 no machine computes with them. */
const LARGEST_DECIMAL = 1n << 3322n

/** In a base of two, which takes no time that grows with the square of the digits. */
const hexadecimal = ({ s, n, d }: Fraction): string => `0x${(s * n).toString(16)}/${d.toString(16)}`

/** The nearest double, within one unit in the last place, of a ratio whose parts may be beyond doubles. */
function doubleOf(f: Fraction): number {
  const plain = f.valueOf()
  if (Number.isFinite(plain) && plain !== 0) return plain
  if (f.n === 0n) return 0
  // A quotient of some 64 bits, and the power of two that it was shifted by.
  const shift = 64 - 4 * (f.n.toString(16).length - f.d.toString(16).length)
  const quotient = shift >= 0 ? (f.n << BigInt(shift)) / f.d : f.n / (f.d << BigInt(-shift))
  const half = Math.trunc(-shift / 2)
  return Number(f.s * quotient) * 2 ** half * 2 ** (-shift - half)
}

/** The first digits of a long decimal. Throws DigitsError. */
function rounded(f: Fraction): Fraction {
  const size = f.n === 0n ? 0 : f.n.toString(16).length - f.d.toString(16).length
  if (f.n > LARGEST_DECIMAL * f.d || f.d > LARGEST_DECIMAL * f.n)
    throw new DigitsError('a number in it is beyond 10^±1000, where no machine computes', 'Scale it, or take fewer rounds.')
  const places = DIGITS - Math.floor(size * Math.log10(16))
  if (places >= 0) return f.round(places)
  const unit = 10n ** BigInt(-places)
  return new Fraction(f.s * ((f.n / f.d + unit / 2n) / unit) * unit, 1n)
}

/** Fifteen digits and a power of ten: "2e400", of what is beyond doubles. */
function exponential({ s, n, d }: Fraction): string {
  const size = n.toString().length - d.toString().length
  const scaled = size > 20 ? n / (d * 10n ** BigInt(size - 20)) : (n * 10n ** BigInt(20 - size)) / d
  const digits = scaled.toString()
  const mantissa = Number(Number(`${digits[0]}.${digits.slice(1)}`).toPrecision(15))
  const carried = mantissa === 10 ? 1 : 0
  return `${s < 0n ? '-' : ''}${mantissa / 10 ** carried}e${size - 21 + digits.length + carried}`
}

/** An exact number that nobody could read, nor a machine compute with in time. */
export class DigitsError extends RangeError {
  constructor(
    message = 'a number in it would have thousands of digits',
    readonly hint = 'Write it as a decimal.',
  ) {
    super(message)
  }
}

/** A rational number. `decimal` says that it was written with a point or exponent, and is to be printed so. */
export class Exact {
  /** Numerator and denominator where both are safe integers, else NaN and `big` holds the value. */
  private constructor(
    readonly numerator: number,
    readonly denominator: number,
    readonly big: Fraction | undefined,
    readonly decimal: boolean,
    /** As written, for a decimal literal. */
    readonly text: string | undefined,
    /** The nearest double. */
    readonly value: number,
  ) {}

  private keyCache: string | undefined

  /** Equal keys mean the same number written in the same way. */
  get key(): string {
    this.keyCache ??= this.text ?? `${this.decimal ? 'd' : ''}${this.big === undefined ? this.toFractionString() : hexadecimal(this.big)}`
    return this.keyCache
  }

  static integer(n: number): Exact {
    if (n >= -16 && n <= 1024) {
      const cached = SMALL[n + 16]
      if (cached !== undefined) return cached
    }
    return new Exact(n, 1, undefined, false, undefined, n)
  }

  /** Whether `integer` gives this very object for the number. */
  get isShared(): boolean {
    return SMALL[this.numerator + 16] === this
  }

  /** A ratio of two integers, reduced. Throws RangeError when the denominator is zero. */
  static ratio(n: number | bigint, d: number | bigint, decimal = false): Exact {
    if (typeof n === 'number' && typeof d === 'number' && Math.abs(n) <= SAFE && Math.abs(d) <= SAFE) return Exact.small(n, d, decimal)
    return Exact.fromFraction(new Fraction(BigInt(n), BigInt(d)), decimal)
  }

  /**
   * A literal such as 12, 0.10, .5, 1e-3, 1_000. Undefined when the text is no number or its exponent is so large
   * that the exact value is of no use (beyond the range of doubles).
   */
  static parse(text: string): Exact | undefined {
    // Most numbers in formulas are one digit.
    const digit = text.length === 1 ? text.charCodeAt(0) - 48 : -1
    if (digit >= 0 && digit <= 9) return Exact.integer(digit)
    const match = /^(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.replaceAll('_', ''))
    if (match === null) return undefined
    const whole = match[1] ?? ''
    const fraction = match[2] ?? ''
    if (whole === '' && fraction === '') return undefined
    const exponent = Number(match[3] ?? '0')
    if (Math.abs(exponent) > 400 || text.length > 2000) return undefined
    if (match[2] === undefined && match[3] === undefined) {
      const value = Number(whole)
      return value <= SAFE ? Exact.integer(value) : Exact.fromFraction(new Fraction(BigInt(whole), 1n), false)
    }
    const digits = BigInt(whole + fraction)
    const scale = exponent - fraction.length
    const exact = scale >= 0 ? new Fraction(digits * 10n ** BigInt(scale), 1n) : new Fraction(digits, 10n ** BigInt(-scale))
    return Exact.fromFraction(exact, true, text)
  }

  /** The shortest decimal that reads back as this double. */
  static fromDouble(value: number): Exact | undefined {
    if (Number.isSafeInteger(value)) return Exact.integer(value)
    if (!Number.isFinite(value)) return undefined
    const parsed = Exact.parse(Math.abs(value).toString())
    return value < 0 ? parsed?.negate() : parsed
  }

  private static small(n: number, d: number, decimal: boolean): Exact {
    if (d === 0) throw new RangeError('division by zero')
    if (d !== 1) {
      let a = Math.abs(n)
      let b = Math.abs(d)
      while (b !== 0) [a, b] = [b, a % b]
      if (d < 0) a = -a
      n /= a
      d /= a
    }
    n += 0
    if (d === 1 && !decimal) return Exact.integer(n)
    return new Exact(n, d, undefined, decimal, undefined, n / d)
  }

  private static fromFraction(f: Fraction, decimal: boolean, text?: string): Exact {
    if (f.n > LONGEST || f.d > LONGEST_RATIO || (f.d !== 1n && f.n > LONGEST_RATIO)) throw new DigitsError()
    if (decimal && text === undefined && f.d > LONGEST_DECIMAL) f = rounded(f)
    const n = f.s * f.n
    const small = f.n <= BigInt(SAFE) && f.d <= BigInt(SAFE)
    if (small && !decimal && f.d === 1n) return Exact.integer(Number(n))
    const value = text === undefined ? doubleOf(f) : Number(text.replaceAll('_', ''))
    return small ? new Exact(Number(n), Number(f.d), undefined, decimal, text, value) : new Exact(Number.NaN, Number.NaN, f, decimal, text, value)
  }

  private toFraction(): Fraction {
    return this.big ?? new Fraction(BigInt(this.numerator), BigInt(this.denominator))
  }

  add(other: Exact): Exact {
    const decimal = this.decimal || other.decimal
    if (this.big === undefined && other.big === undefined) {
      if (this.denominator === 1 && other.denominator === 1) {
        const sum = this.numerator + other.numerator
        if (Math.abs(sum) <= SAFE) return Exact.small(sum, 1, decimal)
      }
      const n = this.numerator * other.denominator + other.numerator * this.denominator
      const d = this.denominator * other.denominator
      if (Math.abs(n) <= SAFE && d <= SAFE && Math.abs(this.numerator * other.denominator) <= SAFE) return Exact.small(n, d, decimal)
    }
    return Exact.fromFraction(this.toFraction().add(other.toFraction()), decimal)
  }

  negate(): Exact {
    // A number stays as it was written, whatever its sign.
    const text = this.text === undefined ? undefined : this.text[0] === '-' ? this.text.slice(1) : `-${this.text}`
    if (this.big !== undefined) return Exact.fromFraction(this.big.neg(), this.decimal, text)
    if (text !== undefined) return new Exact(-this.numerator, this.denominator, undefined, this.decimal, text, -this.value)
    return Exact.small(-this.numerator, this.denominator, this.decimal)
  }

  subtract(other: Exact): Exact {
    return this.add(other.negate())
  }

  multiply(other: Exact): Exact {
    const decimal = this.decimal || other.decimal
    if (this.big === undefined && other.big === undefined) {
      const n = this.numerator * other.numerator
      const d = this.denominator * other.denominator
      if (Math.abs(n) <= SAFE && d <= SAFE) return Exact.small(n, d, decimal)
    }
    return Exact.fromFraction(this.toFraction().mul(other.toFraction()), decimal)
  }

  /** 1/this. Throws RangeError at zero. */
  invert(): Exact {
    if (this.isZero) throw new RangeError('division by zero')
    if (this.big !== undefined) return Exact.fromFraction(this.big.inverse(), this.decimal)
    return Exact.small(this.denominator, this.numerator, this.decimal)
  }

  divide(other: Exact): Exact {
    return this.multiply(other.invert())
  }

  /** An integer power, where the result stays below some thousand digits; else undefined. */
  power(exponent: number): Exact | undefined {
    if (!Number.isInteger(exponent) || Math.abs(exponent) > 4096) return undefined
    if (this.isZero && exponent < 0) return undefined
    if (Math.abs(exponent) * this.bits > 4096) return undefined
    if (this.big === undefined) {
      const [n, d] = exponent < 0 ? [this.denominator, this.numerator] : [this.numerator, this.denominator]
      const pn = n ** Math.abs(exponent)
      const pd = d ** Math.abs(exponent)
      if (Math.abs(pn) <= SAFE && Math.abs(pd) <= SAFE) return Exact.small(pn, pd, this.decimal)
    }
    const f = this.toFraction()
    const n = (f.s * f.n) ** BigInt(Math.abs(exponent))
    const d = f.d ** BigInt(Math.abs(exponent))
    return Exact.fromFraction(exponent < 0 ? new Fraction(d, n) : new Fraction(n, d), this.decimal)
  }

  /** About how many bits the longer of numerator and denominator has. */
  get bits(): number {
    if (this.big === undefined) return Math.log2(Math.max(Math.abs(this.numerator), this.denominator))
    return 4 * Math.max(this.big.n.toString(16).length, this.big.d.toString(16).length)
  }

  get isZero(): boolean {
    return this.numerator === 0
  }
  get isOne(): boolean {
    return this.numerator === 1 && this.denominator === 1
  }
  get isNegative(): boolean {
    return this.value < 0
  }
  get isInteger(): boolean {
    return this.big === undefined ? this.denominator === 1 : this.big.d === 1n
  }
  /** The integer as a plain number where it is one and safe. */
  get asInteger(): number | undefined {
    return this.denominator === 1 ? this.numerator : undefined
  }

  /** Whether it is read more easily as a quotient than by its digits, which have no end: 1/6, not 0.16666666666666666. */
  get isShortRatio(): boolean {
    if (!this.decimal || this.text !== undefined || !(Math.abs(this.numerator) * this.denominator < 2000)) return false
    let rest = this.denominator
    for (const factor of [2, 5]) while (rest % factor === 0) rest /= factor
    return rest > 1
  }

  equals(other: Exact): boolean {
    if (this.big === undefined || other.big === undefined) return this.numerator === other.numerator && this.denominator === other.denominator
    return this.big.equals(other.big)
  }

  compare(other: Exact): number {
    if (this.big === undefined && other.big === undefined && this.denominator === other.denominator) return this.numerator - other.numerator
    return this.toFraction().compare(other.toFraction())
  }

  /** "3", "-7/2": exact, whatever was written. */
  toFractionString(): string {
    if (this.big === undefined) return this.denominator === 1 ? String(this.numerator) : `${this.numerator}/${this.denominator}`
    return this.big.toFraction()
  }

  /** As a person would write it: "3", "-7/2", "0.10" as written, "0.3" for 0.1 + 0.2, "2e30" for 2 times 1e30. */
  toString(): string {
    if (this.text !== undefined) return this.text
    if (!this.decimal) return this.toFractionString()
    if (!Number.isFinite(this.value) || (this.value === 0 && !this.isZero)) return exponential(this.toFraction())
    const shortest = String(this.value).replace('e+', 'e')
    return this.isInteger && !shortest.includes('e') ? `${this.toFractionString()}.0` : shortest
  }
}

const SMALL: Exact[] = []
for (let n = -16; n <= 1024; n++) SMALL[n + 16] = Exact.integer(n)
