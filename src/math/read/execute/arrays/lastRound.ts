/** The last round of a loop over pairs i < j, in which there is no j. */
import type { ApplyTerm, Term } from '../../term.ts'
import { isApply, plus, sameTerm, shifted, termsIn } from '../values/arithmetic.ts'
import type { SequenceValue } from '../values/value.ts'
import { usesIndex } from './indices.ts'

const isLengthOfAll = (term: Term): term is ApplyTerm => isApply(term, 'size') && term.attributes?.['axis'] === 0
/** The x of which a length is one, as that of x[:, 0] is. */
function wholeOf({ args }: ApplyTerm): Term {
  let of = args[0] as Term
  for (;;) {
    const first = isApply(of, 'index') ? ((of.attributes?.['items'] ?? []) as readonly unknown[])[0] : undefined
    if (typeof first !== 'object' || first === null || Object.keys(first).length > 0) return of
    of = (of as ApplyTerm).args[0] as Term
  }
}

/**
 * for i < n - 1 with j from i + 1 on: in the round of the last i there would be no j, so that it may be among them. All i and j with i < j are
 * as many numbers as there are elements.
 */
export function withLastRound(row: SequenceValue, added: Term): SequenceValue {
  const { bounds } = row
  const stop = bounds && shifted(bounds.stop)
  const first = bounds?.start.kind === 'number' ? bounds.start.value.asInteger : undefined
  if (bounds === undefined || stop === undefined || first === undefined || stop.offset !== first - 1) return row
  if (added.kind !== 'binder' || added.op !== 'sum' || !isApply(added.body, 'where')) return row
  if (added.high !== undefined && !sameTerm(added.high, stop.base)) return row
  const [after, , otherwise] = added.body.args
  const [later, own] = after !== undefined && isApply(after, 'gt') ? after.args : []
  const isPair = own?.kind === 'name' && own.name === row.index && otherwise?.kind === 'number' && otherwise.value.isZero
  const isAlong = (part: Term): boolean =>
    sameTerm(part, stop.base) || (isLengthOfAll(part) && isLengthOfAll(stop.base) && sameTerm(wholeOf(part), wholeOf(stop.base)))
  const runs = later !== undefined && usesIndex(later, added.index) && (added.high !== undefined || [...termsIn(later)].some(isAlong))
  if (!isPair || !runs) return row
  const over = isApply(stop.base, 'size') && stop.base.attributes?.['axis'] === 0 ? { over: stop.base.args[0] as Term } : {}
  return { ...row, ...over, bounds: { ...bounds, stop: plus(stop.base, first) } }
}
