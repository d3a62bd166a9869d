/** Which row of the table a dotted path of a Python module stands for: aliases are resolved before, the table knows the rest. */
import type { Library, Operation } from '../../expr.ts'
import { operationSpelled } from '../../ops/table.ts'

interface Root {
  readonly module: string
  readonly library: Library
  /** What the library's spellings start with there. */
  readonly prefix?: string
  /** A library whose names it shares. */
  readonly like?: Library
}

/** Longer modules first. */
const ROOTS: readonly Root[] = [
  { module: 'tensorflow.keras.activations', library: 'tensorflow', prefix: 'nn.' },
  { module: 'tensorflow.experimental.numpy', library: 'numpy' },
  { module: 'keras.activations', library: 'tensorflow', prefix: 'nn.' },
  { module: 'jax.scipy.special', library: 'scipy', prefix: 'special.' },
  { module: 'jax.scipy', library: 'jax', prefix: 'scipy.', like: 'scipy' },
  { module: 'jax.numpy', library: 'jax', like: 'numpy' },
  { module: 'jax.lax', library: 'jax', like: 'numpy' },
  { module: 'autograd.numpy', library: 'numpy' },
  { module: 'autograd.scipy', library: 'scipy' },
  { module: 'autograd', library: 'numpy' },
  // Older releases of NumPy have Python's module too.
  { module: 'numpy.math', library: 'python' },
  { module: 'numpy', library: 'numpy' },
  { module: 'cupy', library: 'numpy' },
  { module: 'jax', library: 'jax' },
  { module: 'scipy', library: 'scipy', like: 'numpy' },
  { module: 'cmath', library: 'python' },
  { module: 'math', library: 'python' },
  { module: 'builtins', library: 'python' },
  { module: 'statistics', library: 'numpy' },
  { module: 'torch', library: 'torch', like: 'numpy' },
  { module: 'functorch', library: 'torch', like: 'numpy' },
  { module: 'tensorflow', library: 'tensorflow' },
  { module: 'sympy', library: 'sympy' },
]

/** A path as a library's name: jax.nn.relu is "nn.relu" of jax. */
export interface Spelled {
  readonly library: Library
  readonly name: string
  readonly like?: Library
}

export function spelled(path: string): Spelled | undefined {
  for (const { module, library, prefix = '', like } of ROOTS) {
    if (path.startsWith(module) && path.charAt(module.length) === '.') return { library, name: prefix + path.slice(module.length + 1), like }
  }
  return undefined
}

/** Whether a path is inside a library whose names the table knows. */
export const isKnownModule = (path: string): boolean => ROOTS.some(({ module }) => path === module || path.startsWith(`${module}.`))

/** The row for a path; `count` arguments tell rows of one name apart. */
export function rowOf(path: string, count?: number): Operation | undefined {
  const name = spelled(path)
  if (name === undefined) return undefined
  const own = operationSpelled(name.library, name.name, count)
  if (own !== undefined) return own
  // tf.math.sin and tf.sin are one function, torch.special.expit and scipy's too.
  const plain = name.name.replace(/^(math|nn\.functional)\./, '')
  const other = plain === name.name ? undefined : operationSpelled(name.library, plain, count)
  if (other !== undefined) return other
  if (name.like !== undefined) return operationSpelled(name.like, name.name, count) ?? operationSpelled(name.like, plain, count)
  return name.name.startsWith('special.') ? operationSpelled('scipy', name.name, count) : undefined
}

/** Modules that draw, log, measure time or read files: calls of theirs are passed over, their values are not known. */
export const PASSED_OVER =
  /^(matplotlib|mpl_toolkits|plt|pylab|seaborn|plotly|logging|warnings|time|timeit|os|sys|pathlib|tqdm|IPython|pprint|gc|copyreg|builtins\.(print|input|display|breakpoint|help))(\.|$)/
export const DATA =
  /(^|\.)(random|rand|randn|randint|read_csv|read_excel|load|loadtxt|genfromtxt|load_\w+|fetch_\w+|make_\w+|linspace|logspace|geomspace|meshgrid|mgrid|ogrid|open|read|default_rng|RandomState|PRNGKey|normal|uniform|standard_normal|bernoulli|randperm|shuffle|permutation|choice|train_test_split)(\.|$)/
