/** Dense numeric tensors, row-major: what tensor kernels compute with. */
import type { Value } from './api.ts'

export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

/** Numbers that one tensor may hold. */
const LARGEST = 1 << 25

/** How many numbers a tensor of this shape holds. Throws RangeError where they are too many. */
export function elements(shape: readonly number[]): number {
  const count = shape.reduce((product, length) => product * length, 1)
  if (shape.some((length) => length < 0)) throw new RangeError(`no array has ${shape.join(' × ')} numbers`)
  if (count > LARGEST) throw new RangeError(`an array of ${shape.join(' × ')} numbers is too large`)
  return count
}

export function tensor(shape: readonly number[], data?: Float64Array): Tensor {
  return { shape, data: data ?? zeros(elements(shape)) }
}

/** Engines keep arrays of up to so many numbers among other objects; making a longer one costs as much as a thousand numbers. */
const CHEAP = 8
/** Arrays of up to so many numbers are cut from one of so many, which lives as long as one of them does. */
const SMALL = 512
const TOGETHER = 4096
let together = new ArrayBuffer(0)
let used = 0

function zeros(count: number): Float64Array {
  if (count <= CHEAP || count > SMALL) return new Float64Array(count)
  if ((used + count) * Float64Array.BYTES_PER_ELEMENT > together.byteLength) {
    together = new ArrayBuffer(TOGETHER * Float64Array.BYTES_PER_ELEMENT)
    used = 0
  }
  const data = new Float64Array(together, used * Float64Array.BYTES_PER_ELEMENT, count)
  // As an array of 2.5 numbers has 2.
  used += data.length
  return data
}

export const scalarTensor = (value: number): Tensor => ({ shape: [], data: Float64Array.of(value) })

/** Row-major strides of a shape. */
export function strides(shape: readonly number[]): number[] {
  const result = new Array<number>(shape.length)
  let stride = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    result[i] = stride
    stride *= shape[i] ?? 1
  }
  return result
}

/** The axes of nested arrays, by their first elements. */
export function axisLengths(value: Value): number[] {
  const lengths: number[] = []
  for (let v: Value = value; Array.isArray(v); v = v[0] ?? 0) {
    lengths.push(v.length)
    if (v.length === 0) break
  }
  return lengths
}

/** From nested arrays. Throws RangeError when they are ragged. */
export function fromValue(value: Value): Tensor {
  const shape = axisLengths(value)
  const data: number[] = []
  const fill = (v: Value, axis: number): void => {
    if (Array.isArray(v) !== axis < shape.length || (Array.isArray(v) && v.length !== shape[axis])) throw new RangeError('ragged array')
    if (Array.isArray(v)) for (const item of v) fill(item, axis + 1)
    else data.push(v)
  }
  fill(value, 0)
  return { shape, data: Float64Array.from(data) }
}

/** To nested arrays. */
export function toValue({ shape, data }: Tensor): Value {
  let at = 0
  const build = (axis: number): Value => {
    if (axis === shape.length) return data[at++] ?? Number.NaN
    return Array.from({ length: shape[axis] ?? 0 }, () => build(axis + 1))
  }
  return build(0)
}
