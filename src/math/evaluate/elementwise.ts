/** A function of numbers applied to each component, with NumPy's broadcasting. */
import { type Tensor, tensor } from '../tensor.ts'

/** A value: scalars are plain numbers, so that scalar graphs cost no arrays. */
export type Item = number | Tensor

/** Calls with more arguments than this are made in pieces: an argument list lives on the stack. */
const PIECE = 1000

/**
 * The function over one list of numbers, however long. Rows that take any number of arguments are associative
 * (sum, product, maximum, logic, hypotenuse), so long lists are taken piece by piece.
 */
export function callKernel(kernel: (...args: number[]) => number, args: readonly number[]): number {
  if (args.length <= PIECE) return kernel(...args)
  let pieces: number[] = []
  for (let i = 0; i < args.length; i += PIECE) pieces.push(kernel(...args.slice(i, i + PIECE)))
  while (pieces.length > 1) {
    const next: number[] = []
    for (let i = 0; i < pieces.length; i += PIECE) next.push(kernel(...pieces.slice(i, i + PIECE)))
    pieces = next
  }
  return pieces[0] as number
}

/** The shape that shapes broadcast to; they are known to fit. */
export function broadcastOf(shapes: readonly (readonly number[])[]): readonly number[] {
  let result: readonly number[] = []
  for (const shape of shapes) {
    if (shape.length === 0) continue
    const rank = Math.max(shape.length, result.length)
    const joined = new Array<number>(rank)
    for (let i = 0; i < rank; i++) {
      const a = result[result.length - rank + i] ?? 1
      const b = shape[shape.length - rank + i] ?? 1
      joined[i] = a === 1 ? b : a
    }
    result = joined
  }
  return result
}

/** For each component of `shape`, the place in an array of shape `from` that broadcasting takes. Undefined: the same place. */
export function broadcastPlaces(from: readonly number[], shape: readonly number[]): Int32Array | undefined {
  if (from.length === shape.length && from.every((length, axis) => length === shape[axis])) return undefined
  let places = Int32Array.of(0)
  let stride = 1
  // From the innermost axis outwards: each axis repeats what is there, moved by its stride.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] as number
    const own = from[axis - shape.length + from.length] ?? 1
    const step = own === 1 ? 0 : stride
    const grown = new Int32Array(places.length * length)
    for (let k = 0; k < length; k++) for (let i = 0; i < places.length; i++) grown[k * places.length + i] = (places[i] as number) + k * step
    places = grown
    stride *= own
  }
  return places
}

/** The function over items, component by component. */
export function mapItems(kernel: (...args: number[]) => number, items: readonly Item[]): Item {
  const [first, second] = [items[0], items[1]]
  // Scalar graphs are made of these.
  if (typeof first === 'number') {
    if (items.length === 1) return kernel(first)
    if (items.length === 2 && typeof second === 'number') return kernel(first, second)
  }
  const alike = first !== undefined && items.length <= 2 ? mapAlike(kernel, first, second) : undefined
  if (alike !== undefined) return alike
  if (items.every((item) => typeof item === 'number')) return callKernel(kernel, items as readonly number[])
  const shape = broadcastOf(items.map((item) => (typeof item === 'number' ? [] : item.shape)))
  const result = tensor(shape)
  const { data } = result
  const sources = items.map((item) => new Source(item, shape))
  const [a, b] = sources
  if (a !== undefined && sources.length === 1) for (let i = 0; i < data.length; i++) data[i] = kernel(a.at(i))
  else if (a !== undefined && b !== undefined && sources.length === 2) for (let i = 0; i < data.length; i++) data[i] = kernel(a.at(i), b.at(i))
  else {
    const numbers = new Array<number>(sources.length)
    for (let i = 0; i < data.length; i++) {
      for (let k = 0; k < sources.length; k++) numbers[k] = (sources[k] as Source).at(i)
      data[i] = callKernel(kernel, numbers)
    }
  }
  return result
}

/** Of one array, or two arguments of which one is an array and the other one of the same shape or a number; undefined for others. */
function mapAlike(kernel: (...args: number[]) => number, first: Item, second: Item | undefined): Item | undefined {
  const array = typeof first === 'number' ? second : first
  if (array === undefined || typeof array === 'number') return undefined
  if (typeof first !== 'number' && second !== undefined && typeof second !== 'number' && !isSameShape(first.shape, second.shape)) return undefined
  const result = tensor(array.shape)
  const { data } = result
  const a = typeof first === 'number' ? undefined : first.data
  const b = second === undefined || typeof second === 'number' ? undefined : second.data
  if (second === undefined) for (let i = 0; i < data.length; i++) data[i] = kernel((a as Float64Array)[i] as number)
  else if (a === undefined) for (let i = 0; i < data.length; i++) data[i] = kernel(first as number, (b as Float64Array)[i] as number)
  else if (b === undefined) for (let i = 0; i < data.length; i++) data[i] = kernel(a[i] as number, second as number)
  else for (let i = 0; i < data.length; i++) data[i] = kernel(a[i] as number, b[i] as number)
  return result
}

const isSameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((length, axis) => length === b[axis]))

/** The components of an item stretched to a shape. */
class Source {
  private readonly data: Float64Array
  private readonly places: Int32Array | undefined
  /** 0 for a number, which is the same everywhere. */
  private readonly step: number

  constructor(item: Item, shape: readonly number[]) {
    const single = typeof item === 'number'
    this.step = single ? 0 : 1
    this.data = single ? Float64Array.of(item) : item.data
    this.places = single ? undefined : broadcastPlaces(item.shape, shape)
  }

  at(i: number): number {
    const place = i * this.step
    return this.data[this.places === undefined ? place : (this.places[place] as number)] as number
  }
}
