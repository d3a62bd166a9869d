/** R's functions over rows, columns and lists: apply, mapply, with, head and tail, scale. */
import type { Range } from '../../api.ts'
import { operate } from '../execute/arrays/operators.ts'
import { runningFold } from '../execute/arrays/running.ts'
import { forEach, withRank } from '../execute/arrays/sequences.ts'
import { numberOf } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { Cell } from '../execute/values/store.ts'
import { type Arguments, isTerm, listOf, NONE, type Value } from '../execute/values/value.ts'
import { correlation, countable, covariance, eachAlong, extremes, integralOf, isMatrix, unread } from '../grammar/arrays.ts'
import { argument, call, mapped, type Native, names, operator, termAt } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** An argument by its place or by its name. */
const given = (args: Arguments, place: number, name: string, range: Range): Value => args.named.get(name) ?? argument(args, place, range)

const wholeNumber = (context: Context, value: Value, range: Range): number =>
  numberOf(context.toTerm(value, range), context.facts.numbers)?.asInteger ?? refuse('only a plain number can stand here', range)

/** apply(X, 1, f): f of every row; of every column with 2; of every component with c(1, 2). */
const overRows: Native = (context, args, range, name) => {
  const along = given(args, 1, 'MARGIN', range)
  const isBoth = along.kind === 'list' && along.items.value.length === 2
  const margin = isBoth ? 1 : wholeNumber(context, along, range)
  if (margin !== 1 && margin !== 2) return refuse('"apply" is read by rows or by columns', range)
  const f = given(args, 2, 'FUN', range)
  const rows = eachAlong(margin === 1 ? 0 : 1)(context, { ...args, positional: [given(args, 0, 'X', range)] }, range, name)
  if (rows.kind !== 'sequence') return NONE
  const rest = args.positional.slice(3)
  const element = forEach(
    context,
    rows.index,
    () => (isBoth ? mapped(context, f, [rows.element, ...rest], range) : call(context, f, [rows.element, ...rest], range)),
    range,
  )
  const results = context.toTerm({ ...rows, element }, range)
  // What is a vector for each is a column of what R gives.
  return isBoth ? results : applyTerm('transpose', [results], range, { columns: true })
}

/** head(x, n) and tail(x, n): so many at the beginning or end, or all but so many. */
const part =
  (end: 'head' | 'tail'): Native =>
  (context, args, range) => {
    const count = args.named.get('n') ?? args.positional[1]
    const n = count === undefined ? 6 : wholeNumber(context, count, range)
    const x = context.toTerm(given(args, 0, 'x', range), range)
    const bound = numberTerm(end === 'head' ? n : -n)
    return context.index(
      isMatrix(context, x) ? x : withRank(context, x, 1),
      [end === 'head' ? { kind: 'slice', stop: bound } : { kind: 'slice', start: bound }],
      range,
    )
  }

/** scale(x): what is left of a vector without its mean, in standard deviations. */
const standardised: Native = (context, args, range) => {
  const x = termAt(context, args, 0, range)
  if (isMatrix(context, x) || args.named.size > 0 || args.positional.length > 1)
    return refuse('"scale" is read of a vector, with its mean and deviation', range)
  const centred = operate(context, '-', withRank(context, x, 1), applyTerm('mean', [x], range), range)
  return operate(context, '/', centred, applyTerm('std', [x], range, { ddof: 1 }), range)
}

/** Reduce(f, x, init, accumulate = TRUE) */
const reduced: Native = (context, args, range) => {
  const f = given(args, 0, 'f', range)
  const start = args.named.get('init') ?? args.positional[2]
  const elements = countable(context, given(args, 1, 'x', range), range)
  const isRight = args.named.has('right') && context.decide(args.named.get('right') as Value, range) === true
  // From the right the last element comes first, and what there is so far is the second argument.
  const order = isRight ? [...elements].reverse() : elements
  const next = (before: Value, each: Value): Value => call(context, f, isRight ? [each, before] : [before, each], range)
  const results = runningFold(context, start === undefined ? order : [start, ...order], next, range)
  const every = args.named.get('accumulate')
  if (every !== undefined && context.decide(every, range) === true) return listOf(isRight ? results.reverse() : results)
  return results.at(-1) ?? refuse('there is nothing to reduce', range)
}

/** mapply(f, x, y), Map(f, x, y) */
const mappedOver: Native = (context, args, range, name) => {
  const f = given(args, 0, 'FUN', range)
  const each = mapped(context, f, args.positional.slice(args.named.has('FUN') ? 0 : 1), range)
  const parts = name === 'mapply' && each.kind === 'list' ? each.items.value : undefined
  return parts?.every(isTerm) === true ? applyTerm('array', parts as readonly Term[], range) : each
}

/** integrate(f, a, b)$value */
const integrated: Native = (context, args, range) => {
  const [f, low, high] = [given(args, 0, 'f', range), given(args, 1, 'lower', range), given(args, 2, 'upper', range)]
  return { kind: 'dictionary', entries: new Cell(new Map([['svalue', integralOf(context, f, low, high, range)]])) }
}

/** By name. */
export const R_ARRAYS: readonly (readonly [string, Native])[] = [
  ['apply', overRows],
  ['head', part('head')],
  ['tail', part('tail')],
  ['scale', standardised],
  [
    'norm',
    (context, args, range) => {
      // R's usual norm of a matrix is the largest sum of a column (LAPACK's "O").
      const type = args.positional[1] ?? args.named.get('type')
      const kind = type?.kind === 'string' ? type.value.toUpperCase() : 'O'
      const x = termAt(context, args, 0, range)
      const isVector = kind === '2' && !isMatrix(context, x)
      if (/^[FE]$/.test(kind) || isVector) return applyTerm('norm', [x], range)
      if (!/^[O1IM]$/.test(kind)) return refuse('this norm of a matrix is not read', range)
      const sizes = applyTerm('abs', [withRank(context, x, 2)], range)
      return applyTerm('amax', [kind === 'M' ? sizes : applyTerm('sum', [sizes], range, { axis: kind === 'I' ? 1 : 0 })], range)
    },
  ],
  [
    'weighted.mean',
    (context, args, range) => {
      const [x, weights] = [termAt(context, args, 0, range), context.toTerm(args.named.get('w') ?? argument(args, 1, range), range)]
      return applyTerm('div', [applyTerm('sum', [applyTerm('mul', [x, weights], range)], range), applyTerm('sum', [weights], range)], range)
    },
  ],
  ['Reduce', reduced],
  ...names('mapply Map', mappedOver),
  ['integrate', integrated],
  [
    'range',
    (context, args, range, name) => {
      const both = extremes(context, args, range, name)
      return both.kind === 'list' ? applyTerm('array', both.items.value as readonly Term[], range) : both
    },
  ],
  ['cov', covariance],
  ['cor', correlation],
  ...names('kronecker %x%', (context, args, range) => applyTerm('kron', [termAt(context, args, 0, range), termAt(context, args, 1, range)], range)),
  ['+', operator('add')],
  ['-', operator('sub')],
  ['*', operator('mul')],
  ['/', operator('div')],
  ['^', operator('pow')],
  // The columns of a table of data go by their own names.
  ['with', (_context, args, range) => argument(args, 1, range)],
  ['within', unread('gives the table with the columns that its block writes, which is not read: write z <- a * d$x')],
  ...names('as.list unlist I', (_context, args, range) => argument(args, 0, range)),
  ...names('mad IQR cummax cummin rank tabulate table tapply aggregate ave', unread('picks or gathers values by their places, which is not read')),
  ...names('eigen svd polyroot uniroot optimise optimize optim nlm fft', unread('is computed step by step, not by a formula')),
]
