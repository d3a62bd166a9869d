/** Rows of exponentials over axes: logsumexp, softmax and its logarithm, shifted by the largest component. */
import { type Attributes, type Expr, type Operation, type Row, row } from '../expr.ts'
import { strides, type Tensor, tensor } from '../tensor.ts'
import { div, exp, ln, mul, sub } from './arithmetic.ts'
import { hasDelta } from './delta.ts'
import { einsum, freshLetters, sumAxes } from './einsum.ts'
import { type AxesPayload, axesOf, axesPayload, finish, keepAxes, letters, readAxes, reduceTensor, reduction, squeezed } from './reduction.ts'

export const logsumexp: Row = reduction({
  name: 'logsumexp',
  title: 'logarithm of a sum of exponentials',
  vjp: (adjoint, node) => {
    const x = node.args[0] as Expr
    const { lead, all, left } = letters(adjoint, node)
    return einsum(`${lead}${left},${all}->${lead}${all}`, squeezed(adjoint, node), softmax.with(axesPayload(axesOf(node).axes), x))
  },
  meaning: (node) => {
    const x = node.args[0] as Expr
    return finish(ln(sumAxes(exp(x), axesOf(node).axes)), axesOf(node), x.rank)
  },
  tensorKernel: ([x], payload, shape) => {
    const { axes } = payload as AxesPayload
    const top = reduceTensor(x as Tensor, axes, shape, Number.NEGATIVE_INFINITY, Math.max)
    return logsumexpKernel(x as Tensor, axes, shape, top)
  },
  spell: {
    scipy: ['special.logsumexp', 'misc.logsumexp'],
    jax: ['nn.logsumexp', 'scipy.special.logsumexp'],
    torch: 'logsumexp',
    tensorflow: ['reduce_logsumexp', 'math.reduce_logsumexp'],
    text: ['logsumexp', 'lse'],
    latex: ['\\operatorname{logsumexp}', '\\operatorname{LSE}'],
  },
})

/** Shifted by the largest component, so that it neither overflows nor loses the small ones. */
function logsumexpKernel(x: Tensor, axes: readonly number[], shape: readonly number[], top: Tensor): Tensor {
  const from = strides(x.shape)
  const left = x.shape.map((_, k) => k).filter((k) => !axes.includes(k))
  const to = strides(left.map((k) => x.shape[k] as number))
  const total = tensor(shape)
  for (let i = 0; i < x.data.length; i++) {
    let rest = i
    let at = 0
    for (let k = 0; k < x.shape.length; k++) {
      const index = Math.floor(rest / (from[k] as number))
      const place = left.indexOf(k)
      if (place >= 0) at += index * (to[place] as number)
      rest %= from[k] as number
    }
    const shift = top.data[at] as number
    total.data[at] = (total.data[at] as number) + Math.exp((x.data[i] as number) - (Number.isFinite(shift) ? shift : 0))
  }
  for (let i = 0; i < total.data.length; i++)
    total.data[i] = Math.log(total.data[i] as number) + (Number.isFinite(top.data[i]) ? (top.data[i] as number) : 0)
  return total
}

const softmaxAxes = (attributes: Attributes, args: readonly Expr[]): AxesPayload => {
  const given = attributes['axis'] ?? attributes['dim']
  return readAxes({ axis: given ?? -1 }, args[0]?.rank ?? 0)
}

/** The other index letters of a row over axes of its own: lead, all and those not normalised over. */
function softmaxLetters(adjoint: Expr, node: Expr): { lead: string; all: string; left: string } {
  const all = freshLetters(node.rank, '')
  return { lead: freshLetters(adjoint.rank - node.rank, all), all, left: [...all].filter((_, k) => !axesOf(node).axes.includes(k)).join('') }
}

export const softmax: Row = row({
  name: 'softmax',
  title: 'softmax',
  called: /[sS]oftmax/,
  args: ['z'],
  elementwise: false,
  values: { min: 0, max: 1, minOpen: true },
  ranks: [1],
  layer: true,
  attributes: ['axis'],
  configure: softmaxAxes,
  shape: (args) => (args[0] as Expr).shape,
  vjp: (adjoint, node) => {
    const { lead, all, left } = softmaxLetters(adjoint, node)
    const inner = einsum(`${lead}${all},${all}->${lead}${left}`, adjoint, node)
    // s ⊙ (g − ⟨g, s⟩), as people write it, unless the adjoint is made of deltas, which stay apart.
    if (lead === '' && !hasDelta(adjoint)) return mul(node, sub(adjoint, keepAxes(inner, axesOf(node).axes, node.rank)))
    return sub(einsum(`${lead}${all},${all}->${lead}${all}`, adjoint, node), einsum(`${lead}${left},${all}->${lead}${all}`, inner, node))
  },
  meaning: (node) => {
    const z = node.args[0] as Expr
    const { axes } = axesOf(node)
    return div(exp(z), keepAxes(sumAxes(exp(z), axes), axes, z.rank))
  },
  tensorKernel: ([z], payload) => exponentials(z as Tensor, (payload as AxesPayload).axes, (value, total) => Math.exp(value) / total),
  latex: '\\operatorname{softmax}',
  spell: {
    scipy: 'special.softmax',
    jax: 'nn.softmax',
    torch: ['nn.functional.softmax', 'softmax'],
    tensorflow: ['nn.softmax', 'math.softmax'],
    text: 'softmax',
    latex: '\\operatorname{softmax}',
  },
})

export const logSoftmax: Row = row({
  name: 'log_softmax',
  title: 'logarithm of the softmax',
  args: ['z'],
  elementwise: false,
  ranks: [1],
  layer: true,
  attributes: ['axis'],
  configure: softmaxAxes,
  shape: (args) => (args[0] as Expr).shape,
  vjp: (adjoint, node) => {
    const { lead, all, left } = softmaxLetters(adjoint, node)
    const total = sumAxes(
      adjoint,
      axesOf(node).axes.map((k) => k + lead.length),
    )
    return sub(adjoint, einsum(`${lead}${left},${all}->${lead}${all}`, total, softmax.with(node.payload, node.args[0] as Expr)))
  },
  meaning: (node) => ln(softmax.with(node.payload, node.args[0] as Expr)),
  tensorKernel: ([z], payload) => exponentials(z as Tensor, (payload as AxesPayload).axes, (value, total) => value - Math.log(total)),
  latex: '\\log\\operatorname{softmax}',
  spell: {
    scipy: 'special.log_softmax',
    jax: 'nn.log_softmax',
    torch: ['nn.functional.log_softmax', 'log_softmax'],
    tensorflow: ['nn.log_softmax', 'math.log_softmax'],
    text: ['log_softmax', 'logsoftmax'],
  },
})

/** Each component's shifted exponent with the total over its axes, finished by `last`. */
function exponentials(z: Tensor, axes: readonly number[], last: (value: number, total: number) => number): Tensor {
  const shape = z.shape.filter((_, k) => !axes.includes(k))
  const top = reduceTensor(z, axes, shape, Number.NEGATIVE_INFINITY, Math.max)
  const from = strides(z.shape)
  const to = strides(shape)
  const stepTo: number[] = []
  let place = 0
  for (let k = 0; k < z.shape.length; k++) stepTo.push(axes.includes(k) ? 0 : (to[place++] as number))
  const at = (i: number): number => {
    let sumAt = 0
    for (let k = 0; k < z.shape.length; k++) {
      sumAt += Math.floor(i / (from[k] as number)) * (stepTo[k] as number)
      i %= from[k] as number
    }
    return sumAt
  }
  const total = tensor(shape)
  const shifted = tensor(z.shape)
  for (let i = 0; i < z.data.length; i++) {
    const group = at(i)
    const value = (z.data[i] as number) - (top.data[group] as number)
    shifted.data[i] = value
    total.data[group] = (total.data[group] as number) + Math.exp(value)
  }
  for (let i = 0; i < z.data.length; i++) shifted.data[i] = last(shifted.data[i] as number, total.data[at(i)] as number)
  return shifted
}

export const softmaxRows: readonly Operation[] = [logsumexp, softmax, logSoftmax].map((r) => r.op)
