/** Free names that are declared to hold objects of the text's own types: what such an object is when one of its methods is called. */
import type { Range } from '../../../api.ts'
import type { Term } from '../../term.ts'
import type { Expression } from '../syntax/syntax.ts'
import { isApply } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import type { Held } from '../values/facts.ts'
import { type DictionaryValue, isTerm, type Scope, type Value } from '../values/value.ts'

/** What a free name, an element of it, or a field of one of these, is declared to hold. */
export function typeHeld(context: Context, value: Value): Held | undefined {
  const { objects } = context.facts
  if (objects.size === 0) return undefined
  if (value.kind === 'name') return objects.get(value.name)
  if (value.kind === 'method') {
    const of = typeHeld(context, value.object)
    const own = of?.depth === 0 ? of.type.fields.find(({ name }) => name === value.name)?.holds() : undefined
    return own && of && { ...own, scope: of.scope }
  }
  if (!isTerm(value) || !isApply(value, 'index')) return undefined
  const whole = typeHeld(context, value.args[0] as Term)
  const taken = placesTaken(value)
  return whole === undefined || taken === undefined || taken > whole.depth ? undefined : { ...whole, depth: whole.depth - taken }
}

/** How many axes single places are taken along; undefined where slices are among them. */
function placesTaken(term: Term): number | undefined {
  const items = (isApply(term, 'index') ? term.attributes?.['items'] : undefined) as readonly { readonly at?: number }[] | undefined
  return items?.every((item) => item.at !== undefined) === true ? items.length : undefined
}

/** Whether a value is declared to be an object with a method of this name. */
export function hasMethod(context: Context, value: Value, name: string): boolean {
  const held = typeHeld(context, value)
  return held?.depth === 0 && held.type.methods.has(name)
}

/** The object that is declared to stand there, with its methods, and names for what its fields hold; undefined for other values. */
export function objectHeld(context: Context, value: Value, range: Range): DictionaryValue | undefined {
  const held = typeHeld(context, value)
  if (held?.depth !== 0) return undefined
  const { type } = held
  const term = context.toTerm(value, range)
  noteHeld(context, term, held)
  const scope: Scope = { variables: new Map(), parent: held.scope }
  const fields = type.fields.map(({ name, holds }, k): Expression => {
    const part = context.toTerm(context.member(term, name, range), range)
    const own = holds()
    if (own !== undefined) noteHeld(context, part, { ...own, scope: held.scope })
    context.declare(scope, `field ${k}`, part)
    return { kind: 'name', name: `field ${k}`, range }
  })
  const object = context.evaluate(type.made(fields, range), scope)
  return object.kind === 'dictionary' ? object : undefined
}

/** Remembers what a name holds that stands for a field, of one object or of each of several. */
function noteHeld(context: Context, term: Term, held: Held): void {
  const taken = placesTaken(term) ?? 0
  const base = taken > 0 && isApply(term, 'index') ? (term.args[0] as Term) : term
  if (base.kind === 'name') context.facts.objects.set(base.name, { ...held, depth: held.depth + taken })
}
