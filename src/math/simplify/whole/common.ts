/** What the terms of a sum have in common: factors of all of them, denominators of some. */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, number } from '../../expr.ts'
import { e as naturalBase } from '../../ops/arithmetic.ts'
import { baseOf, type Exponent, exponentNode, factorsOf, powerOf } from '../product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, ZERO } from '../sum.ts'

export interface Power {
  readonly base: Expr
  readonly exponent: Exponent
}

/** More than a power of a symbol. */
export const isFunction = ({ base, exponent }: Power): boolean => base.args.length > 0 || !(exponent instanceof Exact)

export interface Shared {
  /** There is something to try. */
  any: boolean
  /** Factors of all terms, each with its lowest power. */
  common: readonly Power[]
  /** Factors below the bar of some terms, but not of all. */
  denominators: readonly Power[]
  /** Bases in several terms, but not in all. */
  partial: readonly Power[]
  /** Some term is a product with a sum in it. */
  expandable: boolean
}

const NOTHING: Shared = { any: false, common: [], denominators: [], partial: [], expandable: false }

/** A base, the lowest of its exponents while these differ by numbers, and in how many terms it is. */
interface Found extends Power {
  exponent: Exponent
  count: number
  /** All exponents, where some do not differ by a number: n and 2n. */
  all: Exponent[] | undefined
}

/** What the terms of a sum have in common. */
export function commonPowers(sum: Expr): Shared {
  const found: Found[] = []
  const terms = sum.args.length
  let [expandable, any, mixed] = [false, false, false]
  for (const term of sum.args) {
    for (const factor of factorsOf(term)) {
      const base = baseOf(factor)
      const exponent = powerOf(factor)
      const negative = exponent instanceof Exact && exponent.isNegative
      if (base.op === ADD && exponent instanceof Exact && exponent.isInteger && !negative) expandable = true
      const known = found.find((power) => power.base === base)
      any ||= negative || known !== undefined
      if (known === undefined) found.push({ base, exponent, count: 1, all: undefined })
      else if (meet(known, exponent)) mixed = true
    }
  }
  if (!any) return expandable ? { ...NOTHING, any: true, expandable } : NOTHING
  const alike = mixed ? found.filter(({ all }) => all === undefined) : found
  const common: Power[] = alike.filter(({ count }) => count === terms)
  if (mixed) common.push(...found.flatMap(({ base, count, all }) => (count === terms && all !== undefined ? commonPower(base, all) : [])))
  const denominators = alike.filter(({ exponent, count }) => count !== terms && exponent instanceof Exact && exponent.isNegative)
  return { any: true, common, denominators, partial: alike.filter(({ count }) => count > 1 && count < terms), expandable }
}

/** Adds one more exponent; true where it does not differ from the others by a number. */
function meet(known: Found, exponent: Exponent): boolean {
  known.count++
  const less = known.all === undefined ? difference(exponent, known.exponent) : undefined
  if (less === undefined) {
    known.all ??= new Array<Exponent>(known.count - 1).fill(known.exponent)
    known.all.push(exponent)
    return true
  }
  if (less.isNegative) known.exponent = exponent
  return false
}

/** How much larger one exponent is than another, where that is a number: n - 1 and n. */
function difference(a: Exponent, b: Exponent): Exact | undefined {
  if (a instanceof Exact && b instanceof Exact) return a.subtract(b)
  if (a === b) return ZERO
  return exactOf(new Sum().add(ONE, exponentNode(a)).add(MINUS_ONE, exponentNode(b)).build())
}

/**
 * A base with what its exponents have in common, if anything: n - 2 of n - 2 and 2n - 2, -x of -x and -2x - 1. Of bases that may be 0
 * it is one of the exponents, so that nothing is below the bar which was not there.
 */
function commonPower(base: Expr, all: readonly Exponent[]): Power[] {
  let shared = partsOf(all[0] as Exponent)
  for (const exponent of all.slice(1)) {
    const parts = partsOf(exponent)
    shared = new Map(
      [...shared].flatMap(([rest, a]) => {
        const b = parts.get(rest)
        if (b === undefined || a.isNegative !== b.isNegative) return []
        return [[rest, a.compare(b) < 0 !== a.isNegative ? a : b] as const]
      }),
    )
  }
  const sum = new Sum()
  for (const [rest, coefficient] of shared) sum.add(coefficient, rest ?? number(1))
  const node = sum.build()
  const exponent = exactOf(node) ?? node
  if (exponent instanceof Exact && exponent.isZero) return []
  return base === naturalBase || all.some((one) => exponentNode(one) === node) ? [{ base, exponent }] : []
}

/** The terms of an exponent by what stands in them besides a number. */
function partsOf(exponent: Exponent): Map<Expr | undefined, Exact> {
  const node = exponentNode(exponent)
  const [content, sum] = [coefficientOf(node), restOf(node)]
  if (sum?.op !== ADD) return new Map([[sum, content]])
  return new Map(sum.args.map((term) => [restOf(term), coefficientOf(term).multiply(content)]))
}
