/** Blocks of a matrix as they are written: what stands beside what, and what below. */
import { type Expr, exactOf, isSymbol, make, topological } from '../../expr.ts'
import { add, mul } from '../../ops/arithmetic.ts'
import { concatenate, reshape, reshapePayload, stack } from '../../ops/arrange.ts'
import { outer } from '../../ops/linear.ts'
import { kron } from '../../ops/products.ts'
import { isPositions } from '../../ops/running.ts'
import { take } from '../../ops/slice.ts'
import { isZero, zeros } from '../../ops/structure.ts'
import { type Length, shapeOf, sizeOf } from '../../shape.ts'
import type { Reading } from '../term.ts'
import { type Built, ownRank } from './built.ts'
import { stackTerms } from './indexing.ts'

/** Blocks side by side, row below row: numbers make a vector or matrix, vectors and matrices are joined. */
export function blocksOf(parts: readonly Built[], columns: readonly number[]): Built {
  const rows: (readonly Built[])[] = []
  for (const count of columns) rows.push(parts.slice(rows.flat().length, rows.flat().length + count))
  const below = (joined: readonly Expr[], axis: number): Expr => (joined.length === 1 ? (joined[0] as Expr) : make(concatenate.op, joined, axis))
  if (parts.every(({ expr }) => expr.rank === 0)) {
    if (rows.length === 1) return { expr: stackTerms(parts.map(({ expr }) => expr)), row: true }
    if (columns.every((count) => count === 1)) return { expr: stackTerms(parts.map(({ expr }) => expr)) }
    if (columns.some((count) => count !== columns[0])) throw new RangeError('the rows of this matrix are not equally long')
    return { expr: stackTerms(rows.map((row) => stackTerms(row.map(({ expr }) => expr)))) }
  }
  const line = (part: Built): Expr => (part.expr.rank === 0 ? stackTerms([part.expr]) : part.expr)
  const flat = (row: boolean): boolean => parts.every((part) => part.expr.rank === 0 || (part.expr.rank === 1 && (part.row === true) === row))
  // [0, x, x(1)]: numbers stand in a row with what is a row itself.
  const among = parts.some(({ expr }) => expr.rank === 0) && parts.every(({ expr }) => expr.rank < 2)
  if (rows.length === 1 && (among || flat(true))) return { expr: below(parts.map(line), 0), row: true }
  if (columns.every((count) => count === 1) && flat(false)) return { expr: below(parts.map(line), 0) }
  return {
    expr: below(
      withZeros(rows).map((row) => below(row, 1)),
      0,
    ),
  }
}

/**
 * The blocks as matrices: a 0 among them, also a bold one, is as high as what stands beside it, and as wide as what stands above or below.
 * Throws RangeError.
 */
function withZeros(rows: readonly (readonly Built[])[]): readonly (readonly Expr[])[] {
  const matrices = rows.map((row) => row.map((part) => (part.expr.rank < 2 && isZero(part.expr) ? undefined : asMatrix(part))))
  if (matrices.every((row) => !row.includes(undefined))) return matrices as readonly (readonly Expr[])[]
  const heights = matrices.map((row) => row.find((block) => block !== undefined)?.shape[0])
  const widths = (matrices[0] as readonly unknown[]).map((_, k) => matrices.find((row) => row[k] !== undefined)?.[k]?.shape[1])
  return matrices.map((row, i) =>
    row.map((block, k) => {
      if (block !== undefined) return block
      const zero = (rows[i] as readonly Built[])[k] as Built
      const [height, width] = [heights[i], widths[k]]
      // Where it may be the vector that it is written as, it says how long what stands beside it is.
      if (zero.expr.rank === 1 && (height === undefined || width === undefined || height === 1 || width === 1)) return asMatrix(zero)
      if (height === undefined || width === undefined) throw new RangeError('the size of a block of zeros cannot be told from what stands beside it')
      return zeros(shapeOf([height, width]))
    }),
  )
}

/** A number or vector as the matrix of one column, or of one row, that it is written as. */
export function asMatrix({ expr, row }: Built): Expr {
  if (expr.rank === 0) return make(reshape.op, [expr], reshapePayload(shapeOf([1, 1])))
  if (expr.rank !== 1) return expr
  const length = expr.shape[0] as Length
  return make(reshape.op, [expr], reshapePayload(shapeOf(row === true ? [1, length] : [length, 1])))
}

/** Component by component, a column beside a matrix goes along its rows, and a column beside a row makes a matrix. */
export function columned(args: readonly Built[]): readonly Built[] {
  const vectors = args.filter(({ expr, indices }) => expr.rank === 1 && indices === undefined)
  const columns = vectors.filter(({ row }) => row !== true)
  // Numbers written in a row, and multiples of them, may be meant for a vector that is one as well, but not beside what was turned or is a column.
  const isSaid = vectors.some(({ turned }) => turned === true) || columns.some(({ expr }) => !mayBeRow(expr))
  // Nor are numbers meant so of which there are more, or fewer.
  const isOther = (length: Length): boolean =>
    typeof length === 'number' && columns.some(({ expr }) => typeof expr.shape[0] === 'number' && expr.shape[0] !== length)
  const holdsVector = (expr: Expr): boolean => topological([expr]).some((node) => isSymbol(node) && node.rank > 0)
  const rows = vectors.filter(({ expr, row }) => row === true && (isSaid || isOther(expr.shape[0] as Length) || holdsVector(expr)))
  if (columns.length === 0 || (rows.length === 0 && args.every((arg) => ownRank(arg) < 2))) return args
  return args.map((arg) => (columns.includes(arg) ? { ...arg, expr: asMatrix(arg) } : arg))
}

/** A vector of which only its name tells that it is a column, and what is made of one component by component, or is a part of one. */
function mayBeRow(root: Expr): boolean {
  const seen = new Set([root])
  for (const node of seen) {
    if (node.rank === 0 || isSymbol(node)) continue
    const isMade = node.op.elementwise || (node.op === take.op && (node.args[0] as Expr).rank === 1)
    if (!isMade || node.args.length === 0) return false
    for (const arg of node.args) seen.add(arg)
  }
  return true
}

/** A row of numbers one after the other that a column is compared with, y == 1:K, is meant as one: it asks of each label which class it is. */
export const compared = (args: readonly Built[]): readonly Built[] =>
  args.map((arg) => (arg.row === true && countsUp(arg.expr) ? { ...arg, turned: true } : arg))

function countsUp(expr: Expr): boolean {
  if (isPositions(expr) || (expr.op === add.op && expr.args.some(isPositions) && expr.args.every((arg) => isPositions(arg) || arg.rank === 0)))
    return true
  const first = expr.op === stack.op ? exactOf(expr.args[0] as Expr)?.asInteger : undefined
  return first !== undefined && expr.args.every((part, k) => exactOf(part)?.asInteger === first + k)
}

/** Which way a vector lies that is made of these component by component, and whether the text says so. */
export function directionOf(args: readonly Built[]): Pick<Built, 'row' | 'turned'> {
  const row = args.some((arg) => arg.row === true) && args.every((arg) => arg.row === true || arg.expr.rank === 0)
  const turned = args.some((arg) => arg.turned === true)
  return { ...(row && { row }), ...(turned && { turned }) }
}

/**
 * A Kronecker product of numbers, vectors and matrices. Of two vectors of code it is one, x_1 y, x_2 y, ...; beside a matrix a vector is a row
 * in languages where arrays meet with their last axes, else the column or row that it is written as.
 */
export function kronecker(a: Built, b: Built, arrays: Reading['arrays']): Built {
  if (a.expr.rank === 0 || b.expr.rank === 0) return { ...(a.expr.rank === 0 ? b : a), expr: mul(a.expr, b.expr) }
  const areVectors = a.expr.rank === 1 && b.expr.rank === 1
  if (areVectors && arrays !== undefined && (a.row === true) === (b.row === true)) {
    const all = make(outer.op, [a.expr, b.expr])
    return { expr: make(reshape.op, [all], reshapePayload(shapeOf([sizeOf(all.shape)]))), ...(a.row === true && { row: true }) }
  }
  const factors = [a, b].map((each) => asMatrix(arrays === 'rows' ? { ...each, row: true } : each))
  return { expr: make(kron.op, factors) }
}
