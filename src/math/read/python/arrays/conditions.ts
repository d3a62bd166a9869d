/** Functions of array libraries that choose by a condition, or make one of arrays: where, select, masked_fill, any, all, isclose. */

import { notTruths } from '../../execute/arrays/booleans.ts'
import { conditionTerm } from '../../execute/arrays/comparisons.ts'
import { isMatrix, pairsTogether } from '../../execute/arrays/pairwise.ts'
import { rankSaid, shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { negative, termsIn } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { isTerm, listOf, truth, tupleOf, type Value } from '../../execute/values/value.ts'
import { placesWhere } from '../../grammar/places.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** nonzero(X), where(X > 0) of a matrix: rows and columns. */
function isOfMatrix(context: Context, condition: Value): boolean {
  if (!isTerm(condition)) return false
  const shape = shapeOfTerm(context, condition)
  if (shape !== undefined) return shape.length === 2
  const names = [...termsIn(condition)].filter((term) => term.kind === 'name')
  return names.some((name) => isMatrix(context, name)) && names.every((name) => rankSaid(context, name) !== 1)
}

/** The condition of where() and select() may be any number. */
const where: Native = (context, args, range, path) => {
  const [condition, a, b] = args.positional
  // np.where(c)[0]: the places along each axis of a vector's condition.
  if (condition !== undefined && args.positional.length === 1 && isOfMatrix(context, condition)) {
    const holds = conditionTerm(context, condition, range)
    return tupleOf([0, 1].map((axis) => applyTerm('holding', [holds], range, { axis, of: 2 })))
  }
  if (condition !== undefined && args.positional.length === 1) return listOf([placesWhere(context, args, range, path)], 'tuple')
  if (condition === undefined || a === undefined || b === undefined) return refuse('where() is read with a condition and two values', range)
  const known = context.decide(condition, range)
  if (known !== undefined && condition.kind === 'boolean') return known ? a : b
  return applyTerm('where', [conditionTerm(context, condition, range), context.toTerm(a, range), context.toTerm(b, range)], range)
}

/** argwhere(X > 0) of a matrix: row and column of each entry for which it holds. */
const argwhere: Native = (context, args, range, path) => {
  const places = args.positional.length === 1 ? where(context, args, range, path) : undefined
  const pairs = places?.kind === 'list' && places.items.value.length === 2 ? pairsTogether(context, places.items.value, range) : undefined
  return pairs ?? refuse('"argwhere" picks a position, which has no derivative', range)
}

/** any(c) and all(c) of an array: the largest or smallest of 1 where it holds, and 0 where not, is 1. */
const quantified =
  (op: 'amax' | 'amin'): Native =>
  (context, args, range) => {
    const value = need(args, 0, range, 'a', 'input')
    if (value.kind === 'boolean') return truth(value.value)
    const axis = argument(args, 1, 'axis', 'dim')
    const holds = applyTerm('where', [conditionTerm(context, value, range), numberTerm(1), numberTerm(0)], range)
    const attributes = axis === undefined || axis.kind === 'none' ? undefined : { axis: context.attribute(axis, range) }
    return applyTerm('eq', [applyTerm(op, [holds], range, attributes), numberTerm(1)], range)
  }

/** isin(x, [a, b]): equal to one of those listed. */
const oneOf: Native = (context, args, range) => {
  const x = context.toTerm(need(args, 0, range, 'element', 'elements', 'ar1'), range)
  const listed = context.elements(need(args, 1, range, 'test_elements', 'ar2'), range) ?? refuse('which values are listed is not known', range)
  const [first, ...others] = listed.map((each) => applyTerm('eq', [x, context.toTerm(each, range)], range))
  if (first === undefined || listed.length > MOST_LISTED) return refuse(`one to ${MOST_LISTED} listed values are read`, range)
  const found = others.reduce<Term>((any, each) => applyTerm('or', [any, each], range), first)
  const invert = args.named.get('invert')
  return invert !== undefined && context.decide(invert, range) === true ? notTruths(found, range) : found
}
const MOST_LISTED = 32

/** |a - b| ≤ atol + rtol |b| */
const close: Native = (context, args, range) => {
  const [a, b] = [need(args, 0, range, 'a', 'input'), need(args, 1, range, 'b', 'other')].map((value) => context.toTerm(value, range)) as [Term, Term]
  const [relative, absolute] = [argument(args, 2, 'rtol', 'rel_tol') ?? numberTerm(1e-5), argument(args, 3, 'atol', 'abs_tol') ?? numberTerm(1e-8)]
  const size = (term: Term): Term => applyTerm('abs', [term], range)
  const far = applyTerm('mul', [context.toTerm(relative, range), size(b)], range)
  return applyTerm(
    'le',
    [size(applyTerm('add', [a, negative(b, range)], range)), applyTerm('add', [context.toTerm(absolute, range), far], range)],
    range,
  )
}

/** x.masked_fill(mask, v): v where the mask holds, else x. */
const maskedFill: Native = (context, { positional: [x, mask, value], named }, range, path) => {
  const filling = value ?? named.get('value')
  const parts = [mask ?? named.get('mask'), filling, x].filter((each) => each !== undefined)
  return where(context, { positional: parts, named: new Map(), ranges: [], range }, range, path)
}

const select: Native = (context, args, range, path) => {
  if (path === 'jax.lax.select') return where(context, args, range, path)
  const [conditions, values, otherwise] = [args.positional[0], args.positional[1], argument(args, 2, 'default')]
  const tests = conditions === undefined ? undefined : context.elements(conditions, range)
  const choices = values === undefined ? undefined : context.elements(values, range)
  if (tests === undefined || choices === undefined || tests.length !== choices.length)
    return refuse('select() is read with lists of equal length', range)
  let result = otherwise === undefined ? numberTerm(0) : context.toTerm(otherwise, range)
  for (let k = tests.length - 1; k >= 0; k--) {
    result = applyTerm('where', [conditionTerm(context, tests[k] as Value, range), context.toTerm(choices[k] as Value, range), result], range)
  }
  return result
}

/** By the last part of the name. */
export const CONDITIONS: readonly (readonly [string, Native])[] = [
  ['where', where],
  ['nonzero', where],
  ['flatnonzero', placesWhere],
  ['argwhere', argwhere],
  ['select', select],
  ['masked_fill', maskedFill],
  ['isclose', close],
  ['isin', oneOf],
  ['in1d', oneOf],
  ['any', quantified('amax')],
  ['all', quantified('amin')],
]
