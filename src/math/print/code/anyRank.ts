/** Formulas of arrays that are right for any number of axes: what is made component by component, and numbers made of all components. */
import { type Expr, isNumber, isSymbol, someNode, topological } from '../../expr.ts'
import { reducesAll } from '../../ops/reduction.ts'
import { isSize } from '../../ops/structure.ts'
import { sameShape } from '../../shape.ts'

/**
 * Whether vectors of one length, as which a text is read, may be arrays of any shape, in the text and in what is made of it: how long they
 * are is then how many components they have. A text that asks how long they are means their first axis.
 */
export function areOfAnyRank(text: Expr | undefined, exprs: readonly Expr[]): boolean {
  if (text === undefined || someNode(text, isSize)) return false
  const nodes = topological([text, ...exprs])
  const long = nodes.find(({ rank }) => rank > 0)
  if (long?.rank !== 1) return false
  const isReduction = ({ op }: Expr): boolean => op.attributes?.includes('keepdims') === true
  return nodes.every((node) => {
    if (node.rank > 0 && !sameShape(node.shape, long.shape)) return false
    return node.op.elementwise || isSymbol(node) || isNumber(node) || isSize(node) || (isReduction(node) && reducesAll(node))
  })
}
