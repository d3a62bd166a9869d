/**
 * Instructions on two doubles at a time (WebAssembly's 128-bit vectors), as functions from code to code. A mask is all
 * ones or all zeros in each lane; "bits" are the same lanes taken as 64-bit integers.
 */
import { type Body, type Code, signed, unsigned } from './assembler.ts'

const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)]
const unary =
  (opcode: number) =>
  (a: Code): Code => [...a, ...simd(opcode)]
const binary =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...simd(opcode)]
const shift =
  (opcode: number) =>
  (a: Code, by: number): Code => [...a, 0x41, ...signed(by), ...simd(opcode)]

const scratch = new DataView(new ArrayBuffer(8))

/** The same double in both lanes. */
export function constant(value: number): Code {
  scratch.setFloat64(0, value)
  return [{ bits: scratch.getBigInt64(0) }]
}
/** The same 64-bit integer in both lanes. */
export const bitsConstant = (value: bigint): Code => [{ bits: BigInt.asIntN(64, value) }]

export const add = binary(0xf0)
export const sub = binary(0xf1)
export const mul = binary(0xf2)
export const div = binary(0xf3)
export const min = binary(0xf4)
export const max = binary(0xf5)
export const abs = unary(0xec)
export const neg = unary(0xed)
export const sqrt = unary(0xef)
export const ceil = unary(0x74)
export const floor = unary(0x75)
export const trunc = unary(0x7a)
export const eq = binary(0x47)
export const ne = binary(0x48)
export const lt = binary(0x49)
export const gt = binary(0x4a)
export const le = binary(0x4b)
export const ge = binary(0x4c)
export const and = binary(0x4e)
export const or = binary(0x50)
export const xor = binary(0x51)
export const not = unary(0x4d)
export const bitsAdd = binary(0xce)
export const bitsSub = binary(0xd1)
export const bitsEqual = binary(0xd6)
export const shiftLeft = shift(0xcb)
export const shiftRight = shift(0xcc)
/** One i32: 1 where any bit of any lane is set. */
export const anyTrue = unary(0x53)
/** `yes` where the mask is set, else `no`. */
export const choose = (mask: Code, yes: Code, no: Code): Code => [...yes, ...no, ...mask, ...simd(0x52)]
/** One lane as an f64. */
export const lane = (a: Code, index: 0 | 1): Code => [...a, ...simd(0x21), index]
/** An f64 in both lanes. */
export const splat = (a: Code): Code => [...a, ...simd(0x14)]
/** The vector with one lane replaced by an f64. */
export const withLane = (a: Code, index: 0 | 1, value: Code): Code => [...a, ...value, ...simd(0x22), index]
/** Two doubles of memory at a byte address plus offset. */
export const load = (address: Code, offset: number): Code => [...address, ...simd(0x00), 3, ...unsigned(offset)]
export const store = (address: Code, offset: number, value: Code): Code => [...address, ...value, ...simd(0x0b), 3, ...unsigned(offset)]

/**
 * c0 + c1 x + c2 x² + ... by Estrin's scheme: halves that do not wait for each other, joined by x², x⁴, x⁸. `x` is read
 * many times: let it be a local.
 */
export function polynomial(body: Body, x: Code, coefficients: readonly number[]): Code {
  let terms = coefficients.map(constant)
  let power = x
  while (terms.length > 1) {
    const joined: Code[] = []
    for (let k = 0; k < terms.length; k += 2) {
      const [low, high] = [terms[k] as Code, terms[k + 1]]
      joined.push(high === undefined ? low : add(low, mul(high, power)))
    }
    terms = joined
    if (terms.length > 1) power = body.let(mul(power, power))
  }
  return terms[0] as Code
}
