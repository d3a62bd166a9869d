/**
 * Rewriting for computing near zero: where terms cancel, or a quotient has a removable singularity, the power series stands for
 * the expression, as far out as the expression itself loses digits.
 */

import { type Plan, scalarPlan } from '../evaluate/plan.ts'
import { type Precise, toDouble, ZERO } from '../evaluate/precise/number.ts'
import { type Series, seriesAtZero } from '../evaluate/precise/series.ts'
import { lostAll, lostAt } from '../evaluate/rounding.ts'
import { evaluate } from '../evaluate/value.ts'
import { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber, nameOf, number, rewrite, substitute, symbolsOf, topological, withArgs } from '../expr.ts'
import { add, mul, pow } from '../ops/arithmetic.ts'
import { abs, eq, lt, where } from '../ops/condition.ts'
import { type OfProduct, ofProduct } from './ofProduct.ts'

/** Nodes of an expression looked at. */
const [FEWEST, MOST] = [3, 80]
/** Symbols that an expression by a product of them may have. */
const SYMBOLS = 6
/** Where it is first seen whether digits are lost, and the relative error that says so. */
const NEAR = [2 ** -26, 2 ** -13]
const LOST = 1e-13
/** Terms of a polynomial, the distances to which it may reach, and relative errors: of its tail, wished for and borne of what it stands for from there on. */
const TERMS = 16
const REACHES = [2 ** -6, 2 ** -5, 2 ** -4, 0.1, 0.15, 0.25, 0.35, 0.5, 0.7, 1]
const TAIL = 2 ** -54
const WISHED = 1e-14
const BORNE = 1e-10

/** The expression with what cancels near zero of a symbol replaced there. */
export function nearZero(expr: Expr): Expr {
  if (expr.rank > 0 || topological([expr]).length > MOST) return expr
  const known = new Map<Expr, Expr | undefined>()
  const replaced = new Map<Expr, Expr>()
  const losses = new Losses(expr)
  // The largest parts of a single symbol, from the outside in.
  const stack = [expr]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (known.has(node) || node.args.length === 0) continue
    known.set(node, undefined)
    const symbols = symbolsOf(node)
    const [only] = symbols
    const after = symbols.length === 1 && only !== undefined && only.rank === 0 ? ofOne(node, only) : ofSeveral(node, symbols, losses)
    if (after !== undefined) replaced.set(node, after)
    else if (symbols.length > 1) stack.push(...node.args)
  }
  if (replaced.size === 0) return expr
  return rewrite([expr], (node, args) => replaced.get(node) ?? (args.length === 0 ? node : withArgs(node, args)))[0] as Expr
}

/** Whether digits are lost near zero of one symbol, where all others are 1: by one pass for all parts of an expression of scalars. */
class Losses {
  private readonly whole: Plan | undefined
  private readonly symbols: readonly Expr[]
  private readonly known = new Map<string, (place: number) => number>()

  constructor(expr: Expr) {
    this.whole = scalarPlan(expr)
    this.symbols = symbolsOf(expr)
  }

  /** Of a part; undefined where it is not of scalars alone. */
  of(node: Expr): ((x: Expr, near: number) => boolean) | undefined {
    const place = this.whole?.places.get(node)
    if (place !== undefined) return (x, near) => this.wholeAt(x, near)(place) > LOST
    const order = scalarPlan(node)
    return order && ((x, near) => lostAt(order, this.at(x, near)) > LOST)
  }

  private at(x: Expr, near: number): Record<string, number> {
    return Object.fromEntries(this.symbols.map((other) => [nameOf(other) as string, other === x ? near : 1]))
  }

  private wholeAt(x: Expr, near: number): (place: number) => number {
    const key = `${nameOf(x)} ${near}`
    let found = this.known.get(key)
    if (found === undefined) {
      found = lostAll(this.whole as Plan, this.at(x, near))
      this.known.set(key, found)
    }
    return found
  }
}

/** An expression of a single symbol. */
function ofOne(node: Expr, x: Expr): Expr | undefined {
  const { reach, polynomial } = replacement(node, x) ?? {}
  return reach === undefined || polynomial === undefined ? undefined : where(lt(abs(x), reach), polynomial, node)
}

/** An expression of several symbols that is one of a product of them, which goes to zero with one of them. */
function ofSeveral(node: Expr, symbols: readonly Expr[], losses: Losses): Expr | undefined {
  if (symbols.length < 2 || symbols.length > SYMBOLS || symbols.some(({ rank }) => rank > 0)) return undefined
  const isLost = losses.of(node)
  if (isLost === undefined) return undefined
  const forms: OfProduct[] = []
  for (const x of symbols) {
    const form = NEAR.some((near) => isLost(x, near) && isLost(x, -near)) ? ofProduct(node, x) : undefined
    if (form !== undefined) forms.push(form)
    if (form?.isWhole === true) break
  }
  // k² g(kx) has a value where x is zero, x⁻² g(kx) has none.
  const { product, scale, inner, of } = forms.find(({ isWhole }) => isWhole) ?? forms[0] ?? {}
  if (product === undefined || scale === undefined || inner === undefined || of === undefined) return undefined
  const { reach, polynomial } = replacement(inner, of) ?? {}
  if (reach === undefined || polynomial === undefined) return undefined
  return where(lt(abs(product), reach), mul(scale, substitute(polynomial, new Map([[of, product]]))), node)
}

/** How far out a polynomial stands for an expression of a single symbol that loses digits there. */
function replacement(node: Expr, x: Expr): { readonly reach: number; readonly polynomial: Expr } | undefined {
  const nodes = topological([node])
  if (nodes.length < FEWEST) return undefined
  const order = scalarPlan(node)
  if (order === undefined || !NEAR.some((at) => lost(order, x, at) > LOST && lost(order, x, -at) > LOST)) return undefined
  const right = seriesAtZero(node, 1)
  if (right === undefined || right.from < 0 || right.terms.length === 0) return undefined
  if (!nodes.every(isAnalytic)) {
    const left = seriesAtZero(node, -1)
    if (left === undefined || !areOne(right, left)) return undefined
  }
  const terms = right.terms.map(toDouble)
  let best: { reach: number; count: number; error: number } | undefined
  for (const reach of REACHES) {
    const count = termsNeeded(terms, reach)
    if (count === undefined || terms.slice(0, count).filter((term) => term !== 0).length > TERMS) break
    const error = Math.max(lost(order, x, reach), lost(order, x, -reach))
    if (best === undefined || error < best.error) best = { reach, count, error }
    if (error <= WISHED) break
  }
  if (best === undefined || !(best.error <= BORNE)) return undefined
  const polynomial = polynomialOf(x, right.from, right.terms.slice(0, best.count))
  // What the series says must be what the expression says where both can be computed.
  const [said, meant] = [polynomial, node].map((one) => evaluate(one, { [nameOf(x) as string]: best.reach })) as [number, number]
  if (!(Math.abs(said - meant) <= 2 * best.error * Math.abs(meant) + LOST * Math.abs(meant))) return undefined
  return { reach: best.reach, polynomial }
}

/**
 * The derivative of a function that goes through zero of its only symbol without a break, with its value there where its own formula has
 * none: J₀(x) - J₁(x)/x is 1/2.
 */
export function throughZero(derivative: Expr, of: Expr): Expr {
  const [x, ...others] = symbolsOf(derivative)
  if (x === undefined || others.length > 0 || symbolsOf(of).some((other) => other !== x)) return derivative
  const [order, known] = [scalarPlan(derivative), scalarPlan(of)]
  if (order === undefined || known === undefined || order.nodes.length + known.nodes.length > MOST) return derivative
  const origin = { [nameOf(x) as string]: 0 }
  const own = evaluate(of, origin) as number
  if (Number.isFinite(evaluate(derivative, origin)) || !Number.isFinite(own)) return derivative
  const limit = limitAtZero(derivative)
  const before = limitAtZero(of)
  if (limit === undefined || before === undefined || Math.abs(toDouble(before) - own) > WISHED * Math.abs(own)) return derivative
  return where(eq(x, 0), coefficient(limit), derivative)
}

/** What an expression of one symbol comes to at zero, from both sides and without a kink. */
function limitAtZero(expr: Expr): Precise | undefined {
  const [right, left] = [seriesAtZero(expr, 1), seriesAtZero(expr, -1)]
  if (right === undefined || left === undefined || right.from < 0 || !areOne(right, left)) return undefined
  return right.from === 0 ? (right.terms[0] ?? ZERO) : ZERO
}

const lost = (order: Plan, x: Expr, at: number): number => lostAt(order, { [nameOf(x) as string]: at })

/** Whether what an operation has for a series on one side of zero is its series on the other side too, if that of its arguments is. */
const isAnalytic = ({ op, args }: Expr): boolean =>
  op === pow.op ? args[1] !== undefined && isNumber(args[1]) && exactOf(args[1])?.asInteger !== undefined : !BREAKING.has(op.name)
const BREAKING: ReadonlySet<string> = new Set('sqrt abs sign maximum minimum where lt le gt ge eq ne'.split(' '))

/** Whether the series from both sides belong to one function without a pole. */
function areOne(right: Series, left: Series): boolean {
  if (right.from !== left.from) return false
  const parity = (k: number): number => ((right.from + k) % 2 === 0 ? 1 : -1)
  const [first, second] = [right, left].map(({ terms }) => terms.map(toDouble)) as [number[], number[]]
  return first.every((term, k) => Math.abs(term - parity(k) * (second[k] ?? 0)) <= 1e-14 * Math.abs(term) || k >= second.length)
}

/** How many terms give the value at x to the last digit. */
function termsNeeded(terms: readonly number[], x: number): number | undefined {
  const sizes = terms.map((term, k) => Math.abs(term) * x ** k)
  const whole = sizes[0] as number
  // The last terms known must have fallen well below: what follows them is as small.
  let count = sizes.length
  while (count > 1 && (sizes[count - 1] as number) <= TAIL * whole) count--
  return count > sizes.length - 4 ? undefined : count
}

/** x^from·(c₀ + c₁x + …) by Horner's rule. */
function polynomialOf(x: Expr, from: number, terms: readonly Precise[]): Expr {
  const present = terms.flatMap((term, k) => (term.m === 0n ? [] : [k]))
  let result: Expr = number(0)
  present.reduceRight((above, k) => {
    const c = coefficient(terms[k] as Precise)
    result = above === k ? c : add(c, mul(pow(x, above - k), result))
    return k
  }, present.at(-1) as number)
  return mul(pow(x, from), result)
}

/** Denominators that are looked for, and bits by which a fraction must be met. */
const DENOMINATORS = 1n << 50n
const MET = 200n

/** A fraction where the number is one, the nearest double otherwise. */
function coefficient(value: Precise): Expr {
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
