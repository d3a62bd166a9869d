/** Lengths that a hand-written derivative counts with: 3 (A x) is right of what has three rows. */
import { type Expr, exactOf, topological } from '../expr.ts'

/** Counts that may be lengths, and how many choices of lengths among them are tried. */
const [MOST, TRIED] = [12, 25]

/** Choices of lengths for these names, made of numbers (and what divides them) that stand in the one expression and not in the other. */
export function lengthsCounted(yours: Expr, exact: Expr, names: readonly string[]): readonly ReadonlyMap<string, number>[] {
  const known = new Set(countsIn(exact))
  const counts = [...new Set(countsIn(yours).flatMap(divisors))].filter((count) => !known.has(count))
  const choices = counts.length ** names.length
  if (counts.length === 0 || names.length === 0 || choices > TRIED) return []
  return Array.from(
    { length: choices },
    (_, k) => new Map(names.map((name, i) => [name, counts[Math.floor(k / counts.length ** i) % counts.length] as number])),
  )
}

const countsIn = (root: Expr): number[] =>
  topological([root])
    .flatMap((node) => exactOf(node)?.asInteger ?? [])
    .filter((count) => count > 1 && count <= MOST)

const divisors = (count: number): number[] => Array.from({ length: count - 1 }, (_, k) => k + 2).filter((by) => count % by === 0)
