/** What stands beside the elements of an array that is gone through: numbers, or whole arrays. */
import { isElementwise, operationNamed } from '../../../ops/table.ts'
import { mapTerms } from '../../order.ts'
import { isUpper } from '../../ranks/habits.ts'
import { isSliced } from '../../ranks/indexed.ts'
import type { ApplyTerm, NameTerm, Term } from '../../term.ts'
import { termsIn } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import { isWhole } from './indices.ts'
import { shapeOfTerm } from './shapes.ts'

const BETWEEN_SCALARS: ReadonlyMap<string, string> = new Map([
  ['product', 'mul'],
  ['quotient', 'div'],
  ['power', 'pow'],
])

/** The element with what shapes would settle settled: elements are scalars. What is shared stays so. */
export const betweenScalars = (element: Term, depends: (term: Term) => boolean): Term =>
  mapTerms(element, (over, original) => {
    const op = original.kind === 'apply' && depends(original) ? BETWEEN_SCALARS.get(original.op) : undefined
    return op === undefined ? over : { ...(over as ApplyTerm), op }
  })

/**
 * Names that each element is combined with, component by component: scalars, where the elements are. Empty where the elements
 * are rows of a matrix. Undefined where an element is combined with a whole array, and so one itself.
 */
export function besideElements(context: Context, element: Term, index: string, depends: (term: Term) => boolean): ReadonlySet<Term> | undefined {
  const found = new Set<NameTerm>()
  const seen = new Set<Term>([element])
  const rankOf = (term: Term): number | undefined => shapeOfTerm(context, term)?.length
  for (const term of seen) {
    if (isWhole(term, index)) {
      const [base] = (term as ApplyTerm).args as readonly [Term]
      if ((rankOf(base) ?? (base.kind === 'name' && isUpper(base.name) ? 2 : 1)) > 1) return new Set()
      continue
    }
    // A part of a row, p[:2], is one as well.
    if (isSliced(term)) return new Set()
    if (term.kind !== 'apply' || !(isElementwise(term.op) || BETWEEN_SCALARS.has(term.op))) continue
    for (const arg of term.args) {
      if (depends(arg)) seen.add(arg)
      else if (arg.kind === 'name' && arg.hint === undefined) found.add(arg)
    }
  }
  for (const name of found) {
    const rank = rankOf(name) ?? (namesOfArrays(element).has(name.name) ? 1 : undefined)
    if (rank !== undefined && rank > 0) return undefined
    if (rank === 0) found.delete(name)
  }
  return found
}

/** The names that stand in a term where only an array can: they are indexed, or multiplied as matrices. */
function namesOfArrays(term: Term): ReadonlySet<string> {
  const names = new Set<string>()
  for (const part of termsIn(term)) {
    if (part.kind !== 'apply' || isElementwise(part.op)) continue
    const ranks = part.op === 'index' ? [1] : (operationNamed(part.op)?.ranks ?? [])
    for (const [k, arg] of part.args.entries()) if (arg.kind === 'name' && (ranks[k] ?? 0) > 0) names.add(arg.name)
  }
  return names
}
