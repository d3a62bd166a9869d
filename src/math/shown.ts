/** The form in which a long derivative is shown: of several the one that is shortest to read, with the names it has for what repeats. */
import { type Expr, revived } from './expr.ts'
import type { FormulaContext } from './formula.ts'
import { readable } from './print/formula/readable.ts'
import { measure } from './simplify/measure.ts'
import { formsOf, READABLE } from './simplify/simplify.ts'
import { notation } from './simplify/tensors/notation.ts'

/** Of larger graphs and longer trees nobody reads any form; the derivatives of one answer share the nodes. */
const [NODES, OPERATIONS] = [300, 400]

/** A derivative as it is shown where it is short, and as it was differentiated. */
interface Derived {
  readonly shown: Expr
  readonly raw: Expr
}

/** The form to be shown, of one derivative of `several`. `holds` says whether a form is proven to be the derivative. */
export function shownForm({ shown, raw }: Derived, context: FormulaContext, several: number, holds: (form: Expr) => boolean): Expr {
  const { nodes, treeOperations } = measure([shown])
  if (treeOperations < READABLE || treeOperations > OPERATIONS || nodes * several > NODES) return shown
  const labels = context.shownLabels()
  const lengthOf = (form: Expr): number => readable(form, { ...context, labels }).text.length
  const most = lengthOf(shown)
  const others = formsOf(revived(raw)).map((form) => notation(form))
  const measured = others.filter((form) => form !== shown).map((form) => ({ form, length: lengthOf(form) }))
  const shorter = measured.filter(({ length }) => length < most).sort((a, b) => a.length - b.length)
  return shorter.find(({ form }) => holds(form))?.form ?? shown
}
