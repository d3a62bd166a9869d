/** Squares of binomials: a² + 2ab + b² is (a + b)². */
import { Exact } from '../exact.ts'
import { type Expr, isNumber } from '../expr.ts'
import { baseOf, factorsOf, Product, powerOf, times } from './product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, Sum, scale } from './sum.ts'

/** The square that a canonical sum of three terms is, up to sign; undefined where it is none. */
export function asSquare(sum: Expr): Expr | undefined {
  if (sum.op !== ADD || sum.args.length !== 3) return undefined
  for (const sign of [ONE, MINUS_ONE]) {
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

/** A root of a term that is the square of a number times whole powers. */
function rootOf(term: Expr): Expr | undefined {
  const c = coefficientOf(term)
  const [n, d] = [Math.sqrt(c.numerator), Math.sqrt(c.denominator)]
  if (!Number.isInteger(n) || !Number.isInteger(d) || c.decimal) return undefined
  const root = new Product()
  root.coefficient = Exact.ratio(n, d)
  if (isNumber(term)) return root.build()
  for (const factor of factorsOf(term)) {
    const exponent = powerOf(factor)
    if (!(exponent instanceof Exact) || exponent.asInteger === undefined || exponent.asInteger % 2 !== 0) return undefined
    root.multiply(baseOf(factor), Exact.integer(exponent.asInteger / 2))
  }
  return root.build()
}
