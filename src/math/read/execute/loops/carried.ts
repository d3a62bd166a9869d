/**
 * What a loop of a file goes on with. Numbers of a file keep their names, so that one can differentiate by them; what a loop
 * counts or gathers up is no such name: its beginning is the number 0 or 1, or the array that is filled.
 */
import type { Value as Numbers } from '../../../api.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { partsOfExpression } from '../syntax/path.ts'
import { boundNames, type Expression, type Statement } from '../syntax/syntax.ts'
import type { Context } from '../values/context.ts'
import { cellOf } from '../values/scopes.ts'
import { Cell } from '../values/store.ts'
import type { Scope } from '../values/value.ts'

/** Binds, where a loop runs, what statements of the file before it gave to the names that the loop builds on. */
export function carryIn(context: Context, body: readonly Statement[], scope: Scope): void {
  for (const [name, written] of buildingNames(body)) {
    if (cellOf(scope, name) !== undefined) continue
    const value = context.bound(name, scope)
    if (value === undefined) {
      if (written && context.dialect.growsArrays === true) context.declare(scope, name, { kind: 'list', form: 'list', items: new Cell([]) })
      continue
    }
    const number = value.kind === 'name' ? context.facts.declarations.get(value.name)?.value : undefined
    const begins = number === 0 || number === 1 || (written && number !== undefined)
    context.declare(scope, name, begins ? literal(number as Numbers) : value)
  }
}

const literal = (value: Numbers): Term => (typeof value === 'number' ? numberTerm(value) : applyTerm('array', value.map(literal)))

/** The names a round makes of what they were before, and whether by writing into places of them. */
function buildingNames(statements: readonly Statement[], found = new Map<string, boolean>()): ReadonlyMap<string, boolean> {
  for (const statement of statements) {
    if (statement.kind === 'update') {
      for (const name of boundNames(statement.target)) found.set(name, statement.target.kind === 'index')
    } else if (statement.kind === 'assign') {
      for (const target of statement.targets)
        for (const name of boundNames(target))
          if (target.kind === 'index' || (statement.value !== undefined && mentions(statement.value, name))) found.set(name, target.kind === 'index')
    } else if (statement.kind === 'expression') {
      const { value } = statement
      if (value.kind === 'assignment') for (const name of boundNames(value.target)) found.set(name, false)
    } else if (statement.kind === 'if') {
      buildingNames(statement.then, found)
      buildingNames(statement.otherwise, found)
    } else if ('body' in statement) buildingNames(statement.body, found)
  }
  return found
}

export function mentions(expression: Expression, name: string): boolean {
  const stack = [expression]
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.kind === 'name' && e.name === name) return true
    for (const part of partsOfExpression(e)) if (part.kind === 'expression') stack.push(part.node)
  }
  return false
}
