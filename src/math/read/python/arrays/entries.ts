/** Matrices as tables of their entries, and what is computed with them entry by entry. */
import type { Range } from '../../../api.ts'
import { difference, isApply, negative, sum } from '../../execute/values/arithmetic.ts'
import { refuse } from '../../execute/values/context.ts'
import { isTerm, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'

export type Rows = readonly (readonly Term[])[]

/** What tells such a matrix from an array. */
const MARK = { explicit: true } as const
/** The inverse of larger ones is no table of quotients. */
const WRITTEN_OUT = 3

export const ZERO = numberTerm(0)
export const ONE = numberTerm(1)
export const isZero = (term: Term): boolean => term.kind === 'number' && term.value.isZero
const isOne = (term: Term): boolean => term.kind === 'number' && term.value.isOne

export function plus(a: Term, b: Term, range: Range): Term {
  if (a.kind === 'number' && b.kind === 'number') return numberTerm(a.value.add(b.value), range)
  return isZero(a) ? b : isZero(b) ? a : sum(a, b, range, false)
}
export function times(a: Term, b: Term, range: Range): Term {
  if (isZero(a) || isZero(b)) return ZERO
  if (a.kind === 'number' && b.kind === 'number') return numberTerm(a.value.multiply(b.value), range)
  if (a.kind === 'number' && a.value.negate().isOne) return negative(b, range)
  return isOne(a) ? b : isOne(b) ? a : applyTerm('mul', [a, b], range)
}
export const minus = (a: Term, b: Term, range: Range): Term => (isZero(b) ? a : isZero(a) ? negative(b, range) : difference(a, b, range))
export const total = (terms: readonly Term[], range: Range): Term => terms.reduce((all, term) => plus(all, term, range), ZERO)
export const table = (rows: number, columns: number, entry: (i: number, j: number) => Term): Rows =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j)))

/** The matrix with these entries. */
export function matrixOf(rows: Rows, range: Range): Term {
  if (rows.length === 0 || rows[0]?.length === 0) return refuse('this matrix has no entries', range)
  return applyTerm(
    'array',
    rows.map((row) => applyTerm('array', row, range)),
    range,
    MARK,
  )
}

/** The entries of such a matrix; undefined for all other values. */
export function entriesOf(value: Value | undefined): Rows | undefined {
  if (value === undefined || !isTerm(value) || !isApply(value, 'array') || value.attributes?.['explicit'] !== true) return undefined
  return value.args.map((row) => (isApply(row, 'array') ? row.args : []))
}

export const widthOf = (rows: Rows): number => rows[0]?.length ?? 0
export const entry = (rows: Rows, i: number, j: number): Term => rows[i]?.[j] ?? ZERO
export const turned = (rows: Rows): Rows => table(widthOf(rows), rows.length, (i, j) => entry(rows, j, i))

export function product(a: Rows, b: Rows, range: Range): Rows {
  if (widthOf(a) !== b.length) return refuse(`these matrices do not go together: ${sizeOf(a)} times ${sizeOf(b)}`, range)
  return table(a.length, widthOf(b), (i, j) =>
    total(
      b.map((_, k) => times(entry(a, i, k), entry(b, k, j), range)),
      range,
    ),
  )
}
export const sizeOf = (rows: Rows): string => `${rows.length} × ${widthOf(rows)}`
export const identity = (n: number): Rows => table(n, n, (i, j) => (i === j ? ONE : ZERO))

export function square(rows: Rows, range: Range): void {
  if (rows.length !== widthOf(rows)) refuse(`this matrix is not square: ${sizeOf(rows)}`, range)
}

const without = (rows: Rows, i: number, j: number): Rows => rows.filter((_, row) => row !== i).map((row) => row.filter((_, column) => column !== j))

export function determinant(rows: Rows, range: Range): Term {
  if (rows.length > WRITTEN_OUT) return applyTerm('det', [matrixOf(rows, range)], range)
  if (rows.length === 1) return entry(rows, 0, 0)
  return rows[0]?.reduce<Term>((all, head, j) => {
    const part = times(head, determinant(without(rows, 0, j), range), range)
    return j % 2 === 0 ? plus(all, part, range) : minus(all, part, range)
  }, ZERO) as Term
}

export function inverse(rows: Rows, range: Range): Rows {
  square(rows, range)
  const n = rows.length
  if (n > WRITTEN_OUT) {
    const whole = applyTerm('inv', [matrixOf(rows, range)], range)
    return table(n, n, (i, j) => applyTerm('index', [whole, numberTerm(i), numberTerm(j)], range, { items: [{ at: 1 }, { at: 2 }] }))
  }
  const all = determinant(rows, range)
  const over = (term: Term): Term => (isZero(term) ? ZERO : applyTerm('div', [term, all], range))
  if (n === 1) return [[over(ONE)]]
  return table(n, n, (i, j) => {
    const minor = determinant(without(rows, j, i), range)
    return over((i + j) % 2 === 0 || isZero(minor) ? minor : negative(minor, range))
  })
}

/** All entries, row by row. */
export const flat = (rows: Rows): readonly Term[] => rows.flat()
