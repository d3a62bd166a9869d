/**
 * Functions of PyTorch that write at places that an index gives along an axis: scatter, scatter_add, index_add, index_fill. Where each line
 * has one place, that is a choice between the array and the values; what is added at several places is a product with rows of the identity.
 */
import type { Range } from '../../../api.ts'
import type { Attribute } from '../../../expr.ts'
import { type Axis, accumulated } from '../../execute/arrays/accumulated.ts'
import { sizeOf, withRank } from '../../execute/arrays/sequences.ts'
import { rankSaid, shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { difference, isApply, sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, reference, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

interface Written {
  readonly x: Term
  readonly axis: number
  readonly index: Term
  readonly values: Term
}

/** x, dim, index and what is written, with the axis counted from 0. */
function writtenIn(context: Context, args: Arguments, range: Range): Written {
  const [x, index, values] = [
    need(args, 0, range, 'input'),
    need(args, 2, range, 'index'),
    argument(args, 3, 'src', 'source', 'value') ?? refuse('what is written is missing', range),
  ].map((value) => context.toTerm(value, range)) as [Term, Term, Term]
  const given = context.attribute(need(args, 1, range, 'dim'), range)
  const rank = rankOf(context, x)
  const axis = given === -1 && rank !== undefined ? rank - 1 : given
  if (typeof axis !== 'number' || axis < 0 || axis > 1) return refuse('the axis must be 0 or 1', range)
  return { x, axis, index, values }
}

function rankOf(context: Context, term: Term): number | undefined {
  const said = shapeOfTerm(context, term)?.length ?? rankSaid(context, term)
  if (said !== undefined || term.kind !== 'apply') return said
  return term.args.map((arg) => rankOf(context, arg)).find((rank) => rank !== undefined)
}

/** 0, 1, ..., one less than the length of an axis. */
const placesAlong = (context: Context, x: Term, axis: number, range: Range): Term =>
  applyTerm('arange', [sizeOf(context, x, axis, range)], range, { shape: [{ length: 0 }] })

const withAxis = (term: Term, items: readonly Attribute[], range: Range): Term => applyTerm('index', [term], range, { items })

/** Does this index have one place for each line: idx.unsqueeze(1), idx[:, None]? */
function isOfLines(context: Context, index: Term, axis: number): boolean {
  const items = isApply(index, 'index') ? ((index.attributes?.['items'] ?? []) as readonly unknown[]) : []
  const shape = shapeOfTerm(context, index)
  return (items.length === 2 && items[axis] === 'newaxis') || (shape?.length === 2 && shape[axis] === 1)
}

/** Where an index with one place for each line of a matrix points. */
const pointedAt = (context: Context, { x, axis, index }: Written, range: Range): Term => {
  const places = placesAlong(context, x, axis, range)
  return applyTerm('eq', [index, axis === 0 ? withAxis(places, [{}, 'newaxis'], range) : places], range)
}

/** For each place of a vector of indices a row of the identity. */
const rowsFor = (context: Context, { x, axis, index }: Written, range: Range): Term => {
  const same = applyTerm('eq', [withAxis(index, [{}, 'newaxis'], range), placesAlong(context, x, axis, range)], range)
  return applyTerm('where', [same, numberTerm(1), numberTerm(0)], range)
}

const isSingle = (context: Context, term: Term): boolean => term.kind === 'number' || shapeOfTerm(context, term)?.length === 0

/** x.scatter(dim, index, src), and what is added to what is there. */
const scattered =
  (adds: boolean): Native =>
  (context, args, range): Value => {
    const written = writtenIn(context, args, range)
    const { x, axis, index, values } = written
    if (isOfLines(context, index, axis)) {
      const value = adds ? sum(x, values, range, true) : values
      return applyTerm('where', [pointedAt(context, written, range), value, x], range)
    }
    if (rankOf(context, x) === 2 || shapeOfTerm(context, index)?.length === 2) return manyInLines(context, written, adds, range)
    if (rankOf(context, x) !== 1) return refuse('this is read of an index with one place for each row or column', range, 'write index.unsqueeze(1)')
    const rows = rowsFor(context, written, range)
    if (adds)
      return sum(
        x,
        isSingle(context, values)
          ? applyTerm('mul', [values, applyTerm('sum', [rows], range, { axis: 0 })], range)
          : applyTerm('matmul', [values, rows], range),
        range,
        true,
      )
    const met = applyTerm('gt', [applyTerm('sum', [rows], range, { axis: 0 }), numberTerm(0)], range)
    return applyTerm('where', [met, isSingle(context, values) ? values : applyTerm('matmul', [values, rows], range), x], range)
  }

/** Several places in each row, or column: rows of the identity for them, one beside the other. */
function manyInLines(context: Context, { x, axis, index, values }: Written, adds: boolean, range: Range): Term {
  const lengths: Term[] = []
  const count = context.attribute(sizeOf(context, x, axis, range), range, lengths)
  const hot = applyTerm('one_hot', [index, ...lengths], range, { num_classes: count })
  const single = isSingle(context, values)
  // Of an index with i rows and j columns, each place among k.
  const [own, all] = axis === 1 ? ['ijk->ik', 'ijk,ij->ik'] : ['ijk->kj', 'ijk,ij->kj']
  const times = applyTerm('einsum', [hot], range, { subscripts: own })
  const put = single ? applyTerm('mul', [values, times], range) : applyTerm('einsum', [hot, values], range, { subscripts: all })
  if (adds) return sum(x, put, range, true)
  return applyTerm('where', [applyTerm('gt', [times, numberTerm(0)], range), single ? values : put, x], range)
}

/** x.index_add(dim, index, source, alpha=): rows or columns of the source added to those of x. */
const added: Native = (context, args, range) => {
  const written = writtenIn(context, args, range)
  const { x, axis, values } = written
  const rows = rowsFor(context, written, range)
  const factor = args.named.get('alpha')
  const parts = axis === 0 ? [applyTerm('transpose', [rows], range), values] : [values, rows]
  const product = applyTerm('matmul', parts, range)
  return sum(x, factor === undefined ? product : applyTerm('mul', [context.toTerm(factor, range), product], range), range, true)
}

/** x.index_fill(dim, index, value) */
const filled: Native = (context, args, range) => {
  const written = writtenIn(context, args, range)
  const { x, axis, values } = written
  const met = applyTerm('gt', [applyTerm('sum', [rowsFor(context, written, range)], range, { axis: 0 }), numberTerm(0)], range)
  const everywhere = axis === 0 && rankOf(context, x) === 2 ? withAxis(met, [{}, 'newaxis'], range) : met
  return applyTerm('where', [everywhere, values, x], range)
}

/**
 * np.add.at(x, index, values): x with the values added at these places of its first axis, or of all that a tuple names, also where a place
 * stands more than once.
 */
const addedAt: Native = (context, args, range, path) => {
  const of = path.split('.').at(-2)
  if (of !== 'add' && of !== 'subtract') return refuse(`"${path}" is not known here`, range)
  const x = context.toTerm(need(args, 0, range, 'a'), range)
  const [places, added] = [need(args, 1, range, 'indices'), need(args, 2, range, 'b')]
  const counts =
    places.kind === 'list' && places.form === 'tuple'
      ? atAll(context, x, places.items.value, added, range)
      : atFirst(context, x, places, added, range)
  return of === 'add' ? sum(x, counts, range, true) : difference(x, counts, range)
}

const atFirst = (context: Context, x: Term, places: Value, added: Value, range: Range): Term => {
  const index = withRank(context, context.toTerm(places, range), 1)
  return countedAt(context, { x, axis: 0, index, values: context.toTerm(added, range) }, range)
}

const atAll = (context: Context, x: Term, places: readonly Value[], added: Value, range: Range): Term => {
  if (places.some(({ kind }) => kind === 'slice' || kind === 'ellipsis')) return refuse('what is added at slices is not read here', range)
  const axes = places.map((each, axis): Axis => ({ places: each, length: sizeOf(context, x, axis, range) }))
  return accumulated(context, axes, added, 0, range)
}

/** bincount(index, weights, minlength): how often each number stands there, or the sum of its weights. */
const countedUp: Native = (context, args, range) => {
  const index = withRank(context, context.toTerm(need(args, 0, range, 'x', 'input'), range), 1)
  const least = argument(args, 2, 'minlength', 'length')
  if (least === undefined) return refuse('how many numbers there are is not said', range, 'give "minlength"')
  const x = context.toTerm(context.call(reference('numpy.zeros'), { positional: [least], named: new Map(), ranges: [range], range }, range), range)
  const weights = argument(args, 1, 'weights')
  const values = weights === undefined || weights.kind === 'none' ? numberTerm(1) : context.toTerm(weights, range)
  return countedAt(context, { x, axis: 0, index, values }, range)
}

/** For each place the sum of the values that are meant for it. */
function countedAt(context: Context, written: Written, range: Range): Term {
  const rows = rowsFor(context, written, range)
  const { values } = written
  if (isSingle(context, values)) return applyTerm('mul', [values, applyTerm('sum', [rows], range, { axis: 0 })], range)
  return applyTerm('matmul', [applyTerm('transpose', [rows], range), values], range)
}

/** By the last part of the name. */
export const SCATTER: readonly (readonly [string, Native])[] = [
  ['scatter', scattered(false)],
  ['scatter_add', scattered(true)],
  ['index_add', added],
  ['index_fill', filled],
  ['at', addedAt],
  ['bincount', countedUp],
]
