/** Indices that are values themselves: their indicators, what a product with these picks, and the numbers that count from 0. */
import { type Attributes, type Expr, type Operation, type Row, row } from '../expr.ts'
import { type Length, shapeOf } from '../shape.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { isEinsum, specOf } from './einsum.ts'

/** Indices as rows of the identity: 1 at the component an index names, 0 elsewhere. Indices that are too large are counted round. */
export const oneHot: Row = row({
  name: 'one_hot',
  title: 'indicator of an index',
  args: ['index'],
  elementwise: false,
  values: { min: 0, max: 1 },
  whole: 'always',
  attributes: ['num_classes'],
  configure: ({ num_classes: given, depth }: Attributes) => {
    const length = given ?? depth
    if (typeof length !== 'number' && typeof length !== 'string') throw new RangeError('how many classes there are must be given')
    return length
  },
  shape: (args, payload) => shapeOf([...(args[0] as Expr).shape, payload as Length]),
  vjp: () => null,
  tensorKernel: ([index], _, shape) => {
    const result = tensor(shape)
    const n = shape[shape.length - 1] as number
    ;(index as Tensor).data.forEach((k, i) => {
      result.data[i * n + (((Math.floor(k) % n) + n) % n)] = 1
    })
    return result
  },
  spell: { jax: 'nn.one_hot', torch: 'nn.functional.one_hot', tensorflow: 'one_hot' },
  cost: 0,
})

/** One place of a gathered tensor: a whole axis, an index, or an axis that goes along with the indices. */
export type Gathered = 'whole' | 'along' | Expr

/** A product with indicators that only picks components, as the tensor and its indices: p[along, y] for p_{i, y_i}. */
export function gatherOf(node: Expr): { base: Expr; places: Gathered[] } | undefined {
  if (!isEinsum(node)) return undefined
  const { inputs, output } = specOf(node)
  const others = node.args.flatMap((arg, k) => (arg.op === oneHot.op ? [] : [k]))
  const [at] = others as [number]
  if (others.length !== 1 || node.args.length < 2) return undefined
  const base = [...(inputs[at] as string)]
  const common = (inputs[at === 0 ? 1 : 0] as string).slice(0, -1)
  const places = base.map((letter): Gathered => (common.includes(letter) ? 'along' : 'whole'))
  for (let k = 0; k < node.args.length; k++) {
    if (k === at) continue
    const letters = inputs[k] as string
    const axis = base.indexOf(letters[letters.length - 1] as string)
    if (letters.slice(0, -1) !== common || axis < 0 || places[axis] !== 'whole' || output.includes(base[axis] as string)) return undefined
    places[axis] = (node.args[k] as Expr).args[0] as Expr
  }
  if (new Set(base).size < base.length || common.length > 1) return undefined
  const kept = base.map((letter, axis) => (places[axis] === 'whole' ? letter : ''))
  const first = places.findIndex((place) => place !== 'whole')
  const last = places.length - 1 - [...places].reverse().findIndex((place) => place !== 'whole')
  const apart = places.slice(first, last).includes('whole')
  const result = apart ? common + kept.join('') : [...kept.slice(0, first), common, ...kept.slice(first)].join('')
  return result === output ? { base: node.args[at] as Expr, places } : undefined
}

/** 0, 1, ..., n - 1. */
export const arange: Row = row({
  name: 'arange',
  title: 'the numbers from 0',
  args: [],
  elementwise: false,
  values: { min: 0 },
  whole: 'always',
  attributes: ['shape'],
  configure: ({ shape }: Attributes) => (Array.isArray(shape) ? (shape[0] as Length) : (shape as Length)),
  shape: (_, payload) => shapeOf([payload as Length]),
  tensorKernel: (_, __, shape) => ({ shape, data: Float64Array.from({ length: shape[0] as number }, (_, k) => k) }),
  spell: { numpy: 'arange', jax: 'arange', torch: 'arange', tensorflow: 'range' },
  cost: 0,
})

export const indicatorRows: readonly Operation[] = [oneHot, arange].map((r) => r.op)
