/** What can be said at sight about the sign of a canonical node's value, or a presented one's; sound for all reals, silent when in doubt. */
import { type Expr, exactOf, isSymbol, traitsOf } from '../expr.ts'
import { div, eulerGamma, infinity, e as naturalBase, neg, pi, pow } from '../ops/arithmetic.ts'
import { maximum, minimum } from '../ops/condition.ts'
import { isEinsum, specOf } from '../ops/einsum.ts'
import { isSize } from '../ops/structure.ts'
import { isAlwaysPositive, isBelowOne, isNeverNegative } from '../ops/traits.ts'
import { memoOf } from './memo.ts'
import { ADD, coefficientOf, MINUS_ONE, MUL, ONE, restOf, Sum, scale } from './sum.ts'

const NONNEGATIVE = 1
const POSITIVE = 3

/** 1 - s, where s is always below 1. */
function isLeftOfOne(args: readonly Expr[]): boolean {
  const [one, taken] = args
  if (args.length !== 2 || one === undefined || taken === undefined || exactOf(one)?.isOne !== true) return false
  const part = taken.op === neg.op ? taken.args[0] : coefficientOf(taken).equals(MINUS_ONE) ? restOf(taken) : undefined
  return part !== undefined && isBelowOne(part.op)
}

/** max(u, v) - u is never negative, nor is u - min(u, v): of terms with such a one, the sign they have at least with one of the others for it. */
function ofExtreme(terms: readonly Expr[], depth: number): number {
  for (const [k, term] of terms.entries()) {
    const [coefficient, extreme] = [coefficientOf(term), restOf(term)]
    if (extreme === undefined || extreme.op !== (coefficient.isNegative ? minimum.op : maximum.op)) continue
    for (const one of extreme.args) {
      const least = new Sum().add(coefficient, one)
      terms.forEach((other, i) => {
        if (i !== k) least.add(ONE, other)
      })
      const sign = signOf(least.build(), depth)
      if (sign !== 0) return sign
    }
  }
  return 0
}

/** The value is positive wherever it is defined. */
export const isPositive = (node: Expr): boolean => signOf(node, 0) === POSITIVE
/** The value is never negative. */
export const isNonnegative = (node: Expr): boolean => (signOf(node, 0) & NONNEGATIVE) !== 0

function signOf(node: Expr, depth: number): number {
  const own = exactOf(node)
  if (own !== undefined) return own.isZero ? NONNEGATIVE : own.isNegative ? 0 : POSITIVE
  if (isSymbol(node)) return traitsOf(node).positive === true ? POSITIVE : 0
  // There is at least one element; n - 1 may be zero.
  if (isSize(node)) return /^\w+$/.test(String(node.payload)) ? POSITIVE : NONNEGATIVE
  if (node.args.length === 0) return node === pi || node === naturalBase || node === eulerGamma || node === infinity ? POSITIVE : 0
  const memo = memoOf(node)
  if (memo.sign < 0) {
    if (depth > 12) return 0
    memo.sign = infer(node, depth + 1)
  }
  return memo.sign
}

function infer(node: Expr, depth: number): number {
  const { op, args } = node
  // The first term of a sum is positive; what is not stands behind a number below 0.
  const sum = op === ADD ? node : coefficientOf(node).isNegative ? restOf(node) : undefined
  if (sum?.op === ADD) {
    const terms = sum === node ? args : sum.args.map((arg) => scale(coefficientOf(node), arg))
    if (isLeftOfOne(terms)) return POSITIVE
    // A sum of nonnegative terms is positive if one of them is.
    let some = 0
    for (const term of terms) {
      const sign = signOf(term, depth)
      if ((sign & NONNEGATIVE) === 0) return ofExtreme(terms, depth)
      some |= sign
    }
    return some
  }
  if (op === MUL) return args.reduce((sign, arg) => sign & signOf(arg, depth), POSITIVE)
  if (op === maximum.op) return args.reduce((sign, arg) => sign | signOf(arg, depth), 0)
  if (op === minimum.op) return args.reduce((sign, arg) => sign & signOf(arg, depth), POSITIVE)
  if (op === pow.op) {
    const base = signOf(args[0] as Expr, depth)
    const exponent = exactOf(args[1] as Expr)
    if (base === POSITIVE) return POSITIVE
    // What is not negative has no negative power.
    if (exponent === undefined) return base
    // A real power with a fractional exponent is a root: it is nonnegative where it exists.
    const even = exponent.asInteger !== undefined ? exponent.asInteger % 2 === 0 : exponent.denominator % 2 === 0
    return even || base !== 0 || exponent.asInteger === undefined ? NONNEGATIVE : 0
  }
  if (isAlwaysPositive(op)) return POSITIVE
  // Quotients, sums, means and parts of what has a sign have it too; zeros may stand between parts.
  if (op === div.op || op.components !== undefined) {
    const all = args.reduce((sign, arg) => sign & signOf(arg, depth), POSITIVE)
    return op.components === 'placed' ? all & NONNEGATIVE : all
  }
  if (op.name === 'matmul' && node.rank === 0 && args[0] === args[1]) return NONNEGATIVE
  if (isEinsum(node)) {
    const { inputs } = specOf(node)
    const isSquare = args.length === 2 && args[0] === args[1] && inputs[0] === inputs[1]
    return isSquare ? NONNEGATIVE : args.reduce((sign, arg) => sign & signOf(arg, depth), POSITIVE)
  }
  return isNeverNegative(op) ? NONNEGATIVE : 0
}
