/** Functions of array libraries on all pairs of components or rows, and along an axis by a matrix of places: outer, cdist, gather. */
import type { Range } from '../../../api.ts'
import type { Attribute } from '../../../expr.ts'
import { runningFold } from '../../execute/arrays/running.ts'
import { sizeOf, withRank } from '../../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { applyRow } from '../../execute/calls/apply.ts'
import { isApply, negative, numberOf, sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, NONE, tupleOf, type Value } from '../../execute/values/value.ts'
import { type ApplyTerm, applyTerm, numberTerm, ReadError, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { rowOf } from '../modules.ts'
import { runningLogSumExp } from './composed.ts'

const WHOLE: Value = { kind: 'slice' }
const ELLIPSIS: Value = { kind: 'ellipsis' }

const indexed = (context: Context, x: Term, items: readonly Value[], range: Range): Term => context.toTerm(context.index(x, items, range), range)

/** np.subtract.outer(a, b): the function of every component of a with every one of b; np.outer(a, b) is a row of its own. */
const outer: Native = (context, args, range, path) => {
  const name = path.slice(0, path.lastIndexOf('.'))
  const own = name.slice(name.lastIndexOf('.') + 1)
  if (!/\.\w+\.outer$/.test(path) || own === 'linalg' || own === 'numpy') {
    const product = applyRow(context, rowOf(path) ?? refuse(`"${path}" is not known here`, range), args, 'outer', range)
    return isApply(product, 'outer') ? { ...product, attributes: { flat: true } } : product
  }
  const [a, b] = [0, 1].map((k) => withRank(context, context.toTerm(need(args, k, range), range), 1)) as [Term, Term]
  const rank = shapeOfTerm(context, b)?.length ?? 1
  const apart = indexed(context, a, [ELLIPSIS, ...new Array<Value>(rank).fill(NONE)], range)
  return context.call({ kind: 'reference', path: name }, { positional: [apart, b], named: new Map(), ranges: [range, range], range }, range)
}

/** np.add.reduce(x), np.multiply.accumulate(x): along an axis, the first where none is named. */
const along =
  (rows: Readonly<Record<string, string>>): Native =>
  (context, args, range, path) => {
    const of = path.split('.').at(-2) ?? ''
    const row = rowOf(`numpy.${rows[of] ?? ''}`) ?? rowOf(`scipy.special.${rows[of] ?? ''}`) ?? refuse(`"${path}" is not known here`, range)
    const axis = argument(args, 1, 'axis') ?? numberTerm(0)
    return applyRow(context, row, { ...args, positional: args.positional.slice(0, 1), named: new Map([['axis', axis]]) }, row.name, range)
  }

/** The largest, or smallest, of all up to each element, where it is known how many there are. */
export const runningExtreme =
  (op: 'maximum' | 'minimum'): Native =>
  (context, args, range, path) => {
    const x = need(args, 0, range, 'array', 'input', 'operand', 'x')
    const axis = argument(args, 1, 'axis', 'dim')
    const along = axis === undefined || axis.kind === 'none' ? 0 : context.attribute(axis, range)
    const elements = along === 0 || along === -1 ? context.elements(x, range) : undefined
    if (elements === undefined) {
      context.facts.goAlongAxis(context.toTerm(x, range), 0, SHOWN)
      return refuse('of how many elements the largest is taken is not known', range)
    }
    const next = (before: Value, item: Value): Value => applyTerm(op, [context.toTerm(before, range), context.toTerm(item, range)], range)
    const extremes = runningFold(context, elements, next, range).map((each) => context.toTerm(each, range))
    const values = applyTerm('array', extremes, range)
    // PyTorch's gives the places of these as well.
    const places: Value = { kind: 'opaque', error: new ReadError('the place of an extreme component has no derivative', range) }
    return path.startsWith('torch') ? tupleOf([values, places]) : values
  }
/** Shown for so many elements, where the text does not say how many there are. */
const SHOWN = 3

/** np.maximum.accumulate, np.minimum.accumulate, else what the others give. */
const withExtremes =
  (others: Native): Native =>
  (context, args, range, path) => {
    const of = path.split('.').at(-2) ?? ''
    return (of === 'maximum' || of === 'minimum' ? runningExtreme(of) : others)(context, args, range, path)
  }

/** Those of logaddexp, else of what is given by `rows`. */
const withLogarithms =
  (ofLogarithms: Native, rows: Native): Native =>
  (context, args, range, path) =>
    (path.split('.').at(-2) === 'logaddexp' ? ofLogarithms : rows)(context, args, range, path)

/** How far two rows are from each other, by their difference. */
export const METRICS: ReadonlyMap<string, (difference: Term, range: Range) => Term> = new Map([
  ['sqeuclidean', (d, range) => applyTerm('sum', [applyTerm('pow', [d, numberTerm(2)], range)], range, { axis: -1 })],
  ['euclidean', (d, range) => applyTerm('norm', [d], range, { axis: -1 })],
  ['cityblock', (d, range) => applyTerm('sum', [applyTerm('abs', [d], range)], range, { axis: -1 })],
  ['manhattan', (d, range) => applyTerm('sum', [applyTerm('abs', [d], range)], range, { axis: -1 })],
  ['chebyshev', (d, range) => applyTerm('amax', [applyTerm('abs', [d], range)], range, { axis: -1 })],
])

/** cdist(X, Y, metric): of every row of X with every row of Y; PyTorch's third argument is the exponent of the norm. */
const distances =
  (otherwise: string): Native =>
  (context, args, range, path) => {
    const x = withRank(context, context.toTerm(need(args, 0, range, 'XA', 'x1', 'X'), range), 2)
    const second = argument(args, 1, 'XB', 'x2', 'Y')
    const y = second === undefined || second.kind === 'none' ? x : withRank(context, context.toTerm(second, range), 2)
    const given = argument(args, 2, 'metric', 'p')
    const p = path.startsWith('torch') && given !== undefined ? numberOf(context.toTerm(given, range), context.facts.numbers)?.value : undefined
    const name = given?.kind === 'string' ? given.value : p === 1 ? 'cityblock' : p === undefined || p === 2 ? otherwise : String(p)
    const metric = METRICS.get(name) ?? refuse(`the distance "${name}" is not read`, range)
    const [left, right] = [indexed(context, x, [ELLIPSIS, WHOLE, NONE, WHOLE], range), indexed(context, y, [ELLIPSIS, NONE, WHOLE, WHOLE], range)]
    return metric(sum(left, negative(right, range), range, false), range)
  }

/** euclidean(u, v) of SciPy: of two vectors. */
const distance =
  (name: string): Native =>
  (context, args, range) => {
    const [u, v] = [0, 1].map((k) => withRank(context, context.toTerm(need(args, k, range, ['u', 'v'][k] as string), range), 1)) as [Term, Term]
    return (METRICS.get(name) as (difference: Term, range: Range) => Term)(sum(u, negative(v, range), range, false), range)
  }

/** y where the term is y with an axis put in at this place: y[:, None], y.unsqueeze(1), y.view(-1, 1). */
function withoutAxis(context: Context, term: Term, axis: number): Term | undefined {
  if (term.kind !== 'apply') return undefined
  const [inner] = term.args as [Term]
  if (term.op === 'index') {
    const items = (term.attributes?.['items'] ?? []) as readonly unknown[]
    const at = items.indexOf('newaxis')
    const others = items.filter((_, k) => k !== at)
    const isPlain = others.every((item) => item === 'ellipsis' || (typeof item === 'object' && item !== null && Object.keys(item).length === 0))
    const behind = items[0] === 'ellipsis' && at === items.length - 1
    return at < 0 || !isPlain || term.args.length > 1 || !(behind || at === axis) ? undefined : inner
  }
  if (term.op !== 'reshape') return undefined
  const shape = term.attributes?.['shape']
  const isColumn = Array.isArray(shape) && shape.length === 2 && axis === 1 && shape[0] === -1 && shape[1] === 1
  return isColumn ? withRank(context, inner, 1) : undefined
}

/** The numbers from 0 as the places along an axis of an array of so many axes. */
function places(context: Context, x: Term, axis: number, position: number, rank: number, range: Range): Term {
  const count = applyTerm('arange', [sizeOf(context, x, axis, range)], range, { shape: { length: 0 } })
  if (rank === 1) return count
  return indexed(
    context,
    count,
    Array.from({ length: rank }, (_, k) => (k === position ? WHOLE : NONE)),
    range,
  )
}

/** x[i, y[i, j]] for every i, j: torch.gather(x, dim, y), np.take_along_axis(x, y, axis). */
export function gatheredAlong(context: Context, x: Term, dim: number, places_: Term, range: Range): Term {
  const known = shapeOfTerm(context, x)?.length ?? (x.kind === 'name' ? x.hint?.rank : undefined)
  const indices = shapeOfTerm(context, places_)?.length ?? (places_.kind === 'name' ? places_.hint?.rank : undefined)
  const rank = known ?? indices ?? Math.max(2, dim + 1)
  if (rank > 4 || dim >= rank || dim < -rank) return refuse('along which axis is picked is not read', range)
  const axis = dim < 0 ? dim + rank : dim
  const whole = withRank(context, x, rank)
  if (rank === 1) return indexed(context, whole, [withRank(context, places_, 1)], range)
  const single = withoutAxis(context, places_, axis)
  const width = single === undefined ? rank : rank - 1
  const own = withRank(context, single ?? places_, width)
  let position = 0
  const items = Array.from({ length: rank }, (_, k) => {
    if (k === axis) {
      if (single === undefined) position++
      return own
    }
    return places(context, whole, k, position++, width, range)
  })
  const picked = indexed(context, whole, items, range)
  return single === undefined
    ? picked
    : indexed(
        context,
        picked,
        Array.from({ length: rank }, (_, k) => (k === axis ? NONE : WHOLE)),
        range,
      )
}

/** x[i, j, y[i, j]] for every i, j: of the last axis what indices with so many axes name. */
export function pickedLast(context: Context, x: Term, indices: Term, rank: number, range: Range): Term {
  const whole = withRank(context, x, rank + 1)
  const before = Array.from({ length: rank }, (_, k) => places(context, whole, k, k, rank, range))
  return indexed(context, whole, [...before, withRank(context, indices, rank)], range)
}

const alongAxis =
  (axisFirst: boolean): Native =>
  (context, args: Arguments, range) => {
    const x = context.toTerm(need(args, 0, range, 'input', 'arr', 'a'), range)
    const [place, axis] = axisFirst
      ? [argument(args, 2, 'index'), argument(args, 1, 'dim')]
      : [argument(args, 1, 'indices'), argument(args, 2, 'axis', 'dim')]
    const along = axis === undefined ? -1 : context.attribute(axis, range)
    if (typeof along !== 'number' || !Number.isInteger(along)) return refuse('the axis must be a known integer', range)
    return gatheredAlong(context, x, along, context.toTerm(place ?? refuse('which components are meant is missing', range), range), range)
  }

export const gather: Native = alongAxis(true)

/** x without axes of length 1: one that was put in just now, else the one that is named; where none is, x may have none. */
const squeezed: Native = (context, args, range) => {
  const x = context.toTerm(need(args, 0, range, 'a', 'input', 'x'), range)
  const given = argument(args, 1, 'axis', 'dim') ?? NONE
  const axis = given.kind === 'none' ? undefined : context.attribute(given, range)
  const items = isApply(x, 'index') ? (x.attributes?.['items'] as readonly Attribute[]) : []
  const added = items.flatMap((item, k) => (item === 'newaxis' ? [k] : []))
  const fits = (at: number): boolean => axis === undefined || axis === at || (axis === -1 && at === items.length - 1)
  if (added.length === 1 && items[0] !== 'ellipsis' && fits(added[0] as number)) {
    const left = items.filter((item) => item !== 'newaxis')
    const [inner, ...others] = (x as ApplyTerm).args as [Term, ...Term[]]
    return left.every((item) => typeof item === 'object' && item !== null && Object.keys(item).length === 0)
      ? inner
      : applyTerm('index', [inner, ...others], range, { items: left })
  }
  return axis === undefined && shapeOfTerm(context, x) === undefined ? x : applyTerm('squeeze', [x], range, axis === undefined ? undefined : { axis })
}

/** By the last part of the name. */
export const PAIRS: readonly (readonly [string, Native])[] = [
  ['outer', outer],
  ['reduce', along({ add: 'sum', multiply: 'prod', maximum: 'max', minimum: 'min', logaddexp: 'logsumexp' })],
  ['accumulate', withExtremes(withLogarithms(runningLogSumExp, along({ add: 'cumsum', multiply: 'cumprod' })))],
  ['cummax', runningExtreme('maximum')],
  ['cummin', runningExtreme('minimum')],
  ['squeeze', squeezed],
  ['cdist', distances('euclidean')],
  ['take_along_axis', alongAxis(false)],
  ['take_along_dim', alongAxis(false)],
]

/** Modules of distances, by their whole names. */
export const DISTANCES: readonly (readonly [string, Native])[] = [
  ['scipy.spatial.distance.cdist', distances('euclidean')],
  ['sklearn.metrics.pairwise_distances', distances('euclidean')],
  ['sklearn.metrics.pairwise.pairwise_distances', distances('euclidean')],
  ['sklearn.metrics.pairwise.euclidean_distances', distances('euclidean')],
  ['sklearn.metrics.pairwise.manhattan_distances', distances('cityblock')],
  ...['euclidean', 'sqeuclidean', 'cityblock', 'chebyshev'].map((name) => [`scipy.spatial.distance.${name}`, distance(name)] as const),
]
