/** Parts among zeros in Julia and MATLAB: zeros around a part, rows and columns of the identity before and behind it. */
import type { Expr } from '../../expr.ts'
import { type AxisItem, fromStart, isWhole, itemsOf, type Slice, sliceBounds } from '../../ops/slice.ts'
import { addLengths, type Length } from '../../shape.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish } from './codePrinter.ts'
import { flipped, isJulia, product } from './columnParts.ts'
import { placedAlong } from './parts.ts'

/** Whether what a slice takes stands side by side. */
const isBlock = (item: AxisItem): item is Slice => !('at' in item) && item.step === 1

/** Counted from 1: where an item begins, or the range of a slice. */
function placesText(printer: CodePrinter, item: AxisItem, length: Length): string {
  const counted = (k: Length): string => printer.length(addLengths(k, 1))
  if ('at' in item) return counted(fromStart(item.at, length))
  const { step } = item
  if (step > 0) {
    const [start, stop] = sliceBounds(item, length)
    return `(${counted(start)}:${step === 1 ? '' : `${step}:`}${printer.length(stop)})`
  }
  const last = item.stop === null ? '1' : printer.length(addLengths(fromStart(item.stop, length), 2))
  return `(${counted(fromStart(item.start, length))}:${step}:${last})`
}

/** Columns of the identity: one for an index, a matrix of those a slice takes; turned round, rows. */
function columns(printer: CodePrinter, item: AxisItem, length: Length, turned = false): string {
  const [all, own] = [`(1:${printer.length(length)})`, placesText(printer, item, length)]
  const single = 'at' in item
  if (isJulia(printer)) {
    const text = `(${all} .== ${own}${single ? '' : "'"})`
    return turned ? `${text}'` : text
  }
  if (single) return turned ? `(${all} == ${own})` : `(${all}' == ${own})`
  return turned ? `(${all} == ${own}')` : `(${all}' == ${own})`
}

/** Zeros before and behind a part along one axis. */
function between(printer: CodePrinter, part: Expr, item: Slice, axis: number, whole: readonly Length[]): string {
  const length = whole[axis] as Length
  const [start, stop] = sliceBounds(item, length)
  const zeros = (count: Length): string => {
    const lengths = whole.length === 1 ? (isJulia(printer) ? [count] : [count, 1]) : whole.map((own, k) => (k === axis ? count : own))
    return count === 0 ? '' : `zeros(${lengths.map((each) => printer.length(each)).join(', ')})`
  }
  const parts = [zeros(start), printer.piece(part), zeros(addLengths(length, stop, -1))].filter((text) => text !== '')
  return finish(printer, `[${parts.join(axis === 0 ? '; ' : isJulia(printer) ? ' ' : ', ')}]`)
}

/** A part of a vector or matrix among zeros. */
export const place: CodeForm = (printer, node) => {
  const { items, whole } = itemsOf(node)
  const g = node.args[0] as Expr
  const column = (axis: number, turned = false): string => columns(printer, items[axis] as AxisItem, whole[axis] as Length, turned)
  const joined = (...factors: readonly string[]): string => factors.reduce((left, right) => product(printer, left, '*', right))
  const [rows, across] = items as [AxisItem, AxisItem | undefined]
  if (items.length > 2) return printer.absent(node)
  if (isBlock(rows) && (across === undefined || isWhole(across))) return between(printer, g, rows, 0, whole)
  if (across === undefined) return 'at' in rows ? joined(printer.at(g, LEVEL.product), column(0)) : joined(column(0), printer.at(g, LEVEL.sign))
  if ('at' in rows && 'at' in across) return joined(printer.at(g, LEVEL.product), column(0), column(1, true))
  if ('at' in rows) return joined(column(0), flipped(printer, placedAlong(g, across, whole[1] as Length)))
  if ('at' in across) return joined(printer.at(placedAlong(g, rows, whole[0] as Length), LEVEL.sign), column(1, true))
  if (isWhole(rows) && isBlock(across)) return between(printer, g, across, 1, whole)
  return joined(...(isWhole(rows) ? [] : [column(0)]), printer.at(g, LEVEL.sign), ...(isWhole(across) ? [] : [column(1, true)]))
}
