/** Superscripts, subscripts and lengths of axes in LaTeX: what the forms of tensor rows share. */
import type { Expr } from '../../expr.ts'
import { type Length, readableLength } from '../../shape.ts'
import { latexName } from '../identifier.ts'
import { type Form, LEVEL } from '../printer.ts'
import { raisable } from './latexPieces.ts'
import { type LatexPrinter, MARK } from './latexPrinter.ts'

export type LatexForm = Form<LatexPrinter>

export const first = (node: Expr): Expr => node.args[0] as Expr
export const second = (node: Expr): Expr => node.args[1] as Expr

/** What a superscript or subscript is attached to: a function applied in parentheses needs none around it. */
export function scriptBase(printer: LatexPrinter, node: Expr): string {
  const text = printer.piece(node)
  const applied =
    printer.level === LEVEL.sign && (printer.mark & MARK.function) !== 0 && (printer.mark & MARK.bare) === 0 && node.op.name !== 'matmul'
  return applied || printer.level >= LEVEL.atom ? raisable(text) : printer.parenthesised(text)
}

/** With a subscript: what has one already, as x_0 and a norm, gets it beside that. */
export function lowered(text: string, subscript: string): string {
  const own = /^(.*)_(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\w|[*+-]|\\[a-zA-Z]+))$/s.exec(text)
  return own === null ? `${text}_{${subscript}}` : `${own[1]}_{${own[2] ?? own[3]},${subscript}}`
}

/** x^{\top}, X^{-\top}. */
export function transposedPiece(printer: LatexPrinter, node: Expr): string {
  const inverted = node.op.name === 'inv' ? first(node) : undefined
  const text = `${scriptBase(printer, inverted ?? node)}^{${inverted === undefined ? '' : '-'}\\top}`
  const mark = printer.mark & (MARK.tall | MARK.letter | MARK.paren | MARK.upright)
  printer.level = LEVEL.power
  printer.mark = mark
  return text
}

/** A sign that stands for itself. */
export const plain =
  (text: string): LatexForm =>
  (printer) => {
    printer.level = LEVEL.atom
    printer.mark = 0
    return text
  }

/** The length of an axis: n, 3n - 1. */
export function latexLength(length: Length): string {
  if (typeof length === 'number') return String(length)
  return readableLength(length)
    .replaceAll(/[A-Za-z_]\w*/g, (name) => latexName(name))
    .replaceAll(/⌈(.*?)⌉/g, (_, inside: string) => `\\lceil ${inside}\\rceil`)
    .replaceAll(/⌊(.*?)⌋/g, (_, inside: string) => `\\lfloor ${inside}\\rfloor`)
}
