/** Reading and writing x[...]. */
import type { Range } from '../../api.ts'
import type { Attribute } from '../../expr.ts'
import { operationNamed } from '../../ops/table.ts'
import { INDEX_HABIT, isUpper, SCALAR_HABIT } from '../habits.ts'
import { type ApplyTerm, applyTerm, type NameTerm, numberTerm, type Term } from '../term.ts'
import { isApply, numberOf, plus, replaceTerms, sameTerm, shifted, termsIn } from './arithmetic.ts'
import { type Context, refuse } from './context.ts'
import { dictionaryKey } from './keys.ts'
import { elementsAt, integer, sliceBounds, writeListed } from './scattered.ts'
import { asNumber, component, rowLiteral, sizeOf, withRank } from './sequences.ts'
import { isArray, rankSaid, shapeOfTerm } from './shapes.ts'
import { Cell } from './store.ts'
import { describe, isCondition, isTerm, NONE, type RangeValue, reference, type Value } from './value.ts'
import { partOf, untaken } from './views.ts'

/** Components of an array that are to be changed in a copy of it (JAX); no name can be spelled so. */
export const PLACES = 'places of an array'

/** Where the one element of an array that a loop makes was written. */
const grown = new WeakMap<readonly Value[], Term>()
const NOWHERE = numberTerm(-1)

/** object[items] */
export function indexValue(context: Context, object: Value, items: readonly Value[], range: Range): Value {
  const [item] = items
  if (item === undefined) return refuse('an index is missing', range)
  switch (object.kind) {
    case 'list': {
      const list = object.items.value
      if (items.length > 1) break
      if (item.kind === 'slice') {
        const bounds = sliceBounds(context, item, list.length)
        if (bounds === undefined) break
        return { kind: 'list', form: object.form, items: new Cell(bounds.map((k) => list[k] as Value)) }
      }
      const at = integer(context, item)
      // What this round of a loop has just written there.
      if (at === undefined && isTerm(item) && sameTerm(grown.get(list) ?? NOWHERE, item)) return list[0] as Value
      if (at === undefined) {
        const place = isTerm(item) ? shifted(item) : undefined
        if (place?.base.kind === 'name') context.facts.runOver(place.base.name, place.offset + 1, list.length)
        break
      }
      const value = list[at < 0 && context.dialect.negativeIndices ? at + list.length : at]
      if (value === undefined && context.dialect.looseArguments) return NONE
      return value ?? refuse(`there is no element ${at}: the ${object.form} has ${list.length}`, range)
    }
    case 'dictionary': {
      const key = dictionaryKey(item)
      const value = key === undefined ? undefined : object.entries.value.get(key)
      return value ?? refuse(`the dictionary has no such entry: ${item.kind === 'string' ? item.value : describe(item)}`, range)
    }
    case 'shape': {
      const axis = integer(context, item)
      if (axis === undefined) return refuse('only single lengths of a shape are read', range)
      return sizeOf(context, object.of, axis, range)
    }
    case 'range': {
      const turned = isTurned(item) ? turnedRange(context, object) : undefined
      if (turned !== undefined) return turned
      const at = integer(context, item)
      const elements = context.elements(object, range)
      return (at === undefined ? undefined : elements?.at(at)) ?? refuse('this element of the range is not known', range)
    }
    case 'name':
      // params['W1'] is what the bundle holds under that key.
      if (item.kind === 'string' && items.length === 1) return context.facts.part(object.name, item.value, range, true)
      break
    case 'method':
      // x.at[i].set(v)
      if (object.name === 'at' && isTerm(object.object))
        return {
          kind: 'partial',
          callee: reference(PLACES),
          positional: [object.object, { kind: 'list', form: 'tuple', items: new Cell(items) }],
          named: new Map(),
        }
      return indexValue(context, context.toTerm(object, range), items, range)
    case 'instance': {
      const at = integer(context, item)
      const value = at === undefined ? undefined : context.elements(object, range)?.at(at)
      return value ?? refuse(`${describe(object)} has no such element`, range)
    }
    case 'sequence':
    case 'number':
    case 'apply':
    case 'call':
    case 'binder':
    case 'derivative':
      break
    case 'opaque':
      throw object.error
    default:
      return refuse(`${describe(object)} has no elements`, range)
  }
  const whole = context.toTerm(object, range)
  const part = indexTerm(context, whole, items, range)
  return context.dialect.updatesArrays === true ? viewed(context, part, whole, items, range) : part
}

/** The components that slices and single places take, as a part of the array; what a mask or a list of places picks is another array. */
export function viewed(context: Context, part: Term, whole: Term, items: readonly Value[], range: Range): Term {
  if (part.kind === 'number' || (part.kind === 'name' && part.name.endsWith(' ')) || !items.every((item) => isPlain(context, item))) return part
  if (items.every(isTerm) && items.length === shapeOfTerm(context, whole)?.length) return part
  const taken = (array: Term): Term => indexTerm(context, array, items, range)
  // An axis that is put in has no places to be written to.
  if (items.some((item) => item.kind === 'none'))
    return partOf(part, whole, { ...untaken('a part with an axis put in is changed here', range), take: taken })
  const put = (array: Term, value: Term): Term => writeItem(context, array, items, value, range) ?? refuse('this part is not written to', range)
  return partOf(part, whole, { take: taken, put })
}

/** A slice or a single place; a name of places may be a list of them. */
function isPlain(context: Context, item: Value): boolean {
  if (item.kind === 'slice' || item.kind === 'ellipsis' || item.kind === 'none') return true
  return isTerm(item) && !isCondition(item) && !isList(context, item)
}

/** Whether an index names several places. */
const isList = (context: Context, place: Term): boolean => isArray(context, place) || (place.kind === 'name' && isListByName(place, context))
const isListByName = ({ name }: NameTerm, context: Context): boolean => INDEX_HABIT.test(name) && !context.isIndex(name) && name.length > 1

/** [::-1] */
const isTurned = (item: Value): boolean =>
  item.kind === 'slice' && item.start === undefined && item.stop === undefined && item.step?.kind === 'number' && item.step.value.asInteger === -1

/** A range counted down, where it goes in steps of one. */
function turnedRange(context: Context, { start, stop, step }: RangeValue): RangeValue | undefined {
  if (numberOf(step, context.facts.numbers)?.asInteger !== 1) return undefined
  return { kind: 'range', start: plus(stop, -1), stop: plus(start, -1), step: numberTerm(-1) }
}

/** A condition on rows, X[y > 0], meets the first axes of an array: the others are put behind. */
function alongRows(context: Context, array: Term, mask: Term): Term {
  if (!context.dialect.joinsLists) return mask
  const [rank, own] = [rankSaid(context, array), shapeOfTerm(context, mask)?.length]
  const names = [...termsIn(mask)].filter((part) => part.kind === 'name')
  const isMatrix = array.kind === 'name' && (rank === 2 || (rank === undefined && isUpper(array.name)))
  const ofVectors = isMatrix && names.length > 0 && !names.some(({ name }) => isUpper(name) || name === array.name)
  const more = rank !== undefined && own !== undefined ? rank - own : own !== undefined ? 0 : ofVectors ? 1 : axesGone(mask, array)
  return more > 0 ? applyTerm('index', [mask], mask.range, { items: [{}, ...Array<Attribute>(more).fill('newaxis')] }) : mask
}

/** How many axes fewer a condition on parts of an array has: X[:, 0] > 1. */
function axesGone(condition: Term, array: Term): number {
  let gone = Number.POSITIVE_INFINITY
  const parts = new Set([condition])
  for (const part of parts) {
    const isPart = isApply(part, 'index') && sameTerm(part.args[0] as Term, array)
    if (isPart)
      gone = Math.min(
        gone,
        ((part.attributes?.['items'] ?? []) as readonly object[]).filter((item) => typeof item === 'object' && 'at' in item).length,
      )
    else if (sameTerm(part, array)) gone = 0
    else if (part.kind === 'apply') for (const arg of part.args) parts.add(arg)
  }
  return Number.isFinite(gone) ? gone : 0
}

/** A[(i, j)] is A[i, j]. */
const spread = (context: Context, items: readonly Value[]): readonly Value[] => {
  const [item] = items
  return context.dialect.joinsLists && items.length === 1 && item?.kind === 'list' && item.form === 'tuple' ? item.items.value : items
}

function indexTerm(context: Context, term: Term, given: readonly Value[], range: Range): Term {
  const items = spread(context, given)
  const elements = context.dialect.countsFromOne === true ? undefined : elementsAt(context, items)
  if (elements !== undefined)
    return applyTerm(
      'array',
      elements.map((places) =>
        indexTerm(
          context,
          term,
          places.map((k) => numberTerm(k)),
          range,
        ),
      ),
      range,
    )
  const mask = items.length === 1 ? maskOf(items[0] as Value) : wholeMask(items)
  if (mask !== undefined) {
    return applyTerm('masked', [items.length > 1 ? withRank(context, term, items.length) : term, alongRows(context, term, mask)], range)
  }
  const row = rowLiteral(term)
  if (row !== undefined) return indexTerm(context, row, items.length === 2 && integer(context, items[0]) === 0 ? items.slice(1) : items, range)
  const place = placeInMatrix(context, term, items, range)
  if (place !== undefined) return indexTerm(context, term, place, range)
  if (isApply(term, 'array') && items[0]?.kind !== 'slice') {
    const at = integer(context, items[0])
    const row = at === undefined ? undefined : term.args.at(at)
    if (row !== undefined) return items.length === 1 ? row : indexTerm(context, row, items.slice(1), range)
  }
  const at = items.length === 1 ? integer(context, items[0]) : undefined
  if (at !== undefined && at >= 0 && term.kind === 'name') context.facts.vectors.add(term.name)
  const through = at === undefined || at < 0 ? undefined : throughSlice(context, term, at)
  if (through !== undefined) return indexTerm(context, through.base, [numberTerm(through.at)], range)
  const part = at === undefined || at < 0 || term.kind === 'name' ? undefined : componentAt(context, term, at, range)
  if (part !== undefined) return part
  const [args, attributes] = itemAttributes(context, items, 1, range)
  const written = writtenAt(term, args, attributes)
  if (written !== undefined) return written
  // X[i][j] is X[i, j].
  const before = isApply(term, 'index') ? (term.attributes?.['items'] as readonly Attribute[]) : []
  const [base, ...places] = isApply(term, 'index') ? term.args : []
  // A[rows][0] is the row that the first of them names.
  if (base !== undefined && places.length === 1 && before.length === 1 && isList(context, places[0] as Term)) {
    const [first, ...others] = items
    if (first !== undefined && first.kind !== 'slice' && isPlain(context, first))
      return indexTerm(context, base, [indexTerm(context, places[0] as Term, [first], range), ...others], range)
  } else if (isApply(term, 'index') && [...before, ...attributes].every((item) => typeof item === 'object' && item !== null && 'at' in item)) {
    const all = [...term.args.slice(1), ...args]
    return applyTerm('index', [term.args[0] as Term, ...all], range, { items: all.map((_, k) => ({ at: k + 1 })) })
  }
  return applyTerm('index', [term, ...args], range, { items: attributes, ...linearly(context, term, items) })
}

/** What one index into a term is marked with, where it may count through a matrix. */
function linearly(context: Context, term: Term, items: readonly Value[]): { readonly linear?: 'row' | 'column' } {
  const linear = items.length === 1 ? context.dialect.linearIndices?.(context, term) : undefined
  return linear === undefined ? {} : { linear }
}

/** Row and column of the component that one number counts to in a matrix of known lengths, column by column. */
function placeInMatrix(context: Context, term: Term, items: readonly Value[], range: Range): readonly Term[] | undefined {
  const at = items.length === 1 ? integer(context, items[0]) : undefined
  if (at === undefined || context.dialect.linearIndices?.(context, term) === undefined) return undefined
  const shape = shapeOfTerm(context, term)
  const [rows, columns] = shape ?? []
  if (shape?.length !== 2 || typeof rows !== 'number' || typeof columns !== 'number') return undefined
  const count = at < 0 ? at + rows * columns : at
  if (count < 0 || count >= rows * columns) return refuse(`there is no element ${at + 1}: the matrix has ${rows * columns}`, range)
  return [numberTerm(count % rows), numberTerm(Math.floor(count / rows))]
}

/**
 * Component `at` of what is computed component by component from vectors that are written out, as [y[1], -y[0]], and names that were
 * indexed before; undefined for anything else.
 */
function componentAt(context: Context, term: Term, at: number, range: Range, depth = 0): Term | undefined {
  if (term.kind === 'number') return term
  if (term.kind === 'name') {
    const rank = context.facts.declarations.get(term.name)?.shape?.length
    if (rank === 0 || term.hint?.rank === 0 || (rank === undefined && SCALAR_HABIT.has(term.name))) return term
    return rank === 1 || context.facts.vectors.has(term.name) ? component(term, numberTerm(at), range) : undefined
  }
  if (term.kind !== 'apply' || depth > 40) return undefined
  // One number counts through all of a matrix, not its rows.
  if (term.op === 'array') return context.dialect.linearIndices !== undefined && shapeOfTerm(context, term)?.length !== 1 ? undefined : term.args[at]
  if (term.op === 'index') return shapeOfTerm(context, term)?.length === 0 ? term : undefined
  if (operationNamed(term.op)?.elementwise !== true && term.op !== 'sub') return undefined
  const args = term.args.map((arg) => componentAt(context, arg, at, range, depth + 1))
  return args.every((arg) => arg !== undefined) ? { ...term, args: args as Term[], label: undefined } : undefined
}

/** x[1:3][0] is x[1]. */
function throughSlice(context: Context, term: Term, at: number): { readonly base: Term; readonly at: number } | undefined {
  const items = isApply(term, 'index') ? ((term.attributes?.['items'] ?? []) as readonly unknown[]) : []
  const [item] = items as readonly { start?: number; stop?: number; step?: number }[]
  if (!isApply(term, 'index') || items.length !== 1 || typeof item !== 'object' || 'at' in item || item.step !== undefined) return undefined
  const [start = 0, stop] = [item.start, item.stop].map((k) => (k === undefined ? undefined : (integer(context, term.args[k]) ?? Number.NaN)))
  // What ends at a place told from the end may be shorter.
  const isInside = stop === undefined || (stop >= 0 && start + at < stop)
  return start >= 0 && isInside ? { base: term.args[0] as Term, at: start + at } : undefined
}

/** What was just written at exactly these places. */
function writtenAt(term: Term, args: readonly Term[], items: readonly Attribute[]): Term | undefined {
  if (!isApply(term, 'put') || term.args.length !== args.length + 2) return undefined
  if (!args.every((arg, k) => sameTerm(arg, term.args[k + 2] as Term))) return undefined
  const own = term.attributes?.['items'] as readonly Attribute[]
  const plain = [...own, ...items].every((item) => typeof item === 'object' && item !== null && 'at' in item)
  return plain && own.length === items.length ? term.args[1] : undefined
}

const isZero = (term: Term): boolean => term.kind === 'number' && term.value.isZero
const isOne = (term: Term): boolean => term.kind === 'number' && term.value.isOne
const maskOf = (item: Value): Term | undefined => (isTerm(item) && isCondition(item) ? item : undefined)

/** The mask whose places by axes all of these are: D[i, j] with i, j = np.triu_indices(n). */
function wholeMask(items: readonly Value[]): Term | undefined {
  const masks = items.map((item, axis) =>
    isTerm(item) && isApply(item, 'holding') && item.attributes?.['axis'] === axis && item.attributes['of'] === items.length
      ? item.args[0]
      : undefined,
  )
  const [first] = masks
  return first !== undefined && masks.every((mask) => mask === first) ? first : undefined
}

/** The further arguments of an 'index' or 'put' term, and how its items refer to them; the first of them has number `from`. */
function itemAttributes(context: Context, items: readonly Value[], from: number, range: Range): [Term[], Attribute[]] {
  const args: Term[] = []
  const number = (value: Value): number => {
    args.push(context.toTerm(value, range))
    return from + args.length - 1
  }
  const attributes = items.map((item): Attribute => {
    if (item.kind === 'none') return 'newaxis'
    if (item.kind === 'ellipsis') return 'ellipsis'
    if (item.kind === 'sequence') return refuse('picking elements by this row of indices is not read', range)
    if (item.kind === 'range' && isZero(item.start) && isOne(item.step) && item.stop.kind !== 'number')
      return { at: number(applyTerm('arange', [item.stop], range, { shape: { length: 0 } })) }
    if (item.kind !== 'slice') return { at: number(item) }
    const part = (name: string, value: Value | undefined): { [name: string]: number } =>
      value === undefined || value.kind === 'none' ? {} : { [name]: number(value) }
    return { ...part('start', item.start), ...part('stop', item.stop), ...part('step', item.step) }
  })
  return [args, attributes]
}

/** What `object` is after object[items] = value; undefined where it was changed in place. */
export function writeItem(context: Context, object: Value, given: readonly Value[], value: Value, range: Range): Term | undefined {
  const items = isTerm(object) ? spread(context, given) : given
  const [item] = items
  if (item === undefined) return refuse('an index is missing', range)
  if (object.kind === 'dictionary') {
    const key = dictionaryKey(item) ?? refuse('this key is not known', range)
    context.store.set(object.entries, new Map(object.entries.value).set(key, value))
    return undefined
  }
  if (object.kind === 'list') {
    const at = integer(context, item)
    const place = isTerm(item) ? shifted(item)?.base : undefined
    const own = grown.get(object.items.value)
    const isOpen = object.items.value.length === 0 || (own !== undefined && isTerm(item) && sameTerm(own, item))
    if (context.dialect.growsArrays === true && isOpen && place?.kind === 'name' && context.isIndex(place.name)) {
      // An array that a loop makes: one element for all of its rounds.
      const made = [value]
      grown.set(made, item as Term)
      context.store.set(object.items, made)
      return undefined
    }
    if (items.length > 1 && writeInside(context, object.items.value, items, value, range, (list) => context.store.set(object.items, list)))
      return undefined
    if (at === undefined || items.length > 1) return refuse('where this is written depends on symbols', range)
    const list = [...object.items.value]
    const k = at < 0 && context.dialect.negativeIndices ? at + list.length : at
    // JavaScript's arrays grow by writing behind their end.
    if (k < 0 || k > list.length || (k === list.length && context.dialect.negativeIndices)) return refuse(`there is no element ${at}`, range)
    list[k] = value
    context.store.set(object.items, list)
    return undefined
  }
  if (object.kind === 'sequence') return writeItem(context, context.toTerm(object, range), items, value, range)
  if (!isTerm(object)) return refuse(`${describe(object)} has no elements to write to`, range)
  const column = rowLiteral(object)
  const inRow = items.length === 2 && integer(context, item) === 0 ? items.slice(1) : items
  if (column !== undefined && inRow.length === 1) {
    // A row stays one.
    const changed = writeItem(context, column, inRow, value, range)
    if (changed !== undefined) return applyTerm('transpose', [changed], range)
  }
  const condition = items.length === 1 ? maskOf(item) : undefined
  const mask = condition && alongRows(context, object, condition)
  const written = context.toTerm(value, range)
  if (mask !== undefined) {
    const isSelected = (term: Term): term is ApplyTerm => isApply(term, 'masked') && sameTerm(term.args[1] as Term, mask)
    if (![...termsIn(written)].some(isSelected)) {
      // What is not selected itself would have to be as long as the selection.
      if (isArray(context, written))
        return refuse('as many values as a condition holds for are not read', range, 'where(condition, x, y) has a known length')
      return applyTerm('where', [mask, asNumber(context, written), object], range)
    }
    const whole = replaceTerms(written, (term) => (isSelected(term) ? term.args[0] : undefined))
    return applyTerm('where', [mask, whole, object], range)
  }
  const replaced = replaceElement(context, object, items, written)
  if (replaced !== undefined) return replaced
  const listed = writeListed(context, object, items, written, range, (array, place, element) => {
    const changed = writeItem(context, array, place, element, range)
    return changed ?? refuse('this array is not changed so', range)
  })
  if (listed !== undefined) return listed
  if (
    items.every(
      (each) => (each.kind === 'slice' && each.start === undefined && each.stop === undefined && each.step === undefined) || each.kind === 'ellipsis',
    )
  ) {
    // x[:] = v fills what is there: the value, stretched to its shape.
    return applyTerm('add', [applyTerm('mul', [numberTerm(0), object], range), written], range)
  }
  const place = placeInMatrix(context, object, items, range)
  if (place !== undefined) return writeItem(context, object, place, value, range)
  const [args, attributes] = itemAttributes(context, items, 2, range)
  return applyTerm('put', [object, written, ...args], range, { items: attributes, ...linearly(context, object, items) })
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
  const isAll = item?.kind === 'slice' && item.start === undefined && item.stop === undefined && item.step === undefined
  const isSeveral = value.kind === 'list' || (isTerm(value) && (shapeOfTerm(context, value)?.length ?? 0) > 0)
  const places = at === undefined ? (isAll && isSeveral ? list.map((_, k) => k) : []) : [at]
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
