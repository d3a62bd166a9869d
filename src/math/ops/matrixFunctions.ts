/** Rows: square roots, logarithms and real powers of square matrices, and the linear equations that say how they move. Higham, "Functions of Matrices" (2008). */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, make, type Operation, type Row, row } from '../expr.ts'
import { logarithmAlong, logarithmTensor, rootTensor, steinTensor, sylvesterTensor } from '../kernels/matrixFunctions.ts'
import { type Length, type Shape, ShapeError, shapeOf } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { div, mul, neg } from './arithmetic.ts'
import { einsum, freshLetters } from './einsum.ts'
import { expm, secondFrechet, splitScalar } from './exponential.ts'
import { inverse, matrixPower, needSquare, transpose } from './linear.ts'
import { eye, isEye, isZero } from './structure.ts'

const first = (node: Expr): Expr => node.args[0] as Expr

/* Linear equations for matrices. */

/** The shape of X in an equation of A X and X B, which is that of C, also along further axes before its last two. */
function needBeside([a, b, c]: readonly Expr[], what: string): Shape {
  const [n] = needSquare((a as Expr).shape, what)
  const [m] = needSquare((b as Expr).shape, what)
  const { shape } = c as Expr
  const [rows, columns] = shape.slice(-2)
  if (rows !== n || columns !== m) throw new ShapeError(`${what} needs a right side of its own lengths`, shapeOf([n as Length, m as Length]), shape)
  return shape
}

/** The product of the matrices along the last axes of an adjoint with a value, summed over all leading axes of the value but not over those before. */
function against(left: Expr, right: Expr, spec: (lead: string) => string): Expr {
  return einsum(spec(freshLetters(Math.max(left.rank, right.rank) - 2, 'ijk')), left, right)
}

/** What is linear in a matrix, of one with a sign or a number before it; undefined where there is none. */
function linearly(matrix: Expr, apply: (inner: Expr) => Expr): Expr | undefined {
  if (matrix.rank !== 2) return undefined
  if (matrix.op === neg.op) return neg(apply(first(matrix)))
  const scaled = splitScalar(matrix)
  return scaled === undefined ? undefined : mul(scaled[0], apply(scaled[1]))
}

/** The X with A X + X B = C. */
export const sylvester: Row = row({
  name: 'sylvester',
  title: "solution of Sylvester's equation",
  args: ['a', 'b', 'c'],
  elementwise: false,
  ranks: [2, 2, 2],
  shape: (args) => needBeside(args, "Sylvester's equation"),
  // A dX + dX B = dC - dA X - X dB.
  vjp: (adjoint, node, index) => {
    const [a, b] = node.args as [Expr, Expr]
    const pulled = sylvester(transpose(a), transpose(b), adjoint)
    if (index === 2) return pulled
    if (node.rank > 2) throw new RangeError("derivatives of Sylvester's equation by its matrices are known of one right side alone")
    return neg(index === 0 ? against(pulled, node, (lead) => `${lead}ik,jk->${lead}ij`) : against(pulled, node, (lead) => `${lead}kj,ki->${lead}ij`))
  },
  fold: ([left, right, c]) => {
    const [a, given] = [left as Expr, c as Expr]
    if (isZero(given)) return given
    if (isEye(given) && a === right) return div(inverse(a), 2)
    return linearly(given, (inner) => sylvester(a, right as Expr, inner))
  },
  tensorKernel: ([a, b, c]) => sylvesterTensor(a as Tensor, b as Tensor, c as Tensor),
  source: 'Higham, "Functions of Matrices" (2008), B.14',
  latex: '\\operatorname{sylv}(#1, #2, #3)',
  spell: { scipy: 'linalg.solve_sylvester', matlab: 'sylvester', text: 'sylvester' },
})

/** The X with X - A X B = C. */
export const stein: Row = row({
  name: 'stein',
  title: "solution of Stein's equation",
  args: ['a', 'b', 'c'],
  elementwise: false,
  ranks: [2, 2, 2],
  shape: (args) => needBeside(args, "Stein's equation"),
  // dX - A dX B = dC + dA X B + A X dB.
  vjp: (adjoint, node, index) => {
    const [a, b] = node.args as [Expr, Expr]
    const pulled = stein(transpose(a), transpose(b), adjoint)
    if (index === 2) return pulled
    if (node.rank > 2) throw new RangeError("derivatives of Stein's equation by its matrices are known of one right side alone")
    return index === 0
      ? against(pulled, einsum('ij,jk->ik', node, b), (lead) => `${lead}ik,jk->${lead}ij`)
      : against(pulled, einsum('ij,jk->ik', a, node), (lead) => `${lead}kj,ki->${lead}ij`)
  },
  fold: ([, , c]) => (isZero(c as Expr) ? (c as Expr) : undefined),
  tensorKernel: ([a, b, c]) => steinTensor(a as Tensor, b as Tensor, c as Tensor),
  source: 'Higham, "Functions of Matrices" (2008), B.14',
  latex: '\\operatorname{stein}(#1, #2, #3)',
  spell: { text: 'stein' },
})

/* Functions of a matrix. */

/** The S with S S = A whose eigenvalues lie right of zero. */
export const sqrtm: Row = row({
  name: 'sqrtm',
  title: 'matrix square root',
  args: ['a'],
  elementwise: false,
  turns: true,
  ranks: [2],
  shape: (args) => needSquare((args[0] as Expr).shape, 'a matrix square root'),
  // S dS + dS S = dA.
  vjp: (adjoint, node) => {
    const turned = transpose(node)
    return sylvester(turned, turned, adjoint)
  },
  fold: ([a]) => (isEye(a as Expr) ? (a as Expr) : undefined),
  tensorKernel: ([a]) => rootTensor(a as Tensor),
  source: 'Higham, "Functions of Matrices" (2008), chapter 6',
  latex: '#1^{1/2}',
  spell: {
    scipy: 'linalg.sqrtm',
    jax: 'scipy.linalg.sqrtm',
    tensorflow: 'linalg.sqrtm',
    matlab: 'sqrtm',
    latex: ['\\operatorname{sqrtm}'],
    text: 'sqrtm',
  },
})

/** The principal logarithm, whose exponential is A. */
export const logm: Row = row({
  name: 'logm',
  title: 'matrix logarithm',
  args: ['a'],
  elementwise: false,
  turns: true,
  ranks: [2],
  shape: (args) => needSquare((args[0] as Expr).shape, 'a matrix logarithm'),
  vjp: (adjoint, node) => logAlong(transpose(first(node)), adjoint),
  fold: ([a]) => ((a as Expr).op === expm.op ? first(a as Expr) : undefined),
  tensorKernel: ([a]) => logarithmTensor(a as Tensor),
  source: 'Higham, "Functions of Matrices" (2008), chapter 11',
  latex: '\\log',
  spell: { scipy: 'linalg.logm', tensorflow: 'linalg.logm', matlab: 'logm', latex: ['\\operatorname{logm}', '\\operatorname{Log}'], text: 'logm' },
})

/** How log A moves along each of the matrices along the last two axes of e: the inverse of how the exponential moves at log A. */
export const logAlong: Row = row({
  name: 'logm_frechet',
  title: 'derivative of the matrix logarithm along a matrix',
  args: ['a', 'e'],
  elementwise: false,
  ranks: [2, 2],
  shape: (args) => needBeside([args[0] as Expr, ...args] as Expr[], 'a derivative of the matrix logarithm'),
  // L_exp(log A, Y) = E: the second derivative of the exponential says how Y moves.
  vjp: (adjoint, node, index) => {
    const [a, e] = node.args as [Expr, Expr]
    const pulled = logAlong(transpose(a), adjoint)
    if (index === 1) return pulled
    if (e.rank > 2 || adjoint.rank > 2) throw new RangeError('the second derivative of a matrix logarithm by its matrix is known of numbers alone')
    return neg(logAlong(transpose(a), secondFrechet(transpose(logm(a)), transpose(node), pulled)))
  },
  fold: ([a, e]) => {
    const [matrix, direction] = [a as Expr, e as Expr]
    if (isZero(direction)) return direction
    // What commutes with the matrix.
    if (isEye(direction)) return inverse(matrix)
    if (direction === matrix) return eye(matrix.shape[0] as Length)
    return linearly(direction, (inner) => logAlong(matrix, inner))
  },
  tensorKernel: ([a, e]) => logarithmAlong(a as Tensor, e as Tensor),
  source: 'Al-Mohy, Higham and Relton, "Computing the Fréchet derivative of the matrix logarithm", SIAM J. Sci. Comput. 35 (2013)',
  latex: 'L_{\\log}(#1, #2)',
  spell: { text: 'logm_frechet' },
})

/** A to any real power: e^{p log A}. */
export const realPower: Row = row({
  name: 'matrix_real_power',
  title: 'real power of a matrix',
  args: ['a', 'p'],
  elementwise: false,
  turns: true,
  ranks: [2, 0],
  shape: ([a, p]) => {
    if ((p as Expr).rank > 0) throw new ShapeError('the exponent of a matrix must be a number', shapeOf([1]), (p as Expr).shape)
    return needSquare((a as Expr).shape, 'a power of a matrix')
  },
  meaning: ({ args: [a, p] }) => expm(mul(p as Expr, logm(a as Expr))),
  latex: '#1^{#2}',
  spell: { scipy: 'linalg.fractional_matrix_power', text: 'matrix_real_power' },
})

/** k of an exponent k/2, for odd k. */
function halvesOf(exponent: Expr): number | undefined {
  const halves = exactOf(exponent)?.multiply(Exact.integer(2)).asInteger
  return halves !== undefined && halves % 2 !== 0 ? halves : undefined
}

/** A^p for a p that is no whole number: by square roots where it is so many halves. */
export function powerOfWhole(a: Expr, p: Expr): Expr {
  const halves = halvesOf(p)
  if (halves === undefined || Math.abs(halves) > 64) return realPower(a, p)
  const root = sqrtm(a)
  return halves === 1 ? root : halves === -1 ? inverse(root) : make(matrixPower.op, [root], halves)
}

export const matrixFunctionRows: readonly Operation[] = [sylvester, stein, sqrtm, logm, logAlong, realPower].map((r) => r.op)
