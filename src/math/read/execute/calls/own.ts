/** What belongs to the object whose method runs, where it is written as if it stood alone: self.k in Rust, p.k of Go's receiver p. */
import type { Range } from '../../../api.ts'
import type { Expression } from '../syntax/syntax.ts'
import type { Context } from '../values/context.ts'
import type { DictionaryValue, Value } from '../values/value.ts'

type Name = Extract<Expression, { kind: 'name' }>

function objectOf(context: Context, { own }: Name): DictionaryValue | undefined {
  const self = own === undefined ? undefined : context.frames.filter((frame) => frame.self !== undefined).at(-1)?.self
  return self?.kind === 'dictionary' ? self : undefined
}

/** The object itself, or what it has under that name; undefined where the method is read on its own. */
export function ownValue(context: Context, e: Name, range: Range): Value | undefined {
  const object = objectOf(context, e)
  // In a method of numbers, impl Mul<V> for f64, it is the number itself.
  if (object === undefined && e.own === '') return context.frames.filter((frame) => frame.self !== undefined).at(-1)?.self
  if (object === undefined || e.own === undefined) return undefined
  return e.own === '' ? object : object.entries.value.has(`s${e.own}`) ? context.member(object, e.own, range) : undefined
}

/** Writes into the object; false where there is none. */
export function assignOwn(context: Context, e: Name, value: Value): boolean {
  const object = objectOf(context, e)
  if (object === undefined || e.own === undefined || e.own === '') return false
  context.store.set(object.entries, new Map(object.entries.value).set(`s${e.own}`, value))
  return true
}
