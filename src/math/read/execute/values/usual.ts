/** Dotted paths that nothing in the text binds: what they usually mean where the language knows it. */

import type { Expression } from '../syntax/syntax.ts'
import type { Context } from './context.ts'
import { reference, type Scope, type Value } from './value.ts'

/** The names of a.b.c, outermost first. */
function dotted(e: Expression): readonly string[] | undefined {
  const names: string[] = []
  let inner = e
  for (; inner.kind === 'member'; inner = inner.object) names.unshift(inner.name)
  return inner.kind === 'name' ? [inner.name, ...names] : undefined
}

/** What norm.cdf, special.erf or a called Normal(0, 1) means where the text says nothing of the first name; undefined for anything else. */
export function usualMeaning(context: Context, e: Expression, scope: Scope, called: boolean): Value | undefined {
  const { usual, builtin } = context.dialect
  if (usual === undefined || (e.kind === 'name' && !called)) return undefined
  const names = dotted(e)
  const [first] = names ?? []
  if (names === undefined || first === undefined || context.bound(first, scope) !== undefined || builtin(first) !== undefined) return undefined
  const path = usual(names.join('.'))
  if (path === undefined) return undefined
  context.facts.note(`"${names.join('.')}" is not defined here: read as ${path}`, e.range)
  return reference(path)
}

/** The norm(0, 1) of norm(0, 1).cdf, as what makes it: the bare name alone could be a function of that name. */
export function usualMaker(context: Context, object: Expression, member: string, scope: Scope): Value | undefined {
  if (object.kind !== 'call' || object.callee.kind !== 'name') return undefined
  const asked = usualMeaning(context, { kind: 'member', object: object.callee, name: member, range: object.callee.range }, scope, false)
  return asked?.kind === 'reference' ? reference(asked.path.slice(0, -member.length - 1)) : undefined
}
