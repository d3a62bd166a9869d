/** Text of vectors, matrices and higher tensors: diag(s ⊙ (1 − s)) W. */
import type { Expr } from '../expr.ts'
import { type Form, LEVEL } from './printer.ts'
import type { TextPrinter } from './textPrinter.ts'

/** Level of a componentwise product: looser than juxtaposition, tighter than a sum. */
const HADAMARD = LEVEL.product - 0.25

function hadamard(printer: TextPrinter, node: Expr): string {
  const tensors = node.args.filter((arg) => arg.rank > 0)
  const scalars = node.args.filter((arg) => arg.rank === 0)
  if (tensors.length === 1) return printer.factors('', [...scalars, ...tensors], 0)
  let text = ''
  for (const arg of tensors) {
    const piece = printer.at(arg, LEVEL.sign)
    text += text === '' ? piece : ` ⊙ ${piece}`
  }
  if (scalars.length > 0) text = `${printer.factors('', scalars, 0)} ${text}`
  printer.level = HADAMARD
  printer.mark = 0
  return text
}

export const tensorForms: { readonly [row: string]: Form<TextPrinter> } = {
  mul: hadamard,
}
