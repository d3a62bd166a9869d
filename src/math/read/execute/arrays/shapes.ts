/** The shapes of terms, as far as the text says them before all of it is read. */
import type { Range } from '../../../api.ts'
import { type Expr, symbol } from '../../../expr.ts'
import { isElementwise, operationNamed } from '../../../ops/table.ts'
import { addLengths, broadcastShapes, type Length, type Shape, ShapeError, shapeOf } from '../../../shape.ts'
import { isSliced } from '../../ranks/indexed.ts'
import { type ApplyTerm, applyTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf, rankMade } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import { countOfSelection } from './selections.ts'

/** The shape, as far as literals and declarations say it. */
export const shapeOfTerm = (context: Context, term: Term): Shape | undefined => shapeAt(context, term, new Inside())

/** How deep inside a term one is, and what has been found of its parts: they may be used in many places. */
class Inside {
  depth = 0
  /** Of the parts of which that holds only here: they are too deep, or hold the index of a loop that runs. */
  readonly found = new Map<Term, Shape | undefined>()
  /** How often something was met that holds only here. */
  passing = 0
}

function shapeAt(context: Context, term: Term, inside: Inside): Shape | undefined {
  if (term.kind === 'number') return []
  if (term.kind === 'name') return context.facts.declarations.get(term.name)?.shape
  if (term.kind !== 'apply') return undefined
  // What a loop goes on with round by round is asked for in every round: it is known from the one before.
  const lasting = context.facts.shapes
  if (lasting.has(term)) return lasting.get(term)
  const isKnown = inside.found.has(term)
  if (isKnown || inside.depth > DEEPEST) {
    inside.passing++
    return inside.found.get(term)
  }
  const { passing } = inside
  inside.depth++
  const shape = shapeOfApplied(context, term, inside)
  inside.depth--
  if (inside.passing === passing) context.facts.shapes.set(term, shape)
  else inside.found.set(term, shape)
  return shape
}
const DEEPEST = 20

function shapeOfApplied(context: Context, term: ApplyTerm, inside: Inside): Shape | undefined {
  if (term.op === 'array') {
    const inner = term.args[0] === undefined ? [] : shapeAt(context, term.args[0], inside)
    return inner === undefined ? undefined : shapeOf([term.args.length, ...inner])
  }
  if (term.op === 'index') return shapeOfIndex(context, term, inside)
  if (term.op === 'transpose')
    return shapeAt(context, term.args[0] as Term, inside)
      ?.slice()
      .reverse()
  if (term.op === 'reshape') {
    const given = term.attributes?.['shape'] ?? -1
    return reshapedShape(shapeAt(context, term.args[0] as Term, inside), Array.isArray(given) ? given : [given])
  }
  if (term.op === 'matmul') {
    const [a, b] = term.args.map((arg) => shapeAt(context, arg, inside))
    const isPlain = (shape: Shape | undefined): shape is Shape => shape?.length === 1 || shape?.length === 2
    return isPlain(a) && isPlain(b) ? shapeOf([...a.slice(0, -1), ...b.slice(1)]) : undefined
  }
  if (term.op === 'ones' || term.op === 'zeros') return filledShape(context, term)
  if (term.op === 'blocks') return joinedShape(context, term, inside)
  if (term.op === 'vec') {
    const whole = shapeAt(context, term.args[0] as Term, inside)
    if (whole === undefined || whole.length === 1) return whole
    return reshapedShape(whole, [-1])
  }
  if (KEEPING.has(term.op)) return shapeAt(context, term.args[0] as Term, inside)
  if (!isElementwise(term.op)) return shapeByRow(context, term, inside)
  let shape: Shape | undefined = []
  for (const arg of term.args) {
    const own = shapeAt(context, arg, inside)
    if (own === undefined || shape === undefined) return undefined
    try {
      shape = broadcastShapes(shape, own)
    } catch {
      return undefined
    }
  }
  return shape
}

/** Of x.reshape(2, -1) the length left out is what the others leave of the components. */
function reshapedShape(whole: Shape | undefined, given: readonly unknown[]): Shape | undefined {
  if (!given.every((length) => typeof length === 'number')) return undefined
  const lengths = given as readonly number[]
  if (!lengths.includes(-1)) return shapeOf(lengths)
  if (whole === undefined || !whole.every((length) => typeof length === 'number')) return undefined
  const [all, others] = [whole as readonly number[], lengths.filter((length) => length !== -1)].map((some) =>
    some.reduce((size, k) => size * k, 1),
  ) as [number, number]
  return others > 0 && all % others === 0 ? shapeOf(lengths.map((length) => (length === -1 ? all / others : length))) : undefined
}

/** The shape of zeros or ones, of which a length may be computed. */
function filledShape(context: Context, { args, attributes }: ApplyTerm): Shape | undefined {
  const lengths = ((attributes?.['shape'] ?? []) as readonly (number | string | { length: number })[]).map((length) => {
    if (typeof length !== 'object') return length
    const term = args[length.length]
    return term && numberOf(term, context.facts.numbers)?.asInteger
  })
  return lengths.every((length) => length !== undefined) ? shapeOf(lengths) : undefined
}

/** Numbers and vectors below each other make a vector, columns side by side a matrix. */
function joinedShape(context: Context, { args, attributes }: ApplyTerm, inside: Inside): Shape | undefined {
  const columns = (attributes?.['columns'] ?? []) as readonly number[]
  if (columns.length === 1 && args.length > 1) {
    const heights = args.map((arg) => (isColumn(context, arg) ? shapeAt(context, arg, inside) : undefined))
    return heights.every((height) => height?.length === 1 && height[0] === heights[0]?.[0])
      ? shapeOf([heights[0]?.[0] as Length, args.length])
      : undefined
  }
  let length: Length = 0
  for (const arg of args) {
    const shape = shapeAt(context, arg, inside)
    if (shape === undefined || shape.length > 1) return undefined
    length = addLengths(length, shape[0] ?? 1)
  }
  return columns.every((count) => count === 1) ? shapeOf([length]) : undefined
}

/** How many rows a matrix has that is written out, [q1, 0; q2, 1]: what stands beside a number is one row high. Undefined where that does not say it. */
export function rowsWritten(context: Context, { args, attributes }: ApplyTerm): number | undefined {
  let from = 0
  const columns = (attributes?.['columns'] ?? []) as readonly number[]
  for (const count of columns) {
    const row = args.slice(from, from + count)
    from += count
    if (!row.some((arg) => arg.kind === 'number' || shapeOfTerm(context, arg)?.length === 0)) return undefined
  }
  return columns.length
}

/** Whether a vector stands upright in a language of columns: a name that is declared for no row, all components of an array. */
const isColumn = (context: Context, term: Term): boolean =>
  isApply(term, 'vec') || (term.kind === 'name' && (context.facts.declarations.get(term.name)?.row ?? false) === false)

/** What the operation's row says of arguments whose shapes are known. */
function shapeByRow(context: Context, { op, args, attributes }: ApplyTerm, inside: Inside): Shape | undefined {
  const row = operationNamed(op)
  const isCalledSo = row?.args.length === args.length || row?.args.at(-1)?.startsWith('...') === true
  if (row?.shape === undefined || args.length === 0 || !isCalledSo || attributes?.['shape'] !== undefined) return undefined
  const known: Expr[] = []
  for (const arg of args) {
    const shape = shapeAt(context, arg, inside)
    if (shape === undefined) return undefined
    known.push(symbol('_', shape))
  }
  try {
    return row.shape(known, row.configure?.(attributes ?? {}, known))
  } catch (error) {
    // What does not go together is refused where it is built.
    if (error instanceof ShapeError || error instanceof RangeError) return undefined
    throw error
  }
}

/** Operations that leave the axes as they are. */
const KEEPING = new Set(['put', 'sort', 'argsort'])

/** Whether a term has axes for certain: an array, or what is made of one component by component. */
export function isArray(context: Context, term: Term): boolean {
  const parts = new Set([term])
  const inside = new Inside()
  for (const part of parts) {
    if ((shapeAt(context, part, inside)?.length ?? 0) > 0 || hasAxes(part)) return true
    if (part.kind === 'apply' && parts.size < LOOKED_AT && isElementwise(part.op)) for (const arg of part.args) parts.add(arg)
  }
  return false
}
const LOOKED_AT = 64

/** Whether a term has axes by how it is made: a slice, an array that is filled. */
const hasAxes = (term: Term): boolean =>
  isSliced(term) ||
  (term.kind === 'apply' && ALWAYS.has(term.op)) ||
  ((isApply(term, 'zeros') || isApply(term, 'ones')) && ((term.attributes?.['shape'] ?? []) as readonly unknown[]).length > 0) ||
  (term.kind === 'binder' && term.op === 'each')
const ALWAYS = new Set(['put', 'blank', 'arange', 'concatenate', 'stack', 'cumsum', 'cumprod', 'outer', 'blocks', 'masked', 'sort', 'argsort'])

const isOfNumbers = ({ args }: ApplyTerm): boolean => args.every(({ kind }) => kind === 'number')

/** The shape of x[1:, 0], where the lengths are known. */
function shapeOfIndex(context: Context, { args, attributes }: ApplyTerm, inside: Inside): Shape | undefined {
  const whole = shapeAt(context, args[0] as Term, inside)
  const items = (attributes?.['items'] ?? []) as readonly ('newaxis' | 'ellipsis' | { at?: number; start?: number; stop?: number; step?: number })[]
  // One index that counts through a matrix takes one component, or as many as are listed.
  if (attributes?.['linear'] !== undefined && whole?.length === 2) {
    const [item] = items
    return typeof item === 'object' && item.at !== undefined && args[item.at]?.kind === 'number' ? shapeOf([]) : undefined
  }
  const spoken = items.filter((item) => item !== 'newaxis' && item !== 'ellipsis').length
  const [first] = items
  const listed = typeof first === 'object' && items.length === 1 && first.at !== undefined ? args[first.at] : undefined
  // s[[2, 0, 3]] of an s of which nothing else is known.
  if (listed !== undefined && isApply(listed, 'array') && (whole?.length ?? 1) === 1 && isOfNumbers(listed)) return shapeOf([listed.args.length])
  if (whole === undefined || spoken > whole.length) return undefined
  const lengths: Length[] = []
  const isOnlyPlace = args.length === 2
  let taken = 0
  for (const item of items) {
    if (item === 'newaxis') {
      lengths.push(1)
      continue
    }
    if (item === 'ellipsis') {
      for (let left = whole.length - spoken; left > 0; left--) lengths.push(whole[taken++] as Length)
      continue
    }
    const length = whole[taken++] as Length
    if (item.at !== undefined) {
      const place = args[item.at]
      if (place?.kind === 'name') inside.passing++
      if (place?.kind === 'number' || (place?.kind === 'name' && context.isIndex(place.name))) continue
      // Of places that are an array, the only ones, the result has the axes there.
      const own = place !== undefined && isOnlyPlace ? shapeAt(context, place, inside) : undefined
      if (own === undefined) return undefined
      lengths.push(...own)
      continue
    }
    const [start, stop, step = 1] = [item.start, item.stop, item.step].map((at) =>
      at === undefined ? undefined : (numberOf(args[at] as Term, context.facts.numbers)?.asInteger ?? Number.NaN),
    )
    if (item.start === undefined && item.stop === undefined && Math.abs(step) === 1) lengths.push(length)
    else if (typeof length === 'number' && ![start, stop, step].some(Number.isNaN) && step !== 0) {
      // Backwards a slice begins at the last element and may end before the first one.
      const [least, most] = step > 0 ? [0, length] : [-1, length - 1]
      const clamp = (at: number): number => Math.min(most, Math.max(least, at < 0 ? at + length : at))
      const [from, to] = step > 0 ? [clamp(start ?? 0), clamp(stop ?? length)] : [clamp(start ?? length - 1), stop === undefined ? -1 : clamp(stop)]
      lengths.push(Math.max(0, Math.ceil((to - from) / step)))
    } else return undefined
  }
  return shapeOf([...lengths, ...whole.slice(taken)])
}

/** How many axes a term has, as far as that is said. */
export function rankSaid(context: Context, term: Term): number | undefined {
  if (isApply(term, 'zeros_like')) return rankSaid(context, term.args[0] as Term)
  const said = term.kind === 'name' ? (context.facts.declarations.get(term.name)?.rank ?? term.hint?.rank) : undefined
  return shapeOfTerm(context, term)?.length ?? said ?? rankMade(term)
}

/** Whether a term is one number for certain: made of numbers, of elements of arrays and of what is declared to be one. */
export function isOneNumber(context: Context, term: Term): boolean {
  const parts = new Set([term])
  for (const part of parts) {
    if (part.kind === 'number' || rankSaid(context, part) === 0) continue
    if (part.kind !== 'apply' || parts.size > LOOKED_AT) return false
    const { args, attributes } = part
    const taken = isApply(part, 'index') ? ((attributes?.['items'] ?? []) as readonly unknown[]).length : 0
    if (taken > 0 && taken === rankSaid(context, args[0] as Term)) continue
    if (!isElementwise(part.op)) return false
    for (const arg of args) parts.add(arg)
  }
  return true
}

/**
 * Whether each block is one number: of what one cannot tell it, where a number stands beside it and another one above or below, as in a
 * table of parameters, and it is no product that may be one of vectors.
 */
export function areNumbers(context: Context, blocks: readonly (readonly Term[])[]): boolean {
  const known = blocks.map((row) =>
    row.map((part) => numberOf(part, context.facts.numbers) !== undefined || shapeOfTerm(context, part)?.length === 0),
  )
  const isTable = blocks.length > 1 && blocks.every((row) => row.length === blocks[0]?.length)
  const isAmong = (row: number, column: number): boolean => isTable && known[row]?.includes(true) === true && known.some((line) => line[column])
  return blocks.every((row, i) => row.every((part, j) => known[i]?.[j] === true || (isAmong(i, j) && mayBeNumber(context, part))))
}

/** Whether nothing says of a term that is made component by component that it has axes. */
function mayBeNumber(context: Context, term: Term): boolean {
  const parts = new Set([term])
  for (const part of parts) {
    if ((rankSaid(context, part) ?? 0) > 0 || hasAxes(part) || parts.size > LOOKED_AT) return false
    if (part.kind === 'number' || part.kind === 'name') continue
    if (part.kind !== 'apply') return false
    if (part.op === 'index') continue
    if (!isElementwise(part.op)) return false
    for (const arg of part.args) parts.add(arg)
  }
  return true
}

/**
 * The numbers of a vector written out that is turned into a row; undefined for others. Of components of which nothing is said, languages that
 * write rows mean numbers; in others the columns of a matrix may be meant.
 */
export function rowOfNumbers(context: Context, term: Term): ApplyTerm | undefined {
  const [column] = isApply(term, 'transpose') ? term.args : []
  if (column === undefined || !isApply(column, 'array')) return undefined
  const isNumber = (part: Term): boolean =>
    context.dialect.countsFromOne === true ? !isApply(part, 'array') && !isArray(context, part) : isOneNumber(context, part)
  return column.args.every(isNumber) ? column : undefined
}

/** How many components there are in all. */
export function countOfAll(context: Context, term: Term, range: Range): Term {
  const chosen = countOfSelection(term, range)
  if (chosen !== undefined && (rankSaid(context, (term as ApplyTerm).args[0] as Term) ?? 1) === 1) return chosen
  const shape = shapeOfTerm(context, term)
  const isKnown = shape?.every((length) => typeof length === 'number') === true
  return isKnown
    ? numberTerm(
        shape.reduce<number>((count, length) => count * (length as number), 1),
        range,
      )
    : applyTerm('numel', [term], range)
}
