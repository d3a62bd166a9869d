/** What is done to each of several matrices, \\Sigma_k^{-1} and \\det \\Sigma_k: as many times as there are of them. */
import { type Expr, isSymbol, nameOf, topological } from '../expr.ts'
import { stack } from '../ops/arrange.ts'
import { items as itemsAlong } from '../ops/layout.ts'
import type { Built } from './built.ts'
import { orderOf } from './order.ts'
import { type Open, type OpenAxis, ReadError, type Term } from './term.ts'

/** Matrices that are written out one by one, and how many stand for a number that is not said. */
const [MOST, SHOWN] = [12, 3]
const NOWHERE = { start: 0, end: 0 }

/** An operation on a matrix, or on each of those under one index. Throws ReadError where there are several indices, or it is not known how many matrices. */
export function eachMatrix(matrices: Built, term: Term, operation: (matrix: Expr) => Expr): Built {
  const { expr, indices } = matrices
  if (indices === undefined) return { expr: operation(expr) }
  const range = term.range ?? NOWHERE
  const [count] = expr.shape
  if (indices.length !== 1) throw new ReadError('what is done to matrices with several indices is not read', range, 'write it for one index')
  if (typeof count !== 'number' || count > MOST) {
    // What it asks of each of them, that it be square, holds of the first.
    operation(itemsAlong(expr, 0, { at: 0 }))
    throw new ReadError(
      typeof count === 'number' ? `${count} matrices are too many to write out` : 'how many matrices there are is not known',
      range,
      'say it with a number: k = 1, 2, 3',
      openAxes(expr, indices[0] as string),
    )
  }
  const parts = Array.from({ length: count }, (_, k) => operation(itemsAlong(expr, 0, { at: k })))
  return { expr: stack(...parts), indices }
}

/** The arrays whose first axis goes along the matrices. */
const openAxes = (expr: Expr, index: string): readonly OpenAxis[] =>
  topological([expr]).flatMap((node) => {
    if (!isSymbol(node) || node.rank < 3 || typeof node.shape[0] === 'number') return []
    const isSaid = node.shape.slice(1).every((length) => typeof length === 'number' || /^\w/.test(length))
    return [{ name: nameOf(node) as string, axis: 0, length: SHOWN, rank: node.rank, index, ...(isSaid && { shape: node.shape }) }]
  })

/** Open axes as long as the sums along them say, and what sums count to that say it with a name. */
export function withCounts(open: readonly Open[], body: Term): readonly Open[] {
  const lengths = new Map(open.flatMap((axis) => ('index' in axis && axis.index !== undefined ? [[axis.index, axis.length] as const] : [])))
  if (lengths.size === 0) return open
  const counts: Open[] = []
  for (const term of orderOf(body).terms) {
    if (term.kind !== 'binder' || !lengths.has(term.index)) continue
    const { high, low, index } = term
    const last = high?.kind === 'number' ? high.value.asInteger : undefined
    if (last !== undefined) lengths.set(index, low?.kind === 'number' && low.value.isZero ? last + 1 : last)
    else if (high?.kind === 'name') counts.push({ name: high.name, count: lengths.get(index) as number })
  }
  const sized = open.map((axis) => ('index' in axis && axis.index !== undefined ? { ...axis, length: lengths.get(axis.index) ?? axis.length } : axis))
  return [...sized, ...counts]
}
