/** What is done to each of several things under an index, \Sigma_k^{-1}, \det \Sigma_k and \int_0^{t_i} f(s) ds: as many times as there are of them. */
import { type Expr, isSymbol, nameOf, topological } from '../../expr.ts'
import { stack } from '../../ops/arrange.ts'
import { items as itemsAlong } from '../../ops/layout.ts'
import { orderOf } from '../order.ts'
import { type Open, type OpenAxis, ReadError, type Term } from '../term.ts'
import type { Built } from './built.ts'

/** Things that are written out one by one, and how many stand for a number that is not said. */
const [MOST, SHOWN] = [12, 3]
const NOWHERE = { start: 0, end: 0 }

/** An operation on a matrix, or on each of those under one index. Throws ReadError where there are several indices, or it is not known how many matrices. */
export const eachMatrix = (matrices: Built, term: Term, operation: (matrix: Expr) => Expr): Built =>
  eachOf([matrices], term, 'matrices', 3, ([matrix]) => operation(matrix as Expr))

/** An operation on expressions, or for each value of the one index that some of them have. `axes`: of the arrays whose number is asked for. Throws ReadError. */
export function eachOf(parts: readonly Built[], term: Term, noun: string, axes: number, operation: (exprs: readonly Expr[]) => Expr): Built {
  const indices = [...new Set(parts.flatMap((part) => part.indices ?? []))]
  const exprs = parts.map(({ expr }) => expr)
  const [index] = indices
  if (index === undefined) return { expr: operation(exprs) }
  const range = term.range ?? NOWHERE
  if (indices.length !== 1) throw new ReadError(`what is done to ${noun} with several indices is not read`, range, 'write it for one index')
  const count = parts.find((part) => part.indices !== undefined)?.expr.shape[0]
  const at = (k: number): Expr => operation(parts.map(({ expr, indices: own }) => (own === undefined ? expr : itemsAlong(expr, 0, { at: k }))))
  if (typeof count !== 'number' || count > MOST) {
    // What it asks of each of them, that it be square, holds of the first.
    at(0)
    throw new ReadError(
      typeof count === 'number' ? `${count} ${noun} are too many to write out` : `how many ${noun} there are is not known`,
      range,
      `say it with a number: ${index} = 1, 2, 3`,
      openAxes(exprs, index, axes),
    )
  }
  return { expr: stack(...Array.from({ length: count }, (_, k) => at(k))), indices }
}

/** The arrays whose first axis goes along the things. */
const openAxes = (exprs: readonly Expr[], index: string, axes: number): readonly OpenAxis[] =>
  topological(exprs).flatMap((node) => {
    if (!isSymbol(node) || node.rank < axes || typeof node.shape[0] === 'number') return []
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
