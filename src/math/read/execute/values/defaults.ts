/** Parameters that have a number by default, where the text asks how often something is done, or how long something is. */
import type { Range } from '../../../api.ts'
import type { Term } from '../../term.ts'
import { shifted, termsIn } from './arithmetic.ts'
import type { Facts } from './facts.ts'

const isDefault = (facts: Facts, name: string): boolean => facts.parameters.has(name) && facts.numbers.anyOf(name) !== undefined

/** Says that those in a term were taken as their numbers; what else has a number in the file is no parameter. */
export function assumeDefaults(facts: Facts, term: Term, range: Range): void {
  for (const part of termsIn(term)) if (part.kind === 'name' && isDefault(facts, part.name)) facts.assumeRounds(part, range)
}

/** Whether rounds go up to one that may be given any number, n and n + 1 of a parameter n = 10: as long as the text can be read for all. */
export function isOpenCount(facts: Facts, stop: Term): boolean {
  const { base } = shifted(stop) ?? {}
  if (base?.kind !== 'name' || !isDefault(facts, base.name)) return false
  const { name } = base
  if (facts.numberGiven(name) !== undefined || facts.taken.has(name) || facts.constantNames?.keepsCount(name) !== true) return false
  facts.rounds.add(name)
  return true
}
