/** What stands behind operands in C-like languages: calls, indices, members, and signs such as ++. */
import type { Range } from '../../api.ts'
import type { Argument, Expression, Subscript } from '../execute/syntax/syntax.ts'
import { callOf, functionSyntax, numeral, rangeOf } from '../grammar/parser.ts'
import type { Token } from '../grammar/tokens.ts'
import { GROWN } from './constants.ts'
import { COperators } from './operators.ts'

/** Go's append gives a longer slice, and leaves the one that it is given as long as it was. */
const grownIn = (callee: Expression): Expression => (callee.kind === 'name' && callee.name === 'append' ? { ...callee, name: GROWN } : callee)

export abstract class CPostfix extends COperators {
  protected follow(operand: Expression): Expression {
    let left = operand
    for (;;) {
      const { token } = this
      const followed =
        token.kind === 'line' ? this.chained(left) : token.kind === 'number' ? this.component(left, token) : this.followedBy(left, token)
      if (followed === undefined) return left
      left = followed
    }
  }

  /** A chain of methods that goes on in the next line. */
  private chained(left: Expression): Expression | undefined {
    let k = this.at
    while (this.peek(k)?.kind === 'line') k++
    if (this.peek(k)?.text !== '.' || this.style.name === 'R') return undefined
    this.at = k
    return left
  }

  /** A field of a tuple of Rust: pair.0 */
  private component(object: Expression, token: Token): Expression | undefined {
    if (this.style.name !== 'Rust' || token.spaced || !/^\.\d+$/.test(token.text)) return undefined
    this.next()
    return { kind: 'index', object, items: [this.number({ ...token, text: token.text.slice(1) })], range: this.spanned(object) }
  }

  private followedBy(left: Expression, token: Token): Expression | undefined {
    if (token.kind !== 'operator') return undefined
    switch (token.text) {
      case '(':
        return left.kind === 'number' ? undefined : this.called(left)
      case '{':
        return this.trailing(left)
      case '[':
        return this.style.name === 'Swift' && token.spaced ? undefined : this.indexed(left)
      case '->':
        return token.spaced ? undefined : this.member(left)
      case '.':
      case '$':
      case '?.':
        return this.member(left)
      case '++':
      case '--':
        if (token.spaced) return undefined
        this.next()
        return { ...this.stepped(left, token), old: true }
      case '^':
      case '**': {
        if (this.style.name !== 'R') return undefined
        this.next()
        const exponent = this.exponent()
        return { kind: 'binary', first: left, rest: [{ op: '**', operand: exponent }], range: { start: left.range.start, end: exponent.range.end } }
      }
      // logs.max()! of Swift and cache!! of Kotlin: what is there.
      case '!':
        if (this.following.text !== '!' && (this.style.name !== 'Swift' || token.spaced)) return undefined
        this.at += this.following.text === '!' ? 2 : 1
        return left
      default:
        return undefined
    }
  }

  /** f(x, y), with what stands in angles before as its last arguments. */
  private called(left: Expression, given: readonly Expression[] = []): Expression {
    const open = this.next()
    const args = this.grouped(() => {
      const inner = this.items(')', () => this.argument())
      this.expect(')', rangeOf(open))
      return [...inner, ...given.map((value) => ({ value, range: value.range }))]
    })
    const range = this.spanned(left)
    const [only] = args
    if (this.style.name === 'Rust' && left.kind === 'name' && left.name === 'Some' && args.length === 1 && only !== undefined) return only.value
    if (left.kind === 'name' && left.name === 'super' && this.style.name === 'C') return this.baseMade(args, range)
    if (left.kind === 'member' && args.length === 0 && this.isPartOfRecord(left.name)) return left
    const made =
      this.replacing(left, args, range) ??
      this.objectMade(left, args, range) ??
      (left.kind === 'name' ? this.ownMeaning('()', [left, ...args.map(({ value }) => value)], range) : undefined)
    if (made !== undefined) return made
    return left.kind === 'name' && this.arrays.has(left.name)
      ? { kind: 'index', object: left, items: args.map(({ value }) => value), range }
      : { kind: 'call', callee: this.style.name === 'Go' ? grownIn(left) : left, args, range }
  }

  private indexed(left: Expression): Expression {
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
    const range = this.spanned(left)
    const isSlice = items.some(({ kind }) => kind === 'slice')
    const shares = (isSlice ? /^(?:Rust|Go)$/.test(this.style.name) : this.sharesRows) ? true : undefined
    const pointed = this.pointedElement(left, items, range)
    if (pointed !== undefined) return pointed
    const made = this.ownMeaning('[]', [left], range) ?? this.columnFirst.index(left, items, range)
    return made ?? { kind: 'index', object: left, items, shares, range }
  }

  /** p.x, p->x, p$x, pair.0, and calls of methods with what they have in angles: v.head<2>() */
  private member(left: Expression): Expression | undefined {
    if (!['name', 'number'].includes(this.following.kind)) return undefined
    this.next()
    const word = this.next()
    if (word.kind === 'number') return { kind: 'index', object: left, items: [this.number(word)], range: this.spanned(left) }
    // M.row(i) of a matrix is one, of an array a vector.
    const isRow =
      word.text === 'row' && this.is('(') && this.style.name === 'C' && this.infixOf({ ...word, kind: 'operator', text: '*' })?.op === 'product'
    const name = isRow ? 'row of' : word.text
    if (this.is('::')) this.next()
    const close = this.is('<') ? this.angle(this.at) : undefined
    const isFixed = close !== undefined && this.peek(close + 1)?.text === '('
    const given = isFixed ? this.fixed(this.stretch(this.at + 1, close)) : []
    if (isFixed) this.at = close + 1
    const range = this.spanned(left)
    const found =
      this.columnFirst.component(left, name, (place) => numeral(place, word), range) ?? this.property({ kind: 'member', object: left, name, range })
    return given.length > 0 ? this.called(found, given) : found
  }

  private spanned({ range: { start } }: Expression): Range {
    return { start, end: this.end }
  }

  /** What a sign makes of operands for which the text says what it does; undefined for others. */
  /** p[k] of a pointer into an array. */
  protected abstract pointedElement(pointer: Expression, items: readonly Subscript[], range: Range): Expression | undefined
  /** What a function is given by a pointer into an array: the elements from there on. */
  protected abstract partPointedAt(pointer: Expression): Expression | undefined
  /** What the constructor of the class that is extended does. */
  protected abstract baseMade(args: readonly Argument[], range: Range): Expression
  /** Whether p.x() asks for a part of a record. */
  protected abstract isPartOfRecord(name: string): boolean
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
    // x.indices of Kotlin and Swift
    const isRange = this.style.name === 'Swift' && /^(?:indices|lastIndex)$/.test(member.name)
    if (!(isRange || /^(?:[Ll]ength|[Ss]ize|[Cc]ount)$/.test(member.name)) || this.is('(') || this.is('{')) return member
    return { kind: 'call', callee: member, args: [], range: member.range }
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
    const given = this.operatorGiven() ?? this.fromPlace(this.element())
    const value = this.partPointedAt(given) ?? given
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

  /** The + of reduce(0, +) in Swift. */
  private operatorGiven(): Expression | undefined {
    const { token } = this
    if (this.style.name !== 'Swift' || !/^[-+*/]$/.test(token.text) || token.kind !== 'operator' || this.following.text !== ')') return undefined
    this.next()
    const range = rangeOf(token)
    const [a, b] = ['a', 'b'].map((name): Expression => ({ kind: 'name', name, range })) as [Expression, Expression]
    const body: Expression = { kind: 'binary', first: a, rest: [{ op: token.text as '+', operand: b }], range }
    const parameters = [
      { name: 'a', range },
      { name: 'b', range },
    ]
    return { kind: 'function', definition: functionSyntax(undefined, parameters, body, range, range), range }
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
}
