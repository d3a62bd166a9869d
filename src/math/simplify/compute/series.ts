/**
 * Rewriting for computing near zero and far out: where terms cancel, or a quotient has a removable singularity, the power series stands
 * for the expression, as far as the expression itself loses digits.
 */

import { scalarPlan } from '../../evaluate/plan.ts'
import { type Precise, toDouble, ZERO } from '../../evaluate/precise/number.ts'
import { seriesAtZero } from '../../evaluate/precise/series.ts'
import { errorsAt } from '../../evaluate/rounding.ts'
import { evaluate } from '../../evaluate/value.ts'
import { type Expr, nameOf, rewrite, substitute, symbolsOf, topological, withArgs } from '../../expr.ts'
import { mul } from '../../ops/arithmetic.ts'
import { eq, where } from '../../ops/condition.ts'
import { keeping } from '../remembering.ts'
import { isLinear, ofProduct, productsIn } from '../whole/ofProduct.ts'
import { aboutInfinity, aboutZero, areOne, coefficient, FAR, LOST, NEAR, type Replacement } from './powerSeries.ts'

/** Nodes of an expression looked at. */
const MOST = 80
/** Symbols that an expression by a product of them may have. */
const SYMBOLS = 6
/** Relative difference of what a function and its series are at zero. */
const MET = 1e-14

/** Where an expression is replaced: what stands for one of a single symbol there, and where it is seen whether digits are lost. */
interface Place {
  readonly replacements: (node: Expr, x: Expr) => readonly Replacement[]
  readonly probes: readonly number[]
  /** Whether parts of several symbols are looked at although the whole loses no digits; what has been replaced elsewhere must not be, again. */
  readonly isInAll: boolean
  /** What stands for parts of several symbols, which are in all forms of a value and in derivatives by several names: it depends on them alone. */
  readonly kept: (node: Expr, find: () => Expr | undefined) => Expr | undefined
}
const AT_ZERO: Place = {
  replacements: (node, x) => [aboutZero(node, x)].filter((one) => one !== undefined),
  probes: NEAR,
  isInAll: true,
  kept: keeping(),
}
const AT_INFINITY: Place = { replacements: aboutInfinity, probes: FAR, isInAll: false, kept: keeping() }

/** The expression with what cancels near zero of a symbol, and far out, replaced there. */
export const withSeries = (expr: Expr): Expr => replacedAt(AT_INFINITY, replacedAt(AT_ZERO, expr))

function replacedAt(place: Place, expr: Expr): Expr {
  if (expr.rank > 0 || topological([expr]).length > MOST) return expr
  const seen = new Set<Expr>()
  const replaced = new Map<Expr, Expr>()
  const isLost = lossesAt(place, expr)
  // The largest parts of a single symbol, from the outside in.
  const stack = [expr]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node) || node.args.length === 0) continue
    seen.add(node)
    const symbols = symbolsOf(node)
    const isLostAnywhere = (): boolean => isLost !== undefined && symbols.some((x) => isLost(node, x))
    if (!place.isInAll && !isLostAnywhere()) continue
    const [only] = symbols
    const after =
      symbols.length === 1 && only !== undefined && only.rank === 0
        ? ofOne(place, node, only)
        : isLost && place.kept(node, () => ofSeveral(place, node, symbols, isLost))
    if (after !== undefined) replaced.set(node, after)
    else if (symbols.length > 1 || isLostAnywhere()) stack.push(...node.args)
  }
  if (replaced.size === 0) return expr
  return rewrite([expr], (node, args) => replaced.get(node) ?? (args.length === 0 ? node : withArgs(node, args)))[0] as Expr
}

/** An expression of a single symbol. */
function ofOne({ replacements }: Place, node: Expr, x: Expr): Expr | undefined {
  const found = replacements(node, x)
  return found.length === 0 ? undefined : found.reduce((rest, { condition, polynomial }) => where(condition, polynomial, rest), node)
}

/**
 * Whether a part of an expression loses digits at the place of a symbol, the others being one. All parts are looked at together, at each
 * probe when it is first asked for. Undefined where it cannot be seen.
 */
function lossesAt({ probes, isInAll }: Place, expr: Expr): ((node: Expr, x: Expr) => boolean) | undefined {
  const symbols = symbolsOf(expr)
  const order = symbols.length <= SYMBOLS ? scalarPlan(expr) : undefined
  if (order === undefined) return undefined
  const found = new Map<Expr, Map<number, Float64Array>>()
  const errorsNear = (x: Expr, value: number): Float64Array => {
    const near = found.get(x) ?? new Map<number, Float64Array>()
    found.set(x, near)
    const errors = near.get(value) ?? errorsAt(order, Object.fromEntries(symbols.map((other) => [nameOf(other), other === x ? value : 1])))
    near.set(value, errors)
    return errors
  }
  return (node, x) => {
    const place = order.places.get(node)
    // A row that is computed by its meaning is not among them; its parts are.
    if (place === undefined || order.nodes[place] !== node) return !isInAll
    const isLostNear = (value: number): boolean => (errorsNear(x, value)[place] as number) > LOST
    // Far out each side has its own series.
    return probes.some((distance) => (isInAll ? isLostNear(distance) && isLostNear(-distance) : isLostNear(distance) || isLostNear(-distance)))
  }
}

/** An expression of several symbols that is one of a product of them, which goes there with one of them. */
function ofSeveral(place: Place, node: Expr, symbols: readonly Expr[], isLost: (node: Expr, x: Expr) => boolean): Expr | undefined {
  if (symbols.length < 2 || symbols.length > SYMBOLS || symbols.some(({ rank }) => rank > 0)) return undefined
  const lost = symbols.filter((x) => isLost(node, x))
  if (lost.length === 0) return undefined
  const products = productsIn(node)
  const forms = lost.flatMap((x) => (products.some((own) => isLinear(own, x)) ? (ofProduct(node, x, products) ?? []) : []))
  // k² g(kx) has a value where x is zero, x⁻² g(kx) has none.
  const form = forms.find(({ isWhole }) => isWhole) ?? forms[0]
  if (form === undefined) return undefined
  const { product, scale, inner, of } = form
  const inWhole = (part: Expr): Expr => substitute(part, new Map([[of, product]]))
  const found = place.replacements(inner, of)
  if (found.length === 0) return undefined
  return found.reduce((rest, { condition, polynomial }) => where(inWhole(condition), mul(scale, inWhole(polynomial)), rest), node)
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
  if (limit === undefined || before === undefined || !Number.isFinite(toDouble(limit)) || Math.abs(toDouble(before) - own) > MET * Math.abs(own))
    return derivative
  return where(eq(x, 0), coefficient(limit), derivative)
}

/** What an expression of one symbol comes to at zero, from both sides and without a kink. */
function limitAtZero(expr: Expr): Precise | undefined {
  const [right, left] = [seriesAtZero(expr, 1), seriesAtZero(expr, -1)]
  if (right === undefined || left === undefined || right.from < 0 || !areOne(right, left)) return undefined
  return right.from === 0 ? (right.terms[0] ?? ZERO) : ZERO
}
