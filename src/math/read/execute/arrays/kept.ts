/** What a filter leaves of an array of unknown length. */
import type { Range } from '../../../api.ts'
import { applyTerm } from '../../term.ts'
import type { Context } from '../values/context.ts'
import type { SequenceValue, Value } from '../values/value.ts'
import { conditionTerm } from './operators.ts'
import { symbolicElement } from './sequences.ts'

/** The row of all elements, of which those count for which the test holds. */
export function keptBy(context: Context, values: Value, test: (element: Value, row: SequenceValue) => Value, range: Range): SequenceValue {
  const row = symbolicElement(context, values, 'i', range)
  const holds = context.withIndex(row.index, () => conditionTerm(context, test(row.element, row), range))
  return { ...row, condition: row.condition === undefined ? holds : applyTerm('and', [row.condition, holds], range) }
}
