/** Derivatives inside of what is read: jax.grad(f)(x) by a number, an array or a bundle of them, and value_and_grad. */

import type { Range } from '../../../api.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { Cell } from '../../execute/values/store.ts'
import { type Arguments, NONE, reference, tupleOf, type Value } from '../../execute/values/value.ts'
import { nameTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** What grad makes of a function; no names can be spelled so. */
const SLOPE = 'slope of'
const VALUE_FIRST = 'value and slope of'
const VALUE_LAST = 'slope and value of'
export const isSlope = (path: string): boolean => path === SLOPE || path === VALUE_FIRST || path === VALUE_LAST

const slope =
  (path: string): Native =>
  (_context, args, range) => ({
    kind: 'partial',
    callee: reference(path),
    positional: [need(args, 0, range, 'fun', 'func'), argument(args, 1, 'argnums') ?? NONE, argument(args, 2, 'has_aux') ?? NONE],
    named: new Map(),
  })

export const SLOPES: readonly (readonly [string, Native])[] = [
  ['grad', slope(SLOPE)],
  ['value_and_grad', slope(VALUE_FIRST)],
  ['grad_and_value', slope(VALUE_LAST)],
]

/** The derivative of the function by one or several of its arguments, at what is given. */
export function callSlope(context: Context, path: string, args: Arguments, range: Range): Value {
  const [f, which = NONE, aux = NONE, ...given] = args.positional as [Value, ...Value[]]
  const hasAux = aux.kind === 'boolean' && aux.value
  const call = (positional: readonly Value[]): readonly [Value, Value] => {
    const result = context.call(f, { ...args, positional, ranges: args.ranges.slice(3), range }, range)
    const [first, ...others] = hasAux && result.kind === 'list' ? result.items.value : [result]
    if (hasAux && others.length !== 1) return refuse('a function with has_aux gives two values', range)
    return [first ?? NONE, others[0] ?? NONE]
  }
  const by = (k: number): Value => {
    const at = given[k] ?? refuse('by which argument is differentiated must be a known number', range, 'select the function that is differentiated')
    return eachLeaf(
      context,
      at,
      (point, put) => slopeAt(context, point, (own) => call(given.map((value, j) => (j === k ? put(own) : value)))[0], range),
      range,
    )
  }
  const several = which.kind === 'list'
  const numbers = (several ? which.items.value : [which]).map((value) =>
    value.kind === 'none'
      ? 0
      : ((value.kind === 'number' ? value.value.asInteger : undefined) ??
        refuse('by which argument is differentiated must be a known number', range, 'select the function that is differentiated')),
  )
  const slopes = numbers.map(by)
  const derivative = several ? tupleOf(slopes) : (slopes[0] as Value)
  if (path === SLOPE && !hasAux) return derivative
  const [value, more] = call(given)
  if (path === SLOPE) return tupleOf([derivative, more])
  const whole = hasAux ? tupleOf([value, more]) : value
  return path === VALUE_FIRST ? tupleOf([whole, derivative]) : tupleOf([derivative, whole])
}

/** The derivative by a name that stands in the place of one array. */
function slopeAt(context: Context, point: Term, of: (own: Term) => Value, range: Range): Term {
  const own = nameTerm(context.freshIndex('slope'), range)
  const shape = shapeOfTerm(context, point)
  if (shape !== undefined) context.facts.declare(own.name, { shape })
  return { kind: 'derivative', of: context.toTerm(of(own), range), by: [own.name], at: [point], range }
}

/** A bundle with each array in it changed; `put` gives the bundle with another array in the place of that one. */
function eachLeaf(context: Context, value: Value, change: (leaf: Term, put: (other: Value) => Value) => Value, range: Range): Value {
  const walk = (part: Value, put: (other: Value) => Value): Value => {
    if (part.kind === 'list') {
      const { value: items } = part.items
      const inside = (k: number, other: Value): Value => put({ ...part, items: new Cell(items.map((item, j) => (j === k ? other : item))) })
      return { ...part, items: new Cell(items.map((item, k) => walk(item, (other) => inside(k, other)))) }
    }
    if (part.kind === 'dictionary') {
      const { value: entries } = part.entries
      const inside = (key: string, other: Value): Value => put({ ...part, entries: new Cell(new Map(entries).set(key, other)) })
      return { ...part, entries: new Cell(new Map([...entries].map(([key, item]) => [key, walk(item, (other) => inside(key, other))]))) }
    }
    return change(context.toTerm(part, range), put)
  }
  return walk(value, (other) => other)
}
