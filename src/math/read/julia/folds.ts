/** Julia's sums, products and folds over all elements: sum(f, x), foldr(op, x), accumulate(op, x). */
import type { Range } from '../../api.ts'
import { operationNamed, operationSpelled } from '../../ops/table.ts'
import { runningFold } from '../execute/arrays/running.ts'
import { shapeOfTerm } from '../execute/arrays/shapes.ts'
import { applyRow } from '../execute/calls/apply.ts'
import { sum } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { isTerm, type Value } from '../execute/values/value.ts'
import { countable } from '../grammar/arrays.ts'
import { argument, call, callRow, mapped, type Native } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

type Total = 'sum' | 'prod' | 'mean' | 'amax' | 'amin'

/** What a function of numbers is mapped over: of a matrix all components, not its rows. */
function eachOf(context: Context, f: Value | undefined, items: readonly Value[], range: Range): readonly Value[] {
  const isOfNumbers = f?.kind === 'reference' && operationSpelled('julia', f.path)?.elementwise === true
  if (!isOfNumbers) return items
  return items.map((item) => (isTerm(item) && (shapeOfTerm(context, item)?.length ?? 0) > 1 ? applyTerm('vec', [item], range) : item))
}

/** sum(x), sum(f, x), sum(f(i) for i in ...), sum(x; dims = 1): the row over all of it. */
export const reduced =
  (name: Total): Native =>
  (context, args, range, called) => {
    const row = operationNamed(name)
    const several = args.positional.length > 1
    const f = argument(args, 0, range)
    const value = several
      ? mapped(context, f, args.named.has('dims') ? args.positional.slice(1) : eachOf(context, f, args.positional.slice(1), range), range)
      : f
    const elements = value.kind === 'list' || value.kind === 'range' ? context.elements(value, range) : undefined
    if (elements !== undefined) {
      if (elements.length === 0) return numberTerm(name === 'prod' ? 1 : 0, range)
      const terms = elements.map((element) => context.toTerm(element, range))
      if (name === 'amax' || name === 'amin')
        return terms.length === 1 ? (terms[0] as Term) : applyTerm(name === 'amax' ? 'maximum' : 'minimum', terms, range)
      const total = terms
        .slice(1)
        .reduce((all, term) => (name === 'prod' ? applyTerm('product', [all, term], range) : sum(all, term, range, true)), terms[0] as Term)
      return name === 'mean' ? applyTerm('div', [total, numberTerm(terms.length)], range) : total
    }
    if (row === undefined) return refuse(`"${called}" is not known here`, range)
    const whole = { positional: [value], named: args.named, ranges: [range], range }
    return args.named.has('dims')
      ? callRow(context, row, whole, called, range, true)
      : applyRow(context, row, { ...whole, named: new Map() }, called, range)
  }

/** Rows that are what an operator makes of all elements. */
const ROWS: ReadonlyMap<string, Total> = new Map([
  ['+', 'sum'],
  ['*', 'prod'],
  ['max', 'amax'],
  ['min', 'amin'],
])

/** reduce(op, items; init) round by round; from the right each element stands before what was made of those behind it. */
export const folded =
  (fromRight = false): Native =>
  (context, args, range, name) => {
    const [f, items] = args.positional
    const known = items === undefined ? undefined : context.elements(items, range)
    const start = args.named.get('init')
    if (f?.kind === 'reference' && known === undefined && items !== undefined) {
      const row = ROWS.get(f.path)
      if (row !== undefined) {
        const along = new Map([...args.named].filter(([key]) => key === 'dims'))
        const all = reduced(row)(context, { ...args, positional: [items], named: along }, range, name)
        return start === undefined ? all : call(context, f, [start, all], range)
      }
    }
    if (args.named.has('dims')) return refuse(`"${name}" with "dims" is read of +, *, max and min`, range)
    if (f === undefined || items === undefined) return refuse(`how often "${name}" goes on is not known`, range)
    const listed = known ?? countable(context, items, range)
    const elements = fromRight ? [...listed].reverse() : listed
    const all = start === undefined ? elements : [start, ...elements]
    const next = (value: Value, element: Value): Value => call(context, f, fromRight ? [element, value] : [value, element], range)
    return runningFold(context, all, next, range).at(-1) ?? refuse('there is nothing to reduce', range)
  }

/** mapreduce(f, op, items) */
export const mappedAndFolded =
  (fromRight = false): Native =>
  (context, args, range, name) => {
    const [f, op, ...rest] = args.positional
    return folded(fromRight)(
      context,
      { ...args, positional: [op as Value, mapped(context, f as Value, eachOf(context, f, rest, range), range)] },
      range,
      name,
    )
  }
