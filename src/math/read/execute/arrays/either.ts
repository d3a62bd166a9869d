/** One value of two by a condition, of which one may be an array and the other a list of its elements: return v beside return [x / n, y / n]. */
import type { Range } from '../../../api.ts'
import { ReadError, type Term } from '../../term.ts'
import type { Context } from '../values/context.ts'
import { merge } from '../values/merge.ts'
import { isTerm, type Value } from '../values/value.ts'
import { isOneNumber } from './shapes.ts'

/** a where the condition holds, else b. */
export function either(context: Context, condition: Term, a: Value, b: Value, range: Range): Value {
  const arrays = a.kind === b.kind || (isTerm(a) && isTerm(b)) ? undefined : [a, b].map((value) => asArray(context, value, range))
  const [x, y] = arrays ?? []
  return x === undefined || y === undefined ? merge(condition, a, b, range) : merge(condition, x, y, range)
}

/** What is an array for certain, or a name that may be one; undefined for other values. */
function asArray(context: Context, value: Value, range: Range): Term | undefined {
  if (isTerm(value)) return isOneNumber(context, value) ? undefined : value
  if (!(value.kind === 'sequence' || (value.kind === 'list' && value.form === 'list'))) return undefined
  try {
    return context.toTerm(value, range)
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}
