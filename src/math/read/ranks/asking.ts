/** Which terms ask for axes in what they are made of: in a long reading most are arithmetic, which does not. */
import type { ApplyTerm } from '../term.ts'

/** Arithmetic component by component, and the number of axes from which on it may ask for any in what it is of. */
const ARITHMETIC: ReadonlyMap<string, number> = new Map([
  ['neg', 4],
  ['mul', 3],
  ['div', 2],
  ['add', 2],
  ['sub', 2],
])
export const isArithmetic = ({ op }: ApplyTerm): boolean => ARITHMETIC.has(op)

/** Whether a term whose arguments have at least these ranks may ask for so many axes, or for what goes with them: of none only lengths speak. */
export const mayAsk = ({ op }: ApplyTerm, least: readonly number[], asked: number): boolean =>
  asked === 0 ? op === 'size' : asked >= (ARITHMETIC.get(op) ?? 0) || least.some((rank) => rank > 0)
