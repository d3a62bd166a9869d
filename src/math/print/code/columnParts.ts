/** What the forms of Julia and MATLAB share: which of the two it is, products, and transposes. */
import type { Expr } from '../../expr.ts'
import { LEVEL } from '../printer.ts'
import { type CodePrinter, finish } from './codePrinter.ts'

export const isJulia = (printer: CodePrinter): boolean => printer.syntax.language === 'julia'

export function product(printer: CodePrinter, left: string, operator: string, right: string): string {
  printer.level = LEVEL.product
  printer.mark = 0
  return `${left} ${operator} ${right}`
}

/** A transpose; what is one already, as a row taken as the column that vectors are, is turned back. */
export function flipped(printer: CodePrinter, node: Expr): string {
  if (node.op.name === 'transpose' && node.payload === undefined) return printer.at(node.args[0] as Expr, LEVEL.atom)
  const text = printer.at(node, LEVEL.atom)
  return finish(printer, text.endsWith("'") ? text.slice(0, -1) : `${text}'`)
}
