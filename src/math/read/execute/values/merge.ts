/** One value of two, by a condition on symbols. */
import type { Range } from '../../../api.ts'
import { applyTerm, numberTerm, ReadError, type Term } from '../../term.ts'
import { sameTerm } from './arithmetic.ts'
import { Cell, type Changes, type Store } from './store.ts'
import { type DictionaryValue, describe, isTerm, type Value } from './value.ts'
import { eitherOf, originOf, partOf, untaken, viewOf } from './views.ts'

const asTerm = (value: Value): Term | undefined => (isTerm(value) ? value : value.kind === 'boolean' ? numberTerm(value.value ? 1 : 0) : undefined)

/** a where the condition holds, else b. */
export function merge(condition: Term, a: Value, b: Value, range: Range): Value {
  if (a === b) return a
  const [x, y] = [asTerm(a), asTerm(b)]
  if (x !== undefined && y !== undefined) {
    const made = sameTerm(x, y) ? x : applyTerm('where', [condition, x, y], range)
    return made.kind === 'number' ? made : eitherOf(made, x, y)
  }
  if (a.kind === 'list' && b.kind === 'list' && a.items.value.length === b.items.value.length) {
    const others = b.items.value
    return { kind: 'list', form: a.form, items: new Cell(a.items.value.map((item, k) => merge(condition, item, others[k] as Value, range))) }
  }
  if (a.kind === 'dictionary' && b.kind === 'dictionary' && isAlike(a, b)) {
    const others = b.entries.value
    const entries = [...a.entries.value].map(([key, value]) => [key, merge(condition, value, others.get(key) as Value, range)] as const)
    return { kind: 'dictionary', entries: new Cell(new Map(entries)) }
  }
  if (a.kind === 'function' && b.kind === 'function' && a.definition === b.definition && a.scope === b.scope && a.self === b.self) return a
  if (a.kind === 'string' && b.kind === 'string' && a.value === b.value) return a
  if (a.kind === 'none' && b.kind === 'none') return a
  if (a.kind === 'opaque') return a
  if (b.kind === 'opaque') return b
  const error = new ReadError(
    `this is ${describe(a)} or ${describe(b)}, by a condition on symbols`,
    range,
    'both sides of the condition should give numbers',
  )
  return { kind: 'opaque', error }
}

/** Whether two objects hold things under the same names. */
const isAlike = (a: DictionaryValue, b: DictionaryValue): boolean =>
  a.rest === undefined &&
  b.rest === undefined &&
  a.entries.value.size === b.entries.value.size &&
  [...a.entries.value.keys()].every((key) => b.entries.value.has(key))

/** The state after a condition on symbols whose sides changed different things. */
export function mergeChanges(store: Store, condition: Term, then: Changes, otherwise: Changes, range: Range): void {
  const merged = new Merged(condition, range)
  for (const cell of new Set([...then.keys(), ...otherwise.keys()])) {
    const after = (changes: Changes): unknown => (changes.has(cell) ? changes.get(cell)?.after : cell.value)
    const [a, b] = [after(then), after(otherwise)]
    store.set(cell, mergeContents(merged, a, b))
  }
}

/** What two values have become: names of one array before are names of one array after. */
class Merged {
  private readonly arrays = new Map<Term, Map<Term, Term>>()

  constructor(
    private readonly condition: Term,
    readonly range: Range,
  ) {}

  of(a: Value, b: Value): Value {
    if (a === b || !isTerm(a) || !isTerm(b) || a.kind === 'number' || b.kind === 'number') return merge(this.condition, a, b, this.range)
    const [x, y] = [originOf(a), originOf(b)]
    const known = this.arrays.get(x)?.get(y)
    if (known !== undefined) return known
    const plain = merge(this.condition, a, b, this.range) as Term
    const value = this.asPart(x, y, plain)
    this.arrays.set(x, (this.arrays.get(x) ?? new Map<Term, Term>()).set(y, value))
    return value
  }

  /** A part of two arrays that become one is a part of that. */
  private asPart(x: Term, y: Term, value: Term): Term {
    const [one, other] = [viewOf(x), viewOf(y)]
    if (one === undefined && other === undefined) return value
    const alike = one !== undefined && one.taking === other?.taking
    const whole = alike ? this.of(one.of, other.of) : value
    return partOf(value, whole as Term, alike ? one.taking : untaken('which array this is a part of depends on a condition', this.range))
  }
}

/** Cells hold values, lists of values or dictionaries of values. */
function mergeContents(merged: Merged, a: unknown, b: unknown): unknown {
  if (a === b) return a
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length === b.length) return a.map((item: Value, k) => merged.of(item, b[k] as Value))
  } else if (a instanceof Map && b instanceof Map) {
    if ([...a.keys()].join() === [...b.keys()].join())
      return new Map([...a].map(([key, item]: [string, Value]) => [key, merged.of(item, b.get(key) as Value)]))
  } else if (!Array.isArray(a) && !Array.isArray(b) && !(a instanceof Map) && !(b instanceof Map)) {
    // A name bound on one side only is used, if at all, where that side was taken.
    if (a === undefined) return b
    if (b === undefined) return a
    return merged.of(a as Value, b as Value)
  }
  throw new ReadError('how long this becomes depends on a condition on symbols', merged.range)
}
