/**
 * Rewriting for computing far out: where powers, or exponentials, overflow above and below the bar at once, the largest one is taken out of
 * each sum, so that what is computed is what is left of it.
 */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, isNumber, isSymbol, number, type Operation, rewrite, substitute, symbol, withArgs } from '../../expr.ts'
import { sigmoid } from '../../ops/activation.ts'
import { add, div, exp, e as naturalBase, pow, sub } from '../../ops/arithmetic.ts'
import { abs, gt, lt, where } from '../../ops/condition.ts'
import { cosh, sinh, tanh } from '../../ops/hyperbolic.ts'
import { SCALAR } from '../../shape.ts'
import { withRules } from '../call.ts'
import { canonicalize, canonicalOf, walk } from '../canonical.ts'
import { startCall } from '../memo.ts'
import { present } from '../present.ts'
import { absolute, baseOf, factorsOf, Product, powerOf } from '../product.ts'
import { simplify } from '../simplify.ts'
import { ADD, coefficientOf, ONE, restOf, Sum, scale, ZERO } from '../sum.ts'

/** What grows: base^(k·exponent), or base^k where there is no exponent; k is its degree. */
interface Growing {
  readonly base: Expr
  readonly exponent: Expr | undefined
}

const PLAIN = { sum: (node: Expr): Expr => node, product: (node: Expr): Expr => node }

/** The same value by what is left far out on either side; undefined where nothing grows in a sum. */
export function farOut(expr: Expr): Expr | undefined {
  const rational = inExponential(expr)
  startCall()
  return withRules(undefined, () => {
    canonicalize(walk([rational]), PLAIN)
    const whole = canonicalOf(rational)
    const growing = growingIn(whole)
    if (growing === undefined) return undefined
    const [up, down] = [1, -1].map((side) => present(takenOut(whole, growing, side as 1 | -1))) as [Expr, Expr]
    const { base, exponent } = growing
    if (exponent === undefined) return where(gt(abs(base), 1), up, down)
    return where((exactOf(base)?.value ?? Math.E) > 1 ? gt(exponent, 0) : lt(exponent, 0), up, down)
  })
}

/** Stands for an exponential: no text has this name. */
const STANDING = symbol('e^', SCALAR, { positive: true })

/** What sigmoids and hyperbolic functions of w are in u = e^w. */
const RATIONAL: ReadonlyMap<Operation, (u: Expr) => Expr> = new Map([
  [exp.op, (u: Expr) => u],
  [sigmoid.op, (u: Expr) => div(u, add(1, u))],
  [tanh.op, (u: Expr) => div(sub(pow(u, 2), 1), add(pow(u, 2), 1))],
  [sinh.op, (u: Expr) => div(sub(u, div(1, u)), 2)],
  [cosh.op, (u: Expr) => div(add(u, div(1, u)), 2)],
])

/** The exponentials of one argument brought together: a quotient in one of them. */
function inExponential(expr: Expr): Expr {
  startCall()
  const nodes = walk([expr])
  canonicalize(nodes, PLAIN)
  const arguments_ = nodes.flatMap((node) => (RATIONAL.has(node.op) ? [canonicalOf(node.args[0] as Expr)] : []))
  const w = arguments_.map(restOf).find((rest) => rest !== undefined && rest.op !== ADD)
  if (w === undefined) return expr
  const degrees = new Map(nodes.map((node) => [node, RATIONAL.has(node.op) ? coefficientOf(canonicalOf(node.args[0] as Expr)) : ZERO]))
  const own = new Set(nodes.filter((node) => RATIONAL.has(node.op) && restOf(canonicalOf(node.args[0] as Expr)) === w))
  const [inOne] = rewrite([expr], (node, args) => {
    if (own.has(node)) return (RATIONAL.get(node.op) as (u: Expr) => Expr)(pow(STANDING, number(degrees.get(node) as Exact)))
    return args.length === 0 ? node : withArgs(node, args)
  }) as [Expr]
  return substitute(simplify(inOne), new Map([[STANDING, exp(w)]]))
}

/** The terms of a canonical node. */
const termsOf = (node: Expr): readonly Expr[] => (restOf(node)?.op === ADD ? (restOf(node) as Expr).args : [node])

/** What the terms of a sum among the factors grow by: exponentials before powers. */
function growingIn(whole: Expr): Growing | undefined {
  let power: Growing | undefined
  for (const term of termsOf(whole))
    for (const factor of factorsOf(term)) {
      const sum = baseOf(factor)
      if (sum.op !== ADD) continue
      for (const inner of sum.args.flatMap(factorsOf)) {
        const [base, exponent] = [baseOf(inner), powerOf(inner)]
        const rest = exponent instanceof Exact ? undefined : restOf(exponent)
        if (rest !== undefined && rest.op !== ADD && (base === naturalBase || isNumber(base))) return { base, exponent: rest }
        if (exponent instanceof Exact && isSymbol(base)) power ??= { base, exponent: undefined }
      }
    }
  return power
}

function degreeOf(factor: Expr, { base, exponent }: Growing): Exact {
  const power = powerOf(factor)
  if (baseOf(factor) !== base) return ZERO
  if (power instanceof Exact) return exponent === undefined ? power : ZERO
  return exponent !== undefined && restOf(power) === exponent ? coefficientOf(power) : ZERO
}

/** A canonical node but for the power of what grows that its largest term has on one side. */
interface Leading {
  readonly left: Expr
  readonly degree: Exact
}

function grown(node: Expr, { base, exponent }: Growing, degree: Exact): Expr {
  if (degree.isZero) return node
  const product = new Product().multiply(node)
  return (exponent === undefined ? product.multiply(base, degree) : product.multiply(base, scale(degree, exponent))).build()
}

/** What is known of nodes: sums that are used by many others are looked at once. */
type Known = Map<Expr, Leading>

function leading(node: Expr, growing: Growing, side: 1 | -1, known: Known): Leading {
  const found = known.get(node) ?? leadingOf(node, growing, side, known)
  known.set(node, found)
  return found
}

function leadingOf(node: Expr, growing: Growing, side: 1 | -1, known: Known): Leading {
  if (restOf(node)?.op === ADD) {
    const parts = termsOf(node).map((term) => leading(term, growing, side, known))
    const degree = parts.map((part) => part.degree).reduce((best, one) => (one.compare(best) * side > 0 ? one : best))
    const sum = new Sum()
    for (const part of parts) sum.add(ONE, grown(part.left, growing, part.degree.subtract(degree)))
    return { left: scale(coefficientOf(node), sum.build()), degree }
  }
  const product = new Product().multiply(number(coefficientOf(node)))
  let degree = ZERO
  for (const factor of factorsOf(node)) {
    const own = degreeOf(factor, growing)
    degree = degree.add(own)
    if (!own.isZero) continue
    const power = powerOf(factor)
    const inner = baseOf(factor).op === ADD && power instanceof Exact ? leading(baseOf(factor), growing, side, known) : undefined
    const most = inner?.degree ?? ZERO
    // The root of x² is |x|; that of x is left alone.
    const rooted = power instanceof Exact && !power.isInteger && growing.exponent === undefined
    if (inner === undefined || (rooted && (most.asInteger ?? 1) % 2 !== 0)) product.multiply(factor)
    else {
      product.multiply(inner.left, power)
      if (rooted) product.multiply(absolute(growing.base), most.multiply(power))
      else degree = degree.add(most.multiply(power as Exact))
    }
  }
  return { left: product.build(), degree }
}

/** A sum of products of sums, each of which has its largest term out on one side. */
function takenOut(whole: Expr, growing: Growing, side: 1 | -1): Expr {
  const result = new Sum()
  const known: Known = new Map()
  for (const term of termsOf(whole)) {
    const { left, degree } = leading(term, growing, side, known)
    result.add(ONE, grown(left, growing, degree))
  }
  return restOf(whole)?.op === ADD ? scale(coefficientOf(whole), result.build()) : result.build()
}
