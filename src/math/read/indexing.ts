/** Indexing and array literals of terms as nodes: x[1:], x[..., None], x[0, :], a[i] = v, [[1, 2], [3, 4]]. */
import { type Expr, exactOf, make } from '../expr.ts'
import { neg } from '../ops/arithmetic.ts'
import { type AxisItem, itemsPayload, put, reshape, reshapePayload, stack, take, WHOLE } from '../ops/arrange.ts'
import { formatShape, type Length, shapeOf } from '../shape.ts'
import type { ApplyTerm } from './term.ts'

type Item = 'newaxis' | 'ellipsis' | { at: number } | { start?: number; stop?: number; step?: number }

/** The integer an argument is. Throws RangeError where it is none. */
function integerOf(expr: Expr | undefined, what: string): number {
  const value = expr === undefined ? undefined : (exactOf(expr)?.asInteger ?? (expr.op === neg.op ? negative(expr) : undefined))
  if (value === undefined) throw new RangeError(`${what} must be a known integer`)
  return value
}

function negative(expr: Expr): number | undefined {
  const value = exactOf(expr.args[0] as Expr)?.asInteger
  return value === undefined ? undefined : -value
}

/** One item an axis of the base, and where new axes of length 1 come. */
function axisItems(base: Expr, term: ApplyTerm, args: readonly Expr[]): { items: AxisItem[]; layout: ('axis' | 'new')[] } {
  const given = (term.attributes?.['items'] ?? []) as unknown as readonly Item[]
  const taken = given.filter((item) => item !== 'newaxis' && item !== 'ellipsis').length
  if (taken > base.rank) throw new RangeError(`${taken} indices into a ${formatShape(base.shape)}`)
  const items: AxisItem[] = []
  const layout: ('axis' | 'new')[] = []
  const rest = (): void => {
    for (let k = base.rank - taken; k > 0; k--) {
      items.push(WHOLE)
      layout.push('axis')
    }
  }
  for (const item of given) {
    if (item === 'newaxis') layout.push('new')
    else if (item === 'ellipsis') rest()
    else if ('at' in item) items.push({ at: integerOf(args[item.at], 'an index') })
    else {
      const step = item.step === undefined ? 1 : integerOf(args[item.step], 'a step')
      if (step === 0) throw new RangeError('the step of a slice is zero')
      const start = item.start === undefined ? (step > 0 ? 0 : -1) : integerOf(args[item.start], 'the start of a slice')
      items.push({ start, stop: item.stop === undefined ? null : integerOf(args[item.stop], 'the end of a slice'), step })
      layout.push('axis')
    }
  }
  if (!given.includes('ellipsis')) rest()
  return { items, layout }
}

export function buildIndex(base: Expr, term: ApplyTerm, args: readonly Expr[]): Expr {
  const { items, layout } = axisItems(base, term, args)
  const part = take.with(itemsPayload(items, base.shape), base)
  if (!layout.includes('new')) return part
  let axis = 0
  const lengths = layout.map((kind): Length => (kind === 'new' ? 1 : (part.shape[axis++] as Length)))
  return make(reshape.op, [part], reshapePayload(shapeOf(lengths)))
}

export function buildPut(base: Expr, value: Expr, term: ApplyTerm, args: readonly Expr[]): Expr {
  const { items } = axisItems(base, term, args)
  return make(put.op, [base, value], itemsPayload(items, base.shape))
}

export function stackTerms(parts: readonly Expr[]): Expr {
  if (parts.length === 0) throw new RangeError('an empty array has no derivative')
  return make(stack.op, parts)
}
