/** Reading a function as it is after another one was called: what that has kept in their object, or hands on to it, is known then. */

import { bindOutputs, type SharedFields } from './calls/sharedFields.ts'
import { writesInto } from './filling.ts'
import type { FunctionSyntax } from './syntax/syntax.ts'
import type { Context } from './values/context.ts'
import { type ClassValue, isTerm, type Scope, type Value } from './values/value.ts'
import type { Frame } from './walk.ts'

/** What a bundle of intermediate values is called. */
const CACHE = /cache|ctx|context|memo|saved|state|tape|store|mem$|^res(?:iduals?)?$/i

/** The frame for the second function, once the first was read in its own one by `call`, which gives what it returns; `shared`: what both use. */
export function frameAfter(context: Context, frame: Frame, shared: SharedFields | undefined, call: (first: Frame) => Value): Frame {
  const instances = new Map<ClassValue, Value>()
  const instance = (owner: ClassValue): Value => {
    const known = instances.get(owner) ?? frame.instance(owner)
    instances.set(owner, known)
    return known
  }
  let [scope, called]: [Scope?, FunctionSyntax?] = []
  const given = new Map<string, Value | undefined>()
  const first: Frame = {
    ...frame,
    instance,
    parameters: (definition, own, self) => {
      const names = frame.parameters(definition, own, self)
      scope = own
      called = definition
      for (const { name } of definition.parameters) given.set(name, own.variables.get(name)?.value)
      return names
    },
  }
  const returned = call(first)
  /** What a parameter of the second function holds of the first call; undefined where it is something else. */
  const handedOn = (name: string, isFirst: boolean): Value | undefined => {
    const value = scope?.variables.get(name)?.value
    if (called !== undefined && writesInto(called, name)) return value
    // Numbers and arrays are those that the first one was called with, a bundle is what was put into it.
    if (given.has(name)) return value !== undefined && !isTerm(value) ? value : given.get(name)
    const isBundle = CACHE.test(name)
    // What comes first is the derivative to be handed back.
    if (value !== undefined && value.kind !== 'opaque' && (!isFirst || isBundle || !isTerm(value))) return value
    const items = isBundle && returned.kind === 'list' ? returned.items.value : []
    return items.length > 1 ? items.at(-1) : undefined
  }
  return {
    ...frame,
    instance,
    parameters: (definition: FunctionSyntax, own: Scope, self: Value | undefined) => {
      const names = new Set(frame.parameters(definition, own, self))
      const parameters = definition.parameters.slice(self !== undefined && context.dialect.passesSelf ? 1 : 0)
      for (const [k, { name }] of parameters.entries()) {
        const value = handedOn(name, k === 0)
        if (value === undefined) continue
        const free = own.variables.get(name)?.value
        if (free?.kind === 'name') names.delete(free.name)
        // What both are called with is a parameter still.
        if (given.has(name) && value.kind === 'name') names.add(value.name)
        context.declare(own, name, value)
      }
      if (shared !== undefined) bindOutputs(shared, definition, own, given)
      for (const output of shared?.outputs ?? []) names.delete(output)
      return [...names]
    },
  }
}
