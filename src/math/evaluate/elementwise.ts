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
  const [first, second] = items
  // Scalar graphs are made of these.
  if (typeof first === 'number') {
    if (items.length === 1) return kernel(first)
    if (items.length === 2 && typeof second === 'number') return kernel(first, second)
  }
  if (items.every((item) => typeof item === 'number')) return callKernel(kernel, items as readonly number[])
  const shape = broadcastOf(items.map((item) => (typeof item === 'number' ? [] : item.shape)))
  const result = tensor(shape)
  const places = items.map((item) => (typeof item === 'number' ? undefined : broadcastPlaces(item.shape, shape)))
  const numbers = new Array<number>(items.length)
  for (let i = 0; i < result.data.length; i++) {
    for (let k = 0; k < items.length; k++) {
      const item = items[k] as Item
      numbers[k] = typeof item === 'number' ? item : (item.data[places[k]?.[i] ?? i] as number)
    }
    result.data[i] =
      numbers.length === 1
        ? kernel(numbers[0] as number)
        : numbers.length === 2
          ? kernel(numbers[0] as number, numbers[1] as number)
          : callKernel(kernel, numbers)
  }
  return result
}
