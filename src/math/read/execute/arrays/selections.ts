/** How many elements a selection by a condition has: x[x > 0] as many as there are at which it holds. */
import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply } from '../values/arithmetic.ts'
import { holdsOfNumbers } from '../values/known.ts'

export const countWhere = (condition: Term, range: Range): Term =>
  applyTerm('sum', [applyTerm('where', [condition, numberTerm(1), numberTerm(0)], range)], range)

/** For which components a condition on a vector that is written out holds, as that of isnan([1, NaN, 2]) does; undefined for others. */
export function knownMask(mask: Term): readonly boolean[] | undefined {
  if (mask.kind !== 'apply') return undefined
  const [first, second] = mask.args
  if (mask.op === 'not') return knownMask(first as Term)?.map((holds) => !holds)
  if (mask.op === 'and' || mask.op === 'or') {
    const [a, b] = [knownMask(first as Term), knownMask(second as Term)]
    if (mask.args.length !== 2 || a === undefined || a.length !== b?.length) return undefined
    return a.map((holds, k) => (mask.op === 'and' ? holds && b[k] === true : holds || b[k] === true))
  }
  const vector = first !== undefined && isApply(first, 'transpose') ? first.args[0] : first
  if (vector === undefined || !isApply(vector, 'array') || second === undefined) return undefined
  const holds = vector.args.map((part) => holdsOfNumbers(mask.op, part, second))
  return holds.every((each) => each !== undefined) ? (holds as boolean[]) : undefined
}

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
