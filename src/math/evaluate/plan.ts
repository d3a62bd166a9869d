/** The order of evaluation of some expressions: each shared node once, rows that have no kernel replaced by their meaning. */
import { type Expr, isNumber, isSymbol } from '../expr.ts'
import { isBinder, isCall } from '../ops/binder.ts'
import { isSize } from '../ops/structure.ts'

/** Nodes in an order where arguments come first; `args[k]` are the places of node k's arguments in it. */
export interface Plan {
  readonly nodes: readonly Expr[]
  readonly args: readonly (readonly number[])[]
  /** The places of the expressions asked for, and of all nodes; what is replaced by its meaning is where that is. */
  readonly roots: readonly number[]
  readonly places: ReadonlyMap<Expr, number>
  /** Of sums and integrals over a bound variable: how to evaluate what is inside. Their own arguments here are the bounds. */
  readonly bodies: ReadonlyMap<Expr, Plan>
  /** The symbols that have axes, here and inside the bodies: their values say how long these are. */
  readonly tensors: readonly Expr[]
}

/** What evaluating takes from outside or knows by itself, as against computing it from arguments. */
const isGiven = (node: Expr): boolean => isNumber(node) || isSymbol(node) || isSize(node)

/** True when the row itself says how to compute it. */
export const hasKernel = (node: Expr): boolean => node.op.kernel !== undefined || node.op.tensorKernel !== undefined

/**
 * Plans the evaluation of some expressions; `stop` says which nodes are computed as they are (default: those with a
 * kernel), the others are replaced by their row's meaning. Throws RangeError for a row that has neither.
 */
export function plan(roots: readonly Expr[], stop: (node: Expr) => boolean = hasKernel): Plan {
  const nodes: Expr[] = []
  const args: number[][] = []
  const places = new Map<Expr, number>()
  const meanings = new Map<Expr, Expr>()
  const bodies = new Map<Expr, Plan>()
  const needs = (node: Expr): readonly Expr[] => {
    if (isBinder(node)) {
      bodies.set(node, plan([node.args[0] as Expr], stop))
      return node.args.slice(1)
    }
    if (isGiven(node) || isCall(node) || stop(node)) return node.args
    let meaning = meanings.get(node)
    if (meaning === undefined) {
      meaning = node.op.meaning?.(node)
      if (meaning === undefined || meaning === node) throw new RangeError(`${node.op.title} has no numeric value`)
      meanings.set(node, meaning)
    }
    return [meaning]
  }
  const stack: Expr[] = []
  const waiting: (readonly Expr[])[] = []
  const next: number[] = []
  const push = (node: Expr): void => {
    stack.push(node)
    waiting.push(needs(node))
    next.push(0)
  }
  for (const root of roots) {
    if (!places.has(root)) push(root)
    while (stack.length > 0) {
      const top = stack.length - 1
      const node = stack[top] as Expr
      const needed = waiting[top] as readonly Expr[]
      let i = next[top] as number
      while (i < needed.length && places.has(needed[i] as Expr)) i++
      next[top] = i
      if (i < needed.length) {
        push(needed[i] as Expr)
        continue
      }
      stack.pop()
      waiting.pop()
      next.pop()
      const meaning = meanings.get(node)
      if (meaning !== undefined) places.set(node, places.get(meaning) as number)
      else if (!places.has(node)) {
        places.set(node, nodes.length)
        nodes.push(node)
        args.push(needed.map((arg) => places.get(arg) as number))
      }
    }
  }
  const tensors = nodes.filter((node) => isSymbol(node) && node.rank > 0)
  for (const body of bodies.values()) tensors.push(...body.tensors)
  return { nodes, args, roots: roots.map((root) => places.get(root) as number), places, bodies, tensors }
}

/** The plan of an expression of scalars alone, all of whose parts have a number for a value; undefined for any other. */
export function scalarPlan(expr: Expr): Plan | undefined {
  if (expr.rank > 0) return undefined
  try {
    const order = plan([expr])
    return order.bodies.size > 0 || order.nodes.some((node) => node.rank > 0 || isCall(node) || isSize(node)) ? undefined : order
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
