/** Rows of linear algebra: matrix products and transposes as people write them, diagonals, inverses, determinants. */
import { type Attributes, type Expr, type Operation, type Payload, type Row, row } from '../expr.ts'
import { formatShape, type Length, multiplyLengths, SCALAR, type Shape, ShapeError, sameShape, shapeOf } from '../shape.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { neg } from './arithmetic.ts'
import { einsum, freshLetters, permute } from './einsum.ts'
import { eye } from './structure.ts'

const first = (node: Expr): Expr => node.args[0] as Expr
const second = (node: Expr): Expr => node.args[1] as Expr

function needRank(shape: Shape, rank: number, what: string): void {
  if (shape.length !== rank) throw new ShapeError(`${what} needs rank ${rank}, not a ${formatShape(shape)}`, shape, shape)
}

function needSquare(shape: Shape, what: string): Shape {
  needRank(shape, 2, what)
  const [rows, columns] = shape as [Length, Length]
  if (rows !== columns) throw new ShapeError(`${what} needs a square matrix, not ${formatShape(shape)}`, shapeOf([rows]), shapeOf([columns]))
  return shape
}

/* Products. */

/** Index letters of a matrix product as NumPy's `@` defines it: vectors lose their axis, leading axes of stacks go along. */
function matmulSpec(a: Shape, b: Shape): string {
  if (a.length === 0 || b.length === 0) throw new ShapeError('a matrix product needs vectors or matrices, not a scalar', a, b)
  const batch = freshLetters(Math.max(a.length, b.length, 2) - 2, 'xyz')
  const lead = (rank: number): string => (rank > 2 ? batch.slice(batch.length - (rank - 2)) : '')
  const left = a.length === 1 ? 'y' : `${lead(a.length)}xy`
  const right = b.length === 1 ? 'y' : `${lead(b.length)}yz`
  return `${left},${right}->${batch}${a.length === 1 ? '' : 'x'}${b.length === 1 ? '' : 'z'}`
}

/** a @ b: matrix product, matrix by vector, inner product of two vectors. */
export const matmul: Row = row({
  name: 'matmul',
  title: 'matrix product',
  args: ['a', 'b'],
  elementwise: false,
  ranks: [1, 1],
  shape: (args) => {
    const [a, b] = args as [Expr, Expr]
    return einsum(matmulSpec(a.shape, b.shape), a, b).shape
  },
  meaning: (node) => einsum(matmulSpec(first(node).shape, second(node).shape), first(node), second(node)),
  spell: {
    numpy: ['matmul', 'dot', 'inner', 'vdot', 'linalg.matmul'], jax: ['matmul', 'dot', 'inner', 'vdot'], torch: ['matmul', 'mm', 'mv', 'dot', 'inner', 'bmm'],
    tensorflow: ['matmul', 'linalg.matmul', 'linalg.matvec'], julia: 'dot', matlab: 'mtimes', text: ['dot', 'matmul'],
  },
})

const transposedOrder = (rank: number, payload: Payload): number[] =>
  payload === undefined ? Array.from({ length: rank }, (_, k) => rank - 1 - k) : String(payload).split(',').map(Number)

/** Axes reversed, or in the order the payload names ("1,0,2"). */
export const transpose: Row = row({
  name: 'transpose',
  title: 'transpose',
  args: ['a'],
  elementwise: false,
  attributes: ['axes'],
  configure: (attributes: Attributes, args) => {
    const { axes } = attributes
    const rank = args[0]?.rank ?? 0
    if (axes === undefined || axes === null) return undefined
    const order = (Array.isArray(axes) ? axes : [axes]).map((axis) => (typeof axis === 'number' && axis < 0 ? axis + rank : axis))
    if (order.length !== rank || new Set(order).size !== rank) throw new RangeError(`the axes ${JSON.stringify(axes)} do not name each of ${rank} axes once`)
    return order.every((axis, k) => axis === rank - 1 - k) ? undefined : order.join(',')
  },
  shape: (args, payload) => {
    const { shape } = args[0] as Expr
    return shapeOf(transposedOrder(shape.length, payload).map((axis) => shape[axis] as Length))
  },
  fold: ([a], payload) => {
    const inner = a as Expr
    if (inner.rank < 2 && payload === undefined) return inner
    return payload === undefined && inner.op === transpose.op && inner.payload === undefined ? first(inner) : undefined
  },
  meaning: (node) => permute(first(node), transposedOrder(node.rank, node.payload)),
  latex: '#1^{\\top}',
  spell: { numpy: ['transpose', 'permute_dims'], jax: 'transpose', torch: ['permute'], tensorflow: ['transpose', 'linalg.matrix_transpose'], julia: ['transpose', 'adjoint', 'permutedims'], matlab: ['transpose', 'ctranspose'], sympy: 'transpose', text: 'transpose' },
  cost: 0,
})

export const outer: Row = row({
  name: 'outer',
  title: 'outer product',
  args: ['a', 'b'],
  elementwise: false,
  ranks: [1, 1],
  shape: (args) => {
    const [a, b] = args as [Expr, Expr]
    needRank(a.shape, 1, 'an outer product')
    needRank(b.shape, 1, 'an outer product')
    return shapeOf([...a.shape, ...b.shape])
  },
  meaning: (node) => einsum('i,j->ij', first(node), second(node)),
  spell: { numpy: 'outer', jax: 'outer', torch: ['outer', 'ger'], text: 'outer' },
})

/** The Kronecker product of two matrices. */
export const kron: Row = row({
  name: 'kron',
  title: 'Kronecker product',
  args: ['a', 'b'],
  elementwise: false,
  ranks: [2, 2],
  shape: (args) => {
    const [a, b] = args as [Expr, Expr]
    needRank(a.shape, 2, 'a Kronecker product')
    needRank(b.shape, 2, 'a Kronecker product')
    return shapeOf(a.shape.map((length, k) => multiplyLengths(length, b.shape[k] as Length)))
  },
  vjp: (adjoint, node, index) => {
    const [a, b] = node.args as [Expr, Expr]
    const lead = freshLetters(adjoint.rank - 2, 'ijkl')
    const blocks = splitAxes.with({ key: `${JSON.stringify([a.shape, b.shape])}`, a: a.shape, b: b.shape } as KronPayload, adjoint)
    return index === 0 ? einsum(`${lead}ikjl,kl->${lead}ij`, blocks, b) : einsum(`${lead}ikjl,ij->${lead}kl`, blocks, a)
  },
  tensorKernel: ([a, b], _, shape) => {
    const [x, y] = [a as Tensor, b as Tensor]
    const result = tensor(shape)
    const [m, n, p, q] = [...x.shape, ...y.shape] as [number, number, number, number]
    for (let i = 0; i < m * p; i++) {
      for (let j = 0; j < n * q; j++) {
        result.data[i * n * q + j] = (x.data[Math.floor(i / p) * n + Math.floor(j / q)] as number) * (y.data[(i % p) * q + (j % q)] as number)
      }
    }
    return result
  },
  latex: '#1 \\otimes #2',
  spell: { numpy: 'kron', jax: 'kron', torch: 'kron', julia: 'kron', matlab: 'kron', text: ['kron', '⊗'] },
})

interface KronPayload {
  readonly key: string
  readonly a: Shape
  readonly b: Shape
}

/** A Kronecker product's last two axes as the four they are made of: ... (ik)(jl) -> ... i k j l. */
export const splitAxes: Row = row({
  name: 'kron_blocks',
  title: 'blocks of a Kronecker product',
  args: ['x'],
  elementwise: false,
  shape: (args, payload) => {
    const { a, b } = payload as KronPayload
    return shapeOf([...(args[0] as Expr).shape.slice(0, -2), a[0] as Length, b[0] as Length, a[1] as Length, b[1] as Length])
  },
  vjp: (adjoint, node) => joinAxes.with(node.payload, adjoint),
  tensorKernel: ([x], _, shape) => ({ shape, data: (x as Tensor).data }),
  cost: 0,
})

const joinAxes: Row = row({
  name: 'kron_join',
  title: 'blocks joined to a matrix',
  args: ['x'],
  elementwise: false,
  shape: (args, payload) => {
    const { a, b } = payload as KronPayload
    return shapeOf([...(args[0] as Expr).shape.slice(0, -4), ...a.map((length, k) => multiplyLengths(length, b[k] as Length))])
  },
  vjp: (adjoint, node) => splitAxes.with(node.payload, adjoint),
  tensorKernel: ([x], _, shape) => ({ shape, data: (x as Tensor).data }),
  cost: 0,
})

/* Diagonals and traces. */

export const trace: Row = row({
  name: 'trace',
  title: 'trace',
  args: ['a'],
  elementwise: false,
  ranks: [2],
  shape: (args) => {
    needSquare((args[0] as Expr).shape, 'a trace')
    return SCALAR
  },
  meaning: (node) => einsum('ii->', first(node)),
  latex: '\\operatorname{tr}',
  spell: { numpy: 'trace', jax: 'trace', torch: 'trace', tensorflow: 'linalg.trace', julia: 'tr', matlab: ['trace', 'tr'], sympy: 'trace', latex: ['\\operatorname{tr}', '\\tr', '\\operatorname{Tr}', '\\operatorname{trace}'], text: ['tr', 'trace'] },
})

/** A vector as a diagonal matrix; of a matrix its diagonal. */
export const diag: Row = row({
  name: 'diag',
  title: 'diagonal',
  args: ['v'],
  elementwise: false,
  ranks: [1],
  shape: (args) => {
    const { shape } = args[0] as Expr
    if (shape.length === 1) return shapeOf([shape[0] as Length, shape[0] as Length])
    return shapeOf([needSquare(shape, 'a diagonal')[0] as Length])
  },
  meaning: (node) => (node.rank === 2 ? einsum('i,ij->ij', first(node), eye(node.shape[0] as Length)) : einsum('ii->i', first(node))),
  latex: '\\operatorname{diag}',
  spell: { numpy: ['diag', 'diagonal', 'diagflat'], jax: ['diag', 'diagonal'], torch: ['diag', 'diagonal'], tensorflow: ['linalg.diag', 'linalg.diag_part'], julia: ['Diagonal', 'diagm', 'diag'], matlab: 'diag', sympy: 'diag', latex: ['\\operatorname{diag}', '\\diag', '\\operatorname{Diag}'], text: ['diag', 'Diag'] },
  cost: 0,
})

/* Inverses and determinants: Magnus and Neudecker, "Matrix Differential Calculus" (3rd ed. 2019), chapter 8. */

export const inverse: Row = row({
  name: 'inv',
  title: 'matrix inverse',
  args: ['a'],
  elementwise: false,
  ranks: [2],
  shape: (args) => needSquare((args[0] as Expr).shape, 'an inverse'),
  vjp: (adjoint, node) => {
    const lead = freshLetters(adjoint.rank - 2, 'ijkl')
    return neg(einsum(`ki,${lead}kl,jl->${lead}ij`, node, adjoint, node))
  },
  fold: ([a]) => (a?.op === inverse.op ? first(a) : undefined),
  tensorKernel: ([a]) => solveTensor(a as Tensor, undefined),
  latex: '#1^{-1}',
  spell: { numpy: 'linalg.inv', linalg: 'inv', scipy: 'linalg.inv', jax: 'linalg.inv', torch: ['linalg.inv', 'inverse'], tensorflow: 'linalg.inv', julia: 'inv', matlab: 'inv', sympy: 'Inverse', text: 'inv' },
})

/** a⁻¹ b without forming the inverse. */
export const solve: Row = row({
  name: 'solve',
  title: 'solution of a linear system',
  args: ['a', 'b'],
  elementwise: false,
  ranks: [2, 1],
  shape: (args) => {
    const [a, b] = args as [Expr, Expr]
    needSquare(a.shape, 'a linear system')
    if (b.rank === 0 || b.shape[0] !== a.shape[0]) throw new ShapeError(`${formatShape(a.shape)} and ${formatShape(b.shape)} do not go together`, shapeOf([a.shape[0] as Length]), shapeOf([b.shape[0] ?? 1]))
    return b.shape
  },
  // Y = A⁻¹B: dY = A⁻¹(dB − dA Y).
  vjp: (adjoint, node, index) => {
    const a = first(node)
    const columns = node.rank === 2 ? 'k' : ''
    const lead = freshLetters(adjoint.rank - node.rank, 'ijk')
    // A⁻ᵀ applied to each leading index of the adjoint.
    const pulled = adjoint.rank === node.rank ? solve(transpose(a), adjoint) : einsum(`ji,${lead}j${columns}->${lead}i${columns}`, inverse(a), adjoint)
    return index === 1 ? pulled : neg(einsum(`${lead}i${columns},j${columns}->${lead}ij`, pulled, node))
  },
  tensorKernel: ([a, b]) => solveTensor(a as Tensor, b as Tensor),
  latex: '#1^{-1} #2',
  spell: { numpy: 'linalg.solve', linalg: 'solve', scipy: ['linalg.solve', 'linalg.cho_solve'], jax: ['linalg.solve', 'scipy.linalg.solve'], torch: 'linalg.solve', tensorflow: 'linalg.solve', matlab: 'mldivide', text: 'solve' },
})

export const det: Row = row({
  name: 'det',
  title: 'determinant',
  args: ['a'],
  elementwise: false,
  ranks: [2],
  shape: (args) => {
    needSquare((args[0] as Expr).shape, 'a determinant')
    return SCALAR
  },
  vjp: (adjoint, node) => {
    const lead = freshLetters(adjoint.rank, 'ij')
    return einsum(`${lead},,ji->${lead}ij`, adjoint, node, inverse(first(node)))
  },
  tensorKernel: ([a]) => ({ shape: [], data: Float64Array.of(determinant(a as Tensor).value) }),
  latex: '\\det',
  spell: { numpy: 'linalg.det', linalg: 'det', scipy: 'linalg.det', jax: 'linalg.det', torch: ['linalg.det', 'det'], tensorflow: 'linalg.det', julia: 'det', matlab: 'det', sympy: ['det', 'Determinant'], latex: '\\det', text: 'det' },
})

/** log |det A|. */
export const logdet: Row = row({
  name: 'logdet',
  title: 'logarithm of the determinant',
  args: ['a'],
  elementwise: false,
  ranks: [2],
  shape: (args) => {
    needSquare((args[0] as Expr).shape, 'a determinant')
    return SCALAR
  },
  vjp: (adjoint, node) => {
    const lead = freshLetters(adjoint.rank, 'ij')
    return einsum(`${lead},ji->${lead}ij`, adjoint, inverse(first(node)))
  },
  tensorKernel: ([a]) => ({ shape: [], data: Float64Array.of(determinant(a as Tensor).logarithm) }),
  latex: '\\log\\det',
  spell: { torch: ['logdet', 'linalg.logdet'], tensorflow: 'linalg.logdet', julia: ['logdet', 'logabsdet'], matlab: 'logdet', text: ['logdet', 'log_det'] },
})

/** A to an integer power: a product of that many. */
export const matrixPower: Row = row({
  name: 'matrix_power',
  title: 'matrix power',
  args: ['a'],
  elementwise: false,
  ranks: [2],
  attributes: ['n'],
  configure: (attributes) => {
    const { n } = attributes
    if (typeof n !== 'number' || !Number.isInteger(n) || Math.abs(n) > 64) throw new RangeError('a matrix power needs an integer exponent up to 64')
    return n
  },
  shape: (args) => needSquare((args[0] as Expr).shape, 'a matrix power'),
  meaning: (node) => {
    const n = Number(node.payload)
    const base = n < 0 ? inverse(first(node)) : first(node)
    let result = n === 0 ? eye(node.shape[0] as Length) : base
    for (let k = 1; k < Math.abs(n); k++) result = einsum('ij,jk->ik', result, base)
    return result
  },
  spell: { numpy: 'linalg.matrix_power', linalg: 'matrix_power', jax: 'linalg.matrix_power', torch: ['linalg.matrix_power', 'matrix_power'] },
})

/** The cross product of two vectors of length 3. */
export const cross: Row = row({
  name: 'cross',
  title: 'cross product',
  args: ['a', 'b'],
  elementwise: false,
  ranks: [1, 1],
  shape: (args) => {
    const [a, b] = args as [Expr, Expr]
    if (!sameShape(a.shape, b.shape) || a.rank !== 1) throw new ShapeError(`a cross product of ${formatShape(a.shape)} and ${formatShape(b.shape)}`, a.shape, b.shape)
    return a.shape
  },
  // a × b is linear in each factor: the adjoint of a is b × g, that of b is g × a, for each leading index.
  vjp: (adjoint, node, index) => {
    const [a, b] = node.args as [Expr, Expr]
    return index === 0 ? crossWith.with('right', adjoint, b) : crossWith.with('left', adjoint, a)
  },
  tensorKernel: ([a, b]) => crossTensor(a as Tensor, b as Tensor),
  latex: '#1 \\times #2',
  spell: { numpy: 'cross', jax: 'cross', torch: ['cross', 'linalg.cross'], tensorflow: 'linalg.cross', julia: 'cross', matlab: 'cross', text: 'cross' },
})

/** v × g ('right') or g × v ('left') for each vector g along the last axis of the first argument. */
const crossWith: Row = row({
  name: 'cross_with',
  title: 'cross product with each row',
  args: ['g', 'v'],
  elementwise: false,
  shape: (args) => (args[0] as Expr).shape,
  vjp: (adjoint, node, index) => {
    const [g, v] = node.args as [Expr, Expr]
    if (index === 0) return crossWith.with(node.payload === 'right' ? 'left' : 'right', adjoint, v)
    const letters = freshLetters(g.rank - 1, '')
    const lead = freshLetters(adjoint.rank - g.rank, `${letters}z`)
    const each = crossEach.with(node.payload, adjoint, g)
    return einsum(`${lead}${letters}z->${lead}z`, each)
  },
  tensorKernel: ([g, v], payload) => crossTensor(g as Tensor, v as Tensor, payload === 'right'),
})

/** Row by row, the adjoint of v in v × g or g × v. */
const crossEach: Row = row({
  name: 'cross_each',
  title: 'cross product row by row',
  args: ['h', 'g'],
  elementwise: false,
  shape: (args) => (args[0] as Expr).shape,
  tensorKernel: ([h, g], payload) => crossTensor(h as Tensor, g as Tensor, payload === 'left'),
})

function crossTensor(a: Tensor, b: Tensor, swapped = false): Tensor {
  const result = tensor(a.shape)
  for (let i = 0; i < a.data.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const [p, q] = [(k + 1) % 3, (k + 2) % 3]
      const at = (j: number): number => b.data[(i + j) % b.data.length] as number
      const value = (a.data[i + p] as number) * at(q) - (a.data[i + q] as number) * at(p)
      result.data[i + k] = swapped ? -value : value
    }
  }
  return result
}

/* Kernels: Gaussian elimination with partial pivoting (Golub and Van Loan, "Matrix Computations", 4th ed., 3.4). */

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

function solveTensor(a: Tensor, b: Tensor | undefined): Tensor {
  const n = a.shape[0] as number
  const columns = b === undefined ? n : b.data.length / n
  const right = b === undefined ? new Float64Array(n * n) : b.data.slice()
  if (b === undefined) for (let i = 0; i < n; i++) right[i * n + i] = 1
  eliminate(a, right, columns)
  return { shape: b?.shape ?? a.shape, data: right }
}

function determinant(a: Tensor): { value: number; logarithm: number } {
  const { sign, pivots } = eliminate(a, new Float64Array(0), 0)
  return {
    value: pivots.reduce((product, pivot) => product * pivot, sign),
    logarithm: pivots.reduce((sum, pivot) => sum + Math.log(Math.abs(pivot)), 0),
  }
}

export const linearRows: readonly Operation[] = [
  matmul, transpose, outer, kron, splitAxes, joinAxes, trace, diag, inverse, solve, det, logdet, matrixPower, cross, crossWith, crossEach,
].map((r) => r.op)
