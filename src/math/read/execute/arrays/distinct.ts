/** The different values among data of which only the length matters: for g in np.unique(group). */
import type { Range } from '../../../api.ts'
import { applyTerm, numberTerm } from '../../term.ts'
import { type Context, refuse } from '../values/context.ts'
import { isTerm, listOf, type Value } from '../values/value.ts'
import { symbolicElement, withRank } from './sequences.ts'
import { rankSaid } from './shapes.ts'

/** What is done for each different value: for each element, which counts as one of as many as are equal to it. */
export function distinct(context: Context, value: Value, range: Range, inOrder = true): Value {
  const elements = context.elements(value, range)
  if (elements !== undefined) return differentOf(elements, inOrder, range)
  const x = context.toTerm(value, range)
  if ((rankSaid(context, x) ?? 1) > 1) return refuse('the different values in a matrix are not read', range, 'name a row or a column')
  const row = symbolicElement(context, withRank(context, x, 1), 'i', range)
  const alike = applyTerm('where', [applyTerm('eq', [x, context.toTerm(row.element, range)], range), numberTerm(1), numberTerm(0)], range)
  const size = applyTerm('size', [x], range, { axis: 0 })
  return {
    kind: 'sequence',
    index: row.index,
    bounds: { start: numberTerm(0), stop: size },
    element: row.element,
    weight: applyTerm('div', [numberTerm(1), applyTerm('sum', [alike], range)], range),
  }
}

/** Of numbers and words those that are different; whether symbols are equal is not known. */
function differentOf(elements: readonly Value[], inOrder: boolean, range: Range): Value {
  const found = new Map<string, Value>()
  for (const each of elements) {
    const key = each.kind === 'number' ? `n${each.value.value}` : each.kind === 'string' ? `s${each.value}` : undefined
    if (key === undefined && elements.length > 1) return refuse('which of these values are equal depends on symbols', range)
    if (!found.has(key ?? '')) found.set(key ?? '', each)
  }
  const different = [...found.values()]
  const isOfNumbers = different.every((each) => isTerm(each) && each.kind === 'number')
  const size = (each: Value): number => (isTerm(each) && each.kind === 'number' ? each.value.value : 0)
  return listOf(inOrder && isOfNumbers ? different.sort((a, b) => size(a) - size(b)) : different)
}
