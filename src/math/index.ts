/** The public face of src/math: what the extension, benchmarks and scripts call. */
import type { CodeLanguage, Formula, Language, Value } from './api.ts'
import { differentiate as derivativeByName, gradient as derivativesByName } from './differentiate/index.ts'
import { evaluateAccurately } from './evaluate/accurate.ts'
import { type Program, toProgram as programOf } from './evaluate/program.ts'
import { prepare } from './evaluate/run.ts'
import { type Expr, nameOf, number, revived, substitute } from './expr.ts'
import { withKnown } from './formula.ts'
import { print as printIn } from './print/code/code.ts'
import { elaborate } from './read/elaborate.ts'
import { open } from './read/open.ts'
import { simplify as simplified } from './simplify/simplify.ts'

export { analyze } from './analyze.ts'
export type * from './api.ts'
export { type Backpropagation, backpropagation, type GraphNode } from './backprop.ts'
export { breaksOf } from './breaks.ts'
export { checkDerivative, type DerivativePair, findDerivativePairs, findFunctions } from './check/check.ts'
export { gradientTest } from './check/gradientTest.ts'
export { countsOf } from './counts.ts'
export { jacobianVectorProduct, mixedDerivative, vectorJacobianProduct } from './derivative.ts'
export { DerivativeError } from './differentiate/reverse.ts'
export { withTerms } from './evaluate/binder.ts'
export type { Program } from './evaluate/program.ts'
export type { Expr } from './expr.ts'
export { gradientCode } from './gradient.ts'
export { type OverComponents, overComponents, type Slope } from './overComponents.ts'
export { ReadError } from './read/term.ts'
export { type Rewriting, rewritings } from './rewriting.ts'
export { jacobianMatrix, type Listed, listed, matrixOf } from './several.ts'
export { measure } from './simplify/measure.ts'
export { stability } from './stability.ts'

/** Reads the last expression or definition of a text; names it binds to plain numbers are those numbers. Throws ReadError with a range. */
export function read(text: string, language: Language): Expr {
  const reading = open(text, language).read({})
  const elaborated = elaborate(reading)
  const { expr } = elaborated
  if (reading.declarations.size === 0) return expr
  const known = elaborated.symbols.flatMap((node): [Expr, Expr][] => {
    const value = reading.declarations.get(nameOf(node) as string)?.value
    return typeof value === 'number' ? [[node, number(value)]] : []
  })
  return known.length === 0 ? expr : substitute(expr, new Map(known))
}

/** The derivative by a name, axes of the value first, not simplified. Throws DerivativeError. */
export const differentiate = (expr: Expr, name: string): Expr => derivativeByName(revived(expr), name)

/** The derivatives by each name in reverse mode; what they share is shared. Throws DerivativeError. */
export const gradient = (expr: Expr, names: string[]): Expr[] => derivativesByName(revived(expr), names)

/** The same value at every point of the domain, shorter to read; never longer. */
export const simplify = (expr: Expr): Expr => simplified(revived(expr))

export const print = (expr: Expr, language: CodeLanguage): string => printIn(revived(expr), language)

/** The value at a point. Throws EvaluationError where a name is missing or has the wrong shape. */
export const evaluate = (expr: Expr, at: Record<string, Value>): Value => evaluateAccurately(revived(expr), at)

/** Scalar formulas as a straight-line program: plain data that can be sent to where it is run. */
export const toProgram = (formulas: readonly Formula[], inputs: readonly string[]): Program =>
  programOf(
    formulas.map((formula) => withKnown(formula, inputs)),
    inputs,
  )

/** One pass over many points: inputs and results are columns, one Float64Array per name and per formula. */
export const compile = (formulas: readonly Formula[], inputs: readonly string[]): ((columns: Float64Array[]) => Float64Array[]) =>
  prepare(toProgram(formulas, inputs))
