/** Gaussian elimination with partial pivoting. Golub and Van Loan, "Matrix Computations" (4th ed. 2013), 3.4. */
import type { Tensor } from '../tensor.ts'

/** Solves a x = right in place; says the pivots and the sign of the row permutation. */
function eliminate(a: Tensor, right: Float64Array, columns: number): { sign: number; pivots: number[] } {
  const n = a.shape[0] as number
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
    for (let i = k + 1; i < n; i++) {
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

/** The determinant, and the logarithm of its size. */
export function determinant(a: Tensor): { value: number; logarithm: number } {
  const { sign, pivots } = eliminate(a, new Float64Array(0), 0)
  return {
    value: pivots.reduce((product, pivot) => product * pivot, sign),
    logarithm: pivots.reduce((sum, pivot) => sum + Math.log(Math.abs(pivot)), 0),
  }
}
