/** What can be gone through: element by element where the elements can be counted, else one element for all indices. */

import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import type { Length } from '../../../shape.ts'
import { type ApplyTerm, applyTerm, type BinderTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf, plus, replaceTerms, shifted, shortened, sum, termsIn } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { isOpenCount } from '../values/defaults.ts'
import { keysOf } from '../values/keys.ts'
import { Cell } from '../values/store.ts'
import { type ClassValue, describe, isTerm, NONE, type SequenceValue, type Value } from '../values/value.ts'
import { partOf, untaken } from '../values/views.ts'
import { besideElements, betweenScalars } from './beside.ts'
import { askForStart, countAlong, countBetween, perRound, TAKEN, takenAway } from './counting.ts'
import { guarded } from './guards.ts'
import { alignIndex, distance, isOwn, isWhole, usesIndex } from './indices.ts'
import { withLastRound } from './lastRound.ts'
import { countOfSelection } from './selections.ts'
import { rankSaid, rowOfNumbers, rowsWritten, shapeOfTerm } from './shapes.ts'
import { steppedElement } from './stepped.ts'
import { weighed } from './weights.ts'

/** More elements than this are not written out one by one. */
const LONGEST = 10_000

/** The elements, or undefined where their number depends on symbols. */
export function listElements(context: Context, value: Value, range: Range): readonly Value[] | undefined {
  if (value.kind === 'list') return value.items.value
  if (value.kind === 'range') {
    const [start, stop, step] = [value.start, value.stop, value.step].map((term) => numberOf(term, context.facts.numbers)?.asInteger)
    if (start === undefined || stop === undefined || step === undefined || step === 0) return undefined
    const isPlain = value.start.kind === 'number' && value.step.kind === 'number' && step === 1
    if (isPlain && isOpenCount(context.facts, value.stop)) return undefined
    for (const bound of [value.start, value.stop, value.step]) context.facts.assumeRounds(bound, range)
    const count = Math.max(0, Math.ceil((stop - start) / step))
    if (count > LONGEST) return refuse(`${count} rounds are too many to write out`, range, `up to ${LONGEST} are`)
    return Array.from({ length: count }, (_, k) => numberTerm(start + k * step, range))
  }
  if (value.kind === 'dictionary') return keysOf(value)
  // for k in "zrn"
  if (value.kind === 'string') return [...value.value].map((letter) => ({ kind: 'string', value: letter }))
  if (value.kind === 'factored') return value.parts.size > 0 ? [...value.parts.values()] : undefined
  if (value.kind === 'shape') {
    const shape = shapeOfTerm(context, value.of)
    return shape?.map((_, axis) => sizeOf(context, value.of, axis, range))
  }
  if (value.kind === 'instance') return isTuple(value.class) ? [...value.attributes.values()].map((cell) => cell.value ?? NONE) : undefined
  if (!isTerm(value)) return undefined
  if (isApply(value, 'array')) return value.args
  const row = rowOfNumbers(context, value)
  if (row !== undefined) return row.args
  const shape = shapeOfTerm(context, value)
  const length = shape === undefined ? firstLength(context, value) : shape[0]
  if (typeof length !== 'number' || length > LONGEST) return undefined
  return Array.from({ length }, (_, k) => component(value, numberTerm(k), range))
}

/** The components of a literal vector that is written as a row; undefined for anything else. */
export function rowLiteral(term: Term): ApplyTerm | undefined {
  // What is made of columns has them as its components.
  const [column] = isApply(term, 'transpose') && term.attributes?.['rows'] !== true ? term.args : []
  return column !== undefined && isApply(column, 'array') && column.args.every((part) => !isApply(part, 'array')) ? column : undefined
}
/** A class of tuples whose places have names. */
const isTuple = ({ bases }: ClassValue): boolean => bases.some((base) => base.kind === 'reference' && base.path === 'typing.NamedTuple')

/** Number `at` of the term's first axis, counted from 0. */
export const component = (term: Term, at: Term, range: Range): Term => applyTerm('index', [term, at], range, { items: [{ at: 1 }] })

/** The length of an axis. */
export function sizeOf(context: Context, term: Term, axis: number, range: Range): Term {
  const chosen = axis === 0 ? countOfSelection(term, range) : undefined
  if (chosen !== undefined) return chosen
  const given = isApply(term, 'zeros') ? ((term.attributes?.['shape'] ?? []) as readonly unknown[])[axis] : undefined
  if (typeof given === 'object') return (term as ApplyTerm).args[(given as { length: number }).length] as Term
  const turned = isApply(term, 'transpose') ? (term.args[0] as Term) : undefined
  const rank = turned === undefined || axis < 0 || axis > 1 ? undefined : rankSaid(context, turned)
  // A row has one row, and as many columns as the vector that it is has components.
  if (turned !== undefined && rank === 1) return axis === 0 ? numberTerm(1, range) : sizeOf(context, turned, 0, range)
  if (turned !== undefined && rank === 2) return sizeOf(context, turned, 1 - axis, range)
  const length = shapeOfTerm(context, term)?.at(axis) ?? (axis === 0 ? firstLength(context, term) : undefined)
  if (length === undefined && term.kind === 'name') context.facts.long.add(term.name)
  return typeof length === 'number' ? numberTerm(length, range) : applyTerm('size', [term], range, { axis })
}

/** How long the first axis of something is of which not all is known: X @ w has as many rows as X, x - m is as long as x. */
function firstLength(context: Context, term: Term, depth = 0): Length | undefined {
  if (term.kind !== 'apply' || depth > 20) return undefined
  if (term.op === 'array') return term.args.length
  if (term.op === 'blocks') return rowsWritten(context, term)
  const [first] = term.args
  const product = term.op === 'matmul' || term.op === 'dot'
  if (!product && !isElementwise(term.op)) return undefined
  for (const arg of product && first !== undefined ? [first] : term.args) {
    const shape = shapeOfTerm(context, arg)
    const length = shape === undefined ? firstLength(context, arg, depth + 1) : shape.length > (product ? 1 : 0) ? shape[0] : undefined
    // Of length 1 it may be stretched along something else.
    if (typeof length === 'number' && (product || length !== 1)) return length
  }
  return undefined
}

/** The names of which a number of rounds is the product, years * freq + 1, as it is or rounded; none for other terms. */
function factorsOf(count: Term): readonly string[] {
  if (count.kind !== 'apply') return []
  const open = count.args.filter(({ kind }) => kind !== 'number')
  const [inner] = open
  if (/^(?:round|round_half_up|floor|ceil|trunc)$/.test(count.op) || (/^(?:add|sub)$/.test(count.op) && open.length === 1))
    return inner === undefined ? [] : factorsOf(inner)
  if (count.op !== 'mul' && count.op !== 'product') return []
  const factors = open.map((arg) => (arg.kind === 'name' ? [arg.name] : factorsOf(arg)))
  return factors.every((names) => names.length > 0) ? factors.flat() : []
}

/** The element that stands for all, with the index it is counted by; rows whose elements are meant only where they are gone through as `rows`. */
export function symbolicElement(context: Context, value: Value, base: string, range: Range, rows = false): SequenceValue {
  if (value.kind === 'sequence' && value.flat === true && !rows) return refuse('which elements there are depends on symbols', range)
  if (value.kind === 'sequence') return context.isIndex(value.index) ? renamed(context, value, context.freshIndex(value.index), range) : value
  if (value.kind === 'range') {
    const step = numberOf(value.step, context.facts.numbers)?.asInteger
    if (step === -1) {
      const upwards = symbolicElement(context, { ...value, start: plus(value.stop, 1), stop: plus(value.start, 1), step: numberTerm(1) }, base, range)
      return { ...upwards, backwards: true }
    }
    const stepped = step === undefined || step === 0 || step === 1 ? undefined : steppedElement(context, value, step, base, range)
    if (stepped !== undefined) return stepped
    // As many whole steps as are enough to see that there are several.
    const whole = step !== undefined && step > 1 && 2 * step <= MOST_STEPPED ? 2 * step : 3
    if (step !== 1) for (const size of termsIn(value.stop)) if (isApply(size, 'size')) context.facts.goAlongSize(size, whole)
    if (step !== 1) return refuse('a loop with this step, over a range that is not known, cannot be summed up', range)
    const index = context.freshIndex(base)
    const start = numberOf(value.start, context.facts.numbers)
    const stop = shifted(value.stop)
    const first = start === undefined ? askForStart(context, value.start) : (start.asInteger ?? 0)
    const taken = takenAway(value.stop)
    for (const size of termsIn(value.stop))
      if (isApply(size, 'size') || isApply(size, 'numel')) {
        const axis = (size.attributes?.['axis'] ?? 0) as number
        context.facts.goAlongSize(size, taken.has(size) ? TAKEN : roundsFrom(first, stop?.offset ?? 0) * perRound(value.stop, size))
        context.facts.runAlong(index, termsIn(size), axis, (stop?.offset ?? 0) - 1)
      }
    if (stop?.base.kind === 'name') {
      const known = context.facts.numbers.anyOf(stop.base.name)?.asInteger
      context.facts.countTo(stop.base.name, known ?? roundsFrom(first, stop.offset), known === undefined ? undefined : true)
      context.facts.runAlong(index, [stop.base], undefined, stop.offset - 1)
    }
    for (const name of factorsOf(value.stop)) if (context.facts.numbers.get(name) === undefined) context.facts.countTo(name, roundsFrom(first, 0))
    const counts = (term: Term | undefined): boolean => term?.kind === 'name' && context.isIndex(term.name)
    const element = nameTerm(index, range)
    // From the index of a loop around on, or up to it: all, of which some count.
    if (start === undefined && counts(shifted(value.start)?.base)) {
      const whole = symbolicElement(context, { ...value, start: numberTerm(context.dialect.countsFromOne === true ? 1 : 0) }, base, range)
      const after = shifted(value.start)
      const from = applyTerm(
        ...((after?.offset === 1 ? ['gt', [whole.element, after.base]] : ['ge', [whole.element, value.start]]) as ['gt', Term[]]),
        range,
      )
      return { ...whole, condition: whole.condition === undefined ? from : applyTerm('and', [from, whole.condition], range) }
    }
    if (start !== undefined && counts(stop?.base)) {
      const below = applyTerm('lt', [element, value.stop], range)
      const least = context.dialect.countsFromOne === true ? 1 : 0
      const condition = start.asInteger === least ? below : applyTerm('and', [applyTerm('ge', [element, value.start], range), below], range)
      return { kind: 'sequence', index, first: least, element, condition }
    }
    const isAll = stop !== undefined && start?.asInteger === stop.offset && isApply(stop.base, 'size') && stop.base.attributes?.['axis'] === 0
    return {
      kind: 'sequence',
      index,
      over: isAll ? (stop.base as ApplyTerm).args[0] : undefined,
      bounds: { start: value.start, stop: value.stop },
      element,
    }
  }
  // for k in c.K of a parameter c; what is called like a function and is none
  if (
    (value.kind === 'method' || (value.kind === 'reference' && context.dialect.bare !== undefined)) &&
    context.quietly(() => context.toTerm(value, range)) !== undefined
  )
    return symbolicElement(context, context.toTerm(value, range), base, range)
  if (!isTerm(value)) return refuse(`${describe(value)} cannot be gone through`, range)
  return alongFirst(context, context.dialect.componentsOf?.(context, value) ?? value, range)
}

/** The parts of an array along its first axis. */
export function alongFirst(context: Context, value: Term, range: Range): SequenceValue {
  const index = context.freshIndex('i')
  context.facts.goAlongAxis(value, 0, roundsFrom(0, 0))
  context.facts.runAlong(index, termsIn(value), 0, -1)
  const at = (whole: Term): Term => component(whole, nameTerm(index), range)
  const element = context.dialect.copiesArrays !== true ? partOf(at(value), value, { ...untaken(OPEN, range), take: at }) : at(value)
  return { kind: 'sequence', index, over: value, element }
}
const OPEN = 'an element of an array is changed in a loop of unknown length'

/** Longer axes are not gone along in steps. */
const MOST_STEPPED = 12

/** A length with two rounds between these, and three elements in all. */
const roundsFrom = (start: number, offset: number): number => Math.max(3, start - offset + 2)

/** The same row counted by another index. */
export function renamed(context: Context, row: SequenceValue, index: string, range: Range): SequenceValue {
  context.facts.runAlike(row.index, index)
  const rename = replacing(context, row, (range) => nameTerm(index, range), range)
  const inside = (term: Term | undefined): Term | undefined => term && (rename(term) as Term)
  return { ...row, index, element: rename(row.element), condition: inside(row.condition), weight: inside(row.weight) }
}

/** The element of one round of a sequence. */
export const elementAt = (context: Context, row: SequenceValue, place: number, range: Range): Value =>
  replacing(context, row, (at) => numberTerm(place, at), range)(row.element)

/** Values with something else in the place of a row's index. */
function replacing(context: Context, row: SequenceValue, by: (range: Range | undefined) => Term, range: Range): (value: Value) => Value {
  const rename = (term: Term): Term =>
    replaceTerms(term, (part) => (isOwn(part, row.index) ? part : part.kind === 'name' && part.name === row.index ? by(part.range) : undefined))
  const inside = (value: Value): Value => {
    if (isTerm(value)) return rename(value)
    if (value.kind === 'list') return { ...value, items: new Cell(value.items.value.map(inside)) }
    if (value.kind === 'sequence') return { ...value, element: inside(value.element) }
    return value.kind === 'boolean' ? value : rename(context.toTerm(value, range))
  }
  return inside
}

/** Rows counted by one index, side by side: element number i of each. */
export function together(context: Context, values: readonly Value[], range: Range): SequenceValue {
  const [head, ...rest] = values.map((value) => symbolicElement(context, value, 'i', range)) as [SequenceValue, ...SequenceValue[]]
  if (rest.length > 0 && [head, ...rest].some(({ weight }) => weight !== undefined))
    return refuse('which elements go together depends on symbols', range)
  const others = rest.map((row) => (row.index === head.index ? row : renamed(context, row, head.index, range)))
  return { ...head, element: { kind: 'list', form: 'tuple', items: new Cell([head.element, ...others.map((row) => row.element)]) } }
}

/** What is done once for all elements must not change what is around it: of x.map(v => (total += v)) each element is another thing. */
export function forEach<R>(context: Context, index: string, run: () => R, range: Range): R {
  const { result, changes } = context.store.attempt(() => context.withIndex(index, run))
  for (const { before } of changes.values())
    if (before !== undefined) return refuse('each round of this builds on the one before, and how many there are is not known', range)
  return result
}

/** A name that the text says nothing of has so many axes, as what is done with it tells. */
export const withRank = (context: Context, term: Term, rank: number): Term =>
  term.kind === 'name' && term.hint === undefined && shapeOfTerm(context, term) === undefined ? { ...term, hint: { rank } } : term

/** A term that has to be one number, and so have the names of which it is computed component by component. */
export function asNumber(context: Context, term: Term): Term {
  context.facts.takeAsNumber(term)
  const plain = (part: Term): Term => {
    if (part.kind === 'name') return withRank(context, part, 0)
    return part.kind === 'apply' && isElementwise(part.op) ? { ...part, args: part.args.map(plain) } : part
  }
  return plain(term)
}

/** Sum, product, largest or smallest of all elements. */
export function reduceSequence(context: Context, op: BinderTerm['op'], row: SequenceValue, range: Range): Term {
  let body = row.element.kind === 'sequence' ? reduceSequence(context, op, row.element, range) : undefined
  if (body === undefined && row.flat && row.element.kind === 'list' && op === 'sum') {
    body = row.element.items.value.map((item) => context.toTerm(item, range)).reduce((total, item) => sum(total, item, range, true))
  }
  body ??= context.toTerm(row.element, range)
  if (row.condition !== undefined) {
    if (op !== 'sum' && op !== 'prod') return refuse('which elements there are depends on symbols', range)
    body = applyTerm('where', [row.condition, guarded(body, row.condition), numberTerm(op === 'sum' ? 0 : 1)], range)
  }
  return bind(context, op, row, body, range)
}

/** The binder over the row's index. Bounds are left out where the index runs over the whole axis of what it is used on. */
export function bind(context: Context, op: BinderTerm['op'], rounds: SequenceValue, given: Term, range: Range): Term {
  const row = op === 'sum' ? withLastRound(rounds, given) : rounds
  const { body, axis } = alignIndex(context, row, weighed(row, op, given, range), range)
  const { index } = row
  if (!axis) {
    const start = row.bounds?.start ?? numberTerm(0)
    const stop = row.bounds?.stop ?? applyTerm('size', [row.over ?? refuse('how far this index runs depends on symbols', range)], range, { axis: 0 })
    const high = shortened(stop, -1) ?? sum(stop, numberTerm(-1), stop.range ?? range, true)
    return { kind: 'binder', op, index, low: start, high, body, range }
  }
  const stop = row.bounds === undefined ? undefined : shifted(row.bounds.stop)
  if (stop?.base.kind === 'name' && stop.offset === numberOf(row.bounds?.start as Term, context.facts.numbers)?.asInteger) {
    return { kind: 'binder', op, index, low: numberTerm(1), high: stop.base, body, range }
  }
  if (stop?.base.kind === 'name') context.facts.note(`read with ${stop.base.name} as the length of what is gone through`, range)
  return { kind: 'binder', op, index, body, range }
}

/**
 * The whole row as one vector: what is done to each element is done to the vector, which is the same where all of it is
 * done component by component. Throws ReadError where it is not. `ofNumbers` where elements are numbers whatever the shapes are.
 */
export function vectorise(context: Context, row: SequenceValue, range: Range, nested = false, ofNumbers = false): Term {
  if (row.condition !== undefined || row.weight !== undefined || row.flat) return refuse('which elements there are depends on symbols', range)
  if (row.backwards === true) return refuse('elements from the last to the first are not read here', range)
  const length = row.bounds === undefined ? row.over && sizeOf(context, row.over, 0, range) : row.bounds.stop
  if (row.element.kind === 'number' && row.element.value.isZero && length !== undefined && (row.bounds?.start ?? numberTerm(0)).kind === 'number')
    return applyTerm('zeros', [length], range, { shape: [{ length: 0 }] })
  if (row.element.kind === 'list') {
    const columns = row.element.items.value.map((element) => vectorise(context, { ...row, element }, range))
    const array = applyTerm('array', columns, range)
    // Of matrices and more, [[x_i, a], [b, x_i]] for each i, the axis of the elements goes before all others.
    const isDeep = row.element.items.value.some((element) => element.kind === 'list')
    return isDeep ? applyTerm('moveaxis', [array], range, { source: 1, destination: 0 }) : applyTerm('transpose', [array], range, { rows: true })
  }
  const rows = row.element.kind === 'sequence'
  const given = row.element.kind === 'sequence' ? vectorise(context, row.element, range, true) : context.toTerm(row.element, range)
  if (nested || rows) return bind(context, 'each', row, given, range)
  const element = row.bounds === undefined ? given : alignIndex(context, row, given, range).body
  const dependent = new Map<Term, boolean>()
  const depends = (term: Term): boolean => {
    let known = dependent.get(term)
    if (known === undefined) {
      known = usesIndex(term, row.index)
      dependent.set(term, known)
    }
    return known
  }
  const { bounds, over } = row
  const first = bounds === undefined ? undefined : countBetween(context, bounds.start, bounds.stop, range)
  const counts =
    bounds === undefined
      ? over && ((by: number) => countAlong(over, by, range))
      : first &&
        ((by: number) =>
          countBetween(context, sum(bounds.start, numberTerm(by), range, false), sum(bounds.stop, numberTerm(by), range, false), range))
  // The same for each element: as many of it as there are.
  if (!depends(element)) {
    const ones = first ?? counts?.(0) ?? refuse('the number of elements is not known', range)
    return sum(element, applyTerm('mul', [numberTerm(0), ones], range), range, false)
  }
  // Rows beside numbers are told apart only when shapes are known.
  const bases = new Set<Term>()
  for (const part of termsIn(element)) if (isWhole(part, row.index)) bases.add((part as ApplyTerm).args[0] as Term)
  let plain = ofNumbers || bases.size < 2 || [...bases].every((base) => shapeOfTerm(context, base)?.length === 1)
  const scalar = besideElements(context, element, row.index, depends)
  if (scalar === undefined) return bind(context, 'each', row, given, range)
  const whole = replaceTerms(betweenScalars(element, depends), (term) => {
    if (term.kind === 'name' && scalar.has(term)) return { ...term, hint: { ...term.hint, rank: 0 } }
    if (isOwn(term, row.index)) return term
    if (isWhole(term, row.index)) {
      const [base] = (term as ApplyTerm).args as [Term]
      return ofNumbers ? base : withAxis(context, base)
    }
    if (!depends(term)) return term
    const by = counts === undefined ? undefined : distance(term, row.index)
    if (by !== undefined) return counts?.(by)
    if (term.kind === 'name' || term.kind === 'binder' || term.kind === 'derivative') plain = false
    else if (term.kind === 'apply' && !isElementwise(term.op)) {
      const [matrix, vector] = term.args
      const rows = term.op === 'matmul' && matrix !== undefined && isWhole(matrix, row.index) && vector !== undefined && !depends(vector)
      if (!rows) plain = false
    }
    return plain ? undefined : term
  })
  return plain ? whole : bind(context, 'each', row, given, range)
}

/** What is gone through along its first axis, x[:], so that it is known to have one. */
const withAxis = (context: Context, term: Term): Term =>
  term.kind === 'name' && term.hint === undefined && shapeOfTerm(context, term) === undefined
    ? applyTerm('index', [term], term.range, { items: [{}] })
    : term
