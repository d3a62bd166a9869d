/** JavaScript's and TypeScript's statements from Lezer's tree. */
import type { SyntaxNode } from '@lezer/common'
import { missing } from '../execute/syntax/bridge.ts'
import { type Case, choiceOf } from '../execute/syntax/choice.ts'
import { childrenOf, rangeOf, readable } from '../execute/syntax/parse.ts'
import { type ClassSyntax, type Expression, type ImportedName, once, type Statement } from '../execute/syntax/syntax.ts'
import { numeral } from '../grammar/parser.ts'
import { JavascriptExpressions } from './expressions.ts'

const NOTHING = new Set([
  ';',
  '{',
  '}',
  'EmptyStatement',
  'TypeAliasDeclaration',
  'InterfaceDeclaration',
  'NamespaceDeclaration',
  'AmbientDeclaration',
  'DebuggerStatement',
  'Hashbang',
])

export class JavascriptStatements {
  readonly expressions: JavascriptExpressions
  constructor(readonly text: string) {
    this.expressions = new JavascriptExpressions(text, (node) => this.body(node))
  }

  body(node: SyntaxNode): readonly Statement[] {
    return childrenOf(node).flatMap((child) => this.member(child))
  }

  /** What stands directly in a file or block. */
  member(node: SyntaxNode): readonly Statement[] {
    return readable(node, () => this.statement(node))
  }

  statement(node: SyntaxNode): Statement[] {
    const range = rangeOf(node)
    const parts = childrenOf(node).filter((child) => !child.type.isError)
    if (NOTHING.has(node.name) || node.type.isError) return []
    switch (node.name) {
      case 'ExpressionStatement': {
        const [value] = parts
        if (value === undefined) return []
        if (value.name === 'YieldExpression') {
          const yielded = childrenOf(value)
            .filter((part) => part.name !== 'yield' && part.name !== 'Star')
            .at(-1)
          const all = childrenOf(value).some((part) => part.name === 'Star')
          return [{ kind: 'yield', value: yielded === undefined ? undefined : this.expressions.expression(yielded), all, range }]
        }
        const expression = this.expressions.expression(value)
        return exported(expression) ?? [this.asStatement(expression, { start: node.from, end: value.to })]
      }
      case 'VariableDeclaration':
        return this.declaration(parts, range)
      case 'FunctionDeclaration':
        return [{ kind: 'function', definition: this.expressions.functionSyntax(node), range }]
      case 'EnumDeclaration':
        return this.enumeration(parts, range)
      case 'ClassDeclaration':
        return [{ kind: 'class', definition: this.classSyntax(node), range }]
      case 'ExportDeclaration':
        return parts.flatMap((part) => {
          if (/Declaration$/.test(part.name)) return this.statement(part)
          return part.type.isError ||
            part.name === 'export' ||
            part.name === 'default' ||
            part.name === ';' ||
            part.name === 'ExportGroup' ||
            part.name === 'from' ||
            part.name === 'String' ||
            part.name === 'Star' ||
            part.name === 'type'
            ? []
            : this.given(part)
        })
      case 'ImportDeclaration':
        return [this.importing(node, parts)]
      case 'ReturnStatement': {
        const value = parts.find((part) => part.name !== 'return' && part.name !== ';')
        return [{ kind: 'return', value: value === undefined ? undefined : this.expressions.expression(value), range }]
      }
      case 'IfStatement': {
        const [, test, then] = parts
        const at = parts.findIndex((part) => part.name === 'else')
        const otherwise = at < 0 ? undefined : parts[at + 1]
        if (test === undefined || then === undefined) return []
        return [
          {
            kind: 'if',
            test: this.expressions.expression(test),
            then: this.block(then),
            otherwise: otherwise === undefined ? [] : this.block(otherwise),
            range,
          },
        ]
      }
      case 'ForStatement':
        return this.loop(node, parts)
      case 'WhileStatement': {
        const [, test, body] = parts
        if (test === undefined || body === undefined) return []
        return [{ kind: 'while', test: this.expressions.expression(test), body: this.block(body), range }]
      }
      case 'DoStatement': {
        const [, body, , test] = parts
        if (test === undefined || body === undefined) return []
        return [{ kind: 'while', test: this.expressions.expression(test), body: this.block(body), after: true, range }]
      }
      case 'Block':
        return [{ kind: 'block', body: this.body(node), range }]
      case 'SwitchStatement':
        return this.choice(node, parts)
      case 'TryStatement': {
        const block = parts.find((part) => part.name === 'Block')
        return block === undefined ? [] : [{ kind: 'block', body: this.body(block), range }]
      }
      case 'LabeledStatement': {
        const [label, , ...body] = parts
        return label === undefined
          ? []
          : [{ kind: 'labelled', label: this.expressions.slice(label), body: body.flatMap((part) => this.statement(part)), range }]
      }
      case 'ThrowStatement':
        return [{ kind: 'raise', range }]
      case 'BreakStatement':
      case 'ContinueStatement': {
        const label = parts.find((part) => part.name === 'Label')
        return [
          {
            kind: node.name === 'BreakStatement' ? 'break' : 'continue',
            label: label === undefined ? undefined : this.expressions.slice(label),
            range,
          },
        ]
      }
      default:
        return [{ kind: 'unknown', what: `"${this.expressions.slice(node).slice(0, 30).split('\n')[0]}"`, names: [], range }]
    }
  }

  /** export default */
  private given(part: SyntaxNode): readonly Statement[] {
    const value = this.expressions.expression(part)
    return functionsOf(value) ?? [{ kind: 'expression', value, range: rangeOf(part) }]
  }

  /** An assignment that stands alone is the statement it is in other languages. */
  private asStatement(value: Expression, range: Statement['range']): Statement {
    if (value.kind !== 'assignment') {
      const test = value.kind === 'call' && isAssertion(value.callee) ? value.args[0]?.value : undefined
      return test === undefined ? { kind: 'expression', value, range } : { kind: 'if', test, then: [], otherwise: [{ kind: 'raise', range }], range }
    }
    if (value.op !== undefined) return { kind: 'update', target: value.target, op: value.op, value: value.value, range }
    return { kind: 'assign', targets: [namedTarget(value)], value: value.value, range }
  }

  private block(node: SyntaxNode): readonly Statement[] {
    return node.name === 'Block' ? this.body(node) : this.statement(node)
  }

  private declaration(parts: readonly SyntaxNode[], range: Statement['range']): Statement[] {
    const found: Statement[] = []
    let group: SyntaxNode[] = []
    const finish = (): void => {
      const target = group.find((part) => /^(VariableDefinition|ArrayPattern|ObjectPattern)$/.test(part.name))
      const equals = group.findIndex((part) => part.name === 'Equals')
      const value = equals < 0 ? undefined : group[equals + 1]
      const type = group.find((part) => part.name === 'TypeAnnotation')
      if (target !== undefined) {
        found.push({
          kind: 'assign',
          targets: [this.expressions.pattern(target)],
          value: value === undefined ? undefined : this.expressions.expression(value),
          annotation: type === undefined ? undefined : rangeOf(type),
          declares: true,
          hoisted: parts.some((part) => part.name === 'var'),
          range: { start: group[0]?.from ?? range.start, end: value?.to ?? target.to },
        })
      }
      group = []
    }
    for (const part of parts) {
      if (part.name === ',' || part.name === ';') finish()
      else if (!/^(const|let|var|using|await)$/.test(part.name)) group.push(part)
    }
    finish()
    const [only] = found
    return found.length === 1 && only !== undefined ? [{ ...only, range: { start: range.start, end: only.range.end } }] : found
  }

  private loop(node: SyntaxNode, parts: readonly SyntaxNode[]): Statement[] {
    const range = rangeOf(node)
    const head = parts.find((part) => /^For(Of|In)?Spec$/.test(part.name))
    const last = parts.at(-1)
    if (head === undefined || last === undefined || last === head) return []
    const inner = childrenOf(head).filter((part) => part.name !== '(' && part.name !== ')' && !part.type.isError)
    const body = this.block(last)
    if (head.name === 'ForSpec') {
      const [init] = inner
      // Where a ";" is missing, what is the test and what the step is a guess.
      const isBroken = [head, ...(init?.name === 'VariableDeclaration' ? [init] : [])].some((node) =>
        childrenOf(node).some((part) => part.type.isError),
      )
      const groups: SyntaxNode[][] = [[]]
      for (const part of init?.name === 'VariableDeclaration' ? inner.slice(1) : inner) {
        if (part.name === ';') groups.push([])
        else groups.at(-1)?.push(part)
      }
      const declared =
        init?.name === 'VariableDeclaration'
          ? this.statement(init)
          : (groups.shift() ?? []).map((part) => this.asStatement(this.expressions.expression(part), rangeOf(part)))
      const [test, step] = groups.map((group) => group[0])
      return [
        {
          kind: 'count',
          init: declared,
          test: isBroken ? missing(head) : test === undefined ? undefined : this.expressions.expression(test),
          step: step === undefined ? undefined : this.expressions.expression(step),
          body,
          range,
        },
      ]
    }
    const at = inner.findIndex((part) => part.name === 'of' || part.name === 'in')
    const target = inner[at - 1]
    const iterable = inner[at + 1]
    if (target === undefined || iterable === undefined) return []
    const gone = this.expressions.expression(iterable)
    const object: Expression = { kind: 'name', name: 'Object', range: gone.range }
    const keys: Expression = {
      kind: 'call',
      callee: { kind: 'member', object, name: 'keys', range: gone.range },
      args: [{ value: gone, range: gone.range }],
      range: gone.range,
    }
    const over = head.name === 'ForInSpec' ? keys : gone
    const outer = !inner.slice(0, at).some((part) => /^(?:const|let)$/.test(part.name))
    return [{ kind: 'for', target: this.expressions.pattern(target), outer, iterable: over, body, otherwise: [], range }]
  }

  /** enum Kind { Linear, Quadratic = 4, Named = 'n' }: an object of numbers and texts. */
  private enumeration(parts: readonly SyntaxNode[], range: Statement['range']): Statement[] {
    const name = parts.find((part) => part.name === 'TypeDefinition')
    const body = parts.find((part) => part.name === 'EnumBody')
    if (name === undefined || body === undefined) return []
    const entries: { key: Expression; value: Expression }[] = []
    let next: number | undefined = 0
    const inner = childrenOf(body)
    for (const [k, part] of inner.entries()) {
      if (part.name !== 'PropertyName') continue
      const given = inner[k + 1]?.name === 'Equals' ? inner[k + 2] : undefined
      const own: Expression | undefined = given && this.expressions.expression(given)
      if (own?.kind === 'number') next = own.value.asInteger
      else if (own !== undefined) next = undefined
      const value = own ?? (next === undefined ? undefined : numeral(next, rangeOf(part)))
      if (value === undefined) return []
      entries.push({ key: { kind: 'string', value: this.expressions.slice(part), range: rangeOf(part) }, value })
      if (next !== undefined) next++
    }
    const target: Expression = { kind: 'name', name: this.expressions.slice(name), range: rangeOf(name) }
    return [{ kind: 'assign', targets: [target], value: { kind: 'dictionary', entries, range: rangeOf(body) }, range }]
  }

  /** switch as conditions. */
  private choice(node: SyntaxNode, parts: readonly SyntaxNode[]): Statement[] {
    const range = rangeOf(node)
    const [, head, body] = parts
    if (head === undefined || body === undefined) return []
    const subject = this.expressions.expression(head)
    const cases: Case[] = []
    for (const part of childrenOf(body)) {
      if (part.name === 'CaseLabel' || part.name === 'DefaultLabel') {
        const value = childrenOf(part).find((child) => child.name !== 'case' && child.name !== ':' && child.name !== 'default')
        const last = cases.at(-1)
        const open = last !== undefined && last.body.length === 0 ? last : { tests: [], otherwise: false, body: [] }
        if (open !== last) cases.push(open)
        if (value === undefined) open.otherwise = true
        else
          open.tests.push({
            kind: 'compare',
            first: subject,
            rest: [{ op: '==', operand: this.expressions.expression(value) }],
            range: rangeOf(part),
          })
      } else if (part.name !== '{' && part.name !== '}') cases.at(-1)?.body.push(...this.statement(part))
    }
    return choiceOf(cases, true, range)
  }

  private classSyntax(node: SyntaxNode): ClassSyntax {
    const children = childrenOf(node)
    const name = children.find((child) => child.name === 'VariableDefinition') ?? node
    const at = children.findIndex((child) => child.name === 'extends')
    const base = at < 0 ? undefined : children[at + 1]
    const body = children.find((child) => child.name === 'ClassBody')
    return {
      name: name === node ? 'the class' : this.expressions.slice(name),
      nameRange: rangeOf(name),
      bases: base === undefined ? [] : [this.expressions.expression(base)],
      body: once(() => (body === undefined ? [] : childrenOf(body).flatMap((child) => this.classMember(child)))),
      range: rangeOf(node),
    }
  }

  private classMember(node: SyntaxNode): Statement[] {
    const range = rangeOf(node)
    if (node.name === 'MethodDeclaration') return [{ kind: 'function', definition: this.expressions.functionSyntax(node), range }]
    if (node.name !== 'PropertyDeclaration') return []
    const children = childrenOf(node)
    const name = children.find((child) => child.name === 'PropertyDefinition' || child.name === 'PrivatePropertyDefinition')
    const equals = children.findIndex((child) => child.name === 'Equals')
    const value = equals < 0 ? undefined : children[equals + 1]
    if (name === undefined) return []
    if (value !== undefined && (value.name === 'ArrowFunction' || value.name === 'FunctionExpression')) {
      return [{ kind: 'function', definition: this.expressions.functionSyntax(value, this.expressions.slice(name)), range }]
    }
    const target: Expression = { kind: 'name', name: this.expressions.slice(name), range: rangeOf(name) }
    return [{ kind: 'assign', targets: [target], value: value === undefined ? undefined : this.expressions.expression(value), range }]
  }

  private importing(node: SyntaxNode, parts: readonly SyntaxNode[]): Statement {
    const source = parts.find((part) => part.name === 'String')
    const module = source === undefined ? '' : this.expressions.slice(source).slice(1, -1)
    const names: ImportedName[] = []
    const add = (name: SyntaxNode, path: string): void => {
      names.push({ name: this.expressions.slice(name), path, range: rangeOf(name) })
    }
    for (const part of parts) {
      if (part.name === 'VariableDefinition') add(part, module)
      if (part.name !== 'ImportGroup') continue
      const inner = childrenOf(part)
      inner.forEach((child, k) => {
        if (child.name !== 'VariableDefinition') return
        const original = inner[k - 1]?.name === 'as' ? inner[k - 2] : child
        add(child, `${module}.${this.expressions.slice(original ?? child)}`)
      })
    }
    return { kind: 'import', names, range: rangeOf(node) }
  }
}

/** assert(x.length === 3), console.assert(x > 0) */
const isAssertion = (callee: Expression): boolean =>
  callee.kind === 'name'
    ? /^(?:assert|invariant)$/.test(callee.name)
    : callee.kind === 'member' && callee.object.kind === 'name' && /^(?:assert\.ok|console\.assert)$/.test(`${callee.object.name}.${callee.name}`)

/** What a module gives to others, or a global object holds, has its name in the file: exports.f, window.f, Vec.prototype.norm. */
function namedTarget({ target, value }: Extract<Expression, { kind: 'assignment' }>): Expression {
  if (target.kind !== 'member') return target
  const own = value.kind === 'function' && pathOf(target) === 'module.exports' ? value.definition.name : undefined
  if (own !== undefined) return { kind: 'name', name: own, range: target.range }
  return /^(?:(?:module\.)?exports|window|globalThis|self|\w+\.prototype)$/.test(pathOf(target.object))
    ? { kind: 'name', name: target.name, range: target.range }
    : target
}

const pathOf = (e: Expression): string => (e.kind === 'name' ? e.name : e.kind === 'member' ? `${pathOf(e.object)}.${e.name}` : '?')

/** module.exports = { f(x) { ... }, g: (x) => ... }: the functions it defines; undefined where it is no such thing. */
function exported(e: Expression): Statement[] | undefined {
  const isModule = e.kind === 'assignment' && e.op === undefined && pathOf(e.target) === 'module.exports'
  return isModule ? functionsOf(e.value) : undefined
}

/** The functions of an object that is given to others; undefined where it has none. */
function functionsOf(object: Expression): Statement[] | undefined {
  const found = (object.kind === 'dictionary' ? object.entries : []).flatMap(({ key, value }): Statement[] =>
    key?.kind === 'string' && value.kind === 'function'
      ? [
          {
            kind: 'assign',
            targets: [{ kind: 'name', name: key.value, range: key.range }],
            value,
            range: { start: key.range.start, end: value.range.end },
          },
        ]
      : [],
  )
  return found.length === 0 ? undefined : found
}
