/** Lists that are turned round by joining two parts of them. */
import type { ApplyTerm, Term } from '../../term.ts'
import { isApply, sameTerm } from '../values/arithmetic.ts'

/** x[k:] + x[:k] turns a list round; of arrays the lengths of these two differ, but for one k, and nobody adds them. */
export function isRotation(left: Term, right: Term): boolean {
  const [from, to] = [onlyBound(left, 'start'), onlyBound(right, 'stop')]
  return (
    from !== undefined &&
    to !== undefined &&
    sameTerm(from, to) &&
    sameTerm((left as ApplyTerm).args[0] as Term, (right as ApplyTerm).args[0] as Term)
  )
}

/** Where a slice begins or ends, if it has this one end alone. */
function onlyBound(term: Term, end: 'start' | 'stop'): Term | undefined {
  if (!isApply(term, 'index') || term.args.length !== 2) return undefined
  const [item] = (term.attributes?.['items'] ?? []) as readonly unknown[]
  const isEnd = typeof item === 'object' && item !== null && Object.entries(item).every(([key, at]) => at === undefined || key === end)
  return isEnd ? term.args[1] : undefined
}
