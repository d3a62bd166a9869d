/** Rows that lay components out anew, all said by slices, joins and reshapes: stacking by any axis, rolling, repeating, padding, swapping axes. */
import { type Attribute, type Attributes, type Expr, type Operation, type Payload, type Row, row, type Spelling } from '../expr.ts'
import { addLengths, divideLengths, formatShape, type Length, multiplyLengths, partOf, type Shape, ShapeError, shapeOf, sizeOf } from '../shape.ts'
import { sub } from './arithmetic.ts'
import { concatenate, reshape, reshapePayload, stack } from './arrange.ts'
import { squeeze, squeezes } from './delta.ts'
import { einsum, freshLetters, permute } from './einsum.ts'
import { diag, transpose } from './linear.ts'
import { type AxisItem, diff, itemsPayload, place, take, WHOLE } from './slice.ts'
import { broadcastTo, ones } from './structure.ts'

interface Values {
  readonly key: string
  readonly values: Attributes
}

const integer = (given: Attribute, otherwise: number): number => {
  const value = given ?? otherwise
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new RangeError('this must be a known integer')
  return value
}

/** The number of an axis, counted from the front. */
export function axisOf(given: Attribute, rank: number, otherwise?: number): number {
  if (otherwise === undefined && typeof given !== 'number' && rank > 1) throw new RangeError('the axis must be given')
  const axis = integer(given, otherwise ?? 0)
  const k = axis < 0 ? axis + rank : axis
  if (k < 0 || k >= rank) throw new RangeError(`axis ${axis} does not exist in a tensor of rank ${rank}`)
  return k
}

/** A row that is nothing but its meaning: over the arguments, and the keywords as read; `least` are the ranks that arguments must have, where that is less than what is taken for them. */
export function layout(
  name: string,
  title: string,
  args: readonly string[],
  attributes: readonly string[],
  meaning: (args: readonly Expr[], values: Attributes) => Expr,
  spell: Spelling,
  ranks: readonly number[] = [1],
  least = ranks,
): Row {
  const of = (own: readonly Expr[], payload: Payload): Expr => {
    for (const [k, { shape }] of own.entries())
      if (shape.length < (least[Math.min(k, least.length - 1)] ?? 0)) throw new ShapeError(`${title} needs a vector at least`, shape, shape)
    return meaning(own, (payload as Values | undefined)?.values ?? {})
  }
  return row({
    name,
    title,
    args,
    elementwise: false,
    ranks,
    attributes,
    configure: (values: Attributes): Values => ({ key: JSON.stringify(values), values }),
    shape: (own, payload) => of(own, payload).shape,
    meaning: (node) => of(node.args, node.payload),
    shorthand: true,
    spell,
    cost: 0,
  })
}

const reshaped = (x: Expr, shape: readonly Length[]): Expr => reshape.with(reshapePayload(shapeOf(shape)), x)
export const items = (x: Expr, axis: number, item: AxisItem): Expr =>
  take.with(
    itemsPayload(
      x.shape.map((_, k) => (k === axis ? item : WHOLE)),
      x.shape,
    ),
    x,
  )
const joined = (parts: readonly Expr[], axis: number): Expr => concatenate.with(axis, ...parts)
const asRow = (x: Expr): Expr => (x.rank >= 2 ? x : reshaped(x, [1, ...(x.rank === 0 ? [1] : x.shape)]))
const asColumn = (x: Expr): Expr => (x.rank >= 2 ? x : reshaped(x, [...(x.rank === 0 ? [1] : x.shape), 1]))

export const stackAlong = layout(
  'stack_along',
  'tensors stacked along a new axis',
  ['...parts'],
  ['axis'],
  (parts, { axis, dim }) => {
    const whole = stack(...parts)
    const at = axisOf(axis ?? dim, whole.rank, 0)
    const order = Array.from({ length: whole.rank - 1 }, (_, k) => k + 1)
    order.splice(at, 0, 0)
    return at === 0 ? whole : permute(whole, order)
  },
  { numpy: 'stack', jax: 'stack', torch: 'stack', tensorflow: 'stack' },
  [0],
)

/** One of several equal parts of an axis. */
const part = layout(
  'part',
  'one of equal parts',
  ['x'],
  ['at', 'of', 'axis'],
  ([x], { at, of, axis }) => {
    const own = x as Expr
    const along = axisOf(axis, own.rank, 0)
    const [k, count] = [integer(at, 0), integer(of, 1)]
    const whole = own.shape[along] as Length
    const length = divideLengths(whole, count)
    if (length === undefined && typeof whole === 'number') throw new RangeError(`${whole} components cannot be split into ${count} equal parts`)
    // A length not known yet is so many times that of a part.
    if (length === undefined)
      throw new ShapeError(`${whole} must be ${count} equal parts`, shapeOf([whole]), shapeOf([multiplyLengths(count, partOf(whole))]))
    return items(own, along, { start: multiplyLengths(k, length), stop: k === count - 1 ? null : multiplyLengths(k + 1, length), step: 1 })
  },
  {},
)

const rows = layout('vstack', 'tensors below each other', ['...parts'], [], (parts) => joined(parts.map(asRow), 0), {
  numpy: ['vstack', 'row_stack'],
  jax: 'vstack',
  torch: 'vstack',
})
const beside = layout(
  'hstack',
  'tensors beside each other',
  ['...parts'],
  [],
  (parts) =>
    joined(
      parts.map((part) => (part.rank === 0 ? reshaped(part, [1]) : part)),
      (parts[0] as Expr).rank > 1 ? 1 : 0,
    ),
  { numpy: 'hstack', jax: 'hstack', torch: 'hstack', julia: 'hcat', matlab: 'horzcat' },
  [1],
  [0],
)
const columns = layout('column_stack', 'vectors as columns', ['...parts'], [], (parts) => joined(parts.map(asColumn), 1), {
  numpy: 'column_stack',
  jax: 'column_stack',
  torch: 'column_stack',
})

const roll = layout(
  'roll',
  'components moved round',
  ['x'],
  ['shift', 'axis'],
  ([x], { shift, shifts, axis, dim }) => {
    const [by, along] = [shift ?? shifts, axis ?? dim]
    const moved = (own: Expr, k: number, at: number): Expr =>
      k === 0 ? own : joined([items(own, at, { start: -k, stop: null, step: 1 }), items(own, at, { start: 0, stop: -k, step: 1 })], at)
    if (!Array.isArray(by)) return moved(x as Expr, integer(by, 1), axisOf(along, (x as Expr).rank))
    // One shift for each axis that is named, or from the first one on.
    return by.reduce<Expr>((own, each, k) => moved(own, integer(each, 1), axisOf(Array.isArray(along) ? along[k] : k, own.rank)), x as Expr)
  },
  { numpy: 'roll', jax: 'roll', torch: 'roll', tensorflow: 'roll', julia: 'circshift', matlab: 'circshift' },
)

const flip = layout(
  'flip',
  'components in reverse',
  ['x'],
  ['axis'],
  ([x], { axis, dim, dims }) => {
    const own = x as Expr
    const given = axis ?? dim ?? dims
    const axes =
      given === undefined || given === null ? own.shape.map((_, k) => k) : (Array.isArray(given) ? given : [given]).map((k) => axisOf(k, own.rank))
    return axes.reduce((whole, k) => items(whole, k, { start: -1, stop: null, step: -1 }), own)
  },
  { numpy: 'flip', jax: 'flip', torch: 'flip', tensorflow: 'reverse', julia: 'reverse', matlab: 'flip' },
)

/** What has no such axis yet, the same along a new one. */
export const spreadAlong = (x: Expr, axis: number, count: Length): Expr => {
  const letters = freshLetters(x.rank + 1, '')
  const [own, more] = [letters.slice(1), letters[0] as string]
  return einsum(`${own},${more}->${own.slice(0, axis)}${more}${own.slice(axis)}`, x, ones(shapeOf([count])))
}
/** Each component some times (`inner`), or all of them some times over. */
const repeated = (x: Expr, axis: number, count: Length, inner: boolean): Expr => {
  // The one that is there, as often as is wanted.
  if (x.shape[axis] === 1 && squeezes(x, [axis])) return spreadAlong(squeeze(x, [axis]), axis, count)
  return reshaped(
    spreadAlong(x, axis + (inner ? 1 : 0), count),
    x.shape.map((length, k) => (k === axis ? multiplyLengths(length, count) : length)),
  )
}
/** A tensor so often along each of its last axes, and along new ones in front of them. */
export function tiled(x: Expr, counts: readonly Length[]): Expr {
  const more = Math.max(0, counts.length - x.rank)
  const own = counts
    .slice(more)
    .reduce<Expr>((result, count, k) => (count === 1 ? result : repeated(result, x.rank - counts.length + more + k, count, false)), x)
  const front = counts.slice(0, more)
  if (front.every((count) => count === 1)) return more === 0 ? own : reshaped(own, [...front, ...own.shape])
  return front.reduceRight<Expr>((result, count) => spreadAlong(result, 0, count), own)
}
const countOf = (given: Attribute): Length => {
  if (typeof given !== 'number' && typeof given !== 'string') throw new RangeError('how often components are repeated must be one number')
  return given
}
const repeat = layout(
  'repeat',
  'components repeated',
  ['x'],
  ['repeats', 'axis'],
  ([x], { repeats, axis }) => repeated(x as Expr, axisOf(axis, (x as Expr).rank), countOf(repeats), true),
  {
    numpy: 'repeat',
    jax: 'repeat',
    torch: 'repeat_interleave',
  },
)
const tile = layout(
  'tile',
  'a tensor repeated',
  ['x'],
  ['reps'],
  ([x], { reps }) => tiled(x as Expr, (Array.isArray(reps) ? reps : [reps]).map(countOf)),
  { numpy: 'tile', jax: 'tile', torch: 'tile', tensorflow: 'tile' },
)

const swapAxes = layout(
  'swapaxes',
  'axes exchanged',
  ['x'],
  ['axis1', 'axis2'],
  ([x], { axis1, axis2, dim0, dim1 }) => {
    const own = x as Expr
    const [a, b] = [axisOf(axis1 ?? dim0, own.rank, 0), axisOf(axis2 ?? dim1, own.rank, 1)]
    return permute(
      own,
      own.shape.map((_, k) => (k === a ? b : k === b ? a : k)),
    )
  },
  { numpy: 'swapaxes', jax: 'swapaxes', torch: ['swapaxes', 'transpose'] },
  [2],
)
const moveAxis = layout(
  'moveaxis',
  'an axis moved',
  ['x'],
  ['source', 'destination'],
  ([x], { source, destination }) => {
    const own = x as Expr
    const [from, to] = [axisOf(source, own.rank, 0), axisOf(destination, own.rank, 0)]
    const order = own.shape.map((_, k) => k).filter((k) => k !== from)
    order.splice(to, 0, from)
    return permute(own, order)
  },
  { numpy: 'moveaxis', jax: 'moveaxis', torch: ['moveaxis', 'movedim'] },
  [2],
)
const squeezed = layout(
  'squeeze',
  'axes of length 1 left out',
  ['x'],
  ['axis'],
  ([x], { axis, dim }) => {
    const own = x as Expr
    const given = axis ?? dim
    const gone = given === undefined || given === null ? undefined : (Array.isArray(given) ? given : [given]).map((k) => axisOf(k, own.rank, 0))
    for (const k of gone ?? [])
      if (typeof own.shape[k] === 'number' && own.shape[k] !== 1)
        throw new ShapeError('an axis that is left out must have length 1', shapeOf([own.shape[k] as Length]), shapeOf([1]))
    // Who leaves out an axis of a length that has a name says that it is 1; of a vector there is none to leave out.
    if (own.rank === 1 && typeof own.shape[0] === 'string') return own
    if (gone?.some((k) => own.shape[k] !== 1))
      return take.with(
        itemsPayload(
          own.shape.map((_, k) => (gone.includes(k) ? { at: 0 } : WHOLE)),
          own.shape,
        ),
        own,
      )
    return reshaped(
      own,
      own.shape.filter((length, k) => (gone === undefined ? length !== 1 : !gone.includes(k))),
    )
  },
  { numpy: 'squeeze', jax: 'squeeze', torch: 'squeeze', tensorflow: 'squeeze' },
)

const pad = layout(
  'pad',
  'zeros around a tensor',
  ['x'],
  ['pad_width', 'mode', 'constant_values', 'from_end'],
  ([x], { pad_width: given, mode, constant_values: value, from_end: fromEnd }) => {
    const own = x as Expr
    if ((mode ?? 'constant') !== 'constant' || (value ?? 0) !== 0) throw new RangeError('only padding with zeros is read')
    const widths = Array.isArray(given) ? given : [given, given]
    if (fromEnd === true && widths.length > own.rank) throw new RangeError(`a ${formatShape(own.shape)} has fewer axes than are padded`)
    const pairs = own.shape.map((_, k): readonly [number, number] => {
      // PyTorch begins with the last axis and leaves those alone that it does not name.
      if (fromEnd === true) return (widths[own.rank - 1 - k] ?? [0, 0]) as [number, number]
      const pair = Array.isArray(widths[0]) ? (widths[Math.min(k, widths.length - 1)] as readonly Attribute[]) : widths
      return [integer(pair[0], 0), integer(pair[1] ?? pair[0], 0)]
    })
    const whole = shapeOf(own.shape.map((length, k) => addLengths(length, (pairs[k]?.[0] ?? 0) + (pairs[k]?.[1] ?? 0))))
    const parts = pairs.map(([before, after]): AxisItem => ({ start: before, stop: after === 0 ? null : -after, step: 1 }))
    return place.with(itemsPayload(parts, whole), own)
  },
  { numpy: 'pad', jax: 'pad', tensorflow: 'pad' },
)

/** A vector on diagonal number k of a matrix of zeros, counted upwards; that diagonal of a matrix. */
const diagonal = layout(
  'diagonal',
  'a diagonal beside the main one',
  ['x'],
  ['k'],
  ([x], { k }) => {
    const own = x as Expr
    const [below, above] = [Math.max(0, -integer(k, 0)), Math.max(0, integer(k, 0))]
    const parts = [
      [below, above],
      [above, below],
    ].map(([before, after]): AxisItem => ({ start: before as number, stop: after === 0 ? null : -(after as number), step: 1 }))
    if (own.rank > 1) return diag(below + above === 0 ? own : take.with(itemsPayload(parts, own.shape), own))
    const length = addLengths(own.shape[0] as Length, below + above)
    return below + above === 0 ? diag(own) : place.with(itemsPayload(parts, shapeOf([length, length])), diag(own))
  },
  {},
)

/** Differences of elements that stand `lag` apart along an axis, the last one if none is named, taken n times. */
const differences = layout(
  'differences',
  'differences of neighbours',
  ['x'],
  ['n', 'axis', 'lag'],
  ([x], { n, axis, lag }) => {
    const { rank } = x as Expr
    const along = axisOf(axis ?? -1, rank)
    const apart = integer(lag, 1)
    const part = (start: number, stop: number | null, of: Expr): Expr =>
      take.with(
        itemsPayload(
          of.shape.map((_, k) => (k === along ? { start, stop, step: 1 } : WHOLE)),
          of.shape,
        ),
        of,
      )
    let value = x as Expr
    for (let k = integer(n, 1); k > 0; k--)
      value = apart === 1 && along === rank - 1 ? diff(value) : sub(part(apart, null, value), part(0, -apart, value))
    return value
  },
  {},
)

const stretch = layout(
  'broadcast_to',
  'broadcasting',
  ['x'],
  ['shape'],
  ([x], { shape }) => broadcastTo(x as Expr, shapeOf((Array.isArray(shape) ? shape : [shape]) as Shape)),
  { numpy: 'broadcast_to', jax: 'broadcast_to', torch: 'broadcast_to' },
  [0],
)
/** vec(A), column below column. */
const columnsBelow = layout(
  'columns_below',
  'the columns of a matrix below each other',
  ['a'],
  [],
  ([a]) => ((a as Expr).rank === 1 ? (a as Expr) : reshape.with(reshapePayload(shapeOf([sizeOf((a as Expr).shape)])), transpose(a as Expr))),
  { latex: ['\\operatorname{vec}', '\\vect', '\\Vec', '\\vecop'] },
  [2],
)
const atLeast = layout(
  'atleast_2d',
  'a vector as a row',
  ['x'],
  [],
  ([x]) => asRow(x as Expr),
  { numpy: 'atleast_2d', jax: 'atleast_2d', torch: 'atleast_2d' },
  [0],
)

export const layoutRows: readonly Operation[] = [
  stackAlong,
  part,
  rows,
  beside,
  columns,
  roll,
  flip,
  repeat,
  tile,
  swapAxes,
  moveAxis,
  squeezed,
  pad,
  diagonal,
  differences,
  stretch,
  atLeast,
  columnsBelow,
].map((r) => r.op)
