/** LaTeX of matrix algebra: products, transposes, inverses, norms, diagonals, and tensors of one value. */

import { type Expr, exactOf, isSymbol } from '../../expr.ts'
import { atTie } from '../../ops/condition.ts'
import { axesOf } from '../../ops/reduction.ts'
import { isOne, isZero, uniformNumber } from '../../ops/structure.ts'
import type { Length } from '../../shape.ts'
import { simplify } from '../../simplify/simplify.ts'
import { acrossRow, asColumn, asRow, chainOf, withPowers } from '../indices/chain.ts'
import { productForms } from '../indices/products.ts'
import { LEVEL } from '../printer.ts'
import { functionName } from './latexFunction.ts'
import { indexForms } from './latexIndex.ts'
import { beside } from './latexPieces.ts'
import { type LatexPrinter, MARK } from './latexPrinter.ts'
import { first, type LatexForm, latexLength, plain, scriptBase, second, transposedPiece } from './latexScript.ts'

/** Level of a componentwise product: looser than juxtaposition, tighter than a sum. */
const HADAMARD = LEVEL.product - 0.25

/* Products. */

/** Scalars in front, the tensors joined by ⊙. */
const hadamard: LatexForm = (printer, node) => {
  const tensors = node.args.filter((arg) => arg.rank > 0)
  const scalars = node.args.filter((arg) => arg.rank === 0)
  if (tensors.length === 1) {
    if (scalars.length === 1 && exactOf(scalars[0] as Expr)?.value === -1) return negative(printer, tensors[0] as Expr)
    const lead = printer.factors('', scalars, 0, false, true)
    return joined(printer, lead, printer.mark, tensors)
  }
  let text = ''
  let tall = 0
  for (const arg of tensors) {
    const piece = printer.at(arg, LEVEL.sign)
    tall |= printer.mark & MARK.tall
    text += text === '' ? piece : ` \\odot ${piece}`
  }
  if (scalars.length > 0) {
    const lead = printer.factors('', scalars, 0, false, true)
    tall |= printer.mark & MARK.tall
    text = `${lead}\\,${text}`
  }
  printer.level = HADAMARD
  printer.mark = tall
  return text
}

const negative = (printer: LatexPrinter, node: Expr): string => {
  const text = `-${printer.at(node, HADAMARD)}`
  printer.level = LEVEL.sum
  printer.mark &= MARK.tall
  return text
}

/** Factors of a matrix product side by side, a space between names. */
function joined(printer: LatexPrinter, lead: string, leadMark: number, factors: readonly Expr[]): string {
  let text = lead
  let tall = leadMark & MARK.tall
  let mark = leadMark
  for (const [k, factor] of factors.entries()) {
    const written = printer.at(factor, LEVEL.product)
    // cos U G were the cosine of a product.
    const runsOn = k < factors.length - 1 && (printer.mark & MARK.bare) !== 0 && functionName(factor.op) !== undefined
    const piece = runsOn ? printer.closed(factor, written) : written
    const own = printer.mark
    const close = text === '' || (own & MARK.paren) !== 0 || ((mark & MARK.digit) !== 0 && text === lead)
    const thin = ((mark | own) & MARK.upright) !== 0 && (own & MARK.paren) === 0
    text = text === '' || (close && (mark & MARK.callable) === 0 && !thin) ? beside(text, piece) : `${text}${thin ? '\\,' : ' '}${piece}`
    tall |= own & MARK.tall
    mark = own
  }
  printer.level = LEVEL.product
  printer.mark = tall | (leadMark & MARK.digit) | (mark & (MARK.bare | MARK.word | MARK.callable | MARK.upright))
  return text
}

/** A vector as a row: x^{\\top}, and x^{\\top} A for what is a row already. */
function rowPiece(printer: LatexPrinter, given: Expr): string {
  const node = asRow(given, (part) => printer.isNamed(part)) ?? given
  if (node.op.name !== 'matmul' || first(node).rank !== 1 || second(node).rank !== 2 || printer.isNamed(node)) return transposedPiece(printer, node)
  const row = rowPiece(printer, first(node))
  const { mark } = printer
  const piece = printer.at(second(node), LEVEL.product)
  const thin = ((mark | printer.mark) & MARK.upright) !== 0
  printer.mark |= mark & MARK.tall
  return row + (thin ? '\\,' : ' ') + piece
}

const matmul: LatexForm = (printer, node) => {
  const column = asColumn(node, (part) => printer.isNamed(part))
  if (column !== undefined) return matmul(printer, column)
  const [a, b] = node.args as [Expr, Expr]
  if (a.rank > 2 || b.rank > 2) return joined(printer, '', 0, [a, b])
  const isNamed = (part: Expr): boolean => printer.isNamed(part)
  if (a.rank === 1) {
    const across = acrossRow([a, b], isNamed)
    const row = rowPiece(printer, across?.vector ?? a)
    const mark = printer.mark
    if (across !== undefined) return joined(printer, row, mark, withPowers(across.factors, isNamed))
    const piece = printer.at(b, LEVEL.product)
    const thin = ((mark | printer.mark) & MARK.upright) !== 0 && (printer.mark & MARK.paren) === 0
    const text = row + (thin ? '\\,' : ' ') + piece
    const tall = (mark | printer.mark) & MARK.tall
    printer.level = LEVEL.product
    // An inner product is one number: what follows must not be read into it.
    printer.mark = tall | (node.rank === 0 ? MARK.bare : printer.mark & (MARK.word | MARK.callable))
    return text
  }
  return joined(printer, '', 0, withPowers(chainOf(node), isNamed))
}

const transpose: LatexForm = (printer, node) => {
  const a = first(node)
  if (node.payload !== undefined || a.rank > 2) return printer.call(`\\operatorname{transpose}_{${String(node.payload ?? 'reversed')}}`, node.args)
  if (a.op.name === 'stack' && a.args.every((arg) => arg.op.name !== 'stack') && !printer.isNamed(a)) return columns(printer, a)
  return a.rank < 2 ? printer.piece(a) : transposedPiece(printer, a)
}

/** The transpose of a matrix whose rows are vectors: these beside each other. */
const columns: LatexForm = (printer, { args }) => {
  const parts = args.map((arg) => printer.piece(arg))
  printer.level = LEVEL.atom
  printer.mark = MARK.tall | MARK.paren
  return `\\begin{pmatrix} ${parts.join(' & ')} \\end{pmatrix}`
}

const inverse: LatexForm = (printer, node) => {
  const a = first(node)
  const flipped = a.op.name === 'transpose' && a.payload === undefined
  return raised(printer, flipped ? first(a) : a, flipped ? '-\\top' : '-1')
}

function raised(printer: LatexPrinter, base: Expr, exponent: string): string {
  const text = `${scriptBase(printer, base)}^{${exponent}}`
  const mark = printer.mark & (MARK.tall | MARK.letter | MARK.paren | MARK.upright)
  printer.level = LEVEL.power
  printer.mark = mark
  return text
}

const outer: LatexForm = (printer, node) => {
  const left = printer.at(first(node), LEVEL.product)
  const mark = printer.mark
  const right = transposedPiece(printer, second(node))
  const thin = ((mark | printer.mark) & MARK.upright) !== 0 && (printer.mark & MARK.paren) === 0
  const space = thin ? '\\,' : (printer.mark & MARK.paren) !== 0 && (mark & MARK.callable) === 0 ? '' : ' '
  printer.level = LEVEL.product
  printer.mark = (mark | printer.mark) & MARK.tall
  return left + space + right
}

const solve: LatexForm = (printer, node) => {
  const left = raised(printer, first(node), '-1')
  const mark = printer.mark
  const right = printer.at(second(node), LEVEL.product)
  printer.level = LEVEL.product
  printer.mark = (mark | printer.mark) & MARK.tall
  return `${left} ${right}`
}

/** Signs between two arguments that bind like a product. */
/* Functions of matrices. */

const norm: LatexForm = (printer, node) => {
  const { order, axes } = axesOf(node)
  return bars(order === 2 ? (axes.length === 2 ? 'F' : '2') : order === 'inf' ? '\\infty' : String(order))(printer, node)
}

const bars =
  (name: string): LatexForm =>
  (printer, node) => {
    const x = first(node)
    const piece = printer.piece(x)
    const tall = printer.mark & MARK.tall
    const text = tall === 0 ? `\\lVert ${piece} \\rVert_{${name}}` : `\\left\\lVert ${piece} \\right\\rVert_{${name}}`
    printer.level = LEVEL.atom
    printer.mark = tall | MARK.function
    return text
  }

/** \log\det X. */
const ofMatrix =
  (name: string): LatexForm =>
  (printer, node) => {
    const arg = first(node)
    if (!isSymbol(arg)) return printer.apply(name, node, true)
    const piece = printer.piece(arg)
    const word = printer.mark & MARK.word
    printer.level = LEVEL.sign
    printer.mark = MARK.bare | MARK.function | word
    return `${name} ${piece}`
  }

/** e^X of a whole matrix; of components it is \exp(X). */
const exponentialOfMatrix: LatexForm = (printer, node) => {
  const text = printer.exponent(first(node))
  printer.mark = (printer.mark & MARK.tall) | MARK.letter
  printer.level = LEVEL.power
  return printer.raisedEuler(text)
}

/* Uniform tensors and the identity. */

const broadcast: LatexForm = (printer, node) => {
  const inner = first(node)
  const value = uniformNumber(node)
  const ones = node.rank === 2 ? '\\mathbf{1}\\mathbf{1}^{\\top}' : '\\mathbf{1}'
  if (value?.isZero === true) {
    printer.level = LEVEL.atom
    printer.mark = 0
    return '\\mathbf{0}'
  }
  if (isOne(node)) {
    printer.level = node.rank === 2 ? LEVEL.product : LEVEL.atom
    printer.mark = 0
    return ones
  }
  if (inner.rank === 0) {
    const lead = printer.at(inner, LEVEL.product)
    const tall = printer.mark & MARK.tall
    printer.level = LEVEL.product
    printer.mark = tall | (printer.mark & MARK.digit)
    return `${lead}\\,${ones}`
  }
  if (inner.rank === 1 && node.rank === 2) {
    const text = `\\mathbf{1} ${transposedPiece(printer, inner)}`
    printer.level = LEVEL.product
    return text
  }
  return printer.piece(inner)
}

/** 1[c] for a choice of 1 or 0 component by component; other choices as cases. */
const where: LatexForm = (printer, node) =>
  node.rank > 0 && isOne(second(node)) && isZero(node.args[2] as Expr) ? printer.indicator(first(node)) : printer.cases(node)

/** The rows of a choice by size, with that of the tie between them. */
const split: LatexForm = (printer, node) => {
  const [a, b, x, y, tie] = [...node.args, simplify(atTie(node))].map((arg) => printer.piece(arg))
  printer.level = LEVEL.open
  printer.mark = MARK.tall
  return `\\begin{cases} ${x} & \\text{if } ${a} > ${b} \\\\ ${tie} & \\text{if } ${a} = ${b} \\\\ ${y} & \\text{if } ${a} < ${b} \\end{cases}`
}

/** Forms of rows over tensors, and of rows that bind a name. */
export const tensorForms: { readonly [row: string]: LatexForm } = {
  ...indexForms,
  mul: hadamard,
  where,
  split,
  matmul,
  transpose,
  inv: inverse,
  outer,
  solve,
  ...productForms(' \\otimes ', ' \\times ', HADAMARD),
  norm,
  nuclear_norm: bars('*'),
  spectral_norm: bars('2'),
  det: ofMatrix('\\det'),
  logdet: ofMatrix('\\log\\det'),
  expm: exponentialOfMatrix,
  matrix_power: (printer, node) => raised(printer, first(node), String(node.payload)),
  sqrtm: (printer, node) => raised(printer, first(node), '1/2'),
  matrix_real_power: (printer, node) => raised(printer, first(node), printer.exponent(node.args[1] as Expr)),
  broadcast,
  eye: plain('I'),
  zeros: plain('\\mathbf{0}'),
  ones: plain('\\mathbf{1}'),
  zeros_like: plain('\\mathbf{0}'),
  ones_like: plain('\\mathbf{1}'),
  size: (printer, node) => {
    const text = latexLength(node.payload as Length)
    printer.level = /[+-]/.test(text) ? LEVEL.sum : /^\w+$/.test(text) ? LEVEL.atom : LEVEL.product
    printer.mark = MARK.letter
    return text
  },
}
