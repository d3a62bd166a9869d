/** Walks over graphs that share: each node once, arguments first. Iterative: depth is no limit. */

/** A node as a walk sees it. */
interface Walkable<Node> {
  readonly args: readonly Node[]
  /** The last walk that met the node. */
  met: number
  /** Where: its place in the order of that walk. */
  place: number
}

let walks = 0
// The path of the walk that runs, and the argument to go on with at each node of it: no walk runs within another.
const stack: unknown[] = []
const next: number[] = []

/** All nodes reachable from the roots, arguments before the nodes above them, the place of each written into it. */
export function walked<Node extends Walkable<Node>>(roots: readonly Node[]): Node[] {
  const order: Node[] = []
  const walk = ++walks
  // What an exception left of a walk before.
  if (stack.length > 0) stack.length = next.length = 0
  for (const root of roots) {
    if (root.met === walk) continue
    root.met = walk
    stack.push(root)
    next.push(0)
    while (stack.length > 0) {
      const top = stack.length - 1
      const node = stack[top] as Node
      const i = next[top] as number
      if (i < node.args.length) {
        next[top] = i + 1
        const arg = node.args[i] as Node
        if (arg.met === walk) continue
        arg.met = walk
        if (arg.args.length === 0) {
          arg.place = order.length
          order.push(arg)
        } else {
          stack.push(arg)
          next.push(0)
        }
      } else {
        node.place = order.length
        order.push(node)
        stack.pop()
        next.pop()
      }
    }
  }
  return order
}

/** How many orders are kept, and from how many nodes on. */
const [KEPT, LARGE] = [4, 300]

/** The orders of nodes, of which those of the large graphs that were gone through last are kept: pass after pass asks for the same. */
export class Orders<Node extends Walkable<Node>> {
  private readonly kept: { readonly root: Node; readonly order: readonly Node[] }[] = []

  of(roots: readonly Node[]): readonly Node[] {
    const root = roots.length === 1 ? roots[0] : undefined
    if (root === undefined) return walked(roots)
    for (const known of this.kept) if (known.root === root) return known.order
    const order = walked(roots)
    if (order.length < LARGE) return order
    if (this.kept.length === KEPT) this.kept.shift()
    this.kept.push({ root, order })
    return order
  }

  forget(): void {
    this.kept.length = 0
  }
}
