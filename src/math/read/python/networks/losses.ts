/** Loss functions of PyTorch, Keras, Optax and scikit-learn: what one component or row loses, and how that is reduced. */
import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import { countAlong, isCount, isOfLengths } from '../../execute/arrays/counting.ts'
import { withRank } from '../../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { difference, isApply, negative, sum, termsIn } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, NONE, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { pickedLast } from '../arrays/pairs.ts'
import { spelled } from '../modules.ts'

/** What is lost, given the prediction and the target; rows are summed over their last axis already. */
interface Loss {
  readonly each: (x: Term, y: Term, options: (name: string, otherwise: number) => Term, range: Range) => Term
  /** What a call without a word on it gives: the mean (PyTorch), or each (Optax, the functions of TensorFlow). */
  readonly reduction?: 'none'
  /** Names of the prediction and the target as keywords, which also tell which comes first. */
  readonly order?: 'target first'
  /** Keywords with a number. */
  readonly options?: readonly string[]
  /** Its target may also be the numbers of classes: what these are picked from. It must be where it is sparse. */
  readonly classes?: (x: Term, range: Range) => Term
  readonly sparse?: true
  /** Whether a target of which nothing is said are numbers of classes, as it is nearly always in PyTorch. */
  readonly usually?: 'classes'
  /** Under sum() of a row's components. */
  readonly rows?: boolean
}

const apply = (op: string, args: readonly Term[], range: Range, attributes?: { axis: number }): Term => applyTerm(op, args, range, attributes)
const times = (a: Term, b: Term, range: Range): Term => apply('mul', [a, b], range)
const squared = (a: Term, range: Range): Term => apply('pow', [a, numberTerm(2)], range)
const half = (a: Term, range: Range): Term => apply('div', [a, numberTerm(2)], range)

const square: Loss = { each: (x, y, _, range) => squared(difference(x, y, range), range) }
const absolute: Loss = { each: (x, y, _, range) => apply('abs', [difference(x, y, range)], range) }
const huber: Loss = {
  options: ['delta'],
  each: (x, y, option, range) => apply('huber', [option('delta', 1), difference(x, y, range)], range),
}
const smooth: Loss = {
  options: ['beta'],
  each: (x, y, option, range) => apply('div', [apply('huber', [option('beta', 1), difference(x, y, range)], range), option('beta', 1)], range),
}
/** -(y ln p + (1 - y) ln(1 - p)), with a weight. */
export const binary: Loss = {
  options: ['weight'],
  each: (p, y, option, range) => {
    const other = times(difference(numberTerm(1), y, range), apply('ln', [difference(numberTerm(1), p, range)], range), range)
    const single = negative(sum(times(y, apply('ln', [p], range), range), other, range, false), range)
    const weight = option('weight', 1)
    return isOne(weight) ? single : times(weight, single, range)
  },
}
/** The same of σ(z): softplus(z) - y z; with a weight of what is true, and one of all. */
export const binaryOfLogits: Loss = {
  options: ['weight', 'pos_weight'],
  each: (z, y, option, range) => {
    const [weight, positive] = [option('weight', 1), option('pos_weight', 1)]
    const softplus = apply('softplus', [z], range)
    const single = isOne(positive)
      ? difference(softplus, times(y, z, range), range)
      : sum(
          times(times(positive, y, range), apply('softplus', [negative(z, range)], range), range),
          times(difference(numberTerm(1), y, range), softplus, range),
          range,
          false,
        )
    return isOne(weight) ? single : times(weight, single, range)
  },
}
const isOne = (term: Term): boolean => term.kind === 'number' && term.value.isOne
/** -(ln p)[y], where y are numbers of classes. */
export const picked = (context: Context, logarithms: Term, y: Term, rank: number | undefined, range: Range): Term => {
  if (rank !== undefined && rank > 1 && (rankOf(context, logarithms) ?? rank + 1) === rank + 1)
    return negative(pickedLast(context, logarithms, y, rank, range), range)
  const same = sameNumber(y)
  if (same !== undefined) return negative(applyTerm('index', [logarithms, same], range, { items: [{}, { at: 1 }] }), range)
  const places = rank === 0 ? [y] : [countAlong(y, 0, range), y]
  return negative(applyTerm('index', [logarithms, ...places], range, { items: places.map((_, k) => ({ at: k + 1 })) }), range)
}
/** arange(n), and what whole numbers make of it: cat([arange(n) + n, arange(n)]). */
const isCounted = (y: Term): boolean => {
  const isWhole = (term: Term): boolean => (term.kind === 'number' && term.value.isInteger) || isApply(term, 'numel') || isOfLengths(term)
  if (isCount(y)) return true
  if (y.kind !== 'apply' || !/^(?:add|sub|mul|neg|mod|floordiv|concatenate|roll|reshape|flip|tile|repeat|where)$/.test(y.op)) return false
  if (y.op === 'where') return y.args.slice(1).some(isCounted) && y.args.slice(1).every((arg) => isWhole(arg) || isCounted(arg))
  return y.args.some(isCounted) && y.args.every((arg) => isWhole(arg) || isCounted(arg))
}
/** The number k of torch.zeros(n, dtype=torch.long) + k, a vector of one and the same number. */
const sameNumber = (y: Term): Term | undefined => {
  const [first, second] = y.kind === 'apply' && (y.op === 'mul' || y.op === 'add') ? y.args : []
  const [factor, filled] = first?.kind === 'number' ? [first, second] : second?.kind === 'number' ? [second, first] : [undefined, y]
  const op = filled?.kind === 'apply' ? filled.op : ''
  // While a function runs, zeros are what may still be written to.
  const lengths = filled?.kind !== 'apply' ? [] : op === 'blank' ? filled.args : ((filled.attributes?.['shape'] ?? []) as readonly unknown[])
  if (!/^(?:blank|zeros|ones)$/.test(op) || lengths.length !== 1) return undefined
  const each = op === 'ones' ? 1 : 0
  const by = factor?.value.asInteger
  const value = factor === undefined ? each : by === undefined ? undefined : isApply(y, 'mul') ? each * by : each + by
  return value === undefined || value < 0 ? undefined : numberTerm(value)
}
const cross = (logarithms: Term, y: Term, range: Range): Term => negative(apply('sum', [times(y, logarithms, range)], range, { axis: -1 }), range)
export const logSoftmax = (z: Term, range: Range): Term => apply('log_softmax', [z], range, { axis: -1 })
export const crossOfLogits: Loss = {
  classes: logSoftmax,
  rows: true,
  each: (z, y, _, range) => cross(logSoftmax(z, range), y, range),
}
const crossOfLogarithms: Loss = { classes: (l) => l, rows: true, each: (l, y, _, range) => cross(l, y, range) }
export const crossOfProbabilities: Loss = { rows: true, each: (p, y, _, range) => cross(apply('ln', [p], range), y, range) }
/** y (ln y - l) of logarithms l. */
const divergence: Loss = {
  options: ['log_target'],
  each: (l, y, option, range) =>
    isOne(option('log_target', 0))
      ? times(apply('exp', [y], range), difference(y, l, range), range)
      : times(y, difference(apply('ln', [y], range), l, range), range),
}

const each = (loss: Loss): Loss => ({ ...loss, reduction: 'none' })
const sparse = (loss: Loss): Loss => ({ ...loss, sparse: true })
const targetFirst = (loss: Loss): Loss => ({ ...loss, order: 'target first' })

/** By library, and by the last part of the name. */
const LOSSES: { readonly [library: string]: ReadonlyMap<string, Loss> } = {
  torch: new Map([
    ['mse_loss', square],
    ['l1_loss', absolute],
    ['huber_loss', huber],
    ['smooth_l1_loss', smooth],
    ['binary_cross_entropy', binary],
    ['binary_cross_entropy_with_logits', binaryOfLogits],
    ['cross_entropy', { ...crossOfLogits, usually: 'classes' }],
    ['nll_loss', sparse(crossOfLogarithms)],
    ['kl_div', divergence],
    ['soft_margin_loss', { each: (x, y, _, range) => apply('softplus', [negative(times(y, x, range), range)], range) }],
  ]),
  optax: new Map([
    ['l2_loss', each({ each: (x, y, _, range) => half(squared(difference(x, y, range), range), range) })],
    ['squared_error', each(square)],
    ['huber_loss', each(huber)],
    ['sigmoid_binary_cross_entropy', each(binaryOfLogits)],
    ['softmax_cross_entropy', each(crossOfLogits)],
    ['softmax_cross_entropy_with_integer_labels', each(sparse(crossOfLogits))],
  ]),
  tensorflow: new Map([
    ['sigmoid_cross_entropy_with_logits', targetFirst(each(binaryOfLogits))],
    ['softmax_cross_entropy_with_logits', targetFirst(each(crossOfLogits))],
    ['sparse_softmax_cross_entropy_with_logits', targetFirst(each(sparse(crossOfLogits)))],
  ]),
  sklearn: new Map([
    ['mean_squared_error', targetFirst(square)],
    ['mean_absolute_error', targetFirst(absolute)],
    ['log_loss', targetFirst(binary)],
  ]),
}

/** Names of targets that are probabilities. */
const SHARES = /soft|prob|hot|dist|mix|teacher|smooth|^[pq]$/i
const FIRST = ['input', 'predictions', 'logits', 'y_pred', 'log_predictions']
const SECOND = ['target', 'targets', 'labels', 'y_true']

/** A loss function of a library; undefined for anything else. */
export function callLoss(context: Context, path: string, args: Arguments, range: Range): Value | undefined {
  const library = /^(optax|sklearn)\./.exec(path)?.[1] ?? spelled(path)?.library ?? ''
  const name = path.slice(path.lastIndexOf('.') + 1)
  const loss = Object.hasOwn(LOSSES, library) ? LOSSES[library]?.get(name) : undefined
  if (loss === undefined) return undefined
  const { positional, named } = args
  const [first, second] = loss.order === undefined ? [0, 1] : [1, 0]
  const given = (at: number, names: readonly string[]): Term => {
    const value = names.map((each) => named.get(each)).find((each) => each !== undefined) ?? positional[at]
    return context.toTerm(value ?? refuse(`"${name}" is called without "${names[0]}"`, range), range)
  }
  const pair = [given(first, FIRST), given(second, SECOND)] as const
  // Of classes there may be fewer axes.
  const [x, target] = loss.classes === undefined && loss.rows !== true ? withSameAxes(context, pair) : pair
  // y.long() says that these are numbers of classes.
  const whole = loss.classes !== undefined && isApply(target, 'trunc') ? target.args[0] : undefined
  const isWhole = whole !== undefined && (whole.kind === 'name' || isCounted(whole))
  const y = isWhole ? whole : target
  const options = [
    ...(loss.options ?? []),
    ...FIRST,
    ...SECOND,
    ...(loss.classes === undefined ? [] : ['weight']),
    'reduction',
    'label_smoothing',
    'size_average',
    'reduce',
    'axis',
    'dim',
  ]
  for (const key of named.keys()) if (!options.includes(key)) refuse(`what "${key}" does in "${name}" is not known here`, range)
  const ranks = [x, y].map((term) => rankOf(context, term)) as [number | undefined, number | undefined]
  const numbered =
    loss.sparse === true ||
    isWhole ||
    isCounted(y) ||
    sameNumber(y) !== undefined ||
    areNumbers(context, y) ||
    areNumbersIn(x, y) ||
    (loss.usually === 'classes' && y.kind === 'name' && ranks[1] === undefined && !SHARES.test(y.name)) ||
    (ranks[1] !== undefined && ranks[0] !== undefined && ranks[1] < ranks[0])
  if (loss.classes !== undefined) context.facts.note(`the target is read as ${numbered ? 'numbers of classes' : 'probabilities'}`, range)
  const option = (key: string, otherwise: number): Term => {
    const value = named.get(key) ?? (loss.options?.[0] === key ? positional[2] : undefined)
    if (value?.kind === 'boolean') return numberTerm(value.value ? 1 : 0)
    return value === undefined || value.kind === 'none' ? numberTerm(otherwise) : context.toTerm(value, range)
  }
  const classes = loss.classes?.(x, range)
  const plain = numbered && classes !== undefined ? picked(context, classes, y, ranks[1], range) : loss.each(x, y, option, range)
  const weight = loss.classes === undefined ? undefined : named.get('weight')
  if (weight !== undefined && weight.kind !== 'none') {
    if (!numbered || named.has('label_smoothing')) return refuse('weights of classes are read with numbers of classes', range)
    return weighted(plain, applyTerm('index', [context.toTerm(weight, range), y], range, { items: [{ at: 1 }] }), named.get('reduction'), range)
  }
  // A part of each target is spread over all classes.
  const smoothing = loss.classes === undefined ? undefined : named.get('label_smoothing')
  const share = smoothing === undefined ? undefined : context.toTerm(smoothing, range)
  const all = share === undefined ? undefined : negative(apply('mean', [classes as Term], range, { axis: -1 }), range)
  const single =
    share === undefined ? plain : sum(times(difference(numberTerm(1), share, range), plain, range), times(share, all as Term, range), range, false)
  const reduction = named.get('reduction') ?? NONE
  const how = reduction.kind === 'string' ? reduction.value : (loss.reduction ?? 'mean')
  if (how === 'none') return single
  if (how !== 'batchmean') return applyTerm(how === 'sum' ? 'sum' : 'mean', [single], range)
  return applyTerm('div', [applyTerm('sum', [single], range), applyTerm('size', [x], range, { axis: 0 })], range)
}

/** What rows lose, each with the weight of its class; the mean is one by weights. */
function weighted(single: Term, weights: Term, reduction: Value | undefined, range: Range): Term {
  const each = times(weights, single, range)
  const how = reduction?.kind === 'string' ? reduction.value : 'mean'
  if (how === 'none') return each
  const total = applyTerm('sum', [each], range)
  return how === 'sum' ? total : applyTerm('div', [total, applyTerm('sum', [weights], range)], range)
}

/** Whole numbers that are written out, here or where the file gives the name its value: of classes, not probabilities. */
function areNumbers(context: Context, term: Term): boolean {
  const value = term.kind === 'name' ? context.facts.declarations.get(term.name)?.value : undefined
  if (Array.isArray(value)) return value.every((each) => typeof each === 'number' && Number.isInteger(each))
  return (
    term.kind === 'apply' && term.op === 'array' && term.args.every((each) => each.kind === 'number' && each.value.isInteger && !each.value.decimal)
  )
}

/** Whether the logits are made with the target as numbers of classes: one_hot(labels). */
const areNumbersIn = (logits: Term, target: Term): boolean =>
  target.kind === 'name' &&
  [...termsIn(logits)].some((term) => {
    const [first] = isApply(term, 'one_hot') ? term.args : []
    return first?.kind === 'name' && first.name === target.name
  })

/** A prediction and its target, which have the same shape: a name of which nothing is known has the axes of the other. */
function withSameAxes(context: Context, [x, y]: readonly [Term, Term]): readonly [Term, Term] {
  const [ofX, ofY] = [rankOf(context, x), rankOf(context, y)]
  if (ofX === undefined && ofY !== undefined) return [withRank(context, x, ofY), y]
  return ofY === undefined && ofX !== undefined ? [x, withRank(context, y, ofX)] : [x, y]
}

/** How many axes a term has, as far as declarations say it. */
function rankOf(context: Context, term: Term, depth = 0): number | undefined {
  const shape = isApply(term, 'reshape') ? term.attributes?.['shape'] : undefined
  if (Array.isArray(shape)) return shape.length
  const known = shapeOfTerm(context, term)?.length ?? (term.kind === 'name' ? context.facts.declarations.get(term.name)?.rank : undefined)
  if (known !== undefined || term.kind !== 'apply' || depth > 20) return known
  const ranks = term.args.map((arg) => rankOf(context, arg, depth + 1))
  if (term.op === 'matmul') return ranks[0] === undefined || ranks[1] === undefined ? undefined : Math.abs(ranks[0] + ranks[1] - 2)
  // What a scalar of which nothing is known is added to keeps its axes.
  const most = Math.max(...ranks.map((rank) => rank ?? 0))
  return (isElementwise(term.op) || /^(?:log_)?softmax$/.test(term.op)) && most > 1 ? most : undefined
}
