/** Julia's statements. A function returns the value of its last expression. */
import type { Range } from '../../api.ts'
import { endsInWriting, filling } from '../execute/filling.ts'
import type { BinaryOperator, Expression, FunctionSyntax, Parameter, Statement } from '../execute/syntax/syntax.ts'
import { functionSyntax, rangeOf, unreadable } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { ReadError } from '../term.ts'
import { isKeyword, nameOf, PASSED } from './lexicon.ts'
import { JuliaSignatures } from './signatures.ts'
import { isRaise, returning } from './values.ts'

const UPDATES: ReadonlyMap<string, BinaryOperator> = new Map([
  ['+=', '+'],
  ['-=', '-'],
  ['*=', 'product'],
  ['/=', 'quotient'],
  ['^=', 'power'],
  ['\\=', 'leftdivide'],
  ['÷=', '//'],
  ['.+=', '+'],
  ['.-=', '-'],
  ['.*=', '*'],
  ['./=', '/'],
  ['.^=', '**'],
])

export class JuliaStatements extends JuliaSignatures {
  protected topmost(): readonly Statement[] {
    this.separators()
    // An `end` that ends nothing, or a module.
    return this.done || this.take('end') ? [] : this.readable()
  }

  private separators(): void {
    while (this.token.kind === 'line' || this.is(';')) this.next()
  }

  /** Statements up to a keyword that ends their block. */
  private block(...words: string[]): Statement[] {
    const statements: Statement[] = []
    for (;;) {
      this.separators()
      if (this.done || this.is('end') || words.some((word) => this.is(word))) return statements
      statements.push(...this.readable())
    }
  }

  /** A statement; one that cannot be parsed is refused where it is needed, and the next line is read as if nothing was. */
  private readable(): Statement[] {
    const { at, inside, token: start } = this
    try {
      return this.statement()
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
      this.recover(inside)
      this.at = Math.max(this.at, at + 1)
      while (!this.done && this.token.kind !== 'line') this.next()
      const names = this.peek(at + 1)?.text === '=' && start.kind === 'name' ? [nameOf(start)] : []
      return [unreadable(error, { start: start.start, end: this.end }, names)]
    }
  }

  private statement(): Statement[] {
    const { token } = this
    const { start } = token
    const from = (): Range => ({ start, end: this.end })
    const restOfLine = (): void => {
      while (!this.done && this.token.kind !== 'line' && !this.is(';')) this.next()
    }
    // A documentation before what it describes.
    if (token.kind === 'text' && this.following.kind === 'line') {
      this.next()
      return []
    }
    // @. y = f(x): all of it component by component; and so what @. f(x) = ... makes of its arguments.
    if (token.text === '@' && this.following.text === '.') {
      this.next()
      this.next()
      return this.dotted(() => {
        const short = this.shortFunction()
        return short === undefined ? this.assignment(token) : [short]
      })
    }
    // @inbounds for ...
    if (token.text === '@' && PASSED.test(this.following.text)) {
      this.next()
      const name = this.next()
      // @view a[1:2] is an expression, of which more may follow.
      if (name.text === 'view') this.at -= 2
      else return name.text === 'views' ? this.viewingAll(() => this.statement()) : this.statement()
    }
    if (token.kind === 'name') {
      switch (token.text) {
        case 'for':
          return [this.loop()]
        case 'while': {
          this.next()
          const test = this.expression()
          return [{ kind: 'while', test, body: this.closed(token), range: from() }]
        }
        case 'return':
        case 'break':
        case 'continue':
          return [this.control()]
        case 'using':
        case 'import':
          return [this.importing()]
        case 'export':
        case 'global':
          if (this.following.kind === 'name' && this.peek(this.at + 2)?.text === '=') {
            this.next()
            return this.statement()
          }
          restOfLine()
          return []
        case 'const':
        case 'local':
          this.next()
          return this.statement()
        case 'module':
        case 'baremodule':
          // What it holds is known as if it stood alone.
          this.next()
          this.next()
          return []
        case 'mutable':
        case 'struct':
          return [this.structure()]
        case 'macro':
        case 'quote': {
          this.next()
          const name = this.token
          this.closed(token)
          return [{ kind: 'unknown', what: `a "${token.text}"`, names: name.kind === 'name' ? [nameOf(name)] : [], range: from() }]
        }
        case 'try': {
          this.next()
          const body = this.block('catch', 'finally', 'else')
          while (!this.is('end') && !this.done) {
            this.next()
            this.block('catch', 'finally', 'else')
          }
          this.ended(token)
          return [{ kind: 'block', body, range: from() }]
        }
        case 'if':
        case 'begin':
        case 'let':
        case 'function': {
          const { at } = this
          const [statement] = this.blockStatement()
          // begin ... end + 1 goes on as an expression.
          if (this.done || this.token.kind === 'line' || this.is(';') || isKeyword(this.token)) return [statement]
          this.at = at
          break
        }
      }
    }
    if (
      token.text === '@' &&
      token.kind === 'operator' &&
      /^(assert|info|warn|debug|printf|test|testset|code_warntype|show|plot)$/.test(this.following.text)
    ) {
      restOfLine()
      return []
    }
    // @unpack a, b = p
    if (token.text === '@' && /^unpack$/.test(this.following.text)) {
      this.next()
      this.next()
      const names = this.tuple()
      this.expect('=')
      const items = names.kind === 'list' ? names.items : [names]
      const entries = items.flatMap((each) =>
        each.kind === 'name' ? [{ key: { ...each, kind: 'string' as const, value: each.name }, value: each }] : [],
      )
      return [{ kind: 'assign', targets: [{ kind: 'dictionary', entries, range: names.range }], value: this.tuple(), range: from() }]
    }
    // Base.@kwdef struct
    const at = this.is('Base') && this.following.text === '.' ? this.at + 2 : this.at
    if (this.peek(at)?.text === '@' && this.peek(at + 1)?.text === 'kwdef') {
      this.at = at + 2
      return this.statement()
    }
    const short = this.shortFunction()
    if (short !== undefined) return [short]
    return this.assignment(token)
  }

  /** A type with fields: a class whose calls fill them in turn. Other functions in it are passed over. */
  private structure(): Statement {
    const first = this.next()
    if (first.text === 'mutable') this.next()
    const name = this.next()
    while (!this.done && this.token.kind !== 'line' && !this.is(';')) this.next()
    const fields: Statement[] = []
    for (;;) {
      while (this.token.kind === 'line' || this.is(';')) this.next()
      if (this.done || this.is('end')) break
      const field = this.token
      const own = field.kind === 'name' && !isKeyword(field) && /^(?:\n|::|=|;|)$/.test(this.following.text)
      if (!own) {
        this.readable()
        continue
      }
      this.next()
      const annotation = this.take('::') ? this.type() : rangeOf(field)
      const value = this.take('=') ? this.expression() : undefined
      const target: Expression = { kind: 'name', name: nameOf(field), range: rangeOf(field) }
      fields.push({ kind: 'assign', targets: [target], value, annotation, range: { start: field.start, end: this.end } })
    }
    this.ended(first)
    const definition = { name: nameOf(name), nameRange: rangeOf(name), bases: [], body: () => fields, range: { start: first.start, end: this.end } }
    return { kind: 'class', definition, range: definition.range }
  }

  private assignment(first: Token): Statement[] {
    const from = (): Range => ({ start: first.start, end: this.end })
    const value = this.tuple()
    if (this.is('=') || this.is('.=')) {
      const fills = this.next().text === '.=' || this.dotting ? true : undefined
      const targets = [value]
      let assigned = this.tuple()
      while (this.take('=')) {
        targets.push(assigned)
        assigned = this.tuple()
      }
      this.finished()
      return [{ kind: 'assign', targets, value: assigned, fills, range: from() }]
    }
    const update = this.update(value, () => this.tuple())
    if (update !== undefined) {
      this.finished()
      return [update]
    }
    this.finished()
    if (isRaise(value)) return [{ kind: 'raise', range: value.range }]
    // fill!(y, 0) is y .= 0.
    const [filled, by] = value.kind === 'call' && value.callee.kind === 'name' && value.callee.name === 'fill!' ? value.args : []
    if (filled?.value.kind === 'name' && by !== undefined)
      return [{ kind: 'assign', targets: [filled.value], value: by.value, fills: true, range: value.range }]
    if (value.kind !== 'logic') return [{ kind: 'expression', value, range: value.range }]
    // a || return b, a && error("...")
    const control = this.controls.get(value.right) ?? (isRaise(value.right) ? ({ kind: 'raise', range: value.right.range } as const) : undefined)
    if (control === undefined) return [{ kind: 'expression', value, range: value.range }]
    const test: Expression = value.op === 'and' ? value.left : { kind: 'unary', op: 'not', operand: value.left, range: value.left.range }
    return [{ kind: 'if', test, then: [control], otherwise: [], range: value.range }]
  }

  /** What stands behind y in y += x and y .*= x, as a change of y; undefined where no such sign does. */
  private update(target: Expression, read: () => Expression): Statement | undefined {
    const sign = this.token.kind === 'operator' ? this.token.text : ''
    const op = (this.dotting ? UPDATES.get(`.${sign}`) : undefined) ?? UPDATES.get(sign)
    if (op === undefined) return undefined
    const fills = sign.startsWith('.') || this.dotting ? true : undefined
    this.next()
    return { kind: 'update', target, op, value: read(), fills, range: { start: target.range.start, end: this.end } }
  }

  protected changed(target: Expression): Expression | undefined {
    const { start } = target.range
    const filled = (): Statement => ({ kind: 'assign', targets: [target], value: this.expression(), fills: true, range: { start, end: this.end } })
    const statement = this.take('.=') ? filled() : this.update(target, () => this.expression())
    return statement === undefined ? undefined : calledOnce([statement], target.range, statement.range)
  }

  protected control(): Statement {
    const token = this.next()
    const { start } = token
    if (token.text !== 'return') return { kind: token.text as 'break' | 'continue', range: rangeOf(token) }
    const empty =
      this.done ||
      this.token.kind === 'line' ||
      (this.token.kind === 'operator' && /^[;)\]]$/.test(this.token.text)) ||
      isKeyword(this.token) === true
    const value = empty && !['if', 'begin', 'let', 'function'].includes(this.token.text) ? undefined : this.tuple()
    return { kind: 'return', value, range: { start, end: this.end } }
  }

  private closed(opened: Token): Statement[] {
    const body = this.block()
    this.ended(opened)
    return body
  }

  private ended(opened: Token): void {
    if (this.done) throw new ReadError(`the "end" of this "${opened.text}" is missing`, rangeOf(opened), 'add end')
    this.next()
  }

  /** for i in a, j in b: loops inside one another. */
  private loop(): Statement {
    const opened = this.next()
    const heads: { target: Expression; iterable: Expression }[] = []
    do heads.push({ target: this.target(), iterable: this.expression() })
    while (this.take(','))
    const body = this.closed(opened)
    const range = { start: opened.start, end: this.end }
    return heads.reduceRight<Statement[]>(
      (inner, { target, iterable }) => [{ kind: 'for', target, iterable, body: inner, otherwise: [], range }],
      body,
    )[0] as Statement
  }

  /* Blocks that are expressions too. */

  protected blockExpression(): Expression | undefined {
    const { token } = this
    if (!['if', 'begin', 'let', 'function'].includes(token.text)) return undefined
    const [statement, value] = this.unbracketed(() => this.blockStatement())
    if (value !== undefined) return value
    return calledOnce([statement], rangeOf(token), statement.range)
  }

  /** if, begin, let and function as a statement, or as the function they are. */
  private blockStatement(): [Statement, Expression?] {
    const token = this.next()
    const from = (): Range => ({ start: token.start, end: this.end })
    if (token.text === 'if') return [this.condition(token)]
    if (token.text === 'function') {
      const definition = this.definition(token)
      const statement: Statement = { kind: 'function', definition, range: definition.range }
      return definition.name === undefined ? [statement, { kind: 'function', definition, range: definition.range }] : [statement]
    }
    const body: Statement[] = []
    if (token.text === 'let')
      while (this.token.kind === 'name' && !isKeyword(this.token)) {
        const { token: name } = this
        const target = this.expression()
        if (this.take('='))
          body.push({ kind: 'assign', targets: [target], value: this.expression(), declares: true, range: { start: name.start, end: this.end } })
        if (!this.take(',')) break
      }
    body.push(...this.closed(token))
    return [{ kind: 'block', body, range: from() }]
  }

  private condition(opened: Token): Statement {
    const test = this.expression()
    const then = this.block('elseif', 'else')
    let otherwise: Statement[] = []
    if (this.is('elseif')) otherwise = [this.condition(this.next())]
    else if (this.take('else')) otherwise = this.closed(opened)
    else this.ended(opened)
    return { kind: 'if', test, then, otherwise, range: { start: opened.start, end: this.end } }
  }

  protected doBlock(): Expression {
    const opened = this.next()
    const parameters: Parameter[] = []
    while (!this.done && this.token.kind !== 'line' && !this.is(';')) {
      const token = this.next()
      if (token.kind === 'name') parameters.push({ name: nameOf(token), range: rangeOf(token) })
    }
    const body = this.unbracketed(() => this.closed(opened))
    const range = { start: opened.start, end: this.end }
    return { kind: 'function', definition: functionSyntax(undefined, parameters, returning(body), rangeOf(opened), range), range }
  }

  /* Functions. */

  /** What stands behind `function`. */
  private definition(opened: Token): FunctionSyntax {
    const own = this.defined()
    let name = own?.token
    if (own !== undefined) this.at = own.open
    else
      while (this.token.kind === 'name' && !isKeyword(this.token)) {
        name = this.next()
        if (!this.take('.')) break
      }
    const receiver = name === undefined ? this.receiver() : undefined
    const parameters = [...(receiver?.own ?? []), ...this.parameters(), ...this.signature()]
    const header = { start: opened.start, end: this.end }
    const body = this.unbracketed(() => this.closed(opened))
    // f!(y, x) fills y, and so does what ends in y[3] = ...
    const fills = name?.text.endsWith('!') === true || endsInWriting(parameters, body)
    const given = fills ? filling(parameters, body) : { parameters, body }
    return functionSyntax(
      name,
      given.parameters,
      returning(given.body),
      header,
      { start: opened.start, end: this.end },
      receiver?.name ?? own?.name ?? (name === undefined ? undefined : nameOf(name)),
    )
  }
}

/** Statements as an expression: a function of nothing that is called where it stands. */
function calledOnce(statements: readonly Statement[], from: Range, range: Range): Expression {
  const definition = functionSyntax(undefined, [], returning(statements), from, range)
  return { kind: 'call', callee: { kind: 'function', definition, range }, args: [], range }
}
