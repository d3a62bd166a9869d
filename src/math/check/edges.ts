/**
 * The pieces of a function: where its conditions change and its corners lie. A comparison is only about the pieces in which points have
 * been, and a difference in one piece is none of few points.
 */
import type { Item } from '../evaluate/elementwise.ts'
import { asTensor } from '../evaluate/value.ts'
import { type Expr, isSymbol, nameOf, topological } from '../expr.ts'
import { sub } from '../ops/arithmetic.ts'
import { ge, gt, le, lt } from '../ops/condition.ts'
import { quietly } from './sides.ts'

/** Edges beyond which the pieces are not counted. */
const MOST = 12
/** Points in each piece that are enough. */
export const ENOUGH = 4

/** Comparisons of two numbers, which tell pieces apart. */
export const COMPARED: ReadonlySet<Expr['op']> = new Set([lt, le, gt, ge].map(({ op }) => op))

/** What changes its sign where a function passes from one piece to another; `bound` are names that have no value outside of sums. */
export function edgesOf(exprs: readonly Expr[], bound: ReadonlySet<string>): Expr[] {
  const found = new Set<Expr>()
  for (const node of topological(exprs)) {
    const [a, b] = node.args
    const edges = COMPARED.has(node.op)
      ? [quietly(() => sub(a as Expr, b as Expr))]
      : (node.op.kinks ?? []).map(({ where }) => quietly(() => where?.(...node.args)))
    for (const edge of edges) {
      const isOpen = edge !== undefined && topological([edge]).some(isSymbol)
      if (isOpen && !topological([edge]).some((each) => isSymbol(each) && bound.has(nameOf(each) as string))) found.add(edge)
    }
  }
  return found.size > MOST ? [] : [...found]
}

/** Where what changes its sign is negative or positive. */
export type Side = '-' | '+'
const SIDES: readonly Side[] = ['-', '+']

/** On which side of each edge a point is, of arrays perhaps on both: points of one piece have the same. */
export const pieceOf = (edges: readonly Item[]): string =>
  edges
    .map((edge) => {
      const values = typeof edge === 'number' ? [edge] : [...asTensor(edge).data]
      return `${values.some((x) => x < 0) ? '-' : ''}${values.some((x) => x > 0) ? '+' : ''}`
    })
    .join()

/** The points found in each piece. */
export class Pieces {
  private readonly found = new Map<string, number[]>()
  constructor(private readonly edges: number) {}

  add(piece: string, error: number): void {
    const errors = this.found.get(piece)
    if (errors === undefined) this.found.set(piece, [error])
    else errors.push(error)
  }

  /** Whether points have been on both sides of every edge, and enough on each. */
  get areCovered(): boolean {
    return this.missing.length === 0
  }

  /** The sides of edges on which points are too few. */
  get missing(): { readonly edge: number; readonly side: Side }[] {
    return Array.from({ length: this.edges }, (_, edge) => SIDES.map((side) => ({ edge, side })))
      .flat()
      .filter(({ edge, side }) => !this.isMet(edge, side))
  }

  isMet(edge: number, side: Side): boolean {
    return this.count(edge, side) >= ENOUGH
  }

  private count(edge: number, side: Side): number {
    let count = 0
    for (const [piece, errors] of this.found) if (piece.split(',')[edge]?.includes(side)) count += errors.length
    return count
  }

  /** Whether most points of one piece, and not only a few, have an error as large as that. */
  isOff(least: number): boolean {
    return [...this.found.values()].some((errors) => {
      const off = errors.filter((error) => error > least).length
      return off >= ENOUGH - 1 && off >= errors.length / 2
    })
  }
}
