/** Rows that pick and place components: indices and slices, writes into slices, components at indices that are values themselves. */
import { type Expr, number, type Operation, type Row, row, withArgs } from '../expr.ts'
import { addLengths, ceilLength, type Length, PlaceError, type Shape, ShapeError, sameShape, shapeOf } from '../shape.ts'
import { strides, type Tensor, tensor } from '../tensor.ts'
import { add, mul, neg, sub } from './arithmetic.ts'
import { sumToShape } from './einsum.ts'
import { broadcastTo, isEye, isOnes, isZero, uniformNumber } from './structure.ts'

/**
 * What is taken of one axis: one index (the axis goes), or a slice. Negative numbers count from the end; symbolic lengths,
 * as the places where tensors of unknown length were joined, from the beginning; `stop` null is the end.
 */
export type AxisItem = { readonly at: number } | { readonly start: Length; readonly stop: Length | null; readonly step: number }
export type Slice = Exclude<AxisItem, { at: number }>

/** One item an axis, outermost first. */
export interface ItemsPayload {
  readonly key: string
  readonly items: readonly AxisItem[]
  /** Of the tensor that is taken from or placed into. */
  readonly whole: Shape
}

export const WHOLE: AxisItem = { start: 0, stop: null, step: 1 }
/** Backwards from the last to the first. */
const TURNED: AxisItem = { start: -1, stop: null, step: -1 }
const isTurned = (item: AxisItem): boolean => 'start' in item && item.start === -1 && item.stop === null && item.step === -1
/** Whether an axis is taken from its end on. */
export const goesBackwards = (node: Expr): boolean => itemsOf(node).items.some((item) => 'step' in item && item.step < 0)
const onlyTurns = ({ items }: ItemsPayload): boolean => items.every((item) => isWhole(item) || isTurned(item))
export const isWhole = (item: AxisItem): boolean => 'start' in item && item.start === 0 && item.stop === null && item.step === 1

/** An index from the end of an axis whose length is known counts from its beginning, and a slice that goes beyond its end goes up to that. */
export function itemsPayload(given: readonly AxisItem[], whole: Shape): ItemsPayload {
  const items = given.map((item, axis): AxisItem => {
    const length = whole[axis]
    if ('stop' in item && typeof item.stop === 'number' && typeof length === 'number' && item.step > 0 && item.stop > length)
      return { ...item, stop: null }
    return 'at' in item && item.at < 0 && typeof length === 'number' && -item.at <= length ? { at: item.at + length } : item
  })
  const text = items.map((item) => ('at' in item ? `${item.at}` : `${item.start}:${item.stop ?? ''}:${item.step}`)).join(',')
  return { key: `${text}|${whole.join(',')}`, items, whole }
}

export const itemsOf = (node: Expr): ItemsPayload => node.payload as ItemsPayload

/** A place in an axis counted from its beginning. */
export const fromStart = (place: Length, length: Length): Length => (typeof place === 'number' && place < 0 ? addLengths(length, place) : place)

/** First index and the one after the last of a slice that goes up, where the axis is long enough. */
export const sliceBounds = ({ start, stop }: Slice, length: Length): readonly [Length, Length] => [
  fromStart(start, length),
  stop === null ? length : fromStart(stop, length),
]

/** A vector or matrix of zeros with a part placed in it along one axis: which, and how many zeros stand before and behind the part. */
export interface Padding {
  readonly axis: number
  readonly before: Length
  readonly after: Length
  /** The part is one row or column, which is a vector. */
  readonly single: boolean
}

/** How the part of a 'place' node lies among zeros; undefined where it is scattered, or placed along two axes. */
export function paddingOf(node: Expr): Padding | undefined {
  const { items, whole } = itemsOf(node)
  const axes = items.flatMap((item, axis) => ('at' in item || !isWhole(item) ? [axis] : []))
  const [axis = -1] = axes
  const item = items[axis]
  const length = whole[axis]
  if (axes.length !== 1 || item === undefined || length === undefined || whole.length > 2) return undefined
  if ('at' in item) {
    const at = fromStart(item.at, length)
    return whole.length === 1 ? undefined : { axis, before: at, after: addLengths(addLengths(length, at, -1), -1), single: true }
  }
  if (item.step !== 1) return undefined
  const [from, to] = sliceBounds(item, length)
  return { axis, before: from, after: addLengths(length, to, -1), single: false }
}

/** How long a slice of an axis is; symbolic lengths keep offsets: n - 1. */
function sliceLength(item: Slice, length: Length): Length {
  const { start, stop, step } = item
  if (typeof length === 'number' && typeof start === 'number' && typeof stop !== 'string') {
    const [a, b] = resolveSlice(item, length)
    return Math.max(0, Math.ceil((b - a) / step))
  }
  if (step < 0) {
    if (start !== -1 || stop !== null) throw new RangeError('a slice that goes backwards is read over a whole axis')
    return ceilLength(length, -step)
  }
  const [from, to] = sliceBounds(item, length)
  return ceilLength(addLengths(to, from, -1), step)
}

type LengthOf = (length: Length) => number
const known: LengthOf = (length) => {
  if (typeof length === 'string') throw new RangeError(`the length ${length} is not known`)
  return length
}

/** First index and the one after the last, in the direction of the step. */
function resolveSlice({ start, stop, step }: Slice, length: number, lengthOf: LengthOf = known): [number, number] {
  const place = (k: Length): number => {
    const at = lengthOf(k)
    return at < 0 ? at + length : at
  }
  const clamp = (k: Length, low: number, high: number): number => Math.min(Math.max(place(k), low), high)
  if (step > 0) return [clamp(start, 0, length), stop === null ? length : clamp(stop, 0, length)]
  return [clamp(start, -1, length - 1), stop === null ? -1 : clamp(stop, -1, length - 1)]
}

/** The shape of what is taken. Throws PlaceError for an index out of range. */
export function takenShape({ items, whole }: ItemsPayload, lead: readonly Length[] = []): Shape {
  const lengths: Length[] = [...lead]
  items.forEach((item, axis) => {
    const length = whole[axis] as Length
    if ('at' in item) {
      const at = item.at < 0 && typeof length === 'number' ? item.at + length : item.at
      if (typeof length === 'number' && (at < 0 || at >= length)) throw new PlaceError(item.at, axis, length)
    } else lengths.push(sliceLength(item, length))
  })
  return shapeOf(lengths)
}

/** The flat positions in a whole tensor of the components taken, in row-major order. */
export function positions(items: readonly AxisItem[], shape: readonly number[], lengthOf?: LengthOf): Int32Array {
  const step = strides(shape)
  let found = [0]
  items.forEach((item, axis) => {
    const length = shape[axis] as number
    const indices: number[] = []
    if ('at' in item) indices.push(item.at < 0 ? item.at + length : item.at)
    else {
      const [from, to] = resolveSlice(item, length, lengthOf)
      for (let k = from; item.step > 0 ? k < to : k > to; k += item.step) indices.push(k)
    }
    found = found.flatMap((base) => indices.map((k) => base + k * (step[axis] as number)))
  })
  return Int32Array.from(found)
}

/** Items for a tensor with more axes before those the payload speaks of. */
export function withLead({ items, whole }: ItemsPayload, lead: readonly Length[]): ItemsPayload {
  return itemsPayload([...lead.map(() => WHOLE), ...items], shapeOf([...lead, ...whole]))
}

/** Whether two parts are the same, or have nothing in common; undefined where they share something, or where that depends on lengths. */
function isSamePlace(a: readonly AxisItem[], b: readonly AxisItem[]): boolean | undefined {
  const same = a.map((item, axis) => {
    const other = b[axis] as AxisItem
    if (!('at' in item && 'at' in other)) return isSameSlice(item, other) || undefined
    return item.at === other.at || (item.at < 0 === other.at < 0 ? false : undefined)
  })
  return same.includes(false) ? false : same.includes(undefined) ? undefined : true
}

const isSameSlice = (a: AxisItem, b: AxisItem): boolean =>
  'start' in a && 'start' in b && a.start === b.start && a.stop === b.stop && a.step === b.step

/** x[1:][2] is x[3]: the part of the whole that a part of a part is; undefined where that depends on lengths. */
function throughPart({ items, whole }: ItemsPayload, taken: ItemsPayload): ItemsPayload | undefined {
  let axis = 0
  const through = items.map((item, k) => ('at' in item ? item : within(item, taken.items[axis++] as AxisItem, whole[k] as Length)))
  return through.every((item) => item !== undefined) ? itemsPayload(through as AxisItem[], whole) : undefined
}

/** The place in an axis of a place in a slice of it, or of all of the slice. */
function within(slice: Slice, item: AxisItem, length: Length): AxisItem | undefined {
  if (isWhole(item)) return slice
  if (isWhole(slice)) return item
  if (!('at' in item) || item.at < 0 || slice.step < 0) return undefined
  const { start, step } = slice
  if (typeof start === 'number') return start < 0 ? undefined : { at: start + item.at * step }
  const fromEnd = addLengths(addLengths(start, item.at * step), length, -1)
  return typeof fromEnd === 'number' && fromEnd < 0 ? { at: fromEnd } : undefined
}

/** A part of a tensor, where what was written or placed there, or elsewhere in it, tells; undefined for others. */
function toldAt(x: Expr, taken: ItemsPayload): Expr | undefined {
  const { op, args } = x
  if (taken.items.length !== x.rank) return undefined
  if (op.part !== undefined) return op.part(x, taken)
  if (isEye(x)) {
    const [row, column] = taken.items.map((item) => ('at' in item && item.at >= 0 ? item.at : undefined))
    return row === undefined || column === undefined ? undefined : number(row === column ? 1 : 0)
  }
  if (op === neg.op || op === mul.op) {
    // A multiple of what tells its parts.
    const scaled = args.filter(({ rank }) => rank > 0)
    const part = scaled.length === 1 ? toldAt(scaled[0] as Expr, taken) : undefined
    return part && (op === neg.op ? neg(part) : mul(...args.filter(({ rank }) => rank === 0), part))
  }
  // A gradient without what belongs to components that were written over: g - g₂ e₂.
  if (op !== add.op || !args.every((arg) => sameShape(arg.shape, x.shape))) return undefined
  const isTold = args.some((arg) => {
    const part = arg.op === neg.op ? (arg.args[0] as Expr) : arg
    return part.op === place.op && isSamePlace(taken.items, itemsOf(part).items) !== undefined
  })
  return isTold ? add(...args.map((arg) => take.with(taken, arg))) : undefined
}

/** The part of what was written or placed somewhere, where that is the same place, and what `elsewhere` says of another. */
function written(node: Expr, value: Expr, taken: ItemsPayload, elsewhere: () => Expr): Expr | undefined {
  const same = isSamePlace(taken.items, itemsOf(node).items)
  return same === undefined ? undefined : same ? broadcastTo(value, takenShape(taken)) : elsewhere()
}

/** What x is turned, where it is turned itself, lies among zeros, or is made component by component of such; undefined for others. */
function unturned(x: Expr, turn: ItemsPayload): Expr | undefined {
  const own = (part: Expr): Expr | undefined => {
    if (part.op === take.op) return itemsOf(part).key === turn.key ? part.args[0] : undefined
    return part.op === place.op && part.rank === 1 && !turn.items.every(isWhole) ? turnedPlace(part) : undefined
  }
  if (!x.op.elementwise || x.args.length === 0) return own(x)
  const parts = x.args.map((arg) => (arg.rank === 0 ? arg : own(arg)))
  return parts.every((part) => part !== undefined) ? withArgs(x, parts as Expr[]) : undefined
}

/** A part among the zeros of a vector, turned: e_1 becomes the last unit vector, [g; 0] becomes [0; g] with g turned. */
function turnedPlace(node: Expr): Expr | undefined {
  const { items, whole } = itemsOf(node)
  const [item, length] = [items[0] as AxisItem, whole[0] as Length]
  const g = node.args[0] as Expr
  if ('at' in item) return place.with(itemsPayload([{ at: -1 - item.at }], whole), g)
  if (item.step !== 1) return undefined
  const opposite = (at: Length): Length => (typeof at === 'number' ? -at : addLengths(length, at, -1))
  const moved = { start: item.stop === null ? 0 : opposite(item.stop), stop: item.start === 0 ? null : opposite(item.start), step: 1 }
  return place.with(itemsPayload([moved], whole), take.with(itemsPayload([TURNED], g.shape), g))
}

/** x[items]. */
export const take: Row = row({
  name: 'take',
  title: 'part of a tensor',
  args: ['x'],
  elementwise: false,
  components: 'moved',
  ranks: [1],
  shape: (_, payload) => takenShape(payload as ItemsPayload),
  vjp: (adjoint, node) => place.with(withLead(itemsOf(node), adjoint.shape.slice(0, adjoint.rank - node.rank)), adjoint),
  fold: ([x], payload) => {
    const items = payload as ItemsPayload
    if (items.items.every(isWhole)) return x
    // What is turned twice is as it was.
    const straight = onlyTurns(items) ? unturned(x as Expr, items) : undefined
    if (straight !== undefined) return straight
    const told = toldAt(x as Expr, items)
    if (told !== undefined) return told
    const value = uniformNumber(x as Expr) ?? (isOnes(x as Expr) ? 1 : undefined)
    return value === undefined ? undefined : broadcastTo(number(value), takenShape(items))
  },
  part: (node, taken) => {
    const whole = throughPart(itemsOf(node), taken as ItemsPayload)
    return whole && take.with(whole, node.args[0] as Expr)
  },
  tensorKernel: ([x], payload, shape, lengthOf) => {
    const at = positions((payload as ItemsPayload).items, (x as Tensor).shape, lengthOf)
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
  components: 'placed',
  shape: (_, payload) => (payload as ItemsPayload).whole,
  fold: ([g], payload) => {
    const items = payload as ItemsPayload
    if (isZero(g as Expr)) return broadcastTo(number(0), items.whole)
    return onlyTurns(items) ? take.with(items, g as Expr) : undefined
  },
  part: (node, payload) => {
    const taken = payload as ItemsPayload
    return written(node, node.args[0] as Expr, taken, () => broadcastTo(number(0), takenShape(taken)))
  },
  vjp: (adjoint, node) => take.with(withLead(itemsOf(node), adjoint.shape.slice(0, adjoint.rank - node.rank)), adjoint),
  tensorKernel: ([g], payload, shape, lengthOf) => {
    const result = tensor(shape)
    positions((payload as ItemsPayload).items, shape, lengthOf).forEach((k, i) => {
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
  components: 'moved',
  ranks: [1, 0],
  shape: (args, payload) => {
    const part = takenShape(payload as ItemsPayload)
    broadcastTo(args[1] as Expr, part)
    return (args[0] as Expr).shape
  },
  part: (node, taken) => written(node, node.args[1] as Expr, taken as ItemsPayload, () => take.with(taken, node.args[0] as Expr)),
  vjp: (adjoint, node, index) => {
    const lead = adjoint.shape.slice(0, adjoint.rank - node.rank)
    const payload = withLead(itemsOf(node), lead)
    const part = take.with(payload, adjoint)
    if (index === 0) return sub(adjoint, place.with(payload, part))
    return sumToShape(part, part.rank - lead.length, (node.args[1] as Expr).shape)
  },
  tensorKernel: ([x, v], payload, _, lengthOf) => {
    const [whole, value] = [x as Tensor, v as Tensor]
    const result = { shape: whole.shape, data: whole.data.slice() }
    const { items } = payload as ItemsPayload
    const at = positions(items, whole.shape, lengthOf)
    at.forEach((k, i) => {
      result.data[k] = value.data[value.data.length === 1 ? 0 : i % value.data.length] as number
    })
    return result
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
    if (shape.length === 0) throw new ShapeError('differences of neighbours need a vector at least', shape, shape)
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

export const sliceRows: readonly Operation[] = [take, place, put, diff].map((r) => r.op)
