/** From a program to a WebAssembly module: one pass over columns, two points at a time, every result in a local. */
import type { Instruction, Program } from '../program.ts'
import type { Kernel } from '../scalarPass.ts'
import { Body, type Code, call, F64, getLocal, I32, ModuleBuilder, setLocal, signed, V128 } from './assembler.ts'
import { type Elementary, ElementaryFunctions } from './elementary.ts'
import * as v from './lanes.ts'

/** What a compiled program needs to be instantiated, and where its columns lie in its memory. */
export interface Compiled {
  bytes: Uint8Array<ArrayBuffer>
  /** Imported functions by name. */
  imports: Record<string, (...args: number[]) => number>
}

/** Columns follow one another in memory, inputs before outputs, each this many points long. */
export const CHUNK = 1024

const ZERO = v.constant(0)
const ONE = v.constant(1)
const truth = (mask: Code): Code => v.and(mask, ONE)
const comparison =
  (compare: (a: Code, b: Code) => Code) =>
  (a: Code, b: Code): Code =>
    truth(compare(a, b))
const holds = (a: Code): Code => v.ne(a, ZERO)

/** Rows that are an instruction or two. Each argument is cheap to read again. */
const NATIVE: ReadonlyMap<string, (...args: Code[]) => Code> = new Map<string, (...args: Code[]) => Code>([
  ['add', (...terms) => terms.reduce(v.add)],
  ['mul', (...factors) => factors.reduce(v.mul)],
  ['neg', v.neg],
  ['div', v.div],
  ['sqrt', v.sqrt],
  ['abs', v.abs],
  ['floor', v.floor],
  ['ceil', v.ceil],
  ['trunc', v.trunc],
  ['square', (x) => v.mul(x, x)],
  ['reciprocal', (x) => v.div(ONE, x)],
  ['maximum', (...values) => values.reduce(v.max)],
  ['minimum', (...values) => values.reduce(v.min)],
  ['relu', (x) => v.choose(v.le(x, ZERO), ZERO, x)],
  ['sign', (x) => v.choose(v.lt(x, ZERO), v.constant(-1), v.choose(v.gt(x, ZERO), ONE, x))],
  ['lt', comparison(v.lt)],
  ['le', comparison(v.le)],
  ['gt', comparison(v.gt)],
  ['ge', comparison(v.ge)],
  ['eq', comparison(v.eq)],
  ['ne', comparison(v.ne)],
  ['and', (...conditions) => truth(conditions.map(holds).reduce(v.and))],
  ['or', (...conditions) => truth(conditions.map(holds).reduce(v.or))],
  ['not', (condition) => truth(v.eq(condition, ZERO))],
  ['where', (condition, a, b) => v.choose(holds(condition as Code), a as Code, b as Code)],
])

const ELEMENTARY: ReadonlySet<string> = new Set<Elementary>(['exp', 'expm1', 'ln', 'log1p', 'tanh', 'sigmoid', 'softplus'])
const CIRCULAR: ReadonlySet<string> = new Set(['sin', 'cos', 'tan'])

/** Up to here a whole power by repeated multiplication keeps its error within a few ulp. */
const LARGEST_POWER = 8

/** The module of a program, whose instructions compute what the `kernels` do, one for each. */
export function compile(program: Program, kernels: readonly Kernel[]): Compiled {
  const module = new ModuleBuilder(columnOffset(program.inputs.length + program.outputs.length))
  const imports: Compiled['imports'] = {}
  const importFunction = (name: string, arity: number, kernel: (...args: number[]) => number): number => {
    imports[name] = kernel
    return module.import(
      name,
      Array.from({ length: arity }, () => F64),
      [F64],
    )
  }
  const imported = new Map<string, number>()
  // Each sum or integral has terms of its own.
  const keyOf = ({ op, args, body }: Instruction, k: number): string => (body === undefined ? `${op}/${args.length}` : `${op}/${args.length}@${k}`)
  program.instructions.forEach((one, k) => {
    const { op, args } = one
    const key = keyOf(one, k)
    if (NATIVE.has(op) || ELEMENTARY.has(op) || CIRCULAR.has(op) || imported.has(key)) return
    imported.set(key, importFunction(key, args.length, kernels[k] as Kernel))
  })
  const circular = program.instructions.some(({ op }) => CIRCULAR.has(op))
  const huge = circular ? { sin: importFunction('sin', 1, Math.sin), cos: importFunction('cos', 1, Math.cos) } : undefined
  const functions = new ElementaryFunctions(module, huge)

  const body = new Body([I32], [])
  const end = getLocal(0)
  const at = body.local(I32)
  // From 0 in steps of two doubles: do { ... } while (at < end).
  body.emit([0x03, 0x40])
  const slots: Code[] = program.inputs.map((_, k) => body.let(v.load(getLocal(at), columnOffset(k))))
  for (const value of program.constants) slots.push(v.constant(value))
  const pairs = new Map<number, { sin: Code; cos: Code }>()
  const sineAndCosine = (slot: number): { sin: Code; cos: Code } => {
    let pair = pairs.get(slot)
    if (pair === undefined) {
      const [sin, cos] = [body.local(V128), body.local(V128)]
      body.emit([...(slots[slot] as Code), ...call(functions.index('sincos')), ...setLocal(cos), ...setLocal(sin)])
      pair = { sin: getLocal(sin), cos: getLocal(cos) }
      pairs.set(slot, pair)
    }
    return pair
  }
  program.instructions.forEach((one, k) => {
    const values = one.args.map((slot) => slots[slot] as Code)
    slots.push(body.let(instruction(one, values, k)))
  })
  function instruction(one: Instruction, values: readonly Code[], k: number): Code {
    const { op, args } = one
    const native = NATIVE.get(op)
    if (native !== undefined) return native(...values)
    if (ELEMENTARY.has(op)) return [...(values[0] as Code), ...call(functions.index(op as Elementary))]
    if (CIRCULAR.has(op)) {
      const { sin, cos } = sineAndCosine(args[0] as number)
      return op === 'sin' ? sin : op === 'cos' ? cos : v.div(sin, cos)
    }
    if (op === 'pow') {
      const exponent = program.constants[(args[1] as number) - program.inputs.length]
      const power = exponent === undefined ? undefined : knownPower(body, values[0] as Code, exponent)
      if (power !== undefined) return power
    }
    const index = imported.get(keyOf(one, k)) as number
    const each = (lane: 0 | 1): Code => [...values.flatMap((value) => v.lane(value, lane)), ...call(index)]
    return v.withLane(v.splat(each(0)), 1, each(1))
  }
  program.outputs.forEach((slot, k) => {
    body.emit(v.store(getLocal(at), columnOffset(program.inputs.length + k), slots[slot] as Code))
  })
  body.emit([...getLocal(at), 0x41, ...signed(16), 0x6a, 0x22, at, ...end, 0x48, 0x0d, 0x00, 0x0b])
  module.add(body, 'run')
  return { bytes: module.encode(), imports }
}

/** The byte where a column begins. */
export const columnOffset = (column: number): number => column * CHUNK * 8

/** x to a small whole power by multiplication, and to a half by the square root; else undefined. */
function knownPower(body: Body, x: Code, exponent: number): Code | undefined {
  if (Math.abs(exponent) === 0.5) {
    // Unlike the square root, the power ½ of -0 is 0 and of -∞ is ∞.
    const infinite = v.constant(Number.POSITIVE_INFINITY)
    const root = v.choose(v.eq(x, v.constant(Number.NEGATIVE_INFINITY)), infinite, v.sqrt(v.add(x, ZERO)))
    return exponent > 0 ? root : v.div(ONE, root)
  }
  const count = Math.abs(exponent)
  if (!Number.isInteger(exponent) || count === 0 || count > LARGEST_POWER) return undefined
  let product: Code | undefined
  let square = x
  for (let rest = count; ; square = body.let(v.mul(square, square))) {
    if (rest & 1) product = product === undefined ? square : body.let(v.mul(product, square))
    rest >>= 1
    if (rest === 0) break
  }
  return exponent < 0 ? v.div(ONE, product as Code) : product
}
