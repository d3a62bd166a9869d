/** Losses of Keras, as functions and as objects: the functions give what each row loses, objects average that over all rows. */
import type { Range } from '../../../api.ts'
import { sizeOf } from '../../execute/arrays/sequences.ts'
import { rankSaid } from '../../execute/arrays/shapes.ts'
import { difference, negative, sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, reference, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { binary, binaryOfLogits, crossOfLogits, crossOfProbabilities, logSoftmax, picked } from './losses.ts'

/** An option of a loss as a number; what is said by a truth value is 0 or 1. */
type Options = (name: string, otherwise: number) => Term

interface KerasLoss {
  /** What each component loses, or each row where that is said, given the prediction and the target. */
  readonly each: (context: Context, x: Term, y: Term, option: Options, range: Range) => Term
  readonly rows?: true
  /** Of the components of a row the sum is meant, not the mean. */
  readonly adds?: true
  /** Options in their order. */
  readonly options?: readonly string[]
}

const LAST = { axis: -1 }
const of = (op: string, range: Range, ...args: readonly Term[]): Term => applyTerm(op, args, range)
const none: Options = (_, otherwise) => numberTerm(otherwise)
const isOne = (term: Term): boolean => term.kind === 'number' && term.value.isOne
const logPlusOne = (x: Term, range: Range): Term => of('ln', range, sum(x, numberTerm(1), range, false))
const square = (x: Term, range: Range): Term => of('pow', range, x, numberTerm(2))
const unit = (x: Term, range: Range): Term =>
  of('div', range, x, of('sqrt', range, applyTerm('sum', [square(x, range)], range, { ...LAST, keepdims: true })))

/** A part of the target spread over all that there is: y (1 - s) + s times what is given. */
function smoothed(y: Term, option: Options, share: () => Term, range: Range): Term {
  const part = option('label_smoothing', 0)
  if (part.kind === 'number' && part.value.isZero) return y
  return sum(of('mul', range, y, difference(numberTerm(1), part, range)), of('mul', range, part, share()), range, false)
}

const LOSSES: ReadonlyMap<string, KerasLoss> = new Map<string, KerasLoss>([
  ['mean_squared_error', { each: (_, x, y, __, range) => square(difference(x, y, range), range) }],
  ['mean_absolute_error', { each: (_, x, y, __, range) => of('abs', range, difference(x, y, range)) }],
  [
    'mean_absolute_percentage_error',
    {
      each: (_, x, y, __, range) =>
        of('mul', range, numberTerm(100), of('div', range, of('abs', range, difference(y, x, range)), of('abs', range, y))),
    },
  ],
  ['mean_squared_logarithmic_error', { each: (_, x, y, __, range) => square(difference(logPlusOne(x, range), logPlusOne(y, range), range), range) }],
  ['huber', { options: ['delta'], each: (_, x, y, option, range) => of('huber', range, option('delta', 1), difference(x, y, range)) }],
  ['log_cosh', { each: (_, x, y, __, range) => of('ln', range, of('cosh', range, difference(x, y, range))) }],
  ['poisson', { each: (_, x, y, __, range) => difference(x, of('mul', range, y, of('ln', range, x)), range) }],
  ['kl_divergence', { adds: true, each: (_, x, y, __, range) => of('mul', range, y, of('ln', range, of('div', range, y, x))) }],
  ['cosine_similarity', { adds: true, each: (_, x, y, __, range) => negative(of('mul', range, unit(x, range), unit(y, range)), range) }],
  [
    'binary_crossentropy',
    {
      options: ['from_logits', 'label_smoothing'],
      each: (_, x, y, option, range) => {
        const target = smoothed(y, option, () => numberTerm(0.5), range)
        return (isOne(option('from_logits', 0)) ? binaryOfLogits : binary).each(x, target, none, range)
      },
    },
  ],
  [
    'categorical_crossentropy',
    {
      rows: true,
      options: ['from_logits', 'label_smoothing'],
      each: (context, x, y, option, range) => {
        const target = smoothed(y, option, () => of('div', range, numberTerm(1), sizeOf(context, x, -1, range)), range)
        return (isOne(option('from_logits', 0)) ? crossOfLogits : crossOfProbabilities).each(x, target, none, range)
      },
    },
  ],
  [
    'sparse_categorical_crossentropy',
    {
      rows: true,
      options: ['from_logits', 'ignore_class'],
      each: (context, x, y, option, range) => {
        context.facts.note('the target is read as numbers of classes', range)
        return picked(context, isOne(option('from_logits', 0)) ? logSoftmax(x, range) : of('ln', range, x), y, rankSaid(context, y), range)
      },
    },
  ],
])

const SHORT: ReadonlyMap<string, string> = new Map([
  ['mse', 'mean_squared_error'],
  ['mae', 'mean_absolute_error'],
  ['mape', 'mean_absolute_percentage_error'],
  ['msle', 'mean_squared_logarithmic_error'],
  ['logcosh', 'log_cosh'],
  ['kld', 'kl_divergence'],
  ['kldivergence', 'kl_divergence'],
])

const PATH = /^(?:(?:tensorflow\.)?keras\.(?:losses|metrics)|tensorflow\.losses)\.(\w+)$/
/** An object made of a loss's class; no name can be spelled so. */
const OBJECT = 'keras loss '
/** What only names an object. */
const IGNORED = new Set(['name', 'dtype'])

/** A loss of Keras: what a function gives, the object that a class makes, or what such an object gives; undefined for anything else. */
export function callKerasLoss(context: Context, path: string, args: Arguments, range: Range): Value | undefined {
  const made = path.startsWith(OBJECT) ? path.slice(OBJECT.length) : undefined
  const called = made ?? PATH.exec(path)?.[1] ?? ''
  const isClass = made === undefined && /^[A-Z]/.test(called)
  const snake = called.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  const name = SHORT.get(snake) ?? snake
  const loss = LOSSES.get(name)
  if (loss === undefined) return undefined
  if (isClass) {
    const order = [...(loss.options ?? []), 'reduction']
    const named = new Map([...args.named, ...args.positional.flatMap((value, k) => (order[k] === undefined ? [] : [[order[k], value] as const]))])
    return { kind: 'partial', callee: reference(`${OBJECT}${name}`), positional: [], named }
  }
  return lossOf(context, loss, called, args, made !== undefined, range)
}

function lossOf(context: Context, loss: KerasLoss, called: string, { positional, named }: Arguments, isObject: boolean, range: Range): Value {
  const given = (name: string, at: number): Term =>
    context.toTerm(named.get(name) ?? positional[at] ?? refuse(`"${called}" is called without "${name}"`, range), range)
  const [y, x] = [given('y_true', 0), given('y_pred', 1)]
  const rest = isObject ? ['sample_weight', 'reduction'] : (loss.options ?? [])
  const known = new Set(['y_true', 'y_pred', 'sample_weight', 'reduction', ...(loss.options ?? []), ...IGNORED])
  for (const key of named.keys()) if (!known.has(key)) refuse(`what "${key}" does in "${called}" is not known here`, range)
  const optionGiven = (name: string): Value | undefined => named.get(name) ?? positional[rest.indexOf(name) < 0 ? -1 : rest.indexOf(name) + 2]
  const option: Options = (name, otherwise) => {
    const value = optionGiven(name)
    if (value === undefined || value.kind === 'none') return numberTerm(otherwise)
    return value.kind === 'boolean' ? numberTerm(value.value ? 1 : 0) : context.toTerm(value, range)
  }
  if (!['undefined', 'none'].includes(optionGiven('ignore_class')?.kind ?? 'undefined')) refuse('a class that is left out is not read', range)
  const single = loss.each(context, x, y, option, range)
  const how = isObject ? reductionOf(optionGiven('reduction'), range) : 'none'
  const weight = isObject ? optionGiven('sample_weight') : undefined
  const isWeighted = weight !== undefined && weight.kind !== 'none'
  const rows = (): Term => (loss.rows === true ? single : applyTerm(loss.adds === true ? 'sum' : 'mean', [single], range, LAST))
  const each = (): Term => (isWeighted ? of('mul', range, context.toTerm(weight, range), rows()) : rows())
  if (how === 'none') return each()
  // The mean over rows of means over their components is that over all of them.
  return how === 'sum' || isWeighted || loss.adds === true ? of(how, range, each()) : of('mean', range, single)
}

/** 'none', 'sum' or, where nothing else is said, 'mean'. */
function reductionOf(value: Value | undefined, range: Range): 'none' | 'sum' | 'mean' {
  if (value === undefined) return 'mean'
  const word = value.kind === 'string' ? value.value : value.kind === 'reference' ? value.path.slice(value.path.lastIndexOf('.') + 1) : 'none'
  switch (word.toLowerCase()) {
    case 'none':
      return 'none'
    case 'sum':
      return 'sum'
    case 'auto':
    case 'mean':
    case 'sum_over_batch_size':
      return 'mean'
    default:
      return refuse(`the reduction "${word}" is not known here`, range)
  }
}
