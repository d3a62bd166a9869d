/** How the arithmetic of a text becomes nodes: as written, but flat where it is associative, and with literals whole. */
import { type Expr, exactOf, make, number } from '../../expr.ts'
import { add, div, e, exp, mul, neg, pow } from '../../ops/arithmetic.ts'
import { isEye } from '../../ops/structure.ts'
import { withLogSumExp, writtenSoftmax } from './idioms.ts'
import type { Kept } from './kept.ts'
import { withoutVanishingTerms } from './vanishing.ts'

export function sumOf(terms: readonly Expr[], kept?: Kept): Expr {
  const all = withLogSumExp(withoutVanishingTerms(flat(terms, add.op, kept)))
  return all.length === 1 ? (all[0] as Expr) : make(add.op, all)
}

/** The sign of a first factor or numerator stands before the whole: -x·y and -(x·y) are one thing to a reader. */
function withoutSign(x: Expr): Expr | undefined {
  const value = exactOf(x)
  if (value !== undefined) return value.isNegative ? number(value.negate()) : undefined
  return x.op === neg.op ? x.args[0] : undefined
}

export function productOf(factors: readonly Expr[], kept?: Kept): Expr {
  const positive = factors.length > 1 ? withoutSign(factors[0] as Expr) : undefined
  if (positive !== undefined) return make(neg.op, [productOf([positive, ...factors.slice(1)], kept)])
  // A product with the identity goes through einsum, which knows it.
  if (factors.some(isEye) && factors.some((factor) => factor.rank === 2 && !isEye(factor))) return mul(...factors)
  return make(mul.op, flat(factors, mul.op, kept), undefined)
}

/** Sums and products up to this long are one node; longer products are chains of two, whose partial products are shared. */
const FLAT = 8
/** What is longer stands whole in what is made of it: a sum taken apart again and again costs its square, one of itself and its parts doubles. */
const LONG = 64

function flat(args: readonly Expr[], op: Expr['op'], kept: Kept | undefined): readonly Expr[] {
  if (kept !== undefined && args.some((arg) => arg.op === op && kept.has(arg)))
    return args.flatMap((arg) => (arg.op === op && !kept.has(arg) ? arg.args : [arg]))
  const first = args[0] as Expr
  if (op === mul.op && first.op === op) {
    if (first.args[0]?.op === op || first.args.length + args.length - 1 > FLAT) {
      const rest = args.slice(1)
      const chain = first.args[0]?.op === op ? first : chained(first.args)
      return [rest.slice(0, -1).reduce((product, factor) => make(op, [product, factor]), chain), rest[rest.length - 1] as Expr]
    }
  }
  if (op === add.op && first.op === op && args.length === 2 && first.args.length > LONG) return args
  const opens = (arg: Expr) => arg.op === op && arg.args.length <= LONG
  return args.some(opens) ? args.flatMap((arg) => (opens(arg) ? arg.args : [arg])) : args
}

const chained = (factors: readonly Expr[]): Expr => factors.slice(1).reduce((product, factor) => make(mul.op, [product, factor]), factors[0] as Expr)

export function negated(x: Expr): Expr {
  const value = exactOf(x)
  return value !== undefined && !value.isNegative && !value.isZero ? number(value.negate()) : make(neg.op, [x])
}

/** 1/2 is the number; 6/4 and x/2 stay as written. */
export function quotientOf(a: Expr, b: Expr): Expr {
  const [n, d] = [exactOf(a), exactOf(b)]
  if (n !== undefined && d !== undefined && n.isInteger && d.isInteger && !n.decimal && !d.decimal && d.value > 1) {
    const ratio = n.divide(d)
    if (ratio.denominator === d.asInteger) return number(ratio)
  }
  const positive = withoutSign(a)
  if (positive !== undefined) return make(neg.op, [quotientOf(positive, b)])
  return writtenSoftmax(a, b) ?? make(div.op, [a, b])
}

export function powerOf(base: Expr, exponent: Expr): Expr {
  return base === e ? make(exp.op, [exponent]) : make(pow.op, [base, exponent])
}

export type Arithmetic = (exprs: readonly Expr[], kept?: Kept) => Expr
const quotientOfTwo: Arithmetic = ([x, y]) => quotientOf(x as Expr, y as Expr)
const powerOfTwo: Arithmetic = ([x, y]) => powerOf(x as Expr, y as Expr)
const productOfAll: Arithmetic = (factors, kept) => factors.reduce((left, right) => productOf([left, right], kept))

/** Operations that shapes settle, as they are between scalars. */
export const ARITHMETIC: ReadonlyMap<string, Arithmetic> = new Map([
  ['add', sumOf],
  ['sub', ([x, y], kept) => sumOf([x as Expr, negated(y as Expr)], kept)],
  ['neg', ([x]) => negated(x as Expr)],
  ['mul', productOf],
  ['product', productOfAll],
  ['cdot', productOfAll],
  ['div', quotientOfTwo],
  ['quotient', quotientOfTwo],
  ['pow', powerOfTwo],
  ['power', powerOfTwo],
])
