/**
 * Which names are rows, by how they are used: the z of z * K * z', a number as long as K is a matrix, and the labels y of
 * y .* log(w' * X), one for each column of X.
 */
import { isElementwise } from '../../ops/table.ts'
import { isApply, replaceTerms } from '../execute/values/arithmetic.ts'
import { holdsThroughout, orderOf } from '../order.ts'
import { INTERCEPT, isUpper, SCALAR_HABIT } from '../ranks/habits.ts'
import { takenAxes } from '../ranks/indexed.ts'
import { type ApplyTerm, applyTerm, type Term } from '../term.ts'

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

const isComponentwise = (term: Term): term is ApplyTerm => term.kind === 'apply' && term.args.length > 0 && isElementwise(term.op)

/** A matrix by its capital, and what is made of one: X, tanh(W * X). */
const isOfMatrix = (root: Term): boolean =>
  holdsThroughout(root, (term) => {
    if (term.kind === 'name') return isUpper(term.name) ? [] : undefined
    if (isComponentwise(term) && term.args.length === 1) return term.args
    return isApply(term, 'product') ? [endOf(term, -1)] : undefined
  })

/** w' * X, -w' * X and theta(1:k)' * tanh(X): one number for each column. */
function isRowOfColumns(term: Term): boolean {
  if (!isApply(term, 'product')) return false
  const first = endOf(term, 0)
  const turned = isApply(first, 'neg') ? first.args[0] : first
  const [weights] = turned !== undefined && isApply(turned, 'transpose') ? turned.args : []
  const whole = weights !== undefined && isApply(weights, 'index') && weights.args.length < 4 ? weights.args[0] : weights
  return whole?.kind === 'name' && !isUpper(whole.name) && isOfMatrix(endOf(term, -1))
}

/** Of terms, those below before those above: the names that meet a row of columns component by component: the y of w' * X - y and of (1 - y) .* log(1 - h). */
function besideRows(terms: readonly Term[]): readonly string[] {
  const rows = new Set<Term>()
  for (const term of terms) if (isRowOfColumns(term) || (isComponentwise(term) && term.args.some((arg) => rows.has(arg)))) rows.add(term)
  const found = new Set<string>()
  for (const term of rows) {
    if (!isComponentwise(term)) continue
    const parts = new Set(term.args.filter((arg) => !rows.has(arg)))
    for (const part of parts) {
      if (part.kind === 'name' && !isUpper(part.name) && !SCALAR_HABIT.has(part.name) && !INTERCEPT.test(part.name)) found.add(part.name)
      else if (isComponentwise(part)) for (const arg of part.args) parts.add(arg)
    }
  }
  // What is turned or multiplied by a matrix elsewhere says itself what it is.
  for (const term of terms)
    if (isApply(term, 'transpose') || isApply(term, 'product')) for (const arg of term.args) if (arg.kind === 'name') found.delete(arg.name)
  return [...found]
}

/** The names of which parts are taken by one index, x(1:2), and none by two: vectors, where no capital makes them matrices. */
function vectorsByIndex(terms: readonly Term[]): ReadonlySet<string> {
  const [once, otherwise] = [new Set<string>(), new Set<string>()]
  for (const term of terms) {
    if (term.kind !== 'apply') continue
    const [base] = term.args
    if (base?.kind !== 'name' || isUpper(base.name)) continue
    if (term.op === 'index' || term.op === 'put') (takenAxes(term) === 1 ? once : otherwise).add(base.name)
    else if (term.op === 'size' && term.attributes?.['axis'] === 1) otherwise.add(base.name)
  }
  for (const name of otherwise) once.delete(name)
  return once
}

/** The term with the names that are rows, as is said or shown by their use, as the transposes of vectors. */
export function withRowsByUse(body: Term, said: ReadonlySet<string>): Term {
  const { terms } = orderOf(body)
  const products = terms.filter((term) => isApply(term, 'product'))
  const columns = new Set(products.map((term) => quadratic(term, 'first')))
  const used = products.map((term) => quadratic(term, 'last')).filter((name) => name !== undefined && !columns.has(name))
  const rows = new Set<string | undefined>([...said, ...used, ...besideRows(terms)])
  const vectors = vectorsByIndex(terms)
  if (rows.size + vectors.size === 0) return body
  return replaceTerms(body, (term) => {
    if (term.kind !== 'name') return undefined
    const own = vectors.has(term.name) && term.hint?.rank === undefined ? { ...term, hint: { ...term.hint, rank: 1 } } : term
    return rows.has(term.name) ? applyTerm('transpose', [own], term.range) : own === term ? undefined : own
  })
}
