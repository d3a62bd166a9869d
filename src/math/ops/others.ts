/** The product of the components beside each one: the derivative of a product, also where factors are zero. */
import { type Expr, number, type Operation, type Row, row } from '../expr.ts'
import { type Length, shapeOf } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { mul } from './arithmetic.ts'
import { concatenate } from './arrange.ts'
import { needRank } from './linear.ts'
import { axesPayload, cumprod } from './reduction.ts'
import { type AxisItem, itemsPayload, take } from './slice.ts'
import { broadcastTo } from './structure.ts'

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

export const othersRows: readonly Operation[] = [productOfOthers.op]
