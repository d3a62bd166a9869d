/**
 * Interning: an open-addressing table of nodes by operation, arguments, payload and (for leaves) shape. It has two
 * generations: `rotate` drops the nodes that were neither made nor met since the last but one rotation, so a long
 * session does not grow; within one analysis, and between one and the next, identity is absolute. What outlives that, as
 * the answers that an editor keeps do, is adopted before anything more is made of it.
 */
import { type Shape, sameShape } from './shape.ts'

/** What a node holds besides its arguments: a number, a name, an index specification, axes. */
export type Payload = undefined | string | number | { readonly key: string }

/** What nodes are told apart by. */
interface Internable<Node> {
  readonly op: object
  readonly args: readonly Node[]
  readonly shape: Shape
  readonly payload: Payload
  readonly hash: number
}

/** Nodes after which a generation ends: few, so that nodes of texts long left die young, which costs the collector least. */
const GENERATION = 1 << 9

export class InternTable<Node extends Internable<Node>> {
  private young = new Generation<Node>(GENERATION * 4)
  private old = new Generation<Node>(2)
  private readonly kept: Node[] = []
  /** Counts how often nodes may have been let go of: what is known of a node by others holds within one epoch. */
  epoch = 0

  rotate(): void {
    if (this.young.count < GENERATION + this.kept.length) return
    this.epoch++
    this.old = this.young
    this.young = new Generation(GENERATION * 4)
    for (const node of this.kept) this.young.insert(node)
  }

  /** Never lets go of a node that has been inserted. */
  keep(node: Node): Node {
    this.kept.push(node)
    return node
  }

  /** The node of these parts, if there is one; of any shape where none is given. */
  find(op: object, args: readonly Node[], shape: Shape | undefined, payload: Payload, hash: number): Node | undefined {
    const found = this.young.find(op, args, shape, payload, hash)
    if (found !== undefined) return found
    const kept = this.old.find(op, args, shape, payload, hash)
    if (kept !== undefined) this.young.insert(kept)
    return kept
  }

  insert(node: Node): void {
    this.young.insert(node)
  }

  /** Makes a node, after those it is over, the one of its parts again: another that has come into its place is let go of. */
  adopt(node: Node): void {
    if (this.find(node.op, node.args, node.shape, node.payload, node.hash) === node) return
    this.young.put(node)
    this.epoch++
  }
}

class Generation<Node extends Internable<Node>> {
  private nodes: Node[]
  /** Of the nodes, at the same places, so that a search need not look at nodes; 0 where there is none. */
  private hashes: Int32Array
  count = 0
  constructor(capacity: number) {
    this.nodes = new Array<Node>(capacity)
    this.hashes = new Int32Array(capacity)
  }

  find(op: object, args: readonly Node[], shape: Shape | undefined, payload: Payload, hash: number): Node | undefined {
    const at = this.placeOf(op, args, shape, payload, hash)
    return at < 0 ? undefined : this.nodes[at]
  }

  private placeOf(op: object, args: readonly Node[], shape: Shape | undefined, payload: Payload, hash: number): number {
    const { hashes } = this
    const mask = hashes.length - 1
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const other = hashes[at]
      if (other === 0) return -1
      if (other !== hash) continue
      const node = this.nodes[at] as Node
      if (node.op === op && samePayload(node.payload, payload) && sameArgs(node.args, args)) {
        if (shape === undefined || sameShape(node.shape, shape)) return at
      }
    }
  }

  /** Inserts a node, in the place of the one of the same parts if there is one. */
  put(node: Node): void {
    const at = this.placeOf(node.op, node.args, node.shape, node.payload, node.hash)
    if (at < 0) this.insert(node)
    else this.nodes[at] = node
  }

  insert(node: Node): void {
    if (this.count * 2 >= this.hashes.length) this.grow()
    const mask = this.hashes.length - 1
    let at = node.hash & mask
    while (this.hashes[at] !== 0) at = (at + 1) & mask
    this.hashes[at] = node.hash
    this.nodes[at] = node
    this.count++
  }

  private grow(): void {
    const { hashes, nodes } = this
    this.hashes = new Int32Array(2 * hashes.length)
    this.nodes = new Array<Node>(2 * hashes.length)
    this.count = 0
    hashes.forEach((hash, at) => {
      if (hash !== 0) this.insert(nodes[at] as Node)
    })
  }
}

/** A hash with its bits mixed, so that numbers side by side do not stand side by side in a table; never 0. */
export function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  bits ^= bits >>> 13
  return bits === 0 ? 1 : bits
}

export function sameArgs<Node>(a: readonly Node[], b: readonly Node[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function samePayload(a: Payload, b: Payload): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && a.key === b.key)
}

export function hashText(text: string): number {
  let hash = 5381
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 33) ^ text.charCodeAt(i)) | 0
  return hash
}
