/**
 * What PyTorch computes over windows that slide along the last axes: convolutions and pooling. Each place of the window is a slice of
 * the input with a step; the kernel's components, or nothing, stand beside these.
 */
import type { Range } from '../../../api.ts'
import { withRank } from '../../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, reference, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** More places in a window than people write. */
const MOST_PLACES = 128

const NONE_GIVEN: Value = { kind: 'none' }

/** One whole number for all axes, or one for each. */
function perAxis(context: Context, value: Value, axes: number, what: string, range: Range): readonly number[] {
  const given = context.attribute(value, range)
  const numbers = Array.isArray(given) ? (given.length === 1 ? Array(axes).fill(given[0]) : given) : Array(axes).fill(given)
  if (numbers.length !== axes || !numbers.every((each) => Number.isInteger(each) && each >= 0)) return refuse(`${what} must be known numbers`, range)
  return numbers
}

export interface Sliding {
  /** Places of the window along each axis, how far it goes on each time, and how far its places are apart. */
  readonly size: readonly number[]
  readonly step: readonly number[]
  readonly apart: readonly number[]
}

/** For each place of the window, which it is and what stands there in all positions of the window. */
export function* places(context: Context, x: Term, { size, step, apart }: Sliding, range: Range): Generator<readonly [readonly number[], Term]> {
  const count = size.reduce((product, each) => product * each, 1)
  if (count > MOST_PLACES || count === 0) refuse(`a window of ${count} places is more than is read`, range)
  for (let number = 0; number < count; number++) {
    const at: number[] = []
    for (let axis = size.length - 1, rest = number; axis >= 0; axis--) {
      at.unshift(rest % (size[axis] as number))
      rest = Math.floor(rest / (size[axis] as number))
    }
    const items = at.map((place, axis): Value => {
      const [d, end] = [apart[axis] as number, (size[axis] as number) - 1 - place]
      return {
        kind: 'slice',
        start: numberTerm(place * d),
        stop: end === 0 ? undefined : numberTerm(-end * d),
        step: step[axis] === 1 ? undefined : numberTerm(step[axis] as number),
      }
    })
    yield [at, context.toTerm(context.index(x, [{ kind: 'ellipsis' }, ...items], range), range)]
  }
}

/** Zeros before and behind the last axes. */
function padded(context: Context, x: Term, around: readonly (readonly [number, number])[], range: Range): Term {
  if (around.every(([before, after]) => before + after === 0)) return x
  const widths = [...around].reverse().flatMap(([before, after]) => [numberTerm(before), numberTerm(after)])
  const args: Arguments = { positional: [x, tupleOf(widths)], named: new Map(), ranges: [range, range], range }
  return context.toTerm(context.call(reference('torch.nn.functional.pad'), args, range), range)
}

const total = (terms: readonly Term[], range: Range): Term => (terms.length === 1 ? (terms[0] as Term) : applyTerm('add', terms, range))

/** Options of a convolution behind its weights. */
export interface Convolving {
  readonly stride?: Value | undefined
  readonly padding?: Value | undefined
  readonly dilation?: Value | undefined
  readonly groups?: Value | undefined
}

/** The cross-correlation that networks call convolution: Σ_c Σ_k w[o, c, k] x[.., c, i·stride + k·dilation] + b[o]. */
export function convolved(context: Context, x: Term, weight: Term, bias: Term | undefined, axes: number, options: Convolving, range: Range): Term {
  const size = shapeOfTerm(context, weight)?.slice(-axes)
  if (size?.length !== axes || !size.every((length) => typeof length === 'number'))
    return refuse('the size of the kernel must be known', range, `say its shape, such as (8, 3${', 3'.repeat(axes)})`)
  const groups = options.groups === undefined ? 1 : context.attribute(options.groups, range)
  if (groups !== 1) return refuse('a convolution in groups is not read', range)
  const [step, apart] = [options.stride, options.dilation].map((value, k) =>
    value === undefined ? Array<number>(axes).fill(1) : perAxis(context, value, axes, k === 0 ? 'the strides' : 'the dilations', range),
  ) as [readonly number[], readonly number[]]
  const around = size.map((length, axis): [number, number] => {
    const { padding } = options
    if (padding === undefined || (padding.kind === 'string' && padding.value === 'valid')) return [0, 0]
    if (padding.kind === 'string') {
      const more = (apart[axis] as number) * (length - 1)
      return [Math.floor(more / 2), Math.ceil(more / 2)]
    }
    const own = perAxis(context, padding, axes, 'the padding', range)[axis] as number
    return [own, own]
  })
  const input = withRank(context, x, axes + 2)
  const batch = (shapeOfTerm(context, input)?.length ?? axes + 2) === axes + 2 ? 'n' : ''
  const letters = 'hwd'.slice(0, axes)
  const products = [...places(context, padded(context, input, around, range), { size, step, apart }, range)].map(([at, part]) => {
    const kernel = context.toTerm(context.index(weight, [{ kind: 'slice' }, { kind: 'slice' }, ...at.map((k) => numberTerm(k))], range), range)
    return applyTerm('einsum', [kernel, part], range, { subscripts: `oc,${batch}c${letters}->${batch}o${letters}` })
  })
  if (bias === undefined) return total(products, range)
  const along = context.toTerm(context.index(withRank(context, bias, 1), [{ kind: 'slice' }, ...Array<Value>(axes).fill(NONE_GIVEN)], range), range)
  return total([...products, along], range)
}

const convolution =
  (axes: number): Native =>
  (context, args, range) => {
    const weight = withRank(context, context.toTerm(need(args, 1, range, 'weight'), range), axes + 2)
    const bias = argument(args, 2, 'bias') ?? NONE_GIVEN
    const options = {
      stride: argument(args, 3, 'stride'),
      padding: argument(args, 4, 'padding'),
      dilation: argument(args, 5, 'dilation'),
      groups: argument(args, 6, 'groups'),
    }
    const x = context.toTerm(need(args, 0, range, 'input'), range)
    return convolved(context, x, weight, bias.kind === 'none' ? undefined : context.toTerm(bias, range), axes, options, range)
  }

/** The mean or the largest of each window. */
const pooling =
  (axes: number, largest: boolean): Native =>
  (context, args, range) => {
    const x = withRank(context, context.toTerm(need(args, 0, range, 'input'), range), axes + 2)
    const size = perAxis(context, need(args, 1, range, 'kernel_size'), axes, 'the sizes of the windows', range)
    const given = argument(args, 2, 'stride') ?? NONE_GIVEN
    const step = given.kind === 'none' ? size : perAxis(context, given, axes, 'the strides', range)
    const width = argument(args, 3, 'padding')
    const around = width === undefined ? size.map(() => 0) : perAxis(context, width, axes, 'the padding', range)
    const isTrue = (value: Value | undefined): boolean => value?.kind === 'boolean' && value.value
    if (isTrue(args.named.get('ceil_mode')) || isTrue(args.named.get('return_indices'))) return refuse('this kind of pooling is not read', range)
    const isPadded = around.some((each) => each > 0)
    if (isPadded && (largest || args.named.get('count_include_pad') !== undefined))
      return refuse('pooling beyond the ends is read of means with zeros', range)
    const apart =
      largest && args.named.has('dilation') ? perAxis(context, need(args, 4, range, 'dilation'), axes, 'the dilations', range) : size.map(() => 1)
    const parts = [
      ...places(
        context,
        padded(
          context,
          x,
          around.map((each) => [each, each]),
          range,
        ),
        { size, step, apart },
        range,
      ),
    ].map(([, part]) => part)
    return largest
      ? parts.reduce((most, part) => applyTerm('maximum', [most, part], range))
      : applyTerm('div', [total(parts, range), numberTerm(parts.length)], range)
  }

/** One mean over all of the last axes: adaptive_avg_pool2d(x, 1). */
const poolingToOne =
  (axes: number, operation: 'mean' | 'amax'): Native =>
  (context, args, range) => {
    const size = perAxis(context, need(args, 1, range, 'output_size'), axes, 'the lengths', range)
    if (!size.every((each) => each === 1)) return refuse('adaptive pooling is read where one value is left', range)
    const x = withRank(context, context.toTerm(need(args, 0, range, 'input'), range), axes + 2)
    const along = Array.from({ length: axes }, (_, k) => k - axes)
    return applyTerm(operation, [x], range, { axis: axes === 1 ? -1 : along, keepdims: true })
  }

/** By the last part of the name. */
export const WINDOWS: readonly (readonly [string, Native])[] = [1, 2, 3].flatMap((axes): (readonly [string, Native])[] => [
  [`conv${axes}d`, convolution(axes)],
  [`avg_pool${axes}d`, pooling(axes, false)],
  [`max_pool${axes}d`, pooling(axes, true)],
  [`adaptive_avg_pool${axes}d`, poolingToOne(axes, 'mean')],
  [`adaptive_max_pool${axes}d`, poolingToOne(axes, 'amax')],
])

/** What the functions of this page take behind their input, for the layers that are called like them. */
export const WINDOW_OPTIONS: readonly (readonly [string, readonly string[]])[] = [1, 2, 3].flatMap(
  (axes): (readonly [string, readonly string[]])[] => [
    [`avg_pool${axes}d`, ['kernel_size', 'stride', 'padding', 'ceil_mode', 'count_include_pad']],
    [`max_pool${axes}d`, ['kernel_size', 'stride', 'padding', 'dilation', 'return_indices', 'ceil_mode']],
    [`adaptive_avg_pool${axes}d`, ['output_size']],
    [`adaptive_max_pool${axes}d`, ['output_size']],
  ],
)
