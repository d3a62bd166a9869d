/**
 * Copies of an array below and beside each other, where vectors are columns: repmat(x, m, n), repeat(x, m, n). What comes out is a vector
 * again where a column is copied downwards or a row sidewards, else a matrix.
 */
import { spreadAlong, tiled } from '../../ops/layout.ts'
import { broadcastTo } from '../../ops/structure.ts'
import { type Length, shapeOf } from '../../shape.ts'
import { asMatrix } from './blocks.ts'
import type { Built } from './built.ts'

/**
 * The same for each index, where numbers, rows and columns are copied: repmat(mu(k, :), N, 1) in a loop over k. Undefined where what
 * comes out is a longer vector, or a matrix is copied.
 */
function copiesForEach(a: Built, [down, across]: readonly [Length, Length]): Built | undefined {
  const { expr, indices = [] } = a
  const own = expr.rank - indices.length
  if (own === 0) {
    const wide = across === 1 ? expr : spreadAlong(expr, indices.length, across)
    return { expr: down === 1 ? wide : spreadAlong(wide, indices.length, down), indices }
  }
  if (own > 1 || (down !== 1 && across !== 1)) return undefined
  return { expr: down === 1 ? spreadAlong(expr, expr.rank, across) : spreadAlong(expr, indices.length, down), indices }
}

/** So many copies of an array below each other, and so many beside each other; undefined where what has an index is copied to be longer. */
export function copiesOf(a: Built, counts: readonly [Length, Length]): Built | undefined {
  const [down, across] = counts
  if (down === 1 && across === 1) return a
  if (a.indices !== undefined) return copiesForEach(a, counts)
  if (a.expr.rank === 0) {
    const row = down === 1
    const shape = row ? [across] : across === 1 ? [down] : [down, across]
    return { expr: broadcastTo(a.expr, shapeOf(shape)), row }
  }
  const [along, other] = a.row === true ? [across, down] : [down, across]
  if (a.expr.rank === 1 && other === 1) return { expr: tiled(a.expr, [along]), row: a.row }
  if (a.expr.rank === 1 && a.row !== true && down === 1) return { expr: spreadAlong(a.expr, 1, across) }
  if (a.expr.rank === 1 && a.row === true && across === 1) return { expr: tiled(a.expr, [down, 1]) }
  return { expr: tiled(asMatrix(a), [down, across]) }
}
