/** Forms that programming languages share: arithmetic, names and comparisons. */
import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, nameOf } from '../../expr.ts'
import { neg } from '../../ops/arithmetic.ts'
import { infinity } from '../../ops/constants.ts'
import { LEVEL } from '../printer.ts'
import type { CodeForm } from './codePrinter.ts'

/** A form that joins the arguments by an operator. */
export const infix =
  (operator: string, own: number, inner: number): CodeForm =>
  (printer, node) =>
    printer.infix(node, operator, own, inner)

const isEndless = (bound: Expr): boolean => bound.op === infinity.op || (bound.op === neg.op && isEndless(bound.args[0] as Expr))

/** A sum or product over an index as a loop, which ends: what runs to infinity is not said so. */
export const ending =
  (form: CodeForm): CodeForm =>
  (printer, node) =>
    node.args.slice(1).some(isEndless) ? printer.absent(node) : form(printer, node)

/** What all languages share; `**` and choice are each language's own. */
export const commonForms: { readonly [row: string]: CodeForm } = {
  number: (printer, node) => printer.number(exactOf(node) as Exact),
  symbol: (printer, node) => printer.symbol(nameOf(node) as string),
  add: (printer, node) => printer.sum(node),
  neg: (printer, node) => printer.negation(node),
  mul: (printer, node) => printer.product(node),
  div: (printer, node) => printer.quotient(node),
  lt: infix(' < ', LEVEL.relation, LEVEL.sum),
  le: infix(' <= ', LEVEL.relation, LEVEL.sum),
  gt: infix(' > ', LEVEL.relation, LEVEL.sum),
  ge: infix(' >= ', LEVEL.relation, LEVEL.sum),
  eq: infix(' == ', LEVEL.relation, LEVEL.sum),
  ne: infix(' != ', LEVEL.relation, LEVEL.sum),
}
