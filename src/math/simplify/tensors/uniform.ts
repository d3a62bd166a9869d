/** Multiples of tensors by scalars, and tensors whose components are all the same. */
import { type Expr, number } from '../../expr.ts'
import { div, mul, neg } from '../../ops/arithmetic.ts'
import { broadcastOperation, isOne } from '../../ops/structure.ts'

/** c A */
export const isScaled = (node: Expr): boolean =>
  node.op === mul.op && node.args.some((arg) => arg.rank === 0) && node.args.filter((arg) => arg.rank > 0).length === 1

/** What a tensor is divided by, where that is one scalar. */
export const divisorOf = (node: Expr): Expr | undefined =>
  node.op === div.op && node.args[1]?.rank === 0 && node.args[0]?.rank !== 0 ? node.args[1] : undefined

/** One number or scalar, everywhere. */
export const isUniform = (node: Expr): boolean => node.op === broadcastOperation && node.args[0]?.rank === 0

/** The c of a scalar c, and of c 1, -c 1 and c 1/d; undefined for what has components of its own. */
export function scalarOf(node: Expr): Expr | undefined {
  if (node.rank === 0) return node
  if (isOne(node)) return number(1)
  const [first] = node.args as [Expr]
  if (isUniform(node)) return first
  if (node.op === neg.op) return mapped(first, neg)
  const below = divisorOf(node)
  if (below !== undefined) return mapped(first, (c) => div(c, below))
  if (!isScaled(node)) return undefined
  return mapped(node.args.find(({ rank }) => rank > 0) as Expr, (c) => mul(...node.args.filter(({ rank }) => rank === 0), c))
}

function mapped(node: Expr, make: (scalar: Expr) => Expr): Expr | undefined {
  const scalar = scalarOf(node)
  return scalar && make(scalar)
}
