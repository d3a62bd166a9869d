/**
 * Bells in one sum that are multiples of each other: the densities of Black and Scholes, S φ(d₁) = K e^(-rT) φ(d₂), are one bell. The
 * difference of their exponents, in lowest terms, says so.
 */
import { Exact } from '../../exact.ts'
import { type Expr, number, type Operation, topological } from '../../expr.ts'
import { e as naturalBase } from '../../ops/arithmetic.ts'
import { normalPdf } from '../../ops/special.ts'
import { exponential, HALF } from '../call.ts'
import { costOf } from '../cost.ts'
import { lastingOf } from '../memo.ts'
import { baseOf, EXP, exponentNode, factorsOf, POW, Product, powerOf, times } from '../product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum } from '../sum.ts'
import { inLowestTerms } from './rational.ts'

/** Terms among which bells are looked for, nodes of their exponents, and sums inside sums of these. */
const [TERMS, NODES, DEPTH] = [8, 60, 8]
/** Different bells of one sum that are compared, and how long the factor between two may be. */
const [BELLS, SHORT] = [3, 16]
const TWO = Exact.integer(2)
const DENSITY: Operation = normalPdf.op

/** A term as what is before its bell, and the exponent of it. */
interface Bell {
  readonly term: Expr
  readonly before: Expr
  readonly bell: Expr
  readonly exponent: Expr
  readonly densities: number
}

function bellOf(term: Expr): Bell | undefined {
  const [before, bell, exponent] = [new Product(), new Product(), new Sum()]
  let densities = 0
  let curved = false
  before.multiply(term)
  for (const factor of factorsOf(term)) {
    const [base, power] = [baseOf(factor), powerOf(factor)]
    if (base === naturalBase) {
      exponent.add(ONE, exponentNode(power))
      curved ||= topological([exponentNode(power)]).some((node) => baseOf(node).op === ADD && powerOf(node) instanceof Exact && node !== baseOf(node))
    } else if (base.op === DENSITY && power instanceof Exact && power.isOne) {
      densities++
      exponent.add(MINUS_ONE.multiply(HALF), new Product().multiply(base.args[0] as Expr, TWO).build())
    } else continue
    bell.multiply(factor)
    before.divide(base, power)
  }
  return densities === 0 && !curved ? undefined : { term, before: before.build(), bell: bell.build(), exponent: exponent.build(), densities }
}

/** The sum with each of its bells for all others, as far as these are multiples of it. */
export function overBells(sum: Expr): readonly Expr[] {
  if (sum.rank > 0 || sum.args.length > TERMS || !hasBells(sum.args)) return NONE
  const bells = sum.args.map(bellOf)
  const distinct = new Map(bells.flatMap((bell) => (bell === undefined ? [] : [[bell.bell, bell] as const])))
  if (distinct.size < 2 || distinct.size > BELLS) return NONE
  return [...distinct.values()].flatMap((kept) => {
    const written = bells.map((other) => (other === undefined ? undefined : asMultiple(other, kept)))
    if (written.every((term) => term === undefined)) return []
    const result = new Sum()
    for (const [k, term] of sum.args.entries()) result.add(ONE, written[k] ?? term)
    return [result.build()]
  })
}

const NONE: readonly Expr[] = []

/** Whether there may be two different bells: asked of every sum. */
function hasBells(terms: readonly Expr[]): boolean {
  let first: Expr | undefined
  for (const term of terms)
    for (const factor of factorsOf(term)) {
      if (factor.op !== EXP && factor.op !== DENSITY && !(factor.op === POW && factor.args[0] === naturalBase)) continue
      if (first !== undefined && first !== factor) return true
      first = factor
    }
  return false
}

/** A term by the bell of another one. */
function asMultiple(term: Bell, kept: Bell): Expr | undefined {
  if (term.densities !== kept.densities || term.bell === kept.bell) return undefined
  const difference = new Sum().add(ONE, term.exponent).add(MINUS_ONE, kept.exponent).build()
  const factor = lastingOf(difference).exponential ?? shortestExponential(difference)
  lastingOf(difference).exponential = factor
  return factor === difference ? undefined : times(term.before, kept.bell, factor)
}

/** e^u where that is a product of what u has logarithms of and of exponentials of less than it; u itself where it is not. */
function shortestExponential(u: Expr): Expr {
  const exact = exactly(u)
  if (topological([exact]).length > NODES) return u
  let best: Expr | undefined
  for (const { node } of inLowestTerms(exact)) {
    const written = exponential(node)
    if (costOf(written) <= SHORT && costOf(written) < costOf(best ?? exact)) best = written
  }
  return best ?? u
}

/** With fractions for decimals: whether they cancel is asked, none of them is shown. */
function exactly(node: Expr, depth = 0): Expr {
  const rest = restOf(node)
  const { numerator, denominator } = coefficientOf(node)
  if (Number.isNaN(numerator)) return node
  const coefficient = number(Exact.ratio(numerator, denominator))
  if (rest === undefined || depth > DEPTH) return rest === undefined ? coefficient : node
  const result = new Product().multiply(coefficient)
  if (rest.op === ADD) {
    const sum = new Sum()
    for (const term of rest.args) sum.add(ONE, exactly(term, depth + 1))
    return result.multiply(sum.build()).build()
  }
  for (const factor of factorsOf(node)) {
    const [base, power] = [baseOf(factor), powerOf(factor)]
    result.multiply(base.op === ADD && power instanceof Exact ? exactly(base, depth + 1) : base, power)
  }
  return result.build()
}
