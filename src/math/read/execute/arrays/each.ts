/** Each row or column of a matrix by itself, m.rowwise() of Eigen and m.each_col() of Armadillo: what is added to it meets each. */
import type { Range } from '../../../api.ts'
import { type ApplyTerm, applyTerm, type Term } from '../../term.ts'
import { isApply } from '../values/arithmetic.ts'

const ROWS = 'each row'
const COLUMNS = 'each column'

export const eachRow = (matrix: Term, range: Range): Term => applyTerm(ROWS, [matrix], range)
export const eachColumn = (matrix: Term, range: Range): Term => applyTerm(COLUMNS, [matrix], range)

/** The matrix, and along which axis what is done to each goes; undefined for other terms. */
export function eachOf(term: Term): { readonly matrix: Term; readonly axis: 0 | 1 } | undefined {
  if (!isApply(term, ROWS) && !isApply(term, COLUMNS)) return undefined
  const [matrix] = (term as ApplyTerm).args as [Term]
  return { matrix, axis: (term as ApplyTerm).op === ROWS ? 1 : 0 }
}

/** What an operator makes of each row or column and a vector; undefined where neither side is such. */
export function meeting(left: Term, right: Term, range: Range, operate: (left: Term, right: Term) => Term): Term | undefined {
  const each = eachOf(left) ?? eachOf(right)
  if (each === undefined) return undefined
  // A row, v.transpose(), is the vector.
  const whole = (term: Term): Term => (isApply(term, 'transpose') ? ((term as ApplyTerm).args[0] as Term) : term)
  const turned = (term: Term): Term => (each.axis === 1 ? term : applyTerm('transpose', [term], range))
  const [a, b] = [left, right].map((side) => (eachOf(side) === undefined ? whole(side) : turned(each.matrix))) as [Term, Term]
  return turned(operate(a, b))
}
