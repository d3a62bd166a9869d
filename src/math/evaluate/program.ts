/**
 * A straight-line program: formulas as plain data, each shared node once. It is what the host sends to the page and
 * what the compiled pass is made from; it can be structured-cloned and holds no code.
 */

/** One instruction: the name of a row of the table and the slots of its arguments. */
export interface Instruction {
  op: string
  args: number[]
}

/** Slots are numbered inputs first, then constants, then one per instruction. */
export interface Program {
  inputs: string[]
  constants: number[]
  instructions: Instruction[]
  outputs: number[]
}
