/** Loops of symbolic length that write into an array: y[i] = f(i) for all i is the vector of f(i), s[k] += f(i) a sum at place k. */

import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { holdsThroughout, mapTerms } from '../../order.ts'
import { type ApplyTerm, applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf, plus, replaceTerms, sameTerm, shifted, termsIn } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import type { SequenceValue } from '../values/value.ts'
import { distance, usesIndex } from './indices.ts'
import { bind } from './sequences.ts'
import { shapeOfTerm } from './shapes.ts'

/**
 * The array after all rounds, when one round makes `value` of it (`placeholder` stands for what it was); undefined where a
 * round does something else than write at its own place, or add to a place that stays the same.
 */
export function foldWrites(context: Context, row: SequenceValue, value: Term, placeholder: Term, before: Term, range: Range): Term | undefined {
  const plain = onceWritten(value, placeholder)
  if (plain === undefined) return undefined
  const { written, places, items } = plain
  const moving = places.filter((place) => usesIndex(place, row.index))
  const first = beginningOf(before)
  if (moving.length === 0) {
    const step = addedTo(written, placeholder, places, items)
    if (step === undefined) return undefined
    const total = bind(context, 'sum', row, step, range)
    const more = before === first && isBlank(first) ? total : applyTerm('add', [place(before, places, range, items), total], range)
    return put(before, more, places, range, items)
  }
  if (items.length > places.length) return linewise(context, row, { ...plain, placeholder, before }, range)
  const each = componentwise(row, written, places, placeholder, first)
  if (each !== undefined) return bind(context, 'each', each.row, each.written, range)
  const write = { ...plain, placeholder, before }
  const picked = pickedInRows(context, row, write, range)
  if (picked !== undefined) return picked
  const more = addedAlong(context, row, write, range)
  if (more !== undefined) return more
  // What a round of a loop around left there is not zero.
  if (places.length === 1 && before !== first && termsIn(written).has(placeholder)) return undefined
  // The index must count the places from the first to the last, and stand alone in the last of them.
  const last = places[places.length - 1] as Term
  const from = moving.length === 1 && moving[0] === last ? shifted(last) : undefined
  if (from?.base.kind !== 'name' || from.base.name !== row.index) return undefined
  const isOwn = (term: Term): boolean => isRead(term, placeholder, places)
  let own: Term
  if (isBlank(first) && runsOverAll(context, row, first, places.length - 1, from.offset)) own = withoutReads(written, isOwn)
  else if (places.length === 1 && before === first && firstOf(context, row) === -from.offset && runsAlong(context, row, before, from.offset))
    own = replaceTerms(written, (term) => (isOwn(term) ? place(before, places, range) : undefined))
  else return undefined
  if (termsIn(own).has(placeholder)) return undefined
  const all = bind(context, 'each', row, own, range)
  if (places.length > 1) return put(before, all, places.slice(0, -1), range)
  const ends = [stopOf(row, from.offset), isBlank(first) ? lengthTerm(first as ApplyTerm) : undefined, ...(lengths.get(before) ?? [])]
  lengths.set(
    all,
    ends.filter((end) => end !== undefined),
  )
  return all
}

/** What a round writes, and where. */
interface Written {
  readonly written: Term
  readonly places: readonly Term[]
  /** Its indices: places, and whole axes between them. */
  readonly items: readonly Item[]
}
type Item = { readonly at?: number }

/** What a round writes into the array that `placeholder` stands for and that was `before` at first. */
interface Write extends Written {
  readonly placeholder: Term
  readonly before: Term
}

/** a[:, i] = f(i) and a[:, i] += f(i) for all columns, or other lines of an array of zeros; undefined for other writes. */
function linewise(context: Context, row: SequenceValue, { written, places, items, placeholder, before }: Write, range: Range): Term | undefined {
  const first = beginningOf(before)
  const axis = items.findIndex((item) => item.at !== undefined)
  const at = places.length === 1 ? distance(places[0] as Term, row.index) : undefined
  if (at === undefined || !(runsOverAll(context, row, first, axis, at) || isReadAlong(first, axis, row.index, at, written))) return undefined
  const along = (line: Term): Term => {
    const each = bind(context, 'each', row, line, range)
    if (axis === 0) return each
    return items.length === 2 ? applyTerm('transpose', [each], range) : applyTerm('moveaxis', [each], range, { source: 0, destination: axis })
  }
  const step = addedTo(written, placeholder, places, items)
  if (before !== first) return step && applyTerm('add', [before, along(step)], range)
  const own = withoutReads(written, (term) => isRead(term, placeholder, places, items))
  return termsIn(own).has(placeholder) ? undefined : along(own)
}

/** a = zero(r) whose lines are made of r[:, i] in the same rounds: there are as many of them. */
function isReadAlong(array: Term, axis: number, index: string, offset: number, written: Term): boolean {
  const like = isApply(array, 'zeros_like') ? array.args[0] : undefined
  if (like === undefined) return false
  return [...termsIn(written)].some((term) => {
    if (!isApply(term, 'index') || !sameTerm(term.args[0] as Term, like)) return false
    const item = ((term.attributes?.['items'] ?? []) as readonly Item[])[axis]
    return item?.at !== undefined && distance(term.args[item.at] as Term, index) === offset
  })
}

/** out[j] += f(i, j) for all j, where a loop around goes on with what is there: that, and something more in each place. Undefined for other writes. */
function addedAlong(context: Context, row: SequenceValue, { written, places, placeholder, before }: Write, range: Range): Term | undefined {
  const first = beginningOf(before)
  const others = places.slice(0, -1)
  const at = distance(places[places.length - 1] as Term, row.index)
  const step = addedTo(written, placeholder, places)
  if (before === first || at === undefined || step === undefined || others.some((one) => usesIndex(one, row.index))) return undefined
  const isOwn = row.over === before && others.length === 0 && at === 0 && firstOf(context, row) === 0
  if (!isOwn && !runsOverAll(context, row, first, others.length, at)) return undefined
  const more = bind(context, 'each', isOwn ? { ...row, over: first } : row, step, range)
  if (others.length === 0) return applyTerm('add', [before, more], range)
  return put(before, applyTerm('add', [place(before, others, range), more], range), others, range)
}

/**
 * Y[i, label[i]] = v for all rows, or columns, of a matrix: each is as it was, but for the place that its number says. Undefined for other
 * writes.
 */
function pickedInRows(context: Context, row: SequenceValue, { written, places, placeholder, before }: Write, range: Range): Term | undefined {
  const axis = places.findIndex((one) => distance(one, row.index) !== undefined)
  const [own, other] = [places[axis], places[1 - axis]]
  if (own === undefined || other === undefined || places.length !== 2 || row.condition !== undefined || !usesIndex(other, row.index)) return undefined
  if (before !== beginningOf(before) || !runsOverAll(context, row, before, axis, distance(own, row.index) as number)) return undefined
  if ([written, other].some((term) => termsIn(term).has(placeholder))) return undefined
  const length = applyTerm('size', [before], range, { axis: 1 - axis })
  const isThere = applyTerm('eq', [applyTerm('arange', [length], range, { shape: [{ length: 0 }] }), other], range)
  const each = bind(context, 'each', row, applyTerm('where', [isThere, written, numberTerm(0)], range), range)
  return axis === 0 ? each : applyTerm('transpose', [each], range)
}

/**
 * A loop through all components of a matrix by one index, B(k) = f(A(k)) for k up to numel(A), as one over rows: component by component both are
 * the same. Undefined for other loops, and where what is written is more than functions of components at that index.
 */
function componentwise(
  row: SequenceValue,
  written: Term,
  places: readonly Term[],
  placeholder: Term,
  first: Term,
): { readonly row: SequenceValue; readonly written: Term } | undefined {
  const count = row.bounds === undefined || places.length !== 1 ? undefined : row.bounds.stop
  const numel = count === undefined ? undefined : shifted(count)
  if (row.bounds === undefined || numel === undefined || !isApply(numel.base, 'numel')) return undefined
  const [of] = numel.base.args as [Term]
  const own = distance(places[0] as Term, row.index)
  const isLike = first === of || sameTerm(first, of) || (isBlank(first) && [0, 1].every((axis) => isLengthOf(first as ApplyTerm, axis, of)))
  const start = row.bounds.start.kind === 'number' ? row.bounds.start.value.asInteger : undefined
  if (own === undefined || !isLike || start !== -own || numel.offset !== start) return undefined
  const rows = new Set<Term>()
  const straight = (term: Term): Term | undefined => {
    if (isApply(term, 'index') && term.attributes?.['linear'] !== undefined && distance(term.args[1] as Term, row.index) === own) {
      const whole = term.args[0] === placeholder ? first : (term.args[0] as Term)
      const component = { ...term, args: [whole, ...term.args.slice(1)], attributes: { ...term.attributes, linear: undefined } }
      rows.add(component)
      return component
    }
    return undefined
  }
  // Between numbers all products, quotients and powers are those of components.
  const plain = mapTerms(written, (over, original) => {
    const op = original.kind === 'apply' ? BETWEEN_NUMBERS.get(original.op) : undefined
    return op !== undefined && usesIndex(original, row.index) ? { ...(over as ApplyTerm), op } : over
  })
  const body = replaceTerms(plain, straight)
  const isOfComponents = holdsThroughout(body, (term) => {
    if (rows.has(term) || !(usesIndex(term, row.index) || termsIn(term).has(placeholder))) return []
    return term.kind === 'apply' && isElementwise(term.op) ? term.args : undefined
  })
  if (!isOfComponents) return undefined
  const stop = applyTerm('size', [of], undefined, { axis: 0 })
  return { row: { ...row, bounds: { ...row.bounds, stop: plus(stop, start ?? 0) } }, written: body }
}

const BETWEEN_NUMBERS: ReadonlyMap<string, string> = new Map([
  ['product', 'mul'],
  ['cdot', 'mul'],
  ['quotient', 'div'],
  ['power', 'pow'],
])

/** Whether an axis of an array that is to be filled is as long as that of another. */
function isLengthOf(array: ApplyTerm, axis: number, other: Term): boolean {
  const length = blankLength(array, axis)
  return typeof length === 'object' && sameTerm(length, applyTerm('size', [other], undefined, { axis }))
}

/** How long arrays are that loops have filled. */
const lengths = new WeakMap<Term, readonly Term[]>()

/** Says that an array is what a loop has made, one component in each round. */
export function made(array: Term, row: SequenceValue): void {
  const stop = stopOf(row, 0)
  if (stop !== undefined) lengths.set(array, [...(lengths.get(array) ?? []), stop])
}

const firstOf = (context: Context, { bounds }: SequenceValue): number =>
  bounds === undefined ? 0 : (numberOf(bounds.start, context.facts.numbers)?.asInteger ?? Number.NaN)

const lengthTerm = (array: ApplyTerm): Term | undefined => {
  const length = blankLength(array, 0)
  return typeof length === 'object' ? length : undefined
}

/** Where the rounds end, counted as places from 0. */
const stopOf = ({ bounds, over }: SequenceValue, offset: number): Term | undefined =>
  bounds === undefined ? over && applyTerm('size', [over], undefined, { axis: 0 }) : offset === 0 ? bounds.stop : moved(bounds.stop, offset)

/** Whether the rounds reach every place of an array that has values already. */
function runsAlong(context: Context, row: SequenceValue, array: Term, offset: number): boolean {
  const stop = stopOf(row, offset)
  if (stop === undefined) return false
  const ends = [applyTerm('size', [array], undefined, { axis: 0 }), ...(lengths.get(array) ?? [])]
  const known = lengthOf(context, stop)
  const length = shapeOfTerm(context, array)?.[0]
  return (known !== undefined && known === length) || ends.some((end) => sameTerm(end, stop))
}

/** What a placeholder of a loop stood for before its first round. */
const began = new WeakMap<Term, Term>()
export const remember = (placeholder: Term, before: Term): void => void began.set(placeholder, before)

/** What a placeholder stands for before the first round of all loops around; any other term itself. */
export function beginningOf(term: Term): Term {
  let first = term
  for (let before = began.get(first); before !== undefined; before = began.get(first)) first = before
  return first
}

/** The term where what is read of an array of zeros is 0. */
function withoutReads(term: Term, isZero: (term: Term) => boolean): Term {
  return replaceTerms(term, (part) => {
    if (isZero(part)) return numberTerm(0)
    if (!isApply(part, 'add') || !part.args.some(isZero)) return undefined
    const rest = part.args.filter((arg) => !isZero(arg)).map((arg) => withoutReads(arg, isZero))
    return rest.length === 1 ? rest[0] : applyTerm('add', rest, part.range)
  })
}

/** Indices that refer to places from number `from` on. */
const at = (places: readonly Term[], from: number, items: readonly Item[] | undefined) => {
  let next = from
  return { items: (items ?? places.map(() => ({ at: 0 }))).map((item) => (item.at === undefined ? {} : { at: next++ })) }
}
const place = (array: Term, places: readonly Term[], range: Range, items?: readonly Item[]): Term =>
  applyTerm('index', [array, ...places], range, at(places, 1, items))
const put = (array: Term, value: Term, places: readonly Term[], range: Range, items?: readonly Item[]): Term =>
  applyTerm('put', [array, value, ...places], range, at(places, 2, items))

/** The value and the places of the one write that a round makes; of several to the same places the last counts. */
function onceWritten(value: Term, placeholder: Term): Written | undefined {
  const [condition, yes, no] = isApply(value, 'where') ? value.args : []
  if (condition !== undefined && yes !== undefined && no !== undefined && (yes === placeholder || no === placeholder)) {
    const write = onceWritten(yes === placeholder ? no : yes, placeholder)
    return write && { ...write, written: writtenWhere(condition, yes === placeholder, write, placeholder, value.range as Range) }
  }
  if (!isApply(value, 'put')) return undefined
  const [array, written, ...places] = value.args as [Term, Term, ...Term[]]
  const items = (value.attributes?.['items'] ?? []) as readonly unknown[]
  const isPlace = (item: unknown): item is Item => typeof item === 'object' && item !== null && ('at' in item || Object.keys(item).length === 0)
  if (!items.every(isPlace) || items.filter(({ at: k }) => k !== undefined).length !== places.length || places.length === 0) return undefined
  if (array === placeholder) return { written, places, items }
  const inner = onceWritten(array, placeholder)
  const same =
    inner?.items.length === items.length &&
    inner.places.length === places.length &&
    inner.places.every((other, k) => sameTerm(other, places[k] as Term))
  return same ? { written, places, items } : undefined
}

/** What is written only where a condition holds, or where it does not (`otherwise`), and is as it was elsewhere. */
function writtenWhere(condition: Term, otherwise: boolean, { written, places, items }: Written, placeholder: Term, range: Range): Term {
  const choice = (change: Term, rest: Term): Term => applyTerm('where', otherwise ? [condition, rest, change] : [condition, change, rest], range)
  const step = addedTo(written, placeholder, places, items)
  const old = place(placeholder, places, range, items)
  return step === undefined ? choice(written, old) : applyTerm('add', [old, choice(step, numberTerm(0))], range)
}

const isRead = (term: Term, placeholder: Term, places: readonly Term[], items?: readonly Item[]): boolean =>
  isApply(term, 'index') &&
  term.args[0] === placeholder &&
  term.args.length === places.length + 1 &&
  ((term.attributes?.['items'] ?? []) as readonly Item[]).length === (items ?? places).length &&
  places.every((other, k) => sameTerm(other, term.args[k + 1] as Term))

/** What is added to what stood at the places. */
function addedTo(written: Term, placeholder: Term, places: readonly Term[], items?: readonly Item[]): Term | undefined {
  if (!isApply(written, 'add')) return undefined
  const rest = written.args.filter((arg) => !isRead(arg, placeholder, places, items))
  if (rest.length !== written.args.length - 1 || rest.some((arg) => termsIn(arg).has(placeholder))) return undefined
  return rest.length === 1 ? rest[0] : applyTerm('add', rest, written.range)
}

/** An array that is made to be filled: np.zeros(n), np.empty_like(x). */
export const isBlank = (array: Term): boolean => isApply(array, 'zeros') || isApply(array, 'zeros_like') || isApply(array, 'blank')

/** Whether the rounds reach every place along an axis of an array that is to be filled; places count from 0, `offset` beside the rounds. */
function runsOverAll(context: Context, row: SequenceValue, array: Term, axis: number, offset: number): boolean {
  if (array.kind !== 'apply' || !isBlank(array)) return false
  if (firstOf(context, row) !== -offset) return false
  const stop = stopOf(row, offset)
  if (stop === undefined) return false
  const length = blankLength(array, axis)
  if (length === undefined) return false
  if (typeof length !== 'object') return lengthOf(context, stop) === length
  return sameTerm(stop, length) || (lengthOf(context, stop) !== undefined && lengthOf(context, stop) === lengthOf(context, length))
}

/** The length of an axis of an array that is to be filled: a number, a name, or a term. */
export function blankLength({ op, args, attributes }: ApplyTerm, axis: number): number | string | Term | undefined {
  if (op === 'blank') return args[axis]
  if (op === 'zeros_like') return applyTerm('size', [args[0] as Term], undefined, { axis })
  const length = ((attributes?.['shape'] ?? []) as readonly (number | string | { length: number })[])[axis]
  return typeof length === 'object' ? args[length.length] : length
}

/** A bound beside which places stand. */
function moved(bound: Term, offset: number): Term | undefined {
  const from = shifted(bound)
  if (from !== undefined) return from.offset + offset === 0 ? from.base : undefined
  return bound.kind === 'number' ? numberTerm((bound.value.asInteger ?? Number.NaN) + offset) : undefined
}

/** The length a term is known to be. */
function lengthOf(context: Context, term: Term): number | string | undefined {
  if (term.kind === 'name') return term.name
  if (term.kind === 'number') return term.value.asInteger
  return isApply(term, 'size') ? shapeOfTerm(context, term.args[0] as Term)?.[term.attributes?.['axis'] as number] : undefined
}
