/** Values that stand at the points of a grid: differences, interpolation, what is put around them, how they are laid over each other. */
import type { Range } from '../../../api.ts'
import type { Operation } from '../../../expr.ts'
import { withRank } from '../../execute/arrays/sequences.ts'
import { isArray, rankSaid, shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { applyRow } from '../../execute/calls/apply.ts'
import { difference, sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { NONE, type Value } from '../../execute/values/value.ts'
import { SCALAR_HABIT } from '../../ranks/habits.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { rowOf } from '../modules.ts'

type Slice = Extract<Value, { kind: 'slice' }>

const op = (name: string, range: Range, ...args: Term[]): Term => applyTerm(name, args, range)
const joined = (parts: readonly Term[], range: Range): Term => applyTerm('concatenate', parts, range, { axis: 0 })
const slice = (start?: number, stop?: number, step?: number): Slice => ({
  kind: 'slice',
  start: start === undefined ? undefined : numberTerm(start),
  stop: stop === undefined ? undefined : numberTerm(stop),
  step: step === undefined ? undefined : numberTerm(step),
})
const taken = (context: Context, x: Term, item: Value, range: Range): Term => context.toTerm(context.index(x, [item], range), range)

/** A vector, or what nothing is known of; anything else is refused. */
function vector(context: Context, value: Value, what: string, range: Range): Term {
  const term = context.toTerm(value, range)
  if ((shapeOfTerm(context, term)?.length ?? rankSaid(context, term) ?? 1) !== 1) return refuse(`${what} is read of vectors`, range)
  return withRank(context, term, 1)
}

/** gradient(y, h): central differences, at the ends one-sided ones (NumPy reference, numpy.gradient). */
export const centralDifferences: Native = (context, args, range) => {
  const spacing = args.positional[1]
  const step = spacing === undefined ? numberTerm(1) : context.toTerm(spacing, range)
  if (args.positional.length > 2 || args.named.has('edge_order') || isArray(context, step))
    return refuse('"gradient" is read of values that are one step apart', range)
  const y = vector(context, need(args, 0, range, 'f'), '"gradient"', range)
  const part = (item: Slice): Term => taken(context, y, item, range)
  const inner = op('div', range, difference(part(slice(2)), part(slice(undefined, -2)), range), numberTerm(2))
  const ends = [difference(part(slice(1, 2)), part(slice(0, 1)), range), difference(part(slice(-1)), part(slice(-2, -1)), range)] as const
  return op('div', range, joined([ends[0], inner, ends[1]], range), step)
}

/**
 * interp(t, x, y): y_0 + Σ_k (y_{k+1} - y_k) clip((t - x_k)/(x_{k+1} - x_k), 0, 1), the broken line through the points, constant
 * outside of them.
 */
const interpolated: Native = (context, args, range) => {
  for (const key of ['left', 'right', 'period']) if (args.named.has(key)) return refuse(`"${key}" of "interp" is not read`, range)
  const t = context.toTerm(need(args, 0, range, 'x'), range)
  const [x, y] = [vector(context, need(args, 1, range, 'xp'), '"interp"', range), vector(context, need(args, 2, range, 'fp'), '"interp"', range)]
  const rises = (of: Term): Term => difference(taken(context, of, slice(1), range), taken(context, of, slice(undefined, -1), range), range)
  // Of a number too: what nothing is said of must not go along the points.
  const at = context.toTerm(context.index(t, [{ kind: 'ellipsis' }, NONE], range), range)
  const share = op('div', range, difference(at, taken(context, x, slice(undefined, -1), range), range), rises(x))
  const within = op('minimum', range, op('maximum', range, share, numberTerm(0)), numberTerm(1))
  const gained = applyTerm('sum', [op('mul', range, rises(y), within)], range, { axis: -1 })
  return sum(taken(context, y, numberTerm(0), range), gained, range, true)
}

/** correlate(a, v): the convolution with v turned round. */
const correlated: Native = (context, args, range) => {
  const [a, v] = [need(args, 0, range, 'a', 'in1'), vector(context, need(args, 1, range, 'v', 'in2'), '"correlate"', range)]
  const mode = argument(args, 2, 'mode') ?? { kind: 'string', value: 'valid' }
  const turned = taken(context, v, slice(undefined, undefined, -1), range)
  return applyRow(
    context,
    rowOf('numpy.convolve') as Operation,
    { ...args, positional: [a, turned], named: new Map([['mode', mode as Value]]) },
    'correlate',
    range,
  )
}

/** cross(a, b) of vectors in the plane is a number. */
const crossed: Native = (context, args, range, path) => {
  const [a, b] = [need(args, 0, range, 'a', 'input'), need(args, 1, range, 'b', 'other')].map((value) => context.toTerm(value, range)) as [Term, Term]
  const arePlane = [a, b].every((each) => shapeOfTerm(context, each)?.join() === '2')
  if (!arePlane) return applyRow(context, rowOf(path, args.positional.length) as Operation, args, 'cross', range)
  const product = (i: number, j: number): Term => op('mul', range, taken(context, a, numberTerm(i), range), taken(context, b, numberTerm(j), range))
  return difference(product(0, 1), product(1, 0), range)
}

/** By the last part of the name. */
export const GRIDDED: readonly (readonly [string, Native])[] = [
  ['interp', interpolated],
  ['correlate', correlated],
  ['cross', crossed],
]

/** np.r_[x, 1] and np.c_[x, y]: vectors and numbers one after the other, or as columns. */
export function joinedByBrackets(context: Context, path: string, items: readonly Value[], range: Range): Term | undefined {
  if (!/^numpy\.[rc]_$/.test(path) || items.some(({ kind }) => kind === 'slice' || kind === 'string')) return undefined
  const terms = items.map((item) => context.toTerm(item, range))
  if (path.endsWith('c_')) return applyTerm('column_stack', terms, range)
  const isNumber = (term: Term): boolean =>
    term.kind === 'number' || shapeOfTerm(context, term)?.length === 0 || (term.kind === 'name' && SCALAR_HABIT.has(term.name))
  return joined(
    terms.map((term) => (isNumber(term) ? applyTerm('array', [term], range) : term)),
    range,
  )
}
