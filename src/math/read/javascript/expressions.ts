/** JavaScript's and TypeScript's expressions from Lezer's tree. */
import type { SyntaxNode } from '@lezer/common'
import type { Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import { childrenOf, rangeOf } from '../execute/parse.ts'
import {
  type Argument,
  type BinaryOperator,
  type Comparison,
  type Expression,
  type FunctionSyntax,
  once,
  type Parameter,
  type Statement,
} from '../execute/syntax.ts'
import { ReadError } from '../term.ts'

const COMPARISONS: { readonly [op: string]: Comparison } = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '==',
  '===': '==',
  '!=': '!=',
  '!==': '!=',
  in: 'in',
}
const LOGIC: { readonly [op: string]: 'and' | 'or' | '??' } = { '&&': 'and', '||': 'or', '??': '??' }
const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>'])
const DEEPEST = 900

export class JavascriptExpressions {
  private depth = 0
  constructor(
    readonly text: string,
    /** Statements stand above expressions; bodies of functions need them. */
    private readonly statements: (node: SyntaxNode) => readonly Statement[],
  ) {}

  slice(node: { from: number; to: number }): string {
    return this.text.slice(node.from, node.to)
  }

  expression(node: SyntaxNode): Expression {
    if (++this.depth > DEEPEST) {
      this.depth = 0
      throw new ReadError('this is nested too deeply', rangeOf(node), 'split the expression with intermediate names')
    }
    const depth = this.depth
    const expression = this.build(node)
    this.depth = depth - 1
    return expression
  }

  private build(node: SyntaxNode): Expression {
    const range = rangeOf(node)
    const children = childrenOf(node)
    switch (node.name) {
      case 'Number':
        return numberLiteral(this.slice(node), range)
      case 'String':
      case 'TemplateString':
        return { kind: 'string', value: this.slice(node).slice(1, -1), range }
      case 'BooleanLiteral':
        return { kind: 'constant', value: this.slice(node) === 'true', range }
      case 'null':
        return { kind: 'constant', value: null, range }
      case 'VariableName':
      case 'VariableDefinition':
      case 'this':
      case 'super':
        return this.slice(node) === 'undefined' ? { kind: 'constant', value: null, range } : { kind: 'name', name: this.slice(node), range }
      case 'ParenthesizedExpression': {
        const inner = children.find((child) => child.name !== '(' && child.name !== ')')
        return inner === undefined || inner.type.isError ? missing(node) : this.expression(inner)
      }
      case 'UnaryExpression':
        return this.unary(node, children)
      case 'PostfixExpression': {
        const [operand, mark] = children
        if (operand === undefined || mark === undefined) return missing(node)
        const op = this.slice(mark)
        return op === '!' ? this.expression(operand) : this.step(operand, op, true, range)
      }
      case 'BinaryExpression':
        return this.binary(node)
      case 'ConditionalExpression': {
        const [test, , then, , otherwise] = children
        if (test === undefined || then === undefined || otherwise === undefined) return missing(node)
        return { kind: 'conditional', test: this.expression(test), then: this.expression(then), otherwise: this.expression(otherwise), range }
      }
      case 'AssignmentExpression': {
        const [target, mark, value] = children
        if (target === undefined || mark === undefined || value === undefined) return missing(node)
        const op = this.slice(mark).slice(0, -1)
        if (op !== '' && !ARITHMETIC.has(op)) return { kind: 'unknown', what: `"${op}="`, range }
        return {
          kind: 'assignment',
          target: this.pattern(target),
          op: op === '' ? undefined : (op as BinaryOperator),
          value: this.expression(value),
          range,
        }
      }
      case 'CallExpression':
      case 'NewExpression': {
        const [callee, ...rest] = children.filter((child) => child.name !== 'new' && child.name !== '?.')
        if (callee === undefined) return missing(node)
        const list = rest.find((child) => child.name === 'ArgList')
        return {
          kind: 'call',
          callee: this.expression(callee),
          args: list === undefined ? [] : this.args(list),
          fresh: node.name === 'NewExpression',
          range,
        }
      }
      case 'MemberExpression': {
        const [object, mark, key] = children
        if (object === undefined || mark === undefined || key === undefined || key.type.isError) return missing(node)
        if (mark.name === '[' || key.name === '[') {
          const index = children.find((child, k) => k > 0 && child.name !== '[' && child.name !== ']' && child.name !== '?.')
          return index === undefined ? missing(node) : { kind: 'index', object: this.expression(object), items: [this.expression(index)], range }
        }
        return { kind: 'member', object: this.expression(object), name: this.slice(key), range }
      }
      case 'ArrayExpression':
        return { kind: 'list', form: 'list', items: this.items(children.slice(1, -1)), range }
      case 'ObjectExpression':
        return this.object(node, children)
      case 'ArrowFunction':
      case 'FunctionExpression':
        return { kind: 'function', definition: this.functionSyntax(node), range }
      case 'SequenceExpression':
        return { kind: 'sequence', items: children.filter((child) => child.name !== ',').map((child) => this.expression(child)), range }
      case 'InstantiationExpression':
        return children[0] === undefined ? missing(node) : this.expression(children[0])
      case 'PrefixCast':
        return this.expression(children.at(-1) as SyntaxNode)
      case 'ArrayPattern':
      case 'ObjectPattern':
        return this.pattern(node)
      case '⚠':
        return missing(node)
      default:
        return { kind: 'unknown', what: `"${this.slice(node).slice(0, 30).split('\n')[0]}"`, range }
    }
  }

  private unary(node: SyntaxNode, [mark, operand]: readonly SyntaxNode[]): Expression {
    const range = rangeOf(node)
    if (mark === undefined || operand === undefined || operand.type.isError) return missing(node)
    const op = this.slice(mark)
    if (op === '++' || op === '--') return this.step(operand, op, false, range)
    if (op === '-' || op === '+' || op === '~') return { kind: 'unary', op, operand: this.expression(operand), range }
    if (op === '!') return { kind: 'unary', op: 'not', operand: this.expression(operand), range }
    if (op === 'typeof')
      return { kind: 'call', callee: { kind: 'name', name: 'typeof ', range }, args: [{ value: this.expression(operand), range }], range }
    return { kind: 'unknown', what: `"${op}"`, range }
  }

  /** i++ and --i. */
  private step(operand: SyntaxNode, op: string, old: boolean, range: Range): Expression {
    const one: Expression = { kind: 'number', value: Exact.integer(1), range }
    return { kind: 'assignment', target: this.expression(operand), op: op === '++' ? '+' : '-', value: one, old, range }
  }

  /** Operators are gathered from the left. Lezer groups a ** b ** c from the left; JavaScript means a ** (b ** c). */
  private binary(node: SyntaxNode): Expression {
    const parts = childrenOf(node)
    const mark = parts[1]
    if (parts.length > 3 && !parts.some((part) => part.type.isError))
      throw new ReadError('this expression has too many terms', rangeOf(node), 'split it with intermediate names')
    if (parts.length < 3 || mark === undefined || parts.some((part) => part.type.isError)) return missing(node)
    const op = this.slice(mark)
    if (op === 'as' || op === 'satisfies') return this.expression(parts[0] as SyntaxNode)
    if (op === 'instanceof') return { kind: 'unknown', what: '"instanceof"', range: rangeOf(node) }
    const logic = LOGIC[op]
    const [left, , right] = parts as [SyntaxNode, SyntaxNode, SyntaxNode]
    const range = rangeOf(node)
    if (logic !== undefined) return { kind: 'logic', op: logic, left: this.expression(left), right: this.expression(right), range }
    const comparison = COMPARISONS[op]
    if (comparison !== undefined)
      return { kind: 'compare', first: this.expression(left), rest: [{ op: comparison, operand: this.expression(right) }], range }
    if (op === '**') return this.power(node)
    const spine: [string, SyntaxNode][] = []
    let first: SyntaxNode = node
    while (first.name === 'BinaryExpression') {
      const [a, sign, b, more] = childrenOf(first)
      if (more !== undefined) throw new ReadError('this expression has too many terms', range, 'split it with intermediate names')
      if (a === undefined || sign === undefined || b === undefined) return missing(node)
      const operator = this.slice(sign)
      if (!ARITHMETIC.has(operator) || operator === '**') break
      spine.push([operator === '>>>' ? '>>' : operator, b])
      first = a
    }
    spine.reverse()
    return {
      kind: 'binary',
      first: this.expression(first),
      rest: spine.map(([operator, operand]) => ({ op: operator as BinaryOperator, operand: this.expression(operand) })),
      range,
    }
  }

  private power(node: SyntaxNode): Expression {
    const operands: SyntaxNode[] = []
    let first: SyntaxNode = node
    while (first.name === 'BinaryExpression') {
      const [a, sign, b] = childrenOf(first)
      if (a === undefined || sign === undefined || b === undefined || this.slice(sign) !== '**') break
      operands.push(b)
      first = a
    }
    operands.push(first)
    const unary = operands.slice(1).find((operand) => operand.name === 'UnaryExpression')
    if (unary !== undefined)
      return { kind: 'unknown', what: 'a sign before the base of a power', hint: 'write (-x) ** 2 or -(x ** 2)', range: rangeOf(unary) }
    const [last, ...rest] = operands as [SyntaxNode, ...SyntaxNode[]]
    return rest.reduce<Expression>(
      (exponent, base) => ({
        kind: 'binary',
        first: this.expression(base),
        rest: [{ op: '**', operand: exponent }],
        range: { start: base.from, end: node.to },
      }),
      this.expression(last),
    )
  }

  private items(nodes: readonly SyntaxNode[]): Expression[] {
    const items: Expression[] = []
    for (let k = 0; k < nodes.length; k++) {
      const node = nodes[k] as SyntaxNode
      if (node.name === ',') continue
      const next = nodes[k + 1]
      if (node.name === 'Spread' && next !== undefined) {
        items.push({ kind: 'spread', value: this.expression(next), range: { start: node.from, end: next.to } })
        k++
      } else items.push(this.expression(node))
    }
    return items
  }

  private object(node: SyntaxNode, children: readonly SyntaxNode[]): Expression {
    const entries: { key?: Expression; value: Expression }[] = []
    for (const property of children) {
      if (property.name !== 'Property') continue
      const parts = childrenOf(property)
      const [first, second] = parts
      if (first === undefined) continue
      const range = rangeOf(first)
      const key: Expression = { kind: 'string', value: this.slice(first).replace(/^["']|["']$/g, ''), range }
      if (first.name === 'Spread' && second !== undefined) entries.push({ value: this.expression(second) })
      else if (parts.some((part) => part.name === 'ParamList'))
        entries.push({ key, value: { kind: 'function', definition: this.functionSyntax(property), range: rangeOf(property) } })
      else if (second === undefined) entries.push({ key, value: { kind: 'name', name: this.slice(first), range } })
      else if (parts[2] !== undefined) entries.push({ key, value: this.expression(parts[2]) })
    }
    return { kind: 'dictionary', entries, range: rangeOf(node) }
  }

  args(list: SyntaxNode): Argument[] {
    return this.items(childrenOf(list).filter((child) => child.name !== '(' && child.name !== ')')).map((value) =>
      value.kind === 'spread' ? { spread: 'list', value: value.value, range: value.range } : { value, range: value.range },
    )
  }

  /** A target of an assignment or declaration. */
  pattern(node: SyntaxNode): Expression {
    const range = rangeOf(node)
    const children = childrenOf(node)
    if (node.name === 'ArrayPattern' || node.name === 'ArrayExpression') {
      const items: Expression[] = []
      for (let k = 1; k < children.length - 1; k++) {
        const part = children[k] as SyntaxNode
        if (part.name === ',') continue
        if (part.name === 'Spread') {
          const next = children[++k]
          if (next !== undefined) items.push({ kind: 'spread', value: this.pattern(next), range: { start: part.from, end: next.to } })
        } else if (part.name === 'Equals') {
          const initial = children[++k]
          const target = items.pop()
          if (initial !== undefined && target !== undefined)
            items.push({ kind: 'assignment', target, value: this.expression(initial), range: { start: target.range.start, end: initial.to } })
        } else items.push(this.pattern(part))
      }
      return { kind: 'list', form: 'list', items, range }
    }
    if (node.name === 'ObjectPattern') {
      const entries: { key?: Expression; value: Expression }[] = []
      for (const property of children) {
        if (property.name !== 'PatternProperty') continue
        const parts = childrenOf(property)
        const [key] = parts
        if (key === undefined) continue
        const colon = parts.findIndex((part) => part.name === ':')
        const target: Expression =
          colon >= 0 && parts[colon + 1] !== undefined
            ? this.pattern(parts[colon + 1] as SyntaxNode)
            : { kind: 'name', name: this.slice(key), range: rangeOf(key) }
        const equals = parts.findIndex((part) => part.name === 'Equals')
        const initial = equals < 0 ? undefined : parts[equals + 1]
        const value: Expression =
          initial === undefined ? target : { kind: 'assignment', target, value: this.expression(initial), range: rangeOf(property) }
        entries.push({ key: { kind: 'string', value: this.slice(key), range: rangeOf(key) }, value })
      }
      return { kind: 'dictionary', entries, range }
    }
    return this.expression(node)
  }

  parameters(list: SyntaxNode | undefined): Parameter[] {
    const parameters: Parameter[] = []
    let group: SyntaxNode[] = []
    const finish = (): void => {
      const rest = group.some((part) => part.name === 'Spread')
      const target = group.find((part) => /^(VariableDefinition|ArrayPattern|ObjectPattern|VariableName)$/.test(part.name))
      if (target !== undefined) {
        const equals = group.findIndex((part) => part.name === 'Equals')
        const initial = equals < 0 ? undefined : group[equals + 1]
        const type = group.find((part) => part.name === 'TypeAnnotation')
        const plain = target.name === 'VariableDefinition' || target.name === 'VariableName'
        parameters.push({
          name: plain ? this.slice(target) : `p_${parameters.length + 1}`,
          pattern: plain ? undefined : this.pattern(target),
          initial: initial === undefined ? undefined : this.expression(initial),
          annotation: type === undefined ? undefined : rangeOf(type),
          rest: rest ? 'list' : undefined,
          field: group.some((part) => part.name === 'Privacy' || part.name === 'readonly'),
          range: rangeOf(target),
        })
      }
      group = []
    }
    for (const part of list === undefined ? [] : childrenOf(list)) {
      if (part.name === '(' || part.name === ')') continue
      if (part.name === ',') finish()
      else group.push(part)
    }
    finish()
    return parameters
  }

  /** A function, an arrow, a method. */
  functionSyntax(node: SyntaxNode, given?: string): FunctionSyntax {
    const children = childrenOf(node)
    const name = children.find(
      (child) => child.name === 'VariableDefinition' || child.name === 'PropertyDefinition' || child.name === 'PrivatePropertyDefinition',
    )
    const list = children.find((child) => child.name === 'ParamList')
    const arrow = children.findIndex((child) => child.name === 'Arrow')
    const block = children.find((child) => child.name === 'Block')
    const short = arrow >= 0 && block === undefined ? children[arrow + 1] : undefined
    const modifier = children.some((child) => child.name === 'get')
      ? 'getter'
      : children.some((child) => child.name === 'set')
        ? 'setter'
        : children.some((child) => child.name === 'static')
          ? 'static'
          : undefined
    return {
      name: name === undefined ? given : this.slice(name),
      nameRange: name === undefined ? undefined : rangeOf(name),
      parameters: this.parameters(list),
      header: { start: node.from, end: block?.from ?? short?.from ?? node.to },
      body: once(() => (short !== undefined ? this.expression(short) : block === undefined ? [] : this.statements(block))),
      decorators: modifier === 'static' ? ['staticmethod'] : [],
      modifier,
      generator: children.some((child) => child.name === 'Star'),
      range: rangeOf(node),
    }
  }
}

const missing = (node: SyntaxNode): Expression => ({ kind: 'unknown', what: 'an unfinished expression', range: rangeOf(node) })

function numberLiteral(text: string, range: Range): Expression {
  const plain = text.replaceAll('_', '').replace(/n$/, '')
  const value = /^0[xXbBoO]/.test(plain) ? Exact.fromDouble(Number(plain)) : Exact.parse(plain)
  return value === undefined ? { kind: 'unknown', what: `the number ${text.slice(0, 30)}`, range } : { kind: 'number', value, range }
}
