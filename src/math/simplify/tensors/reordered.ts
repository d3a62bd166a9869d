/**
 * Functions of components of x.ravel() or X(:): each component is the same in whatever order they stand, so that what is done to all of them and
 * turned back into the shape of X, or added up, is done to X itself.
 */
import { type Expr, make } from '../../expr.ts'
import { reshape } from '../../ops/arrange.ts'
import { broadcastOperation, broadcastTo } from '../../ops/structure.ts'
import { type Shape, sameShape } from '../../shape.ts'

/** Larger expressions are left as they are. */
const LARGEST = 200

/** A reshaped tensor without reshaping, where all of it is functions of components of what already has that shape. */
export const withoutReshape = (node: Expr): Expr => (node.op === reshape.op ? (inShape(node.args[0] as Expr, node.shape) ?? node) : node)

/** What has the same components as a vector of functions of components, in another order, as X has of exp(X(:)). */
export function inAnyOrder(node: Expr): Expr {
  const base = firstReshaped(node)
  return base === undefined ? node : (inShape(node, base.shape) ?? node)
}

/** The first tensor that is reshaped for a function of components. */
function firstReshaped(root: Expr): Expr | undefined {
  const seen = new Set([root])
  for (const node of seen) {
    if (node.op === reshape.op) return node.args[0]
    if (!node.op.elementwise || seen.size > LARGEST) return undefined
    for (const arg of node.args) if (arg.rank > 0) seen.add(arg)
  }
  return undefined
}

/** The same components in this shape; undefined where that needs more than to leave reshaping out. */
function inShape(root: Expr, shape: Shape): Expr | undefined {
  if (root.rank === 0) return shape.length === 0 ? root : undefined
  const memo = new Map<Expr, Expr | undefined>()
  const of = (node: Expr): Expr | undefined => {
    if (node.rank === 0) return node
    if (memo.has(node)) return memo.get(node)
    const found = memo.size > LARGEST ? undefined : inside(node)
    memo.set(node, found)
    return found
  }
  const inside = (node: Expr): Expr | undefined => {
    if (!sameShape(node.shape, root.shape)) return undefined
    const [first] = node.args
    if (node.op === reshape.op) return sameShape((first as Expr).shape, shape) ? first : undefined
    if (node.op === broadcastOperation) return first?.rank === 0 ? broadcastTo(first, shape) : undefined
    if (!node.op.elementwise || node.args.length === 0) return undefined
    const args = node.args.map(of)
    return args.every((arg) => arg !== undefined) ? make(node.op, args as Expr[], node.payload) : undefined
  }
  return of(root)
}
