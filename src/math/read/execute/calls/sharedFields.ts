/** Variables that functions share without being handed them: fields of their class, where methods are read as functions of the file. */
import { parameterLeft } from '../../derivativeNames.ts'
import { applyTerm } from '../../term.ts'
import { writesInto } from '../filling.ts'
import type { Part } from '../syntax/path.ts'
import type { FunctionSyntax } from '../syntax/syntax.ts'
import type { Context } from '../values/context.ts'
import type { Program } from '../values/program.ts'
import { declaredNames } from '../values/scopes.ts'
import { Cell } from '../values/store.ts'
import { isTerm, type Scope, type Value } from '../values/value.ts'
import { clearGradients, type Fields } from './stored.ts'

/** What two functions share. */
export interface SharedFields extends Fields {
  /** Gradients that the second writes into its parameters: they are among the fields. */
  readonly outputs: Set<string>
}

const wordsIn = (text: string): Set<string> => new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])

/**
 * The variables that a file declares, and that one of two functions uses, of which the first runs before the second. Gradients that the
 * first does not use are nothing before the second adds to them.
 */
export function sharedFields(
  context: Context,
  { text, statements }: Pick<Program, 'text' | 'statements'>,
  paths: readonly [readonly Part[], readonly Part[]],
  file: Scope,
): SharedFields {
  const fields: SharedFields = { attributes: new Map(), outputs: new Set() }
  const [before, after] = paths.map((path) => wordsIn(text.slice(path.at(-1)?.range.start, path.at(-1)?.range.end))) as [Set<string>, Set<string>]
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

/** Takes the parameters of the second function that it writes gradients into for fields, which begin as zeros; `given`: what the first took. */
export function bindOutputs(fields: SharedFields, definition: FunctionSyntax, scope: Scope, given: ReadonlyMap<string, Value | undefined>): void {
  const names = [...given.keys()]
  for (const { name } of definition.parameters) {
    const of = given.has(name) ? undefined : parameterLeft(name, names)
    const parameter = of === undefined ? undefined : given.get(of)
    if (of === undefined || parameter === undefined || !isTerm(parameter) || !writesInto(definition, name)) continue
    const cell = new Cell<Value | undefined>(applyTerm('zeros_like', [parameter]))
    scope.variables.set(name, cell)
    fields.attributes.set(name, cell)
    if (!fields.attributes.has(of)) fields.attributes.set(of, new Cell<Value | undefined>(parameter))
    fields.outputs.add(name)
  }
}
