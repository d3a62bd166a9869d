/** Functions of array libraries that are several rows of the table at once. */
import type { Range } from '../../../api.ts'
import { conditionTerm } from '../../execute/arrays/comparisons.ts'
import { withRank } from '../../execute/arrays/sequences.ts'
import { isArray } from '../../execute/arrays/shapes.ts'
import { applyRow } from '../../execute/calls/apply.ts'
import { refuse } from '../../execute/values/context.ts'
import { copied, isTerm, listOf, NONE, tupleOf, type Value } from '../../execute/values/value.ts'
import { type Attribute, applyTerm, numberTerm, ReadError, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { rowOf } from '../modules.ts'
import { layerNorm } from '../networks/layers.ts'

const einsum: Native = (context, args, range) => {
  const [text, ...given] = args.positional
  // PyTorch takes the factors in one list too.
  const factors = given.length === 1 && given[0]?.kind === 'list' ? given[0].items.value : given
  if (text?.kind !== 'string') return refuse('einsum is read with its indices as a text', range)
  const plain = text.value.replace(/\s/g, '')
  const [inputs = '', output] = plain.split('->')
  const letters = inputs.replaceAll(/[,.]/g, '')
  const implied = [...new Set(letters)]
    .filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter))
    .sort()
    .join('')
  const subscripts = `${inputs}->${output ?? (inputs.includes('...') ? `...${implied}` : implied)}`
  const terms = factors.map((factor, k) => {
    const term = context.toTerm(factor, range)
    // The indices say how many axes a name has.
    return term.kind === 'name' && term.hint === undefined ? { ...term, hint: { rank: inputs.split(',')[k]?.replace('...', '.').length ?? 0 } } : term
  })
  return applyTerm('einsum', terms, range, { subscripts })
}

/** Horner's scheme over known coefficients, the highest power first. */
const polynomial: Native = (context, args, range) => {
  const coefficients = context.elements(need(args, 0, range, 'p'), range) ?? refuse('how many coefficients there are is not known', range)
  const x = context.toTerm(need(args, 1, range, 'x'), range)
  const terms = coefficients.flatMap((value, k) => {
    const coefficient = context.toTerm(value, range)
    const power = coefficients.length - 1 - k
    if (coefficient.kind === 'number' && coefficient.value.isZero) return []
    const factor = power === 0 ? undefined : power === 1 ? x : applyTerm('pow', [x, numberTerm(power)], range)
    if (factor === undefined) return [coefficient]
    return [coefficient.kind === 'number' && coefficient.value.isOne ? factor : applyTerm('mul', [coefficient, factor], range)]
  })
  return terms.length > 1 ? applyTerm('add', terms, range) : (terms[0] ?? numberTerm(0))
}

/** piecewise(x, conditions, functions): the last function is for what no condition holds of. */
const piecewise: Native = (context, args, range) => {
  const x = context.toTerm(need(args, 0, range), range)
  const [tests, pieces] = [need(args, 1, range), need(args, 2, range)].map(
    (list) => context.elements(list, range) ?? refuse('how many pieces there are is not known', range),
  )
  const value = (piece: Value | undefined): Term => {
    if (piece === undefined) return numberTerm(0)
    return context.toTerm(isTerm(piece) ? piece : context.call(piece, { positional: [x], named: new Map(), ranges: [range], range }, range), range)
  }
  let result = value(pieces?.[tests?.length ?? 0])
  for (let k = (tests?.length ?? 0) - 1; k >= 0; k--)
    result = applyTerm('where', [conditionTerm(context, tests?.[k] as Value, range), value(pieces?.[k]), result], range)
  return result
}

/** (sign, logarithm of the size) of a determinant. */
const signAndLogarithm: Native = (context, args, range) => {
  const matrix = context.toTerm(need(args, 0, range), range)
  const determinant = applyTerm('det', [matrix], range)
  return tupleOf([applyTerm('sign', [determinant], range), applyTerm('logdet', [matrix], range)])
}

/** x W' + b of PyTorch. */
const linear: Native = (context, args, range) => {
  const [x, weight] = [need(args, 0, range, 'input'), need(args, 1, range, 'weight')].map((value) => context.toTerm(value, range)) as [Term, Term]
  const bias = argument(args, 2, 'bias') ?? NONE
  const product = applyTerm('matmul', [x, applyTerm('transpose', [weight], range)], range)
  return bias.kind === 'none' ? product : applyTerm('add', [product, context.toTerm(bias, range)], range)
}

/** A mean, or one with weights, which is a row of its own. */
const average: Native = (context, args, range) => {
  const x = context.toTerm(need(args, 0, range, 'a'), range)
  const weights = argument(args, 2, 'weights') ?? NONE
  const axis = argument(args, 1, 'axis') ?? NONE
  const attributes = axis.kind === 'none' ? undefined : { axis: context.attribute(axis, range) }
  if (weights.kind === 'none') return applyTerm('mean', [x], range, attributes)
  return applyTerm('average', [x, context.toTerm(weights, range)], range, attributes)
}

/** The solution of least squares, of which only the first part is a formula. */
const leastSquares: Native = (context, args, range) => {
  const [a, b] = [need(args, 0, range, 'a'), need(args, 1, range, 'b')].map((value) => context.toTerm(value, range)) as [Term, Term]
  return tupleOf([applyTerm('matmul', [applyTerm('pinv', [a], range), b], range)])
}

/** The norm along an axis, which stays. */
const lengthAlong = (x: Term, axis: Attribute, keepdims: boolean, range: Range): Term => applyTerm('norm', [x], range, { axis, keepdims })

/** x / ‖x‖ along an axis. */
const normalised =
  (otherwise: number): Native =>
  (context, args, range) => {
    const x = context.toTerm(need(args, 0, range, 'input', 'x', 'tensor'), range)
    const [p, dim] = otherwise === 1 ? [argument(args, 1, 'p'), argument(args, 2, 'dim')] : [undefined, argument(args, 1, 'axis')]
    if (p !== undefined && !(p.kind === 'number' && p.value.value === 2)) return refuse('only the Euclidean norm is read here', range)
    const axis = dim === undefined ? otherwise : context.attribute(dim, range)
    return applyTerm('div', [x, lengthAlong(x, axis, true, range)], range)
  }

/** aᵀb / (‖a‖ ‖b‖) along an axis. */
const cosine: Native = (context, args, range) => {
  const [a, b] = [need(args, 0, range, 'x1'), need(args, 1, range, 'x2')].map((value) => context.toTerm(value, range)) as [Term, Term]
  const dim = argument(args, 2, 'dim')
  const axis = dim === undefined ? 1 : context.attribute(dim, range)
  const inner = applyTerm('sum', [applyTerm('mul', [a, b], range)], range, { axis })
  return applyTerm('div', [inner, applyTerm('mul', [lengthAlong(a, axis, false, range), lengthAlong(b, axis, false, range)], range)], range)
}

/** torch.max(a, b) takes the larger of each pair; of one array it is the largest component. */
const extreme =
  (pairs: string): Native =>
  (context, args, range, path) => {
    const [a, b] = args.positional
    const second = b ?? args.named.get('other')
    if (path.startsWith('torch') && a !== undefined && second !== undefined && isTerm(second) && second.kind !== 'number')
      return applyTerm(pairs, [context.toTerm(a, range), second], range)
    const name = path.slice(path.lastIndexOf('.') + 1)
    const along = second ?? args.named.get('dim')
    if (path.startsWith('torch') && along !== undefined) {
      // With the places where they are.
      const row = rowOf(`numpy.${name}`) ?? refuse(`"${path}" is not known here`, range)
      const places: Value = { kind: 'opaque', error: new ReadError('the place of an extreme component has no derivative', range) }
      return tupleOf([applyRow(context, row, args, name, range), places])
    }
    return applyRow(context, rowOf(path, args.positional.length) ?? refuse(`"${path}" is not known here`, range), args, name, range)
  }

/** ln(e^x1), ln(e^x1 + e^x2), ... */
export const runningLogSumExp: Native = (context, args, range) => {
  const x = context.toTerm(need(args, 0, range, 'input', 'x', 'a', 'operand'), range)
  const axis = argument(args, 1, 'dim', 'axis')
  const total = applyTerm('cumsum', [applyTerm('exp', [x], range)], range, { axis: axis === undefined ? 0 : context.attribute(axis, range) })
  return applyTerm('ln', [total], range)
}

/** append(a, b) of numbers and vectors; along an axis it joins. */
const appended: Native = (context, args, range) => {
  const axis = argument(args, 2, 'axis') ?? NONE
  const [first, second] = [need(args, 0, range, 'arr'), need(args, 1, range, 'values')]
  // What begins as np.array([]) holds nothing.
  if (first.kind === 'list' && first.items.value.length === 0) {
    const items = context.elements(second, range) ?? (isTerm(second) && isArray(context, second) ? undefined : [second])
    return items === undefined ? copied(second) : context.toTerm(listOf(items), range)
  }
  const parts = [first, second].map((part) => context.toTerm(part, range))
  // What something is appended to is an array.
  const [array, ...values] = parts as [Term, ...Term[]]
  if (axis.kind === 'none') return applyTerm('blocks', [withRank(context, array, 1), ...values], range, { columns: [1, 1] })
  return applyTerm('concatenate', parts, range, { axis: context.attribute(axis, range) })
}

/** By the last part of the name. */
export const COMPOSED: readonly (readonly [string, Native])[] = [
  ['polyval', polynomial],
  ['piecewise', piecewise],
  ['lstsq', leastSquares],
  ['slogdet', signAndLogarithm],
  ['average', average],
  ['layer_norm', layerNorm],
  ['linear', linear],
  ['append', appended],
  ...['logcumsumexp', 'cumlogsumexp', 'cumulative_logsumexp'].map((name) => [name, runningLogSumExp] as const),
  ['normalize', normalised(1)],
  ['l2_normalize', normalised(-1)],
  ['cosine_similarity', cosine],
  ['max', extreme('maximum')],
  ['min', extreme('minimum')],
  ['einsum', einsum],
]
