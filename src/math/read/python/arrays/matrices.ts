/** Functions of array libraries that make or change matrices by their diagonals: eye, diag, tril_indices, fill_diagonal. */
import type { Range } from '../../../api.ts'
import { asTruths, numbersOfTruths } from '../../execute/arrays/booleans.ts'
import { besideIdentity, onDiagonal, withDiagonal } from '../../execute/arrays/diagonals.ts'
import { sizeOf } from '../../execute/arrays/sequences.ts'
import { numberOf } from '../../execute/values/arithmetic.ts'
import type { Context } from '../../execute/values/context.ts'
import { isCondition, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { typed } from './typed.ts'

const identity: Native = (context, args, range, path) => {
  if (path === 'tensorflow.identity' || path === 'torch.identity') return need(args, 0, range, 'input')
  const length = context.toTerm(need(args, 0, range, 'N', 'n', 'num_rows'), range)
  const k = args.named.get('k') ?? args.positional[2]
  return k === undefined ? applyTerm('identity', [length], range) : besideIdentity(context, length, k, range)
}

/** Places of matrices with no more rows or columns than this are listed. */
const MOST_LISTED = 16

/** Rows and columns of the places on one side of a diagonal, in the order of NumPy, where the lengths are known. */
function knownPlaces(context: Context, side: 'tril' | 'triu', lengths: readonly Term[], k: Value | undefined, range: Range): Value | undefined {
  const [rows = MOST_LISTED + 1, columns = MOST_LISTED + 1] = lengths.map((length) => numberOf(length, context.facts.numbers)?.asInteger)
  const offset = k === undefined ? 0 : context.attribute(k, range)
  if (rows > MOST_LISTED || columns > MOST_LISTED || typeof offset !== 'number') return undefined
  for (const length of lengths) context.facts.assumeRounds(length, range)
  const places = Array.from({ length: rows * columns }, (_, at) => [Math.floor(at / columns), at % columns] as [number, number])
  const kept = places.filter(([i, j]) => (side === 'triu' ? j - i >= offset : j - i <= offset))
  if (kept.length === 0) return undefined
  const list = (axis: 0 | 1): Value =>
    applyTerm(
      'array',
      kept.map((place) => numberTerm(place[axis])),
      range,
    )
  return tupleOf([list(0), list(1)])
}

/** Rows and columns of the places on one side of a diagonal: of all for which a condition holds, where it is not known how many these are. */
const triangle =
  (side: 'tril' | 'triu', from: boolean): Native =>
  (context, args, range, path) => {
    // PyTorch tells rows and columns before the diagonal.
    const [second, third] = path.startsWith('torch') ? [2, 1] : [1, 2]
    const given = context.toTerm(need(args, 0, range, 'n', 'arr', 'row'), range)
    const columns = argument(args, third, 'm', 'col') ?? given
    const lengths = from ? [0, 1].map((axis) => sizeOf(context, given, axis, range)) : [given, context.toTerm(columns, range)]
    const k = argument(args, second, 'k', 'offset')
    const places = knownPlaces(context, side, lengths, k, range)
    if (places !== undefined) return places
    for (const length of lengths) if (length.kind === 'name') context.facts.countTo(length.name, 3)
    const ones = applyTerm('ones', lengths, range, { shape: lengths.map((_, k) => ({ length: k })) })
    const kept = applyTerm(side, [ones], range, k === undefined ? undefined : { k: context.attribute(k, range) })
    const condition = applyTerm('eq', [kept, numberTerm(1)], range)
    return tupleOf([0, 1].map((axis) => applyTerm('holding', [condition], range, { axis, of: 2 })))
  }

/** diag_indices(n), and diag_indices_from(A) of a square matrix: places (k, k). */
const diagonalPlaces: Native = (context, args, range, path) => {
  const given = context.toTerm(need(args, 0, range, 'n', 'arr'), range)
  const length = path.endsWith('_from') ? context.toTerm(sizeOf(context, given, 0, range), range) : given
  const condition = applyTerm('eq', [applyTerm('identity', [length], range), numberTerm(1)], range)
  return tupleOf([0, 1].map((axis) => applyTerm('holding', [condition], range, { axis, of: 2 })))
}

/** fill_diagonal(A, v): A with v on its diagonal. */
const fillDiagonal: Native = (context, args, range) => {
  const whole = context.toTerm(need(args, 0, range, 'a'), range)
  const isTruth = isCondition(whole)
  const filled = withDiagonal(
    context,
    isTruth ? numbersOfTruths(whole) : whole,
    context.toTerm(need(args, 1, range, 'val', 'fill_value'), range),
    range,
  )
  return isTruth ? asTruths(filled, range) : filled
}

/** diag(v, k), diagonal(A, offset), torch.diag(v, diagonal) */
const diagonal: Native = (context, args, range) => {
  const x = context.toTerm(need(args, 0, range, 'v', 'a', 'input'), range)
  return onDiagonal(context, x, argument(args, 1, 'k', 'offset', 'diagonal'), range)
}

/** By the last part of the name. */
export const MATRICES: readonly (readonly [string, Native])[] = [
  ['eye', typed(identity, 3)],
  ['identity', typed(identity, 1)],
  ...['diag', 'diagflat', 'diagonal'].map((name) => [name, diagonal] as const),
  ['fill_diagonal', fillDiagonal],
  ['diag_indices', diagonalPlaces],
  ['diag_indices_from', diagonalPlaces],
  ...(['tril', 'triu'] as const).flatMap((side): [string, Native][] => [
    [`${side}_indices`, triangle(side, false)],
    [`${side}_indices_from`, triangle(side, true)],
  ]),
]
