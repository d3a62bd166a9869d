/** Operators of C-like languages: what stands behind and between operands. */
import type { Range } from '../../api.ts'
import type { Argument, Expression, Subscript } from '../execute/syntax.ts'
import { callOf, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { CClosures } from './closures.ts'
import { GROWN } from './constants.ts'
import { isWholeType } from './types.ts'

const RANGES = new Map([
  ['..', '..<'],
  ['..<', '..<'],
  ['until', '..<'],
  ['..=', '..='],
  ['...', '..='],
  ['to', '..='],
])

/** How a function is declared that gives a whole number. */
const WHOLE_RESULT: Readonly<Record<'C' | 'Rust' | 'Go' | 'Swift' | 'R', string>> = {
  C: '\\b(?:int|long|short|unsigned|size_t|u?int(?:8|16|32|64)_t)\\s+NAME\\s*\\([^()]*\\)\\s*\\{',
  Rust: '\\bfn\\s+NAME\\s*\\([^()]*\\)\\s*->\\s*[iu](?:\\d+|size)\\b',
  Go: '\\bfunc\\s+NAME\\s*\\([^()]*\\)\\s*u?int\\d*\\b',
  Swift: '\\bfun[c]?\\s+NAME\\s*\\([^()]*\\)\\s*(?:->|:)\\s*(?:Int|Long)\\b',
  R: '(?!)',
}

/** Go's append gives a longer slice, and leaves the one that it is given as long as it was. */
const grownIn = (callee: Expression): Expression => (callee.kind === 'name' && callee.name === 'append' ? { ...callee, name: GROWN } : callee)

export abstract class COperators extends CClosures {
  /** x as f64 ends an operand. */
  protected element(): Expression {
    this.nextLine()
    const value = this.expression()
    this.nextLine()
    return value
  }

  /** What is cast to a type of real numbers: nothing is dropped where it is divided. */
  private readonly real = new WeakSet<Expression>()

  /** Takes whole numbers to what the language makes of them. */
  protected cast(value: Expression, whole: boolean, range: Expression['range']): Expression {
    if (whole) return callOf('trunc', [value], range, range)
    const real = { ...value, range }
    this.real.add(real)
    return real
  }

  protected follow(operand: Expression): Expression {
    let left = operand
    let given: readonly Expression[] = []
    for (;;) {
      const { token } = this
      const span = (): Expression['range'] => ({ start: left.range.start, end: this.end })
      if (token.kind === 'line') {
        // A chain of methods that goes on in the next line.
        let k = this.at
        while (this.peek(k)?.kind === 'line') k++
        if (this.peek(k)?.text !== '.' || this.style.name === 'R') return left
        this.at = k
        continue
      }
      if (token.kind === 'number' && this.style.name === 'Rust' && /^\.\d+$/.test(token.text) && !token.spaced) {
        // A field of a tuple: pair.0
        this.next()
        left = { kind: 'index', object: left, items: [this.number({ ...token, text: token.text.slice(1) })], range: span() }
        continue
      }
      if (token.kind !== 'operator') return left
      if (token.text === '(' && left.kind !== 'number') {
        const open = this.next()
        const args = this.grouped(() => {
          const inner = this.items(')', () => this.argument())
          this.expect(')', rangeOf(open))
          return [...inner, ...given.map((value) => ({ value, range: value.range }))]
        })
        given = []
        const replaced =
          this.replacing(left, args, span()) ??
          this.objectMade(left, args, span()) ??
          (left.kind === 'name' ? this.ownMeaning('()', [left], span()) : undefined)
        if (replaced !== undefined) {
          left = replaced
          continue
        }
        left =
          left.kind === 'name' && this.arrays.has(left.name)
            ? { kind: 'index', object: left, items: args.map(({ value }) => value), range: span() }
            : { kind: 'call', callee: this.style.name === 'Go' ? grownIn(left) : left, args, range: span() }
      } else if (token.text === '[' && !(this.style.name === 'Swift' && token.spaced)) {
        const open = this.next()
        const double = this.style.name === 'R' && this.take('[')
        const items = this.grouped(() => {
          const inner = this.items(']', (): Subscript => this.subscript())
          // R: A[i, ] is all of the other axis.
          const last = this.style.name === 'R' ? this.peek(this.at - 1) : undefined
          const rest: readonly Subscript[] = last?.text === ',' ? [{ kind: 'slice', range: rangeOf(last) }] : []
          this.expect(']', rangeOf(open))
          // Rust: m[(i, j)], a[[i, j]]
          const [only] = inner
          if (this.style.name === 'Rust' && inner.length === 1 && only?.kind === 'list' && this.text[only.range.start - 1] !== '&') return only.items
          return [...inner, ...rest]
        })
        if (double) this.expect(']', rangeOf(open))
        const isSlice = items.some(({ kind }) => kind === 'slice')
        const shares = (isSlice ? /^(?:Rust|Go)$/.test(this.style.name) : this.sharesRows) ? true : undefined
        left = this.ownMeaning('[]', [left], span()) ??
          this.columnFirst.index(left, items, span()) ?? { kind: 'index', object: left, items, shares, range: span() }
      } else if (
        (token.text === '.' || token.text === '->' || token.text === '$' || token.text === '?.') &&
        ['name', 'number'].includes(this.following.kind)
      ) {
        if (token.text === '->' && token.spaced) return left
        this.next()
        const word = this.next()
        const isRow =
          word.text === 'row' && this.is('(') && this.style.name === 'C' && this.infixOf({ ...word, kind: 'operator', text: '*' })?.op === 'product'
        const name = isRow ? { ...word, text: 'row of' } : word
        if (this.is('::')) this.next()
        if (this.is('<')) {
          const close = this.angle(this.at)
          if (close !== undefined && this.peek(close + 1)?.text === '(') {
            given = this.fixed(this.stretch(this.at + 1, close))
            this.at = close + 1
          }
        }
        left =
          name.kind === 'number'
            ? { kind: 'index', object: left, items: [this.number(name)], range: span() }
            : (this.columnFirst.component(left, name.text, (place) => numeral(place, name), span()) ??
              this.property({ kind: 'member', object: left, name: name.text, range: span() }))
      } else if ((token.text === '++' || token.text === '--') && !token.spaced) {
        this.next()
        left = { ...this.stepped(left, token), old: true }
      } else if ((token.text === '^' || token.text === '**') && this.style.name === 'R') {
        this.next()
        const exponent = this.exponent()
        left = { kind: 'binary', first: left, rest: [{ op: '**', operand: exponent }], range: { start: left.range.start, end: exponent.range.end } }
      } else if (token.text === '!' && this.following.text === '!') {
        this.next()
        this.next()
      } else return left
    }
  }

  /** What a sign makes of operands for which the text says what it does; undefined for others. */
  protected abstract ownMeaning(sign: string, operands: readonly Expression[], range: Range): Expression | undefined
  /** Ray(o, d) of a structure without a constructor of its own. */
  protected abstract objectMade(callee: Expression, args: readonly Argument[], range: Range): Expression | undefined

  /** std::exchange(x, v) and mem::replace(&mut x, v) write v into x and give what was there; modf(x, &n) writes the whole part of x into n. */
  private replacing(callee: Expression, args: readonly Argument[], range: Range): Expression | undefined {
    const [target, value] = args
    if (callee.kind !== 'name' || args.length !== 2 || target === undefined || value === undefined) return undefined
    if (this.style.name === 'C' && /^modf[fl]?$/.test(callee.name)) {
      const whole = callOf('trunc', [target.value], range, range)
      const written: Expression = { kind: 'assignment', target: value.value, value: whole, range }
      return { kind: 'binary', first: target.value, rest: [{ op: '-', operand: written }], range }
    }
    const isKnown = callee.name === 'exchange' ? this.style.name === 'C' : callee.name === 'replace' && this.referred.has(target.value)
    return isKnown ? { kind: 'assignment', target: target.value, value: value.value, old: true, range } : undefined
  }

  /** x.head<2>() is x.head(2), x.segment<2>(1) is x.segment(1, 2), A.triangularView<Lower>() says which triangle is meant (Eigen). */
  private fixed(tokens: readonly Token[]): Expression[] {
    const last = tokens.at(-1)
    if (last?.kind === 'name' && /^(?:Lower|Upper)$/.test(last.text)) return [{ kind: 'string', value: last.text, range: rangeOf(last) }]
    if (!tokens.every(({ kind }, k) => kind === 'number' || (k > 0 && kind === 'operator'))) return []
    return tokens.filter(({ kind }) => kind === 'number').map((token) => this.number(token))
  }

  /** v.length, v.size: a number of elements also without parentheses behind. */
  private property(member: Extract<Expression, { kind: 'member' }>): Expression {
    if (!/^(?:[Ll]ength|[Ss]ize|[Cc]ount)$/.test(member.name) || this.is('(')) return member
    return { kind: 'call', callee: member, args: [], range: member.range }
  }

  /** Whole numbers divided leave a whole number. */
  protected override operation(name: string, operands: readonly [Expression, Expression], sign: Range, range: Range): Expression {
    if (name !== '/') return super.operation(name, operands, sign, range)
    if (operands.every((each) => this.isWhole(each))) return callOf('whole/', operands, sign, range)
    return { kind: 'binary', first: operands[0], rest: [{ op: '/', operand: operands[1] }], range }
  }

  /** Whether a name of whole numbers gets what may have a fraction, which is dropped. */
  protected isCut(target: Expression, value: Expression): boolean {
    return this.style.name === 'C' && (target.kind === 'name' || target.kind === 'index') && this.isWhole(target) && this.isReal(value)
  }

  /** Whether a value surely is of a type of real numbers. */
  protected isReal(e: Expression): boolean {
    if (this.real.has(e)) return true
    switch (e.kind) {
      case 'number':
        return !this.isWhole(e)
      case 'name':
        return this.reals.has(e.name)
      case 'unary':
        return this.isReal(e.operand)
      case 'binary':
        return this.isReal(e.first) || e.rest.some(({ operand }) => this.isReal(operand))
      case 'conditional':
        return this.isReal(e.then) || this.isReal(e.otherwise)
      case 'call':
        return e.callee.kind === 'name' && /^(?:sin|cos|tan|exp|log|sqrt|pow|fabs|tanh|atan2?|hypot|fmod|fmax|fmin)f?$/.test(e.callee.name)
      default:
        return false
    }
  }

  /** Whether the text says that a function gives a whole number. */
  private givesWhole(name: string): boolean {
    let known = this.wholeFunctions.get(name)
    if (known === undefined) {
      known = /^\w+$/.test(name) && new RegExp(WHOLE_RESULT[this.style.name].replaceAll('NAME', name)).test(this.text)
      this.wholeFunctions.set(name, known)
    }
    return known
  }

  private readonly wholeFunctions = new Map<string, boolean>()

  protected isWhole(e: Expression): boolean {
    if (this.real.has(e)) return false
    switch (e.kind) {
      case 'number':
        return /^[\d_]+(?:[uUlL]+|_?[iu](?:\d+|size))?$/.test(this.text.slice(e.range.start, e.range.end))
      case 'name':
        return this.whole.has(e.name)
      case 'unary':
        return this.isWhole(e.operand)
      case 'binary':
        return this.isWhole(e.first) && e.rest.every(({ op, operand }) => '+-*%'.includes(op) && this.isWhole(operand))
      case 'call':
        return e.callee.kind === 'name' && (e.callee.name === 'trunc' || e.callee.name === 'whole/' || this.givesWhole(e.callee.name))
      case 'index':
        return e.object.kind === 'name' ? this.whole.has(e.object.name) : e.object.kind === 'index' && this.isWhole(e.object)
      case 'conditional':
        return this.isWhole(e.then) && this.isWhole(e.otherwise)
      default:
        return false
    }
  }

  /** What stands behind ^: a^-b, a^b^c is a^(b^c). */
  private exponent(): Expression {
    const { token } = this
    if (token.text === '-' || token.text === '+') {
      this.next()
      const operand = this.exponent()
      return { kind: 'unary', op: token.text, operand, range: { start: token.start, end: operand.range.end } }
    }
    return this.follow(this.operand())
  }

  /** x + k of a pointer is &x[k]. */
  protected fromPlace(e: Expression): Expression {
    const [step] = e.kind === 'binary' ? e.rest : []
    if (e.kind !== 'binary' || e.rest.length !== 1 || step?.op !== '+' || e.first.kind !== 'name' || !this.pointers.has(e.first.name)) return e
    const place: Expression = { kind: 'index', object: e.first, items: [step.operand], range: e.range }
    this.referred.add(place)
    return place
  }

  /** Pointers that go from one element to the next. */
  protected refuseWalking(target: Expression, token: Range): void {
    if (target.kind === 'name' && this.pointers.has(target.name))
      this.fail('a pointer that goes from one element to the next is not read', token, `write ${target.name}[i]`)
  }

  protected stepped(target: Expression, token: Token): Extract<Expression, { kind: 'assignment' }> {
    const { text, start } = token
    this.refuseWalking(target, token)
    const range = { start: Math.min(start, target.range.start), end: this.end }
    return {
      kind: 'assignment',
      target,
      op: text === '++' ? '+' : '-',
      value: numeral(1, range),
      range,
    }
  }

  /** An argument, with its name in R, Kotlin and Swift. */
  private argument(): Argument {
    this.nextLine()
    const { token, following } = this
    const range = rangeOf(token)
    const named = token.kind === 'name' && (following.text === '=' || (following.text === ':' && this.style.name === 'Swift'))
    if (named) {
      this.next()
      this.next()
    }
    // C#: f(ref x, out y)
    const isHandedOut = this.style.name === 'C' && (this.is('ref') || this.is('out')) && this.following.kind === 'name'
    if (isHandedOut) this.next()
    const value = this.fromPlace(this.element())
    const spread = this.take('...') ? 'list' : undefined
    // In Rust and Go whatever is another name of a place is a pointer to it; *p is what it points at.
    const isPointer =
      value.kind === 'name' &&
      token.text !== '*' &&
      !this.constant.has(value.name) &&
      (/^(?:Rust|Go)$/.test(this.style.name) || [this.pointers, this.listed, this.arrays].some((names) => names.has(value.name)))
    const changed = isHandedOut || this.referred.has(value) ? 'place' : isPointer ? 'pointed' : undefined
    return named && this.style.name !== 'Swift' ? { name: token.text, value, changed, range } : { value, spread, changed, range: value.range }
  }

  private subscript(): Subscript {
    const { token } = this
    if ([',', ']'].includes(token.text) && token.kind === 'operator') return { kind: 'slice', range: rangeOf(token) }
    if (token.text === ':') {
      this.next()
      return this.is(']')
        ? { kind: 'slice', range: rangeOf(token) }
        : { kind: 'slice', stop: this.expression(), range: { start: token.start, end: this.end } }
    }
    if (token.text === '..') {
      this.next()
      return this.is(']')
        ? { kind: 'slice', range: rangeOf(token) }
        : { kind: 'slice', stop: this.expression(), range: { start: token.start, end: this.end } }
    }
    const start = this.expression(3)
    const ends = this.style.name === 'Rust' && start.kind === 'call' && start.callee.kind === 'name' && start.callee.name === '..<' ? start.args : []
    // &a[1..3]
    if (ends.length === 2) return { kind: 'slice', start: ends[0]?.value, stop: ends[1]?.value, range: start.range }
    if (this.style.name !== 'R' && (this.take(':') || this.take('..') || this.take('..<')))
      return { kind: 'slice', start, stop: this.is(']') ? undefined : this.expression(3), range: { start: token.start, end: this.end } }
    return start
  }

  /** c ? a : b, casts with "as", ranges, and what is no operator of numbers. */
  protected between(left: Expression, power: number): Expression | undefined {
    const { token } = this
    const span = (): Expression['range'] => ({ start: left.range.start, end: this.end })
    if (token.text === '?' && power <= 1 && token.kind === 'operator') {
      this.next()
      this.nextLine()
      const then = this.expression(2)
      this.nextLine()
      this.expect(':')
      this.nextLine()
      const otherwise = this.expression(1)
      return { kind: 'conditional', test: left, then, otherwise, range: span() }
    }
    if (token.text === 'as' && power <= 14 && this.style.name !== 'R') {
      this.next()
      this.take('?') || this.take('!')
      const end = this.typeEnd(this.at) ?? this.at + 1
      const type = this.written(this.at, end)
      this.at = end
      return this.cast(left, isWholeType(this.text.slice(type.start, type.end)), span())
    }
    if (this.style.name === 'R') {
      if (token.text === ':' && power <= 14) {
        this.next()
        const stop = this.expression(15)
        return { kind: 'range', start: left, stop, range: span() }
      }
      if (token.text === '|>' && power <= 2) {
        this.next()
        this.nextLine()
        const called = this.expression(3)
        return called.kind === 'call' ? { ...called, args: [{ value: left, range: left.range }, ...called.args], range: span() } : undefined
      }
      return undefined
    }
    const ranged = RANGES.get(token.text)
    if (ranged !== undefined && power <= 10 && !(token.kind === 'name' && this.style.name !== 'Swift')) {
      if ([']', ')'].includes(this.following.text)) return undefined
      this.next()
      const stop = this.expression(11)
      return callOf(ranged, [left, stop], token, span())
    }
    if ((token.text === '^' || token.text === '**') && power <= 13)
      this.fail(
        token.text === '^' ? '"^" is no power in this language but exclusive or of bits' : '"**" is no operator of this language',
        token,
        'write pow(x, 2) for a power',
      )
    return undefined
  }
}
