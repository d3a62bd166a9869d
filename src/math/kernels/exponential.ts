/**
 * The exponential of a matrix and its derivatives: Padé approximants with scaling and squaring, after Higham, "The scaling and squaring method
 * for the matrix exponential revisited", SIAM J. Matrix Anal. Appl. 26 (2005); derivatives as blocks of the exponential of a larger matrix
 * (Higham, "Functions of Matrices", 2008, theorems 3.6 and 10.13).
 */
import { type Tensor, tensor } from '../tensor.ts'
import { solveTensor } from './elimination.ts'
import { MADE, takes } from './work.ts'

/** Degrees of the approximants with the largest 1-norm for which each is exact in doubles (Higham 2005, table 2.3). */
const DEGREES: readonly (readonly [degree: number, most: number])[] = [
  [3, 1.495585217958292e-2],
  [5, 2.53939833006323e-1],
  [7, 9.504178996162932e-1],
  [9, 2.097847961257068],
  [13, 5.371920351148152],
]

/** The matrices are square, of n rows, and kept row by row. */
function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  takes(MADE + n * n * n)
  const result = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k] as number
      if (factor === 0) continue
      for (let j = 0; j < n; j++) result[i * n + j] = (result[i * n + j] as number) + factor * (b[k * n + j] as number)
    }
  return result
}

/** The largest sum of the sizes of a column. */
function norm(a: Float64Array, n: number): number {
  let largest = 0
  for (let j = 0; j < n; j++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += Math.abs(a[i * n + j] as number)
    largest = Math.max(largest, sum)
  }
  return largest
}

/** p(a)/p(-a) of the diagonal approximant of this degree. */
function approximant(a: Float64Array, n: number, degree: number): Float64Array {
  const square = product(a, a, n)
  let power: Float64Array = new Float64Array(n * n)
  for (let i = 0; i < n; i++) power[i * n + i] = 1
  const [even, odd] = [new Float64Array(n * n), new Float64Array(n * n)]
  // The coefficient of a^k: (2m - k)! m!/((2m)! k! (m - k)!).
  let coefficient = 1
  for (let k = 0; k <= degree; k += 2) {
    const next = (coefficient * (degree - k)) / ((2 * degree - k) * (k + 1))
    for (let at = 0; at < power.length; at++) {
      even[at] = (even[at] as number) + coefficient * (power[at] as number)
      odd[at] = (odd[at] as number) + next * (power[at] as number)
    }
    coefficient = (next * (degree - k - 1)) / ((2 * degree - k - 1) * (k + 2))
    if (k + 2 <= degree) power = product(power, square, n)
  }
  const rest = product(a, odd, n)
  const [above, below] = [1, -1].map((sign): Tensor => ({ shape: [n, n], data: even.map((x, at) => x + sign * (rest[at] as number)) })) as [
    Tensor,
    Tensor,
  ]
  return solveTensor(below, above).data as Float64Array
}

function exponential(a: Float64Array, n: number): Float64Array {
  const size = norm(a, n)
  if (!Number.isFinite(size)) return a.map(() => Number.NaN)
  const degree = DEGREES.find(([, most]) => size <= most)?.[0]
  if (degree !== undefined) return approximant(a, n, degree)
  const [last, most] = DEGREES.at(-1) as readonly [number, number]
  const squarings = Math.max(0, Math.ceil(Math.log2(size / most)))
  let result = approximant(
    a.map((x) => x / 2 ** squarings),
    n,
    last,
  )
  for (let k = 0; k < squarings; k++) result = product(result, result, n)
  return result
}

/** e^A. */
export const exponentialTensor = ({ data, shape }: Tensor): Tensor => ({ shape, data: exponential(Float64Array.from(data), shape[0] as number) })

/** A matrix of blocks of n rows, of which those that are not given are zero. */
function blocks(
  count: number,
  n: number,
  given: readonly (readonly [row: number, column: number, block: ArrayLike<number>, scale: number])[],
): Float64Array {
  const width = count * n
  const result = new Float64Array(width * width)
  for (const [row, column, block, scale] of given)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[(row * n + i) * width + column * n + j] = (block[i * n + j] as number) * scale
  return result
}

/** The upper right block. */
function corner(a: Float64Array, count: number, n: number, scale: number): Float64Array {
  const result = new Float64Array(n * n)
  const width = count * n
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[i * n + j] = (a[i * width + width - n + j] as number) * scale
  return result
}

/** The factor that brings a direction to the size of the matrix, so that it asks for no more squarings. */
function scaleOf(a: Float64Array, e: Float64Array, n: number): number {
  const size = norm(e, n)
  return size === 0 ? 1 : 2 ** Math.round(Math.log2(Math.max(norm(a, n), 2 ** -10) / size))
}

/** Each matrix along the last two axes of a tensor. */
function each({ data, shape }: Tensor, n: number, work: (matrix: Float64Array) => Float64Array): Tensor {
  const result = tensor(shape)
  for (let at = 0; at < data.length; at += n * n) result.data.set(work(Float64Array.from(data.slice(at, at + n * n))), at)
  return result
}

/** The derivative of e^A along each of the matrices along the last two axes of e: a block of the exponential of [A E; 0 A]. */
export function frechetTensor(a: Tensor, e: Tensor): Tensor {
  const n = a.shape[0] as number
  const own = Float64Array.from(a.data)
  return each(e, n, (direction) => {
    const scale = scaleOf(own, direction, n)
    const whole = blocks(2, n, [
      [0, 0, own, 1],
      [1, 1, own, 1],
      [0, 1, direction, scale],
    ])
    return corner(exponential(whole, 2 * n), 2, n, 1 / scale)
  })
}

/** The second derivative of e^A along the matrix e and each of those along the last two axes of g. */
export function secondFrechetTensor(a: Tensor, e: Tensor, g: Tensor): Tensor {
  const n = a.shape[0] as number
  const [own, first] = [Float64Array.from(a.data), Float64Array.from(e.data)]
  const left = scaleOf(own, first, n)
  return each(g, n, (second) => {
    const right = scaleOf(own, second, n)
    const whole = blocks(4, n, [
      ...[0, 1, 2, 3].map((k) => [k, k, own, 1] as const),
      [0, 1, first, left],
      [2, 3, first, left],
      [0, 2, second, right],
      [1, 3, second, right],
    ])
    return corner(exponential(whole, 4 * n), 4, n, 1 / (left * right))
  })
}
