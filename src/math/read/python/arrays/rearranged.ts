/** Functions of array libraries that pick, reverse or gather components, or are several rows of the table along an axis. */
import type { Range } from '../../../api.ts'
import type { Attributes } from '../../../expr.ts'
import { conditionTerm } from '../../execute/arrays/comparisons.ts'
import { differencesOf } from '../../execute/arrays/diagonals.ts'
import { sizeOf, withRank } from '../../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { applyRow } from '../../execute/calls/apply.ts'
import { isApply, negative, numberOf, sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, isCondition, isTerm, NONE, tupleOf, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { rowOf } from '../modules.ts'
import { gather } from './pairs.ts'

const WHOLE: Value = { kind: 'slice' }
const REVERSED: Value = { kind: 'slice', step: numberTerm(-1) }
const first = (context: Context, args: Arguments, range: Range): Term =>
  context.toTerm(need(args, 0, range, 'input', 'x', 'a', 'A', 'm', 'arr', 'params', 'features', 't'), range)
const axisOf = (context: Context, value: Value | undefined, otherwise: number, range: Range): number => {
  const axis = value === undefined || value.kind === 'none' ? otherwise : context.attribute(value, range)
  return typeof axis === 'number' && axis >= -1 ? axis : refuse('the axis must be a known integer', range)
}

/** x[item] along an axis. */
function along(context: Context, x: Term, axis: number, item: Value, range: Range): Term {
  const items = axis < 0 ? [{ kind: 'ellipsis' } as const, item] : [...Array.from({ length: axis }, () => WHOLE), item]
  return context.toTerm(context.index(x, items, range), range)
}

/** take(x, indices, axis), gather(params, indices): components by their places; index_select(x, dim, index) has the axis before. */
const picked =
  (axisFirst: boolean): Native =>
  (context, args, range) => {
    const [place, axis] = axisFirst
      ? [argument(args, 2, 'index'), argument(args, 1, 'dim')]
      : [argument(args, 1, 'indices'), argument(args, 2, 'axis', 'dim')]
    const x = first(context, args, range)
    const item = context.toTerm(place ?? refuse('which components are meant is missing', range), range)
    return along(context, x, axisOf(context, axis, 0, range), item, range)
  }

/** gather(x, dim, index) of PyTorch goes along an axis; gather(params, indices) of TensorFlow takes rows. */
const gathered: Native = (context, args, range, path) => (path.startsWith('torch') ? gather : picked(false))(context, args, range, path)

const narrowed: Native = (context, args, range) => {
  const [start, length] = [need(args, 2, range, 'start'), need(args, 3, range, 'length')].map((value) => context.toTerm(value, range)) as [Term, Term]
  const stop = start.kind === 'number' && length.kind === 'number' ? numberTerm(start.value.add(length.value)) : sum(start, length, range, true)
  return along(context, first(context, args, range), axisOf(context, argument(args, 1, 'dim'), 0, range), { kind: 'slice', start, stop }, range)
}

/** roll(x, k, axis): by a length that is not known as a number, what stands from -k on before what stands up to there. */
const rolled: Native = (context, args, range, path) => {
  const by = argument(args, 1, 'shift', 'shifts')
  if (by === undefined || !isTerm(by) || numberOf(by, context.facts.numbers) !== undefined) return row('numpy.roll')(context, args, range, path)
  const x = first(context, args, range)
  const axis = axisOf(context, argument(args, 2, 'axis', 'dim', 'dims'), 0, range)
  const at = negative(by, range)
  const parts = [{ kind: 'slice', start: at } as const, { kind: 'slice', stop: at } as const]
  return applyTerm(
    'concatenate',
    parts.map((part) => along(context, x, axis, part, range)),
    range,
    { axis },
  )
}

const flipped =
  (...items: Value[]): Native =>
  (context, args, range) =>
    context.index(first(context, args, range), items, range)

/** A matrix turned by so many quarters from its first axis to its second. */
const rotated: Native = (context, args, range) => {
  const quarters = context.attribute(argument(args, 1, 'k') ?? numberTerm(1), range)
  if (typeof quarters !== 'number' || argument(args, 2, 'axes', 'dims') !== undefined)
    return refuse('by how many quarters this is turned must be known', range)
  const x = withRank(context, first(context, args, range), 2)
  const turned = (term: Term, ...items: Value[]): Value => context.index(term, items, range)
  const transposed = applyTerm('transpose', [x], range)
  switch (((quarters % 4) + 4) % 4) {
    case 1:
      return turned(transposed, REVERSED)
    case 2:
      return turned(x, REVERSED, REVERSED)
    case 3:
      return turned(transposed, WHOLE, REVERSED)
    default:
      return x
  }
}

const NO_PLACES = 'which places are meant must be known'

/** The whole numbers that a list or a range of numbers has. */
function wholes(context: Context, value: Value, range: Range): readonly number[] {
  const all = context.elements(value, range) ?? [value]
  return all.map((each) => (isTerm(each) ? numberOf(each, context.facts.numbers)?.asInteger : undefined) ?? refuse(NO_PLACES, range))
}

const listOf = (numbers: readonly number[], range: Range): Term =>
  applyTerm(
    'array',
    numbers.map((each) => numberTerm(each, range)),
    range,
  )

/** setdiff1d(a, b): the numbers of a that b does not have, in order, as of places that are held. */
const without: Native = (context, args, range) => {
  const taken = new Set(wholes(context, need(args, 1, range, 'ar2'), range))
  const left = [...new Set(wholes(context, need(args, 0, range, 'ar1'), range))].filter((each) => !taken.has(each))
  return listOf(
    left.sort((a, b) => a - b),
    range,
  )
}

/** ix_(rows, columns): a column and a row of places, which meet. */
const mesh: Native = (context, args, range) => {
  if (args.positional.length !== 2) return refuse('only rows and columns are picked so', range)
  const [rows, columns] = args.positional.map((value) => wholes(context, value, range)) as [readonly number[], readonly number[]]
  const down = rows.map((row) => listOf([row], range))
  return tupleOf([applyTerm('array', down, range), applyTerm('array', [listOf(columns, range)], range)])
}

/** x with one component left out, or several of what is written out. */
const deleted: Native = (context, args, range) => {
  const places = args.positional[1]
  const among = argument(args, 2, 'axis') === undefined ? context.elements(args.positional[0] ?? tupleOf([]), range) : undefined
  if (among !== undefined && places !== undefined && context.elements(places, range) !== undefined) {
    const out = new Set(wholes(context, places, range).map((place) => (place < 0 ? place + among.length : place)))
    const left = among.filter((_, k) => !out.has(k))
    return applyTerm(
      'array',
      left.map((each) => context.toTerm(each, range)),
      range,
    )
  }
  const x = first(context, args, range)
  const at = context.attribute(need(args, 1, range, 'obj'), range)
  if (typeof at !== 'number' || at < -1 || argument(args, 2, 'axis') !== undefined)
    return refuse('only one component at a known place can be left out', range)
  const part = (start: number | undefined, stop: number | undefined): Term =>
    along(
      context,
      x,
      0,
      { kind: 'slice', start: start === undefined ? undefined : numberTerm(start), stop: stop === undefined ? undefined : numberTerm(stop) },
      range,
    )
  if (at === -1) return part(undefined, -1)
  return at === 0 ? part(1, undefined) : applyTerm('concatenate', [part(undefined, at), part(at + 1, undefined)], range, { axis: 0 })
}

/** A vector with a number, or a row of them, put in before a known place. */
const inserted: Native = (context, args, range) => {
  const x = first(context, args, range)
  const at = context.attribute(need(args, 1, range, 'obj'), range)
  if (typeof at !== 'number' || argument(args, 3, 'axis') !== undefined || (shapeOfTerm(context, x)?.length ?? 1) !== 1)
    return refuse('what is put in is read of a vector, at a known place', range)
  const value = context.toTerm(need(args, 2, range, 'values'), range)
  const single = (shapeOfTerm(context, value)?.length ?? 0) === 0
  const part = (ends: { start?: Term; stop?: Term }): Term => along(context, x, 0, { kind: 'slice', ...ends }, range)
  const middle = single ? applyTerm('array', [value], range) : value
  const parts = at === 0 ? [middle, x] : [part({ stop: numberTerm(at) }), middle, part({ start: numberTerm(at) })]
  return applyTerm('concatenate', parts, range, { axis: 0 })
}

/** The columns x^(n-1), ..., x, 1; the other way round where they increase. */
const powers: Native = (context, args, range) => {
  const x = first(context, args, range)
  const asked = argument(args, 1, 'N') ?? NONE
  // As many as there are numbers, where nothing else is asked for.
  const count = asked.kind === 'none' ? shapeOfTerm(context, x)?.[0] : context.attribute(asked, range)
  if (typeof count !== 'number' || count < 1 || count > 32) return refuse('how many powers there are must be a known integer', range)
  const increasing = argument(args, 2, 'increasing')
  const columns = Array.from({ length: count }, (_, k): Term => {
    if (k === 0) return applyTerm('ones_like', [x], range)
    return k === 1 ? x : applyTerm('pow', [x, numberTerm(k)], range)
  })
  return applyTerm('column_stack', increasing?.kind === 'boolean' && increasing.value ? columns : columns.reverse(), range)
}

/** a ⊙ σ(b) of the two halves of an axis. */
const gated: Native = (context, args, range) => {
  const x = first(context, args, range)
  const axis = axisOf(context, argument(args, 1, 'dim', 'axis'), -1, range)
  const half = (at: number): Term => applyTerm('part', [x], range, { at, of: 2, axis })
  return applyTerm('mul', [half(0), applyTerm('sigmoid', [half(1)], range)], range)
}

const row =
  (name: string, change: (x: Term, range: Range) => Term = (x) => x): Native =>
  (context, args, range, path) =>
    applyRow(
      context,
      rowOf(name) ?? refuse(`"${path}" is not known here`, range),
      { ...args, positional: [change(first(context, args, range), range), ...args.positional.slice(1)] },
      path.slice(path.lastIndexOf('.') + 1),
      range,
    )

/** PyTorch takes one off the number of components unless it is told not to. */
const spread =
  (name: 'var' | 'std', withMean = false): Native =>
  (context, args, range, path) => {
    const torch = path.startsWith('torch')
    const flag = args.positional.find((value) => value.kind === 'boolean') ?? args.named.get('unbiased')
    const named = new Map([...args.named].filter(([key]) => key !== 'unbiased'))
    if (torch && !named.has('correction')) named.set('correction', numberTerm(flag?.kind === 'boolean' && !flag.value ? 0 : 1))
    const own = { ...args, named, positional: args.positional.filter((value) => value.kind !== 'boolean') }
    const value = applyRow(context, rowOf(`numpy.${name}`) ?? refuse(`"${path}" is not known here`, range), own, name, range)
    if (!withMean) return value
    const mean = row('numpy.mean')(context, { ...own, named: new Map([...named].filter(([key]) => key !== 'correction')) }, range, path)
    return tupleOf([value, mean])
  }

/** (x - mean) / sqrt(var + eps) */
const standardised: Native = (context, args, range) => {
  const x = first(context, args, range)
  const attributes = { axis: axisOf(context, argument(args, 1, 'axis'), -1, range), keepdims: true }
  const eps = context.toTerm(argument(args, 4, 'epsilon') ?? numberTerm(1e-5), range)
  const centred = sum(x, negative(applyTerm('mean', [x], range, attributes), range), range, false)
  return applyTerm('div', [centred, applyTerm('sqrt', [sum(applyTerm('var', [x], range, attributes), eps, range, false)], range)], range)
}

/** x / sqrt(mean x² + eps), with a weight. */
const rootMeanSquare: Native = (context, args, range) => {
  const x = first(context, args, range)
  const eps = context.toTerm(argument(args, 3, 'eps') ?? numberTerm(2 ** -23), range)
  const mean = applyTerm('mean', [applyTerm('pow', [x, numberTerm(2)], range)], range, { axis: -1, keepdims: true })
  const scaled = applyTerm('div', [x, applyTerm('sqrt', [sum(mean, eps, range, false)], range)], range)
  const weight = argument(args, 2, 'weight')
  return weight === undefined || weight.kind === 'none' ? scaled : applyTerm('mul', [scaled, context.toTerm(weight, range)], range)
}

/** β m + α A B */
const productAdded: Native = (context, args, range) => {
  const [m, a, b] = [0, 1, 2].map((k) => context.toTerm(need(args, k, range), range)) as [Term, Term, Term]
  const scaled = (term: Term, factor: Value | undefined): Term =>
    factor === undefined ? term : applyTerm('mul', [context.toTerm(factor, range), term], range)
  return sum(scaled(m, args.named.get('beta')), scaled(applyTerm('matmul', [a, b], range), args.named.get('alpha')), range, false)
}

const distance: Native = (context, args, range) => {
  const [a, b] = [first(context, args, range), context.toTerm(need(args, 1, range, 'other'), range)]
  return applyTerm('norm', [sum(a, negative(b, range), range, false)], range)
}

const isTrue = (value: Value | undefined): boolean => value?.kind === 'boolean' && value.value

/** Covariances of rows, or of columns; of one vector its variance, of two both beside each other. */
const covariance =
  (correlation: boolean): Native =>
  (context, args, range) => {
    const other = argument(args, 1, 'y')
    const beside = other === undefined || other.kind === 'none' ? undefined : context.toTerm(other, range)
    const own = first(context, args, range)
    if (beside !== undefined && (shapeOfTerm(context, own)?.length ?? 1) !== 1) return refuse('two samples are read as vectors', range)
    // cov(x, y) of two vectors has a row for each.
    const given = beside === undefined ? own : applyTerm('array', [withRank(context, own, 1), withRank(context, beside, 1)], range)
    const rank = beside === undefined ? shapeOfTerm(context, given)?.length : 2
    const unbiased = args.named.get('ddof') ?? numberTerm(isTrue(args.named.get('bias')) ? 0 : 1)
    if (rank === 1 && !correlation) return applyTerm('var', [given], range, { ddof: context.attribute(unbiased, range) })
    const columns = args.named.get('rowvar')
    const x = columns?.kind === 'boolean' && !columns.value ? applyTerm('transpose', [given], range) : given
    const away = sum(x, negative(applyTerm('mean', [x], range, { axis: 1, keepdims: true }), range), range, false)
    const product = applyTerm('matmul', [away, applyTerm('transpose', [away], range)], range)
    if (!correlation) {
      return applyTerm('div', [product, sum(sizeOf(context, x, 1, range), negative(context.toTerm(unbiased, range), range), range, true)], range)
    }
    const length = applyTerm('norm', [away], range, { axis: 1 })
    return applyTerm('div', [product, applyTerm('outer', [length, length], range)], range)
  }

const counted: Native = (context, args, range) =>
  applyTerm(
    'sum',
    [applyTerm('where', [conditionTerm(context, need(args, 0, range, 'a', 'input'), range), numberTerm(1), numberTerm(0)], range)],
    range,
  )

/** The same as a number of another kind. */
const cast: Native = (context, args, range) => {
  const value = need(args, 0, range, 'x')
  return isCondition(value) ? value : context.toTerm(value, range)
}

const softplus: Native = (context, args, range, path) => {
  const beta = argument(args, 1, 'beta')
  const named = new Map([...args.named].filter(([key]) => key !== 'beta' && key !== 'threshold'))
  const x = first(context, args, range)
  const of = (term: Term): Term => row('torch.nn.functional.softplus')(context, { ...args, named, positional: [term] }, range, path) as Term
  if (beta === undefined) return of(x)
  const steep = context.toTerm(beta, range)
  return applyTerm('div', [of(applyTerm('mul', [steep, x], range)), steep], range)
}

/** A norm as NumPy's, with what another function says of it by its name. */
function normed(said: (attributes: Attributes) => Attributes): Native {
  const norm = row('numpy.linalg.norm')
  return (context, args, range) => {
    const made = norm(context, args, range, 'numpy.linalg.norm')
    if (!isTerm(made) || !isApply(made, 'norm')) return made
    const { attributes = {} } = made
    return applyTerm('norm', made.args, range, { ...attributes, ...said(attributes) })
  }
}

/** torch.norm: of all components for an order that is a number, along two axes too. */
export const torchNorm: Native = normed(({ ord, p }) => ({ elementwise: !/^(?:fro|nuc)$/.test(String(ord ?? p ?? 'fro')) }))

/** By the last part of the name. */
export const REARRANGED: readonly (readonly [string, Native])[] = [
  ['take', picked(false)],
  ['index_select', picked(true)],
  ['gather', gathered],
  ['narrow', narrowed],
  ['fliplr', flipped(WHOLE, REVERSED)],
  ['flipud', flipped(REVERSED)],
  ['roll', rolled],
  ['delete', deleted],
  ['insert', inserted],
  ['rot90', rotated],
  ['setdiff1d', without],
  ['ix_', mesh],
  ['vander', powers],
  ['glu', gated],
  ['softmin', row('torch.softmax', negative)],
  ['vector_norm', normed(() => ({ elementwise: true }))],
  ['matrix_norm', normed(({ axis, dim }) => ({ axis: axis ?? dim ?? [-2, -1] }))],
  ['matrix_transpose', row('numpy.transpose')],
  ['var', spread('var')],
  ['std', spread('std')],
  ['var_mean', spread('var', true)],
  ['std_mean', spread('std', true)],
  ['standardize', standardised],
  ['rms_norm', rootMeanSquare],
  ['addmm', productAdded],
  ['addmv', productAdded],
  ['dist', distance],
  ['cov', covariance(false)],
  ['corrcoef', covariance(true)],
  ['count_nonzero', counted],
  ['cast', cast],
  ['type_as', cast],
  ['softplus', softplus],
  [
    'leaky_relu',
    // TensorFlow's slope is another one.
    (context, args, range, path) => {
      const slope = args.positional.length + args.named.size === 1 && /^(tensorflow|keras)/.test(path) ? [numberTerm(0.2)] : []
      return row(path)(context, { ...args, positional: [...args.positional, ...slope] }, range, path)
    },
  ],
  ['logistic', row('torch.sigmoid')],
  [
    'clamp',
    // jax.lax.clamp(low, x, high)
    (context, args, range, path) => {
      const [low, x, high] = args.positional
      const own =
        path.startsWith('jax') && low !== undefined && x !== undefined && high !== undefined ? { ...args, positional: [x, low, high] } : args
      return applyRow(context, rowOf('numpy.clip') ?? refuse(`"${path}" is not known here`, range), own, 'clamp', range)
    },
  ],
  ['ediff1d', (context, args, range) => differencesOf(first(context, args, range), {}, range)],
  [
    'add_n',
    (context, args, range) =>
      applyTerm(
        'add',
        (context.elements(need(args, 0, range), range) ?? []).map((each) => context.toTerm(each, range)),
        range,
      ),
  ],
  [
    'l2_loss',
    (context, args, range) =>
      applyTerm('div', [applyTerm('sum', [applyTerm('pow', [first(context, args, range), numberTerm(2)], range)], range), numberTerm(2)], range),
  ],
]
