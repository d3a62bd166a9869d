/** How many elements rows of symbolic length have. */
import type { Range } from '../../../api.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { numberOf, plus } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import type { SequenceValue, Value } from '../values/value.ts'
import { usesIndex } from './indices.ts'
import { countWhere } from './selections.ts'
import { reduceSequence, sizeOf } from './sequences.ts'

/** How many elements a row has of which not all count; undefined for other values. */
export function countOfChosen(context: Context, value: Value, range: Range): Term | undefined {
  if (value.kind !== 'sequence') return undefined
  if (value.mask !== undefined) return countWhere(value.mask, range)
  if ((value.condition ?? value.weight) === undefined && value.flat !== true) return undefined
  return countOfElements(context, value, range, false)
}

/** How many elements there are, in rows of rows too where all of these are meant. */
export function countOfElements(context: Context, value: SequenceValue, range: Range, all: boolean): Term {
  const { flat, element, bounds, over } = value
  const each =
    element.kind === 'sequence' && (all || flat === true)
      ? countOfElements(context, element, range, all)
      : numberTerm(flat === true && element.kind === 'list' ? element.items.value.length : 1)
  const start = bounds === undefined ? 0 : numberOf(bounds.start, context.facts.numbers)?.asInteger
  const isSame = (value.condition ?? value.weight) === undefined && start !== undefined && !usesIndex(each, value.index)
  const length = isSame ? (bounds === undefined ? over && sizeOf(context, over, 0, range) : plus(bounds.stop, -start)) : undefined
  if (length === undefined) return reduceSequence(context, 'sum', { ...value, element: each }, range)
  return each.kind === 'number' && each.value.isOne ? length : applyTerm('mul', [length, each], range)
}
