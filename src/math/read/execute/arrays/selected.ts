/** What is computed of a selection by a condition, x[x > 0]: the same of all of x, of which the condition picks as much. */
import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { isUpper } from '../../ranks/habits.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, replaceTerms, sameTerm } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import { holding } from '../values/within.ts'
import { asNumber } from './sequences.ts'
import { isArray, rankSaid } from './shapes.ts'

/** A condition, what it picks of, and along which axis, where that is one of several. */
interface Selection {
  readonly mask: Term
  readonly whole: Term
  readonly axis?: number
  /** It is the last one. */
  readonly last?: boolean
}

/** Whether something is selected anywhere in a term. */
const isSelection = holding((term) => isApply(term, 'masked'))

/** What is computed, component by component, of a selection x[x > 0]: the selection's condition, and the same of all of x. */
export function unmask(context: Context, value: Term): Selection | undefined {
  if (!isSelection(value)) return undefined
  let mask: Term | undefined
  let axis: number | undefined
  let plain = true
  const whole = replaceTerms(value, (term) => {
    if (term.kind === 'apply' && term.op === 'masked') {
      const [array, own] = term.args as [Term, Term]
      if (mask !== undefined && !sameTerm(mask, own)) plain = false
      mask = own
      axis = term.attributes?.['axis'] as number | undefined
      return array
    }
    if (!isSelection(term)) {
      // An array beside a selection is as long as that, which is not known.
      if (!isArray(context, term)) return asNumber(context, term)
      plain = false
      return term
    }
    if (term.kind !== 'apply' || !isElementwise(term.op)) plain = false
    return undefined
  })
  if (mask === undefined || !plain) return undefined
  return axis === undefined ? { mask, whole } : { mask, whole, axis, last: !isApply(mask, 'index') }
}

/** The condition of a selection of rows is one on a vector, beside which an axis is made. */
const conditionOf = ({ mask }: Selection): Term => (isApply(mask, 'index') ? (mask.args[0] as Term) : mask)

/** What a selection is of, and nothing where it does not pick. */
const orZero = ({ mask, whole }: Selection, range: Range): Term => applyTerm('where', [mask, whole, numberTerm(0)], range)

/** What is turned, where numbers alone are multiplied with it: the X of 2 * X.T. */
function turnedIn(context: Context, term: Term): Term | undefined {
  if (!isSelection(term) || term.kind !== 'apply') return undefined
  if (term.op === 'transpose' && term.args.length === 1) return term.args[0]
  const at = term.args.findIndex(isSelection)
  const areNumbers = isElementwise(term.op) && term.args.every((arg, k) => k === at || !isArray(context, arg))
  const inner = areNumbers ? turnedIn(context, term.args[at] as Term) : undefined
  return inner && { ...term, args: term.args.map((arg, k) => (k === at ? inner : arg)) }
}

/**
 * X[m] @ w is (X @ w)[m]; and X[m].T @ r[m], as a[m] @ b[m], adds up what the condition picks. Undefined where nothing is selected, or
 * something else.
 */
export function productOfSelections(context: Context, left: Term, right: Term, range: Range): Term | undefined {
  const turned = turnedIn(context, left)
  const isTurned = turned !== undefined
  const first = unmask(context, turned ?? left)
  if (first === undefined || (first.axis ?? 0) !== 0) return undefined
  const areRows = isApply(first.mask, 'index')
  if (!isSelection(right)) {
    if (isTurned || !areRows) return undefined
    const isMatrix = rankSaid(context, right) === 2 || (right.kind === 'name' && isUpper(right.name))
    return applyTerm('masked', [applyTerm('matmul', [first.whole, right], range), isMatrix ? first.mask : conditionOf(first)], range)
  }
  const second = unmask(context, right)
  if (second === undefined || (second.axis ?? 0) !== 0 || areRows !== isTurned || !sameTerm(conditionOf(first), conditionOf(second))) return undefined
  const whole = orZero(first, range)
  return applyTerm('matmul', [isTurned ? applyTerm('transpose', [whole], range) : whole, orZero(second, range)], range)
}
