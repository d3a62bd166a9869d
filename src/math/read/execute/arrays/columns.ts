/**
 * Arrays as Julia and MATLAB have them: indices count from 1, ranges hold both ends, `end` is the last index, blocks make
 * matrices, and functions are applied component by component with a dot.
 */
import type { Range } from '../../../api.ts'
import { operationNamed } from '../../../ops/table.ts'
import { dotted } from '../../ranks/exponentials.ts'
import { INDEX_HABIT } from '../../ranks/habits.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import type { Expression, Subscript } from '../syntax/syntax.ts'
import { isApply, numberOf, sameTerm, shifted, shortened, sum } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { isOpenCount } from '../values/defaults.ts'
import { Cell } from '../values/store.ts'
import { type Arguments, isCondition, isTerm, type Scope, type Value } from '../values/value.ts'
import { partOf, untaken } from '../values/views.ts'
import { listedTruths, truthsIn } from './booleans.ts'
import { countAlong } from './counting.ts'
import { arrayOf } from './holders.ts'
import { byAxes } from './scattered.ts'
import { component, forEach, rowLiteral, sizeOf, vectorise } from './sequences.ts'
import { isArray, rankSaid, shapeOfTerm } from './shapes.ts'
import { pointAfter, pointsBySteps } from './spaced.ts'
import { blankLength, isBlank } from './writes.ts'
import { viewed as viewedAt } from './writing.ts'

type Slice = Extract<Value, { kind: 'slice' }>

/** Places by all of their indices as one index, as sub2ind makes it; no operation is called so. */
export const PLACED = 'placed'

/** A range of numbers that are no integers is written out up to this many. */
const MOST_WRITTEN = 1000

/** start:step:stop, both ends included. */
export function closedRange(context: Context, e: Extract<Expression, { kind: 'range' }>, scope: Scope): Value {
  const start = context.term(e.start, scope)
  const step = e.step === undefined ? numberTerm(1) : context.term(e.step, scope)
  const stop = context.term(e.stop, scope)
  const bounds = [start, step, stop] as const
  const { numbers } = context.facts
  const whole = bounds.map((term) => numberOf(term, numbers))
  const points = whole[1] === undefined ? pointsBySteps(context, start, step, stop, e.range) : undefined
  if (points !== undefined) return context.dialect.rowRanges === true ? applyTerm('transpose', [points], e.range, { range: true }) : points
  const [from, by, to] = whole.includes(undefined) ? bounds.map((term) => numberOf(term, numbers.withDecimals)) : whole
  if (by?.isZero === true) return refuse('the step of this range is zero', e.range)
  if (from !== undefined && by !== undefined && to !== undefined && ![from, by, to].every((each) => each.asInteger !== undefined)) {
    const count = Math.floor(to.subtract(from).divide(by).value + 1e-9) + 1
    if (count > MOST_WRITTEN) return refuse('this range is too long to be written out', e.range)
    for (const bound of bounds) context.facts.assumeRounds(bound, e.range)
    const items = Array.from({ length: Math.max(0, count) }, (_, k) => pointAfter(context, start, step, k, e.range))
    if (context.dialect.rowRanges === true) return applyTerm('transpose', [applyTerm('array', items, e.range)], e.range, { range: true })
    return { kind: 'list', form: 'list', items: new Cell(items) }
  }
  const isOpen = start.kind === 'number' && by?.isOne === true && isOpenCount(context.facts, stop)
  for (const bound of isOpen ? [] : bounds) context.facts.assumeRounds(bound, e.range)
  const one = numberTerm(by?.isNegative === true ? -1 : 1)
  const last =
    to === undefined || isOpen
      ? (shortened(stop, Number(one.value.value)) ?? sum(stop, one, e.range, true))
      : numberTerm(to.add(one.value), stop.range)
  return { kind: 'range', start, stop: last, step }
}

/** `end`: the last index of what is indexed. */
export function lastIndex(context: Context, range: Range): Value {
  const { object, axis, single } = context.indexed.at(-1) ?? refuse('"end" has a meaning only in an index', range)
  if (object.kind === 'list') return numberTerm(object.items.value.length, range)
  const term = context.toTerm(object, range)
  const isLinear = single && context.dialect.linearIndices?.(context, term) !== undefined
  // A name of which nothing is said is a vector.
  const rank = rankSaid(context, term) ?? (term.kind === 'name' ? 1 : 2)
  // A row of a matrix that is turned is a column, as long as it was.
  const isTurned = single && isApply(term, 'transpose')
  return isTurned || (isLinear && rank === 2) ? componentCount(context, term, range) : sizeOf(context, term, axis, range)
}

/** How many components an array has in all. */
export function componentCount(context: Context, term: Term, range: Range): Term {
  const lengths = shapeOfTerm(context, term)
  return lengths?.every((length) => typeof length === 'number') === true
    ? numberTerm(
        lengths.reduce<number>((product, length) => product * (length as number), 1),
        range,
      )
    : applyTerm('numel', [term], range)
}

/** object[items], or a call where parentheses serve for both. */
export function indexFromOne(context: Context, e: Extract<Expression, { kind: 'index' }>, scope: Scope): Value {
  const { object: called, items, parentheses, range } = e
  if (parentheses === undefined) {
    const object = context.evaluate(called, scope)
    return indexAll(context, object, items, scope, range)
  }
  const known = called.kind === 'name' ? (context.bound(called.name, scope) ?? context.dialect.builtin(called.name)) : context.evaluate(called, scope)
  if (
    known === undefined
      ? context.facts.isFree((called as { name: string }).name) || items.some((item) => isPosition(context, item, scope))
      : !isCalled(known)
  ) {
    const object = known ?? context.evaluate(called, scope)
    const single = object.kind === 'list' && object.form === 'tuple' ? (object.items.value[0] as Value) : object
    const [inner] = isTerm(single) && isApply(single, 'transpose') ? single.args : []
    const place = items.length === 2 && items[0]?.kind === 'number' && items[0].value.isOne ? 1 : 0
    // A part of a row is a row.
    if (inner !== undefined && items.length === place + 1 && items[place]?.kind !== 'slice' && rankSaid(context, inner) === 1) {
      const [item] = items.slice(place) as [Subscript]
      const part = indexAll(context, inner, [item], scope, range)
      if (isTerm(part) && isApply(part, 'masked')) return indexAll(context, single, [item], scope, range)
      return isOne(context, item, scope) ? part : applyTerm('transpose', [context.toTerm(part, range)], range)
    }
    const value = indexAll(context, single, items, scope, range)
    // A(i, :) is a row; A(2:end, :) are several.
    const [first, second] = items
    return first !== undefined &&
      items.length === 2 &&
      second !== undefined &&
      !isOne(context, second, scope) &&
      isOne(context, first, scope) &&
      isTerm(value) &&
      isTerm(single)
      ? applyTerm('transpose', [value], range)
      : value
  }
  const callee = known ?? context.evaluate(called, scope)
  if (callee.kind === 'opaque') throw callee.error
  const value = context.call(callee, calledWith(context, items, scope, range), range)
  // Of several values the first is meant, unless they are taken apart.
  return value.kind === 'list' && value.form === 'tuple' && !parentheses.values ? (value.items.value[0] as Value) : value
}

/** What stands between parentheses as the arguments of a function. */
function calledWith(context: Context, items: readonly Subscript[], scope: Scope, range: Range): Arguments {
  const given = items.flatMap((item) =>
    evaluated(context, item.kind === 'slice' ? refuse('":" has a meaning only in an index', item.range) : item, scope),
  )
  return { positional: given.map(({ value }) => value), named: new Map(), ranges: given.map((each) => each.range), range }
}

/** An argument or a block; c{:} are as many as there are cells. */
export function evaluated(context: Context, e: Expression, scope: Scope): readonly { readonly value: Value; readonly range: Range }[] {
  const { range } = e
  const isAll = e.kind === 'index' && e.braces === true && e.items.length === 1 && e.items[0]?.kind === 'slice'
  if (!isAll) return [{ value: context.evaluate(e, scope), range }]
  const cells = context.elements(context.evaluate(e.object, scope), range) ?? refuse('how many cells there are is not known', range)
  return cells.map((value) => ({ value, range }))
}

/** @view a[2:end], view(a, 2:end): a part of the array. */
export function viewFromOne(context: Context, e: Extract<Expression, { kind: 'index' }>, scope: Scope): Value {
  const { object: called, items, range } = e
  const own = e.view === 'called' ? context.bound('view', scope) : undefined
  if (own !== undefined) return context.call(own, calledWith(context, [called, ...items], scope, range), range)
  const object = arrayOf(context, context.evaluate(called, scope), range, scope)
  const part = indexAll(context, object, items, scope, range)
  if (!isTerm(object) || !isTerm(part)) return part
  const all = items.length === 1 && items[0]?.kind === 'slice'
  const places = all ? [] : itemsFromOne(context, object, items, scope)
  const viewed = all ? part : viewedAt(context, part, object, places, range)
  if (viewed !== part) return viewed
  return partOf(part, object, {
    ...untaken('this view is changed here', range),
    take: (whole) => context.toTerm(indexAll(context, whole, items, scope, range), range),
  })
}

/** A(:) are all components, column by column. */
function indexAll(context: Context, object: Value, items: readonly Subscript[], scope: Scope, range: Range): Value {
  if (items.length === 1 && items[0]?.kind === 'slice' && isTerm(object)) return applyTerm('vec', [object], range)
  const known = itemsFromOne(context, object, items, scope)
  const [only] = known
  if (known.length === 1 && only !== undefined && isTerm(only) && isApply(only, PLACED)) return context.index(object, only.args, range)
  return byAxes(context, object, known, range) ?? context.index(object, known, range)
}

/** Whether an index takes one element of its axis. */
function isOne(context: Context, item: Subscript, scope: Scope): boolean {
  if (item.kind === 'slice' || item.kind === 'range' || item.kind === 'matrix') return false
  const value = item.kind === 'end' ? undefined : context.quietly(() => context.evaluate(item, scope))
  // I(y, :) takes a row for each label, where nothing is known of y.
  if (value?.kind === 'name' && INDEX_HABIT.test(value.name) && shapeOfTerm(context, value) === undefined) return false
  return value === undefined || (isTerm(value) && !isCondition(value) && !isArray(context, value))
}

const isCalled = ({ kind }: Value): boolean => ['function', 'reference', 'class', 'method', 'opaque'].includes(kind)

/** What can only be an index, of a name that nothing is known of: a number, a range, what counts the rounds of a loop. */
function isPosition(context: Context, item: Subscript, scope: Scope): boolean {
  if (item.kind === 'slice' || item.kind === 'end' || item.kind === 'range') return true
  if (item.kind === 'number') return item.value.asInteger !== undefined
  if (item.kind !== 'name' && item.kind !== 'binary') return false
  const value = context.quietly(() => context.evaluate(item, scope))
  if (value === undefined || !isTerm(value)) return false
  const base = value.kind === 'number' ? value : shifted(value)?.base
  return base?.kind === 'number' ? base.value.asInteger !== undefined : base?.kind === 'name' && context.isIndex(base.name)
}

/** Indices counted from 1 as indices counted from 0. */
export function itemsFromOne(context: Context, object: Value, items: readonly Subscript[], scope: Scope): Value[] {
  return items.map((item, axis): Value => {
    if (item.kind === 'slice') return { kind: 'slice' }
    context.indexed.push({ object, axis, single: items.length === 1 })
    try {
      if (item.kind === 'range') {
        const start = context.term(item.start, scope)
        const stop = context.term(item.stop, scope)
        return sliceOf(context, start, stop, item.step === undefined ? undefined : context.term(item.step, scope), axis, item.range)
      }
      return fromOne(context, context.evaluate(item, scope), axis, item.range)
    } finally {
      context.indexed.pop()
    }
  })
}

function fromOne(context: Context, value: Value, axis: number, range: Range): Value {
  if (value.kind === 'range') {
    const by = numberOf(value.step, context.facts.numbers)?.isNegative === true ? 1 : -1
    const stop = shortened(value.stop, by) ?? sum(value.stop, numberTerm(by), range, true)
    return sliceOf(context, value.start, stop, value.step, axis, range)
  }
  // R: x[c(1, 3)]
  if (value.kind === 'list') {
    const truths = listedTruths(value)
    if (truths !== undefined) return truths
    const gone = context.dialect.leavesOut === true ? value.items.value.map((each) => (isTerm(each) ? leftOut(context, each) : undefined)) : []
    if (gone.length > 1 && gone.every((each) => each !== undefined)) return allBut(context, applyTerm('array', gone as Term[], range), axis, range)
    const places = value.items.value.map((each) => fromOne(context, each, axis, range))
    if (places.length > 1 && !places.every(isTerm)) return refuse('only the first or the last element can be left out here', range)
    return places.length === 1 ? (places[0] as Value) : { ...value, items: new Cell(places) }
  }
  if (!isTerm(value)) return value
  const truths = truthsIn(value)
  if (truths !== undefined) return truths
  if (isApply(value, PLACED)) return { ...value, args: value.args.map((index, k) => before(context, index, k, range)) }
  const left = context.dialect.leavesOut === true ? leftOut(context, value) : undefined
  return left === undefined ? before(context, value, axis, range) : allBut(context, left, axis, range)
}

/** k in x[-k]. */
function leftOut(context: Context, index: Term): Term | undefined {
  if (index.kind === 'apply' && index.op === 'neg') return index.args[0]
  if (index.kind === 'apply' && index.op === 'array' && index.args.length > 0) {
    const gone = index.args.map((each) => leftOut(context, each))
    return gone.every((each) => each !== undefined) ? { ...index, args: gone as Term[] } : undefined
  }
  const known = numberOf(index, context.facts.numbers)?.asInteger
  return known !== undefined && known < 0 ? numberTerm(-known, index.range) : undefined
}

/** All elements but one: a slice without the first or the last, else those with another number. */
function allBut(context: Context, left: Term, axis: number, range: Range): Slice | Term {
  if (numberOf(left, context.facts.numbers)?.asInteger === 1) return { kind: 'slice', start: numberTerm(1) }
  if (endOffset(context, left, axis) === 0) return { kind: 'slice', stop: numberTerm(-1) }
  const first = countedFirst(context, left, axis)
  if (first !== undefined) return first
  const { object } = context.indexed.at(-1) as { object: Value }
  if (axis === 0 && isTerm(object) && isApply(left, 'array') && left.args.every((place) => numberOf(place, context.facts.numbers) !== undefined)) {
    const others = left.args.map((place) => applyTerm('ne', [countAlong(object, 1, range), place], range))
    return others.slice(1).reduce((all, other) => applyTerm('and', [all, other], range), others[0] as Term)
  }
  if (axis > 0 || !isTerm(object) || isArray(context, left))
    return refuse('only the first or the last element can be left out here', range, 'write the others one by one: c(x[1], x[3:n])')
  // Both sides count from 1 where that can be seen.
  return numberOf(left, context.facts.numbers) === undefined
    ? applyTerm('ne', [countAlong(object, 0, range), before(context, left, axis, range)], range)
    : applyTerm('ne', [countAlong(object, 1, range), left], range)
}

/** All but 1, 2, ... so many, and the last where that is left out as well: x[-(1:k)], x[-c(1, n)]. */
function countedFirst(context: Context, left: Term, axis: number): Slice | undefined {
  // 1:k of a k that only its name tells: the running sum of so many ones.
  const [ones] = isApply(left, 'cumsum') ? left.args : []
  const length = ones !== undefined && isApply(ones, 'ones') ? (ones.attributes?.['shape'] as readonly unknown[] | undefined)?.[0] : undefined
  if (typeof length === 'string') return { kind: 'slice', start: nameTerm(length, left.range) }
  const places = isApply(left, 'array') ? left.args : []
  const toLast = places.length > 0 && endOffset(context, places.at(-1) as Term, axis) === 0
  const known = (toLast ? places.slice(0, -1) : places).map((place) => numberOf(place, context.facts.numbers)?.asInteger)
  if (known.length === 0 || !known.every((place, k) => place === k + 1)) return undefined
  return { kind: 'slice', start: numberTerm(known.length), ...(toLast ? { stop: numberTerm(-1) } : {}) }
}

/** start:step:stop in an index. */
function sliceOf(context: Context, start: Term, stop: Term, step: Term | undefined, axis: number, range: Range): Slice {
  if (step !== undefined && numberOf(step, context.facts.numbers)?.isNegative === true) return backwards(context, start, stop, step, axis, range)
  const first = before(context, start, axis, range)
  const fromEnd = endOffset(context, stop, axis)
  // The end itself needs no bound; 2:n of a vector whose length is called n runs to its end too.
  const last = fromEnd === undefined ? stop : fromEnd === 0 ? undefined : numberTerm(fromEnd)
  return { kind: 'slice', start: first.kind === 'number' && first.value.isZero ? undefined : first, stop: last, step }
}

/** end:-1:1 is all, the other way round; what ends at a number stops before the one below. */
function backwards(context: Context, start: Term, stop: Term, step: Term, axis: number, range: Range): Slice {
  const last = numberOf(stop, context.facts.numbers)?.asInteger ?? refuse('an index that runs backwards to where is not known is not read', range)
  return {
    kind: 'slice',
    start: endOffset(context, start, axis) === 0 ? undefined : before(context, start, axis, range),
    stop: last === 1 ? undefined : numberTerm(last - 2),
    step,
  }
}

/** The index counted from 0. From the end on it is negative. */
function before(context: Context, index: Term, axis: number, range: Range): Term {
  const known = numberOf(index, context.facts.numbers)?.asInteger
  if (known !== undefined)
    return known >= 1 ? numberTerm(known - 1, index.range) : refuse(`there is no element ${known}: indices count from 1`, range)
  const fromEnd = endOffset(context, index, axis)
  if (fromEnd !== undefined) return fromEnd <= 0 ? numberTerm(fromEnd - 1, index.range) : refuse('this index runs out of what it is used on', range)
  const row = rowLiteral(index)
  if (row !== undefined) return before(context, row, axis, range)
  if (isApply(index, 'array')) return { ...index, args: index.args.map((each) => before(context, each, axis, range)) }
  return shortened(index, -1) ?? sum(index, numberTerm(-1), range, true)
}

/** The length an array was made with, which is filled since then: n of zeros(n, 1). */
function lengthAsMade(array: Term, axis: number): Term | undefined {
  let made = array
  while (made.kind === 'apply' && made.op === 'put') made = made.args[0] as Term
  const length = made.kind === 'apply' && isBlank(made) ? blankLength(made, axis) : undefined
  return typeof length === 'object' ? length : undefined
}

/** How far an index is from the last one; undefined where it is not told from the end. */
export function endOffset(context: Context, index: Term, axis: number): number | undefined {
  const known = shifted(index)
  const { object, single } = context.indexed.at(-1) as Context['indexed'][number]
  if (known === undefined || !isTerm(object)) return undefined
  const { base } = known
  if (base.kind !== 'apply' || !['size', 'numel'].includes(base.op)) return undefined
  if (base.op === 'numel') return single && sameTerm(base.args[0] as Term, object) ? known.offset : undefined
  const own = base.attributes?.['axis'] === axis && sameTerm(base.args[0] as Term, object)
  const made = own ? undefined : lengthAsMade(object, axis)
  return own || (made !== undefined && sameTerm(made, base)) ? known.offset : undefined
}

/** f.(x, y): for each component, or pair of components. */
export function broadcastCall(context: Context, callee: Value, args: Arguments): Value {
  const { positional, range } = args
  if (callee.kind !== 'function') {
    const value = context.call(callee, args, range)
    const row = value.kind === 'apply' && value.op !== 'where' ? operationNamed(value.op) : undefined
    if (row !== undefined && !row.elementwise && positional.includes(value.kind === 'apply' ? (value.args[0] as Value) : value))
      return refuse(`"${row.name}" of each component is not read`, range)
    return isTerm(value) ? dotted(value) : value
  }
  // Ref(p), (p,): one value for all.
  const isOne = (value: Value): boolean => value.kind === 'list' && value.items.value.length === 1
  const several = !positional.every(isOne)
  const held = positional.map((value) => (several && value.kind === 'list' && isOne(value) ? value.items.value[0] : undefined))
  const lists = positional.map((value, k) =>
    held[k] !== undefined || (isTerm(value) && value.kind === 'number') ? undefined : context.elements(value, range),
  )
  const call = (values: readonly Value[]): Value => context.call(callee, { ...args, positional: values }, range)
  const length = lists.find((list) => list !== undefined)?.length
  if (
    length !== undefined &&
    positional.every((value, k) => (lists[k] === undefined ? held[k] !== undefined || value.kind === 'number' : lists[k]?.length === length))
  )
    return {
      kind: 'list',
      form: 'list',
      items: new Cell(Array.from({ length }, (_, k) => call(positional.map((value, j) => held[j] ?? lists[j]?.[k] ?? value)))),
    }
  const index = context.freshIndex('i')
  const elements = positional.map((value, k): Value => {
    const one = held[k]
    if (one !== undefined) return one
    const term = context.toTerm(value, range)
    return term.kind === 'number' ? term : component(term, nameTerm(index), range)
  })
  const element = dotted(forEach(context, index, () => context.toTerm(call(elements), range), range))
  const over = positional
    .filter((_, k) => held[k] === undefined)
    .map((value) => context.toTerm(value, range))
    .find((term) => term.kind !== 'number')
  if (over === undefined) return element
  return vectorise(context, { kind: 'sequence', index, over, element }, range, false, true)
}
