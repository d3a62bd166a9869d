/**
 * Arrays that grow: [A, column] and [A; row] of an A that begins as [], x(end+1) = v, A(:, end+1) = column, A(end+1, :) = row. What they hold
 * may be numbers, of which a list is made, or rows and columns, which are blocks.
 */
import type { Range } from '../../../api.ts'
import { type ApplyTerm, applyTerm, type Term } from '../../term.ts'
import { isApply } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import { Cell } from '../values/store.ts'
import { isTerm, isWholeSlice, type ListValue, listOf, type Value } from '../values/value.ts'
import { isArray, rankSaid, shapeOfTerm } from './shapes.ts'

/** How what is joined stands: side by side in one line, or each below the one before. */
type Joining = 'line' | 'column'

/** How items of which it is not known whether they are numbers were joined to a list. */
const joinedAs = new WeakMap<readonly Value[], Joining>()

/** What a list makes that grew by items of which it was not known whether they are numbers; undefined for other lists. */
export function joinedTerm(context: Context, { items }: ListValue, range: Range): Term | undefined {
  const joining = joinedAs.get(items.value)
  if (joining === undefined) return undefined
  return joinedBlocks(
    items.value.map((item) => context.toTerm(item, range)),
    joining,
    range,
  )
}

const joinedBlocks = (parts: readonly Term[], joining: Joining, range: Range): Term =>
  applyTerm('blocks', parts, range, { columns: joining === 'line' ? [parts.length] : parts.map(() => 1) })

/** [list, a, b] and [list; a; b]. */
export function joinedToList(context: Context, list: ListValue, others: readonly Value[], joining: Joining, range: Range): Value {
  const flat = others.flatMap((value) => (value.kind === 'list' ? value.items.value : [value]))
  const items = [...list.items.value, ...flat]
  const terms = items.filter(isTerm)
  if (items.length === 0 || terms.length < items.length) return listOf(items)
  const whole = listOf(items)
  const sides = terms.map((term) => standingOf(context, term))
  if (context.isRound && list.items.value.length === 0 && items.length === 1) {
    // One round may stand for all: each of them adds a row below, or a column beside those before it.
    if (joining === 'line' && sides[0] === 'column') besides.add(items)
    else if (sides[0] === (joining === 'line' ? 'row' : 'column')) lengthened.add(items)
    if (sides[0] !== undefined) joinedAs.set(items, joining)
    return whole
  }
  if (sides.some((side) => side !== undefined) || terms.some((term) => isArray(context, term))) return flattened(joinedBlocks(terms, joining, range))
  if (terms.some((term) => shapeOfTerm(context, term)?.length !== 0)) joinedAs.set(items, joining)
  return whole
}

/** Lists whose one item is the column that each round of a loop adds beside those before it. */
const besides = new WeakSet<readonly Value[]>()
export const isBeside = (items: readonly Value[]): boolean => besides.has(items)

/** Lists whose one item is what each round of a loop makes them longer by. */
const lengthened = new WeakSet<readonly Value[]>()
export const isLengthened = (items: readonly Value[]): boolean => lengthened.has(items)

/** What each round of a loop adds to a list that begins as [], where that is a column beside the others. */
export function addedBeside(column: Value): readonly Value[] {
  const items = [column]
  besides.add(items)
  joinedAs.set(items, 'line')
  return items
}

/** Blocks in one line, or all below each other, that hold such blocks themselves, as one line or column of them. */
function flattened(term: Term): Term {
  if (!isApply(term, 'blocks')) return term
  const own = joiningOf(term)
  const first = term.args[0] as Term
  if (own === undefined || !isApply(first, 'blocks') || joiningOf(first) !== own || first.args.length < 2) return term
  return joinedBlocks([...first.args, ...term.args.slice(1)], own, term.range ?? { start: 0, end: 0 })
}

function joiningOf({ attributes }: ApplyTerm): Joining | undefined {
  const columns = (attributes?.['columns'] ?? []) as readonly number[]
  return columns.length === 1 ? 'line' : columns.every((count) => count === 1) ? 'column' : undefined
}

/** Which way a vector stands, as far as the text says that it is one. */
function standingOf(context: Context, root: Term): 'row' | 'column' | undefined {
  const parts = new Set([root])
  let found: 'row' | 'column' | undefined
  for (const part of parts) {
    if (part.kind !== 'apply' || parts.size > LOOKED_AT) {
      if (rankSaid(context, part) === 1) found ??= 'column'
      continue
    }
    if (part.op === 'transpose') {
      if (rankSaid(context, part.args[0] as Term) !== 2) return 'row'
      continue
    }
    if (ELEMENTWISE.has(part.op)) for (const arg of part.args) parts.add(arg)
    else if (rankSaid(context, part) === 1 || part.op === 'vec' || isColumnOf(part)) found ??= 'column'
  }
  return found
}
const LOOKED_AT = 64
const ELEMENTWISE = new Set('add sub mul div pow neg sin cos tan exp ln sqrt abs tanh sigmoid'.split(' '))

/** A(:, k) */
function isColumnOf({ op, attributes }: ApplyTerm): boolean {
  const items = (op === 'index' ? (attributes?.['items'] ?? []) : []) as readonly {
    readonly at?: number
    readonly start?: number
    readonly stop?: number
  }[]
  const [first, second] = items
  return items.length === 2 && first?.at === undefined && second?.at !== undefined
}

/** How many rows, or columns, an array has: of those that are joined as many as there are; undefined where nothing says so. */
export function linesAlong(context: Context, term: Term, axis: number): number | undefined {
  const joining = isApply(term, 'blocks') ? joiningOf(term) : undefined
  const sides = joining === undefined ? [] : (term as ApplyTerm).args.map((arg) => standingOf(context, arg))
  if (axis === 1 && joining === 'line' && sides.every((side) => side === 'column')) return sides.length
  if (axis === 0 && joining === 'column' && sides.every((side) => side === 'row')) return sides.length
  const side = standingOf(context, term)
  return side === (axis === 0 ? 'row' : 'column') && joining === undefined ? 1 : undefined
}

/** Along which axis an array grows that is written to there, where one of these items is one place behind its end and the others are whole. */
export function growingAxis(items: readonly (Value | 'next')[]): number | undefined {
  const axis = items.indexOf('next')
  const isPlain = items.length < 3 && items.every((item, k) => k === axis || (item !== 'next' && isWholeSlice(item)))
  return axis >= 0 && isPlain ? axis : undefined
}

/** What an array is with this one place behind its end: a number, or a row or column of a matrix. */
export function withNext(context: Context, object: Value, value: Value, axis: number, places: number, range: Range): Value {
  if (object.kind === 'list' && places === 1) return listOf([...object.items.value, value])
  const next = context.toTerm(value, range)
  const side = standingOf(context, next)
  const [isRow, isColumn] = [side === 'row', side === 'column']
  if (object.kind === 'list' && object.items.value.length === 0) {
    if (context.isRound) return { kind: 'list', form: 'list', items: new Cell<readonly Value[]>(axis === 0 ? [next] : addedBeside(next)) }
    return axis === 0 && isColumn ? applyTerm('transpose', [next], range) : next
  }
  const whole = context.toTerm(object, range)
  if (places === 1) {
    const stands = rankSaid(context, whole) === 1 || standingOf(context, whole) === 'column' ? 'column' : 'line'
    const [row] = isApply(whole, 'transpose') && isApply(whole.args[0] as Term, 'array') ? (whole.args as [ApplyTerm]) : []
    // A row of numbers written out stays one.
    if (row !== undefined) return applyTerm('transpose', [{ ...row, args: [...row.args, next], label: undefined }], range)
    return flattened(joinedBlocks([whole, next], stands, range))
  }
  if (axis === 0) return flattened(joinedBlocks([whole, isColumn ? applyTerm('transpose', [next], range) : next], 'column', range))
  return flattened(joinedBlocks([whole, isRow ? applyTerm('transpose', [next], range) : next], 'line', range))
}
