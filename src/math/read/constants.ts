/** Numbers that a text gives to names. */
import type { Reading } from './term.ts'

/** The numbers of the text that names stand for which are neither parameters nor differentiated by. */
export const numbersBeside = ({ declarations, parameters = [] }: Reading, wrt: readonly string[]): ReadonlyMap<string, number> =>
  new Map(
    [...declarations].flatMap(([name, { value }]): [string, number][] =>
      typeof value !== 'number' || parameters.includes(name) || wrt.includes(name) ? [] : [[name, value]],
    ),
  )
