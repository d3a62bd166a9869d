/** Powers of matrices: whole ones, the inverse among them, square roots, and any real ones. */
import { type Expr, exactOf, make } from '../../expr.ts'
import { diag, inverse, matrixPower } from '../../ops/linear.ts'
import { powerOfWhole } from '../../ops/matrixFunctions.ts'
import { broadcastTo, eye } from '../../ops/structure.ts'
import type { Length } from '../../shape.ts'
import { ReadError, type Term } from '../term.ts'
import { powerOf } from './written.ts'

/** The inverse of a matrix, or of each under indices. */
export const isInverse = (exponent: Expr): boolean => exactOf(exponent)?.asInteger === -1

/** A^p of a square matrix; of a diagonal one that of its diagonal. Throws ReadError where the exponent is no number. */
export function powerOfMatrix(base: Expr, exponent: Expr, term: Term): Expr {
  const value = exactOf(exponent)?.asInteger
  if (value === 0) return broadcastTo(eye(base.shape.at(-1) as Length), base.shape)
  if (value === 1) return base
  if (value !== undefined) return value === -1 ? make(inverse.op, [base]) : make(matrixPower.op, [base], value)
  // D^{-1/2} of a diagonal matrix is that of its diagonal.
  const [diagonal] = base.op === diag.op && exponent.rank === 0 ? base.args : []
  if (diagonal !== undefined) return make(diag.op, [powerOf(diagonal, exponent)])
  if (exponent.rank === 0) return powerOfWhole(base, exponent)
  throw new ReadError(
    'a power of a matrix has a number for its exponent',
    term.range ?? { start: 0, end: 0 },
    'write powers of the components with a dot or an index',
  )
}
