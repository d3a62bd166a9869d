/** Σ_i and Π_i in plain text: sums and products over whole axes, where what follows has that index. */
import type { Range } from '../../api.ts'
import { mapTerms, ordered } from '../latex/terms.ts'
import { applyTerm, nameTerm, type Term } from '../term.ts'
import { identifier } from './tokens.ts'

/** The indices that a sign such as Σ_ij runs over; undefined for any other name. */
export function indicesOf(name: string): string[] | undefined {
  if (name[0] !== 'Σ' && name[0] !== 'Π') return undefined
  const letters = /^[ΣΠ]_([a-z]{1,3})$/.exec(identifier(name))?.[1]
  return letters === undefined ? undefined : [...letters]
}

const SUBSCRIPT = /^(\w*?)_([a-z]{1,3})$/

/** The letters of a name's subscript, where one of them is among the indices. */
function subscriptOf(term: Term, indices: readonly string[]): { base: string; letters: string[] } | undefined {
  const [, base, own] = (term.kind === 'name' ? SUBSCRIPT.exec(term.name) : null) ?? []
  const letters = [...(own ?? '')]
  return base !== undefined && letters.some((letter) => indices.includes(letter)) ? { base, letters } : undefined
}

/** The body summed or multiplied over its indices; undefined where it does not have them all. */
export function boundOver(name: string, indices: readonly string[], body: Term, range: Range): Term | undefined {
  const found = new Set(ordered(body).flatMap((term) => subscriptOf(term, indices)?.letters ?? []))
  if (!indices.every((index) => found.has(index))) return undefined
  let whole = mapTerms(body, (term) => {
    const own = subscriptOf(term, indices)
    if (own === undefined || own.base === '') return term
    return applyTerm('component', [nameTerm(own.base, term.range), ...own.letters.map((letter) => nameTerm(letter, term.range))], term.range)
  })
  const op = name.startsWith('Σ') ? 'sum' : 'prod'
  for (const index of [...indices].reverse()) whole = { kind: 'binder', op, index, body: whole, range }
  return whole
}
