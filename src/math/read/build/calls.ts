/** Calls of functions that the text does not define: component by component, or of whole arrays. */
import type { Expr } from '../../expr.ts'
import { callFunction } from '../../ops/binder.ts'
import { callWhole } from '../../ops/wholeCall.ts'
import { type CallTerm, ReadError } from '../term.ts'
import { type Built, NOWHERE, type OpenLengths, ownRank, settled } from './built.ts'

/** `each` makes one component of those of the arguments. Throws ReadError. */
export function callOf(
  { name, primes, whole, subscript, range = NOWHERE }: CallTerm,
  args: readonly Built[],
  lengths: OpenLengths,
  each: (args: readonly Built[], make: (args: readonly Expr[]) => Expr) => Built,
): Built {
  const orders = args.map((_, k) => (k === 0 ? (primes ?? 0) : 0))
  if (whole === undefined) {
    if (subscript && ownRank(args.at(-1) as Built) > 0)
      throw new ReadError(`how ${name} depends on its parameters is not said here`, range, `define ${name}`)
    return each(args, (exprs) => callFunction(name, exprs, orders))
  }
  const exprs = (own: readonly Built[]): readonly Expr[] => own.map((arg) => settled(arg).expr)
  const [last, ...more] = args.filter(({ indices }) => indices !== undefined)
  // f_i(x) for each i: the components of a function with so many.
  if (subscript && last !== undefined && last === args.at(-1) && last.expr.rank === 1 && more.length === 0)
    return { expr: callWhole(name, exprs(args.slice(0, -1)), last.expr.shape), indices: last.indices }
  if (last !== undefined) throw new ReadError(`${name} takes whole vectors: it is not read of each of many`, range)
  return { expr: callWhole(name, exprs(args), lengths.ofValue(name), orders) }
}
