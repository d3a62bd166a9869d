/** Values in order: sort, argsort, topk, median. Up to three are written as least and greatest ones. */
import type { Range } from '../../../api.ts'
import { Exact } from '../../../exact.ts'
import { distinct } from '../../execute/arrays/distinct.ts'
import { placeOfExtreme } from '../../execute/arrays/extremePlace.ts'
import { inOrder, type Order, placesInOrder } from '../../execute/arrays/ordered.ts'
import { component, sizeOf } from '../../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { numberOf } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, isTerm, listOf, tupleOf, type Value } from '../../execute/values/value.ts'
import { type Attribute, applyTerm, type NumberTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** So many values have an order that is written by least and greatest ones. */
const MOST = 3

/** The single numbers that a value holds, where they are few enough to be put in order. */
function fewNumbers(context: Context, value: Value, range: Range): readonly Term[] | undefined {
  const elements = context.elements(value, range)
  if (elements === undefined || elements.length === 0 || elements.length > MOST || !elements.every(isTerm)) return undefined
  if (elements.some((each) => (shapeOfTerm(context, each)?.length ?? 0) > 0)) return undefined
  for (const each of elements) context.facts.takeAsNumber(each)
  return elements
}

/** These numbers from the least to the greatest. */
export function fewInOrder(context: Context, value: Value, range: Range): readonly Term[] | undefined {
  const numbers = fewNumbers(context, value, range)
  if (numbers === undefined || numbers.length < 2) return numbers
  const least = (a: Term, b: Term): Term => applyTerm('minimum', [a, b], range)
  const greatest = (a: Term, b: Term): Term => applyTerm('maximum', [a, b], range)
  const [a, b, c] = numbers as [Term, Term, Term | undefined]
  const [low, high] = [least(a, b), greatest(a, b)]
  return c === undefined ? [low, high] : [least(low, c), greatest(low, least(high, c)), greatest(high, c)]
}

/** What cannot be put in order is refused by its name. */
export const unordered = (name: string, range: Range): never =>
  refuse(
    `"${name}" puts values in an order that depends on them`,
    range,
    'a vector is read in order by its own values, or select what follows and give the ordered values a name',
  )

const isPlain = ({ positional, named }: Arguments): boolean => positional.length === 1 && named.size === 0
const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

/** Of equal values one comes first in any way of sorting; what is asked of these ways does not matter here. */
const WAYS = new Set(['kind', 'stable', 'out', 'sorted'])

/** Along which axis, and from which end: after the values, PyTorch takes an axis and whether the greatest comes first. */
function orderOf(context: Context, { positional, named }: Arguments, range: Range, path: string, from = 1): Order {
  const known = new Set(['a', 'x', 'input', 'axis', 'dim', 'descending', 'direction', ...WAYS])
  for (const key of named.keys()) if (!known.has(key)) unordered(nameOf(path), range)
  const axis = positional[from] ?? named.get('axis') ?? named.get('dim')
  const isTorch = path.startsWith('torch.')
  const falling = named.get('descending') ?? (isTorch ? positional[from + 1] : undefined)
  const direction = named.get('direction')
  if (falling !== undefined && falling.kind !== 'boolean') return unordered(nameOf(path), range)
  const isFalling = falling?.kind === 'boolean' ? falling.value : direction?.kind === 'string' && direction.value === 'DESCENDING'
  return { descending: isFalling, axis: axis === undefined ? undefined : context.attribute(axis, range) }
}

const valuesOf = (context: Context, args: Arguments, range: Range): Term => context.toTerm(need(args, 0, range, 'a', 'x', 'input', 'values'), range)

const sort: Native = (context, args, range, path) => {
  const given = need(args, 0, range, 'a', 'x', 'input', 'values')
  const isTorch = path.startsWith('torch.')
  // PyTorch gives the places as well.
  const numbers = isPlain(args) && !isTorch ? fewInOrder(context, given, range) : undefined
  if (numbers !== undefined) return listOf(numbers)
  const [x, order] = [context.toTerm(given, range), orderOf(context, args, range, path)]
  return isTorch ? tupleOf([inOrder(x, order, range), placesInOrder(x, order, range)]) : inOrder(x, order, range)
}

const argsort: Native = (context, args, range, path) => placesInOrder(valuesOf(context, args, range), orderOf(context, args, range, path), range)

const different: Native = (context, args, range) =>
  args.positional.length > 1 || args.named.size > 0
    ? refuse('"unique" is read of values alone', range, 'leave out what else it gives')
    : distinct(context, need(args, 0, range), range)

/** argmax(x), argmin(x, axis=1): where the largest or smallest component stands. */
export function placeAlong(context: Context, name: string, args: Arguments, range: Range): Term {
  const given = argument(args, 1, 'axis', 'dim')
  const axis = given === undefined || given.kind === 'none' ? undefined : context.attribute(given, range)
  if (axis !== undefined && typeof axis !== 'number') return refuse(`along which axis "${name}" is meant is not known`, range)
  const keeps = argument(args, 2, 'keepdims', 'keepdim')
  const place = placeOfExtreme(context, valuesOf(context, args, range), name.endsWith('max'), axis, name, range)
  if (keeps === undefined || (keeps.kind === 'boolean' && !keeps.value)) return place
  if (keeps.kind !== 'boolean' || axis === undefined || axis < -1)
    return refuse(`"${name}" that keeps its axes is read along one that is named`, range)
  const before: readonly Attribute[] = axis === -1 ? ['ellipsis'] : Array.from({ length: axis }, () => ({}))
  return applyTerm('index', [place], range, { items: [...before, 'newaxis'] })
}

/** The k greatest values, or least ones, and where they stand: torch.topk(x, k, dim, largest), jax.lax.top_k(x, k). */
const top: Native = (context, args, range, path) => {
  const [x, count] = [valuesOf(context, args, range), need(args, 1, range, 'k')]
  const largest = argument(args, 3, 'largest')
  const named = new Map([...args.named].filter(([key]) => !['k', 'largest'].includes(key)))
  const { axis } = orderOf(context, { ...args, positional: args.positional.slice(0, 3), named }, range, nameOf(path), 2)
  if (largest !== undefined && largest.kind !== 'boolean') return unordered(nameOf(path), range)
  const order = { axis, descending: largest?.value ?? true }
  const first: readonly Value[] = [{ kind: 'ellipsis' }, { kind: 'slice', stop: count }]
  return tupleOf([inOrder(x, order, range), placesInOrder(x, order, range)].map((all) => context.index(all, first, range)))
}

/** sorted(x, reverse=True): a list of numbers that are known, or few, else the array in order. */
export const sorted: Native = (context, args, range) => {
  const [given] = args.positional
  const reverse = args.named.get('reverse')
  const isKnown = args.named.size === (reverse === undefined ? 0 : 1) && (reverse === undefined || reverse.kind === 'boolean')
  if (given === undefined || args.positional.length > 1 || !isKnown) return unordered('sorted', range)
  const descending = reverse?.kind === 'boolean' && reverse.value
  const elements = context.elements(given, range)
  const numbers = elements?.filter((each) => isTerm(each) && each.kind === 'number') as readonly NumberTerm[] | undefined
  const isWritten = numbers !== undefined && numbers.length === elements?.length
  const order = isWritten ? [...numbers].sort((a, b) => a.value.compare(b.value)) : fewInOrder(context, given, range)
  if (order === undefined) return inOrder(context.toTerm(given, range), { descending, axis: 0 }, range)
  return listOf(descending ? [...order].reverse() : order)
}

/** What an array is after x.sort(), or a list after x.sort(reverse=True). */
export function sortedInPlace(context: Context, x: Term, args: Arguments, range: Range): Term {
  const method = args.named.has('reverse') ? sorted : sort
  return context.toTerm(method(context, { ...args, positional: [x, ...args.positional] }, range, 'numpy.sort'), range)
}

/** The elements of a list once it is sorted in place. */
export function sortedElements(context: Context, list: Value, args: Arguments, range: Range): readonly Value[] {
  const order = sorted(context, { ...args, positional: [list, ...args.positional] }, range, 'sorted')
  const count = context.elements(list, range)?.length ?? unordered('sort', range)
  return isTerm(order) ? Array.from({ length: count }, (_, k) => component(order, numberTerm(k), range)) : (context.elements(order, range) ?? [])
}

/** The number in the middle, of two their mean; of two PyTorch takes the lower one. */
export const median: Native = (context, args, range, path) => {
  const given = need(args, 0, range, 'a', 'input')
  const count = isPlain(args) ? context.elements(given, range)?.length : undefined
  const isTorch = path.startsWith('torch.')
  if (count !== undefined && count > 0) {
    const numbers = sortedElements(context, given, { ...args, positional: [], named: new Map() }, range).map((each) => context.toTerm(each, range))
    const upper = count >> 1
    const [a, b] = [numbers[upper - 1], numbers[upper]] as [Term, Term]
    if (count % 2 === 1) return b
    return isTorch ? a : applyTerm('div', [applyTerm('add', [a, b], range), numberTerm(2)], range)
  }
  const x = context.toTerm(given, range)
  if (!isTorch) return applyTerm('median', [x], range, axisGiven(context, args, 1, range))
  if (args.positional.length + args.named.size > 1) return unordered('median', range)
  const below = applyTerm('div', [applyTerm('add', [sizeOf(context, x, 0, range), numberTerm(-1)], range), numberTerm(2)], range)
  return context.index(inOrder(x, { axis: 0 }, range), [applyTerm('floor', [below], range)], range)
}

const axisGiven = (context: Context, args: Arguments, at: number, range: Range): { axis: Attribute } | undefined => {
  const axis = argument(args, at, 'axis', 'dim')
  return axis === undefined || axis.kind === 'none' ? undefined : { axis: context.attribute(axis, range) }
}

/** quantile(x, q), percentile(x, p) of p in hundred; for a list of them as many. */
const quantile =
  (hundred: number): Native =>
  (context, args, range, path) => {
    const x = context.toTerm(need(args, 0, range, 'a', 'input', 'x'), range)
    const q = need(args, 1, range, 'q')
    const way = argument(args, 5, 'method') ?? args.named.get('interpolation')
    if (way !== undefined && !(way.kind === 'string' && way.value === 'linear')) return unordered(nameOf(path), range)
    const of = (each: Value): Term => {
      const share = context.toTerm(each, range)
      const known = hundred === 1 ? undefined : numberOf(share)?.divide(Exact.integer(hundred))
      const part = known === undefined ? applyTerm('div', [share, numberTerm(hundred)], range) : numberTerm(known, range)
      return applyTerm('quantile', [x, hundred === 1 ? share : part], range, axisGiven(context, args, 2, range))
    }
    return q.kind === 'list' ? listOf(q.items.value.map(of)) : of(q)
  }

export const ORDERED: readonly (readonly [string, Native])[] = [
  ['sort', sort],
  ['argsort', argsort],
  ['unique', different],
  ['topk', top],
  ['top_k', top],
  ['median', median],
  ['quantile', quantile(1)],
  ['percentile', quantile(100)],
  ...['lexsort', 'partition', 'argpartition']
    .concat('kthvalue', 'searchsorted', 'digitize', 'mode')
    .map((name) => [name, (_context: Context, _args: Arguments, range: Range): Value => unordered(name, range)] as const),
]
