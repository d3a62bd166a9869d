/**
 * The weights of windows that taper a signal, by their formulas. A. V. Oppenheim, R. W. Schafer: Discrete-Time Signal Processing, section
 * 7.5; Blackman-Harris: F. J. Harris, Proc. IEEE 66 (1978), table 1.
 */
import type { Range } from '../../../api.ts'
import { Exact } from '../../../exact.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { difference, isApply, negative, sum } from '../values/arithmetic.ts'

/** A window is said by where a point lies, from 0 to 1, or by how far it lies from the middle, from -1 to 1. */
interface At {
  readonly place: Term
  readonly offset: Term
  readonly options: readonly Term[]
  readonly range: Range
}
type Taper = (at: At) => Term

const decimal = (text: string): Term => numberTerm(Exact.parse(text) as Exact)
const times = (range: Range, ...factors: Term[]): Term => applyTerm('mul', factors, range)
const squared = (x: Term, range: Range): Term => applyTerm('pow', [x, numberTerm(2)], range)

/** a_0 - a_1 cos 2πt + a_2 cos 4πt - ... */
const cosines =
  (...weights: readonly string[]): Taper =>
  ({ place, options, range }) => {
    const all = weights.map((weight, k) => options[k] ?? decimal(weight))
    return all.reduce((total, weight, k) => {
      if (k === 0) return weight
      const angle = times(range, numberTerm(2 * k), applyTerm('pi', []), place)
      const wave = times(range, weight, applyTerm('cos', [angle], range))
      return k % 2 === 1 ? difference(total, wave, range) : sum(total, wave, range, false)
    })
  }
const bessel = (x: Term, range: Range): Term => applyTerm('i0', [x], range)

/** By the name that libraries give them. */
const TAPERS: ReadonlyMap<string, Taper> = new Map<string, Taper>([
  ['hann', cosines('0.5', '0.5')],
  ['hamming', cosines('0.54', '0.46')],
  ['blackman', cosines('0.42', '0.5', '0.08')],
  ['blackmanharris', cosines('0.35875', '0.48829', '0.14128', '0.01168')],
  ['nuttall', cosines('0.3635819', '0.4891775', '0.1365995', '0.0106411')],
  ['bartlett', ({ offset, range }) => difference(numberTerm(1), applyTerm('abs', [offset], range), range)],
  ['boxcar', ({ offset, range }) => sum(times(range, numberTerm(0), offset), numberTerm(1), range, false)],
  [
    'kaiser',
    ({ offset, options: [beta], range }) => {
      const steep = beta ?? numberTerm(12)
      const arc = applyTerm('sqrt', [difference(numberTerm(1), squared(offset, range), range)], range)
      return applyTerm('div', [bessel(times(range, steep, arc), range), bessel(steep, range)], range)
    },
  ],
])

/** How many numbers a window may be given behind its length. */
const OPTIONS: ReadonlyMap<string, number> = new Map([
  ['kaiser', 1],
  ['hamming', 2],
])

export const isTaper = (name: string): boolean => TAPERS.has(name)

/** `count` are the numbers 0, 1, 2, ... of the points; the window reaches its end at number `last`. */
export function taper(name: string, count: Term, last: Term, given: readonly Term[], range: Range): Term | undefined {
  const options = given.slice(0, OPTIONS.get(name) ?? 0)
  const place = applyTerm('div', [count, last], range)
  const offset = difference(times(range, numberTerm(2), place), numberTerm(1), range)
  return TAPERS.get(name)?.({ place, offset, options, range })
}

/** exp(-z²/2) of points that lie z standard deviations from the middle. */
export function gaussianTaper(count: Term, last: Term, deviation: Term, range: Range): Term {
  const middle = applyTerm('div', [last, numberTerm(2)], range)
  const far = applyTerm('div', [difference(count, middle, range), deviation], range)
  return applyTerm('exp', [negative(applyTerm('div', [squared(far, range), numberTerm(2)], range), range)], range)
}

/** One less than a length. */
export const lastOf = (length: Term, range: Range): Term => {
  const known = length.kind === 'number' ? length.value.asInteger : undefined
  return known !== undefined && !isApply(length, 'size') ? numberTerm(known - 1, range) : sum(length, numberTerm(-1), range, true)
}
