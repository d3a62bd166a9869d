/** Formulas with the numbers that a text gives to names, and the form in which these are computed. */
import { agree } from '../../evaluate/agree.ts'
import type { Exact } from '../../exact.ts'
import { type Expr, nameOf, number, substitute, symbolsOf } from '../../expr.ts'
import { simplify } from '../simplify.ts'
import { stablestWithNumbers } from './stablest.ts'

/** An expression with numbers for some of its symbols. */
export function withNumbers(expr: Expr, of: (name: string) => number | Exact | undefined): Expr {
  const numbers = symbolsOf(expr).flatMap((node): [Expr, Expr][] => {
    const value = node.rank > 0 ? undefined : of(nameOf(node) as string)
    return value === undefined ? [] : [[node, number(value)]]
  })
  return numbers.length === 0 ? expr : substitute(expr, new Map(numbers))
}

/**
 * The form to compute a value by for which names stand for these numbers alone: `computed`, or one with the numbers, where that keeps digits
 * that are lost with names.
 */
export function settled(shown: Expr, computed: Expr, constants: ReadonlyMap<string, Exact>): Expr {
  const own = new Map(
    symbolsOf(computed).flatMap((node) => {
      const exact = constants.get(nameOf(node) as string)
      return exact === undefined ? [] : [[nameOf(node) as string, exact] as const]
    }),
  )
  if (own.size === 0) return computed
  const put = (expr: Expr): Expr => withNumbers(expr, (name) => own.get(name))
  const numbers = Object.fromEntries([...own].map(([name, { value }]) => [name, value]))
  const form = stablestWithNumbers(computed, numbers, () => [put(shown), simplify(put(shown))])
  return form !== undefined && agree(put(computed), form) ? form : computed
}
