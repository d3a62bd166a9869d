/** Python's expressions from Lezer's tree. */
import type { SyntaxNode } from '@lezer/common'
import type { Range } from '../../api.ts'
import { ExpressionBridge, missing, numberLiteral } from '../execute/syntax/bridge.ts'
import { betweenCommas, childrenOf, rangeOf } from '../execute/syntax/parse.ts'
import {
  type Argument,
  type BinaryOperator,
  type Clause,
  type Comparison,
  type Expression,
  type FunctionSyntax,
  once,
  type Parameter,
  type Slice,
  type Subscript,
  type UnaryOperator,
} from '../execute/syntax/syntax.ts'

const COMPARISONS = new Set(['<', '<=', '>', '>=', '==', '!=', '<>', 'is', 'is not', 'in', 'not in'])
export class PythonExpressions extends ExpressionBridge {
  protected readonly spread = '*'

  /** What stands in a text, and the values in it: f"W{l}" is W and l. */
  private textParts(node: SyntaxNode): (string | Expression)[] {
    const replaced = childrenOf(node).filter(({ name }) => name === 'FormatReplacement')
    const whole = this.slice(node)
    if (replaced.length === 0) return [stringValue(whole)]
    const start = node.from + (/^[a-zA-Z]*("""|'''|"|')/.exec(whole)?.[0].length ?? 0)
    const end = node.to - (/("""|'''|"|')$/.exec(whole)?.[0].length ?? 0)
    const between = (from: number, to: number): string =>
      whole
        .slice(from - node.from, to - node.from)
        .replaceAll('{{', '{')
        .replaceAll('}}', '}')
    const parts: (string | Expression)[] = []
    let at = start
    for (const part of replaced) {
      parts.push(between(at, part.from))
      const [, value, ...more] = childrenOf(part)
      const isPlain = more.every((each) => each.name === '}' || (each.name === 'FormatSpec' && DIGITS.exec(this.slice(each))?.[1] === ''))
      // What is rounded or filled up is another text.
      parts.push(value !== undefined && isPlain ? this.expression(value) : { kind: 'constant', value: null, range: rangeOf(part) })
      at = part.to
    }
    parts.push(between(at, end))
    return parts.filter((part) => part !== '')
  }

  protected build(node: SyntaxNode): Expression {
    const range = rangeOf(node)
    switch (node.name) {
      case 'Number':
        return pythonNumber(this.slice(node), range)
      case 'String':
        return { kind: 'string', value: stringValue(this.slice(node)), range }
      case 'FormatString':
      case 'ContinuedString': {
        const parts = (node.name === 'FormatString' ? [node] : childrenOf(node)).flatMap((part) => this.textParts(part))
        return parts.every((part) => typeof part === 'string') ? { kind: 'string', value: parts.join(''), range } : { kind: 'text', parts, range }
      }
      case 'Boolean':
        return { kind: 'constant', value: this.slice(node) === 'True', range }
      case 'None':
        return { kind: 'constant', value: null, range }
      case 'Ellipsis':
        return { kind: 'ellipsis', range }
      case 'VariableName':
        return { kind: 'name', name: this.slice(node), range }
      case 'ParenthesizedExpression':
        return this.inParentheses(node)
      case 'UnaryExpression': {
        const [op, operand] = childrenOf(node)
        if (op !== undefined && this.slice(op) === 'not') return this.logic(node)
        return operand === undefined || op === undefined
          ? missing(node)
          : { kind: 'unary', op: this.slice(op) as UnaryOperator, operand: this.expression(operand), range }
      }
      case 'BinaryExpression':
        return this.binary(node)
      case 'ConditionalExpression': {
        const [then, , test, , otherwise] = childrenOf(node)
        if (then === undefined || test === undefined || otherwise === undefined) return missing(node)
        return { kind: 'conditional', test: this.expression(test), then: this.expression(then), otherwise: this.expression(otherwise), range }
      }
      case 'CallExpression': {
        const [callee, list] = childrenOf(node)
        if (callee === undefined) return missing(node)
        return { kind: 'call', callee: this.expression(callee), args: list === undefined ? [] : this.args(list), range }
      }
      case 'MemberExpression':
        return this.member(node)
      case 'TupleExpression':
      case 'ArrayExpression':
      case 'SetExpression': {
        const form = node.name === 'TupleExpression' ? 'tuple' : node.name === 'ArrayExpression' ? 'list' : 'set'
        return { kind: 'list', form, items: this.items(childrenOf(node).filter((child) => !/^[()[\]{}]$/.test(child.name))), range }
      }
      case 'DictionaryExpression':
        return this.dictionary(node)
      case 'ComprehensionExpression':
      case 'ArrayComprehensionExpression':
      case 'DictionaryComprehensionExpression':
      case 'SetComprehensionExpression': {
        if (node.name === 'DictionaryComprehensionExpression') return this.dictionaryComprehension(node)
        const form = node.name === 'ComprehensionExpression' ? 'generator' : node.name === 'ArrayComprehensionExpression' ? 'list' : 'set'
        return this.comprehension(childrenOf(node).slice(1, -1), form, range)
      }
      case 'LambdaExpression':
        return { kind: 'function', definition: this.lambda(node), range }
      case 'NamedExpression': {
        const [target, , value] = childrenOf(node)
        if (target === undefined || value === undefined) return missing(node)
        return { kind: 'assignment', target: this.expression(target), value: this.expression(value), range }
      }
      case '⚠':
        return missing(node)
      default:
        return { kind: 'unknown', what: WORDS[node.name] ?? `"${this.slice(node).slice(0, 30)}"`, range }
    }
  }

  /** What stands behind the "@": a name, a member, or a call of one. */
  decorator(node: SyntaxNode): Expression | undefined {
    let value: Expression | undefined
    for (const part of childrenOf(node)) {
      const range = { start: node.from + 1, end: part.to }
      if (part.name === 'VariableName' || part.name === 'PropertyName') {
        const name = this.slice(part)
        value = value === undefined ? { kind: 'name', name, range } : { kind: 'member', object: value, name, range }
      }
      if (part.name === 'ArgList' && value !== undefined) value = { kind: 'call', callee: value, args: this.args(part), range }
    }
    return value
  }

  /** "a, b" is a tuple, "a" is a. */
  tuple(nodes: readonly SyntaxNode[]): Expression {
    const [first] = nodes
    const last = nodes[nodes.length - 1]
    if (first === undefined || last === undefined) throw new RangeError('nothing to read')
    if (nodes.length === 1) return this.expression(first)
    return { kind: 'list', form: 'tuple', items: this.items(nodes), range: { start: first.from, end: last.to } }
  }

  private binary(node: SyntaxNode): Expression {
    const range = rangeOf(node)
    const mark = childrenOf(node)[1]
    const op = mark === undefined ? '' : this.slice(mark)
    if (op === 'and' || op === 'or') return this.logic(node)
    const compares = /^(not|is)$/.test(op) || COMPARISONS.has(op)
    const chain = this.chain(node, (each) => each !== 'and' && each !== 'or' && COMPARISONS.has(each) === compares)
    if (chain === undefined) return missing(node)
    const first = this.expression(chain.first)
    const rest = chain.rest.map((each) => ({ op: each.op === '<>' ? '!=' : each.op, operand: this.expression(each.operand) }))
    if (compares) return { kind: 'compare', first, rest: rest as { op: Comparison; operand: Expression }[], range }
    return { kind: 'binary', first, rest: rest as { op: BinaryOperator; operand: Expression }[], range }
  }

  /** Lezer lets "not" take all that follows; in Python it binds before "and", which binds before "or". */
  private logic(node: SyntaxNode): Expression {
    const words: ('not' | 'and' | 'or' | SyntaxNode)[] = []
    const collect = (part: SyntaxNode): boolean => {
      const parts = childrenOf(part)
      const [left, mark, right] = parts
      if (words.length > 2000) return false
      if (part.name === 'UnaryExpression' && left !== undefined && mark !== undefined && this.slice(left) === 'not') {
        words.push('not')
        return collect(mark)
      }
      const op = part.name === 'BinaryExpression' && mark !== undefined ? this.slice(mark) : ''
      if (op !== 'and' && op !== 'or') return words.push(part) > 0 && !part.type.isError
      if (left === undefined || right === undefined || !collect(left)) return false
      words.push(op)
      return collect(right)
    }
    if (!collect(node)) return missing(node)
    let at = 0
    const unit = (): Expression => {
      const word = words[at++]
      if (word === 'not') {
        const operand = unit()
        return { kind: 'unary', op: 'not', operand, range: { start: operand.range.start, end: operand.range.end } }
      }
      return word === undefined || typeof word === 'string' ? missing(node) : this.expression(word)
    }
    const chain = (op: 'and' | 'or', next: () => Expression): Expression => {
      let left = next()
      while (words[at] === op) {
        at++
        const right = next()
        left = { kind: 'logic', op, left, right, range: { start: left.range.start, end: right.range.end } }
      }
      return left
    }
    return chain('or', () => chain('and', unit))
  }

  private member(node: SyntaxNode): Expression {
    const range = rangeOf(node)
    const [object, mark, ...rest] = childrenOf(node)
    if (object === undefined || mark === undefined) return missing(node)
    if (mark.name === '.') {
      const name = rest[0]
      return name === undefined || name.type.isError
        ? missing(node)
        : { kind: 'member', object: this.expression(object), name: this.slice(name), range }
    }
    const groups: SyntaxNode[][] = [[]]
    for (const part of rest) {
      if (part.name === ']') break
      if (part.name === ',') groups.push([])
      else groups.at(-1)?.push(part)
    }
    const items = groups.filter((group) => group.length > 0).map((group) => this.subscript(group))
    // x[(i, j)] is x[i, j].
    const [only] = items
    if (items.length === 1 && only?.kind === 'list' && only.form === 'tuple')
      return { kind: 'index', object: this.expression(object), items: only.items, range }
    return items.length === 0 ? missing(node) : { kind: 'index', object: this.expression(object), items, range }
  }

  private subscript(parts: readonly SyntaxNode[]): Subscript {
    const [first] = parts as [SyntaxNode]
    const last = parts[parts.length - 1] as SyntaxNode
    if (!parts.some((part) => part.name === ':')) return this.expression(first)
    const bounds: (Expression | undefined)[] = [undefined, undefined, undefined]
    let at = 0
    for (const part of parts) {
      if (part.name === ':') at++
      else if (at < 3) bounds[at] = this.expression(part)
    }
    const slice: Slice = { kind: 'slice', start: bounds[0], stop: bounds[1], step: bounds[2], range: { start: first.from, end: last.to } }
    return slice
  }

  private dictionary(node: SyntaxNode): Expression {
    const entries: { key?: Expression; value: Expression }[] = []
    const parts = childrenOf(node)
      .slice(1, -1)
      .filter((part) => part.name !== ',')
    for (let k = 0; k < parts.length; k++) {
      const part = parts[k] as SyntaxNode
      if (part.name === '**') {
        const value = parts[++k]
        if (value !== undefined) entries.push({ value: this.expression(value) })
      } else if (parts[k + 1]?.name === ':' && parts[k + 2] !== undefined) {
        entries.push({ key: this.expression(part), value: this.expression(parts[k + 2] as SyntaxNode) })
        k += 2
      }
    }
    return { kind: 'dictionary', entries, range: rangeOf(node) }
  }

  private dictionaryComprehension(node: SyntaxNode): Expression {
    const [key, , ...rest] = childrenOf(node).slice(1, -1)
    if (key === undefined || rest.length === 0) return missing(node)
    const entry = this.comprehension(rest, 'dictionary', rangeOf(node))
    return entry.kind === 'comprehension' ? { ...entry, key: this.expression(key) } : entry
  }

  private comprehension(parts: readonly SyntaxNode[], form: 'list' | 'generator' | 'set' | 'dictionary', range: Range): Expression {
    const [element] = parts
    if (element === undefined) return { kind: 'unknown', what: 'an empty comprehension', range }
    const clauses: Clause[] = []
    let k = 1
    while (k < parts.length) {
      const part = parts[k] as SyntaxNode
      if (part.name === 'for') {
        const targets: SyntaxNode[] = []
        for (k++; k < parts.length && parts[k]?.name !== 'in'; k++) targets.push(parts[k] as SyntaxNode)
        const iterable = parts[k + 1]
        if (iterable === undefined || targets.length === 0) return { kind: 'unknown', what: 'an unfinished comprehension', range }
        clauses.push({
          target: this.tuple(targets),
          iterable: this.expression(iterable),
          conditions: [],
          range: { start: part.from, end: iterable.to },
        })
        k += 2
      } else if (part.name === 'if') {
        const condition = parts[k + 1]
        const last = clauses.pop()
        if (condition === undefined || last === undefined) return { kind: 'unknown', what: 'an unfinished comprehension', range }
        clauses.push({ ...last, conditions: [...last.conditions, this.expression(condition)] })
        k += 2
      } else k++
    }
    return { kind: 'comprehension', form, element: this.expression(element), clauses, range }
  }

  args(list: SyntaxNode): Argument[] {
    const args: Argument[] = []
    let group: SyntaxNode[] = []
    const finish = (): void => {
      const [first, second, third] = group
      const last = group[group.length - 1]
      if (first !== undefined && last !== undefined) {
        const range = { start: first.from, end: last.to }
        if (group.some((part) => part.name === 'for')) args.push({ value: this.comprehension(group, 'generator', range), range })
        else if ((first.name === '*' || first.name === '**') && second !== undefined) {
          args.push({ spread: first.name === '*' ? 'list' : 'dictionary', value: this.expression(second), range })
        } else if (second?.name === 'AssignOp' && third !== undefined) args.push({ name: this.slice(first), value: this.expression(third), range })
        else args.push({ value: this.expression(first), range })
      }
      group = []
    }
    for (const part of childrenOf(list)) {
      if (part.name === '(' || part.name === ')') continue
      // The commas between the targets of a comprehension separate no arguments.
      const targets = group.filter((each) => each.name === 'for').length > group.filter((each) => each.name === 'in').length
      if (part.name === ',' && !targets) finish()
      else group.push(part)
    }
    finish()
    return args
  }

  parameters(list: SyntaxNode | undefined): Parameter[] {
    const parameters: Parameter[] = []
    // All that follows a star.
    let named = false
    for (const group of betweenCommas(list)) {
      const star = group[0]?.name === '*' || group[0]?.name === '**' ? group[0].name : undefined
      const name = group[star === undefined ? 0 : 1]
      if (name?.name === 'VariableName') {
        const annotation = group.find((part) => part.name === 'TypeDef')
        const at = group.findIndex((part) => part.name === 'AssignOp')
        const initial = at < 0 ? undefined : group[at + 1]
        parameters.push({
          name: this.slice(name),
          initial: initial === undefined ? undefined : this.expression(initial),
          annotation: annotation === undefined ? undefined : rangeOf(annotation),
          rest: star === undefined ? undefined : star === '*' ? 'list' : 'dictionary',
          named,
          range: rangeOf(name),
        })
      }
      named ||= star === '*'
    }
    return parameters
  }

  private lambda(node: SyntaxNode): FunctionSyntax {
    const children = childrenOf(node)
    const list = children.find((child) => child.name === 'ParamList')
    const body = children[children.length - 1] as SyntaxNode
    const colon = children.find((child) => child.name === ':')
    return {
      parameters: this.parameters(list),
      header: { start: node.from, end: colon?.to ?? node.from },
      body: once(() => this.expression(body)),
      decorators: [],
      range: rangeOf(node),
    }
  }
}

const WORDS: { readonly [name: string]: string } = {
  AwaitExpression: 'waiting for something',
  YieldExpression: 'yielding a value',
}

/** The reader of files writes "1." as "1_". */
function pythonNumber(text: string, range: Range): Expression {
  const plain = /^0[xXbBoO]/.test(text) ? text : text.replace(/_(?=$|[eEjJ])/, '.0')
  return numberLiteral(plain, range)
}

/** How a whole number is written in a text: {l:02d}. */
const DIGITS = /^:0?(\d*)d?$/

/** What a string literal says; escapes are of no matter to formulas. */
export const stringValue = (literal: string): string => literal.replace(/^[a-zA-Z]*("""|'''|"|')/, '').replace(/("""|'''|"|'|`)$/, '')
