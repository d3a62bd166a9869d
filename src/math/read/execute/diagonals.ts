/** Diagonals beside the main one, and differences along an axis: what the libraries call with numbers that say which. */
import type { Range } from '../../api.ts'
import type { Attributes } from '../../expr.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'
import { numberOf, shortened, sum } from './arithmetic.ts'
import { type Context, refuse } from './context.ts'
import { isTerm, type Value } from './value.ts'

/** The number of a diagonal, counted upwards from the main one. */
function place(context: Context, k: Value, range: Range): number {
  const known = isTerm(k) ? numberOf(k, context.facts.numbers)?.asInteger : undefined
  if (isTerm(k)) context.facts.assume(k, range)
  return known ?? refuse('which diagonal is meant is not known', range)
}

/** A vector on diagonal number k of zeros, or that diagonal of a matrix. */
export function onDiagonal(context: Context, x: Term, given: Value | undefined, range: Range): Term {
  const k = given === undefined ? 0 : place(context, given, range)
  return k === 0 ? applyTerm('diag', [x], range) : applyTerm('diagonal', [x], range, { k })
}

/** The matrix of this length with ones on diagonal number k. */
export function besideIdentity(context: Context, length: Term, given: Value, range: Range): Term {
  const k = place(context, given, range)
  if (k === 0) return applyTerm('identity', [length], range)
  const count = shortened(length, -Math.abs(k)) ?? sum(length, numberTerm(-Math.abs(k)), range, true)
  const known = numberOf(count, context.facts.numbers)?.asInteger
  const ones = known === undefined ? applyTerm('ones', [count], range, { shape: [{ length: 0 }] }) : applyTerm('ones', [], range, { shape: [known] })
  return applyTerm('diagonal', [ones], range, { k })
}

/** Differences of neighbours, or as the attributes say: n, axis, lag. */
export const differencesOf = (x: Term, attributes: Attributes, range: Range): Term =>
  Object.keys(attributes).length === 0 ? applyTerm('diff', [x], range) : applyTerm('differences', [x], range, attributes)
