/**
 * Interning: an open-addressing table of nodes by operation, arguments, payload and (for leaves) shape. It has two
 * generations: `rotate` drops the nodes that were neither made nor met since the last but one rotation, so a long
 * session does not grow; within one analysis, and between one and the next, identity is absolute.
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
const GENERATION = 1 << 11

export class InternTable<Node extends Internable<Node>> {
  private young = new Generation<Node>(GENERATION * 4)
  private old = new Generation<Node>(2)

  rotate(): void {
    if (this.young.count < GENERATION) return
    this.old = this.young
    this.young = new Generation(GENERATION * 4)
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
}

class Generation<Node extends Internable<Node>> {
  private slots: (Node | undefined)[]
  count = 0
  constructor(capacity: number) {
    this.slots = new Array<Node | undefined>(capacity).fill(undefined)
  }

  find(op: object, args: readonly Node[], shape: Shape | undefined, payload: Payload, hash: number): Node | undefined {
    const mask = this.slots.length - 1
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const node = this.slots[at]
      if (node === undefined) return undefined
      if (node.hash === hash && node.op === op && samePayload(node.payload, payload) && sameArgs(node.args, args)) {
        if (shape === undefined || sameShape(node.shape, shape)) return node
      }
    }
  }

  insert(node: Node): void {
    if (this.count * 2 >= this.slots.length) this.grow()
    const mask = this.slots.length - 1
    let at = node.hash & mask
    while (this.slots[at] !== undefined) at = (at + 1) & mask
    this.slots[at] = node
    this.count++
  }

  private grow(): void {
    const old = this.slots
    this.slots = new Array<Node | undefined>(old.length * 2).fill(undefined)
    this.count = 0
    for (const node of old) if (node !== undefined) this.insert(node)
  }
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
