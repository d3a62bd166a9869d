/** Which norm of a matrix a text asks for. */
import { type Expr, make } from '../../expr.ts'
import { abs } from '../../ops/condition.ts'
import { nuclearNorm, spectralNorm } from '../../ops/decomposition.ts'
import { amax, axesPayload, norm, sum } from '../../ops/reduction.ts'
import type { ApplyTerm } from '../term.ts'

/** A norm of a matrix that is not the root of a sum of squares; undefined for that one, and for norms of rows or columns. */
export function matrixNorm(a: Expr, { attributes = {} }: ApplyTerm): { expr: Expr; note?: string } | undefined {
  const order = attributes['ord']
  if ((attributes['axis'] ?? undefined) !== undefined || attributes['elementwise'] === true) return undefined
  if (order === 'nuc') return { expr: nuclearNorm(a) }
  // The sum of the lengths of the rows.
  if (order === 21) return { expr: make(sum.op, [make(norm.op, [a], axesPayload([1], false, 2))], axesPayload([0])) }
  if (order === 2) return { expr: spectralNorm(a), note: 'read as the spectral norm, the largest singular value' }
  if (order !== 1 && order !== 'inf' && order !== Number.POSITIVE_INFINITY) return undefined
  const totals = make(sum.op, [make(abs.op, [a])], axesPayload([order === 1 ? 0 : 1]))
  return { expr: make(amax.op, [totals], axesPayload([0])), note: `read as the largest sum of a ${order === 1 ? 'column' : 'row'}` }
}
