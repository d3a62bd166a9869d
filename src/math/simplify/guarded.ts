/**
 * Choices of which one side is 0, as factors: in (1 if i < j else 0)/|x_i - x_j| the quotient has no value on the diagonal, where it is
 * not wanted. Such factors are taken into the choice, so that 0 is met by no infinity.
 */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, make, number } from '../expr.ts'
import { eq, where } from '../ops/condition.ts'
import { einsum, isEinsum, specOf } from '../ops/einsum.ts'
import { diag, matmul, transpose } from '../ops/linear.ts'
import { broadcastTo, isEye } from '../ops/structure.ts'
import { factorsOf, LN, POW, Product, powerOf } from './product.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, Sum } from './sum.ts'

const isZero = (node: Expr | undefined): boolean => node !== undefined && exactOf(node)?.isZero === true
const isChoice = (node: Expr): boolean => node.op === where.op && (isZero(node.args[1]) || isZero(node.args[2]))

/** I − 1, 0 on the diagonal, as the choice it is. */
function offDiagonal(node: Expr): Expr | undefined {
  if (node.op !== ADD || node.args.length !== 2) return undefined
  const identity = node.args.find(isEye)
  const minusOne = node.args.some((arg) => exactOf(arg)?.equals(MINUS_ONE) === true)
  return identity !== undefined && minusOne ? where(eq(identity, 0), -1, 0) : undefined
}

/** May this have no finite value somewhere: is there a logarithm, or a power that is not whole or below the bar, in what is computed place by place? */
function isOpen(node: Expr): boolean {
  const waiting = [node]
  const seen = new Set(waiting)
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const exponent = powerOf(next)
    if (next.op === LN || (next.op === POW && !(exponent instanceof Exact && exponent.isInteger && !exponent.isNegative))) return true
    if (!next.op.elementwise && !isEinsum(next)) continue
    for (const arg of next.op === where.op ? next.args.slice(1) : next.args) {
      if (seen.has(arg)) continue
      seen.add(arg)
      waiting.push(arg)
    }
  }
  return false
}

/** The choice with another factor on its side that is not 0. */
function inside(choice: Expr, other: Expr): Expr {
  const [condition, a, b] = choice.args as [Expr, Expr, Expr]
  const taken = (side: Expr): Expr => (isZero(side) ? number(0) : new Product().multiply(side).multiply(other).build())
  return make(where.op, [condition, taken(a), taken(b)])
}

/** How deep products may stand in each other. */
const DEEP = 6

/** The parts of a node of which one, or of a sum each, times something is the node times it. */
function scaledParts(node: Expr): readonly Expr[] {
  if (node.op === ADD) return node.args
  if (isEinsum(node)) {
    const { inputs, output } = specOf(node)
    return node.args.filter((_, k) => inputs[k] === output)
  }
  if (node.op === matmul.op) {
    const [a, b] = node.args as [Expr, Expr]
    return a.op === diag.op ? [b] : b.op === diag.op ? [a] : []
  }
  if (node.op === transpose.op) return node.args
  return factorsOf(node).filter((factor) => factor !== node)
}

/**
 * The condition of a choice that all of a node is under: it is one, has one among its factors, scales its rows or columns as in
 * diag(q) (1 if i ≠ j else 0) diag(q), is a product over indices with one that runs over all of its own, or a sum of such.
 */
function conditionOf(node: Expr, depth = 0, known: Known = new Map()): Expr | undefined {
  if (depth > DEEP) return undefined
  const own = isChoice(node) ? node : offDiagonal(node)
  if (own !== undefined) return own.args[0]
  const before = known.get(node)
  // What has none down to some depth has none less far down.
  if (before !== undefined && (before.condition !== undefined ? before.depth === depth : before.depth <= depth)) return before.condition
  const condition = conditionOfParts(node, depth, known)
  known.set(node, { depth, condition })
  return condition
}

/** What was found of nodes, from which depth on. */
type Known = Map<Expr, { readonly depth: number; readonly condition: Expr | undefined }>

function conditionOfParts(node: Expr, depth: number, known: Known): Expr | undefined {
  let first: Expr | undefined
  for (const [k, part] of scaledParts(node).entries()) {
    const condition = part.rank === node.rank ? conditionOf(part, depth + 1, known) : undefined
    if (node.op === ADD) {
      // All terms are under the same.
      if (condition === undefined || (k > 0 && condition !== first)) return undefined
      first = condition
    } else if (condition !== undefined) return node.op === transpose.op ? transpose(condition) : condition
  }
  return first
}

/** A product without some of its factors. A product that is shared would stay whole beside the reciprocals of these. */
const without = (node: Expr, parts: readonly Expr[]): Product =>
  factorsOf(node)
    .filter((factor) => !parts.includes(factor))
    .reduce((product, factor) => product.multiply(factor), new Product().multiply(number(coefficientOf(node))))

/** A node under a condition times another factor, with that inside of the choice. */
function taking(node: Expr, other: Expr): Expr {
  const choice = isChoice(node) ? node : offDiagonal(node)
  if (choice !== undefined) return inside(choice, other)
  if (node.op === ADD) return node.args.reduce((sum, arg) => sum.add(ONE, taking(arg, other)), new Sum()).build()
  if (node.op === transpose.op) return transpose(taking(node.args[0] as Expr, transpose(broadcastTo(other, node.shape))))
  const part = scaledParts(node).find((each) => each.rank === node.rank && conditionOf(each, 1) !== undefined) as Expr
  const taken = taking(part, other)
  if (!isEinsum(node) && node.op !== matmul.op) return without(node, [part]).multiply(taken).build()
  const at = node.args.lastIndexOf(part)
  const args = node.args.map((arg, k) => (k === at ? broadcastTo(taken, arg.shape) : arg))
  if (node.op === matmul.op) return matmul(...(args as [Expr, Expr]))
  const { inputs, output } = specOf(node)
  return einsum(`${inputs.join(',')}->${output}`, ...args)
}

/** A product of which a choice is a factor, with what may be infinite inside of it. */
export function guardedProduct(node: Expr): Expr {
  const factors = factorsOf(node)
  const known: Known = new Map()
  const choice = factors.find(isChoice) ?? factors.find((factor) => factor.rank === node.rank && conditionOf(factor, 0, known) !== undefined)
  if (choice === undefined) return node
  const open = factors.filter((factor) => factor !== choice && isOpen(factor))
  if (open.length === 0) return node
  const wild = open.reduce((product, factor) => product.multiply(factor), new Product()).build()
  return without(node, [choice, ...open])
    .multiply(taking(choice, wild))
    .build()
}

/** The same of a product over indices, among the arguments that run over the same ones. */
export function guardedEinsum(node: Expr): Expr {
  if (!isEinsum(node)) return node
  const known: Known = new Map()
  const at = node.args.findIndex((arg) => conditionOf(arg, 0, known) !== undefined)
  if (at < 0) return node
  const { inputs, output } = specOf(node)
  const own = inputs[at] as string
  const open = node.args.flatMap((arg, k) => (k !== at && inputs[k] === own && isOpen(arg) ? [k] : []))
  if (open.length === 0) return node
  let choice = node.args[at] as Expr
  for (const k of open) choice = taking(choice, node.args[k] as Expr)
  const kept = node.args.map((arg, k) => (k === at ? broadcastTo(choice, arg.shape) : arg)).filter((_, k) => !open.includes(k))
  return einsum(`${inputs.filter((_, k) => !open.includes(k)).join(',')}->${output}`, ...kept)
}
