/** iter() and next(): what is gone through one after the other. */
import type { Range } from '../../api.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { type Arguments, isTerm, listOf, type Value } from '../execute/values/value.ts'

/** So long is shown what is gone through of which nothing is known. */
const SHOWN = 3

/** iter(x): all that is gone through, of which next() takes one after the other. */
export function iterate(context: Context, { positional: [value] }: Arguments, range: Range): Value {
  if (value === undefined) return refuse('what is gone through is missing', range)
  const elements = context.elements(value, range)
  if (elements !== undefined) return listOf(elements)
  if (isTerm(value)) context.facts.goAlongAxis(value, 0, SHOWN)
  return value
}

/** next(it): the first that is left of what iter() or a generator gives; a second argument where nothing is. */
export function next(context: Context, { positional: [iterator, otherwise] }: Arguments, range: Range): Value {
  if (iterator?.kind !== 'list') return refuse('what comes next here is not known', range)
  const [first, ...rest] = iterator.items.value
  if (first === undefined) return otherwise ?? refuse('there is nothing left to go through', range)
  context.store.set(iterator.items, rest)
  return first
}
