/** Rows: the exponential of a square matrix, and its derivatives along matrices. Higham, "Functions of Matrices" (2008), chapters 3 and 10. */
import { type Expr, isNumber, make, type Operation, type Row, row, symbolsOf } from '../expr.ts'
import { exponentialTensor, frechetTensor, secondFrechetTensor } from '../kernels/exponential.ts'
import { type Length, type Shape, ShapeError, shapeOf } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { div, mul, neg } from './arithmetic.ts'
import { einsum, freshLetters } from './einsum.ts'
import { needSquare, transpose } from './linear.ts'
import { eye, isEye, isZero } from './structure.ts'

const first = (node: Expr): Expr => node.args[0] as Expr

/** t and A of t·A, which is written with the scalar as a factor, a divisor or a sign; undefined where no symbol is in it. */
function scaledMatrix(node: Expr): readonly [scalar: Expr, matrix: Expr] | undefined {
  const parts = splitScalar(node)
  return parts !== undefined && symbolsOf(parts[0]).length > 0 ? parts : undefined
}

/** A number and the matrix that it is a factor, divisor or sign of; undefined where there is none. */
export function splitScalar(node: Expr): readonly [scalar: Expr, matrix: Expr] | undefined {
  const { op, args } = node
  if (op === neg.op) {
    const inner = splitScalar(first(node))
    return inner === undefined ? undefined : [neg(inner[0]), inner[1]]
  }
  if (op === div.op && args[1]?.rank === 0) {
    const inner = splitScalar(first(node))
    return inner === undefined ? [div(1, args[1]), first(node)] : [div(inner[0], args[1]), inner[1]]
  }
  if (op !== mul.op) return undefined
  const scalars = args.filter(({ rank }) => rank === 0)
  const matrices = args.filter(({ rank }) => rank > 0)
  const [matrix] = matrices
  if (matrices.length !== 1 || matrix === undefined || scalars.length === 0) return undefined
  const inner = splitScalar(matrix)
  return inner === undefined ? [mul(...scalars), matrix] : [mul(...scalars, inner[0]), inner[1]]
}

export const expm: Row = row({
  name: 'expm',
  title: 'matrix exponential',
  args: ['a'],
  elementwise: false,
  turns: true,
  ranks: [2],
  shape: (args) => needSquare((args[0] as Expr).shape, 'a matrix exponential'),
  vjp: (adjoint, node) => frechet(transpose(first(node)), adjoint),
  fold: ([a]) => {
    if (isZero(a as Expr)) return eye((a as Expr).shape[0] as Length)
    const scaled = scaledMatrix(a as Expr)
    return scaled === undefined ? undefined : expmScaled(...scaled)
  },
  tensorKernel: ([a]) => exponentialTensor(a as Tensor),
  source: 'Higham, "The scaling and squaring method for the matrix exponential revisited", SIAM J. Matrix Anal. Appl. 26 (2005)',
  latex: 'e^{#1}',
  spell: {
    scipy: 'linalg.expm',
    jax: 'scipy.linalg.expm',
    torch: ['linalg.matrix_exp', 'matrix_exp'],
    tensorflow: 'linalg.expm',
    matlab: 'expm',
    text: 'expm',
  },
})

/** e^{tA} by its scalar and its matrix: along t it moves by A e^{tA}, as A commutes with it. */
export const expmScaled: Row = row({
  name: 'expm_scaled',
  title: 'matrix exponential',
  args: ['t', 'a'],
  elementwise: false,
  ranks: [0, 2],
  shape: (args) => needSquare((args[1] as Expr).shape, 'a matrix exponential'),
  vjp: (adjoint, node, index) => {
    const [t, a] = node.args as [Expr, Expr]
    if (index === 1) return mul(t, frechet(mul(t, transpose(a)), adjoint))
    const lead = freshLetters(adjoint.rank - 2, 'ijk')
    return einsum(`${lead}ij,ik,kj->${lead}`, adjoint, a, node)
  },
  fold: ([t, a]) => {
    const [scalar, matrix] = [t as Expr, a as Expr]
    if (isZero(scalar)) return eye(matrix.shape[0] as Length)
    const inner = splitScalar(matrix)
    if (inner !== undefined) return expmScaled(mul(scalar, inner[0]), inner[1])
    return isNumber(scalar) ? make(expm.op, [mul(scalar, matrix)]) : undefined
  },
  meaning: ({ args: [t, a] }) => make(expm.op, [mul(t as Expr, a as Expr)]),
  latex: 'e^{#1 #2}',
})

const needAlike = (a: Expr, e: Expr): Shape => {
  const [n] = needSquare(a.shape, 'a derivative of the matrix exponential')
  const own = e.shape.slice(-2)
  if (e.rank < 2 || own.some((length) => length !== n))
    throw new ShapeError(
      'the direction must have the shape of the matrix',
      shapeOf([n as Length]),
      shapeOf([own.find((length) => length !== n) ?? 1]),
    )
  return e.shape
}

/** ∫₀¹ e^{sA} E e^{(1-s)A} ds, how e^A moves along E; along each of the matrices along the last two axes of e. */
export const frechet: Row = row({
  name: 'expm_frechet',
  title: 'derivative of the matrix exponential along a matrix',
  args: ['a', 'e'],
  elementwise: false,
  ranks: [2, 2],
  shape: ([a, e]) => needAlike(a as Expr, e as Expr),
  vjp: (adjoint, node, index) => {
    const [a, e] = node.args as [Expr, Expr]
    if (index === 1) return frechet(transpose(a), adjoint)
    if (e.rank > 2) throw new RangeError('the second derivative of a matrix exponential by its matrix is known of numbers alone')
    return secondFrechet(transpose(a), transpose(e), adjoint)
  },
  fold: ([a, e]) => {
    const [matrix, direction] = [a as Expr, e as Expr]
    if (isZero(direction)) return direction
    // Multiples of the identity commute with all.
    if (isEye(direction)) return matrix.op === transpose.op ? transpose(expm(first(matrix))) : expm(matrix)
    const inner = direction.rank === 2 ? splitScalar(direction) : undefined
    if (inner !== undefined) return mul(inner[0], frechet(matrix, inner[1]))
    if (direction === matrix) return einsum('ij,jk->ik', matrix, expm(matrix))
    return undefined
  },
  tensorKernel: ([a, e]) => frechetTensor(a as Tensor, e as Tensor),
  source: 'Al-Mohy and Higham, "Computing the Fréchet derivative of the matrix exponential", SIAM J. Matrix Anal. Appl. 30 (2009)',
  latex: 'L_{\\exp}(#1, #2)',
  spell: { text: 'expm_frechet' },
})

/** How the derivative along E moves with the matrix along G: symmetric in the two. */
export const secondFrechet: Row = row({
  name: 'expm_second',
  title: 'second derivative of the matrix exponential along two matrices',
  args: ['a', 'e', 'g'],
  elementwise: false,
  ranks: [2, 2, 2],
  shape: ([a, e, g]) => {
    needAlike(a as Expr, e as Expr)
    return needAlike(a as Expr, g as Expr)
  },
  tensorKernel: ([a, e, g]) => secondFrechetTensor(a as Tensor, e as Tensor, g as Tensor),
  source: 'Higham and Relton, "Higher order Fréchet derivatives of matrix functions", SIAM J. Matrix Anal. Appl. 35 (2014)',
  latex: 'L_{\\exp}^{(2)}(#1, #2, #3)',
})

export const exponentialRows: readonly Operation[] = [expm, expmScaled, frechet, secondFrechet].map((r) => r.op)
