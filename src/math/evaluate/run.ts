/**
 * Programs over columns: one pass over many points, compiled to WebAssembly where there is one (Node, workers, a webview
 * whose policy says 'wasm-unsafe-eval'), else interpreted instruction by instruction. Columns go through in chunks, so memory
 * beyond the results does not grow with the number of points.
 */
import { callKernel } from './elementwise.ts'
import type { Program } from './program.ts'
import { type Kernel, kernelOf } from './scalarPass.ts'
import { CHUNK, columnOffset, compile } from './wasm/compile.ts'

/** Beyond this, compiling costs more than it saves. */
const LARGEST_COMPILED = 4000
/** Numbers that the interpreter keeps at a time. */
const INTERPRETER_ROOM = 1 << 21

/** Results by output, for input columns of one length; a column of one number stands for that number at every point. */
export type Pass = (columns: readonly Float64Array[]) => Float64Array[]

/** Works on one chunk: inputs of `count` points from `from` on, into the outputs there. */
type ChunkPass = (columns: readonly Float64Array[], outputs: readonly Float64Array[], from: number, count: number) => void

/** Makes a program ready to run. Throws RangeError for a program that names no row of the table; the pass throws it for columns of different lengths, and EvaluationError for sums of more terms than `withTerms` allows. */
export function prepare(program: Program): Pass {
  const kernels = program.instructions.map(kernelOf)
  const compiled = program.instructions.length <= LARGEST_COMPILED ? compiledChunks(program, kernels) : undefined
  const { run, chunk } = compiled ?? interpretedChunks(program, kernels)
  return (columns) => {
    const length = commonLength(program, columns)
    const outputs = program.outputs.map(() => new Float64Array(length))
    for (let from = 0; from < length; from += chunk) run(columns, outputs, from, Math.min(chunk, length - from))
    return outputs
  }
}

function commonLength(program: Program, columns: readonly Float64Array[]): number {
  if (columns.length !== program.inputs.length) throw new RangeError(`${program.inputs.length} columns are needed, not ${columns.length}`)
  let length = 1
  for (const column of columns) {
    if (column.length === 1 || column.length === length) continue
    if (length !== 1) throw new RangeError(`columns of ${length} and of ${column.length} points`)
    length = column.length
  }
  return length
}

/* The parts of WebAssembly that are used: its types belong to the DOM's and Node's, and this runs in both. */
interface WebAssemblyParts {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => { exports: Record<string, unknown> }
}

function compiledChunks(program: Program, kernels: readonly Kernel[]): { run: ChunkPass; chunk: number } | undefined {
  const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyParts }
  if (WebAssembly === undefined) return undefined
  const { bytes, imports } = compile(program, kernels)
  let exports: { memory: { buffer: ArrayBuffer }; run: (end: number) => void }
  try {
    exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: imports }).exports as typeof exports
  } catch {
    // A policy that forbids compiling, or an engine without vectors: the interpreter gives the same numbers.
    return undefined
  }
  const views = Array.from(
    { length: program.inputs.length + program.outputs.length },
    (_, column) => new Float64Array(exports.memory.buffer, columnOffset(column), CHUNK),
  )
  const run: ChunkPass = (columns, outputs, from, count) => {
    columns.forEach((column, k) => {
      const view = views[k] as Float64Array
      if (column.length === 1) view.fill(column[0] as number)
      else view.set(from === 0 && count === column.length ? column : column.subarray(from, from + count))
    })
    exports.run(count * 8)
    outputs.forEach((output, k) => {
      const view = views[columns.length + k] as Float64Array
      output.set(count === CHUNK ? view : view.subarray(0, count), from)
    })
  }
  return { run, chunk: CHUNK }
}

function interpretedChunks(program: Program, kernels: readonly Kernel[]): { run: ChunkPass; chunk: number } {
  const { inputs, constants, instructions, outputs } = program
  const slots = inputs.length + constants.length + instructions.length
  const chunk = Math.max(1, Math.min(CHUNK, Math.floor(INTERPRETER_ROOM / slots)))
  const data = Array.from({ length: slots }, () => new Float64Array(chunk))
  constants.forEach((value, k) => {
    data[inputs.length + k]?.fill(value)
  })
  const steps = instructions.map(({ args }, k) => interpreted(kernels[k] as Kernel, args, data, inputs.length + constants.length + k))
  const run: ChunkPass = (columns, results, from, count) => {
    columns.forEach((column, k) => {
      const slot = data[k] as Float64Array
      if (column.length === 1) slot.fill(column[0] as number)
      else slot.set(column.subarray(from, from + count))
    })
    for (const step of steps) step(count)
    results.forEach((result, k) => {
      result.set((data[outputs[k] as number] as Float64Array).subarray(0, count), from)
    })
  }
  return { run, chunk }
}

function interpreted(kernel: Kernel, args: readonly number[], data: readonly Float64Array[], slot: number): (count: number) => void {
  const result = data[slot] as Float64Array
  const [a, b] = [data[args[0] as number] as Float64Array, data[args[1] as number] as Float64Array]
  if (args.length === 1) {
    return (count) => {
      for (let i = 0; i < count; i++) result[i] = kernel(a[i] as number)
    }
  }
  if (args.length === 2) {
    return (count) => {
      for (let i = 0; i < count; i++) result[i] = kernel(a[i] as number, b[i] as number)
    }
  }
  const numbers = new Array<number>(args.length)
  return (count) => {
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < args.length; k++) numbers[k] = data[args[k] as number]?.[i] as number
      result[i] = callKernel(kernel, numbers)
    }
  }
}
