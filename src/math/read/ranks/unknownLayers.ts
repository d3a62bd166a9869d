/** Layers of which nobody says what their function is: in φ(W x + b) and W₂ f(W h + U x + b), W is a matrix and x a vector. */
import type { Term } from '../term.ts'
import { summandsOf } from './habits.ts'
import { affineProducts } from './roles.ts'

/** What weights are called; other capitals before small letters are as often numbers: f(V t). */
const WEIGHTS = /^W(?:_\w+|\d)?$/

interface Layers {
  /** Calls, and what weighs such. */
  readonly terms: ReadonlySet<Term>
  /** How many axes names have by the layers they stand in. */
  readonly ranks: ReadonlyMap<string, number>
}

/** Those among terms, inner ones first. */
export function unknownLayers(terms: readonly Term[]): Layers {
  const ranks = new Map<string, number>()
  const layers = new Set<Term>()
  for (const term of terms) {
    if (term.kind === 'apply' && term.op === 'product' && layers.has(term.args.at(-1) as Term)) {
      const [weights, ...others] = term.args
      if (weights?.kind !== 'name' || others.length > 1 || !WEIGHTS.test(weights.name)) continue
      ranks.set(weights.name, 2)
      layers.add(term)
    } else if (term.kind === 'call') {
      const products = term.args.flatMap(affineProducts)
      const isLayer = products.some(({ matrix }) => WEIGHTS.test(matrix.name))
      if (isLayer || term.args.some((arg) => summandsOf(arg).some((part) => layers.has(part)))) layers.add(term)
      if (isLayer) for (const { matrix, vector, rank } of products) ranks.set(matrix.name, 2).set(vector.name, rank)
    }
  }
  return { terms: layers, ranks }
}
