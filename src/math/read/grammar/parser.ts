/**
 * Parsing of expressions by the precedence of operators, for languages whose grammar is small enough to be ours: a language
 * gives its table of operators, its atoms and what may follow them.
 */
import type { Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import type { Piece } from '../execute/syntax/pieces.ts'
import type { Argument, BinaryOperator, Comparison, Expression, FunctionSyntax, Parameter, Statement } from '../execute/syntax/syntax.ts'
import { ReadError } from '../term.ts'
import type { Token } from './tokens.ts'

/** An operator between two operands. */
export interface Infix {
  readonly power: number
  /** a ^ b ^ c is a ^ (b ^ c). */
  readonly right?: boolean
  /** How tightly what stands right of it must bind, where that is not `power`. */
  readonly operand?: number
  readonly op?: BinaryOperator
  readonly compare?: Comparison
  readonly logic?: 'and' | 'or'
  /** A function of two arguments that is written between them. */
  readonly call?: string
}

/** Operands of one chain beyond this are refused. */
const LONGEST = 10_000
/** Brackets and operators inside one another beyond this are refused. */
const DEEPEST = 300

export abstract class Parser {
  protected at = 0
  /** The furthest token looked at. */
  private reach = 0
  /** Brackets in which line ends do not count. */
  protected inside = 0
  /** Directly inside [ ], where white space separates elements. */
  protected blank = false
  private depth = 0

  constructor(
    readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly operators: ReadonlyMap<string, Infix>,
  ) {}

  /** The statements that stand next in the file; what ends nothing is passed over. */
  protected abstract topmost(): readonly Statement[]
  /** What statements leave known to those behind them. */
  protected known = ''
  /** Takes up what was known behind a piece that was read before. */
  protected recall(_known: string): void {}
  /** What begins an operand. */
  protected abstract operand(): Expression
  /** What follows an operand and binds tightest: calls, indices, attributes. */
  protected abstract follow(operand: Expression): Expression
  /** An operator that is none of the table's, between `left` and what follows; undefined where there is none of that power. */
  protected abstract between(left: Expression, power: number): Expression | undefined

  /* Tokens. */

  protected get token(): Token {
    if (this.inside > 0) while (this.peek(this.at)?.kind === 'line') this.at++
    return this.peek(Math.min(this.at, this.last)) as Token
  }

  protected get done(): boolean {
    return this.token.kind === 'end'
  }

  /** The token after the current one, whatever it is. */
  protected get following(): Token {
    return this.peek(Math.min(this.at + 1, this.last)) as Token
  }

  /** The position of the text's end. */
  protected get last(): number {
    return this.tokens.length - 1
  }

  /** The token at a position, wherever that is. */
  protected peek(at: number): Token | undefined {
    if (at > this.reach) this.reach = at
    return this.tokens[at]
  }

  /** The tokens from one position up to another. */
  protected stretch(from: number, to: number): readonly Token[] {
    this.peek(to)
    return this.tokens.slice(from, to)
  }

  /** Where the last token ended. */
  protected get end(): number {
    return this.peek(this.at - 1)?.end ?? 0
  }

  protected next(): Token {
    const { token } = this
    if (token.kind !== 'end') this.at++
    return token
  }

  protected is(text: string): boolean {
    const { token } = this
    return token.text === text && (token.kind === 'operator' || token.kind === 'name')
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  protected expect(text: string, opened?: Range): Token {
    if (this.is(text)) return this.next()
    if (this.token.kind === 'end' && opened !== undefined) throw new ReadError(`the "${text}" that closes this is missing`, opened, `add ${text}`)
    return this.fail(`"${text}" is missing here`)
  }

  protected fail(message: string, token: Range = this.token, hint?: string): never {
    const { start, end } = token
    throw new ReadError(message, { start, end: Math.max(end, Math.min(start + 1, this.text.length)) }, hint)
  }

  /** Runs something between parentheses, where line ends do not count and white space separates nothing. */
  protected grouped<R>(run: () => R): R {
    return this.within({ inside: 1, blank: false }, run)
  }

  /** Runs something in another state, and takes up this one again. */
  protected within<R>(state: { inside: number; blank: boolean }, run: () => R): R {
    const { inside, blank } = this
    Object.assign(this, state)
    const result = run()
    Object.assign(this, { inside, blank })
    return result
  }

  /** What is written may go on in the next line. */
  protected nextLine(): void {
    while (this.peek(this.at)?.kind === 'line') this.at++
  }

  /* Statements. */

  /** The statements of a file, one piece after the other: those that `kept` knows by their place and what is known there, else read. */
  *pieces(kept: (place: number, known: string) => Piece | undefined = () => undefined): Generator<Piece> {
    for (let start = 0; ; ) {
      const known = kept(start, this.known)
      if (known !== undefined) {
        yield known
        start = known.end
        this.known = known.after
        this.recall(known.after)
        continue
      }
      this.at = this.positionOf(start)
      this.reach = this.at
      if (this.tokens[this.at]?.kind === 'end') return
      const before = this.known
      const { at } = this
      const statements = this.topmost()
      if (this.at === at) this.next()
      const end = (this.tokens[Math.min(this.at, this.last)] as Token).start
      const reach = (this.tokens[Math.min(this.reach, this.last)] as Token).end
      yield { start, end, reach, before, after: this.known, statements, origin: start }
      start = end
    }
  }

  /** The first token that does not begin before a place. */
  private positionOf(place: number): number {
    let low = Math.min(this.at, this.last)
    if ((this.tokens[low] as Token).start === place) return low
    let high = this.last
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.tokens[middle] as Token).start < place) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The statements of the text. */
  program(): readonly Statement[] {
    return [...this.pieces()].flatMap(({ statements }) => statements)
  }

  /** Goes on after what could not be parsed, with as many brackets open as before it. */
  protected recover(inside: number): void {
    this.inside = inside
    this.blank = false
    this.depth = 0
  }

  /* Expressions. */

  /** An expression whose operators all bind at least as tightly as `power`. */
  expression(power = 0): Expression {
    if (++this.depth > DEEPEST) {
      this.depth = 0
      this.fail('this is nested too deeply', this.token, 'split the expression with intermediate names')
    }
    const depth = this.depth
    const { start } = this.token
    let left = this.follow(this.operand())
    for (;;) {
      const infix = this.infixOf(this.token)
      const joined =
        infix !== undefined && this.separates()
          ? undefined
          : infix === undefined
            ? this.between(left, power)
            : infix.power < power
              ? undefined
              : this.infix(left, infix, start)
      if (joined === undefined) break
      left = joined
    }
    this.depth = depth - 1
    return left
  }

  /** The operator that a token is, if any. */
  protected infixOf({ kind, text }: Token): Infix | undefined {
    return kind === 'operator' || kind === 'name' ? this.operators.get(text) : undefined
  }

  /** Whether the sign here begins something new instead: [1 -2]. */
  protected separates(): boolean {
    const { token, following } = this
    return this.blank && token.spaced && (token.text === '-' || token.text === '+') && !following.spaced && following.kind !== 'line'
  }

  /** `start` is where the left side begins, with its parentheses. */
  protected infix(
    left: Expression,
    { power, right, operand = right === true ? power : power + 1, op, compare, logic, call }: Infix,
    start: number,
  ): Expression {
    const spanned = (): Range => ({ start, end: this.end })
    const side = (): Expression => {
      this.nextLine()
      return this.expression(operand)
    }
    if (op !== undefined && right === true) {
      this.next()
      const exponent = side()
      return { kind: 'binary', first: left, rest: [{ op, operand: exponent }], range: spanned() }
    }
    if (op !== undefined || compare !== undefined) {
      const rest: { op: BinaryOperator & Comparison; operand: Expression }[] = []
      for (;;) {
        const own = this.infixOf(this.token)
        const sign = op === undefined ? own?.compare : own?.op
        if (own?.power !== power || sign === undefined || (rest.length > 0 && this.separates())) break
        this.next()
        if (rest.length > LONGEST) this.fail('this expression has too many terms', this.token, 'split it with intermediate names')
        rest.push({ op: sign as BinaryOperator & Comparison, operand: side() })
      }
      return { kind: op === undefined ? 'compare' : 'binary', first: left, rest, range: spanned() }
    }
    const sign = this.next()
    const last = side()
    const range = spanned()
    if (logic !== undefined) return { kind: 'logic', op: logic, left, right: last, range }
    return this.operation(call ?? sign.text, [left, last], sign, range)
  }

  /** A function of two arguments that is written between them. */
  protected operation(name: string, operands: readonly [Expression, Expression], sign: Range, range: Range): Expression {
    return callOf(name, operands, sign, range)
  }

  /** Items up to a closing bracket, separated by commas. */
  protected items<T>(close: string, item: () => T): T[] {
    const items: T[] = []
    const open = this.peek(this.at - 1) as Token
    while (!this.is(close)) {
      items.push(item())
      if (!this.take(',') && !this.is(close)) {
        if (this.token.kind === 'end')
          throw new ReadError(`the "${close}" that closes this is missing`, { start: open.start, end: open.end }, `add ${close}`)
        this.fail(this.token.text === '' ? `"${close}" is missing here` : `"${this.token.text}" stands where "," or "${close}" should`)
      }
    }
    return items
  }

  protected number(token: Token): Expression {
    const imaginary = token.text.endsWith('i')
    const value = Exact.parse(imaginary ? token.text.slice(0, -1) : token.text)
    const range = rangeOf(token)
    return value === undefined
      ? { kind: 'unknown', what: `the number ${token.text.slice(0, 30)}`, range }
      : { kind: 'number', value, range, imaginary }
  }

  protected missing(): never {
    const { token } = this
    let before = this.at - 1
    while (this.peek(before)?.kind === 'line') before--
    const last = this.peek(before)
    if (token.kind === 'end' || token.kind === 'line')
      return this.fail(
        last === undefined ? 'there is no expression here' : `an operand is missing after "${last.text}"`,
        last ?? token,
        'complete the expression',
      )
    return this.fail(`"${token.text}" stands where an operand is expected`, token)
  }
}

export const rangeOf = ({ start, end }: Range): Range => ({ start, end })

/** A whole number that the text leaves out. */
export const numeral = (value: number, range: Range): Expression => ({ kind: 'number', value: Exact.integer(value), range: rangeOf(range) })

/** name(a, b) for an operator. */
export const callOf = (name: string, operands: readonly Expression[], sign: Range, range: Range, dotted = false): Expression => ({
  kind: 'call',
  callee: { kind: 'name', name, range: rangeOf(sign) },
  args: operands.map((value): Argument => ({ value, range: value.range })),
  dotted,
  range,
})

/** A function that was parsed whole. */
export function functionSyntax(
  name: Token | undefined,
  parameters: readonly Parameter[],
  body: Expression | readonly Statement[],
  header: Range,
  range: Range,
  shown = name?.text,
): FunctionSyntax {
  return { name: shown, nameRange: name === undefined ? undefined : rangeOf(name), parameters, header, body: () => body, decorators: [], range }
}

/** A statement that cannot be parsed is refused where it is executed; the names it would bind are known. */
export function unreadable(error: ReadError, range: Range, names: readonly string[] = []): Statement {
  return { kind: 'unknown', what: 'this', names, error, range }
}
