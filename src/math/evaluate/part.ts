/** A part of a program: some of its outputs, over the same inputs in another order. */
import type { Program } from './program.ts'

/**
 * The program that computes only some outputs, from the inputs in the order wanted.
 * @param inputs all inputs of the program
 * @param outputs which of its outputs are wanted, by their places
 */
export function partOf(program: Program, inputs: readonly string[], outputs: readonly number[]): Program {
  const { constants, instructions } = program
  const before = program.inputs.length + constants.length
  const roots = outputs.map((output) => program.outputs[output] as number)
  const needed = new Set(roots)
  for (let k = instructions.length - 1; k >= 0; k--) if (needed.has(before + k)) for (const slot of instructions[k]?.args ?? []) needed.add(slot)
  const places = new Map(program.inputs.map((name, slot) => [slot, inputs.indexOf(name)]))
  constants.forEach((_, k) => {
    places.set(program.inputs.length + k, inputs.length + k)
  })
  const kept = instructions.filter((_, k) => needed.has(before + k))
  let next = inputs.length + constants.length
  for (let k = 0; k < instructions.length; k++) if (needed.has(before + k)) places.set(before + k, next++)
  const moved = (slot: number): number => places.get(slot) as number
  return {
    inputs: [...inputs],
    constants: [...constants],
    instructions: kept.map((instruction) => ({ ...instruction, args: instruction.args.map(moved) })),
    outputs: roots.map(moved),
  }
}
