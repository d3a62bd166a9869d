/**
 * Functions defined beside printed code, in languages whose libraries lack them: each language has a table of its own in this folder. Code
 * that calls a name nobody defines is never printed. A reader passes over them: to it the names mean what they stand for.
 */

/** What a language gets defined beside the code that needs it. */
export interface Helpers {
  /** By row: the helper that is called. Names are words that nobody takes for a variable: they are reserved in the language. */
  readonly rows: { readonly [row: string]: string }
  /** By name: the whole definition, in the language. A definition may call those before it. */
  readonly code: { readonly [name: string]: string }
  /** The definitions stand behind the code, as MATLAB's local functions do. */
  readonly after?: boolean
}

const NONE: Helpers = { rows: {}, code: {} }

/** Names that are called in a text: f(x), Julia's f.(x), and a function handed on as @f; members of modules are not. */
function called(text: string): Set<string> {
  return new Set([...text.matchAll(/(?<![\w.])([A-Za-z_]\w*)(?=\.?\()|@([A-Za-z_]\w*)/g)].map(([, name, handle]) => name ?? (handle as string)))
}

/** The definitions that a text needs, those first that others call. */
export function neededHelpers(text: string, { code }: Helpers = NONE): string[] {
  const names = new Set<string>()
  const open = [text]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const name of called(next)) {
      if (!Object.hasOwn(code, name) || names.has(name)) continue
      names.add(name)
      open.push(code[name] as string)
    }
  }
  return Object.keys(code).flatMap((name) => (names.has(name) ? [code[name] as string] : []))
}

/** The code with the functions that it needs. */
export function withHelpers(text: string, helpers: Helpers = NONE): string {
  const definitions = neededHelpers(text, helpers)
  if (definitions.length === 0) return text
  const own = text.replace(/\n$/, '')
  const all = helpers.after === true ? [own, ...definitions] : [...definitions, own]
  return all.join('\n\n') + (own === text ? '' : '\n')
}

/** A text with blanks in the place of definitions, so that all else stays where it is. */
export function withoutHelpers(text: string, definitions: readonly string[]): string {
  let rest = text
  for (const definition of definitions) if (rest.includes(definition)) rest = rest.replaceAll(definition, definition.replaceAll(/\S/g, ' '))
  return rest
}
