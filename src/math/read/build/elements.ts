/** Short arrays that are written into place by place, as the tables of their elements: these say what is in them, a write among writes does not. */
import { type Expr, isSymbol, make } from '../../expr.ts'
import { stack } from '../../ops/arrange.ts'
import { joined, type Part, partAt } from '../../ops/joined.ts'
import { type AxisItem, isWhole, itemsOf, itemsPayload, positions, put, take, takenShape, WHOLE } from '../../ops/slice.ts'
import { broadcastTo } from '../../ops/structure.ts'
import { isRearranging } from '../../ops/traits.ts'
import { type Length, sameShape, shapeOf, sizeOf } from '../../shape.ts'

/** Arrays of more elements stay whole. */
const ELEMENTS = 16

/**
 * The array with a value at the items, as the table of its elements; undefined where their number is not known, or large, and where most of
 * them are those of an array that is computed as a whole.
 */
export function writtenOut(base: Expr, value: Expr, items: readonly AxisItem[]): Expr | undefined {
  const size = sizeOf(base.shape)
  if (base.rank === 0 || typeof size !== 'number' || size > ELEMENTS || items.some((item) => !isKnown(item))) return undefined
  if (!isSaid(base) && 2 * countWritten(base, items) < size) return undefined
  return withWritten(base, value, items)
}

/** The vector with a value at an item, as the parts that were written one after another where these fill all of it; undefined where they do not. */
export function joinedWrites(base: Expr, value: Expr, [item]: readonly AxisItem[]): Expr | undefined {
  const length = base.shape[0]
  if (base.rank !== 1 || item === undefined || length === undefined) return undefined
  const parts: (Part | undefined)[] = [writtenPart(value, item, length)]
  for (let array = base; array.op === put.op; array = array.args[0] as Expr)
    parts.push(writtenPart(array.args[1] as Expr, itemsOf(array).items[0] as AxisItem, length))
  const whole = parts.length > 1 && parts.every((part) => part !== undefined) ? joined(parts as Part[]) : undefined
  return whole !== undefined && sameShape(whole.shape, base.shape) ? whole : undefined
}

const writtenPart = (value: Expr, item: AxisItem, length: Length): Part | undefined =>
  partAt(item, length, broadcastTo(value, takenShape(itemsPayload([item], shapeOf([length])))))

const said = new WeakMap<Expr, boolean>()

/** Whether the elements of an array can be said one by one: those of names and tables, also moved, and what is computed of them place by place. */
function isSaid(array: Expr): boolean {
  const { op, args, rank } = array
  if (rank === 0 || args.length === 0 || op === stack.op) return true
  const found = said.get(array) ?? ((op.elementwise || isRearranging(op)) && args.every(isSaid))
  said.set(array, found)
  return found
}

/** How many elements of an array are written at the items, or were before. */
function countWritten(base: Expr, items: readonly AxisItem[]): number {
  const shape = base.shape as readonly number[]
  const written = new Set(positions(items, shape))
  for (let array = base; array.op === put.op; array = array.args[0] as Expr) {
    const before = itemsOf(array).items
    if (before.every(isKnown)) for (const at of positions(before, shape)) written.add(at)
  }
  return written.size
}

const isKnown = (item: AxisItem): boolean => 'at' in item || (typeof item.start === 'number' && typeof item.stop !== 'string')

function withWritten(base: Expr, value: Expr, [item, ...rest]: readonly AxisItem[]): Expr {
  const length = base.shape[0] as number
  const places = [...positions([item as AxisItem], [length])]
  const deeper = rest.filter((inner) => !('at' in inner)).length
  const isStretched = 'at' in (item as AxisItem) || value.rank <= deeper
  const rows = Array.from({ length }, (_, k) => {
    const row = elementAt(base, k)
    const at = places.lastIndexOf(k)
    if (at < 0) return row
    const part = isStretched ? value : elementAt(value, value.shape[0] === 1 ? 0 : at)
    return rest.length === 0 ? part : withWritten(row, part, rest)
  })
  return make(stack.op, rows)
}

/** The element, or row, of an array with a number: what was written there last, where that is known. */
export function elementAt(array: Expr, at: number): Expr {
  const { op, args, shape, payload } = array
  if (op === stack.op && at >= 0 && at < args.length) return args[at] as Expr
  if (op.elementwise && isTold(array)) {
    const elements = args.map((arg) => (arg.rank === 0 ? arg : elementAt(arg, arg.shape[0] === 1 ? 0 : at)))
    return op.fold?.(elements, payload) ?? make(op, elements, payload)
  }
  const items = shape.map((_, axis) => (axis === 0 ? { at } : WHOLE))
  return take.with(itemsPayload(items, shape), array)
}

const told = new WeakMap<Expr, boolean>()

/** A vector the elements of which are told one by one, or computed from those of names. Graphs share much, so that what was found is kept. */
function isTold(array: Expr): boolean {
  const { op, args, rank } = array
  if (rank !== 1) return false
  const found = told.get(array) ?? (op === stack.op || (op.elementwise && (args.some(isTold) || isOfNames(args))))
  told.set(array, found)
  return found
}

const isOfNames = (args: readonly Expr[]): boolean => args.some(isSymbol) && args.every((arg) => arg.rank === 0 || isSymbol(arg))

/** A part of an array the elements of which are told one by one; undefined for other arrays, and for parts that are not told. */
export function toldPart(base: Expr, [item, ...rest]: readonly AxisItem[]): Expr | undefined {
  if (item === undefined || !(isTold(base) || base.op === stack.op)) return undefined
  if ('at' in item) {
    const row = elementAt(base, item.at)
    return rest.every(isWhole) ? row : (toldPart(row, rest) ?? take.with(itemsPayload(rest, row.shape), row))
  }
  if (base.op !== stack.op || !isKnown(item) || !rest.every(isWhole)) return undefined
  return make(
    stack.op,
    [...positions([item], [base.args.length])].map((at) => base.args[at] as Expr),
  )
}
