/** What MATLAB, Julia and R do with whole arrays under different names: turned round, gone through by rows, their spread and likeness. */
import type { Range } from '../../api.ts'
import { operate } from '../execute/arrays/operators.ts'
import { alongFirst, symbolicElement, withRank } from '../execute/arrays/sequences.ts'
import { rankSaid } from '../execute/arrays/shapes.ts'
import { viewed } from '../execute/arrays/writing.ts'
import { isApply, termsIn } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { isCondition, tupleOf, type Value } from '../execute/values/value.ts'
import { sameArray } from '../execute/values/views.ts'
import { applyTerm, type BinderTerm, COLUMNWISE, nameTerm, numberTerm, type Term } from '../term.ts'
import { argument, call, type Native, termAt } from './library.ts'

const TURNED: Value = { kind: 'slice', step: numberTerm(-1) }
const WHOLE: Value = { kind: 'slice' }

/** Whether a term is a matrix, by what is said of it or by its capital letter. */
export const isMatrix = (context: Context, term: Term): boolean => {
  const rank = rankSaid(context, term)
  return rank === undefined ? term.kind === 'name' && /^[A-Z]/.test(term.name) : rank === 2
}

/** flipud(x), fliplr(x), flip(x), flip(x, 2): along its rows, its columns, or the only axis it has. */
export const flipped =
  (usual?: 0 | 1): Native =>
  (context, args, range) => {
    const x = termAt(context, args, 0, range)
    const along = args.positional[1]
    const axis = along === undefined ? usual : Number(context.attribute(along, range)) - 1
    if (isMatrix(context, x)) return context.index(withRank(context, x, 2), axis === 1 ? [WHOLE, TURNED] : [TURNED, WHOLE], range)
    const row = isApply(x, 'transpose')
    const inner = row ? (x.args[0] as Term) : x
    // A column has nothing beside it, and a row nothing below.
    const rank = rankSaid(context, inner)
    if (axis !== undefined && rank === 1 && row)
      return axis === 1 ? applyTerm('transpose', [context.toTerm(context.index(inner, [TURNED], range), range)], range) : x
    // Which way it lies is known where it is built.
    if (axis !== undefined && inner.kind !== 'name') return applyTerm('flip', [x], range, { axis, ofMatrix: true })
    if (axis !== undefined && rank === 1 && axis === 1) return x
    const turned = context.toTerm(context.index(inner, [TURNED], range), range)
    return row ? applyTerm('transpose', [turned], range) : turned
  }

/** How many conditions hold. */
export const counted: Native = (context, args, range, name) => {
  const [first, second] = args.positional
  const condition = second === undefined ? first : call(context, first as Value, [symbolicElement(context, second, 'i', range).element], range)
  if (condition === undefined || !isCondition(condition)) return refuse(`"${name}" is read of a condition`, range)
  if (second === undefined)
    return applyTerm('sum', [applyTerm('where', [context.toTerm(condition, range), numberTerm(1), numberTerm(0)], range)], range)
  const each = context.call(first as Value, { positional: [second], named: new Map(), ranges: [range], range }, range)
  return applyTerm('sum', [applyTerm('where', [context.toTerm(each, range), numberTerm(1), numberTerm(0)], range)], range)
}

/** The smallest and the largest component. */
export const extremes: Native = (context, args, range) => {
  const x = termAt(context, args, 0, range)
  return tupleOf(['amin', 'amax'].map((op) => applyTerm(op, [x], range)))
}

/** How far apart they are. */
export const extent: Native = (context, args, range) => {
  const x = termAt(context, args, 0, range)
  return operate(context, '-', applyTerm('amax', [x], range), applyTerm('amin', [x], range), range)
}

/** The rows of a matrix one by one, or (1) its columns. */
export const eachAlong =
  (axis: 0 | 1): Native =>
  (context, args, range) => {
    const given = termAt(context, args, 0, range)
    const x = withRank(context, given, 2)
    const row = alongFirst(context, axis === 0 ? x : applyTerm('transpose', [x], range), range)
    const items = axis === 0 ? [nameTerm(row.index)] : [WHOLE, nameTerm(row.index)]
    return { ...row, element: viewed(context, row.element as Term, x === given ? x : sameArray(x, given), items, range) }
  }

/** Elements that have to be counted; of what has no known length it is asked for one. */
export function countable(context: Context, value: Value, range: Range): readonly Value[] {
  const known = context.elements(value, range)
  if (known !== undefined) return known
  const whole = context.toTerm(value, range)
  context.facts.goAlong(termsIn(whole), 0, 3)
  return refuse('how many elements there are is not known', range)
}

/** (x - mean(x)) of two vectors. */
function deviations(context: Context, args: Parameters<Native>[1], range: Range, name: string): readonly [Term, Term] {
  const [x, y] = [0, args.positional.length > 1 ? 1 : 0].map((k) => termAt(context, args, k, range)) as [Term, Term]
  if (isMatrix(context, x) || isMatrix(context, y)) return refuse(`"${name}" is read of two vectors`, range)
  return [x, y].map((each) => context.toTerm(operate(context, '-', withRank(context, each, 1), applyTerm('mean', [each], range), range), range)) as [
    Term,
    Term,
  ]
}

/** The covariances of the columns of a matrix. */
function ofColumns(context: Context, x: Term, range: Range): Value {
  const means = applyTerm('mean', [x], range, { axis: 0, keepdims: true })
  const centred = context.toTerm(operate(context, '-', x, means, range), range)
  const count = operate(context, '-', applyTerm('size', [x], range, { axis: 0 }), numberTerm(1), range)
  return operate(context, '/', applyTerm('matmul', [applyTerm('transpose', [centred], range), centred], range), count, range)
}

/** The covariance of two vectors, or a vector's variance. */
export const covariance: Native = (context, args, range, name) => {
  if (args.positional.length < 2) {
    const x = termAt(context, args, 0, range)
    return isMatrix(context, x) ? ofColumns(context, withRank(context, x, 2), range) : applyTerm('var', [x], range, { ddof: 1 })
  }
  const [a, b] = deviations(context, args, range, name)
  const count = operate(context, '-', applyTerm('size', [a], range, { axis: 0 }), numberTerm(1), range)
  return operate(context, '/', applyTerm('matmul', [a, b], range), count, range)
}

/** The correlation of two vectors. */
export const correlation: Native = (context, args, range, name) => {
  if (args.positional.length < 2) return refuse(`"${name}" is read of two vectors`, range)
  const [a, b] = deviations(context, args, range, name)
  const norms = applyTerm('mul', [applyTerm('norm', [a], range), applyTerm('norm', [b], range)], range)
  return operate(context, '/', applyTerm('matmul', [a, b], range), norms, range)
}

/** The integral of a function from one number to another. */
export function integralOf(context: Context, f: Value, low: Value, high: Value, range: Range): BinderTerm {
  const index = context.freshIndex('s')
  const body = context.withIndex(index, () => context.toTerm(call(context, f, [nameTerm(index, range)], range), range))
  return { kind: 'binder', op: 'integral', index, low: context.toTerm(low, range), high: context.toTerm(high, range), body, range }
}

/** integral(f, a, b) */
export const integrated: Native = (context, args, range) =>
  integralOf(context, argument(args, 0, range), argument(args, 1, range), argument(args, 2, range), range)

/** What is known by name, and read by no formula. */
export const unread =
  (why: string, hint?: string): Native =>
  (_context, _args, range, name) =>
    refuse(`"${name}" ${why}`, range, hint)

/** The sums or differences of all neighbours along an axis. */
export function ofNeighbours(op: 'add' | 'sub', of: Term, range: Range, axis: 'first' | 'last' = 'first'): Term {
  const part = (slice: { start?: 1; stop?: 1 }, bound: number): Term =>
    applyTerm('index', [of, numberTerm(bound)], range, { items: axis === 'first' ? [slice] : ['ellipsis', slice] })
  return applyTerm(op, [part({ start: 1 }, 1), part({ stop: 1 }, -1)], range)
}

/** The trapezium rule over places x, along the axis that a language takes. */
export function trapezoidOver(context: Context, y: Term, x: Term, range: Range, axis: 'first' | 'last', isMany = false): Term {
  const said = isMany ? 2 : rankSaid(context, y)
  const isOfMatrices =
    said === 2 || (y.kind === 'apply' && said !== 1 && [...termsIn(y)].some((part) => part.kind === 'name' && isMatrix(context, part)))
  if (!isOfMatrices) return applyTerm('trapezoid', [withRank(context, y, 1), x], range)
  const heights = applyTerm('div', [ofNeighbours('add', y, range, axis), numberTerm(2)], range)
  return alongAxis(applyTerm('mul', [heights, ofNeighbours('sub', x, range)], range), range, axis)
}

const alongAxis = (terms: Term, range: Range, axis: 'first' | 'last'): Term =>
  applyTerm('sum', [terms], range, { axis: axis === 'first' ? COLUMNWISE : -1 })

/** The trapezium rule over values that are one step apart, along the axis that a language takes. */
export function trapezoidOfSteps(y: Term, range: Range, axis: 'first' | 'last'): Term {
  return applyTerm('div', [alongAxis(ofNeighbours('add', y, range, axis), range, axis), numberTerm(2)], range)
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['/', 'div'],
  ['^', 'pow'],
  ['==', 'eq'],
  ['!=', 'ne'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
])

/** outer(x, y, "-"): each component of one with each of the other. */
export const outer: Native = (context, args, range) => {
  const [x, y] = [termAt(context, args, 0, range), termAt(context, args, 1, range)]
  const given = args.named.get('FUN') ?? args.positional[2]
  const sign = given === undefined ? '*' : given.kind === 'string' ? given.value : ''
  if (sign === '*') return applyTerm('outer', [x, y], range)
  const [down, across] = [applyTerm('index', [x], range, { items: [{}, 'newaxis'] }), applyTerm('index', [y], range, { items: ['newaxis', {}] })]
  const op = SIGNS.get(sign)
  if (op !== undefined) return applyTerm(op, [down, across], range)
  // Any other function is called once, with all pairs.
  return given === undefined || given.kind === 'string'
    ? refuse('outer() is read with a sign of arithmetic or of a comparison', range)
    : call(context, given, [down, across], range)
}

/** permute(A, [2, 1]), permutedims(A, (2, 1)): the axes in another order, counted from 1; of a matrix alone its transpose. */
export const permuted: Native = (context, args, range) => {
  if (args.positional.length === 1) return applyTerm('transpose', [termAt(context, args, 0, range)], range)
  const order = context.elements(argument(args, 1, range), range)?.map((axis) => Number(context.attribute(axis, range)) - 1)
  if (order === undefined || !order.every((axis) => Number.isInteger(axis) && axis >= 0))
    return refuse('in which order the axes stand then is not known', range)
  const x = termAt(context, args, 0, range)
  // Axes behind the second one of a matrix are of length 1.
  const own =
    order.length > 2 && rankSaid(context, x) !== order.length && order.slice(2).every((axis, k) => axis === k + 2) ? order.slice(0, 2) : order
  if (own.every((axis, k) => axis === k)) return x
  return own.length === 2 ? applyTerm('transpose', [x], range) : applyTerm('transpose', [x], range, { axes: own })
}
