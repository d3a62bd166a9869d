/** Every second round, or every third: i = 1, 3, 5 … below n is 1 + 2k for k from 0 on. */
import type { Range } from '../../../api.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { isApply, numberOf, plus, ROUNDED, termsIn } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import type { SequenceValue, Value } from '../values/value.ts'

/** A count has so many rounds where none is given, beside those that its first number takes. */
const ROUNDS = 3

/**
 * The elements start, start + step … before stop as one element, for whole numbers of which one or both are symbols; undefined where the bounds
 * are not seen to be whole, or where arrays are gone along.
 */
export function steppedElement(
  context: Context,
  { start, stop }: Pick<Extract<Value, { kind: 'range' }>, 'start' | 'stop'>,
  step: number,
  base: string,
  range: Range,
): SequenceValue | undefined {
  if (!isCount(start) || !isCount(stop)) return undefined
  const first = numberOf(start, context.facts.numbers)?.asInteger ?? 0
  for (const bound of [start, stop])
    for (const part of termsIn(bound))
      if (part.kind === 'name' && !context.isIndex(part.name)) context.facts.countTo(part.name, Math.abs(first) + ROUNDS * Math.abs(step))
  const [from, to] = step > 0 ? [start, stop] : [stop, start]
  const far = from.kind === 'number' && from.value.asInteger !== undefined ? plus(to, -from.value.asInteger) : applyTerm('sub', [to, from])
  // Whole numbers: the last round is the last whole step before the stop.
  const last = applyTerm('floor', [applyTerm('div', [plus(far, -1), numberTerm(Math.abs(step))])], range)
  const index = context.freshIndex(base)
  const along = applyTerm('mul', [numberTerm(step), nameTerm(index, range)], range)
  const isZero = start.kind === 'number' && start.value.isZero
  return {
    kind: 'sequence',
    index,
    bounds: { start: numberTerm(0), stop: plus(last, 1) },
    element: isZero ? along : applyTerm('add', [start, along], range),
  }
}

/** A whole number by how it is written: made of whole numbers and of names, which counts have, or rounded. */
function isCount(term: Term): boolean {
  if (term.kind === 'number') return term.value.isInteger
  if (term.kind === 'name') return true
  if (term.kind !== 'apply') return false
  if (ROUNDED.has(term.op)) return ![...termsIn(term)].some((part) => isApply(part, 'size') || isApply(part, 'numel'))
  return /^(?:add|sub|mul|product|neg)$/.test(term.op) && term.args.every(isCount)
}
