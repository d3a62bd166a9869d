/** Rows of linear algebra that factor a matrix: Cholesky's factor, the pseudo-inverse, triangles, norms of the singular values. */
import { type Attributes, type Described, type Expr, type Operation, type Row, row } from '../expr.ts'
import { choleskyTensor, singular } from '../kernels/decomposition.ts'
import { matrixOfEach, matrixOfEachLike, ofEach, solveTensor } from '../kernels/elimination.ts'
import { type Length, type Shape, shapeOf } from '../shape.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { add, div, neg, sub } from './arithmetic.ts'
import { einsum } from './einsum.ts'
import { inverse, needRank, needSquares, stackLetters } from './linear.ts'
import { eye } from './structure.ts'

const first = (node: Expr): Expr => node.args[0] as Expr

/* Triangles. */

const bound = ({ k, diagonal }: Attributes): number => {
  const given = k ?? diagonal ?? 0
  if (typeof given !== 'number' || !Number.isInteger(given)) throw new RangeError('which diagonal the triangle begins at must be an integer')
  return given
}

function triangle(name: 'tril' | 'triu', title: string, keeps: (i: number, j: number, k: number) => boolean): Row {
  return row({
    name,
    title,
    args: ['a'],
    elementwise: false,
    components: 'placed',
    ranks: [2],
    stacks: true,
    attributes: ['k'],
    configure: bound,
    shape: (args) => {
      const { shape } = args[0] as Expr
      if (shape.length < 2) needRank(shape, 2, 'a triangle')
      return shape
    },
    // Linear, and its own adjoint.
    vjp: (adjoint, node) => (name === 'tril' ? tril : triu).with(node.payload, adjoint),
    tensorKernel: ([a], payload) => {
      const { data, shape } = a as Tensor
      const [rows, columns] = shape.slice(-2) as [number, number]
      const k = Number(payload ?? 0)
      return { shape, data: data.map((x, at) => (keeps(Math.floor(at / columns) % rows, at % columns, k) ? x : 0)) }
    },
    spell: { numpy: name, jax: name, torch: name, julia: name, matlab: name },
    cost: 0,
  })
}
export const tril: Row = triangle('tril', 'lower triangle', (i, j, k) => j <= i + k)
export const triu: Row = triangle('triu', 'upper triangle', (i, j, k) => j >= i + k)

/** The lower triangle L of a symmetric positive definite matrix L Lᵀ. */
export const cholesky: Row = row({
  name: 'cholesky',
  title: "Cholesky's factor",
  args: ['a'],
  elementwise: false,
  needs: 'the matrix #1 must be positive definite',
  ranks: [2],
  stacks: true,
  shape: (args) => needSquares((args[0] as Expr).shape, "Cholesky's factor"),
  // L⁻ᵀ Φ(Lᵀ G) L⁻¹ / 2, the symmetric part; Φ mirrors the lower triangle: tril(P) + tril(P)ᵀ − diag(P).
  vjp: (adjoint, node) => {
    const [lead, s] = stackLetters(adjoint, node, node)
    const l = inverse(node)
    const product = einsum(`${s}ji,${lead}${s}jk->${lead}${s}ik`, node, adjoint)
    const lower = tril(product)
    const onDiagonal = einsum(`${lead}${s}ik,ik->${lead}${s}ik`, product, eye(node.shape.at(-1) as Length))
    const mirrored = add(lower, einsum(`${lead}${s}ik->${lead}${s}ki`, lower), neg(onDiagonal))
    return div(einsum(`${s}ji,${lead}${s}jk,${s}kl->${lead}${s}il`, l, mirrored, l), 2)
  },
  tensorKernel: ([a]) => matrixOfEachLike(a as Tensor, choleskyTensor),
  source: 'Murray, "Differentiation of the Cholesky decomposition", arXiv:1602.07527',
  latex: '\\operatorname{chol}',
  spell: {
    numpy: 'linalg.cholesky',
    linalg: 'cholesky',
    jax: 'linalg.cholesky',
    torch: ['linalg.cholesky', 'cholesky'],
    tensorflow: 'linalg.cholesky',
    text: ['cholesky', 'chol'],
  },
})

/** The pseudo-inverse of a matrix whose rank is the smaller of its lengths. */
export const pseudoInverse: Row = row({
  name: 'pinv',
  title: 'pseudo-inverse',
  args: ['a'],
  elementwise: false,
  turns: true,
  ranks: [2],
  stacks: true,
  shape: (args) => {
    const { shape } = args[0] as Expr
    if (shape.length < 2) needRank(shape, 2, 'a pseudo-inverse')
    return shapeOf([...shape.slice(0, -2), shape.at(-1) as Length, shape.at(-2) as Length])
  },
  // dP = −P dA P + P Pᵀ dAᵀ (I − A P) + (I − P A) dAᵀ Pᵀ P.
  vjp: (adjoint, node) => {
    const [a, p] = [first(node), node]
    const [lead, s] = stackLetters(adjoint, node, a)
    const [n, m] = node.shape.slice(-2) as [Length, Length]
    const all = `${lead}${s}`
    const left = neg(einsum(`${s}ki,${all}kl,${s}jl->${all}ij`, p, adjoint, p))
    const rows = sub(eye(m), einsum(`${s}ij,${s}jk->${s}ik`, a, p))
    const columns = sub(eye(n), einsum(`${s}ij,${s}jk->${s}ik`, p, a))
    const across = einsum(`${s}il,${all}kl,${s}km,${s}jm->${all}ij`, rows, adjoint, p, p)
    const second = einsum(`${s}mi,${s}ml,${all}kl,${s}kj->${all}ij`, p, p, adjoint, columns)
    return add(left, across, second)
  },
  tensorKernel: ([a], _, shape) => matrixOfEach(a as Tensor, shape.slice(-2) as [number, number], pseudoInverseTensor),
  source: 'Golub and Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems", SIAM J. Numer. Anal. 10 (1973)',
  latex: '#1^{+}',
  spell: {
    numpy: 'linalg.pinv',
    linalg: 'pinv',
    jax: 'linalg.pinv',
    torch: ['linalg.pinv', 'pinverse'],
    tensorflow: 'linalg.pinv',
    julia: 'pinv',
    matlab: 'pinv',
    text: 'pinv',
  },
})

/** (AᵀA)⁻¹ Aᵀ of a tall matrix, Aᵀ (A Aᵀ)⁻¹ of a wide one. */
function pseudoInverseTensor({ data, shape }: Tensor): Tensor {
  const [m, n] = shape as [number, number]
  const tall = m >= n
  const size = Math.min(m, n)
  const gram = tensor([size, size])
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let k = 0; k < Math.max(m, n); k++)
        gram.data[i * size + j] =
          (gram.data[i * size + j] as number) +
          (tall ? (data[k * n + i] as number) * (data[k * n + j] as number) : (data[i * n + k] as number) * (data[j * n + k] as number))
  const right = tensor([size, Math.max(m, n)])
  right.data.forEach((_, at) => {
    const [i, j] = [Math.floor(at / Math.max(m, n)), at % Math.max(m, n)]
    right.data[at] = tall ? (data[j * n + i] as number) : (data[at] as number)
  })
  const solved = solveTensor(gram, right)
  if (tall) return { shape: [n, m], data: solved.data }
  const result = tensor([n, m])
  result.data.forEach((_, at) => {
    result.data[at] = solved.data[(at % m) * n + Math.floor(at / m)] as number
  })
  return result
}

/* Norms of the singular values. */

const matrixShape = (args: readonly Expr[]): Shape => {
  const { shape } = args[0] as Expr
  if (shape.length < 2) needRank(shape, 2, 'a norm of singular values')
  return shapeOf(shape.slice(0, -2))
}

function factor(name: string, title: string, weight: (k: number) => number, written: Pick<Described, 'latex' | 'spell'> = {}): Row {
  return row({
    name,
    title,
    args: ['a'],
    elementwise: false,
    ranks: [2],
    stacks: true,
    shape: (args) => {
      const { shape } = args[0] as Expr
      if (shape.length < 2) needRank(shape, 2, 'a factor by singular values')
      return shape
    },
    tensorKernel: ([a]) =>
      matrixOfEachLike(a as Tensor, (matrix) => {
        const { left, right, values } = singular(matrix)
        const result = tensor(matrix.shape)
        const n = matrix.shape[1] as number
        values.forEach((_, k) => {
          result.data.forEach((x, at) => {
            result.data[at] = x + weight(k) * ((left[k] as number[])[Math.floor(at / n)] as number) * ((right[k] as number[])[at % n] as number)
          })
        })
        return result
      }),
    ...written,
  })
}
/** U Vᵀ of the singular value decomposition: the orthogonal factor. */
export const polar: Row = factor('polar', 'orthogonal factor', () => 1)
/** u vᵀ of the largest singular value. */
export const leadingPair: Row = factor('leading_pair', 'product of the leading singular vectors', (k) => (k === 0 ? 1 : 0), {
  latex: '\\mathbf{u}_{1}\\mathbf{v}_{1}^{\\top}',
  spell: { text: 'u₁v₁ᵀ' },
})

const singularNorm = (name: string, title: string, gradient: Row, value: (values: readonly number[]) => number, spell: Operation['spell']): Row =>
  row({
    name,
    title,
    args: ['a'],
    elementwise: false,
    values: { min: 0 },
    ranks: [2],
    stacks: true,
    shape: matrixShape,
    vjp: (adjoint, node) => {
      const [lead, s] = stackLetters(adjoint, node, first(node))
      return einsum(`${lead}${s},${s}ij->${lead}${s}ij`, adjoint, gradient(first(node)))
    },
    tensorKernel: ([a]) => ofEach(a as Tensor, (matrix) => value(singular(matrix).values)),
    source: 'Watson, "Characterization of the subdifferential of some matrix norms", Linear Algebra Appl. 170 (1992)',
    spell,
  })
export const nuclearNorm: Row = singularNorm('nuclear_norm', 'nuclear norm', polar, (values) => values.reduce((sum, x) => sum + x, 0), {})
export const spectralNorm: Row = singularNorm('spectral_norm', 'spectral norm', leadingPair, (values) => values[0] as number, { julia: 'opnorm' })

export const decompositionRows: readonly Operation[] = [tril, triu, cholesky, pseudoInverse, polar, leadingPair, nuclearNorm, spectralNorm].map(
  (r) => r.op,
)
