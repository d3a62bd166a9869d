/** Steps that begin with zero, h_0 = 0, and data that are zero before they begin, $s_t = 0$ for $t \le 0$. */
import { applyTerm, numberTerm, type Term } from '../../term.ts'

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

/** "$s_t = 0$ for $t \le 0$", x[n] = 0 for n < 0, "u_k is zero for k < 1": is what is called so zero at this place before the first? */
export function isZeroAt(base: string, place: number, says: (words: RegExp) => boolean): boolean {
  if (!/^[a-zA-Z]+$/.test(base)) return false
  const letter = base.length > 1 ? String.raw`\\${base}(?![a-zA-Z])` : String.raw`(?<![a-zA-Z\\])${base}`
  const part = String.raw`${letter}\}?\s*(?:_\s*\{?\s*|\[\s*|\(\s*)([a-z])\s*[\])}]?\s*\$?\s*(?:=\s*0(?![.\d])|(?:is|are|vanish(?:es)?|being)\s*(?:zero|0)?)`
  const before = (end: string, least: string): string =>
    String.raw`[^.;_]{0,40}?(?<![a-zA-Z\\])\1\s*(?:\\leq?(?:slant)?(?![a-z])\s*${end}|<\s*${least})(?![\d.])`
  // Up to which place, at least as far as this one.
  const ends = [0, -1, -2].filter((end) => end >= place)
  return says(new RegExp(`${part}(?:${ends.map((end) => before(String(end), String(end + 1))).join('|')})`))
}
