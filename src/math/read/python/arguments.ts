/** The arguments of a library's function, by place or by name. */
import type { Range } from '../../api.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import type { Arguments, Value } from '../execute/values/value.ts'
import type { Term } from '../term.ts'

/** A function of an array library, by its evaluated arguments. */
export type Native = (context: Context, args: Arguments, range: Range, path: string) => Value

/** The argument at a position or of a name. */
export function argument(args: Arguments, at: number, ...names: string[]): Value | undefined {
  return args.positional[at] ?? names.map((name) => args.named.get(name)).find((value) => value !== undefined)
}
/** The argument at a position or of a name, which has to be there. */
export const need = (args: Arguments, at: number, range: Range, ...names: string[]): Value =>
  argument(args, at, ...names) ?? refuse('an argument is missing', range)

/** The first two arguments. */
export const twoTerms = (context: Context, args: Arguments, range: Range): readonly [Term, Term] => [
  context.toTerm(need(args, 0, range), range),
  context.toTerm(need(args, 1, range), range),
]
