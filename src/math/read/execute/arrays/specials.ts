/** Operators of a text's own classes: the special methods that they call. */
import type { Range } from '../../../api.ts'
import { madeBySign } from '../calls/signs.ts'
import type { Context } from '../values/context.ts'
import { findMember } from '../values/members.ts'
import type { Value } from '../values/value.ts'

/** Calls object.__name__(...), where the object's class has such a method. */
export function callSpecial(context: Context, object: Value | undefined, name: string, given: readonly Value[], range: Range): Value | undefined {
  if (object?.kind !== 'instance' || context.dialect.operators === undefined || findMember(object.class, `__${name}__`) === undefined)
    return undefined
  const method = context.member(object, `__${name}__`, range)
  return context.call(method, { positional: given, named: new Map(), ranges: given.map(() => range), range }, range)
}

/** What the classes of a or b make of the operator. */
export function overloaded(context: Context, op: string, a: Value, b: Value, range: Range): Value | undefined {
  if (a.kind !== 'instance' && b.kind !== 'instance') return undefined
  const name = context.dialect.operators?.get(op)
  if (name === undefined) return madeBySign(context, op, [a, b], range)
  return callSpecial(context, a, name, [b], range) ?? callSpecial(context, b, `r${name}`, [a], range)
}
