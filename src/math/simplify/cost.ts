/** How long an expression is to read: visible characters of a canonical node as it would be typeset, counted as a tree. */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber } from '../expr.ts'
import { e as naturalBase } from '../ops/arithmetic.ts'
import { memoOf } from './memo.ts'
import { baseOf, EXP, factorsOf, POW, powerOf } from './product.ts'
import { ADD, coefficientOf, MUL, ONE } from './sum.ts'

/** Longer than anything that is worth a comparison. */
const LIMIT = 1e9

function digits(value: Exact): number {
  if (value.text !== undefined) return value.text.length
  if (value.isShortRatio) return value.toFractionString().replace('-', '').length
  if (value.big === undefined && value.denominator === 1 && !value.decimal) {
    const n = Math.abs(value.numerator)
    return n < 10 ? 1 : n < 100 ? 2 : String(n).length
  }
  return value.toString().replace('-', '').length
}

/** Below this depth everything counts as too long to compare. */
const DEPTH = 300
let depth = 0

/** The length of a canonical node. */
export function costOf(node: Expr): number {
  const { op, args } = node
  // Products are made of factors that know their own length; a number times a sum is measured by the sum's terms.
  if (args.length === 0 || (op === MUL && !isScaledSum(node))) return measure(node)
  const memo = memoOf(node)
  if (memo.cost < 0) {
    if (depth > DEPTH) return LIMIT
    depth++
    memo.cost = Math.min(LIMIT, measure(node))
    depth--
  }
  return memo.cost
}

const isScaledSum = ({ op, args }: Expr): boolean => op === MUL && isNumber(args[0] as Expr) && (args[1] as Expr).op === ADD

function measure(node: Expr): number {
  const { op, args } = node
  const own = exactOf(node)
  if (own !== undefined) return digits(own) + (own.isNegative ? 1 : 0)
  if (args.length === 0) return 1
  if (op === ADD) return sumCost(ONE, node)
  if (isScaledSum(node)) {
    // Shown multiplied in where that is no longer.
    return Math.min(sumCost(coefficientOf(node), args[1] as Expr), productCost(coefficientOf(node), factorsOf(node)))
  }
  if (op === MUL || op === POW || op === EXP) return productCost(coefficientOf(node), factorsOf(node))
  let cost = op.elementwise ? functionCost(node) : 2
  for (const arg of args) cost += costOf(arg)
  return cost
}

/** Name and parentheses; infix comparisons have one sign. */
function functionCost(node: Expr): number {
  const { name, condition } = node.op
  if (name === 'abs') return 2
  if (condition === 'comparison') return 1
  return (name === 'sigmoid' ? 1 : Math.min(name.length, 4)) + 2
}

/** Σ of a canonical sum with a coefficient multiplied in. */
export function sumCost(c: Exact, sum: Expr): number {
  let cost = 3 * (sum.args.length - 1)
  let anyPositive = false
  for (const term of sum.args) {
    const own = coefficientOf(term)
    const coefficient = c.isOne ? own : c.multiply(own)
    if (!coefficient.isNegative) anyPositive = true
    cost += isNumber(term) ? digits(coefficient) : productCost(coefficient.isNegative ? coefficient.negate() : coefficient, factorsOf(term))
  }
  return anyPositive ? cost : cost + 1
}

/** A product as a fraction. */
export function productCost(coefficient: Exact, factors: readonly Expr[]): number {
  let above = 0
  let below = 0
  let countAbove = 0
  let countBelow = 0
  let onlySum: Expr | undefined
  for (const factor of factors) {
    const base = baseOf(factor)
    const exponent = powerOf(factor)
    if (exponent instanceof Exact && exponent.isNegative && base !== naturalBase) {
      countBelow++
      below += powerCost(base, exponent.negate())
    } else {
      countAbove++
      if (factor.op === ADD) onlySum = factor
      above += powerCost(base, exponent)
    }
  }
  let { numerator, denominator } = coefficient
  if (coefficient.big !== undefined || (coefficient.decimal && !coefficient.isShortRatio)) {
    above += digits(coefficient)
    countAbove++
    numerator = 1
    denominator = 1
  }
  const n = Math.abs(numerator)
  if (n !== 1) {
    above += n < 10 ? 1 : String(n).length
    countAbove++
  }
  if (denominator !== 1) {
    below += denominator < 10 ? 1 : String(denominator).length
    countBelow++
  }
  if (countAbove === 0) above = 1
  // A sum alone has parentheses only above a fraction's bar, where typesetting needs none.
  if (onlySum !== undefined && countAbove === 1 && countBelow === 0) above -= 2
  // A difference among the factors takes the sign.
  const sign = coefficient.isNegative && !factors.some((factor) => isTurnable(baseOf(factor), powerOf(factor))) ? 1 : 0
  const length = sign + above + Math.max(0, countAbove - 1)
  return countBelow === 0 ? length : length + below + countBelow + (countBelow > 1 ? 2 : 0)
}

/** An odd power of a difference: b - a for -(a - b). */
export function isTurnable(base: Expr, exponent: Exact | Expr): boolean {
  if (base.op !== ADD || !(exponent instanceof Exact)) return false
  return exponent.asInteger !== undefined && exponent.asInteger % 2 !== 0 && base.args.some((term) => coefficientOf(term).isNegative)
}

function powerCost(base: Expr, exponent: Exact | Expr): number {
  if (base === naturalBase) return 3 + (exponent instanceof Exact ? digits(exponent) + (exponent.isNegative ? 1 : 0) : costOf(exponent))
  const inner = costOf(base)
  const parentheses = base.op === ADD || base.op === MUL ? 2 : 0
  if (exponent instanceof Exact) {
    if (exponent.isOne) return inner + parentheses
    if (exponent.numerator === 1 && exponent.denominator === 2 && !exponent.decimal) return inner + 1 + parentheses
    return inner + parentheses + digits(exponent)
  }
  return inner + parentheses + 1 + costOf(exponent)
}
