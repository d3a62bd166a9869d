/**
 * Numbers that a text counts by letters, x_i and μ_k, by those letters: Σ_i π_k (x_i - μ_k) … rather than matrices of ones beside them,
 * which nobody wrote.
 */
import { type Expr, isSymbol, nameOf, symbolsOf, topological } from '../../expr.ts'
import { outer } from '../../ops/linear.ts'
import { isPositions } from '../../ops/running.ts'
import { isOnes } from '../../ops/structure.ts'
import type { Length } from '../../shape.ts'
import { measure } from '../../simplify/measure.ts'
import { simplify } from '../../simplify/simplify.ts'
import { componentOf } from './component.ts'
import { inOneDirection } from './differences.ts'
import { isComponent } from './indexed.ts'
import { Indices, type TextLetters } from './indices.ts'
import { tidied, writtenOut } from './pairs.ts'

/** More operations than this, each as often as it would be written, are written with names instead. */
const MOST = 250

/** The component of an expression over such tables at its first letters; undefined where there are none, or indices do not say all of it. */
export function overTables(node: Expr, own?: TextLetters): { readonly component: Expr; readonly letters: readonly string[] } | undefined {
  if (own === undefined || own.size === 0 || node.rank > 2 || measure([node]).treeOperations > MOST) return undefined
  const isCounted = (length: Length): boolean => own.has(length)
  const isTable = ({ op, args, shape }: Expr): boolean => op === outer.op && args.some(isOnes) && shape.every(isCounted)
  const order = topological([node])
  // Vectors are said by their names, and conditions on places by pairs.
  const isLeft = (part: Expr): boolean => isPositions(part) || (isSymbol(part) && !part.shape.every(isCounted))
  if (!order.some(isTable) || order.some(isLeft)) return undefined
  const names = new Set(symbolsOf(node).map((symbol) => nameOf(symbol) as string))
  const indices: Indices = new Indices(names, {
    hoists: true,
    letters: own,
    writer: (inner, at, part) => writtenOut(inner, at, indices, part),
  })
  const letters = indices.several(node.shape)
  const component = componentOf(node, letters, indices)
  if (topological([component]).some((part) => isComponent(part) && !isSymbol(part.args[0] as Expr))) return undefined
  return { component: simplify(inOneDirection(tidied(component, new Set([...letters, ...names]), own))), letters }
}
