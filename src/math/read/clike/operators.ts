/** Operators of C-like languages: what stands between operands, and which of them are whole numbers. */
import type { Range } from '../../api.ts'
import type { Expression } from '../execute/syntax/syntax.ts'
import { callOf, numeral } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { CClosures } from './closures.ts'
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

export abstract class COperators extends CClosures {
  /** One of several expressions, which may stand on lines of their own. */
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
  protected exponent(): Expression {
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
      let end = this.typeEnd(this.at) ?? this.at + 1
      // i as f64 * h is a product, no pointer.
      while (end > this.at + 1 && this.peek(end - 1)?.text === '*') end--
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
