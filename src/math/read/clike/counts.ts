/** Whole numbers of C-like languages: their quotient, ranges, indices, and as many values as they say. */
import { isApply, numberOf, sum } from '../execute/arithmetic.ts'
import { shapeOfTerm } from '../execute/shapes.ts'
import { Cell } from '../execute/store.ts'
import { copied, isTerm, type Value } from '../execute/value.ts'
import { argument, filled, lengthOf, type Native, termAt } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

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

/** 0, 1, ... of as many as there are. */
export const indices: Native = (context, args, range, name) => {
  const value = argument(args, 0, range)
  const isCount = (term: Term): boolean =>
    term.kind === 'number' ||
    isApply(term, 'size') ||
    (term.kind === 'name' && (context.facts.numbers.has(term.name) || context.facts.declarations.get(term.name)?.traits?.integer === true)) ||
    shapeOfTerm(context, term)?.length === 0
  const stop = isTerm(value) && isCount(value) ? value : context.toTerm(lengthOf(context, args, range, name), range)
  return { kind: 'range', start: numberTerm(0), stop, step: numberTerm(1) }
}

/** rep(value, count) */
export const repeated: Native = (context, args, range) => {
  const [value, count] = [termAt(context, args, 0, range), termAt(context, args, 1, range)]
  const length = numberOf(count, context.facts.numbers)?.asInteger
  if (length !== undefined && length >= 0 && length <= 10_000)
    // Rows of a matrix are no other names of one row.
    return { kind: 'list', form: 'list', items: new Cell(Array.from({ length }, (): Value => copied(value))) }
  if (value.kind === 'number' && value.value.isZero) return applyTerm('blank', [count], range)
  const terms: Term[] = []
  return applyTerm('mul', [value, filled([context.attribute(count, range, terms)], 1, range, terms)], range)
}

/** (0..n).step_by(k), x.iter().step_by(k) */
export const stepped: Native = (context, args, range) => {
  const [row, step] = [argument(args, 0, range), termAt(context, args, 1, range)]
  if (row.kind === 'range') return { ...row, step: applyTerm('mul', [row.step, step], range) }
  return context.index(row, [{ kind: 'slice', step }], range)
}
