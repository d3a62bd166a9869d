/** MATLAB's and Octave's expressions: matrices, transposes and powers from the left, parentheses that call and index. */
import type { Range } from '../../api.ts'
import type { Expression, Parameter, Subscript } from '../execute/syntax/syntax.ts'
import { functionSyntax, type Infix, Parser, rangeOf } from '../grammar/parser.ts'
import type { Lexicon, Token } from '../grammar/tokens.ts'

export const MATLAB: Lexicon = {
  comments: ['%', '#'],
  blocks: [
    { open: '%{', close: '%}', nested: true, ownLine: true },
    { open: '#{', close: '#}', nested: true, ownLine: true },
  ],
  operators:
    "... \\otimes && || == ~= != <= >= .** .* ./ .\\ .^ .' ** ++ -- += -= *= /= ^= ' ( ) [ ] { } , ; : = < > + - * / \\ ^ & | ~ ! @ . ?".split(' '),
  signs: new Map([
    ['⊗', '\\otimes'],
    ['−', '-'],
    ['·', '*'],
    ['×', '*'],
    ['⊙', '.*'],
    ['≤', '<='],
    ['≥', '>='],
    ['≠', '~='],
  ]),
  transposes: true,
  dotted: true,
  inNames: '',
  imaginary: true,
  continuation: '...',
}

const P = { or: 1, and: 2, each: 3, both: 4, compare: 5, range: 6, add: 7, multiply: 8, unary: 9 }

export const OPERATORS: ReadonlyMap<string, Infix> = new Map<string, Infix>([
  ['||', { power: P.or, logic: 'or' }],
  ['&&', { power: P.and, logic: 'and' }],
  ['|', { power: P.each, op: '|' }],
  ['&', { power: P.both, op: '&' }],
  ...(['<', '<=', '>', '>='] as const).map((sign) => [sign, { power: P.compare, compare: sign }] as const),
  ['==', { power: P.compare, compare: '==' }],
  ['~=', { power: P.compare, compare: '!=' }],
  ['!=', { power: P.compare, compare: '!=' }],
  ['+', { power: P.add, op: '+' }],
  ['-', { power: P.add, op: '-' }],
  ['*', { power: P.multiply, op: 'product' }],
  ['/', { power: P.multiply, op: 'quotient' }],
  ['\\', { power: P.multiply, op: 'leftdivide' }],
  ['.*', { power: P.multiply, op: '*' }],
  ['./', { power: P.multiply, op: '/' }],
  ['.\\', { power: P.multiply, call: 'ldivide' }],
  ['\\otimes', { power: P.multiply, call: 'kron' }],
])

const KEYWORDS = new Set(
  'break case catch classdef continue else elseif end endfunction endif endfor endwhile for function global if otherwise parfor persistent return switch try while'.split(
    ' ',
  ),
)
export const isKeyword = (token: Token): boolean => token.kind === 'name' && KEYWORDS.has(token.text)

export abstract class MatlabExpressions extends Parser {
  /** Indices around, in which `end` is a number. */
  private indexing = 0

  protected override recover(inside: number): void {
    super.recover(inside)
    this.indexing = 0
  }

  protected operand(): Expression {
    const { token } = this
    const range = rangeOf(token)
    switch (token.kind) {
      case 'number':
        this.next()
        return this.number(token)
      case 'text':
        this.next()
        return { kind: 'string', value: token.text, range }
      case 'name':
        if (token.text === 'end' && this.indexing > 0) {
          this.next()
          return { kind: 'end', range }
        }
        if (isKeyword(token)) return this.missing()
        this.next()
        if ((token.text === 'true' || token.text === 'false') && !this.is('(')) return { kind: 'constant', value: token.text === 'true', range }
        return { kind: 'name', name: token.text, range }
      case 'operator':
        break
      default:
        return this.missing()
    }
    switch (token.text) {
      case '-':
      case '+':
      case '~':
      case '!': {
        this.next()
        const operand = this.expression(P.unary)
        return {
          kind: 'unary',
          op: token.text === '-' || token.text === '+' ? token.text : 'not',
          operand,
          range: { start: token.start, end: operand.range.end },
        }
      }
      case '(': {
        this.next()
        return this.grouped(() => {
          const inner = this.expression()
          this.expect(')', range)
          return inner
        })
      }
      case '[':
        return this.matrix()
      case '{': {
        const { rows, range: whole } = this.rows('}')
        return { kind: 'list', form: 'list', items: rows.flat(), range: whole }
      }
      case '@':
        return this.handle()
    }
    return this.missing()
  }

  /** @(x, y) body, and @name. */
  private handle(): Expression {
    const at = this.next()
    if (!this.is('(')) {
      const name = this.next()
      if (name.kind !== 'name') this.fail('a function is missing after "@"', at)
      return { kind: 'name', name: name.text, range: rangeOf(name) }
    }
    const parameters = this.parameters()
    const header = { start: at.start, end: this.end }
    const body = this.within({ inside: this.inside, blank: false }, () => this.expression())
    const range = { start: at.start, end: body.range.end }
    return { kind: 'function', definition: functionSyntax(undefined, parameters, body, header, range), range }
  }

  /** (a, b, ~, varargin) */
  parameters(): Parameter[] {
    this.expect('(')
    return this.grouped(() => {
      const parameters = this.items(')', (): Parameter => {
        const token = this.next()
        if (token.kind !== 'name' && token.text !== '~') this.fail(`"${token.text}" stands where a parameter is expected`, token)
        const initial = this.take('=') ? this.expression() : undefined
        return { name: token.text, initial, rest: token.text === 'varargin' ? 'list' : undefined, range: rangeOf(token) }
      })
      this.expect(')')
      return parameters
    })
  }

  private matrix(): Expression {
    return { kind: 'matrix', ...this.rows(']') }
  }

  /** What stands between brackets, row by row. */
  private rows(close: ']' | '}'): { readonly rows: readonly (readonly Expression[])[]; readonly range: Range } {
    const open = this.next()
    const rows = this.within({ inside: 0, blank: true }, () => {
      const found: Expression[][] = [[]]
      while (!this.is(close)) {
        const { token } = this
        const row = found[found.length - 1] as Expression[]
        if (token.kind === 'end') this.expect(close, rangeOf(open))
        if (token.kind === 'line' || this.is(';')) {
          this.next()
          if (row.length > 0) found.push([])
        } else if (!this.take(',')) row.push(this.expression())
      }
      return found
    })
    const last = this.next()
    return { rows: rows.filter((row) => row.length > 0), range: { start: open.start, end: last.end } }
  }

  protected follow(operand: Expression): Expression {
    let left = operand
    for (;;) {
      const { token } = this
      const range = { start: left.range.start, end: token.end }
      if (token.kind !== 'operator') return left
      if (token.text === '(') {
        if (this.blank && token.spaced) return left
        left = this.called(left)
      } else if (token.text === "'" || token.text === ".'") {
        this.next()
        left = { kind: 'unary', op: token.text, operand: left, range }
      } else if (token.text === '^' || token.text === '.^' || token.text === '**' || token.text === '.**') {
        this.next()
        const exponent = this.exponent()
        const op = token.text.startsWith('.') ? '**' : 'power'
        left = { kind: 'binary', first: left, rest: [{ op, operand: exponent }], range: { start: left.range.start, end: exponent.range.end } }
      } else if (token.text === '.' && this.following.kind === 'name') {
        left = this.field(left)
      } else if (token.text === '{' && !(this.blank && token.spaced)) {
        const items = this.subscripts('}')
        left = { kind: 'index', object: left, items, braces: true, range: { start: left.range.start, end: this.end } }
      } else return left
    }
  }

  /** s.k */
  private field(object: Expression): Expression {
    this.next()
    const name = this.next()
    return { kind: 'member', object, name: name.text, range: { start: object.range.start, end: name.end } }
  }

  /** What stands behind ^: signs before an operand without further powers or transposes. */
  private exponent(): Expression {
    const { token } = this
    if (token.text === '-' || token.text === '+') {
      this.next()
      const operand = this.exponent()
      return { kind: 'unary', op: token.text, operand, range: { start: token.start, end: operand.range.end } }
    }
    let operand = this.operand()
    for (;;) {
      if (this.is('(') && !(this.blank && this.token.spaced)) operand = this.called(operand)
      else if (this.is('.') && this.following.kind === 'name') operand = this.field(operand)
      else return operand
    }
  }

  /** What stands between the brackets that open here, as indices. */
  private subscripts(close: ')' | '}'): Subscript[] {
    const open = this.next()
    this.indexing++
    const items = this.grouped(() => {
      const inner = this.items(close, (): Subscript => this.subscript())
      this.expect(close, rangeOf(open))
      return inner
    })
    this.indexing--
    return items
  }

  private called(object: Expression): Expression {
    const items = this.subscripts(')')
    return { kind: 'index', object, items, parentheses: { values: false }, range: { start: object.range.start, end: this.end } }
  }

  private subscript(): Subscript {
    const { token } = this
    if (token.text === ':' && token.kind === 'operator' && [',', ')', '}'].includes(this.following.text)) {
      this.next()
      return { kind: 'slice', range: rangeOf(token) }
    }
    return this.expression()
  }

  /** start:stop and start:step:stop. */
  protected between(left: Expression, power: number): Expression | undefined {
    if (power > P.range || !this.is(':')) return undefined
    this.next()
    const second = this.expression(P.range + 1)
    const third = this.take(':') ? this.expression(P.range + 1) : undefined
    const stop = third ?? second
    return {
      kind: 'range',
      start: left,
      step: third === undefined ? undefined : second,
      stop,
      range: { start: left.range.start, end: stop.range.end },
    }
  }
}
