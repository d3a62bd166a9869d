/** JavaScript's and TypeScript's expressions from Lezer's tree. */
import type { SyntaxNode } from '@lezer/common'
import type { Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import { ExpressionBridge, missing, numberLiteral } from '../execute/syntax/bridge.ts'
import { betweenCommas, childrenOf, rangeOf } from '../execute/syntax/parse.ts'
import {
  type Argument,
  type BinaryOperator,
  type Comparison,
  type Expression,
  type FunctionSyntax,
  once,
  type Parameter,
  type Statement,
} from '../execute/syntax/syntax.ts'

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

export class JavascriptExpressions extends ExpressionBridge {
  protected readonly spread = 'Spread'

  constructor(
    text: string,
    /** Statements stand above expressions; bodies of functions need them. */
    private readonly statements: (node: SyntaxNode) => readonly Statement[],
  ) {
    super(text)
  }

  protected build(node: SyntaxNode): Expression {
    const range = rangeOf(node)
    const children = childrenOf(node)
    switch (node.name) {
      case 'Number':
        return numberLiteral(this.slice(node), range)
      case 'TemplateString': {
        const values = children.filter(({ name }) => name === 'Interpolation')
        const parts: (string | Expression)[] = []
        let at = node.from + 1
        for (const part of values) {
          const [, value] = childrenOf(part)
          parts.push(this.slice(node).slice(at - node.from, part.from - node.from), value === undefined ? missing(part) : this.expression(value))
          at = part.to
        }
        parts.push(this.slice(node).slice(at - node.from, -1))
        return values.length === 0 ? { kind: 'string', value: parts.join(''), range } : { kind: 'text', parts, range }
      }
      case 'String':
        return { kind: 'string', value: this.slice(node).slice(1, -1), range }
      case 'BooleanLiteral':
        return { kind: 'constant', value: this.slice(node) === 'true', range }
      case 'null':
        return { kind: 'constant', value: null, range }
      case 'VariableName':
      case 'VariableDefinition':
      case 'this':
      case 'super':
        if (node.from === node.to) return missing(node)
        return this.slice(node) === 'undefined' ? { kind: 'constant', value: null, range } : { kind: 'name', name: this.slice(node), range }
      case 'ParenthesizedExpression':
        return this.inParentheses(node)
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
        const logic = LOGIC[op]
        if (logic !== undefined) {
          const left = this.expression(target)
          return { kind: 'assignment', target: left, value: { kind: 'logic', op: logic, left, right: this.expression(value), range }, range }
        }
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
          return index === undefined
            ? missing(node)
            : { kind: 'index', object: this.expression(object), items: [this.expression(index)], shares: true, range }
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
      case 'AwaitExpression':
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
    if (op === '~' && operand.name === 'UnaryExpression' && this.slice(operand).startsWith('~')) {
      const [, inner] = childrenOf(operand)
      return inner === undefined ? missing(node) : this.truncated(this.expression(inner), range)
    }
    if (op === '-' || op === '+' || op === '~') return { kind: 'unary', op, operand: this.expression(operand), range }
    if (op === '!') return { kind: 'unary', op: 'not', operand: this.expression(operand), range }
    if (op === 'void') return { kind: 'constant', value: null, range }
    if (op === 'typeof')
      return { kind: 'call', callee: { kind: 'name', name: 'typeof ', range }, args: [{ value: this.expression(operand), range }], range }
    return { kind: 'unknown', what: `"${op}"`, range }
  }

  /** x | 0 and ~~x cut off the decimals. */
  private truncated(value: Expression, range: Range): Expression {
    const callee: Expression = { kind: 'member', object: { kind: 'name', name: 'Math', range }, name: 'trunc', range }
    return { kind: 'call', callee, args: [{ value, range: value.range }], range }
  }

  /** i++ and --i. */
  private step(operand: SyntaxNode, op: string, old: boolean, range: Range): Expression {
    const one: Expression = { kind: 'number', value: Exact.integer(1), range }
    return { kind: 'assignment', target: this.expression(operand), op: op === '++' ? '+' : '-', value: one, old, range }
  }

  /** Lezer groups a ** b ** c from the left; JavaScript means a ** (b ** c). */
  private binary(node: SyntaxNode): Expression {
    const range = rangeOf(node)
    const [left, mark, right] = childrenOf(node)
    const op = mark === undefined ? '' : this.slice(mark)
    const belongs = (each: string): boolean => (op === '**' ? each === '**' : ARITHMETIC.has(op) && ARITHMETIC.has(each) && each !== '**')
    const chain = this.chain(node, belongs)
    if (left === undefined || right === undefined || chain === undefined) return missing(node)
    if (op === 'as' || op === 'satisfies') return this.expression(left)
    if (op === 'instanceof') return { kind: 'unknown', what: '"instanceof"', range }
    const logic = LOGIC[op]
    if (logic !== undefined) return { kind: 'logic', op: logic, left: this.expression(left), right: this.expression(right), range }
    const comparison = COMPARISONS[op]
    if (comparison !== undefined)
      return { kind: 'compare', first: this.expression(left), rest: [{ op: comparison, operand: this.expression(right) }], range }
    if (/^(\||>>>?|<<)$/.test(op) && this.slice(right) === '0') return this.truncated(this.expression(left), range)
    if (op === '**') return this.power([chain.first, ...chain.rest.map(({ operand }) => operand)], node.to)
    return {
      kind: 'binary',
      first: this.expression(chain.first),
      rest: chain.rest.map((each) => ({ op: (each.op === '>>>' ? '>>' : each.op) as BinaryOperator, operand: this.expression(each.operand) })),
      range,
    }
  }

  private power(operands: readonly SyntaxNode[], end: number): Expression {
    const unary = operands.slice(0, -1).find((operand) => operand.name === 'UnaryExpression')
    if (unary !== undefined)
      return { kind: 'unknown', what: 'a sign before the base of a power', hint: 'write (-x) ** 2 or -(x ** 2)', range: rangeOf(unary) }
    const [last, ...rest] = [...operands].reverse() as [SyntaxNode, ...SyntaxNode[]]
    return rest.reduce<Expression>(
      (exponent, base) => ({
        kind: 'binary',
        first: this.expression(base),
        rest: [{ op: '**', operand: exponent }],
        range: { start: base.from, end },
      }),
      this.expression(last),
    )
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
      let isHole = true
      for (let k = 1; k < children.length - 1; k++) {
        const part = children[k] as SyntaxNode
        if (part.name === ',') {
          // [, y]: what stands at a hole is taken by nobody.
          if (isHole) items.push({ kind: 'name', name: `hole ${k}`, range: rangeOf(part) })
          isHole = true
          continue
        }
        isHole = false
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
    for (const group of betweenCommas(list)) {
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
    }
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
