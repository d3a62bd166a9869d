/**
 * Sums over pairs, Σ_{i<j} 1/|r_i - r_j|: where i and j are one and the same there is a pole that the sum leaves out. What would have
 * no value there is given the value 1, so that nothing the sum does not count can spoil what it counts.
 */
import { sameTerm } from './execute/values/arithmetic.ts'
import { partsOf } from './order.ts'
import { type ApplyTerm, applyTerm, numberTerm, type Term } from './term.ts'

/** Bodies of sums over some of the indices alone, with their poles filled. */
export function withoutPoles(
  root: Term,
  ordered: (root: Term) => readonly Term[],
  rebuild: (root: Term, change: (term: Term) => Term) => Term,
): Term {
  return rebuild(root, (term) => {
    if (term.kind !== 'apply' || term.op !== 'where' || term.args[2]?.kind !== 'number') return term
    const [condition, body, other] = term.args as [Term, Term, Term]
    const indices = new Set(ordered(condition).flatMap((part) => (part.kind === 'name' ? [part.name] : [])))
    if (indices.size < 2) return term
    // Those parts that are 0 where two indices are one, or change their sign where the condition begins to hold.
    const zeros = new Set<Term>()
    const sides = ordered(condition).flatMap((part) =>
      part.kind === 'apply' && /^[lg][te]$/.test(part.op) ? [part.args as readonly [Term, Term]] : [],
    )
    const isFilled = (inner: Term): boolean => inner.kind === 'apply' && inner.op === 'where' && sameTerm(inner.args[0] as Term, condition)
    const filled = (inner: Term): Term => (isFilled(inner) ? inner : applyTerm('where', [condition, inner, numberTerm(1)], inner.range))
    const done = new Map<Term, Term>()
    for (const part of ordered(body)) {
      done.set(part, part)
      if (isDifference(part, indices) || isOfPair(part, indices) || sides.some((both) => isBetween(part, both))) zeros.add(part)
      if (!partsOf(part).some((inner) => zeros.has(inner) || done.get(inner) !== inner)) continue
      if (part.kind === 'binder') {
        done.set(part, { ...part, body: done.get(part.body) as Term })
        if (zeros.has(part.body)) zeros.add(part)
      } else if (part.kind === 'apply') {
        const at = poleOf(part)
        const met = at >= 0 && zeros.has(part.args[at] as Term)
        const args = part.args.map((arg, k) => (met && k === at ? filled(done.get(arg) as Term) : (done.get(arg) as Term)))
        done.set(part, { ...part, args })
        if (!met && part.args.some((arg) => zeros.has(arg))) zeros.add(part)
      }
    }
    return { ...term, args: [condition, done.get(body) as Term, other] }
  })
}

/** Which argument may not be 0: that of a root, a logarithm or a power that is not whole, and what is divided by; -1 for none. */
function poleOf({ op, args: [, exponent] }: ApplyTerm): number {
  if (op === 'quotient' || op === 'div') return 1
  if (op === 'sqrt' || op === 'ln' || op === 'log') return 0
  if (op !== 'power' && op !== 'pow') return -1
  return exponent?.kind === 'number' && exponent.value.isInteger && !exponent.value.isNegative ? -1 : 0
}

/** t - t_i, with whatever else is added, where it counts that t_i < t. */
function isBetween(term: Term, [left, right]: readonly [Term, Term]): boolean {
  if (term.kind !== 'apply' || term.op !== 'add') return false
  const bare = (part: Term): Term => (part.kind === 'apply' && part.op === 'neg' ? (part.args[0] as Term) : part)
  const at = (side: Term): number => term.args.findIndex((part) => sameTerm(bare(part), side))
  const [a, b] = [at(left), at(right)]
  return a >= 0 && b >= 0 && (bare(term.args[a] as Term) === term.args[a]) !== (bare(term.args[b] as Term) === term.args[b])
}

/** d_ij: what is given of each pair is often 0 of a thing and itself. */
const isOfPair = (term: Term, indices: ReadonlySet<string>): boolean =>
  term.kind === 'apply' &&
  term.op === 'component' &&
  term.args[0]?.kind === 'name' &&
  term.args.slice(1).filter((index) => index.kind === 'name' && indices.has(index.name)).length > 1

/** x_i - x_j, in any of their further components. */
function isDifference(term: Term, indices: ReadonlySet<string>): boolean {
  if (term.kind !== 'apply' || (term.op !== 'add' && term.op !== 'sub')) return false
  const bases = term.args.map((arg) => {
    const inner = arg.kind === 'apply' && arg.op === 'neg' ? arg.args[0] : arg
    if (inner?.kind !== 'apply' || inner.op !== 'component') return undefined
    const own = inner.args.slice(1).find((index) => index.kind === 'name' && indices.has(index.name))
    return own?.kind === 'name' && inner.args[0]?.kind === 'name' ? { base: inner.args[0].name, index: own.name } : undefined
  })
  return bases.some((a, k) => a !== undefined && bases.some((b, j) => j > k && b !== undefined && b.base === a.base && b.index !== a.index))
}
