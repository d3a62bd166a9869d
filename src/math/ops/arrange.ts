/** Rows that pick, place, join and reshape components: indexing and slices, writes into slices, stacking, reshaping. */
import { type Attribute, type Attributes, type Expr, number, type Operation, type Row, row } from '../expr.ts'
import { addLengths, formatShape, type Length, SCALAR, type Shape, ShapeError, sameShape, shapeOf, sizeOf } from '../shape.ts'
import { strides, type Tensor, tensor } from '../tensor.ts'
import { sub } from './arithmetic.ts'
import { sumToShape } from './einsum.ts'
import { broadcastTo } from './structure.ts'

/** What is taken of one axis: one index (the axis goes), or a slice. Negative numbers count from the end; `stop` null is the end. */
export type AxisItem = { readonly at: number } | { readonly start: number; readonly stop: number | null; readonly step: number }

/** One item an axis, outermost first. */
export interface ItemsPayload {
  readonly key: string
  readonly items: readonly AxisItem[]
  /** Of the tensor that is taken from or placed into. */
  readonly whole: Shape
}

export const WHOLE: AxisItem = { start: 0, stop: null, step: 1 }
const isWhole = (item: AxisItem): boolean => 'start' in item && item.start === 0 && item.stop === null && item.step === 1

export function itemsPayload(items: readonly AxisItem[], whole: Shape): ItemsPayload {
  const text = items.map((item) => ('at' in item ? `${item.at}` : `${item.start}:${item.stop ?? ''}:${item.step}`)).join(',')
  return { key: `${text}|${whole.join(',')}`, items, whole }
}

export const itemsOf = (node: Expr): ItemsPayload => node.payload as ItemsPayload

/** How long a slice of an axis is; symbolic lengths keep offsets: n - 1. */
function sliceLength(item: Exclude<AxisItem, { at: number }>, length: Length): Length {
  const { start, stop, step } = item
  if (typeof length === 'number') {
    const [a, b] = resolveSlice(item, length)
    return Math.max(0, Math.ceil((b - a) / step))
  }
  if (step === -1 && start === -1 && stop === null) return length
  if (step !== 1) throw new RangeError('a slice with a step needs an axis of known length')
  const from: Length = start >= 0 ? start : addLengths(length, start)
  const to: Length = stop === null ? length : stop >= 0 ? stop : addLengths(length, stop)
  return addLengths(to, from, -1)
}

/** First index and the one after the last, in the direction of the step. */
function resolveSlice({ start, stop, step }: Exclude<AxisItem, { at: number }>, length: number): [number, number] {
  const clamp = (k: number, low: number, high: number): number => Math.min(Math.max(k < 0 ? k + length : k, low), high)
  if (step > 0) return [clamp(start, 0, length), stop === null ? length : clamp(stop, 0, length)]
  return [clamp(start, -1, length - 1), stop === null ? -1 : clamp(stop, -1, length - 1)]
}

function takenShape({ items, whole }: ItemsPayload, lead: readonly Length[] = []): Shape {
  const lengths: Length[] = [...lead]
  items.forEach((item, axis) => {
    const length = whole[axis] as Length
    if ('at' in item) {
      const at = item.at < 0 && typeof length === 'number' ? item.at + length : item.at
      if (typeof length === 'number' && (at < 0 || at >= length)) throw new RangeError(`index ${item.at} is outside an axis of length ${length}`)
    } else lengths.push(sliceLength(item, length))
  })
  return shapeOf(lengths)
}

/** The flat positions in a whole tensor of the components taken, in row-major order. */
function positions(items: readonly AxisItem[], shape: readonly number[]): Int32Array {
  const step = strides(shape)
  let found = [0]
  items.forEach((item, axis) => {
    const length = shape[axis] as number
    const indices: number[] = []
    if ('at' in item) indices.push(item.at < 0 ? item.at + length : item.at)
    else {
      const [from, to] = resolveSlice(item, length)
      for (let k = from; item.step > 0 ? k < to : k > to; k += item.step) indices.push(k)
    }
    found = found.flatMap((base) => indices.map((k) => base + k * (step[axis] as number)))
  })
  return Int32Array.from(found)
}

/** Items for a tensor with more axes before those the payload speaks of. */
function withLead({ items, whole }: ItemsPayload, lead: readonly Length[]): ItemsPayload {
  return itemsPayload([...lead.map(() => WHOLE), ...items], shapeOf([...lead, ...whole]))
}

/** x[items]. */
export const take: Row = row({
  name: 'take',
  title: 'part of a tensor',
  args: ['x'],
  elementwise: false,
  ranks: [1],
  shape: (_, payload) => takenShape(payload as ItemsPayload),
  vjp: (adjoint, node) => place.with(withLead(itemsOf(node), adjoint.shape.slice(0, adjoint.rank - node.rank)), adjoint),
  fold: ([x], payload) => ((payload as ItemsPayload).items.every(isWhole) ? x : undefined),
  tensorKernel: ([x], payload, shape) => {
    const at = positions((payload as ItemsPayload).items, (x as Tensor).shape)
    return { shape, data: Float64Array.from(at, (k) => (x as Tensor).data[k] as number) }
  },
  cost: 0,
})

/** Zeros with g at the items: the adjoint of taking. */
export const place: Row = row({
  name: 'place',
  title: 'part placed among zeros',
  args: ['g'],
  elementwise: false,
  shape: (_, payload) => (payload as ItemsPayload).whole,
  vjp: (adjoint, node) => take.with(withLead(itemsOf(node), adjoint.shape.slice(0, adjoint.rank - node.rank)), adjoint),
  tensorKernel: ([g], payload, shape) => {
    const result = tensor(shape)
    positions((payload as ItemsPayload).items, shape).forEach((k, i) => {
      result.data[k] = (g as Tensor).data[i] as number
    })
    return result
  },
  cost: 0,
})

/** x with v written at the items, as `x[items] = v` leaves it. */
export const put: Row = row({
  name: 'put',
  title: 'write into a part',
  args: ['x', 'v'],
  elementwise: false,
  ranks: [1, 0],
  shape: (args, payload) => {
    const part = takenShape(payload as ItemsPayload)
    broadcastTo(args[1] as Expr, part)
    return (args[0] as Expr).shape
  },
  vjp: (adjoint, node, index) => {
    const lead = adjoint.shape.slice(0, adjoint.rank - node.rank)
    const payload = withLead(itemsOf(node), lead)
    const part = take.with(payload, adjoint)
    if (index === 0) return sub(adjoint, place.with(payload, part))
    return sumToShape(part, part.rank - lead.length, (node.args[1] as Expr).shape)
  },
  tensorKernel: ([x, v], payload) => {
    const [whole, value] = [x as Tensor, v as Tensor]
    const result = { shape: whole.shape, data: whole.data.slice() }
    const { items } = payload as ItemsPayload
    const at = positions(items, whole.shape)
    at.forEach((k, i) => {
      result.data[k] = value.data[value.data.length === 1 ? 0 : i % value.data.length] as number
    })
    return result
  },
  cost: 0,
})

/** Tensors of one shape as the rows of a tensor with one axis more. */
export const stack: Row = row({
  name: 'stack',
  title: 'tensor from its parts',
  args: ['...parts'],
  elementwise: false,
  shape: (args) => {
    const first = (args[0] as Expr | undefined)?.shape ?? SCALAR
    for (const { shape } of args)
      if (!sameShape(shape, first)) throw new ShapeError(`parts of ${formatShape(first)} and ${formatShape(shape)}`, first, shape)
    return shapeOf([args.length, ...first])
  },
  vjp: (adjoint, node, index) => {
    const lead = adjoint.shape.slice(0, adjoint.rank - node.rank)
    const items: AxisItem[] = [{ at: index }, ...node.shape.slice(1).map(() => WHOLE)]
    return take.with(withLead(itemsPayload(items, node.shape), lead), adjoint)
  },
  tensorKernel: (args, _, shape) => {
    const result = tensor(shape)
    let at = 0
    for (const { data } of args) {
      result.data.set(data, at)
      at += data.length
    }
    return result
  },
  spell: { numpy: ['stack', 'vstack', 'array', 'asarray'], jax: ['stack', 'array', 'asarray'], torch: ['stack', 'tensor', 'as_tensor'] },
  cost: 0,
})

/** Joined along an axis (the payload, 0 by default). */
export const concatenate: Row = row({
  name: 'concatenate',
  title: 'tensors joined along an axis',
  args: ['...parts'],
  elementwise: false,
  ranks: [1],
  attributes: ['axis'],
  configure: ({ axis, dim }: Attributes, args) => {
    const given = axis ?? dim ?? 0
    if (typeof given !== 'number') throw new RangeError('the axis must be an integer')
    return given < 0 ? given + (args[0]?.rank ?? 0) : given
  },
  shape: (args, payload) => {
    const axis = Number(payload ?? 0)
    const first = (args[0] as Expr).shape
    let length: Length = 0
    for (const { shape } of args) {
      if (shape.length !== first.length) throw new ShapeError(`${formatShape(first)} and ${formatShape(shape)} do not join`, first, shape)
      shape.forEach((own, k) => {
        if (k !== axis && own !== first[k])
          throw new ShapeError(`${formatShape(first)} and ${formatShape(shape)} do not join`, shapeOf([first[k] as Length]), shapeOf([own]))
      })
      length = addLengths(length, shape[axis] ?? 1)
    }
    return shapeOf(first.map((own, k) => (k === axis ? length : own)))
  },
  vjp: (adjoint, node, index) => {
    const axis = Number(node.payload ?? 0)
    const lead = adjoint.shape.slice(0, adjoint.rank - node.rank)
    const lengths = node.args.map(({ shape }) => shape[axis] as Length)
    const before = lengths.slice(0, index).reduce<Length>((sum, length) => addLengths(sum, length), 0)
    const after = lengths.slice(index + 1).reduce<Length>((sum, length) => addLengths(sum, length), 0)
    if (typeof before !== 'number' && typeof after !== 'number')
      throw new RangeError('joining three parts of unknown length cannot be differentiated')
    const own = lengths[index] as Length
    const item: AxisItem =
      typeof before === 'number' && typeof own === 'number'
        ? { start: before, stop: before + own, step: 1 }
        : typeof before === 'number' && typeof after === 'number'
          ? { start: before, stop: after === 0 ? null : -after, step: 1 }
          : { start: typeof own === 'number' ? -own - Number(after) : Number.NaN, stop: after === 0 ? null : -Number(after), step: 1 }
    if (Number.isNaN(item.start)) throw new RangeError('joining parts of unknown lengths cannot be differentiated')
    const items = node.shape.map((_, k) => (k === axis ? item : WHOLE))
    return take.with(withLead(itemsPayload(items, node.shape), lead), adjoint)
  },
  tensorKernel: (args, payload, shape) => {
    const axis = Number(payload ?? 0)
    const result = tensor(shape)
    const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1)
    const outerCount = shape.slice(0, axis).reduce((product, length) => product * length, 1)
    let at = 0
    for (let o = 0; o < outerCount; o++) {
      for (const part of args) {
        const block = (part.shape[axis] as number) * inner
        result.data.set(part.data.subarray(o * block, (o + 1) * block), at)
        at += block
      }
    }
    return result
  },
  spell: {
    numpy: ['concatenate', 'hstack', 'append', 'concat'],
    jax: ['concatenate', 'hstack'],
    torch: ['cat', 'concat', 'concatenate'],
    tensorflow: 'concat',
    julia: 'vcat',
    matlab: 'cat',
  },
  cost: 0,
})

/** The shape a call asks for: numbers or length names, -1 for what is left. */
function askedShape(given: Attribute, whole: Shape): Shape {
  const list = (Array.isArray(given) ? given : [given]) as readonly Attribute[]
  const lengths = list.map((length): Length => {
    if (typeof length === 'number' || typeof length === 'string') return length
    throw new RangeError('a shape is made of lengths')
  })
  const open = lengths.indexOf(-1)
  if (open < 0) return shapeOf(lengths)
  const rest = lengths.filter((_, k) => k !== open)
  const all = sizeOf(whole)
  if (rest.length === 0) return shapeOf([all])
  const known = sizeOf(shapeOf(rest))
  if (known === 1) return shapeOf(lengths.map((length, k) => (k === open ? all : length)))
  if (typeof all === 'number' && typeof known === 'number' && all % known === 0)
    return shapeOf(lengths.map((length, k) => (k === open ? all / known : length)))
  const left = whole.filter((length) => !rest.includes(length))
  if (sizeOf(shapeOf([...left, ...rest])) === all) return shapeOf(lengths.map((length, k) => (k === open ? sizeOf(shapeOf(left)) : length)))
  throw new RangeError(`the length -1 stands for cannot be told for ${formatShape(whole)}`)
}

interface ReshapePayload {
  readonly key: string
  readonly shape: Shape
}
export const reshapePayload = (shape: Shape): ReshapePayload => ({ key: shape.join(','), shape })

/** The same components in row-major order under another shape. */
export const reshape: Row = row({
  name: 'reshape',
  title: 'reshaping',
  args: ['x'],
  elementwise: false,
  attributes: ['shape'],
  configure: (attributes, args) => reshapePayload(askedShape(attributes['shape'] ?? attributes['newshape'] ?? -1, (args[0] as Expr).shape)),
  shape: (args, payload) => {
    const { shape } = payload as ReshapePayload
    const own = (args[0] as Expr).shape
    if (sizeOf(shape) !== sizeOf(own))
      throw new ShapeError(
        `${formatShape(own)} has not as many components as ${formatShape(shape)}`,
        shapeOf([sizeOf(own)]),
        shapeOf([sizeOf(shape)]),
      )
    return shape
  },
  vjp: (adjoint, node) => {
    const lead = adjoint.shape.slice(0, adjoint.rank - node.rank)
    return reshape.with(reshapePayload(shapeOf([...lead, ...(node.args[0] as Expr).shape])), adjoint)
  },
  fold: ([x], payload) => (sameShape((x as Expr).shape, (payload as ReshapePayload).shape) ? x : undefined),
  tensorKernel: ([x], _, shape) => ({ shape, data: (x as Tensor).data }),
  spell: {
    numpy: ['reshape', 'ravel', 'flatten', 'squeeze'],
    jax: ['reshape', 'ravel'],
    torch: ['reshape', 'flatten', 'ravel', 'view'],
    tensorflow: 'reshape',
    julia: ['reshape', 'vec'],
    matlab: 'reshape',
  },
  cost: 0,
})

/** The differences of neighbours along the last axis. */
export const diff: Row = row({
  name: 'diff',
  title: 'differences of neighbours',
  args: ['x'],
  elementwise: false,
  ranks: [1],
  shape: (args) => {
    const { shape } = args[0] as Expr
    return shapeOf([...shape.slice(0, -1), addLengths(shape[shape.length - 1] as Length, -1)])
  },
  meaning: (node) => {
    const x = node.args[0] as Expr
    const lead = x.shape.slice(0, -1).map(() => WHOLE)
    const later = take.with(itemsPayload([...lead, { start: 1, stop: null, step: 1 }], x.shape), x)
    return sub(later, take.with(itemsPayload([...lead, { start: 0, stop: -1, step: 1 }], x.shape), x))
  },
  spell: { numpy: 'diff', jax: 'diff', torch: 'diff', julia: 'diff', matlab: 'diff' },
})

/** Zeros and ones as people write them: of a shape, or of the shape of something. */
function uniform(name: string, title: string, value: number, spell: Operation['spell']): Row {
  return row({
    name,
    title,
    args: [],
    elementwise: false,
    attributes: ['shape'],
    configure: ({ shape }: Attributes) => reshapePayload(askedShape(shape ?? [], SCALAR)),
    shape: (_, payload) => (payload as ReshapePayload).shape,
    meaning: (node) => broadcastTo(number(value), node.shape),
    spell,
    cost: 0,
  })
}
export const zerosOf = uniform('zeros', 'zeros', 0, {
  numpy: ['zeros', 'empty'],
  jax: 'zeros',
  torch: 'zeros',
  tensorflow: 'zeros',
  julia: 'zeros',
  matlab: 'zeros',
})
export const onesOf = uniform('ones', 'ones', 1, { numpy: 'ones', jax: 'ones', torch: 'ones', tensorflow: 'ones', julia: 'ones', matlab: 'ones' })

function uniformLike(name: string, title: string, value: number, spell: Operation['spell']): Row {
  return row({
    name,
    title,
    args: ['x'],
    elementwise: true,
    derivative: [null],
    kernel: () => value,
    spell,
    cost: 0,
  })
}
export const zerosLike = uniformLike('zeros_like', 'zeros of the same shape', 0, {
  numpy: ['zeros_like', 'empty_like'],
  jax: 'zeros_like',
  torch: 'zeros_like',
  tensorflow: 'zeros_like',
})
export const onesLike = uniformLike('ones_like', 'ones of the same shape', 1, {
  numpy: 'ones_like',
  jax: 'ones_like',
  torch: 'ones_like',
  tensorflow: 'ones_like',
})

export const arrangeRows: readonly Operation[] = [take, place, put, stack, concatenate, reshape, diff, zerosOf, onesOf, zerosLike, onesLike].map(
  (r) => r.op,
)
