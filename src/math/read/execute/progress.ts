/** Whether a loop whose test holds gets anywhere: one that leaves all it tests as it was never ends. */
import { partsOfExpression, someInside } from './path.ts'
import { cellOf } from './scopes.ts'
import type { Expression, Statement } from './syntax.ts'
import { isTerm, type Scope, type Value } from './value.ts'

/** Statements behind which a loop may not go on. */
const LEAVING: ReadonlySet<string> = new Set(['break', 'return', 'raise', 'yield', 'labelled', 'unknown'])

/** Asked behind each round: whether a further one would find its test as this one did. */
export type Stuck = () => boolean

/** `test` undefined is always true. */
export function stuckBy(test: Expression | undefined, body: readonly Statement[], scope: Scope): Stuck {
  const names = test === undefined ? [] : namesIn(test)
  if (names === undefined || someInside(body, ({ kind, node }) => kind === 'statement' && LEAVING.has(node.kind))) return () => false
  let before = valuesOf(names, scope)
  return () => {
    const now = valuesOf(names, scope)
    const isSame = before?.every((value, k) => value === now?.[k]) === true
    before = now
    return isSame
  }
}

/** The names of a test that says the same as long as these do; undefined where it calls or changes something. */
function namesIn(test: Expression): readonly string[] | undefined {
  const names = new Set<string>()
  const stack = [test]
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.kind === 'call' || e.kind === 'assignment' || e.kind === 'function' || e.kind === 'unknown') return undefined
    if (e.kind === 'name') names.add(e.name)
    for (const part of partsOfExpression(e)) if (part.kind === 'expression') stack.push(part.node)
  }
  return [...names]
}

/** What names hold; undefined where one is filled or written into in place. */
function valuesOf(names: readonly string[], scope: Scope): readonly unknown[] | undefined {
  const values: unknown[] = []
  for (const name of names) {
    const value: Value | undefined = cellOf(scope, name)?.value
    if (value?.kind === 'list') values.push(value.items.value)
    else if (value === undefined || isTerm(value) || value.kind === 'boolean' || value.kind === 'none') values.push(value)
    else return undefined
  }
  return values
}
