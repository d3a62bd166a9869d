/** Blocks of matrices as Julia and MATLAB write them, and arrays that are written to behind their end. */
import type { Range } from '../../../api.ts'
import { applyTerm, type Term } from '../../term.ts'
import type { Expression, Subscript } from '../syntax/syntax.ts'
import { numberOf } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { isTerm, listOf, NONE, type Scope, type Value } from '../values/value.ts'
import { asTruths } from './booleans.ts'
import { endOffset, evaluated } from './columns.ts'
import { growingAxis, isBeside, joinedToList, linesAlong, withNext } from './growing.ts'
import { areNumbers, shapeOfTerm } from './shapes.ts'

/** Blocks in rows; numbers and truth values are blocks of one component. */
export function blocks(context: Context, rows: readonly (readonly Expression[])[], scope: Scope, range: Range): Value {
  const given = rows.map((row) => row.flatMap((item) => evaluated(context, item, scope)))
  const all = given.flat().map(({ value }) => value)
  const [first, ...others] = all
  if (first === undefined) return listOf([])
  if (first.kind === 'list' && (given.length === 1 || given.every((row) => row.length === 1)))
    return joinedToList(context, first, others, given.length === 1 ? 'line' : 'column', range)
  const terms = (row: (typeof given)[number]): Term[] => row.map((item) => context.toTerm(item.value, item.range))
  // [A; x, y] of an A that begins as [].
  if (first.kind === 'list' && given.length === 2 && given[0]?.length === 1 && first.items.value.length === 0)
    return joinedToList(context, first, [blocksOf(context, [terms(given[1] ?? [])], range)], 'column', range)
  const made = blocksOf(context, given.map(terms), range)
  return all.every(({ kind }) => kind === 'boolean') ? asTruths(made, range) : made
}

function blocksOf(context: Context, parts: readonly Term[][], range: Range): Term {
  const width = (parts[0] as Term[]).length
  if (areNumbers(context, parts)) {
    const uneven = parts.find((row) => row.length !== width)
    if (uneven !== undefined) return refuse('the rows of this matrix are not equally long', uneven[0]?.range ?? range)
    const line = applyTerm('array', parts.flat(), range)
    if (width === 1) return line
    if (parts.length === 1) return applyTerm('transpose', [line], range)
    const lines = parts.map((row) => applyTerm('array', row, range))
    return applyTerm('array', lines, range)
  }
  return applyTerm('blocks', parts.flat(), range, { columns: parts.map((row) => row.length) })
}

/** x(end+1) = v, A(:, end+1) = column: what the array is then; undefined where nothing behind its end is written to. */
export function grownBy(context: Context, object: Value, items: readonly Subscript[], value: Value, scope: Scope, range: Range): Value | undefined {
  if (context.dialect.copiesArrays !== true || (object.kind !== 'list' && !isTerm(object))) return undefined
  const places = items.map((item, axis): Value | 'next' => {
    if (item.kind === 'slice') return { kind: 'slice' }
    if (item.kind === 'range') return NONE
    context.indexed.push({ object, axis, single: items.length === 1 })
    const at = context.quietly(() => context.evaluate(item, scope))
    const isNext = at !== undefined && isTerm(at) && isBehindEnd(context, object, at, axis, items.length)
    context.indexed.pop()
    return isNext ? 'next' : NONE
  })
  const axis = growingAxis(places)
  return axis === undefined ? undefined : withNext(context, object, value, axis, items.length, range)
}

/** Whether an index counted from 1 is that of the place behind the last one. */
function isBehindEnd(context: Context, object: Value, index: Term, axis: number, places: number): boolean {
  const known = numberOf(index, context.facts.numbers)?.asInteger
  if (object.kind === 'list') {
    const items = object.items.value
    return places === 2 && known === items.length + 1 && (axis === 0 || items.length === 0 || isBeside(items))
  }
  if (!isTerm(object)) return false
  const shape = shapeOfTerm(context, object)
  const whole = places === 2 && shape?.length === 1 ? [shape[0], 1] : shape
  const length = (places === 2 ? linesAlong(context, object, axis) : undefined) ?? whole?.[axis]
  return known === undefined ? endOffset(context, index, axis) === 1 : typeof length === 'number' && known === length + 1
}
