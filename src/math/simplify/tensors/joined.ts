/** Parts of a vector that lie one behind the other: [g; 0] + s e_n is [g; s]. */
import type { Expr } from '../../expr.ts'
import { div, mul, neg } from '../../ops/arithmetic.ts'
import { joined, type Part, partAt } from '../../ops/joined.ts'
import { type AxisItem, itemsOf, place } from '../../ops/slice.ts'
import type { Length } from '../../shape.ts'

function partOf(term: Expr): Part | undefined {
  const [first, second] = term.args as [Expr, Expr]
  if (term.op === neg.op || (term.op === div.op && second.rank === 0)) {
    const part = partOf(first)
    return part && { ...part, expr: term.op === neg.op ? neg(part.expr) : div(part.expr, second) }
  }
  const scalars = term.op === mul.op ? term.args.filter(({ rank }) => rank === 0) : []
  const [placed, ...others] = term.op === mul.op ? term.args.filter(({ rank }) => rank > 0) : [term]
  if (placed?.op !== place.op || placed.rank !== 1 || others.length > 0) return undefined
  const { items, whole } = itemsOf(placed)
  return partAt(items[0] as AxisItem, whole[0] as Length, mul(...scalars, placed.args[0] as Expr))
}

/** The terms of a sum of vectors, with those joined that fill all places between them, each once. */
export function joinedParts(terms: Expr[]): Expr[] {
  const parts = terms.map(partOf)
  const found = parts.filter((part) => part !== undefined)
  const whole = found.length < 2 ? undefined : joined(found)
  if (whole === undefined) return terms
  const at = parts.findIndex((part) => part !== undefined)
  return terms.flatMap((term, k) => (k === at ? [whole] : parts[k] === undefined ? [term] : []))
}
