/** What gathers the elements of sequences: fold and reduce, accumulate and reduce of C++'s iterators. */
import type { Range } from '../../api.ts'
import { operate } from '../execute/arrays/operators.ts'
import { isApply, numberOf, termsIn } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { type Arguments, isTerm, type Value } from '../execute/values/value.ts'
import { call, type Native, names } from '../grammar/library.ts'
import { callArrayMethod } from '../javascript/arrays.ts'
import { BUILTINS } from '../python/builtins.ts'
import { applyTerm, numberTerm } from '../term.ts'
import { BEYOND } from './constants.ts'

/** Whether the largest or smallest of all numbers begins with it: infinity, and the largest number there is. */
function isBeyond(context: Context, start: Value): boolean {
  if (!isTerm(start)) return false
  if (termsIn(start).has(BEYOND)) return true
  return (
    Math.abs(numberOf(isApply(start, 'neg') && start.args[0] !== undefined ? start.args[0] : start, context.facts.numbers)?.value ?? 0) >=
    Number.MAX_VALUE
  )
}

const added = (context: Context, start: Value, whole: Value, args: Arguments, range: Range): Value => {
  const total = (BUILTINS.get('sum') as Native)(context, { ...args, positional: [whole] }, range, 'sum')
  return operate(context, '+', context.toTerm(start, range), context.toTerm(total, range), range)
}

const multiplied = (context: Context, start: Value, whole: Value, range: Range): Value =>
  operate(context, '*', context.toTerm(start, range), applyTerm('prod', [context.toTerm(whole, range)], range), range)

/** Of the elements of something from a start on; the largest from minus infinity on is the largest. */
function gathered(context: Context, object: Value, f: Value, start: Value | undefined, args: Arguments, extrema: Extrema, range: Range): Value {
  if (f.kind === 'reference' && /^(?:sum|plus)$/.test(f.path)) return added(context, start ?? numberTerm(0), object, args, range)
  if (f.kind === 'reference' && f.path === 'multiplies') return multiplied(context, start ?? numberTerm(1), object, range)
  const given = start !== undefined && isBeyond(context, start) ? undefined : start
  const extreme = f.kind === 'reference' ? extrema(f.path) : undefined
  const elements = context.elements(object, range)
  if (extreme !== undefined && (elements === undefined || given === undefined)) {
    const all = extreme(context, { ...args, positional: [object] }, range, 'max')
    return given === undefined ? all : extreme(context, { ...args, positional: [given, all] }, range, 'max')
  }
  if (elements === undefined)
    return (
      callArrayMethod(context, object, 'reduce', { ...args, positional: start === undefined ? [f] : [f, start] }, range) ??
      refuse('this is not read', range)
    )
  const all = given === undefined ? elements : [given, ...elements]
  return all.slice(1).reduce((value, element) => call(context, f, [value, element], range), all[0] ?? refuse('there is nothing to reduce', range))
}

/** The functions that take the largest or smallest of several numbers, by their names. */
type Extrema = (name: string) => Native | undefined

const isPlace = (value: Value | undefined): value is Extract<Value, { kind: 'method' }> => value?.kind === 'method' && value.name === 'iterator'

/** fold(start, f), reduce(f), Java's reduce(start, f); std::accumulate(begin, end, start, f) and std::reduce of what the iterators belong to. */
export const foldings = (extrema: Extrema): readonly (readonly [string, Native])[] => {
  const ofIterators: Native = (context, args, range) => {
    const [from, , start, f] = args.positional
    const whole = isPlace(from) ? from.object : (from ?? refuse('what is gathered is missing', range))
    return f === undefined ? added(context, start ?? numberTerm(0), whole, args, range) : gathered(context, whole, f, start, args, extrema, range)
  }
  const folded: Native = (context, args, range, name) => {
    const [object, first, second] = args.positional as [Value, Value, Value | undefined]
    if (isPlace(object) && isPlace(first)) return ofIterators(context, args, range, name)
    return gathered(context, object, second ?? first, second === undefined ? undefined : first, args, extrema, range)
  }
  return [
    ...names('fold reduce', folded),
    ['accumulate', ofIterators],
    // std::begin(v) stands for v.
    ...names('begin cbegin end cend', (_context, args, range) => {
      const [object] = args.positional
      return object === undefined ? refuse('what begins or ends here is missing', range) : { kind: 'method', object, name: 'iterator' }
    }),
  ]
}
