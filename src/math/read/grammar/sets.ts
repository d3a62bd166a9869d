/** Sets of whole numbers, as of the places of an array that are kept: setdiff(1:n, fixed), union, intersect. */
import type { Range } from '../../api.ts'
import { askForLengths } from '../execute/arrays/counting.ts'
import { numberOf } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { isTerm, listOf, type Value } from '../execute/values/value.ts'
import { numberTerm } from '../term.ts'
import { argument, type Native } from './library.ts'

/** The numbers of a list, a range or one number. */
function numbersOf(context: Context, value: Value, range: Range): readonly number[] {
  if (value.kind === 'range') askForLengths(context, value.stop)
  const elements = context.elements(value, range) ?? [value]
  return elements.map((each) => {
    const number = isTerm(each) ? numberOf(each, context.facts.numbers)?.asInteger : undefined
    return number ?? refuse('which numbers these are is not known', range)
  })
}

const made =
  (keeps: (inFirst: boolean, inSecond: boolean) => boolean, inOrder: boolean): Native =>
  (context, args, range) => {
    const [a, b] = [0, 1].map((k) => numbersOf(context, argument(args, k, range), range)) as [readonly number[], readonly number[]]
    const kept = [...new Set([...a, ...b])].filter((each) => keeps(a.includes(each), b.includes(each)))
    return listOf((inOrder ? kept.sort((x, y) => x - y) : kept).map((each) => numberTerm(each, range)))
  }

/** By name; in ascending order, or as they come. */
export const sets = (inOrder: boolean): readonly (readonly [string, Native])[] => [
  ['setdiff', made((a, b) => a && !b, inOrder)],
  ['union', made(() => true, inOrder)],
  ['intersect', made((a, b) => a && b, inOrder)],
]
