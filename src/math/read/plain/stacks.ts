/**
 * The memory of the plain-text parser: operands, operators and open brackets, each a stack of its own, and what happens to them when
 * an operator or a bracket is finished. Explicit, so that depth is no limit.
 */
import type { Range } from '../../api.ts'
import type { Operation } from '../../expr.ts'
import { operationNamed } from '../../ops/table.ts'
import { occurs } from '../order.ts'
import { applyTerm, nameTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { callTerm, logarithm } from './calls.ts'
import { spelledOut } from './greek.ts'
import { P, spanOf } from './operators.ts'
import type { ExpressionRules, Names } from './rules.ts'
import { boundOver, indicesIn, type Sign } from './sums.ts'
import { identifier, type Token } from './tokens.ts'

export interface Operator {
  readonly symbol: string
  readonly precedence: number
  readonly start: number
  readonly end: number
  /** The function of a prefix application `sin x`, with the power of `sin² x`. */
  readonly operation?: Operation
  readonly power?: Term
  /** Of a logarithm. */
  readonly base?: Term
  /** Of a root, which has no function of its own. */
  readonly degree?: Term
  /** Of a sum or product. */
  readonly over?: Over
}

interface Over extends Sign {
  readonly below?: Term
  readonly above?: Term
  readonly name: string
}

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

/** d2/dx as the sign of an operator. */
const DERIVATIVE = /^d(\d)\/d(.*)$/

/** What closes a number that is rounded. */
const ROUNDING: ReadonlyMap<string, string> = new Map([
  ['⌋', 'floor'],
  ['⌉', 'ceil'],
])

/** Of what has no parts. */
const NO_ITEMS: Term[][] = []

export class Stacks {
  protected readonly operands: Term[] = []
  protected readonly operators: Operator[] = []
  private readonly frames: Frame[] = []
  protected expectOperand = true

  constructor(
    protected readonly rules: ExpressionRules,
    protected readonly names: Names,
  ) {}

  protected top(): Frame {
    return this.frames[this.frames.length - 1] as Frame
  }

  protected open(kind: Frame['kind'], close: string, start: number, name?: Token, power?: Term, primes = 0): void {
    const items = kind === 'array' || kind === 'call' ? [[]] : NO_ITEMS
    this.frames.push({ kind, close, start, operators: this.operators.length, name, power, primes, items })
  }

  protected fail(message: string, token: Range, hint?: string): never {
    throw new ReadError(message, { start: token.start, end: token.end }, hint)
  }

  protected give(term: Term): void {
    this.operands.push(term)
    this.expectOperand = false
  }

  protected push(operator: Operator): void {
    this.operators.push(operator)
    this.expectOperand = true
  }

  /** Which of two readings is meant: the usual one, unless the other is asked for at this place. */
  protected choose(usual: string, other: string, range: Range): boolean {
    const isUsual = this.rules.others?.has(range.start) !== true
    this.names.note({ message: `read ${isUsual ? usual : other}`, range, kind: 'reading', alternative: isUsual ? other : usual })
    return isUsual
  }

  /** The function without parentheses whose argument ends here, where nothing but a product is in it. */
  protected bareFunction(): Operator | undefined {
    const open = this.operators.slice(this.top().operators)
    const last = open.filter(({ symbol }) => symbol !== 'product').at(-1)
    return last?.symbol === 'apply' && last.precedence === P.prefix ? last : undefined
  }

  /** A derivative d/dx without parentheses ends before + and −. */
  protected noteOperator(sign: Token): void {
    const open = this.operators.slice(this.top().operators).find(({ symbol, precedence }) => precedence === P.sum && DERIVATIVE.test(symbol))
    if (open === undefined) return
    this.choose(`the derivative as that of what stands before ${sign.text}`, 'the derivative of the whole sum', { start: open.start, end: sign.end })
  }

  protected wrap(op: string, token: Token): void {
    const operand = this.operands.pop() as Term
    this.give(applyTerm(op, [operand], spanOf(operand, token)))
  }

  protected separator(token: Token): number {
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
  protected item(): void {
    const top = this.top()
    this.reduce(top.operators)
    const rows = top.items
    ;(rows[rows.length - 1] as Term[]).push(this.operands.pop() as Term)
  }

  /** Ends the innermost frame of one expression; what it held. */
  protected leave(): Term {
    this.reduce(this.top().operators)
    this.frames.pop()
    return this.operands.pop() as Term
  }

  protected close(token: Token): void {
    const top = this.top()
    if (top.close !== token.text)
      this.fail(top.kind === 'top' ? `${token.text} closes nothing` : `${token.text} stands where ${top.close} should`, token)
    const range = { start: top.start, end: token.end }
    if (top.kind === 'paren') {
      const rounded = ROUNDING.get(token.text)
      // The parentheses belong to the place of what they hold.
      this.give(rounded === undefined ? { ...this.leave(), range } : applyTerm(rounded, [this.leave()], range))
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

  /** Applies the operators above `base` that bind at least as tightly as `precedence`. */
  protected reduce(base: number, precedence = 0): void {
    for (;;) {
      const operator = this.operators[this.operators.length - 1]
      const floor = Math.max(base, this.top().operators)
      if (operator === undefined || this.operators.length <= floor || operator.precedence < precedence) return
      this.operators.pop()
      this.applyOperator(operator)
    }
  }

  protected reduceTo(symbol: string, token: Token): void {
    const floor = this.top().operators
    while (this.operators.length > floor && this.operators[this.operators.length - 1]?.symbol !== symbol)
      this.applyOperator(this.operators.pop() as Operator)
    if (this.operators.length <= floor) this.fail(token.text === 'else' ? 'else without an if before it' : ': without a ? before it', token)
    this.operators.pop()
  }

  protected summed({ op, indices, below, above, name, doubtful }: Over, body: Term, range: Range): Term {
    const over = indices.length > 0 ? indices : indicesIn(body)
    const whole = over.length === 0 ? undefined : boundOver(op as 'sum' | 'prod', over, body, range, below, above)
    if (whole !== undefined) {
      if (indices.length === 0) this.names.note({ message: `the sum is read as over ${over[0]}`, range, kind: 'reading' })
      return whole
    }
    // Σ_k x, where x has no k, is a matrix of that name times x.
    if (doubtful)
      return applyTerm('product', [nameTerm(spelledOut(identifier(name)), { start: range.start, end: range.start + name.length }), body], range)
    if (over.length === 0 && occurs(body, 'factorial'))
      this.fail('it is not said what this sum runs over', range, `Write ${name}_(n=0)^∞, or a component such as x_i.`)
    if (over.length === 0) return applyTerm(op, [body], range)
    this.fail(`nothing in this has the index ${over.join(', ')}, and it has no bounds`, range, 'Write the bounds, or a component such as x_i.')
  }

  protected applyOperator(operator: Operator): void {
    const right = this.operands.pop() as Term
    const after = right.range?.end ?? operator.end
    const { symbol } = operator
    const range = { start: operator.start, end: after }
    if (symbol === 'neg' || symbol === 'not') {
      this.operands.push(applyTerm(symbol, [right], range))
      return
    }
    if (symbol === 'root') {
      const exponent = applyTerm('div', [numberTerm(1), operator.degree as Term], operator.degree?.range)
      this.operands.push(applyTerm('power', [right, exponent], range))
      return
    }
    if (symbol === 'apply') {
      const { base } = operator
      const call = base === undefined ? applyTerm((operator.operation as Operation).name, [right], range) : logarithm(right, base, range)
      this.operands.push(operator.power === undefined ? call : applyTerm('power', [call, operator.power], range))
      return
    }
    const derivative = DERIVATIVE.exec(symbol)
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
      operationNamed(left.op)?.condition === 'comparison' &&
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
