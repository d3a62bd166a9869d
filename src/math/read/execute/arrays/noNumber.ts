/** NaN, what there is no number for: what comparisons and functions that ask for it make of it. */
import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { type ApplyTerm, applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, replaceTerms, termsIn } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { isTerm, truth, type Value } from '../values/value.ts'
import { isArray, shapeOfTerm } from './shapes.ts'

export const NO_NUMBER: Term = applyTerm('nan', [])

export const isNoNumber = (term: Term): boolean => isApply(term, 'nan')

/** Whether something is no number anywhere. */
const mayLack = (term: Term): boolean => [...termsIn(term)].some(isNoNumber)

/** Where a term has no number: everywhere, nowhere, or where a condition holds. Free names are numbers. */
function lackOf(term: Term, range: Range): boolean | Term {
  if (!mayLack(term)) return false
  if (isNoNumber(term)) return true
  if (term.kind !== 'apply') return refuseLack(range)
  if (term.op === 'where') {
    const [condition, first, second] = term.args as readonly [Term, Term, Term]
    const [a, b] = [lackOf(first, range), lackOf(second, range)]
    const not = (c: Term): Term => applyTerm('not', [c], range)
    const both = (c: Term, lack: boolean | Term): boolean | Term => (lack === true ? c : lack === false ? false : applyTerm('and', [c, lack], range))
    return mayLack(condition) ? refuseLack(range) : a === true && b === true ? true : either([both(condition, a), both(not(condition), b)], range)
  }
  if (term.op === 'transpose' && isApply(term.args[0] as Term, 'array')) {
    const lack = lackOf(term.args[0] as Term, range)
    return typeof lack === 'boolean' ? lack : replaceTerms(lack, (part) => (isApply(part, 'array') ? { ...term, args: [part] } : undefined))
  }
  if (term.op === 'array') return lackAmong(term, range)
  if (!isElementwise(term.op) && term.op !== 'sub') return refuseLack(range)
  return either(
    term.args.map((arg) => lackOf(arg, range)),
    range,
  )
}

/** Which components of an array that is written out have no number: as a condition on ones and zeros. */
function lackAmong(array: ApplyTerm, range: Range): boolean | Term {
  const lacks = array.args.map((part) => (part.kind === 'apply' && part.op === 'array' ? refuseLack(range) : lackOf(part, range)))
  if (!lacks.every((lack) => typeof lack === 'boolean')) return refuseLack(range)
  const ones = lacks.map((lack) => numberTerm(lack ? 1 : 0, range))
  return applyTerm('eq', [{ ...array, args: ones, label: undefined }, numberTerm(1)], range)
}

const refuseLack = (range: Range): never => refuse('where this has no number is not known', range, 'choose by a condition: where(condition, a, b)')

function either(lacks: readonly (boolean | Term)[], range: Range): boolean | Term {
  if (lacks.includes(true)) return true
  const open = lacks.filter((lack) => lack !== false) as Term[]
  return open.length < 2 ? (open[0] ?? false) : applyTerm('or', open, range)
}

/** isnan(x): a condition, or a truth value where it is known. */
export function lacksNumber(context: Context, value: Value, range: Range): Value {
  const lack = lackIn(context, value, range)
  return typeof lack === 'boolean' ? truth(lack, arrayIn(context, value)) : lack
}

/** isfinite(x), as far as numbers go. */
export function hasNumber(context: Context, value: Value, range: Range): Value {
  const lack = lackIn(context, value, range)
  return typeof lack === 'boolean' ? truth(!lack, arrayIn(context, value)) : applyTerm('not', [lack], range)
}

/** What is asked component by component; undefined for a number. */
function arrayIn(context: Context, value: Value): Term | undefined {
  return !isTerm(value) || value.kind === 'number' || shapeOfTerm(context, value)?.length === 0 ? undefined : value
}

function lackIn(context: Context, value: Value, range: Range): boolean | Term {
  if (!isTerm(value) && value.kind !== 'list') return false
  const term = context.toTerm(value, range)
  const lack = lackOf(term, range)
  return lack === true && isArray(context, term) ? refuseLack(range) : lack
}

/** Where something else is taken anyway a number is as good as none: one that has a logarithm, and that one can divide by. */
const passable = (term: Term): Term => replaceTerms(term, (part) => (isNoNumber(part) ? numberTerm(1) : undefined))

/** nan_to_num(x): another number where there is none. */
export function withNumbers(context: Context, term: Term, otherwise: Term, range: Range): Term {
  const lack = lackIn(context, term, range)
  return typeof lack === 'boolean' ? (lack ? otherwise : term) : applyTerm('where', [lack, otherwise, passable(term)], range)
}

/**
 * What nanmean and its like, by their names without "nan", go over: of x only what has a number. Undefined where all have one.
 * Along axes, `total` makes sums.
 */
export function overNumbers(context: Context, name: string, term: Term, range: Range, total: ((of: Term) => Term) | undefined): Term | undefined {
  if (!mayLack(term)) return undefined
  const mask = lackIn(context, term, range)
  if (typeof mask === 'boolean') return undefined
  const part = (of: Term): Term => applyTerm('where', [mask, numberTerm(0), of], range)
  const x = passable(term)
  if (total !== undefined && name === 'sum') return total(part(x))
  if (total !== undefined && name === 'mean') return applyTerm('div', [total(part(x)), total(part(applyTerm('ones_like', [x], range)))], range)
  if (total !== undefined) return refuse('this is read over all components, not along an axis, where some have no number', range)
  return applyTerm('masked', [x, applyTerm('not', [mask], range)], range)
}
