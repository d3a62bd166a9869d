/**
 * Reverse mode over the shared graph, for a value of any rank by symbols of any rank. Each node is visited once; its
 * adjoint is a tensor with the axes of the value first and the axes of the node last, so one rule per row serves
 * gradients, Jacobians and higher ranks. After Griewank and Walther, "Evaluating Derivatives" (2nd ed. 2008), and Laue,
 * Mitterreiter, Giesen, "A Simple and Efficient Tensor Calculus" (AAAI 2020).
 */
import { type Expr, isNumber, make, number, ordered, type Partial1, rewrite, symbol, traitsOf } from '../expr.ts'
import { add, addWhole, div, mul, mulPair } from '../ops/arithmetic.ts'
import { factorDeltas, hasDelta, timesDelta } from '../ops/delta.ts'
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
export const reverse = (value: Expr, wrt: readonly Expr[], seed: Expr = identity(value)): Expr[] => reverseWith(value, wrt, seed, new Map())

/** By each symbol, the derivatives of branches: choices of choices share them, and have as many paths as a power of their number. */
type Branches = Map<Expr, Map<Expr, Expr>>

function derivativeOfBranch(branch: Expr, by: Expr, branches: Branches): Expr {
  const known = branches.get(by) ?? new Map<Expr, Expr>()
  branches.set(by, known)
  const derivative = known.get(branch) ?? (reverseWith(branch, [by], identity(branch), branches)[0] as Expr)
  known.set(branch, derivative)
  return derivative
}

function reverseWith(value: Expr, wrt: readonly Expr[], seed: Expr, branches: Branches): Expr[] {
  const { nodes, args, roots } = ordered([value, ...wrt])
  const top = roots[0] as number
  const variables = roots.slice(1)
  const active = new Array<boolean>(nodes.length).fill(false)
  for (const at of variables) active[at] = true
  for (let i = 0; i <= top; i++) if (args[i]?.some((at) => active[at])) active[i] = true
  const lead = seed.rank - value.rank
  const few = wrt.length <= FEW && wrt.every((by) => by.rank === 0)
  const adjoints = new Adjoints(nodes, args, active)
  adjoints.give(top, seed)
  for (let i = top; i >= 0; i--) {
    const node = nodes[i] as Expr
    if (node.args.length === 0 || !active[i]) continue
    const adjoint = adjoints.of(i)
    if (adjoint === undefined || isZero(adjoint)) continue
    if (node.op.total !== undefined && (node.op.derivative === undefined || (node.rank === 0 && few))) {
      const { total } = node.op
      wrt.forEach((by, k) => {
        const inner = known(node, () => total(node, by, (branch) => derivativeOfBranch(branch, by, branches)))
        if (!isZero(inner)) adjoints.give(variables[k] as number, mul(adjoint, inner))
      })
      continue
    }
    pull(i, adjoint, adjoints)
  }
  return wrt.map((by, k) => {
    const adjoint = adjoints.of(variables[k] as number)
    return adjoint === undefined ? zeros(shapeOf([...seed.shape.slice(0, lead), ...by.shape])) : symmetrized(adjoint, by)
  })
}

/** A row's partial derivative at a node. Throws DerivativeError. */
function partialAt(node: Expr, partial: Partial1): Expr {
  const { args } = node
  try {
    return args.length === 1 ? partial(args[0] as Expr, node) : partial(...args, node)
  } catch (error) {
    throw asDerivativeError(error, node)
  }
}

/** A row's derivative; a row that has none says so by a RangeError. Throws DerivativeError. */
function known(node: Expr, derivative: () => Expr): Expr {
  try {
    return derivative()
  } catch (error) {
    throw asDerivativeError(error, node)
  }
}

const asDerivativeError = (error: unknown, node: Expr): unknown =>
  error instanceof RangeError && !/call stack/i.test(error.message) ? new DerivativeError(error.message, node) : error

/** What a node above hands down: its adjoint, by the partial derivative where there is one. */
interface Contribution {
  readonly adjoint: Expr
  readonly partial?: Expr
}

const productOf = ({ adjoint, partial }: Contribution): Expr => (partial === undefined ? adjoint : mulPair(adjoint, partial))

/** What has been handed down to each node of a graph, by number. */
class Adjoints {
  private readonly given: (Contribution[] | undefined)[]
  /** What meanings hand down, over placeholders: the rounds of a loop ask for the same again and again. */
  readonly handedDown = new Map<string, readonly Expr[]>()

  constructor(
    readonly nodes: readonly Expr[],
    readonly args: readonly (readonly number[])[],
    readonly active: readonly boolean[],
  ) {
    this.given = new Array<Contribution[] | undefined>(nodes.length).fill(undefined)
  }

  give(to: number, part: Expr, partial?: Expr): void {
    const adjoint = factorDeltas(part)
    const given = this.given[to]
    const contribution = { adjoint, partial }
    if (given === undefined) this.given[to] = [contribution]
    else given.push(contribution)
  }

  /** The sum of all that a node has been given. */
  of(at: number): Expr | undefined {
    const given = this.given[at]
    if (given === undefined || given.length === 1) return given === undefined ? undefined : productOf(given[0] as Contribution)
    const terms = given.length < MANY ? given.map(productOf) : withCommonNumbers(given)
    return this.nodes.length > LONG && terms.every(({ rank }) => rank === 0) ? addWhole(...terms) : add(...terms)
  }
}

/** In larger graphs, the rounds of a loop, adjoints are made of those of the round after: written flat they would be as many as the square of the rounds. */
const LONG = 150

/** From so many contributions on, what they have in common is looked for. */
const MANY = 8

/** 2·a·p + 2·b·q + ... as 2·(a·p + b·q + ...): an operation less for each. */
function withCommonNumbers(given: readonly Contribution[]): Expr[] {
  const groups = new Map<Expr | undefined, Contribution[]>()
  for (const contribution of given) {
    const { partial } = contribution
    const first = partial?.op === mul.op && !isNumber(contribution.adjoint) ? (partial.args[0] as Expr) : undefined
    const number = first !== undefined && isNumber(first) ? first : undefined
    const known = groups.get(number)
    if (known === undefined) groups.set(number, [contribution])
    else known.push(contribution)
  }
  return [...groups].flatMap(([number, group]) => {
    if (number === undefined || group.length === 1) return group.map(productOf)
    return [mul(number, add(...group.map(({ adjoint, partial }) => mulPair(adjoint, mul(...(partial as Expr).args.slice(1))))))]
  })
}

/** Hands the adjoint of a node down to its active arguments by the node's row. */
function pull(at: number, adjoint: Expr, adjoints: Adjoints): void {
  const node = adjoints.nodes[at] as Expr
  const places = adjoints.args[at] as readonly number[]
  const { op, args } = node
  const { vjp, derivatives, derivativeAt, derivative } = op
  const all = vjp === undefined ? derivatives?.(node) : undefined
  for (let k = 0; k < args.length; k++) {
    const to = places[k] as number
    if (!adjoints.active[to]) continue
    if (vjp !== undefined) {
      const contribution = vjp(adjoint, node, k)
      if (contribution !== null && !isZero(contribution)) adjoints.give(to, contribution)
      continue
    }
    const partial = all !== undefined ? all[k] : derivativeAt !== undefined ? derivativeAt(node, k) : derivative?.[k]
    if (partial === undefined) {
      if (op.meaning === undefined) throw new DerivativeError(`the derivative of ${op.title} is not known`, node)
      pullThrough(at, op.meaning, adjoint, adjoints)
      return
    }
    if (partial === null) continue
    const value = typeof partial === 'function' ? partialAt(node, partial) : partial
    if (node.rank === 0 && adjoint.rank === 0) adjoints.give(to, adjoint, value)
    else
      adjoints.give(
        to,
        sumToShape(adjoint.rank > 0 && hasDelta(adjoint) ? timesDelta(adjoint, value) : mulPair(adjoint, value), node.rank, (args[k] as Expr).shape),
      )
  }
}

/**
 * A row defined by its meaning: the adjoint goes through the meaning over placeholders, since building the meaning over the
 * arguments themselves would fold them away (1 + x over x = a + b is one sum, and x is nowhere in it).
 */
function pullThrough(at: number, meaning: (node: Expr) => Expr, adjoint: Expr, adjoints: Adjoints): void {
  const node = adjoints.nodes[at] as Expr
  const places = [...new Set(adjoints.args[at])].filter((place) => adjoints.active[place])
  const inputs = places.map((place) => adjoints.nodes[place] as Expr)
  const held = inputs.map((input, k) => symbol(`argument ${k}`, input.shape))
  const seed = symbol('adjoint', adjoint.shape)
  const args = node.args.map((arg) => held[inputs.indexOf(arg)] ?? arg)
  const over = make(node.op, args, node.payload)
  const key = `${over.id} ${adjoint.shape.join('×')}`
  const known = adjoints.handedDown.get(key) ?? reverse(meaning(over), held, seed)
  adjoints.handedDown.set(key, known)
  const replacements = new Map<Expr, Expr>([[seed, adjoint], ...held.map((placeholder, k): [Expr, Expr] => [placeholder, inputs[k] as Expr])])
  const pulled = rebuilt(known, replacements)
  pulled.forEach((part, k) => {
    adjoints.give(places[k] as number, part)
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
