/** Objects that have a length of their own: p of p: Pendulum, where interface Pendulum { length: number }. */
import type { Dialect } from '../execute/values/context.ts'
import { isTerm } from '../execute/values/value.ts'

const DECLARED = /\b(?:interface|type|class)\s+([A-Za-z_$][\w$]*)[^{}]*\{[^{}]*?(?<![\w$.])(?:readonly\s+)?length\s*\??\s*:\s*number\b/g

/** Names that the text says to be of a type with a field of this name. */
function namesWithLength(text: string): ReadonlySet<string> {
  const types = [...text.matchAll(DECLARED)].map(([, type]) => type as string)
  const names = new Set<string>()
  if (types.length === 0) return names
  const typed = new RegExp(
    String.raw`([A-Za-z_$][\w$]*)\s*\??\s*:\s*(?:${types.map((type) => type.replaceAll('$', '\\$')).join('|')})(?![\w$[<])`,
    'g',
  )
  for (const [, name] of text.matchAll(typed)) names.add(name as string)
  return names
}

/** The language for this text: what is called length there is a number of an object, and not how many elements it has. */
export function withLengthFields(dialect: Dialect, text: string): Dialect {
  const names = text.includes('length') ? namesWithLength(text) : new Set<string>()
  if (names.size === 0) return dialect
  return {
    ...dialect,
    member: (context, object, name, range) =>
      name === 'length' && isTerm(object) && object.kind === 'name' && names.has(object.name)
        ? { kind: 'method', object, name }
        : dialect.member(context, object, name, range),
  }
}
