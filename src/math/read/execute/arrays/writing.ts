/** Writing x[...], and parts of arrays that write through. */
import type { Range } from '../../../api.ts'
import { type ApplyTerm, applyTerm, numberTerm, ReadError, type Term } from '../../term.ts'
import { isApply, plus, replaceTerms, sameTerm, shifted, termsIn } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { keyIn } from '../values/keys.ts'
import { describe, isCondition, isTerm, isWholeSlice, type ListValue, type SequenceValue, type Value } from '../values/value.ts'
import { firstOf, isPlaceholder, partOf, untaken } from '../values/views.ts'
import { asTruths, numbersOfTruths, truthsIn } from './booleans.ts'
import { isDiagonalMask, isDiagonalSlice, withDiagonal } from './diagonals.ts'
import { stretched } from './filled.ts'
import { integer, sliceBounds, writeListed } from './scattered.ts'
import { knownMask } from './selections.ts'
import { asNumber, component } from './sequences.ts'
import { isArray, rowOfNumbers, shapeOfTerm } from './shapes.ts'
import { share, writeElement } from './sharing.ts'
import { alongRows, indexTerm, isPlain, itemAttributes, linearly, maskOf, pickedBy, placeInMatrix, spread, wholeMask } from './taking.ts'

/** Lists of more numbers are not chosen from. */
const MOST_CHOSEN = 32

/** Where the one element of an array that a loop makes was written. */
export const grown = new WeakMap<readonly Value[], Term>()

/** What `object` is after object[items] = value; undefined where it was changed in place. */
export function writeItem(context: Context, object: Value, given: readonly Value[], value: Value, range: Range): Term | undefined {
  const picked = isTerm(object) ? spread(context, given).map(pickedBy) : given
  // Where a condition never holds nothing is written.
  if (!picked.every((item) => item !== undefined)) return undefined
  const items: readonly Value[] = picked
  const [item] = items
  if (item === undefined) return refuse('an index is missing', range)
  switch (object.kind) {
    case 'dictionary': {
      const key = keyIn(items) ?? refuse('this key is not known', range)
      context.store.set(object.entries, new Map(object.entries.value).set(key, value))
      return undefined
    }
    case 'list':
      return writeIntoList(context, object, items, value, range)
    case 'range': {
      // The numbers it counts through, which are copied where they are changed.
      if (context.dialect.copiesArrays !== true) return refuse('a range is not changed', range, 'collect its numbers in an array')
      const numbers = context.toTerm(object, range)
      return writeItem(context, isApply(numbers, 'transpose') ? { ...numbers, attributes: undefined } : numbers, items, value, range)
    }
    case 'sequence': {
      if (context.dialect.growsArrays === true && !isInside(context, object, item))
        return refuse('where the array begins and ends that is written to here is not known', range, 'say how long it is')
      return writeItem(context, context.toTerm(object, range), items, value, range)
    }
    default:
      if (isTerm(object) && context.dialect.explicit?.isOne(object) === true)
        return context.dialect.explicit.write(context, object, items, value, range)
      return isTerm(object) ? writeIntoTerm(context, object, items, value, range) : refuse(`${describe(object)} has no elements to write to`, range)
  }
}

/** Lists are not made longer than this by writing behind their end. */
const MOST_PADDED = 10_000

/** What stands in a place of an array that was not written to yet. */
const unwritten = (range: Range): Value => ({
  kind: 'opaque',
  error: new ReadError('what stands before the place written to here is not known', range),
})

/** Whether a place is one of those that a loop wrote: of others, which stand beside it, the array would get longer. */
function isInside({ dialect }: Context, { bounds }: SequenceValue, item: Value): boolean {
  if (bounds === undefined || !isTerm(item)) return true
  const first = dialect.countsFromOne === true ? 1 : 0
  const start = bounds.start.kind === 'number' ? (bounds.start.value.asInteger ?? 0) - first : undefined
  const at = item.kind === 'number' ? item.value.asInteger : undefined
  if (start !== 0) return false
  return at === undefined ? sameTerm(plus(bounds.stop, -1 - first), item) : at >= 0
}

function writeIntoList(context: Context, object: ListValue, items: readonly Value[], value: Value, range: Range): undefined {
  const list = object.items.value
  const [item] = items
  const at = integer(context, item)
  const place = item !== undefined && isTerm(item) ? shifted(item)?.base : undefined
  const own = grown.get(list)
  const isOpen = list.length === 0 || (own !== undefined && item !== undefined && isTerm(item) && sameTerm(own, item))
  if (context.dialect.growsArrays === true && isOpen && place?.kind === 'name' && context.isIndex(place.name)) {
    // An array that a loop makes: one element for all of its rounds.
    const made = [value]
    grown.set(made, item as Term)
    context.store.set(object.items, made)
    return undefined
  }
  if (items.length > 1 && writeInside(context, list, items, value, range, (changed) => context.store.set(object.items, changed))) return undefined
  const chosen = at === undefined && items.length === 1 ? chosenByIndex(context, list, item as Value, value, range) : undefined
  if (chosen !== undefined) {
    context.store.set(object.items, chosen)
    return undefined
  }
  if (at === undefined || items.length > 1) return refuse('where this is written depends on symbols', range)
  const k = at < 0 && context.dialect.negativeIndices ? at + list.length : at
  // JavaScript's arrays grow by writing behind their end.
  const { growsArrays, negativeIndices } = context.dialect
  if (k < 0 || (k > list.length && growsArrays !== true) || (k >= list.length && negativeIndices)) return refuse(`there is no element ${at}`, range)
  if (k > list.length) {
    context.spend(range, k)
    const gap = context.dialect.padding ?? unwritten(range)
    context.store.set(object.items, [...list, ...Array.from({ length: Math.min(k, MOST_PADDED) - list.length }, () => gap)])
    if (k > MOST_PADDED) return refuse(`there is no element ${at}`, range)
  }
  writeElement(context.store, object.items, k, value)
  return undefined
}

/** A list of numbers with the one at an index that only the data know written anew: S[label[j]] = v. */
function chosenByIndex(context: Context, list: readonly Value[], item: Value, value: Value, range: Range): readonly Value[] | undefined {
  const isNumber = (each: Value): each is Term => isTerm(each) && !isArray(context, each)
  if (list.length === 0 || list.length > MOST_CHOSEN || !isNumber(item) || !isNumber(value) || !list.every(isNumber)) return undefined
  return list.map((old, k) => applyTerm('where', [applyTerm('eq', [item, numberTerm(k)], range), value, old as Term], range))
}

function writeIntoTerm(context: Context, object: Term, items: readonly Value[], value: Value, range: Range): Term | undefined {
  const [item] = items as readonly [Value]
  if (isCondition(object)) {
    // What is written into numbers made of truth values, (x > 0).astype(float), may be other numbers.
    if (!isTruth(value)) return writeIntoTerm(context, numbersOfTruths(object), items, value, range)
    const changed = writeIntoTerm(context, numbersOfTruths(object), listedSlice(context, object, items), value, range)
    return changed && asTruths(changed, range)
  }
  if (context.dialect.hasPlaces === true && mayShare(context, object))
    return refuse('whether this is a part of another array is not known, so it cannot be written to', range, 'write into a copy')
  const column = rowOfNumbers(context, object)
  const inRow = items.length === 2 && integer(context, item) === 0 ? items.slice(1) : items
  if (column !== undefined && inRow.length === 1) {
    // A row stays one.
    const changed = writeItem(context, column, inRow, value, range)
    if (changed !== undefined) return applyTerm('transpose', [changed], range)
  }
  if (isDiagonalSlice(context, items)) return withDiagonal(context, object, context.toTerm(value, range), range)
  const condition = items.length === 1 ? maskOf(item) : wholeMask(items)
  const written = context.toTerm(value, range)
  // Of arrays of more axes a place on the diagonal is a row.
  if (items.length === 2 && condition !== undefined && isDiagonalMask(condition) && (shapeOfTerm(context, object)?.length ?? 2) === 2)
    return withDiagonal(context, object, written, range, condition)
  const mask = condition && alongRows(context, object, condition)
  const places = mask === undefined || !isArray(context, written) ? undefined : placesThatHold(mask, range)
  if (places !== undefined && shapeOfTerm(context, object)?.length === 1) return writeIntoTerm(context, object, [places], written, range)
  if (mask !== undefined) return writeMasked(context, object, mask, written, range)
  const replaced = replaceElement(context, object, items, written)
  if (replaced !== undefined) return replaced
  const listed = writeListed(context, object, items, written, range, (array, place, element) => {
    const changed = writeItem(context, array, place, element, range)
    return changed ?? refuse('this array is not changed so', range)
  })
  if (listed !== undefined) return listed
  if (items.every((each) => isWholeSlice(each) || each.kind === 'ellipsis')) return stretched(context, object, written, range)
  const place = placeInMatrix(context, object, items, range)
  if (place !== undefined) return writeItem(context, object, place, value, range)
  const [args, attributes] = itemAttributes(context, items, 2, range)
  return applyTerm('put', [object, written, ...args], range, { items: attributes, ...linearly(context, object, items) })
}

/** Whether a value may stand in an array of truth values as it is. */
const isTruth = (value: Value): boolean =>
  value.kind === 'boolean' || (value.kind === 'number' ? value.value.isZero || value.value.isOne : truthsIn(value) !== undefined)

/** The places of a slice of truth values as a list: they are written one by one, so that each stays known. */
function listedSlice(context: Context, object: Term, items: readonly Value[]): readonly Value[] {
  const [item, ...more] = items
  const length = shapeOfTerm(context, object)?.[0]
  if (item?.kind !== 'slice' || more.length > 0 || typeof length !== 'number' || length > MOST_CHOSEN) return items
  const places = sliceBounds(context, item, length)
  return places === undefined || places.length === 0
    ? items
    : [
        applyTerm(
          'array',
          places.map((k) => numberTerm(k)),
        ),
      ]
}

/** The places at which a condition holds that is known, as a list. */
function placesThatHold(mask: Term, range: Range): Term | undefined {
  const places = knownMask(mask)?.flatMap((holds, k) => (holds ? [numberTerm(k)] : []))
  return places === undefined || places.length === 0 ? undefined : applyTerm('array', places, range)
}

/** x[mask] = value, where the value may be of what the same mask selects: x[mask] = 2*x[mask]. */
function writeMasked(context: Context, object: Term, mask: Term, written: Term, range: Range): Term {
  const isSelected = (term: Term): term is ApplyTerm => isApply(term, 'masked') && sameTerm(term.args[1] as Term, mask)
  if ([...termsIn(written)].some(isSelected)) {
    const whole = replaceTerms(written, (term) => (isSelected(term) ? term.args[0] : undefined))
    return applyTerm('where', [mask, whole, object], range)
  }
  // What is not selected itself would have to be as long as the selection.
  if (isArray(context, written))
    return refuse('as many values as a condition holds for are not read', range, 'where(condition, x, y) has a known length')
  return applyTerm('where', [mask, asNumber(context, written), object], range)
}

/** What an unknown function makes of an array may be a part of it: s.subspan(1), a.split_at_mut(1). */
function mayShare(context: Context, object: Term): boolean {
  let base = object
  while (isApply(base, 'index')) base = base.args[0] as Term
  return base.kind === 'call' && base.args.some((arg) => isArray(context, arg))
}

/** Writes v[i, j] of a list of lists, or a column v[:, j]; false where it is not such. */
function writeInside(
  context: Context,
  list: readonly Value[],
  [item, ...rest]: readonly Value[],
  value: Value,
  range: Range,
  set: (list: readonly Value[]) => void,
): boolean {
  const at = integer(context, item)
  const isSeveral = value.kind === 'list' || (isTerm(value) && (shapeOfTerm(context, value)?.length ?? 0) > 0)
  const places = at === undefined ? (isWholeSlice(item) && isSeveral ? list.map((_, k) => k) : []) : [at]
  if (places.length === 0 || places.some((k) => list[k] === undefined)) return false
  const changed = [...list]
  for (const k of places) {
    const part = at === undefined ? context.index(value, [numberTerm(k)], range) : value
    changed[k] = writeItem(context, list[k] as Value, rest, part, range) ?? (list[k] as Value)
  }
  set(changed)
  return true
}

/** A literal array with one component or row replaced. */
function replaceElement(context: Context, array: Term, items: readonly Value[], value: Term): Term | undefined {
  if (!isApply(array, 'array')) return undefined
  const [item, ...rest] = items
  // A column: each row gets its component.
  if (item?.kind === 'slice' && item.start === undefined && item.stop === undefined && rest.length > 0) {
    const part = (k: number): Term | undefined =>
      isApply(value, 'array') ? value.args[k] : component(value, numberTerm(k), value.range ?? { start: 0, end: 0 })
    const parts = array.args.map((row, k) => replaceElement(context, row, rest, part(k) ?? value))
    const isWritten = isApply(value, 'array') ? value.args.length === array.args.length : (shapeOfTerm(context, value)?.length ?? 0) > 0
    return isWritten && parts.every((part) => part !== undefined) ? { ...array, args: parts as Term[], label: undefined } : undefined
  }
  const at = item === undefined ? undefined : integer(context, item)
  const k = at === undefined ? -1 : at < 0 ? at + array.args.length : at
  const row = array.args[k]
  if (row === undefined) return undefined
  const inner = rest.length === 0 ? value : replaceElement(context, row, rest, value)
  if (inner === undefined) return undefined
  const args = [...array.args]
  args[k] = inner
  return { ...array, args, label: undefined }
}

/** The components that slices and single places take, as a part of the array; what a mask or a list of places picks is another array. */
export function viewed(context: Context, part: Term, whole: Term, items: readonly Value[], range: Range, isHeld = false): Term {
  if (part.kind === 'number' || isPlaceholder(part) || !items.every((item) => isPlain(context, item))) return part
  if (items.every(isTerm) && items.length === shapeOfTerm(context, whole)?.length) return part
  const [item] = items
  const slice = items.length === 1 && item?.kind === 'slice' ? item : undefined
  const lists = slice === undefined ? undefined : isListed(context, whole) ? 'copies' : context.dialect.slicesOf
  // Of a list x[:] is the way to copy it, of an array it is the array.
  if (lists === 'copies' || (lists !== undefined && isWholeSlice(slice))) return { ...part }
  const taken = (array: Term): Term => indexTerm(context, array, items, range)
  // An axis that is put in has no places to be written to.
  if (items.some((item) => item.kind === 'none'))
    return partOf(part, whole, { ...untaken('a part with an axis put in is changed here', range), take: taken })
  const put = (array: Term, value: Term): Term => writeItem(context, array, items, value, range) ?? refuse('this part is not written to', range)
  return partOf(part, whole, { take: taken, put, isHeld, isScattered: isScattered(items) }, lists === undefined ? undefined : range)
}

/** Whether the components of X[items] have others between them: only of the first axis that is not left a piece may be taken. */
function isScattered(items: readonly Value[]): boolean {
  const first = items.findIndex((item) => !isTerm(item))
  const item = items[first]
  if (item === undefined) return false
  return item.kind !== 'slice' || item.step !== undefined || !items.slice(first + 1).every(isWholeSlice)
}

/** Whether the text says that this is a list. */
function isListed(context: Context, whole: Term): boolean {
  const first = firstOf(whole)
  return first.kind === 'name' && context.facts.declarations.get(first.name)?.list === true
}

/** A slice that shares its elements with the array that it was taken of, or a row that the array holds. */
export function sharedSlice(context: Context, part: Value, whole: Value, items: readonly Value[], range: Range): Value {
  const [item] = items
  if (whole.kind === 'list' && part.kind === 'list' && item?.kind === 'slice') {
    const [first] = sliceBounds(context, item, whole.items.value.length) ?? []
    if (first !== undefined) share(part.items, whole.items, first)
    return part
  }
  if (!isTerm(part) || (!isTerm(whole) && item?.kind !== 'slice')) return part
  if (isTerm(whole)) return viewed(context, part, whole, items, range, item?.kind !== 'slice')
  return partOf(part, part, untaken('a slice with bounds that are not known is changed here', range))
}
