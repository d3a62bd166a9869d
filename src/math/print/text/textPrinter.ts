/** The text printer: sums, products, quotients and powers on one line, and what keeps neighbours apart. */

import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, isSymbol } from '../../expr.ts'
import { superscript, unicodeName } from '../identifier.ts'
import { isInnerProduct } from '../indices/chain.ts'
import type { TextLetters } from '../indices/indices.ts'
import { type Dialect, LEVEL, Printer } from '../printer.ts'

/** What a neighbour in a product must know. */
export const MARK = {
  /** Begins with a digit. */
  digit: 1,
  /** Begins with a name or a root: digits join it (2x). */
  name: 2,
  /** Begins with the name of a function. */
  function: 4,
  /** Begins with a parenthesis. */
  paren: 8,
  /** Holds a bar at its outermost level. */
  bar: 16,
  /** Ends with a name: a parenthesis after it would be a call. */
  endsInName: 32,
  /** A number, and nothing else. */
  number: 64,
} as const

export class TextPrinter extends Printer {
  constructor(
    private readonly dialect: Dialect<TextPrinter>,
    readonly letters?: TextLetters,
    /** Some symbol is called e: Euler's number goes by exp. */
    readonly hasE = false,
  ) {
    super()
  }

  protected write(node: Expr): string {
    return this.dialect.form(node.op)(this, node)
  }

  protected freshName(k: number): string {
    return `t${k}`
  }

  override parenthesised(text: string): string {
    this.level = LEVEL.atom
    this.mark = MARK.paren
    return `(${text})`
  }

  symbol(name: string): string {
    this.level = LEVEL.atom
    this.mark = MARK.name | MARK.endsInName
    return name.length === 1 ? name : unicodeName(name)
  }

  number(value: Exact): string {
    const whole = value.decimal ? undefined : value.asInteger
    if (whole !== undefined && whole >= 0) {
      this.level = LEVEL.atom
      this.mark = MARK.digit | MARK.number
      return String(whole)
    }
    const text = value.toString()
    const quotient = !value.decimal && !value.isInteger
    if (value.isNegative) {
      this.level = LEVEL.sum
      this.mark = 0
      return `−${text.slice(1)}`
    }
    this.level = quotient ? LEVEL.product : LEVEL.atom
    this.mark = quotient ? MARK.digit : MARK.digit | MARK.number
    return text
  }

  sum(node: Expr): string {
    let text = ''
    for (let i = 0; i < node.args.length; i++) {
      const term = node.args[i] as Expr
      const negative = this.isNegative(term)
      if (node.rank === 1 && isInnerProduct(term)) {
        const piece = `1 ${this.parenthesised(negative ? this.withoutSign(term) : this.piece(term))}`
        text += i === 0 ? (negative ? `−${piece}` : piece) : negative ? ` − ${piece}` : ` + ${piece}`
      } else if (i === 0) text = this.at(term, LEVEL.sum)
      else text += negative ? ` − ${this.withoutSign(term)}` : ` + ${this.at(term, LEVEL.product - 0.5)}`
    }
    this.level = LEVEL.sum
    this.mark = 0
    return text
  }

  product(node: Expr, withoutSign = false): string {
    const first = exactOf(node.args[0] as Expr)
    if (first === undefined) return this.factors('', node.args, 0)
    const negative = first.isNegative
    const size = negative ? first.negate() : first
    let text: string
    if (!size.isInteger && !size.decimal) {
      const [p = '1', q = '1'] = size.toFractionString().split('/')
      this.mark = MARK.digit
      text = `${this.factors(p === '1' ? '' : p, node.args, 1)}/${q}`
      this.level = LEVEL.product
    } else if (size.isOne && negative) text = this.factors('', node.args, 1)
    else text = this.factors(this.number(size), node.args, 1)
    if (!negative || withoutSign) return text
    this.level = LEVEL.sum
    this.mark = 0
    return `−${text}`
  }

  /** Factors side by side after `lead` (whose mark is this printer's). */
  factors(lead: string, args: readonly Expr[], from: number): string {
    let text = lead
    let mark = lead === '' ? 0 : this.mark
    let begin = lead === '' ? -1 : mark
    for (let i = from; i < args.length; i++) {
      const factor = args[i] as Expr
      // a/b beside another factor would take that factor into its denominator, as people read it: a dot keeps it out.
      const isFirst = text === ''
      const piece = this.at(factor, factor.op.name === 'div' && !isFirst ? LEVEL.power : LEVEL.product)
      const own = this.mark
      if (isFirst) {
        text = piece
        begin = own
      } else if (i === 1 && from === 0 && args[0]?.op.name === 'div') text += ` · ${piece}`
      else if ((own & MARK.digit) !== 0 || ((mark & MARK.endsInName) !== 0 && (own & MARK.paren) !== 0)) text += `·${piece}`
      else if ((mark & MARK.number) !== 0 && (own & (MARK.name | MARK.paren)) !== 0) text += piece.startsWith('1') ? `·${piece}` : piece
      else if ((own & MARK.paren) !== 0) text += piece
      else text += ` ${piece}`
      mark = own
    }
    this.level = LEVEL.product
    this.mark = (begin & (MARK.digit | MARK.paren | MARK.function | MARK.name)) | (mark & (MARK.bar | MARK.endsInName))
    return text
  }

  /** Scalars of which some are inner products, before a vector or matrix: 4(xᵀ x) of 4(xᵀ x) x. */
  beforeInner(scalars: readonly Expr[], inner: readonly Expr[]): string {
    const others = scalars.filter((scalar) => !inner.includes(scalar))
    const lead = others.length === 0 ? '' : this.factors('', others, 0)
    const dot = lead !== '' && (this.mark & MARK.endsInName) !== 0 ? '·' : ''
    const text = `${lead}${dot}(${this.factors('', inner, 0)})`
    this.mark = 0
    return text
  }

  quotient(node: Expr): string {
    const numerator = this.at(node.args[0] as Expr, LEVEL.product)
    const begin = this.mark & ~MARK.endsInName
    const text = `${numerator}/${this.at(node.args[1] as Expr, LEVEL.power)}`
    this.level = LEVEL.product
    this.mark = begin
    return text
  }

  power(node: Expr): string {
    const base = node.args[0] as Expr
    const text = this.at(base, LEVEL.atom)
    // X² of a matrix X would be X X.
    if (node.rank === 2 && isSymbol(base)) return this.raised(`${text}^⊙`, node.args[1] as Expr, this.mark)
    return this.raised(text, node.args[1] as Expr, this.mark)
  }

  /** A base with its exponent: a superscript for an integer, else after ^. */
  raised(base: string, exponent: Expr, mark: number): string {
    const value = exactOf(exponent)
    let text: string
    let ends = 0
    if (value?.asInteger !== undefined && !value.decimal && !base.endsWith('⊙')) text = base + superscript(String(value.asInteger))
    else {
      text = `${base}${base.endsWith('⊙') ? '' : '^'}${this.at(exponent, LEVEL.atom)}`
      ends = this.mark & MARK.endsInName
    }
    this.level = LEVEL.power
    this.mark = (mark & (MARK.digit | MARK.paren | MARK.function | MARK.name)) | ends
    return text
  }

  /** name(a, b). */
  call(name: string, args: readonly Expr[]): string {
    let text = ''
    for (const arg of args) text += text === '' ? this.piece(arg) : `, ${this.piece(arg)}`
    this.level = LEVEL.atom
    this.mark = MARK.function
    return `${name}(${text})`
  }

  infix(node: Expr, operator: string, own: number, inner: number): string {
    let text = ''
    for (const arg of node.args) text += text === '' ? this.at(arg, inner) : operator + this.at(arg, inner)
    this.level = own
    this.mark = 0
    return text
  }
}
