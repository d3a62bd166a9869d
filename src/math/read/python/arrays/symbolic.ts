/** Matrices of SymPy, which are written out entry by entry: signs between them are those of matrices, not of arrays. */
import type { Range } from '../../../api.ts'
import { sliceBounds } from '../../execute/arrays/scattered.ts'
import { isApply, numberOf } from '../../execute/values/arithmetic.ts'
import { type Context, type ExplicitMatrices, refuse } from '../../execute/values/context.ts'
import { type Arguments, isTerm, listOf, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { need } from '../arguments.ts'
import {
  determinant,
  entriesOf,
  entry,
  flat,
  identity,
  inverse,
  isZero,
  matrixOf,
  minus,
  ONE,
  plus,
  product,
  type Rows,
  sizeOf,
  square,
  table,
  times,
  total,
  turned,
  widthOf,
  ZERO,
} from './entries.ts'

/** Larger matrices are not written out, nor powers beyond. */
const MOST = 12

/** Matrix([[a, b], [c, d]]), Matrix([x, y]), Matrix(2, 2, [a, b, c, d]), Matrix(n, m, lambda i, j: ...). */
function makeMatrix(context: Context, args: Arguments, range: Range): Value {
  const [first, second, third] = args.positional
  const known = entriesOf(first)
  if (known !== undefined) return matrixOf(known, range)
  if (second !== undefined && third !== undefined) {
    const [n, m] = [first, second].map((value) => whole(context, value, range)) as [number, number]
    if (third.kind === 'function')
      return matrixOf(
        table(n, m, (i, j) =>
          context.toTerm(context.call(third, { ...args, positional: [numberTerm(i), numberTerm(j)], named: new Map() }, range), range),
        ),
        range,
      )
    const all = listed(context, third, range)
    return all.length === n * m
      ? matrixOf(
          table(n, m, (i, j) => all[i * m + j] as Term),
          range,
        )
      : refuse('this matrix has other sizes', range)
  }
  const items = (first === undefined ? undefined : context.elements(first, range)) ?? refuse('the entries of this matrix are not known', range)
  const rows = items.map(
    (item) =>
      entriesOf(item)?.flat() ??
      (item.kind === 'list' || (isTerm(item) && isApply(item, 'array')) ? listed(context, item, range) : [context.toTerm(item, range)]),
  )
  if (rows.some((row) => row.length !== rows[0]?.length)) return refuse('the rows of this matrix are not equally long', range)
  return matrixOf(rows, range)
}

function whole(context: Context, value: Value | undefined, range: Range): number {
  const number = value !== undefined && isTerm(value) ? numberOf(value, context.facts.numbers)?.asInteger : undefined
  return number !== undefined && number >= 0 && number <= MOST ? number : refuse('how large this matrix is, is not known', range)
}

/** The numbers that are listed, in a list or a matrix. */
function listed(context: Context, value: Value, range: Range): readonly Term[] {
  const rows = entriesOf(value)
  if (rows !== undefined) return flat(rows)
  const items = context.elements(value, range) ?? refuse('how many there are is not known', range)
  return items.map((item) => context.toTerm(item, range))
}

/** Functions of SymPy that make matrices. */
export const MATRIX_FUNCTIONS: ReadonlySet<string> = new Set('Matrix ImmutableMatrix MutableDenseMatrix eye zeros ones diag hessian'.split(' '))

/** Functions of SymPy that make or take such matrices; undefined where this is none of them. */
export function callMatrixFunction(context: Context, name: string, args: Arguments, range: Range): Value | undefined {
  const [first, second] = args.positional
  switch (name) {
    case 'Matrix':
    case 'ImmutableMatrix':
    case 'MutableDenseMatrix':
      return makeMatrix(context, args, range)
    case 'eye':
      return matrixOf(identity(whole(context, first, range)), range)
    case 'zeros':
    case 'ones': {
      const n = whole(context, first, range)
      const m = second === undefined ? n : whole(context, second, range)
      return matrixOf(
        table(n, m, () => (name === 'ones' ? ONE : ZERO)),
        range,
      )
    }
    case 'diag': {
      const entries = args.positional.map((value) => context.toTerm(value, range))
      return matrixOf(
        table(entries.length, entries.length, (i, j) => (i === j ? (entries[i] as Term) : ZERO)),
        range,
      )
    }
    case 'hessian': {
      const f = context.toTerm(need(args, 0, range), range)
      const by = listed(context, need(args, 1, range), range)
      return matrixOf(
        table(by.length, by.length, (i, j) => slope(f, [by[i] as Term, by[j] as Term], range)),
        range,
      )
    }
  }
  const rows = entriesOf(first)
  if (rows === undefined) return undefined
  if (/^(?:simplify|expand|factor|trigsimp|together|cancel|N|nsimplify)$/.test(name)) return first
  const rest = { ...args, positional: args.positional.slice(1) }
  return name === 'diff' || name === 'trace' || name === 'det' || name === 'transpose'
    ? callMatrixMethod(context, rows, name, rest, range)
    : undefined
}

function slope(f: Term, by: readonly Term[], range: Range): Term {
  const names = by.map((each) => (each.kind === 'name' ? each.name : refuse('by what is differentiated is not known', range)))
  return f.kind === 'number' ? ZERO : { kind: 'derivative', of: f, by: names, range }
}

/** matrix.name(...) */
export function callMatrixMethod(context: Context, rows: Rows, name: string, args: Arguments, range: Range): Value {
  const made = (entries: Rows): Term => matrixOf(entries, range)
  const other = (): Rows => {
    const [given] = args.positional
    const column = given === undefined ? undefined : entriesOf(given) === undefined ? context.elements(given, range) : undefined
    return entriesOf(given) ?? column?.map((each) => [context.toTerm(each, range)]) ?? refuse('this is no matrix', range)
  }
  const along = (a: readonly Term[], b: readonly Term[]): Term =>
    a.length === b.length
      ? total(
          a.map((term, k) => times(term, b[k] as Term, range)),
          range,
        )
      : refuse('these vectors are not equally long', range)
  switch (name) {
    case 'transpose':
      return made(turned(rows))
    case 'diagonal':
      return made([rows.flatMap((row, k) => (row[k] === undefined ? [] : [row[k]]))])
    case 'det':
      square(rows, range)
      return determinant(rows, range)
    case 'inv':
      return made(inverse(rows, range))
    case 'LUsolve':
    case 'solve':
      return made(product(inverse(rows, range), other(), range))
    case 'multiply':
      return made(product(rows, other(), range))
    case 'add':
      return operateMatrices(context, '+', made(rows), made(other()), range) as Term
    case 'trace':
      square(rows, range)
      return total(
        rows.map((row, k) => row[k] as Term),
        range,
      )
    case 'norm':
      if (args.positional.length > 0) return refuse('another norm than the usual one is not read', range)
      return applyTerm('sqrt', [along(flat(rows), flat(rows))], range)
    case 'dot':
      return along(flat(rows), flat(other()))
    case 'cross': {
      const [a, b] = [flat(rows), flat(other())]
      if (a.length !== 3 || b.length !== 3) return refuse('the cross product is one of three components', range)
      const at = (k: number): Term =>
        minus(times(a[(k + 1) % 3] as Term, b[(k + 2) % 3] as Term, range), times(a[(k + 2) % 3] as Term, b[(k + 1) % 3] as Term, range), range)
      return made(rows.length === 1 ? [[at(0), at(1), at(2)]] : [[at(0)], [at(1)], [at(2)]])
    }
    case 'jacobian': {
      const by = listed(context, need(args, 0, range), range)
      const of = flat(rows)
      return made(table(of.length, by.length, (i, j) => slope(of[i] as Term, [by[j] as Term], range)))
    }
    case 'diff': {
      const by = args.positional.map((value) => context.toTerm(value, range))
      return made(rows.map((row) => row.map((each) => slope(each, by, range))))
    }
    case 'applyfunc':
      return made(
        rows.map((row) =>
          row.map((each) => context.toTerm(context.call(need(args, 0, range), { ...args, positional: [each], named: new Map() }, range), range)),
        ),
      )
    case 'row':
      return made([rows.at(at(context, args, range)) ?? refuse('there is no such row', range)])
    case 'col': {
      const column = at(context, args, range)
      return made(rows.map((row) => [row.at(column) ?? refuse('there is no such column', range)]))
    }
    case 'row_join':
      return made(rows.map((row, i) => [...row, ...(other()[i] ?? [])]))
    case 'col_join':
      return made([...rows, ...other()])
    case 'reshape': {
      const all = flat(rows)
      const [n, m] = args.positional.map((value) => whole(context, value, range)) as [number, number]
      return n * m === all.length ? made(table(n, m, (i, j) => all[i * m + j] as Term)) : refuse('this matrix has other sizes', range)
    }
    case 'tolist':
      return listOf(rows.map((row) => listOf(row)))
    case 'simplify':
    case 'expand':
    case 'evalf':
    case 'doit':
    case 'copy':
    case 'as_immutable':
    case 'as_mutable':
      return made(rows)
  }
  return refuse(`the method "${name}" of a matrix is not known here`, range)
}

function at(context: Context, args: Arguments, range: Range): number {
  const place = need(args, 0, range)
  const known = isTerm(place) ? numberOf(place, context.facts.numbers)?.asInteger : undefined
  return known ?? refuse('which row or column this is, is not known', range)
}

/** matrix.name without a call; undefined where it is a method. */
export function matrixAttribute(rows: Rows, name: string, range: Range): Value | undefined {
  switch (name) {
    case 'T':
      return matrixOf(turned(rows), range)
    case 'rows':
      return numberTerm(rows.length)
    case 'cols':
      return numberTerm(widthOf(rows))
    case 'shape':
      return tupleOf([numberTerm(rows.length), numberTerm(widthOf(rows))])
  }
  return undefined
}

/** What an operator makes of such a matrix and something else; undefined where neither side is one. */
function operateMatrices(context: Context, op: string, left: Term, right: Term, range: Range): Term | undefined {
  const [a, b] = [entriesOf(left), entriesOf(right)]
  if (a === undefined && b === undefined) return undefined
  const each = (rows: Rows, change: (term: Term) => Term): Term =>
    matrixOf(
      rows.map((row) => row.map(change)),
      range,
    )
  if ((op === '*' || op === '@') && a !== undefined && b !== undefined) return matrixOf(product(a, b, range), range)
  if (op === '*' && a !== undefined) return each(a, (term) => times(term, right, range))
  if (op === '*' && b !== undefined) return each(b, (term) => times(left, term, range))
  if (op === '/' && a !== undefined && b === undefined) return each(a, (term) => (isZero(term) ? ZERO : applyTerm('div', [term, right], range)))
  if ((op === '+' || op === '-') && a !== undefined && b !== undefined) {
    if (sizeOf(a) !== sizeOf(b)) return refuse(`these matrices do not go together: ${sizeOf(a)} and ${sizeOf(b)}`, range)
    const combine = op === '+' ? plus : minus
    return matrixOf(
      table(a.length, widthOf(a), (i, j) => combine(entry(a, i, j), entry(b, i, j), range)),
      range,
    )
  }
  const exponent = op === '**' ? numberOf(right, context.facts.numbers)?.asInteger : undefined
  if (a !== undefined && exponent !== undefined && Math.abs(exponent) <= MOST) {
    square(a, range)
    const base = exponent < 0 ? inverse(a, range) : a
    let power = identity(a.length)
    for (let k = 0; k < Math.abs(exponent); k++) power = product(power, base, range)
    return matrixOf(power, range)
  }
  return refuse(`"${op}" of this and a matrix is not read`, range)
}

function placeOf(context: Context, item: Value | undefined, length: number, range: Range): number {
  const given = item !== undefined && isTerm(item) ? numberOf(item, context.facts.numbers)?.asInteger : undefined
  const place = given !== undefined && given < 0 ? given + length : given
  return place !== undefined && place >= 0 && place < length ? place : refuse('which entry this is, is not known', range)
}

/** M[i, j], M[k] counted row by row, and stretches of rows and columns; undefined for other terms. */
function indexMatrix(context: Context, term: Term, items: readonly Value[], range: Range): Value | undefined {
  const rows = entriesOf(term)
  if (rows === undefined) return undefined
  const placesOf = (item: Value, length: number): readonly number[] =>
    item.kind === 'slice'
      ? (sliceBounds(context, item, length) ?? refuse('which entries these are is not known', range))
      : [placeOf(context, item, length, range)]
  const [first, second, ...more] = items
  if (first === undefined || more.length > 0) return refuse('a matrix has two indices', range)
  if (second === undefined) {
    const all = flat(rows)
    const places = placesOf(first, all.length)
    return first.kind === 'slice' ? listOf(places.map((k) => all[k] as Term)) : (all[places[0] as number] as Term)
  }
  const [is, js] = [placesOf(first, rows.length), placesOf(second, widthOf(rows))]
  if (first.kind !== 'slice' && second.kind !== 'slice') return entry(rows, is[0] as number, js[0] as number)
  return matrixOf(
    is.map((i) => js.map((j) => entry(rows, i, j))),
    range,
  )
}

/** A column is handed on as the vector that it is. */
function vectorOfColumn(term: Term): Term {
  const rows = entriesOf(term)
  if (rows === undefined) return term
  return widthOf(rows) === 1
    ? applyTerm('array', flat(rows), term.range)
    : applyTerm('array', (term as Extract<Term, { kind: 'apply' }>).args, term.range)
}

/** M[i, j] = x: the matrix with another entry. */
function written(context: Context, rows: Rows, items: readonly Value[], value: Value, range: Range): Term {
  const [first, second] = items
  const [i, j] = [placeOf(context, first, rows.length, range), placeOf(context, second, widthOf(rows), range)]
  const changed = context.toTerm(value, range)
  return matrixOf(
    rows.map((row, k) => (k === i ? row.map((each, l) => (l === j ? changed : each)) : row)),
    range,
  )
}

/** What the executor has to know of them. */
export const symbolicMatrices: ExplicitMatrices = {
  isOne: (term) => entriesOf(term) !== undefined,
  operate: operateMatrices,
  index: indexMatrix,
  write: (context, term, items, value, range) => written(context, entriesOf(term) as Rows, items, value, range),
  elements: (term) => flat(entriesOf(term) as Rows),
  finished: vectorOfColumn,
}
