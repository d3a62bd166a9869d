/**
 * Searches that end where a symbol says so, while (k + 2 < n && t > x[k + 1]) k++: one condition inside of the other, since the counter is
 * known in each round and so is where the search ends at the latest.
 */

import { partsOfExpression } from '../syntax/path.ts'
import { boundNames, type Expression, type Statement } from '../syntax/syntax.ts'
import type { Context, Escape } from '../values/context.ts'
import type { Scope } from '../values/value.ts'

type While = Extract<Statement, { kind: 'while' }>

/** Longer searches are not written out. */
const LONGEST = 64

/** How many rounds of a search stand around what is left of it. */
const begun = new WeakMap<While, number>()

/** Whether a loop does nothing but count, while several things hold of which one is known here. */
export function isSearch(context: Context, test: Expression | undefined, body: readonly Statement[], scope: Scope): boolean {
  if (test?.kind !== 'logic' || test.op !== 'and' || body.length === 0 || !body.every(isStep) || hasSteps(test)) return false
  return conjuncts(test).some((part) => context.decide(context.evaluate(part, scope), part.range) === true)
}

/** What is left of a search, from a round on whose test depends on symbols; undefined where it is too long. */
export function runSearch(context: Context, loop: While, scope: Scope, escapes: Escape[]): boolean | undefined {
  const rounds = begun.get(loop) ?? 0
  if (rounds >= LONGEST) return undefined
  const rest: While = { ...loop, after: undefined }
  begun.set(rest, rounds + 1)
  return context.execute([{ kind: 'if', test: loop.test, then: [...loop.body, rest], otherwise: [], range: loop.range }], scope, escapes)
}

const conjuncts = (e: Expression): readonly Expression[] =>
  e.kind === 'logic' && e.op === 'and' ? [...conjuncts(e.left), ...conjuncts(e.right)] : [e]

/** Whether an expression changes something, as k++ < n does. */
function hasSteps(e: Expression): boolean {
  const parts = [e]
  for (const part of parts) {
    if (part.kind === 'assignment') return true
    for (const { kind, node } of partsOfExpression(part)) if (kind === 'expression') parts.push(node)
  }
  return false
}

/** k++, k += 1 */
function isStep(statement: Statement): boolean {
  const { target, op, value } =
    statement.kind === 'update' ? statement : statement.kind === 'expression' && statement.value.kind === 'assignment' ? statement.value : {}
  const isWhole = value?.kind === 'number' && value.value.isInteger
  return target?.kind === 'name' && boundNames(target).length === 1 && (op === '+' || op === '-') && isWhole
}
