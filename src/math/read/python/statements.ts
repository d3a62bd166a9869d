/** Python's statements from Lezer's tree. */
import type { SyntaxNode } from '@lezer/common'
import type { Range } from '../../api.ts'
import { childrenOf, rangeOf, readable } from '../execute/syntax/parse.ts'
import {
  type BinaryOperator,
  type ClassSyntax,
  type Expression,
  type FunctionSyntax,
  type ImportedName,
  once,
  type Parameter,
  type Statement,
} from '../execute/syntax/syntax.ts'
import { PythonExpressions } from './expressions.ts'
import { openedAs, turnsGradientsOff, withGradientsOff } from './gradientsOff.ts'

/**
 * Calls that assign: x.clamp_(min=0), x.fill(0) and np.fill_diagonal(x, 0) change the array itself, self.register_buffer('mask', m) and
 * setattr(self, 'mask', m) name what an object holds.
 */
function assigning(call: Expression): Statement | undefined {
  if (call.kind !== 'call') return undefined
  const { callee, args, range } = call
  const [first, second, third] = args.map(({ value }) => value)
  const assign = (target: Expression, value: Expression): Statement => ({ kind: 'assign', targets: [target], value, range })
  const called = callee.kind === 'member' ? callee.name : callee.kind === 'name' ? callee.name : ''
  if (callee.kind === 'member' && /^(?:register_(?:buffer|parameter)|add_module)$/.test(called))
    return first?.kind === 'string' && second !== undefined
      ? assign({ kind: 'member', object: callee.object, name: first.value, range }, second)
      : undefined
  // What a function of PyTorch keeps for its backward pass.
  if (callee.kind === 'member' && called === 'save_for_backward') {
    const values: Expression = { kind: 'list', form: 'tuple', items: args.map(({ value }) => value), range }
    return assign({ kind: 'member', object: callee.object, name: 'saved_tensors', range }, values)
  }
  if (called === 'setattr' || called === '__setattr__')
    return first !== undefined && second?.kind === 'string' && third !== undefined
      ? assign({ kind: 'member', object: first, name: second.value, range }, third)
      : undefined
  const target =
    called === 'fill_diagonal' || called === 'copyto' ? first : callee.kind === 'member' && /^fill$|[a-z]_$/.test(called) ? callee.object : undefined
  return target?.kind === 'name' || target?.kind === 'index' ? assign(target, call) : undefined
}

export class PythonStatements {
  readonly expressions: PythonExpressions
  constructor(readonly text: string) {
    this.expressions = new PythonExpressions(text)
  }

  /** The statements of a Script or Body. */
  body(node: SyntaxNode | undefined): readonly Statement[] {
    if (node === undefined) return []
    return childrenOf(node).flatMap((child) => this.member(child))
  }

  /** What stands directly in a file or body. */
  member(node: SyntaxNode): readonly Statement[] {
    return node.name === ':' || node.type.isError ? [] : readable(node, () => this.statement(node))
  }

  statement(node: SyntaxNode): Statement[] {
    const range = rangeOf(node)
    const children = childrenOf(node)
    const parts = children.filter((child) => !child.type.isError)
    switch (node.name) {
      case 'StatementGroup':
        return children.flatMap((child) => (child.name === ';' ? [] : this.statement(child)))
      case 'ExpressionStatement':
        return parts.length === 0
          ? []
          : [assigning(this.expressions.tuple(parts)) ?? { kind: 'expression', value: this.expressions.tuple(parts), range }]
      case 'AssignStatement':
        return this.assignment(node, children)
      case 'UpdateStatement': {
        const at = parts.findIndex((part) => part.name === 'UpdateOp')
        const [target, op, ...value] = parts.slice(Math.max(0, at - 1))
        if (at < 1 || target === undefined || op === undefined || value.length === 0) return [unfinished(node)]
        const operator = this.expressions.slice(op).slice(0, -1) as BinaryOperator
        return [{ kind: 'update', target: this.expressions.expression(target), op: operator, value: this.expressions.tuple(value), range }]
      }
      case 'ReturnStatement': {
        const values = parts.slice(1)
        return [{ kind: 'return', value: values.length === 0 ? undefined : this.expressions.tuple(values), range }]
      }
      case 'IfStatement':
        return this.condition(node, parts)
      case 'ForStatement': {
        const start = parts.findIndex((part) => part.name === 'for')
        const middle = parts.findIndex((part) => part.name === 'in')
        const end = parts.findIndex((part) => part.name === 'Body')
        const targets = parts.slice(start + 1, middle)
        const iterables = parts.slice(middle + 1, end)
        if (middle < 0 || end < 0 || targets.length === 0 || iterables.length === 0) return [unfinished(node)]
        const otherwise = parts.slice(end + 1).find((part) => part.name === 'Body')
        return [
          {
            kind: 'for',
            target: this.expressions.tuple(targets),
            iterable: this.expressions.tuple(iterables),
            body: this.body(parts[end]),
            otherwise: this.body(otherwise),
            range,
          },
        ]
      }
      case 'WhileStatement': {
        const [, test, body] = parts
        if (test === undefined || body === undefined) return [unfinished(node)]
        return [{ kind: 'while', test: this.expressions.expression(test), body: this.body(body), range }]
      }
      case 'FunctionDefinition':
        return [{ kind: 'function', definition: this.functionSyntax(node, []), range }]
      case 'ClassDefinition':
        return [{ kind: 'class', definition: this.classSyntax(node), range }]
      case 'DecoratedStatement': {
        const decorators = parts
          .filter((part) => part.name === 'Decorator')
          .map((part) => /^@\s*([\w.]*)/.exec(this.expressions.slice(part))?.[1] ?? '')
        const inner = parts.find((part) => part.name === 'FunctionDefinition' || part.name === 'ClassDefinition')
        if (inner === undefined) return [unfinished(node)]
        if (inner.name === 'ClassDefinition') return [{ kind: 'class', definition: this.classSyntax(inner), range }]
        const wrappers = once(() => parts.filter((part) => part.name === 'Decorator').flatMap((part) => this.expressions.decorator(part) ?? []))
        return [{ kind: 'function', definition: this.functionSyntax(inner, decorators, wrappers), range }]
      }
      case 'ImportStatement':
        return [this.importing(node, parts)]
      case 'ScopeStatement':
        return [
          {
            kind: 'scope',
            names: parts.filter((part) => part.name === 'VariableName').map((part) => this.expressions.slice(part)),
            outermost: parts[0]?.name === 'global',
            range,
          },
        ]
      case 'WithStatement': {
        const written = parts.find((part) => part.name === 'Body')
        const isOff = turnsGradientsOff(this.text.slice(node.from, written?.from ?? node.to))
        const body = isOff ? this.body(written).map(withGradientsOff) : this.body(written)
        const opened = parts.flatMap((part, k) => {
          const [value, name] = part.name === 'as' ? [parts[k - 1], parts[k + 1]] : []
          return value === undefined || name === undefined ? [] : [openedAs(value, name, this.expressions)]
        })
        return [...opened, { kind: 'block', body, range }]
      }
      case 'TryStatement': {
        // What is tried is what is meant; the handlers are for when it fails.
        const bodies = parts.filter((part) => part.name === 'Body')
        const last = parts.some((part) => part.name === 'finally') ? bodies.at(-1) : undefined
        return [{ kind: 'block', body: [...this.body(bodies[0]), ...(last === bodies[0] ? [] : this.body(last))], range }]
      }
      case 'MatchStatement':
        return this.matching(node, parts)
      case 'RaiseStatement':
        return [{ kind: 'raise', range }]
      case 'AssertStatement': {
        const test = parts[1]
        if (test === undefined) return []
        return [{ kind: 'if', test: this.expressions.expression(test), then: [], otherwise: [{ kind: 'raise', range }], range }]
      }
      case 'BreakStatement':
        return [{ kind: 'break', range }]
      case 'ContinueStatement':
        return [{ kind: 'continue', range }]
      case 'PassStatement':
      case 'PrintStatement':
        return [{ kind: 'pass', range }]
      case 'YieldStatement': {
        const values = parts.filter((part) => part.name !== 'yield' && part.name !== 'from')
        const all = parts.some((part) => part.name === 'from')
        return [{ kind: 'yield', value: values.length === 0 ? undefined : this.expressions.tuple(values), all, range }]
      }
      case 'DeleteStatement':
      case 'TypeDefinition':
        return []
      default:
        return [{ kind: 'unknown', what: `"${this.expressions.slice(node).slice(0, 30).split('\n')[0]}"`, names: [], range }]
    }
  }

  private assignment(node: SyntaxNode, children: readonly SyntaxNode[]): Statement[] {
    const groups: SyntaxNode[][] = [[]]
    let annotation: SyntaxNode | undefined
    for (const child of children) {
      if (child.name === 'AssignOp') groups.push([])
      else if (child.name === 'TypeDef') annotation = child
      else groups.at(-1)?.push(child)
    }
    if (groups.some((group) => group.length === 0 || group.some((part) => part.type.isError)) && annotation === undefined) return [unfinished(node)]
    const values = groups.map((group) => this.expressions.tuple(group))
    const value = values.length > 1 ? values.pop() : undefined
    return [{ kind: 'assign', targets: values, value, annotation: annotation === undefined ? undefined : rangeOf(annotation), range: rangeOf(node) }]
  }

  /** if, elif and else as conditions inside one another. */
  private condition(node: SyntaxNode, parts: readonly SyntaxNode[]): Statement[] {
    const branches: { test: Expression; body: readonly Statement[]; start: number }[] = []
    let otherwise: readonly Statement[] = []
    for (let k = 0; k < parts.length; k++) {
      const part = parts[k] as SyntaxNode
      if (part.name === 'if' || part.name === 'elif') {
        const test = parts[k + 1]
        if (test === undefined || test.name === 'Body') return [unfinished(node)]
        const body = parts[k + 2]
        branches.push({ test: this.expressions.expression(test), body: body?.name === 'Body' ? this.body(body) : [], start: part.from })
      } else if (part.name === 'else') otherwise = this.body(parts[k + 1])
    }
    for (const { test, body, start } of branches.reverse()) {
      otherwise = [{ kind: 'if', test, then: body, otherwise, range: { start, end: node.to } }]
    }
    return [...otherwise]
  }

  /** match as conditions: literals, names and their alternatives; other patterns are refused. */
  private matching(node: SyntaxNode, parts: readonly SyntaxNode[]): Statement[] {
    const [, head, body] = parts
    if (head === undefined || body === undefined) return [unfinished(node)]
    const subject = this.expressions.expression(head)
    let otherwise: readonly Statement[] = []
    for (const clause of childrenOf(body)
      .filter((child) => child.name === 'MatchClause')
      .reverse()) {
      const inner = childrenOf(clause)
      const pattern = inner[1]
      const own = this.body(inner.find((child) => child.name === 'Body'))
      const guard = inner.find((child) => child.name === 'Guard')?.lastChild
      if (pattern === undefined) return [unfinished(node)]
      const test = this.patternTest(pattern, subject)
      const when = guard === null || guard === undefined ? undefined : this.expressions.expression(guard)
      const captured = pattern.name === 'CapturePattern' ? this.expressions.slice(pattern) : '_'
      const bind: Statement[] =
        captured === '_'
          ? []
          : [{ kind: 'assign', targets: [{ kind: 'name', name: captured, range: rangeOf(pattern) }], value: subject, range: rangeOf(pattern) }]
      const both =
        test === undefined
          ? when
          : when === undefined
            ? test
            : ({ kind: 'logic', op: 'and', left: test, right: when, range: rangeOf(clause) } as const)
      otherwise = both === undefined ? [...bind, ...own] : [...bind, { kind: 'if', test: both, then: own, otherwise, range: rangeOf(clause) }]
    }
    return [...otherwise]
  }

  /** The condition of a pattern; undefined for one that always holds. */
  private patternTest(pattern: SyntaxNode, subject: Expression): Expression | undefined {
    const range = rangeOf(pattern)
    if (pattern.name === 'CapturePattern') return undefined
    if (pattern.name === 'OrPattern') {
      const tests = childrenOf(pattern)
        .filter((child) => child.name !== 'LogicOp')
        .map((child) => this.patternTest(child, subject))
      return tests.reduce((left, right) => (left === undefined || right === undefined ? undefined : { kind: 'logic', op: 'or', left, right, range }))
    }
    const [first] = childrenOf(pattern)
    if (pattern.name !== 'LiteralPattern' || first === undefined) return { kind: 'unknown', what: 'this pattern', range }
    const sign = first.name === 'ArithOp' ? first.nextSibling : undefined
    const value = this.expressions.expression(sign ?? first)
    const operand: Expression = sign === undefined || sign === null ? value : { kind: 'unary', op: '-', operand: value, range }
    return { kind: 'compare', first: subject, rest: [{ op: '==', operand }], range }
  }

  functionSyntax(node: SyntaxNode, decorators: readonly string[], wrappers?: () => readonly Expression[]): FunctionSyntax {
    return new PythonFunction(node, this, decorators, wrappers)
  }

  private classSyntax(node: SyntaxNode): ClassSyntax {
    const children = childrenOf(node)
    const name = children.find((child) => child.name === 'VariableName') ?? node
    const list = children.find((child) => child.name === 'ArgList')
    const body = children.find((child) => child.name === 'Body')
    return {
      name: this.expressions.slice(name),
      nameRange: rangeOf(name),
      bases:
        list === undefined
          ? []
          : this.expressions
              .args(list)
              .filter((arg) => arg.name === undefined)
              .map((arg) => arg.value),
      body: once(() => this.body(body)),
      range: rangeOf(node),
    }
  }

  private importing(node: SyntaxNode, parts: readonly SyntaxNode[]): Statement {
    const range = rangeOf(node)
    const at = parts.findIndex((part) => part.name === 'import')
    const from =
      parts[0]?.name === 'from'
        ? parts
            .slice(1, at)
            .map((part) => this.expressions.slice(part))
            .join('')
        : undefined
    const names: ImportedName[] = []
    let path: SyntaxNode[] = []
    let alias: SyntaxNode | undefined
    const finish = (): void => {
      const [first] = path
      if (first !== undefined) {
        const dotted = path.map((part) => this.expressions.slice(part)).join('')
        const whole = from === undefined ? dotted : `${from}.${dotted}`
        // "import numpy.linalg" binds numpy.
        if (alias !== undefined) names.push({ name: this.expressions.slice(alias), path: whole, range: rangeOf(alias) })
        else if (from !== undefined) names.push({ name: dotted, path: whole, range: rangeOf(first) })
        else names.push({ name: this.expressions.slice(first), path: this.expressions.slice(first), range: rangeOf(first) })
      }
      path = []
      alias = undefined
    }
    const rest = parts.slice(at + 1).filter((part) => part.name !== '(' && part.name !== ')')
    if (rest[0]?.name === '*') return { kind: 'import', names: [], all: from, range }
    for (let k = 0; k < rest.length; k++) {
      const part = rest[k] as SyntaxNode
      if (part.name === ',') finish()
      else if (part.name === 'as') alias = rest[++k]
      else path.push(part)
    }
    finish()
    return { kind: 'import', names, range }
  }
}

/** A function: a file has many, of which few are read, so all but the name waits until it is asked for. */
class PythonFunction implements FunctionSyntax {
  readonly name: string | undefined
  readonly range: Range
  private block: SyntaxNode | null | undefined
  private list: readonly Parameter[] | undefined
  private statements: readonly Statement[] | undefined

  constructor(
    private readonly node: SyntaxNode,
    private readonly reader: PythonStatements,
    readonly decorators: readonly string[],
    readonly wrappers: (() => readonly Expression[]) | undefined,
  ) {
    const name = node.getChild('VariableName')
    this.name = name === null ? undefined : reader.expressions.slice(name)
    this.range = rangeOf(node)
  }

  get nameRange(): Range | undefined {
    const name = this.node.getChild('VariableName')
    return name === null ? undefined : rangeOf(name)
  }

  get parameters(): readonly Parameter[] {
    this.list ??= this.reader.expressions.parameters(this.node.getChild('ParamList') ?? undefined)
    return this.list
  }

  private get bodyNode(): SyntaxNode | null {
    if (this.block === undefined) this.block = this.node.getChild('Body')
    return this.block
  }

  get header(): Range {
    return { start: this.node.from, end: this.bodyNode?.from ?? this.node.to }
  }

  readonly body = (): readonly Statement[] => {
    this.statements ??= this.reader.body(this.bodyNode ?? undefined)
    return this.statements
  }

  get documentation(): Range | undefined {
    const first = this.bodyNode === null ? undefined : childrenOf(this.bodyNode).find((child) => child.name !== ':')
    return first?.name === 'ExpressionStatement' && /^(String|ContinuedString)$/.test(first.firstChild?.name ?? '') ? rangeOf(first) : undefined
  }

  get generator(): boolean {
    return this.bodyNode !== null && /\byield\b/.test(this.reader.expressions.slice(this.bodyNode)) && hasYield(this.bodyNode)
  }
}

const unfinished = (node: SyntaxNode): Statement => ({ kind: 'unknown', what: 'a statement that is not finished', names: [], range: rangeOf(node) })

/** Whether a function yields: not one inside it. */
function hasYield(body: SyntaxNode | undefined): boolean {
  if (body === undefined) return false
  const cursor = body.cursor()
  do {
    if (cursor.name === 'YieldStatement' || cursor.name === 'YieldExpression') return true
  } while (cursor.next(cursor.name !== 'FunctionDefinition' && cursor.name !== 'LambdaExpression') && cursor.from < body.to)
  return false
}
