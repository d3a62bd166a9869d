/** How many elements a selection by a condition has: x[x > 0] as many as there are at which it holds. */
import type { Range } from '../../api.ts'
import { isElementwise } from '../../ops/table.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

export const countWhere = (condition: Term, range: Range): Term =>
  applyTerm('sum', [applyTerm('where', [condition, numberTerm(1), numberTerm(0)], range)], range)

/** How many elements there are along the first axis of a selection, and of what is made of one component by component; undefined for others. */
export function countOfSelection(root: Term, range: Range): Term | undefined {
  const seen = new Set<Term>([root])
  for (const term of seen) {
    if (term.kind !== 'apply') continue
    if (term.op === 'masked') {
      const axis = term.attributes?.['axis']
      return axis === undefined || axis === 0 ? countWhere(term.args[1] as Term, range) : undefined
    }
    if (isElementwise(term.op)) for (const arg of term.args) seen.add(arg)
  }
  return undefined
}
