/** Which arrays of Julia have rows and columns: the others are vectors, or may be vectors of vectors. */
import { isElementwise } from '../../ops/table.ts'
import type { Context } from '../execute/values/context.ts'
import type { Term } from '../term.ts'

/** One array with rows and columns for certain, and no vector of vectors. */
export function isWholeMatrix(context: Context, term: Term, depth = 0): boolean {
  if (term.kind === 'name') return context.facts.declarations.get(term.name)?.matrix === true
  if (term.kind !== 'apply' || depth > 8) return false
  const isMatrix = (arg: Term): boolean => isWholeMatrix(context, arg, depth + 1)
  if (term.op === 'transpose') return term.args.every(isMatrix)
  return isElementwise(term.op) && term.args.some(isMatrix)
}
