/** Diagonals beside the main one, and differences along an axis: what the libraries call with numbers that say which. */
import type { Range } from '../../../api.ts'
import type { Attributes } from '../../../expr.ts'
import { type ApplyTerm, applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, negative, numberOf, sameTerm, shifted, shortened, sum, termsIn } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { isTerm, type Value } from '../values/value.ts'
import { isOfLengths } from './counting.ts'
import { sizeOf } from './sequences.ts'
import { isArray } from './shapes.ts'

/** The number of a diagonal, counted upwards from the main one. */
function place(context: Context, k: Value, range: Range): number {
  const known = isTerm(k) ? numberOf(k, context.facts.numbers)?.asInteger : undefined
  if (isTerm(k)) context.facts.assumeRounds(k, range)
  return known ?? refuse('which diagonal is meant is not known', range)
}

/** Diagonal k or -k of a matrix, where k is made of lengths: that of x[:-k, k:] or x[k:, :-k]. */
function distantDiagonal(context: Context, x: Term, k: Term, range: Range): Term | undefined {
  const [below] = isApply(k, 'neg') ? k.args : []
  const by = below ?? k
  if (!isOfLengths(by)) return undefined
  const [until, from] = [{ kind: 'slice', stop: negative(by, range) } as const, { kind: 'slice', start: by } as const]
  return applyTerm('diag', [context.toTerm(context.index(x, below === undefined ? [until, from] : [from, until], range), range)], range)
}

/** A vector on diagonal number k of zeros, or that diagonal of a matrix. */
export function onDiagonal(context: Context, x: Term, given: Value | undefined, range: Range): Term {
  const open =
    given !== undefined && isTerm(given) && numberOf(given, context.facts.numbers) === undefined
      ? distantDiagonal(context, x, given, range)
      : undefined
  if (open !== undefined) return open
  const k = given === undefined ? 0 : place(context, given, range)
  return k === 0 ? applyTerm('diag', [x], range) : applyTerm('diagonal', [x], range, { k })
}

/** A(1:n+1:end), counted through the columns of an n by n matrix: its diagonal. */
export function isDiagonalSlice(context: Context, items: readonly Value[]): boolean {
  const [item] = items
  if (context.dialect.linearIndices === undefined || items.length !== 1 || item?.kind !== 'slice' || item.step === undefined) return false
  const step = isTerm(item.step) ? shifted(item.step) : undefined
  if (step?.offset !== 1 || !(isApply(step.base, 'size') || step.base.kind === 'name')) return false
  const { base } = step
  const isFirst = item.start === undefined || (isTerm(item.start) && numberOf(item.start, context.facts.numbers)?.isZero === true)
  const { stop } = item
  const isSquare = (term: Term): boolean =>
    (term.kind === 'apply' && term.op === 'numel') ||
    (term.kind === 'apply' &&
      term.args.length === 2 &&
      sameTerm(term.args[0] as Term, base) &&
      (isSecond(term) || sameTerm(term.args[1] as Term, base)))
  return isFirst && (stop === undefined || (isTerm(stop) && isSquare(stop)))
}

const isSecond = ({ args: [, exponent] }: ApplyTerm): boolean => exponent?.kind === 'number' && exponent.value.asInteger === 2

/** The places of a matrix that are on its diagonal. */
const onItsDiagonal = (context: Context, matrix: Term, range: Range): Term =>
  applyTerm('eq', [applyTerm('identity', [sizeOf(context, matrix, 0, range)], range), numberTerm(1)], range)

/** The places of a diagonal that a mask holds for and no others: those of diag_indices(n). */
export const isDiagonalMask = (mask: Term): boolean => isApply(mask, 'eq') && isApply(mask.args[0] as Term, 'identity')

/** A matrix with a number, or these, on its diagonal: at the places that the mask holds for, by itself all. */
export function withDiagonal(context: Context, matrix: Term, value: Term, range: Range, mask = onItsDiagonal(context, matrix, range)): Term {
  const added = addedTo(matrix, value)
  // Nothing is added to the other entries; infinity times the zeros of an identity matrix would not be nothing.
  if (added !== undefined && ![...termsIn(added)].some((term) => isApply(term, 'inf') || isApply(term, 'nan'))) {
    const [identity] = (mask as ApplyTerm).args as readonly [Term]
    const entries = isArray(context, added) ? applyTerm('diag', [added], range) : applyTerm('mul', [added, identity], range)
    return applyTerm('add', [matrix, entries], range)
  }
  const values = isArray(context, value) ? applyTerm('diag', [value], range) : value
  return applyTerm('where', [mask, values, matrix], range)
}

/** The v of diag(K) + v and diag(K) - v, where K is the matrix. */
function addedTo(matrix: Term, value: Term): Term | undefined {
  const isOwn = (term: Term | undefined): boolean =>
    term !== undefined && isApply(term, 'diag') && term.attributes === undefined && sameTerm(term.args[0] as Term, matrix)
  const [first, second] = isApply(value, 'add') || isApply(value, 'sub') ? value.args : []
  if (second === undefined) return undefined
  if (isOwn(first)) return isApply(value, 'add') ? second : applyTerm('neg', [second], value.range)
  return isOwn(second) && isApply(value, 'add') ? first : undefined
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
