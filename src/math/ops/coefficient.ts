/** The number that a node is a multiple of, apart from the rest of it; and multiples as people write them. */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, number } from '../expr.ts'
import { div, mul, neg, pow, sqrt } from './arithmetic.ts'

export const ZERO = Exact.integer(0)
export const ONE = Exact.integer(1)
export const HALF = Exact.ratio(1, 2)

/** A number, also as a fraction. */
export function numberOf(node: Expr): Exact | undefined {
  if (node.op !== div.op || node.rank > 0) return exactOf(node)
  const [above, below] = node.args.map(exactOf)
  return above === undefined || below === undefined || below.isZero ? undefined : above.divide(below)
}

/** The number that stands before a product; 1 where none does, or it is a decimal, which stays where it is written. */
function numberIn({ op, args }: Expr): Exact {
  const all = op === mul.op ? args.flatMap((arg) => numberOf(arg) ?? []) : []
  const whole = all.reduce((product, own) => product.multiply(own), ONE)
  return all.some(({ decimal }) => decimal) || whole.isZero ? ONE : whole
}

/** A node without its sign, its numbers and the numbers it is divided by, and what these come to. */
export function coefficientOf(node: Expr): { coefficient: Exact; rest: Expr } {
  let coefficient = ONE
  let rest = node
  for (;;) {
    const { op, args } = rest
    const below = op === div.op ? exactOf(args[1] as Expr) : undefined
    const inside = op === div.op && rest.rank > 0 && args[1]?.rank === 0 ? numberIn(args[1]) : ONE
    if (op === neg.op) {
      coefficient = coefficient.negate()
      rest = args[0] as Expr
    } else if (below !== undefined && !below.isZero) {
      coefficient = coefficient.divide(below)
      rest = args[0] as Expr
    } else if (!inside.isOne) {
      // A/(2s) is half of A/s.
      coefficient = coefficient.divide(inside)
      rest = div(args[0] as Expr, mul(...(args[1] as Expr).args.filter((arg) => numberOf(arg) === undefined)))
    } else if (op === mul.op && args.some((arg) => numberOf(arg) !== undefined)) {
      for (const arg of args) coefficient = coefficient.multiply(numberOf(arg) ?? ONE)
      rest = mul(...args.filter((arg) => numberOf(arg) === undefined))
    } else return { coefficient, rest }
  }
}

/** c·x with a whole number before it and another one below it: 3x/2. */
export function scaledBy(coefficient: Exact, rest: Expr): Expr {
  if (coefficient.isOne) return rest
  if (coefficient.equals(ONE.negate())) return neg(rest)
  const isWhole = coefficient.isInteger || coefficient.decimal || coefficient.big !== undefined
  const [above, below] = rest.op === div.op && rest.rank > 0 ? rest.args : []
  // 2 (A/s) is (2A)/s, and half of it A/(2s).
  if (above !== undefined && below?.rank === 0) {
    const { numerator, denominator } = coefficient
    return isWhole ? div(scaledBy(coefficient, above), below) : div(scaledBy(Exact.integer(numerator), above), mul(denominator, below))
  }
  if (isWhole) return mul(number(coefficient), rest)
  const { numerator, denominator } = coefficient
  return div(numerator === 1 ? rest : numerator === -1 ? neg(rest) : mul(numerator, rest), number(denominator))
}

/** Whether a minus stands before it: of the factors, and of what they are divided by, an odd number is negative. */
function isNegated(node: Expr): boolean {
  if (node.op === neg.op) return !isNegated(node.args[0] as Expr)
  if (node.op === mul.op || node.op === div.op) return node.args.filter(isNegated).length % 2 === 1
  return exactOf(node)?.isNegative === true
}

/** b - a rather than -a + b. */
export function positiveFirst(terms: readonly Expr[]): readonly Expr[] {
  const at = terms.findIndex((term) => !isNegated(term))
  return at <= 0 ? terms : [terms[at] as Expr, ...terms.filter((_, k) => k !== at)]
}

export const magnitude = (value: Exact): Exact => (value.isNegative ? value.negate() : value)

/** A power with an exact exponent, square roots by their sign. */
export const raised = (base: Expr, exponent: Exact): Expr =>
  exponent.isOne ? base : exponent.equals(HALF) ? sqrt(base) : pow(base, number(exponent))
