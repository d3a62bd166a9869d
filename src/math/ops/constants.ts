/** Rows: the constants. */
import { type Expr, kept, make, type Operation, operation } from '../expr.ts'
import { SCALAR } from '../shape.ts'

function constant(name: string, title: string, value: number, latex: string, spell: Operation['spell']): Expr {
  return kept(make(operation({ name, title, args: [], elementwise: true, shape: () => SCALAR, kernel: () => value, latex, spell, cost: 0 }), []))
}
export const pi = constant('pi', "Archimedes' constant", Math.PI, '\\pi', {
  numpy: 'pi',
  python: 'pi',
  scipy: 'constants.pi',
  jax: 'pi',
  torch: 'pi',
  javascript: 'Math.PI',
  julia: ['pi', 'π'],
  matlab: 'pi',
  c: 'M_PI',
  sympy: 'pi',
  latex: '\\pi',
  text: ['π', 'pi'],
})
export const e = constant('e', "Euler's number", Math.E, 'e', {
  numpy: 'e',
  python: 'e',
  jax: 'e',
  torch: 'e',
  javascript: 'Math.E',
  julia: ['ℯ', 'MathConstants.e'],
  matlab: 'exp(1)',
  c: 'M_E',
  sympy: 'E',
  latex: 'e',
  text: 'e',
})
export const eulerGamma = constant('euler_gamma', "Euler's constant", 0.5772156649015329, '\\gamma', {
  numpy: 'euler_gamma',
  jax: 'euler_gamma',
  julia: 'MathConstants.eulergamma',
  sympy: 'EulerGamma',
  text: 'γ_E',
})
export const infinity = constant('inf', 'infinity', Number.POSITIVE_INFINITY, '\\infty', {
  numpy: 'inf',
  python: 'inf',
  jax: 'inf',
  torch: 'inf',
  javascript: 'Infinity',
  julia: 'Inf',
  matlab: ['Inf', 'inf'],
  c: 'INFINITY',
  sympy: 'oo',
  latex: '\\infty',
  text: ['∞', 'inf'],
})
/** What there is no number for: the value of a function outside of where it is defined. */
export const noNumber = constant('nan', 'no number', Number.NaN, '\\text{undefined}', {
  numpy: 'nan',
  python: 'nan',
  jax: 'nan',
  torch: 'nan',
  javascript: 'NaN',
  julia: 'NaN',
  matlab: ['NaN', 'nan'],
  c: 'NAN',
  sympy: 'nan',
  text: 'NaN',
})
export const constants: readonly Expr[] = [pi, e, eulerGamma, infinity, noNumber]
