/** The Jacobian by several scalars as one matrix: ∂(x, y)/∂(r, φ), a column for each of them. */
import { DerivedFormula } from './analyze.ts'
import type { Analysis, Formula } from './api.ts'
import { type Expr, make, number } from './expr.ts'
import { ExprFormula } from './formula.ts'
import { stack } from './ops/arrange.ts'
import { uniformNumber } from './ops/structure.ts'

/**
 * For a vector that is written component by component, a row for each, by the scalars of the analysis; undefined for others.
 * Shape [components, variables].
 */
export function jacobianMatrix({ derivatives }: Analysis): Formula | undefined {
  const columns = derivatives.flatMap((derivative) => (derivative instanceof DerivedFormula ? [derivative] : []))
  const shown = matrixOf(columns.map((column) => column.shown))
  const computed = matrixOf(columns.map((column) => column.computed))
  const [first] = columns
  return columns.length < 2 || shown === undefined || computed === undefined || first === undefined
    ? undefined
    : new ExprFormula(shown, computed, first.context)
}

/** Columns of components beside each other; undefined where one is not written by components. */
function matrixOf(columns: readonly Expr[]): Expr | undefined {
  const parts = columns.map(componentsOf)
  const rows = parts.find((part) => part !== 'uniform' && part !== undefined) as readonly Expr[] | undefined
  if (rows === undefined || parts.includes(undefined)) return undefined
  const entry = (k: number, row: number): Expr => {
    const part = parts[k]
    return part === 'uniform' ? number(uniformNumber(columns[k] as Expr) ?? 0) : ((part as readonly Expr[])[row] as Expr)
  }
  return make(
    stack.op,
    rows.map((_, row) =>
      make(
        stack.op,
        columns.map((_, k) => entry(k, row)),
      ),
    ),
  )
}

const componentsOf = (column: Expr): readonly Expr[] | 'uniform' | undefined =>
  column.rank !== 1 ? undefined : column.op === stack.op ? column.args : uniformNumber(column) === undefined ? undefined : 'uniform'
