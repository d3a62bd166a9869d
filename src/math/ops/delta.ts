/**
 * Tensors with deltas in them, as derivatives of tensors are until the end: what is done to them keeps the deltas outermost,
 * where products over index sets see them and they cost nothing.
 */
import { type Expr, make, number, withArgs } from '../expr.ts'
import { type Length, sameShape, shapeOf } from '../shape.ts'
import { add, div, mul, neg } from './arithmetic.ts'
import { reshape, reshapePayload } from './arrange.ts'
import { einsum, freshLetters, isEinsum, specOf, sumAxes } from './einsum.ts'
import { type AxesPayload, axesPayload } from './reduction.ts'
import { isEye, ones } from './structure.ts'

/** A delta, or a product that has one. */
export function hasDelta(node: Expr): boolean {
  let inner = node
  for (;;) {
    if (isEye(inner)) return true
    if (isEinsum(inner)) return inner.args.some(isEye)
    if (inner.op === neg.op || inner.op === div.op) inner = inner.args[0] as Expr
    else if (inner.op === mul.op) return inner.args.some((arg) => arg.rank > 0 && hasDelta(arg))
    else return false
  }
}

/** Whether axes of length 1 are gone from a tensor by writing it otherwise: means that were kept as axes, what was given new axes. */
export function squeezes(x: Expr, axes: readonly number[]): boolean {
  if (x.rank === 0 || x.op === reshape.op || axes.length === 0) return true
  const payload = x.payload as Partial<AxesPayload> | undefined
  if (typeof payload === 'object' && payload.keepdims === true && x.op.attributes?.includes('keepdims') === true)
    return payload.axes?.join() === axes.join()
  return x.op.elementwise && x.args.length > 0 && x.args.every((arg) => (arg.rank === 0 || arg.rank === x.rank) && squeezes(arg, axes))
}

/** A tensor without some axes of length 1. */
export function squeeze(x: Expr, axes: readonly number[]): Expr {
  if (axes.length === 0) return x
  const payload = x.payload as Partial<AxesPayload> | undefined
  if (
    typeof payload === 'object' &&
    payload.keepdims === true &&
    payload.axes?.join() === axes.join() &&
    x.op.attributes?.includes('keepdims') === true
  )
    return make(x.op, x.args, axesPayload(payload.axes, false, payload.order))
  if (x.op === reshape.op) {
    const inner = x.args[0] as Expr
    const shape = shapeOf(x.shape.filter((_, axis) => !axes.includes(axis)))
    return sameShape(inner.shape, shape) ? inner : reshape.with(reshapePayload(shape), inner)
  }
  if (x.op.elementwise && x.args.length > 0) {
    const args = x.args.map((arg) => {
      const missing = x.rank - arg.rank
      return squeeze(
        arg,
        axes.flatMap((axis) => (axis >= missing ? [axis - missing] : [])),
      )
    })
    return args.every((arg, k) => arg.rank === 0 || x.args[k]?.rank === x.rank) ? withArgs(x, args) : sumAxes(x, axes)
  }
  return sumAxes(x, axes)
}

/** The product, component by component with broadcasting, of an adjoint with deltas and a factor that lies along its last axes. */
export function timesDelta(adjoint: Expr, factor: Expr): Expr {
  if (factor.rank === 0) return einsum(`${freshLetters(adjoint.rank, '')},->${freshLetters(adjoint.rank, '')}`, adjoint, factor)
  if (factor.op === neg.op) return neg(timesDelta(adjoint, factor.args[0] as Expr))
  if (adjoint.op === neg.op) return neg(timesDelta(adjoint.args[0] as Expr, factor))
  const letters = freshLetters(adjoint.rank, '')
  const lead = adjoint.rank - factor.rank
  const stretched = factor.shape.flatMap((length, axis) => (length === 1 && adjoint.shape[lead + axis] !== 1 ? [axis] : []))
  const own = [...letters.slice(lead)].filter((_, axis) => !stretched.includes(axis)).join('')
  // A quotient is a product with the reciprocal: its numerator may be made of deltas itself.
  if (factor.op === div.op && (factor.args[0] as Expr).rank === 0 && (factor.args[0] as Expr) !== number(1))
    return einsum(`,${letters},${own}->${letters}`, factor.args[0] as Expr, adjoint, squeeze(div(1, factor.args[1] as Expr), stretched))
  return einsum(`${letters},${own}->${letters}`, adjoint, squeeze(factor, stretched))
}

/** A term of a sum as its sign and scalars, and the factors of its product by the letters of the sum's axes. */
interface Term {
  readonly scalars: readonly Expr[]
  readonly factors: readonly { readonly letters: string; readonly expr: Expr }[]
}

function termOf(node: Expr, letters: string): Term {
  if (node.op === neg.op) {
    const { scalars, factors } = termOf(node.args[0] as Expr, letters)
    return { scalars: [number(-1), ...scalars], factors }
  }
  if (node.op === mul.op && node.args.filter((arg) => arg.rank > 0).length === 1) {
    const { scalars, factors } = termOf(node.args.find((arg) => arg.rank > 0) as Expr, letters)
    return { scalars: [...node.args.filter((arg) => arg.rank === 0), ...scalars], factors }
  }
  if (!isEinsum(node)) return { scalars: [], factors: [{ letters, expr: node }] }
  const { inputs, output } = specOf(node)
  const names = new Map([...output].map((own, axis) => [own, letters[axis] as string]))
  // Summed letters are apart from those of the axes, and the same in terms that are the same.
  let inner = 0x200
  for (const own of new Set(inputs.join(''))) if (!names.has(own)) names.set(own, String.fromCharCode(inner++))
  return { scalars: [], factors: node.args.map((expr, k) => ({ expr, letters: [...(inputs[k] as string)].map((own) => names.get(own)).join('') })) }
}

/** A sum of products that all have the same deltas, as those, and what else they share, times the sum of what is left. */
export function factorDeltas(node: Expr): Expr {
  if (node.op !== add.op || node.rank < 2 || !node.args.every(hasDelta)) return node
  const letters = freshLetters(node.rank, '')
  let terms = node.args.map((arg) => termOf(arg, letters))
  const inAll = (deltas: boolean): Term['factors'] =>
    (terms[0] as Term).factors.filter(
      ({ expr, letters: own }) =>
        isEye(expr) === deltas &&
        [...own].every((letter) => letters.includes(letter)) &&
        terms.every(({ factors }) => factors.some((factor) => factor.expr === expr && factor.letters === own)),
    )
  const common = [...inAll(true)]
  if (common.length === 0) return node
  let kept = letters
  for (const { letters: own } of [...common]) {
    const [gone, stays] = [own[0] as string, own[1] as string]
    terms = terms.map(({ scalars, factors }) => ({
      scalars,
      factors: factors
        .filter((factor) => !(isEye(factor.expr) && factor.letters === own))
        .map((factor) => ({ expr: factor.expr, letters: factor.letters.replaceAll(gone, stays) })),
    }))
    kept = kept.replace(gone, '')
  }
  for (const shared of inAll(false)) {
    common.push(shared)
    terms = terms.map(({ scalars, factors }) => {
      const at = factors.findIndex((factor) => factor.expr === shared.expr && factor.letters === shared.letters)
      return { scalars, factors: factors.filter((_, k) => k !== at) }
    })
  }
  const rest = terms.map(({ scalars, factors }) => {
    const own = [...kept].filter((letter) => factors.some((factor) => factor.letters.includes(letter))).join('')
    const product =
      factors.length === 0 ? number(1) : einsum(`${factors.map((factor) => factor.letters).join(',')}->${own}`, ...factors.map(({ expr }) => expr))
    return { own, expr: mul(...scalars, product) }
  })
  // Every term must span the same axes to be added up.
  const all = [...kept].filter((letter) => rest.some(({ own }) => own.includes(letter))).join('')
  const lengths = new Map([...letters].map((letter, axis) => [letter, node.shape[axis] as Length]))
  const spanned = rest.map(({ own, expr }) => {
    const missing = [...all].filter((letter) => !own.includes(letter))
    if (missing.length === 0) return expr
    return einsum(`${[own, ...missing].join(',')}->${all}`, expr, ...missing.map((letter) => ones(shapeOf([lengths.get(letter) as Length]))))
  })
  const sum = add(...spanned)
  return einsum(`${[...common.map((factor) => factor.letters), all].join(',')}->${letters}`, ...common.map(({ expr }) => expr), sum)
}
