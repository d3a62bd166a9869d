/** Powers of matrices: whole ones, the inverse among them, and any of a diagonal matrix. */
import { type Expr, exactOf, make } from '../../expr.ts'
import { diag, inverse, matrixPower } from '../../ops/linear.ts'
import { broadcastTo, eye } from '../../ops/structure.ts'
import type { Length } from '../../shape.ts'
import { ReadError, type Term } from '../term.ts'
import { powerOf } from './written.ts'

/** The inverse of a matrix, or of each under indices. */
export const isInverse = (exponent: Expr): boolean => exactOf(exponent)?.asInteger === -1

/** Throws ReadError where it would take the eigenvectors of the matrix. */
export function powerOfMatrix(base: Expr, exponent: Expr, term: Term): Expr {
  const value = exactOf(exponent)?.asInteger
  if (value === 0) return broadcastTo(eye(base.shape.at(-1) as Length), base.shape)
  if (value === 1) return base
  if (value !== undefined) return value === -1 ? make(inverse.op, [base]) : make(matrixPower.op, [base], value)
  // D^{-1/2} of a diagonal matrix is that of its diagonal.
  const [diagonal] = base.op === diag.op && exponent.rank === 0 ? base.args : []
  if (diagonal !== undefined) return make(diag.op, [powerOf(diagonal, exponent)])
  throw new ReadError(
    'a power of a matrix that is no whole number is read of diagonal matrices alone',
    term.range ?? { start: 0, end: 0 },
    'write powers of the components with a dot or an index, or take the matrix by its name',
  )
}
