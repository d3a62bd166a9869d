/**
 * A small assembler for WebAssembly modules: functions, imports, one memory, exports, as the core specification 2.0
 * encodes them (https://webassembly.github.io/spec/core/binary/). Modules are data, so this runs where `eval` may not.
 */

/** Sixteen bytes that code loads from memory: engines build a vector from an immediate by several instructions, every time. */
export interface Constant {
  readonly bits: bigint
}

/** A run of encoded instructions; a constant stands for the instructions that load it. */
export type Code = readonly (number | Constant)[]

export const I32 = 0x7f
export const F64 = 0x7c
export const V128 = 0x7b
export type ValueType = typeof I32 | typeof F64 | typeof V128

/** LEB128, unsigned. */
export function unsigned(value: number): number[] {
  const bytes: number[] = []
  do {
    const low = value & 0x7f
    value >>>= 7
    bytes.push(value === 0 ? low : low | 0x80)
  } while (value !== 0)
  return bytes
}

/** LEB128, signed, of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = []
  for (;;) {
    const low = value & 0x7f
    value >>= 7
    if ((value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0)) {
      bytes.push(low)
      return bytes
    }
    bytes.push(low | 0x80)
  }
}

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()]
const text = (name: string): number[] => vector([...name].map((character) => [character.charCodeAt(0)]))
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content]

/** A function being written: its parameters come first among its locals. */
export class Body {
  private readonly locals: ValueType[] = []
  private readonly code: (number | Constant)[] = []
  constructor(
    readonly params: readonly ValueType[],
    readonly results: readonly ValueType[],
  ) {}

  /** Appends instructions. */
  emit(code: Code): void {
    for (let i = 0; i < code.length; i++) this.code.push(code[i] as number | Constant)
  }

  /** A new local; its index. */
  local(type: ValueType): number {
    return this.params.length + this.locals.push(type) - 1
  }

  /** Computes a value into a new local; what reads it. */
  let(value: Code, type: ValueType = V128): Code {
    const index = this.local(type)
    this.emit(value)
    this.emit(setLocal(index))
    return getLocal(index)
  }

  encode(loading: (constant: Constant) => readonly number[]): number[] {
    const bytes: number[] = []
    for (const part of this.code) {
      if (typeof part === 'number') bytes.push(part)
      else bytes.push(...loading(part))
    }
    const runs: [number, ValueType][] = []
    for (const type of this.locals) {
      const last = runs.at(-1)
      if (last !== undefined && last[1] === type) last[0]++
      else runs.push([1, type])
    }
    const declared = vector(runs.map(([count, type]) => [...unsigned(count), type]))
    return [...unsigned(declared.length + bytes.length + 1), ...declared, ...bytes, 0x0b]
  }
}

export const getLocal = (index: number): Code => [0x20, ...unsigned(index)]
export const setLocal = (index: number): Code => [0x21, ...unsigned(index)]

/** A module being put together. Imports must all be asked for before the first function is added. */
export class ModuleBuilder {
  private readonly types: string[] = []
  private readonly typeCodes: number[][] = []
  private readonly imports: { name: string; type: number }[] = []
  private readonly functions: { type: number; body: Body }[] = []
  private readonly exports: { name: string; index: number }[] = []

  /** Constants lie in memory from this byte on. */
  constructor(private readonly constantsAt: number) {}

  private type(params: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${params}>${results}`
    const known = this.types.indexOf(key)
    if (known >= 0) return known
    this.typeCodes.push([0x60, ...vector(params.map((type) => [type])), ...vector(results.map((type) => [type]))])
    return this.types.push(key) - 1
  }

  /** A function of module "env"; its index. */
  import(name: string, params: readonly ValueType[], results: readonly ValueType[]): number {
    if (this.functions.length > 0) throw new Error('imports come before functions')
    return this.imports.push({ name, type: this.type(params, results) }) - 1
  }

  /** Adds a function; its index. */
  add(body: Body, exported?: string): number {
    const index = this.imports.length + this.functions.push({ type: this.type(body.params, body.results), body }) - 1
    if (exported !== undefined) this.exports.push({ name: exported, index })
    return index
  }

  /** The module, with an exported memory just large enough. */
  encode(): Uint8Array<ArrayBuffer> {
    const places = new Map<bigint, number>()
    const loading = ({ bits }: Constant): number[] => {
      let place = places.get(bits)
      if (place === undefined) {
        place = this.constantsAt + places.size * 16
        places.set(bits, place)
      }
      return [0x41, 0x00, 0xfd, 0x00, 0x03, ...unsigned(place)]
    }
    const bodies = this.functions.map(({ body }) => body.encode(loading))
    const data = [...places.keys()].flatMap((bits) => [...bytesOf(bits), ...bytesOf(bits)])
    const pages = Math.ceil((this.constantsAt + data.length + 1) / PAGE)
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, vector(this.typeCodes)),
      ...section(2, vector(this.imports.map(({ name, type }) => [...text('env'), ...text(name), 0x00, ...unsigned(type)]))),
      ...section(3, vector(this.functions.map(({ type }) => unsigned(type)))),
      ...section(5, vector([[0x00, ...unsigned(pages)]])),
      ...section(7, vector([[...text('memory'), 0x02, 0x00], ...this.exports.map(({ name, index }) => [...text(name), 0x00, ...unsigned(index)])])),
      ...section(10, vector(bodies)),
      ...section(11, vector([[0x00, 0x41, ...signed(this.constantsAt), 0x0b, ...unsigned(data.length), ...data]])),
    ])
  }
}

const PAGE = 65536
const scratch = new DataView(new ArrayBuffer(8))
function bytesOf(bits: bigint): number[] {
  scratch.setBigInt64(0, BigInt.asIntN(64, bits), true)
  return Array.from({ length: 8 }, (_, i) => scratch.getUint8(i))
}

export const call = (index: number): Code => [0x10, ...unsigned(index)]
