/**
 * A straight-line program: formulas as plain data, each shared node once. It is what the host sends to the page and
 * what the compiled pass is made from; it can be structured-cloned and holds no code.
 */
import { type Expr, exactOf, isSymbol, nameOf, symbolsOf, topological } from '../expr.ts'
import { boundName, isBinder } from '../ops/binder.ts'
import { callKernel } from './elementwise.ts'
import { plan } from './plan.ts'
import { EvaluationError } from './sizes.ts'

/**
 * One instruction: the name of a row of the table and the slots of its arguments. Sums, products and integrals have their bounds and what else
 * their terms are made of as arguments, and the terms as a program of the index and of that.
 */
export interface Instruction {
  op: string
  args: number[]
  body?: Program
}

/** Slots are numbered inputs first, then constants, then one per instruction. */
export interface Program {
  inputs: string[]
  constants: number[]
  instructions: Instruction[]
  outputs: number[]
}

/** What a node became: a number known now, an input, or the result of an instruction. */
type Slot = { kind: 'constant'; value: number } | { kind: 'input' | 'instruction'; index: number }

/**
 * The program that computes scalar expressions from inputs by name. Rows without a kernel are expanded by their meaning;
 * what depends on no input is computed here, but for sums and integrals. Throws EvaluationError for a symbol that is no input, and for tensors.
 */
export function toProgram(exprs: readonly Expr[], inputs: readonly string[]): Program {
  if (topological(exprs).some(({ rank }) => rank > 0)) throw new EvaluationError('only scalars can be computed column by column')
  const numbering = new Map(inputs.map((name, index) => [name, index]))
  const { nodes, args, roots } = plan(exprs, (node) => node.op.kernel !== undefined)
  const slots: Slot[] = []
  const constants = new Map<string, number>()
  const pending: { op: string; args: Slot[]; body?: Program }[] = []
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Expr
    slots.push(
      slotOf(
        node,
        (args[k] as readonly number[]).map((place) => slots[place] as Slot),
      ),
    )
  }
  function slotOf(node: Expr, parts: Slot[]): Slot {
    const value = exactOf(node)?.value
    if (value !== undefined) return { kind: 'constant', value }
    if (isSymbol(node)) {
      const index = numbering.get(nameOf(node) as string)
      if (index === undefined) throw new EvaluationError(`${nameOf(node)} is no input`)
      return { kind: 'input', index }
    }
    if (isBinder(node)) {
      const index = boundName(node)
      const inside = new Set(symbolsOf(node.args[0] as Expr).map(nameOf))
      const names = inputs.filter((name) => name !== index && inside.has(name))
      const body = toProgram([node.args[0] as Expr], [index, ...names])
      const free = names.map((name): Slot => ({ kind: 'input', index: numbering.get(name) as number }))
      return { kind: 'instruction', index: pending.push({ op: node.op.name, args: [...parts, ...free], body }) - 1 }
    }
    const { kernel } = node.op
    if (kernel === undefined) throw new EvaluationError(`${node.op.title} cannot be computed column by column`)
    const known: number[] = []
    for (const part of parts) if (part.kind === 'constant') known.push(part.value)
    if (known.length === parts.length) return { kind: 'constant', value: callKernel(kernel, known) }
    return { kind: 'instruction', index: pending.push({ op: node.op.name, args: parts }) - 1 }
  }
  // Only constants that are still used get a slot; -0 and 0 are different numbers.
  const place = (slot: Slot): void => {
    if (slot.kind === 'constant' && !constants.has(keyOf(slot.value))) constants.set(keyOf(slot.value), constants.size)
  }
  for (const { args } of pending) args.forEach(place)
  const outputs = roots.map((root) => slots[root] as Slot)
  outputs.forEach(place)
  const numberOf = (slot: Slot): number => {
    if (slot.kind === 'input') return slot.index
    if (slot.kind === 'constant') return inputs.length + (constants.get(keyOf(slot.value)) as number)
    return inputs.length + constants.size + slot.index
  }
  return {
    inputs: [...inputs],
    constants: [...constants.keys()].map(Number),
    instructions: pending.map(({ op, args, body }) => ({ op, args: args.map(numberOf), ...(body && { body }) })),
    outputs: outputs.map(numberOf),
  }
}

const keyOf = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))
