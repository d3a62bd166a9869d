/** x.at[i].set(v) of JAX: an array with other values at some places. */
import type { Range } from '../../../api.ts'
import { operate } from '../../execute/arrays/operators.ts'
import { PLACES } from '../../execute/arrays/subscripts.ts'
import { writeItem } from '../../execute/arrays/writing.ts'
import type { BinaryOperator } from '../../execute/syntax/syntax.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, type PartialValue, reference, type Value } from '../../execute/values/value.ts'
import { applyTerm } from '../../term.ts'

const OPERATORS: ReadonlyMap<string, BinaryOperator> = new Map([
  ['add', '+'],
  ['subtract', '-'],
  ['multiply', '*'],
  ['mul', '*'],
  ['divide', '/'],
  ['power', '**'],
])

/** x.at[i].add */
export const askPlaces = ({ callee, positional, named }: PartialValue, what: string): Value | undefined =>
  callee.kind === 'reference' && callee.path === PLACES ? { kind: 'partial', callee: reference(`${PLACES}.${what}`), positional, named } : undefined

export function changePlaces(context: Context, what: string, { positional: [array, places, value] }: Arguments, range: Range): Value {
  if (array === undefined || places?.kind !== 'list') return refuse('which components are changed is not known', range)
  const items = places.items.value
  if (what === 'get') return context.index(array, items, range)
  if (value === undefined) return refuse(`"${what}" is called without a value`, range)
  const op = OPERATORS.get(what)
  const old = (): Value => context.index(array, items, range)
  const extreme = { max: 'maximum', min: 'minimum' }[what]
  const made =
    what === 'set'
      ? value
      : op !== undefined
        ? operate(context, op, old(), value, range)
        : extreme !== undefined
          ? applyTerm(extreme, [context.toTerm(old(), range), context.toTerm(value, range)], range)
          : refuse(`"${what}" of places in an array is not read`, range)
  return writeItem(context, array, items, made, range) ?? refuse('this array is not changed so', range)
}
