/** Values in order, and the places where they stand, as MATLAB, Julia and R call them. */
import type { Range } from '../../api.ts'
import { inOrder, type Order, placesInOrder } from '../execute/arrays/ordered.ts'
import { withRank } from '../execute/arrays/sequences.ts'
import { isApply, sum } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { type Arguments, listOf, tupleOf, type Value } from '../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'
import { isMatrix } from './arrays.ts'
import { argument, type Native, termAt } from './library.ts'

/** What is done to the only axis of a vector, whether it stands as a row or a column; of a matrix along the axis that is named. */
function ofVector(context: Context, x: Term, range: Range, result: (vector: Term) => Term): Term {
  if (isMatrix(context, x)) return result(withRank(context, x, 2))
  if (!isApply(x, 'transpose')) return result(withRank(context, x, 1))
  return applyTerm('transpose', [result(withRank(context, x.args[0] as Term, 1))], range)
}

const valuesIn = (context: Context, x: Term, order: Order, range: Range): Term =>
  ofVector(context, x, range, (vector) => inOrder(vector, { axis: 0, ...order }, range))

/** Places are counted from 1. */
const placesIn = (context: Context, x: Term, order: Order, range: Range): Term =>
  ofVector(context, x, range, (vector) => sum(placesInOrder(vector, { axis: 0, ...order }, range), numberTerm(1), range, true))

const refuseWay = (name: string, range: Range): never =>
  refuse(`"${name}" is read of the values of a vector, from the least or from the greatest on`, range, 'put what is sorted by in a vector of its own')

/** Whether a flag is set: rev = true, decreasing = TRUE. */
function isSet(context: Context, flag: Value | undefined, name: string, range: Range): boolean {
  if (flag === undefined) return false
  return context.decide(flag, range) ?? refuseWay(name, range)
}

/** Julia's and R's: of one vector, with a flag for the order; other keywords are known to change nothing. */
const sorting =
  (result: typeof valuesIn, flag: string, others: ReadonlySet<string> = new Set()): Native =>
  (context, args, range, name) => {
    if (args.positional.length !== 1 || [...args.named.keys()].some((key) => key !== flag && !others.has(key))) return refuseWay(name, range)
    const dims = others.has('dims') ? args.named.get('dims') : undefined
    const axis = dims === undefined ? {} : { axis: Number(context.attribute(dims, range)) - 1 }
    return result(context, termAt(context, args, 0, range), { descending: isSet(context, args.named.get(flag), name, range), ...axis }, range)
  }

/** median(x), of a row or a column. */
export const medianOf: Native = (context, args, range) =>
  args.positional.length === 1 && [...args.named.keys()].every((key) => key === 'na.rm')
    ? applyTerm('median', [vectorIn(context, termAt(context, args, 0, range))], range)
    : refuse('"median" is read of all components of a vector', range)

/** quantile(x, q), as Julia and R have it by default; for a list of them as many. */
export const quantileOf: Native = (context, args, range) => {
  const [, q, ...more] = args.positional
  const isPlain = more.length === 0 && [...args.named.keys()].every((key) => key === 'na.rm' || key === 'probs' || key === 'names')
  const given = q ?? args.named.get('probs')
  if (!isPlain || given === undefined) return refuse('"quantile" is read of a vector and a share, by the usual definition', range)
  const x = vectorIn(context, termAt(context, args, 0, range))
  const of = (each: Value): Term => applyTerm('quantile', [x, context.toTerm(each, range)], range)
  const several = context.elements(given, range)
  return several === undefined ? of(given) : listOf(several.map(of))
}

const vectorIn = (context: Context, x: Term): Term => withRank(context, isApply(x, 'transpose') ? (x.args[0] as Term) : x, 1)

export const juliaSort: Native = sorting(valuesIn, 'rev', new Set(['alg', 'dims']))
export const juliaPlaces: Native = sorting(placesIn, 'rev', new Set(['alg']))

const R_IGNORED = new Set(['method', 'na.last'])
export const rSort: Native = sorting(valuesIn, 'decreasing', R_IGNORED)
export const rOrder: Native = sorting(placesIn, 'decreasing', R_IGNORED)

/** [s, i] = sort(x, dim, 'descend'): the values, and the places where they stood. */
export const matlabSort: Native = (context: Context, args: Arguments, range: Range, name) => {
  const given = args.positional.slice(1)
  const modes = given.flatMap((value) => (value.kind === 'string' ? [value.value.toLowerCase()] : []))
  const axes = given.filter(({ kind }) => kind !== 'string').map((value) => context.attribute(value, range))
  const [axis] = axes
  const known = modes.every((mode) => mode === 'ascend' || mode === 'descend') && modes.length < 2 && axes.length < 2
  if (!known || (axis !== undefined && typeof axis !== 'number')) return refuseWay(name, range)
  const order: Order = { descending: modes[0] === 'descend', ...(axis === undefined ? {} : { axis: axis - 1 }) }
  const x = context.toTerm(argument(args, 0, range), range)
  return tupleOf([valuesIn(context, x, order, range), placesIn(context, x, order, range)])
}
