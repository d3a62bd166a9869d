/** Functions of vectors that are used by components, as functions of so many scalars: f(x₁, x₂) of f(x), p₁ e^(−p₂ t) of p and t, which can be drawn. */

import type { Analysis, Formula, Variable } from './api.ts'
import { DerivedFormula } from './derivative.ts'
import { componentsWith } from './differentiate/components.ts'
import { type Expr, nameOf, substitute, symbol, symbolsOf } from './expr.ts'
import { ExprFormula } from './formula.ts'
import { stack } from './ops/arrange.ts'
import { latexName } from './print/identifier.ts'

/** A derivative by one scalar. */
export interface Slope {
  readonly wrt: string
  readonly formula: Formula
}

export interface OverComponents {
  readonly value: Formula
  /** The scalars, as they are or as components of vectors. */
  readonly variables: readonly Variable[]
  /** What the components of each vector are called here. */
  readonly components: ReadonlyMap<string, readonly string[]>
  /** The derivatives of the analysis that are by scalars or by components. */
  readonly slopes: readonly Slope[]
  /** Another formula in the same symbols; undefined where it is none of the scalars alone. */
  over(formula: Formula): Formula | undefined
}

/** Vectors of more components than this are not taken apart: nobody could move them all. */
const MOST = 8

/** Undefined where the value is no scalar, a vector is used in another way too, or something has more axes. */
export function overComponents({ value, variables, derivatives }: Pick<Analysis, 'value' | 'variables' | 'derivatives'>): OverComponents | undefined {
  if (!(value instanceof ExprFormula) || value.shape.length > 0) return undefined
  const components = new Map<string, readonly string[]>()
  const scalars = new Map<Expr, Expr>()
  for (const by of symbolsOf(value.computed)) {
    if (by.rank === 0) continue
    const places = by.rank === 1 ? componentsWith(value.computed, by)?.places : undefined
    if (places === undefined || scalars.size + places.length > MOST) return undefined
    const names = places.map((_, k) => `${nameOf(by)}_${k + 1}`)
    if (variables.some(({ name }) => names.includes(name))) return undefined
    places.forEach((place, k) => {
      scalars.set(place, symbol(names[k] as string))
    })
    components.set(nameOf(by) as string, names)
  }
  const written = (expr: Expr): Formula | undefined => {
    const own = substitute(expr, scalars)
    const symbols = symbolsOf(own)
    return symbols.some(({ rank }) => rank > 0) ? undefined : new ExprFormula(own, own, { ...value.context, symbols })
  }
  const over = (formula: Formula): Formula | undefined =>
    formula instanceof ExprFormula && formula.shape.length === 0 ? written(formula.computed) : undefined
  const own = over(value)
  if (own === undefined) return undefined
  const slopes = derivatives.flatMap((derivative): Slope[] => {
    const { wrt } = derivative
    const names = components.get(wrt)
    const computed = derivative instanceof DerivedFormula ? derivative.computed : undefined
    const formulas = names === undefined ? [over(derivative)] : computed?.op === stack.op ? computed.args.map(written) : []
    if (names !== undefined && formulas.length !== names.length) return []
    return formulas.flatMap((formula, k) => (formula === undefined ? [] : [{ wrt: names?.[k] ?? wrt, formula }]))
  })
  return { value: own, variables: variables.flatMap((variable) => componentsOf(variable, components.get(variable.name))), slopes, components, over }
}

/** A variable as it is, or its components as variables. */
const componentsOf = (variable: Variable, names: readonly string[] | undefined): Variable[] =>
  names === undefined
    ? variable.shape.length === 0
      ? [variable]
      : []
    : names.map((name, k): Variable => {
        const { value, ...rest } = variable
        const part = Array.isArray(value) ? value[k] : undefined
        return { ...rest, name, latex: latexName(name), shape: [], ...(part !== undefined && { value: part }) }
      })
