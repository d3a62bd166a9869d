/** Whole numbers of C-like languages: their quotient, ranges, indices, and as many values as they say. */
import type { Range } from '../../api.ts'
import { shapeOfTerm } from '../execute/arrays/shapes.ts'
import { isApply, numberOf, sum } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { copied, copiedWhole, isTerm, listOf, NONE, type Value } from '../execute/values/value.ts'
import { argument, filled, lengthOf, type Native, termAt } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** As many values are written one by one. */
const MOST_REPEATED = 10_000

/** a / b of whole numbers. */
export const wholeQuotient: Native = (context, args, range) => {
  const [a, b] = [termAt(context, args, 0, range), termAt(context, args, 1, range)]
  const [above, below] = [numberOf(a, context.facts.numbers), numberOf(b, context.facts.numbers)]
  const quotient = applyTerm('div', [a, b], range)
  if (above === undefined || below === undefined || below.isZero) {
    context.facts.note('this divides whole numbers, which drops the remainder', range)
    return applyTerm('trunc', [quotient], range)
  }
  const exact = above.divide(below)
  if (exact.isInteger) return numberTerm(exact, range)
  const value = Math.trunc(exact.value)
  context.facts.note(`this divides whole numbers, which gives ${value} in this language (write ${above.value}.0 to keep the fraction)`, range)
  return numberTerm(value, range)
}

/** From one number up to another, with it or without. */
export const between =
  (more: 0 | 1): Native =>
  (context, args, range) => {
    const [start, stop] = [termAt(context, args, 0, range), termAt(context, args, 1, range)]
    return { kind: 'range', start, stop: more === 0 ? stop : sum(stop, numberTerm(1), range, true), step: numberTerm(1) }
  }

/** 0, 1, ... of as many as there are; of two as many as both have, where that is known. */
export const indices: Native = (context, args, range, name) => {
  const second = args.positional[1]
  const lengths = args.positional.map((each) => (each.kind === 'list' ? each.items.value.length : Number.POSITIVE_INFINITY))
  const value = second !== undefined && (lengths[1] as number) < (lengths[0] as number) ? second : argument(args, 0, range)
  const isCount = (term: Term): boolean =>
    term.kind === 'number' ||
    isApply(term, 'size') ||
    (term.kind === 'name' && (context.facts.numbers.has(term.name) || context.facts.declarations.get(term.name)?.traits?.integer === true)) ||
    shapeOfTerm(context, term)?.length === 0
  const stop = isTerm(value) && isCount(value) ? value : context.toTerm(lengthOf(context, { ...args, positional: [value] }, range, name), range)
  return { kind: 'range', start: numberTerm(0), stop, step: numberTerm(1) }
}

/** rep(value, count) */
export const repeated: Native = (context, args, range) => {
  return inAllPlaces(context, termAt(context, args, 0, range), [termAt(context, args, 1, range)], range)
}

/** A value in all places of lists of these lengths; of an array, where they are not known. */
export function inAllPlaces(context: Context, value: Term, lengths: readonly Term[], range: Range): Value {
  const counts = lengths.map((length) => numberOf(length, context.facts.numbers)?.asInteger)
  const known = counts.filter((count) => count !== undefined && count >= 0) as readonly number[]
  // Rows of a matrix are no other names of one row.
  const fill = ([first, ...rest]: readonly number[]): Value =>
    first === undefined ? copied(value) : listOf(Array.from({ length: first }, () => fill(rest)))
  if (known.length === counts.length && known.reduce((product, count) => product * count, 1) <= MOST_REPEATED) return fill(known)
  if (value.kind === 'number' && value.value.isZero) return applyTerm('blank', lengths, range)
  const terms: Term[] = []
  const attributes = lengths.map((length) => context.attribute(length, range, terms))
  return applyTerm('mul', [value, filled(attributes, 1, range, terms)], range)
}

/** So many elements: some of an array, or all with others behind them. */
export function lengthened(context: Context, value: Value, count: Term, range: Range, other: Value = numberTerm(0)): Value {
  const items = value.kind === 'list' ? value.items.value : undefined
  const length = numberOf(count, context.facts.numbers)?.asInteger
  if (items !== undefined && length !== undefined && length <= MOST_REPEATED)
    return listOf(Array.from({ length }, (_, k) => copiedWhole(items[k] ?? other)))
  // What is copied whole: Arrays.copyOf(x, x.length)
  if (isTerm(value) && isApply(count, 'size') && count.args[0] === value) return copiedWhole(value)
  if (items === undefined) context.facts.note('an array is read as no shorter than what is copied of it', range)
  return copiedWhole(context.index(value, [{ kind: 'slice', stop: count }], range))
}

/** v.resize(n), v.resize(n, x): what is there stays. */
export const resized: Native = (context, args, range) => {
  const list = argument(args, 0, range)
  // Arrays of Eigen that were declared without their lengths take them from what is written.
  if (list.kind !== 'list' || args.positional[1] === undefined) return NONE
  const count = termAt(context, args, 1, range)
  const isKnown = numberOf(count, context.facts.numbers)?.asInteger !== undefined
  if (!isKnown && list.items.value.length === 0) return NONE
  // M.resize(2, 3) of rows leaves nothing that is known.
  const isMatrix = list.items.value.some(({ kind }) => kind === 'list') && args.positional[2]?.kind === 'number'
  const all = isKnown && !isMatrix ? lengthened(context, list, count, range, args.positional[2]) : undefined
  if (all?.kind !== 'list') return refuse('how many elements there are then is not known', range)
  context.store.set(list.items, all.items.value)
  return NONE
}

/** (0..n).step_by(k), x.iter().step_by(k) */
export const stepped: Native = (context, args, range) => {
  const [row, step] = [argument(args, 0, range), termAt(context, args, 1, range)]
  if (row.kind === 'range') return { ...row, step: applyTerm('mul', [row.step, step], range) }
  return context.index(row, [{ kind: 'slice', step }], range)
}
