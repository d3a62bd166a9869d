/** Scopes: which place a name stands for, and where blocks and closures have their own. */

import { boundNames, type Statement } from '../syntax/syntax.ts'
import type { Context } from './context.ts'
import { Alias, Cell } from './store.ts'
import { copiedWhole, NONE, type Scope, type Value } from './value.ts'

/** What holds the value of a name; undefined where nothing is bound to it. What a branch bound that was left again holds nothing. */
export function cellOf(scope: Scope, name: string): Cell<Value | undefined> | undefined {
  for (let home: Scope | undefined = scope; home !== undefined; home = home.parent) {
    const cell = (home.elsewhere?.get(name) ?? home).variables.get(name)
    if (cell instanceof Alias || cell?.value !== undefined) return cell
  }
  return undefined
}

/** The names that statements declare, which are unknown outside of their block. */
export const declaredNames = (statements: readonly Statement[]): readonly string[] =>
  statements.flatMap((each) =>
    each.kind === 'assign' && each.declares === true && each.hoisted !== true ? each.targets.flatMap((target) => boundNames(target)) : [],
  )

/** Where a block runs: in a scope of its own where it declares a name that means something else around it. */
export const scopeInside = (context: Context, statements: readonly Statement[], scope: Scope): Scope =>
  context.dialect.scopesBlocks === true && declaredNames(statements).some((name) => cellOf(scope, name) !== undefined)
    ? { variables: new Map(), parent: scope }
    : scope

/** A scope inside of another with names of its own, which begin with what they are around it. */
export const scopeWith = (names: readonly string[], scope: Scope): Scope => ({
  variables: new Map(names.map((name) => [name, new Cell<Value | undefined>(cellOf(scope, name)?.value ?? NONE)])),
  parent: scope,
})

/** What is around a function that keeps copies of it: [=] of C++. */
export function scopeCopied(scope: Scope): Scope {
  if (scope.resolve !== undefined) return scope
  const variables = new Map([...scope.variables].map(([name, { value }]) => [name, new Cell(value === undefined ? undefined : copiedWhole(value))]))
  return { variables, ...(scope.parent !== undefined && { parent: scopeCopied(scope.parent) }) }
}
