/** Gaussian elimination with partial pivoting. Golub and Van Loan, "Matrix Computations" (4th ed. 2013), 3.4. */
import { type Tensor, tensor } from '../tensor.ts'
import { MADE, takes } from './work.ts'

/** Solves a x = right in place; says the pivots and the sign of the row permutation. */
function eliminate(a: Tensor, right: Float64Array, columns: number): { sign: number; pivots: number[] } {
  const n = a.shape[0] as number
  takes(MADE + n * n * (n + columns))
  const m = a.data.slice()
  let sign = 1
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(m[i * n + k] as number) > Math.abs(m[pivot * n + k] as number)) pivot = i
    if (pivot !== k) {
      sign = -sign
      swapRows(m, n, k, pivot)
      swapRows(right, columns, k, pivot)
    }
    const head = m[k * n + k] as number
    // Below it all is zero then.
    for (let i = head === 0 ? n : k + 1; i < n; i++) {
      const factor = (m[i * n + k] as number) / head
      if (factor === 0) continue
      for (let j = k; j < n; j++) m[i * n + j] = (m[i * n + j] as number) - factor * (m[k * n + j] as number)
      for (let j = 0; j < columns; j++) right[i * columns + j] = (right[i * columns + j] as number) - factor * (right[k * columns + j] as number)
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = 0; j < columns; j++) {
      let value = right[k * columns + j] as number
      for (let i = k + 1; i < n; i++) value -= (m[k * n + i] as number) * (right[i * columns + j] as number)
      right[k * columns + j] = value / (m[k * n + k] as number)
    }
  }
  return { sign, pivots: Array.from({ length: n }, (_, k) => m[k * n + k] as number) }
}

function swapRows(data: Float64Array, columns: number, a: number, b: number): void {
  for (let j = 0; j < columns; j++) {
    const held = data[a * columns + j] as number
    data[a * columns + j] = data[b * columns + j] as number
    data[b * columns + j] = held
  }
}

/** a⁻¹ b; without b, the inverse. Infinities and NaN where a is singular. */
export function solveTensor(a: Tensor, b: Tensor | undefined): Tensor {
  const n = a.shape[0] as number
  const columns = b === undefined ? n : b.data.length / n
  const right = b === undefined ? new Float64Array(n * n) : b.data.slice()
  if (b === undefined) for (let i = 0; i < n; i++) right[i * n + i] = 1
  eliminate(a, right, columns)
  return { shape: b?.shape ?? a.shape, data: right }
}

/** The matrices of a stack; a matrix is one. */
function matricesOf({ shape, data }: Tensor): readonly Tensor[] {
  const [rows, columns] = shape.slice(-2) as [number, number]
  const size = rows * columns
  const count = shape.slice(0, -2).reduce((product, length) => product * length, 1)
  return Array.from({ length: count }, (_, k) => ({ shape: [rows, columns], data: data.subarray(k * size, (k + 1) * size) }))
}

/** A number of each matrix of a stack. */
export const ofEach = (stack: Tensor, number: (matrix: Tensor) => number): Tensor => ({
  shape: stack.shape.slice(0, -2),
  data: Float64Array.from(matricesOf(stack), number),
})

/** A matrix of each matrix of a stack, all of these lengths. */
export function matrixOfEach(stack: Tensor, [rows, columns]: readonly [number, number], of: (matrix: Tensor) => Tensor): Tensor {
  if (stack.shape.length === 2) return of(stack)
  const result = tensor([...stack.shape.slice(0, -2), rows, columns])
  for (const [k, matrix] of matricesOf(stack).entries()) result.data.set(of(matrix).data, k * rows * columns)
  return result
}

/** The same for matrices as large as those of the stack. */
export const matrixOfEachLike = (stack: Tensor, of: (matrix: Tensor) => Tensor): Tensor =>
  matrixOfEach(stack, stack.shape.slice(-2) as [number, number], of)

/** The inverse of each matrix of a stack. */
export const inverses = (stack: Tensor): Tensor => matrixOfEachLike(stack, (matrix) => solveTensor(matrix, undefined))

/** The determinant, and the logarithm of its size. */
export function determinant(a: Tensor): { value: number; logarithm: number } {
  const { sign, pivots } = eliminate(a, new Float64Array(0), 0)
  return {
    value: pivots.reduce((product, pivot) => product * pivot, sign),
    logarithm: pivots.reduce((sum, pivot) => sum + Math.log(Math.abs(pivot)), 0),
  }
}

/**
 * The matrix of cofactors, det(a) a⁻ᵀ where a has an inverse, of any square matrix: elimination with complete pivoting, of which the last
 * pivot is not divided by. Stewart, "On the adjugate matrix", Linear Algebra Appl. 283 (1998).
 */
export function cofactors(a: Tensor): Tensor {
  const n = a.shape[0] as number
  const result = tensor(a.shape)
  const m = Array.from({ length: n }, (_, i) => Array.from(a.data.subarray(i * n, i * n + n)))
  const [rows, columns] = [0, 1].map(() => Array.from({ length: n }, (_, i) => i)) as [number[], number[]]
  /** The inverse of the lower factor. */
  const lower = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)))
  const at = (x: readonly (readonly number[])[], i: number, j: number): number => (x[i] as readonly number[])[j] as number
  let scale = 1
  for (let k = 0; k < n - 1; k++) {
    let [p, q] = [k, k]
    for (let i = k; i < n; i++) for (let j = k; j < n; j++) if (Math.abs(at(m, i, j)) > Math.abs(at(m, p, q))) [p, q] = [i, j]
    // Two pivots are zero: so are all cofactors.
    if (at(m, p, q) === 0) return result
    for (const list of [m, rows] as unknown[][]) [list[k], list[p]] = [list[p], list[k]]
    for (const list of [...m, columns] as unknown[][]) [list[k], list[q]] = [list[q], list[k]]
    for (let j = 0; p !== k && j < k; j++) {
      const held = at(lower, k, j)
      ;(lower[k] as number[])[j] = at(lower, p, j)
      ;(lower[p] as number[])[j] = held
    }
    if ((p !== k) !== (q !== k)) scale = -scale
    scale *= at(m, k, k)
    for (let i = k + 1; i < n; i++) {
      const factor = at(m, i, k) / at(m, k, k)
      for (let j = k; j < n; j++) (m[i] as number[])[j] = at(m, i, j) - factor * at(m, k, j)
      for (let j = 0; j <= k; j++) (lower[i] as number[])[j] = at(lower, i, j) - factor * at(lower, k, j)
    }
  }
  // adj(U) = [uₙ π U₁⁻¹, -π U₁⁻¹ u; 0, π] with π the product of the pivots before the last one, times the inverse of L.
  const last = n > 0 ? at(m, n - 1, n - 1) : 1
  for (let c = 0; c < n; c++) {
    const x = new Array<number>(n).fill(0)
    x[n - 1] = at(lower, n - 1, c)
    for (let i = n - 2; i >= 0; i--) {
      let rest = last * at(lower, i, c) - at(m, i, n - 1) * at(lower, n - 1, c)
      for (let j = i + 1; j < n - 1; j++) rest -= at(m, i, j) * (x[j] as number)
      x[i] = rest / at(m, i, i)
    }
    // Transposed: adj(a) has it at the column's place and the row's.
    for (const [j, value] of x.entries()) result.data[(rows[c] as number) * n + (columns[j] as number)] = scale * value
  }
  return result
}
