/** LaTeX of columns of parts, and of matrices whose rows are parts; long rows of numbers are told by their beginning and their end. */
import { type Expr, exactOf, isNumber, isSymbol } from '../../expr.ts'
import { LEVEL } from '../printer.ts'
import { type LatexPrinter, MARK } from './latexPrinter.ts'
import { type LatexForm, transposedPiece } from './latexScript.ts'

/** More numbers, or points at equal distances, than this are not written one by one: the first ones and the last one say it. */
const WRITTEN = 8
const TOLD = 3

/** A column of parts, or a matrix whose rows are parts. */
export const stack: LatexForm = (printer, node) => {
  const isColumn = node.rank === 1
  if (isColumn && node.args.length > WRITTEN && (node.args.every(isNumber) || isSpaced(node.args))) return rowOfEnds(printer, node.args)
  const cells = node.args.map((arg) => {
    if (arg.rank !== 1) return [arg]
    return arg.op.name === 'stack' ? arg.args : transposedPiece(printer, arg)
  })
  const rows = (toldMatrix(cells) ?? cells).map((row) =>
    typeof row === 'string' ? row : row.map((part) => (typeof part === 'string' ? part : printer.piece(part))).join(' & '),
  )
  printer.level = LEVEL.atom
  printer.mark = MARK.tall | MARK.paren
  // Centred, what is short would stand where the page ends beside what is long.
  const isLong = isColumn && rows.some((row) => lengthOf(row) > LONG)
  const [begin, end] = isLong ? ['\\left( \\begin{array}{l}', '\\end{array} \\right)'] : ['\\begin{pmatrix}', '\\end{pmatrix}']
  const isTall = rows.some((row) => row.includes('\\frac'))
  // Powers would reach up to the subscripts of the row above.
  if (!isTall) return `${begin} ${rows.join(isColumn && rows.some((row) => /_.*\^/.test(row)) ? ' \\\\[0.2em] ' : ' \\\\ ')} ${end}`
  // Fractions in rows below each other would touch; those of a column have room to be as large as elsewhere.
  const [told, air] = isColumn ? [rows.map((row) => `\\displaystyle ${row}`), '1em'] : [rows, '0.5em']
  return `${begin} ${told.join(` \\\\[${air}] `)} ${end}`
}

/** More signs than this go beyond what pages are wide. */
const LONG = 70

/** How many signs are seen of LaTeX, about. */
const lengthOf = (latex: string): number => latex.replace(/\\[a-zA-Z]+/g, 'x').replace(/[\s{}^_\\]/g, '').length

/** (0, 1/50, 1/25, ..., 1)ᵀ: what is not told in full is no column that would fill the page. */
function rowOfEnds(printer: LatexPrinter, parts: readonly Expr[]): string {
  const pieces = toldOf(parts).map((part) => (part === undefined ? '\\ldots' : printer.piece(part)))
  const isTall = pieces.some((piece) => piece.includes('\\frac'))
  printer.level = LEVEL.power
  printer.mark = MARK.paren | (isTall ? MARK.tall : 0)
  return `${isTall ? '\\left(' : '('}${pieces.join(', ')}${isTall ? '\\right)' : ')'}^{\\top}`
}

/** The corners of a large matrix of numbers, with dots between them; undefined for others. */
function toldMatrix(cells: readonly (string | readonly Expr[])[]): readonly (readonly (Expr | string)[])[] | undefined {
  const numbers = cells.flatMap((row) => (typeof row !== 'string' && row.every(isNumber) ? [row] : []))
  if (numbers.length < cells.length) return undefined
  const rows = numbers.map((row) => toldOf(row).map((part) => part ?? '\\cdots'))
  return toldOf(rows).map((row) => row ?? (rows[0] ?? []).map(() => '\\vdots'))
}

/** The first ones, a gap, and the last one of many. */
const toldOf = <T>(all: readonly T[]): readonly (T | undefined)[] =>
  all.length <= WRITTEN ? all : [...all.slice(0, TOLD), undefined, all[all.length - 1] as T]

/** Values for names at which what is no row of equal steps does not look like one. */
const GENERIC = [0.7548776662466927, 1.3247179572447461, 0.5698402909980532]

/** Whether parts go on by the same step: 0, h, 2h, 3h. */
function isSpaced(parts: readonly Expr[]): boolean {
  const names = new Map<Expr, number>()
  const values = parts.map((part) => sampleOf(part, names, 0))
  const [first = Number.NaN, second = Number.NaN] = values
  const step = second - first
  return (
    names.size <= GENERIC.length && values.every((value, k) => Math.abs(value - first - k * step) <= 1e-9 * (Math.abs(first) + Math.abs(k * step)))
  )
}

function sampleOf(part: Expr, names: Map<Expr, number>, depth: number): number {
  if (isNumber(part)) return exactOf(part)?.value ?? Number.NaN
  if (isSymbol(part)) {
    const known = names.get(part) ?? (GENERIC[names.size % GENERIC.length] as number)
    names.set(part, known)
    return known
  }
  const { kernel } = part.op
  return kernel === undefined || depth > 4 ? Number.NaN : kernel(...part.args.map((arg) => sampleOf(arg, names, depth + 1)))
}
