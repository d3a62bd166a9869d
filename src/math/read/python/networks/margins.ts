/** Loss functions of PyTorch that compare two inputs, or have a margin: rankings, triplets, embeddings, densities with a variance. */
import type { Range } from '../../../api.ts'
import { countAlong } from '../../execute/arrays/counting.ts'
import { difference, negative, sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import type { Arguments, Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'

/** Options that are numbers, and those that are true or false. */
interface Options {
  readonly number: (name: string, otherwise: number) => Term
  readonly flag: (name: string, otherwise: boolean) => boolean
  readonly range: Range
}

interface Loss {
  /** The tensors it takes, then its options, in their order. */
  readonly inputs: readonly string[]
  readonly options: readonly string[]
  readonly each: (inputs: readonly Term[], options: Options) => Term
  /** It has a value for each row and reduces nothing. */
  readonly whole?: true
}

const rectified = (x: Term, range: Range): Term => applyTerm('relu', [x], range)
const plus = (a: Term, b: Term, range: Range): Term => sum(a, b, range, false)
const times = (a: Term, b: Term, range: Range): Term => applyTerm('mul', [a, b], range)
const squared = (a: Term, range: Range): Term => applyTerm('pow', [a, numberTerm(2)], range)
const rows = (a: Term, range: Range): Term => applyTerm('sum', [a], range, { axis: -1 })
const isPositive = (y: Term, range: Range): Term => applyTerm('gt', [y, numberTerm(0)], range)
const LOG_CIRCLE = applyTerm('ln', [applyTerm('mul', [numberTerm(2), applyTerm('pi', [])])])

/** ‖a - b + eps‖_p of each row. */
function distance(a: Term, b: Term, { number, range }: Options): Term {
  const away = plus(difference(a, b, range), number('eps', 1e-6), range)
  const p = number('p', 2)
  const power = p.kind === 'number' ? p.value.asInteger : undefined
  if (power === 1) return rows(applyTerm('abs', [away], range), range)
  if (power === 2) return applyTerm('norm', [away], range, { axis: -1 })
  return refuse('only p = 1 and p = 2 are read here', range)
}

const cosine = (a: Term, b: Term, range: Range): Term =>
  applyTerm(
    'div',
    [rows(times(a, b, range), range), times(applyTerm('norm', [a], range, { axis: -1 }), applyTerm('norm', [b], range, { axis: -1 }), range)],
    range,
  )

/** By name, as documented of torch.nn.functional. */
const LOSSES: ReadonlyMap<string, Loss> = new Map<string, Loss>([
  [
    'pairwise_distance',
    { inputs: ['x1', 'x2'], options: ['p', 'eps'], whole: true, each: ([a, b], options) => distance(a as Term, b as Term, options) },
  ],
  [
    'triplet_margin_loss',
    {
      inputs: ['anchor', 'positive', 'negative'],
      options: ['margin', 'p', 'eps'],
      each: ([a, p, n], options) => {
        const [near, far] = [distance(a as Term, p as Term, options), distance(a as Term, n as Term, options)]
        return rectified(plus(difference(near, far, options.range), options.number('margin', 1), options.range), options.range)
      },
    },
  ],
  [
    'margin_ranking_loss',
    {
      inputs: ['input1', 'input2', 'target'],
      options: ['margin'],
      each: ([a, b, y], { number, range }) =>
        rectified(plus(times(negative(y as Term, range), difference(a as Term, b as Term, range), range), number('margin', 0), range), range),
    },
  ],
  [
    'hinge_embedding_loss',
    {
      inputs: ['input', 'target'],
      options: ['margin'],
      each: ([x, y], { number, range }) =>
        applyTerm('where', [isPositive(y as Term, range), x as Term, rectified(difference(number('margin', 1), x as Term, range), range)], range),
    },
  ],
  [
    'cosine_embedding_loss',
    {
      inputs: ['input1', 'input2', 'target'],
      options: ['margin'],
      each: ([a, b, y], { number, range }) => {
        const alike = cosine(a as Term, b as Term, range)
        const apart = rectified(difference(alike, number('margin', 0), range), range)
        return applyTerm('where', [isPositive(y as Term, range), difference(numberTerm(1), alike, range), apart], range)
      },
    },
  ],
  [
    'gaussian_nll_loss',
    {
      inputs: ['input', 'target', 'var'],
      options: ['full', 'eps'],
      each: ([x, y, variance], { number, flag, range }) => {
        const safe = applyTerm('maximum', [variance as Term, number('eps', 1e-6)], range)
        const away = applyTerm('div', [squared(difference(x as Term, y as Term, range), range), safe], range)
        const inside = plus(applyTerm('ln', [safe], range), away, range)
        return applyTerm('div', [flag('full', false) ? plus(inside, LOG_CIRCLE, range) : inside, numberTerm(2)], range)
      },
    },
  ],
  [
    'poisson_nll_loss',
    {
      inputs: ['input', 'target'],
      options: ['log_input', 'full', 'eps'],
      each: ([x, y], { number, flag, range }) => {
        const [input, target] = [x as Term, y as Term]
        const rate = plus(input, number('eps', 1e-8), range)
        const loss = flag('log_input', true)
          ? difference(applyTerm('exp', [input], range), times(target, input, range), range)
          : difference(input, times(target, applyTerm('ln', [rate], range), range), range)
        if (!flag('full', false)) return loss
        // Stirling's approximation of ln y!.
        const circle = applyTerm('div', [plus(LOG_CIRCLE, applyTerm('ln', [target], range), range), numberTerm(2)], range)
        const stirling = plus(difference(times(target, applyTerm('ln', [target], range), range), target, range), circle, range)
        return plus(loss, applyTerm('where', [applyTerm('gt', [target, numberTerm(1)], range), stirling, numberTerm(0)], range), range)
      },
    },
  ],
  [
    'multi_margin_loss',
    {
      inputs: ['input', 'target'],
      options: ['p', 'margin'],
      each: ([x, y], { number, range }) => {
        const [scores, labels, margin, p] = [x as Term, y as Term, number('margin', 1), number('p', 1)]
        const own = applyTerm('index', [scores, countAlong(labels, 0, range), labels], range, { items: [{ at: 1 }, { at: 2 }, 'newaxis'] })
        const power = (term: Term): Term => (p.kind === 'number' && p.value.isOne ? term : applyTerm('pow', [term, p], range))
        // The class itself adds margin^p, which is taken off.
        const all = rows(power(rectified(plus(difference(scores, own, range), margin, range), range)), range)
        return applyTerm('div', [difference(all, power(margin), range), applyTerm('size', [scores], range, { axis: 1 })], range)
      },
    },
  ],
])

/** A loss of these; undefined for anything else. */
export function callMarginLoss(context: Context, path: string, args: Arguments, range: Range): Value | undefined {
  const name = /^torch\.nn\.functional\.(\w+)$/.exec(path)?.[1] ?? ''
  const loss = LOSSES.get(name)
  if (loss === undefined) return undefined
  const { inputs, options } = loss
  for (const key of args.named.keys())
    if (![...inputs, ...options, 'reduction'].includes(key)) return refuse(`what "${key}" does in "${name}" is not known here`, range)
  const given = (key: string): Value | undefined => args.named.get(key) ?? args.positional[[...inputs, ...options].indexOf(key)]
  const terms = inputs.map((input) => context.toTerm(given(input) ?? refuse(`"${name}" is called without "${input}"`, range), range))
  const single = loss.each(terms, {
    number: (key, otherwise) => {
      const value = given(key)
      return value === undefined || value.kind === 'none' ? numberTerm(otherwise) : context.toTerm(value, range)
    },
    flag: (key, otherwise) => {
      const value = given(key)
      return value?.kind === 'boolean' ? value.value : otherwise
    },
    range,
  })
  const reduction = args.named.get('reduction')
  const how = loss.whole === true ? 'none' : reduction?.kind === 'string' ? reduction.value : 'mean'
  return how === 'none' ? single : applyTerm(how === 'sum' ? 'sum' : 'mean', [single], range)
}

/** The options of a loss that a layer is made with, in their order. */
export const optionsOf = (name: string): readonly string[] | undefined => LOSSES.get(name)?.options
