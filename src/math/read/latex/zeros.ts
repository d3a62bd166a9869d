/** Steps that begin with zero: h_0 = 0. */
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** What begins with zero is left out of products and sums: W h_0 + U x_1 is U x_1, whatever h_0 = 0 has for axes. */
export function withoutZeros(given: Term, term: Term): Term {
  if (term.kind === 'binder' && given.kind === 'binder' && term.op === 'sum' && isZero(term.body) && !isZero(given.body))
    return numberTerm(0, term.range)
  if (term.kind !== 'apply' || given.kind !== 'apply' || term === given) return term
  const became = term.args.map((arg, k) => isZero(arg) && !isZero(given.args[k] as Term))
  if (!became.includes(true)) return term
  const zero = numberTerm(0, term.range)
  if (term.op === 'neg') return term.args[0] as Term
  if (PRODUCTS.has(term.op)) return term.args.some(isMatrix) ? applyTerm('vector', [zero], term.range) : zero
  if (term.op !== 'add') return term
  const args = term.args.filter((_, k) => !became[k])
  return args.length === 0 ? (term.args[0] as Term) : args.length === 1 ? (args[0] as Term) : { ...term, args }
}

const PRODUCTS: ReadonlySet<string> = new Set(['product', 'mul', 'hadamard', 'cdot', 'times'])
const isZero = (term: Term): boolean =>
  (term.kind === 'number' && term.value.isZero) || (term.kind === 'apply' && term.op === 'vector' && isZero(term.args[0] as Term))
const isMatrix = (term: Term): boolean => term.kind === 'name' && (term.hint?.rank === 2 || /^[A-Z](?:_|$)/.test(term.name))
