/**
 * Matrix algebra as people write it: constructors that push transposes in, drop identities, keep diagonal and outer
 * factors as they are, and collect sums of products that share a factor.
 */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, make, number, traitsOf } from '../expr.ts'
import { add, div, mul, neg } from '../ops/arithmetic.ts'
import { diag, inverse, matmul, outer, trace, transpose } from '../ops/linear.ts'
import { axesPayload, sum } from '../ops/reduction.ts'
import { isEye, isOne } from '../ops/structure.ts'
import { sameShape } from '../shape.ts'

const isScaled = (node: Expr): boolean =>
  node.op === mul.op && node.args.some((arg) => arg.rank === 0) && node.args.filter((arg) => arg.rank > 0).length === 1

/** The transpose, pushed in where that is shorter to read. */
export function transposed(node: Expr): Expr {
  if (node.rank < 2 || isSymmetric(node)) return node
  if (node.op === transpose.op && node.payload === undefined) return node.args[0] as Expr
  if (node.op === outer.op) return make(outer.op, [node.args[1] as Expr, node.args[0] as Expr])
  if (node.op === matmul.op && node.args.every((arg) => arg.rank === 2))
    return times(transposed(node.args[1] as Expr), transposed(node.args[0] as Expr))
  if (node.op === neg.op) return neg(transposed(node.args[0] as Expr))
  if (isScaled(node)) return mul(...node.args.map(transposed))
  if (node.op === add.op && node.args.every((arg) => arg.rank === 2 && plainTranspose(arg))) return add(...node.args.map(transposed))
  return make(transpose.op, [node])
}

/** Whether transposing leaves the node no longer than it was. */
function plainTranspose(node: Expr): boolean {
  if (node.op === transpose.op || node.op === outer.op || isSymmetric(node)) return true
  if (node.op === matmul.op || node.op === neg.op) return node.args.every(plainTranspose)
  return isScaled(node) && node.args.every((arg) => arg.rank === 0 || plainTranspose(arg))
}

/** Symmetric at sight: a symmetric symbol, XᵀX, X + Xᵀ, their inverses and sums. */
export function isSymmetric(node: Expr): boolean {
  if (node.rank !== 2) return false
  const { symmetric, diagonal } = traitsOf(node)
  if (isEye(node) || node.op === diag.op || symmetric === true || diagonal === true) return true
  if (node.op === inverse.op || node.op === neg.op) return isSymmetric(node.args[0] as Expr)
  if (node.op === outer.op) return node.args[0] === node.args[1]
  if (node.op === matmul.op) {
    const chain = factorsOf(node)
    return chain.every((factor, k) => factor.rank === 2 && transposed(factor) === chain[chain.length - 1 - k])
  }
  if (isScaled(node)) return node.args.every((arg) => arg.rank === 0 || isSymmetric(arg))
  if (node.op === add.op) {
    const terms = new Set(node.args)
    return node.args.every((term) => isSymmetric(term) || terms.has(transposed(term)))
  }
  return false
}

/** The factors of a chain of matrix products. */
export function factorsOf(node: Expr): Expr[] {
  if (node.op !== matmul.op) return [node]
  const factors: Expr[] = []
  let rest = node
  // Chains lean to the right: a (b (c d)).
  while (rest.op === matmul.op) {
    factors.push(...(rest.args[0]?.op === matmul.op && rest.args[0].rank === 2 ? factorsOf(rest.args[0]) : [rest.args[0] as Expr]))
    rest = rest.args[1] as Expr
  }
  factors.push(rest)
  return factors
}

/** The matrix product of two matrices, or of a matrix and a vector; numbers and scalars come to the front. */
export function times(a: Expr, b: Expr): Expr {
  if (isEye(a)) return b
  if (isEye(b)) return a
  for (const [own, other, left] of [
    [a, b, true],
    [b, a, false],
  ] as const) {
    if (own.op === neg.op) return neg(left ? times(own.args[0] as Expr, other) : times(other, own.args[0] as Expr))
    if (isScaled(own)) {
      const scalars = own.args.filter((arg) => arg.rank === 0)
      const tensor = own.args.find((arg) => arg.rank > 0) as Expr
      return mul(...scalars, left ? times(tensor, other) : times(other, tensor))
    }
  }
  if (a.op === diag.op && b.op === diag.op) return diagonal(mul(a.args[0] as Expr, b.args[0] as Expr))
  if (a.op === diag.op && b.rank === 1) return mul(a.args[0] as Expr, b)
  if (a.op === inverse.op && a.args[0] === b) return make(matmul.op, [a, b])
  if (a.op === outer.op && b.rank === 1) return mul(inner(a.args[1] as Expr, b), a.args[0] as Expr)
  if (a.op === outer.op && b.rank === 2) return make(outer.op, [a.args[0] as Expr, times(transposed(b), a.args[1] as Expr)])
  if (b.op === outer.op && a.rank === 2) return make(outer.op, [times(a, b.args[0] as Expr), b.args[1] as Expr])
  // Products of matrices lean to the right, so that equal chains are the same node; a vector is multiplied first.
  if (a.op === matmul.op && a.rank === 2) return times(a.args[0] as Expr, times(a.args[1] as Expr, b))
  return make(matmul.op, [a, b])
}

/** The inner product of two vectors: aᵀ M b is kept as one chain. */
export function inner(a: Expr, b: Expr): Expr {
  if (isOne(a)) return total(b)
  if (isOne(b)) return total(a)
  for (const [own, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (own.op === neg.op) return neg(inner(own.args[0] as Expr, other))
    if (isScaled(own)) return mul(...own.args.filter((arg) => arg.rank === 0), inner(own.args.find((arg) => arg.rank > 0) as Expr, other))
  }
  return make(matmul.op, a.op === matmul.op && b.op !== matmul.op ? [b, a] : [a, b])
}

/** All components added up. */
export const total = (x: Expr): Expr => make(sum.op, [x], axesPayload(x.shape.map((_, axis) => axis)))

/** The row sums (axis 1) or column sums (axis 0) of a matrix. */
export const sumOver = (x: Expr, axis: number): Expr =>
  x.op === transpose.op && x.payload === undefined ? make(sum.op, x.args, axesPayload([1 - axis])) : make(sum.op, [x], axesPayload([axis]))

/** A vector as a diagonal matrix; scalars come to the front. */
export function diagonal(v: Expr): Expr {
  if (v.op === neg.op) return neg(diagonal(v.args[0] as Expr))
  if (isScaled(v)) return mul(...v.args.filter((arg) => arg.rank === 0), diagonal(v.args.find((arg) => arg.rank > 0) as Expr))
  return make(diag.op, [v])
}

/** The trace; tr(AᵀB) stays, scalars come to the front. */
export function traceOf(x: Expr): Expr {
  if (x.op === neg.op) return neg(traceOf(x.args[0] as Expr))
  if (isScaled(x)) return mul(...x.args.filter((arg) => arg.rank === 0), traceOf(x.args.find((arg) => arg.rank > 0) as Expr))
  if (x.op === outer.op) return inner(x.args[0] as Expr, x.args[1] as Expr)
  // tr(Pᵀ Qᵀ) = tr(Q P): the one with fewer transposes.
  const transposes = (node: Expr): number => factorsOf(node).filter(({ op }) => op === transpose.op).length
  const turned = transposed(x)
  return make(trace.op, [transposes(turned) < transposes(x) ? turned : x])
}

/** A term of a sum of matrices or vectors: scalar factors, a sign, and a chain of matrix factors. */
interface Term {
  readonly scalars: readonly Expr[]
  readonly chain: readonly Expr[]
}

function termOf(node: Expr): Term {
  if (node.op === neg.op) {
    const { scalars, chain } = termOf(node.args[0] as Expr)
    return { scalars: [number(-1), ...scalars], chain }
  }
  if (isScaled(node)) {
    const inside = termOf(node.args.find((arg) => arg.rank > 0) as Expr)
    return { scalars: [...node.args.filter((arg) => arg.rank === 0), ...inside.scalars], chain: inside.chain }
  }
  return { scalars: [], chain: chainOf(node) }
}

/** A b (C d)ᵀ is the chain A, b dᵀ, Cᵀ. */
function chainOf(node: Expr): readonly Expr[] {
  if (node.op !== outer.op) return factorsOf(node)
  const [left, right] = node.args.map(factorsOf) as [Expr[], Expr[]]
  const [column, row] = [left.pop() as Expr, right.pop() as Expr]
  return [...left, make(outer.op, [column, row]), ...right.reverse().map(transposed)]
}

const product = (factors: readonly Expr[]): Expr =>
  factors.slice(0, -1).reduceRight((right, left) => times(left, right), factors[factors.length - 1] as Expr)

const sameAs = (a: Term, b: Term): boolean => a.scalars.length === b.scalars.length && a.scalars.every((scalar, k) => scalar === b.scalars[k])

/**
 * A sum of tensors with what two terms share written once: Ax + Aᵀx as (A + Aᵀ)x, X b cᵀ + X c bᵀ as X (b cᵀ + c bᵀ).
 * Terms that are the same are counted.
 */
export function collected(node: Expr): Expr {
  if (node.op !== add.op || node.rank === 0 || node.rank > 2 || node.args.length > 24) return node
  const counted = countTerms(node)
  const terms = counted.map(termOf)
  for (let i = 0; i < terms.length; i++) {
    for (let j = i + 1; j < terms.length; j++) {
      const joined = join(terms[i] as Term, terms[j] as Term)
      if (joined === undefined) continue
      const rest = counted.filter((_, k) => k !== i && k !== j)
      rest.splice(i, 0, joined)
      return rest.length === 1 ? (rest[0] as Expr) : collected(add(...rest))
    }
  }
  return counted.length === 1 ? (counted[0] as Expr) : add(...counted)
}

/** Equal terms added up with their rational coefficients. */
function countTerms(node: Expr): Expr[] {
  const counts = new Map<Expr, Exact>()
  for (const arg of node.args) {
    const { coefficient, rest } = coefficientOf(arg)
    counts.set(rest, counts.get(rest)?.add(coefficient) ?? coefficient)
  }
  return [...counts].filter(([, coefficient]) => !coefficient.isZero).map(([rest, coefficient]) => scaledBy(coefficient, rest))
}

const ONE = Exact.integer(1)

/** A tensor without its sign, its numbers and the numbers it is divided by, and what these come to. */
function coefficientOf(node: Expr): { coefficient: Exact; rest: Expr } {
  let coefficient = ONE
  let rest = node
  for (;;) {
    const { op, args } = rest
    const below = op === div.op ? exactOf(args[1] as Expr) : undefined
    if (op === neg.op) {
      coefficient = coefficient.negate()
      rest = args[0] as Expr
    } else if (below !== undefined && !below.isZero) {
      coefficient = coefficient.divide(below)
      rest = args[0] as Expr
    } else if (op === mul.op && args.some((arg) => exactOf(arg) !== undefined)) {
      for (const arg of args) coefficient = coefficient.multiply(exactOf(arg) ?? ONE)
      rest = mul(...args.filter((arg) => exactOf(arg) === undefined))
    } else return { coefficient, rest }
  }
}

function scaledBy(coefficient: Exact, rest: Expr): Expr {
  if (coefficient.isInteger || coefficient.decimal || Math.abs(coefficient.numerator) !== 1) return mul(number(coefficient), rest)
  return div(coefficient.isNegative ? neg(rest) : rest, number(coefficient.denominator))
}

/** 2(A/2) is A, and (2A)/2 too. */
export function withOneNumber(node: Expr): Expr {
  const { coefficient, rest } = coefficientOf(node)
  return rest === node ? node : scaledBy(coefficient, rest)
}

/** Two terms with a common factor at one end as one; undefined where they share none. */
function join(a: Term, b: Term): Expr | undefined {
  const [numberA, numberB] = [numericOf(a), numericOf(b)]
  if (!sameAs({ ...a, scalars: numberA.rest }, { ...b, scalars: numberB.rest })) return undefined
  let right = 0
  while (right < a.chain.length && right < b.chain.length && a.chain[a.chain.length - 1 - right] === b.chain[b.chain.length - 1 - right]) right++
  let left = 0
  while (left < a.chain.length - right && left < b.chain.length - right && a.chain[left] === b.chain[left]) left++
  if (left + right === 0) return undefined
  const [middleA, middleB] = [a.chain.slice(left, a.chain.length - right), b.chain.slice(left, b.chain.length - right)]
  // Where one term is the common factor alone, an identity would have to appear.
  if (middleA.length === 0 || middleB.length === 0) return undefined
  const [x, y] = [product(middleA), product(middleB)]
  if (!sameShape(x.shape, y.shape)) return undefined
  const common =
    exactOf(numberA.coefficient) === exactOf(numberB.coefficient) || numberA.coefficient === numberB.coefficient ? numberA.coefficient : undefined
  const negative = common === undefined && neg(numberA.coefficient) === numberB.coefficient
  const bracket = common !== undefined ? add(x, y) : negative ? add(x, neg(y)) : add(mul(numberA.coefficient, x), mul(numberB.coefficient, y))
  const outside = common !== undefined || negative ? numberA.coefficient : number(1)
  const chain = [...a.chain.slice(0, left), collected(withTransposes(bracket)), ...a.chain.slice(a.chain.length - right)]
  return mul(outside, ...numberA.rest, product(chain))
}

function numericOf({ scalars }: Term): { coefficient: Expr; rest: Expr[] } {
  const numbers = scalars.filter((scalar) => exactOf(scalar) !== undefined)
  return { coefficient: numbers.length === 0 ? number(1) : mul(...numbers), rest: scalars.filter((scalar) => exactOf(scalar) === undefined) }
}

/** A + Aᵀ of a symmetric A is 2A. */
function withTransposes(node: Expr): Expr {
  if (node.op !== add.op || node.rank !== 2) return node
  const terms = node.args.map((arg) => (arg.op === transpose.op && isSymmetric(arg.args[0] as Expr) ? (arg.args[0] as Expr) : arg))
  // A + Aᵀ, in this order.
  return add(...terms.filter((term) => term.op !== transpose.op), ...terms.filter((term) => term.op === transpose.op))
}
