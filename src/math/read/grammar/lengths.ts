/** How long arrays are in languages where a vector is a matrix of one row or column: length(A) is the longer of its axes. */
import type { Range } from '../../api.ts'
import { sizeOf } from '../execute/arrays/sequences.ts'
import { rankSaid, shapeOfTerm } from '../execute/arrays/shapes.ts'
import { isApply } from '../execute/values/arithmetic.ts'
import type { Context } from '../execute/values/context.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** size(x, 1) as asked: of a row it is 1. */
export const exactSize = (size: Term): Term => (isApply(size, 'size') ? { ...size, attributes: { ...size.attributes, exact: true } } : size)

/** The longer axis of a matrix, and of blocks in a line the only one that counts, else the first one or that of a row. */
export function longestOf(context: Context, term: Term, range: Range): Term {
  const shape = shapeOfTerm(context, term)
  if (context.dialect.firstResult === true && shape?.length === 2 && shape.every((length) => typeof length === 'number'))
    return numberTerm(Math.max(...(shape as number[])), range)
  const isLine = isApply(term, 'blocks') && ((term.attributes?.['columns'] ?? []) as readonly number[]).length === 1
  if (isLine) return applyTerm('size', [term], range, { axis: 0, longest: true })
  const isRow = isApply(term, 'transpose') && rankSaid(context, term.args[0] as Term) === 1
  return sizeOf(context, term, isRow ? 1 : 0, range)
}
