/** What a block of Julia has for a value: that of its last expression. */
import type { Expression, Statement } from '../execute/syntax/syntax.ts'

/** What an error is raised by: nothing follows from it. */
const RAISES = /^(error|throw|rethrow)$/
export const isRaise = (e: Expression): boolean => e.kind === 'call' && e.callee.kind === 'name' && RAISES.test(e.callee.name)

/** The statements with their last value returned. */
export function returning(statements: readonly Statement[]): readonly Statement[] {
  const last = statements[statements.length - 1]
  const before = statements.slice(0, -1)
  switch (last?.kind) {
    case 'expression':
      return [...before, { kind: 'return', value: last.value, range: last.range }]
    case 'if':
      return [...before, { ...last, then: returning(last.then), otherwise: returning(last.otherwise) }]
    case 'block':
      return [...before, { ...last, body: returning(last.body) }]
    case 'assign':
    case 'update': {
      const target = last.kind === 'assign' ? last.targets[0] : last.target
      return target?.kind === 'name' || target?.kind === 'list' ? [...statements, { kind: 'return', value: target, range: last.range }] : statements
    }
    case 'function': {
      const { name } = last.definition
      return name === undefined
        ? statements
        : [...statements, { kind: 'return', value: { kind: 'name', name, range: last.range }, range: last.range }]
    }
    default:
      return statements
  }
}
