/** What simplification keeps with a node, so that work on shared nodes is done once. */
import type { Exact } from '../exact.ts'
import { currentEpoch, type Expr } from '../expr.ts'
import { orderKey } from './authored.ts'

/** What only sums and products of a call have, and whole results: kept apart so that the memos of all other nodes are small. */
export class Details {
  /* Of one epoch, as they are made of other nodes, and of one order of names: they count only while both are the running ones. */

  epoch = 0
  order = ''
  /** The node simplified as a whole. */
  simplified: Expr | undefined = undefined
  /** The node rewritten for computing. */
  stable: Expr | undefined = undefined
  /** Sums of tensors: with what terms share written once. Sums of many rounds share their beginnings. */
  collected: Expr | undefined = undefined
  /** Exponents: the shortest form of the exponential; the exponent itself where there is none. */
  exponential: Expr | undefined = undefined

  /* Of one call. */

  /** Canonical sums and products: monomials (undefined: the number) or factors in the order in which they were written. */
  written: (Expr | undefined)[] | undefined = undefined
  /** The sum was written with the opposite sign. */
  writtenNegative = false
  /** The fraction that the sum was written with: 1/3 of 3x - s for x - s/3. */
  writtenContent: Exact | undefined = undefined
  /** A power of it with symbols in the exponent was written below a bar. */
  writtenBelow = false
  /** Canonical sums: the shortest form found. */
  improved: Expr | undefined = undefined
  /** Canonical sums: as presented with a coefficient multiplied in, by the coefficient's key. */
  multiplied: Map<string, Expr> | undefined = undefined
}

/** Fields under "of one call", here and above, count only while `call` is the number of the running call. */
export class Memo {
  /* For good: they are numbers that depend on the node alone. */

  /** How long the canonical node is to read; -1: not asked yet. */
  cost = -1
  /** +1 nonnegative, +2 positive; -1: not asked yet. */
  sign = -1

  /* Of one call. */

  call = 0
  /** Position in the order of the walk: what was met first in reading order is smaller. */
  index = -1
  /** Argument slots of the graph that hold this node. */
  uses = 0
  /** Taken apart by the sum (1) or product (2) above it, so without a canonical form of its own; else 0. */
  absorbed = 0
  canonical: Expr | undefined = undefined
  /** Canonical nodes: as presented. */
  presented: Expr | undefined = undefined
  details: Details | undefined = undefined
}

let calls = 0
let sharing = false

/**
 * Starts a call: what nodes hold from earlier calls no longer counts. `keepSharing`: no sum or product that is used in
 * several places is taken apart, so that the graph cannot grow.
 */
export function startCall(keepSharing = false): void {
  calls++
  sharing = keepSharing
}

/** Whether the running call keeps shared sums and products whole. */
export const keepsSharing = (): boolean => sharing

/** Does something as if nothing were kept whole: what it makes does not depend on the running call. */
export function unshared<T>(work: () => T): T {
  const before = sharing
  sharing = false
  try {
    return work()
  } finally {
    sharing = before
  }
}

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
    memo.presented = undefined
    const { details } = memo
    if (details !== undefined) {
      details.written = undefined
      details.writtenNegative = false
      details.writtenBelow = false
      details.writtenContent = undefined
      details.improved = undefined
      details.multiplied = undefined
    }
  }
  return memo
}

/** The details of a node for the running call, to write to. */
export function detailsOf(node: Expr): Details {
  const memo = memoOf(node)
  memo.details ??= new Details()
  return memo.details
}

/** What is kept with a node from call to call, to read and to write to. */
export function lastingOf(node: Expr): Pick<Details, 'simplified' | 'stable' | 'collected' | 'exponential'> {
  const details = detailsOf(node)
  if (details.epoch !== currentEpoch() || details.order !== orderKey()) {
    details.epoch = currentEpoch()
    details.order = orderKey()
    details.simplified = details.stable = details.collected = details.exponential = undefined
  }
  return details
}

/** The order in which a canonical sum or product was written in this call, if it was. */
export const writtenOf = (node: Expr): readonly (Expr | undefined)[] | undefined => memoOf(node).details?.written
/** Whether powers of a canonical node, by symbols, were written below a bar. */
export const isWrittenBelow = (node: Expr): boolean => memoOf(node).details?.writtenBelow === true
/** Whether a canonical sum was written with the opposite sign. */
export const isWrittenNegative = (node: Expr): boolean => memoOf(node).details?.writtenNegative === true
/** The fraction with which a canonical sum was written, without its sign. */
export const writtenContentOf = (node: Expr): Exact | undefined => memoOf(node).details?.writtenContent
