/**
 * Reverse mode over the shared graph, for a value of any rank by symbols of any rank. Each node is visited once; its
 * adjoint is a tensor with the axes of the value first and the axes of the node last, so one rule per row serves
 * gradients, Jacobians and higher ranks. After Griewank and Walther, "Evaluating Derivatives" (2nd ed. 2008), and Laue,
 * Mitterreiter, Giesen, "A Simple and Efficient Tensor Calculus" (AAAI 2020).
 */
import { type Expr, make, number, rewrite, symbol, topological, traitsOf } from '../expr.ts'
import { add, div, mul, mulPair } from '../ops/arithmetic.ts'
import { einsum, freshLetters, permute, sumToShape } from '../ops/einsum.ts'
import { eye, isZero, zeros } from '../ops/structure.ts'
import { type Length, shapeOf } from '../shape.ts'

/** An operation whose row gives no derivative. */
export class DerivativeError extends Error {
  constructor(
    message: string,
    readonly node: Expr,
  ) {
    super(message)
  }
}

/** Variables up to which a choice is differentiated branch by branch, once for each. */
const FEW = 8

/** dx/dx: a delta for each axis. */
export function identity(of: Expr): Expr {
  const { shape } = of
  if (shape.length === 0) return number(1)
  if (shape.length === 1) return eye(shape[0] as number | string)
  const outer = freshLetters(shape.length, '')
  const inner = freshLetters(shape.length, outer)
  const subscripts = [...outer].map((letter, axis) => letter + inner[axis]).join(',')
  return einsum(`${subscripts}->${outer}${inner}`, ...shape.map((length) => eye(length)))
}

/**
 * The derivatives of a value by each symbol: axes of the value first, then those of the symbol. Shares all it can.
 * A seed other than the identity gives vector-Jacobian products: its last axes are the value's.
 * Throws DerivativeError where a row on the way has no derivative.
 */
export function reverse(value: Expr, wrt: readonly Expr[], seed: Expr = identity(value)): Expr[] {
  const order = topological([value])
  const active = new Set<Expr>(wrt)
  for (const node of order) if (node.args.some((arg) => active.has(arg))) active.add(node)
  const lead = seed.rank - value.rank
  const few = wrt.length <= FEW && wrt.every((by) => by.rank === 0)
  const contributions = new Map<Expr, Expr[]>([[value, [seed]]])
  const give = (node: Expr, adjoint: Expr): void => {
    const given = contributions.get(node)
    if (given === undefined) contributions.set(node, [adjoint])
    else given.push(adjoint)
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i] as Expr
    const given = contributions.get(node)
    if (given === undefined || !active.has(node) || node.args.length === 0) continue
    const adjoint = given.length === 1 ? (given[0] as Expr) : add(...given)
    contributions.set(node, [adjoint])
    if (isZero(adjoint)) continue
    if (node.op.total !== undefined && (node.op.derivative === undefined || (node.rank === 0 && few))) {
      for (const by of wrt) {
        const inner = node.op.total(node, by, (expr) => reverse(expr, [by])[0] as Expr)
        if (!isZero(inner)) give(by, mul(adjoint, inner))
      }
      continue
    }
    pull(node, adjoint, active, give)
  }
  return wrt.map((by) => {
    const given = contributions.get(by)
    if (given === undefined) return zeros(shapeOf([...seed.shape.slice(0, lead), ...by.shape]))
    return symmetrized(given.length === 1 ? (given[0] as Expr) : add(...given), by)
  })
}

/** Hands the adjoint of a node down to its active arguments by the node's row. */
function pull(node: Expr, adjoint: Expr, active: ReadonlySet<Expr>, give: (node: Expr, adjoint: Expr) => void): void {
  const { op, args } = node
  if (op.vjp !== undefined) {
    for (let k = 0; k < args.length; k++) {
      const arg = args[k] as Expr
      if (!active.has(arg)) continue
      const contribution = op.vjp(adjoint, node, k)
      if (contribution !== null && !isZero(contribution)) give(arg, contribution)
    }
    return
  }
  const all = op.derivatives?.(node)
  for (let k = 0; k < args.length; k++) {
    const arg = args[k] as Expr
    if (!active.has(arg)) continue
    const partial = all !== undefined ? all[k] : op.derivativeAt !== undefined ? op.derivativeAt(node, k) : op.derivative?.[k]
    if (partial === undefined) {
      if (op.meaning === undefined) throw new DerivativeError(`the derivative of ${op.title} is not known`, node)
      pullThrough(node, op.meaning, adjoint, active, give)
      return
    }
    if (partial === null) continue
    const derivative = typeof partial === 'function' ? partial(...args, node) : partial
    give(arg, sumToShape(mulPair(adjoint, derivative), node.rank, arg.shape))
  }
}

/**
 * A row defined by its meaning: the adjoint goes through the meaning over placeholders, since building the meaning over the
 * arguments themselves would fold them away (1 + x over x = a + b is one sum, and x is nowhere in it).
 */
function pullThrough(
  node: Expr,
  meaning: (node: Expr) => Expr,
  adjoint: Expr,
  active: ReadonlySet<Expr>,
  give: (node: Expr, adjoint: Expr) => void,
): void {
  const inputs = [...new Set(node.args)].filter((arg) => active.has(arg))
  const held = inputs.map((input, k) => symbol(`argument ${k}`, input.shape))
  const seed = symbol('adjoint', adjoint.shape)
  const over = make(
    node.op,
    node.args.map((arg) => held[inputs.indexOf(arg)] ?? arg),
    node.payload,
  )
  const replacements = new Map<Expr, Expr>([[seed, adjoint], ...held.map((placeholder, k): [Expr, Expr] => [placeholder, inputs[k] as Expr])])
  const pulled = rebuilt(reverse(meaning(over), held, seed), replacements)
  pulled.forEach((part, k) => {
    give(inputs[k] as Expr, part)
  })
}

/** Expressions over other leaves, folded anew. */
function rebuilt(exprs: readonly Expr[], replacements: ReadonlyMap<Expr, Expr>): Expr[] {
  return rewrite(exprs, (node, args) => {
    if (args.length === 0) return replacements.get(node) ?? node
    return node.op.fold?.(args, node.payload) ?? make(node.op, args, node.payload)
  })
}

/**
 * The gradient by a symmetric matrix is the symmetric part of the unconstrained one, by a diagonal matrix its diagonal.
 * Srinivasan and Panda, "What is the gradient of a scalar function of a symmetric matrix?", arXiv:1911.06491.
 */
function symmetrized(derivative: Expr, by: Expr): Expr {
  const { symmetric, diagonal } = traitsOf(by)
  if (by.rank !== 2 || symmetric !== true) return derivative
  if (diagonal === true) return mul(derivative, eye(by.shape[0] as Length))
  const axes = derivative.shape.map((_, axis) => axis)
  const [row, column] = axes.splice(-2) as [number, number]
  const transposed = permute(derivative, [...axes, column, row])
  return transposed === derivative ? derivative : mul(div(1, 2), add(derivative, transposed))
}
