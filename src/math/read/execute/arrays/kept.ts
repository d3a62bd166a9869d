/** What a filter leaves of an array. */
import type { Range } from '../../../api.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import type { Context } from '../values/context.ts'
import { listOf, type SequenceValue, type Value } from '../values/value.ts'
import { conditionTerm } from './comparisons.ts'
import { symbolicElement, vectorise } from './sequences.ts'
import { placeAmong } from './weights.ts'

/** The row of all elements, of which those count for which the test holds. */
export function keptBy(context: Context, values: Value, test: (element: Value, row: SequenceValue) => Value, range: Range): SequenceValue {
  const row = symbolicElement(context, values, 'i', range)
  const holds = context.withIndex(row.index, () => conditionTerm(context, test(row.element, row), range))
  return { ...row, condition: row.condition === undefined ? holds : applyTerm('and', [row.condition, holds], range) }
}

/** The elements for which the test holds; where that depends on symbols, the row of all of which those count. */
export function keptOf(
  context: Context,
  values: Value,
  elements: readonly Value[],
  test: (element: Value, place: Value) => Value,
  range: Range,
): Value {
  const kept: Value[] = []
  for (const [k, element] of elements.entries()) {
    const keeps = context.decide(test(element, numberTerm(k)), range)
    if (keeps === undefined) return keptBy(context, context.toTerm(values, range), (each, row) => test(each, placeAmong(row, range)), range)
    if (keeps) kept.push(element)
  }
  return listOf(kept)
}

/** The elements of a row that a condition lets in, as an array: those that a mask picks. */
export function keptTerm(context: Context, { condition, ...row }: SequenceValue, range: Range): Term {
  const all = vectorise(context, row, range)
  return condition === undefined ? all : applyTerm('masked', [all, vectorise(context, { ...row, element: condition }, range)], range)
}
