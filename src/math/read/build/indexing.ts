/** Indexing and array literals of terms as nodes: x[1:], x[..., None], x[0, :], p[np.arange(n), y], a[i] = v, [[1, 2], [3, 4]]. */
import { type Expr, exactOf, make, nameOf, topological } from '../../expr.ts'
import { add, div, mul, neg } from '../../ops/arithmetic.ts'
import { onesLike, onesOf, reshape, reshapePayload, stack } from '../../ops/arrange.ts'
import { eq, where } from '../../ops/condition.ts'
import { tril, triu } from '../../ops/decomposition.ts'
import { einsum, freshLetters } from '../../ops/einsum.ts'
import { arange, oneHot } from '../../ops/indicator.ts'
import { transpose } from '../../ops/linear.ts'
import { argsort, axisOrdered, sort } from '../../ops/order.ts'
import { amax, axesPayload, readAxes } from '../../ops/reduction.ts'
import { floor, trunc } from '../../ops/rounding.ts'
import { cumsum } from '../../ops/running.ts'
import { type AxisItem, isWhole, itemsPayload, put, take, WHOLE } from '../../ops/slice.ts'
import { broadcastTo, isEye, isOne, isSize } from '../../ops/structure.ts'
import {
  addLengths,
  broadcastShapes,
  divideLengths,
  floorLength,
  formatShape,
  type Length,
  multiplyLengths,
  PlaceError,
  type Shape,
  ShapeError,
  shapeOf,
  sizeOf,
} from '../../shape.ts'
import { indexPlaces, takenAxes } from '../ranks/indexed.ts'
import type { ApplyTerm, Open, Term } from '../term.ts'
import { joinedWrites, toldPart, writtenOut } from './elements.ts'
import { isOpen } from './unification.ts'

type Item = 'newaxis' | 'ellipsis' | { at: number } | { start?: number; stop?: number; step?: number }

/** The integer an argument is. Throws RangeError where it is none. */
function integerOf(expr: Expr | undefined, what: string): number {
  const value = expr === undefined ? undefined : knownInteger(expr)
  if (value === undefined) throw new RangeError(`${what} must be a known integer`)
  return value
}

function knownInteger(expr: Expr): number | undefined {
  if (expr.op !== neg.op) return exactOf(expr)?.asInteger
  const value = exactOf(expr.args[0] as Expr)?.asInteger
  return value === undefined ? undefined : -value
}

/** A number that is the length of an axis, or made of such; undefined for other numbers. A scalar's name stands for a length of that name. */
export function lengthOf(expr: Expr): Length | undefined {
  const known = knownInteger(expr)
  if (known !== undefined) return known
  if (isSize(expr)) return expr.payload as Length
  if (expr.rank > 0) return undefined
  if (expr.op === neg.op) {
    const inner = lengthOf(expr.args[0] as Expr)
    return inner === undefined ? undefined : multiplyLengths(-1, inner)
  }
  if (expr.op === add.op || expr.op === mul.op) {
    const parts = expr.args.map(lengthOf)
    if (!parts.every((part) => part !== undefined)) return undefined
    return expr.op === add.op
      ? parts.reduce<Length>((sum, part) => addLengths(sum, part), 0)
      : parts.reduce<Length>((product, part) => multiplyLengths(product, part), 1)
  }
  // Lengths are not negative: cut off is rounded down.
  if (expr.op === floor.op || expr.op === trunc.op) return partOf(expr.args[0] as Expr)
  return nameOf(expr)
}

/** ⌊n/k⌋ of n/k. */
function partOf({ op, args }: Expr): Length | undefined {
  const [above, below] = args
  const length = op === div.op ? lengthOf(above as Expr) : undefined
  const name = length === undefined ? undefined : nameOf(below as Expr)
  if (length !== undefined && name !== undefined) return divideLengths(length, name)
  const by = length === undefined ? undefined : knownInteger(below as Expr)
  return length === undefined || by === undefined || by < 1 || by > MOST_PARTS ? undefined : floorLength(length, by)
}

/** An axis is divided into no more parts than this. */
const MOST_PARTS = 1000

/** The length that a quotient of lengths is, rounded: (h n) // h. Undefined for quotients of other numbers. */
export function roundedLength(expr: Expr): Length | undefined {
  const [above] = expr.args[0]?.op === div.op ? expr.args[0].args : []
  return above !== undefined && topological([above]).some(isSize) ? lengthOf(expr) : undefined
}

/** A place in an axis: where it is a length, from the beginning; a length less than the axis's own is one from its end. */
function placeOf(expr: Expr | undefined, axis: Length, what: string): Length {
  const length = expr === undefined ? undefined : lengthOf(expr)
  if (length === undefined) return integerOf(expr, what)
  if (typeof length === 'number') return length
  if (isNegative(expr as Expr)) return addLengths(axis, length)
  const left = addLengths(length, axis, -1)
  return typeof left === 'number' && left < 0 ? left : length
}

/** x[:-lag], x[-k - 1:] */
const isNegative = (expr: Expr): boolean => expr.op === neg.op || (knownInteger(expr) ?? 0) < 0 || (expr.op === add.op && expr.args.every(isNegative))

/** Where a slice ends; null at the end of the axis. */
function endOf(expr: Expr | undefined, axis: Length): Length | null {
  const place = placeOf(expr, axis, 'the end of a slice')
  return typeof place === 'string' && place === axis ? null : place
}

/** What is taken of each axis of a tensor. */
interface Selection {
  readonly items: AxisItem[]
  /** How the axes of the result follow each other: those left of the tensor, new ones, those of an index that is a tensor itself. */
  readonly layout: ('axis' | 'new' | 'index')[]
  /** Indices that are values themselves, by the axis of the tensor they run over. */
  readonly indices: { readonly axis: number; readonly index: Expr }[]
}

function select(base: Expr, term: ApplyTerm, args: readonly Expr[]): Selection {
  const given = (term.attributes?.['items'] ?? []) as unknown as readonly Item[]
  const taken = given.filter((item) => item !== 'newaxis' && item !== 'ellipsis').length
  if (taken > base.rank)
    throw new RangeError(`${taken} indices into a ${formatShape(base.shape)}, which takes ${['none', 'one'][base.rank] ?? base.rank}`)
  const selection: Selection = { items: [], layout: [], indices: [] }
  const { items, layout, indices } = selection
  const rest = (): void => {
    for (let k = base.rank - taken; k > 0; k--) {
      items.push(WHOLE)
      layout.push('axis')
    }
  }
  for (const item of given) {
    if (item === 'newaxis') layout.push('new')
    else if (item === 'ellipsis') rest()
    else if ('at' in item) {
      const index = args[item.at] as Expr
      const known = knownInteger(index) ?? placeFromEnd(index, base.shape[items.length] as Length)
      if (known !== undefined) items.push({ at: known })
      else {
        indices.push({ axis: items.length, index })
        items.push(WHOLE)
        layout.push('index')
      }
    } else {
      const length = base.shape[items.length] as Length
      const step = item.step === undefined ? 1 : integerOf(args[item.step], 'a step')
      if (step === 0) throw new RangeError('the step of a slice is zero')
      const start = item.start === undefined ? (step > 0 ? 0 : -1) : placeOf(args[item.start], length, 'the start of a slice')
      items.push({ start, stop: item.stop === undefined ? null : endOf(args[item.stop], length), step })
      layout.push('axis')
    }
  }
  if (!given.includes('ellipsis')) rest()
  return selection
}

/** The place A[n, n] is of n + 1: the last one. */
function placeFromEnd(index: Expr, axis: Length): number | undefined {
  const length = lengthOf(index)
  const left = typeof length === 'string' ? addLengths(length, axis, -1) : undefined
  return typeof left === 'number' && left < 0 ? left : undefined
}

/** Row and column of the component with a number, counted column by column; undefined where that depends on how long the columns are. */
function placeInMatrix(at: number, [rows, columns]: Shape): AxisItem[] | undefined {
  // The first component, and the last one from the end.
  if (at === 0 || at === -1) return [{ at }, { at }]
  if (typeof rows !== 'number' || typeof columns !== 'number') return undefined
  const count = at < 0 ? at + rows * columns : at
  if (count < 0 || count >= rows * columns) throw new RangeError(`there is no component ${at + 1} in a ${rows}×${columns} matrix`)
  return [{ at: count % rows }, { at: Math.floor(count / rows) }]
}

/** The columns of a matrix one below the other. */
export const columnwise = (matrix: Expr): Expr => reshape.with(reshapePayload(shapeOf([sizeOf(matrix.shape)])), transpose(matrix))

/** x[...] of a tensor. Throws RangeError where an index is not known or out of range. */
export function buildIndex(base: Expr, term: ApplyTerm, args: readonly Expr[]): Expr {
  const { linear } = term.attributes ?? {}
  if (linear !== undefined && base.rank === 2) {
    const at = indexPlaces(term).length === 1 ? knownInteger(args[indexPlaces(term)[0] as number] as Expr) : undefined
    const place = at === undefined ? undefined : placeInMatrix(at, base.shape)
    if (place !== undefined) return take.with(itemsPayload(place, base.shape), base)
    const part = buildIndex(columnwise(base), { ...term, attributes: { ...term.attributes, linear: undefined } }, args)
    return linear === 'row' && takenAxes(term) > indexPlaces(term).length ? reshape.with(reshapePayload(shapeOf([1, ...part.shape])), part) : part
  }
  // The one component of a product that other languages leave as a matrix: (x' * A * x)[1, 1].
  const places = base.rank === 0 ? indexPlaces(term) : []
  if (places.length > 0 && places.length === takenAxes(term) && places.every((at) => knownInteger(args[at] as Expr) === 0)) return base
  const { items, layout, indices } = select(base, term, args)
  // A corner of a triangle is the triangle of the corner.
  const isCorner = items.length === 2 && items.every((item) => 'start' in item && item.start === 0 && item.step === 1)
  if ((base.op === tril.op || base.op === triu.op) && isCorner && layout.length === 2)
    return make(base.op, [buildIndex(base.args[0] as Expr, term, args)], base.payload)
  const part = toldPart(base, items) ?? take.with(itemsPayload(items, base.shape), base)
  const gathered = indices.length === 0 ? part : gather(part, items, layout, indices)
  if (!layout.includes('new')) return gathered
  const width = gathered.rank - layout.filter((kind) => kind === 'axis').length
  let axis = 0
  let seen = false
  const lengths = layout.flatMap((kind): Length[] => {
    if (kind === 'new') return [1]
    if (kind === 'axis') return [gathered.shape[axis++] as Length]
    if (seen) return []
    seen = true
    axis += width
    return gathered.shape.slice(axis - width, axis) as Length[]
  })
  return make(reshape.op, [gathered], reshapePayload(shapeOf(lengths)))
}

/** A list of known places is written out up to so many. */
const LISTED = 12

/** x[[0, 2]], A[:, [0, 2]]: the elements, rows or columns that are listed by number, one beside the other; undefined for other indices. */
function listedParts(part: Expr, axis: number, index: Expr): Expr | undefined {
  const places = index.op === stack.op && index.rank === 1 && part.rank <= 2 ? index.args.map(knownInteger) : []
  if (places.length === 0 || places.length > LISTED || places.some((place) => place === undefined)) return undefined
  const isAll = places.length === part.shape[axis] && places.every((place, k) => place === k)
  if (isAll) return part
  const parts = places.map((at) => {
    const items = part.shape.map((_, k): AxisItem => (k === axis ? { at: at as number } : WHOLE))
    return take.with(itemsPayload(items, part.shape), part)
  })
  const rows = stackTerms(parts)
  return axis === 1 ? transpose(rows) : rows
}

/**
 * Components at indices that are tensors themselves, which go together component by component: products with indicators, so
 * that all that is known of products holds. An index that counts the axis from 0 is that axis.
 */
function gather(part: Expr, items: readonly AxisItem[], layout: Selection['layout'], indices: Selection['indices']): Expr {
  const [only] = indices
  const listed =
    only === undefined || indices.length > 1
      ? undefined
      : listedParts(part, items.slice(0, only.axis).filter((item) => !('at' in item)).length, only.index)
  if (listed !== undefined) return listed
  if (only !== undefined && indices.length === 1 && only.index.op === argsort.op && only.index.args[0] === part && part.rank === 1) return sort(part)
  let shared: Shape = shapeOf([])
  for (const { index } of indices) shared = broadcastShapes(shared, index.shape)
  const places = layout.flatMap((kind, k) => (kind === 'index' ? [k] : []))
  // NumPy puts the axes of the indices first where something stands between them.
  const apart = places.some((place, k) => k > 0 && layout.slice(places[k - 1] as number, place).some((kind) => kind !== 'index'))
  const used = freshLetters(part.rank + shared.length, '')
  const own = [...used.slice(0, part.rank)]
  const common = used.slice(part.rank)
  const factors: Expr[] = []
  const subscripts: string[] = []
  // The axes of what is left once whole numbers have taken theirs.
  const axisOf = (axis: number): number => items.slice(0, axis).filter((item) => !('at' in item)).length
  const gone = new Set<number>()
  for (const { axis, index } of indices) {
    const at = axisOf(axis)
    const length = part.shape[at] as Length
    gone.add(at)
    // Places in the order of other values: there are as many of these.
    const ordered = axisOrdered(index)
    if (ordered !== undefined && ordered !== length)
      throw new ShapeError(`the indices are those of ${ordered} values, the axis has ${length}`, shapeOf([ordered]), shapeOf([length]))
    const letters = common.slice(common.length - index.rank)
    const along = axisCounted(index)
    const count = along === undefined ? undefined : (index.shape[along] as Length)
    // x[[0, 1]] are the first two of however many, and logits[arange(b), arange(b)] of b × m the first b of each.
    const isPart = count !== length && (index.op === stack.op || !(isOpen(count ?? length) || isOpen(length)))
    if (along !== undefined && count !== undefined && !isPart) {
      if (count !== length) throw new ShapeError(`the indices run to ${count}, the axis to ${length}`, index.shape, shapeOf([length]))
      own[at] = letters[along] as string
      continue
    }
    factors.push(oneHot.with(length, broadcastTo(index, shapeOf(shared.slice(shared.length - index.rank)))))
    subscripts.push(letters + own[at])
  }
  const left = own.map((letter, axis) => (gone.has(axis) ? '' : letter))
  const first = apart ? 0 : Math.min(...gone)
  const output = [...left.slice(0, first), common, ...left.slice(first)].join('')
  if (isEye(part) && factors.length === 1 && output === common + own[1]) return factors[0] as Expr
  return einsum(`${[own.join(''), ...subscripts].join(',')}->${output}`, part, ...factors)
}

/** The axis along which an index counts 0, 1, 2, ...; there is no other one, or they have length 1. */
function axisCounted(index: Expr): number | undefined {
  if (index.rank === 1) return countsFromZero(index) ? 0 : undefined
  const [inner] = index.args
  if (index.op !== reshape.op || inner?.rank !== 1 || !countsFromZero(inner)) return undefined
  const long = [...index.shape.keys()].filter((axis) => index.shape[axis] !== 1)
  return long.length === 1 ? long[0] : undefined
}

/** 0, 1, 2, ...: also as the running sum of ones, less one. */
function countsFromZero(index: Expr): boolean {
  if (index.op === arange.op) return true
  if (index.op === stack.op) return index.args.every((part, k) => exactOf(part)?.asInteger === k)
  const [running, less] = index.args
  if (index.op !== add.op || index.args.length !== 2 || running === undefined || running.op !== cumsum.op || exactOf(less as Expr)?.asInteger !== -1)
    return false
  const of = running.args[0] as Expr
  return isOne(of) || of.op === onesLike.op || of.op === onesOf.op
}

/** The array with a value at some places. Throws RangeError where these are not known or out of range. */
export function buildPut(base: Expr, value: Expr, term: ApplyTerm, args: readonly Expr[]): Expr {
  if (term.attributes?.['linear'] !== undefined && base.rank === 2) {
    const written = buildPut(columnwise(base), value, { ...term, attributes: { ...term.attributes, linear: undefined } }, args)
    return transpose(reshape.with(reshapePayload(shapeOf([...base.shape].reverse())), written))
  }
  const { items, layout, indices } = select(base, term, args)
  if (indices.length > 0 && !layout.includes('new') && items.every(isWhole)) return scattered(base, value, indices)
  if (indices.length > 0) throw new RangeError('what is written into must be at known indices')
  return writtenOut(base, value, items) ?? joinedWrites(base, value, items) ?? make(put.op, [base, value], itemsPayload(items, base.shape))
}

/** The array with a value at indices that are values themselves, M[np.arange(n), y] = v: chosen where the indicator of the indices is 1. */
function scattered(base: Expr, value: Expr, indices: Selection['indices']): Expr {
  const counting = indices.length === 2 && base.rank === 2 ? indices.find(({ index }) => countsFromZero(index)) : undefined
  const [at] = indices.filter((one) => one !== counting)
  if (at !== undefined && counting === undefined && at.index.rank > 1 && value.rank === base.rank + at.index.rank - 1) {
    // Indices in rows are written one after another.
    const count = at.index.shape.reduce(multiplyLengths)
    const inRow = (part: Expr): Expr => reshape.with(reshapePayload(shapeOf([count, ...part.shape.slice(at.index.rank)])), part)
    return scattered(base, inRow(value), [{ ...at, index: inRow(at.index) }])
  }
  if (at === undefined || at.index.rank > 1 || indices.length > (counting === undefined ? 1 : 2))
    throw new RangeError('what is written into must be at known indices')
  const { axis, index } = at
  const hot = oneHot.with(base.shape[axis] as Length, index)
  if (counting !== undefined) {
    const isRow = value.rank === 1 && axis === 1
    return where(axis === 1 ? hot : transpose(hot), isRow ? reshape.with(reshapePayload(shapeOf([...value.shape, 1])), value) : value, base)
  }
  // dW[:, y[i]] = x: a column for all of it.
  const isSlice = index.rank === 0 && value.rank === base.rank - 1
  if (value.rank > 0 && !isSlice) return lastScattered(base, value, hot, axis)
  const slice =
    isSlice && value.rank > 0 ? reshape.with(reshapePayload(shapeOf([...value.shape.slice(0, axis), 1, ...value.shape.slice(axis)])), value) : value
  const chosen = index.rank === 0 ? hot : amax.with(axesPayload([0]), hot)
  const behind = base.rank - 1 - axis
  return where(
    behind === 0 ? chosen : reshape.with(reshapePayload(shapeOf([...chosen.shape, ...new Array<number>(behind).fill(1)])), chosen),
    slice,
    base,
  )
}

/** dW[idx] = rows: a row for each index, of which those that are alike leave the last one. Throws RangeError for other values. */
function lastScattered(base: Expr, value: Expr, hot: Expr, axis: number): Expr {
  if (hot.rank !== 2 || axis !== 0 || value.rank !== base.rank || value.shape[0] !== hot.shape[0])
    throw new RangeError('values at indices that are values themselves must be one number')
  const isLast = eq(cumsum.with(readAxes({ axis: 0 }, 2, 'reverse'), hot), 1)
  const rest = freshLetters(value.rank - 1, 'kl')
  const rows = einsum(`kl,k${rest}->l${rest}`, where(isLast, hot, 0), value)
  const met = amax.with(axesPayload([0]), hot)
  return where(
    value.rank === 1 ? met : reshape.with(reshapePayload(shapeOf([...met.shape, ...new Array<number>(value.rank - 1).fill(1)])), met),
    rows,
    base,
  )
}

export function stackTerms(parts: readonly Expr[]): Expr {
  if (parts.length === 0) throw new RangeError('an empty array has no derivative')
  return make(stack.op, parts)
}

/** How long the axis of a name has to be of which a place is used that it does not have. */
export function reachedBy(error: RangeError, term: Term): readonly Open[] | undefined {
  const [base] = term.kind === 'apply' && term.op === 'index' ? term.args : []
  if (!(error instanceof PlaceError) || base?.kind !== 'name') return undefined
  return [{ name: base.name, axis: error.axis, length: error.at < 0 ? -error.at : error.at + 1, reached: true }]
}
