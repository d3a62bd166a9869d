/** Signs between objects, for which the text itself says what they mean: operator+ of C++ and C#, the traits Add and Mul of Rust. */

import { isOneNumber } from '../arrays/shapes.ts'
import type { Expression } from '../syntax/syntax.ts'
import { type Context, refuse } from '../values/context.ts'
import { type Arguments, copiedWhole, type FunctionValue, isTerm, type Scope, type Value } from '../values/value.ts'
import { objectHeld } from './heldObjects.ts'
import { isGivenThese } from './overloads.ts'

/** What a sign makes of its operands: what the text says, or what it means for numbers. Throws ReadError where neither is known. */
export function meantBySign(context: Context, e: Extract<Expression, { kind: 'meant' }>, scope: Scope): Value {
  const values = e.operands.map((operand) => {
    const value = context.evaluate(operand, scope)
    return objectHeld(context, value, operand.range) ?? value
  })
  const isWriting = /[-+*/%]=$/.test(e.sign)
  // a += b changes a, and the variable is what has become of it.
  const [first, ...rest] = isWriting ? [copiedWhole(values[0] as Value), ...values.slice(1)] : values
  const given = (positional: readonly Value[]): Arguments => ({ positional, named: new Map(), ranges: positional.map(() => e.range), range: e.range })
  const entry = first?.kind === 'dictionary' ? first.entries.value.get(`s${e.method}`) : undefined
  const meanings: { readonly called: FunctionValue; readonly args: Arguments }[] = []
  if (entry?.kind === 'function') meanings.push({ called: { ...entry, self: first }, args: given(rest) })
  for (const name of e.functions) {
    const called = context.bound(name, scope)
    if (called?.kind !== 'function') continue
    // A method of numbers has its number as its object.
    meanings.push(
      name.startsWith('operator') ? { called, args: given([first as Value, ...rest]) } : { called: { ...called, self: first }, args: given(rest) },
    )
  }
  const meant = meanings.find(({ called, args }) => isGivenThese(context, called, args))
  if (meant !== undefined) {
    const made = context.call(meant.called, meant.args, e.range)
    return isWriting ? (first as Value) : made
  }
  if (e.plain !== undefined && values.every((value) => isTerm(value) && isOneNumber(context, value))) return context.evaluate(e.plain, scope)
  return refuse(`the operator "${e.sign}" that this text defines has no mathematical meaning here`, e.range, 'write it as a function: add(a, b)')
}
