/** MATLAB's and Octave's statements. */
import type { Range } from '../../api.ts'
import { type BinaryOperator, type Expression, namesOf, type Parameter, type Statement } from '../execute/syntax/syntax.ts'
import { functionSyntax, rangeOf, unreadable } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { ReadError } from '../term.ts'
import { isKeyword, MatlabExpressions } from './expressions.ts'

const UPDATES: ReadonlyMap<string, BinaryOperator> = new Map([
  ['+=', '+'],
  ['-=', '-'],
  ['*=', 'product'],
  ['/=', 'quotient'],
  ['^=', 'power'],
  ['++', '+'],
  ['--', '-'],
])

/** What ends a block, besides `end`: Octave names what it ends. */
const OPENING = /^(?:function|if|for|parfor|while|switch|try|do|unwind_protect|classdef|methods|properties)$/
const ENDS = new Set(['end', 'endfunction', 'endif', 'endfor', 'endwhile', 'end_try_catch', 'endswitch'])

export class MatlabStatements extends MatlabExpressions {
  /** What the function around returns where it says nothing else. */
  private result: Expression | undefined

  protected topmost(): readonly Statement[] {
    this.separators()
    const { token } = this
    const ends = token.kind === 'name' && ENDS.has(token.text)
    // An `end` that ends nothing.
    if (ends) this.next()
    return ends || this.done ? [] : this.readable()
  }

  /** Statements up to a keyword that ends their block. */
  private block(ends: (word: string) => boolean): Statement[] {
    const statements: Statement[] = []
    for (;;) {
      this.separators()
      const { token } = this
      if (token.kind === 'end' || (token.kind === 'name' && (ENDS.has(token.text) || ends(token.text)))) return statements
      statements.push(...this.readable())
    }
  }

  /** Whether each function of the text has an end of its own: one that stands inside of another is part of that. */
  private functionsEnd(): boolean {
    this.isEnded ??= this.countEnds()
    return this.isEnded
  }

  private isEnded: boolean | undefined

  private countEnds(): boolean {
    let [open, brackets, functions] = [0, 0, 0]
    for (let k = 0; k < this.last; k++) {
      const { kind, text } = this.peek(k) as Token
      if (kind === 'operator' && /^[([{]$/.test(text)) brackets++
      else if (kind === 'operator' && /^[)\]}]$/.test(text)) brackets--
      if (kind !== 'name' || brackets > 0) continue
      if (text === 'function') functions++
      if (OPENING.test(text)) open++
      else if (ENDS.has(text)) open--
    }
    return functions > 1 && open === 0
  }

  private separators(): void {
    while (this.token.kind === 'line' || (this.token.kind === 'operator' && (this.token.text === ';' || this.token.text === ','))) this.next()
  }

  /** A statement; one that cannot be parsed is refused where it is needed, and the next line is read as if nothing was. */
  private readable(): Statement[] {
    const { at, inside, result, token: start } = this
    try {
      return this.statement()
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
      this.recover(inside)
      this.result = result
      this.at = Math.max(this.at, at + 1)
      while (!['line', 'end'].includes(this.token.kind)) this.next()
      const names = this.peek(at + 1)?.text === '=' && start.kind === 'name' ? [start.text] : []
      return [unreadable(error, { start: start.start, end: this.end }, names)]
    }
  }

  private statement(): Statement[] {
    const { token } = this
    const start = token.start
    const from = (): Range => ({ start, end: this.end })
    if (token.kind === 'name') {
      switch (token.text) {
        case 'function':
          return [this.definition()]
        case 'if':
          return [this.condition()]
        case 'for':
        case 'parfor': {
          this.next()
          const bracket = this.take('(')
          const target = this.expression(9)
          this.expect('=')
          const iterable = this.expression()
          if (bracket) this.expect(')')
          const body = this.closed(token)
          return [{ kind: 'for', target, iterable, body, otherwise: [], range: from() }]
        }
        case 'while': {
          this.next()
          const test = this.expression()
          const body = this.closed(token)
          return [{ kind: 'while', test, body, range: from() }]
        }
        case 'switch':
          return this.choice()
        case 'try': {
          this.next()
          const body = this.block((word) => word === 'catch')
          if (this.take('catch')) {
            while (!['line', 'end'].includes(this.token.kind)) this.next()
            this.block(() => false)
          }
          this.ended(token)
          return [{ kind: 'block', body, range: from() }]
        }
        case 'return':
          this.next()
          return [{ kind: 'return', value: this.result, range: from() }]
        case 'break':
        case 'continue':
          this.next()
          return [{ kind: token.text, range: from() }]
        case 'global':
        case 'persistent':
        case 'syms':
        case 'pkg':
          while (!['line', 'end'].includes(this.token.kind) && this.token.text !== ';') this.next()
          return []
        case 'classdef':
          return this.fail('classes are not read', token)
      }
      if (isKeyword(token)) return this.fail(`"${token.text}" stands where a statement is expected`, token)
      // Commands: clear all, hold on, format long.
      const { following } = this
      if (
        following.kind === 'name' &&
        following.spaced &&
        !isKeyword(following) &&
        /^(clear|clc|close|hold|format|warning|more|load|axis|grid)$/.test(token.text)
      ) {
        while (!['line', 'end'].includes(this.token.kind) && this.token.text !== ';') this.next()
        return [{ kind: 'pass', range: from() }]
      }
    }
    const several = this.outputs()
    if (several !== undefined) return [several]
    const target = this.expression()
    const update = this.token.kind === 'operator' ? UPDATES.get(this.token.text) : undefined
    if (this.take('=')) {
      const value = this.assigned()
      this.finished()
      return [{ kind: 'assign', targets: [target], value, range: from() }]
    }
    if (update !== undefined) {
      const sign = this.next()
      const value: Expression = sign.text === '++' || sign.text === '--' ? this.number({ ...sign, text: '1' }) : this.expression()
      this.finished()
      return [{ kind: 'update', target, op: update, value, range: from() }]
    }
    this.finished()
    return [{ kind: 'expression', value: target, range: from() }]
  }

  /** The right side of an assignment; a = b = c gives both their value, the last one first. */
  private assigned(): Expression {
    const value = this.expression()
    if (!this.take('=')) return value
    const inner = this.assigned()
    return { kind: 'assignment', target: value, value: inner, range: { start: value.range.start, end: inner.range.end } }
  }

  private finished(): void {
    const { token } = this
    if (token.kind === 'line' || token.kind === 'end' || (token.kind === 'operator' && (token.text === ';' || token.text === ','))) return
    if (token.kind === 'operator')
      this.fail(
        token.text === ')' || token.text === ']' || token.text === '}' ? `"${token.text}" closes nothing` : `"${token.text}" cannot stand here`,
      )
    this.fail(`an operator is missing before "${token.text}"`, token, 'write the product with *')
  }

  /** [a, ~, b] = f(x); undefined where no such list stands here. */
  private outputs(): Statement | undefined {
    const open = this.token
    if (open.text !== '[' || open.kind !== 'operator') return undefined
    let close = this.at + 1
    while (
      /^(name|operator)$/.test(this.peek(close)?.kind ?? '') &&
      (this.peek(close)?.kind === 'name' || [',', '~', '(', ')', '.'].includes(this.peek(close)?.text ?? ''))
    )
      close++
    if (this.peek(close)?.text !== ']' || this.peek(close + 1)?.text !== '=') return undefined
    this.next()
    const items: Expression[] = []
    while (!this.is(']')) {
      if (this.take(',')) continue
      const { token } = this
      items.push(this.take('~') ? { kind: 'name', name: '~', range: rangeOf(token) } : this.expression())
    }
    const target: Expression = { kind: 'list', form: 'list', items, range: { start: open.start, end: this.next().end } }
    this.expect('=')
    const called = this.expression()
    const value: Expression =
      called.kind === 'index' && called.parentheses !== undefined && items.length > 1 ? { ...called, parentheses: { values: true } } : called
    this.finished()
    return {
      kind: 'assign',
      targets: [items.length === 1 ? (items[0] as Expression) : target],
      value,
      range: { start: open.start, end: value.range.end },
    }
  }

  /** The statements of a block, and the `end` after them. */
  private closed(opened: Token): Statement[] {
    const body = this.block(() => false)
    this.ended(opened)
    return body
  }

  private ended(opened: Token): void {
    if (this.token.kind === 'end') throw new ReadError(`the "end" of this "${opened.text}" is missing`, rangeOf(opened), 'add end')
    this.next()
  }

  private condition(): Statement {
    const opened = this.next()
    const test = this.expression()
    const then = this.block((word) => word === 'elseif' || word === 'else')
    let otherwise: Statement[] = []
    if (this.is('elseif')) otherwise = [this.condition()]
    else if (this.take('else')) otherwise = this.closed(opened)
    else this.ended(opened)
    return { kind: 'if', test, then, otherwise, range: { start: opened.start, end: this.end } }
  }

  /** switch as conditions. */
  private choice(): Statement[] {
    const opened = this.next()
    const subject = this.expression()
    this.separators()
    const branches: { test?: Expression; body: Statement[]; start: number }[] = []
    while (this.is('case') || this.is('otherwise')) {
      const word = this.next()
      const tests =
        word.text === 'case'
          ? this.alternatives().map(
              (value): Expression => ({ kind: 'compare', first: subject, rest: [{ op: '==', operand: value }], range: value.range }),
            )
          : []
      const test =
        tests.length === 0 ? undefined : tests.reduce((left, right): Expression => ({ kind: 'logic', op: 'or', left, right, range: right.range }))
      branches.push({ test, body: this.block((next) => next === 'case' || next === 'otherwise'), start: word.start })
    }
    this.ended(opened)
    const range = { start: opened.start, end: this.end }
    return branches.reduceRight<Statement[]>(
      (otherwise, { test, body, start }) =>
        test === undefined ? body : [{ kind: 'if', test, then: body, otherwise, range: { start, end: range.end } }],
      [],
    )
  }

  /** What stands behind `case`: a value, or several in braces. */
  private alternatives(): Expression[] {
    if (!this.take('{')) return [this.expression()]
    const values = this.grouped(() => this.items('}', () => this.expression()))
    this.expect('}')
    return values
  }

  /** The parameters with their sizes and defaults, where a block says them: x (1,:) double {mustBeReal} = 0. */
  private validated(parameters: readonly Parameter[]): readonly Parameter[] {
    const { at } = this
    while (this.token.kind === 'line' || this.is(';')) this.next()
    if (this.token.text !== 'arguments' || (this.following.kind !== 'line' && this.following.text !== '(')) {
      this.at = at
      return parameters
    }
    const said = new Map<string, Partial<Parameter>>()
    while (!ENDS.has(this.next().text) && !this.done) {
      if (this.token.kind !== 'name' || ENDS.has(this.token.text)) continue
      const name = this.next()
      const { start } = this.token
      if (this.take('(')) while (!this.take(')') && !this.done) this.next()
      const annotation = { start, end: this.end }
      while (!['line', 'end'].includes(this.token.kind) && !this.is('=')) this.next()
      said.set(name.text, { annotation, initial: this.take('=') ? this.expression() : undefined })
    }
    return parameters.map((parameter) => ({ ...parameter, ...said.get(parameter.name) }))
  }

  /** function [a, b] = name(parameters) */
  private definition(): Statement {
    const opened = this.next()
    const results: Expression[] = []
    const result = (token: Token): void => {
      if (token.kind !== 'name') this.fail('the name of a result is missing', token)
      results.push({ kind: 'name', name: token.text, range: rangeOf(token) })
    }
    if (this.take('[')) {
      while (!this.is(']')) if (!this.take(',')) result(this.next())
      this.next()
      this.expect('=')
    } else if (this.following.text === '=') {
      result(this.next())
      this.next()
    }
    const name = this.next()
    if (name.kind !== 'name') this.fail('the name of the function is missing', name)
    const named = this.is('(') ? this.parameters() : []
    const header = { start: opened.start, end: this.end }
    const parameters = this.validated(named)
    const outer = this.result
    const [first] = results
    this.result = results.length < 2 ? first : { kind: 'list', form: 'tuple', items: results, range: (first as Expression).range }
    const nests = this.functionsEnd()
    const body = nested(this.block((word) => word === 'function' && !nests))
    if (this.token.kind === 'name' && ENDS.has(this.token.text)) this.next()
    const returned = this.result
    this.result = outer
    const range = { start: opened.start, end: this.end }
    if (returned !== undefined) body.push({ kind: 'return', value: returned, range: returned.range })
    return { kind: 'function', definition: functionSyntax(name, parameters, body, header, range), range }
  }
}

/** What a function holds, the functions inside of it first: they may be called before they are written, and share its variables. */
function nested(body: readonly Statement[]): Statement[] {
  const inner = body.filter((statement) => statement.kind === 'function')
  if (inner.length === 0) return [...body]
  const own = new Set(body.flatMap((statement) => (statement.kind === 'function' ? [] : namesOf(statement))))
  const sharing = inner.map((statement): Statement => {
    const { definition } = statement
    const parameters = new Set(definition.parameters.map(({ name }) => name))
    const held = definition.body()
    if ('kind' in held) return statement
    const names = [...new Set(held.flatMap(namesOf))].filter((name) => own.has(name) && !parameters.has(name))
    const shared: Statement = { kind: 'scope', names, outermost: false, range: definition.header }
    return names.length === 0 ? statement : { ...statement, definition: { ...definition, body: () => [shared, ...held] } }
  })
  return [...sharing, ...body.filter((statement) => statement.kind !== 'function')]
}
