/** What a parameter is where nothing is given for it, as the body of its function says: if nargin < 3, tol = 1e-6; end. */
import { mentions } from './loops/carried.ts'
import type { Expression, FunctionSyntax, Statement } from './syntax/syntax.ts'

/** Calls that ask whether something was given: exist('tol', 'var'), isempty(tol), missing(tol). */
const ASKED = /^(?:exist|isempty|missing|is_null|is\.null|isnothing)$/

/** The number or word that the body gives a parameter of this name, under the condition that nobody else has. */
export function defaultIn({ body }: FunctionSyntax, name: string): Expression | undefined {
  const statements = body()
  return 'kind' in statements ? undefined : given(statements, name)
}

function given(statements: readonly Statement[], name: string): Expression | undefined {
  for (const statement of statements) {
    if (statement.kind === 'block') {
      const inner = given(statement.body, name)
      if (inner !== undefined) return inner
    }
    if (statement.kind !== 'if') continue
    if (asks(statement.test, name)) {
      for (const each of statement.then) {
        const [target] =
          each.kind === 'assign' ? each.targets : each.kind === 'expression' && each.value.kind === 'assignment' ? [each.value.target] : []
        const value =
          each.kind === 'assign' ? each.value : each.kind === 'expression' && each.value.kind === 'assignment' ? each.value.value : undefined
        if (target?.kind === 'name' && target.name === name && value !== undefined && isPlain(value)) return value
      }
    }
    const other = given(statement.otherwise, name)
    if (other !== undefined) return other
  }
  return undefined
}

/** Whether a condition asks for how much was given, or for this parameter. */
function asks(test: Expression, name: string): boolean {
  if (test.kind === 'logic') return asks(test.left, name) || asks(test.right, name)
  if (test.kind === 'unary') return asks(test.operand, name)
  if (test.kind === 'compare')
    return mentions(test, 'nargin') || (isNothing(test.rest[0]?.operand) && test.first.kind === 'name' && test.first.name === name)
  const [callee, arg] =
    test.kind === 'call'
      ? [test.callee, test.args[0]?.value]
      : test.kind === 'index' && test.parentheses !== undefined
        ? [test.object, test.items[0]]
        : []
  if (callee?.kind !== 'name' || !ASKED.test(callee.name) || arg === undefined) return false
  return arg.kind === 'string' ? arg.value === name : arg.kind === 'name' && arg.name === name
}

const isNothing = (e: Expression | undefined): boolean =>
  (e?.kind === 'constant' && e.value === null) || (e?.kind === 'name' && /^(?:undefined|nothing|NULL)$/.test(e.name))

/** Numbers, words and what is computed of numbers: these mean the same everywhere. */
function isPlain(e: Expression): boolean {
  if (e.kind === 'unary') return isPlain(e.operand)
  if (e.kind === 'binary') return isPlain(e.first) && e.rest.every(({ operand }) => isPlain(operand))
  if (e.kind === 'matrix') return e.rows.flat().every(isPlain) && e.rows.length > 0
  if (e.kind === 'constant') return e.value !== null
  return e.kind === 'number' || e.kind === 'string' || (e.kind === 'name' && /^(?:pi|eps|Inf|true|false)$/.test(e.name))
}
