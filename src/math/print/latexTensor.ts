/** LaTeX of vectors, matrices and higher tensors. */
import type { Expr } from '../expr.ts'
import type { LatexPrinter } from './latexPrinter.ts'
import type { Form } from './printer.ts'
import { LEVEL } from './printer.ts'

/** Level of a componentwise product: looser than juxtaposition, tighter than a sum. */
const HADAMARD = LEVEL.product - 0.25

function hadamard(printer: LatexPrinter, node: Expr): string {
  const tensors = node.args.filter((arg) => arg.rank > 0)
  const scalars = node.args.filter((arg) => arg.rank === 0)
  if (tensors.length === 1) return printer.factors('', [...scalars, ...tensors], 0)
  let text = ''
  for (const arg of tensors) {
    const piece = printer.at(arg, LEVEL.sign)
    text += text === '' ? piece : ` \\odot ${piece}`
  }
  if (scalars.length > 0) {
    const lead = printer.factors('', scalars, 0)
    text = `${lead} \\, ${text}`
  }
  printer.level = HADAMARD
  return text
}

export const tensorForms: { readonly [row: string]: Form<LatexPrinter> } = {
  mul: hadamard,
}
