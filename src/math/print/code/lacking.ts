/** What a language cannot say, told in one sentence where the code would stand. */
import type { CodeLanguage } from '../../api.ts'
import type { Operation } from '../../expr.ts'

/** Thrown where printed code would call what neither the language nor this module defines. */
export class Lacking extends Error {
  constructor(readonly rows: readonly Operation[]) {
    super(rows.map(({ title }) => title).join(', '))
  }
}

/** What languages are called, and how a comment begins; in the order in which they are recommended. */
const LANGUAGES: ReadonlyMap<CodeLanguage, readonly [string, string]> = new Map([
  ['numpy', ['NumPy', '#']],
  ['python', ['Python', '#']],
  ['julia', ['Julia', '#']],
  ['matlab', ['MATLAB', '%']],
  ['sympy', ['SymPy', '#']],
  ['jax', ['JAX', '#']],
  ['torch', ['PyTorch', '#']],
  ['javascript', ['JavaScript', '//']],
  ['typescript', ['TypeScript', '//']],
  ['c', ['C', '//']],
])
/** Languages that a refusal names: TypeScript has what JavaScript has. */
const NAMED = 3
const nameable = [...LANGUAGES].filter(([language]) => language !== 'typescript')

/** What `print` makes, undefined where it lacks something. */
export function orUndefined(print: () => string): string | undefined {
  try {
    return print()
  } catch (error) {
    if (error instanceof Lacking) return undefined
    throw error
  }
}

/** What `print` makes for the language, an expression or a whole function; where it lacks something a comment that says what, and which languages have it. */
export function orRefusal(language: CodeLanguage, isFunction: boolean, print: (language: CodeLanguage) => string): string {
  try {
    return print(language)
  } catch (error) {
    if (!(error instanceof Lacking)) throw error
    const [name, comment] = LANGUAGES.get(language) as readonly [string, string]
    const others = nameable.filter(([other]) => other !== language && orUndefined(() => print(other)) !== undefined)
    const list = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(others.slice(0, NAMED).map(([, [own]]) => own))
    return `${comment} ${name} has no function for this: ${error.message}.${list === '' ? '' : ` ${list} can say it.`}${isFunction ? '\n' : ''}`
  }
}
