/** with torch.no_grad(): what is assigned there counts as a constant in derivatives; what is returned is what somebody asks about. */
import type { SyntaxNode } from '@lezer/common'
import { rangeOf } from '../execute/syntax/parse.ts'
import type { Expression, Statement } from '../execute/syntax/syntax.ts'
import type { PythonExpressions } from './expressions.ts'

/** What opens such a block, as it is written. Sources: PyTorch's documentation of torch.no_grad, TensorFlow's of GradientTape. */
const OFF = /\b(?:no_grad|inference_mode|stop_recording)\(/

/** with value as name: of what opens a block only a tape is known, which keeps what is computed for derivatives. */
export function openedAs(value: SyntaxNode, name: SyntaxNode, expressions: PythonExpressions): Statement {
  const range = rangeOf(name)
  if (!/\bGradientTape\(/.test(expressions.slice(value)))
    return { kind: 'unknown', what: 'what "with" opens', names: [expressions.slice(name)], range }
  return { kind: 'assign', targets: [expressions.expression(name)], value: expressions.expression(value), range }
}

export const turnsGradientsOff = (opened: string): boolean => OFF.test(opened)

/** The function that detaches a value: no name that a text could give to one of its own. */
export const DETACH = 'stop gradient'

const detached = (value: Expression): Expression => ({
  kind: 'call',
  callee: { kind: 'name', name: DETACH, range: value.range },
  args: [{ value, range: value.range }],
  range: value.range,
})

export function withGradientsOff(statement: Statement): Statement {
  const all = (body: readonly Statement[]): readonly Statement[] => body.map(withGradientsOff)
  switch (statement.kind) {
    case 'assign':
      return statement.value === undefined ? statement : { ...statement, value: detached(statement.value) }
    case 'if':
      return { ...statement, then: all(statement.then), otherwise: all(statement.otherwise) }
    case 'for':
      return { ...statement, body: all(statement.body), otherwise: all(statement.otherwise) }
    case 'while':
    case 'block':
      return { ...statement, body: all(statement.body) }
    default:
      return statement
  }
}
