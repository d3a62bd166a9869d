/**
 * Convolutions and correlations of SciPy along all axes of an array, as images have them: a kernel of known size slides over what was
 * padded. Which value of a window stands over which of the result, and what is put around, is that of the SciPy reference
 * (scipy.signal.convolve2d, scipy.signal.convolve, scipy.ndimage.correlate), for kernels of even sizes as the code of each has it.
 */
import type { Range } from '../../../api.ts'
import { withRank } from '../../execute/arrays/sequences.ts'
import { rankSaid, shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, isTerm, reference, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { places } from '../networks/windows.ts'

/** What stands beyond the ends, by its name in numpy.pad; `fill` where that is a number. */
interface Beyond {
  readonly mode: string
  readonly fill?: Value
}

interface Sliding {
  readonly beyond: Beyond
  /** The kernel is turned round. */
  readonly convolves: boolean
  /** How many values are put before and behind an axis along which the kernel is so long. */
  readonly around: (length: number) => readonly [before: number, after: number]
}

/** Where the text does not say how large a kernel is, it is shown with so many places along each axis. */
const SHOWN = 3

/** Σ_k w[k] x[i + k], or of a convolution Σ_k w[k] x[i − k], over what is padded. */
function slid(context: Context, x: Term, kernel: Term, axes: number, { beyond, convolves, around }: Sliding, range: Range): Term {
  const size = sizesOf(context, kernel, axes, range)
  const widths = size.map(around)
  const whole = widths.some((width) => width.some((values) => values > 0)) ? padded(context, x, widths, beyond, range) : x
  const ones = size.map(() => 1)
  const products = [...places(context, whole, { size, step: ones, apart: ones }, range)].map(([at, part]) => {
    const place = at.map((k, axis) => numberTerm(convolves ? (size[axis] as number) - 1 - k : k))
    return applyTerm('mul', [context.toTerm(context.index(kernel, place, range), range), part], range)
  })
  return products.length === 1 ? (products[0] as Term) : applyTerm('add', products, range)
}

type Widths = ReturnType<Sliding['around']>

function padded(context: Context, x: Term, widths: readonly Widths[], { mode, fill }: Beyond, range: Range): Term {
  if (mode === 'constant' && fill === undefined) return applyTerm('pad', [x], range, { pad_width: widths })
  const pairs = tupleOf(widths.map((width) => tupleOf(width.map((values) => numberTerm(values)))))
  const named = new Map(fill === undefined ? [] : [['constant_values', fill]])
  const args: Arguments = { positional: [x, pairs, { kind: 'string', value: mode }], named, ranges: [range, range, range], range }
  return context.toTerm(context.call(reference('numpy.pad'), args, range), range)
}

function sizesOf(context: Context, kernel: Term, axes: number, range: Range): readonly number[] {
  const size = shapeOfTerm(context, kernel) ?? []
  if (size.length === axes && size.every((length) => typeof length === 'number')) return size
  for (let axis = 0; axis < axes; axis++) context.facts.goAlongAxis(kernel, axis, SHOWN)
  return refuse('the size of the kernel must be known', range, `say its shape in a comment such as # kernel: (3${', 3'.repeat(axes - 1)})`)
}

const BOUNDARIES: ReadonlyMap<string, string> = new Map([
  ['fill', 'constant'],
  ['pad', 'constant'],
  ['wrap', 'wrap'],
  ['circular', 'wrap'],
  ['symm', 'symmetric'],
  ['symmetric', 'symmetric'],
])

/** scipy.ndimage calls these otherwise than numpy.pad. */
const MODES: ReadonlyMap<string, string> = new Map([
  ['reflect', 'symmetric'],
  ['grid-mirror', 'symmetric'],
  ['constant', 'constant'],
  ['grid-constant', 'constant'],
  ['nearest', 'edge'],
  ['mirror', 'reflect'],
  ['wrap', 'wrap'],
  ['grid-wrap', 'wrap'],
])

function beyondBy(modes: ReadonlyMap<string, string>, name: Value | undefined, otherwise: string, fill: Value | undefined, range: Range): Beyond {
  const called = name === undefined ? otherwise : name.kind === 'string' ? name.value : ''
  const mode = modes.get(called) ?? refuse(`"${called}" is not read as what stands beyond the ends`, range)
  return mode === 'constant' && fill !== undefined ? { mode, fill } : { mode }
}

/** The arrays of a call as such with so many axes. */
function both(context: Context, args: Arguments, axes: number, range: Range, second: string): readonly [Term, Term] {
  const [x, kernel] = [need(args, 0, range, 'in1', 'input'), need(args, 1, range, 'in2', second)]
  return [withRank(context, context.toTerm(x, range), axes), withRank(context, context.toTerm(kernel, range), axes)]
}

/** How far the kernel goes over the ends. Of `same` the middle of all there is, which of correlations of two images is counted from the other end. */
function reach(mode: string, convolves: boolean, path: string, range: Range): Sliding['around'] {
  if (mode === 'valid') return () => [0, 0]
  if (mode === 'full') return (length) => [length - 1, length - 1]
  if (mode !== 'same') return refuse(`the mode "${mode}" is not known here`, range)
  const isEarlier = !convolves && path.endsWith('2d')
  return (length) => {
    const half = Math.floor((length - 1) / 2)
    return isEarlier ? [half, length - 1 - half] : [length - 1 - half, half]
  }
}

const modeOf = (args: Arguments): string => {
  const mode = argument(args, 2, 'mode')
  return mode === undefined ? 'full' : mode.kind === 'string' ? mode.value : ''
}

/** convolve2d and correlate2d(in1, in2, mode, boundary, fillvalue) */
const overImages =
  (convolves: boolean): Native =>
  (context, args, range, path) => {
    const [x, kernel] = both(context, args, 2, range, 'in2')
    const beyond = beyondBy(BOUNDARIES, argument(args, 3, 'boundary'), 'fill', argument(args, 4, 'fillvalue'), range)
    return slid(context, x, kernel, 2, { beyond, convolves, around: reach(modeOf(args), convolves, path, range) }, range)
  }

/** convolve and correlate(in1, in2, mode) of arrays of more than one axis; undefined where they have one, or nothing tells how many. */
export function overAxes(context: Context, args: Arguments, range: Range, path: string): Term | undefined {
  const ranks = [need(args, 0, range, 'in1'), need(args, 1, range, 'in2')].map((value) => rankSaid(context, context.toTerm(value, range)) ?? 1)
  const axes = Math.max(...ranks)
  if (axes < 2) return undefined
  const [x, kernel] = both(context, args, axes, range, 'in2')
  const convolves = !path.includes('correlate')
  return slid(context, x, kernel, axes, { beyond: { mode: 'constant' }, convolves, around: reach(modeOf(args), convolves, path, range) }, range)
}

/** The same of an image and a kernel, both of two axes, with zeros around: of `same` the part that MATLAB takes. */
export function slidOver(context: Context, x: Term, kernel: Term, mode: string, convolves: boolean, range: Range): Term {
  const around = mode === 'same' ? centred(true) : reach(mode, convolves, '', range)
  return slid(context, x, kernel, 2, { beyond: { mode: 'constant' }, convolves, around }, range)
}

/** How far a kernel reaches that stands with its middle over each value. */
const centred =
  (convolves: boolean): Sliding['around'] =>
  (length) => {
    const half = Math.floor(length / 2)
    return convolves ? [length - 1 - half, half] : [half, length - 1 - half]
  }

/** The number of axes of an image of which nothing else is said. */
const IMAGE = 2

const refuseOrigin = (args: Arguments, at: number, range: Range): void => {
  const origin = argument(args, at, 'origin')
  if (origin !== undefined && !(origin.kind === 'number' && origin.value.isZero)) refuse('a kernel that is moved is not read', range)
}

/** ndimage's convolve and correlate(input, weights, output, mode, cval, origin) */
const centredOver =
  (convolves: boolean): Native =>
  (context, args, range) => {
    refuseOrigin(args, 5, range)
    const [input, weights] = [need(args, 0, range, 'input'), need(args, 1, range, 'weights')].map((value) => context.toTerm(value, range))
    const axes = [input, weights].map((term) => rankSaid(context, term as Term)).find((rank) => rank !== undefined) ?? IMAGE
    const [x, kernel] = both(context, args, axes, range, 'weights')
    const beyond = beyondBy(MODES, argument(args, 3, 'mode'), 'reflect', argument(args, 4, 'cval'), range)
    return slid(context, x, kernel, axes, { beyond, convolves, around: centred(convolves) }, range)
  }

/** The same along one axis. */
function alongAxis(context: Context, x: Term, kernel: Term, axis: number, sliding: Sliding, range: Range): Term {
  const turned = axis === 0 ? x : applyTerm('moveaxis', [x], range, { source: axis, destination: 0 })
  const size = sizesOf(context, kernel, 1, range)
  const axes = rankSaid(context, x) ?? (axis < 0 ? IMAGE : axis + 1)
  // A kernel that is one long along the other axes.
  const items: Value[] = [{ kind: 'slice' }, ...Array<Value>(axes - 1).fill({ kind: 'none' })]
  const column = axes === 1 ? kernel : context.toTerm(context.index(kernel, items, range), range)
  context.spend(range, size[0])
  const made = slid(context, turned, column, axes, sliding, range)
  return axis === 0 ? made : applyTerm('moveaxis', [made], range, { source: 0, destination: axis })
}

/** ndimage's convolve1d and correlate1d(input, weights, axis, output, mode, cval, origin) */
const centredAlong =
  (convolves: boolean): Native =>
  (context, args, range) => {
    refuseOrigin(args, 6, range)
    const x = context.toTerm(need(args, 0, range, 'input'), range)
    const kernel = withRank(context, context.toTerm(need(args, 1, range, 'weights'), range), 1)
    const given = argument(args, 2, 'axis')
    const axis = given === undefined ? -1 : isTerm(given) && given.kind === 'number' ? given.value.asInteger : undefined
    if (axis === undefined) return refuse('along which axis this goes is not known', range)
    const beyond = beyondBy(MODES, argument(args, 4, 'mode'), 'reflect', argument(args, 5, 'cval'), range)
    const rank = rankSaid(context, x) ?? IMAGE
    return alongAxis(
      context,
      withRank(context, x, rank),
      kernel,
      axis < 0 && rank === 1 ? 0 : axis,
      { beyond, convolves, around: centred(convolves) },
      range,
    )
  }

/** laplace(input, output, mode, cval): the second differences along all axes, added up. */
const laplacian: Native = (context, args, range) => {
  const given = context.toTerm(need(args, 0, range, 'input'), range)
  const rank = rankSaid(context, given) ?? IMAGE
  const x = withRank(context, given, rank)
  const kernel = applyTerm(
    'array',
    [1, -2, 1].map((k) => numberTerm(k)),
    range,
  )
  const beyond = beyondBy(MODES, argument(args, 2, 'mode'), 'reflect', argument(args, 3, 'cval'), range)
  const along = Array.from({ length: rank }, (_, axis) =>
    alongAxis(context, x, kernel, axis, { beyond, convolves: false, around: centred(false) }, range),
  )
  return along.length === 1 ? (along[0] as Term) : applyTerm('add', along, range)
}

/** By the whole path. */
export const CONVOLUTIONS: readonly (readonly [string, Native])[] = [
  ...['scipy.signal', 'jax.scipy.signal'].flatMap((module): (readonly [string, Native])[] => [
    [`${module}.convolve2d`, overImages(true)],
    [`${module}.correlate2d`, overImages(false)],
  ]),
  ['scipy.ndimage.convolve', centredOver(true)],
  ['scipy.ndimage.correlate', centredOver(false)],
  ['scipy.ndimage.convolve1d', centredAlong(true)],
  ['scipy.ndimage.correlate1d', centredAlong(false)],
  ['scipy.ndimage.laplace', laplacian],
]
