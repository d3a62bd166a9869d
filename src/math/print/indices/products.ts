/** Kronecker and cross products as people write them, by a sign between the factors; those of each row too. */
import type { Expr } from '../../expr.ts'
import { type Form, LEVEL, type Printer } from '../printer.ts'

interface Infix extends Printer {
  infix(node: Expr, sign: string, own: number, inner: number): string
}

/** The rows of a Kronecker and of a cross product; `own` says how tightly such a product holds together. */
export function productForms<P extends Infix>(kron: string, cross: string, own: number): { readonly [row: string]: Form<P> } {
  const between =
    (sign: string): Form<P> =>
    (printer, node) =>
      printer.infix(node, sign, own, LEVEL.sign)
  /** The factors the other way round where the payload says so. */
  const each =
    (swapped: string): Form<P> =>
    (printer, node) => {
      const [g, v] = node.args as [Expr, Expr]
      const [a, b] = node.payload === swapped ? [v, g] : [g, v]
      const text = `${printer.at(a, LEVEL.sign)}${cross}${printer.at(b, LEVEL.sign)}`
      printer.level = own
      printer.mark = 0
      return text
    }
  return { kron: between(kron), cross: between(cross), cross_with: each('right'), cross_each: each('left') }
}
