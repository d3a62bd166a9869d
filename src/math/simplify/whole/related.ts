/**
 * Functions with algebraic relations between them: sines and cosines of one angle, a sigmoid and the exponential in it; and
 * others by those, so that a rational function of them can be brought to lowest terms.
 */
import { Exact } from '../../exact.ts'
import { type Expr, isNumber, number, type Operation } from '../../expr.ts'
import { sigmoid } from '../../ops/activation.ts'
import { e as naturalBase } from '../../ops/arithmetic.ts'
import { cosh, coth, csch, sech, sinh, tanh } from '../../ops/hyperbolic.ts'
import { cos, cot, csc, sec, sin, tan } from '../../ops/trigonometric.ts'
import { construct, exponential, HALF } from '../call.ts'
import { baseOf, exponentNode, factorsOf, Product, powerOf, times } from '../product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum, scale } from '../sum.ts'

/** Deeper nodes are left as they are. */
const DEPTH = 8

/** Pairs of functions of one argument: the square of each by that of the other, as [constant, factor]. */
export const RELATED: ReadonlyMap<Operation, { readonly other: Operation; readonly square: readonly [bigint, bigint]; readonly place: 0 | 1 }> =
  new Map([
    [sin.op, { other: cos.op, square: [1n, -1n], place: 0 }],
    [cos.op, { other: sin.op, square: [1n, -1n], place: 1 }],
    [sinh.op, { other: cosh.op, square: [-1n, 1n], place: 0 }],
    [cosh.op, { other: sinh.op, square: [1n, 1n], place: 1 }],
  ])

type Quotients = ReadonlyMap<Operation, readonly [above: Operation | undefined, below: Operation | undefined]>
const BY_SINES: Quotients = new Map([
  [tan.op, [sin.op, cos.op]],
  [cot.op, [cos.op, sin.op]],
  [sec.op, [undefined, cos.op]],
  [csc.op, [undefined, sin.op]],
  [tanh.op, [sinh.op, cosh.op]],
  [coth.op, [cosh.op, sinh.op]],
  [sech.op, [undefined, cosh.op]],
  [csch.op, [undefined, sinh.op]],
])

/** The name of the functions with relations between them that one belongs to. */
export const familyOf = ({ op }: Expr): string | undefined =>
  RELATED.has(op) || BY_SINES.has(op) ? (op.name.endsWith('h') ? 'hyperbolic' : 'trigonometric') : op === sigmoid.op ? 'sigmoid' : undefined

/** Tangents, secants and their like by sines and cosines. */
export const bySines = (node: Expr): Expr => {
  if (!someBase(node, (base) => BY_SINES.has(base.op))) return node
  return replaced(node, (base) => {
    const quotient = BY_SINES.get(base.op)
    if (quotient === undefined) return undefined
    const product = new Product()
    if (quotient[0] !== undefined) product.multiply(construct(quotient[0], base.args))
    if (quotient[1] !== undefined) product.multiply(construct(quotient[1], base.args), MINUS_ONE)
    return product.build()
  })
}

/** e^v = σ(v)/(1 - σ(v)), where σ(v) or σ(-v) is there. */
export function bySigmoids(node: Expr): Expr {
  const sigmoids = new Map<Expr | undefined, Expr>()
  someBase(node, (base) => {
    if (base.op === sigmoid.op) sigmoids.set(restOf(base.args[0] as Expr), base)
    return false
  })
  if (sigmoids.size === 0) return node
  return replaced(node, (base, exponent) => {
    if (base !== naturalBase) return undefined
    const s = sigmoids.get(restOf(exponent))
    if (s === undefined || restOf(exponent)?.op === ADD) return undefined
    const times = coefficientOf(exponent).divide(coefficientOf(s.args[0] as Expr))
    if (!times.isInteger) return undefined
    const complement = new Sum().add(ONE, number(1)).add(MINUS_ONE, s).build()
    return new Product().multiply(s, times).multiply(complement, times.negate()).build()
  })
}

/** Sigmoids by exponentials, σ(v) = 1/(1 + e^(-v)), where they or exponentials are in a sum below a bar. */
export function byExponentials(node: Expr): Expr {
  if (!someBase(node, isSigmoid) || !someBelow(node)) return node
  return replaced(node, (base) => {
    if (!isSigmoid(base)) return undefined
    const sum = new Sum().add(ONE, number(1)).add(ONE, exponential(scale(MINUS_ONE, base.args[0] as Expr)))
    return new Product().multiply(sum.build(), MINUS_ONE).build()
  })
}

/** What f(2u) is by the functions of u: a multiple of the product of two, or a constant and a multiple of the square of one. */
const OF_DOUBLES: ReadonlyMap<Operation, readonly [constant: number, factor: number, first: Operation, second: Operation]> = new Map([
  [sin.op, [0, 2, sin.op, cos.op]],
  [cos.op, [-1, 2, cos.op, cos.op]],
  [sinh.op, [0, 2, sinh.op, cosh.op]],
  [cosh.op, [-1, 2, cosh.op, cosh.op]],
])

/** Functions of double angles by those of the angles, where there are some of these. */
export function byHalves(node: Expr): Expr {
  const angles = new Set<Expr>()
  let doubled = false
  const halfOf = (base: Expr): Expr => scale(HALF, base.args[0] as Expr)
  someBase(node, (base) => {
    if (OF_DOUBLES.has(base.op)) angles.add(base.args[0] as Expr)
    return false
  })
  if (angles.size > 1) doubled = someBase(node, (base) => OF_DOUBLES.has(base.op) && angles.has(halfOf(base)))
  if (!doubled) return node
  return replaced(node, (base) => {
    const double = OF_DOUBLES.get(base.op)
    if (double === undefined || !angles.has(halfOf(base))) return undefined
    const [constant, factor, first, second] = double
    const product = times(construct(first, [halfOf(base)]), construct(second, [halfOf(base)]))
    return new Sum().add(ONE, number(constant)).add(Exact.integer(factor), product).build()
  })
}

const isSigmoid = ({ op }: Expr): boolean => op === sigmoid.op

/** Whether sigmoids or exponentials are in a sum below a bar. */
function someBelow(node: Expr, depth = 0): boolean {
  const rest = restOf(node)
  if (rest === undefined || depth > DEPTH) return false
  if (rest.op === ADD) return rest.args.some((term) => someBelow(term, depth + 1))
  return factorsOf(node).some((factor) => {
    const [base, exponent] = [baseOf(factor), powerOf(factor)]
    if (base.op !== ADD || !(exponent instanceof Exact)) return false
    return exponent.isNegative ? someBase(base, (inner) => isSigmoid(inner) || inner === naturalBase) : someBelow(base, depth + 1)
  })
}

/** Whether something is true of a base, wherever `replaced` looks. */
function someBase(node: Expr, is: (base: Expr) => boolean, depth = 0): boolean {
  if (isNumber(node) || depth > DEPTH) return false
  const rest = restOf(node) as Expr
  if (rest.op === ADD) return rest.args.some((term) => someBase(term, is, depth + 1))
  return factorsOf(node).some((factor) => {
    const base = baseOf(factor)
    return is(base) || (base.op === ADD && powerOf(factor) instanceof Exact && someBase(base, is, depth + 1))
  })
}

/** A node with bases replaced everywhere but inside of functions; e stands with its exponent. */
function replaced(node: Expr, by: (base: Expr, exponent: Expr) => Expr | undefined, depth = 0): Expr {
  if (isNumber(node) || depth > DEPTH) return node
  const rest = restOf(node) as Expr
  if (rest.op === ADD) {
    const sum = new Sum()
    for (const term of rest.args) sum.add(coefficientOf(node), replaced(term, by, depth + 1))
    return sum.build()
  }
  const product = new Product()
  product.coefficient = coefficientOf(node)
  for (const factor of factorsOf(node)) {
    const base = baseOf(factor)
    const exponent = powerOf(factor)
    const other = by(base, exponentNode(exponent)) ?? (base.op === ADD && exponent instanceof Exact ? replaced(base, by, depth + 1) : base)
    if (other === base || (base !== naturalBase && !(exponent instanceof Exact && exponent.isInteger))) product.multiply(factor)
    else product.multiply(other, base === naturalBase ? ONE : exponent)
  }
  return product.build()
}

/** 2 for two functions with a relation between them, 1 for a power of one that has relations, such as a square. */
export function relatedIn(factors: readonly Expr[]): number {
  let related = 0
  for (let k = 0; k < factors.length; k++) {
    const factor = factors[k] as Expr
    const base = baseOf(factor)
    const family = familyOf(base)
    if (family === undefined) continue
    if (factor !== base && related === 0) related = 1
    for (let j = k + 1; j < factors.length; j++) {
      const other = baseOf(factors[j] as Expr)
      if (other.args[0] === base.args[0] && familyOf(other) === family) return 2
    }
  }
  return related
}
