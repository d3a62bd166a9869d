/**
 * Operations on rows of arrays under an index: X[i] has the axis of i first, and axes of its own behind it. What is done to a row is
 * done to all of them at once.
 */
import { type Attribute, type Attributes, type Expr, make, type Operation } from '../../expr.ts'
import { concatenate, stack } from '../../ops/arrange.ts'
import { abs } from '../../ops/condition.ts'
import { einsum, freshLetters } from '../../ops/einsum.ts'
import { stackAlong } from '../../ops/layout.ts'
import { inverse, solve, trace, transpose } from '../../ops/linear.ts'
import { broadcastTo, ones } from '../../ops/structure.ts'
import { type Length, shapeOf } from '../../shape.ts'
import { type ApplyTerm, ReadError } from '../term.ts'
import { alignTo, type Built, ownRank, unionOf } from './built.ts'
import { eachMatrix } from './eachMatrix.ts'
import { buildIndex } from './indexing.ts'
import { solutionOf } from './solutions.ts'

const refuse = (what: string, term: ApplyTerm): never => {
  throw new ReadError(what, term.range ?? { start: 0, end: 0 }, 'a sum or product over its axes is read, or the same for whole arrays')
}

/** Operations that leave one number as it is. */
const IDLE = new Set(['sum', 'mean', 'prod', 'amax', 'amin', 'logsumexp'])

/** An operation that is none for each component by itself, on arguments of which some have indices. */
export function rowwise(term: ApplyTerm, operation: Operation, args: readonly Built[], attributes: Attributes): Built {
  const [a, b] = args as [Built, Built | undefined]
  if (operation.name === 'matmul' && b !== undefined) return contracted(a, b, term)
  if (operation.name === 'outer' && b !== undefined && ownRank(a) === 1 && ownRank(b) === 1) return contracted(a, b, term, true)
  if (operation === solve.op && b !== undefined && ownRank(a) === 2) return solved(a, b, term)
  if (operation.stacks === true && ownRank(a) === 2) return { ...a, expr: make(operation, [a.expr], operation.configure?.(attributes, [a.expr])) }
  if (operation === trace.op && ownRank(a) === 2) return traced(a)
  if (b === undefined && ownRank(a) === 2 && operation.ranks?.[0] === 2)
    return eachMatrix(a, term, (matrix) => written(operation, [matrix], attributes))
  if (operation === stackAlong.op || operation === concatenate.op) return joined(operation, args, attributes['axis'] ?? attributes['dim'] ?? 0, term)
  if (b !== undefined || operation.attributes?.includes('axis') !== true) return refuse(`"${operation.name}" of what has an index is not read`, term)
  const own = ownRank(a)
  if (own === 0) {
    if (operation.name === 'norm') return { ...a, expr: make(abs.op, [a.expr]) }
    return IDLE.has(operation.name) ? a : refuse(`"${operation.name}" of one number of a row is not read`, term)
  }
  const first = a.expr.rank - own
  const asked = attributes['axis'] ?? attributes['dim']
  const axes = typeof asked === 'number' ? [asked] : Array.isArray(asked) ? (asked as number[]) : Array.from({ length: own }, (_, k) => k)
  const placed = axes.map((axis) => (axis < 0 ? a.expr.rank + axis : first + axis))
  if (placed.length > 1 && operation.name === 'norm') return refuse('a norm of matrices under an index is not read', term)
  const axis = placed.length === 1 ? (placed[0] as number) : placed
  return { expr: written(operation, [a.expr], { ...attributes, axis }), indices: a.indices }
}

/** An operation, or what it is a shorthand for. */
function written(operation: Operation, args: readonly Expr[], attributes: Attributes): Expr {
  const node = make(operation, args, operation.configure?.(attributes, args))
  return operation.shorthand === true && operation.meaning !== undefined ? operation.meaning(node) : node
}

/** The trace of each matrix under the indices. */
function traced({ expr, indices = [] }: Built): Built {
  const letters = freshLetters(indices.length + 1, '')
  return { expr: einsum(`${letters}${letters.at(-1)}->${letters.slice(0, -1)}`, expr), indices }
}

/** The inner product of rows, the matrix times each row, or the products of all their components. */
export function contracted(a: Built, b: Built, term: ApplyTerm, outer = false): Built {
  const [left, right] = [ownRank(a), ownRank(b)]
  if (left < 1 || right < 1 || left > 2 || right > 2) return refuse('a product of these is not read under an index', term)
  const indices = unionOf([a, b])
  const letters = freshLetters(indices.length + 3, '')
  const of = ({ indices: own = [] }: Built): string => own.map((index) => letters[indices.indexOf(index)]).join('')
  const [k, m, n] = [...letters.slice(indices.length)] as [string, string, string]
  const [before, after] = [left === 2 ? m : outer ? k : '', right === 2 || outer ? n : '']
  const expr = einsum(
    `${of(a)}${outer ? '' : before}${k},${of(b)}${outer ? '' : k}${after}->${letters.slice(0, indices.length)}${before}${after}`,
    a.expr,
    b.expr,
  )
  return { expr, indices }
}

/** \lambda_k I, \pi_k x: a whole array times one number for each index is as many such arrays. Undefined for other factors. */
export function scaledWhole(a: Built, b: Built): Built | undefined {
  const [scale, whole] = a.indices === undefined ? [b, a] : [a, b]
  if (ownRank(scale) > 0 || whole.indices !== undefined || whole.expr.rank === 0) return undefined
  const { rank } = scale.expr
  const letters = freshLetters(rank + whole.expr.rank, '')
  return { expr: einsum(`${letters.slice(0, rank)},${letters.slice(rank)}->${letters}`, scale.expr, whole.expr), indices: scale.indices }
}

/** Rows stacked along a new axis, or joined along one that they have: axes are counted behind those of the indices. */
function joined(operation: Operation, args: readonly Built[], asked: Attribute, term: ApplyTerm): Built {
  const [own] = args.map(ownRank) as [number]
  const most = operation === concatenate.op ? own : own + 1
  const axis = typeof asked !== 'number' ? -1 : asked < 0 ? asked + most : asked
  if (axis < 0 || axis >= most || args.some((arg) => ownRank(arg) !== own))
    return refuse(`"${operation.name}" of these is not read under an index`, term)
  const indices = unionOf(args)
  const letters = freshLetters(indices.length + own, '')
  const of = (index: string): string => letters[indices.indexOf(index)] as string
  const parts = args.map(({ expr, indices: held = [] }) => {
    const missing = indices.filter((index) => !held.includes(index))
    const inputs = [`${held.map(of).join('')}${letters.slice(indices.length)}`, ...missing.map(of)]
    return einsum(`${inputs.join(',')}->${letters}`, expr, ...missing.map((index) => ones(shapeOf([lengthAlong(index, args)]))))
  })
  return { expr: written(operation, parts, { axis: indices.length + axis }), indices }
}

/** The length of the axis of an index that some of these have. */
function lengthAlong(index: string, args: readonly Built[]): Length {
  const other = args.find((arg) => arg.indices?.includes(index)) as Built
  return other.expr.shape[other.indices?.indexOf(index) as number] as Length
}

/** [f(x_i), g(x_i)]: the axis of the parts comes right behind those of the indices. */
export function stacked(args: readonly Built[]): Built {
  const indices = unionOf(args)
  // The 1 of (1, x_i, x_i^2) is there for each i.
  const lengths = indices.map((index) => lengthAlong(index, args))
  const parts = args.map((arg) =>
    arg.indices === undefined && arg.expr.rank === 0 ? broadcastTo(arg.expr, shapeOf(lengths)) : alignTo(arg, indices, args),
  )
  const expr = make(stack.op, parts)
  const letters = freshLetters(expr.rank, '')
  const moved = `${letters.slice(1, indices.length + 1)}${letters[0]}${letters.slice(indices.length + 1)}`
  return { expr: einsum(`${letters}->${moved}`, expr), indices }
}

/** X[i][0], X[i][1:]. */
export function indexed(a: Built, term: ApplyTerm, exprs: readonly Expr[]): Built {
  const items = [...(a.indices ?? []).map(() => ({})), ...((term.attributes?.['items'] ?? []) as readonly object[])]
  return { expr: buildIndex(a.expr, { ...term, attributes: { ...term.attributes, items } } as ApplyTerm, exprs), indices: a.indices }
}

/** What has a meaning for whole arrays only. */
const WHOLE = new Set(['vec', 'kron', 'blocks', 'put', 'numel', 'matrix', 'vector', 'identity'])

/** Throws ReadError where what has an index would be taken for a whole array. */
export function refuseIndexed(term: ApplyTerm, args: readonly Built[]): void {
  if (args.every(({ indices }) => indices === undefined)) return
  const solved =
    (term.op === 'leftdivide' || (term.op === 'inv' && args.some((arg) => ownRank(arg) !== 2))) &&
    args.some((arg) => ownRank(arg) > 0) &&
    !isSystemOfRows(term, args)
  // One number for each index, or one row, stays as it is.
  const isLine = term.op === 'vec' && args.every((arg) => ownRank(arg) < 2)
  if (solved || (WHOLE.has(term.op) && !isLine)) refuseWhole(term)
}

export const refuseWhole = (term: ApplyTerm): never => refuse(`"${term.op}" of what has an index is not read`, term)

/** A \\ x_i and A_i \\ x_i: a matrix, and a right side for each index. */
const isSystemOfRows = ({ op }: ApplyTerm, [a, b]: readonly Built[]): boolean =>
  op === 'leftdivide' && a !== undefined && b !== undefined && ownRank(a) === 2 && (ownRank(b) === 1 || (a.indices !== undefined && ownRank(b) === 2))

/** A \\ b, of A \\ x_i for each index the solutions as rows, and of A_i \\ b those of each matrix. */
export function solved({ expr: a, indices: own }: Built, right: Built, term: ApplyTerm): Built {
  const { expr, indices } = right
  if (own !== undefined) return contracted({ expr: make(inverse.op, [a]), indices: own }, right, term)
  if (indices === undefined) return { expr: solutionOf(a, expr) }
  if (expr.rank === 2) return { expr: transpose(solutionOf(a, transpose(expr))), indices }
  const letters = freshLetters(expr.rank + 1, '')
  const [row, column] = letters.slice(-2)
  const held = letters.slice(0, -2)
  return { expr: einsum(`${column}${row},${held}${row}->${held}${column}`, make(inverse.op, [a]), expr), indices }
}

/** The matrices under an index, each transposed. */
export function turned(a: Built): Built {
  if (ownRank(a) < 2) return a
  const letters = freshLetters(a.expr.rank, '')
  return { expr: einsum(`${letters}->${letters.slice(0, -2)}${letters.at(-1)}${letters.at(-2)}`, a.expr), indices: a.indices }
}
