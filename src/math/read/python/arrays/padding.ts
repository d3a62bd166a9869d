/** What pad() of NumPy and PyTorch puts around an array: numbers, its ends, or parts of it, along one axis after the other. */
import type { Range } from '../../../api.ts'
import { askFor } from '../../execute/arrays/counting.ts'
import { withRank } from '../../execute/arrays/sequences.ts'
import { rankSaid } from '../../execute/arrays/shapes.ts'
import { applyRow } from '../../execute/calls/apply.ts'
import { difference, sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { isTerm, type Value } from '../../execute/values/value.ts'
import { isMatrix } from '../../grammar/arrays.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'
import { rowOf } from '../modules.ts'

type Slice = Extract<Value, { kind: 'slice' }>
type Widths = readonly [before: number, after: number]

const slice = (start?: number, stop?: number, step?: number): Slice => ({
  kind: 'slice',
  start: start === undefined ? undefined : numberTerm(start),
  stop: stop === undefined ? undefined : numberTerm(stop),
  step: step === undefined ? undefined : numberTerm(step),
})

/** What stands before and behind an axis, so many values each. */
const AROUND: ReadonlyMap<string, (x: (item: Slice) => Term, widths: Widths) => readonly [Term[], Term[]]> = new Map([
  ['edge', (x, [before, after]) => [Array<Term>(before).fill(x(slice(0, 1))), Array<Term>(after).fill(x(slice(-1)))]],
  ['wrap', (x, [before, after]) => [before > 0 ? [x(slice(-before))] : [], after > 0 ? [x(slice(0, after))] : []]],
  [
    'reflect',
    (x, [before, after]) => [
      Array.from({ length: before }, (_, k) => x(slice(before - k, before - k + 1))),
      Array.from({ length: after }, (_, k) => x(slice(-2 - k, -1 - k))),
    ],
  ],
  [
    'symmetric',
    (x, [before, after]) => [
      Array.from({ length: before }, (_, k) => x(slice(before - 1 - k, before - k))),
      Array.from({ length: after }, (_, k) => x(slice(-1 - k, k === 0 ? undefined : -k))),
    ],
  ],
])
const MOST = 64

/** PyTorch's pad(x, (left, right, top, bottom, ...), value=): two widths for each axis, the last axis first. */
function paddedFromEnd(context: Context, args: Parameters<Native>[1], range: Range): Term {
  const mode = argument(args, 2, 'mode')
  if (mode !== undefined && !(mode.kind === 'string' && mode.value === 'constant')) return refuse('only padding with a number is read', range)
  const given = context.attribute(need(args, 1, range, 'pad'), range)
  askForWidths(context, need(args, 1, range, 'pad'), range)
  const widths = Array.isArray(given) ? given : []
  if (widths.length === 0 || widths.length % 2 > 0 || !widths.every((width) => typeof width === 'number' && width >= 0))
    return refuse('how many values are put around must be known, two numbers for each axis', range)
  const pairs = Array.from({ length: widths.length / 2 }, (_, k) => [widths[2 * k], widths[2 * k + 1]])
  const around = (term: Term): Term => applyTerm('pad', [term], range, { pad_width: pairs, from_end: true })
  const x = context.toTerm(need(args, 0, range, 'input'), range)
  const value = argument(args, 3, 'value')
  if (value === undefined || value.kind === 'none') return around(x)
  const outside = difference(numberTerm(1), around(applyTerm('ones_like', [x], range)), range)
  return sum(around(x), applyTerm('mul', [context.toTerm(value, range), outside], range), range, true)
}

/** Where a number of the text says how many values are put around, x is shown with so many. */
const SHOWN = 1

/** Remembers that the widths that are written as names have to be known. */
function askForWidths(context: Context, value: Value, range: Range): void {
  for (const item of value.kind === 'list' ? value.items.value : [value]) {
    if (item.kind === 'list') askForWidths(context, item, range)
    else if (isTerm(item)) askFor(context, item, SHOWN)
  }
}

/** Names of what has rows and columns, where nothing else tells. */
const IMAGE = /^(?:im|img|image|frame|pixels?|patch|grid|field|depth|dem|elevation|heightmap)s?$|(?:^|_)(?:img|image|grid|map)$/i

/** The widths before and behind each axis: one number for all, a pair for all, or a pair for each. */
function widthsOf(context: Context, value: Value, rank: number | undefined, range: Range): readonly Widths[] {
  const given = context.attribute(value, range)
  askForWidths(context, value, range)
  const isWidth = (width: unknown): width is number => typeof width === 'number' && Number.isInteger(width) && width >= 0 && width <= MOST
  const pair = (item: unknown): Widths => {
    const [before, after] = Array.isArray(item) ? [item[0], item[1] ?? item[0]] : [item, item]
    return isWidth(before) && isWidth(after) ? [before, after] : refuse('how many values are put around must be known', range)
  }
  if (Array.isArray(given) && given.some(Array.isArray) && given.length > 1) return given.map(pair)
  const all = pair(Array.isArray(given) && Array.isArray(given[0]) ? given[0] : given)
  return Array<Widths>(rank ?? 1).fill(all)
}

/** pad(x, widths, mode) with other values than zeros. */
const padded: Native = (context, args, range, path) => {
  const mode = argument(args, 2, 'mode')
  const name = mode?.kind === 'string' ? mode.value : 'constant'
  const filling = args.named.get('constant_values')
  const row = rowOf(path, args.positional.length) ?? refuse(`"${path}" is not known here`, range)
  if (path.startsWith('torch')) return paddedFromEnd(context, args, range)
  const given = context.toTerm(need(args, 0, range, 'array'), range)
  const isImage = isMatrix(context, given) || (given.kind === 'name' && IMAGE.test(given.name))
  const widths = widthsOf(context, need(args, 1, range, 'pad_width'), rankSaid(context, given) ?? (isImage ? 2 : undefined), range)
  const x = withRank(context, given, widths.length)
  if (name === 'constant' && filling === undefined)
    return applyRow(context, row, { ...args, positional: [x, ...args.positional.slice(1)] }, 'pad', range)
  const around = AROUND.get(name)
  if (filling === undefined && around === undefined) return refuse(`padding by "${name}" is not read`, range)
  const fill = filling && context.toTerm(filling, range)
  return widths.reduce<Term>((inner, each, axis) => {
    const part = (item: Slice): Term => context.toTerm(context.index(inner, [...Array.from({ length: axis }, () => slice()), item], range), range)
    // As long as the first value, and nothing but the filling.
    const filled = (): Term => sum(applyTerm('mul', [numberTerm(0), part(slice(0, 1))], range), fill as Term, range, false)
    const [front, back] =
      fill === undefined
        ? (around as NonNullable<typeof around>)(part, each)
        : [Array.from({ length: each[0] }, filled), Array.from({ length: each[1] }, filled)]
    return front.length + back.length === 0 ? inner : applyTerm('concatenate', [...front, inner, ...back], range, { axis })
  }, x)
}

/** By the last part of the name. */
export const PADDING: readonly (readonly [string, Native])[] = [['pad', padded]]
