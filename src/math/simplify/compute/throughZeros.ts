/**
 * Derivatives that are written by a quotient and have a value where that has none: prod(x)/x where a component is zero, det(X) X⁻ᵀ of a
 * singular matrix, k x^(k - 1) at x = 0 for exponents that run from zero.
 */
import { type Expr, exactOf, make, rewrite, someNode, symbolsOf, withArgs } from '../../expr.ts'
import { div, mul, neg, pow } from '../../ops/arithmetic.ts'
import { reshape, reshapePayload } from '../../ops/arrange.ts'
import { cofactor, det, inverse, matmul, transpose } from '../../ops/linear.ts'
import { productOfAll, productOfOthers } from '../../ops/others.ts'
import { powerTerm } from '../../ops/powers.ts'
import { axesPayload, product, reducesAll, sum } from '../../ops/reduction.ts'
import { shapeOf, sizeOf } from '../../shape.ts'

/** What a product consists of, above and below the bar. */
interface Parts {
  readonly above: Expr[]
  readonly below: Expr[]
}

function partsOf(node: Expr, parts: Parts = { above: [], below: [] }, isAbove = true): Parts {
  if (node.op === mul.op) for (const arg of node.args) partsOf(arg, parts, isAbove)
  else if (node.op === div.op) {
    partsOf(node.args[0] as Expr, parts, isAbove)
    partsOf(node.args[1] as Expr, parts, !isAbove)
  } else if (node.op === neg.op) {
    parts.above.push(neg(1))
    partsOf(node.args[0] as Expr, parts, isAbove)
  } else if (node.op === powerTerm.op && isAbove) {
    // What was found inside of a larger product is one with it.
    const [c, x, e] = node.args as [Expr, Expr, Expr]
    partsOf(c, parts)
    parts.above.push(make(pow.op, [x, e]))
  } else (isAbove ? parts.above : parts.below).push(node)
  return parts
}

const productOf = ({ above, below }: Parts): Expr => {
  const whole = above.length === 0 ? mul() : mul(...above)
  return below.length === 0 ? whole : div(whole, mul(...below))
}

const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, k) => k !== at)

/** prod(x)/x as the products of the others. */
function products({ above, below }: Parts): Parts | undefined {
  for (const [k, factor] of above.entries()) {
    if (factor.op !== product.op || factor.rank > 0 || !reducesAll(factor)) continue
    const x = factor.args[0] as Expr
    const at = below.indexOf(x)
    if (at < 0 || x.rank === 0) continue
    const others = productOfOthers(flat(x))
    return { above: [...without(above, k), x.rank === 1 ? others : reshape.with(reshapePayload(x.shape), others)], below: without(below, at) }
  }
  return undefined
}

/** A vector of all components. */
const flat = (x: Expr): Expr => (x.rank === 1 ? x : reshape.with(reshapePayload(shapeOf([sizeOf(x.shape)])), x))

const isOfAll = (node: Expr): boolean => node.op === product.op && node.rank === 0 && reducesAll(node) && (node.args[0] as Expr).rank > 0

/** The expression with products that are differentiated without dividing by their factors; undefined where there are none. */
export function withoutDividing(expr: Expr): Expr | undefined {
  if (!someNode(expr, isOfAll)) return undefined
  return rewrite([expr], (node, args) => {
    const same = args.length === 0 ? node : withArgs(node, args)
    return isOfAll(same) ? productOfAll(flat(same.args[0] as Expr)) : same
  })[0] as Expr
}

/** A part with the inverse of `a` in it, in sums and products of matrices, replaced by the adjugate; undefined where there is none. */
function withAdjugate(node: Expr, a: Expr, depth = 0): Expr | undefined {
  if (node.op === inverse.op && node.args[0] === a) return transpose(cofactor(a))
  if (depth > 6) return undefined
  if (node.op === transpose.op && node.payload === undefined) {
    const inner = node.args[0] as Expr
    if (inner.op === inverse.op && inner.args[0] === a) return cofactor(a)
    const after = withAdjugate(inner, a, depth + 1)
    return after && transpose(after)
  }
  if (node.op !== matmul.op) return undefined
  for (const [k, arg] of node.args.entries()) {
    const after = withAdjugate(arg, a, depth + 1)
    if (after !== undefined) return withArgs(node, [...node.args.slice(0, k), after, ...node.args.slice(k + 1)])
  }
  return undefined
}

/** det(A), or a power of it, beside A⁻¹. */
function determinants({ above, below }: Parts): Parts | undefined {
  for (const [k, factor] of above.entries()) {
    const power = factor.op === pow.op ? exactOf(factor.args[1] as Expr)?.asInteger : 1
    const base = factor.op === pow.op ? (factor.args[0] as Expr) : factor
    if (base.op !== det.op || base.rank > 0 || power === undefined || power < 1) continue
    for (const [j, other] of above.entries()) {
      const after = j === k ? undefined : withAdjugate(other, base.args[0] as Expr)
      if (after === undefined) continue
      const rest = above.flatMap((each, i) => (i === j ? [after] : i === k ? (power === 1 ? [] : [pow(base, power - 1)]) : [each]))
      return { above: rest, below }
    }
  }
  return undefined
}

/** Numbers of the components' places, as 0, 1, 2, ... n. */
const isPlaces = (node: Expr): boolean => node.rank > 0 && symbolsOf(node).length === 0

/** c x^e with exponents that run over the components' places, of which some are below zero where c is zero. */
function terms({ above, below }: Parts): Parts | undefined {
  const at = above.findIndex(({ op, args }) => op === pow.op && isPlaces(args[1] as Expr))
  // Few products have such a power: what all others are made of is not looked through.
  if (at < 0) return undefined
  const coefficients = above.filter((factor, k) => k !== at && isPlaces(factor))
  if (coefficients.length === 0) return undefined
  const [x, exponent] = (above[at] as Expr).args as [Expr, Expr]
  const rest = above.filter((factor, k) => k !== at && !coefficients.includes(factor))
  return { above: [...rest, powerTerm(mul(...coefficients), x, exponent)], below }
}

/** The expression with such parts by rows that have values everywhere. */
export function throughZeros(expr: Expr): Expr {
  if (!someNode(expr, ({ op, rank }) => op === matmul.op || rank > 0)) return expr
  return rewrite([expr], (node, args) => {
    const same = args.length === 0 ? node : withArgs(node, args)
    if ((same.op === mul.op || same.op === div.op) && same.rank > 0) {
      const parts = partsOf(same)
      // Of one product there may be several.
      const after = products(parts) ?? determinants(parts)
      if (after !== undefined) return throughZeros(productOf(after))
      const series = terms(parts)
      return series === undefined ? same : productOf(series)
    }
    // An inner product is one summed.
    if (same.op === matmul.op && same.rank === 0) {
      const parts = partsOf(same.args[1] as Expr, partsOf(same.args[0] as Expr))
      const after = terms(parts)
      return after === undefined ? same : sum.with(axesPayload([0]), productOf(after))
    }
    return same
  })[0] as Expr
}
