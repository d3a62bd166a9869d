/** Scopes: which place a name stands for, and where blocks and closures have their own. */
import type { Context } from './context.ts'
import { Alias, Cell } from './store.ts'
import { boundNames, type Statement } from './syntax.ts'
import { copiedWhole, type Scope, type Value } from './value.ts'

/** What holds the value of a name; undefined where nothing is bound to it. What a branch bound that was left again holds nothing. */
export function cellOf(scope: Scope, name: string): Cell<Value | undefined> | undefined {
  for (let home: Scope | undefined = scope; home !== undefined; home = home.parent) {
    const cell = (home.elsewhere?.get(name) ?? home).variables.get(name)
    if (cell instanceof Alias || cell?.value !== undefined) return cell
  }
  return undefined
}

/** Where a block runs: in a scope of its own where it declares a name that means something else around it. */
export function scopeInside(context: Context, statements: readonly Statement[], scope: Scope): Scope {
  const isShadowing = (statement: Statement): boolean =>
    statement.kind === 'assign' &&
    statement.declares === true &&
    statement.targets.some((target) => boundNames(target).some((name) => scope.variables.get(name)?.value !== undefined))
  return context.dialect.hasPlaces === true && statements.some(isShadowing) ? { variables: new Map(), parent: scope } : scope
}

/** What is around a function that keeps copies of it: [=] of C++. */
export function scopeCopied(scope: Scope): Scope {
  if (scope.resolve !== undefined) return scope
  const variables = new Map([...scope.variables].map(([name, { value }]) => [name, new Cell(value === undefined ? undefined : copiedWhole(value))]))
  return { variables, ...(scope.parent !== undefined && { parent: scopeCopied(scope.parent) }) }
}
