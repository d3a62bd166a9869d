/**
 * exp, expm1, ln, log1p, sine with cosine, tanh, sigmoid and softplus on two doubles at a time, without branches. Argument
 * reduction and the way each result is put together from a large and a small part follow W. J. Cody and W. Waite,
 * "Software Manual for the Elementary Functions" (1980), and for the logarithm K. C. Ng's use of s = f/(2+f); the polynomials
 * were fitted anew (Chebyshev, 60 digits). Measured against 50 digits: exp, ln, sin and cos below 0.9 ulp,
 * expm1 and log1p below 1.2, tanh, tan, sigmoid and softplus below 2.
 */
import { Body, type Code, call, getLocal, type ModuleBuilder, V128 } from './assembler.ts'
import * as v from './lanes.ts'

/** Adding this to a small number rounds it to an integer and leaves that integer in the low bits. */
const ROUNDER = 1.5 * 2 ** 52
const { LOG2E } = Math
/** ln 2 in two parts; the first has 32 bits, so that multiples of it by exponents are exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
/** (exp(r) - 1 - r) / r² on |r| ≤ ln(2)/2, error 3e-18. */
const EXP = [
  0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326136, 0.0013888888888883748, 0.00019841269874820627, 2.4801587325547743e-5,
  2.7557255400206422e-6, 2.75572736431103e-7, 2.5105217004720745e-8, 2.0914686968086876e-9,
]
/** π/2 in parts of 33 bits. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const
/** Beyond this the three parts of π/2 no longer reduce exactly, and the two numbers are handed to Math. */
const SINE_LIMIT = 1_600_000
/** (sin(r) - r) / r³ and (cos(r) - 1 + r²/2) / r⁴ in r² on |r| ≤ π/4, errors 3e-17 and 2e-18. */
const SIN = [
  -0.16666666666666666, 0.008333333333330936, -0.00019841269836740532, 2.7557316093198404e-6, -2.5051129896450185e-8, 1.5917988979397435e-10,
]
const COS = [0.041666666666666664, -0.0013888888888887389, 2.48015872987544e-5, -2.755731726587808e-7, 2.087614504941318e-9, -1.138254464534925e-11]
/** (ln((1+s)/(1-s))/s - 2) / s² in s² on |s| ≤ 0.1716, error 3e-16. */
const LN = [
  0.666666666666667, 0.3999999999989889, 0.28571428626253836, 0.22222211089379496, 0.1818289243253687, 0.15331611722055008, 0.14617807153417325,
]

const ONE = v.constant(1)
const ZERO = v.constant(0)
const SIGN = v.bitsConstant(1n << 63n)

/** The functions of this file; each is added to a module only when it is used. */
export type Elementary = 'exp' | 'expm1' | 'ln' | 'log1p' | 'sincos' | 'tanh' | 'sigmoid' | 'softplus'

/** Adds elementary functions to a module, each once, and those they need before them. */
export class ElementaryFunctions {
  private readonly indices = new Map<Elementary, number>()
  constructor(
    private readonly module: ModuleBuilder,
    /** The imported functions for sines and cosines of huge arguments; needed for 'sincos' only. */
    private readonly huge: { sin: number; cos: number } | undefined,
  ) {}

  /** The function's index in the module. */
  index(name: Elementary): number {
    let index = this.indices.get(name)
    if (index === undefined) {
      const body = new Body([V128], name === 'sincos' ? [V128, V128] : [V128])
      if (name === 'sincos') this.sincos(body)
      else body.emit(this[name](body, getLocal(0)))
      index = this.module.add(body)
      this.indices.set(name, index)
    }
    return index
  }

  private call(name: Elementary, x: Code): Code {
    return [...x, ...call(this.index(name))]
  }

  private exp(body: Body, given: Code): Code {
    const x = body.let(v.max(v.min(given, v.constant(710)), v.constant(-746)))
    const { high, low, exponent } = reduceByLn2(body, x)
    const r = body.let(v.sub(high, low))
    const tail = v.mul(v.mul(r, r), v.polynomial(body, r, EXP))
    const y = v.add(ONE, v.sub(high, v.sub(low, tail)))
    // In two steps, since 2^k itself may be beyond the range of doubles where the result is not.
    const half = body.let(v.shiftRight(exponent, 1))
    return v.mul(v.mul(y, powerOfTwo(half)), powerOfTwo(v.bitsSub(exponent, half)))
  }

  private expm1(body: Body, given: Code): Code {
    // Below -40 the result is -1, above 40 the 1 no longer counts.
    const x = body.let(v.max(v.min(given, v.constant(40)), v.constant(-40)))
    const { high, low, exponent } = reduceByLn2(body, x)
    const r = body.let(v.sub(high, low))
    const lost = v.sub(v.sub(high, r), low)
    const p = v.add(r, v.add(v.mul(v.mul(r, r), v.polynomial(body, r, EXP)), lost))
    const scale = body.let(powerOfTwo(exponent))
    const y = body.let(v.add(v.mul(scale, p), v.sub(scale, ONE)))
    const finite = v.choose(v.gt(given, v.constant(40)), this.call('exp', given), y)
    // The zero keeps its sign.
    return v.choose(v.eq(given, ZERO), given, finite)
  }

  private ln(body: Body, given: Code): Code {
    const tiny = body.let(v.lt(given, v.constant(2 ** -1022)))
    const bits = body.let(v.choose(tiny, v.mul(given, v.constant(2 ** 54)), given))
    // Counted from the bits of √½, so that the fraction lies between √½ and √2.
    const above = body.let(v.bitsSub(bits, v.bitsConstant(0x3fe6a09e667f3bcdn)))
    const fraction = v.bitsSub(bits, v.and(above, v.bitsConstant(0xfffn << 52n)))
    const f = body.let(v.sub(fraction, ONE))
    const rounder = v.constant(ROUNDER)
    const exponent = v.sub(v.bitsAdd(v.shiftRight(above, 52), rounder), rounder)
    const k = body.let(v.sub(exponent, v.and(tiny, v.constant(54))))
    const s = body.let(v.div(f, v.add(v.constant(2), f)))
    const z = body.let(v.mul(s, s))
    const half = body.let(v.mul(v.constant(0.5), v.mul(f, f)))
    const rest = v.mul(z, v.polynomial(body, z, LN))
    const small = v.add(v.mul(s, v.add(half, rest)), v.mul(k, v.constant(LN2_LOW)))
    const y = body.let(v.sub(v.mul(k, v.constant(LN2_HIGH)), v.sub(v.sub(half, small), f)))
    const finite = v.choose(v.lt(given, v.constant(Number.POSITIVE_INFINITY)), y, given)
    const positive = v.choose(v.gt(given, ZERO), finite, v.constant(Number.NaN))
    return v.choose(v.eq(given, ZERO), v.constant(Number.NEGATIVE_INFINITY), positive)
  }

  private log1p(body: Body, x: Code): Code {
    const u = body.let(v.add(ONE, x))
    const y = body.let(this.call('ln', u))
    // What was lost in rounding 1 + x, seen from the larger of the two.
    const lost = v.choose(v.lt(x, ONE), v.sub(x, v.sub(u, ONE)), v.sub(ONE, v.sub(u, x)))
    const correction = body.let(v.div(lost, u))
    const corrected = v.choose(v.lt(v.abs(correction), ONE), v.add(y, correction), y)
    // The zero keeps its sign.
    return v.choose(v.eq(x, ZERO), x, corrected)
  }

  /** Leaves sine and cosine. */
  private sincos(body: Body): void {
    const x = getLocal(0)
    if (this.huge !== undefined) {
      body.emit([...v.anyTrue(v.gt(v.abs(x), v.constant(SINE_LIMIT))), 0x04, 0x40])
      for (const index of [this.huge.sin, this.huge.cos]) {
        const each = (k: 0 | 1): Code => [...v.lane(x, k), ...call(index)]
        body.emit(v.withLane(v.splat(each(0)), 1, each(1)))
      }
      body.emit([0x0f, 0x0b])
    }
    const shifted = body.let(v.add(v.mul(x, v.constant(2 / Math.PI)), v.constant(ROUNDER)))
    const n = body.let(v.sub(shifted, v.constant(ROUNDER)))
    const first = body.let(v.sub(x, v.mul(n, v.constant(HALF_PI[0]))))
    const second = differenceExactly(body, first, body.let(v.mul(n, v.constant(HALF_PI[1]))))
    const third = differenceExactly(body, second.value, body.let(v.mul(n, v.constant(HALF_PI[2]))))
    const r = third.value
    const tail = body.let(v.add(second.error, third.error))
    const z = body.let(v.mul(r, r))
    const half = body.let(v.mul(v.constant(0.5), z))
    const cube = v.mul(v.mul(z, r), v.polynomial(body, z, SIN))
    // -0 + 0 is 0: where there is nothing to reduce, r itself must come through with its sign.
    const sine = body.let(v.choose(v.eq(r, ZERO), r, v.add(r, v.add(cube, v.mul(tail, v.sub(ONE, half))))))
    const w = body.let(v.sub(ONE, half))
    const lost = v.sub(v.sub(ONE, w), half)
    const cosine = body.let(v.add(w, v.add(lost, v.sub(v.mul(v.mul(z, z), v.polynomial(body, z, COS)), v.mul(r, tail)))))
    const odd = body.let(v.bitsEqual(v.and(shifted, v.bitsConstant(1n)), v.bitsConstant(1n)))
    const sineSign = v.shiftLeft(v.and(shifted, v.bitsConstant(2n)), 62)
    const cosineSign = v.shiftLeft(v.and(v.bitsAdd(shifted, v.bitsConstant(1n)), v.bitsConstant(2n)), 62)
    body.emit(v.xor(v.choose(odd, cosine, sine), sineSign))
    body.emit(v.xor(v.choose(odd, sine, cosine), cosineSign))
  }

  private tanh(body: Body, x: Code): Code {
    const size = body.let(v.abs(x))
    const e = body.let(this.call('expm1', v.add(size, size)))
    // Near 1 what is missing from it is computed, near 0 the value itself.
    const large = body.let(v.gt(size, v.constant(0.55)))
    const part = body.let(v.div(v.choose(large, v.constant(2), e), v.add(e, v.constant(2))))
    return v.or(v.choose(large, v.sub(ONE, part), part), v.and(x, SIGN))
  }

  private sigmoid(body: Body, x: Code): Code {
    const t = body.let(this.call('exp', v.neg(v.abs(x))))
    return v.div(v.choose(v.lt(x, ZERO), t, ONE), v.add(ONE, t))
  }

  private softplus(_body: Body, x: Code): Code {
    return v.add(v.max(x, ZERO), this.call('log1p', this.call('exp', v.neg(v.abs(x)))))
  }
}

/** x = k ln 2 + high - low; k as an integer in the low bits of each lane. */
function reduceByLn2(body: Body, x: Code): { high: Code; low: Code; exponent: Code } {
  const shifted = body.let(v.add(v.mul(x, v.constant(LOG2E)), v.constant(ROUNDER)))
  const k = body.let(v.sub(shifted, v.constant(ROUNDER)))
  const high = body.let(v.sub(x, v.mul(k, v.constant(LN2_HIGH))))
  const low = body.let(v.mul(k, v.constant(LN2_LOW)))
  // From the low 12 bits, with sign.
  const exponent = body.let(v.shiftRight(v.shiftLeft(shifted, 52), 52))
  return { high, low, exponent }
}

const powerOfTwo = (exponent: Code): Code => v.shiftLeft(v.bitsAdd(exponent, v.bitsConstant(1023n)), 52)

/** a - b and its rounding error (D. Knuth's two-sum). */
function differenceExactly(body: Body, a: Code, b: Code): { value: Code; error: Code } {
  const value = body.let(v.sub(a, b))
  const back = body.let(v.sub(value, a))
  const error = body.let(v.sub(v.sub(a, v.sub(value, back)), v.add(b, back)))
  return { value, error }
}
