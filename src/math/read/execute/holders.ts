/** Arrays that go by several names. */
import type { Context } from './context.ts'
import type { Cell } from './store.ts'
import { isTerm, type Scope, type Value } from './value.ts'

/**
 * All variables that hold this very array: other names of it, also in outer scopes and in the functions that called, see what is written
 * into it. None where arrays are copied.
 */
export function holdersOf(context: Context, array: Value, scope: Scope): Cell<Value | undefined>[] {
  if (context.dialect.copiesArrays === true || array.kind === 'number' || !(isTerm(array) || array.kind === 'sequence')) return []
  const scopes = new Set<Scope>()
  for (const inner of [scope, ...context.frames.map((frame) => frame.scope)])
    for (let each: Scope | undefined = inner; each !== undefined; each = each.parent) scopes.add(each)
  return [...scopes].flatMap(({ variables }) => [...variables.values()].filter((cell) => cell.value === array))
}
