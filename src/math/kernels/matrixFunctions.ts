/**
 * Square roots and logarithms of matrices, and the linear equations that say how they move. Higham, "Functions of Matrices" (2008), chapters 6
 * and 11; of symmetric matrices by their eigenvectors (Golub and Van Loan, "Matrix Computations", 4th ed. 2013, 8.5).
 */
import { type Tensor, tensor } from '../tensor.ts'
import { determinant, solveTensor } from './elimination.ts'
import { MADE, takes } from './work.ts'

const at = ({ data, shape }: Tensor, i: number, j: number): number => data[i * (shape[1] as number) + j] as number

const eye = (n: number): Tensor => {
  const result = tensor([n, n])
  for (let i = 0; i < n; i++) result.data[i * n + i] = 1
  return result
}

function product(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = a.shape as [number, number]
  const columns = b.shape[1] as number
  takes(MADE + rows * inner * columns)
  const result = tensor([rows, columns])
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < inner; k++)
      for (let j = 0; j < columns; j++) result.data[i * columns + j] = (result.data[i * columns + j] as number) + at(a, i, k) * at(b, k, j)
  return result
}

/** a A + b B. */
const combined = (a: number, { data, shape }: Tensor, b: number, other: Tensor): Tensor => ({
  shape,
  data: data.map((x, k) => a * x + b * (other.data[k] as number)),
})

const transposed = (a: Tensor): Tensor => {
  const [rows, columns] = a.shape as [number, number]
  const result = tensor([columns, rows])
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result.data[j * rows + i] = at(a, i, j)
  return result
}

const largest = ({ data }: Tensor): number => data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
const distance = (a: Tensor, b: Tensor): number => largest(combined(1, a, -1, b))
const nowhere = ({ data, shape }: Tensor): Tensor => ({ shape, data: data.map(() => Number.NaN) })

function isSymmetric(a: Tensor): boolean {
  const n = a.shape[0] as number
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) if (at(a, i, j) !== at(a, j, i)) return false
  return true
}

interface Eigen {
  readonly values: readonly number[]
  /** In the columns. */
  readonly vectors: Tensor
}

/** The eigenvalues and eigenvectors of a symmetric matrix: rotations of two rows and columns until what is beside the diagonal is gone (Jacobi). */
function eigen(symmetric: Tensor): Eigen {
  const n = symmetric.shape[0] as number
  const a = symmetric.data.slice()
  const v = eye(n).data
  /** The columns p and q, or the rows, of a matrix are turned. */
  const turn = (m: Float64Array, p: number, q: number, c: number, s: number, step: number, line: number): void => {
    for (let k = 0; k < n; k++) {
      const [x, y] = [m[k * line + p * step] as number, m[k * line + q * step] as number]
      m[k * line + p * step] = c * x - s * y
      m[k * line + q * step] = s * x + c * y
    }
  }
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [app, aqq, apq] = [a[p * n + p] as number, a[q * n + q] as number, a[p * n + q] as number]
        if (!(Math.abs(apq) > 1e-17 * (Math.abs(app) + Math.abs(aqq)))) continue
        rotated = true
        takes(6 * n)
        const theta = (aqq - app) / (2 * apq)
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(1, theta))
        const c = 1 / Math.hypot(1, t)
        turn(a as Float64Array, p, q, c, t * c, 1, n)
        turn(a as Float64Array, p, q, c, t * c, n, 1)
        turn(v as Float64Array, p, q, c, t * c, 1, n)
      }
    }
    if (!rotated) break
  }
  return { values: Array.from({ length: n }, (_, k) => a[k * n + k] as number), vectors: { shape: [n, n], data: v } }
}

/** V f(Λ) Vᵀ. */
function ofEigenvalues({ values, vectors }: Eigen, f: (x: number) => number): Tensor {
  const n = values.length
  const scaled = tensor([n, n])
  const images = values.map(f)
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) scaled.data[i * n + k] = at(vectors, i, k) * (images[k] as number)
  const result = product(scaled, transposed(vectors))
  // Symmetric to the last digit.
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) result.data[i * n + j] = result.data[j * n + i] as number
  return result
}

/** A X + X B = C for each of the matrices along the last two axes of c; NaN where an eigenvalue of A is one of -B. */
export function sylvesterTensor(a: Tensor, b: Tensor, c: Tensor): Tensor {
  const [n, m] = [a.shape[0] as number, b.shape[0] as number]
  return isSymmetric(a) && isSymmetric(b)
    ? byEigenvectors(eigen(a), a === b ? eigen(a) : eigen(b), c)
    : linear(c, n * m, (i, k) => {
        const [row, column, left, right] = [Math.floor(i / m), i % m, Math.floor(k / m), k % m]
        return (column === right ? at(a, row, left) : 0) + (row === left ? at(b, right, column) : 0)
      })
}

/** X - A X B = C for each of the matrices along the last two axes of c. */
export function steinTensor(a: Tensor, b: Tensor, c: Tensor): Tensor {
  const [n, m] = [a.shape[0] as number, b.shape[0] as number]
  return linear(c, n * m, (i, k) => (i === k ? 1 : 0) - at(a, Math.floor(i / m), Math.floor(k / m)) * at(b, k % m, i % m))
}

/** The components of each matrix of c as the right sides of one linear system. */
function linear(c: Tensor, size: number, coefficient: (i: number, k: number) => number): Tensor {
  const system = tensor([size, size])
  for (let i = 0; i < size; i++) for (let k = 0; k < size; k++) system.data[i * size + k] = coefficient(i, k)
  const count = c.data.length / size
  const rows: Tensor = { shape: [count, size], data: c.data }
  return { shape: c.shape, data: transposed(solveTensor(system, transposed(rows))).data }
}

function byEigenvectors(left: Eigen, right: Eigen, c: Tensor): Tensor {
  const [n, m] = [left.values.length, right.values.length]
  const result = tensor(c.shape)
  const [back, forth] = [transposed(left.vectors), transposed(right.vectors)]
  for (let from = 0; from < c.data.length; from += n * m) {
    const own: Tensor = { shape: [n, m], data: c.data.slice(from, from + n * m) }
    const inner = product(back, product(own, right.vectors))
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++)
        inner.data[i * m + j] = (inner.data[i * m + j] as number) / ((left.values[i] as number) + (right.values[j] as number))
    result.data.set(product(left.vectors, product(inner, forth)).data, from)
  }
  return result
}

/** Eigenvalues of a matrix without negative ones that rounding has made so. */
const rounded = (values: readonly number[]): number => 1e-14 * values.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

/** The principal square root; NaN where an eigenvalue is negative, or there is no root. */
export function rootTensor(a: Tensor): Tensor {
  if (a.data.some((x) => !Number.isFinite(x))) return nowhere(a)
  if (isSymmetric(a)) {
    const found = eigen(a)
    const least = -rounded(found.values)
    return ofEigenvalues(found, (x) => Math.sqrt(x < 0 && x >= least ? 0 : x))
  }
  return iteratedRoot(a) ?? nowhere(a)
}

/** Denman and Beavers' iteration in its product form with scaling (Cheng, Higham, Kenney and Laub 2001), and a step of Newton's. */
function iteratedRoot(a: Tensor): Tensor | undefined {
  const n = a.shape[0] as number
  const one = eye(n)
  let [root, middle] = [a, a]
  for (let round = 0; round < 40; round++) {
    const inverse = solveTensor(middle, undefined)
    if (inverse.data.some((x) => !Number.isFinite(x))) return undefined
    const far = distance(middle, one)
    const scale = far < 1e-2 ? 1 : Math.exp(-determinant(middle).logarithm / (2 * n))
    root = combined(scale / 2, root, 1 / (2 * scale), product(root, inverse))
    middle = combined(0.5, one, 0.25, combined(scale ** 2, middle, scale ** -2, inverse))
    if (far < 1e-8) break
  }
  if (!(distance(middle, one) < 1e-8)) return undefined
  const rest = combined(1, a, -1, product(root, root))
  const polished = combined(1, root, 1, sylvesterTensor(root, root, rest))
  return distance(product(polished, polished), a) <= 1e-9 * largest(a) ? polished : undefined
}

/** Nodes and weights of Gauss and Legendre's rule on [0, 1], by Newton's method for the zeros of Legendre's polynomial. */
function legendre(count: number): readonly (readonly [node: number, weight: number])[] {
  return Array.from({ length: count }, (_, k) => {
    let x = Math.cos((Math.PI * (k + 0.75)) / (count + 0.5))
    let slope = 1
    for (let round = 0; round < 50; round++) {
      let [before, now] = [1, x]
      for (let j = 2; j <= count; j++) [before, now] = [now, ((2 * j - 1) * x * now - (j - 1) * before) / j]
      slope = (count * (x * now - before)) / (x * x - 1)
      const step = now / slope
      x -= step
      if (Math.abs(step) < 1e-16) break
    }
    return [(1 + x) / 2, 1 / ((1 - x * x) * slope * slope)] as const
  })
}
const RULE = legendre(12)

/** Roots are taken until the matrix is this near to the identity, where the rule is exact in doubles. */
const NEAR = 0.25

/** The principal logarithm: roots until the identity is near, then the approximant of Padé in partial fractions (Higham 2008, 11.4). */
export function logarithmTensor(a: Tensor): Tensor {
  if (a.data.some((x) => !Number.isFinite(x))) return nowhere(a)
  if (isSymmetric(a)) return ofEigenvalues(eigen(a), Math.log)
  const n = a.shape[0] as number
  const one = eye(n)
  let near = a
  let roots = 0
  for (; !(distance(near, one) * n < NEAR); roots++) {
    const root = roots < 60 ? iteratedRoot(near) : undefined
    if (root === undefined) return nowhere(a)
    near = root
  }
  const rest = combined(1, near, -1, one)
  const result = tensor([n, n])
  for (const [node, weight] of RULE) {
    const part = solveTensor(combined(1, one, node, rest), rest)
    for (let k = 0; k < n * n; k++) result.data[k] = (result.data[k] as number) + 2 ** roots * weight * (part.data[k] as number)
  }
  return result
}

/** How the logarithm of A moves along each of the matrices along the last two axes of e. */
export function logarithmAlong(a: Tensor, e: Tensor): Tensor {
  const n = a.shape[0] as number
  if (isSymmetric(a)) return bySlopes(eigen(a), e)
  const result = tensor(e.shape)
  const size = largest(a)
  for (let from = 0; from < e.data.length; from += n * n) {
    const direction: Tensor = { shape: [n, n], data: e.data.slice(from, from + n * n) }
    const scale = size / (largest(direction) || 1)
    const whole = tensor([2 * n, 2 * n])
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        whole.data[i * 2 * n + j] = whole.data[(n + i) * 2 * n + n + j] = at(a, i, j)
        whole.data[i * 2 * n + n + j] = scale * at(direction, i, j)
      }
    const image = logarithmTensor(whole)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result.data[from + i * n + j] = at(image, i, n + j) / scale
  }
  return result
}

/** Divided differences of the logarithm at the eigenvalues (Daleckii and Krein). */
function bySlopes({ values, vectors }: Eigen, e: Tensor): Tensor {
  const n = values.length
  const result = tensor(e.shape)
  const back = transposed(vectors)
  const slope = (x: number, y: number): number => {
    if (!(x > 0 && y > 0)) return Number.NaN
    const z = (x - y) / (x + y)
    // (ln x - ln y)/(x - y) is 2 artanh(z)/(x - y), and z is (x - y)/(x + y).
    return z === 0 ? 1 / x : (2 * Math.atanh(z)) / (z * (x + y))
  }
  for (let from = 0; from < e.data.length; from += n * n) {
    const inner = product(back, product({ shape: [n, n], data: e.data.slice(from, from + n * n) }, vectors))
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) inner.data[i * n + j] = (inner.data[i * n + j] as number) * slope(values[i] as number, values[j] as number)
    result.data.set(product(vectors, product(inner, back)).data, from)
  }
  return result
}
