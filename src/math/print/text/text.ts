/** One line of Unicode, as a person would type a formula: 2x cos(x²), √(x + 1), σ(x)(1 − σ(x)). */

import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, make, nameOf, type Operation, symbolsOf } from '../../expr.ts'
import { div } from '../../ops/arithmetic.ts'
import { atTie } from '../../ops/condition.ts'
import { sin } from '../../ops/trigonometric.ts'
import { simplify } from '../../simplify/simplify.ts'
import type { TextLetters } from '../indices/indices.ts'
import { withOuterProducts } from '../indices/upright.ts'
import { Dialect, type Form, LEVEL } from '../printer.ts'
import { MARK, TextPrinter } from './textPrinter.ts'
import { tensorForms } from './textTensor.ts'

/** Name of a function as text: the first spelling that people write, else the row's own name. */
function spelled(operation: Operation): string {
  const text = operation.spell?.text
  if (text === undefined) return operation.name
  return typeof text === 'string' ? text : (text[0] ?? operation.name)
}

function generic(operation: Operation): Form<TextPrinter> {
  const name = spelled(operation)
  if (operation.args.length === 0) {
    return (printer) => {
      printer.level = LEVEL.atom
      printer.mark = MARK.name | MARK.endsInName
      return name === 'e' && printer.hasE ? 'exp(1)' : name
    }
  }
  if (operation.args.length === 2 && RELATIONS.has(name)) {
    const operator = ` ${name} `
    return (printer, node) => printer.infix(node, operator, LEVEL.relation, LEVEL.sum)
  }
  return (printer, node) => printer.call(name, node.args)
}

const RELATIONS = new Set(['<', '≤', '>', '≥', '=', '≠'])

const scalarForms: { readonly [row: string]: Form<TextPrinter> } = {
  number: (printer, node) => printer.number(exactOf(node) as Exact),
  symbol: (printer, node) => printer.symbol(nameOf(node) as string),
  add: (printer, node) => printer.sum(node),
  neg: (printer, node) => {
    const text = `−${printer.at(node.args[0] as Expr, LEVEL.product)}`
    printer.level = LEVEL.sum
    printer.mark = 0
    return text
  },
  mul: (printer, node) => (node.rank > 0 ? (tensorForms['mul'] as Form<TextPrinter>)(printer, node) : printer.product(node)),
  div: (printer, node) => printer.quotient(node),
  pow: (printer, node) => printer.power(node),
  exp: (printer, node) => (node.rank > 0 || printer.hasE ? printer.call('exp', node.args) : printer.raised('e', node.args[0] as Expr, MARK.name)),
  sqrt: (printer, node) => {
    const text = `√${printer.at(node.args[0] as Expr, LEVEL.atom)}`
    printer.level = LEVEL.power
    printer.mark = MARK.name
    return text
  },
  abs: (printer, node) => {
    const text = `|${printer.piece(node.args[0] as Expr)}|`
    // Bars inside bars could not be told apart.
    const nested = (printer.mark & MARK.bar) !== 0
    printer.level = LEVEL.atom
    printer.mark = MARK.bar | MARK.function
    return nested ? `abs(${text.slice(1, -1)})` : text
  },
  where: (printer, node) => {
    const [condition, then, otherwise] = node.args as [Expr, Expr, Expr]
    const text = `${printer.at(then, LEVEL.or)} if ${printer.at(condition, LEVEL.or)} else ${printer.piece(otherwise)}`
    printer.level = LEVEL.open
    printer.mark = 0
    return text
  },
  split: (printer, node) => {
    const [a, b, x, y] = node.args as [Expr, Expr, Expr, Expr]
    const [left, right] = [a, b].map((side) => printer.at(side, LEVEL.sum))
    const [larger, smaller] = [x, y].map((branch) => printer.at(branch, LEVEL.or))
    const text = `${larger} if ${left} > ${right} else ${smaller} if ${left} < ${right} else ${printer.piece(simplify(atTie(node)))}`
    printer.level = LEVEL.open
    printer.mark = 0
    return text
  },
  // A reader of sinc(x) takes it for sin(πx)/(πx).
  sinc_plain: (printer, node) => printer.quotient(make(div.op, [sin(node.args[0] as Expr), node.args[0] as Expr])),
  and: (printer, node) => printer.infix(node, ' and ', LEVEL.and, LEVEL.not),
  or: (printer, node) => printer.infix(node, ' or ', LEVEL.or, LEVEL.and),
  not: (printer, node) => {
    const text = `not ${printer.at(node.args[0] as Expr, LEVEL.relation)}`
    printer.level = LEVEL.not
    return text
  },
}

const dialect = new Dialect<TextPrinter>({ ...tensorForms, ...scalarForms }, generic)

/** The expression as one line of Unicode. */
export function printText(expr: Expr, letters?: TextLetters): string {
  const whole = withOuterProducts(expr)
  const hasE = symbolsOf(whole).some((node) => nameOf(node) === 'e')
  const { text, definitions } = new TextPrinter(dialect, letters, hasE).print(whole)
  if (definitions.length === 0) return text
  return `${text} where ${definitions.map(({ name, text: own }) => `${name} = ${own}`).join(', ')}`
}
