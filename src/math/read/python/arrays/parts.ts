/** Functions of array libraries that take tensors apart or put them together by a list: split, chunk, block, trapz. */
import type { Range } from '../../../api.ts'
import { divideLengths, type Length, lengthNames } from '../../../shape.ts'
import { withRank } from '../../execute/arrays/sequences.ts'
import { rankSaid, shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, listOf, NONE, type Value } from '../../execute/values/value.ts'
import { trapezoidOfSteps, trapezoidOver } from '../../grammar/arrays.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** An axis that is a known integer. */
function axisOf(context: Context, given: Value | undefined, range: Range): number {
  const axis = given === undefined ? 0 : context.attribute(given, range)
  return typeof axis === 'number' && Number.isInteger(axis) ? axis : refuse('the axis must be a known integer', range)
}

/** Equal parts by their number, other parts by the places where they begin. */
const split =
  (axis?: number): Native =>
  (context, args, range, path) => {
    const whole = context.toTerm(need(args, 0, range, 'ary', 'input', 'tensor', 'value'), range)
    const sections = need(args, 1, range, 'indices_or_sections', 'num_or_size_splits', 'chunks')
    if (path.startsWith('torch') && /split$/.test(path) && axis === undefined)
      return bySizes(context, whole, sections, axisOf(context, argument(args, 2, 'dim'), range), range)
    const along = axis ?? axisOf(context, argument(args, 2, 'axis', 'dim'), range)
    const length = shapeOfTerm(context, whole)?.at(along)
    const uneven = path.endsWith('array_split') && typeof length === 'number' ? unevenPlaces(context, length, sections, range) : undefined
    const places = uneven ?? (sections.kind === 'list' ? context.elements(sections, range) : undefined)
    if (places !== undefined) {
      if (along < 0) return refuse('an axis counted from the front is needed to split at places', range)
      const lead = Array.from({ length: along }, (): Value => ({ kind: 'slice' }))
      const bounds = [undefined, ...places, undefined]
      return listOf(
        places.concat(NONE).map((_, k) => context.index(whole, [...lead, { kind: 'slice', start: bounds[k], stop: bounds[k + 1] }], range)),
      )
    }
    const count = context.attribute(sections, range)
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 64)
      return refuse('into how many parts this is split must be a known integer', range)
    return listOf(Array.from({ length: count }, (_, at) => applyTerm('part', [whole], range, { at, of: count, axis: along })))
  }

/** Where parts begin behind the first one, of a length that is no multiple of their number: the first parts are longer by one. */
function unevenPlaces(context: Context, length: number, sections: Value, range: Range): Value[] | undefined {
  const count = sections.kind === 'list' ? undefined : context.attribute(sections, range)
  if (typeof count !== 'number' || !(count >= 1 && count <= 64) || length % count === 0) return undefined
  return Array.from({ length: count - 1 }, (_, k) => numberTerm((k + 1) * Math.floor(length / count) + Math.min(k + 1, length % count)))
}

/** How long the rows of x @ W + b are, by what is said of the W. */
function lengthOfRows(context: Context, term: Term): Length | undefined {
  if (term.kind !== 'apply' || !/^(?:add|matmul)$/.test(term.op)) return undefined
  if (term.op === 'matmul') return shapeOfTerm(context, term.args[1] as Term)?.at(-1)
  return term.args.map((arg) => lengthOfRows(context, arg)).find((length) => length !== undefined)
}

/** 3 of 3 d, in parts of a C that must be d then. */
function timesSomeName(length: Length, each: string): number | undefined {
  const names = lengthNames(length)
  const times = names.length === 1 && /^\w+$/.test(each) ? divideLengths(length, names[0] as string) : undefined
  return typeof times === 'number' && times > 1 ? times : undefined
}

/** PyTorch tells how long the parts are: one length for all of a known axis, or each of them. */
function bySizes(context: Context, whole: Term, sections: Value, axis: number, range: Range): Value {
  const given = context.elements(sections, range)?.map((each) => context.attribute(each, range))
  const each = given === undefined ? context.attribute(sections, range) : undefined
  const length =
    each === undefined ? undefined : (shapeOfTerm(context, whole)?.at(axis) ?? (axis === -1 || axis > 1 ? lengthOfRows(context, whole) : undefined))
  // 3·C in parts of C.
  const count = typeof each === 'string' && length !== undefined ? (divideLengths(length, each) ?? timesSomeName(length, each)) : undefined
  if (typeof count === 'number' && count <= 64)
    return listOf(Array.from({ length: count }, (_, at) => applyTerm('part', [whole], range, { at, of: count, axis })))
  if (axis < -1 || (each !== undefined && (typeof each !== 'number' || typeof length !== 'number')))
    return refuse('into how many parts this is split depends on a length that is not known', range, 'state the shape in a comment such as # x: (6,)')
  const sizes = given ?? Array.from({ length: Math.ceil((length as number) / (each as number)) }, () => each)
  if (!sizes.every((size) => typeof size === 'number')) return refuse('how long these parts are must be known', range)
  let start = 0
  const lead: Value[] = axis < 0 ? [{ kind: 'ellipsis' }] : Array.from({ length: axis }, (): Value => ({ kind: 'slice' }))
  return listOf(
    (sizes as number[]).map((size) => {
      start += size
      return context.index(whole, [...lead, { kind: 'slice', start: numberTerm(start - size), stop: numberTerm(start) }], range)
    }),
  )
}

/** The components along an axis of known length. */
const unbound: Native = (context, args, range) => {
  const whole = context.toTerm(need(args, 0, range, 'input', 'value'), range)
  const axis = axisOf(context, argument(args, 1, 'dim', 'axis'), range)
  if (axis === 0) {
    const elements = context.elements(whole, range)
    if (elements !== undefined) return listOf(elements)
  }
  const length = shapeOfTerm(context, whole)?.at(axis)
  // Of a matrix its columns, as many as are asked for.
  if (typeof length !== 'number' && (axis === -1 || axis === 1) && (rankSaid(context, whole) ?? 2) === 2)
    return applyTerm('transpose', [withRank(context, whole, 2)], range, { matrix: true })
  if (typeof length !== 'number' || axis < 0)
    return axis === 0 ? whole : refuse('how many parts there are depends on a length that is not known', range)
  const lead = Array.from({ length: axis }, (): Value => ({ kind: 'slice' }))
  return listOf(Array.from({ length }, (_, k) => context.index(whole, [...lead, numberTerm(k)], range)))
}

/** Blocks of a matrix: a list of rows, or one row. */
const block: Native = (context, args, range) => {
  const rows = context.elements(need(args, 0, range, 'arrays'), range) ?? refuse('block() is read with a list of rows', range)
  const parts = rows.map((row) => (row.kind === 'list' ? (context.elements(row, range) ?? []) : undefined))
  const whole = parts.every((row) => row === undefined) ? [rows] : parts.map((row) => row ?? refuse('each row of blocks is a list', range))
  const terms = whole.flat().map((part) => context.toTerm(part, range))
  return applyTerm('blocks', terms, range, { columns: whole.map((row) => row.length) })
}

/** The trapezium rule over places, or over steps of one length. */
const trapezoid: Native = (context, args: Arguments, range) => {
  const given = context.toTerm(need(args, 0, range, 'y'), range)
  const axis = argument(args, 3, 'axis', 'dim')
  const along = axis === undefined ? undefined : context.attribute(axis, range)
  const isFirst = along === 0
  const y = isFirst && (given.kind === 'apply' || rankSaid(context, given) === 2) ? applyTerm('transpose', [given], range, { columns: true }) : given
  const x = argument(args, 1, 'x') ?? NONE
  if (x.kind !== 'none') return trapezoidOver(context, y, context.toTerm(x, range), range, 'last', along === 1)
  const half = trapezoidOfSteps(withRank(context, y, 1), range, 'last')
  const dx = argument(args, 2, 'dx')
  return dx === undefined ? half : applyTerm('mul', [context.toTerm(dx, range), half], range)
}

export const PARTS: readonly (readonly [string, Native])[] = [
  ['split', split()],
  ['array_split', split()],
  ['chunk', split()],
  ['unbind', unbound],
  ['unstack', unbound],
  ['vsplit', split(0)],
  ['hsplit', split(1)],
  ['block', block],
  ['trapz', trapezoid],
  ['trapezoid', trapezoid],
]
