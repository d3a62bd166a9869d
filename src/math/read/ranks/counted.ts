/** Indices of axes that are numbers too: their place in a sum counts. */
import { TermOrder } from '../order.ts'
import type { BinderTerm, Term } from '../term.ts'

const NONE: ReadonlyMap<Term, number> = new Map()

/**
 * Where the index of an axis is also a number, as k in Σ_k a_k x^k: these names, and the number each begins with. An index
 * that no sum binds, as i in Σ_{j≠i} x_j beside y_i, counts from 1. So do those of entries that are made of them alone, Ω_ij = ρ^|i-j|.
 */
export function countedIndices(order: readonly Term[]): ReadonlyMap<Term, number> {
  if (!order.some((term) => (term.kind === 'apply' && term.op === 'component') || (term.kind === 'binder' && term.op === 'each'))) return NONE
  const counted = new Map<Term, number>()
  const binders = order.filter((term): term is BinderTerm => term.kind === 'binder' && term.op !== 'integral')
  const places = new Map<string, Set<Term>>()
  for (const term of order) {
    if (term.kind !== 'apply' || term.op !== 'component') continue
    for (const arg of term.args.slice(1)) if (arg.kind === 'name') places.set(arg.name, (places.get(arg.name) ?? new Set()).add(arg))
  }
  const bound = new Set(binders.map(({ index }) => index))
  const count = (terms: readonly Term[], index: string, first: number): void => {
    const own = places.get(index)
    if (own === undefined || !terms.some((term) => own.has(term))) return
    for (const term of terms) if (term.kind === 'name' && term.name === index && !own.has(term)) counted.set(term, first)
  }
  for (const { op, index, low, body } of binders)
    if (op === 'each' && !places.has(index))
      for (const term of new TermOrder(body).terms) if (term.kind === 'name' && term.name === index) counted.set(term, firstOf(low))
  // Σ_{i=1}^n (Σ_{j<i} x_j)²: what tells of an axis which part of it is meant runs along one as well.
  // So does what is as long as an axis, in \sum_{i=1}^n (\sum_{j=1}^n x_j^i)^2.
  for (const { op, index, low, high, body } of binders)
    if ((op === 'sum' || op === 'prod') && !places.has(index) && firstOf(low) <= 1) {
      const { terms } = new TermOrder(body)
      const isLong = high?.kind === 'apply' && high.op === 'size' && terms.some((term) => term.kind === 'apply' && term.op === 'component')
      if (isLong || terms.some((term) => comparesWith(term, index, (other) => places.has(other))))
        for (const term of terms) if (term.kind === 'name' && term.name === index) counted.set(term, firstOf(low))
    }
  for (const { index, low, body } of binders) if (places.has(index)) count(new TermOrder(body).terms, index, firstOf(low))
  for (const index of places.keys()) if (!bound.has(index)) count(order, index, 1)
  return counted
}

/** Is this j < i, j ≠ i or the like, of an index and another one? */
export function comparesWith(term: Term, index: string, isOther: (name: string) => boolean): boolean {
  if (term.kind !== 'apply' || !/^(?:eq|ne|lt|le|gt|ge)$/.test(term.op)) return false
  const names = term.args.map((arg) => (arg.kind === 'name' ? arg.name : ''))
  return names.includes(index) && names.some((name) => name !== index && isOther(name))
}

const firstOf = (low: Term | undefined): number => (low?.kind === 'number' ? (low.value.asInteger ?? 1) : 1)
