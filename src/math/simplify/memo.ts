/** What simplification keeps with a node, so that work on shared nodes is done once. */
import type { Expr } from '../expr.ts'

/** Fields under "of one call" count only while `call` is the number of the running call. */
export class Memo {
  /* For good: they depend on the node alone. */

  /** The node simplified as a whole. */
  simplified: Expr | undefined = undefined
  /** The node rewritten for computing. */
  stable: Expr | undefined = undefined
  /** How long the canonical node is to read. */
  cost = -1
  /** +1 nonnegative, +2 positive; -1: not asked yet. */
  sign = -1

  /* Of one call. */

  call = 0
  /** Position in the order of the walk: what was met first in reading order is smaller. */
  index = -1
  /** Arguments slots of the graph that hold this node. */
  uses = 0
  /** Taken apart by the sum (1) or product (2) above it, so without a canonical form of its own; else 0. */
  absorbed = 0
  canonical: Expr | undefined = undefined
  /** Canonical sums and products: monomials (undefined: the number) or factors in the order in which they were written. */
  written: (Expr | undefined)[] | undefined = undefined
  /** The sum was written with the opposite sign. */
  writtenNegative = false
  /** Canonical sums: the shortest form found. */
  improved: Expr | undefined = undefined
  /** Canonical nodes: as presented. */
  presented: Expr | undefined = undefined
}

let calls = 0
/** Starts a call: what nodes hold from earlier calls no longer counts. */
export const startCall = (): number => ++calls

/** The memo of a node for the running call. */
export function memoOf(node: Expr): Memo {
  let memo = node.memo as Memo | undefined
  if (memo === undefined) {
    memo = new Memo()
    node.memo = memo
  }
  if (memo.call !== calls) {
    memo.call = calls
    memo.index = -1
    memo.uses = 0
    memo.absorbed = 0
    memo.canonical = undefined
    memo.written = undefined
    memo.writtenNegative = false
    memo.improved = undefined
    memo.presented = undefined
  }
  return memo
}
