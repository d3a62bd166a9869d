/** Julia's arrays and parameters, from the expressions they are written as. */
import type { Range } from '../../api.ts'
import type { Clause, Expression, Parameter } from '../execute/syntax/syntax.ts'
import { functionSyntax, numeral } from '../grammar/parser.ts'

/** Types that arrays are made of. */
export const TYPE = /^(Float16|Float32|Float64|BigFloat|Bool|Int|Int32|Int64|Real|Number|Any|T|(?:Abstract)?(?:Vector|Matrix)|Tuple|NTuple)$/

/** A column of plain numbers is data, anything else a list. */
export const listOf = (items: readonly Expression[], range: Range): Expression =>
  items.length > 0 && items.every(isNumeral)
    ? { kind: 'matrix', rows: items.map((item) => [item]), range }
    : { kind: 'list', form: 'list', items, range }

const isNumeral = (e: Expression): boolean => e.kind === 'number' || (e.kind === 'unary' && e.op === '-' && e.operand.kind === 'number')

/** [f(i, j) for i in a, j in b] is a matrix, whose first index is i. */
export function nested(element: Expression, clauses: readonly Clause[], range: Range): Expression {
  return clauses.reduceRight<Expression>(
    (inner, clause) => ({ kind: 'comprehension', form: 'list', element: inner, clauses: [clause], range }),
    element,
  )
}

/** The parameters before an arrow: x, (x, y), (). */
export function parametersOf(e: Expression): Parameter[] | undefined {
  const items = e.kind === 'list' ? e.items : [e]
  const parameters = items.flatMap((item) => (item.kind === 'name' ? [{ name: item.name, range: item.range }] : []))
  return parameters.length === items.length ? parameters : undefined
}

/** f ∘ g: x to f(g(x)). */
export function composed(outer: Expression, inner: Expression): Expression {
  const range = { start: outer.range.start, end: inner.range.end }
  const call = (callee: Expression, value: Expression): Expression => ({ kind: 'call', callee, args: [{ value, range }], range })
  const parameter = { name: 'x', range }
  const body = call(outer, call(inner, { kind: 'name', name: 'x', range }))
  return { kind: 'function', definition: functionSyntax(undefined, [parameter], body, range, range), range }
}

/** name = value inside of parentheses, before what they come to. */
export const assigned = (target: Expression, value: Expression, given: Expression | undefined): Expression =>
  given === undefined ? value : { kind: 'assignment', target, value, range: { start: target.range.start, end: value.range.end } }

/** $l, $(l), $(l + 1) in a text; what else stands there is not told. */
const VALUE = /\$(?:([\p{L}_]\w*)|\(\s*([\p{L}_]\w*)\s*(?:([-+])\s*(\d+)\s*)?\)|\()/u

/** A text with values in it: "W$l". */
export function interpolated(text: string, range: Range): Expression {
  const parts: (string | Expression)[] = []
  let rest = text
  for (let found = VALUE.exec(rest); found !== null; found = VALUE.exec(rest)) {
    const [whole, plain, name = plain, sign, by] = found
    const first: Expression = name === undefined ? { kind: 'constant', value: null, range } : { kind: 'name', name, range }
    const op = sign === '-' ? '-' : '+'
    parts.push(
      rest.slice(0, found.index),
      by === undefined ? first : { kind: 'binary', first, rest: [{ op, operand: numeral(Number(by), range) }], range },
    )
    rest = rest.slice(found.index + whole.length)
  }
  return parts.length === 0 ? { kind: 'string', value: text, range } : { kind: 'text', parts: [...parts, rest], range }
}
