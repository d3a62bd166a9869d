/** What is found of nodes, remembered while something runs that asks for the same again and again. */
import { currentEpoch, type Expr } from '../expr.ts'

let running = 0
const memos: Map<Expr, unknown>[] = []

/** While something runs, no transpose is looked for twice. */
export function remembered<R>(run: () => R): R {
  running++
  try {
    return run()
  } finally {
    if (--running === 0) for (const each of memos) each.clear()
  }
}

/** A function of nodes that asks itself again: what it has found of a node it remembers. */
export function remembering<R>(find: (node: Expr) => R): (node: Expr) => R {
  const memo = new Map<Expr, R>()
  memos.push(memo)
  return (node) => {
    const known = memo.get(node)
    if (known !== undefined) return known
    return remembered(() => {
      const found = find(node)
      memo.set(node, found)
      return found
    })
  }
}

/** A table of what is found of nodes, for as long as they, and those found, are not let go of: what it does not hold is found and kept. */
export function keeping<R>(): (node: Expr, find: () => R) => R {
  let memo = new WeakMap<Expr, { readonly found: R }>()
  let epoch = currentEpoch()
  return (node, find) => {
    if (epoch !== currentEpoch()) memo = new WeakMap()
    epoch = currentEpoch()
    const known = memo.get(node)
    if (known !== undefined) return known.found
    const found = find()
    memo.set(node, { found })
    return found
  }
}
