/** x.sort((a, b) => a - b) and x.toSorted(...) of arrays in JavaScript. */
import type { Range } from '../../api.ts'
import { overwrite } from '../execute/arrays/holders.ts'
import { operate } from '../execute/arrays/operators.ts'
import { inOrder } from '../execute/arrays/ordered.ts'
import { sameTerm } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { isTerm, type Value } from '../execute/values/value.ts'
import { nameTerm, type Term } from '../term.ts'

/** Two numbers that are compared; no name can be spelled so. */
const [A, B] = [nameTerm('a number'), nameTerm('another number')]

/** Whether the greatest comes first, by what is compared: b - a. */
function isDescending(context: Context, f: Value | undefined, range: Range): boolean {
  if (f === undefined) return refuse('without a function that compares, arrays are sorted as texts', range, 'write x.sort((a, b) => a - b)')
  const compared = context.call(f, { positional: [A, B], named: new Map(), ranges: [], range }, range)
  const is = (a: Term, b: Term): boolean => isTerm(compared) && sameTerm(compared, context.toTerm(operate(context, '-', a, b, range), range))
  if (is(A, B)) return false
  if (is(B, A)) return true
  return refuse('arrays are sorted by their numbers alone, (a, b) => a - b or (a, b) => b - a', range, 'give the sorted values a name')
}

/** The array in order; `x.sort` leaves it so. */
export function sorted(context: Context, object: Value, name: string, f: Value | undefined, range: Range): Term {
  const descending = isDescending(context, f, range)
  const order = inOrder(context.toTerm(object, range), { descending, axis: 0 }, range)
  if (name === 'sort') overwrite(context, object, order, undefined)
  return order
}
