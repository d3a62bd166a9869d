/** Derivatives that a formula asks for: d/dx, f'(2t), jax.grad(f)(x). */
import { differentiate } from '../../differentiate/index.ts'
import { reverse } from '../../differentiate/reverse.ts'
import { type Expr, isNumber, nameOf, substitute, symbol, symbolsOf, topological } from '../../expr.ts'
import { div } from '../../ops/arithmetic.ts'
import { stack } from '../../ops/arrange.ts'
import { permute, sumAxes } from '../../ops/einsum.ts'
import { isZero } from '../../ops/structure.ts'
import { sameShape } from '../../shape.ts'
import { inOrderOf } from '../../simplify/authored.ts'
import { simplify } from '../../simplify/simplify.ts'
import { notation } from '../../simplify/tensors/notation.ts'
import { mapTerms, occurs, orderOf } from '../order.ts'
import { type ApplyTerm, type DerivativeTerm, ReadError, type Term } from '../term.ts'
import type { Built } from './built.ts'

/** Longer derivatives are left as they come: nobody reads them. */
const READABLE = 120

/** A derivative as people write it who work it out: 2xy of x² y by x. */
const worked = (derivative: Expr): Expr => (topological([derivative]).length > READABLE ? derivative : notation(simplify(derivative)))

/** Formulas of more terms are not worked out as a whole. */
const TERMS = 100

/** Whether a term is computed of derivatives: all terms of a sum, some factor of a product. */
function isOfDerivatives(term: Term, seen = new Map<Term, boolean>()): boolean {
  if (term.kind !== 'apply') return term.kind === 'derivative'
  const known = seen.size > TERMS ? false : seen.get(term)
  if (known !== undefined) return known
  seen.set(term, false)
  const found = isArithmeticOf(term, (part) => isOfDerivatives(part, seen))
  seen.set(term, found)
  return found
}

function isArithmeticOf(term: ApplyTerm, isOne: (part: Term) => boolean): boolean {
  switch (term.op) {
    case 'add':
    case 'sub':
    case 'neg':
      return term.args.every(isOne)
    case 'mul':
    case 'div':
    case 'product':
    case 'quotient':
      return term.args.some(isOne)
    default:
      return false
  }
}

const isSum = (term: Term): term is ApplyTerm => term.kind === 'apply' && (term.op === 'add' || term.op === 'sub')

/**
 * What is computed of derivatives that are worked out, as people work it out: 3t/2 of a quotient. What stands beside them in a sum is left as
 * it is, x - f/f', unless all comes to a number: 0 of y'' + y.
 */
export function workedWhole(root: Term, expr: Expr): Expr {
  // The curl of a field is a list of such.
  if (root.kind === 'apply' && root.op === 'array' && expr.op === stack.op && expr.args.length === root.args.length)
    return stack(...root.args.map((part, k) => workedWhole(part, expr.args[k] as Expr)))
  const isWhole = isOfDerivatives(root)
  if (root.kind !== 'apply' || expr.rank > 0 || !(isWhole || (isSum(root) && root.args.some((part) => isOfDerivatives(part))))) return expr
  const simple = inOrderOf(symbolsOf(expr).map(nameOf) as string[], () => worked(expr))
  return dividesByZero(simple) || !(isWhole || isNumber(simple)) ? expr : simple
}

/** The derivative of `of` by the names of the term, at its points, which `builtOf` makes; one of them may have indices. Throws ReadError. */
export function derivativeOf(of: Expr, { by, at, range }: DerivativeTerm, builtOf: (point: Term) => Built): Built {
  const nodeOf = (name: string): Expr => symbolsOf(of).find((node) => nameOf(node) === name) ?? symbol(name)
  const nodes = new Map([...new Set(by)].map((name) => [name, nodeOf(name)]))
  const names = symbolsOf(of).map(nameOf) as string[]
  const derivative = inOrderOf(names, () => worked(by.reduce((value, name) => differentiate(value, name), of)))
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
  const there = substitute(derivative, new Map(points))
  const number = points.some(([, point]) => symbolsOf(point).length === 0) ? inOrderOf(names, () => worked(there)) : there
  return { expr: dividesByZero(number) ? there : number, ...(indexed?.indices && { indices: indexed.indices }) }
}

/** It has no value then, and where that comes from is seen in what was filled in. */
const dividesByZero = (root: Expr): boolean =>
  topological([root]).some(({ op, args: [, below] }) => op === div.op && below !== undefined && isZero(below))

/** What stands for a point in what is differentiated by it. */
export const placeOf = (name: string, { expr, indices }: Built): Built => ({ expr: symbol(name, expr.shape), ...(indices && { indices }) })

/**
 * The derivative at a point, by what stands for it, and for each index its own: of all x_j, f(x_i) depends on x_i alone, so that the
 * derivative of its sum by all of them has the derivative for each i.
 */
export function slopeAt(name: string, of: Built, point: Built): Built {
  const [indices, own] = [of.indices ?? [], point.indices ?? []]
  const place = placeOf(name, point).expr
  const shared = indices.flatMap((index, axis) => (own.includes(index) ? [axis] : []))
  const summed = sumAxes(of.expr, shared)
  const derivative = worked(reverse(summed, [place])[0] as Expr)
  // The axes of indices go before all others.
  const others = indices.length - shared.length
  const axes = Array.from({ length: derivative.rank }, (_, axis) => axis)
  const isIndex = (axis: number): boolean => axis < others || (axis >= summed.rank && axis < summed.rank + own.length)
  const ordered = permute(derivative, [...axes.filter(isIndex), ...axes.filter((axis) => !isIndex(axis))])
  const all = [...indices.filter((index) => !own.includes(index)), ...own]
  return { expr: substitute(ordered, new Map([[place, point.expr]])), ...(all.length > 0 && { indices: all }) }
}

/** The term with another name for each point at which a derivative is taken, where some share one: what is done for each index is written once. */
export function withPlaces(root: Term): Term {
  if (!occurs(root, 'derivative')) return root
  const names = orderOf(root).terms.flatMap((term) => (term.kind === 'derivative' && term.placed ? term.by : []))
  if (new Set(names).size === names.length) return root
  let count = 0
  const renamed = (term: Term): Term => {
    if (term.kind !== 'derivative' || !term.placed) return term
    const [name] = term.by
    const own = `${name} ${++count}`
    return {
      ...term,
      by: [own],
      of: mapTerms(term.of, (part) => (part.kind === 'name' && part.name === name ? { ...part, name: own } : renamed(part))),
    }
  }
  return mapTerms(root, renamed)
}
