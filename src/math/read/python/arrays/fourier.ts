/**
 * Discrete Fourier transforms as the products with a matrix that they are: X_k = Σ_n x_n exp(-2πi k n / N). Half of the values, as of
 * rfft, are as many as only a known length tells.
 */
import type { Range } from '../../../api.ts'
import { askFor } from '../../execute/arrays/counting.ts'
import { sizeOf, withRank } from '../../execute/arrays/sequences.ts'
import { rankSaid } from '../../execute/arrays/shapes.ts'
import { numberOf, sameTerm, termsIn } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, reference, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** Shown for so many samples, where the text does not say how many there are. */
const SAMPLES = 4

const call = (context: Context, path: string, positional: readonly Value[], range: Range): Term =>
  context.toTerm(context.call(reference(path), { positional, named: new Map(), ranges: positional.map(() => range), range }, range), range)
const counted = (context: Context, length: Term, range: Range): Term => call(context, 'numpy.arange', [length], range)

interface Transform {
  readonly x: Term
  /** How many samples there are, and how many there would be with the zeros behind them. */
  readonly samples: Term
  readonly length: Term
  readonly first: boolean
}

const lengthKnown = (context: Context, length: Term): number | undefined => numberOf(length, context.facts.numbers)?.asInteger

/** What is transformed along which axis; `known`: a length has to be known. */
function transformOf(context: Context, args: Arguments, known: boolean, range: Range): Transform {
  const along = argument(args, 2, 'axis', 'dim')
  const axis = along === undefined || along.kind === 'none' ? -1 : context.attribute(along, range)
  const given = withRank(context, context.toTerm(need(args, 0, range, 'a', 'x', 'input'), range), axis === 1 ? 2 : 1)
  const rank = rankSaid(context, given) ?? (axis === 1 ? 2 : 1)
  if (axis !== -1 && axis !== 0 && axis !== rank - 1) return refuse('along which axis is transformed is not read', range)
  const samples = sizeOf(context, given, axis === 0 ? 0 : rank - 1, range)
  const asked = argument(args, 1, 'n')
  const length = asked === undefined || asked.kind === 'none' ? samples : context.toTerm(asked, range)
  const isSame = sameTerm(length, samples)
  const [own, wanted] = [samples, length].map((each) => lengthKnown(context, each))
  if ((known || !isSame) && (own === undefined || wanted === undefined)) {
    context.facts.goAlong(termsIn(given), axis === 0 ? 0 : rank - 1, SAMPLES)
    if (wanted === undefined) askFor(context, length, SAMPLES)
    return refuse('how many samples are transformed is not known', range)
  }
  const isCut = own !== undefined && wanted !== undefined && wanted < own
  const part: Value = { kind: 'slice', stop: length }
  const x = isCut ? context.toTerm(context.index(given, axis === 0 ? [part] : [{ kind: 'ellipsis' }, part], range), range) : given
  return { x, samples: isCut ? length : samples, length, first: axis === 0 }
}

/** exp(±2πi r c / N) for all r of rows and c of columns. */
function waves(rows: Term, columns: Term, length: Term, sign: 1 | -1, range: Range): Term {
  const turns = applyTerm('div', [applyTerm('outer', [rows, columns], range), length], range)
  return applyTerm('exp', [applyTerm('mul', [numberTerm(2 * sign), applyTerm('pi', []), applyTerm('imaginary', []), turns], range)], range)
}

/** Σ_n x_n exp(∓2πi k n / N) down the first axis of x, for as many k as there are numbers counted; over N for the inverse. */
export function fourierSum(count: Term, x: Term, length: Term, inverse: boolean, range: Range): Term {
  const total = applyTerm('matmul', [waves(count, count, length, inverse ? 1 : -1, range), x], range)
  return inverse ? applyTerm('div', [total, length], range) : total
}

/** 1/N or 1/√N, where the convention has it on this side. */
function scaled(args: Arguments, value: Term, length: Term, inverse: boolean, range: Range): Term {
  const norm = argument(args, 3, 'norm')
  const how = norm?.kind === 'string' ? norm.value : 'backward'
  if (how === 'ortho') return applyTerm('div', [value, applyTerm('sqrt', [length], range)], range)
  return (how === 'backward') === inverse ? applyTerm('div', [value, length], range) : value
}

/** fft and ifft; rfft keeps the first half. */
const transformed =
  (inverse: boolean, half: boolean): Native =>
  (context, args, range) => {
    const { x, samples, length, first } = transformOf(context, args, half, range)
    const kept = half ? numberTerm(Math.floor((lengthKnown(context, length) as number) / 2) + 1) : length
    const [times, frequencies] = [counted(context, samples, range), counted(context, kept, range)]
    const sign = inverse ? 1 : -1
    const product = first
      ? applyTerm('matmul', [waves(frequencies, times, length, sign, range), x], range)
      : applyTerm('matmul', [x, waves(times, frequencies, length, sign, range)], range)
    return scaled(args, product, length, inverse, range)
  }

/** irfft(X, n): what stands for two frequencies counts twice. */
const realInverse: Native = (context, args, range) => {
  const spectrum = withRank(context, context.toTerm(need(args, 0, range, 'a', 'x', 'input'), range), 1)
  const rank = rankSaid(context, spectrum) ?? 1
  const half = lengthKnown(context, sizeOf(context, spectrum, rank - 1, range))
  if (half === undefined) {
    context.facts.goAlong(termsIn(spectrum), rank - 1, SAMPLES)
    return refuse('how many frequencies there are is not known', range)
  }
  const asked = argument(args, 1, 'n')
  const count = asked === undefined || asked.kind === 'none' ? 2 * (half - 1) : lengthKnown(context, context.toTerm(asked, range))
  if (count === undefined || Math.floor(count / 2) + 1 !== half || argument(args, 2, 'axis', 'dim') !== undefined)
    return refuse('this inverse is read of all frequencies, along the last axis', range)
  const length = numberTerm(count)
  const weights = Array.from({ length: half }, (_, k) => numberTerm(k === 0 || 2 * k === count ? 1 : 2))
  const weighted = applyTerm('mul', [spectrum, applyTerm('array', weights, range)], range)
  const back = waves(counted(context, numberTerm(half), range), counted(context, length, range), length, 1, range)
  return scaled(args, applyTerm('re', [applyTerm('matmul', [weighted, back], range)], range), length, true, range)
}

/** fftfreq(n, d): 0, 1, ..., -2, -1 over n d; rfftfreq has the first half, and counts on. */
const frequencies =
  (half: boolean): Native =>
  (context, args, range) => {
    const length = context.toTerm(need(args, 0, range, 'n'), range)
    const count = lengthKnown(context, length)
    if (count === undefined) {
      askFor(context, length, SAMPLES)
      return refuse('how many samples there are is not known', range)
    }
    const places = Array.from({ length: half ? Math.floor(count / 2) + 1 : count }, (_, k) => numberTerm(half || 2 * k < count ? k : k - count))
    const spacing = argument(args, 1, 'd')
    const whole = spacing === undefined ? numberTerm(count) : applyTerm('mul', [numberTerm(count), context.toTerm(spacing, range)], range)
    return applyTerm('div', [applyTerm('array', places, range), whole], range)
  }

/** fftshift(x): the second half first. */
const shifted =
  (back: boolean): Native =>
  (context, args, range) => {
    const x = withRank(context, context.toTerm(need(args, 0, range, 'x', 'input'), range), 1)
    const count = lengthKnown(context, sizeOf(context, x, 0, range))
    if (count === undefined || (rankSaid(context, x) ?? 1) !== 1) {
      context.facts.goAlong(termsIn(x), 0, SAMPLES)
      return refuse('how many values are shifted is not known', range)
    }
    const by = back ? -Math.floor(count / 2) : Math.floor(count / 2)
    return call(context, 'numpy.roll', [x, numberTerm(by)], range)
  }

/** By the last part of the name. */
export const FOURIER: readonly (readonly [string, Native])[] = [
  ['fft', transformed(false, false)],
  ['ifft', transformed(true, false)],
  ['rfft', transformed(false, true)],
  ['irfft', realInverse],
  ['fftfreq', frequencies(false)],
  ['rfftfreq', frequencies(true)],
  ['fftshift', shifted(false)],
  ['ifftshift', shifted(true)],
]
