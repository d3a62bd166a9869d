/**
 * The LaTeX parser: a Pratt parser over tokens, from sums down to factors. What an atom is stands in atoms.ts, what
 * scripts mean in scripts.ts; here is what holds for all of them: precedence, juxtaposition, stretches of tokens, depth.
 */

import type { Range } from '../../../api.ts'
import { applyTerm, type Term } from '../../term.ts'
import { latexArity, readList } from '../names/arguments.ts'
import { COLON_PRODUCT } from '../notation/colonProducts.ts'
import { dotted, innerSample, withSamples } from '../sums/samples.ts'
import { withRanks } from '../terms/chains.ts'
import { spoken } from '../tokens/spoken.ts'
import { otherRelations, relations } from '../tokens/symbols.ts'
import { latexOf } from '../tokens/tokens.ts'
import { readAtom } from './atoms.ts'
import { Cursor } from './cursor.ts'
import type { Grammar, Span } from './grammar.ts'
import { readScripts } from './scripts.ts'
import { isFunctionToken, isOperatorToken } from './startings.ts'
import { isUnitVectorAhead } from './unitVectors.ts'

const CLOSING = new Set([')', ']', '}', '\\}', '\\rangle', '\\rfloor', '\\rceil', ',', ';', '&', '\\\\', ':', '!'])
const PRODUCTS = new Map([
  ['\\cdot', 'cdot'],
  ['\\bullet', 'cdot'],
  ['\\cdotp', 'cdot'],
  ['\\vdot', 'cdot'],
  ['\\times', 'times'],
  ['\\cross', 'times'],
  ['*', 'product'],
  ['\\ast', 'product'],
  ['\\star', 'product'],
  ['\\odot', 'hadamard'],
  ['\\circ', 'hadamard'],
  ['\\circledast', 'hadamard'],
  // What a note's * becomes, which says nothing of what stands beside it.
  ['\\entrywise', 'mul'],
  [COLON_PRODUCT, 'colon'],
  ['\\otimes', 'kron'],
  ['/', 'quotient'],
  ['\\div', 'quotient'],
  ['\\bmod', 'mod'],
  ['\\mod', 'mod'],
])
const ENDING_WORDS =
  /^(?:and|or|if|when|whenever|for|otherwise|else|where|with|then|so|thus|hence|i\.e\.|e\.g\.|such that|s\.t\.|subject to|is|are|be|let|as|in|on|by|unless|given|the|all)\b|[\s,.:;]|^$/i

export class Parser extends Cursor implements Grammar {
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
    let term = this.comparison()
    for (;;) {
      const op = this.take('\\land') || this.take('\\wedge') ? 'and' : this.take('\\lor') || this.take('\\vee') ? 'or' : undefined
      if (op === undefined) return term
      term = applyTerm(op, [term, this.comparison()], this.rangeFrom(from))
    }
  }

  /** One relation or a chain of them, perhaps negated. */
  private comparison(): Term {
    const start = this.at
    while (this.take('\\lnot') || this.take('\\neg'));
    const negations = this.at - start
    const compared = this.compared()
    return negations % 2 === 1 ? applyTerm('not', [compared], this.rangeFrom(start)) : compared
  }

  private compared(): Term {
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
      else {
        const vectors = op === 'cdot' ? dotted(this, token.text, left.at(-1) as Term, right[0] as Term) : undefined
        if (vectors !== undefined) {
          const range = this.rangeFrom(from)
          const dot = innerSample(this, ...vectors, range) ?? applyTerm('cdot', vectors, range)
          left = [...left.slice(0, -1), dot, ...right.slice(1)]
          continue
        }
        const [a, b] = [multiplied(this, left, from), multiplied(this, right, start)]
        const range = this.rangeFrom(from)
        const colon = op === 'colon' ? applyTerm('sum', [applyTerm('mul', [a, b], range)], range) : undefined
        left = [colon ?? (op === 'cdot' ? innerSample(this, a, b, range) : undefined) ?? applyTerm(op, [a, b], range)]
      }
    }
    return multiplied(this, left, from)
  }

  /** a / b c: juxtaposition binds tighter, except behind a fraction of two numbers (1/2 x). */
  private quotient(numerator: Term, denominator: readonly Term[], from: number, start: number): Term {
    const [first, ...rest] = denominator as [Term, ...Term[]]
    const range = this.rangeFrom(from)
    if (rest.length === 0) return applyTerm('quotient', [numerator, first], range)
    const source = this.source(range)
    const whole = `${source} with all that stands together behind the slash as the denominator`
    const short = `${source} as a fraction of the first two, times what follows`
    // Parentheses say where a divisor ends: 1/(2\sigma^2) \|x\|^2.
    const opening = this.tokens.find((token) => token.start >= (first.range?.start ?? 0))
    const before = opening === undefined ? undefined : this.tokens[this.tokens.indexOf(opening) - 1]
    const isClosed = opening?.text === '(' || (before?.text === '(' && before.end <= (first.range?.start ?? 0))
    const numbers = (numerator.kind === 'number' && first.kind === 'number') || isClosed
    if (numbers === this.choose(numbers ? short : whole, numbers ? whole : short, range))
      return applyTerm('product', [applyTerm('quotient', [numerator, first], range), ...rest], range)
    return applyTerm('quotient', [numerator, multiplied(this, denominator, start)], range)
  }

  /** The tokens of a range, as a line of text. */
  private source(range: Range): string {
    return spoken(latexOf(this.tokens.filter((token) => token.start >= range.start && token.end <= range.end)))
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
      const ends: number[] = []
      const factors = this.run(() => {
        ends.push(this.at)
        return (
          !opened &&
          this.peek()?.state !== true &&
          this.startsFactor() &&
          !this.isOpening() &&
          !isFunctionToken(this) &&
          !isOperatorToken(this) &&
          !isUnitVectorAhead(this)
        )
      })
      if (factors.length === 1) return factors[0] as Term
      // \log \pi_\theta(a \mid s) G: what is called is closed, and the return is another factor.
      const [called, behind] = factors as [Term, Term]
      const isCall = (term: Term): boolean => term.kind === 'call' || term.label?.kind === 'call'
      if (/^\\(?:log|ln)$/.test(name) && isCall(called) && !isCall(behind)) {
        this.at = ends[0] as number
        return called
      }
      // I + \sin\theta K + ...: nobody takes the sine of a matrix.
      const matrix = factors.findIndex((factor, k) => k > 0 && this.isMatrix(factor))
      if (matrix > 0 && /^\\(?:sin|cos|tan|cot|sec|csc)h?$/.test(name)) {
        this.at = ends[matrix - 1] as number
        return multiplied(this, factors.slice(0, matrix), start)
      }
      const [range, first] = [this.rangeFrom(start), this.rangeOf({ from: start, to: ends[0] as number })]
      // \sin 2x with the 2 alone is what nobody means: a number takes one more with it.
      const few = factors[0]?.kind === 'number' && factors.length > 2 ? 2 : 1
      const less = few === 1 ? first : this.rangeOf({ from: start, to: ends[1] as number })
      if (
        !this.choose(
          `${spoken(name)} of all that stands together behind it: ${this.source(range)}`,
          `${spoken(name)} of ${this.source(less)} alone`,
          range,
        )
      ) {
        this.at = ends[few - 1] as number
        return multiplied(this, factors.slice(0, few), start)
      }
      return multiplied(this, factors, start)
    }
    if (this.peek() === undefined) this.fail(`${name} of what?`, `write its argument: ${name}(x)`)
    return negative ? this.signed(read) : read()
  }

  /** A matrix that is written out, or declared. */
  private isMatrix(term: Term): boolean {
    if (term.kind === 'name') return (term.hint?.rank ?? this.surroundings.declarationOf(term.name)?.shape?.length) === 2
    return term.kind === 'apply' && term.op === 'array' && term.args.every((row) => row.kind === 'apply' && row.op === 'array')
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
    for (let k = 1; k < 400; k++) {
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
function multiplied(parser: Parser, given: readonly Term[], from: number): Term {
  if (given.length === 1) return given[0] as Term
  const range = parser.rangeFrom(from)
  const factors = withRanks(withSamples(parser, given, range))
  return factors.length === 1 ? (factors[0] as Term) : applyTerm('product', factors, range)
}
