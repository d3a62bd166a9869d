/** Rows that join and reshape tensors: stacking, concatenation, reshaping, tensors of one number. */
import { type Attribute, type Attributes, type Expr, number, type Operation, type Row, row } from '../expr.ts'
import { addLengths, divideLengths, formatShape, type Length, SCALAR, type Shape, ShapeError, sameShape, shapeOf, sizeOf } from '../shape.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { einsum, freshLetters } from './einsum.ts'
import { type AxisItem, type ItemsPayload, itemsPayload, sliceBounds, take, WHOLE, withLead } from './slice.ts'
import { broadcastTo, ones } from './structure.ts'

/** Tensors of one shape as the rows of a tensor with one axis more. */
export const stack: Row = row({
  name: 'stack',
  title: 'tensor from its parts',
  args: ['...parts'],
  elementwise: false,
  components: 'moved',
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
  part: ({ args }, taken) => {
    const [item, ...inner] = (taken as ItemsPayload).items
    if (item === undefined || !('at' in item)) return undefined
    const part = args[item.at < 0 ? item.at + args.length : item.at] as Expr
    return inner.length === 0 ? part : take.with(itemsPayload(inner, part.shape), part)
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
  spell: { numpy: ['array', 'asarray'], jax: ['array', 'asarray'], torch: ['tensor', 'as_tensor'] },
  cost: 0,
})

/** What stands one below the other in joined parts: of vectors that are written out their components. */
export const entriesIn = ({ args, rank }: Expr): readonly Expr[] =>
  rank === 1 ? args.flatMap((arg) => (arg.op === stack.op ? arg.args : [arg])) : args

/** Joined along an axis (the payload, 0 by default). */
export const concatenate: Row = row({
  name: 'concatenate',
  title: 'tensors joined along an axis',
  args: ['...parts'],
  elementwise: false,
  components: 'moved',
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
    const item: AxisItem = { start: before, stop: index === lengths.length - 1 ? null : addLengths(before, lengths[index] as Length), step: 1 }
    const items = node.shape.map((_, k) => (k === axis ? item : WHOLE))
    return take.with(withLead(itemsPayload(items, node.shape), lead), adjoint)
  },
  part: (node, taken) => {
    const axis = Number(node.payload ?? 0)
    const { items } = taken as ItemsPayload
    const found = partAlong(node, axis, items[axis] as AxisItem)
    const inner = items.map((item, k) => (k === axis ? (found?.item as AxisItem) : item))
    return found && take.with(itemsPayload(inner, found.part.shape), found.part)
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
    numpy: ['concatenate', 'append', 'concat'],
    jax: 'concatenate',
    torch: ['cat', 'concat', 'concatenate'],
    tensorflow: 'concat',
    julia: 'vcat',
    matlab: 'cat',
  },
  cost: 0,
})

/** Which of the parts joined along an axis an item of it takes, and what of this; undefined where it takes of several, or lengths do not tell. */
function partAlong({ args, shape }: Expr, axis: number, item: AxisItem): { readonly part: Expr; readonly item: AxisItem } | undefined {
  const length = shape[axis] as Length
  if ('at' in item) {
    // From the end as from the beginning, as far as the parts have known lengths.
    let left = item.at < 0 ? -1 - item.at : item.at
    for (const part of item.at < 0 ? [...args].reverse() : args) {
      const own = part.shape[axis] as Length
      if (typeof own !== 'number') return undefined
      if (left < own) return { part, item: { at: item.at < 0 ? own - 1 - left : left } }
      left -= own
    }
    return undefined
  }
  if (item.step !== 1) return undefined
  const [from, to] = sliceBounds(item, length)
  let before: Length = 0
  for (const part of args) {
    const after = addLengths(before, part.shape[axis] as Length)
    if (before === from) return after === to ? { part, item: WHOLE } : undefined
    before = after
  }
  return undefined
}

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
  const quotient = divideLengths(all, known)
  if (quotient !== undefined) return shapeOf(lengths.map((length, k) => (k === open ? quotient : length)))
  // x.view(-1, 784) of what has as many axes says how long the last one is.
  if (open === 0 && lengths.length === whole.length && rest.every((length, k) => typeof length === 'number' || whole[k + 1] === length))
    throw new ShapeError('the axes of a new shape', whole, shapeOf([whole[0] as Length, ...rest]))
  const left = whole.filter((length) => !rest.includes(length))
  if (sizeOf(shapeOf([...left, ...rest])) === all) return shapeOf(lengths.map((length, k) => (k === open ? sizeOf(shapeOf(left)) : length)))
  throw new RangeError(`the length -1 stands for cannot be told for ${formatShape(whole)}`)
}

interface ReshapePayload {
  readonly key: string
  readonly shape: Shape
}
export const reshapePayload = (shape: Shape): ReshapePayload => ({ key: shape.join(','), shape })

/** For each axis of a shape the axis of another one that differs in axes of length 1 alone, -1 for one of those; undefined where more differs. */
export function axesBetween(from: Shape, to: Shape): readonly number[] | undefined {
  let next = 0
  const axes = to.map((length) => {
    while (from[next] === 1 && length !== 1) next++
    return from[next] === length ? next++ : length === 1 ? -1 : Number.NaN
  })
  return axes.some(Number.isNaN) || from.slice(next).some((length) => length !== 1) ? undefined : axes
}

/** A tensor whose axes after the leading ones take another shape, as a product over indices where that only adds or drops axes of length 1. */
function spaced(x: Expr, lead: number, shape: Shape): Expr | undefined {
  const axes = axesBetween(shapeOf(x.shape.slice(lead)), shape)
  if (axes === undefined) return undefined
  const letters = freshLetters(x.rank + shape.length, '')
  const added = axes.flatMap((axis, k) => (axis < 0 ? [letters[x.rank + k] as string] : []))
  const output = axes.map((axis, k) => letters[axis < 0 ? x.rank + k : lead + axis]).join('')
  const own = letters.slice(0, x.rank)
  return einsum(`${[own, ...added].join(',')}->${own.slice(0, lead)}${output}`, x, ...added.map(() => ones(shapeOf([1]))))
}

/** The same components in row-major order under another shape. */
export const reshape: Row = row({
  name: 'reshape',
  title: 'reshaping',
  args: ['x'],
  elementwise: false,
  components: 'moved',
  ranks: [1],
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
    const { shape } = node.args[0] as Expr
    const lead = adjoint.rank - node.rank
    return spaced(adjoint, lead, shape) ?? reshape.with(reshapePayload(shapeOf([...adjoint.shape.slice(0, lead), ...shape])), adjoint)
  },
  fold: ([given], payload) => {
    const x = given as Expr
    const { shape } = payload as ReshapePayload
    // Only the last shape counts.
    return sameShape(x.shape, shape) ? x : x.op.name === 'reshape' ? reshape.with(reshapePayload(shape), x.args[0] as Expr) : undefined
  },
  tensorKernel: ([x], _, shape) => ({ shape, data: (x as Tensor).data }),
  spell: {
    numpy: ['reshape', 'ravel', 'flatten'],
    jax: ['reshape', 'ravel'],
    torch: ['reshape', 'flatten', 'ravel', 'view'],
    tensorflow: 'reshape',
    julia: ['reshape', 'vec'],
    matlab: 'reshape',
  },
  cost: 0,
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
    shorthand: true,
    meaning: (node) => broadcastTo(number(value), node.shape),
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

export const arrangeRows: readonly Operation[] = [stack, concatenate, reshape, zerosOf, onesOf, zerosLike, onesLike].map((r) => r.op)
