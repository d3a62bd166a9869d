/** Reading x[...] of values of every kind. */
import type { Range } from '../../../api.ts'
import { numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf, plus, sameTerm, shifted } from '../values/arithmetic.ts'
import { type Context, refuse, shapeComment } from '../values/context.ts'
import { keyIn } from '../values/keys.ts'
import { Cell } from '../values/store.ts'
import { copied, describe, isTerm, NONE, type RangeValue, reference, tupleOf, type Value } from '../values/value.ts'
import { integer, sliceBounds } from './scattered.ts'
import { elementAt, sizeOf } from './sequences.ts'
import { rankSaid, shapeOfTerm } from './shapes.ts'
import { indexTerm, pickedBy } from './taking.ts'
import { grown, viewed } from './writing.ts'

/** Components of an array that are to be changed in a copy of it (JAX); no name can be spelled so. */
export const PLACES = 'places of an array'

const NOWHERE = numberTerm(-1)
const NONE_PICKED = 'a condition that never holds picks nothing'

type Slice = Extract<Value, { kind: 'slice' }>

/** object[items] */
export function indexValue(context: Context, object: Value, given: readonly Value[], range: Range): Value {
  const items = isTerm(object) || object.kind === 'sequence' ? given.map((item) => pickedBy(item) ?? refuse(NONE_PICKED, range)) : given
  const [item] = items
  if (items.length === 1 && given[0]?.kind === 'boolean' && given[0] !== item) return copied(object)
  if (item === undefined) return refuse('an index is missing', range)
  if (context.dialect.singleIndices === true) for (const each of items) if (isTerm(each)) asOneNumber(context, each)
  const explicit = isTerm(object) ? context.dialect.explicit?.index(context, object, items, range) : undefined
  if (explicit !== undefined) return explicit
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
        // A list that grows from round to round is as long as that goes on.
        if (place?.base.kind === 'name' && !context.store.hasWritten(object.items))
          context.facts.runOver(place.base.name, place.offset + 1, list.length)
        break
      }
      const value = list[at < 0 && context.dialect.negativeIndices ? at + list.length : at]
      if (value === undefined && context.dialect.looseArguments) return NONE
      return value ?? refuse(`there is no element ${at}: the ${object.form} has ${list.length}`, range)
    }
    case 'dictionary': {
      refuseOpen(item, range)
      const key = keyIn(items)
      const value = key === undefined ? undefined : object.entries.value.get(key)
      if (value === undefined && object.rest !== undefined && item.kind === 'string') return context.index(object.rest, items, range)
      if (value === undefined && key !== undefined && object.missing !== undefined) {
        const made = context.call(object.missing, { positional: [], named: new Map(), ranges: [], range }, range)
        context.store.set(object.entries, new Map(object.entries.value).set(key, made))
        return made
      }
      return value ?? refuse(`the dictionary has no such entry: ${item.kind === 'string' ? item.value : describe(item)}`, range)
    }
    case 'shape': {
      const axis = integer(context, item)
      const axes = item.kind === 'slice' ? axesBetween(context, object.of, item) : undefined
      if (axes !== undefined) return tupleOf(axes.map((each) => sizeOf(context, object.of, each, range)))
      if (axis === undefined) return refuseLengths(context, object.of, item, range)
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
      refuseOpen(item, range)
      if (item.kind === 'string' && items.length === 1) return context.facts.entry(object.name, item.value, range)
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
    case 'sequence': {
      // Of the rows of a matrix a number picks a row; counted through, it would be one number of the matrix.
      const at =
        items.length === 1 && object.mask === undefined && object.condition === undefined && object.weight === undefined && object.backwards !== true
          ? integer(context, item)
          : undefined
      if (context.dialect.linearIndices !== undefined && at !== undefined && at >= 0) return elementAt(context, object, at, range)
      break
    }
    case 'number':
    case 'apply':
    case 'call':
    case 'binder':
    case 'derivative':
      break
    case 'opaque':
      throw object.error
    case 'reference': {
      const joined = context.dialect.joinsInBrackets?.(context, object.path, items, range)
      return joined ?? refuse(`${describe(object)} has no elements`, range)
    }
    default:
      return refuse(`${describe(object)} has no elements`, range)
  }
  const whole = context.toTerm(object, range)
  if (isElementGiven(context, whole) && items.some((each) => each.kind === 'slice' || isTerm(each)))
    return refuse('one number has no elements', range)
  const part = indexTerm(context, whole, items, range)
  return context.dialect.updatesArrays === true ? viewed(context, part, whole, items, range) : part
}

/** A parameter in brackets of which nothing is said, p[label] or p[label - 1], is one number. */
function asOneNumber(context: Context, index: Term): void {
  const base = shifted(index)?.base
  if (base?.kind !== 'name' || !context.facts.parameters.has(base.name)) return
  const { shape, rank } = context.facts.declarations.get(base.name) ?? {}
  if (shape === undefined && rank === undefined) context.facts.declare(base.name, { rank: 0, stated: true })
}

/** Whether a term is one element of what is given, or taken, as an array with just so many axes: a[i] of a vector, which a[i][k] shows to be a matrix. */
function isElementGiven(context: Context, term: Term): boolean {
  const [base] = isApply(term, 'index') ? term.args : []
  return base?.kind === 'name' && context.facts.shapeGiven(base.name) !== undefined && shapeOfTerm(context, term)?.length === 0
}

/** The axes that x.shape[:2] or x.shape[-2:] has the lengths of; undefined where the number of axes is needed to tell, and not known. */
function axesBetween(context: Context, of: Term, slice: Slice): readonly number[] | undefined {
  const rank = shapeOfTerm(context, of)?.length ?? rankSaid(context, of)
  if (rank !== undefined) return sliceBounds(context, slice, rank)
  const [start, stop] = [slice.start, slice.stop].map((bound) => (bound === undefined ? undefined : integer(context, bound)))
  if (slice.step !== undefined || (slice.start !== undefined && start === undefined)) return undefined
  const first = start ?? 0
  const isOpen = slice.stop === undefined
  const end = isOpen ? 0 : stop
  // Both ends are counted from the same side.
  if (end === undefined || first < 0 !== (isOpen || end < 0)) return undefined
  return Array.from({ length: Math.max(0, end - first) }, (_, k) => first + k)
}

/** Of x[2:] it is remembered that there are as many axes, one of which is left. */
function refuseLengths(context: Context, of: Term, item: Value, range: Range): never {
  const first = item.kind === 'slice' ? (item.start === undefined ? 0 : integer(context, item.start)) : undefined
  if (first === undefined) return refuse('only single lengths of a shape are read', range)
  context.facts.goAlong([of], first < 0 ? -first - 1 : first, SHOWN)
  return refuse('the number of axes is not known here', range, `state the shape in ${shapeComment(context, 'x: (n, d)')}`)
}
/** Shown for so many components along an axis of which the text says no more than that it is there. */
const SHOWN = 2

/** params["W" + name], where what the name is cannot be told. */
function refuseOpen(item: Value | undefined, range: Range): void {
  if (item?.kind === 'string' && item.open === true) refuse('which entry this is is not known', range)
}

/** [::-1] */
const isTurned = (item: Value): boolean =>
  item.kind === 'slice' && item.start === undefined && item.stop === undefined && item.step?.kind === 'number' && item.step.value.asInteger === -1

/** A range counted down, where it goes in steps of one. */
function turnedRange(context: Context, { start, stop, step }: RangeValue): RangeValue | undefined {
  if (numberOf(step, context.facts.numbers)?.asInteger !== 1) return undefined
  return { kind: 'range', start: plus(stop, -1), stop: plus(start, -1), step: numberTerm(-1) }
}
