/** The size of expressions: as a graph that shares, and as the tree it stands for. */
import { type Expr, ordered } from '../expr.ts'
import { neg } from '../ops/arithmetic.ts'
import { where } from '../ops/condition.ts'
import { isEinsum, specOf } from '../ops/einsum.ts'
import { isOne, isZero } from '../ops/structure.ts'
import { ADD, MUL } from './sum.ts'

export interface Measure {
  /** Nodes of the shared graph, leaves included. */
  nodes: number
  /**
   * Arithmetic operations of the shared graph, each node once: a sum or product of k counts k - 1; a sign is part of the
   * sum or product it stands in and counts 0, as do leaves, moved data (broadcasting, the identity) and the 1 or 0 that a condition is; everything else what its row says, 1 where it says nothing.
   */
  operations: number
  /** The same counted over the tree: a bigint beyond what a double counts exactly. */
  treeOperations: number | bigint
}

/** Operations of one node, its arguments not counted. */
function operationsOf(node: Expr): number {
  const { op, args } = node
  if (args.length === 0 || op === neg.op) return 0
  if (op === ADD || op === MUL) return args.length - 1
  if (op === where.op && isOne(args[1] as Expr) && isZero(args[2] as Expr)) return 0
  return isEinsum(node) && isSpread(node) ? 0 : (op.cost ?? 1)
}

/** One tensor along more axes, or with its axes in another order. */
function isSpread(node: Expr): boolean {
  const { inputs, output } = specOf(node)
  const factors = inputs.filter((_, k) => !isOne(node.args[k] as Expr))
  return (
    factors.length <= 1 &&
    factors.every((letters) => new Set(letters).size === letters.length && [...letters].every((letter) => output.includes(letter)))
  )
}

export function measure(exprs: readonly Expr[]): Measure {
  const { nodes, args, roots } = ordered(exprs)
  let operations = 0
  const trees: (number | bigint)[] = []
  nodes.forEach((node, k) => {
    const own = operationsOf(node)
    operations += own
    let tree: number | bigint = own
    for (const arg of args[k] as readonly number[]) tree = plus(tree, trees[arg] as number | bigint)
    trees.push(tree)
  })
  return {
    nodes: nodes.length,
    operations,
    treeOperations: roots.reduce<number | bigint>((sum, root) => plus(sum, trees[root] as number | bigint), 0),
  }
}

function plus(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    return sum <= Number.MAX_SAFE_INTEGER ? sum : BigInt(a) + BigInt(b)
  }
  return BigInt(a) + BigInt(b)
}
