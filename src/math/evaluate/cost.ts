/** What evaluating costs, in nanoseconds of everyday machines: the same for the same expression, however fast this one is. */
import type { Expr } from '../expr.ts'
import { einsumWork, isEinsum } from '../ops/einsum.ts'
import type { Length } from '../shape.ts'
import type { Plan } from './plan.ts'
import { concreteLength } from './sizes.ts'

/** What a number of an array costs, and a product of two in a generalised product, which looks for both. */
const NUMBER = 3
const PRODUCT = 10
/** What a node costs without axes, and one that has axes or makes a number of what has. */
const NODE = 250
const ARRAY_NODE = 2500

/** What nodes cost together, and about how many numbers they are. */
interface Cost {
  readonly numbers: number
  readonly time: number
}

/** The cost of nodes, and of what a plan has beside those met: what stands for them. */
export function costOf(nodes: readonly Expr[], { nodes: planned }: Plan, met: ReadonlySet<Expr>, sizes: ReadonlyMap<string, number>): Cost {
  let [numbers, time] = [0, 0]
  for (const node of nodes) {
    const own = numbersIn(node, sizes)
    numbers += own
    time += (isEinsum(node) ? PRODUCT : NUMBER) * own + overheadOf(node)
  }
  // A product of matrices is computed as a generalised one.
  for (const node of planned) if (isEinsum(node) && !met.has(node)) time += PRODUCT * numbersIn(node, sizes)
  return { numbers, time }
}

/** About how many numbers are computed for a node. */
function numbersIn(node: Expr, sizes: ReadonlyMap<string, number>): number {
  const lengthOf = (length: Length): number => concreteLength(length, sizes)
  return isEinsum(node) ? einsumWork(node, lengthOf) : node.shape.reduce<number>((size, length) => size * lengthOf(length), 1)
}

/** What computing a node costs beside its numbers; a product of several factors is as many products of two. */
function overheadOf(node: Expr): number {
  if (node.args.length === 0) return 0
  if (node.rank === 0 && node.args.every((arg) => arg.rank === 0)) return NODE
  return ARRAY_NODE * (isEinsum(node) ? Math.max(1, node.args.length - 1) : 1)
}
