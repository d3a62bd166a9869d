/** Squares of binomials: a² + 2ab + b² is (a + b)². */
import { Exact } from '../../exact.ts'
import type { Expr } from '../../expr.ts'
import { baseOf, factorsOf, Product, powerOf, times } from '../product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, Sum, scale } from '../sum.ts'

/** The square that a canonical sum of three terms is, up to sign; undefined where it is none. */
export function asSquare(sum: Expr): Expr | undefined {
  if (sum.op !== ADD || sum.args.length !== 3) return undefined
  for (const sign of SIGNS) {
    if (sum.args.filter((term) => isSquare(term, sign)).length < 2) continue
    const terms = sum.args.map((term) => scale(sign, term))
    const roots = terms.map(rootOf)
    for (let k = 0; k < 3; k++) {
      const [a, b] = roots.filter((_, i) => i !== k) as [Expr | undefined, Expr | undefined]
      if (a === undefined || b === undefined) continue
      const twice = scale(TWO, times(a, b))
      const middle = terms[k] as Expr
      const minus = middle === scale(MINUS_ONE, twice)
      if (middle !== twice && !minus) continue
      const root = new Sum()
        .add(ONE, a)
        .add(minus ? MINUS_ONE : ONE, b)
        .build()
      return scale(sign, new Product().multiply(root, TWO).build())
    }
  }
  return undefined
}

const TWO = Exact.integer(2)
const SIGNS = [ONE, MINUS_ONE]

/** Whether a term with a sign is the square of a number times whole powers. */
function isSquare(term: Expr, sign: Exact): boolean {
  const c = coefficientOf(term)
  if (c.decimal || !Number.isInteger(Math.sqrt(c.numerator * sign.numerator)) || !Number.isInteger(Math.sqrt(c.denominator))) return false
  return factorsOf(term).every((factor) => {
    const exponent = powerOf(factor)
    return exponent instanceof Exact && exponent.asInteger !== undefined && exponent.asInteger % 2 === 0
  })
}

/** A root of a term that is such a square. */
function rootOf(term: Expr): Expr | undefined {
  if (!isSquare(term, ONE)) return undefined
  const c = coefficientOf(term)
  const root = new Product()
  root.coefficient = Exact.ratio(Math.sqrt(c.numerator), Math.sqrt(c.denominator))
  for (const factor of factorsOf(term)) root.multiply(baseOf(factor), Exact.integer(((powerOf(factor) as Exact).asInteger as number) / 2))
  return root.build()
}
