/** Queries over sequences: C#'s (LINQ) Select, Where, Zip, Aggregate, sums of what a function makes of each element; Kotlin's mapIndexed. */

import { keptBy } from '../execute/arrays/kept.ts'
import { forEach, symbolicElement } from '../execute/arrays/sequences.ts'
import { sum } from '../execute/values/arithmetic.ts'
import type { Context } from '../execute/values/context.ts'
import { refuse } from '../execute/values/context.ts'
import { type Arguments, isTerm, listOf, type Value } from '../execute/values/value.ts'
import { argument, call, mapped, type Native, names, same, termAt } from '../grammar/library.ts'
import { callArrayMethod } from '../javascript/arrays.ts'
import { nameTerm, numberTerm } from '../term.ts'
import { repeated } from './counts.ts'

type Range = Parameters<Native>[2]

const methodOf = (context: Context, name: string, object: Value, positional: readonly Value[], args: Arguments, range: Range): Value =>
  callArrayMethod(context, object, name, { ...args, positional, ranges: positional.map(() => range) }, range) ??
  refuse(`"${name}" of this is not read`, range)

/** A method of JavaScript's arrays that does the same with the function that is given. */
const like =
  (name: string): Native =>
  (context, args, range) =>
    methodOf(context, name, argument(args, 0, range), args.positional.slice(1), args, range)

/** x.filter(f) of Rust, Java and Kotlin; Filter(f, x) of R. */
export const filtered: Native = (context, args, range) => {
  const [first, second] = [argument(args, 0, range), argument(args, 1, range)]
  return first.kind === 'function'
    ? keptBy(context, second, (element) => call(context, first, [element], range), range)
    : methodOf(context, 'filter', first, [second], args, range)
}

/** x.Sum(f) of what f makes of each; x.Sum() of the elements. */
const over =
  (total: (name: string) => Native): ((name: string) => Native) =>
  (name) =>
  (context, args, range, called) => {
    const f = args.positional[1]
    // Math.Max(a, b)
    if (f !== undefined && (isTerm(f) || f.kind === 'list')) return total(name)(context, args, range, called)
    const each = f === undefined ? argument(args, 0, range) : methodOf(context, 'map', argument(args, 0, range), [f], args, range)
    return total(name)(context, { ...args, positional: [each] }, range, called)
  }

/** x.Aggregate(seed, f), x.Aggregate(f) */
const aggregated: Native = (context, args, range) => {
  const [sequence, first, f] = args.positional
  if (sequence === undefined || first === undefined) return refuse('what is gathered is missing', range)
  return methodOf(context, 'reduce', sequence, f === undefined ? [first] : [f, first], args, range)
}

/** x.Zip(y, f), x.Zip(y) */
const zipped =
  (pairs: Native): Native =>
  (context, args, range, called) => {
    const [x, y, f] = args.positional
    return f === undefined || x === undefined || y === undefined || isTerm(f) || f.kind === 'list'
      ? pairs(context, args, range, called)
      : mapped(context, f, [x, y], range)
  }

/** Enumerable.Range(start, count) */
const counted: Native = (context, args, range) => {
  const [start, count] = [termAt(context, args, 0, range), termAt(context, args, 1, range)]
  return { kind: 'range', start, stop: sum(start, count, range, true), step: numberTerm(1) }
}

/** x.mapIndexed { i, v -> ... } of Kotlin: the number of each comes first. */
const numbered: Native = (context, args, range) => {
  const [x, f] = [argument(args, 0, range), argument(args, 1, range)]
  const elements = context.elements(x, range)
  if (elements !== undefined) return listOf(elements.map((element, k) => call(context, f, [numberTerm(k), element], range)))
  const row = symbolicElement(context, x, 'i', range)
  return { ...row, element: forEach(context, row.index, () => call(context, f, [nameTerm(row.index, range), row.element], range), range) }
}

/** The queries, with the totals that sequences have without a function. */
export const queries = (total: (name: string) => Native, pairs: Native): readonly (readonly [string, Native])[] => [
  ...names('Select', like('map')),
  ...names('SelectMany', like('flatMap')),
  ...names('Where filter', filtered),
  ...names('Aggregate', aggregated),
  ...names('Zip zip', zipped(pairs)),
  ...['Sum', 'Average', 'Max', 'Min'].map((name) => [name, over(total)(name)] as const),
  ...names('ToArray ToList AsEnumerable ToVector', same),
  ['Range', counted],
  ['Repeat', repeated],
  ['mapIndexed', numbered],
]
