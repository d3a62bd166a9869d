/**
 * Operator-precedence parsing of plain-text mathematics with an explicit stack, so that depth is no limit: implicit
 * multiplication, functions without parentheses, postfix transposes and factorials, |x|, MATLAB's elementwise operators.
 *
 * Long because it is one state machine: every transition works on the same three stacks.
 */
import type { Range } from '../../api.ts'
import type { Exact } from '../../exact.ts'
import type { Operation } from '../../expr.ts'
import { operationNamed, operationSpelled } from '../../ops/table.ts'
import { inverseFunction } from '../latex/words.ts'
import { applyTerm, nameTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { callTerm, lookUp } from './calls.ts'
import { spelledOut } from './greek.ts'
import { BINARY, FUNCTION_HABIT, isCallOf, isLetter, normOrder, numberOf, P, rangeOf, SPECIAL, spanOf, superscriptTerm, WORDS } from './operators.ts'
import { separated } from './products.ts'
import type { ExpressionRules, Names } from './rules.ts'
import { partAt } from './slices.ts'
import { boundOver, indicesIn, integrandAt, type Sign, signAt } from './sums.ts'
import { identifier, type Token } from './tokens.ts'

interface Operator {
  readonly symbol: string
  readonly precedence: number
  readonly start: number
  readonly end: number
  /** The function of a prefix application `sin x`, with the power of `sin² x`. */
  readonly operation?: Operation
  readonly power?: Term
  /** Of a sum or product. */
  readonly over?: Over
}

interface Over extends Sign {
  readonly below?: Term
  readonly above?: Term
  readonly name: string
}

/** How deep bounds and integrands may stand in each other. */
const DEEPEST = 64

interface Frame {
  readonly kind: 'top' | 'paren' | 'call' | 'array' | 'bar' | 'norm'
  readonly close: string
  readonly operators: number
  readonly start: number
  readonly name?: Token
  readonly power?: Term
  readonly primes: number
  /** Finished arguments, by row for arrays. */
  readonly items: Term[][]
}

/** Of what has no parts. */
const NO_ITEMS: Term[][] = []

export class ExpressionParser {
  private readonly tokens: readonly Token[]
  private readonly operands: Term[] = []
  private readonly operators: Operator[] = []
  private readonly frames: Frame[] = []
  private expectOperand = true

  constructor(
    tokens: readonly Token[],
    private readonly rules: ExpressionRules,
    private readonly names: Names,
    private readonly whole: Range,
    private readonly depth = 0,
  ) {
    this.tokens = rules.implicitProducts ? separated(tokens, rules, names) : tokens
  }

  /** Throws ReadError. */
  parse(): Term {
    this.open('top', '', this.whole.start)
    for (let at = 0; at < this.tokens.length; at++) {
      const token = this.tokens[at] as Token
      const taken = this.expectOperand ? this.operand(token, at) : this.operator(token, at)
      at += taken - 1
    }
    if (this.expectOperand) {
      const last = this.tokens[this.tokens.length - 1]
      const open = this.top()
      if (open.kind !== 'top' && last !== undefined && last.start === open.start) this.fail('the bracket is not closed', last)
      throw new ReadError(
        last === undefined ? 'there is no expression' : `an operand is missing after ${last.text}`,
        last ?? this.whole,
        'Complete the expression.',
      )
    }
    this.reduce(0)
    const open = this.top()
    if (open.kind !== 'top')
      throw new ReadError(`the ${open.close} that closes this is missing`, { start: open.start, end: open.start + 1 }, `Add ${open.close}.`)
    return this.operands[0] as Term
  }

  private top(): Frame {
    return this.frames[this.frames.length - 1] as Frame
  }

  private open(kind: Frame['kind'], close: string, start: number, name?: Token, power?: Term, primes = 0): void {
    const items = kind === 'array' || kind === 'call' ? [[]] : NO_ITEMS
    this.frames.push({ kind, close, start, operators: this.operators.length, name, power, primes, items })
  }

  private fail(message: string, token: Range, hint?: string): never {
    throw new ReadError(message, { start: token.start, end: token.end }, hint)
  }

  /* Where an operand is expected. */

  private operand(token: Token, at: number): number {
    switch (token.kind) {
      case 'number': {
        const value = numberOf(token)
        if (value === undefined) this.fail(`${token.text} is no number that can be kept exactly`, token)
        this.give(numberTerm(value as Exact, rangeOf(token)))
        return 1
      }
      case 'name':
        return this.name(token, at)
      case 'open': {
        const array = token.text === '['
        this.open(array ? 'array' : 'paren', array ? ']' : token.text === '(' ? ')' : '}', token.start)
        return 1
      }
      case 'close':
        if (this.top().close === token.text && (this.top().kind === 'call' || this.top().kind === 'array')) {
          if (this.top().items[0]?.length === 0) this.fail(this.top().kind === 'array' ? 'the array is empty' : 'an argument is missing', token)
        }
        return this.fail(`an operand is missing before ${token.text}`, token, 'Complete the expression.')
      case 'operator':
        break
      default:
        return this.fail(`${token.text.trim() || 'the end of the line'} stands where an operand is expected`, token)
    }
    switch (token.text) {
      case '-':
      case '+':
        if (token.text === '-') this.push({ symbol: 'neg', precedence: P.negate, start: token.start, end: token.end })
        return 1
      case '!':
      case '~':
        this.push({ symbol: 'not', precedence: P.not, start: token.start, end: token.end })
        return 1
      case '√':
      case '∛':
        this.push({
          symbol: 'apply',
          precedence: P.negate,
          start: token.start,
          end: token.end,
          operation: operationNamed(token.text === '√' ? 'sqrt' : 'cbrt') as Operation,
        })
        return 1
      case '|':
      case '‖':
        this.open(token.text === '|' ? 'bar' : 'norm', token.text, token.start)
        return 1
      case '||':
        this.open('norm', '||', token.start)
        return 1
    }
    return this.fail(`an operand is missing before ${token.text}`, token, 'Complete the expression.')
  }

  private name(token: Token, at: number): number {
    const next = this.tokens[at + 1]
    const range = rangeOf(token)
    const derivative = this.leibniz(at)
    if (derivative > 0) return derivative
    const sign = this.rules.implicitProducts && this.names.value(identifier(token.text), range) === undefined ? signAt(this.tokens, at) : undefined
    if (sign !== undefined) {
      const taken = this.sign(sign, token, at)
      if (taken > 0) return taken
    }
    // if c then a else b: the condition comes first.
    if (token.text === 'if' && this.names.value('if', range) === undefined) return 1
    const special = SPECIAL.get(token.text)
    if (special !== undefined && this.names.value(token.text, range) === undefined) {
      if (next?.text === '(' && special.arguments > 0) {
        this.open('call', ')', token.start, token)
        return 2
      }
      if (next?.text !== '(' && special.arguments === 0) {
        this.give(special.build([], range))
        return 1
      }
    }
    const own = identifier(token.text)
    if (this.names.value(own, range) === undefined || next?.text === '(') {
      const operation = lookUp(this.rules, token.text)
      // E is an energy, whatever other languages call so.
      const isConstant = token.text.length > 1 || operationSpelled('text', token.text) === operation
      if (operation !== undefined && operation.args.length === 0 && isConstant && !isCallOf(next)) {
        this.give(applyTerm(operation.name, [], range))
        return 1
      }
      if (
        operation !== undefined &&
        operation.args.length > 0 &&
        !(isLetter(token.text) && next?.text !== '(') &&
        this.names.call(own, [], range) === undefined
      ) {
        const { power, used, inverse } = this.powerOf(at, operation)
        const open = this.tokens[at + used]
        if (open?.text === '(') {
          const name = inverse === undefined ? token : { ...token, text: inverse.name }
          this.open('call', ')', token.start, name, power)
          return used + 1
        }
        if (
          this.rules.implicitProducts &&
          operation.args.length === 1 &&
          open !== undefined &&
          (open.kind === 'name' || open.kind === 'number' || open.text === '√' || open.text === '-' || open.kind === 'open' || open.text === '|')
        ) {
          if (open.text !== '-' || power === undefined) {
            this.push({ symbol: 'apply', precedence: P.prefix, start: token.start, end: token.end, operation: inverse ?? operation, power })
            return used
          }
        }
        if (token.text.length > 1 && operationSpelled('text', token.text) !== undefined)
          this.fail(`${token.text} needs an argument`, token, `Write ${token.text}(x).`)
      }
    }
    // The price of an option has N(d1), of the normal distribution.
    const inner = this.tokens[at + 2]?.text === '-' ? at + 3 : at + 2
    if (token.text === 'N' && next?.text === '(' && /^d_?[12]$/.test(identifier(this.tokens[inner]?.text ?? '')) && !this.names.has('N')) {
      this.open('call', ')', token.start, { ...token, text: 'normcdf' })
      return 2
    }
    // f'(x), f(x), f of the text or by habit.
    let primes = 0
    while (this.tokens[at + 1 + primes]?.text === "'") primes++
    const open = this.tokens[at + 1 + primes]
    if (open?.text === '(' && !open.spaced && (primes === 0 || this.isFunction(own, token))) {
      if (this.isFunction(own, token)) {
        this.open('call', ')', token.start, token, undefined, primes)
        return 2 + primes
      }
      if (primes === 0 && this.rules.implicitProducts)
        this.names.note({ message: `${own}(…) is read as a product: ${own} · (…)`, range, kind: 'reading' })
    }
    this.give(this.names.value(own, range) ?? nameTerm(spelledOut(own), range))
    return 1
  }

  /** A sum waits for its body; an integral is read up to its differential. How many tokens that takes; 0 where the sign is but a name. */
  private sign(sign: Sign, token: Token, at: number): number {
    const { op, low, high, used } = sign
    const below = low === undefined ? undefined : this.part(low, token)
    const above = high === undefined ? undefined : this.part(high, token)
    const begins = at + used
    if (op === 'integral') {
      if (below === undefined || above === undefined) this.fail('an integral without bounds has no value', token, 'Write its bounds: ∫_0^x.')
      const inner = integrandAt(this.tokens, begins)
      if (inner === undefined) this.fail('what this integral runs over is missing', token, 'End it with dx.')
      const { index, body } = inner
      const last = this.tokens[begins + inner.used - 1] as Token
      const range = { start: token.start, end: last.end }
      this.give({ kind: 'binder', op, index, low: below, high: above, body: this.part(body, token, index), range })
      return used + inner.used
    }
    const next = this.tokens[begins]
    const follows = next?.kind === 'name' || next?.kind === 'number' || next?.kind === 'open' || /^(?:[|‖√-]|\|\|)$/.test(next?.text ?? '')
    if (!follows) return 0
    this.push({ symbol: 'over', precedence: P.sum, start: token.start, end: token.end, over: { ...sign, below, above, name: token.text } })
    return used
  }

  /** Part of the tokens as an expression of its own, where `index` is nothing the text defines. */
  private part(tokens: readonly Token[], at: Token, index?: string): Term {
    if (this.depth > DEEPEST) this.fail('this is nested too deeply', at, 'Select a smaller part.')
    const { names } = this
    const own: Names = { ...names, value: (name, range) => (spelledOut(name) === index ? undefined : names.value(name, range)) }
    return new ExpressionParser(tokens, this.rules, own, rangeOf(at), this.depth + 1).parse()
  }

  /** The power between a function and its argument, and how many tokens both take: sin² x, sin^2 x; sin⁻¹ is the inverse function. */
  private powerOf(at: number, { name }: Operation): { readonly power?: Term; readonly used: number; readonly inverse?: Operation } {
    const after = this.tokens[at + 1]
    if (after?.text === '(') return { used: 1 }
    const text = (k: number): string => this.tokens[at + k]?.text ?? ''
    const inverse = inverseFunction(name)
    if (inverse !== undefined) {
      if (after?.kind === 'superscript' && after.text === '-1') return { inverse, used: 2 }
      if (text(1) === '^' && text(2) === '-' && text(3) === '1') return { inverse, used: 4 }
      if (text(1) === '^' && text(2) === '(' && text(3) === '-' && text(4) === '1' && text(5) === ')') return { inverse, used: 6 }
    }
    if (after?.kind === 'superscript') return { power: superscriptTerm(after), used: 2 }
    const exponent = this.tokens[at + 2]
    if (after?.text !== '^' || exponent?.kind !== 'number') return { used: 1 }
    return { power: numberTerm(numberOf(exponent) as Exact, rangeOf(exponent)), used: 3 }
  }

  private isFunction(name: string, token: Token): boolean {
    if (this.names.call(name, [], rangeOf(token)) !== undefined) return true
    if (this.names.value(name, rangeOf(token)) !== undefined) return false
    return this.rules.unknownCalls === 'call' || FUNCTION_HABIT.test(name) || name.length > 2
  }

  /** d/dx of the operand that follows. */
  private leibniz(at: number): number {
    const d = this.tokens[at] as Token
    if (d.text !== 'd' && d.text !== '∂') return 0
    /** The order behind a d: d²/dx², d^2/dx^2. */
    const orderAt = (k: number): { order: number; used: number } => {
      const [token, digit] = [this.tokens[k], this.tokens[k + 1]]
      if (token?.kind === 'superscript' && /^[1-4]$/.test(token.text)) return { order: Number(token.text), used: 1 }
      return token?.text === '^' && /^[1-4]$/.test(digit?.text ?? '') ? { order: Number(digit?.text), used: 2 } : { order: 1, used: 0 }
    }
    const above = orderAt(at + 1)
    const bar = at + 1 + above.used
    const dx = this.tokens[bar + 1]
    const name = dx?.kind === 'name' ? /^(?:d|∂)(\p{L}\w*)$/u.exec(dx.text)?.[1] : undefined
    const below = orderAt(bar + 2)
    const end = bar + 2 + below.used
    const next = this.tokens[end]
    if (this.tokens[bar]?.text !== '/' || dx === undefined || name === undefined || above.order !== below.order) return 0
    if (next === undefined || (next.kind !== 'name' && next.kind !== 'open')) return 0
    this.push({ symbol: `d${above.order}/d${name}`, precedence: P.prefix, start: d.start, end: dx.end })
    return end - at
  }

  private give(term: Term): void {
    this.operands.push(term)
    this.expectOperand = false
  }

  private push(operator: Operator): void {
    this.operators.push(operator)
    this.expectOperand = true
  }

  /* Where an operator is expected. */

  private operator(token: Token, at: number): number {
    const top = this.top()
    switch (token.kind) {
      case 'superscript': {
        const operand = this.operands.pop() as Term
        this.reduceTight()
        this.operands.push(applyTerm('power', [operand, superscriptTerm(token)], spanOf(operand, token)))
        return 1
      }
      case 'close':
        this.close(token)
        return 1
      case 'separator':
        return this.separator(token)
      case 'operator':
        break
      case 'newline':
        if (top.kind === 'array') {
          this.item()
          top.items.push([])
          this.expectOperand = true
          return 1
        }
        return 1
      default: {
        const word = token.kind === 'name' && this.names.value(token.text, token) === undefined ? WORDS.get(token.text) : undefined
        return word === undefined ? this.juxtapose(token, at) : this.operator({ ...token, kind: 'operator', text: word }, at)
      }
    }
    if ((token.text === '|' && top.kind === 'bar') || (token.text === '‖' && top.kind === 'norm') || (token.text === '||' && top.kind === 'norm')) {
      this.reduce(top.operators)
      this.frames.pop()
      const inner = this.operands.pop() as Term
      const range = { start: top.start, end: token.end }
      if (top.kind === 'bar') {
        this.give(applyTerm('abs', [inner], range))
        return 1
      }
      const { ord, used } = normOrder(this.tokens.slice(at, at + 3))
      this.give(applyTerm('norm', [inner], range, { ord }))
      return used
    }
    if (token.text === "'" || token.text === ".'") {
      this.wrap('transpose', token)
      return 1
    }
    if (token.text === '!' && this.tokens[at + 1]?.text !== '=') {
      this.wrap('factorial', token)
      return 1
    }
    if (token.text === '?') {
      this.reduce(top.operators, P.conditional + 1)
      this.push({ symbol: '?', precedence: P.conditional - 1, start: token.start, end: token.end })
      return 1
    }
    if (token.text === 'if') {
      this.reduce(top.operators, P.conditional + 1)
      this.push({ symbol: 'if', precedence: P.conditional - 1, start: token.start, end: token.end })
      return 1
    }
    const opened =
      token.text === 'else'
        ? this.operators
            .slice(top.operators)
            .filter(({ symbol }) => symbol === 'if' || symbol === '?')
            .at(-1)
        : undefined
    if (opened?.symbol === 'if') {
      this.reduceTo('if', token)
      this.push({ symbol: 'if:', precedence: P.conditional, start: token.start, end: token.end })
      return 1
    }
    if (token.text === ':' || token.text === 'else') {
      this.reduceTo('?', token)
      this.push({ symbol: '?:', precedence: P.conditional, start: token.start, end: token.end })
      return 1
    }
    // λ||w||: bars in pairs are norms.
    const opens =
      token.text === '||' && this.rules.implicitProducts && !token.spaced && this.tokens.filter(({ text }) => text === '||').length % 2 === 0
    if (opens || token.text === '√' || token.text === '∛' || token.text === '|' || token.text === '‖') return this.juxtapose(token, at)
    // [1 -2]: a sign right before its operand, with space before it, begins the next element.
    if (top.kind === 'array' && (token.text === '-' || token.text === '+') && token.spaced && this.tokens[at + 1]?.spaced === false) {
      this.item()
      this.expectOperand = true
      return this.operand(token, at)
    }
    // xᵀ A x by those who have no raised T: T is nothing else here.
    if (token.text === '^' && this.tokens[at + 1]?.text === 'T' && this.isTurning(at + 1)) {
      this.wrap('transpose', this.tokens[at + 1] as Token)
      return 2
    }
    const binary = BINARY.get(token.text)
    if (binary === undefined) return this.fail(`${token.text} cannot stand here`, token)
    this.reduce(top.operators, binary.right === true ? binary.precedence + 1 : binary.precedence)
    this.push({ symbol: binary.op, precedence: binary.precedence, start: token.start, end: token.end })
    return 1
  }

  /** Is T only ever an exponent of letters, of which the text says nothing? */
  private isTurning(at: number): boolean {
    const after = this.tokens[at + 1]
    if (this.names.has('T') || !this.rules.implicitProducts || (after?.kind === 'open' && !after.spaced)) return false
    const bases = new Set(this.tokens.flatMap(({ text }, k) => (this.tokens[k + 2]?.text === 'T' && this.tokens[k + 1]?.text === '^' ? [text] : [])))
    if (bases.has('e') || [...bases].some((base) => /^\d/.test(base))) return false
    return this.tokens.every(({ text }, k) => text !== 'T' || this.tokens[k - 1]?.text === '^')
  }

  /** Two operands side by side. */
  private juxtapose(token: Token, at: number): number {
    const top = this.top()
    if (token.kind === 'unknown') return this.fail(`the character ${token.text} is not understood`, token)
    if (!this.rules.implicitProducts) {
      if (top.kind !== 'array') return this.fail(`an operator is missing before ${token.text}`, token, 'Write the product with *.')
      this.item()
      this.expectOperand = true
      return this.operand(token, at)
    }
    const part = token.text === '[' ? partAt(this.operands.at(-1) as Term, this.tokens, at) : undefined
    if (part !== undefined) {
      this.operands.pop()
      this.give(part.term)
      return part.used
    }
    // [1 2; 3 4]
    if (top.kind === 'array' && token.kind === 'number' && token.spaced) {
      this.item()
      this.expectOperand = true
      return this.operand(token, at)
    }
    // sin x cos y: the bare argument ends where the next function begins.
    const isFunction = token.kind === 'name' && (lookUp(this.rules, token.text)?.args.length ?? 0) > 0
    const operator = this.operators[this.operators.length - 1]
    const divisor = this.operands[this.operands.length - 1] as Term
    // 1/2 m and p²/2 m are halves of what follows, V/R (1 − x) is a fraction before it; p²/2m and a / b c have it in the denominator.
    const above = this.operands[this.operands.length - 2]
    const tight = operator !== undefined && divisor.range?.start === operator.end && above?.range?.end === operator.start
    const apart = token.spaced && (divisor.kind === 'number' || tight)
    const afterFraction =
      operator?.symbol === 'quotient' && this.operators.length > top.operators && (apart || (divisor.kind === 'number' && above?.kind === 'number'))
    const precedence = isFunction || afterFraction ? P.multiply : P.juxtapose
    if (operator?.symbol === 'quotient' && !afterFraction && this.operators.length > top.operators) {
      this.names.note({
        message: `the product after / is read as its whole denominator`,
        range: { start: operator.start, end: token.end },
        kind: 'reading',
      })
    }
    if (isFunction && this.operators.slice(top.operators).some(({ symbol }) => symbol === 'apply')) {
      this.names.note({ message: `the argument of a function without parentheses ends before ${token.text}`, range: rangeOf(token), kind: 'reading' })
    }
    this.reduce(top.operators, precedence)
    this.push({ symbol: 'product', precedence, start: token.start, end: token.start })
    return this.operand(token, at)
  }

  private wrap(op: string, token: Token): void {
    const operand = this.operands.pop() as Term
    this.give(applyTerm(op, [operand], spanOf(operand, token)))
  }

  private separator(token: Token): number {
    const top = this.top()
    if (top.kind === 'array' || top.kind === 'call') {
      this.item()
      if (token.text === ';' && top.kind === 'array') top.items.push([])
      this.expectOperand = true
      return 1
    }
    return this.fail(`${token.text} stands outside of a call`, token)
  }

  /** Finishes an argument or element of the innermost frame. */
  private item(): void {
    const top = this.top()
    this.reduce(top.operators)
    const rows = top.items
    ;(rows[rows.length - 1] as Term[]).push(this.operands.pop() as Term)
  }

  private close(token: Token): void {
    const top = this.top()
    if (top.close !== token.text)
      this.fail(top.kind === 'top' ? `${token.text} closes nothing` : `${token.text} stands where ${top.close} should`, token)
    const range = { start: top.start, end: token.end }
    if (top.kind === 'paren') {
      this.reduce(top.operators)
      this.frames.pop()
      // The parentheses belong to the place of what they hold.
      const inner = this.operands.pop() as Term
      this.give({ ...inner, range })
      return
    }
    this.item()
    this.frames.pop()
    if (top.kind === 'array') {
      // Brackets around one thing are parentheses.
      const [only] = top.items
      if (top.items.length === 1 && only?.length === 1) {
        this.give({ ...(only[0] as Term), range })
        return
      }
      const rows = top.items.filter((row) => row.length > 0).map((row) => applyTerm('array', row, range))
      this.give(rows.length === 1 ? (rows[0] as Term) : applyTerm('array', rows, range))
      return
    }
    const call = callTerm(top.name as Token, top.primes, (top.items[0] ?? []) as readonly Term[], range, this.rules, this.names)
    this.give(top.power === undefined ? call : applyTerm('power', [call, top.power], range))
  }

  /* Reducing. */

  /** Applies the operators above `base` that bind at least as tightly as `precedence`. */
  private reduce(base: number, precedence = 0): void {
    for (;;) {
      const operator = this.operators[this.operators.length - 1]
      const floor = Math.max(base, this.top().operators)
      if (operator === undefined || this.operators.length <= floor || operator.precedence < precedence) return
      this.operators.pop()
      this.applyOperator(operator)
    }
  }

  /** A superscript binds to the operand alone. */
  private reduceTight(): void {
    this.expectOperand = false
  }

  private reduceTo(symbol: string, token: Token): void {
    const floor = this.top().operators
    while (this.operators.length > floor && this.operators[this.operators.length - 1]?.symbol !== symbol)
      this.applyOperator(this.operators.pop() as Operator)
    if (this.operators.length <= floor) this.fail(token.text === 'else' ? 'else without an if before it' : ': without a ? before it', token)
    this.operators.pop()
  }

  private summed({ op, indices, below, above, name, doubtful }: Over, body: Term, range: Range): Term {
    const over = indices.length > 0 ? indices : indicesIn(body)
    const whole = over.length === 0 ? undefined : boundOver(op as 'sum' | 'prod', over, body, range, below, above)
    if (whole !== undefined) {
      if (indices.length === 0) this.names.note({ message: `the sum is read as over ${over[0]}`, range, kind: 'reading' })
      return whole
    }
    // Σ_k x, where x has no k, is a matrix of that name times x.
    if (doubtful)
      return applyTerm('product', [nameTerm(spelledOut(identifier(name)), { start: range.start, end: range.start + name.length }), body], range)
    if (over.length === 0) return applyTerm(op, [body], range)
    this.fail(`nothing in this has the index ${over.join(', ')}, and it has no bounds`, range, 'Write the bounds, or a component such as x_i.')
  }

  private applyOperator(operator: Operator): void {
    const right = this.operands.pop() as Term
    const after = right.range?.end ?? operator.end
    const { symbol } = operator
    const range = { start: operator.start, end: after }
    if (symbol === 'neg' || symbol === 'not') {
      this.operands.push(applyTerm(symbol, [right], range))
      return
    }
    if (symbol === 'apply') {
      const call = applyTerm((operator.operation as Operation).name, [right], range)
      this.operands.push(operator.power === undefined ? call : applyTerm('power', [call, operator.power], range))
      return
    }
    const derivative = /^d(\d)\/d(.*)$/.exec(symbol)
    if (derivative !== null) {
      const by = new Array<string>(Number(derivative[1])).fill(spelledOut(derivative[2] as string))
      this.operands.push({ kind: 'derivative', of: right, by, range })
      return
    }
    if (operator.over !== undefined) {
      this.operands.push(this.summed(operator.over, right, range))
      return
    }
    const left = this.operands.pop() as Term
    const span = { start: left.range?.start ?? operator.start, end: after }
    if (symbol === '?:') {
      const condition = this.operands.pop() as Term
      this.operands.push(applyTerm('where', [condition, left, right], { start: condition.range?.start ?? span.start, end: after }))
      return
    }
    if (symbol === 'if:') {
      const value = this.operands.pop() as Term
      this.operands.push(applyTerm('where', [left, value, right], { start: value.range?.start ?? span.start, end: after }))
      return
    }
    if (symbol === 'if') this.fail('the else of this if is missing', operator)
    if (symbol === '?') this.fail('the : of this ? is missing', operator)
    if (
      operator.precedence === P.compare &&
      left.kind === 'apply' &&
      COMPARISONS.has(left.op) &&
      left.args.length === 2 &&
      left.range?.start !== undefined
    ) {
      // a < b < c holds where both do.
      this.operands.push(applyTerm('and', [left, applyTerm(symbol, [left.args[1] as Term, right], span)], span))
      return
    }
    // The exponent of an inverse is one number.
    const negative =
      symbol === 'power' && right.kind === 'apply' && right.op === 'neg' && right.args[0]?.kind === 'number' ? right.args[0].value : undefined
    this.operands.push(applyTerm(symbol, [left, negative === undefined ? right : numberTerm(negative.negate(), right.range)], span))
  }
}

const COMPARISONS = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne'])
