/** What Julia goes through: indices and axes, pairs of counts and elements, several things side by side. */
import type { Range } from '../../api.ts'
import { symbolicElement, together } from '../execute/arrays/sequences.ts'
import { rankSaid } from '../execute/arrays/shapes.ts'
import { placeAmong } from '../execute/arrays/weights.ts'
import { negative, sum } from '../execute/values/arithmetic.ts'
import type { Context } from '../execute/values/context.ts'
import { type Arguments, isTerm, listOf, NONE, tupleOf, type Value } from '../execute/values/value.ts'
import { countable } from '../grammar/arrays.ts'
import { argument, countOf, lengthOf, type Native, sizes } from '../grammar/library.ts'
import { numberTerm } from '../term.ts'

/** The elements of an argument that must be countable. Throws ReadError. */
export const listed = (context: Context, args: Arguments, at: number, range: Range): readonly Value[] =>
  countable(context, argument(args, at, range), range)

/** The numbers from 1 to a length. */
const countsTo =
  (length: Native): Native =>
  (context, args, range, name) => ({
    kind: 'range',
    start: numberTerm(1),
    stop: sum(context.toTerm(length(context, args, range, name), range), numberTerm(1), range, true),
    step: numberTerm(1),
  })

/** By name. */
export const ITERATION: readonly (readonly [string, Native])[] = [
  [
    'eachindex',
    countsTo((context, args, range, name) => {
      const [of] = args.positional
      const isMatrix = of !== undefined && isTerm(of) && rankSaid(context, of) === 2
      return (isMatrix ? countOf : lengthOf)(context, args, range, name)
    }),
  ],
  ['axes', countsTo(sizes)],
  [
    'enumerate',
    (context, args, range) => {
      const [value = NONE] = args.positional
      const elements = context.elements(value, range)
      if (elements !== undefined) return listOf(elements.map((item, k) => tupleOf([numberTerm(k + 1), item])))
      const row = symbolicElement(context, value, 'i', range)
      const place = placeAmong(row, range)
      return { ...row, element: tupleOf([isTerm(place) ? sum(place, numberTerm(1), range, true) : place, row.element]) }
    },
  ],
  ['Ref', (_context, args, range) => listOf([argument(args, 0, range)])],
  [
    'zip',
    (context, args, range) => {
      if (args.positional.length > 0 && args.positional.every((value) => context.elements(value, range) === undefined))
        return together(context, args.positional, range)
      const lists = args.positional.map((value) => context.elements(value, range))
      const length = Math.min(...lists.flatMap((list) => (list === undefined ? [] : [list.length])))
      const element = (j: number, k: number): Value => lists[j]?.[k] ?? context.index(argument(args, j, range), [numberTerm(k)], range)
      return listOf(Array.from({ length }, (_, k) => tupleOf(lists.map((_, j) => element(j, k)))))
    },
  ],
  [
    'first',
    (context, args, range) => {
      const [, count] = args.positional
      return context.index(argument(args, 0, range), [count === undefined ? numberTerm(0) : { kind: 'slice', stop: count }], range)
    },
  ],
  [
    'last',
    (context, args, range) => {
      const [of, count] = [argument(args, 0, range), args.positional[1]]
      if (count !== undefined) return context.index(of, [{ kind: 'slice', start: negative(context.toTerm(count, range), range) }], range)
      return of.kind === 'list' ? (listed(context, args, 0, range).at(-1) ?? NONE) : context.index(of, [numberTerm(-1)], range)
    },
  ],
]
