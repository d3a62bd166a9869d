/** What the statements of a function give new values: names, fields of objects, entries of dictionaries. */
import type { Range } from '../../../api.ts'
import type { Assignment } from '../../term.ts'
import { type Part, partsOfPart, pathTo } from './path.ts'
import type { FileStatements } from './pieces.ts'
import type { Expression, FunctionSyntax, Statement } from './syntax.ts'

/** Those of the function that a definition of this range is, in their order. */
export function assignmentsIn(statements: FileStatements, within: Range): Assignment[] {
  const body = functionOf(pathTo(statements, within), within)?.body() ?? []
  return 'kind' in body ? [] : body.flatMap((statement) => ofStatement(statement, false))
}

/** The function of a definition: def f, f = lambda. */
function functionOf(path: readonly Part[], { start, end }: Range): FunctionSyntax | undefined {
  const parts = path.filter(({ range }) => range.start >= start && range.end <= end)
  for (const part of parts) {
    if (part.kind === 'function') return part.node
    if (parts.length < MOST) parts.push(...partsOfPart(part))
  }
  return undefined
}

/** Parts of a definition among which its function is looked for. */
const MOST = 50

function ofStatement(statement: Statement, isInside: boolean): Assignment[] {
  const { range } = statement
  switch (statement.kind) {
    case 'assign': {
      const isOne = statement.targets.length === 1 && statement.value !== undefined && statement.fills !== true
      return statement.targets.flatMap((target) => ofTarget(target, isOne ? statement.value?.range : undefined, range, isInside))
    }
    case 'update':
      return ofTarget(statement.target, undefined, range, isInside)
    case 'expression':
      return statement.value.kind === 'assignment' ? ofTarget(statement.value.target, statement.value.value.range, range, isInside) : []
    case 'if':
      return [...statement.then, ...statement.otherwise].flatMap((each) => ofStatement(each, true))
    case 'for':
      return [...statement.body, ...statement.otherwise].flatMap((each) => ofStatement(each, true))
    case 'count':
    case 'while':
      return statement.body.flatMap((each) => ofStatement(each, true))
    case 'block':
      return statement.body.flatMap((each) => ofStatement(each, isInside))
    default:
      return []
  }
}

function ofTarget(target: Expression, value: Range | undefined, statement: Range, isInside: boolean): Assignment[] {
  const one = (name: string): Assignment[] => [{ name, target: target.range, statement, ...(value && { value }), isInside }]
  switch (target.kind) {
    case 'name':
    case 'member':
      return one(target.name)
    case 'index': {
      const [item] = target.items
      if (target.items.length === 1 && item?.kind === 'string') return one(item.value)
      return ofTarget(target.object, undefined, statement, isInside)
    }
    case 'list':
    case 'sequence':
      return target.items.flatMap((item) => ofTarget(item, undefined, statement, isInside))
    default:
      return []
  }
}
