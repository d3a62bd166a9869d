/** Points at which derivatives are taken, by the names that stand for them. */
import { holdsThroughout, partsOf } from '../order.ts'
import type { ApplyTerm, Term } from '../term.ts'

const NONE: ReadonlyMap<string, Term> = new Map()

/** What each name that stands for a point stands for, in terms of which no two share one. */
export function pointsOf(terms: readonly Term[]): ReadonlyMap<string, Term> {
  let found: Map<string, Term> | undefined
  for (const term of terms) {
    if (term.kind !== 'derivative' || !term.placed) continue
    found ??= new Map()
    found.set(term.by[0] as string, term.at?.[0] as Term)
  }
  return found ?? NONE
}

/**
 * How many axes names have for what is differentiated more than once to be a number each time, grad(grad(u)): u goes by a number, and so does
 * the array of which that is a component have one axis.
 */
export function ranksOfPoints(terms: readonly Term[]): ReadonlyMap<string, number> {
  const points = pointsOf(terms)
  const found = new Map<string, number>()
  if (points.size === 0) return found
  for (const { of, placed } of terms.filter((term) => term.kind === 'derivative'))
    if (placed === 'gradient' && of.kind === 'derivative' && of.placed) found.set(of.by[0] as string, 0)
  for (const [name, rank] of found) {
    const point = points.get(name)
    if (point?.kind === 'name') found.set(point.name, rank)
    const base = point?.kind === 'apply' && point.op === 'component' ? point.args[0] : undefined
    if (base?.kind === 'name') found.set(base.name, rank + (point as ApplyTerm).args.length - 1)
  }
  return found
}

/** Gives what stands for points their axes, as far as these are known; says whether any has them now. */
export function settlePlaces(points: ReadonlyMap<string, Term>, known: ReadonlyMap<Term, number>, ranks: Map<string, number>): boolean {
  let isNew = false
  for (const [name, point] of points) {
    const rank = ranks.has(name) ? undefined : known.get(point)
    if (rank === undefined || (rank === 0 && !isSettled(point, ranks))) continue
    ranks.set(name, rank)
    isNew = true
  }
  return isNew
}

/** Whether the axes are known of all that a term is made of; of what has indices, those of the whole. */
const isSettled = (root: Term, ranks: ReadonlyMap<string, number>): boolean =>
  holdsThroughout(root, (term) => {
    if (term.kind === 'name') return ranks.has(term.name) ? [] : undefined
    return term.kind === 'apply' && (term.op === 'component' || term.op === 'index') ? term.args.slice(0, 1) : partsOf(term)
  })
