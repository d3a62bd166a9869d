/** Ranks that words alone declare. */
import { mapTerms } from '../../order.ts'
import type { Term } from '../../term.ts'
import { ordered } from './terms.ts'

/** A term whose names have the ranks that `rankOf` tells as hints, as far as they have none. */
export function withRanks(body: Term, rankOf: (name: string) => number | undefined): Term {
  const ranked = new Map<string, number>()
  for (const term of ordered(body)) {
    if (term.kind !== 'name' || term.hint?.rank !== undefined || ranked.has(term.name)) continue
    const rank = rankOf(term.name)
    if (rank !== undefined && rank > 0) ranked.set(term.name, rank)
  }
  if (ranked.size === 0) return body
  return mapTerms(body, (term) =>
    term.kind === 'name' && ranked.has(term.name) ? { ...term, hint: { ...term.hint, rank: ranked.get(term.name) } } : term,
  )
}
