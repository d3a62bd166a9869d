/** Rows: variance and standard deviation over axes. */
import type { Expr, Operation, Row } from '../expr.ts'
import { div, mul, pow, sqrt, sub } from './arithmetic.ts'
import { hasDelta, timesDelta } from './delta.ts'
import { einsum, sumAxes } from './einsum.ts'
import { axesOf, axesPayload, count, finish, letters, mean, readAxes, reduction, squeezed } from './reduction.ts'

/** Deviations of the components from their mean over the axes. */
function deviations(x: Expr, axes: readonly number[]): Expr {
  // NumPy stretches along missing leading axes by itself: the mean keeps its axes only where others come before them.
  const leading = axes.every((axis, k) => axis === k)
  return sub(x, mean.with(axesPayload(axes, !leading), x))
}

/** How many components count: all, less the degrees of freedom taken off. */
function weight(node: Expr): Expr {
  const { axes, order } = axesOf(node)
  const n = count(node.args[0] as Expr, axes)
  return order === 0 ? n : sub(n, Number(order))
}

/** Of the variance the adjoint times 2 (x - mean x)/n: the mean's own share sums to zero. */
function pulled(adjoint: Expr, node: Expr): Expr {
  const x = node.args[0] as Expr
  const { lead, all, left } = letters(adjoint, node)
  const product = einsum(`${lead}${left},${all}->${lead}${all}`, squeezed(adjoint, node), deviations(x, axesOf(node).axes))
  return div(mul(2, product), weight(node))
}

export const variance: Row = reduction({
  name: 'var',
  title: 'variance over axes',
  values: { min: 0 },
  attributes: ['axis', 'dtype', 'out', 'ddof', 'keepdims'],
  configure: (attributes, args) => {
    const correction = attributes['ddof'] ?? attributes['correction'] ?? (attributes['unbiased'] === true ? 1 : 0)
    return readAxes(attributes, args[0]?.rank ?? 0, typeof correction === 'number' ? correction : 0)
  },
  vjp: pulled,
  meaning: (node) => {
    const x = node.args[0] as Expr
    const { axes } = axesOf(node)
    return finish(div(sumAxes(pow(deviations(x, axes), 2), axes), weight(node)), axesOf(node), x.rank)
  },
  spell: {
    numpy: 'var',
    jax: 'var',
    torch: 'var',
    tensorflow: 'math.reduce_variance',
    matlab: 'var',
    julia: 'var',
    text: 'var',
    latex: ['\\operatorname{Var}', '\\operatorname{var}'],
  },
})

export const standardDeviation: Row = reduction({
  name: 'std',
  title: 'standard deviation over axes',
  values: { min: 0 },
  attributes: ['axis', 'dtype', 'out', 'ddof', 'keepdims'],
  configure: (attributes, args) => variance.op.configure?.(attributes, args),
  vjp: (adjoint, node) => {
    const half = div(1, mul(2, node))
    return pulled(hasDelta(adjoint) ? timesDelta(adjoint, half) : mul(adjoint, half), node)
  },
  meaning: (node) => sqrt(variance.with(node.payload, node.args[0] as Expr)),
  kinks: [{ convention: 'where all components of #1 are equal the standard deviation has no derivative' }],
  spell: {
    numpy: 'std',
    jax: 'std',
    torch: 'std',
    tensorflow: 'math.reduce_std',
    matlab: 'std',
    julia: 'std',
    text: 'std',
    latex: '\\operatorname{std}',
  },
})

export const varianceRows: readonly Operation[] = [variance, standardDeviation].map((row) => row.op)
