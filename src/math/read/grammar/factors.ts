/**
 * Factorizations. Some libraries give an object that stands for the matrix it was made of (Julia, Eigen, MATLAB's decomposition): what is
 * solved, inverted or asked for its determinant is the matrix. Others give a triangle, lower or upper as each language has it.
 */
import type { Range } from '../../api.ts'
import { isApply } from '../execute/values/arithmetic.ts'
import type { FactoredValue, Value } from '../execute/values/value.ts'
import { applyTerm, type Term } from '../term.ts'
import type { Native } from './library.ts'

export type Side = 'lower' | 'upper'

const turned = (term: Term, range: Range): Term => (isApply(term, 'transpose') ? (term.args[0] as Term) : applyTerm('transpose', [term], range))

/** What is factored has rows and columns, whatever it is called. */
const asMatrix = (term: Term): Term => (term.kind === 'name' && term.hint?.rank === undefined ? { ...term, hint: { ...term.hint, rank: 2 } } : term)

/** Cholesky's factor of a matrix, as one or the other triangle. */
export function choleskyFactor(matrix: Term, side: Side, range: Range): Term {
  const lower = applyTerm('cholesky', [asMatrix(matrix)], range)
  return side === 'lower' ? lower : applyTerm('transpose', [lower], range)
}

/** Which triangle a term is by itself: Cholesky's factor, its transpose, tril and triu. */
function sideOf(term: Term): Side | undefined {
  if (isApply(term, 'transpose')) {
    const inner = sideOf(term.args[0] as Term)
    return inner === undefined ? undefined : inner === 'lower' ? 'upper' : 'lower'
  }
  if (isApply(term, 'cholesky') || isApply(term, 'tril')) return 'lower'
  return isApply(term, 'triu') ? 'upper' : undefined
}

/** One triangle of a matrix: what stands on the other side of the diagonal is not looked at. */
export const triangleOf = (matrix: Term, side: Side, range: Range): Term =>
  sideOf(matrix) === side ? matrix : applyTerm(side === 'lower' ? 'tril' : 'triu', [asMatrix(matrix)], range)

/** The solution of T x = b, or Tᵀ x = b, where T is one triangle of a matrix. */
export function solvedTriangle(matrix: Term, right: Term, side: Side, isTurned: boolean, range: Range): Term {
  const triangle = triangleOf(matrix, side, range)
  return applyTerm('solve', [isTurned ? turned(triangle, range) : triangle, right], range)
}

/** The matrix whose factor a triangle is: L Lᵀ, or Uᵀ U. */
export function refactored(factor: Term, side: Side, range: Range): Term {
  const lower = side === 'lower' ? factor : turned(factor, range)
  if (isApply(lower, 'cholesky')) return lower.args[0] as Term
  return applyTerm('matmul', side === 'lower' ? [factor, turned(factor, range)] : [turned(factor, range), factor], range)
}

/** What stands for a matrix, with the triangles it is asked for. */
export const factoredOf = (matrix: Term, triangles?: ReadonlyMap<string, Value>): FactoredValue => ({
  kind: 'factored',
  whole: asMatrix(matrix),
  parts: triangles ?? new Map(),
})

/** A factorization that knows Cholesky's triangles by these names, or none. */
export const factorization =
  (lower?: string, upper?: string): Native =>
  (context, args, range) => {
    const matrix = context.toTerm(args.positional[0] as Value, range)
    const named = [
      [lower, 'lower'],
      [upper, 'upper'],
    ] as const
    return factoredOf(
      matrix,
      new Map(named.flatMap(([name, side]) => (name === undefined ? [] : [[name, choleskyFactor(matrix, side, range)] as const]))),
    )
  }
