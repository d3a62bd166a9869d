/** Logarithmic differentiation: where several powers are multiplied and divided, the logarithm is a sum, and f′ = f · (ln f)′. */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, number } from '../expr.ts'
import { add, cbrt, div, exp, ln, mul, neg, pow, sqrt } from '../ops/arithmetic.ts'
import { product } from './asWritten.ts'

/** Powers that are looked at; so many different bases, and of them so many under powers, make the logarithm the shorter way. */
const MOST = 32
const BASES = 3
const POWERS = 2

const ROOTS = new Map([
  [sqrt.op, 2],
  [cbrt.op, 3],
])

/** The terms of ln f, constants left out; undefined where the product and quotient rule are no longer. */
export function logarithmTerms(value: Expr, depends: (node: Expr) => boolean): readonly Expr[] | undefined {
  const exponents = exponentsOf(value, depends)
  if (exponents === undefined || exponents.size < BASES) return undefined
  const isPower = (exponent: Expr): boolean => Math.abs(exactOf(exponent)?.value ?? 0) !== 1
  if ([...exponents.values()].filter(isPower).length < POWERS) return undefined
  return [...exponents].map(([base, exponent]) => {
    const [positive, isNegative] = withoutSign(exponent)
    const term = product(positive, base.op === exp.op ? (base.args[0] as Expr) : ln(base))
    return isNegative ? neg(term) : term
  })
}

function withoutSign(exponent: Expr): readonly [positive: Expr, isNegative: boolean] {
  const exact = exactOf(exponent)
  if (exact?.isNegative === true) return [number(exact.negate()), true]
  return exponent.op === neg.op ? [exponent.args[0] as Expr, true] : [exponent, false]
}

/** What varies of the factors, and to which constant power each stands; undefined of more than people multiply. */
function exponentsOf(value: Expr, depends: (node: Expr) => boolean): ReadonlyMap<Expr, Expr> | undefined {
  const exponents = new Map<Expr, Expr>()
  // The next one stands last.
  const left: (readonly [factor: Expr, exponent: Expr])[] = [[value, number(1)]]
  for (let seen = 0; left.length > 0; seen++) {
    if (seen > MOST || left.length > MOST) return undefined
    const [factor, exponent] = left.pop() as (typeof left)[number]
    if (!depends(factor)) continue
    const [first, second] = factor.args as [Expr, Expr | undefined]
    const root = ROOTS.get(factor.op)
    if (factor.op === mul.op) left.push(...factor.args.map((arg) => [arg, exponent] as const).reverse())
    else if (factor.op === neg.op) left.push([first, exponent])
    else if (factor.op === div.op) left.push([second as Expr, mul(number(-1), exponent)], [first, exponent])
    else if (root !== undefined) left.push([first, mul(number(Exact.ratio(1, root)), exponent)])
    else if (factor.op === pow.op && !depends(second as Expr)) left.push([first, mul(second as Expr, exponent)])
    else {
      const known = exponents.get(factor)
      exponents.set(factor, known === undefined ? exponent : add(known, exponent))
    }
  }
  return exponents
}
