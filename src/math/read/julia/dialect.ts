/** What names mean in Julia: its own functions, and those of LinearAlgebra, Statistics, NNlib, Flux and SpecialFunctions. */

import type { Range } from '../../api.ts'
import type { Library } from '../../expr.ts'
import { isElementwise } from '../../ops/table.ts'
import { differencesOf, onDiagonal } from '../execute/arrays/diagonals.ts'
import { distinct } from '../execute/arrays/distinct.ts'
import { NO_NUMBER } from '../execute/arrays/noNumber.ts'
import { operate, unary } from '../execute/arrays/operators.ts'
import { runningFold } from '../execute/arrays/running.ts'
import { rankSaid } from '../execute/arrays/shapes.ts'
import { callUnknown } from '../execute/calls/calls.ts'
import { entriesOf } from '../execute/loops/comprehension.ts'
import { numberOf, plus, shortened, sum, termsIn } from '../execute/values/arithmetic.ts'
import { type Context, type Dialect, refuse } from '../execute/values/context.ts'
import { detachArgument } from '../execute/values/detach.ts'
import { Cell } from '../execute/values/store.ts'
import {
  type Arguments,
  copiedWhole,
  isTerm,
  listOf,
  type MethodValue,
  NONE,
  type ReferenceValue,
  reference,
  resultOf,
  truth,
  tupleOf,
  type Value,
} from '../execute/values/value.ts'
import { transposed } from '../execute/values/views.ts'
import { correlation, countable, counted, covariance, eachAlong, extremes, integrated, permuted, trapezoidOver, unread } from '../grammar/arrays.ts'
import { repeats } from '../grammar/copies.ts'
import {
  argument,
  broadcastSum,
  call,
  callRow,
  choice,
  countOf,
  derivative,
  dot,
  extremum,
  identity,
  joined,
  logarithm,
  mapped,
  type Native,
  names,
  operator,
  position,
  randomData,
  reshaped,
  rowNamed,
  sineAndCosine,
  sizes,
  spaced,
  spread,
  stacked,
  termAt,
} from '../grammar/library.ts'
import { matrixEquation } from '../grammar/matrixEquations.ts'
import { NUMBERLESS } from '../grammar/numberless.ts'
import { juliaPlaces, juliaSort, medianOf, quantileOf } from '../grammar/ordered.ts'
import { extremumAndPlace, placeOfExtremum, placesWhere } from '../grammar/places.ts'
import { sets } from '../grammar/sets.ts'
import { SPARSE } from '../grammar/sparse.ts'
import { isLetter, isWord } from '../plain/operators.ts'
import { applyTerm, COLUMNWISE, nameTerm, numberTerm, type Term } from '../term.ts'
import { JULIA_DISTRIBUTIONS } from './distributions.ts'
import { JULIA_FACTORS } from './factors.ts'
import { folded, mappedAndFolded, reduced } from './folds.ts'
import { GROWING } from './growing.ts'
import { IN_PLACE, unknownWriting } from './inPlace.ts'
import { ITERATION, listed } from './iteration.ts'
import { sharing } from './shared.ts'
import { callOf } from './signatures.ts'
import { JULIA_TYPES, lastAgain } from './types.ts'
import { isWholeMatrix } from './wholeMatrices.ts'

const LIBRARIES: readonly Library[] = ['julia']
const MODULES = new Set(
  'Base LinearAlgebra SparseArrays OneHotArrays Statistics NNlib Flux Lux SpecialFunctions StatsFuns LogExpFunctions MathConstants Random Distributions Zygote ForwardDiff Main Math'.split(
    ' ',
  ),
)

/** div(a, b), fld(a, b), cld(a, b): the quotient as a whole number. */
const wholeQuotient =
  (rounding: 'trunc' | 'floor' | 'ceil'): Native =>
  (context, args, range) =>
    applyTerm(rounding, [applyTerm('div', [termAt(context, args, 0, range), termAt(context, args, 1, range)], range)], range)

/** accumulate(op, x; init): what there is after each round. */
const accumulated: Native = (context, args, range) => {
  const [f, items] = [0, 1].map((k) => argument(args, k, range)) as [Value, Value]
  const running = f.kind === 'reference' ? { '+': 'cumsum', '*': 'cumprod' }[f.path] : undefined
  if (running !== undefined && !args.named.has('init')) return applyTerm(running, [context.toTerm(items, range)], range)
  const start = args.named.get('init')
  const elements = countable(context, items, range)
  const all = start === undefined ? elements : [start, ...elements]
  const results = runningFold(context, all, (before, each) => call(context, f, [before, each], range), range)
  return listOf(start === undefined ? results : results.slice(1))
}

/** floor(Int, x): the type says nothing of the value. */
function typed(context: Context, args: Arguments, range: Range, name: string): Value {
  const positional = args.positional.filter(({ kind }, k) => k > 0 || args.positional.length === 1 || kind !== 'reference')
  const row = rowNamed(LIBRARIES, name, positional.length) ?? refuse(`"${name}" is not known here`, range)
  return callRow(context, row, { ...args, positional, ranges: [] }, name, range, true)
}

/** filter(f, x): the elements for which a condition holds. */
function selected(context: Context, args: Arguments, range: Range): Value {
  const [f, items] = [0, 1].map((k) => argument(args, k, range)) as [Value, Value]
  const x = context.toTerm(items, range)
  return context.index(x, [mapped(context, f, [x], range)], range)
}

const ARITHMETIC = new Set(['add', 'sub', 'neg', 'mul', 'div'])

/** Vectors on the diagonals that pairs name, of plain vectors the main one. */
function bands(context: Context, given: readonly Value[], range: Range): Term {
  const parts = given.map((value) => {
    const [k, v] = value.kind === 'list' && value.form === 'tuple' ? value.items.value : [undefined, value]
    return onDiagonal(context, context.toTerm(v ?? NONE, range), k, range)
  })
  return parts.length === 1 ? (parts[0] as Term) : applyTerm('add', parts, range)
}

const timesPi = (context: Context, args: Arguments, range: Range): Term =>
  applyTerm('mul', [applyTerm('pi', []), termAt(context, args, 0, range)], range)

const NATIVES: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...JULIA_DISTRIBUTIONS,
  ...NUMBERLESS,
  ...SPARSE,
  ...sets(false),
  ...names('isodd iseven', (context, args, range, name) => {
    const known = numberOf(termAt(context, args, 0, range), context.facts.numbers)?.asInteger
    return known === undefined ? refuse('whether this is an odd number is not known', range) : truth((known % 2 !== 0) === (name === 'isodd'))
  }),
  ...names('sum ∑', reduced('sum')),
  ...names('prod ∏', reduced('prod')),
  ['mean', reduced('mean')],
  ['maximum', reduced('amax')],
  ['minimum', reduced('amin')],
  ['max', extremum('amax', 'maximum')],
  ['min', extremum('amin', 'minimum')],
  ['var', spread('var')],
  ['std', spread('std')],
  ...names('map broadcast', (context, args, range) => mapped(context, argument(args, 0, range), args.positional.slice(1), range)),
  ...names('reduce foldl', folded()),
  ['foldr', folded(true)],
  ...names('mapreduce mapfoldl', mappedAndFolded()),
  ['mapfoldr', mappedAndFolded(true)],
  ['div', wholeQuotient('trunc')],
  ['fld', wholeQuotient('floor')],
  ['cld', wholeQuotient('ceil')],
  ['dot', dot],
  ['norm', norm],
  ['normalize', (context, args, range) => applyTerm('quotient', [termAt(context, args, 0, range), norm(context, args, range)], range)],
  ['I', identity],
  ...JULIA_TYPES,
  ...names('rand randn', randomData),
  ...names('range LinRange', spaced),
  ['vec', sharing(stacked)],
  ['trapz', (context, args, range) => trapezoidOver(context, termAt(context, args, 1, range), termAt(context, args, 0, range), range, 'last')],
  ['reshape', sharing(reshaped)],
  ['transpose', (context, args, range) => transposed(termAt(context, args, 0, range), range)],
  ['adjoint', (context, args, range) => unary(context, "'", argument(args, 0, range), range)],
  ['permutedims', permuted],
  ['repeat', repeats],
  ['hcat', joined(1)],
  ['vcat', joined(0)],
  ['size', sizes],
  ['length', countOf],
  ...ITERATION,
  ...GROWING,
  ...names('copy collect identity parent only skipmissing', lastAgain),
  ['deepcopy', (_context, args, range) => copiedWhole(argument(args, 0, range))],
  ...JULIA_FACTORS,
  ...IN_PLACE,
  ['diagm', (context, args, range) => bands(context, args.positional, range)],
  [
    'Tridiagonal',
    (context, args, range) =>
      bands(
        context,
        args.positional.map((v, k) => tupleOf([numberTerm(k - 1), v])),
        range,
      ),
  ],
  [
    'SymTridiagonal',
    (context, args, range) => {
      const [main, beside] = [0, 1].map((k) => argument(args, k, range)) as [Value, Value]
      return bands(context, [main, tupleOf([numberTerm(1), beside]), tupleOf([numberTerm(-1), beside])], range)
    },
  ],
  [
    'Bidiagonal',
    (context, args, range) => {
      const [main, beside, side] = [0, 1, 2].map((k) => argument(args, k, range)) as [Value, Value, Value]
      return bands(context, [main, tupleOf([numberTerm(side.kind === 'string' && side.value === 'L' ? -1 : 1), beside])], range)
    },
  ],
  ['diag', (context, args, range) => onDiagonal(context, termAt(context, args, 0, range), args.positional[1], range)],
  [
    'diff',
    (context, args, range) => {
      const dims = args.named.get('dims')
      return differencesOf(termAt(context, args, 0, range), dims === undefined ? {} : { axis: Number(context.attribute(dims, range)) - 1 }, range)
    },
  ],
  ['Dict', (_context, args, range) => ({ kind: 'dictionary', entries: new Cell(entriesOf(args.positional, range)) })],
  [
    'mod1',
    (context, args, range) => {
      const [k, n] = [0, 1].map((at) => termAt(context, args, at, range)) as [Term, Term]
      const before = numberOf(k, context.facts.numbers) === undefined ? (shortened(k, -1) ?? sum(k, numberTerm(-1), range, true)) : plus(k, -1)
      return operate(context, '+', applyTerm('mod', [before, n], range), numberTerm(1), range)
    },
  ],
  [
    'inv',
    (context, args, range) => {
      const x = termAt(context, args, 0, range)
      // inv(exp(t)) is that of a number: functions of each component are written with a dot.
      const number = x.kind === 'apply' && isElementwise(x.op) && !ARITHMETIC.has(x.op)
      return number ? applyTerm('power', [x, numberTerm(-1)], range) : applyTerm('inv', [x], range)
    },
  ],
  ['log', logarithm],
  ['ifelse', choice],
  ['muladd', fused],
  ['fma', fused],
  ['sincos', sineAndCosine],
  ['sinpi', (context, args, range) => applyTerm('sin', [timesPi(context, args, range)], range)],
  ['cospi', (context, args, range) => applyTerm('cos', [timesPi(context, args, range)], range)],
  ['xlogx', (context, args, range) => applyTerm('xlogy', [termAt(context, args, 0, range), termAt(context, args, 0, range)], range)],
  ['eps', () => numberTerm(Number.EPSILON)],
  ['sigma', (context, args, range) => applyTerm('sigmoid', [termAt(context, args, 0, range)], range)],
  ['logistic', (context, args, range) => applyTerm('sigmoid', [termAt(context, args, 0, range)], range)],
  [
    'evalpoly',
    (context, args, range) =>
      listed(context, args, 1, range).reduceRight<Value>(
        (value, c) =>
          value === NONE
            ? c
            : applyTerm(
                'add',
                [context.toTerm(c, range), applyTerm('product', [termAt(context, args, 0, range), context.toTerm(value, range)], range)],
                range,
              ),
        NONE,
      ),
  ],
  ['broadcast+', broadcastSum('+')],
  ['broadcast-', broadcastSum('-')],
  ['+', operator('add')],
  ['-', operator('sub')],
  ['*', operator('product')],
  ['/', operator('quotient')],
  ['^', operator('power')],
  ['\\', operator('leftdivide')],
  ['count', counted],
  ['extrema', extremes],
  ['eachrow', eachAlong(0)],
  ['eachcol', eachAlong(1)],
  ['cov', covariance],
  ['cor', correlation],
  ...names('quadgk', (context, args, range, name) => ({
    kind: 'list',
    form: 'tuple',
    items: new Cell([integrated(context, args, range, name), numberTerm(0)]),
  })),
  ...names('lyap sylvester', matrixEquation('sylvester', true)),
  ['accumulate', accumulated],
  ['filter', (context, args, range) => selected(context, args, range)],
  ...names('floor ceil round trunc', typed),
  ['mapslices', unread('is not read here')],
  ['rank', unread('counts, which has no derivative')],
  ...names('eigvals eigvecs eigen svd svdvals schur hessenberg expm logm', unread('of a matrix has no derivative here')),
  ['mode', unread('picks values by their places, which is not read')],
  ['median', medianOf],
  ['quantile', quantileOf],
  ['sort', juliaSort],
  ['sortperm', juliaPlaces],
  ['findall', placesWhere],
  ['unique', (context, args, range) => distinct(context, argument(args, 0, range), range, false)],
  ...names('argmax argmin', placeOfExtremum),
  ...names('findmax findmin', extremumAndPlace),
  ['searchsortedfirst', position],
  ...names('gradient jacobian hessian derivative pullback', derivative),
  ...names('tuple', (_context, args) => tupleOf(args.positional)),
  ...names('stop_gradient dropgrad ignore_derivatives ignore', detachArgument),
])

function fused(context: Context, args: Arguments, range: Range): Value {
  const [a, b, c] = [0, 1, 2].map((k) => termAt(context, args, k, range)) as [Term, Term, Term]
  return operate(context, '+', applyTerm('product', [a, b], range), c, range)
}

/** norm(x, p): of a matrix the root of the sum of all squares. */
function norm(context: Context, args: Arguments, range: Range): Term {
  const order = args.positional[1]
  return applyTerm(
    'norm',
    [termAt(context, args, 0, range)],
    range,
    order === undefined ? undefined : { ord: context.attribute(order, range), elementwise: true },
  )
}

const EFFECTS =
  /^(print|println|display|show|plot!?|scatter!?|savefig|title!|xlabel!|ylabel!|sleep|include|seed!|gr|pyplot|flush|printstyled|throw|error|resize!|sizehint!)$/
const CONSTANTS: ReadonlyMap<string, () => Value> = new Map<string, () => Value>([
  ['I', () => applyTerm('identity', [])],
  ...['NaN', 'NaN32', 'missing'].map((name) => [name, () => NO_NUMBER] as const),
])

function named(name: string): Value | undefined {
  if (NATIVES.has(name) || EFFECTS.test(name)) return reference(name)
  const row = rowNamed(LIBRARIES, name)
  if (row === undefined) return undefined
  if (row.args.length > 0 || row.attributes !== undefined) return reference(name)
  // Constants are numbers: the identity has no size of its own.
  return row.elementwise ? applyTerm(row.name, []) : undefined
}

export const juliaDialect: Dialect = {
  isMethod: () => false,
  passesOver: (path) => EFFECTS.test(path),
  remainder: { library: 'c', spelling: 'fmod' },
  truncates: true,
  callMethods: [],
  callsOf: callOf,
  constructorName: '',
  joinsLists: false,
  assignsOutwards: true,
  scopesBlocks: true,
  looseArguments: false,
  overloads: true,
  passesSelf: false,
  negativeIndices: false,
  countsFromOne: true,
  // What is given by its name, or made of rows, may be a vector of vectors.
  linearIndices: (context, term) => {
    const mayBeRows = term.kind === 'name' ? rankSaid(context, term) !== 2 : [...termsIn(term)].some((part) => part.kind === 'binder')
    return mayBeRows ? undefined : 'column'
  },
  componentsOf: (context, term) => (isWholeMatrix(context, term) ? applyTerm('vec', [term], term.range) : undefined),
  growsArrays: true,
  imported: (path) => {
    const name = path.slice(path.lastIndexOf('.') + 1)
    return MODULES.has(name) ? reference(name) : (named(name) ?? reference(path))
  },
  builtin: (name) => (MODULES.has(name) || name.endsWith('!') ? reference(name) : named(name)),
  // σ and γ are letters where they are not called.
  bare: ({ path }, range) => CONSTANTS.get(path)?.() ?? (isLetter(path) || isWord(path) ? nameTerm(path, range) : undefined),
  member(context, object, name, range) {
    if (object.kind === 'reference') return MODULES.has(name) ? reference(name) : (named(name) ?? reference(`${object.path}.${name}`))
    if (object.kind === 'dictionary') return object.entries.value.get(`s${name}`)
    // A field of something the text does not define is a name of its own.
    if (isTerm(object) && object.kind === 'name') return context.facts.part(object.name, name, range, /^(?:[A-Z]\w*|b|bias|weights?)$/.test(name))
    return refuse(`the field "${name}" is not read`, range)
  },
  call: (context, callee, args, range) => (callee.kind === 'reference' ? callReference(context, callee, args, range) : callMethod(callee, range)),
}

const callMethod = ({ name }: MethodValue, range: Range): Value => refuse(`"${name}" is not known here`, range)

function callReference(context: Context, { path }: ReferenceValue, args: Arguments, range: Range): Value {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const native = NATIVES.get(name)
  if (native !== undefined) return native(context, args, range, name)
  if (EFFECTS.test(name)) return resultOf(reference(name))
  if (name.endsWith('!')) return unknownWriting(context, args, range, name)
  const row = rowNamed(LIBRARIES, name, args.positional.length)
  if (row === undefined) return callUnknown(context, name, args)
  // NNlib's and Flux's goes down the columns, one for each sample.
  const isOpen = row.layer === true && row.attributes?.[0] === 'axis' && args.positional.length === 1 && !args.named.has('dims')
  return isOpen ? applyTerm(row.name, [termAt(context, args, 0, range)], range, { axis: COLUMNWISE }) : callRow(context, row, args, name, range, true)
}
