/** Rows of linear algebra: matrix products and transposes as people write them, diagonals, inverses, determinants. */
import { type Attributes, type Expr, type Operation, type Payload, type Row, row } from '../expr.ts'
import { cofactors, determinant, inverses, ofEach, solveTensor } from '../kernels/elimination.ts'
import { formatShape, type Length, SCALAR, type Shape, ShapeError, shapeOf } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { mul, neg } from './arithmetic.ts'
import { einsum, einsumShape, freshLetters, indexSpec, permute } from './einsum.ts'
import { broadcastTo, eye, isOne } from './structure.ts'

const first = (node: Expr): Expr => node.args[0] as Expr
const second = (node: Expr): Expr => node.args[1] as Expr

export function needRank(shape: Shape, rank: number, what: string): void {
  if (shape.length !== rank) throw new ShapeError(`${what} needs rank ${rank}, not a ${formatShape(shape)}`, shape, shape)
}

export function needSquare(shape: Shape, what: string): Shape {
  needRank(shape, 2, what)
  const [rows, columns] = shape as [Length, Length]
  if (rows !== columns) throw new ShapeError(`${what} needs a square matrix, not ${formatShape(shape)}`, shapeOf([rows]), shapeOf([columns]))
  return shape
}

/** The last two axes of a matrix or of a stack of matrices, which must be square. Throws ShapeError. */
export function needSquares(shape: Shape, what: string): Shape {
  if (shape.length < 2) needRank(shape, 2, what)
  needSquare(shapeOf(shape.slice(-2)), what)
  return shape
}

/** The letters of the axes along which a stack holds its matrices, and of the leading axes of an adjoint of what is made of it. */
export function stackLetters(adjoint: Expr, node: Expr, a: Expr): readonly [lead: string, stacked: string] {
  const letters = freshLetters(adjoint.rank - node.rank + a.rank - 2, 'ijklm')
  return [letters.slice(0, adjoint.rank - node.rank), letters.slice(adjoint.rank - node.rank)]
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
  algebra: true,
  ranks: [1, 1],
  shape: (args) => {
    const [a, b] = args as [Expr, Expr]
    return einsumShape(args, indexSpec(matmulSpec(a.shape, b.shape)))
  },
  meaning: (node) => einsum(matmulSpec(first(node).shape, second(node).shape), first(node), second(node)),
  spell: {
    numpy: ['matmul', 'dot', 'linalg.matmul'],
    jax: ['matmul', 'dot'],
    torch: ['matmul', 'mm', 'mv', 'dot', 'bmm'],
    tensorflow: ['matmul', 'linalg.matmul', 'linalg.matvec'],
    julia: 'dot',
    matlab: 'mtimes',
    text: ['dot', 'matmul'],
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
  components: 'moved',
  algebra: true,
  attributes: ['axes'],
  configure: (attributes: Attributes, args) => {
    const { axes, matrix } = attributes
    const rank = args[0]?.rank ?? 0
    // Of each matrix of an array of more axes.
    if (matrix === true && rank > 2) return [...Array.from({ length: rank - 2 }, (_, k) => k), rank - 1, rank - 2].join(',')
    if (axes === undefined || axes === null) return undefined
    const order = (Array.isArray(axes) ? axes : [axes]).map((axis) => (typeof axis === 'number' && axis < 0 ? axis + rank : axis))
    if (order.length !== rank || new Set(order).size !== rank)
      throw new RangeError(`the axes ${JSON.stringify(axes)} do not name each of ${rank} axes once`)
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
  spell: {
    numpy: ['transpose', 'permute_dims'],
    jax: 'transpose',
    torch: ['permute'],
    tensorflow: ['transpose', 'linalg.matrix_transpose'],
    julia: ['transpose', 'adjoint', 'permutedims'],
    matlab: ['transpose', 'ctranspose'],
    sympy: 'transpose',
    text: 'transpose',
  },
  cost: 0,
})

export const outer: Row = row({
  name: 'outer',
  title: 'outer product',
  args: ['a', 'b'],
  elementwise: false,
  algebra: true,
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

/* Diagonals and traces. */

export const trace: Row = row({
  name: 'trace',
  title: 'trace',
  args: ['a'],
  elementwise: false,
  components: 'summed',
  ranks: [2],
  shape: (args) => {
    needSquare((args[0] as Expr).shape, 'a trace')
    return SCALAR
  },
  meaning: (node) => einsum('ii->', first(node)),
  latex: '\\operatorname{tr}',
  spell: {
    numpy: 'trace',
    jax: 'trace',
    torch: 'trace',
    tensorflow: 'linalg.trace',
    julia: 'tr',
    matlab: ['trace', 'tr'],
    sympy: 'trace',
    latex: ['\\operatorname{tr}', '\\tr', '\\operatorname{Tr}', '\\operatorname{trace}'],
    text: ['tr', 'trace'],
  },
})

/** A vector as a diagonal matrix; of a matrix its diagonal. */
export const diag: Row = row({
  name: 'diag',
  title: 'diagonal',
  args: ['v'],
  elementwise: false,
  components: 'placed',
  ranks: [1],
  shape: (args) => {
    const { shape } = args[0] as Expr
    if (shape.length === 1) return shapeOf([shape[0] as Length, shape[0] as Length])
    return shapeOf([needSquare(shape, 'a diagonal')[0] as Length])
  },
  fold: ([x]) => (x?.rank === 1 && isOne(x) ? eye(x.shape[0] as Length) : undefined),
  meaning: (node) => (node.rank === 2 ? einsum('i,ij->ij', first(node), eye(node.shape[0] as Length)) : einsum('ii->i', first(node))),
  latex: '\\operatorname{diag}',
  spell: {
    numpy: ['diag', 'diagonal', 'diagflat'],
    jax: ['diag', 'diagonal'],
    torch: ['diag', 'diagonal'],
    tensorflow: ['linalg.diag', 'linalg.diag_part'],
    julia: ['Diagonal', 'diagm', 'diag'],
    matlab: 'diag',
    sympy: 'diag',
    latex: ['\\operatorname{diag}', '\\diag', '\\operatorname{Diag}'],
    text: ['diag', 'Diag'],
  },
  cost: 0,
})

/* Inverses and determinants: Magnus and Neudecker, "Matrix Differential Calculus" (3rd ed. 2019), chapter 8. Of a stack, as in NumPy, of each of its matrices. */

export const inverse: Row = row({
  name: 'inv',
  title: 'matrix inverse',
  args: ['a'],
  elementwise: false,
  turns: true,
  needs: 'the matrix #1 must be invertible',
  ranks: [2],
  stacks: true,
  shape: (args) => needSquares((args[0] as Expr).shape, 'an inverse'),
  vjp: (adjoint, node) => {
    const [lead, s] = stackLetters(adjoint, node, node)
    return neg(einsum(`${s}ki,${lead}${s}kl,${s}jl->${lead}${s}ij`, node, adjoint, node))
  },
  fold: ([a]) => (a?.op === inverse.op ? first(a) : undefined),
  tensorKernel: ([a]) => inverses(a as Tensor),
  latex: '#1^{-1}',
  spell: {
    numpy: 'linalg.inv',
    linalg: 'inv',
    scipy: 'linalg.inv',
    jax: 'linalg.inv',
    torch: ['linalg.inv', 'inverse'],
    tensorflow: 'linalg.inv',
    julia: 'inv',
    matlab: 'inv',
    sympy: 'Inverse',
    text: 'inv',
  },
})

/** a⁻¹ b without forming the inverse. */
export const solve: Row = row({
  name: 'solve',
  title: 'solution of a linear system',
  args: ['a', 'b'],
  elementwise: false,
  needs: 'the matrix #1 must be invertible',
  ranks: [2, 1],
  shape: (args) => {
    const [a, b] = args as [Expr, Expr]
    needSquare(a.shape, 'a linear system')
    if (b.rank === 0 || b.shape[0] !== a.shape[0])
      throw new ShapeError(
        `${formatShape(a.shape)} and ${formatShape(b.shape)} do not go together`,
        shapeOf([a.shape[0] as Length]),
        shapeOf([b.shape[0] ?? 1]),
      )
    return b.shape
  },
  // Y = A⁻¹B: dY = A⁻¹(dB − dA Y).
  vjp: (adjoint, node, index) => {
    const a = first(node)
    const columns = node.rank === 2 ? 'k' : ''
    const lead = freshLetters(adjoint.rank - node.rank, 'ijk')
    // A⁻ᵀ applied to each leading index of the adjoint.
    const pulled =
      adjoint.rank === node.rank ? solve(transpose(a), adjoint) : einsum(`ji,${lead}j${columns}->${lead}i${columns}`, inverse(a), adjoint)
    return index === 1 ? pulled : neg(einsum(`${lead}i${columns},j${columns}->${lead}ij`, pulled, node))
  },
  tensorKernel: ([a, b]) => solveTensor(a as Tensor, b as Tensor),
  latex: '#1^{-1} #2',
  spell: {
    numpy: 'linalg.solve',
    linalg: 'solve',
    scipy: 'linalg.solve',
    jax: ['linalg.solve', 'scipy.linalg.solve'],
    torch: 'linalg.solve',
    tensorflow: 'linalg.solve',
    matlab: 'mldivide',
    text: 'solve',
  },
})

export const det: Row = row({
  name: 'det',
  title: 'determinant',
  args: ['a'],
  elementwise: false,
  ranks: [2],
  stacks: true,
  shape: (args) => shapeOf(needSquares((args[0] as Expr).shape, 'a determinant').slice(0, -2)),
  vjp: (adjoint, node) => {
    const [lead, s] = stackLetters(adjoint, node, first(node))
    return einsum(`${lead}${s},${s},${s}ji->${lead}${s}ij`, adjoint, node, inverse(first(node)))
  },
  tensorKernel: ([a]) => ofEach(a as Tensor, (matrix) => determinant(matrix).value),
  latex: '\\det',
  spell: {
    numpy: 'linalg.det',
    linalg: 'det',
    scipy: 'linalg.det',
    jax: 'linalg.det',
    torch: ['linalg.det', 'det'],
    tensorflow: 'linalg.det',
    julia: 'det',
    matlab: 'det',
    sympy: ['det', 'Determinant'],
    latex: '\\det',
    text: 'det',
  },
})

/** det(A) A⁻ᵀ, which a singular matrix has too: the derivative of its determinant. */
export const cofactor: Row = row({
  name: 'cofactor',
  title: 'matrix of cofactors',
  args: ['a'],
  elementwise: false,
  turns: true,
  ranks: [2],
  shape: (args) => {
    needSquare((args[0] as Expr).shape, 'a matrix of cofactors')
    return (args[0] as Expr).shape
  },
  meaning: (node) => mul(det(first(node)), transpose(inverse(first(node)))),
  tensorKernel: ([a]) => cofactors(a as Tensor),
  source: 'Stewart, "On the adjugate matrix", Linear Algebra Appl. 283 (1998)',
})

/** log |det A|. */
export const logdet: Row = row({
  name: 'logdet',
  title: 'logarithm of the determinant',
  args: ['a'],
  elementwise: false,
  needs: 'the matrix #1 must be invertible',
  ranks: [2],
  stacks: true,
  shape: (args) => shapeOf(needSquares((args[0] as Expr).shape, 'a determinant').slice(0, -2)),
  vjp: (adjoint, node) => {
    const [lead, s] = stackLetters(adjoint, node, first(node))
    return einsum(`${lead}${s},${s}ji->${lead}${s}ij`, adjoint, inverse(first(node)))
  },
  tensorKernel: ([a]) => ofEach(a as Tensor, (matrix) => determinant(matrix).logarithm),
  latex: '\\log\\det',
  spell: {
    torch: ['logdet', 'linalg.logdet'],
    tensorflow: 'linalg.logdet',
    julia: ['logdet', 'logabsdet'],
    matlab: 'logdet',
    text: ['logdet', 'log_det'],
  },
})

/** A to an integer power: a product of that many. */
export const matrixPower: Row = row({
  name: 'matrix_power',
  title: 'matrix power',
  args: ['a'],
  elementwise: false,
  turns: true,
  ranks: [2],
  attributes: ['n'],
  configure: (attributes) => {
    const { n } = attributes
    if (typeof n !== 'number' || !Number.isInteger(n) || Math.abs(n) > 64) throw new RangeError('a matrix power needs an integer exponent up to 64')
    return n
  },
  stacks: true,
  shape: (args) => needSquares((args[0] as Expr).shape, 'a matrix power'),
  meaning: (node) => {
    const n = Number(node.payload)
    if (n === 0) return broadcastTo(eye(node.shape.at(-1) as Length), node.shape)
    const base = n < 0 ? inverse(first(node)) : first(node)
    const s = freshLetters(node.rank - 2, 'ijk')
    let result = base
    for (let k = 1; k < Math.abs(n); k++) result = einsum(`${s}ij,${s}jk->${s}ik`, result, base)
    return result
  },
  spell: { numpy: 'linalg.matrix_power', linalg: 'matrix_power', jax: 'linalg.matrix_power', torch: ['linalg.matrix_power', 'matrix_power'] },
})

export const linearRows: readonly Operation[] = [matmul, transpose, outer, trace, diag, inverse, solve, det, cofactor, logdet, matrixPower].map(
  (r) => r.op,
)
