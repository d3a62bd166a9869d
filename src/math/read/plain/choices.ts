/**
 * Where plain text can be read in two ways that precedence does not settle for people: 1/2x, x^1/2, e^2x, sin πx/L, sin x (x + 1). One reading is
 * taken, and a note has the other.
 */
import { freeNames } from '../latex/terms/terms.ts'
import { occurs } from '../order.ts'
import type { Term } from '../term.ts'
import { Operands } from './operands.ts'
import { greekWords, P, spanOf } from './operators.ts'
import type { Operator } from './stacks.ts'
import { partnerOf, type Token, written } from './tokens.ts'

export abstract class Choices extends Operands {
  /** Whether what stands beside a divisor is a factor of the whole fraction, 1/2 m, rather than of its denominator, p²/2m. */
  protected isBehindFraction(operator: Operator, token: Token, at: number): boolean {
    const divisor = this.operands[this.operands.length - 1]
    // 1/2 m and p²/2 m are halves of what follows, V/R (1 − x) is a fraction before it; p²/2m and a / b c have it in the denominator.
    const above = this.operands[this.operands.length - 2]
    const tight = divisor?.range?.start === operator.end && above?.range?.end === operator.start
    const isHalf = divisor?.kind === 'number' && above?.kind === 'number'
    // Who puts a divisor in parentheses, 900 / (T + 273) u, says where it ends.
    if (token.spaced && (divisor?.kind === 'number' || isHalf || tight || this.isClosedDivisor(at))) return true
    const range = { start: operator.start, end: token.end }
    const factor = 'the product behind / as a factor of the whole fraction'
    const whole = 'the product behind / as its whole denominator'
    if (isHalf) return token.kind === 'open' || this.choose(factor, whole, range)
    return !this.choose(whole, factor, range)
  }

  private isClosedDivisor(at: number): boolean {
    if (this.tokens[at - 1]?.text !== ')') return false
    let depth = 0
    for (let k = at - 1; k > 0; k--) {
      const { kind } = this.tokens[k] as Token
      if (kind === 'close') depth++
      else if (kind === 'open' && --depth === 0) return this.tokens[k - 1]?.text === '/'
    }
    return false
  }

  /** Whether a name goes on with the exponent before it, as people mean by e^2x and 2^3x who have no raised letters. */
  protected raises(token: Token, at: number): boolean {
    const exponent = this.tokens[at - 1]
    const sign = this.tokens[at - 2]?.text === '-' ? 1 : 0
    const [base, power] = this.tokens.slice(Math.max(at - 3 - sign, 0), at - 1)
    const isWritten = token.kind === 'name' && !token.spaced && exponent?.kind === 'number' && power?.text === '^' && !exponent.spaced
    if (!isWritten || !(base?.kind === 'number' || base?.text === 'e') || !/^(?:power|neg)$/.test(this.operators.at(-1)?.symbol ?? '')) return false
    const [before, whole] = [written([base, power]), `${'-'.repeat(sign)}${exponent.text}`]
    return !this.choose(`${before}${whole}${token.text} as ${before}${whole} times ${token.text}`, `${before}(${whole}${token.text})`, {
      start: base.start,
      end: token.end,
    })
  }

  /** How tightly a slash binds: behind the exponent of x^1/2 or the argument of sin πx/L it may belong to these. */
  protected slashAt(token: Token, at: number, usual: number): number {
    const [base, power, exponent] = this.tokens.slice(Math.max(at - 3, 0), at)
    const next = this.tokens[at + 1]
    if (token.text !== '/' || !this.rules.implicitProducts || token.spaced || next === undefined || next.spaced) return usual
    if (power?.text === '^' && exponent?.text === '1' && next.kind === 'number' && base !== undefined) {
      const before = written([base, power])
      const range = { start: base.start, end: next.end }
      return this.choose(`${before}1/${next.text} as (${before}1)/${next.text}`, `${before}(1/${next.text})`, range) ? usual : P.power + 0.5
    }
    const called = this.bareFunction()
    const from = called === undefined ? -1 : this.tokens.findIndex(({ start }) => start === called.start)
    const isDivisor = (next.kind === 'name' && !this.isFunctionAt(at + 1)) || next.kind === 'number'
    const argument = this.tokens.slice(from + 1, at)
    // sin x/x
    if (from < 0 || !isDivisor || argument.at(-1)?.kind === 'close' || written(argument) === next.text) return usual
    const [name, inner] = [(this.tokens[from] as Token).text, written(argument)]
    const whole = `${name}(${inner}/${next.text})`
    return this.choose(`${name} ${inner}/${next.text} as ${name}(${inner})/${next.text}`, whole, { start: token.start, end: next.end })
      ? usual
      : P.juxtapose - 0.5
  }

  /** Whether a parenthesis stands behind a function's argument as a factor of its own, as in csc θ (θ + cot θ): a sum with the same letter. */
  protected isApart(at: number): boolean {
    const [letter, open] = [this.tokens[at - 1], this.tokens[at]]
    if (open?.text !== '(' || letter?.kind !== 'name' || this.bareFunction() === undefined) return false
    const inside = this.tokens.slice(at + 1, partnerOf(this.tokens, at))
    let depth = 0
    const isSum = inside.some(({ kind, text }, k) => {
      if (kind === 'open') depth++
      else if (kind === 'close') depth--
      return k > 0 && depth === 0 && kind === 'operator' && (text === '+' || text === '-')
    })
    return isSum && inside.some(({ text }) => text === letter.text)
  }

  protected endsArgument(token: Token, at: number): boolean {
    const called = this.isApart(at) ? this.bareFunction() : undefined
    if (called === undefined) return false
    const from = this.tokens.findIndex(({ start }) => start === called.start)
    const [name, inner] = [(this.tokens[from] as Token).text, written(this.tokens.slice(from + 1, at))]
    return this.choose(`${name} ${inner}(…) as ${name}(${inner}) times (…)`, `${name} of the product ${inner} (…)`, {
      start: token.start,
      end: token.end,
    })
  }

  /**
   * Takes the primes behind the parentheses of (x² + 1)' where they are a derivative: of an expression in one small letter, with neither a factor
   * beside it nor anything that only vectors have; how many these are, 0 where they turn a vector.
   */
  protected primed(at: number): number {
    let end = at
    while (this.tokens[end]?.text === "'") end++
    const [next, operand] = [this.tokens[end], this.operands.at(-1) as Term]
    const before = this.operators.length > this.top().operators ? this.operators.at(-1)?.symbol : undefined
    const isBeside = (next !== undefined && !/^(?:close|separator|newline)$/.test(next.kind) && !/^[-+=]$/.test(next.text)) || !SUMS.has(before)
    if (isBeside || this.rules.libraries[0] !== 'text' || operand.kind === 'name' || VECTORIAL.some((op) => occurs(operand, op))) return 0
    const [variable, ...others] = [...freeNames(operand)]
    // Beside other primes it is one of the transposes.
    if (this.tokens.some(({ text }, k) => text === "'" && (k < at || k >= end))) return 0
    const isOne = variable !== undefined && others.length === 0 && (/^[a-z]$/.test(variable) || greekWords.has(variable))
    if (!isOne || this.names.rankOf(variable) !== undefined) return 0
    const range = spanOf(operand, this.tokens[end - 1] as Token)
    if (!this.choose(`the derivative by ${variable}`, 'a transpose', range)) return 0
    this.operands[this.operands.length - 1] = { kind: 'derivative', of: operand, by: new Array<string>(end - at).fill(variable), range }
    return end - at
  }
}

/** Before a term of a sum. */
const SUMS: ReadonlySet<string | undefined> = new Set([undefined, 'add', 'sub', 'neg'])
/** What scalars are not in. */
const VECTORIAL = ['transpose', 'matmul', 'array', 'norm', 'hadamard', 'kron', 'component', 'binder', 'inv']
