/** Writing into a field of what is no object of a class: s.v = 1 of a structure, p.xy = q of a vector. */
import type { Range } from '../../../api.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { isArray, shapeOfTerm } from '../arrays/shapes.ts'
import { writeItem } from '../arrays/writing.ts'
import { type Context, refuse } from '../values/context.ts'
import { Cell } from '../values/store.ts'
import { describe, isTerm, type Value } from '../values/value.ts'

/** Which components of a vector of so few the letters xyzw or rgba name; undefined where they are others. */
export function placesOf(letters: string, length: number): number[] | undefined {
  if (length > 4 || letters.length > 4) return undefined
  return ['xyzw', 'rgba']
    .map((all) => [...letters].map((letter) => all.indexOf(letter)))
    .find((places) => places.every((at) => at >= 0 && at < length))
}

/** What v.xy is now, whatever is written into v later. */
export const present = (context: Context, value: Value, range: Range): Value =>
  value.kind === 'method' && context.dialect.hasPlaces === true && placesOf(value.name, 4) !== undefined
    ? (context.quietly(() => context.toTerm(value, range)) ?? value)
    : value

/** The components of a vector, written out. */
function components(context: Context, vector: Term, length: number, range: Range): Term {
  return applyTerm(
    'array',
    Array.from({ length }, (_, k) => context.toTerm(context.index(vector, [numberTerm(k)], range), range)),
    range,
  )
}

/** What an object is after object.name = value; undefined where it was changed itself, or where that has no mathematical meaning. */
export function writeField(context: Context, object: Value, name: string, given: Value, range: Range): Value | undefined {
  const value = present(context, given, range)
  if (object.kind === 'dictionary') {
    context.store.set(object.entries, new Map(object.entries.value).set(`s${name}`, value))
    return undefined
  }
  const shape = object.kind === 'list' ? [object.items.value.length] : isTerm(object) ? shapeOfTerm(context, object) : undefined
  const [length] = shape ?? []
  // v.y of a vector of few components is its second one, v.xz are two of them.
  const places = shape?.length === 1 && typeof length === 'number' ? placesOf(name, length) : undefined
  if (places !== undefined && typeof length === 'number') return writeComponents(context, object, places, length, value, range)
  // Of what is computed the length may be told later.
  const later = shape === undefined && isTerm(object) && object.kind === 'apply' && context.dialect.hasPlaces === true ? placesOf(name, 4) : undefined
  if (later !== undefined) return writeComponents(context, object, later, undefined, value, range)
  // A bundle of which the text does not say what it holds.
  if (object.kind === 'name' && (shape === undefined || shape.length > 0) && (isTerm(value) || value.kind === 'list'))
    return { kind: 'dictionary', entries: new Cell<ReadonlyMap<string, Value>>(new Map([[`s${name}`, value]])), rest: object }
  if (context.dialect.hasPlaces === true && object.kind === 'apply' && isTerm(value))
    return refuse(`what "${name}" of this ${describe(object)} is, is not known, so it cannot be written to`, range)
  // An attribute of anything else (plt.rcParams, f.calls).
  return undefined
}

/** Whether something is computed of which no shape is known. */
const isComputed = (context: Context, term: Term): boolean => term.kind === 'apply' && shapeOfTerm(context, term) === undefined

function writeComponents(
  context: Context,
  object: Value,
  places: readonly number[],
  length: number | undefined,
  value: Value,
  range: Range,
): Value | undefined {
  if (new Set(places).size < places.length) return refuse('a component that is named twice cannot be written to', range)
  const isSeveral = places.length > 1 && (value.kind === 'list' || (isTerm(value) && (isArray(context, value) || isComputed(context, value))))
  const parts = places.map((_, k) => (isSeveral ? context.index(value, [numberTerm(k)], range) : value))
  let changed: Value = object
  if (isTerm(object) && length !== undefined) changed = components(context, object, length, range)
  places.forEach((place, k) => {
    changed = writeItem(context, changed, [numberTerm(place)], parts[k] as Value, range) ?? changed
  })
  return changed === object ? undefined : changed
}
