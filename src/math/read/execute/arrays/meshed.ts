/** Grids of points in the plane, as matrices of their coordinates. */
import type { Range } from '../../../api.ts'
import { applyTerm, type Term } from '../../term.ts'
import { isApply } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import type { Value } from '../values/value.ts'
import { withRank } from './sequences.ts'
import { rankSaid } from './shapes.ts'

/**
 * [X, Y] = meshgrid(x, y): x along the rows and y along the columns; `turned`, as ndgrid has it, the other way round. Undefined of what is
 * no two vectors, and outside of functions, where a grid is data for a plot.
 */
export function meshed(context: Context, positional: readonly Value[], turned: boolean, range: Range): readonly [Term, Term] | undefined {
  const [first, second = first] = positional
  if (first === undefined || second === undefined || positional.length > 2 || context.frames.length === 0) return undefined
  const vectors = [first, second].map((value) => {
    const term = context.quietly(() => context.toTerm(value, range))
    const plain = term !== undefined && isApply(term, 'transpose') && rankSaid(context, term.args[0] as Term) !== 2 ? (term.args[0] as Term) : term
    return plain && withRank(context, plain, 1)
  })
  const [x, y] = vectors
  if (x === undefined || y === undefined) return undefined
  const ones = (of: Term): Term => applyTerm('ones_like', [of], range)
  const outer = (a: Term, b: Term): Term => applyTerm('outer', [a, b], range)
  return turned ? [outer(x, ones(y)), outer(ones(x), y)] : [outer(ones(y), x), outer(y, ones(x))]
}
