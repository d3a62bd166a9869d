/** Functions and methods of arrays that are more than a row of the table: literals, shapes, conversions, loss functions. */
import type { Range } from '../../../api.ts'
import type { Attribute } from '../../../expr.ts'
import type { Shape } from '../../../shape.ts'
import { askFor, countBetween } from '../../execute/arrays/counting.ts'
import { differencesOf } from '../../execute/arrays/diagonals.ts'
import { keptTerm } from '../../execute/arrays/kept.ts'
import { meshed } from '../../execute/arrays/meshed.ts'
import { sizeOf, withRank } from '../../execute/arrays/sequences.ts'
import { countOfAll, isArray, shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { gridOf, pointAfter, pointsBetween } from '../../execute/arrays/spaced.ts'
import { FILE } from '../../execute/file.ts'
import { computed, difference } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { assumeDefaults } from '../../execute/values/defaults.ts'
import { type Arguments, copied, isTerm, listOf, NONE, truth, tupleOf, type Value } from '../../execute/values/value.ts'
import { transposed } from '../../execute/values/views.ts'
import { isWrittenOut, writtenOut } from '../../grammar/library.ts'
import { isUpper } from '../../ranks/habits.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { ATTENTION } from '../networks/attention.ts'
import { SCATTER } from '../networks/scatter.ts'
import { WINDOWS } from '../networks/windows.ts'
import { SLOPES, TAPES } from '../transforms/grad.ts'
import { vmapped } from '../transforms/vmap.ts'
import { COMPOSED } from './composed.ts'
import { CONDITIONS } from './conditions.ts'
import { FORMULAS } from './formulas.ts'
import { FOURIER } from './fourier.ts'
import { centralDifferences, GRIDDED } from './gridded.ts'
import { MATRICES } from './matrices.ts'
import { NUMBERLESS } from './numberless.ts'
import { ONE_BY_ONE } from './oneByOne.ts'
import { ORDERED } from './ordered.ts'
import { PADDING } from './padding.ts'
import { PAIRS } from './pairs.ts'
import { PARTS } from './parts.ts'
import { REARRANGED } from './rearranged.ts'
import { TAPERED } from './tapers.ts'
import { typed } from './typed.ts'

const same: Native = (context, args, range) => {
  const value = need(args, 0, range, 'object', 'a', 'x', 'input', 'data', 'value')
  return value.kind === 'sequence' ? keptTerm(context, value, range) : value.kind === 'opaque' ? value : context.toTerm(value, range)
}

/** The same as an array of its own. */
const sameAgain: Native = (context, args, range, path) => {
  const [given] = args.positional
  // np.array([]) is there to be appended to.
  return given?.kind === 'list' && given.items.value.length === 0 ? listOf([]) : copied(same(context, args, range, path))
}

/** Written out up to this many components, so that single ones can be replaced. */
const WRITTEN_OUT = 1000

const isKnown = (shape: readonly Attribute[]): boolean => isWrittenOut(shape, WRITTEN_OUT)

function shapeArgument(context: Context, args: Arguments, range: Range, several: boolean, lengths?: Term[]): readonly Attribute[] {
  const given = argument(args, 0, 'shape', 'size')
  if (given === undefined) return []
  const attribute =
    several && args.positional.length > 1
      ? args.positional.map((each) => context.attribute(each, range, lengths))
      : context.attribute(given, range, lengths)
  return Array.isArray(attribute) ? attribute : [attribute]
}

/** zeros of lengths that have no name yet, to be filled in a loop. */
function blankArray(context: Context, args: Arguments, range: Range): Term | undefined {
  const given = argument(args, 0, 'shape', 'size')
  const lengths = given?.kind === 'list' ? given.items.value : given === undefined ? [] : [given]
  const isOpen = (length: Value): boolean =>
    length.kind === 'apply' && length.op === 'size' && context.quietly(() => context.attribute(length, range)) === undefined
  return lengths.some(isOpen) && lengths.every(isTerm) ? applyTerm('blank', lengths, range) : undefined
}

/** zeros, ones, empty: written out where small, else by shape. torch.zeros(2, 3) takes the lengths one by one. */
const uniform =
  (value: number): Native =>
  (context, args, range, path) => {
    const like = argument(args, 0, 'shape', 'size')
    if (like?.kind === 'shape') return uniformLike(value)(context, { ...args, positional: [like.of] }, range, path)
    const blank = value === 0 ? blankArray(context, args, range) : undefined
    if (blank !== undefined) return blank
    const lengths: Term[] = []
    const shape = shapeArgument(context, args, range, path.startsWith('torch'), lengths)
    if (shape.length === 0 || isKnown(shape)) {
      const given = like?.kind === 'list' ? like.items.value : args.positional
      // So long it is by default alone, where a parameter says how long.
      for (const length of given) if (isTerm(length)) assumeDefaults(context.facts, length, range)
      return writtenOut(shape, numberTerm(value), range)
    }
    return applyTerm(value === 0 ? 'zeros' : 'ones', lengths, range, { shape })
  }

const uniformLike =
  (value: number): Native =>
  (context, args, range) => {
    const like = context.toTerm(need(args, 0, range, 'a', 'input'), range)
    const shape = shapeOfTerm(context, like)
    if (shape !== undefined && shape.length > 0 && isKnown(shape)) return writtenOut(shape, numberTerm(value), range)
    return applyTerm(value === 0 ? 'zeros_like' : 'ones_like', [like], range)
  }

const full: Native = (context, args, range) => {
  const lengths: Term[] = []
  const shape = shapeArgument(context, { ...args, positional: args.positional.slice(0, 1) }, range, false, lengths)
  const value = context.toTerm(need(args, 1, range, 'fill_value', 'value'), range)
  if (shape.length === 0 || isKnown(shape)) return writtenOut(shape, value, range)
  return applyTerm('mul', [value, applyTerm('ones', lengths, range, { shape })], range)
}

/** A grid of points: as data it stands for one point of it. */
const grid: Native = (context, _args, range) => gridOf(context, undefined, range)

/** Shown for so many, where the text does not say how many there are. */
const SHOWN = 4

const counted: Native = (context, args, range, path) => {
  const terms = args.positional.map((value) => context.toTerm(value, range))
  const bounds = terms.map((term) => computed(term, context.facts.numbers))
  const [a, b, step = 1] = bounds
  if (terms.length > 0 && (a === undefined || bounds.includes(undefined))) {
    const [from, to] = terms.length === 1 ? [numberTerm(0), terms[0]] : terms
    const known = terms.length < 3 ? countBetween(context, from as Term, to as Term, range) : undefined
    if (known !== undefined) return known
  }
  if (a === undefined || bounds.includes(undefined)) {
    // Inside of a function the points are written out where it is known how many there are.
    if (context.frames.length > 0) for (const term of terms) askFor(context, term, SHOWN)
    return grid(context, args, range, path)
  }
  const [start, stop] = b === undefined ? [0, a] : [a, b]
  const steps = Math.ceil((stop - start) / step)
  const isShort = steps > 0 && steps <= WRITTEN_OUT
  if (!isShort && context.frames.length > 0) return refuse('this range is empty or too long', range)
  if (!isShort) return gridOf(context, undefined, range)
  for (const term of terms) context.facts.assumeRounds(term, range)
  const [first, by] = [terms.length < 2 ? numberTerm(0) : (terms[0] as Term), terms[2] ?? numberTerm(1)]
  return gridOf(
    context,
    applyTerm(
      'array',
      Array.from({ length: steps }, (_, k) => pointAfter(context, first, by, k, range)),
      range,
    ),
    range,
  )
}

/** linspace(a, b, 5): a, a + (b - a)/4, ... */
const spaced: Native = (context, args, range, path) => {
  const [from, to] = [argument(args, 0, 'start'), argument(args, 1, 'stop', 'end')]
  const number = argument(args, 2, 'num', 'steps') ?? numberTerm(50)
  const open = args.named.get('endpoint')
  const isOpen = open?.kind === 'boolean' && !open.value
  if (from === undefined || to === undefined || !isTerm(number)) return grid(context, args, range, path)
  return gridOf(context, pointsBetween(context, context.toTerm(from, range), context.toTerm(to, range), number, range, isOpen), range)
}

const symbols: Native = (context, args, range) => {
  const text = args.positional[0]
  if (text?.kind !== 'string') return refuse('the names of the symbols are not known', range)
  const names = text.value.split(/[\s,]+/).filter((name) => name !== '')
  const free = names.map((name) => context.facts.free(name, FILE, range))
  return free.length === 1 && !text.value.includes(',') ? (free[0] as Term) : tupleOf(free)
}

const gradientOf: Native = (_context, _args, range) =>
  refuse('this asks for a derivative itself', range, 'select the function that is differentiated')

/** By the last part of the name, in every array library. */
export const ARRAYS: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...['array', 'tensor', 'copy'].map((name) => [name, typed(sameAgain, 1)] as const),
  ...['asarray', 'asanyarray'].map((name) => [name, typed(same, 1)] as const),
  ...[
    'ascontiguousarray',
    'asfarray',
    'as_tensor',
    'from_numpy',
    'constant',
    'convert_to_tensor',
    'Variable',
    'Parameter',
    'float64',
    'float32',
    'float16',
    'double',
    'longdouble',
    'real_if_close',
    'identity_like',
    'asmatrix',
    'sympify',
    'S',
    'Float',
    'Integer',
    'nsimplify',
    'simplify',
    'expand',
    'device_put',
    'atleast_1d',
    'asarray_chkfinite',
    'block_until_ready',
  ].map((name) => [name, same] as const),
  // What is copied over is the value of this.
  [
    'copyto',
    (context, args, range) =>
      args.named.has('where')
        ? refuse('"copyto" is read without "where"', range, 'write x[m] = y[m]')
        : context.toTerm(need(args, 1, range, 'src'), range),
  ],
  ['zeros', typed(uniform(0), 1)],
  ['empty', typed(uniform(0), 1)],
  ['ones', typed(uniform(1), 1)],
  ['zeros_like', typed(uniformLike(0), 1)],
  ['empty_like', typed(uniformLike(0), 1)],
  ['ones_like', typed(uniformLike(1), 1)],
  ['full', typed(full, 2, 1)],
  [
    'full_like',
    (context, args, range, path) =>
      applyTerm(
        'add',
        [context.toTerm(uniformLike(0)(context, args, range, path), range), context.toTerm(need(args, 1, range, 'fill_value'), range)],
        range,
      ),
  ],
  ...MATRICES,
  ['linspace', spaced],
  ['logspace', grid],
  ['geomspace', grid],
  [
    'meshgrid',
    (context, args, range, path) => {
      const indexing = args.named.get('indexing')
      const turned = indexing?.kind === 'string' ? indexing.value === 'ij' : path.startsWith('torch')
      const isPlain = [...args.named.keys()].every((key) => key === 'indexing') && args.positional.length === 2
      return tupleOf(
        (isPlain ? meshed(context, args.positional, turned, range) : undefined) ?? args.positional.map(() => grid(context, args, range, path)),
      )
    },
  ],
  ['arange', counted],
  // Of each matrix, also of an array of more axes.
  ['matrix_transpose', (context, args, range) => transposed(context.toTerm(need(args, 0, range, 'x', 'a', 'input'), range), range, { matrix: true })],
  [
    'diff',
    (context, args, range) => {
      const [times, axis] = [argument(args, 1, 'n'), argument(args, 2, 'axis', 'dim')]
      const attributes = {
        ...(times === undefined ? {} : { n: context.attribute(times, range) }),
        ...(axis === undefined ? {} : { axis: context.attribute(axis, range) }),
      }
      const x = context.toTerm(need(args, 0, range, 'a', 'input'), range)
      const [before, after] = [argument(args, 3, 'prepend'), argument(args, 4, 'append')]
      if (before === undefined && after === undefined) return differencesOf(x, attributes, range)
      if ((shapeOfTerm(context, x)?.length ?? 1) !== 1) return refuse('what stands before and behind is read of vectors', range)
      const end = (value: Value | undefined): Term[] => {
        const term = value && context.toTerm(value, range)
        return term === undefined ? [] : [isArray(context, term) ? term : applyTerm('array', [term], range)]
      }
      return differencesOf(applyTerm('concatenate', [...end(before), withRank(context, x, 1), ...end(after)], range, { axis: 0 }), attributes, range)
    },
  ],
  [
    'vdot',
    (context, args, range) => {
      const [a, b] = [0, 1].map((at) => {
        const term = context.toTerm(need(args, at, range, 'ab'[at] as string), range)
        return term.kind === 'name' && isUpper(term.name) ? term : withRank(context, term, 1)
      }) as [Term, Term]
      return applyTerm('sum', [applyTerm('mul', [applyTerm('conj', [a]), b], range)], range)
    },
  ],
  ['dropout', same],
  ...['isinf', 'iscomplexobj'].map((name) => [name, (): Value => truth(false)] as const),
  ...['isreal', 'isscalar', 'is_tensor', 'issubdtype'].map((name) => [name, (): Value => truth(true)] as const),
  ...NUMBERLESS,
  ...COMPOSED,
  ...ONE_BY_ONE,
  ...FORMULAS,
  ...REARRANGED,
  ...PARTS,
  ...ORDERED,
  ...PAIRS,
  ...CONDITIONS,
  ...SCATTER,
  ...WINDOWS,
  ...TAPERED,
  ...FOURIER,
  ...ATTENTION,
  [
    'size',
    (context, args, range) =>
      args.positional.length > 1
        ? sizeOf(context, context.toTerm(need(args, 0, range), range), Number(context.attribute(need(args, 1, range), range)), range)
        : countOfAll(context, context.toTerm(need(args, 0, range), range), range),
  ],
  ['shape', (context, args, range) => ({ kind: 'shape', of: context.toTerm(need(args, 0, range), range) })],
  [
    'expand_dims',
    (context, args, range) => {
      const axis = context.attribute(need(args, 1, range, 'axis'), range)
      if (typeof axis !== 'number' || axis < -1 || axis > 8) return refuse('which axis is added must be known', range)
      const before = axis === -1 ? [{ kind: 'ellipsis' } as const] : Array.from({ length: axis }, () => ({ kind: 'slice' }) as const)
      return context.index(context.toTerm(need(args, 0, range), range), [...before, NONE], range)
    },
  ],
  ['square', (context, args, range) => applyTerm('pow', [context.toTerm(need(args, 0, range, 'x', 'input'), range), numberTerm(2)], range)],
  ['subtract', (context, args, range) => difference(context.toTerm(need(args, 0, range), range), context.toTerm(need(args, 1, range), range), range)],
  ['sub', (context, args, range) => difference(context.toTerm(need(args, 0, range), range), context.toTerm(need(args, 1, range), range), range)],
  ['positive', same],
  ['reciprocal', (context, args, range) => applyTerm('div', [numberTerm(1), context.toTerm(need(args, 0, range), range)], range)],
  [
    'rsqrt',
    (context, args, range) => applyTerm('div', [numberTerm(1), applyTerm('sqrt', [context.toTerm(need(args, 0, range), range)], range)], range),
  ],
  [
    'atleast_2d',
    (context, args, range) => {
      const x = context.toTerm(need(args, 0, range), range)
      // Who writes this means a matrix; what is known to be a vector is a row of one.
      const matrix = withRank(context, x, 2)
      return matrix === x ? applyTerm('atleast_2d', [x], range) : matrix
    },
  ],
  ['vectorize', (_context, args, range) => need(args, 0, range, 'pyfunc')],
  ...['jit', 'checkpoint', 'remat'].map((name) => [name, (_context, args, range) => need(args, 0, range, 'fun')] as [string, Native]),
  ...['vmap', 'pmap'].map((name) => [name, vmapped] as const),
  ['symbols', symbols],
  ['Symbol', symbols],
  [
    'Rational',
    (context, args, range) =>
      applyTerm('div', [context.toTerm(need(args, 0, range), range), context.toTerm(args.positional[1] ?? numberTerm(1), range)], range),
  ],
  ...SLOPES,
  ...TAPES,
  ...['derivative', 'approx_fprime'].map((name) => [name, gradientOf] as const),
  ['gradient', (context, args, range, path) => (path === 'numpy.gradient' ? centralDifferences : gradientOf)(context, args, range, path)],
  ...GRIDDED,
  ...PADDING,
])

/** The shape of random data, where the call says it: randn(3, 4), normal(size=(3, 4)). */
export function dataShape(context: Context, name: string, args: Arguments, range: Range): Shape | undefined {
  // Each of these draws is a vector.
  if (/^(?:dirichlet|multi\w+)$/.test(name)) return undefined
  const size = args.named.get('size') ?? args.named.get('shape')
  const given =
    size !== undefined
      ? [size]
      : /^(rand|randn)$/.test(name)
        ? args.positional
        : /^(random|random_sample|standard_normal)$/.test(name)
          ? args.positional.slice(0, 1)
          : /^(uniform|normal|laplace|logistic|gumbel|lognormal|randint|integers)$/.test(name)
            ? args.positional.slice(2, 3)
            : []
  const read = context.quietly(() => given.flatMap((value) => context.attribute(value, range)))
  if (read === undefined || read.length === 0 || !read.every((length) => typeof length === 'number' || typeof length === 'string')) return undefined
  return read as Shape
}
