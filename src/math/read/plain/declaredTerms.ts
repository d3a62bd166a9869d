/** What declarations of plain text change in its formulas: lengths of vectors between bars, rows of matrices. */
import { withFamilies } from '../latex/terms/families.ts'
import { ordered } from '../latex/terms/terms.ts'
import { mapTerms } from '../order.ts'
import { applyTerm, nameTerm, type Term } from '../term.ts'
import type { Declarations, Rows } from './declared.ts'

/** |u| of what the text says is a vector, or u . v does, is its length, unless its components are added up. */
export function withLengths(body: Term, declared: Declarations['names']): Term {
  const terms = ordered(body)
  if (!terms.some((term) => term.kind === 'apply' && term.op === 'abs')) return body
  const vectors = new Set([...declared].flatMap(([name, { rank }]) => (rank === 1 ? [name] : [])))
  const added = new Set<Term>()
  for (const term of terms) {
    if (term.kind !== 'apply') continue
    if (term.op === 'matmul') for (const arg of term.args) if (arg.kind === 'name') vectors.add(arg.name)
    if (/^(?:sum|mean|prod|amax|amin)$/.test(term.op)) added.add(term.args[0] as Term)
  }
  if (vectors.size === 0) return body
  return mapTerms(body, (term, original) => {
    const [inner] = term.kind === 'apply' && term.op === 'abs' ? term.args : []
    return inner?.kind === 'name' && vectors.has(inner.name) && !added.has(original) ? applyTerm('bars', [inner], term.range) : term
  })
}

/** x_i is a row of X where the text says so. */
export function withRows(body: Term, rows: ReadonlyMap<string, Rows>, rankOf: (name: string) => number | undefined): Term {
  if (rows.size === 0) return body
  const families = mapTerms(body, (term) => {
    const [base, ...indices] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    const of = base?.kind === 'name' ? rows.get(base.name) : undefined
    return of === undefined ? term : ({ ...term, args: [nameTerm(of.matrix, base?.range, { rank: 2, columns: of.columns }), ...indices] } as Term)
  })
  return withFamilies(families, rankOf)
}
