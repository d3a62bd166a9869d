/** Windows and Fourier transforms of MATLAB: hamming(n), kaiser(n, beta), fft(x), ifft(X); of a matrix column by column; conv2(A, K) and filter2(H, X) of images. */
import type { Range } from '../../api.ts'
import { isElementwise } from '../../ops/table.ts'
import { countBetween } from '../execute/arrays/counting.ts'
import { sizeOf, withRank } from '../execute/arrays/sequences.ts'
import { rankSaid, rowOfNumbers } from '../execute/arrays/shapes.ts'
import { gaussianTaper, lastOf, taper } from '../execute/arrays/tapers.ts'
import { isApply, numberOf, sum } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { type Arguments, isTerm, type Value } from '../execute/values/value.ts'
import { isMatrix } from '../grammar/arrays.ts'
import { type Native, termAt } from '../grammar/library.ts'
import { slidOver } from '../python/arrays/convolutions.ts'
import { fourierSum } from '../python/arrays/fourier.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** The numbers 0, 1, ..., n - 1. */
function counted(context: Context, length: Term, range: Range): Term {
  const known = numberOf(length, context.facts.numbers)?.asInteger
  if (known !== undefined) {
    context.facts.assumeRounds(length, range)
    const places = Array.from({ length: known }, (_, k) => numberTerm(k))
    return applyTerm('array', places, range)
  }
  return countBetween(context, numberTerm(0), length, range) ?? refuse('how many points there are is not known', range)
}

const windowNamed =
  (name: string): Native =>
  (context, args, range) => {
    const length = termAt(context, args, 0, range)
    const behind = args.positional.slice(1)
    const isPeriodic = behind.some((value) => value.kind === 'string' && value.value.toLowerCase() === 'periodic')
    const options = behind.filter(isTerm)
    const count = counted(context, length, range)
    const last = isPeriodic ? length : lastOf(length, range)
    // hanning() leaves out the zeros at both ends.
    if (name === 'hanning') return taper('hann', sum(count, numberTerm(1), range, false), sum(length, numberTerm(1), range, true), [], range) as Term
    if (name !== 'gaussian') return taper(name, count, last, options, range) ?? refuse(`the window "${name}" is not read`, range)
    const steepness = options[0] ?? numberTerm(2.5)
    const deviation = applyTerm('div', [last, applyTerm('mul', [numberTerm(2), steepness], range)], range)
    return gaussianTaper(count, last, deviation, range)
  }

/** Whether a vector lies as a row: x', and what is made of rows component by component. */
function isRow(context: Context, term: Term, depth = 0): boolean {
  if (term.kind === 'name') return context.facts.declarations.get(term.name)?.row === true
  if (term.kind !== 'apply' || depth > 8) return false
  if (term.op === 'transpose') return !isRow(context, term.args[0] as Term, depth + 1) && rankSaid(context, term.args[0] as Term) !== 2
  return isElementwise(term.op) && term.args.some((arg) => isRow(context, arg, depth + 1))
}

const transformed =
  (inverse: boolean): Native =>
  (context, args, range) => {
    if (args.positional.length > 1) return refuse('a transform is read of as many samples as there are', range)
    const given = termAt(context, args, 0, range)
    const x = isMatrix(context, given) ? given : withRank(context, given, 1)
    const row = isRow(context, x)
    const column = row ? (isApply(x, 'transpose') ? (x.args[0] as Term) : applyTerm('transpose', [x], range)) : x
    const length = sizeOf(context, column, 0, range)
    const spectrum = fourierSum(counted(context, length, range), column, length, inverse, range)
    return row ? applyTerm('transpose', [spectrum], range) : spectrum
  }

/** An image or a kernel: a vector has one row or one column. */
function asMatrix(context: Context, term: Term, range: Range): Term {
  const row = rowOfNumbers(context, term)
  if (row !== undefined) return applyTerm('array', [row], range)
  const column = isApply(term, 'transpose') ? (term.args[0] as Term) : term
  if (rankSaid(context, column) !== 1) return withRank(context, term, 2)
  return standing(context, column, isRow(context, term), range)
}

/** A vector as the one row or the one column of a matrix. */
function standing(context: Context, vector: Term, row: boolean, range: Range): Term {
  const elements = context.elements(vector, range)?.map((value) => context.toTerm(value, range))
  if (elements !== undefined)
    return applyTerm('array', row ? [applyTerm('array', elements, range)] : elements.map((element) => applyTerm('array', [element], range)), range)
  const items: Value[] = row ? [{ kind: 'none' }, { kind: 'slice' }] : [{ kind: 'slice' }, { kind: 'none' }]
  return context.toTerm(context.index(withRank(context, vector, 1), items, range), range)
}

/** What is left of a convolution: a word behind the arrays. */
function shapeOf(args: Arguments, otherwise: string): string {
  const word = args.positional.at(-1)
  return word?.kind === 'string' ? word.value.toLowerCase() : otherwise
}

/** conv2(A, K, shape), and conv2(u, v, A, shape) of a kernel u vᵀ: along the columns of A with u, then along its rows with v. */
const convolution: Native = (context, args, range) => {
  const arrays = args.positional.filter(isTerm)
  const shape = shapeOf(args, 'full')
  const over = (image: Term, kernel: Term): Term => slidOver(context, image, kernel, shape, true, range)
  const matrix = (k: number): Term => asMatrix(context, termAt(context, args, k, range), range)
  if (arrays.length < 3) return over(matrix(0), matrix(1))
  const along = (k: number, row: boolean): Term => {
    const given = termAt(context, args, k, range)
    const vector = rowOfNumbers(context, given) ?? (isApply(given, 'transpose') ? (given.args[0] as Term) : given)
    return standing(context, vector, row, range)
  }
  return over(over(matrix(2), along(0, false)), along(1, true))
}

/** filter2(H, X, shape): the correlation. */
const filtered: Native = (context, args, range) => {
  const [kernel, image] = [0, 1].map((k) => asMatrix(context, termAt(context, args, k, range), range)) as [Term, Term]
  return slidOver(context, image, kernel, shapeOf(args, 'same'), false, range)
}

/** By name. */
export const SIGNALS: readonly (readonly [string, Native])[] = [
  ...['hann', 'hanning', 'hamming', 'blackman', 'blackmanharris', 'bartlett', 'kaiser'].map((name) => [name, windowNamed(name)] as const),
  ['rectwin', windowNamed('boxcar')],
  ['gausswin', windowNamed('gaussian')],
  ['fft', transformed(false)],
  ['ifft', transformed(true)],
  ['conv2', convolution],
  ['filter2', filtered],
]
