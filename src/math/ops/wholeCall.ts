/** Functions the text does not define that take whole arrays: f(x) of a vector x, with ∇f(x) or a Jacobian of axes of its own. */
import { type Expr, make, type Operation, operation } from '../expr.ts'
import { type Shape, shapeOf } from '../shape.ts'
import { einsum, freshLetters } from './einsum.ts'

/** An unknown function of arrays, the shape of its value, and how often it has been differentiated by each argument. */
export interface WholeCallPayload {
  readonly key: string
  readonly name: string
  readonly orders: readonly number[]
  readonly output: Shape
}

export const wholeCallOf = (node: Expr): WholeCallPayload => node.payload as WholeCallPayload

/** f(x): the axes of its value come first, then for each argument its own, as often as it has been differentiated by it. */
export const wholeCallOperation: Operation = operation({
  name: 'whole_call',
  title: 'unknown function',
  args: ['...arguments'],
  elementwise: false,
  shape: (args, payload) => {
    const { output, orders } = payload as WholeCallPayload
    return shapeOf([...output, ...args.flatMap(({ shape }, k) => new Array<Shape>(orders[k] ?? 0).fill(shape).flat())])
  },
  vjp: (adjoint, node, index) => {
    const { name, orders, output } = wholeCallOf(node)
    const next = orders.map((order, k) => (k === index ? order + 1 : order))
    const own = freshLetters(node.rank, '')
    const lead = freshLetters(adjoint.rank - node.rank, own)
    const added = freshLetters((node.args[index] as Expr).rank, own + lead)
    // The new axes stand behind the others of this argument.
    const before = node.args.slice(0, index + 1).reduce((count, { rank }, k) => count + rank * (orders[k] as number), output.length)
    const slope = callWhole(name, node.args, output, next)
    return einsum(`${lead}${own},${own.slice(0, before)}${added}${own.slice(before)}->${lead}${added}`, adjoint, slope)
  },
})

/** The node for an unknown function of whole arrays. */
export function callWhole(name: string, args: readonly Expr[], output: Shape, orders: readonly number[] = args.map(() => 0)): Expr {
  const payload: WholeCallPayload = { key: `${name}:${orders.join(',')}:${output.join(',')}`, name, orders, output }
  return make(wholeCallOperation, args, payload)
}
