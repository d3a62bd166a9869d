/** A value and its derivatives by several names as one function, in which all that they share is computed once: backpropagation as code. */

import type { Analysis, CodeLanguage, Formula } from './api.ts'
import { DerivedFormula } from './derivative.ts'
import { derivativesBy } from './differentiate/components.ts'
import { freshName } from './differentiate/forward.ts'
import { nameOf, symbol } from './expr.ts'
import { ExprFormula } from './formula.ts'
import { printTogether } from './print/code/together.ts'
import { withNumbers } from './simplify/compute/settled.ts'
import { stabilizeAll } from './simplify/compute/stable.ts'
import { simplify } from './simplify/simplify.ts'
import { notation } from './simplify/tensors/notation.ts'
import { recognise } from './simplify/whole/recognise.ts'

/**
 * A function that returns the value and its derivatives by the names of the analysis, in their order. Where the value is no scalar it
 * takes a cotangent G of its shape too, and returns what backpropagation hands on. Languages that return one value get a function each.
 * Throws TypeError for an analysis that this module did not make, DerivativeError where a row has no derivative.
 */
export function gradientCode(analysis: Analysis, language: CodeLanguage, options: { name?: string; alias?: string; fitting?: boolean } = {}): string {
  const { value, derivatives } = analysis
  const formulas = derivatives.map((derivative: Formula) => {
    if (!(derivative instanceof DerivedFormula)) throw new TypeError('not a derivative of this module')
    return derivative
  })
  if (!(value instanceof ExprFormula)) throw new TypeError('not a formula of this module')
  const name = options.name ?? `${analysis.name ?? 'value'}_and_gradient${formulas.length > 1 ? 's' : ''}`
  // With names for its constants it may lose digits.
  const isSettled = [value, ...formulas].some(({ settled, computed }) => settled !== computed)
  const whole = recognise(isSettled ? withNumbers(value.shown, (name) => value.constants.get(name)) : value.shown)
  const cotangent = whole.rank === 0 ? undefined : symbol(freshName('G', [whole]), whole.shape)
  const symbols = formulas.map(({ origin }) => origin.by)
  const pulled = derivativesBy(whole, symbols, cotangent)
  const exprs = stabilizeAll([whole, ...pulled.map((derivative) => notation(simplify(derivative)))])
  const { context } = value
  return printTogether(exprs, ['value', ...formulas.map(({ origin }) => `d${nameOf(origin.by) as string}`)], language, {
    name,
    alias: options.alias ?? value.aliasIn(language),
    parameters: [...context.parameters, ...(cotangent === undefined ? [] : [nameOf(cotangent) as string])],
    constants: value.constants,
    defaults: cotangent === undefined ? context.defaults : undefined,
    labels: context.labels,
    symbols: [...context.symbols, ...(cotangent === undefined ? [] : [cotangent])],
    text: whole,
    supposed: context.supposed,
    inClass: value.inClass({ ...options, name }),
  })
}
