/**
 * Choices of which one side is 0, as factors: in (1 if i < j else 0)/|x_i - x_j| the quotient has no value on the diagonal, where it is
 * not wanted. Such factors are taken into the choice, so that 0 is met by no infinity.
 */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, make, number } from '../expr.ts'
import { where } from '../ops/condition.ts'
import { einsum, isEinsum, specOf } from '../ops/einsum.ts'
import { broadcastTo } from '../ops/structure.ts'
import { factorsOf, LN, POW, Product, powerOf } from './product.ts'

const isZero = (node: Expr | undefined): boolean => node !== undefined && exactOf(node)?.isZero === true
const isChoice = (node: Expr): boolean => node.op === where.op && (isZero(node.args[1]) || isZero(node.args[2]))

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

/** A product of which a choice is a factor, with what may be infinite inside of it. */
export function guardedProduct(node: Expr): Expr {
  const factors = factorsOf(node)
  const choice = factors.find(isChoice)
  if (choice === undefined) return node
  const open = new Product()
  const rest = new Product().multiply(node).multiply(choice, Exact.integer(-1))
  let any = false
  for (const factor of factors) {
    if (factor === choice || !isOpen(factor)) continue
    any = true
    open.multiply(factor)
    rest.multiply(factor, Exact.integer(-1))
  }
  return any ? rest.multiply(inside(choice, open.build())).build() : node
}

/** The same of a product over indices, among the arguments that run over the same ones. */
export function guardedEinsum(node: Expr): Expr {
  if (!isEinsum(node) || !node.args.some(isChoice)) return node
  const { inputs, output } = specOf(node)
  const at = node.args.findIndex(isChoice)
  const own = inputs[at] as string
  const open = node.args.flatMap((arg, k) => (k !== at && inputs[k] === own && isOpen(arg) ? [k] : []))
  if (open.length === 0) return node
  let choice = node.args[at] as Expr
  for (const k of open) choice = inside(choice, node.args[k] as Expr)
  const kept = node.args.map((arg, k) => (k === at ? broadcastTo(choice, arg.shape) : arg)).filter((_, k) => !open.includes(k))
  return einsum(`${inputs.filter((_, k) => !open.includes(k)).join(',')}->${output}`, ...kept)
}
