/** Derivatives that a formula asks for: d/dx, f'(2t), jax.grad(f)(x). */
import { differentiate } from '../differentiate/index.ts'
import { type Expr, nameOf, substitute, symbol, symbolsOf } from '../expr.ts'
import { sameShape } from '../shape.ts'
import { type DerivativeTerm, ReadError, type Term } from './term.ts'

/** The derivative of `of` by the names of the term, at its points, which `exprOf` makes. Throws ReadError. */
export function derivativeOf(of: Expr, { by, at, range }: DerivativeTerm, exprOf: (point: Term) => Expr): Expr {
  const nodeOf = (name: string): Expr => symbolsOf(of).find((node) => nameOf(node) === name) ?? symbol(name)
  const nodes = new Map([...new Set(by)].map((name) => [name, nodeOf(name)]))
  const derivative = by.reduce((value, name) => differentiate(value, name), of)
  if (at === undefined) return derivative
  const points = [...nodes.values()].map((node, k): [Expr, Expr] => [node, exprOf(at[k] as Term)])
  if (points.some(([node, point]) => !sameShape(node.shape, point.shape)))
    throw new ReadError(
      'a derivative by an array of this shape is not read here',
      range ?? { start: 0, end: 0 },
      'state the shapes in a comment such as # x: (n,), or select the function that is differentiated',
    )
  return substitute(derivative, new Map(points))
}
