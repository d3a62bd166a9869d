/**
 * Operator-precedence parsing of plain-text mathematics with an explicit stack, so that depth is no limit: implicit
 * multiplication, functions without parentheses, postfix transposes and factorials, |x|, MATLAB's elementwise operators.
 */
import type { Note, Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import type { Library, Operation } from '../../expr.ts'
import { operationNamed, operationSpelled } from '../../ops/table.ts'
import { applyTerm, type BinderTerm, nameTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { greekNames } from './greek.ts'
import { identifier, type Token } from './tokens.ts'

/** What differs between plain text, MATLAB and Julia. */
export interface ExpressionRules {
  /** Where names of functions and constants are looked up, in order. */
  readonly libraries: readonly Library[]
  /** Two operands side by side are a product. In MATLAB they are two elements. */
  readonly implicitProducts: boolean
  /** `name(` of an unknown name: a call, an index into an array, or by habit a call or a product. */
  readonly unknownCalls: 'habit' | 'call'
}

/** What an expression can refer to: functions and values that the text defines. */
export interface Names {
  /** The value of a defined name, or undefined for a free one. */
  value(name: string, range: Range): Term | undefined
  /** The result of a defined function; undefined when there is none of this name. */
  call(name: string, args: readonly Term[], range: Range): Term | undefined
  note(note: Note): void
}

interface Operator {
  readonly symbol: string
  readonly precedence: number
  readonly start: number
  readonly end: number
  /** The function of a prefix application `sin x`, with the power of `sin² x`. */
  readonly operation?: Operation
  readonly power?: Term
}

interface Frame {
  readonly kind: 'top' | 'paren' | 'call' | 'array' | 'bar' | 'norm'
  readonly close: string
  readonly operators: number
  readonly start: number
  readonly operands: number
  readonly name?: Token
  readonly power?: Term
  readonly primes: number
  /** Finished arguments, by row for arrays. */
  readonly items: Term[][]
}

const P = { conditional: 1, or: 2, and: 3, not: 4, compare: 5, range: 6, add: 7, multiply: 8, prefix: 9, juxtapose: 10, negate: 11, power: 12 }

const BINARY: ReadonlyMap<string, { op: string; precedence: number; right?: boolean }> = new Map([
  ['||', { op: 'or', precedence: P.or }],
  ['&&', { op: 'and', precedence: P.and }],
  ['|', { op: 'or', precedence: P.or }],
  ['&', { op: 'and', precedence: P.and }],
  ['<', { op: 'lt', precedence: P.compare }],
  ['<=', { op: 'le', precedence: P.compare }],
  ['>', { op: 'gt', precedence: P.compare }],
  ['>=', { op: 'ge', precedence: P.compare }],
  ['==', { op: 'eq', precedence: P.compare }],
  ['!=', { op: 'ne', precedence: P.compare }],
  ['~=', { op: 'ne', precedence: P.compare }],
  ['+', { op: 'add', precedence: P.add }],
  ['-', { op: 'sub', precedence: P.add }],
  ['*', { op: 'product', precedence: P.multiply }],
  ['/', { op: 'quotient', precedence: P.multiply }],
  ['\\', { op: 'leftdivide', precedence: P.multiply }],
  ['%', { op: 'mod', precedence: P.multiply }],
  ['@', { op: 'matmul', precedence: P.multiply }],
  ['⊗', { op: 'kron', precedence: P.multiply }],
  ['.*', { op: 'mul', precedence: P.multiply }],
  ['./', { op: 'div', precedence: P.multiply }],
  ['^', { op: 'power', precedence: P.power, right: true }],
  ['**', { op: 'power', precedence: P.power, right: true }],
  ['.^', { op: 'pow', precedence: P.power, right: true }],
])

/** Letters that are functions by habit when a parenthesis follows. */
const FUNCTION_HABIT = /^(?:[fghuvFGHLJ]|phi|psi|φ|ψ)$/

export class ExpressionParser {
  private readonly operands: Term[] = []
  private readonly operators: Operator[] = []
  private readonly frames: Frame[] = []
  private expectOperand = true

  constructor(
    private readonly tokens: readonly Token[],
    private readonly rules: ExpressionRules,
    private readonly names: Names,
    private readonly whole: Range,
  ) {}

  /** Throws ReadError. */
  parse(): Term {
    this.frames.push(this.frame('top', '', this.whole.start))
    for (let at = 0; at < this.tokens.length; at++) {
      const token = this.tokens[at] as Token
      const taken = this.expectOperand ? this.operand(token, at) : this.operator(token, at)
      at += taken - 1
    }
    if (this.expectOperand) {
      const last = this.tokens[this.tokens.length - 1]
      const open = this.top()
      if (open.kind !== 'top' && last !== undefined && last.start === open.start) this.fail('the bracket is not closed', last)
      throw new ReadError(last === undefined ? 'there is no expression' : `an operand is missing after ${last.text}`, last ?? this.whole, 'Complete the expression.')
    }
    this.reduce(0)
    const open = this.top()
    if (open.kind !== 'top') throw new ReadError(`the ${open.close} that closes this is missing`, { start: open.start, end: open.start + 1 }, `Add ${open.close}.`)
    return this.operands[0] as Term
  }

  private top(): Frame {
    return this.frames[this.frames.length - 1] as Frame
  }

  private frame(kind: Frame['kind'], close: string, start: number, more: Partial<Frame> = {}): Frame {
    return { kind, close, start, operators: this.operators.length, operands: this.operands.length, primes: 0, items: [[]], ...more }
  }

  private fail(message: string, token: Range, hint?: string): never {
    throw new ReadError(message, { start: token.start, end: token.end }, hint)
  }

  /* Where an operand is expected. */

  private operand(token: Token, at: number): number {
    switch (token.kind) {
      case 'number': {
        const value = Exact.parse(token.text)
        if (value === undefined) this.fail(`${token.text} is no number that can be kept exactly`, token)
        this.give(numberTerm(value as Exact, rangeOf(token)))
        return 1
      }
      case 'name':
        return this.name(token, at)
      case 'open': {
        const array = token.text === '['
        this.frames.push(this.frame(array ? 'array' : 'paren', array ? ']' : token.text === '(' ? ')' : '}', token.start))
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
        this.push({ symbol: 'apply', precedence: P.negate, start: token.start, end: token.end, operation: operationNamed(token.text === '√' ? 'sqrt' : 'cbrt') as Operation })
        return 1
      case '|':
      case '‖':
        this.frames.push(this.frame(token.text === '|' ? 'bar' : 'norm', token.text, token.start))
        return 1
      case '||':
        this.frames.push(this.frame('norm', '||', token.start))
        return 1
    }
    return this.fail(`an operand is missing before ${token.text}`, token, 'Complete the expression.')
  }

  private name(token: Token, at: number): number {
    const next = this.tokens[at + 1]
    const range = rangeOf(token)
    const derivative = this.leibniz(at)
    if (derivative > 0) return derivative
    const special = SPECIAL.get(token.text)
    if (special !== undefined && this.names.value(token.text, range) === undefined) {
      if (next?.text === '(' && special.arguments > 0) {
        this.frames.push(this.frame('call', ')', token.start, { name: token }))
        return 2
      }
      if (next?.text !== '(' && special.arguments === 0) {
        this.give(special.build([], range))
        return 1
      }
    }
    const own = identifier(token.text)
    if (this.names.value(own, range) === undefined || next?.text === '(') {
      const operation = this.lookUp(token.text)
      if (operation !== undefined && operation.args.length === 0 && !isCallOf(next)) {
        this.give(applyTerm(operation.name, [], range))
        return 1
      }
      if (operation !== undefined && operation.args.length > 0 && !(isLetter(token.text) && next?.text !== '(') && this.names.call(own, [], range) === undefined) {
        let used = 1
        let power: Term | undefined
        const after = this.tokens[at + 1]
        if (after?.kind === 'superscript') {
          power = superscriptTerm(after)
          used = 2
        } else if (after?.text === '^' && this.tokens[at + 2]?.kind === 'number') {
          power = numberTerm(Exact.parse((this.tokens[at + 2] as Token).text) as Exact, rangeOf(this.tokens[at + 2] as Token))
          used = 3
        }
        const open = this.tokens[at + used]
        if (open?.text === '(') {
          this.frames.push(this.frame('call', ')', token.start, { name: token, power }))
          return used + 1
        }
        if (this.rules.implicitProducts && open !== undefined && (open.kind === 'name' || open.kind === 'number' || open.text === '√' || open.text === '-' || open.kind === 'open' || open.text === '|')) {
          if (open.text !== '-' || power === undefined) {
            this.push({ symbol: 'apply', precedence: P.prefix, start: token.start, end: token.end, operation, power })
            return used
          }
        }
        if (!(token.text.length === 1)) this.fail(`${token.text} needs an argument`, token, `Write ${token.text}(x).`)
      }
    }
    // f'(x), f(x), f of the text or by habit.
    let primes = 0
    while (this.tokens[at + 1 + primes]?.text === "'") primes++
    const open = this.tokens[at + 1 + primes]
    if (open?.text === '(' && !open.spaced && (primes === 0 || this.isFunction(own, token))) {
      if (this.isFunction(own, token)) {
        this.frames.push(this.frame('call', ')', token.start, { name: token, primes }))
        return 2 + primes
      }
      if (primes === 0 && this.rules.implicitProducts) this.names.note({ message: `${own}(…) is read as a product: ${own} · (…)`, range, kind: 'reading' })
    }
    this.give(this.names.value(own, range) ?? nameTerm(greekNames.get(own) ?? own, range))
    return 1
  }

  private isFunction(name: string, token: Token): boolean {
    if (this.names.call(name, [], rangeOf(token)) !== undefined) return true
    if (this.names.value(name, rangeOf(token)) !== undefined) return false
    return this.rules.unknownCalls === 'call' || FUNCTION_HABIT.test(name) || name.length > 2
  }

  /** d/dx of the operand that follows. */
  private leibniz(at: number): number {
    const [d, slash, dx] = [this.tokens[at], this.tokens[at + 1], this.tokens[at + 2]]
    if (d === undefined || (d.text !== 'd' && d.text !== '∂') || slash?.text !== '/' || dx?.kind !== 'name') return 0
    const name = /^(?:d|∂)(\p{L}\w*)$/u.exec(dx.text)?.[1]
    const next = this.tokens[at + 3]
    if (name === undefined || next === undefined || (next.kind !== 'name' && next.kind !== 'open')) return 0
    this.push({ symbol: `d/d${name}`, precedence: P.prefix, start: d.start, end: dx.end })
    return 3
  }

  /** The row a name stands for: by the spellings of the dialect's libraries, with or without a module before it. */
  private lookUp(text: string): Operation | undefined {
    const short = text.includes('.') || text.includes('::') ? text.slice(Math.max(text.lastIndexOf('.'), text.lastIndexOf(':')) + 1) : text
    for (const library of this.rules.libraries) {
      const found = operationSpelled(library, text) ?? (short === text ? undefined : operationSpelled(library, short))
      if (found !== undefined) return found
    }
    return undefined
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
      default:
        return this.juxtapose(token, at)
    }
    if ((token.text === '|' && top.kind === 'bar') || (token.text === '‖' && top.kind === 'norm') || (token.text === '||' && top.kind === 'norm')) {
      this.reduce(top.operators)
      this.frames.pop()
      const inner = this.operands.pop() as Term
      const range = { start: top.start, end: token.end }
      this.give(top.kind === 'bar' ? applyTerm('abs', [inner], range) : applyTerm('norm', [inner], range, { ord: 2 }))
      return 1
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
      this.reduce(top.operators, P.conditional)
      this.push({ symbol: '?', precedence: P.conditional - 1, start: token.start, end: token.end })
      return 1
    }
    if (token.text === ':') {
      this.reduceTo('?', token)
      this.push({ symbol: '?:', precedence: P.conditional, start: token.start, end: token.end })
      return 1
    }
    if (token.text === '√' || token.text === '∛' || token.text === '|' || token.text === '‖') return this.juxtapose(token, at)
    // [1 -2] in MATLAB: a sign right before its operand, with space before it, begins the next element.
    if (top.kind === 'array' && !this.rules.implicitProducts && (token.text === '-' || token.text === '+') && token.spaced && this.tokens[at + 1]?.spaced === false) {
      this.item()
      this.expectOperand = true
      return this.operand(token, at)
    }
    const binary = BINARY.get(token.text)
    if (binary === undefined) return this.fail(`${token.text} cannot stand here`, token)
    this.reduce(top.operators, binary.right === true ? binary.precedence + 1 : binary.precedence)
    this.push({ symbol: binary.op, precedence: binary.precedence, start: token.start, end: token.end })
    return 1
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
    // sin x cos y: the bare argument ends where the next function begins.
    const isFunction = token.kind === 'name' && (this.lookUp(token.text)?.args.length ?? 0) > 0
    const operator = this.operators[this.operators.length - 1]
    const divisor = this.operands[this.operands.length - 1] as Term
    const afterFraction = operator?.symbol === 'quotient' && divisor.kind === 'number' && this.operators.length > top.operators
    const precedence = isFunction || afterFraction ? P.multiply : P.juxtapose
    if (operator?.symbol === 'quotient' && !afterFraction && this.operators.length > top.operators) {
      this.names.note({ message: `the product after / is read as its whole denominator`, range: { start: operator.start, end: token.end }, kind: 'reading' })
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
    if (top.close !== token.text) this.fail(top.kind === 'top' ? `${token.text} closes nothing` : `${token.text} stands where ${top.close} should`, token)
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
      const rows = top.items.filter((row) => row.length > 0).map((row) => applyTerm('array', row, range))
      this.give(rows.length === 1 ? (rows[0] as Term) : applyTerm('array', rows, range))
      return
    }
    const call = this.callOf(top, (top.items[0] ?? []) as readonly Term[], range)
    this.give(top.power === undefined ? call : applyTerm('power', [call, top.power], range))
  }

  private callOf(frame: Frame, args: readonly Term[], range: Range): Term {
    const token = frame.name as Token
    const name = identifier(token.text)
    const defined = this.names.call(name, args, range)
    if (defined !== undefined) return frame.primes === 0 ? defined : { kind: 'derivative', of: defined, by: primedBy(args, frame.primes, range), range }
    const special = SPECIAL.get(token.text)
    if (special !== undefined && special.arguments === args.length) return special.build(args, range)
    const operation = this.lookUp(token.text)
    if (operation === undefined) return { kind: 'call', name: greekNames.get(name) ?? name, args, range, primes: frame.primes }
    return this.applied(operation, args, range, token)
  }

  /** A row over arguments: those beyond its own are its attributes, as sum(x, 1). */
  private applied(operation: Operation, args: readonly Term[], range: Range, token: Token): Term {
    const binder = this.binder(operation, args, range)
    if (binder !== undefined) return binder
    const variadic = operation.args.some((name) => name.startsWith('...'))
    const count = operation.args.length
    if (args.length < count && !variadic) this.fail(`${token.text} needs ${count} arguments, not ${args.length}`, range)
    if (args.length <= count || variadic) return applyTerm(operation.name, args, range)
    const attributes: Record<string, number | boolean> = {}
    args.slice(count).forEach((arg, k) => {
      const name = operation.attributes?.[k]
      const value = arg.kind === 'number' ? arg.value.value : undefined
      if (name === undefined || value === undefined) this.fail(`${token.text} takes ${count} argument${count === 1 ? '' : 's'}, not ${args.length}`, arg.range ?? range)
      attributes[name as string] = name === 'axis' && this.rules.libraries[0] !== 'text' ? (value as number) - 1 : (value as number)
    })
    return applyTerm(operation.name, args.slice(0, count), range, attributes)
  }

  /** sum(body, i, low, high). */
  private binder(operation: Operation, args: readonly Term[], range: Range): BinderTerm | undefined {
    if (args.length !== 4 || (operation.name !== 'sum' && operation.name !== 'prod')) return undefined
    const [body, index, low, high] = args as [Term, Term, Term, Term]
    return index.kind === 'name' ? { kind: 'binder', op: operation.name, index: index.name, low, high, body, range } : undefined
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
    while (this.operators.length > floor && this.operators[this.operators.length - 1]?.symbol !== symbol) this.applyOperator(this.operators.pop() as Operator)
    if (this.operators.length <= floor) this.fail(`: without a ? before it`, token)
    this.operators.pop()
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
    if (symbol.startsWith('d/d')) {
      this.operands.push({ kind: 'derivative', of: right, by: [symbol.slice(3)], range })
      return
    }
    const left = this.operands.pop() as Term
    const span = { start: left.range?.start ?? operator.start, end: after }
    if (symbol === '?:') {
      const condition = this.operands.pop() as Term
      this.operands.push(applyTerm('where', [condition, left, right], { start: condition.range?.start ?? span.start, end: after }))
      return
    }
    if (symbol === '?') this.fail('the : of this ? is missing', operator)
    if (operator.precedence === P.compare && left.kind === 'apply' && COMPARISONS.has(left.op) && left.args.length === 2 && left.range?.start !== undefined) {
      // a < b < c holds where both do.
      this.operands.push(applyTerm('and', [left, applyTerm(symbol, [left.args[1] as Term, right], span)], span))
      return
    }
    this.operands.push(applyTerm(symbol, [left, right], span))
  }
}

interface Special {
  readonly arguments: number
  readonly build: (args: readonly Term[], range: Range) => Term
}

/** Names that are no rows: constants whose size the context says, norms by name, the step of one argument. */
const SPECIAL: ReadonlyMap<string, Special> = new Map([
  ['vector', { arguments: 1, build: (args, range) => applyTerm('vector', args, range) }],
  ['matrix', { arguments: 1, build: (args, range) => applyTerm('matrix', args, range) }],
  ['eye', { arguments: 0, build: (args, range) => applyTerm('identity', args, range) }],
  ['norm1', { arguments: 1, build: (args, range) => applyTerm('norm', args, range, { ord: 1 }) }],
  ['step', { arguments: 1, build: ([x], range) => applyTerm('gt', [x as Term, numberTerm(0, range)], range) }],
] satisfies [string, Special][])

const COMPARISONS = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne'])

const rangeOf = ({ start, end }: Range): Range => ({ start, end })
const spanOf = (first: Term, last: Range): Range => ({ start: first.range?.start ?? last.start, end: last.end })
/** Words that are letters first: gamma, beta and y1 are functions only where a parenthesis follows. */
const greekWords: ReadonlySet<string> = new Set(greekNames.values())
const isLetter = (word: string): boolean => greekWords.has(word) || /^[a-zA-Z]\d+$/.test(word)
const isCallOf = (token: Token | undefined): boolean => token?.text === '(' && !token.spaced

function superscriptTerm(token: Token): Term {
  const range = rangeOf(token)
  if (token.text === 'n') return nameTerm('n', range)
  const value = Number(token.text)
  if (!Number.isInteger(value)) throw new ReadError(`the exponent ${token.text} is not understood`, range)
  return value < 0 ? applyTerm('neg', [numberTerm(-value, range)], range) : numberTerm(value, range)
}

function primedBy(args: readonly Term[], primes: number, range: Range): string[] {
  const [arg] = args
  if (arg?.kind !== 'name') throw new ReadError('a primed call needs a plain name as its argument', range, "Write f'(x).")
  return new Array<string>(primes).fill(arg.name)
}
