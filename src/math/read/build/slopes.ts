/** Derivatives that a formula asks for: d/dx, f'(2t), jax.grad(f)(x). */
import { differentiate } from '../../differentiate/index.ts'
import { type Expr, nameOf, substitute, symbol, symbolsOf, topological } from '../../expr.ts'
import { sameShape } from '../../shape.ts'
import { type DerivativeTerm, ReadError, type Term } from '../term.ts'
import type { Built } from './built.ts'

/** The derivative of `of` by the names of the term, at its points, which `builtOf` makes; one of them may have indices. Throws ReadError. */
export function derivativeOf(of: Expr, { by, at, range }: DerivativeTerm, builtOf: (point: Term) => Built): Built {
  const nodeOf = (name: string): Expr => symbolsOf(of).find((node) => nameOf(node) === name) ?? symbol(name)
  const nodes = new Map([...new Set(by)].map((name) => [name, nodeOf(name)]))
  const derivative = by.reduce((value, name) => differentiate(value, name), of)
  if (at === undefined) return { expr: derivative }
  const places = at.map(builtOf)
  const points = [...nodes.values()].map((node, k): [Expr, Expr] => [node, (places[k] as Built).expr])
  const [indexed, more] = places.filter(({ indices }) => indices !== undefined)
  // g'(a x_i): the slope of a function of numbers at each of them.
  const isMapped =
    indexed !== undefined &&
    of.rank === 0 &&
    topological([derivative]).every(({ op, args, rank }) => rank === 0 && (args.length === 0 || op.elementwise))
  if (more !== undefined || points.some(([node, point]) => !sameShape(node.shape, point.shape) && !(isMapped && node.rank === 0)))
    throw new ReadError(
      'a derivative by an array of this shape is not read here',
      range ?? { start: 0, end: 0 },
      'state the shapes in a comment such as # x: (n,), or select the function that is differentiated',
    )
  return { expr: substitute(derivative, new Map(points)), ...(indexed?.indices && { indices: indexed.indices }) }
}
