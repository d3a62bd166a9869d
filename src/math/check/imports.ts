/** Printed Python in the names that its file has imported: exp where the file says `from math import exp`. */
import type { Reading } from '../read/term.ts'

/** Modules that have functions and constants of the same names. */
const ALIKE: ReadonlySet<string> = new Set(
  'exp expm1 log log1p log2 log10 sqrt sin cos tan sinh cosh tanh hypot floor ceil trunc degrees radians pi e inf nan copysign fabs'.split(' '),
)
const ARRAYS: ReadonlySet<string> = new Set(['numpy', 'autograd.numpy', 'cupy', 'jax.numpy', 'torch'])

/** The text with each name of a module as the file spells it; undefined where the file has not imported it. */
export function imported(text: string, { alias = 'np', imports = [] }: Pick<Reading, 'alias' | 'imports'>): string | undefined {
  let missing = false
  const spelled = text.replaceAll(/(?<![\w.])([A-Za-z_]\w*)\.((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)/g, (whole, owner: string, name: string) => {
    if (owner !== 'math' && owner !== alias) return whole
    const isArray = owner !== 'math'
    const own = spelling(name, imports, (module) => (isArray ? ARRAYS.has(module) : module === 'math'))
    const other = ALIKE.has(name) && !isArray ? spelling(name, imports, (module) => ARRAYS.has(module)) : undefined
    missing ||= own === undefined && other === undefined
    return own ?? other ?? whole
  })
  return missing ? undefined : spelled
}

/** How a file calls a name of one of some modules. */
function spelling(name: string, imports: NonNullable<Reading['imports']>, isMeant: (module: string) => boolean): string | undefined {
  const module = imports.find(({ name: own, path }) => own !== '*' && isMeant(path))
  if (module !== undefined) return `${module.name}.${name}`
  const single = imports.find(({ path }) => path.endsWith(`.${name}`) && isMeant(path.slice(0, -name.length - 1)))
  if (single !== undefined) return single.name
  return imports.some(({ name: own, path }) => own === '*' && isMeant(path)) ? name : undefined
}
