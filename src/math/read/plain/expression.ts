/**
 * Operator-precedence parsing of plain-text mathematics with explicit stacks: implicit multiplication, functions without parentheses,
 * postfix transposes and factorials, |x|, MATLAB's elementwise operators.
 */
import type { Range } from '../../api.ts'
import { applyTerm, ReadError, type Term } from '../term.ts'
import { Choices } from './choices.ts'
import { spelledOut } from './greek.ts'
import { BINARY, inDegrees, normOrder, P, rangeOf, spanOf, superscriptTerm, WORDS } from './operators.ts'
import type { ExpressionRules, Names } from './rules.ts'
import { partAt } from './slices.ts'
import type { Token } from './tokens.ts'

/** How deep bounds and integrands may stand in each other. */
const DEEPEST = 64

export class ExpressionParser extends Choices {
  constructor(
    tokens: readonly Token[],
    rules: ExpressionRules,
    names: Names,
    private readonly whole: Range,
    private readonly depth = 0,
  ) {
    super(tokens, rules, names)
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

  protected part(tokens: readonly Token[], at: Token, index?: string): Term {
    if (this.depth > DEEPEST) this.fail('this is nested too deeply', at, 'Select a smaller part.')
    const { names } = this
    const own: Names = { ...names, value: (name, range) => (spelledOut(name) === index ? undefined : names.value(name, range)) }
    return new ExpressionParser(tokens, this.rules, own, rangeOf(at), this.depth + 1).parse()
  }

  /** Where an operator is expected: takes what stands here; how many tokens that were. */
  private operator(token: Token, at: number): number {
    const top = this.top()
    switch (token.kind) {
      case 'superscript': {
        // 2 ⁴√x
        if (token.spaced && this.tokens[at + 1]?.text === '√') return this.juxtapose(token, at)
        const operand = this.operands.pop() as Term
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
      case 'unknown':
        if (token.text !== '°' || this.tokens[at + 1]?.kind === 'name') return this.juxtapose(token, at)
        this.operands.push(inDegrees(this.operands.pop() as Term, token))
        return 1
      default: {
        const word = token.kind === 'name' && this.names.value(token.text, token) === undefined ? WORDS.get(token.text) : undefined
        return word === undefined ? this.juxtapose(token, at) : this.operator({ ...token, kind: 'operator', text: word }, at)
      }
    }
    if ((token.text === '|' && top.kind === 'bar') || (token.text === '‖' && top.kind === 'norm') || (token.text === '||' && top.kind === 'norm')) {
      const inner = this.leave()
      const range = { start: top.start, end: token.end }
      if (top.kind === 'bar') {
        this.give(applyTerm('abs', [inner], range))
        return 1
      }
      const { ord, used } = normOrder(this.tokens.slice(at, at + 3))
      this.give(applyTerm('norm', [inner], range, { ord }))
      return used
    }
    const primed = token.text === "'" && this.tokens[at - 1]?.text === ')' ? this.primed(at) : 0
    if (primed > 0) return primed
    if (token.text === "'" || token.text === ".'") {
      this.wrap('transpose', token)
      return 1
    }
    if (token.text === '!' && this.tokens[at + 1]?.text !== '=') {
      if (this.tokens[at - 1]?.text === '!') this.fail('the double factorial is not read', token, 'write (n!)! for a factorial of a factorial')
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
      token.text === '||' &&
      this.rules.implicitProducts &&
      (!token.spaced || this.tokens[at + 1]?.spaced === false) &&
      this.tokens.filter(({ text }) => text === '||').length % 2 === 0
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
    if (this.rules.implicitProducts) this.refuseCommand(token, at)
    const binary = BINARY.get(token.text)
    if (binary === undefined) return this.fail(`${token.text} cannot stand here`, token)
    const precedence = this.slashAt(token, at, binary.precedence)
    if (binary.precedence === P.add) this.noteOperator(token)
    this.reduce(top.operators, binary.right === true ? precedence + 1 : precedence)
    const symbol = this.rules.entrywise === true && binary.op === 'product' ? 'mul' : binary.op
    this.push({ symbol, precedence, start: token.start, end: token.end })
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
    const isFunction = this.isFunctionAt(at)
    const operator = this.operators[this.operators.length - 1]
    const divides = operator?.symbol === 'quotient' && this.operators.length > top.operators
    const isBehind = divides && !isFunction && this.isBehindFraction(operator, token, at)
    // An exponent goes on tighter than powers do.
    const precedence = this.raises(token, at)
      ? P.power + 0.5
      : isFunction || isBehind
        ? P.multiply
        : this.endsArgument(token, at)
          ? P.prefix
          : P.juxtapose
    this.reduce(top.operators, precedence)
    this.push({ symbol: 'product', precedence, start: token.start, end: token.start })
    return this.operand(token, at)
  }
}
