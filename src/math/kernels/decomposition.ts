/** Factors of matrices: Cholesky's, and singular values by one-sided Jacobi rotations. Golub and Van Loan, "Matrix Computations" (4th ed. 2013), 4.2 and 8.6. */
import { type Tensor, tensor } from '../tensor.ts'
import { MADE, takes } from './work.ts'

/** The lower triangle L with L Lᵀ = A, from the symmetric part of A; NaN where it is not positive definite. */
export function choleskyTensor({ data, shape }: Tensor): Tensor {
  const n = shape[0] as number
  const result = tensor(shape)
  const l = result.data
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = ((data[i * n + j] as number) + (data[j * n + i] as number)) / 2
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number)
      l[i * n + j] = i === j ? Math.sqrt(sum) : sum / (l[j * n + j] as number)
    }
  }
  return result
}

export interface Singular {
  /** Largest first. */
  readonly values: readonly number[]
  /** The left and right vector of each value. */
  readonly left: readonly (readonly number[])[]
  readonly right: readonly (readonly number[])[]
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, k) => sum + x * (b[k] as number), 0)

/** Singular values and vectors: columns are rotated against each other until all are orthogonal. */
export function singular({ data, shape }: Tensor): Singular {
  const [m, n] = shape as [number, number]
  const wide = m < n
  const [rows, count] = wide ? [n, m] : [m, n]
  const columns = Array.from({ length: count }, (_, j) => Array.from({ length: rows }, (_, i) => data[wide ? j * n + i : i * n + j] as number))
  const basis = Array.from({ length: count }, (_, j) => Array.from({ length: count }, (_, i) => (i === j ? 1 : 0)))
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false
    for (let p = 0; p < count; p++) {
      for (let q = p + 1; q < count; q++) {
        const [a, b] = [columns[p] as number[], columns[q] as number[]]
        takes(MADE + 4 * rows)
        const [alpha, beta, gamma] = [dot(a, a), dot(b, b), dot(a, b)]
        if (Math.abs(gamma) <= 1e-16 * Math.sqrt(alpha * beta)) continue
        rotated = true
        const zeta = (beta - alpha) / (2 * gamma)
        const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
        const c = 1 / Math.hypot(1, t)
        for (const [x, y] of [
          [a, b],
          [basis[p] as number[], basis[q] as number[]],
        ] as const) {
          for (let k = 0; k < x.length; k++) {
            const [u, v] = [x[k] as number, y[k] as number]
            x[k] = c * (u - t * v)
            y[k] = c * (v + t * u)
          }
        }
      }
    }
    if (!rotated) break
  }
  const order = columns.map((column, k) => ({ k, value: Math.sqrt(dot(column, column)) })).sort((x, y) => y.value - x.value)
  const outer = order.map(({ k, value }) => (columns[k] as number[]).map((x) => x / value))
  const inner = order.map(({ k }) => basis[k] as number[])
  return { values: order.map(({ value }) => value), left: wide ? inner : outer, right: wide ? outer : inner }
}
