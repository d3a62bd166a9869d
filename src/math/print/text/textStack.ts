/** Text of vectors and matrices that are written out: [a, b], parts below each other as [a; B], and beside each other as [a | B]. */
import { entriesIn } from '../../ops/arrange.ts'
import { type Form, LEVEL } from '../printer.ts'
import { MARK, type TextPrinter } from './textPrinter.ts'

type TextForm = Form<TextPrinter>

/** What stands in brackets of its own. */
export function bracketed(printer: TextPrinter, text: string): string {
  printer.level = LEVEL.atom
  printer.mark = MARK.paren
  return text
}

export const stack: TextForm = (printer, node) => bracketed(printer, `[${node.args.map((arg) => printer.piece(arg)).join(', ')}]`)

/** Columns beside each other as [a | B], rows below each other as [a; B]. */
export const concatenate: TextForm = (printer, node) => {
  if (node.rank > 2) return printer.call('concatenate', node.args)
  return bracketed(
    printer,
    `[${entriesIn(node)
      .map((arg) => printer.piece(arg))
      .join(Number(node.payload ?? 0) === 0 ? '; ' : ' | ')}]`,
  )
}
