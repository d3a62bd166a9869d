/** What names mean in MATLAB and Octave. */

import type { Range } from '../../api.ts'
import type { Library } from '../../expr.ts'
import { asTruths } from '../execute/arrays/booleans.ts'
import { PLACED } from '../execute/arrays/columns.ts'
import { compare } from '../execute/arrays/comparisons.ts'
import { differencesOf, onDiagonal } from '../execute/arrays/diagonals.ts'
import { distinct } from '../execute/arrays/distinct.ts'
import { meshed } from '../execute/arrays/meshed.ts'
import { callUnknown } from '../execute/calls/calls.ts'
import { plus } from '../execute/values/arithmetic.ts'
import { type Context, type Dialect, refuse } from '../execute/values/context.ts'
import { type Arguments, isCondition, isTerm, type ReferenceValue, reference, resultOf, truth, tupleOf, type Value } from '../execute/values/value.ts'
import { correlation, counted, covariance, extent, flipped, integrated, isMatrix, unread } from '../grammar/arrays.ts'
import { tiles } from '../grammar/copies.ts'
import { choleskyFactor, factorization } from '../grammar/factors.ts'
import {
  argument,
  call,
  callRow,
  choice,
  countOf,
  derivative,
  dot,
  extremum,
  grid,
  identity,
  isEmpty,
  joined,
  lengthOf,
  mapped,
  type Native,
  names,
  operator,
  randomData,
  reshaped,
  rowNamed,
  same,
  sizes,
  spaced,
  spread,
  stacked,
  termAt,
  uniform,
  withAxes,
} from '../grammar/library.ts'
import { matrixEquation } from '../grammar/matrixEquations.ts'
import { matlabSort, medianOf } from '../grammar/ordered.ts'
import { placeOfValue, placesWhere } from '../grammar/places.ts'
import { isLetter, isWord } from '../plain/operators.ts'
import { differentiated } from '../python/arrays/sympy.ts'
import { applyTerm, COLUMNWISE, nameTerm, numberTerm, ReadError, type Term } from '../term.ts'
import { ARRAYS } from './arrays.ts'
import { CELLS } from './cells.ts'
import { MATLAB_DISTRIBUTIONS } from './distributions.ts'
import { withRowsByUse } from './rows.ts'
import { SIGNALS } from './signals.ts'

const LIBRARIES: readonly Library[] = ['matlab']

const NATIVES: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...MATLAB_DISTRIBUTIONS,
  ['zeros', uniform(0, true)],
  ['ones', uniform(1, true)],
  ['true', (context, args, range, name) => asTruths(context.toTerm(uniform(1, true)(context, args, range, name), range), range)],
  ['false', (context, args, range, name) => asTruths(context.toTerm(uniform(0, true)(context, args, range, name), range), range)],
  ...names('rand randn', (context, args, range, name) =>
    // randn(3) is a matrix.
    randomData(context, args.positional.length === 1 ? { ...args, positional: [...args.positional, ...args.positional] } : args, range, name),
  ),
  ['randi', randomData],
  ['linspace', spaced],
  ['logspace', grid],
  ...names('meshgrid ndgrid', (context, args, range, name) => {
    const grids = meshed(context, args.positional, name === 'ndgrid', range)
    return grids === undefined ? grid(context, args, range, name) : tupleOf(grids)
  }),
  ['eye', identity],
  ['vector', (context, args, range) => applyTerm('vector', [termAt(context, args, 0, range)], range)],
  ['matrix', (context, args, range) => applyTerm('matrix', [termAt(context, args, 0, range)], range)],
  ['norm1', (context, args, range) => applyTerm('norm', [termAt(context, args, 0, range)], range, { ord: 1 })],
  ['norm', norm],
  [
    'conv',
    (context, args, range) => {
      const mode = args.positional[2]
      const name = mode?.kind === 'string' ? mode.value.toLowerCase() : 'full'
      // MATLAB's middle part is another one than NumPy's.
      return applyTerm('convolve', [termAt(context, args, 0, range), termAt(context, args, 1, range)], range, {
        mode: name === 'same' ? 'central' : name,
      })
    },
  ],
  ['max', extremum('amax', 'maximum')],
  ['min', extremum('amin', 'minimum')],
  ...names('var', spread('var')),
  ...names('std', spread('std')),
  [
    'dot',
    (context, args, range, name) => {
      // Of matrices those of their columns, or along the axis that is named.
      const [a, b] = [termAt(context, args, 0, range), termAt(context, args, 1, range)]
      const along = args.positional[2]
      if (along === undefined && !isMatrix(context, a) && !isMatrix(context, b)) return dot(context, args, range, name)
      const axis = along === undefined ? COLUMNWISE : Number(context.attribute(along, range)) - 1
      return applyTerm('sum', [applyTerm('mul', [a, b], range)], range, { axis })
    },
  ],
  ['vec', stacked],
  ['reshape', reshaped],
  ['repmat', tiles],
  ['horzcat', joined(1)],
  ['vertcat', joined(0)],
  ['size', sizes],
  ['length', lengthOf],
  ['rows', (context, args, range, name) => sizes(context, { ...args, positional: [argument(args, 0, range), numberTerm(1)] }, range, name)],
  ['columns', (context, args, range, name) => sizes(context, { ...args, positional: [argument(args, 0, range), numberTerm(2)] }, range, name)],
  ['numel', countOf],
  ...names('double single full squeeze sym simplify expand', same),
  [
    'logical',
    (context, args, range) => {
      const term = termAt(context, args, 0, range)
      return isCondition(term) ? term : applyTerm('ne', [term, numberTerm(0)], range)
    },
  ],
  ...names('strcmp strcmpi', (context, args, range) => compare(context, '==', argument(args, 0, range), argument(args, 1, range), range)),
  ['plus', operator('add')],
  ['minus', operator('sub')],
  ['times', operator('mul')],
  ['rdivide', operator('div')],
  ['ldivide', (context, args, range) => applyTerm('div', [termAt(context, args, 1, range), termAt(context, args, 0, range)], range)],
  ['power', operator('pow')],
  ['mtimes', operator('product')],
  ['mrdivide', operator('quotient')],
  ['mldivide', operator('leftdivide')],
  ['mpower', operator('power')],
  ['uminus', (context, args, range) => applyTerm('neg', [termAt(context, args, 0, range)], range)],
  [
    'sumsq',
    (context, args, range) =>
      applyTerm('sum', [applyTerm('pow', [termAt(context, args, 0, range), numberTerm(2)], range)], range, { axis: COLUMNWISE }),
  ],
  ['realsqrt', (context, args, range) => applyTerm('sqrt', [termAt(context, args, 0, range)], range)],
  [
    'arrayfun',
    (context, args, range) =>
      mapped(
        context,
        argument(args, 0, range),
        args.positional.slice(1).filter(({ kind }) => kind !== 'string' && kind !== 'boolean'),
        range,
      ),
  ],
  ['bsxfun', (context, args, range) => call(context, argument(args, 0, range), args.positional.slice(1), range)],
  ['feval', (context, args, range) => call(context, argument(args, 0, range), args.positional.slice(1), range)],
  [
    'diff',
    (context, args, range) => {
      const [of, ...by] = args.positional
      if (by.length > 0 && by[0]?.kind === 'name') return differentiated(context, context.toTerm(of as Value, range), by, range)
      const [n, axis] = by.map((value) => (isEmpty(value) ? undefined : context.attribute(value, range)))
      const along = axis === undefined ? COLUMNWISE : Number(axis) - 1
      return differencesOf(context.toTerm(of as Value, range), { ...(n === undefined ? {} : { n }), axis: along }, range)
    },
  ],
  ['diag', (context, args, range) => onDiagonal(context, termAt(context, args, 0, range), args.positional[1], range)],
  ...names('gradient jacobian hessian', derivative),
  ...names('integral2 ode45 fzero fminsearch fminunc fsolve', unread('is computed step by step, not by a formula')),
  ...ARRAYS,
  ...SIGNALS,
  ...CELLS,
  ...names('structfun cell cell2mat', unread('is about cells that are made later, which are not read', 'a list in braces is read')),
  [
    'sub2ind',
    // Which one number stands for them matters nowhere but in an index.
    (context, args, range) =>
      applyTerm(
        PLACED,
        args.positional.slice(1).map((value, k) => countedUp(value, range) ?? context.toTerm(value, args.ranges[k + 1] ?? range)),
        range,
      ),
  ],
  ['flip', flipped()],
  ['flipud', flipped(0)],
  ['fliplr', flipped(1)],
  ['nnz', counted],
  ...names('merge ifelse', choice),
  ['range', extent],
  ['corr', correlation],
  [
    'cov',
    (context, args, range, name) => (args.positional.length === 1 ? covariance : unread('is read of one argument'))(context, args, range, name),
  ],
  ['vecnorm', columnNorms],
  ...names('integral quad quadl quadgk', integrated),
  ...names('mode quantile prctile iqr mad histc hist histcounts cummax cummin', unread('picks or gathers values by their places, which is not read')),
  ...names('interp1 interp2 spline pchip ppval polyfit corrcoef toeplitz hankel blkdiag normalize num2cell', unread('is not read here')),
  ['sort', matlabSort],
  ['placesInOrder', secondOfSort],
  ['median', medianOf],
  ['find', placesWhere],
  ...names('sortrows', unread('picks positions, which have no derivative')),
  ['unique', (context, args, range) => distinct(context, argument(args, 0, range), range)],
  ['chol', factor],
  ['lyap', matrixEquation('sylvester', true)],
  ['dlyap', matrixEquation('stein', true)],
  ['decomposition', factorization()],
  ...names('eig svd qr lu', unread('of a matrix has no derivative here')),
  ['exist', () => truth(true)],
  ['polyval', polynomial],
  ['pinv', unread('of a matrix has no derivative here', "write inv(A'*A)*A' where A has full rank")],
])

/** norm(x) of a vector; of a matrix the largest singular value, unless another norm is asked for. */
/** 1:m of an m that is not known, as places of a matrix. */
function countedUp(value: Value, range: Range): Term | undefined {
  if (value.kind !== 'range' || value.stop.kind === 'number') return undefined
  if (![value.start, value.step].every((bound) => bound.kind === 'number' && bound.value.isOne)) return undefined
  return applyTerm('add', [applyTerm('arange', [plus(value.stop, -1)], range, { shape: { length: 0 } }), numberTerm(1)], range)
}

function norm(context: Context, args: Arguments, range: Range): Value {
  const x = termAt(context, args, 0, range)
  const [, order] = args.positional
  if (order === undefined) return applyTerm('norm', [x], range, { ord: 2 })
  const ord = order.kind === 'string' ? order.value.toLowerCase() : context.attribute(order, range)
  return applyTerm('norm', [x], range, {
    ord: ord === 'fro' ? 2 : ord === 'inf' ? Number.POSITIVE_INFINITY : ord,
    ...(ord === 'fro' ? { elementwise: true } : {}),
  })
}

/** chol(A) is the upper factor, unless the lower one is asked for; [R, flag] = chol(A) also says that there is one. */
function factor(context: Context, args: Arguments, range: Range): Value {
  const side = args.positional[1]
  const lower = side?.kind === 'string' && side.value.toLowerCase() === 'lower'
  const triangle = choleskyFactor(termAt(context, args, 0, range), lower ? 'lower' : 'upper', range)
  return tupleOf([triangle, numberTerm(0)])
}

/** [~, k] = sort(x, dim), as printed code defines it. */
function secondOfSort(context: Context, args: Arguments, range: Range, name: string): Value {
  const sorted = matlabSort(context, args, range, name)
  return sorted.kind === 'list' ? (sorted.items.value[1] as Value) : refuse('these places are not read', range)
}

/** vecnorm(X, p, dim): the norm of each column, or row; of a vector the only one. */
function columnNorms(context: Context, args: Arguments, range: Range): Value {
  const [, order, along] = args.positional
  const p = order === undefined ? 2 : Number(context.attribute(order, range))
  const reduced = (name: string, of: Term): Term => {
    const row = rowNamed(LIBRARIES, name) ?? refuse('this norm is not read', range)
    return context.toTerm(callRow(context, row, { ...args, positional: along === undefined ? [of] : [of, along] }, name, range), range)
  }
  const x = along === undefined ? termAt(context, args, 0, range) : withAxes(termAt(context, args, 0, range))
  const size = applyTerm('abs', [x], range)
  if (p === 1) return reduced('sum', size)
  if (p !== 2) return refuse('of the norms of columns those of order 1 and 2 are read', range)
  return applyTerm('sqrt', [reduced('sum', applyTerm('pow', [x, numberTerm(2)], range))], range)
}

/** polyval(p, x): the coefficient of the highest power comes first. */
function polynomial(context: Context, args: Arguments, range: Range): Value {
  const coefficients = context.elements(argument(args, 0, range), range) ?? refuse('how many coefficients there are is not known', range)
  const x = termAt(context, args, 1, range)
  const terms = coefficients.map((value) => context.toTerm(value, range))
  return terms
    .slice(1)
    .reduce<Term>(
      (value, each) => applyTerm('add', [value.kind === 'number' && value.value.isOne ? x : applyTerm('mul', [value, x], range), each], range),
      terms[0] ?? refuse('there are no coefficients', range),
    )
}

/** What is called for its effect. */
const EFFECTS =
  /^(disp|display|printf|fprintf|sprintf|plot\w*|figure|hold|axis|title|[xyz]label|[xyz]lim|legend|grid|surf\w*|mesh|contour\w*|quiver\w*|drawnow|close|clc|clear|tic|toc|warning|assert|print|saveas|set|subplot|colorbar|colormap|validateattributes|pause|format|addpath|narginchk)$/
const CONSTANTS: ReadonlyMap<string, () => Value> = new Map([
  ['eps', () => numberTerm(Number.EPSILON)],
  ['realmax', () => numberTerm(Number.MAX_VALUE)],
  ['realmin', () => numberTerm(2 ** -1022)],
])

export const matlabDialect: Dialect = {
  isMethod: () => false,
  passesOver: (path) => EFFECTS.test(path),
  remainder: { library: 'numpy', spelling: 'mod' },
  comment: '%',
  callMethods: [],
  constructorName: '',
  joinsLists: false,
  assignsOutwards: false,
  looseArguments: false,
  passesSelf: false,
  nestsFunctions: false,
  negativeIndices: false,
  countsFromOne: true,
  firstResult: true,
  secondResult: placeOfValue,
  rowRanges: true,
  withRows: withRowsByUse,
  linearIndices: () => 'row',
  growsArrays: true,
  padding: numberTerm(0),
  copiesArrays: true,
  imported: reference,
  builtin(name) {
    if (NATIVES.has(name) || EFFECTS.test(name) || name === 'error') return reference(name)
    const constant = CONSTANTS.get(name)
    if (constant !== undefined) return constant()
    const row = rowNamed(LIBRARIES, name)
    if (row === undefined) return undefined
    // Words that are letters first (beta, gamma) are functions only where they are called.
    return row.args.length === 0 && row.attributes === undefined ? applyTerm(row.name, []) : reference(name)
  },
  bare: ({ path }, range) => (path === 'eye' ? applyTerm('identity', [], range) : isLetter(path) || isWord(path) ? nameTerm(path, range) : undefined),
  member: (context, object, name, range) => {
    if (isTerm(object) && object.kind === 'name') return context.facts.part(object.name, name, range, false)
    // [s.k] of several structures.
    if (object.kind === 'list' && object.items.value.length > 0) {
      const parts = object.items.value.map((each) => context.toTerm(context.member(each, name, range), range))
      return applyTerm('transpose', [applyTerm('array', parts, range)], range)
    }
    return refuse(`the field "${name}" is not read`, range)
  },
  call(context, callee, args, range) {
    return callee.kind === 'reference' ? callReference(context, callee, args, range) : refuse(`"${callee.name}" is not known here`, range)
  },
}

function callReference(context: Context, { path: name }: ReferenceValue, args: Arguments, range: Range): Value {
  const native = NATIVES.get(name)
  if (native !== undefined) return native(context, args, range, name)
  if (EFFECTS.test(name)) return resultOf(reference(name))
  if (name === 'error') return { kind: 'opaque', error: new ReadError('this raises an error', range) }
  const row = rowNamed(LIBRARIES, name, args.positional.length)
  return row === undefined ? callUnknown(context, name, args) : callRow(context, row, args, name, range)
}
