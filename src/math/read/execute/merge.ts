/** One value of two, by a condition on symbols. */
import type { Range } from '../../api.ts'
import { applyTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { sameTerm } from './arithmetic.ts'
import { Cell, type Changes, type Store } from './store.ts'
import { describe, isTerm, type Value } from './value.ts'

const asTerm = (value: Value): Term | undefined => (isTerm(value) ? value : value.kind === 'boolean' ? numberTerm(value.value ? 1 : 0) : undefined)

/** a where the condition holds, else b. */
export function merge(condition: Term, a: Value, b: Value, range: Range): Value {
  if (a === b) return a
  const [x, y] = [asTerm(a), asTerm(b)]
  if (x !== undefined && y !== undefined) return sameTerm(x, y) ? x : applyTerm('where', [condition, x, y], range)
  if (a.kind === 'list' && b.kind === 'list' && a.items.value.length === b.items.value.length) {
    const others = b.items.value
    return { kind: 'list', form: a.form, items: new Cell(a.items.value.map((item, k) => merge(condition, item, others[k] as Value, range))) }
  }
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

/** The state after a condition on symbols whose sides changed different things. */
export function mergeChanges(store: Store, condition: Term, then: Changes, otherwise: Changes, range: Range): void {
  for (const cell of new Set([...then.keys(), ...otherwise.keys()])) {
    const after = (changes: Changes): unknown => (changes.has(cell) ? changes.get(cell)?.after : cell.value)
    const [a, b] = [after(then), after(otherwise)]
    store.set(cell, mergeContents(condition, a, b, range))
  }
}

/** Cells hold values, lists of values or dictionaries of values. */
function mergeContents(condition: Term, a: unknown, b: unknown, range: Range): unknown {
  if (a === b) return a
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length === b.length) return a.map((item: Value, k) => merge(condition, item, b[k] as Value, range))
  } else if (a instanceof Map && b instanceof Map) {
    if ([...a.keys()].join() === [...b.keys()].join())
      return new Map([...a].map(([key, item]: [string, Value]) => [key, merge(condition, item, b.get(key) as Value, range)]))
  } else if (!Array.isArray(a) && !Array.isArray(b) && !(a instanceof Map) && !(b instanceof Map)) {
    // A name bound on one side only is used, if at all, where that side was taken.
    if (a === undefined) return b
    if (b === undefined) return a
    return merge(condition, a as Value, b as Value, range)
  }
  throw new ReadError('how long this becomes depends on a condition on symbols', range)
}
