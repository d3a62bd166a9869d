/** Rows of products of two tensors beside the matrix product: the Kronecker product, and the cross product in space. */
import { type Expr, number, type Operation, type Row, row } from '../expr.ts'
import { formatShape, type Length, multiplyLengths, type Shape, ShapeError, sameShape, shapeOf } from '../shape.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { neg } from './arithmetic.ts'
import { stack } from './arrange.ts'
import { einsum, freshLetters } from './einsum.ts'
import { needRank } from './linear.ts'
import { itemsPayload, take } from './slice.ts'
import { eye, isEye } from './structure.ts'

/** The Kronecker product of two matrices. */
export const kron: Row = row({
  name: 'kron',
  title: 'Kronecker product',
  args: ['a', 'b'],
  elementwise: false,
  multilinear: true,
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

export interface KronPayload {
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
  components: 'moved',
  shape: (args, payload) => {
    const { a, b } = payload as KronPayload
    return shapeOf([...(args[0] as Expr).shape.slice(0, -2), a[0] as Length, b[0] as Length, a[1] as Length, b[1] as Length])
  },
  vjp: (adjoint, node) => joinAxes.with(node.payload, adjoint),
  // The blocks of a Kronecker product are its factors' components multiplied.
  fold: ([x], payload) => {
    const inner = x as Expr
    const [a, b] = inner.args as [Expr, Expr?]
    const { key, a: rows, b: columns } = payload as KronPayload
    // Those of the identity, between square matrices, are deltas: what is asked for of a trace.
    if (isEye(inner) && rows[0] === rows[1] && columns[0] === columns[1])
      return einsum('ij,kl->ikjl', eye(rows[0] as Length), eye(columns[0] as Length))
    if (inner.op.name === 'kron' && JSON.stringify([a.shape, b?.shape]) === key) return einsum('ij,kl->ikjl', a, b as Expr)
    return inner.op.name === 'kron_join' && (inner.payload as KronPayload).key === key ? a : undefined
  },
  tensorKernel: ([x], _, shape) => ({ shape, data: (x as Tensor).data }),
  cost: 0,
})

const joinAxes: Row = row({
  name: 'kron_join',
  title: 'blocks joined to a matrix',
  args: ['x'],
  elementwise: false,
  components: 'moved',
  shape: (args, payload) => {
    const { a, b } = payload as KronPayload
    return shapeOf([...(args[0] as Expr).shape.slice(0, -4), ...a.map((length, k) => multiplyLengths(length, b[k] as Length))])
  },
  vjp: (adjoint, node) => splitAxes.with(node.payload, adjoint),
  tensorKernel: ([x], _, shape) => ({ shape, data: (x as Tensor).data }),
  cost: 0,
})

const SPACE = shapeOf([3])

/** The cross product of two vectors of length 3, or of the rows along the last axes of two arrays of one shape. */
export const cross: Row = row({
  name: 'cross',
  title: 'cross product',
  args: ['a', 'b'],
  elementwise: false,
  multilinear: true,
  ranks: [1, 1],
  shape: (args) => {
    const [a, b] = args as [Expr, Expr]
    const length = a.shape.at(-1)
    if (!sameShape(a.shape, b.shape) || length === undefined || (typeof length === 'number' && length !== 3))
      throw new ShapeError(`a cross product of ${formatShape(a.shape)} and ${formatShape(b.shape)}`, a.shape, b.shape)
    if (typeof length === 'string') throw new ShapeError(`a cross product of ${formatShape(a.shape)}, which is no vector 3`, a.shape, SPACE)
    return a.shape
  },
  // a × b is linear in each factor: the adjoint of a is b × g, that of b is g × a, for each leading index.
  vjp: (adjoint, node, index) => {
    const [a, b] = node.args as [Expr, Expr]
    if (adjoint.rank === node.rank) return index === 0 ? cross(b, adjoint) : cross(adjoint, a)
    if (node.rank > 1) return index === 0 ? crossWith.with('right', adjoint, b) : crossWith.with('left', adjoint, a)
    const lead = freshLetters(adjoint.rank - 1, 'ij')
    return index === 0 ? einsum(`${lead}j,ij->${lead}i`, adjoint, skew(b)) : einsum(`${lead}j,ji->${lead}i`, adjoint, skew(a))
  },
  tensorKernel: ([a, b]) => crossTensor(a as Tensor, b as Tensor),
  latex: '#1 \\times #2',
  spell: {
    numpy: 'cross',
    jax: 'cross',
    torch: ['linalg.cross', 'cross'],
    tensorflow: 'linalg.cross',
    julia: 'cross',
    matlab: 'cross',
    text: 'cross',
  },
})

/** The matrix [v]ₓ whose product with x is v × x. */
function skew(v: Expr): Expr {
  const [x, y, z] = [0, 1, 2].map((at) => take.with(itemsPayload([{ at }], v.shape), v)) as [Expr, Expr, Expr]
  const zero = number(0)
  return stack(stack(zero, neg(z), y), stack(z, zero, neg(x)), stack(neg(y), x, zero))
}

/** v × g ('right') or g × v ('left') for each vector g along the last axis of the first argument; v has its last axes. */
const crossWith: Row = row({
  name: 'cross_with',
  title: 'cross product with each row',
  args: ['g', 'v'],
  elementwise: false,
  shape: (args) => (args[0] as Expr).shape,
  vjp: (adjoint, node, index) => {
    const [g, v] = node.args as [Expr, Expr]
    if (index === 0) return crossWith.with(node.payload === 'right' ? 'left' : 'right', adjoint, v)
    const all = freshLetters(adjoint.rank, '')
    const [lead, own] = [all.slice(0, adjoint.rank - g.rank), all.slice(adjoint.rank - v.rank)]
    const each = crossEach.with(node.payload, adjoint, g)
    return lead.length + own.length === all.length ? each : einsum(`${all}->${lead}${own}`, each)
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

export const productRows: readonly Operation[] = [kron, splitAxes, joinAxes, cross, crossWith, crossEach].map((r) => r.op)
