/** Several formulas as one: the gradient as a list, Hessian and Jacobian as matrices. What they share has one name, and is told once behind. */

import type { Analysis, Formula } from './api.ts'
import { DerivedFormula } from './derivative.ts'
import { type Expr, make, number } from './expr.ts'
import { ExprFormula } from './formula.ts'
import { stack } from './ops/arrange.ts'
import { uniformNumber } from './ops/structure.ts'
import { readableList } from './print/formula/readable.ts'

export interface Listed {
  /** (2x, 2y) */
  latex: string
  text: string
  /** The same one below the other, as LaTeX. */
  columnLatex: string
}

const own = (formula: Formula): ExprFormula => {
  if (formula instanceof ExprFormula) return formula
  throw new TypeError('not a formula of this module')
}

/** Scalars of one analysis with commas between them. Throws TypeError for formulas that this module did not make. */
export function listed(formulas: readonly Formula[]): Listed {
  const all = formulas.map(own)
  const [{ context }] = all as [ExprFormula]
  const shown = all.map((formula) => formula.shown)
  return readableList(shown, {
    ...context,
    value: undefined,
    taken: context.value?.name,
    beside: context.value?.beside?.(),
    labels: context.shownLabels(),
  })
}

/** Scalars of one analysis as a matrix of these rows. Throws TypeError for formulas that this module did not make. */
export function matrixOf(rows: readonly (readonly Formula[])[]): Formula {
  const all = rows.map((row) => row.map(own))
  const table = (of: (formula: ExprFormula) => Expr): Expr => stacked(all.map((row) => stacked(row.map(of))))
  return new ExprFormula(
    table(({ shown }) => shown),
    table(({ computed }) => computed),
    (all[0] as ExprFormula[])[0]?.context as ExprFormula['context'],
  )
}

const stacked = (parts: readonly Expr[]): Expr => make(stack.op, parts)

/**
 * The Jacobian by several scalars, ∂(x, y)/∂(r, φ), of a vector that is written component by component: a row for each of these, a column
 * for each of the scalars of the analysis. Undefined for others.
 */
export function jacobianMatrix({ derivatives }: Analysis): Formula | undefined {
  const columns = derivatives.flatMap((derivative) => (derivative instanceof DerivedFormula ? [derivative] : []))
  const count = columns.map(({ shown }) => (shown.rank === 1 && shown.op === stack.op ? shown.args.length : 0)).find((length) => length > 0)
  const parts = columns.map((column) => componentsOf(column, count ?? 0))
  if (columns.length < 2 || count === undefined || parts.includes(undefined)) return undefined
  return matrixOf(Array.from({ length: count }, (_, row) => parts.map((column) => (column as readonly Formula[])[row] as Formula)))
}

/** The components of a column, which may be all the same number; undefined where they are not told. */
function componentsOf({ shown, computed, context }: ExprFormula, count: number): readonly Formula[] | undefined {
  const parts = (expr: Expr): readonly Expr[] | undefined => {
    const uniform = expr.rank === 1 ? uniformNumber(expr) : undefined
    return uniform !== undefined ? Array.from({ length: count }, () => number(uniform)) : expr.op === stack.op ? expr.args : undefined
  }
  const [all, stable] = [parts(shown), parts(computed)]
  return stable && all?.map((each, k) => new ExprFormula(each, stable[k] as Expr, context))
}
