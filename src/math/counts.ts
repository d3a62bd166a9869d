/** Names that say how many terms sums and products have: whole numbers, whatever else is known of them. */
import type { Formula } from './api.ts'
import { nameOf, symbolsOf, topological } from './expr.ts'
import { ExprFormula } from './formula.ts'
import { boundNames, integralOperation, isBinder } from './ops/binder.ts'

/** The free names in the bounds of a formula's sums and products. */
export function countsOf(formula: Formula): ReadonlySet<string> {
  if (!(formula instanceof ExprFormula)) return new Set()
  const nodes = topological([formula.computed])
  const bound = boundNames(nodes)
  const bounds = nodes.filter((node) => isBinder(node) && node.op !== integralOperation).flatMap(({ args }) => args.slice(1))
  return new Set(symbolsOf(...bounds).flatMap((node) => (node.rank === 0 && !bound.has(nameOf(node) as string) ? [nameOf(node) as string] : [])))
}
