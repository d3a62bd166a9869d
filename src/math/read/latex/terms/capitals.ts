/** Terms of capitals alone, which are matrices where a row and a column stand around them. */
import type { Term } from '../../term.ts'
import { ordered } from './terms.ts'

/** Made of numbers and small letters. */
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
