/** Names that stand where others stand in terms that are the same but for them: the n of a - n beside a - p. */
import type { ApplyTerm, NameTerm } from '../term.ts'
import { unsigned } from './habits.ts'

/** The other side of a difference or a sum of two, where that is a name. */
function besideIn({ args }: ApplyTerm, name: string): string | undefined {
  const names = args.map(unsigned).map((arg) => (arg.kind === 'name' ? arg.name : undefined))
  return names.length === 2 && names.includes(name) ? names.find((own) => own !== name) : undefined
}

/** Whether a name is taken from what another is taken from too that has as many axes as that: a habit says less of it. */
export function isCounterpart(name: NameTerm, term: ApplyTerm, terms: readonly ApplyTerm[], ranks: ReadonlyMap<string, number>): boolean {
  const beside = besideIn(term, name.name)
  const rank = beside === undefined ? undefined : ranks.get(beside)
  if (beside === undefined || rank === undefined || rank === 0) return false
  return terms.some((other) => {
    const counterpart = other.op === term.op && other !== term ? besideIn(other, beside) : undefined
    return counterpart !== undefined && counterpart !== name.name && ranks.get(counterpart) === rank
  })
}
