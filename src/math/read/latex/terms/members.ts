/** Members of families: \mathbf{p}_u, the part of an array by an index that runs; what is one in one place of a formula is one in all. */
import { isElementwise } from '../../../ops/table.ts'
import { mapTerms } from '../../order.ts'
import { gathered } from '../../ranks/gathered.ts'
import type { ApplyTerm, NameTerm, Term } from '../../term.ts'
import { ranked } from './chains.ts'
import { ordered } from './terms.ts'

export type Member = ApplyTerm & { readonly args: readonly [NameTerm, Term] }

/** x_i of a family: the component of a matrix by one index that runs. */
export const isFamily = (term: Term | undefined): term is Member => isMember(term, 2)

/** The part of an array of so many axes by one index that runs. */
export function isMember(term: Term | undefined, rank: number): term is Member {
  if (term?.kind !== 'apply' || term.op !== 'component' || term.args.length !== 2) return false
  const [base, index] = term.args
  return base?.kind === 'name' && base.hint?.rank === rank && index?.kind !== 'number'
}

/**
 * v_t^\top P_t^{-1} v_t: what is a vector for each index in one place is one in all; beside such, so is a q that has a length, \|q\|, and
 * the w of w^\top x_i, also where it stands alone, as in \lambda w. A W of \|W\|_F, or of W x_i, is a matrix. `rankOf` tells the axes
 * that the text gives to a name.
 */
export function ofOneKind(body: Term, rankOf: (name: string) => number | undefined): Term {
  const terms = ordered(body)
  const names = new Set(gathered(terms, (term) => (isFamily(term) ? term.args[0].name : undefined)))
  if (names.size === 0) return body
  const applied = new Set(terms.flatMap((term) => (term.kind === 'apply' && term.op === 'product' ? appliedIn(term.args) : [])))
  const vectors = new Set(
    gathered(terms, (term) => {
      if (term.kind === 'name') return term.hint?.rank === 1 ? term.name : undefined
      const [inner] = term.kind === 'apply' && term.op === 'norm' ? term.args : []
      const isOpen = inner?.kind === 'name' && inner.hint?.rank === undefined && (rankOf(inner.name) ?? 1) === 1 && !applied.has(inner.name)
      return isOpen && !/^(?:fro|nuc)$/.test(String((term as ApplyTerm).attributes?.['ord'])) ? inner.name : undefined
    }),
  )
  return mapTerms(body, (term) => {
    if (term.kind === 'name' && vectors.has(term.name) && term.hint?.rank === undefined) return ranked(term, 1)
    if (term.kind !== 'apply' || term.op !== 'component' || term.args.length !== 2) return term
    const [base, index] = term.args
    if (base?.kind !== 'name' || base.hint?.rank !== undefined || index?.kind !== 'name' || !names.has(base.name)) return term
    return { ...term, args: [{ ...base, hint: { ...base.hint, rank: 2 } }, index] }
  })
}

/** Capitals among factors that stand right before a vector for each index, or what is made of such element by element: W x_i, W \tanh(V x_i - c). */
const appliedIn = (factors: readonly Term[]): readonly string[] =>
  factors.flatMap((factor, k) => (factor.kind === 'name' && /^[A-Z]/.test(factor.name) && isOfFamily(factors[k + 1]) ? [factor.name] : []))

function isOfFamily(term: Term | undefined): boolean {
  if (term?.kind !== 'apply' || isFamily(term)) return isFamily(term)
  if (term.op === 'product') return isOfFamily(term.args.at(-1)) && term.args.slice(0, -1).every(({ kind }) => kind === 'name' || kind === 'number')
  return (term.op === 'add' || (term.args.length === 1 && isElementwise(term.op))) && term.args.some(isOfFamily)
}
