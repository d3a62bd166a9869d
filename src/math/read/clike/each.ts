/** Sums, means and other reductions of each row or column: m.rowwise().sum(), m.colwise().norm(). */
import type { Range } from '../../api.ts'
import { eachColumn, eachOf, eachRow } from '../execute/arrays/each.ts'
import { isTerm, type Value } from '../execute/values/value.ts'
import { type Native, names, termAt } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

type Reduction = (matrix: Term, axis: number, range: Range) => Term

const row =
  (op: string): Reduction =>
  (matrix, axis, range) =>
    applyTerm(op, [matrix], range, { axis })
const squares: Reduction = (matrix, axis, range) => applyTerm('sum', [applyTerm('pow', [matrix, numberTerm(2)], range)], range, { axis })

const REDUCTIONS: ReadonlyMap<string, Reduction> = new Map([
  ['sum', row('sum')],
  ['mean', row('mean')],
  ['prod', row('prod')],
  ['norm', (matrix, axis, range) => applyTerm('sqrt', [squares(matrix, axis, range)], range)],
  ['squaredNorm', squares],
  ['maxCoeff', row('amax')],
  ['minCoeff', row('amin')],
])

/** What a method makes of each row or column; undefined for other objects and methods. */
export function reduceEach(object: Value | undefined, name: string, range: Range): Term | undefined {
  const each = object !== undefined && isTerm(object) ? eachOf(object) : undefined
  const reduced = each === undefined ? undefined : REDUCTIONS.get(name)?.(each.matrix, each.axis, range)
  // What is left of the columns is a row.
  return each?.axis === 0 && reduced !== undefined ? applyTerm('transpose', [reduced], range) : reduced
}

export const EACH: readonly (readonly [string, Native])[] = [
  ...names('rowwise each_row', (context, args, range) => eachRow(termAt(context, args, 0, range), range)),
  ...names('colwise each_col', (context, args, range) => eachColumn(termAt(context, args, 0, range), range)),
]
