/** Which names are rows, by how they are used: the z of z * K * z', a number as long as K is a matrix. */
import { isApply, replaceTerms, termsIn } from '../execute/arithmetic.ts'
import { isUpper } from '../habits.ts'
import { applyTerm, type Term } from '../term.ts'

/** The first or last factor of a product. */
function endOf(term: Term, end: 0 | -1): Term {
  let own = term
  while (isApply(own, 'product')) own = own.args.at(end) as Term
  return own
}

/** The name at both ends of a product, on the right or the left transposed. */
function quadratic(term: Term, turned: 'first' | 'last'): string | undefined {
  const isLong = isApply(term, 'product') && (term.args.length > 2 || term.args.some((arg) => isApply(arg, 'product')))
  const ends = [endOf(term, 0), endOf(term, -1)]
  const [plain, other] = turned === 'last' ? ends : ends.reverse()
  const inner = other !== undefined && isApply(other, 'transpose') ? other.args[0] : undefined
  const isSame = isLong && plain?.kind === 'name' && inner?.kind === 'name' && inner.name === plain.name
  return isSame && !isUpper(plain.name) ? plain.name : undefined
}

/** The term with the names that are rows, as is said or shown by their use, as the transposes of vectors. */
export function withRowsByUse(body: Term, said: ReadonlySet<string>): Term {
  const products = [...termsIn(body)].filter((term) => isApply(term, 'product'))
  const columns = new Set(products.map((term) => quadratic(term, 'first')))
  const used = products.map((term) => quadratic(term, 'last')).filter((name) => name !== undefined && !columns.has(name))
  const rows = new Set<string | undefined>([...said, ...used])
  if (rows.size === 0) return body
  return replaceTerms(body, (term) => (term.kind === 'name' && rows.has(term.name) ? applyTerm('transpose', [term], term.range) : undefined))
}
