/** Products of some of the components: the derivatives of a product, also where factors are zero. */
import { type Expr, number, type Operation, type Row, row } from '../expr.ts'
import { type Length, SCALAR, shapeOf } from '../shape.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { add, mul, sub } from './arithmetic.ts'
import { concatenate } from './arrange.ts'
import { gt, where } from './condition.ts'
import { einsum, freshLetters } from './einsum.ts'
import { needRank } from './linear.ts'
import { axesPayload, product } from './reduction.ts'
import { cumprod } from './running.ts'
import { type AxisItem, itemsPayload, take } from './slice.ts'
import { broadcastTo, eye, ones } from './structure.ts'

const ALONG = axesPayload([0])

/** The product of what stands before each component of a vector. */
function before(x: Expr): Expr {
  const length = x.shape as readonly [Length]
  const shorter = take.with(itemsPayload([{ start: 0, stop: -1, step: 1 }], shapeOf(length)), x)
  return cumprod.with(ALONG, concatenate(broadcastTo(number(1), shapeOf([1])), shorter))
}

const TURNED: AxisItem = { start: -1, stop: null, step: -1 }
const turned = (x: Expr): Expr => take.with(itemsPayload([TURNED], x.shape), x)

export const productOfOthers: Row = row({
  name: 'prod_others',
  title: 'product of the other components',
  args: ['x'],
  elementwise: false,
  ranks: [1],
  shape: (args) => {
    needRank((args[0] as Expr).shape, 1, 'a product of the other components')
    return (args[0] as Expr).shape
  },
  vjp: (adjoint, node) => {
    const lead = freshLetters(adjoint.rank - 1, 'ij')
    return einsum(`${lead}i,ij->${lead}j`, adjoint, productOfPairs(node.args[0] as Expr))
  },
  // The product of all before it times that of all behind it.
  meaning: ({ args: [x] }) => mul(before(x as Expr), turned(before(turned(x as Expr)))),
  tensorKernel: ([x]) => {
    const { data, shape } = x as Tensor
    const result = data.slice()
    let product = 1
    for (let i = 0; i < data.length; i++) {
      result[i] = product
      product *= data[i] as number
    }
    product = 1
    for (let i = data.length - 1; i >= 0; i--) {
      result[i] = (result[i] as number) * product
      product *= data[i] as number
    }
    return { shape, data: result }
  },
})

/** The product of the components of a vector, differentiated without dividing by them. */
export const productOfAll: Row = row({
  name: 'prod_all',
  title: 'product of the components',
  args: ['x'],
  elementwise: false,
  ranks: [1],
  shape: (args) => {
    needRank((args[0] as Expr).shape, 1, 'a product of the components')
    return SCALAR
  },
  vjp: (adjoint, node) => {
    const lead = freshLetters(adjoint.rank, 'i')
    return einsum(`${lead},i->${lead}i`, adjoint, productOfOthers(node.args[0] as Expr))
  },
  meaning: ({ args: [x] }) => product.with(ALONG, x as Expr),
})

/** For each pair of components of a vector the product of the others; zero for a component and itself. */
export const productOfPairs: Row = row({
  name: 'prod_pairs',
  title: 'products without two of the components',
  args: ['x'],
  elementwise: false,
  ranks: [1],
  shape: (args) => {
    const { shape } = args[0] as Expr
    needRank(shape, 1, 'products without two of the components')
    return shapeOf([shape[0] as Length, shape[0] as Length])
  },
  // Ones stand in the place of the two.
  meaning: ({ args: [x] }) => {
    const own = x as Expr
    const [identity, all] = [eye(own.shape[0] as Length), ones(own.shape)]
    const isOne = gt(add(einsum('ik,j->ijk', identity, all), einsum('jk,i->ijk', identity, all)), 0)
    return mul(sub(1, identity), product.with(axesPayload([2]), where(isOne, 1, einsum('i,j,k->ijk', all, all, own))))
  },
  tensorKernel: ([x], _, shape) => {
    const { data } = x as Tensor
    const n = data.length
    const result = tensor(shape)
    for (let i = 0; i < n; i++) {
      // Before and behind each other component, as for the products of the others.
      let before = 1
      for (let j = 0; j < n; j++) {
        if (j === i) continue
        result.data[i * n + j] = before
        before *= data[j] as number
      }
      let behind = 1
      for (let j = n - 1; j >= 0; j--) {
        if (j === i) continue
        result.data[i * n + j] = (result.data[i * n + j] as number) * behind
        behind *= data[j] as number
      }
    }
    return result
  },
})

export const othersRows: readonly Operation[] = [productOfOthers, productOfAll, productOfPairs].map((r) => r.op)
