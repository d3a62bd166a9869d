/**
 * Canonical products: c·Π bᵢ^eᵢ, each base once, in the order of their ids, exponents exact numbers or canonical nodes.
 * Quotients and roots are powers here, exponentials powers of e. Powers are merged and taken apart only where that is
 * true for all reals at which the original has a value: (x²)^½ is |x|, (xy)^½ stays unless x or y is nonnegative.
 */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber, make, number, traitsOf } from '../expr.ts'
import { cbrt, exp, ln, e as naturalBase, pow } from '../ops/arithmetic.ts'
import { abs, where } from '../ops/condition.ts'
import { isIndicator, joinedChoice } from './choice.ts'
import { keepsSharing } from './memo.ts'
import { rootOf } from './radicals.ts'
import { isNonnegative, isPositive } from './sign.ts'
import { ADD, coefficientOf, MINUS_ONE, MUL, ONE, restOf, Sum, scale, sortTogether, ZERO } from './sum.ts'

export const POW = pow.op
export const EXP = exp.op
export const LN = ln.op
export const ABS = abs.op
const CBRT = cbrt.op

export type Exponent = Exact | Expr

const isExact = (exponent: Exponent): exponent is Exact => exponent instanceof Exact
export const exponentNode = (exponent: Exponent): Expr => (isExact(exponent) ? number(exponent) : exponent)
export const exponentOf = (node: Expr): Exponent => exactOf(node) ?? node

const isEven = (exponent: Exact): boolean => exponent.asInteger !== undefined && exponent.asInteger % 2 === 0

const THREE = Exact.integer(3)
const isThreefold = (exponent: Exact): boolean => exponent.asInteger !== undefined && exponent.asInteger % 3 === 0

function addExponents(a: Exponent, b: Exponent): Exponent {
  if (isExact(a) && isExact(b)) return a.add(b)
  return exponentOf(new Sum().add(ONE, exponentNode(a)).add(ONE, exponentNode(b)).build())
}

function multiplyExponents(a: Exponent, b: Exponent): Exponent {
  if (isExact(a) && isExact(b)) return a.multiply(b)
  if (isExact(a)) return a.isOne ? b : exponentOf(scale(a, b as Expr))
  if (isExact(b)) return b.isOne ? a : exponentOf(scale(b, a))
  return exponentOf(times(a, b))
}

/** The base of a canonical factor. */
export const baseOf = (factor: Expr): Expr => (factor.op === POW ? (factor.args[0] as Expr) : factor.op === EXP ? naturalBase : factor)

/** The exponent of a canonical factor. */
export function powerOf(factor: Expr): Exponent {
  if (factor.op === POW) return exponentOf(factor.args[1] as Expr)
  return factor.op === EXP ? exponentOf(factor.args[0] as Expr) : ONE
}

const NO_FACTORS: readonly Expr[] = []
/** The factors of a canonical node, its coefficient left out. */
export function factorsOf(node: Expr): readonly Expr[] {
  const rest = restOf(node)
  if (rest === undefined) return NO_FACTORS
  return rest.op === MUL ? rest.args : [rest]
}

/** Collects factors; `build` gives the canonical product. */
export class Product {
  coefficient = ONE
  // Room for most products: a list that grows from nothing takes room for 17 at once.
  private readonly bases = new Array<Expr>(4)
  private readonly exponents = new Array<Exponent>(4)
  private count = 0

  /** Multiplies with node^exponent, node canonical. */
  multiply(node: Expr, exponent: Exponent = ONE): this {
    const own = exactOf(node)
    if (own !== undefined) return this.multiplyNumber(own, node, exponent)
    if (node.op === MUL && keepsSharing()) {
      // The coefficient comes out, the product stays whole.
      const coefficient = exactOf(node.args[0] as Expr)
      if (coefficient === undefined) return this.push(node, exponent)
      if (isExact(exponent) && exponent.isInteger)
        return this.multiplyNumber(coefficient, node.args[0] as Expr, exponent).multiply(node.args[1] as Expr, exponent)
    }
    if (isExact(exponent) && exponent.isOne) {
      if (node.op === MUL) {
        for (const factor of node.args) this.multiply(factor)
        return this
      }
      return this.push(baseOf(node), powerOf(node))
    }
    if (isExact(exponent) && exponent.isZero) return this
    const integer = isExact(exponent) ? exponent.isInteger : traitsOf(exponent).integer === true
    if (node.op === MUL) {
      if (integer) {
        for (const factor of node.args) this.multiply(factor, exponent)
        return this
      }
      return this.multiplyRoot(node, exponent)
    }
    if (node.op === EXP) return this.push(naturalBase, multiplyExponents(powerOf(node), exponent))
    if (node.op === POW) return this.multiplyPower(node, exponent, integer)
    if (node.op === CBRT && isExact(exponent) && isThreefold(exponent)) return this.multiply(node.args[0] as Expr, exponent.divide(THREE))
    if (node.op === ABS && isExact(exponent) && isEven(exponent)) return this.multiply(node.args[0] as Expr, exponent)
    return this.push(node, exponent)
  }

  /** Divides by base^exponent, a factor of what was multiplied. */
  divide(base: Expr, exponent: Exponent): this {
    if (isExact(exponent)) return this.multiply(base, exponent.negate())
    return this.push(base, exponentOf(scale(MINUS_ONE, exponent)))
  }

  private multiplyNumber(value: Exact, node: Expr, exponent: Exponent): this {
    if (!isExact(exponent)) return value.isOne ? this : this.push(node, exponent)
    const integer = exponent.asInteger
    if (integer !== undefined) {
      const power = integer === 1 ? value : value.power(integer)
      if (power !== undefined) {
        this.coefficient = this.coefficient.multiply(power)
        return this
      }
    }
    if (value.isOne) return this
    if (integer !== undefined || value.isNegative || value.isZero) return this.push(node, exponent)
    const [root, left] = isExact(exponent) ? rootOf(value, exponent) : [ONE, value]
    this.coefficient = this.coefficient.multiply(root)
    if (left.isOne) return this
    // √(1/2) is 1/√2.
    if (left.numerator === 1 && !left.decimal) return this.push(number(left.invert()), exponent.negate())
    return this.push(left === value ? node : number(left), exponent)
  }

  /** (b^a)^exponent. */
  private multiplyPower(node: Expr, exponent: Exponent, integer: boolean): this {
    const base = node.args[0] as Expr
    const inner = exponentOf(node.args[1] as Expr)
    if (integer || isNonnegative(base)) {
      const product = multiplyExponents(inner, exponent)
      return isExact(product) && product.isInteger ? this.multiply(base, product) : this.push(base, product)
    }
    if (isExact(inner) && isExact(exponent)) {
      const product = inner.multiply(exponent)
      // An even power forgets the sign. A fractional one exists for nonnegative bases only; so does a root of an odd one.
      if (isEven(inner) && !isEven(product)) return this.multiply(absolute(base), product)
      return product.isInteger ? this.multiply(base, product) : this.push(base, product)
    }
    return this.push(node, exponent)
  }

  /**
   * (c·f·g...)^exponent for an exponent that is no integer: positive factors come out, of numbers only what has an exact
   * root. Factors that may be zero come out only where nothing else can be negative: at x = 0, √(x²y) is 0, whatever y.
   */
  private multiplyRoot(node: Expr, exponent: Exponent): this {
    if (!isExact(exponent)) return this.push(node, exponent)
    const own = exactOf(node.args[0] as Expr) ?? ONE
    const factors = factorsOf(node)
    const negative = own.isNegative
    const signed = negative || factors.some((factor) => !isNonnegative(factor))
    const inside = new Product()
    const outside: Expr[] = []
    for (const factor of factors) {
      // Constants stay with the numbers: √(2π).
      const constant = factor.args.length === 0 && factor.op.kernel !== undefined
      if (!constant && (signed ? isPositive(factor) : isNonnegative(factor))) outside.push(factor)
      else inside.multiply(factor)
    }
    if (negative && outside.length === factors.length) return this.push(node, exponent)
    const size = negative ? own.negate() : own
    const [root, left] = isExact(exponent) ? rootOf(size, exponent) : [ONE, size]
    this.coefficient = this.coefficient.multiply(root)
    inside.coefficient = inside.coefficient.multiply(negative ? left.negate() : left)
    for (const factor of outside) this.multiply(factor, exponent)
    const rest = inside.build()
    if (isNumber(rest)) return this.multiplyNumber(exactOf(rest) as Exact, rest, exponent)
    if (outside.length === 0 && rest === node) return this.push(node, exponent)
    if (rest.op === POW || rest.op === EXP) return this.multiply(rest, exponent)
    return this.push(rest, exponent)
  }

  private push(base: Expr, exponent: Exponent): this {
    return base === naturalBase ? this.pushExponential(exponent) : this.append(base, exponent)
  }

  private append(base: Expr, exponent: Exponent): this {
    this.bases[this.count] = base
    this.exponents[this.count++] = exponent
    return this
  }

  /** e^u; where u holds logarithms, e^(c ln v) is v^c. */
  private pushExponential(exponent: Exponent): this {
    if (!isExact(exponent)) {
      const rest = restOf(exponent) as Expr
      for (const term of rest.op === ADD ? (exponent.op === MUL ? [] : rest.args) : [exponent]) {
        const logarithm = factorsOf(term).find((factor) => factor.op === LN)
        if (logarithm === undefined) continue
        const others = new Sum().add(ONE, exponent).add(MINUS_ONE, term).build()
        this.multiply(logarithm.args[0] as Expr, exponentOf(new Product().multiply(term).multiply(logarithm, MINUS_ONE).build()))
        return this.push(naturalBase, exponentOf(others))
      }
    }
    return this.append(naturalBase, exponent)
  }

  build(): Expr {
    if (this.coefficient.isZero) return number(ZERO)
    for (let round = 0; (this.merge() || this.joinChoices()) && round < 8; round++);
    const { bases, exponents, count } = this
    if (count === 0) return number(this.coefficient)
    const first = factorNode(bases[0] as Expr, exponents[0] as Exponent)
    if (count === 1) return scale(this.coefficient, first)
    const factors = [first, factorNode(bases[1] as Expr, exponents[1] as Exponent)]
    for (let i = 2; i < count; i++) factors.push(factorNode(bases[i] as Expr, exponents[i] as Exponent))
    return scale(this.coefficient, make(MUL, factors))
  }

  /** Brings equal bases together; true where a merged power turned into something that may merge again. */
  private merge(): boolean {
    const { bases, exponents, count: given } = this
    sortTogether(bases, exponents, given)
    const again: [Expr, Exponent][] = []
    let count = 0
    for (let i = 0; i < given; ) {
      const base = bases[i] as Expr
      let exponent = exponents[i] as Exponent
      let merged = false
      for (i++; i < given && bases[i] === base; i++) {
        exponent = addExponents(exponent, exponents[i] as Exponent)
        merged = true
      }
      if (isExact(exponent)) {
        if (exponent.isZero) continue
        if (isNumber(base)) exponent = this.settleNumber(base, exponent)
        // 1 or 0 is its own square.
        if (!exponent.isNegative && isIndicator(base)) exponent = ONE
        if (exponent.isZero) continue
        if (merged && base.op === CBRT && isThreefold(exponent)) {
          again.push([base, exponent])
          continue
        }
        if (merged && (base.op === ABS || (base.op === MUL && !keepsSharing()))) {
          if (base.op === ABS ? isEven(exponent) : exponent.isInteger) {
            again.push([base, exponent])
            continue
          }
        }
      }
      bases[count] = base
      exponents[count++] = exponent
    }
    this.count = count
    for (let i = 0; i < this.count; i++) this.absorb(i, again)
    for (const [base, exponent] of again) this.multiply(base, exponent)
    return again.length > 0
  }

  /** (1 if c else 0)·(a if c else b) is a if c, else 0; true where there were such factors. */
  private joinChoices(): boolean {
    for (let i = 0; i < this.count; i++) {
      const base = this.bases[i] as Expr
      if (base.op !== where.op || !isIndicator(base)) continue
      for (let k = 0; k < this.count; k++) {
        const [own, other] = [this.exponents[i] as Exponent, this.exponents[k] as Exponent]
        const joined =
          k === i || !isExact(own) || !own.isOne || !isExact(other) || !other.isOne ? undefined : joinedChoice(base, this.bases[k] as Expr)
        if (joined === undefined) continue
        this.exponents[i] = ZERO
        this.exponents[k] = ZERO
        this.dropZeros()
        this.multiply(joined)
        return true
      }
    }
    return false
  }

  /** (c·S)^½ beside S³: both get the base c·S. */
  private absorb(at: number, again: [Expr, Exponent][]): void {
    const base = this.bases[at] as Expr
    if (base.op !== MUL || !isNumber(base.args[0] as Expr)) return
    const rest = base.args[1] as Expr
    const k = this.bases.indexOf(rest)
    const exponent = k < 0 || k >= this.count ? undefined : (this.exponents[k] as Exponent)
    if (exponent === undefined || !isExact(exponent) || exponent.asInteger === undefined) return
    const factor = (exactOf(base.args[0] as Expr) as Exact).power(-exponent.asInteger)
    if (factor === undefined) return
    this.coefficient = this.coefficient.multiply(factor)
    again.push([base, addExponents(this.exponents[at] as Exponent, exponent)])
    this.exponents[at] = ZERO
    this.exponents[k] = ZERO
    this.dropZeros()
  }

  private dropZeros(): void {
    let count = 0
    for (let i = 0; i < this.count; i++) {
      const exponent = this.exponents[i] as Exponent
      if (isExact(exponent) && exponent.isZero) continue
      this.bases[count] = this.bases[i] as Expr
      this.exponents[count++] = exponent
    }
    this.count = count
  }

  /** A power of a number: whole powers go into the coefficient; 2/√2 is √2. Gives the exponent that is left. */
  private settleNumber(base: Expr, exponent: Exact): Exact {
    const value = exactOf(base) as Exact
    if (value.isZero) {
      // 1/0 is kept as a thing without a value, whatever its power.
      if (exponent.isNegative) return MINUS_ONE
      this.coefficient = ZERO
      return ZERO
    }
    if (exponent.big !== undefined) return exponent
    const whole = Math.trunc(exponent.value)
    let left = exponent
    if (whole !== 0) {
      const power = value.power(whole)
      if (power === undefined) return exponent
      this.coefficient = this.coefficient.multiply(power)
      left = exponent.subtract(Exact.integer(whole))
    }
    const n = value.asInteger
    const c = this.coefficient
    if (n !== undefined && n > 1 && left.isNegative && c.big === undefined && c.numerator % n === 0) {
      this.coefficient = c.divide(value)
      left = left.add(ONE)
    }
    return left
  }
}

/** base^exponent as a node; the base is no product, number or power that could be taken apart. */
function factorNode(base: Expr, exponent: Exponent): Expr {
  if (base === naturalBase) return isExact(exponent) && exponent.isOne ? naturalBase : make(EXP, [exponentNode(exponent)])
  return isExact(exponent) && exponent.isOne ? base : make(POW, [base, exponentNode(exponent)])
}

/** |node| for a canonical node. */
export function absolute(node: Expr): Expr {
  const own = exactOf(node)
  if (own !== undefined) return number(own.isNegative ? own.negate() : own)
  const outside = new Product()
  const inside = new Product()
  for (const factor of node.op === MUL ? node.args : [node]) {
    const value = exactOf(factor)
    if (value !== undefined) outside.multiply(value.isNegative ? number(value.negate()) : factor)
    else if (isNonnegative(factor)) outside.multiply(factor)
    else if (factor.op === MUL) for (const inner of factor.args) (isNonnegative(inner) ? outside : inside).multiply(inner)
    else inside.multiply(factor)
  }
  const rest = inside.build()
  if (isNumber(rest)) return outside.multiply(rest).build()
  return outside.multiply(rest.op === ABS ? rest : make(ABS, [rest])).build()
}

/** base^exponent for canonical nodes. */
export const power = (base: Expr, exponent: Exponent): Expr => new Product().multiply(base, exponent).build()

/** The product of canonical nodes. */
export function times(...factors: Expr[]): Expr {
  const product = new Product()
  for (const factor of factors) product.multiply(factor)
  return product.build()
}

/** e^w among the factors: w. */
export function exponentIn(node: Expr): Expr | undefined {
  const factor = factorsOf(node).find((one) => baseOf(one) === naturalBase)
  return factor === undefined ? undefined : exponentNode(powerOf(factor))
}

/** The factors of a node collected anew: of one that is rewritten itself they come apart, also where products that are shared stay whole. */
export function opened(node: Expr): Product {
  const product = new Product().multiply(number(coefficientOf(node)))
  for (const factor of factorsOf(node)) product.multiply(factor)
  return product
}
