/** SciPy's integrals, statistics, convolutions and distances of two vectors that are formulas. */
import type { Range } from '../../../api.ts'
import type { Operation } from '../../../expr.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { applyRow } from '../../execute/calls/apply.ts'
import { difference, negative } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { reference, tupleOf, type Value } from '../../execute/values/value.ts'
import { ofNeighbours } from '../../grammar/arrays.ts'
import { applyTerm, nameTerm, numberTerm, ReadError, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { rowOf } from '../modules.ts'
import { CONVOLUTIONS, overAxes } from './convolutions.ts'
import { FOURIER } from './fourier.ts'
import { PARTS } from './parts.ts'
import { TAPERED } from './tapers.ts'

const op = (name: string, range: Range, ...args: Term[]): Term => applyTerm(name, args, range)
const term = (value: Value | undefined, otherwise: number, context: Context, range: Range): Term =>
  value === undefined || value.kind === 'none' ? numberTerm(otherwise) : context.toTerm(value, range)

/** quad(f, a, b, args): the integral, and how exact a computed one would be, which is no formula. */
const quad: Native = (context, args, range) => {
  const [f, low, high] = [need(args, 0, range, 'func'), need(args, 1, range, 'a'), need(args, 2, range, 'b')]
  const more = argument(args, 3, 'args')
  const others = more === undefined ? [] : (context.elements(more, range) ?? [more])
  const index = context.freshIndex('s')
  const body = context.withIndex(index, () => {
    const positional = [nameTerm(index, range), ...others]
    return context.toTerm(context.call(f, { positional, named: new Map(), ranges: [], range }, range), range)
  })
  const integral: Term = { kind: 'binder', op: 'integral', index, low: context.toTerm(low, range), high: context.toTerm(high, range), body, range }
  return tupleOf([integral, { kind: 'opaque', error: new ReadError('the error of a computed integral is no formula', range) }])
}

/** simpson(y, dx=h) of an odd number of values: h/3 (y_0 + 4 y_1 + 2 y_2 + ... + y_n). */
const simpson: Native = (context, args, range) => {
  const y = context.toTerm(need(args, 0, range, 'y'), range)
  const [length, ...rest] = shapeOfTerm(context, y) ?? []
  const places = argument(args, 1, 'x')
  if (typeof length !== 'number' || rest.length > 0 || length % 2 === 0 || length < 3 || (places !== undefined && places.kind !== 'none'))
    return refuse("Simpson's rule is read of an odd known number of values that are one step apart", range)
  const weights = Array.from({ length }, (_, k) => numberTerm(k === 0 || k === length - 1 ? 1 : k % 2 === 1 ? 4 : 2))
  const total = applyTerm('matmul', [applyTerm('array', weights, range), y], range)
  return op('div', range, op('mul', range, term(argument(args, 2, 'dx'), 1, context, range), total), numberTerm(3))
}

/** cumulative_trapezoid(y, x, dx, initial=0): the trapezium rule up to each place. */
const runningTrapezoid: Native = (context, args, range) => {
  const y = context.toTerm(need(args, 0, range, 'y'), range)
  const places = argument(args, 1, 'x')
  const heights = op('div', range, ofNeighbours('add', y, range, 'last'), numberTerm(2))
  const widths =
    places === undefined || places.kind === 'none'
      ? term(argument(args, 2, 'dx'), 1, context, range)
      : ofNeighbours('sub', context.toTerm(places, range), range)
  const running = applyTerm('cumsum', [op('mul', range, heights, widths)], range, { axis: -1 })
  const initial = args.named.get('initial')
  return initial === undefined || initial.kind === 'none'
    ? running
    : applyTerm('concatenate', [applyTerm('array', [context.toTerm(initial, range)], range), running], range, { axis: 0 })
}

const convolution: Native = (context, args, range, path) =>
  overAxes(context, args, range, path) ?? applyRow(context, rowOf('numpy.convolve') as Operation, args, 'convolve', range)

/** Of vectors what NumPy's function gives, which has another mode where none is said. */
const correlation: Native = (context, args, range, path) => {
  const mode: Value = argument(args, 2, 'mode') ?? { kind: 'string', value: 'full' }
  const given = { ...args, positional: args.positional.slice(0, 2), named: new Map([...args.named, ['mode', mode]]) }
  return overAxes(context, args, range, path) ?? context.call(reference('numpy.correlate'), given, range)
}

const ofVector =
  (make: (a: Term, range: Range) => Term): Native =>
  (context, args, range) => {
    if (args.positional.length + args.named.size > 1) return refuse('this is read of one vector alone', range)
    const a = context.toTerm(need(args, 0, range, 'a', 'x'), range)
    return (shapeOfTerm(context, a)?.length ?? 1) === 1 ? make(a, range) : refuse('this is read of one vector alone', range)
  }

const ofTwo =
  (make: (u: Term, v: Term, range: Range, context: Context, third: Value | undefined) => Term): Native =>
  (context, args, range) =>
    make(
      context.toTerm(need(args, 0, range, 'u'), range),
      context.toTerm(need(args, 1, range, 'v'), range),
      range,
      context,
      argument(args, 2, 'p', 'VI'),
    )

/** entropy(p, q): of p alone, or relative to q; both are made to add up to 1 (SciPy reference, scipy.stats.entropy). */
const entropy: Native = (context, args, range) => {
  const shares = (value: Value): Term => {
    const all = context.toTerm(value, range)
    return op('div', range, all, op('sum', range, all))
  }
  const p = shares(need(args, 0, range, 'pk'))
  const other = argument(args, 1, 'qk')
  const q = other === undefined || other.kind === 'none' ? undefined : shares(other)
  const each = q === undefined ? op('ln', range, p) : difference(op('ln', range, p), op('ln', range, q), range)
  const total = op('sum', range, op('mul', range, p, each))
  const value = q === undefined ? negative(total, range) : total
  const base = argument(args, 2, 'base')
  return base === undefined || base.kind === 'none' ? value : op('div', range, value, op('ln', range, context.toTerm(base, range)))
}

const trapezoid = PARTS.find(([name]) => name === 'trapezoid')?.[1] as Native

/** By the whole path. */
export const SCIPY: readonly (readonly [string, Native])[] = [
  ...TAPERED.flatMap(([name, native]) => ['scipy.signal', 'scipy.signal.windows'].map((module) => [`${module}.${name}`, native] as const)),
  ...FOURIER.flatMap(([name, native]) => ['scipy.fft', 'scipy.fftpack'].map((module) => [`${module}.${name}`, native] as const)),
  ['scipy.integrate.quad', quad],
  ['scipy.integrate.trapezoid', trapezoid],
  ['scipy.integrate.trapz', trapezoid],
  ['scipy.integrate.simpson', simpson],
  ['scipy.integrate.cumulative_trapezoid', runningTrapezoid],
  ['torch.cumulative_trapezoid', runningTrapezoid],
  ...CONVOLUTIONS,
  ...['convolve', 'fftconvolve', 'oaconvolve'].map((name) => [`scipy.signal.${name}`, convolution] as const),
  ['scipy.signal.correlate', correlation],
  ['scipy.stats.gmean', ofVector((a, range) => op('exp', range, op('mean', range, op('ln', range, a))))],
  ['scipy.stats.hmean', ofVector((a, range) => op('div', range, numberTerm(1), op('mean', range, op('div', range, numberTerm(1), a))))],
  ['scipy.stats.zscore', ofVector((a, range) => op('div', range, difference(a, op('mean', range, a), range), op('std', range, a)))],
  ['scipy.stats.entropy', entropy],
  [
    'scipy.spatial.distance.cosine',
    ofTwo((u, v, range) =>
      difference(numberTerm(1), op('div', range, op('matmul', range, u, v), op('mul', range, op('norm', range, u), op('norm', range, v))), range),
    ),
  ],
  [
    'scipy.spatial.distance.minkowski',
    ofTwo((u, v, range, context, third) => {
      const p = term(third, 2, context, range)
      const powers = op('pow', range, op('abs', range, difference(u, v, range)), p)
      return op('pow', range, op('sum', range, powers), op('div', range, numberTerm(1), p))
    }),
  ],
  [
    'scipy.spatial.distance.mahalanobis',
    ofTwo((u, v, range, context, third) => {
      const away = difference(u, v, range)
      const inverse = context.toTerm(third ?? refuse('the inverse of the covariance is missing', range), range)
      return op('sqrt', range, op('matmul', range, away, op('matmul', range, inverse, away)))
    }),
  ],
]
