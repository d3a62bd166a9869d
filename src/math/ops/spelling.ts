/** Spellings that follow from one name by each library's habit. */
import type { Library, Spelling } from '../expr.ts'

type Mutable = { [L in Library]?: string | readonly string[] }

const HABITS: { readonly [L in Library]?: (name: string) => string | readonly string[] } = {
  javascript: (name) => `Math.${name}`,
  latex: (name) => `\\${name}`,
  c: (name) => [name, `${name}f`, `${name}l`],
  scipy: (name) => `special.${name}`,
  tensorflow: (name) => [`math.${name}`, name],
}

/**
 * The same name in several libraries, as each qualifies it: Math.sin in JavaScript, \sin in LaTeX, sinf and sinl too in
 * C, special.erf in SciPy. `libraries` are separated by blanks; `others` says what does not follow.
 */
export function spelled(name: string, libraries: string, others: Spelling = {}): Spelling {
  const spelling: Mutable = {}
  for (const library of libraries.split(' ') as Library[]) spelling[library] = HABITS[library]?.(name) ?? name
  return { ...spelling, ...others }
}
