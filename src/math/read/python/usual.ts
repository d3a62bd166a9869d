/**
 * What a dotted path of names means that the text neither defines nor imports: `norm.cdf`, `special.erf`. Only whole paths that no array
 * could have are read so, since the first name alone could be anything: `st.sum()` is of a vector st, `st.norm.pdf` is of SciPy.
 */
import { operationSpelled } from '../../ops/table.ts'
import { isDistribution } from './distributions/distributions.ts'
import { rowOf } from './modules.ts'

/** Names that modules are given, each with those it may stand for. */
const MODULES: ReadonlyMap<string, readonly string[]> = new Map([
  ['special', ['scipy.special']],
  ['sc', ['scipy.special']],
  ['sps', ['scipy.stats', 'scipy.special']],
  ['ss', ['scipy.stats']],
  ['st', ['scipy.stats']],
  ['stats', ['scipy.stats']],
  ['sp', ['scipy']],
  ['jsp', ['jax.scipy']],
  ['jss', ['jax.scipy.stats']],
  ['lax', ['jax.lax']],
  ['keras', ['keras']],
  ['tfd', ['tensorflow_probability.distributions']],
  ['dist', ['torch.distributions']],
  ['distributions', ['torch.distributions']],
])
/** What is inside a module of short name: a path of one more name could be a method of an array. */
const INSIDE = /^(?:scipy\.(?:special|linalg)\.\w+|jax\.scipy\.special\.\w+|jax\.lax\.\w+|keras\.activations\.\w+)$/

/** What `sp.` stands before in SymPy: classes, and functions of numbers. */
const OF_SYMPY =
  /^(?:Add|Mul|Eq|Ne|And|Or|Not|Derivative|Matrix|Piecewise|Rational|Integer|Float|Symbol|symbols|Function|KroneckerDelta|Heaviside|Max|Min|Abs|Sum|Product|Integral|pi|E|sqrt|cbrt|root|exp|log|ln|a?(?:sin|cos|tan|sec|csc|cot)h?|atan2|sign|floor|ceiling|erfc?|gamma|loggamma|digamma|polygamma|beta|LambertW|Mod)$/

/** The full path that is usually meant, of a bare name as it is called; undefined where a name may be the text's own. */
export function usualPath(path: string): string | undefined {
  const [first = '', ...others] = path.split('.')
  if (others.length === 0) {
    const row = operationSpelled('text', first)
    // What the table calls so needs no library.
    const known = row?.elementwise !== true && row?.layer !== true && operationSpelled('scipy', `special.${first}`) !== undefined
    return isDistribution(`torch.distributions.${first}`)
      ? `torch.distributions.${first}`
      : known && first.length > 3
        ? `scipy.special.${first}`
        : undefined
  }
  const modules = MODULES.get(first) ?? []
  // SymPy's usual name, whose members are no array's.
  if (first === 'sp' && others.length === 1 && OF_SYMPY.test(others[0] as string)) return `sympy.${others[0]}`
  const candidates = [...modules.map((module) => [module, ...others].join('.')), `scipy.stats.${path}`, `torch.distributions.${path}`]
  return candidates.find((each) => isDistribution(each) || (INSIDE.test(each) && rowOf(each) !== undefined))
}
