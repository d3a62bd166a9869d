/** Sparse matrices of MATLAB and Julia, and sums of groups: by which entries they are made. They are computed with as other matrices are. */
import type { Range } from '../../api.ts'
import { type Axis, accumulated, columnsOf, indicator, meanOf } from '../execute/arrays/accumulated.ts'
import { onDiagonal } from '../execute/arrays/diagonals.ts'
import { numberOf, plus } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { isTerm, type Value } from '../execute/values/value.ts'
import { applyTerm, numberTerm } from '../term.ts'
import { argument, identity, isEmpty, type Native, names, same, termAt, uniform } from './library.ts'

/** sparse(A), sparse(m, n), sparse(i, j, v), sparse(i, j, v, m, n). */
const sparse: Native = (context, args, range, name) => {
  const { positional } = args
  if (positional.length === 1) return same(context, args, range, name)
  if (positional.length === 2) return uniform(0, true)(context, args, range, name)
  const [rows, columns, values, m, n] = positional as [Value, Value, Value, Value?, Value?]
  const axes = [
    { places: rows, length: m },
    { places: columns, length: n },
  ]
  return accumulated(context, axes, values, 1, range)
}

/** The lengths of a size that is stated: [K 1], [m n], (m, n). */
function lengthsStated(context: Context, size: Value, range: Range): readonly Value[] {
  return context.elements(size, range) ?? refuse('the size of the result is not known', range)
}

/** accumarray(g, v), accumarray(g, v, [K 1]), accumarray([i j], v, [m n], @mean). */
const gathered: Native = (context, args, range) => {
  const [places, values, size, by] = args.positional as [Value, Value, Value?, Value?]
  const columns = columnsOf(context, places, range) ?? [places]
  const stated = size === undefined || isEmpty(size) ? undefined : lengthsStated(context, size, range)
  const isRow = columns.length === 1 && stated !== undefined && isOne(context, stated[0]) && !isOne(context, stated[1])
  const axes = columns.map((column, k): Axis => ({ places: column, length: isRow ? stated[1] : stated?.[k] }))
  const name = by === undefined || isEmpty(by) ? 'sum' : by.kind === 'reference' ? by.path : ''
  if (name !== 'sum' && name !== 'plus' && name !== 'mean') return refuse('"accumarray" is read with sums and means', range)
  const made = (name === 'mean' ? meanOf : accumulated)(context, axes, values, 1, range)
  return isRow ? applyTerm('transpose', [made], range) : made
}

const isOne = (context: Context, value: Value | undefined): boolean =>
  value !== undefined && isTerm(value) && numberOf(value, context.facts.numbers)?.isOne === true

/** spdiags(B, d, n, n): the columns of B on these diagonals, each entry in the column of the result that is its row in B. */
const diagonals: Native = (context, args, range) => {
  const [b, places, m, n] = args.positional as [Value, Value, Value?, Value?]
  if (n === undefined || m === undefined) return refuse('"spdiags" is read where it makes a matrix', range)
  const known = context.elements(places, range)?.map((place) => (isTerm(place) ? numberOf(place, context.facts.numbers)?.asInteger : undefined))
  if (known === undefined || !known.every((place) => place !== undefined)) return refuse('which diagonals are meant is not known', range)
  const all = context.toTerm(b, range)
  const parts = (columnsOf(context, b, range) ?? (known.length === 1 ? [all] : known.map((_, k) => column(context, all, k, range)))).map(
    (each, k) => {
      const place = known[k] as number
      const slice: Value = place > 0 ? { kind: 'slice', start: numberTerm(place) } : { kind: 'slice', ...(place < 0 && { stop: numberTerm(place) }) }
      const own = place === 0 ? each : context.index(each, [slice], range)
      return onDiagonal(context, context.toTerm(own, range), numberTerm(place), range)
    },
  )
  return parts.length === 1 ? (parts[0] as Value) : applyTerm('add', parts, range)
}

const column = (context: Context, matrix: Value, k: number, range: Range): Value => context.index(matrix, [{ kind: 'slice' }, numberTerm(k)], range)

/** onehotbatch(y, 1:K): for each label a column that is 1 in the row of its class; onehot(y, 1:K) of one label. */
const indicators =
  (single: boolean): Native =>
  (context, args, range) => {
    const classes = argument(args, 1, range)
    const first = classes.kind === 'range' ? numberOf(classes.start, context.facts.numbers)?.asInteger : undefined
    if (classes.kind !== 'range' || first === undefined || numberOf(classes.step)?.isOne !== true)
      return refuse('the classes are read as numbers one after the other', range, 'write 1:K')
    if (single) {
      const all = context.toTerm(classes, range)
      return applyTerm('where', [applyTerm('eq', [all, termAt(context, args, 0, range)], range), numberTerm(1), numberTerm(0)], range)
    }
    const length = plus(classes.stop, -first)
    return applyTerm('transpose', [indicator(context, { places: argument(args, 0, range), length }, first, range)], range)
  }

/** By name. */
export const SPARSE: readonly (readonly [string, Native])[] = [
  ...names('sparse spzeros', sparse),
  ['accumarray', gathered],
  ['spdiags', diagonals],
  ['speye', identity],
  ['onehotbatch', indicators(false)],
  ['onehot', indicators(true)],
]
