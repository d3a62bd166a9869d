/** Differentiation: by name, of any order, for values and variables of any rank. */
import { type Expr, nameOf, symbol, symbolsOf, topological } from '../expr.ts'
import { reverse } from './reverse.ts'

/** The symbol of this name in an expression; a scalar of that name where it does not occur. */
export function symbolNamed(expr: Expr, name: string): Expr {
  return topological([expr]).find((node) => nameOf(node) === name) ?? symbol(name)
}

/** d expr / d name, axes of the value first. Not simplified. Throws DerivativeError. */
export function differentiate(expr: Expr, name: string): Expr {
  return reverse(expr, [symbolNamed(expr, name)])[0] as Expr
}

/** The derivatives by each name, sharing everything they can. Not simplified. Throws DerivativeError. */
export function gradient(expr: Expr, names: readonly string[]): Expr[] {
  const symbols = new Map(symbolsOf(expr).map((node) => [nameOf(node) as string, node]))
  return reverse(
    expr,
    names.map((name) => symbols.get(name) ?? symbol(name)),
  )
}
