/**
 * Canonical sums: Σ cᵢ·mᵢ with exact coefficients, each monomial once, terms in the order of their nodes' ids, a number
 * last. The content (common factor of the coefficients, sign of the first term) stands before: 2x + 2y is 2·(x + y).
 * In canonical nodes a coefficient is always the first of two factors: mul(c, rest).
 */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber, make, number } from '../expr.ts'
import { add, mul } from '../ops/arithmetic.ts'
import { keepsSharing } from './memo.ts'

export const ADD = add.op
export const MUL = mul.op
export const ONE = Exact.integer(1)
export const ZERO = Exact.integer(0)
export const MINUS_ONE = Exact.integer(-1)

/** The coefficient of a canonical node. */
export function coefficientOf(node: Expr): Exact {
  const own = exactOf(node)
  if (own !== undefined) return own
  if (node.op === MUL) return exactOf(node.args[0] as Expr) ?? ONE
  return ONE
}

/** A canonical node without its coefficient; undefined for a number. */
export function restOf(node: Expr): Expr | undefined {
  if (isNumber(node)) return undefined
  return node.op === MUL && isNumber(node.args[0] as Expr) ? (node.args[1] as Expr) : node
}

/** c·node, for canonical nodes. */
export function scale(c: Exact, node: Expr): Expr {
  if (c.isZero) return number(ZERO)
  const own = exactOf(node)
  if (own !== undefined) return number(c.multiply(own))
  if (c.isOne) return node
  const inner = node.op === MUL ? exactOf(node.args[0] as Expr) : undefined
  if (inner === undefined) return make(MUL, [number(c), node])
  const product = c.multiply(inner)
  return product.isOne ? (node.args[1] as Expr) : make(MUL, [number(product), node.args[1] as Expr])
}

/** Collects terms; `build` gives the canonical sum. */
export class Sum {
  private readonly rests = new Array<Expr>(4)
  private readonly coefficients = new Array<Exact>(4)
  private count = 0
  private constant = ZERO

  /** `flatten`: sums of at most so many terms are taken apart. */
  constructor(private readonly flatten = keepsSharing() ? 0 : 64) {}

  /** Adds c·node, node canonical. */
  add(c: Exact, node: Expr): this {
    const own = exactOf(node)
    if (own !== undefined) {
      this.constant = this.constant.add(c.isOne ? own : c.multiply(own))
      return this
    }
    let rest = node
    let coefficient = c
    if (node.op === MUL) {
      const inner = exactOf(node.args[0] as Expr)
      if (inner !== undefined) {
        rest = node.args[1] as Expr
        coefficient = c.isOne ? inner : c.multiply(inner)
      }
    }
    if (rest.op === ADD && rest.args.length <= this.flatten) {
      for (const term of rest.args) this.add(coefficient, term)
      return this
    }
    this.rests[this.count] = rest
    this.coefficients[this.count++] = coefficient
    return this
  }

  build(): Expr {
    const { rests, coefficients, count: given } = this
    sortTogether(rests, coefficients, given)
    let count = 0
    for (let i = 0; i < given; ) {
      const rest = rests[i] as Expr
      let coefficient = coefficients[i] as Exact
      for (i++; i < given && rests[i] === rest; i++) coefficient = coefficient.add(coefficients[i] as Exact)
      if (coefficient.isZero) continue
      rests[count] = rest
      coefficients[count++] = coefficient
    }
    if (count === 0) return number(this.constant)
    const constant = this.constant
    if (count === 1 && constant.isZero) return scale(coefficients[0] as Exact, rests[0] as Expr)
    const content = contentOf(coefficients, count, constant)
    const by = content.isOne ? undefined : content.invert()
    const term = (i: number): Expr => {
      const coefficient = i < count ? (coefficients[i] as Exact) : constant
      const own = by === undefined ? coefficient : coefficient.multiply(by)
      return i < count ? scale(own, rests[i] as Expr) : number(own)
    }
    const terms = [term(0), term(1)]
    for (let i = 2; i < count + (constant.isZero ? 0 : 1); i++) terms.push(term(i))
    return scale(content, make(ADD, terms))
  }
}

/** The largest number that divides all coefficients to integers, with the sign of the first; decimals are left as they are but for the sign, and fractions where what is shared stays whole. */
function contentOf(coefficients: readonly Exact[], count: number, constant: Exact): Exact {
  const first = coefficients[0] as Exact
  let numerator = 0
  let denominator = 1
  for (let i = 0; i <= count; i++) {
    const c = i < count ? (coefficients[i] as Exact) : constant
    if (c.decimal || c.big !== undefined) {
      if (c.isZero) continue
      return first.isNegative ? MINUS_ONE : ONE
    }
    numerator = gcd(numerator, Math.abs(c.numerator))
    // Round after round halves would become 2⁻ⁿ of the whole, and all that is added to it 2ⁿ times itself.
    if (c.denominator !== 1 && keepsSharing()) return first.isNegative ? MINUS_ONE : ONE
    if (c.denominator !== 1) {
      denominator = (denominator / gcd(denominator, c.denominator)) * c.denominator
      if (denominator > 1e9) return first.isNegative ? MINUS_ONE : ONE
    }
  }
  return numerator === 1 && denominator === 1
    ? first.isNegative
      ? MINUS_ONE
      : ONE
    : Exact.ratio(first.isNegative ? -numerator : numerator, denominator)
}

/** Of whole numbers that are not negative. */
export function gcd(a: number, b: number): number {
  // What is no number ends it too.
  while (b > 0) [a, b] = [b, a % b]
  return a
}

/** Sorts the first n nodes by id and takes the values along; most lists are short. */
export function sortTogether<T>(nodes: Expr[], values: T[], n: number): void {
  if (n > 24) {
    const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => (nodes[i] as Expr).id - (nodes[j] as Expr).id)
    const sortedNodes = order.map((i) => nodes[i] as Expr)
    const sortedValues = order.map((i) => values[i] as T)
    for (let i = 0; i < n; i++) {
      nodes[i] = sortedNodes[i] as Expr
      values[i] = sortedValues[i] as T
    }
    return
  }
  for (let i = 1; i < n; i++) {
    const node = nodes[i] as Expr
    const value = values[i] as T
    let j = i - 1
    for (; j >= 0 && (nodes[j] as Expr).id > node.id; j--) {
      nodes[j + 1] = nodes[j] as Expr
      values[j + 1] = values[j] as T
    }
    nodes[j + 1] = node
    values[j + 1] = value
  }
}

/** Σ cᵢ·nodeᵢ for canonical nodes. */
export function plus(...terms: Expr[]): Expr {
  const sum = new Sum()
  for (const term of terms) sum.add(ONE, term)
  return sum.build()
}
