/** The LaTeX printer: how sums, products, powers, fractions and functions are set, and what keeps neighbours apart. */

import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, isSymbol, nameOf, symbolsOf } from '../../expr.ts'
import { latexName } from '../identifier.ts'
import { isInnerProduct } from '../indices/chain.ts'
import type { TextLetters } from '../indices/indices.ts'
import { type Dialect, LEVEL, Printer } from '../printer.ts'
import { BARE_FUNCTIONS, conditionOf, decimalText, endsArgument, functionName, isConstant } from './latexFunction.ts'
import { beside, isLetter, raisable } from './latexPieces.ts'

/** What a product or a delimiter must know about its parts. */
export const MARK = {
  /** Higher than a line: parentheses around it grow. */
  tall: 1,
  /** Ends with an argument without parentheses (\sin x): what follows would be read as part of it. */
  bare: 2,
  /** Begins with a digit. */
  digit: 4,
  /** Begins with a letter: a control word before it needs a space. */
  letter: 8,
  /** Begins with a parenthesis: a letter before it may look like a function. */
  paren: 16,
  /** Ends with a control word. */
  word: 32,
  /** A single letter that is a function by habit. */
  callable: 64,
  /** Begins with the name of a function. */
  function: 128,
  /** A name of several upright letters: a thin space keeps its neighbours apart. */
  upright: 256,
} as const

/** Letters that readers take for functions when a parenthesis follows. */
const CALLABLE = new Set(['f', 'g', 'h', 'u', 'v', 'L', 'J', 'F', 'G', 'H'])

export class LatexPrinter extends Printer {
  private symbolNames: ReadonlySet<string> | undefined

  constructor(
    private readonly root: Expr,
    private readonly dialect: Dialect<LatexPrinter>,
    private readonly names?: ReadonlyMap<string, string>,
    readonly letters?: TextLetters,
  ) {
    super()
  }

  protected write(node: Expr): string {
    return this.dialect.form(node.op)(this, node)
  }

  protected freshName(k: number): string {
    return `t_${k}`
  }

  override spellName(name: string): string {
    this.mark = MARK.letter
    return this.names?.get(name) ?? latexName(name)
  }

  override parenthesised(text: string): string {
    const tall = (this.mark & MARK.tall) !== 0
    this.level = LEVEL.atom
    this.mark = MARK.paren | (tall ? MARK.tall : 0)
    return tall ? `\\left(${text}\\right)` : `(${text})`
  }

  /** True where some symbol is called so, as sigma or e: that letter cannot stand for the sigmoid, or for Euler's number. */
  hasSymbol(name: string): boolean {
    this.symbolNames ??= new Set(symbolsOf(this.root).map((node) => nameOf(node) as string))
    return this.symbolNames.has(name) || this.names?.has(name) === true
  }

  /** Euler's number with an exponent: upright beside a symbol that is called e. */
  raisedEuler = (exponent: string): string => `${this.hasSymbol('e') ? '\\mathrm{e}' : 'e'}^{${exponent}}`

  symbol(name: string): string {
    this.level = LEVEL.atom
    const given = this.names?.get(name)
    if (name.length === 1 && given === undefined) {
      this.mark = CALLABLE.has(name) ? MARK.letter | MARK.callable : MARK.letter
      return latexName(name)
    }
    const text = given ?? latexName(name)
    const command = text.charCodeAt(0) === 92
    const endsInLetter = isLetter(text.charCodeAt(text.length - 1))
    this.mark = /^\\(mathrm|text)/.test(text) ? MARK.upright : command ? (endsInLetter ? MARK.word : 0) : MARK.letter
    return text
  }

  number(value: Exact): string {
    if (!value.decimal) {
      const whole = value.asInteger
      if (whole !== undefined) {
        this.level = whole < 0 ? LEVEL.sum : LEVEL.atom
        this.mark = whole < 0 ? 0 : MARK.digit
        return String(whole)
      }
      const text = value.toFractionString()
      const slash = text.indexOf('/')
      const negative = value.isNegative
      this.level = negative ? LEVEL.sum : LEVEL.sign
      if (slash < 0) {
        this.mark = negative ? 0 : MARK.digit
        if (!negative) this.level = LEVEL.atom
        return text
      }
      this.mark = MARK.tall
      return `${negative ? '-' : ''}\\frac{${text.slice(negative ? 1 : 0, slash)}}{${text.slice(slash + 1)}}`
    }
    return this.decimal(decimalText(value))
  }

  private decimal(written: string): string {
    let text = written.replaceAll('_', '')
    const negative = text[0] === '-'
    if (negative) text = text.slice(1)
    if (text[0] === '.') text = `0${text}`
    const at = text.search(/[eE]/)
    let level: number = LEVEL.atom
    if (at >= 0) {
      const mantissa = text.slice(0, at)
      const power = `10^{${Number(text.slice(at + 1))}}`
      level = Number(mantissa) === 1 ? LEVEL.power : LEVEL.product
      text = Number(mantissa) === 1 ? power : `${mantissa} \\cdot ${power}`
    }
    this.level = negative ? LEVEL.sum : level
    this.mark = negative ? 0 : MARK.digit
    return negative ? `-${text}` : text
  }

  /** a + b - c. */
  sum(node: Expr): string {
    let text = ''
    let tall = 0
    for (let i = 0; i < node.args.length; i++) {
      const term = node.args[i] as Expr
      const isAlone = node.rank === 1 && isInnerProduct(term)
      if (i === 0 && !isAlone) text = this.at(term, LEVEL.sum)
      else {
        const negative = this.isNegative(term)
        const bare = negative ? this.withoutSign(term) : this.at(term, LEVEL.product - 0.5)
        const piece = isAlone ? `\\mathbf{1}${this.parenthesised(bare)}` : bare
        text += i === 0 ? (negative ? `-${piece}` : piece) : negative ? ` - ${piece}` : ` + ${piece}`
      }
      tall |= this.mark & MARK.tall
    }
    this.level = LEVEL.sum
    this.mark = tall
    return text
  }

  product(node: Expr, withoutSign = false): string {
    const first = exactOf(node.args[0] as Expr)
    if (first === undefined) return this.factors('', node.args, 0)
    const negative = first.isNegative
    const size = negative ? first.negate() : first
    let text: string
    if (!size.isInteger && !size.decimal) text = this.fractionTimes(size, node.args)
    else if (size.isOne && negative) text = this.factors('', node.args, 1)
    else text = this.factors(this.number(size), node.args, 1)
    if (negative && !withoutSign) {
      this.level = LEVEL.sum
      this.mark &= ~(MARK.digit | MARK.letter | MARK.paren | MARK.function)
      return `-${text}`
    }
    return text
  }

  /** p/q times the other factors: under one line where that stays flat. */
  private fractionTimes(value: Exact, args: readonly Expr[]): string {
    const [p = '1', q = '1'] = value.toFractionString().split('/')
    this.mark = MARK.digit
    const rest = this.factors(p === '1' ? '' : p, args, 1, true)
    if ((this.mark & MARK.tall) === 0) {
      this.level = LEVEL.sign
      this.mark = MARK.tall
      return `\\frac{${rest}}{${q}}`
    }
    this.mark = 0
    return this.factors(`\\frac{${p}}{${q}}`, args, 1)
  }

  /** Factors side by side after `lead` (whose mark is this printer's), with the thinnest sign that keeps them apart. */
  factors(lead: string, args: readonly Expr[], from: number, alone = false, followed = false): string {
    let text = lead
    let mark = lead === '' ? 0 : this.mark
    const start = lead === '' ? -1 : mark
    let begin = start
    let tall = lead === '' ? 0 : mark & MARK.tall
    const single = alone && lead === '' && args.length - from === 1
    for (let i = from; i < args.length; i++) {
      const factor = args[i] as Expr
      let piece = this.at(factor, single ? LEVEL.sum : LEVEL.product)
      const last = i === args.length - 1
      if ((this.mark & MARK.bare) !== 0 && (last ? followed : !this.beginsFunction(args[i + 1] as Expr))) piece = this.closed(factor, piece)
      const own = this.mark
      if (text === '') {
        text = piece
        begin = own
      } else if ((own & MARK.digit) !== 0 || ((mark & MARK.callable) !== 0 && (own & MARK.paren) !== 0)) text += ` \\cdot ${piece}`
      else if (((mark | own) & MARK.upright) !== 0 && (own & MARK.paren) === 0) text += `\\,${piece}`
      else text = beside(text, piece)
      tall |= own & MARK.tall
      mark = own
    }
    this.level = LEVEL.product
    const opening = MARK.digit | MARK.letter | MARK.paren | MARK.function
    this.mark = tall | (begin < 0 ? 0 : begin & opening) | (mark & (MARK.bare | MARK.word | MARK.callable | MARK.upright))
    return text
  }

  private beginsFunction(node: Expr): boolean {
    return endsArgument(node.op.name === 'pow' ? (node.args[0] as Expr).op : node.op)
  }

  /** A piece that ends in a bare argument, written so that something may follow. */
  closed(node: Expr, piece: string): string {
    const name = functionName(node.op)
    if (name !== undefined) return this.apply(name, node, true)
    this.mark &= ~MARK.bare
    return this.parenthesised(piece)
  }

  /** \sin x, \sin(x + 1): parentheses unless the argument is one symbol and the function one that may stand bare. */
  apply(name: string, node: Expr, closed = false, bare = !closed && BARE_FUNCTIONS.has(name)): string {
    if (node.args.length !== 1) return this.call(name, node.args)
    const arg = node.args[0] as Expr
    if (bare && (isSymbol(arg) || isConstant(arg))) {
      const piece = this.piece(arg)
      const command = (this.mark & MARK.letter) === 0 && piece.charCodeAt(0) === 92
      this.level = LEVEL.sign
      this.mark = MARK.bare | MARK.function | (this.mark & MARK.word)
      return command ? name + piece : `${name} ${piece}`
    }
    const piece = this.piece(arg)
    const inner = this.mark & MARK.tall
    this.level = LEVEL.sign
    this.mark = inner | MARK.function
    if (bare && arg.op.name === 'abs') return name + piece
    return inner !== 0 ? `${name}\\left(${piece}\\right)` : `${name}(${piece})`
  }

  /** name(a, b). */
  call(name: string, args: readonly Expr[]): string {
    let text = ''
    let tall = 0
    for (const arg of args) {
      text += text === '' ? this.piece(arg) : `, ${this.piece(arg)}`
      tall |= this.mark & MARK.tall
    }
    this.level = LEVEL.sign
    this.mark = tall | MARK.function
    return tall !== 0 ? `${name}\\left(${text}\\right)` : `${name}(${text})`
  }

  /** A sum of fractions stands behind the reciprocal: they are small enough without another bar. */
  quotient(node: Expr): string {
    const above = this.piece(node.args[0] as Expr)
    const isProduct = this.level >= LEVEL.product
    const below = this.piece(node.args[1] as Expr)
    if (isProduct && above.startsWith('\\sum') && above.includes('\\frac')) {
      this.level = LEVEL.product
      this.mark = MARK.tall | MARK.bare
      return `\\frac{1}{${below}} ${above}`
    }
    this.level = LEVEL.sign
    this.mark = MARK.tall
    return `\\frac{${above}}{${below}}`
  }

  power(node: Expr): string {
    const base = node.args[0] as Expr
    const exponent = node.args[1] as Expr
    const name = functionName(base.op)
    if (name !== undefined && base.args.length === 1) {
      const value = exactOf(exponent)?.asInteger
      if (value !== undefined && value > 1 && BARE_FUNCTIONS.has(name)) return this.apply(`${name}^{${value}}`, base, false, true)
      const text = this.apply(name, base, true)
      const tall = this.mark & MARK.tall
      const raised = `${text}^{${this.exponent(exponent)}}`
      this.level = LEVEL.power
      this.mark = tall | MARK.function
      return raised
    }
    const text = raisable(this.at(base, LEVEL.atom))
    const mark = this.mark & (MARK.tall | MARK.digit | MARK.letter | MARK.paren | MARK.upright)
    const circle = node.rank > 0 ? '\\odot ' : ''
    const raised = `${text}^{${circle}${this.exponent(exponent)}}`
    const high = this.mark & MARK.tall
    this.level = LEVEL.power
    this.mark = mark | high
    return raised
  }

  /** An exponent; a fraction in it is set on one line with a slash where it is simple. */
  exponent(node: Expr): string {
    const flat = this.slash(node)
    if (flat !== undefined) {
      this.mark = 0
      return flat
    }
    return this.piece(node)
  }

  private slash(node: Expr): string | undefined {
    const value = exactOf(node)
    if (value !== undefined) return value.decimal ? undefined : value.toFractionString()
    if (node.op.name === 'neg') {
      const inner = this.slash(node.args[0] as Expr)
      return inner === undefined ? undefined : `-${inner}`
    }
    if (node.op.name === 'mul') {
      const first = exactOf(node.args[0] as Expr)
      if (first === undefined || first.isInteger || first.decimal) return undefined
      const [p = '1', q = '1'] = first.toFractionString().split('/')
      this.mark = MARK.digit
      const lead = p === '1' || p === '-1' ? '' : p.replace('-', '')
      const rest = this.factors(lead, node.args, 1)
      return (this.mark & MARK.tall) !== 0 ? undefined : `${p[0] === '-' ? '-' : ''}${rest}/${q}`
    }
    if (node.op.name !== 'div') return undefined
    const numerator = this.at(node.args[0] as Expr, LEVEL.product)
    if ((this.mark & MARK.tall) !== 0) return undefined
    const denominator = this.at(node.args[1] as Expr, LEVEL.power)
    return (this.mark & MARK.tall) !== 0 ? undefined : `${numerator}/${denominator}`
  }

  /** e^{...}, or \exp(...) where the exponent would not fit into a superscript. */
  exponential(node: Expr): string {
    const arg = node.args[0] as Expr
    if (node.rank > 0) return this.apply('\\exp', node, true)
    const text = this.exponent(arg)
    if ((this.mark & MARK.tall) !== 0) return this.apply('\\exp', node, true)
    this.level = LEVEL.power
    this.mark = MARK.letter
    return this.raisedEuler(text)
  }

  /** A condition among numbers counts 1 or 0. */
  override at(node: Expr, level: number): string {
    if (level >= LEVEL.sum) {
      const condition = conditionOf(node)
      if (condition !== undefined) return this.indicator(condition)
    }
    return super.at(node, level)
  }

  /** 1[c]: 1 where the condition holds, else 0. */
  indicator(condition: Expr): string {
    const piece = this.piece(condition)
    const tall = this.mark & MARK.tall
    this.level = LEVEL.sign
    this.mark = tall | MARK.function
    return tall === 0 ? `\\mathbf{1}[${piece}]` : `\\mathbf{1}\\left[${piece}\\right]`
  }

  /** Rows of a choice: where in the last place goes on as a further row. */
  cases(node: Expr): string {
    let rows = ''
    let rest = node
    for (let k = 0; rest.op.name === 'where' && k < 64; k++) {
      const value = this.piece(rest.args[1] as Expr)
      rows += `${value} & \\text{if } ${this.piece(rest.args[0] as Expr)} \\\\ `
      rest = rest.args[2] as Expr
    }
    const text = `\\begin{cases} ${rows}${this.piece(rest)} & \\text{otherwise} \\end{cases}`
    this.level = LEVEL.open
    this.mark = MARK.tall
    return text
  }

  /** a < b, conditions joined by "and": every argument at `level`. */
  infix(node: Expr, operator: string, own: number, inner: number): string {
    let text = ''
    let tall = 0
    for (const arg of node.args) {
      const piece = this.at(arg, inner)
      text += text === '' ? piece : operator + piece
      tall |= this.mark & MARK.tall
    }
    this.level = own
    this.mark = tall
    return text
  }
}
