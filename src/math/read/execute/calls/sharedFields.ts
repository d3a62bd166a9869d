/** Variables that functions share without being handed them: fields of their class, where methods are read as functions of the file. */
import type { FileStatements } from '../syntax/pieces.ts'
import type { FunctionSyntax } from '../syntax/syntax.ts'
import type { Context } from '../values/context.ts'
import { declaredNames } from '../values/scopes.ts'
import { Cell } from '../values/store.ts'
import type { Scope, Value } from '../values/value.ts'
import { clearGradients, type Fields } from './stored.ts'

const wordsIn = (text: string): Set<string> => new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])

/**
 * The variables that a file declares, and that one of two parts of its text uses, of which the first runs before the second. Gradients that
 * the first does not use are nothing before the second adds to them.
 */
export function sharedFields(context: Context, statements: FileStatements, [first, second]: readonly [string, string], file: Scope): Fields {
  const fields: Fields = { attributes: new Map() }
  const [before, after] = [wordsIn(first), wordsIn(second)]
  for (const statement of statements.of('assign')) {
    const [target] = statement.kind === 'assign' && statement.declares === true ? statement.targets : []
    if (target?.kind !== 'name' || !(before.has(target.name) || after.has(target.name))) continue
    const value = context.quietly(() => context.evaluate(target, file))
    if (value !== undefined) fields.attributes.set(target.name, new Cell<Value | undefined>(value))
  }
  clearGradients(fields, new Set([...fields.attributes.keys()].filter((name) => !before.has(name))))
  return fields
}

/** Lets the variables of a function that it does not declare itself be the fields. */
export function bindFields({ attributes }: Fields, definition: FunctionSyntax, scope: Scope): void {
  const body = definition.body()
  const own = new Set('kind' in body ? [] : declaredNames(body))
  for (const [name, cell] of attributes) if (!scope.variables.has(name) && !own.has(name)) scope.variables.set(name, cell)
}
