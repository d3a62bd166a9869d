/** Sums, products and signs of derivation as a teacher writes them: as they stand, but for zeros and ones. */
import { type Expr, make, number } from '../expr.ts'
import { add, mul } from '../ops/arithmetic.ts'
import { isOne, isZero } from '../ops/structure.ts'

/** Factors as they stand; signs and numbers within them stay there. */
export function product(...factors: Expr[]): Expr {
  if (factors.some(isZero)) return number(0)
  const left = factors.filter((factor) => !isOne(factor))
  return left.length > 1 ? make(mul.op, left) : (left[0] ?? number(1))
}

/** Terms as they stand; a sum of none is 0. */
export function total(...terms: Expr[]): Expr {
  const left = terms.filter((term) => !isZero(term))
  return left.length > 1 ? make(add.op, left) : (left[0] ?? number(0))
}

/** Whether two sums are one but for the order. */
export function haveSameTerms(a: Expr, b: Expr): boolean {
  if (a.op !== add.op || b.op !== add.op || a.args.length !== b.args.length) return false
  const terms = new Set(a.args)
  return b.args.every((term) => terms.has(term))
}

/** d/dx, or ∂/∂x of what has several variables; of a value if one is given: dy/dx; of some order. */
export function operator(by: string, partial: boolean, of = '', order = 1): string {
  const sign = partial ? '\\partial ' : '\\mathrm{d}'
  const power = order > 1 ? `^{${order}}` : ''
  const variable = order > 1 && by.includes('^') ? `{${by}}` : by
  return `\\frac{${of ? `${sign}${of}` : `${sign.trim()}${power}`}}{${sign}${variable}${power}}`
}
