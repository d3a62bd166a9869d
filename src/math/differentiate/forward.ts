/**
 * Forward mode for one node: its differential in terms of the differentials of its arguments. The Jacobian-vector product
 * is the transpose of the vector-Jacobian product, so the rows need only say the latter (Townsend, "A new trick for
 * calculating Jacobian vector products", 2017).
 */
import { type Expr, make, nameOf, substitute, symbol, symbolsOf } from '../expr.ts'
import { add, mul } from '../ops/arithmetic.ts'
import { einsum, freshLetters, sumToShape } from '../ops/einsum.ts'
import { isZero, zeros } from '../ops/structure.ts'
import { reverse } from './reverse.ts'

/** A name no symbol of the expression has. */
export function freshName(wished: string, exprs: readonly Expr[]): string {
  const taken = new Set(symbolsOf(...exprs).map((node) => nameOf(node) as string))
  let name = wished
  for (let k = 1; taken.has(name); k++) name = `${wished}_${k}`
  return name
}

/** J·v for one argument: linear in the tangent, whose shape is the argument's; the result has the node's shape. */
function alongArgument(node: Expr, index: number, tangent: Expr): Expr {
  const arg = node.args[index] as Expr
  if (node.rank === 0 && arg.rank === 0) {
    const held = symbol(freshName('t', [node]), arg.shape)
    const over = make(
      node.op,
      node.args.map((other, k) => (k === index ? held : other)),
      node.payload,
    )
    return mul(substitute(reverse(over, [held])[0] as Expr, new Map([[held, arg]])), tangent)
  }
  const held = symbol(freshName('t', [node]), arg.shape)
  const cotangent = symbol(freshName('G', [node]), node.shape)
  const over = make(
    node.op,
    node.args.map((other, k) => (k === index ? held : other)),
    node.payload,
  )
  const pulled = reverse(over, [held], cotangent)[0] as Expr
  if (isZero(pulled)) return zeros(node.shape)
  const letters = freshLetters(arg.rank, '')
  const contracted = arg.rank === 0 ? mul(pulled, tangent) : einsum(`${letters},${letters}->`, pulled, tangent)
  return substitute(reverse(contracted, [cotangent])[0] as Expr, new Map([[held, arg]]))
}

/**
 * The differential of a node, linear in one tangent symbol for each argument that varies. `introduce` hears the name of each
 * tangent symbol and the argument it belongs to.
 */
export function differential(node: Expr, varies: (arg: Expr) => boolean, introduce: (name: string, arg: Expr) => void): Expr {
  const tangents = new Map<Expr, Expr>()
  const terms: Expr[] = []
  node.args.forEach((arg, index) => {
    if (!varies(arg)) return
    let tangent = tangents.get(arg)
    if (tangent === undefined) {
      const name = freshName(`d${tangents.size + 1}`, [node])
      introduce(name, arg)
      tangent = symbol(name, arg.shape)
      tangents.set(arg, tangent)
    }
    terms.push(alongArgument(node, index, tangent))
  })
  return terms.length === 0 ? zeros(node.shape) : add(...terms)
}

/** The Jacobian-vector product of a whole expression: the derivative along a direction in one symbol's space. */
export function jacobianVectorProduct(value: Expr, by: Expr, direction: Expr): Expr {
  const cotangent = symbol(freshName('G', [value, direction]), value.shape)
  const pulled = reverse(value, [by], cotangent)[0] as Expr
  const letters = freshLetters(by.rank, '')
  const contracted = by.rank === 0 ? mul(pulled, direction) : einsum(`${letters},${letters}->`, pulled, direction)
  return sumToShape(reverse(contracted, [cotangent])[0] as Expr, value.rank, value.shape)
}
