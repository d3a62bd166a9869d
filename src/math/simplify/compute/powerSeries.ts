/**
 * Power series of an expression of one symbol as polynomials that stand for it in code, where it loses digits: about zero in the symbol,
 * about infinity in its reciprocal or that of its root.
 */
import { type Plan, scalarPlan } from '../../evaluate/plan.ts'
import { type Precise, toDouble } from '../../evaluate/precise/number.ts'
import { type Series, seriesAtZero } from '../../evaluate/precise/series.ts'
import { lostAt } from '../../evaluate/rounding.ts'
import { evaluate } from '../../evaluate/value.ts'
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, isNumber, nameOf, number, substitute, topological } from '../../expr.ts'
import { add, div, mul, neg, pow } from '../../ops/arithmetic.ts'
import { abs, gt, lt, where } from '../../ops/condition.ts'

/** What stands for an expression where the condition holds. */
export interface Replacement {
  readonly condition: Expr
  readonly polynomial: Expr
}

/** Nodes that an expression has at least. */
const FEWEST = 3
/** Where it is first seen whether digits are lost, and the relative error that says so. */
export const NEAR = [2 ** -26, 2 ** -13]
export const FAR = [2 ** 26, 2 ** 13]
export const LOST = 1e-13
/** Terms of a polynomial, the distances to which it may reach, and relative errors: of its tail, wished for and borne of what it stands for from there on. */
const TERMS = 16
const REACHES = [2 ** -6, 2 ** -5, 2 ** -4, 0.1, 0.15, 0.25, 0.35, 0.5, 0.7, 1]
/** The same of reciprocals: those of whole numbers. */
const NEARNESSES = [2 ** -6, 2 ** -5, 2 ** -4, 0.1, 0.125, 0.2, 0.25, 0.5, 1]
const TAIL = 2 ** -54
const WISHED = 1e-14
const BORNE = 1e-10

/** What stands for the expression near zero of its symbol. */
export function aboutZero(node: Expr, x: Expr): Replacement | undefined {
  const order = planOf(node)
  if (order === undefined || !NEAR.some((at) => lost(order, x, at) > LOST && lost(order, x, -at) > LOST)) return undefined
  const right = seriesAtZero(node, 1)
  if (right === undefined || right.from < 0) return undefined
  const on = (series: Series, argument: Expr, sides: readonly (1 | -1)[]): { readonly reach: number; readonly polynomial: Expr } | undefined => {
    const errorAt = (reach: number): number => Math.max(...sides.map((side) => lost(order, x, side * reach)))
    const places = (reach: number): readonly number[] => sides.map((side) => side * reach)
    return reaching(node, x, series, (k) => pow(argument, k), REACHES, errorAt, places)
  }
  const near = ({ reach, polynomial }: { readonly reach: number; readonly polynomial: Expr }): Replacement => ({
    condition: lt(abs(x), reach),
    polynomial,
  })
  const left = order.nodes.every(isAnalytic) ? right : seriesAtZero(node, -1)
  if (left === undefined) return undefined
  // A function with a kink may be one of |x|: arccos(cos x).
  const argument = left === right || areOne(right, left) ? x : areAlike(right, left) ? abs(x) : undefined
  if (argument !== undefined) {
    const whole = on(right, argument, [1, -1])
    return whole && near(whole)
  }
  // Or two functions, as ELU is.
  if (left.from < 0) return undefined
  const [above, below] = [on(right, x, [1]), on(left, neg(x), [-1])]
  if (above === undefined || below === undefined) return undefined
  return near({ reach: Math.min(above.reach, below.reach), polynomial: where(gt(x, 0), above.polynomial, below.polynomial) })
}

/** What stands for the expression far out, on the side or on the sides on which it loses digits. */
export function aboutInfinity(node: Expr, x: Expr): readonly Replacement[] {
  const order = planOf(node)
  if (order === undefined) return []
  const [right, left] = ([1, -1] as const).map((side) =>
    FAR.some((at) => lost(order, x, side * at) > LOST) ? seriesAtZero(substitute(node, new Map([[x, div(1, x)]])), side) : undefined,
  )
  // Even powers of -x and |x| are those of x.
  const powers =
    (base: Expr) =>
    (k: number): Expr => {
      const own = k % 2 === 0 ? x : base
      return k < 0 ? pow(own, -k) : pow(div(1, own), k)
    }
  const from = (series: Series, base: Expr, sides: readonly (1 | -1)[]): Replacement[] => {
    const errorAt = (reach: number): number => Math.max(...sides.map((side) => lost(order, x, side / reach)))
    const { reach, polynomial } = reaching(node, x, series, powers(base), NEARNESSES, errorAt, (at) => sides.map((side) => side / at)) ?? {}
    if (reach === undefined || polynomial === undefined) return []
    const bound = Math.round(1 / reach)
    return [{ condition: sides.length > 1 ? gt(abs(x), bound) : sides[0] === 1 ? gt(x, bound) : lt(x, -bound), polynomial }]
  }
  if (right !== undefined && left !== undefined) {
    if (areOne(right, left)) return from(right, x, [1, -1])
    if (areAlike(right, left)) return from(right, abs(x), [1, -1])
  }
  const both = [...(right === undefined ? [] : from(right, x, [1])), ...(left === undefined ? [] : from(left, neg(x), [-1]))]
  return both.length > 0 ? both : byRoot(node, x, order)
}

/** √(x + 1) - √x is a series in 1/√x. */
function byRoot(node: Expr, x: Expr, order: Plan): readonly Replacement[] {
  if (!FAR.some((at) => lost(order, x, at) > LOST && Number.isFinite(lost(order, x, at)))) return []
  const series = seriesAtZero(substitute(node, new Map([[x, pow(x, -2)]])), 1)
  if (series === undefined) return []
  const power = (k: number): Expr => pow(x, number(Exact.ratio(-k, 2)))
  const errorAt = (reach: number): number => lost(order, x, reach ** -2)
  const { reach, polynomial } = reaching(node, x, series, power, NEARNESSES, errorAt, (at) => [at ** -2]) ?? {}
  return reach === undefined || polynomial === undefined ? [] : [{ condition: gt(x, Math.round(reach ** -2)), polynomial }]
}

const planOf = (node: Expr): Plan | undefined => (topological([node]).length < FEWEST ? undefined : scalarPlan(node))

/** How far a polynomial stands for an expression that has these errors there. */
function reaching(
  node: Expr,
  x: Expr,
  { from, terms }: Series,
  power: (k: number) => Expr,
  reaches: readonly number[],
  errorAt: (reach: number) => number,
  places: (reach: number) => readonly number[],
): { readonly reach: number; readonly polynomial: Expr } | undefined {
  if (terms.length === 0) return undefined
  const sizes = terms.map(toDouble)
  let best: { reach: number; count: number; error: number } | undefined
  for (const reach of reaches) {
    const count = termsNeeded(sizes, reach)
    if (count === undefined || sizes.slice(0, count).filter((term) => term !== 0).length > TERMS) break
    const error = errorAt(reach)
    if (best === undefined || error < best.error) best = { reach, count, error }
    if (error <= WISHED) break
  }
  if (best === undefined || !(best.error <= BORNE)) return undefined
  // Beyond doubles, as the e^(10^13) of a sum far out, nothing is computed.
  if (terms.slice(0, best.count).some(isBeyondDoubles)) return undefined
  const polynomial = polynomialOf(power, from, terms.slice(0, best.count))
  // What the series says must be what the expression says where both can be computed.
  const borne = 2 * best.error + LOST
  for (const at of places(best.reach)) {
    const [said, meant] = [polynomial, node].map((one) => evaluate(one, { [nameOf(x) as string]: at })) as [number, number]
    if (!(Math.abs(said - meant) <= borne * Math.abs(meant))) return undefined
  }
  return { reach: best.reach, polynomial }
}

const lost = (order: Plan, x: Expr, at: number): number => lostAt(order, { [nameOf(x) as string]: at })

/** Whether what an operation has for a series on one side of zero is its series on the other side too, if that of its arguments is. */
function isAnalytic(node: Expr): boolean {
  const { op, args } = node
  if (op === pow.op) return args[1] !== undefined && isNumber(args[1]) && exactOf(args[1])?.asInteger !== undefined
  if (BREAKING.has(op.name)) return false
  // Softsign and ELU are smooth to the eye, and made of two functions.
  return op.meaning === undefined || topological([op.meaning(node)]).every((part) => !BREAKING.has(part.op.name))
}
const BREAKING: ReadonlySet<string> = new Set('sqrt asin acos acosh abs sign maximum minimum where lt le gt ge eq ne'.split(' '))

/** Whether the series from both sides belong to one function without a break. */
export const areOne = (right: Series, left: Series): boolean => areRelated(right, left, (k) => ((right.from + k) % 2 === 0 ? 1 : -1))

/** Whether both sides are alike. */
const areAlike = (right: Series, left: Series): boolean => areRelated(right, left, () => 1)

function areRelated(right: Series, left: Series, parity: (k: number) => number): boolean {
  if (right.from !== left.from) return false
  const [first, second] = [right, left].map(({ terms }) => terms.map(toDouble)) as [number[], number[]]
  return first.every((term, k) => Math.abs(term - parity(k) * (second[k] ?? 0)) <= 1e-14 * Math.abs(term) || k >= second.length)
}

const isBeyondDoubles = (term: Precise): boolean => term.m !== 0n && (toDouble(term) === 0 || !Number.isFinite(toDouble(term)))

/** How many terms give the value at x to the last digit. */
function termsNeeded(terms: readonly number[], x: number): number | undefined {
  const sizes = terms.map((term, k) => Math.abs(term) * x ** k)
  const whole = sizes[0] as number
  // The last terms known must have fallen well below: what follows them is as small.
  let count = sizes.length
  while (count > 1 && (sizes[count - 1] as number) <= TAIL * whole) count--
  return count > sizes.length - 4 ? undefined : count
}

/** t^from·(c₀ + c₁t + …) by Horner's rule, from the powers of t. */
function polynomialOf(power: (k: number) => Expr, from: number, terms: readonly Precise[]): Expr {
  const present = terms.flatMap((term, k) => (term.m === 0n ? [] : [k]))
  let result: Expr = number(0)
  present.reduceRight((above, k) => {
    const c = coefficient(terms[k] as Precise)
    result = above === k ? c : add(c, mul(power(above - k), result))
    return k
  }, present.at(-1) as number)
  return mul(power(from), result)
}

/** Denominators that are looked for, and bits by which a fraction must be met. */
const DENOMINATORS = 1n << 50n
const MET = 200n

/** A fraction where the number is one, the nearest double otherwise. */
export function coefficient(value: Precise): Expr {
  const { m, e } = value
  if (m === 0n) return number(0)
  let [n, d] = e >= 0 ? [m << BigInt(e), 1n] : [m, 1n << BigInt(-e)]
  const whole = [n, d] as const
  // Convergents of the continued fraction.
  let [p, q, before, below] = [1n, 0n, 0n, 1n]
  while (d !== 0n) {
    const part = n / d
    ;[n, d] = [d, n - part * d]
    ;[p, before] = [part * p + before, p]
    ;[q, below] = [part * q + below, q]
    if (q > DENOMINATORS || -q > DENOMINATORS) return number(toDouble(value))
    const off = whole[0] * q - whole[1] * p
    if ((off < 0n ? -off : off) << MET <= whole[1]) return number(Exact.ratio(p, q))
  }
  return number(toDouble(value))
}
