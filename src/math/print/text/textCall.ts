/** Functions that the text does not define, and their derivatives, as plain text. */
import { isSymbol } from '../../expr.ts'
import { callOf } from '../../ops/binder.ts'
import { gradientOf } from '../formula/gradients.ts'
import { superscript, unicodeName } from '../identifier.ts'
import type { Form } from '../printer.ts'
import type { TextPrinter } from './textPrinter.ts'

type TextForm = Form<TextPrinter>

export const call: TextForm = (printer, node) => {
  const { name, orders } = callOf(node)
  const letter = unicodeName(name)
  const total = orders.reduce((all, order) => all + order, 0)
  if (total === 0) return printer.call(letter, node.args)
  if (orders.length === 1) return printer.call(total <= 3 ? letter + "'".repeat(total) : `${letter}^(${total})`, node.args)
  const names = node.args.map((arg, k) => (isSymbol(arg) ? printer.piece(arg) : String(k + 1)))
  const below = orders.map((order, k) => (order === 0 ? '' : `∂${names[k]}${order === 1 ? '' : `^${order}`}`)).join('')
  return printer.call(`∂${total === 1 ? '' : `^${total}`}${letter}/${below}`, node.args)
}

/** ∇f(x) of a function with one value, J_f(x) of others. */
export const wholeCall: TextForm = (printer, node) => {
  const { letter, nabla, jacobian } = gradientOf(node, (arg) => (isSymbol(arg) ? printer.piece(arg) : undefined), unicodeName)
  if (nabla === undefined) return jacobian ? printer.call(`J_${letter}`, node.args) : call(printer, node)
  const [by, order] = nabla
  const power = order === 1 ? '' : superscript(String(order))
  return printer.call(by === undefined ? `∇${power}${letter}` : `∇_${by}${power} ${letter}`, node.args)
}
