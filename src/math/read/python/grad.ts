/** Derivatives inside of what is read: jax.grad(f)(x) of a number x, and value_and_grad. */

import type { Range } from '../../api.ts'
import { type Context, refuse } from '../execute/context.ts'
import { shapeOfTerm } from '../execute/sequences.ts'
import { Cell } from '../execute/store.ts'
import { type Arguments, NONE, reference, type Value } from '../execute/value.ts'
import { nameTerm } from '../term.ts'
import { argument, type Native, need } from './arguments.ts'

/** What grad makes of a function; no names can be spelled so. */
export const SLOPE = 'slope of'
const BOTH = 'value and slope of'
export const isSlope = (path: string): boolean => path === SLOPE || path === BOTH

const slope =
  (path: string): Native =>
  (_context, args, range) => ({
    kind: 'partial',
    callee: reference(path),
    positional: [need(args, 0, range, 'fun', 'func'), argument(args, 1, 'argnums') ?? NONE],
    named: new Map(),
  })

export const SLOPES: readonly (readonly [string, Native])[] = [
  ['grad', slope(SLOPE)],
  ['value_and_grad', slope(BOTH)],
]

/** The derivative of the function by one of its arguments, at what is given. */
export function callSlope(context: Context, path: string, args: Arguments, range: Range): Value {
  const [f, which = NONE, ...given] = args.positional as [Value, ...Value[]]
  const k = which.kind === 'number' ? which.value.asInteger : which.kind === 'none' ? 0 : undefined
  const at = k === undefined ? undefined : given[k]
  if (k === undefined || at === undefined)
    return refuse('by which argument is differentiated must be one number', range, 'select the function that is differentiated')
  const point = context.toTerm(at, range)
  const own = nameTerm(context.freshIndex('slope'), range)
  const shape = shapeOfTerm(context, point)
  if (shape !== undefined) context.facts.declare(own.name, { shape })
  const call = (first: Value): Value =>
    context.call(f, { ...args, positional: given.map((value, j) => (j === k ? first : value)), ranges: args.ranges.slice(2), range }, range)
  const derivative: Value = { kind: 'derivative', of: context.toTerm(call(own), range), by: [own.name], at: [point], range }
  if (path === SLOPE) return derivative
  return { kind: 'list', form: 'tuple', items: new Cell([call(point), derivative]) }
}
