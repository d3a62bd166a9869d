/** Rows of which several elements stand for one: of equal values only one is meant. */
import type { Range } from '../../../api.ts'
import { applyTerm, type BinderTerm, nameTerm, ReadError, type Term } from '../../term.ts'
import { refuse } from '../values/context.ts'
import type { SequenceValue, Value } from '../values/value.ts'

/** The number of an element among the others, which different values do not have. */
export const placeAmong = (row: SequenceValue, range: Range): Value =>
  row.weight === undefined
    ? nameTerm(row.index, range)
    : { kind: 'opaque', error: new ReadError('which number a value has among the different ones is not known', range) }

/** What all elements have in common, where each counts for a part of one. */
export function weighed({ weight }: SequenceValue, op: BinderTerm['op'], body: Term, range: Range): Term {
  if (weight === undefined || op === 'max' || op === 'min') return body
  if (op === 'sum') return applyTerm('mul', [weight, body], range)
  if (op === 'prod') return applyTerm('pow', [body, weight], range)
  return refuse('how many different values there are is not known', range)
}
