/**
 * Rational functions brought to lowest terms: a canonical node as a quotient of polynomials in what it is made of (symbols, roots,
 * functions, exponentials), over a common denominator, with common factors cancelled. Sines and cosines of one angle are related,
 * and so are a sigmoid and the exponential in it.
 */
import { Exact } from '../../exact.ts'
import type { Expr } from '../../expr.ts'
import { e as naturalBase } from '../../ops/arithmetic.ts'
import { construct } from '../call.ts'
import { costOf } from '../cost.ts'
import {
  add,
  allow,
  constant,
  divide,
  fromMonomials,
  gcd,
  isConstant,
  isZero,
  type Monomial,
  monomials,
  multiply,
  type Polynomial,
  split,
  splitLinear,
  TOO_LARGE,
} from '../polynomial.ts'
import { baseOf, EXP, exponentNode, factorsOf, POW, Product, powerOf } from '../product.ts'
import { ADD, coefficientOf, gcd as gcdOfNumbers, ONE, restOf, Sum, scale, ZERO } from '../sum.ts'
import { byExponentials, byHalves, bySigmoids, bySines, RELATED } from './related.ts'

/** More generators, higher powers and larger polynomials are not worth the time. */
const GENERATORS = 6
const POWER = 24
const MONOMIALS = 120
const DEPTH = 8
/** Products of numbers that one expression may cost: a few milliseconds. */
const WORK = 4000

/** What all is made of: base^(1/root), or e^(rest/root), turned round where only its reciprocals occur. */
interface Generator {
  readonly base: Expr
  readonly rest?: Expr
  root: number
  /** Some power of it is positive. */
  upright: boolean
}

/** A power of a generator, or of a sum that is one of its own. */
type Part = { readonly generator: Expr; readonly rest?: Expr; readonly exponent: Exact } | { readonly sum: Expr; readonly exponent: number }

interface Factor {
  readonly polynomial: Polynomial
  readonly power: number
}

/** coefficient · Π generators^power · Π polynomials^power. */
interface Quotient {
  readonly coefficient: Exact
  readonly powers: readonly number[]
  readonly factors: readonly Factor[]
}

/** A node in lowest terms, and whether something above the bar met something below on the way. */
export interface Lowest {
  readonly node: Expr
  readonly cancelled: boolean
}

/** The least number that the denominators of all divide. Throws TOO_LARGE where that, or one of them, is no safe integer. */
const commonDenominator = (all: readonly Exact[]): number =>
  all.reduce((least, { big, denominator }) => {
    const common = big === undefined ? (least / gcdOfNumbers(least, denominator)) * denominator : Number.NaN
    if (!Number.isSafeInteger(common)) throw TOO_LARGE
    return common
  }, 1)

/** The node in lowest terms, in the ways in which it can be written; none where that is not worth the time. */
export function inLowestTerms(node: Expr): Lowest[] {
  const results: Lowest[] = []
  allow(WORK)
  const single = byHalves(node)
  for (const one of new Set([single, bySines(single), bySigmoids(single), byExponentials(single)])) {
    try {
      for (const eliminated of [undefined, 0, 1] as const) {
        const field = new Field(one, eliminated)
        if (eliminated !== undefined && !field.isRelated) break
        results.push(...field.lowest(one, one !== node))
        if (!field.mayBeRelated) break
      }
    } catch (error) {
      if (error !== TOO_LARGE) throw error
    }
  }
  return results
}

class Field {
  private readonly generators: Generator[] = []
  private readonly places = new Map<Expr, Map<Expr | undefined, number>>()
  /** A power that all terms of a sum have met its reciprocal. */
  private cancels = false
  /** The generator whose square is written by another one's. */
  private relation: { readonly from: number; readonly to: number; readonly square: readonly [bigint, bigint] } | undefined

  /** Throws TOO_LARGE. */
  constructor(node: Expr, eliminated: 0 | 1 | undefined) {
    this.collect(node, 0)
    if (this.generators.length > GENERATORS) throw TOO_LARGE
    if (eliminated === undefined) return
    this.generators.forEach(({ base, root }, from) => {
      const related = RELATED.get(base.op)
      if (related === undefined || related.place !== eliminated || root !== 1) return
      const to = this.generators.findIndex((other) => other.base.op === related.other && other.base.args[0] === base.args[0] && other.root === 1)
      if (to >= 0) this.relation ??= { from, to, square: related.square }
    })
  }

  get mayBeRelated(): boolean {
    return this.generators.some(({ base }) => RELATED.has(base.op))
  }

  get isRelated(): boolean {
    return this.relation !== undefined
  }

  private get depth(): number {
    return this.generators.length
  }

  private collect(node: Expr, depth: number): void {
    if (depth > DEPTH) throw TOO_LARGE
    const coefficient = coefficientOf(node)
    if (coefficient.decimal || coefficient.big !== undefined) throw TOO_LARGE
    const rest = restOf(node)
    if (rest?.op === ADD) {
      for (const term of rest.args) this.collect(term, depth + 1)
      return
    }
    for (const factor of factorsOf(node)) {
      for (const part of partsOf(factor)) {
        if ('sum' in part) this.collect(part.sum, depth + 1)
        else this.introduce(part.generator, part.rest, part.exponent)
      }
    }
  }

  private introduce(base: Expr, rest: Expr | undefined, exponent: Exact): void {
    if (exponent.decimal || exponent.big !== undefined) throw TOO_LARGE
    let rests = this.places.get(base)
    if (rests === undefined) {
      rests = new Map()
      this.places.set(base, rests)
    }
    const place = rests.get(rest)
    const known = place === undefined ? undefined : (this.generators[place] as Generator)
    if (known === undefined) {
      rests.set(rest, this.generators.length)
      this.generators.push({ base, rest, root: exponent.denominator, upright: !exponent.isNegative || rest === undefined })
      return
    }
    while (!exponent.multiply(Exact.integer(known.root)).isInteger) known.root *= exponent.denominator
    if (!exponent.isNegative) known.upright = true
  }

  private quotient(node: Expr): Quotient {
    const rest = restOf(node)
    if (rest?.op === ADD) {
      const inner = this.sum(rest)
      return { ...inner, coefficient: inner.coefficient.multiply(coefficientOf(node)) }
    }
    let coefficient = coefficientOf(node)
    const powers = new Array<number>(this.depth).fill(0)
    const factors: Factor[] = []
    for (const factor of factorsOf(node)) {
      for (const part of partsOf(factor)) {
        const place = 'sum' in part ? this.places.get(part.sum)?.get(undefined) : this.places.get(part.generator)?.get(part.rest)
        if (place !== undefined) {
          const { root, upright } = this.generators[place] as Generator
          const exponent = 'sum' in part ? part.exponent : (part.exponent.multiply(Exact.integer(root)).asInteger as number)
          powers[place] = this.met(place, powers[place] as number, 'sum' in part ? exponent * root : upright ? exponent : -exponent)
          continue
        }
        const { sum, exponent } = part as { sum: Expr; exponent: number }
        const inner = this.sum(sum)
        coefficient = coefficient.multiply(inner.coefficient.power(exponent) ?? ZERO)
        inner.powers.forEach((power, k) => {
          powers[k] = this.met(k, powers[k] as number, power * exponent)
        })
        for (const { polynomial, power } of inner.factors) factors.push({ polynomial, power: power * exponent })
      }
    }
    if (powers.some((power) => Math.abs(power) > POWER)) throw TOO_LARGE
    return { coefficient, powers, factors }
  }

  /** Powers of one generator that meet in a product: what all terms of a sum have may stand below the bar too, as in (x + a x²)/x². Exponentials are never 0. */
  private met(place: number, power: number, other: number): number {
    if (power * other < 0 && this.generators[place]?.base !== naturalBase) this.cancels = true
    return power + other
  }

  /** A sum over its common denominator, and without what its terms have in common. */
  private sum(sum: Expr): Quotient {
    const terms = sum.args.map((term) => this.quotient(term))
    const powers = Array.from({ length: this.depth }, (_, k) => Math.min(...terms.map((term) => term.powers[k] as number)))
    const denominator = commonDenominator(terms.map(({ coefficient }) => coefficient))
    const monomialOf = ({ coefficient, powers: own }: Quotient): Monomial => ({
      powers: own.map((power, k) => power - (powers[k] as number)),
      coefficient: BigInt(coefficient.numerator) * BigInt(denominator / coefficient.denominator),
    })
    if (terms.every(({ factors }) => factors.length === 0)) {
      const polynomial = this.related(fromMonomials(terms.map(monomialOf), this.depth))
      return { coefficient: isZero(polynomial) ? ZERO : Exact.ratio(1, denominator), powers, factors: [{ polynomial, power: 1 }] }
    }
    const all = terms.map(({ factors }) => new Map(merged(factors).map((factor) => [keyOf(factor.polynomial), factor])))
    const common: Factor[] = []
    for (const key of new Set(all.flatMap((factors) => [...factors.keys()]))) {
      const found = all.map((factors) => factors.get(key))
      const power = Math.min(...found.map((factor) => factor?.power ?? 0))
      if (power !== 0) common.push({ polynomial: (found.find((factor) => factor !== undefined) as Factor).polynomial, power })
    }
    const shared = new Map(common.map((factor) => [keyOf(factor.polynomial), factor.power]))
    let polynomial = constant(0n, this.depth)
    terms.forEach((term, i) => {
      let product = fromMonomials([monomialOf(term)], this.depth)
      const factors = new Map(shared)
      for (const key of shared.keys()) if (!all[i]?.has(key)) factors.set(key, shared.get(key) as number)
      for (const [key, factor] of [...(all[i] as Map<string, Factor>), ...missing(common, all[i] as Map<string, Factor>)]) {
        for (let left = factor.power - (shared.get(key) ?? 0); left > 0; left--) product = this.checked(multiply(product, factor.polynomial))
      }
      polynomial = add(polynomial, product)
    })
    polynomial = this.related(this.checked(polynomial))
    if (isZero(polynomial)) return { coefficient: ZERO, powers, factors: [] }
    return { coefficient: Exact.ratio(1, denominator), powers, factors: [...common, { polynomial, power: 1 }] }
  }

  private checked(polynomial: Polynomial): Polynomial {
    if (monomials(polynomial).length > MONOMIALS) throw TOO_LARGE
    return polynomial
  }

  /** With squares of one function by those of the other. */
  private related(polynomial: Polynomial): Polynomial {
    if (this.relation === undefined) return polynomial
    const { from, to, square } = this.relation
    let terms = monomials(polynomial)
    for (let round = 0; round < POWER && terms.some(({ powers }) => (powers[from] as number) >= 2); round++) {
      terms = terms.flatMap((term) => {
        if ((term.powers[from] as number) < 2) return [term]
        const less = term.powers.map((power, k) => (k === from ? power - 2 : power))
        return [
          { powers: less, coefficient: term.coefficient * square[0] },
          { powers: less.map((power, k) => (k === to ? power + 2 : power)), coefficient: term.coefficient * square[1] },
        ]
      })
    }
    return this.checked(fromMonomials(terms, this.depth))
  }

  /** The node in lowest terms: as factors, and with those factors multiplied out that are shorter so; `rewritten`: it is by other functions than what was asked for. */
  lowest(node: Expr, rewritten: boolean): Lowest[] {
    const { coefficient, powers, factors } = this.quotient(node)
    let constantFactor = coefficient
    let cancelled = this.cancels
    const coprime: Factor[] = []
    const splitBy = (list: readonly Factor[], by: typeof split): Factor[] =>
      list.flatMap(({ polynomial, power }) => by(polynomial, this.depth).map((part): Factor => ({ polynomial: part, power })))
    const queue = splitBy(factors, split)
    const isWhole = !rewritten && queue.length === factors.length && restOf(node)?.op !== ADD
    while (queue.length > 0) {
      const { polynomial, power } = queue.pop() as Factor
      if (isConstant(polynomial)) {
        const value = monomials(polynomial)[0]?.coefficient ?? 0n
        constantFactor = constantFactor.multiply(Exact.ratio(value, 1n).power(power) ?? ZERO)
        continue
      }
      let met = false
      for (let k = 0; k < coprime.length && !met; k++) {
        const other = coprime[k] as Factor
        const divisor = gcd(polynomial, other.polynomial)
        if (isConstant(divisor)) continue
        met = true
        if (power * other.power < 0) cancelled = true
        coprime.splice(k, 1)
        if (power + other.power !== 0) queue.push({ polynomial: divisor, power: power + other.power })
        queue.push(
          { polynomial: divide(polynomial, divisor) as Polynomial, power },
          { polynomial: divide(other.polynomial, divisor) as Polynomial, power: other.power },
        )
      }
      if (!met) coprime.push({ polynomial, power })
    }
    // A quotient in which nothing has anything in common is what it was.
    if (isWhole && !cancelled && this.relation === undefined) return []
    const monomial = new Product()
    monomial.coefficient = constantFactor
    powers.forEach((power, k) => {
      this.multiplyBy(monomial, k, power)
    })
    const build = (list: readonly Factor[]): Lowest => {
      const product = new Product().multiply(monomial.build())
      for (const { polynomial, power } of list) product.multiply(this.nodeOf(polynomial), Exact.integer(power))
      return { node: product.build(), cancelled }
    }
    const parts = splitBy(coprime, splitLinear)
    const joined = this.shortest(parts)
    return joined === parts ? [build(parts)] : [build(parts), build(joined)]
  }

  /** Factors of one power multiplied where the product is shorter: x² - 1 for (x - 1)(x + 1). */
  private shortest(factors: readonly Factor[]): readonly Factor[] {
    for (let i = 0; i < factors.length; i++) {
      for (let j = i + 1; j < factors.length; j++) {
        const [a, b] = [factors[i], factors[j]] as [Factor, Factor]
        if (a.power !== b.power) continue
        const polynomial = this.related(multiply(a.polynomial, b.polynomial))
        if (costOf(this.nodeOf(polynomial)) >= costOf(this.nodeOf(a.polynomial)) + costOf(this.nodeOf(b.polynomial)) + 2) continue
        return this.shortest([...factors.filter((_, k) => k !== i && k !== j), { polynomial, power: a.power }])
      }
    }
    return factors
  }

  private nodeOf(polynomial: Polynomial): Expr {
    const sum = new Sum()
    for (const { powers, coefficient } of monomials(polynomial)) {
      const product = new Product()
      product.coefficient = Exact.ratio(coefficient, 1n)
      powers.forEach((power, k) => {
        this.multiplyBy(product, k, power)
      })
      sum.add(ONE, product.build())
    }
    return sum.build()
  }

  private multiplyBy(product: Product, k: number, power: number): void {
    if (power === 0) return
    const { base, rest, root, upright } = this.generators[k] as Generator
    const exponent = Exact.ratio(upright ? power : -power, root)
    if (base !== naturalBase) product.multiply(base, exponent)
    else product.multiply(construct(EXP, [rest === undefined ? exponentNode(exponent) : scale(exponent, rest)]))
  }
}

const missing = (common: readonly Factor[], own: ReadonlyMap<string, Factor>): [string, Factor][] =>
  common.flatMap(({ polynomial }) => (own.has(keyOf(polynomial)) ? [] : [[keyOf(polynomial), { polynomial, power: 0 }]]))

/** Equal polynomials have equal keys. */
const keyOf = (polynomial: Polynomial): string => (typeof polynomial === 'bigint' ? String(polynomial) : `[${polynomial.map(keyOf).join()}]`)

/** Factors with the powers of equal ones added up. */
function merged(factors: readonly Factor[]): Factor[] {
  const result = new Map<string, Factor>()
  for (const factor of factors) {
    const key = keyOf(factor.polynomial)
    result.set(key, { polynomial: factor.polynomial, power: factor.power + (result.get(key)?.power ?? 0) })
  }
  return [...result.values()]
}

/** A canonical factor by generators: e^(a + b) is e^a·e^b, x^(n - 1) is x^n/x. */
function partsOf(factor: Expr): Part[] {
  const base = baseOf(factor)
  const exponent = powerOf(factor)
  if (base !== naturalBase && exponent instanceof Exact) {
    if (base.op !== ADD || exponent.asInteger === undefined) return [{ generator: base, exponent }]
    return [{ sum: base, exponent: exponent.asInteger }]
  }
  const node = exponentNode(exponent)
  const content = coefficientOf(node)
  const sum = restOf(node)
  const terms = sum?.op === ADD ? sum.args.map((term) => scale(content, term)) : [node]
  return terms.map((term): Part => {
    if (base === naturalBase) return { generator: base, rest: restOf(term), exponent: coefficientOf(term) }
    const rest = restOf(term)
    return rest === undefined
      ? { generator: base, exponent: coefficientOf(term) }
      : { generator: construct(POW, [base, rest]), exponent: coefficientOf(term) }
  })
}
