/**
 * Arrays by their entries: each number of a list is added at a place that other lists give, an axis at a time. So sparse matrices are put together,
 * sums of groups are made, and rows that say which class something is of.
 */
import type { Range } from '../../../api.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf, sameTerm, shifted } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { isTerm, type Value } from '../values/value.ts'
import { withRank } from './sequences.ts'
import { shapeOfTerm } from './shapes.ts'

/** Where along an axis the numbers are added, and how long it is: as long as the last place says, where that is left out. */
export interface Axis {
  readonly places: Value
  readonly length?: Value | undefined
}

/** More entries than this are not written one by one. */
const MOST = 400

/** One number for all places. */
const isSingle = (context: Context, term: Term): boolean => term.kind === 'number' || shapeOfTerm(context, term)?.length === 0

/** The list itself, of what is known to be a matrix of them column by column. */
const flat = (context: Context, term: Term, range: Range): Term =>
  shapeOfTerm(context, term)?.length === 2 ? applyTerm('vec', [term], range) : withRank(context, term, 1)

/** The array of zeros with these values added, whose places count from `first`. */
export function accumulated(context: Context, axes: readonly Axis[], values: Value, first: number, range: Range): Term {
  const whole = context.toTerm(values, range)
  const written = writtenOut(context, axes, whole, first, range)
  if (written !== undefined) return written
  if (isSingle(context, whole)) {
    const counts = counted(context, axes, first, range)
    return whole.kind === 'number' && whole.value.isOne ? counts : applyTerm('mul', [whole, counts], range)
  }
  const [rows, columns] = axes.map((axis) => indicator(context, axis, first, range)) as [Term, Term?]
  const list = flat(context, whole, range)
  return columns === undefined
    ? applyTerm('einsum', [rows, list], range, { subscripts: 'ka,k->a' })
    : applyTerm('einsum', [rows, list, columns], range, { subscripts: 'ka,k,kb->ab' })
}

/** How often each place stands in the lists. */
function counted(context: Context, axes: readonly Axis[], first: number, range: Range): Term {
  const [rows, columns] = axes.map((axis) => indicator(context, axis, first, range)) as [Term, Term?]
  if (columns === undefined) return applyTerm('sum', [rows], range, { axis: 0 })
  return applyTerm('matmul', [applyTerm('transpose', [rows], range), columns], range)
}

/** For each place a row that is 1 there. */
export function indicator(context: Context, axis: Axis, first: number, range: Range): Term {
  const { places, length } = axis
  if (length === undefined) return refuse('how many places there are is not said', range, 'give the size of the result')
  if (isWholeAxis(context, axis, first)) return applyTerm('identity', [length as Term], range)
  const index = flat(context, context.toTerm(places, range), range)
  const lengths: Term[] = []
  const count = context.attribute(length, range, lengths)
  const fromZero = first === 0 ? index : applyTerm('add', [index, numberTerm(-first)], range)
  return applyTerm('one_hot', [fromZero, ...lengths], range, { num_classes: count })
}

/** All places of an axis, in order: 1:n. */
function isWholeAxis(context: Context, { places, length }: Axis, first: number): boolean {
  if (length === undefined || !isTerm(length) || places.kind !== 'range' || numberOf(places.step)?.isOne !== true) return false
  const [start, stop] = [numberOf(places.start, context.facts.numbers)?.asInteger, shifted(places.stop)]
  return start === first && stop?.offset === first && sameTerm(stop.base, length)
}

/** The sums one by one, where it is known which there are. */
function writtenOut(context: Context, axes: readonly Axis[], whole: Term, first: number, range: Range): Term | undefined {
  const lists = axes.map(({ places }) =>
    context
      .quietly(() => context.elements(places, range))
      ?.map((place) => (isTerm(place) ? numberOf(place, context.facts.numbers)?.asInteger : undefined)),
  )
  const count = lists[0]?.length ?? 0
  if (count === 0 || !lists.every((list) => list?.length === count && list.every((place) => place !== undefined && place >= first))) return undefined
  const places = lists.map((list) => (list as number[]).map((place) => place - first))
  const lengths = axes.map(({ length }, k) =>
    length === undefined ? Math.max(...(places[k] as number[])) + 1 : isTerm(length) ? numberOf(length, context.facts.numbers)?.asInteger : undefined,
  )
  if (lengths.some((length, k) => length === undefined || (places[k] as number[]).some((place) => place >= length))) return undefined
  if (lengths.reduce<number>((all, length) => all * (length as number), 1) > MOST)
    return refuse('these are too many sums to be written one by one', range)
  for (const { length } of axes) if (length !== undefined && isTerm(length)) context.facts.assumeRounds(length, range)
  const single = isSingle(context, whole)
  const value = (k: number): Term => (single ? whole : context.toTerm(context.index(withRank(context, whole, 1), [numberTerm(k)], range), range))
  const entry = (at: readonly number[]): Term => {
    const own = Array.from({ length: count }, (_, k) => k).filter((k) => at.every((place, axis) => places[axis]?.[k] === place))
    return own.length === 0 ? numberTerm(0) : own.length === 1 ? value(own[0] as number) : applyTerm('add', own.map(value), range)
  }
  const part = (at: readonly number[]): Term =>
    at.length === lengths.length
      ? entry(at)
      : applyTerm(
          'array',
          Array.from({ length: lengths[at.length] as number }, (_, place) => part([...at, place])),
          range,
        )
  return part([])
}

/** The means of groups: their sums by how many they are. */
export const meanOf = (context: Context, axes: readonly Axis[], values: Value, first: number, range: Range): Term =>
  applyTerm('div', [accumulated(context, axes, values, first, range), accumulated(context, axes, numberTerm(1), first, range)], range)

/** The vectors that are the columns of a matrix of places: written beside each other, or of a name with two axes. */
export function columnsOf(context: Context, value: Value, range: Range): readonly Value[] | undefined {
  const term = isTerm(value) ? value : undefined
  if (term === undefined) return undefined
  if (isApply(term, 'blocks') && (term.attributes?.['columns'] as readonly number[] | undefined)?.length === 1 && term.args.length > 1)
    return term.args
  const shape = shapeOfTerm(context, term)
  return shape?.length === 2 && typeof shape[1] === 'number'
    ? Array.from({ length: shape[1] }, (_, k) => context.index(term, [{ kind: 'slice' }, numberTerm(k)], range))
    : undefined
}
