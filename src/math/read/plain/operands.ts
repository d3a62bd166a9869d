/** What can stand where an operand is expected: numbers, names, functions with and without parentheses, signs of sums, d/dx, brackets. */
import type { Exact } from '../../exact.ts'
import type { Operation } from '../../expr.ts'
import { operationNamed, operationSpelled } from '../../ops/table.ts'
import { freeNames } from '../latex/terms/terms.ts'
import { isCommand } from '../latex/text/typed.ts'
import { inverseFunction } from '../latex/tokens/words.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../term.ts'
import { baseOf, lookUp } from './calls.ts'
import { greekNames, spelledOut } from './greek.ts'
import { FUNCTION_HABIT, isCallOf, isLetter, numberOf, P, rangeOf, SPECIAL, superscriptTerm } from './operators.ts'
import { separated } from './products.ts'
import type { ExpressionRules, Names } from './rules.ts'
import { Stacks } from './stacks.ts'
import { integrandAt, type Sign, signAt } from './sums.ts'
import { identifier, partnerOf, type Token } from './tokens.ts'

const SMALL_LETTERS: ReadonlySet<string> = new Set([...greekNames.values()].filter((name) => name === name.toLowerCase()))

/** Brackets by what closes them. */
const CLOSING: ReadonlyMap<string, string> = new Map(['()', '[]', '{}', '⌊⌋', '⌈⌉'].map(([open = '', close = '']) => [open, close]))

/** Words that nobody calls a quantity. */
const PROSE = /^(?:of|the|is|are|was|with|from|which|that|what|how|does|where|when|then)$/i

export abstract class Operands extends Stacks {
  protected readonly tokens: readonly Token[]

  constructor(tokens: readonly Token[], rules: ExpressionRules, names: Names) {
    super(rules, names)
    this.tokens = rules.implicitProducts ? separated(tokens, rules, names) : tokens
  }

  /** Part of the tokens as an expression of its own, where `index` is nothing the text defines. */
  protected abstract part(tokens: readonly Token[], at: Token, index?: string): Term

  /** Takes what begins here; how many tokens that were. */
  protected operand(token: Token, at: number): number {
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
        this.open(token.text === '[' ? 'array' : 'paren', CLOSING.get(token.text) as string, token.start)
        return 1
      }
      case 'close':
        if (this.top().close === token.text && (this.top().kind === 'call' || this.top().kind === 'array')) {
          if (this.top().items[0]?.length === 0) this.fail(this.top().kind === 'array' ? 'the array is empty' : 'an argument is missing', token)
        }
        return this.fail(`an operand is missing before ${token.text}`, token, 'Complete the expression.')
      case 'operator':
        break
      case 'superscript':
        // ⁴√x
        if (this.tokens[at + 1]?.text === '√') {
          if (token.text === '3') return 1 + this.operand({ ...(this.tokens[at + 1] as Token), text: '∛' }, at + 1)
          this.push({ symbol: 'root', precedence: P.negate, start: token.start, end: token.end, degree: superscriptTerm(token) })
          return 2
        }
        return this.fail(`${token.text} stands where an operand is expected`, token)
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
    this.refuseCommand(token, at, true)
    return this.fail(`an operand is missing before ${token.text}`, token, 'Complete the expression.')
  }

  /** \frac is no division from the left. */
  protected refuseCommand(token: Token, at: number, isSure = false): void {
    const next = this.tokens[at + 1]
    if (token.text === '\\' && next?.kind === 'name' && !next.spaced && (isSure || isCommand(next.text)))
      this.fail(`\\${next.text} is a command of LaTeX`, token, 'Put the formula between dollars, or write it alone.')
  }

  /** Whether a parenthesis here stands behind the argument of a function, and not in it. */
  protected abstract isApart(at: number): boolean

  protected name(token: Token, at: number): number {
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
    if (this.rules.implicitProducts && PROSE.test(token.text) && !this.names.has(own) && this.names.value(own, range) === undefined)
      this.fail(`"${token.text}" is a word of a sentence, and no factor`, token, 'Select the formula alone.')
    if (this.names.value(own, range) === undefined || next?.text === '(') {
      const operation = lookUp(this.rules, token.text)
      // E is an energy, whatever other languages call so.
      const isName = this.names.parameters.includes(own) || this.names.isTold(own) || this.names.has(own) || this.isEccentricity(token, at)
      const isConstant = !isName && (token.text.length > 1 || operationSpelled('text', token.text) === operation)
      const isValue = operation !== undefined && operation.args.length === 0 && isConstant
      if (isValue && (!isCallOf(next) || (this.rules.implicitProducts && !this.isFunction(own, token)))) {
        this.give(applyTerm(operation.name, [], range))
        return 1
      }
      if (
        operation !== undefined &&
        operation.args.length > 0 &&
        !(isLetter(token.text) && next?.text !== '(') &&
        !this.isFactor(token, next) &&
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
    // log_a x
    const base = next?.kind === 'name' || next?.kind === 'number' ? baseOf(own, range) : undefined
    if (base !== undefined && this.rules.implicitProducts && !this.names.has(own)) {
      this.push({ symbol: 'apply', precedence: P.prefix, start: token.start, end: token.end, operation: operationNamed('ln'), base })
      return 1
    }
    const normal = next?.text === '(' && !this.names.has(own) ? this.normal(token, at) : undefined
    if (normal !== undefined) {
      this.open('call', ')', token.start, { ...token, text: normal })
      return 2
    }
    // f'(x), f(x), f of the text or by habit.
    let primes = 0
    while (this.tokens[at + 1 + primes]?.text === "'") primes++
    const open = this.tokens[at + 1 + primes]
    if (primes === 0 && operationSpelled('text', token.text) !== undefined && this.isFactor(token, open))
      this.names.note({ message: `${own} (…) is read as a product: ${own} · (…); write ${own}(…) for the function`, range, kind: 'reading' })
    if (open?.text === '(' && !open.spaced && (primes === 0 || this.isFunction(own, token))) {
      if (this.isFunction(own, token)) {
        this.open('call', ')', token.start, token, undefined, primes)
        return 2 + primes
      }
      if (primes === 0 && this.rules.implicitProducts && !this.isApart(at + 1))
        this.names.note({ message: `${own}(…) is read as a product: ${own} · (…)`, range, kind: 'reading' })
    }
    this.give(this.names.value(own, range) ?? nameTerm(spelledOut(own), range))
    return 1
  }

  /** Whether a small letter such as γ, written out, is a factor of the parenthesis behind a space: gamma (x - mu). Functions stand next to theirs. */
  private isFactor({ text }: Token, next: Token | undefined): boolean {
    if (!this.rules.implicitProducts || next?.text !== '(' || !next.spaced || !SMALL_LETTERS.has(text)) return false
    // beta (x, 2) has its two arguments.
    const close = this.tokens.findIndex((token) => token.start > next.start && token.kind === 'close')
    if (this.tokens.slice(0, close).some((token) => token.start > next.start && token.text === ',')) return false
    return this.tokens.every((token, k) => token.text !== text || this.tokens[k + 1]?.text !== '(' || this.tokens[k + 1]?.spaced === true)
  }

  /** What a capital before a parenthesis is by habit: the price of an option has N(d1), of the normal distribution, or Φ(d), and beside that φ(d) is its density. */
  private normal({ text }: Token, at: number): string | undefined {
    const inner = this.tokens[at + 2]?.text === '-' ? at + 3 : at + 2
    // C(n, k) ways to choose.
    const [n, comma, k, close] = this.tokens.slice(at + 2, at + 6)
    const isCount = (one: Token | undefined, letters: RegExp): boolean => one?.kind === 'number' || letters.test(one?.text ?? '')
    if (text === 'C' && comma?.text === ',' && close?.text === ')' && isCount(n, /^[nNmM]$/) && isCount(k, /^[krijx]$/)) return 'binomial'
    if (text === 'N') return /^d_?[12]$/.test(identifier(this.tokens[inner]?.text ?? '')) ? 'normcdf' : undefined
    if (!this.rules.implicitProducts || !/^(?:[Pp]hi|[Φφϕ])$/.test(text)) return undefined
    if (/^[PΦ]/.test(text)) return 'normcdf'
    return this.tokens.some((token, k) => /^(?:Phi|Φ)$/.test(token.text) && this.tokens[k + 1]?.text === '(') ? 'normpdf' : undefined
  }

  /** A sum waits for its body; an integral is read up to its differential. How many tokens that takes; 0 where the sign is but a name. */
  protected sign(sign: Sign, token: Token, at: number): number {
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

  /** The power between a function and its argument, and how many tokens both take: sin² x, sin^2 x; sin⁻¹ is the inverse function. */
  protected powerOf(at: number, { name }: Operation): { readonly power?: Term; readonly used: number; readonly inverse?: Operation } {
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

  protected isFunction(name: string, token: Token): boolean {
    if (this.names.call(name, [], rangeOf(token)) !== undefined) return true
    if (this.names.value(name, rangeOf(token)) !== undefined) return false
    return this.rules.unknownCalls === 'call' || FUNCTION_HABIT.test(name) || name.length > 2
  }

  /** Whether the name here is one of a function, and not a letter such as σ by itself. */
  protected isFunctionAt(at: number): boolean {
    const token = this.tokens[at]
    if (token?.kind !== 'name' || (isLetter(token.text) && this.tokens[at + 1]?.text !== '(')) return false
    return (lookUp(this.rules, token.text)?.args.length ?? 0) > 0
  }

  /** The e of 1 − e² and e cos θ. */
  private isEccentricity({ text }: Token, at: number): boolean {
    const [next, more] = [this.tokens[at + 1], this.tokens[at + 2]]
    const [sign, one] = [this.tokens[at - 1], this.tokens[at - 2]]
    const isSquare = (next?.kind === 'superscript' && next.text === '2') || (next?.text === '^' && more?.text === '2')
    return text === 'e' && ((isSquare && sign?.text === '-' && one?.text === '1') || /^(?:cos|sin)$/.test(next?.text ?? ''))
  }

  /** dx/dt of an x that the text defines, by itself or as x(t). */
  private slope(at: number): number {
    const [above, bar, below] = [this.tokens[at], this.tokens[at + 1], this.tokens[at + 2]]
    if (bar?.text !== '/') return 0
    const nameOf = (token: Token | undefined): string | undefined => (token?.kind === 'name' ? /^d(\p{L}\w*)$/u.exec(token.text)?.[1] : undefined)
    const [of, by] = [nameOf(above), nameOf(below)]
    if (above === undefined || below === undefined || of === undefined || by === undefined || of === by) return 0
    const range = { start: above.start, end: below.end }
    if ([above, below].some(({ text }) => this.names.has(identifier(text)))) return 0
    const variable = identifier(by)
    const value =
      this.names.value(identifier(of), range) ??
      (this.names.call(identifier(of), [], range) && this.names.call(identifier(of), [nameTerm(spelledOut(variable))], range))
    if (value === undefined || !freeNames(value).has(spelledOut(variable))) return 0
    this.give({ kind: 'derivative', of: value, by: [spelledOut(variable)], range })
    return 3
  }

  /** D_x (x² sin x); the D_x of a text that has no x in the parentheses is a coefficient. */
  private operatorD(at: number): number {
    const [sign, open] = [this.tokens[at] as Token, this.tokens[at + 1]]
    if (open?.kind !== 'open' || !sign.text.startsWith('D')) return 0
    const own = identifier(sign.text)
    const by = /^D_(\p{L})$/u.exec(own)?.[1]
    const inside = by === undefined ? [] : this.tokens.slice(at + 2, partnerOf(this.tokens, at + 1))
    if (by === undefined || this.names.has(own) || !inside.some(({ text }) => text === by)) return 0
    if (!this.choose(`${own} as the derivative by ${by}`, `${own} as a name`, rangeOf(sign))) return 0
    this.push({ symbol: `d1/d${by}`, precedence: P.prefix, start: sign.start, end: sign.end })
    return 1
  }

  /** d/dx of the operand that follows. */
  protected leibniz(at: number): number {
    const d = this.tokens[at] as Token
    const slope = this.rules.implicitProducts ? this.slope(at) || this.operatorD(at) : 0
    if (slope > 0) return slope
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
    if (next === undefined || !(/^(?:name|open|number)$/.test(next.kind) || /^(?:[|‖√]|\|\|)$/.test(next.text))) return 0
    // d/dx (u) v is that of u alone, d/dx u v that of the whole term.
    const precedence = next.kind === 'open' ? P.prefix : this.rules.others?.has(d.start) === true ? P.range + 0.5 : P.sum
    this.push({ symbol: `d${above.order}/d${name}`, precedence, start: d.start, end: dx.end })
    return end - at
  }
}
