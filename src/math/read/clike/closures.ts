/** Functions without a name, blocks with a value, and choices between values, in C-like languages. */
import type { Expression, Parameter, Statement } from '../execute/syntax/syntax.ts'
import { functionSyntax, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { returning } from '../julia/values.ts'
import { CTypes } from './types.ts'

/** Methods whose function is called with one value at a time. */
const ONE_EACH = /^(?:(?:flat|compact)?[mM]ap|forEach|filter|sum(?:Of|By|ByDouble)|max(?:Of|By)|min(?:Of|By)|any|all|count|let|also|run)$/

export abstract class CClosures extends CTypes {
  /** Statements between braces. */
  abstract braces(head?: () => void): Statement[]
  /** The statements up to the brace that closes. */
  protected abstract rest(): Statement[]
  /** Names that the function which is read has of its own. */
  protected abstract locals: Set<string>
  abstract parameters(): Parameter[]
  protected abstract parameterGroups(end: number): Parameter[]
  /** An expression, or what it is changed by: s += x. */
  protected abstract changed(): Expression

  /** The value of a block: that of its last expression. */
  protected block(): Expression {
    const open = this.token
    const body = returning(this.braces())
    const range = { start: open.start, end: this.end }
    const [only] = body
    if (body.length === 1 && only?.kind === 'return' && only.value !== undefined) return { ...only.value, range }
    const callee: Expression = { kind: 'function', definition: functionSyntax(undefined, [], body, rangeOf(open), range), range }
    return { kind: 'call', callee, args: [], range }
  }

  /** loop { ... break value; } as a value: no return of the function around it stands in it. */
  protected searched(opened: Token): Expression {
    const close = this.closing(this.at) ?? this.at
    const left = this.stretch(this.at, close).find(({ kind, text }) => kind === 'name' && text === 'return')
    if (left !== undefined) this.fail('a loop with a value that the function may be left in is not read', left)
    const body = this.braces()
    const range = { start: opened.start, end: this.end }
    const loop: Statement = { kind: 'while', test: { kind: 'constant', value: true, range: rangeOf(opened) }, body, range }
    return {
      kind: 'call',
      callee: { kind: 'function', definition: functionSyntax(undefined, [], [loop], rangeOf(opened), range), range },
      args: [],
      range,
    }
  }

  /** What stands behind a condition: a block or an expression. */
  private branch(): Expression {
    this.nextLine()
    return this.is('{') ? this.block() : this.expression()
  }

  /** if c { a } else { b } as a value. */
  protected choice(opened: Token): Expression {
    const held = this.held()
    const test = held?.test ?? this.condition()
    const branch = this.branch()
    const then = held?.name === undefined ? branch : bindTo(held.name, held.value, branch)
    const { at } = this
    this.nextLine()
    if (!this.take('else')) {
      this.at = at
      this.fail('"else" is missing: what the value is otherwise is not said', opened)
    }
    const otherwise = this.branch()
    return { kind: 'conditional', test, then, otherwise, range: { start: opened.start, end: this.end } }
  }

  /** A condition, with or without parentheses around it. */
  protected condition(): Expression {
    const open = this.token
    if (open.text !== '(' || this.style.name === 'Rust' || this.style.name === 'Go') return this.expression()
    this.next()
    return this.grouped(() => {
      const test = this.expression()
      this.expect(')', rangeOf(open))
      return test
    })
  }

  /** match x { pattern => value, _ => value }, when { condition -> value; else -> value }, switch (x) { case 1 -> value; } */
  protected matched(opened: Token): Expression {
    const subject = this.is('{') ? undefined : this.condition()
    this.expect('{')
    const arms: { test?: Expression; value: Expression }[] = []
    this.within({ inside: 1, blank: false }, () => {
      while (!this.is('}')) {
        if (this.token.kind === 'end') this.expect('}', rangeOf(opened))
        if (this.take(',') || this.take(';') || this.take('case')) continue
        const start = this.token
        const otherwise = this.take('_') || this.take('else') || this.take('default')
        const tests: Expression[] = []
        let bound: Token | undefined
        if (!otherwise) {
          const option = subject === undefined ? undefined : this.optional(subject)
          if (option !== undefined) {
            tests.push(option.test)
            bound = option.name
          } else if (subject !== undefined && this.token.kind === 'name' && (this.following.text === 'if' || this.following.text === '=>'))
            bound = this.next()
          else
            do {
              // Above |, which separates alternatives, and above lambdas' arrows.
              const value = this.expression(10)
              tests.push(
                subject === undefined ? value : { kind: 'compare', first: subject, rest: [{ op: '==', operand: value }], range: value.range },
              )
            } while (this.take('|') || this.take(','))
          if (subject === undefined) this.moreOf(tests)
        }
        let guard = this.take('if') ? this.expression(1) : undefined
        if (!this.take('=>') && !this.take('->')) this.fail('"=>" is missing here')
        let value = this.branch()
        if (bound !== undefined && subject !== undefined) {
          value = bindTo(bound, subject, value)
          if (guard !== undefined) guard = bindTo(bound, subject, guard)
        }
        const pattern = tests.reduce<Expression | undefined>(
          (left, right) =>
            left === undefined ? right : { kind: 'logic', op: 'or', left, right, range: { start: start.start, end: right.range.end } },
          undefined,
        )
        const range = { start: start.start, end: this.end }
        const test: Expression | undefined =
          guard === undefined || pattern === undefined ? (guard ?? pattern) : { kind: 'logic', op: 'and', left: pattern, right: guard, range }
        arms.push({ test, value })
      }
    })
    this.next()
    const range = { start: opened.start, end: this.end }
    const last = arms.pop()
    if (last === undefined) return this.fail('there are no cases here', opened)
    return arms.reduceRight<Expression>(
      (otherwise, { test, value }) => (test === undefined ? value : { kind: 'conditional', test, then: value, otherwise, range }),
      last.value,
    )
  }

  /** None and Some(v) of Rust as what something is compared with: whether it is there, and by what name; undefined for other patterns. */
  protected optional(subject: Expression): { readonly test: Expression; readonly name?: Token } | undefined {
    const { token } = this
    if (this.style.name !== 'Rust' || !/^(?:None|Some)$/.test(token.text)) return undefined
    const nothing: Expression = { kind: 'constant', value: null, range: rangeOf(token) }
    const compared = (op: '==' | '!='): Expression => ({ kind: 'compare', first: subject, rest: [{ op, operand: nothing }], range: subject.range })
    this.next()
    if (token.text === 'None') return { test: compared('==') }
    this.expect('(')
    while (this.is('&') || this.is('ref') || this.is('mut')) this.next()
    const name = this.next()
    if (name.kind !== 'name' || !this.is(')')) this.fail('this pattern is not read', name)
    this.next()
    return { test: compared('!='), ...(name.text !== '_' && { name }) }
  }

  /** if let Some(v) = x of Rust: whether x is there, and the name that it has then; undefined where no such condition begins. */
  protected held(): { readonly test: Expression; readonly name?: Token; readonly value: Expression } | undefined {
    if (!this.is('let') || this.style.name !== 'Rust') return undefined
    const word = this.next()
    const pattern = this.at
    while (!this.done && !this.is('=') && !this.is('{')) this.next()
    this.expect('=')
    const value = this.condition()
    const behind = this.at
    this.at = pattern
    const option = this.optional(value) ?? this.fail('this pattern is not read', word)
    this.at = behind
    return { ...option, value }
  }

  /** A condition that was read only up to its comparison. */
  private moreOf(tests: Expression[]): void {
    const [first] = tests
    if (first === undefined || this.is('->') || this.is('=>')) return
    const sign = this.infixOf(this.token)
    if (sign?.compare === undefined) return
    this.next()
    const operand = this.expression(10)
    tests[0] = { kind: 'compare', first, rest: [{ op: sign.compare, operand }], range: { start: first.range.start, end: operand.range.end } }
  }

  /** |x: f64, y| body */
  protected closure(): Expression {
    const open = this.next()
    let end = this.at
    if (open.text === '|')
      while (this.peek(end)?.text !== '|')
        if (this.peek(end++)?.kind === 'end') this.fail('the "|" that ends the parameters is missing', open, 'add |')
    const parameters = open.text === '|' ? this.parameterGroups(end) : []
    this.at = open.text === '|' ? end + 1 : this.at
    if (this.take('->')) this.at = this.typeEnd(this.at) ?? this.at
    const header = { start: open.start, end: this.end }
    this.nextLine()
    const body = this.is('{') ? this.block() : this.changed()
    const range = { start: open.start, end: this.end }
    return { kind: 'function', definition: functionSyntax(undefined, parameters, body, header, range), range }
  }

  /** function(x) body, \(x) body, func(x float64) float64 { ... }, [](double x) { ... } */
  protected lambda(opened = this.next()): Expression {
    const outer = this.whole
    this.whole = new Set(outer)
    const parameters = this.is('(') ? this.parameters() : []
    const header = { start: opened.start, end: this.end }
    if (this.style.name !== 'R') while (!this.is('{') && !this.done) this.next()
    this.nextLine()
    const braces = this.is('{')
    const body = braces ? this.braces() : this.expression()
    this.whole = outer
    const range = { start: opened.start, end: this.end }
    const valued = Array.isArray(body) ? returning(body) : (body as Expression)
    return { kind: 'function', definition: functionSyntax(undefined, parameters, valued, header, range), range }
  }

  /** What stands in [&, m = mean(x)] for names of its own. */
  protected captures(close: number): Statement[] {
    const named: Statement[] = []
    for (let k = this.at + 1; k < close; k++) {
      const name = this.peek(k) as Token
      if (name.kind !== 'name' || this.peek(k + 1)?.text !== '=') continue
      this.at = k + 2
      const value = this.grouped(() => this.expression())
      named.push({ kind: 'assign', targets: [{ kind: 'name', name: name.text, range: rangeOf(name) }], value, declares: true, range: value.range })
      k = this.at - 1
    }
    return named
  }

  /** x.map { v -> v * v }, zip(x, y).map { (a, b) -> Double in a * b }, x.map { $0 * $0 }: a function behind what it is given to, of Kotlin and Swift. */
  protected trailing(left: Expression): Expression | undefined {
    const callee = left.kind === 'call' ? left.callee : left
    const close = this.closing(this.at)
    if (this.style.name !== 'Swift' || callee.kind !== 'member' || close === undefined) return undefined
    const opened = this.token
    const head = this.headOf(this.at + 1, close)
    const inside = this.stretch(this.at + 1, close)
    const isUsed = (sign: string): boolean =>
      inside.some(({ text }, k) => text === sign || (sign.startsWith('$') && text === sign.slice(1) && inside[k - 1]?.text === '$'))
    const unnamed = isUsed('$1') ? ['$0', '$1'] : isUsed('$0') ? ['$0'] : ONE_EACH.test(callee.name) && isUsed('it') ? ['it'] : undefined
    const names = head?.names ?? unnamed?.map((name): Token => ({ ...opened, kind: 'name', text: name }))
    if (names === undefined) return undefined
    const parameters = names.map((name): Parameter => ({ name: name.text, range: rangeOf(name) }))
    // What takes one value takes it apart where the function has names for its parts.
    const items = names.map((name): Expression => ({ kind: 'name', name: name.text, range: rangeOf(name) }))
    const whole: Parameter = { name: 'parts', pattern: { kind: 'list', form: 'tuple', items, range: rangeOf(opened) }, range: rangeOf(opened) }
    const isApart = parameters.length > 1 && ONE_EACH.test(callee.name)
    const body = this.braces(() => {
      if (head !== undefined) this.at = head.end
    })
    const range = { start: opened.start, end: this.end }
    const definition = functionSyntax(undefined, isApart ? [whole] : parameters, returning(body), rangeOf(opened), range)
    const value: Expression = { kind: 'function', definition, range }
    const args = [...(left.kind === 'call' ? left.args : []), { value, range }]
    return { kind: 'call', callee, args, range: { start: left.range.start, end: this.end } }
  }

  /** The names before the arrow or "in" of such a function, and where its body begins. */
  private headOf(from: number, close: number): { readonly names: readonly Token[]; readonly end: number } | undefined {
    const names: Token[] = []
    for (let k = from; k < close; k++) {
      const { kind, text } = this.peek(k) as Token
      if (text === 'in') return names.length > 0 ? { names, end: k + 1 } : undefined
      if (text === '->') {
        const isType = this.position(k, (token) => token.text === 'in' || token.kind === 'line' || token.text === '}')
        return this.peek(isType)?.text === 'in' ? { names, end: isType + 1 } : { names, end: k + 1 }
      }
      if (kind === 'name' && /^(?:for|if|return|let|va[lr]|guard|while|switch|when)$/.test(text)) return undefined
      if (kind === 'name' && this.peek(k - 1)?.text !== ':') names.push(this.peek(k) as Token)
      else if (kind !== 'name' && kind !== 'line' && !['(', ')', ',', ':', '?', '[', ']'].includes(text)) return undefined
    }
    return undefined
  }

  protected arrow(parameters: readonly Parameter[], opened: Token): Expression {
    this.next()
    for (const { name } of parameters) this.locals.add(name)
    const header = { start: opened.start, end: this.end }
    const body = this.is('{') ? this.braces() : this.changed()
    const range = { start: opened.start, end: this.end }
    return { kind: 'function', definition: functionSyntax(undefined, parameters, body, header, range), range }
  }
}

/** A function in which names stand for what they were when it was made. */
export function withNames(made: Extract<Expression, { kind: 'function' }>, named: readonly Statement[]): Expression {
  const { range } = made
  const body: readonly Statement[] = [...named, { kind: 'return', value: made, range }]
  return { kind: 'call', callee: { kind: 'function', definition: functionSyntax(undefined, [], body, range, range), range }, args: [], range }
}

/** A value in which a name stands for another. */
const bindTo = (name: Token, value: Expression, body: Expression): Expression => ({
  kind: 'call',
  callee: {
    kind: 'function',
    definition: functionSyntax(undefined, [{ name: name.text, range: rangeOf(name) }], body, rangeOf(name), body.range),
    range: body.range,
  },
  args: [{ value, range: value.range }],
  range: body.range,
})
