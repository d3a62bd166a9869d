/** What x[...] takes of a term: components, slices, masks, places in lists. */

import type { Range } from '../../../api.ts'
import type { Attribute } from '../../../expr.ts'
import { isElementwise } from '../../../ops/table.ts'
import { INDEX_HABIT, isUpper } from '../../ranks/habits.ts'
import { type ApplyTerm, applyTerm, type NameTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf, replaceTerms, sameTerm, termsIn } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { isTerm, isWholeSlice, type Value } from '../values/value.ts'
import { listedTruths, truthsIn } from './booleans.ts'
import { componentAt, entryAt, isOne, isZero } from './computed.ts'
import { isDiagonalMask, isDiagonalSlice } from './diagonals.ts'
import { isOfPairs } from './pairwise.ts'
import { byAxes, elementsAt, integer, meshOf } from './scattered.ts'
import { knownMask } from './selections.ts'
import { rowLiteral, withRank } from './sequences.ts'
import { isArray, rankSaid, rowOfNumbers, shapeOfTerm } from './shapes.ts'
import { partOfTriangle } from './triangles.ts'

/** X @ w has a number for each row of X, as y has. */
const vectorOfRows = (term: Term): Term | undefined => {
  const [rows, weights] = isApply(term, 'matmul') ? term.args : []
  const isOfRows = rows?.kind === 'name' && isUpper(rows.name) && weights?.kind === 'name' && !isUpper(weights.name)
  return isOfRows ? weights : undefined
}

/** A condition on rows, X[y > 0], meets the first axes of an array: the others are put behind. */
export function alongRows(context: Context, array: Term, mask: Term): Term {
  if (!context.dialect.joinsLists) return mask
  const [rank, own] = [rankSaid(context, array), shapeOfTerm(context, mask)?.length]
  const names = [...termsIn(replaceTerms(mask, vectorOfRows))].filter((part) => part.kind === 'name')
  const isMatrix = array.kind === 'name' && (rank === 2 || (rank === undefined && isUpper(array.name)))
  const ofVectors = isMatrix && names.length > 0 && !names.some(({ name }) => isUpper(name) || name === array.name)
  const more = rank !== undefined && own !== undefined ? rank - own : own !== undefined ? 0 : ofVectors ? 1 : axesGone(mask, array)
  return more > 0 ? applyTerm('index', [mask], mask.range, { items: [{}, ...Array<Attribute>(more).fill('newaxis')] }) : mask
}

/** What a condition that is known picks: all, or nothing, which is undefined; any other index as it is. */
export const pickedBy = (item: Value): Value | undefined => (item.kind !== 'boolean' ? item : item.value ? { kind: 'slice' } : undefined)

/** s[:, group == k]: what a condition picks along one axis, with all of the others. */
function alongAxis(context: Context, array: Term, items: readonly Value[], range: Range): Term | undefined {
  const axis = items.length > 1 ? items.findIndex((item) => maskOf(item) !== undefined) : -1
  if (axis < 0) return undefined
  const mask = maskOf(items[axis] as Value) as Term
  const all: Value = { kind: 'slice' }
  if (!items.every((item, k) => k === axis || isWholeSlice(item))) {
    // s[0, group == k]: the part first, and of that what the condition picks.
    const taken = items.map((item, k) => k !== axis && item.kind !== 'slice')
    if (!items.every((item, k) => taken[k] === false || integer(context, item) !== undefined))
      return refuse('a condition among other indices is not read', range, 'pick by it with all of the other axes, x[:, condition]')
    const part = indexTerm(
      context,
      array,
      items.map((item, k) => (k === axis ? all : item)),
      range,
    )
    return indexTerm(
      context,
      part,
      items.flatMap((_, k): Value[] => (k === axis ? [mask] : taken[k] === true ? [] : [all])),
      range,
    )
  }
  const behind = items.length - 1 - axis
  const places = behind === 0 ? [] : [{}, ...Array<Attribute>(behind).fill('newaxis')]
  const wide = behind === 0 ? mask : applyTerm('index', [vectorWise(context, mask)], mask.range, { items: places })
  return applyTerm('masked', [withRank(context, array, items.length), wide], range, { axis })
}

/** A comparison of one name with numbers, which picks elements of a vector: the name is one too. */
function vectorWise(context: Context, mask: Term): Term {
  const parts = [...termsIn(mask)]
  const isOfOne = new Set(parts.flatMap((part) => (part.kind === 'name' ? [part.name] : []))).size === 1
  const isPlain = parts.every((part) => part.kind === 'name' || part.kind === 'number' || (part.kind === 'apply' && isElementwise(part.op)))
  return isOfOne && isPlain ? replaceTerms(mask, (part) => (part.kind === 'name' ? withRank(context, part, 1) : undefined)) : mask
}

/** How many axes fewer a condition on parts of an array has: X[:, 0] > 1. */
function axesGone(condition: Term, array: Term): number {
  let gone = Number.POSITIVE_INFINITY
  const parts = new Set([condition])
  for (const part of parts) {
    const isPart = isApply(part, 'index') && sameTerm(part.args[0] as Term, array)
    if (isPart)
      gone = Math.min(
        gone,
        ((part.attributes?.['items'] ?? []) as readonly object[]).filter((item) => typeof item === 'object' && 'at' in item).length,
      )
    else if (sameTerm(part, array)) gone = 0
    else if (part.kind === 'apply') for (const arg of part.args) parts.add(arg)
  }
  return Number.isFinite(gone) ? gone : 0
}

/** A[(i, j)] is A[i, j]. */
export const spread = (context: Context, items: readonly Value[]): readonly Value[] => {
  const [item] = items
  return context.dialect.joinsLists && items.length === 1 && item?.kind === 'list' && item.form === 'tuple' ? item.items.value : items
}

/** The components of a vector, a row where it is one, or the rows of a matrix for which a condition holds that is known; undefined where it is not known. */
function chosenBy(context: Context, vector: Term, mask: Term, range: Range): Term | undefined {
  const holds = knownMask(mask)
  const column = rowLiteral(vector)
  const shape = shapeOfTerm(context, column ?? vector)
  if (holds === undefined || (shape === undefined ? vector.kind !== 'name' : shape[0] !== holds.length)) return undefined
  const whole = withRank(context, column ?? vector, shape?.length ?? 1)
  const parts = holds.flatMap((isChosen, k) => (isChosen ? [indexTerm(context, whole, [numberTerm(k)], range)] : []))
  if (parts.length === 0) return undefined
  const chosen = applyTerm('array', parts, range)
  return column === undefined ? chosen : ({ ...(vector as ApplyTerm), args: [chosen], label: undefined } as Term)
}

export function indexTerm(context: Context, term: Term, given: readonly Value[], range: Range): Term {
  const items = spread(context, given)
  const mesh = meshOf(items)
  if (mesh !== undefined) return context.toTerm(byAxes(context, term, mesh, range) ?? refuse('these places are not read', range), range)
  const elements = context.dialect.countsFromOne === true ? undefined : elementsAt(context, items)
  if (elements !== undefined)
    return applyTerm(
      'array',
      elements.map((places) =>
        indexTerm(
          context,
          term,
          places.map((k) => numberTerm(k)),
          range,
        ),
      ),
      range,
    )
  if (isDiagonalSlice(context, items)) return applyTerm('diag', [withRank(context, term, 2)], range)
  const mask = items.length === 1 ? maskOf(items[0] as Value) : wholeMask(items)
  if (mask !== undefined && items.length === 2 && isDiagonalMask(mask)) return applyTerm('diag', [withRank(context, term, 2)], range)
  // Of an array of more axes, as the differences of rows, a pair of places takes a row.
  if (mask !== undefined && isOfPairs(context, mask) && (shapeOfTerm(context, term)?.length ?? 0) > 2) {
    const places = [0, 1].map((axis) => applyTerm('holding', [mask], range, { axis, of: 2 }))
    return applyTerm('index', [term, ...places], range, { items: [{ at: 1 }, { at: 2 }] })
  }
  const chosen = mask === undefined || items.length > 1 ? undefined : chosenBy(context, term, mask, range)
  if (chosen !== undefined) return chosen
  if (mask !== undefined) {
    // Of eta[status == 1] it is a vector, whatever numbers are called so elsewhere.
    const isVector = term.kind === 'name' && !isUpper(term.name) && rankSaid(context, term) === undefined && axesGone(mask, term) === 0
    const array = items.length > 1 ? withRank(context, term, items.length) : isVector ? withRank(context, term, 1) : term
    return applyTerm('masked', [array, alongRows(context, term, isVector ? vectorWise(context, mask) : mask)], range)
  }
  const selected = alongAxis(context, term, items, range)
  if (selected !== undefined) return selected
  const row = rowOfNumbers(context, term)
  if (row !== undefined) return indexTerm(context, row, items.length === 2 && integer(context, items[0]) === 0 ? items.slice(1) : items, range)
  const triangle = partOfTriangle(term, items, range)
  if (triangle !== undefined) return triangle
  const place = placeInMatrix(context, term, items, range)
  if (place !== undefined) return indexTerm(context, term, place, range)
  if (isApply(term, 'array') && items[0]?.kind !== 'slice') {
    const at = integer(context, items[0])
    const row = at === undefined ? undefined : term.args.at(at)
    if (row !== undefined) return items.length === 1 ? row : indexTerm(context, row, items.slice(1), range)
  }
  const at = items.length === 1 ? integer(context, items[0]) : undefined
  if (at !== undefined && at >= 0 && term.kind === 'name') context.facts.vectors.add(term.name)
  const through = at === undefined || at < 0 ? undefined : throughSlice(context, term, at)
  if (through !== undefined) return indexTerm(context, through.base, [numberTerm(through.at)], range)
  if (isApply(term, 'index')) deepen(context, term)
  const part = at === undefined || at < 0 || term.kind === 'name' ? undefined : componentAt(context, term, at, range)
  if (part !== undefined) return part
  const entry =
    items.length === 2 && term.kind === 'apply' ? entryAt(context, term, integer(context, items[0]), integer(context, items[1])) : undefined
  if (entry !== undefined) return entry
  const [args, attributes] = itemAttributes(context, items, 1, range, term)
  const written = writtenAt(term, args, attributes)
  if (written !== undefined) return written
  return (
    indexAgain(context, term, items, args, attributes, range) ??
    applyTerm('index', [term, ...args], range, { items: attributes, ...linearly(context, term, items) })
  )
}

/** X[i][j] is X[i, j]; undefined where what is indexed is not such. */
function indexAgain(
  context: Context,
  term: Term,
  items: readonly Value[],
  args: readonly Term[],
  attributes: readonly Attribute[],
  range: Range,
): Term | undefined {
  if (!isApply(term, 'index')) return undefined
  const before = term.attributes?.['items'] as readonly Attribute[]
  const [base, ...places] = term.args as readonly [Term, ...Term[]]
  const isPlace = (item: Attribute): boolean => typeof item === 'object' && item !== null && 'at' in item
  if (!before.every(isPlace)) return undefined
  // A[rows][0] is the row that the first of them names, A[i, columns][0] an entry of row i.
  const isGiven = places.map((place) => isList(context, place))
  if (isGiven.includes(true)) {
    const [first, ...others] = items
    return first !== undefined && first.kind !== 'slice' && isPlain(context, first)
      ? indexTerm(context, base, [...places.map((place, k) => (isGiven[k] ? indexTerm(context, place, [first], range) : place)), ...others], range)
      : undefined
  }
  if (!attributes.every(isPlace)) return undefined
  const all = [...places, ...args]
  return applyTerm('index', [base, ...all], range, { items: all.map((_, k) => ({ at: k + 1 })) })
}

/** Of a, b = points, a[0] says that the points have coordinates. */
function deepen({ facts }: Context, { args: [array, ...places] }: ApplyTerm): void {
  const { shape, leading } = (array?.kind === 'name' && facts.declarations.get(array.name)) || {}
  if (array?.kind !== 'name' || leading !== true || shape?.length !== places.length) return
  const lengths = new Set([...facts.declarations.values()].flatMap((one) => one.shape ?? []))
  const own = ['d', 'm', 'k'].find((length) => !lengths.has(length) && !facts.isFree(length))
  facts.declare(array.name, { shape: [...shape, own ?? `${array.name}_${shape.length + 1}`] })
}

/** What one index into a term is marked with, where it may count through a matrix. */
export function linearly(context: Context, term: Term, items: readonly Value[]): { readonly linear?: 'row' | 'column' } {
  const linear = items.length === 1 ? context.dialect.linearIndices?.(context, term) : undefined
  return linear === undefined ? {} : { linear }
}

/** Row and column of the component that one number counts to in a matrix of known lengths, column by column. */
export function placeInMatrix(context: Context, term: Term, items: readonly Value[], range: Range): readonly Term[] | undefined {
  const at = items.length === 1 ? integer(context, items[0]) : undefined
  if (at === undefined || context.dialect.linearIndices?.(context, term) === undefined) return undefined
  const shape = shapeOfTerm(context, term)
  const [rows, columns] = shape ?? []
  if (shape?.length !== 2 || typeof rows !== 'number' || typeof columns !== 'number') return undefined
  const count = at < 0 ? at + rows * columns : at
  if (count < 0 || count >= rows * columns) return refuse(`there is no element ${at + 1}: the matrix has ${rows * columns}`, range)
  return [numberTerm(count % rows), numberTerm(Math.floor(count / rows))]
}

/** x[1:3][0] is x[1]. */
function throughSlice(context: Context, term: Term, at: number): { readonly base: Term; readonly at: number } | undefined {
  const items = isApply(term, 'index') ? ((term.attributes?.['items'] ?? []) as readonly unknown[]) : []
  const [item] = items as readonly { start?: number; stop?: number; step?: number }[]
  if (!isApply(term, 'index') || items.length !== 1 || typeof item !== 'object' || 'at' in item || item.step !== undefined) return undefined
  const [start = 0, stop] = [item.start, item.stop].map((k) => (k === undefined ? undefined : (integer(context, term.args[k]) ?? Number.NaN)))
  // What ends at a place told from the end may be shorter.
  const isInside = stop === undefined || (stop >= 0 && start + at < stop)
  return start >= 0 && isInside ? { base: term.args[0] as Term, at: start + at } : undefined
}

/** What was just written at exactly these places. */
function writtenAt(term: Term, args: readonly Term[], items: readonly Attribute[]): Term | undefined {
  if (!isApply(term, 'put') || term.args.length !== args.length + 2) return undefined
  if (!args.every((arg, k) => sameTerm(arg, term.args[k + 2] as Term))) return undefined
  const own = term.attributes?.['items'] as readonly Attribute[]
  const plain = [...own, ...items].every((item) => typeof item === 'object' && item !== null && 'at' in item)
  return plain && own.length === items.length ? term.args[1] : undefined
}

/** What is true or false of the elements an index chooses: a condition, or a list of truth values. */
export const maskOf = (item: Value): Term | undefined =>
  item.kind === 'list' ? listedTruths(item) : item.kind === 'sequence' ? item.mask : truthsIn(item)

/** The mask whose places by axes all of these are: D[i, j] with i, j = np.triu_indices(n). */
export function wholeMask(items: readonly Value[]): Term | undefined {
  const masks = items.map((item, axis) =>
    isTerm(item) && isApply(item, 'holding') && item.attributes?.['axis'] === axis && item.attributes['of'] === items.length
      ? item.args[0]
      : undefined,
  )
  const [first] = masks
  return first !== undefined && masks.every((mask) => mask === first) ? first : undefined
}

/** The further arguments of an 'index' or 'put' term, and how its items refer to them; the first of them has number `from`. */
export function itemAttributes(context: Context, items: readonly Value[], from: number, range: Range, whole?: Term): [Term[], Attribute[]] {
  const args: Term[] = []
  const number = (value: Value): number => {
    args.push(context.toTerm(value, range))
    return from + args.length - 1
  }
  const attributes = items.map((item): Attribute => {
    if (item.kind === 'none') return 'newaxis'
    if (item.kind === 'ellipsis') return 'ellipsis'
    if (item.kind === 'sequence') return refuse('picking elements by this row of indices is not read', range)
    if (item.kind === 'range' && isZero(item.start) && isOne(item.step) && item.stop.kind !== 'number')
      return { at: number(applyTerm('arange', [item.stop], range, { shape: { length: 0 } })) }
    if (items.length > 1 && maskOf(item) !== undefined)
      return refuse('a condition among other indices is not read', range, 'choose by it: where(condition, a, b)')
    if (item.kind !== 'slice') return { at: number(constantPlace(context, item) ?? item) }
    // How long every second element is depends on whether there is an odd number of them.
    if (item.step?.kind === 'number' && whole !== undefined && Math.abs(item.step.value.value) > 1) context.facts.goAlongAxis(whole, 0, STEPPED)
    const part = (name: string, value: Value | undefined): { [name: string]: number } =>
      value === undefined || value.kind === 'none' ? {} : { [name]: number(boundKnown(context, value, range)) }
    return { ...part('start', item.start), ...part('stop', item.stop), ...part('step', item.step) }
  })
  return [args, attributes]
}

/**
 * Where a slice begins or ends, x[:H]: a parameter that has a number by default may be any other one, unless it is told that it is this. That it
 * could be is remembered.
 */
function boundKnown(context: Context, bound: Value, range: Range): Value {
  const { facts } = context
  if (!isTerm(bound)) return bound
  return replaceTerms(bound, (part) => {
    const names = part.kind === 'number' ? [] : [...termsIn(part)].flatMap((inner) => (inner.kind === 'name' ? [inner.name] : []))
    const known = names.length === 0 ? undefined : numberOf(part, facts.numbers)
    if (known?.asInteger === undefined) return undefined
    for (const name of names) {
      const value = facts.numbers.get(name)?.asInteger
      if (value !== undefined && facts.numberGiven(name) === undefined) facts.countTo(name, value, true)
    }
    // What the formula was read with already is no other number here.
    if (!names.every((name) => facts.numberGiven(name) !== undefined || facts.taken.has(name))) return part
    facts.assumeRounds(part, range)
    return numberTerm(known, part.range ?? range)
  })
}

/** Shown for so many elements, where the text does not say how many there are. */
const STEPPED = 4

/** The number of a name that the file gives one: p[K] after K = 0. A parameter may be another number, unless it is told that it is this. */
function constantPlace({ facts }: Context, item: Value): Term | undefined {
  if (!isTerm(item) || item.kind === 'number') return undefined
  const names = [...termsIn(item)].flatMap((part) => (part.kind === 'name' ? [part.name] : []))
  const isFixed = item.kind === 'name' && !facts.parameters.has(item.name)
  const isTold = names.length > 0 && names.every((name) => facts.numberGiven(name) !== undefined)
  const known = isFixed || isTold ? numberOf(item, facts.numbers) : undefined
  if (known?.asInteger === undefined) return undefined
  if (isTold && item.range !== undefined) facts.assumeRounds(item, item.range)
  return numberTerm(known)
}

/** A slice or a single place; a name of places may be a list of them. */
export function isPlain(context: Context, item: Value): boolean {
  if (item.kind === 'slice' || item.kind === 'ellipsis' || item.kind === 'none') return true
  return isTerm(item) && truthsIn(item) === undefined && !isList(context, item)
}

/** Whether an index names several places. */
const isList = (context: Context, place: Term): boolean => isArray(context, place) || (place.kind === 'name' && isListByName(place, context))
const isListByName = ({ name }: NameTerm, context: Context): boolean => INDEX_HABIT.test(name) && !context.isIndex(name) && name.length > 1
