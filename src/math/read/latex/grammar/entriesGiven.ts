/** Arguments whose entries the text defines: the q of \mathrm{KL}[q \| p] beside q_{lc} = ..., where the function takes q_{lc} of its parameter. */
import { isElementwise } from '../../../ops/table.ts'
import { mapTerms } from '../../order.ts'
import type { Term } from '../../term.ts'
import { ordered, substitute } from '../terms/terms.ts'
import type { FunctionDefinition, Grammar } from './grammar.ts'

/** How many indices a function's right side has below a parameter. */
function indicesOf(definition: FunctionDefinition, parameter: string): number {
  let most = 0
  for (const term of ordered(definition.body())) {
    const [base, ...indices] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    if (base?.kind === 'name' && base.name === parameter) most = Math.max(most, indices.length)
  }
  return most
}

/** The arguments with these entries in the place of names, and of names in functions of each component. */
export function withEntries(g: Grammar, definition: FunctionDefinition, args: readonly Term[]): readonly Term[] {
  const put = (term: Term, count: number): Term => {
    if (term.kind === 'name') return g.isBound(term.name) ? term : (g.surroundings.entriesOf(term.name, count) ?? term)
    return term.kind === 'apply' && isElementwise(term.op) ? { ...term, args: term.args.map((arg) => put(arg, count)) } : term
  }
  const mayHave = (term: Term): boolean => term.kind === 'name' || (term.kind === 'apply' && isElementwise(term.op) && term.args.some(mayHave))
  return args.map((arg, k) => {
    const parameter = definition.parameters[k]
    if (parameter === undefined || !mayHave(arg)) return arg
    const count = indicesOf(definition, parameter)
    return count === 0 ? arg : put(arg, count)
  })
}

/** The entry that is said for each index, at these indices, in the place of a component of all of them. */
export function withoutEach(root: Term): Term {
  return mapTerms(root, (term) => {
    const [base, ...indices] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    return (base === undefined ? undefined : entryAt(base, indices)) ?? term
  })
}

function entryAt(base: Term, indices: readonly Term[]): Term | undefined {
  const [index, ...more] = indices
  if (index === undefined) return base
  if (base.kind === 'binder' && base.op === 'each') {
    const body = substitute(base.body, new Map([[base.index, index]]))
    return more.length === 0 ? body : entryAt(body, more)
  }
  if (base.kind !== 'apply' || !isElementwise(base.op)) return undefined
  const args = base.args.map((arg) => (arg.kind === 'number' ? arg : entryAt(arg, indices)))
  return args.some((arg) => arg === undefined) ? undefined : { ...base, args: args as Term[] }
}
