/** Solutions of linear systems as A \ b gives them: of as many equations as unknowns the one there is, of others that of least squares. */
import { type Expr, make } from '../../expr.ts'
import { pseudoInverse } from '../../ops/decomposition.ts'
import { matmul, solve } from '../../ops/linear.ts'
import type { Length } from '../../shape.ts'
import { isOpen } from './unification.ts'

/** A matrix of listed columns with as many rows as there is data is not square; of what is open nothing is known. */
function isSquare(rows: Length | undefined, columns: Length | undefined): boolean {
  if (rows === columns || rows === undefined || columns === undefined || isOpen(columns)) return true
  return isOpen(rows) && typeof columns !== 'number'
}

/** a \ b of a matrix. */
export function solutionOf(a: Expr, b: Expr): Expr {
  if (isSquare(a.shape[0], a.shape[1])) return make(solve.op, [a, b])
  return matmul(make(pseudoInverse.op, [a]), b)
}
