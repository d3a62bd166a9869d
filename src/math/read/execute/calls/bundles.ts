/** Dictionaries that are parameters: they hold what the text takes out of them, params['W1'] and params['b1']. */
import type { Range } from '../../../api.ts'
import type { Expression } from '../syntax/syntax.ts'
import type { Context } from '../values/context.ts'
import { Cell } from '../values/store.ts'
import type { DictionaryValue, Scope, Value } from '../values/value.ts'

/**
 * A bundle as the dictionary of all that the text takes out of it; undefined for other values. It is empty where the text takes nothing
 * so far: the reading begins anew when it turned out to take something.
 */
export function heldBy(context: Context, value: Value, range: Range): DictionaryValue | undefined {
  if (value.kind !== 'name') return undefined
  const keys = context.facts.keysOf(value.name, range)
  if (keys.length === 0) return context.facts.isFree(value.name) ? { kind: 'dictionary', entries: new Cell(new Map()) } : undefined
  context.facts.note(`read with ${keys.map((key) => `"${key}"`).join(', ')} as all that "${value.name}" holds`, range)
  return { kind: 'dictionary', entries: new Cell(new Map(keys.map((key) => [`s${key}`, context.facts.entry(value.name, key, range)]))) }
}

/** The method that lists what a bundle holds, params.values; undefined for all other callees. */
export function listing(context: Context, callee: Expression, scope: Scope): Value | undefined {
  if (callee.kind !== 'member' || context.dialect.listsEntries?.test(callee.name) !== true || !isPlain(callee.object)) return undefined
  const object = heldBy(context, context.evaluate(callee.object, scope), callee.range)
  return object && { kind: 'method', object, name: callee.name }
}

/** params, or params["layer"] */
const isPlain = (e: Expression): boolean =>
  e.kind === 'name' || (e.kind === 'index' && isPlain(e.object)) || (e.kind === 'member' && isPlain(e.object))
