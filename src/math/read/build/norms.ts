/** Which norm of a matrix a text asks for. */
import { type Attributes, type Expr, make } from '../../expr.ts'
import { abs } from '../../ops/condition.ts'
import { nuclearNorm, spectralNorm } from '../../ops/decomposition.ts'
import { permute } from '../../ops/einsum.ts'
import { amax, axesPayload, norm, sum } from '../../ops/reduction.ts'
import type { ApplyTerm } from '../term.ts'

/**
 * A norm of a matrix, or of each matrix along two axes, that is not the root of a sum of squares; undefined for that one, and for norms of
 * rows or columns. Throws RangeError where the axes are to stay.
 */
export function matrixNorm(given: Expr, { attributes = {} }: ApplyTerm): { expr: Expr; note?: string } | undefined {
  const order = attributes['ord']
  const axes = axesAsked(given, attributes)
  const isOther = order === 'nuc' || order === 21 || order === 1 || order === 2 || order === 'inf' || order === Number.POSITIVE_INFINITY
  if (axes === undefined || attributes['elementwise'] === true || !isOther) return undefined
  if (attributes['keepdims'] === true) throw new RangeError('a norm of matrices that keeps their axes is not read')
  const a = permute(given, [...given.shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes))
  const rows = a.rank - 2
  if (order === 'nuc') return { expr: nuclearNorm(a) }
  // The sum of the lengths of the rows.
  if (order === 21) return { expr: make(sum.op, [make(norm.op, [a], axesPayload([rows + 1], false, 2))], axesPayload([rows])) }
  if (order === 2) return { expr: spectralNorm(a), note: 'read as the spectral norm, the largest singular value' }
  const totals = make(sum.op, [make(abs.op, [a])], axesPayload([order === 1 ? rows : rows + 1]))
  return { expr: make(amax.op, [totals], axesPayload([rows])), note: `read as the largest sum of a ${order === 1 ? 'column' : 'row'}` }
}

/** The axes of the rows and of the columns: of a matrix its own, else those that are asked for. */
function axesAsked({ rank }: Expr, { axis, dim }: Attributes): readonly [number, number] | undefined {
  const asked = axis ?? dim ?? undefined
  if (asked === undefined) return rank === 2 ? [0, 1] : undefined
  if (!Array.isArray(asked) || asked.length !== 2) return undefined
  const [rows, columns] = asked.map((one) => (typeof one === 'number' && one < 0 ? one + rank : one))
  const isAxis = (one: unknown): one is number => typeof one === 'number' && one >= 0 && one < rank
  return isAxis(rows) && isAxis(columns) && rows !== columns ? [rows, columns] : undefined
}
