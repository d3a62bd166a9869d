/** Places that are listed: K(dof, dof), A[[0, 2]] = v. Which of an array's elements they are, and what stands there. */

import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { holdsThroughout } from '../../order.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { isTerm, type Value } from '../values/value.ts'
import { listElements, rowLiteral } from './sequences.ts'
import { isArray, shapeOfTerm } from './shapes.ts'

/** More places than this are not written one by one. */
const MOST = 400

const WHOLE: Value = { kind: 'slice' }

/** The whole number that a value is known to be. */
export const integer = (context: Context, value: Value | undefined): number | undefined =>
  value !== undefined && isTerm(value) ? numberOf(value, context.facts.numbers)?.asInteger : undefined

/** Positions that a slice of known bounds takes. */
export function sliceBounds(context: Context, slice: Extract<Value, { kind: 'slice' }>, length: number): number[] | undefined {
  const part = (value: Value | undefined): number | undefined | null =>
    value === undefined || value.kind === 'none' ? null : integer(context, value)
  const [start, stop, step] = [part(slice.start), part(slice.stop), part(slice.step) ?? 1]
  if (start === undefined || stop === undefined || step === 0) return undefined
  const clamp = (k: number, low: number, high: number): number => Math.min(high, Math.max(low, k < 0 ? k + length : k))
  const positions: number[] = []
  if (step > 0) for (let k = clamp(start ?? 0, 0, length); k < clamp(stop ?? length, 0, length); k += step) positions.push(k)
  else for (let k = clamp(start ?? length - 1, -1, length - 1); k > (stop === null ? -1 : clamp(stop, -1, length - 1)); k += step) positions.push(k)
  return positions
}

/** A(I, J) of languages where lists of indices take whole rows and columns: the rows first, then the columns; undefined where at most one index is a list. */
export function byAxes(context: Context, object: Value, items: readonly Value[], range: Range): Value | undefined {
  const isList = (item: Value): boolean => item.kind === 'list' || (isTerm(item) && isArray(context, item))
  const lists = items.flatMap((item, axis) => (isList(item) ? [axis] : []))
  if (lists.length < 2) return undefined
  const only = (axis: number): Value[] => items.map((item, k) => (k === axis ? item : WHOLE))
  const taken = lists.reduce((value, axis) => picked(context, value, items[axis] as Value, axis) ?? context.index(value, only(axis), range), object)
  const others = items.map((item, axis) => (lists.includes(axis) ? WHOLE : item))
  return others.every((item) => item === WHOLE) ? taken : context.index(taken, others, range)
}

/** Rows or columns of an array that is written out, where it is known which. */
function picked(context: Context, object: Value, item: Value, axis: number): Term | undefined {
  const positions = listed(context, item)
  if (positions === undefined || !isTerm(object) || !isApply(object, 'array') || axis > 1) return undefined
  const take = (row: Term): Term | undefined => {
    const parts = isApply(row, 'array') ? positions.map((k) => row.args[k]) : []
    return parts.length > 0 && parts.every((part) => part !== undefined)
      ? ({ ...row, op: 'array', args: parts, label: undefined } as Term)
      : undefined
  }
  if (axis === 0) return take(object)
  const rows = object.args.map(take)
  return rows.every((row) => row !== undefined) ? { ...object, args: rows as Term[], label: undefined } : undefined
}

/** Whether a value is one number by how it is written: x[0]**2. */
const isSingle = (context: Context, value: Term): boolean =>
  holdsThroughout(value, (term) => {
    if (term.kind === 'number' || shapeOfTerm(context, term)?.length === 0) return []
    if (term.kind !== 'apply') return undefined
    if (isElementwise(term.op)) return term.args.length > 0 ? term.args : undefined
    if (term.op !== 'index' || !term.args.slice(1).every(({ kind }) => kind === 'number')) return undefined
    const items = (term.attributes?.['items'] ?? []) as readonly unknown[]
    return items.every((item) => typeof item === 'object' && item !== null && 'at' in item) ? [] : undefined
  })

const DEEPEST = 8

/** The positions that a list of known whole numbers names, also counted on from: i + 1 of i = arange(3); undefined for anything else. */
function listed(context: Context, item: Value, depth = 0): readonly number[] | undefined {
  if (isTerm(item) && item.kind === 'apply' && COUNTED.has(item.op) && item.args.length === 2) {
    // Nobody counts on from a list in more steps; a number that grows in a loop does.
    if (depth > DEEPEST) return undefined
    const [left, right] = item.args.map((arg) => integer(context, arg) ?? listed(context, arg, depth + 1))
    return left === undefined || right === undefined || typeof left === typeof right ? undefined : shifted(item.op, left, right)
  }
  const array =
    item.kind === 'range'
      ? listElements(context, item, { start: 0, end: 0 })
      : item.kind === 'list'
        ? item.items.value
        : isTerm(item)
          ? (rowLiteral(item) ?? (isApply(item, 'array') ? item : undefined))?.args
          : undefined
  const positions = array?.map((each) => (isTerm(each) ? numberOf(each, context.facts.numbers)?.asInteger : undefined))
  return positions?.every((position) => position !== undefined) === true ? (positions as number[]) : undefined
}

/** What is done to places to count on from them. */
const COUNTED: ReadonlySet<string> = new Set(['add', 'sub'])

/** Places and a number, of which one is added to the other or taken from it. */
function shifted(op: string, left: number | readonly number[], right: number | readonly number[]): readonly number[] {
  const sign = op === 'sub' ? -1 : 1
  if (typeof left === 'number') return (right as readonly number[]).map((place) => left + sign * place)
  return left.map((place) => place + sign * (right as number))
}

/** The lists of an open mesh, [[i], [j]] and [[k, l]] as numpy.ix_ gives: rows and columns that go by axes; undefined for other indices. */
export function meshOf(items: readonly Value[]): readonly [Value, Value] | undefined {
  const [down, across] = items.map((item) => (isTerm(item) && isApply(item, 'array') ? item.args : []))
  if (items.length !== 2 || down === undefined || across?.length !== 1 || down.length === 0) return undefined
  const rows = down.map((row) => (isApply(row, 'array') && row.args.length === 1 ? row.args[0] : undefined))
  const [columns] = across as readonly [Term]
  if (!isApply(columns, 'array') || !rows.every((row) => row !== undefined)) return undefined
  return [applyTerm('array', rows as Term[], items[0] && isTerm(items[0]) ? items[0].range : undefined), columns]
}

/** The places of the elements that several lists of known places pick side by side, as NumPy does; undefined for other indices. */
export function elementsAt(context: Context, items: readonly Value[]): readonly (readonly number[])[] | undefined {
  const [first, ...others] = items.map((item) => listed(context, item))
  if (first === undefined || others.length === 0 || first.length === 0 || first.length > MOST) return undefined
  if (others.some((list) => list?.length !== first.length)) return undefined
  return first.map((place, k) => [place, ...others.map((list) => (list as readonly number[])[k] as number)])
}

/**
 * object[items] = value where some of the items are lists of known places: the places one by one, every combination of them where indices
 * go by axes, else side by side as in NumPy. Undefined where none is such a list. `write` writes one element.
 */
export function writeListed(
  context: Context,
  object: Term,
  given: readonly Value[],
  value: Term,
  range: Range,
  write: (array: Term, place: readonly Value[], element: Term) => Term,
): Term | undefined {
  const mesh = meshOf(given)
  const items = mesh ?? given
  const goByAxes = mesh !== undefined || context.dialect.countsFromOne === true
  const lists = items.map((item) => listed(context, item))
  if (!lists.some((list) => list !== undefined)) return undefined
  const shape = shapeOfTerm(context, object)
  const positions = items.map((item, axis): readonly number[] | undefined => {
    const length = shape?.[axis]
    if (item.kind === 'slice') return typeof length === 'number' ? sliceBounds(context, item, length) : undefined
    const at = isTerm(item) ? numberOf(item, context.facts.numbers)?.asInteger : undefined
    return lists[axis] ?? (at === undefined ? undefined : [at])
  })
  if (positions.some((list) => list === undefined)) return undefined
  const isKept = items.map((item, axis) => lists[axis] !== undefined || item.kind === 'slice')
  const isScalar = isSingle(context, value)
  let array = object
  let written = 0
  for (const place of placesOf(goByAxes, positions as readonly (readonly number[])[], lists)) {
    if (++written > MOST) return refuse('these are too many places to be written one by one', range)
    const own = place.at.flatMap((k, axis) => (isKept[axis] ? [numberTerm(k)] : []))
    const kept = goByAxes ? own : own.slice(0, 1)
    const element = isScalar ? value : context.toTerm(context.index(value, kept, range), range)
    array = write(
      array,
      place.places.map((k) => numberTerm(k)),
      element,
    )
  }
  return array
}

/** The places, and the number of each in its list. */
function placesOf(
  goByAxes: boolean,
  positions: readonly (readonly number[])[],
  lists: readonly (readonly number[] | undefined)[],
): readonly { readonly places: readonly number[]; readonly at: readonly number[] }[] {
  const count = lists.find((list) => list !== undefined)?.length ?? 0
  // In NumPy several lists go side by side.
  if (!goByAxes)
    return positions.some((list) => list.length !== count && list.length !== 1)
      ? []
      : Array.from({ length: count }, (_, k) => ({ places: positions.map((list) => list[list.length === 1 ? 0 : k] as number), at: [k] }))
  let all: { places: readonly number[]; at: readonly number[] }[] = [{ places: [], at: [] }]
  for (const list of positions) all = all.flatMap(({ places, at }) => list.map((place, k) => ({ places: [...places, place], at: [...at, k] })))
  return all
}
