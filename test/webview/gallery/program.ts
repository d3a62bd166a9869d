/** Programs written as formulas: what the host would have compiled, without the host. */
import type { Program } from '../../../src/protocol.ts'

/** A node: an input, a number, or an operation of the table by its name. */
export type Node = string | number | { op: string; args: Node[] }

const op =
  (name: string) =>
  (...args: Node[]): Node => ({ op: name, args })
export const add = op('add')
export const mul = op('mul')
export const div = op('div')
export const pow = op('pow')
export const exp = op('exp')
export const sin = op('sin')
export const cos = op('cos')
export const tan = op('tan')
export const ln = op('ln')
export const neg = op('neg')

/** Slots are inputs, then constants, then instructions: arguments first. */
export function program(inputs: string[], outputs: Node[]): Program {
  const constants: number[] = []
  const collect = (node: Node): void => {
    if (typeof node === 'number' && !constants.includes(node)) constants.push(node)
    if (typeof node === 'object') node.args.forEach(collect)
  }
  outputs.forEach(collect)
  const instructions: Program['instructions'] = []
  const slots = new Map<Node, number>()
  const slot = (node: Node): number => {
    if (typeof node === 'string') return inputs.indexOf(node)
    if (typeof node === 'number') return inputs.length + constants.indexOf(node)
    const known = slots.get(node)
    if (known !== undefined) return known
    const args = node.args.map(slot)
    instructions.push({ op: node.op, args })
    const place = inputs.length + constants.length + instructions.length - 1
    slots.set(node, place)
    return place
  }
  return { inputs, outputs: outputs.map(slot), constants, instructions }
}
