/**
 * Chains: beside a transpose, juxtaposition says what the names are. In x^\top A y the capital is a matrix and y a vector,
 * in u v^\top both are vectors, in X^\top y too; in s w^\top x the s in front is not.
 */
import { operationNamed } from '../../../ops/table.ts'
import type { NameTerm, Term } from '../../term.ts'
import { ordered } from './terms.ts'

type Kind = 'row' | 'matrix' | 'upper' | 'lower' | 'layer' | 'other'

const isUpper = (name: string): boolean => /^[A-Z]/.test(name)

/** What a factor is by how it is written. */
function kindOf(term: Term): Kind {
  if (term.kind === 'name') return isUpper(term.name) ? 'upper' : 'lower'
  if (term.kind !== 'apply') return 'other'
  const [inner] = term.args
  if (term.op === 'power' && inner?.kind === 'name' && isUpper(inner.name)) return 'upper'
  if (inner !== undefined && operationNamed(term.op)?.layer === true) return kindOfLayer(inner)
  if (term.op !== 'transpose' || inner === undefined) return 'other'
  if (inner.kind === 'name') return isUpper(inner.name) ? 'matrix' : 'row'
  if (inner.kind === 'apply' && inner.op === 'vector') return 'row'
  // x_{ij}^\top of vectors x_{ij}
  const [base, ...indices] = inner.kind === 'apply' && inner.op === 'component' ? inner.args : []
  if (base?.kind === 'name' && indices.length > 1 && base.hint?.rank === indices.length + 1) return 'row'
  // (x - \mu)^\top is a row; (A + B)^\top a matrix.
  return inner.kind === 'apply' && inner.op === 'add' ? (inner.args.some((arg) => kindOf(arg) === 'upper') ? 'matrix' : 'row') : 'other'
}

/** \sigma(W x + b) is a vector, \operatorname{softmax}(Q K^\top) a matrix. */
function kindOfLayer(inner: Term): Kind {
  const terms = ordered(inner)
  if (terms.some((term) => term.kind === 'apply' && term.op === 'transpose' && term.args[0]?.kind === 'name' && isUpper(term.args[0].name)))
    return 'matrix'
  const applied = terms.some(
    (term) =>
      term.kind === 'apply' &&
      term.op === 'product' &&
      term.args.some((arg, k) => kindOf(arg) === 'upper' && term.args[k + 1] !== undefined && kindOf(term.args[k + 1] as Term) === 'lower'),
  )
  return applied ? 'layer' : 'other'
}

/** The factors, with ranks added to the names whose place in the chain says them. */
export function withRanks(factors: readonly Term[]): readonly Term[] {
  const kinds = factors.map(kindOf)
  if (!kinds.some((kind) => kind === 'row' || kind === 'matrix' || kind === 'layer')) return factors
  const result = [...factors]
  // A product is read from the left: behind a row or a matrix, capitals are matrices and the next small letter a vector.
  let open = false
  kinds.forEach((kind, k) => {
    if (kind === 'row' || kind === 'matrix') {
      // u v^\top: nothing closes the row, so what stands before it is a column.
      if (kind === 'row' && !open && kinds[k - 1] === 'lower' && !isClosed(kinds, k)) {
        result[k - 1] = ranked(factors[k - 1] as Term, 1)
        for (let j = k - 2; j >= 0 && kinds[j] === 'upper'; j--) result[j] = ranked(factors[j] as Term, 2)
      }
      open = true
    } else if (kind === 'layer') {
      // W_2 \tanh(W_1 x): what multiplies a layer is a matrix too.
      for (let j = k - 1; j >= 0 && kinds[j] === 'upper'; j--) result[j] = ranked(factors[j] as Term, 2)
      open = false
    } else if (open && kind === 'upper') result[k] = ranked(factors[k] as Term, 2)
    else if (open && kind === 'lower') {
      result[k] = ranked(factors[k] as Term, 1)
      open = false
    } else if (kind === 'other') open = false
  })
  return result
}

/** What a product with a transpose is divided by is a number: the d of Q K^\top / \sqrt{d}. */
export function scalarDivisor(numerator: Term, divisor: Term): Term {
  if (!ordered(numerator).some((term) => term.kind === 'apply' && term.op === 'transpose')) return divisor
  if (divisor.kind === 'name' && !isUpper(divisor.name)) return ranked(divisor, 0)
  return divisor.kind === 'apply' && divisor.op === 'sqrt' && divisor.args[0]?.kind === 'name' && !isUpper(divisor.args[0].name)
    ? ranked(divisor, 0)
    : divisor
}

/** Does a column follow the row at k, so that the two make a number? */
function isClosed(kinds: readonly Kind[], k: number): boolean {
  const next = kinds.findIndex((kind, j) => j > k && kind !== 'upper' && kind !== 'matrix')
  return next > 0 && kinds[next] !== 'row'
}

/** The name with a rank, or the same for the name under an exponent; anything else, and a name that has one, stays. */
export function ranked(term: Term, rank: number): Term {
  if (term.kind === 'apply') return { ...term, args: term.args.map((arg, k) => (k === 0 ? ranked(arg, rank) : arg)) }
  if (term.kind !== 'name' || term.hint?.rank !== undefined) return term
  const name: NameTerm = { ...term, hint: { ...term.hint, rank } }
  return name
}
