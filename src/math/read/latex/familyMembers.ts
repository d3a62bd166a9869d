/** Which terms are of families: x_i by an index that runs, matrices of capitals beside them, and names that stand for one kind in all places. */
import { gathered } from '../gathered.ts'
import { mapTerms } from '../order.ts'
import type { ApplyTerm, NameTerm, Term } from '../term.ts'
import { ranked } from './chains.ts'
import { ordered } from './terms.ts'

/** The part of an array by one index. */
export type Member = ApplyTerm & { readonly args: readonly [NameTerm, Term] }

/** x_i of a family: the component of a matrix by one index that runs. */
export const isFamily = (term: Term | undefined): term is Member => isMember(term, 2)

/** The part of an array of so many axes by one index that runs. */
export function isMember(term: Term | undefined, rank: number): term is Member {
  if (term?.kind !== 'apply' || term.op !== 'component' || term.args.length !== 2) return false
  const [base, index] = term.args
  return base?.kind === 'name' && base.hint?.rank === rank && index?.kind !== 'number'
}

const isNumberByHand = (term: Term): boolean =>
  term.kind === 'number' || ordered(term).every((part) => part.kind !== 'name' || !/^[A-Z]/.test(part.name))

/** Sums and inverses of capitals alone, such as A + B and P^{-1}, and multiples of them by small letters. */
export function isOfCapitals(term: Term): boolean {
  if (term.kind === 'name') return /^[A-Z]/.test(term.name) && (term.hint?.rank ?? 2) === 2
  if (term.kind !== 'apply') return false
  const [base, exponent] = term.args
  if (term.op === 'product') return term.args.slice(0, -1).every(isNumberByHand) && isOfCapitals(term.args.at(-1) as Term)
  if (term.op === 'power') return exponent?.kind === 'number' && base !== undefined && isOfCapitals(base)
  return (term.op === 'add' || term.op === 'neg') && term.args.every(isOfCapitals)
}

/**
 * v_t^\top P_t^{-1} v_t: what is a vector for each index in one place is one in all; beside such, so is a q that has a length, \|q\|, and
 * the w of w^\top x_i, also where it stands alone, as in \lambda w.
 */
export function ofOneKind(body: Term): Term {
  const terms = ordered(body)
  const names = new Set(gathered(terms, (term) => (isFamily(term) ? term.args[0].name : undefined)))
  if (names.size === 0) return body
  const vectors = new Set(
    gathered(terms, (term) => {
      if (term.kind === 'name') return term.hint?.rank === 1 ? term.name : undefined
      const [inner] = term.kind === 'apply' && term.op === 'norm' ? term.args : []
      return inner?.kind === 'name' && inner.hint?.rank === undefined ? inner.name : undefined
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
