/** What names mean in R. */

import type { Range } from '../../api.ts'
import type { Library } from '../../expr.ts'
import { asTruths } from '../execute/arrays/booleans.ts'
import { distinct } from '../execute/arrays/distinct.ts'
import { NO_NUMBER } from '../execute/arrays/noNumber.ts'
import { operate } from '../execute/arrays/operators.ts'
import { shapeOfTerm } from '../execute/arrays/shapes.ts'
import { pointsBySteps } from '../execute/arrays/spaced.ts'
import { callUnknown } from '../execute/calls/calls.ts'
import { isApply, numberOf, sum } from '../execute/values/arithmetic.ts'
import { type Context, type Dialect, refuse } from '../execute/values/context.ts'
import { Cell } from '../execute/values/store.ts'
import { type Arguments, isTerm, listOf, NONE, reference, truth, type Value } from '../execute/values/value.ts'
import {
  argument,
  call,
  callRow,
  choice,
  derivative,
  extremum,
  grid,
  lengthOf,
  logarithm,
  mapped,
  type Native,
  names,
  randomData,
  reshaped,
  rowNamed,
  same,
  sizes,
  spaced,
  spread,
  termAt,
  uniform,
} from '../grammar/library.ts'
import { NUMBERLESS } from '../grammar/numberless.ts'
import { medianOf, quantileOf, rOrder, rSort } from '../grammar/ordered.ts'
import { placeOfExtremum, placesWhere } from '../grammar/places.ts'
import { sets } from '../grammar/sets.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../term.ts'
import { filtered } from './queries.ts'
import { R_ARRAYS } from './rArrays.ts'
import { bound } from './rColumns.ts'
import { R_DISTRIBUTIONS } from './rDistributions.ts'
import { MATRIX_FUNCTIONS } from './rMatrices.ts'

const LIBRARIES: readonly Library[] = ['c']

const isTrue = (context: Context, value: Value | undefined, range: Range): boolean => value !== undefined && context.decide(value, range) === true

const apply = (op: string, args: readonly Term[], range: Range): Term => applyTerm(op, args, range)
/** rep(4, n) and x[-1]: vectors whatever x is. */
function isVector(term: Term): boolean {
  if (term.kind !== 'apply') return false
  if (term.op === 'index') return JSON.stringify(term.attributes?.['items'] ?? '').includes('st')
  return term.op === 'mul' && term.args.some((arg) => isApply(arg, 'ones') || isApply(arg, 'vector'))
}

/** A vector is written one after the other so often at most. */
const MOST_TIMES = 64

/** Whole numbers that are gone through, at most. */
const MOST_STEPS = 1000

/** seq(a, b), seq(a, b, by = h), seq(a, b, length.out = n). */
const sequence: Native = (context, args, range, name) => {
  if (args.named.has('length.out') || args.named.has('length')) return spaced(context, args, range, name)
  const [start, stop, by] = [0, 1, 2].map((k) => args.positional[k] ?? args.named.get(['from', 'to', 'by'][k] as string))
  if (start === undefined || stop === undefined || context.frames.length === 0) return grid(context, args, range, name)
  const [from, to] = [context.toTerm(start, range), context.toTerm(stop, range)]
  const numbers = [from, to, by].map((value) =>
    value !== undefined && isTerm(value) ? numberOf(value, context.facts.numbers)?.asInteger : undefined,
  )
  const [first, last, step] = numbers
  if (first !== undefined && last !== undefined && step !== undefined && step !== 0 && (last - first) / step < MOST_STEPS)
    return { kind: 'range', start: from, stop: numberTerm(last + Math.sign(step)), step: numberTerm(step) }
  if (by === undefined) return { kind: 'range', start: from, stop: sum(to, numberTerm(1), range, true), step: numberTerm(1) }
  return pointsBySteps(context, from, context.toTerm(by, range), to, range) ?? grid(context, args, range, name)
}

const NATIVES: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...R_DISTRIBUTIONS,
  ['plogis', logistic],
  ['qlogis', (context, args, range) => apply('logit', [termAt(context, args, 0, range)], range)],
  [
    'log',
    (context, args, range, name) => {
      const [x, base] = [termAt(context, args, 0, range), args.named.get('base') ?? args.positional[1]]
      return base === undefined ? apply('ln', [x], range) : logarithm(context, { ...args, positional: [base, x] }, range, name)
    },
  ],
  [
    'c',
    (context, args, range) => {
      const items = args.positional.flatMap((value) =>
        value.kind === 'list' ? value.items.value : value.kind === 'range' ? (context.elements(value, range) ?? [value]) : [value],
      )
      // c(1, x[-1]): numbers and vectors, one below the other.
      if (items.length > 1 && items.some((item) => isTerm(item) && (isVector(item) || shapeOfTerm(context, item)?.length === 1)))
        return applyTerm(
          'blocks',
          items.map((item) => context.toTerm(item, range)),
          range,
          { columns: items.map(() => 1) },
        )
      return listOf(items)
    },
  ],
  ...names(
    'list invisible as.numeric as.double as.vector drop identity force return print suppressWarnings as.matrix local Vectorize as.list',
    (context, args, range, name) => {
      if (name !== 'list') return same(context, args, range, name)
      // Without names it is gone through by numbers.
      if (args.named.size === 0 && args.positional.length > 0) return listOf(args.positional)
      return { kind: 'dictionary', entries: new Cell(new Map([...args.named].map(([key, value]) => [`s${key}`, value]))) }
    },
  ),
  [
    'sum',
    (context, args, range, name) => {
      const totals = args.positional.map((value) => total(context, value, name, range))
      return totals.slice(1).reduce((all, each) => sum(all, each, range, true), totals[0] ?? refuse('there is nothing to add up', range))
    },
  ],
  ['prod', (context, args, range, name) => folded(context, argument(args, 0, range), 'prod', name, range)],
  ['mean', (context, args, range, name) => folded(context, argument(args, 0, range), 'mean', name, range)],
  ['max', extremes('amax', 'maximum')],
  ['min', extremes('amin', 'minimum')],
  ['pmax', extremum('amax', 'maximum')],
  ['pmin', extremum('amin', 'minimum')],
  ['var', spread('var')],
  ['sd', spread('std')],
  ['ifelse', choice],
  ...MATRIX_FUNCTIONS,
  ...R_ARRAYS,
  ...names('length NROW', lengthOf),
  ['nrow', (context, args, range, name) => sizes(context, { ...args, positional: [argument(args, 0, range), numberTerm(1)] }, range, name)],
  ...names('ncol NCOL', (context, args, range, name) =>
    sizes(context, { ...args, positional: [argument(args, 0, range), numberTerm(2)] }, range, name),
  ),
  ['rbind', bound(0)],
  ['cbind', bound(1)],
  [
    'rep',
    (context, args, range, name) => {
      // A vector, so many times one after the other.
      const [value, times] = [args.positional[0], args.positional[1] ?? args.named.get('times')]
      const repeated = value?.kind === 'list' ? repeatedItems(context, value.items.value, times, args.named.get('each')) : undefined
      if (repeated !== undefined) return repeated
      if (args.named.has('each')) return refuse('how often each is repeated is read of known elements', range)
      const isWhole = value !== undefined && isTerm(value) && shapeOfTerm(context, value)?.length === 1
      const count = isWhole && times !== undefined && isTerm(times) ? numberOf(times, context.facts.numbers)?.asInteger : undefined
      const isTruth = value?.kind === 'boolean'
      if (isTruth) return asTruths(context.toTerm(uniformly(context, args, range, name), range), range)
      if (count === undefined || count < 1 || count > MOST_TIMES) return uniformly(context, args, range, name)
      return applyTerm('concatenate', Array<Term>(count).fill(context.toTerm(value as Value, range)), range, { axis: 0 })
    },
  ],
  ['numeric', uniform(0, false)],
  [
    'vector',
    (context, args, range, name) => {
      const [mode, length] = [args.named.get('mode') ?? args.positional[0], args.named.get('length') ?? args.positional.at(-1)]
      if (mode?.kind !== 'string' || !/^(?:numeric|double|integer)$/.test(mode.value) || length === undefined || length === mode)
        return refuse('what this vector holds is not read', range)
      return uniform(0, false)(context, { ...args, positional: [length], named: new Map() }, range, name)
    },
  ],
  [
    'dim',
    (context, args, range, name) =>
      listOf([1, 2].map((axis) => sizes(context, { ...args, positional: [argument(args, 0, range), numberTerm(axis)] }, range, name))),
  ],
  ['logical', (context, args, range, name) => asTruths(context.toTerm(uniform(0, false)(context, args, range, name), range), range)],
  ['seq_along', (context, args, range, name) => counted(context.toTerm(lengthOf(context, args, range, name), range), range)],
  ['seq_len', (context, args, range) => counted(termAt(context, args, 0, range), range)],
  ['matrix', matrix],
  ...names('sapply vapply lapply', (context, args, range, name) => {
    const first = argument(args, 0, range)
    const second = args.positional[1] ?? args.named.get('FUN') ?? refuse(`what "${name}" does with each element is missing`, range)
    const each = mapped(context, second, [first], range)
    const parts = name === 'lapply' ? undefined : each.kind === 'list' ? each.items.value : undefined
    // What is a vector for each is a column: sapply binds columns.
    return parts?.every(isTerm) === true && parts.length > 1
      ? applyTerm('blocks', parts as readonly Term[], range, { columns: [parts.length] })
      : each
  }),
  ['Filter', filtered],
  ...names('do.call', (context, args, range) => {
    const [f, given] = [argument(args, 0, range), argument(args, 1, range)]
    const gathers = f.kind === 'reference' && /^(?:sum|prod|max|min|c)$/.test(f.path)
    const all = context.elements(given, range) ?? (gathers ? [given] : undefined)
    return call(context, f, all ?? refuse('how many arguments these are is not known', range), range)
  }),
  [
    'factorial',
    (context, args, range) => {
      const n = termAt(context, args, 0, range)
      const known = numberOf(n, context.facts.numbers)?.asInteger
      if (known === undefined || known < 0 || known > 20) return apply('factorial', [n], range)
      return numberTerm(
        Array.from({ length: known }, (_, k) => k + 1).reduce((product, k) => product * k, 1),
        range,
      )
    },
  ],
  ['lfactorial', (context, args, range) => apply('lgamma', [apply('add', [termAt(context, args, 0, range), numberTerm(1)], range)], range)],
  ['choose', (context, args, range) => apply('binomial', [termAt(context, args, 0, range), termAt(context, args, 1, range)], range)],
  ['rev', (context, args, range) => context.index(argument(args, 0, range), [{ kind: 'slice', step: numberTerm(-1) }], range)],
  ...names('rnorm runif rexp sample rbinom rpois', randomData),
  ['sort', rSort],
  ['median', medianOf],
  ['quantile', quantileOf],
  ['order', rOrder],
  ['which', placesWhere],
  ['unique', (context, args, range) => distinct(context, argument(args, 0, range), range, false)],
  ...names('which.max which.min', placeOfExtremum),
  ...names('D deriv grad numDeriv', derivative),
  ['seq', sequence],
  ['expand.grid', grid],
  [
    'match.arg',
    (_context, args, range) => {
      const value = argument(args, 0, range)
      return value.kind === 'list' ? (value.items.value[0] ?? NONE) : value
    },
  ],
  ['switch', chosen],
  ...[
    ['Mod', 'abs'],
    ['Re', 're'],
    ['Im', 'im'],
    ['Conj', 'conj'],
    ['Arg', 'arg'],
  ].map(([name, row]): [string, Native] => [
    name as string,
    (context, args, range) => apply(row as string, [termAt(context, args, 0, range)], range),
  ]),
  ...NUMBERLESS,
  ...sets(false),
  ...names('is.null missing', () => truth(false)),
  ...names('is.numeric is.function', () => truth(true)),
])

/** rep(c(a, b), times = 2, each = 3); undefined where it is not known how often. */
function repeatedItems(context: Context, items: readonly Value[], times: Value | undefined, each: Value | undefined): Value | undefined {
  const [outer, inner] = [times, each].map((value) => {
    if (value === undefined) return 1
    return isTerm(value) ? numberOf(value, context.facts.numbers)?.asInteger : undefined
  })
  if (outer === undefined || inner === undefined || outer < 1 || inner < 1 || outer * inner > MOST_TIMES) return undefined
  const apart = items.flatMap((item) => Array<Value>(inner).fill(item))
  return listOf(Array<readonly Value[]>(outer).fill(apart).flat())
}

const EFFECTS = /^(?:cat|message|plot|lines|curve|abline|points|legend|par|stopifnot|warning|set\.seed|library|require|hist|ggplot|stop)$/

function logistic(context: Context, args: Arguments, range: Range): Value {
  const x = termAt(context, args, 0, range)
  return apply(isTrue(context, args.named.get('log.p'), range) ? 'log_sigmoid' : 'sigmoid', [x], range)
}

const counted = (last: Term, range: Range): Value => ({
  kind: 'range',
  start: numberTerm(1),
  stop: sum(last, numberTerm(1), range, true),
  step: numberTerm(1),
})

/** switch(type, call = ..., put = ...): what stands under a word, of a parameter under the first. */
function chosen(context: Context, args: Arguments, range: Range): Value {
  const subject = argument(args, 0, range)
  const [first] = args.named.keys()
  const word =
    subject.kind === 'name' && first !== undefined ? context.facts.option(subject.name, first, range) : subject.kind === 'string' ? subject.value : ''
  return args.named.get(word) ?? args.positional[1] ?? refuse(`"${word}" is no case of this switch`, range)
}

/** Sum of all components, or of what is listed. */
const total = (context: Context, value: Value, name: string, range: Range): Term => context.toTerm(folded(context, value, 'sum', name, range), range)

function folded(context: Context, value: Value, op: 'sum' | 'prod' | 'mean', name: string, range: Range): Value {
  const row = rowNamed(['numpy'], op) ?? refuse(`"${name}" is not known here`, range)
  const term = value.kind === 'sequence' && (value.condition ?? value.weight) !== undefined ? undefined : context.toTerm(value, range)
  return term?.kind === 'number' ? term : callRow(context, row, { positional: [value], named: new Map(), ranges: [range], range }, name, range)
}

/** max(a, b) of numbers, max(x) of components. */
function extremes(all: string, each: string): Native {
  const native = extremum(all, each)
  return (context, args, range, name) => native(context, args.positional.length === 1 ? args : { ...args, named: new Map() }, range, name)
}

function uniformly(context: Context, args: Arguments, range: Range, name: string): Value {
  const length = args.named.get('times') ?? args.named.get('length.out') ?? args.positional[1] ?? refuse('how many there are is missing', range)
  const x = termAt(context, args, 0, range)
  const one = x.kind === 'name' && shapeOfTerm(context, x) === undefined ? { ...x, hint: { rank: 0, ...x.hint } } : x
  return apply('mul', [one, context.toTerm(uniform(1, false)(context, { ...args, positional: [length] }, range, name), range)], range)
}

/** matrix(0, n, n) holds one number, matrix(x, 2, 3) the components of a vector, column by column or by rows. */
function reshapedMatrix(context: Context, args: Arguments, range: Range, name: string): Value {
  const x = termAt(context, args, 0, range)
  const open: Value = listOf([])
  const [rows, columns] = [args.named.get('nrow') ?? args.positional[1], args.named.get('ncol') ?? args.positional[2]]
  if (numberOf(x, context.facts.numbers) !== undefined) {
    const lengths = [rows, columns].map((length) => length ?? numberTerm(1))
    const isZero = x.kind === 'number' && x.value.isZero
    const filled = uniform(isZero ? 0 : 1, false)(context, { ...args, positional: lengths, named: new Map() }, range, name)
    return isZero ? filled : operate(context, '*', x, filled, range)
  }
  if (rows === undefined && columns === undefined) return x
  const byRow = isTrue(context, args.named.get('byrow') ?? args.positional[3], range)
  const lengths = [rows ?? open, columns ?? open]
  const shaped = reshaped(context, { ...args, positional: [x, ...(byRow ? lengths.reverse() : lengths)], named: new Map() }, range, name)
  return byRow ? apply('transpose', [context.toTerm(shaped, range)], range) : shaped
}

/** matrix(c(...), nrow, ncol): filled column by column, or by rows. */
function matrix(context: Context, args: Arguments, range: Range, name: string): Value {
  const elements = context.elements(argument(args, 0, range), range)
  if (elements === undefined) return reshapedMatrix(context, args, range, name)
  const whole = (name: string, place: number): number | undefined => {
    const value = args.named.get(name) ?? args.positional[place]
    const known = value === undefined ? undefined : context.attribute(value, range)
    return typeof known === 'number' ? known : undefined
  }
  const wished = [whole('nrow', 1), whole('ncol', 2)]
  const rows = wished[0] ?? (wished[1] === undefined ? elements.length : Math.ceil(elements.length / wished[1]))
  const columns = wished[1] ?? Math.ceil(elements.length / rows)
  if (elements.length === 0 || rows * columns > 10_000) return refuse('this matrix is not read', range)
  const byRow = isTrue(context, args.named.get('byrow') ?? args.positional[3], range)
  return apply(
    'array',
    Array.from({ length: rows }, (_, i) =>
      apply(
        'array',
        Array.from({ length: columns }, (_, j) =>
          context.toTerm(elements[(byRow ? i * columns + j : j * rows + i) % elements.length] as Value, range),
        ),
        range,
      ),
    ),
    range,
  )
}

export const rDialect: Dialect = {
  isMethod: () => false,
  passesOver: (path) => EFFECTS.test(path),
  remainder: { library: 'numpy', spelling: 'mod' },
  callMethods: [],
  constructorName: '',
  joinsLists: false,
  assignsOutwards: false,
  looseArguments: false,
  passesSelf: false,
  negativeIndices: false,
  countsFromOne: true,
  callsFunctionsOnly: true,
  leavesOut: true,
  linearIndices: () => 'column',
  growsArrays: true,
  copiesArrays: true,
  imported: reference,
  builtin(name) {
    if (name === 'pi') return applyTerm('pi', [])
    if (/^(?:NaN|NA|NA_real_)$/.test(name)) return NO_NUMBER
    if (name === 'Inf') return applyTerm('inf', [])
    if (NATIVES.has(name) || EFFECTS.test(name)) return reference(name)
    const row = rowNamed(LIBRARIES, name)
    return row === undefined || row.args.length === 0 ? undefined : reference(name)
  },
  bare: ({ path }, range) => nameTerm(path, range),
  member: (context, object, name, range) => {
    if (object.kind === 'dictionary') return object.entries.value.get(`s${name}`)
    if (isTerm(object) && object.kind === 'name') return context.facts.part(object.name, name, range, true)
    return refuse(`the field "${name}" is not read`, range)
  },
  call(context, callee, args, range) {
    if (callee.kind !== 'reference') return refuse(`"${callee.name}" is not known here`, range)
    const { path: name } = callee
    const native = NATIVES.get(name)
    if (native !== undefined) return native(context, args, range, name)
    if (EFFECTS.test(name)) return NONE
    const row = rowNamed(LIBRARIES, name, args.positional.length)
    return row === undefined ? callUnknown(context, name, args) : callRow(context, row, args, name, range)
  },
}
