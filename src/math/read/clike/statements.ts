/** Statements of C-like languages. */
import type { Range } from '../../api.ts'
import { type BinaryOperator, boundNames, type Expression, type Statement, type Subscript } from '../execute/syntax/syntax.ts'
import { callOf, functionSyntax, numeral, rangeOf, unreadable } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { ReadError } from '../term.ts'
import { allocated, isIterator, iterated, writing } from './effects.ts'
import { CLoops } from './loops.ts'
import { PRIMITIVE, QUALIFIERS } from './types.ts'
import { ASSIGNS, UPDATES, writtenNames } from './written.ts'

/** Statements without a meaning here, up to their end. */
const PASSED = /^(?:import|using|package|use|typedef|extern|goto|assert|static_assert|library|require|source|set|defer|go|fallthrough|case|default)$/
/** Words before a declaration that are passed over one by one. */
const SKIPPED = /^(?:class|struct|static|inline|constexpr|public|private|final|override|virtual|explicit|__\w+)$/
/** What only holds definitions. */
const HOLDERS = /^(?:class|struct|namespace|impl|interface|trait|object|enum|union|module|mod|extension|protocol|record|companion)$/

export class CStatements extends CLoops {
  protected topmost(): readonly Statement[] {
    this.separators(',')
    // A brace that closes nothing, or what holds definitions.
    const statements = this.done || this.take('}') ? [] : this.readable()
    for (const names of [this.arrays, this.pointers, this.listed, this.constant, this.copies]) names.clear()
    this.forgetOwned()
    this.known = `${this.found}\n${[...this.whole].sort().join(' ')}`
    return statements
  }

  protected override recall(known: string): void {
    this.whole = new Set(
      known
        .slice(known.indexOf('\n') + 1)
        .split(' ')
        .filter(Boolean),
    )
  }

  /** Statements up to a brace that closes. */
  private sequence(): Statement[] {
    const statements: Statement[] = []
    for (;;) {
      this.separators(',')
      if (this.done || this.is('}')) return statements
      statements.push(...this.readable())
    }
  }

  /** Ends of statements. */
  protected separators(other = ';'): void {
    while (this.token.kind === 'line' || this.is(';') || this.is(other)) this.next()
  }

  /** `head` reads what stands behind the brace and is no statement. */
  braces(head?: () => void): Statement[] {
    this.nextLine()
    this.expect('{')
    head?.()
    const { top } = this
    this.top = false
    const body = this.within({ inside: 0, blank: false }, () => this.rest())
    this.top = top
    return body
  }

  protected rest(): Statement[] {
    const open = this.peek(this.at - 1) as Token
    const body = this.sequence()
    this.expect('}', rangeOf(open))
    return body
  }

  /** A statement; one that cannot be parsed is refused where it is needed, and the next one is read as if nothing was. */
  protected readable(): Statement[] {
    const { at, inside, token: start, whole, top } = this
    try {
      return this.statement()
    } catch (error) {
      if (!(error instanceof ReadError)) throw error
      this.recover(inside)
      this.whole = whole
      this.top = top
      this.at = Math.max(this.at, at + 1)
      this.at = this.statementEnd(at, this.at)
      const passed = this.stretch(at, this.at)
      // Whether it returns is not known: nothing behind it counts then.
      const names = !top && passed.some(({ text }) => text === 'return') ? [] : writtenNames(passed)
      return [unreadable(error, { start: start.start, end: Math.max(this.end, start.end) }, names)]
    }
  }

  /** A statement, or those between braces. */
  protected body(): readonly Statement[] {
    this.nextLine()
    if (this.is('{')) return this.braces()
    if (this.take(';')) return []
    return this.statement()
  }

  /** Goes on at a token, past what has no meaning here. */
  private passed(to: number): Statement[] {
    this.at = to
    return []
  }

  /** To the end of the statement, or to the other branch of the one around it: if (x < 0) stop("negative") else x^2. */
  private skip(): void {
    while (!this.done && !this.is(';') && !(this.style.lines && this.token.kind === 'line')) {
      const close = ['(', '{', '['].includes(this.token.text) ? this.closing(this.at) : undefined
      if (close === undefined && (this.is('}') || this.is('else'))) return
      this.at = (close ?? this.at) + 1
    }
  }

  private statement(): Statement[] {
    const { token } = this
    const { start } = token
    const from = (): Range => ({ start, end: this.end })
    if (token.text === '{' && token.kind === 'operator' && this.style.name !== 'R') return [{ kind: 'block', body: this.braces(), range: from() }]
    if (token.text === '#') return this.directive()
    if (token.text === '@' && this.following.kind === 'name') {
      this.at += 2
      while (this.take('.')) this.next()
      return this.is('(') ? this.passed((this.closing(this.at) ?? this.at) + 1) : []
    }
    if (token.text === '[' && this.following.text === '[' && this.style.name === 'C') return this.passed((this.closing(this.at) ?? this.at) + 1)
    // outer: for (...)
    if (token.kind === 'name' && this.following.text === ':' && /^(?:for|while|do)$/.test(this.textAt(this.at + 2))) {
      this.at += 2
      return [{ kind: 'labelled', label: token.text, body: this.statement(), range: from() }]
    }
    if (token.kind === 'name') {
      const known = this.keyword(token, from)
      if (known !== undefined) return known
    }
    return this.simple()
  }

  /** #define, #include, #[inline] */
  private directive(): Statement[] {
    const hash = this.next()
    if (this.is('[') || this.take('!')) return this.passed((this.closing(this.at) ?? this.at) + 1)
    const line = this.text.indexOf('\n', hash.start)
    const end = line < 0 ? this.text.length : line
    const found: Statement[] = []
    if (this.take('define') && this.token.kind === 'name' && this.token.start < end) {
      const name = this.next()
      const parameters = this.is('(') && !this.token.spaced ? this.parameters() : undefined
      if (this.token.start < end) {
        const body = this.expression()
        const range = { start: hash.start, end: this.end }
        found.push(
          parameters === undefined
            ? { kind: 'assign', targets: [{ kind: 'name', name: name.text, range: rangeOf(name) }], value: body, declares: true, range }
            : { kind: 'function', definition: functionSyntax(name, parameters, body, { start: name.start, end: body.range.start }, range), range },
        )
      }
    }
    while (!this.done && this.token.start < end) this.next()
    return found
  }

  private keyword(token: Token, from: () => Range): Statement[] | undefined {
    // What a case of Java gives; a name like others elsewhere.
    const gives = token.text === 'yield' && this.style.name === 'C' && !/^(?:[-+*/%]?=|[(.;,]|return|break)$/.test(this.following.text)
    const text = gives ? 'return' : token.text
    switch (text) {
      case 'return': {
        this.next()
        const bare = this.is(';') || this.is('}') || this.done || this.token.kind === 'line'
        const value = bare ? this.results : this.returned !== undefined && this.is('{') ? this.literalOf(this.returned, token) : this.several()
        this.finished()
        return [{ kind: 'return', value: value?.kind === 'constant' && value.value === null ? undefined : value, range: from() }]
      }
      case 'break':
      case 'continue':
      case 'next': {
        if (text === 'next' && this.style.name !== 'R') return undefined
        this.next()
        // loop { break value; }
        if (text === 'break' && this.style.name === 'Rust' && !this.is(';') && !this.is('}') && !this.is(','))
          return [{ kind: 'return', value: this.expression(), range: from() }]
        const label = this.style.name !== 'R' && this.token.kind === 'name' ? this.next().text : undefined
        return [{ kind: text === 'break' ? 'break' : 'continue', label, range: from() }]
      }
      case 'throw':
      case 'panic':
      case 'stop':
        this.skip()
        return [{ kind: 'raise', range: from() }]
      case 'if':
      case 'guard':
        return this.choose()
      case 'for':
      case 'foreach':
        return this.loop()
      case 'while': {
        this.next()
        const test = this.condition()
        return [{ kind: 'while', test, body: this.body(), range: from() }]
      }
      case 'loop':
      case 'repeat': {
        if (!['{'].includes(this.following.text)) return undefined
        this.next()
        const test: Expression = { kind: 'constant', value: true, range: rangeOf(token) }
        return [{ kind: 'while', test, body: this.body(), range: from() }]
      }
      case 'do': {
        this.next()
        const body = this.body()
        this.nextLine()
        this.expect('while')
        const test = this.condition()
        return [{ kind: 'while', test, body, after: true, range: from() }]
      }
      case 'switch':
        return this.style.name === 'R' ? undefined : this.cases()
      case 'template':
      case 'public':
      case 'private':
      case 'protected':
        // Labels of classes.
        this.next()
        if (this.is('<')) this.at = (this.angle(this.at) ?? this.at) + 1
        else if (this.is('(')) this.at = (this.closing(this.at) ?? this.at) + 1
        this.take(':')
        return []
      case 'fn':
      case 'func':
      case 'fun': {
        if (this.style.name === 'R' || this.following.text === '=') return undefined
        this.next()
        // func (r *T) name, fun <T> name, fun Double.name
        const receiver = this.is('(') ? this.closing(this.at) : undefined
        const held = receiver === undefined ? [] : this.stretch(this.at + 1, receiver).filter(({ kind }) => kind === 'name')
        if (receiver !== undefined && this.peek(receiver + 1)?.kind === 'name') this.at = receiver + 1
        if (this.style.name === 'Go' && held.length > 1) {
          this.receiver = held[0]?.text
          const found = this.definition(token.start, '', held.at(-1)?.text)
          this.receiver = undefined
          return found
        }
        if (this.is('<')) this.at = (this.angle(this.at) ?? this.at) + 1
        if (this.following.text === '.') this.at += 2
        return this.definition(token.start, '')
      }
      case 'let':
      case 'var':
      case 'val':
      case 'const':
      case 'static':
        if (this.style.name === 'Rust' && /^va[lr]$/.test(text)) return undefined
        if (this.style.name !== 'C' && this.style.name !== 'R') return this.binding()
        if (text === 'var' || text === 'val') return this.following.kind === 'name' ? this.binding() : undefined
        break
    }
    // What the text defines goes first: set(a, v).
    const isCalled = this.following.text === '(' && this.isDefined({ kind: 'name', name: text, range: rangeOf(token) })
    if (PASSED.test(text) && !isCalled && !ASSIGNS.has(this.following.text) && !(text === 'set' && this.following.text === '.')) {
      this.skip()
      return []
    }
    // struct point p = {1, 2};
    const isTyped = this.following.kind === 'name' && this.peek(this.at + 2)?.kind === 'name' && this.textAt(this.at + 2) !== 'final'
    if (text === 'struct' && isTyped) return this.passed(this.at + 1)
    if (HOLDERS.test(text) && (this.following.kind === 'name' || this.following.text === '{' || this.following.text === '<')) {
      // What a class holds is known as if it stood alone.
      const { following } = this
      const held = this.heldInHead()
      if (!this.is('{')) return held
      const declared = text === 'struct' ? this.declaredBehindFields(token) : undefined
      if (declared !== undefined) return declared
      if (text === 'enum') return this.enumerators(this.style.name === 'C' && !/^(?:class|struct)$/.test(following.text))
      if (!this.top) return this.braces()
      this.fieldsEnd = Math.max(this.fieldsEnd, this.closing(this.at) ?? 0)
      this.next()
      return held
    }
    if (QUALIFIERS.has(text) && (this.following.kind === 'name' || text.startsWith('__'))) {
      const first = this.textAt(this.position(this.at, (word) => !QUALIFIERS.has(word.text)))
      const isPassed = first === 'struct' || SKIPPED.test(this.following.text) || this.constructorBegun(this.at + 1) !== undefined
      if (this.style.name !== 'C' || isPassed) return this.passed(this.at + 1)
    }
    return undefined
  }

  /** What is assigned to: M(i, j), v.at(k), v.x(), M.row(i), M.col(j), v.head(n) of libraries give places. */
  private placeOf(e: Expression): Expression {
    if (e.kind !== 'call' || this.style.name !== 'C') return e
    const { callee, range } = e
    const items = e.args.map(({ value }) => value)
    if (callee.kind === 'name' && callee.name === 'tie') return { kind: 'list', form: 'tuple', items, range }
    if (callee.kind === 'name') return items.length > 0 ? { kind: 'index', object: callee, items, range } : e
    if (callee.kind !== 'member') return e
    const { object, name } = callee
    const [first, second] = items
    const all: Subscript = { kind: 'slice', range }
    const at = (...subscripts: Subscript[]): Expression => ({ kind: 'index', object, items: subscripts, range })
    if (/^[xyzw]$/.test(name) && first === undefined) return callee
    if (/^(?:noalias|array|matrix|derived)$/.test(name)) return this.placeOf(object)
    // v.back() of a list of known length.
    if (first === undefined && name === 'back' && object.kind === 'name') {
      const size = callOf('size', [object], range, range)
      return at({ kind: 'binary', first: size, rest: [{ op: '-', operand: numeral(1, range) }], range })
    }
    if (first === undefined) return name === 'front' ? at(numeral(0, range)) : e
    if (/^(?:at|coeffRef)$/.test(name)) return at(...items)
    if (name === 'row' || name === 'row of') return at(first)
    if (name === 'col' || name === 'column') return at(all, first)
    if (name === 'head') return at({ ...all, stop: first })
    if (name === 'segment' && second !== undefined)
      return at({ ...all, start: first, stop: { kind: 'binary', first, rest: [{ op: '+', operand: second }], range } })
    return e
  }

  /** n /= 2 and n += x of a whole number n leave a whole number. */
  private updated(target: Expression, op: BinaryOperator, value: Expression, range: Range): Statement {
    this.refuseWalking(target, range)
    const own = this.ownMeaning(`${op}=`, [target, value], range)
    if (own !== undefined) return { kind: 'assign', targets: [target], value: own, range }
    if (op === '/' && this.isWhole(target) && this.isWhole(value))
      return { kind: 'assign', targets: [target], value: callOf('whole/', [target, value], range, range), range }
    if (!this.isCut(target, value)) return { kind: 'update', target, op, value, range }
    const whole: Expression = { kind: 'binary', first: target, rest: [{ op, operand: value }], range }
    return { kind: 'assign', targets: [target], value: callOf('trunc', [whole], range, range), range }
  }

  /** Declarations, definitions, assignments and expressions. */
  protected simple(): Statement[] {
    const { token } = this
    const { start } = token
    const declared = this.declared()
    if (declared !== undefined) {
      const after = this.peek(declared.name + 1) as Token
      if (after.text === '(' && this.isHead(declared.name + 1)) {
        this.at = declared.name
        return this.definition(start, this.text.slice(declared.type.start, declared.type.end))
      }
      return this.declarations(declared, start)
    }
    const isHead = token.kind === 'name' && this.following.text === '(' && this.isHead(this.at + 1, true)
    if (this.style.name === 'C' && (isHead || this.constructorBegun(this.at) !== undefined)) return this.definition(start, '')
    // double (*p)[3] = a;
    const isPointer = PRIMITIVE.has(token.text) && this.following.text === '(' && /^[*&]$/.test(this.peek(this.at + 2)?.text ?? '')
    if (this.style.name === 'C' && isPointer && this.peek(this.at + 4)?.text === ')' && this.peek(this.at + 5)?.text === '[')
      this.fail('a pointer to a whole array is not read', token, 'use the array itself')
    const begun = this.several()
    const isWritten = ASSIGNS.has(this.token.text) || UPDATES.has(this.token.text)
    const first = isWritten && this.token.kind === 'operator' ? this.placeOf(begun) : begun
    const from = (): Range => ({ start, end: this.end })
    const filled = this.commaFilled(first)
    if (filled !== undefined) {
      this.finished()
      return [{ kind: 'assign', targets: [first], value: filled, declares: false, range: from() }]
    }
    if (ASSIGNS.has(this.token.text) && this.token.kind === 'operator') {
      const sign = this.next()
      this.nextLine()
      let value = allocated(this.several())
      this.finished()
      const targets = first.kind === 'list' ? first.items : [first]
      if (sign.text === ':=') this.note(targets, undefined, value)
      else if (this.isCut(first, value)) value = callOf('trunc', [value], value.range, value.range)
      if (value.kind === 'function' && first.kind === 'name')
        return [{ kind: 'function', definition: { ...value.definition, name: first.name, nameRange: first.range, range: from() }, range: from() }]
      const isPointed = first.kind === 'name' && this.pointers.has(first.name)
      if (isPointed && this.style.name === 'C') value = this.pointedInto(first.name, this.fromPlace(value))
      const binding = this.referred.has(value) || (isPointed && value.kind === 'name') ? 'place' : this.bindingOf(value, isPointed ? '*' : '')
      return [{ kind: 'assign', targets: [first], value, declares: sign.text === ':=', binding, range: from() }]
    }
    const update = this.token.kind === 'operator' ? UPDATES.get(this.token.text) : undefined
    if (update !== undefined) {
      this.next()
      const value = this.expression()
      this.finished()
      return [this.updated(first, update, value, from())]
    }
    this.finished()
    if (first.kind === 'assignment' && first.op !== undefined)
      return [{ kind: 'update', target: first.target, op: first.op, value: first.value, range: from() }]
    const written = first.kind === 'call' ? writing(first) : undefined
    if (written !== undefined && first.kind === 'call' && !this.isDefined(first.callee)) return written
    const lost =
      first.kind === 'call' && this.style.name === 'C' ? first.args.filter(({ value }) => this.referred.has(value) || isIterator(value)) : []
    if (first.kind === 'call' && lost.length > 0 && first.callee.kind === 'name' && !this.isDefined(first.callee)) {
      const names = lost.flatMap(({ value }) => boundNames(iterated(value)?.array ?? value))
      return [{ kind: 'unknown', what: `what "${first.callee.name}" writes`, names, range: from() }]
    }
    // In Rust a last expression without a semicolon is the value.
    if (this.style.name === 'Rust' && this.is(';') && first.kind !== 'call') return []
    return [{ kind: 'expression', value: first, range: from() }]
  }
}
