/**
 * What a dotted path of names means that the text neither defines nor imports: `norm.cdf`, `special.erf`. Only whole paths that no array
 * could have are read so, since the first name alone could be anything: `st.sum()` is of a vector st, `st.norm.pdf` is of SciPy.
 */
import { operationSpelled } from '../../ops/table.ts'
import { MATRIX_FUNCTIONS } from './arrays/symbolic.ts'
import { isSymbolic } from './arrays/sympy.ts'
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

/** Whether SymPy has this name: a class, or a function of numbers, which no array has as its method. */
const isOfSympy = (name: string): boolean => isSymbolic(name) || MATRIX_FUNCTIONS.has(name) || operationSpelled('sympy', name)?.elementwise === true

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
  if (first === 'sp' && others.length === 1 && isOfSympy(others[0] as string)) return `sympy.${others[0]}`
  const candidates = [...modules.map((module) => [module, ...others].join('.')), `scipy.stats.${path}`, `torch.distributions.${path}`]
  return candidates.find((each) => isDistribution(each) || (INSIDE.test(each) && rowOf(each) !== undefined))
}
