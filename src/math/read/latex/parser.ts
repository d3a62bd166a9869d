/**
 * The LaTeX parser: a Pratt parser over tokens, from sums down to factors. What an atom is stands in atoms.ts, what
 * scripts mean in scripts.ts; here is what holds for all of them: precedence, juxtaposition, stretches of tokens, depth.
 */
import type { Note, Range } from '../../api.ts'
import { applyTerm, type NameTerm, nameTerm, ReadError, type Term } from '../term.ts'
import { latexArity, readList, splitDigits } from './arguments.ts'
import { readAtom } from './atoms.ts'
import type { Grammar, Span, Surroundings } from './grammar.ts'
import { readScripts } from './scripts.ts'
import { type Signs, signsOf } from './signs.ts'
import { isFunctionToken, isOperatorToken } from './startings.ts'
import { boldFonts, otherRelations, relations } from './symbols.ts'
import { latexOf, type Token } from './tokens.ts'

/** How deep formulas may nest: far beyond what people write, far below what the stack holds. */
const DEEPEST = 1000

const CLOSING = new Set([')', ']', '}', '\\}', '\\rangle', '\\rfloor', '\\rceil', ',', ';', '&', '\\\\', ':', '!'])
const PRODUCTS = new Map([
  ['\\cdot', 'cdot'],
  ['\\bullet', 'cdot'],
  ['\\cdotp', 'cdot'],
  ['\\vdot', 'cdot'],
  ['\\times', 'times'],
  ['*', 'product'],
  ['\\ast', 'product'],
  ['\\star', 'product'],
  ['\\odot', 'mul'],
  ['\\circ', 'mul'],
  ['\\circledast', 'mul'],
  ['\\otimes', 'kron'],
  ['/', 'quotient'],
  ['\\div', 'quotient'],
  ['\\bmod', 'mod'],
  ['\\mod', 'mod'],
])
const ENDING_WORDS =
  /^(?:and|or|if|when|whenever|for|otherwise|else|where|with|then|so|thus|hence|i\.e\.|e\.g\.|such that|s\.t\.|subject to|is|are|be|let|as|in|on|by|unless|given|the|all)\b|[\s,.:;]|^$/i

export class Parser implements Grammar {
  readonly tokens: readonly Token[]
  readonly notes: Note[] = []
  at = 0
  end: number
  private readonly close: Int32Array
  private depth = 0
  /** Open bars whose other side is still to come, innermost last. */
  private readonly bars: string[] = []
  private readonly bound = new Map<string, ('index' | 'parameter')[]>()

  constructor(
    tokens: readonly Token[],
    readonly surroundings: Surroundings,
    /** Where to point when there is nothing at all. */
    private readonly place: Range,
  ) {
    this.tokens = splitDigits(tokens)
    this.end = this.tokens.length
    this.close = new Int32Array(this.tokens.length)
    const open: number[] = []
    for (let k = 0; k < this.tokens.length; k++) {
      const token = this.tokens[k] as Token
      if (token.kind !== 'symbol') continue
      if (token.text === '{') open.push(k)
      else if (token.text === '}') {
        const from = open.pop()
        if (from === undefined)
          throw new ReadError('this brace closes nothing', { start: token.start, end: token.end }, 'remove it, or open it before')
        this.close[from] = k
      }
    }
    const unclosed = open.pop()
    if (unclosed !== undefined) {
      const token = this.tokens[unclosed] as Token
      throw new ReadError('this brace is never closed', { start: token.start, end: token.end }, 'add a }')
    }
  }

  /* The place. */

  peek(ahead = 0): Token | undefined {
    const at = this.at + ahead
    return at < this.end ? this.tokens[at] : undefined
  }

  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token !== undefined && token.text === text && (token.kind === 'symbol' || token.kind === 'command')
  }

  take(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  closing(open: number): number {
    return this.close[open] as number
  }

  rangeFrom(from: number): Range {
    return this.rangeOf({ from, to: Math.max(this.at, from + 1) })
  }

  rangeOf(span: Span): Range {
    const first = this.tokens[span.from] ?? this.tokens.at(-1)
    const last = this.tokens[Math.max(span.to - 1, span.from)] ?? first
    if (first === undefined || last === undefined) return this.place
    return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) }
  }

  fail(message: string, hint?: string, range?: Range): never {
    if (range === undefined) {
      const token = this.peek() ?? this.tokens[this.at - 1] ?? this.tokens.at(-1)
      range = token === undefined ? this.place : { start: token.start, end: token.end }
    }
    throw new ReadError(message, range, hint)
  }

  note(message: string, range: Range): void {
    if (!this.notes.some((note) => note.message === message)) this.notes.push({ message, range, kind: 'reading' })
  }

  within<T>(span: Span, read: () => T, after = this.at): T {
    const end = this.end
    this.deeper()
    this.at = span.from
    this.end = span.to
    const bars = this.bars.splice(0)
    const result = read()
    this.bars.push(...bars)
    if (this.at < span.to) this.unexpected()
    this.at = after
    this.end = end
    this.depth--
    return result
  }

  unexpected(): never {
    const token = this.peek()
    if (token === undefined) {
      const last = this.tokens[this.at - 1]
      this.fail(last === undefined ? 'there is nothing to read here' : `something is missing after ${shown(last)}`, 'complete the formula')
    }
    if (token.text === '\\pm' || token.text === '\\mp') this.fail(`${token.text} stands for two values at once`, 'write + or -')
    if (otherRelations.has(token.text))
      this.fail(`${token.text} makes this a statement, not a formula with a value`, 'select the part that has a value')
    if (relations.has(token.text)) this.fail(`a second ${shown(token)} was not expected here`, 'select one side of it')
    if (token.text === '^' || token.text === '_') this.fail(`a second ${token.text} on the same base`, `put braces: x${token.text}{...}`)
    if (/^\\[a-zA-Z]+$/.test(token.text))
      this.fail(`the command ${token.text} is not known here`, 'select a part without it, or define it with \\newcommand')
    this.fail(`${shown(token)} was not expected here`, 'check the parentheses and operators around it')
  }

  /* Names. */

  binding<T>(names: readonly string[], kind: 'index' | 'parameter', read: () => T): T {
    for (const name of names) {
      const kinds = this.bound.get(name)
      if (kinds === undefined) this.bound.set(name, [kind])
      else kinds.push(kind)
    }
    const result = read()
    for (const name of names) this.bound.get(name)?.pop()
    return result
  }

  isBound(name: string): boolean {
    return (this.bound.get(name)?.length ?? 0) > 0
  }

  named(name: string, range: Range, hint?: NameTerm['hint']): Term {
    if (!this.isBound(name)) {
      const value = this.surroundings.valueOf(name)
      if (value !== undefined) return value
    }
    return nameTerm(name, range, hint)
  }

  /* Signs of what the formula is about, looked for once. */

  private signs: Signs | undefined
  private get formulaSigns(): Signs {
    this.signs ??= signsOf(this.tokens)
    return this.signs
  }

  isIndex(name: string): boolean {
    return this.bound.get(name)?.at(-1) === 'index'
  }

  isFreeIndex(name: string): boolean {
    return this.formulaSigns.freeIndices.has(name) && !this.isBound(name)
  }

  rankIndexed(name: string): number {
    if (this.isBound(name) && this.isIndex(name)) return 0
    return (
      this.surroundings.declarationOf(name)?.shape?.length ??
      this.formulaSigns.indexed.get(name) ??
      (this.surroundings.isBold(name) && !/^[A-Z]/.test(name) ? 1 : 0)
    )
  }

  hasMatrices(): boolean {
    return this.formulaSigns.matrices
  }

  isBoldNext(): boolean {
    return boldFonts.has(this.peek()?.text ?? '')
  }

  /* The levels. */

  condition(): Term {
    const from = this.at
    const left = this.relation()
    if (!this.take('\\in')) return left
    // x \in [a, b): an interval, open where its bracket is round.
    const open = this.peek()
    if (open === undefined || !this.isOpening() || open.text === '\\{') this.fail('only intervals are known here', 'write x \\in [a, b]')
    this.at++
    const low = this.barred('(', () => this.sum())
    if (!this.take(',') && !this.take(';')) this.unexpected()
    const high = this.barred('(', () => this.sum())
    const close = this.peek()
    if (close?.text !== ')' && close?.text !== ']') this.unexpected()
    this.at++
    const range = this.rangeFrom(from)
    return applyTerm(
      'and',
      [applyTerm(open.text === '(' ? 'gt' : 'ge', [left, low], range), applyTerm(close.text === ')' ? 'lt' : 'le', [left, high], range)],
      range,
    )
  }

  relation(): Term {
    const from = this.at
    let left = this.sum()
    const parts: Term[] = []
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      const negated = token.text === '\\not'
      const op = negated && this.is('=', 1) ? 'ne' : relations.get(token.text)
      if (op === undefined) break
      const start = this.at
      this.at += negated ? 2 : 1
      const right = this.sum()
      parts.push(applyTerm(op, [left, right], this.rangeFrom(start > from ? from : start)))
      left = right
    }
    if (parts.length === 0) return left
    return parts.length === 1 ? (parts[0] as Term) : applyTerm('and', parts, this.rangeFrom(from))
  }

  sum(): Term {
    this.deeper()
    const from = this.at
    const terms: Term[] = [this.signed(() => this.product())]
    while (this.is('+') || this.is('-')) {
      const start = this.at
      const negative = this.is('-')
      this.at++
      const term = this.signed(() => this.product())
      terms.push(negative ? applyTerm('neg', [term], this.rangeFrom(start)) : term)
    }
    this.depth--
    return terms.length === 1 ? (terms[0] as Term) : applyTerm('add', terms, this.rangeFrom(from))
  }

  private deeper(): void {
    if (++this.depth > DEEPEST) this.fail('this is nested too deeply', 'select a smaller part')
  }

  /** Signs in front, however many. */
  private signed(read: () => Term): Term {
    const from = this.at
    let negative = 0
    while (this.is('+') || this.is('-')) {
      if (this.is('-')) negative++
      this.at++
    }
    let term = read()
    for (let k = 0; k < Math.min(negative, 2 - (negative % 2)); k++) term = applyTerm('neg', [term], this.rangeFrom(from))
    return term
  }

  product(): Term {
    const from = this.at
    let left = this.run(() => this.startsFactor())
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      const op = token.kind === 'symbol' || token.kind === 'command' ? PRODUCTS.get(token.text) : undefined
      if (op === undefined) break
      this.at++
      const start = this.at
      const right =
        this.is('-') || this.is('+')
          ? [
              this.signed(() =>
                multiplied(
                  this,
                  this.run(() => this.startsFactor()),
                  start,
                ),
              ),
            ]
          : this.run(() => this.startsFactor())
      if (op === 'quotient') left = [this.quotient(multiplied(this, left, from), right, from, start)]
      else if (op === 'product') left = [...left, ...right]
      else left = [applyTerm(op, [multiplied(this, left, from), multiplied(this, right, start)], this.rangeFrom(from))]
    }
    return multiplied(this, left, from)
  }

  /** a / b c: juxtaposition binds tighter, except behind a fraction of two numbers (1/2 x). */
  private quotient(numerator: Term, denominator: readonly Term[], from: number, start: number): Term {
    const [first, ...rest] = denominator as [Term, ...Term[]]
    const range = this.rangeFrom(from)
    if (rest.length === 0) return applyTerm('quotient', [numerator, first], range)
    const slice = (term: Term): string => (term.range === undefined ? '' : this.source(term.range))
    if (numerator.kind === 'number' && first.kind === 'number') {
      this.note(`read a fraction of two numbers first: (${slice(numerator)}/${slice(first)}) times what follows`, range)
      return applyTerm('product', [applyTerm('quotient', [numerator, first], range), ...rest], range)
    }
    this.note('read everything that stands together behind the slash as the denominator', range)
    return applyTerm('quotient', [numerator, multiplied(this, denominator, start)], range)
  }

  /** The tokens of a range, as LaTeX. */
  private source(range: Range): string {
    return latexOf(this.tokens.filter((token) => token.start >= range.start && token.end <= range.end))
  }

  /** Factors side by side. */
  private run(goesOn: () => boolean): Term[] {
    const factors = [this.factor()]
    while (goesOn()) factors.push(this.factor())
    return factors
  }

  factor(): Term {
    this.deeper()
    const from = this.at
    const atom = readAtom(this)
    const term = atom.scripted ? atom.term : this.scripts(atom.term, from)
    this.depth--
    return term
  }

  scripts(base: Term, from: number): Term {
    return readScripts(this, base, from)
  }

  /**
   * What a function takes without parentheses: a function or big operator behind it with all of its own, else the
   * factors side by side up to the next function, operator or parenthesis.
   */
  bareArgument(name: string): Term {
    const negative = this.is('-') || this.is('+')
    const read = (): Term => {
      const start = this.at
      if (isFunctionToken(this) || isOperatorToken(this)) return this.factor()
      const opened = this.isOpening()
      const factors = this.run(() => !opened && this.startsFactor() && !this.isOpening() && !isFunctionToken(this) && !isOperatorToken(this))
      const term = multiplied(this, factors, start)
      if (factors.length > 1)
        this.note(`${name} takes all that stands together behind it: ${this.source(this.rangeFrom(start))}`, this.rangeFrom(start))
      return term
    }
    if (this.peek() === undefined) this.fail(`${name} of what?`, `write its argument: ${name}(x)`)
    return negative ? this.signed(read) : read()
  }

  /** d/dx (u) v applies to u alone, d/dx u v to the whole term. */
  operand(what: string): Term {
    if (!this.startsFactor()) this.fail(`${what} of what?`, 'write what it applies to behind it')
    return this.isOpening() ? this.factor() : this.product()
  }

  argument(what: string): Span {
    const token = this.peek()
    if (token === undefined) this.fail(`${what} is missing`, 'add it in braces')
    if (token.kind === 'symbol' && token.text === '{') {
      const from = this.at + 1
      const to = this.closing(this.at)
      if (to >= this.end) this.fail('this brace is not closed in the selection', 'select all of the group')
      this.at = to + 1
      return { from, to }
    }
    const from = this.at++
    this.deeper()
    for (let k = latexArity(token); k > 0 && this.peek() !== undefined; k--) this.argument(what)
    this.depth--
    return { from, to: this.at }
  }

  argumentTerm(what: string): Term {
    const span = this.argument(what)
    if (span.from >= span.to)
      this.fail(`${what} is empty`, 'write something between the braces', this.rangeOf({ from: span.from - 1, to: span.to + 1 }))
    return this.within(span, () => this.relation(), this.at)
  }

  isOpening(ahead = 0): boolean {
    const token = this.peek(ahead)
    if (token === undefined || (token.kind !== 'symbol' && token.kind !== 'command')) return false
    if (token.side === 'close') return false
    return token.text === '(' || token.text === '[' || token.text === '\\{'
  }

  argumentList(): Term[] {
    return readList(this)
  }

  startsFactor(): boolean {
    const token = this.peek()
    if (token === undefined || token.side === 'close' || token.side === 'middle') return false
    switch (token.kind) {
      case 'letter':
      case 'number':
        return true
      case 'words':
        return !ENDING_WORDS.test(token.text)
      case 'begin':
        return true
      case 'end':
      case 'break':
      case 'parameter':
        return false
    }
    if (token.text === '|' || token.text === '\\|') return token.side === 'open' || (this.bars.at(-1) !== token.text && this.closesLater(token.text))
    if (CLOSING.has(token.text) || PRODUCTS.has(token.text) || relations.has(token.text) || otherRelations.has(token.text)) return false
    if (token.kind === 'symbol') return token.text === '(' || token.text === '[' || token.text === '{'
    return ![
      '\\pm',
      '\\mp',
      '\\land',
      '\\lor',
      '\\wedge',
      '\\vee',
      '\\not',
      '\\dots',
      '\\cdots',
      '\\ldots',
      '\\prime',
      '\\colon',
      '\\top',
      '\\limits',
    ].includes(token.text)
  }

  /** Is there a second bar before what is around this ends? A bar alone, as in p(y|x), separates. */
  private closesLater(bar: string): boolean {
    let depth = 0
    for (let k = 1; k < 2000; k++) {
      const token = this.peek(k)
      if (token === undefined) return false
      if (token.text === bar) return true
      if (token.text === '(' || token.text === '[' || token.text === '{' || token.text === '\\{') depth++
      else if ((token.text === ')' || token.text === ']' || token.text === '}' || token.text === '\\}') && --depth < 0) return false
    }
    return false
  }

  /** Reads between two bars; `||` counts as one of them where asked for. */
  barred<T>(bar: string, read: () => T): T {
    this.bars.push(bar)
    const result = read()
    this.bars.pop()
    return result
  }
}

/** Factors in order, as one product; a product within keeps its own place. */
function multiplied(parser: Parser, factors: readonly Term[], from: number): Term {
  return factors.length === 1 ? (factors[0] as Term) : applyTerm('product', factors, parser.rangeFrom(from))
}

function shown(token: Token): string {
  if (token.kind === 'words') return `"${token.text}"`
  if (token.kind === 'begin') return `\\begin{${token.text}}`
  if (token.kind === 'end') return `\\end{${token.text}}`
  if (token.text === '\\\\') return 'a new row (\\\\)'
  return token.text
}
