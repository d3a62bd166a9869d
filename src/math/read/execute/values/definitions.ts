/** What a file of code defines: at its top, as methods of its classes, and inside of functions and objects. */
import type { Range } from '../../../api.ts'
import type { Definition } from '../../term.ts'
import type { FileStatements } from '../syntax/pieces.ts'
import type { Expression, FunctionSyntax, Statement } from '../syntax/syntax.ts'
import type { Dialect } from './context.ts'

/** How deep inside of one another functions and objects are looked for. */
const DEEPEST = 3

const parametersOf = ({ parameters }: FunctionSyntax): string[] =>
  parameters.filter(({ rest, type }) => rest === undefined && type !== true).map(({ name }) => name)

/** A method's parameters without its object. */
function ownParameters(definition: FunctionSyntax, { passesSelf }: Dialect): string[] {
  const names = parametersOf(definition)
  return passesSelf && !definition.decorators.includes('staticmethod') ? names.slice(1) : names
}

const functionNamed = (name: string, parameters: readonly string[], range: Range): Definition => ({ name, kind: 'function', parameters, range })

/** Functions, methods and values; of a value that is set several times the last. */
export function definitionsIn(statements: FileStatements, dialect: Dialect): Definition[] {
  const found: Definition[] = []
  for (const statement of statements.of('function', 'class', 'assign')) {
    const { range } = statement
    if (statement.kind === 'function' && statement.definition.name !== undefined && !statement.definition.name.includes('::'))
      found.push(functionNamed(statement.definition.name, parametersOf(statement.definition), range))
    else if (statement.kind === 'class') {
      for (const member of statement.definition.body())
        if (member.kind === 'function' && member.definition.name !== undefined)
          found.push(functionNamed(`${statement.definition.name}.${member.definition.name}`, ownParameters(member.definition, dialect), member.range))
    } else if (statement.kind === 'assign') {
      const [target] = statement.targets
      if (target?.kind !== 'name' || statement.value === undefined) continue
      if (statement.value.kind === 'function') found.push(functionNamed(target.name, parametersOf(statement.value.definition), range))
      else {
        const earlier = found.findIndex((definition) => definition.name === target.name)
        if (earlier >= 0) found.splice(earlier, 1)
        found.push({ name: target.name, kind: 'value', parameters: [], range })
      }
    }
  }
  return found
}

/** Functions inside of functions, and those that an object holds, by their owners: solve.f, relu.derivative. */
export function innerDefinitions(statements: FileStatements, text: string): Definition[] {
  const found: Definition[] = []
  const inFunction = (definition: FunctionSyntax, owner: string, depth: number): void => {
    const { start, end } = definition.range
    if (depth > DEEPEST || !/\b(?:def|function|lambda)\b|[=-]>|@\(|\w\([^()]*\)\s*=[^=]/.test(text.slice(start + 1, end))) return
    const body = definition.body()
    if (!('kind' in body)) for (const statement of body) inStatement(statement, owner, depth)
    else inBlock(body, owner, depth)
  }
  // A block that is an expression: make(X) = begin ... end, const layer = (() => { ... })().
  const inBlock = (value: Expression, owner: string, depth: number): void => {
    if (value.kind === 'call' && value.callee.kind === 'function') inFunction(value.callee.definition, owner, depth)
  }
  const inObject = (value: Expression, owner: string, depth: number): void => {
    if (value.kind !== 'dictionary' || depth > DEEPEST) return
    for (const { key, value: held } of value.entries) {
      if (key?.kind !== 'string') continue
      const name = `${owner}.${key.value}`
      if (held.kind === 'function') found.push(functionNamed(name, parametersOf(held.definition), held.definition.range))
      else inObject(held, name, depth + 1)
    }
  }
  const inStatement = (statement: Statement, owner: string, depth: number): void => {
    if (statement.kind === 'block') for (const each of statement.body) inStatement(each, owner, depth)
    const target = statement.kind === 'assign' ? statement.targets[0] : undefined
    const made =
      statement.kind === 'function'
        ? statement.definition
        : statement.kind === 'assign' && statement.value?.kind === 'function'
          ? statement.value.definition
          : undefined
    const own = target?.kind === 'name' ? target.name : statement.kind === 'function' ? statement.definition.name : undefined
    if (own === undefined) return
    const name = owner === '' ? own : `${owner}.${own}`
    if (made !== undefined) {
      if (owner !== '') found.push(functionNamed(name, parametersOf(made), statement.range))
      inFunction(made, name, depth + 1)
    } else if (statement.kind === 'assign' && statement.value !== undefined) {
      inObject(statement.value, name, depth + 1)
      inBlock(statement.value, name, depth + 1)
    }
  }
  for (const statement of statements.of('function', 'class', 'assign')) {
    if (statement.kind !== 'class') inStatement(statement, '', 0)
    else
      for (const member of statement.definition.body()) {
        const { name } = statement.definition
        if (member.kind === 'function') inFunction(member.definition, `${name}.${member.definition.name}`, 1)
        else inStatement(member, name, 1)
      }
  }
  return found
}
