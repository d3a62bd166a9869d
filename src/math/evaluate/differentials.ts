/** Differentials of what is made of the components along axes, by rule: nothing is moved and nothing divided by. */
import { type Tensor, tensor } from '../tensor.ts'
import type { Item } from './elementwise.ts'
import { asItem } from './value.ts'

/** Of each component, row by row, the place of what it is reduced to along some axes. */
function* placesAlong(shape: readonly number[], axes: readonly number[]): Generator<number> {
  // How far apart in the result the components along each axis are.
  const strides = shape.map(() => 0)
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    if (axes.includes(axis)) continue
    strides[axis] = stride
    stride *= shape[axis] as number
  }
  const count = shape.reduce((product, length) => product * length, 1)
  for (let i = 0; i < count; i++) {
    let [at, rest] = [0, i]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] as number
      at += (rest % length) * (strides[axis] as number)
      rest = Math.floor(rest / length)
    }
    yield at
  }
}

/** Of the products of the components along some axes of x, factor by factor, when x moves so: `value` is their value. */
export function reducedProductTangent(x: Tensor, move: Tensor, axes: readonly number[], value: Tensor): Item {
  const products = new Float64Array(value.data.length).fill(1)
  const tangents = new Float64Array(value.data.length)
  let i = 0
  for (const at of placesAlong(x.shape, axes)) {
    const factor = x.data[i] as number
    tangents[at] = (tangents[at] as number) * factor + (products[at] as number) * (move.data[i] as number)
    products[at] = (products[at] as number) * factor
    i++
  }
  return asItem({ shape: value.shape, data: tangents })
}

/** Of the largest components (of the smallest for a sign of -1), as they move themselves; NaN where several are that which move apart. */
export const extremeTangent =
  (sign: 1 | -1) =>
  (x: Tensor, move: Tensor, axes: readonly number[], value: Tensor): Item => {
    const tangents = new Float64Array(value.data.length)
    const extremes = new Float64Array(value.data.length).fill(Number.NEGATIVE_INFINITY)
    let i = 0
    for (const at of placesAlong(x.shape, axes)) {
      const [own, size] = [move.data[i] as number, sign * (x.data[i] as number)]
      if (size > (extremes[at] as number)) {
        extremes[at] = size
        tangents[at] = own
      } else if (size === extremes[at] && own !== tangents[at]) tangents[at] = Number.NaN
      i++
    }
    return asItem({ shape: value.shape, data: tangents })
  }

/** Of the running products along an axis of x, which moves so. */
export function runningProductTangent(x: Tensor, move: Tensor, axis: number): Item {
  const { shape } = x
  const stride = shape.slice(axis + 1).reduce((product, length) => product * length, 1)
  const [products, tangents] = [x.data.slice(), tensor(shape)]
  for (let i = 0; i < x.data.length; i++) {
    const isFirst = Math.floor(i / stride) % (shape[axis] as number) === 0
    const [before, tangent] = isFirst ? [1, 0] : [products[i - stride] as number, tangents.data[i - stride] as number]
    tangents.data[i] = tangent * (x.data[i] as number) + before * (move.data[i] as number)
    products[i] = before * (x.data[i] as number)
  }
  return asItem(tangents)
}
