/** Exact factors that come out of roots of numbers. */
import { Exact } from '../exact.ts'

const ONE = Exact.integer(1)

/** c^exponent = root · left^exponent with root exact, for c > 0: square factors come out of a square root. */
export function rootOf(c: Exact, exponent: Exact): [root: Exact, left: Exact] {
  if (c.isOne || c.decimal || c.big !== undefined || exponent.big !== undefined) return [ONE, c]
  const { numerator: p, denominator: q } = exponent
  if (q > 6) return [ONE, c]
  let root = ONE
  const part = (n: number, sign: number): number => {
    for (let d = 2; d ** q <= n && d <= 1000; d++) {
      while (n % d ** q === 0) {
        n /= d ** q
        root = root.multiply(Exact.integer(d).power(sign * p) ?? ONE)
      }
    }
    return n
  }
  // Large prime powers are found as a whole.
  const whole = (n: number, sign: number): number => {
    const d = Math.round(n ** (1 / q))
    if (d > 1 && d ** q === n) {
      root = root.multiply(Exact.integer(d).power(sign * p) ?? ONE)
      return 1
    }
    return part(n, sign)
  }
  const n = whole(c.numerator, 1)
  const d = whole(c.denominator, -1)
  return [root, Exact.ratio(n, d)]
}
