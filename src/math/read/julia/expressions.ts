/** 1 and 0 in an array of truth values. */
const asTruth = (item: Expression): Expression => (item.kind === 'number' ? { kind: 'constant', value: !item.value.isZero, range: item.range } : item)

/** Julia's expressions: dots for components, juxtaposed numbers, arrays and comprehensions, functions without names. */
import type { Range } from '../../api.ts'
import type { Argument, Expression, Statement, Subscript } from '../execute/syntax/syntax.ts'
import { callOf, functionSyntax, type Infix, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { JuliaBrackets } from './brackets.ts'
import { DOTTED, isKeyword, nameOf, P, PASSED } from './lexicon.ts'
import { composed, interpolated, listOf, parametersOf, TYPE } from './literals.ts'

export abstract class JuliaExpressions extends JuliaBrackets {
  /** Indices around, in which `end` is a number. */
  protected indexing = 0
  /** Between ? and :, where a colon with white space ends. */
  private choosing = 0
  protected dotting = false
  /** Slices are parts of their arrays: @views. */
  private viewing = false
  /** What an operand does instead of having a value: return and break behind && and ||. */
  protected readonly controls = new Map<Expression, Statement>()

  protected override recover(inside: number): void {
    super.recover(inside)
    Object.assign(this, { indexing: 0, choosing: 0, dotting: false, viewing: false })
  }

  /** begin, let, if, function and the like as expressions. */
  protected abstract blockExpression(): Expression | undefined
  /** return, break and continue. */
  protected abstract control(): Statement

  protected override within<R>(state: { inside: number; blank: boolean }, run: () => R): R {
    const { choosing } = this
    this.choosing = 0
    const result = super.within(state, run)
    this.choosing = choosing
    return result
  }

  /** Runs the parsing of a block inside an expression. */
  protected unbracketed<R>(run: () => R): R {
    const { indexing } = this
    this.indexing = 0
    const result = this.within({ inside: 0, blank: false }, run)
    this.indexing = indexing
    return result
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
        return interpolated(token.text, range)
      case 'name': {
        if (token.text === 'end' && this.indexing > 0) {
          this.next()
          return { kind: 'end', range }
        }
        if (token.text === 'begin' && this.indexing > 0) {
          this.next()
          return numeral(1, token)
        }
        if (token.text === 'return' || token.text === 'break' || token.text === 'continue') {
          const statement = this.control()
          const expression: Expression = { kind: 'unknown', what: `"${token.text}"`, range: { start: token.start, end: this.end } }
          this.controls.set(expression, statement)
          return expression
        }
        const block = this.blockExpression()
        if (block !== undefined) return block
        if (isKeyword(token)) return this.missing()
        this.next()
        if (token.text === 'true' || token.text === 'false') return { kind: 'constant', value: token.text === 'true', range }
        if (token.text === 'nothing' || token.text === 'missing') return { kind: 'constant', value: null, range }
        return { kind: 'name', name: nameOf(token), range }
      }
      case 'operator':
        break
      default:
        return this.missing()
    }
    // reduce(+, x): an operator as a function.
    if (/^[-+*/^\\]$/.test(token.text) && [',', ')'].includes(this.following.text) && this.inside > 0) {
      this.next()
      return { kind: 'name', name: token.text, range }
    }
    switch (token.text) {
      case '-':
      case '+':
      case '.-':
      case '.+':
      case '!':
      case '.!':
      case '~': {
        this.next()
        const operand = this.expression(P.unary)
        const op = token.text.endsWith('-') ? '-' : token.text.endsWith('+') ? '+' : 'not'
        return { kind: 'unary', op, operand, range: { start: token.start, end: operand.range.end } }
      }
      case '√':
      case '.√':
      case '∛': {
        this.next()
        const operand = this.expression(P.unary)
        return callOf(token.text === '∛' ? 'cbrt' : 'sqrt', [operand], token, { start: token.start, end: operand.range.end })
      }
      case '(':
        return this.parentheses()
      case '[':
        return this.array()
      case ':':
        if (this.following.kind !== 'name' || this.following.spaced) break
        this.next()
        return { kind: 'string', value: this.next().text, range: { start: token.start, end: this.end } }
      case '@':
        return this.macro()
    }
    return this.missing()
  }

  /** A macro before an expression. */
  private macro(): Expression {
    const at = this.next()
    const name = this.next()
    if (name.text === '.') return this.dotted(() => this.expression())
    if (!PASSED.test(name.text)) this.fail(`the macro "@${name.text}" is not read`, { start: at.start, end: name.end })
    if (name.text === 'views') return this.viewingAll(() => this.expression())
    const expression = this.expression()
    return name.text === 'view' && expression.kind === 'index' ? { ...expression, view: 'written' } : expression
  }

  protected viewingAll<R>(run: () => R): R {
    const outer = this.viewing
    this.viewing = true
    const result = run()
    this.viewing = outer
    return result
  }

  protected dotted<R>(run: () => R): R {
    const outer = this.dotting
    this.dotting = true
    const result = run()
    this.dotting = outer
    return result
  }

  protected override infixOf(token: Token): Infix | undefined {
    return this.dotting ? DOTTED.get(token.text) : super.infixOf(token)
  }

  protected follow(operand: Expression): Expression {
    let left = operand
    for (;;) {
      const { token } = this
      const tight = !token.spaced
      if (token.kind === 'text' && tight && left.kind === 'name')
        return this.fail(`texts such as ${left.name}"…" have no mathematical meaning`, { start: left.range.start, end: token.end })
      if (token.kind !== 'operator') return left
      if (token.text === '(' && tight && left.kind === 'name' && left.name === 'view') left = this.viewed(left)
      else if (token.text === '(' && tight && (left.kind !== 'number' || this.parenthesised.has(left))) left = this.called(left, this.dotting)
      else if (token.text === '[' && tight) left = this.indexed(left)
      else if (token.text === "'" && (tight || !this.blank)) {
        this.next()
        left = { kind: 'unary', op: "'", operand: left, range: { start: left.range.start, end: token.end } }
      } else if (token.text === '.' && this.following.text === '(' && !this.following.spaced) {
        this.next()
        left = this.called(left, true)
      } else if (token.text === '.' && this.following.kind === 'name') {
        this.next()
        const name = this.next()
        left = { kind: 'member', object: left, name: nameOf(name), range: { start: left.range.start, end: name.end } }
      } else if (token.text === '::') {
        this.next()
        this.type()
      } else if (token.text === '{' && tight && left.kind === 'name') this.type()
      else return left
    }
  }

  /** A type, which says nothing about values; gives its place. */
  protected type(): Range {
    const { start } = this.token
    if (this.token.kind === 'name') this.next()
    while (this.is('.') && this.following.kind === 'name') {
      this.next()
      this.next()
    }
    if (this.is('{')) {
      let depth = 0
      do {
        const { token } = this
        if (token.kind === 'end') this.fail('the "}" of this type is missing')
        if (this.is('{')) depth++
        else if (this.is('}')) depth--
        this.next()
      } while (depth > 0)
    }
    return { start, end: this.end }
  }

  private called(callee: Expression, dotted: boolean): Expression {
    const open = this.next()
    const args = this.grouped(() => {
      const found: Argument[] = []
      while (!this.is(')')) {
        if (this.take(';') || this.take(',')) continue
        found.push(this.argument())
        if (this.token.kind === 'end') this.expect(')', open)
        if (!this.is(',') && !this.is(';') && !this.is(')')) this.fail(`"${this.token.text}" stands where "," or ")" should`)
      }
      this.expect(')', open)
      return found
    })
    const block = this.is('do') ? this.doBlock() : undefined
    const all = block === undefined ? args : [{ value: block, range: block.range }, ...args]
    return { kind: 'call', callee, args: all, dotted, range: { start: callee.range.start, end: this.end } }
  }

  /** do x ... end: the function that is a call's first argument. */
  protected abstract doBlock(): Expression

  /** What stands between the brackets that open here, as indices. */
  private subscripts(close: ']' | ')'): Subscript[] {
    const open = this.next()
    this.indexing++
    const items = this.grouped(() => {
      const found = this.items(close, (): Subscript => {
        const { token } = this
        if (token.text === ':' && token.kind === 'operator' && [',', close].includes(this.following.text)) {
          this.next()
          return { kind: 'slice', range: rangeOf(token) }
        }
        return this.expression()
      })
      this.expect(close, open)
      return found
    })
    this.indexing--
    return items
  }

  /** view(x, 2:3, :) is x[2:3, :]. */
  private viewed(callee: Expression): Expression {
    const [object, ...items] = this.subscripts(')')
    const range = { start: callee.range.start, end: this.end }
    if (object === undefined || object.kind === 'slice') return this.fail('what is viewed is missing', range)
    return items.length === 0 ? object : { kind: 'index', object, items, view: 'called', range }
  }

  private indexed(object: Expression): Expression {
    const items = this.subscripts(']')
    const range = { start: object.range.start, end: this.end }
    // Float64[1, 2]: an array of a type.
    if (object.kind === 'name' && TYPE.test(object.name)) {
      const elements = items.filter((item) => item.kind !== 'slice')
      return listOf(object.name === 'Bool' ? elements.map(asTruth) : elements, range)
    }
    return { kind: 'index', object, items, view: this.viewing ? 'written' : undefined, range }
  }

  protected between(left: Expression, power: number): Expression | undefined {
    const { token } = this
    const spanned = () => ({ start: left.range.start, end: this.end })
    if (token.kind === 'operator') {
      if (token.text === ':' && power <= P.range && !(this.choosing > 0 && token.spaced)) {
        this.next()
        const second = this.expression(P.range + 1)
        const again = !(this.choosing > 0 && this.token.spaced) && this.take(':')
        const third = again ? this.expression(P.range + 1) : undefined
        const stop = third ?? second
        return { kind: 'range', start: left, step: third === undefined ? undefined : second, stop, range: spanned() }
      }
      if (token.text === '?' && power <= P.ternary) {
        this.next()
        this.choosing++
        const then = this.across(() => this.expression(P.ternary))
        this.choosing--
        this.nextLine()
        this.expect(':')
        const otherwise = this.across(() => this.expression(P.ternary))
        return { kind: 'conditional', test: left, then, otherwise, range: spanned() }
      }
      if (token.text === '|>' && power <= P.pipe) {
        this.next()
        const callee = this.across(() => this.expression(P.pipe + 1))
        return { kind: 'call', callee, args: [{ value: left, range: left.range }], range: spanned() }
      }
      if (power <= P.multiply && this.take('∘')) return composed(left, this.expression(P.multiply + 1))
      if (power <= P.pair && this.take('=>')) {
        const value = this.across(() => this.expression(P.pair))
        return { kind: 'list', form: 'tuple', items: [left, value], range: spanned() }
      }
      if (this.take('->')) {
        const body = this.across(() => this.expression())
        const range = spanned()
        const parameters = parametersOf(left) ?? this.fail('parameters are missing before "->"', left.range)
        return { kind: 'function', definition: functionSyntax(undefined, parameters, body, left.range, range), range }
      }
    }
    // 2x, 2(x + 1), (a)b, x'y
    const last = this.peek(this.at - 1) as Token
    const joins = left.kind === 'number' || last.text === ')' || last.text === "'"
    const begins =
      (token.kind === 'name' && !isKeyword(token) && token.text !== 'in') || (token.text === '(' && left.kind === 'number') || token.text === '√'
    if (power > P.juxtapose || token.spaced || !joins || !begins) return undefined
    const operand = this.expression(P.power)
    return { kind: 'binary', first: left, rest: [{ op: this.dotting ? '*' : 'product', operand }], range: spanned() }
  }

  /** An operand that may stand on the next line. */
  private across<R>(run: () => R): R {
    this.nextLine()
    return run()
  }
}
