/** Whether a loop whose test holds gets anywhere: one that leaves all it tests as it was never ends. */
import { type Part, partsOfExpression, someInside } from '../syntax/path.ts'
import { boundNames, type Expression, namesOf, type Statement } from '../syntax/syntax.ts'
import { cellOf } from '../values/scopes.ts'
import { isTerm, type Scope, type Value } from '../values/value.ts'

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

/**
 * Whether the steps of a counter lead away from all that would end the loop: i >= 0 with i++, and k alone, which is 0 nowhere, with k++ from 2
 * on. Asked where the test holds. `own`: names that the loop declares, which no function made outside of it changes.
 */
export function leadsAway(
  test: Expression | undefined,
  step: Expression | undefined,
  body: readonly Statement[],
  scope: Scope,
  own: readonly string[],
): boolean {
  if (step?.kind !== 'assignment' || step.target.kind !== 'name' || step.value.kind !== 'number') return false
  if ((step.op !== '+' && step.op !== '-') || step.value.value.isZero) return false
  const { name } = step.target
  const end = endOf(test, name)
  const start = cellOf(scope, name)?.value
  if (end === undefined || start?.kind !== 'number' || !own.includes(name)) return false
  const isUp = (step.op === '+') !== step.value.value.isNegative
  const isAway = end.op === '!=' ? start.value.value > end.at === isUp : end.op.startsWith('>') === isUp
  return isAway && !someInside(body, (part) => mayLeaveOrChange(part, name))
}

/** Where a counter that is tested alone, or against a number, would end a loop. */
function endOf(test: Expression | undefined, name: string): { readonly op: string; readonly at: number } | undefined {
  if (test?.kind === 'name') return test.name === name ? { op: '!=', at: 0 } : undefined
  const [{ op, operand } = {}, more] = test?.kind === 'compare' ? test.rest : []
  if (test?.kind !== 'compare' || more !== undefined || test.first.kind !== 'name' || test.first.name !== name) return undefined
  return op !== undefined && /^(?:[<>]=?|!=)$/.test(op) && operand?.kind === 'number' ? { op, at: operand.value.value } : undefined
}

/** Whether a part of a loop may lead out of it, or change a name: write to it, make a function that does, or hand its place on. */
function mayLeaveOrChange({ kind, node }: Part, name: string): boolean {
  if (kind === 'function') return true
  if (kind === 'statement') return LEAVING.has(node.kind) || namesOf(node).includes(name)
  if (node.kind === 'assignment') return boundNames(node.target).includes(name)
  return node.kind === 'unknown' || (node.kind === 'call' && node.args.some(({ value }) => value.kind === 'name' && value.name === name))
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
