/** Pairs that do not count, as j ≤ i in a sum over i < j, must not be infinite: 0 times infinity is no number. */
import { mapTerms } from '../../order.ts'
import { type ApplyTerm, applyTerm, numberTerm, type Term } from '../../term.ts'
import { numberOf, termsIn } from '../values/arithmetic.ts'

/** Which argument must not be 0, by operation. */
const SINGULAR: ReadonlyMap<string, number> = new Map([
  ['div', 1],
  ['quotient', 1],
  ...['ln', 'log2', 'log10', 'sqrt', 'cbrt', 'norm', 'pow', 'power', 'hypot'].map((op) => [op, 0] as const),
])

/** The term with 1 for what is divided by, or rooted, where a condition on its indices alone does not hold. */
export function guarded(term: Term, condition: Term): Term {
  const names = new Set([...termsIn(condition)].flatMap((part) => (part.kind === 'name' ? [part.name] : [])))
  const placed = new Set<string>()
  for (const part of termsIn(term))
    if (part.kind === 'apply' && (part.op === 'index' || part.op === 'component'))
      for (const arg of part.args.slice(1)) for (const each of termsIn(arg)) if (each.kind === 'name') placed.add(each.name)
  if (![...names].every((name) => placed.has(name))) return term
  const depends = (part: Term): boolean => [...termsIn(part)].some((each) => each.kind === 'name' && names.has(each.name))
  return mapTerms(term, (over, part) => {
    const at = part.kind === 'apply' ? SINGULAR.get(part.op) : undefined
    const arg = at === undefined ? undefined : (part as ApplyTerm).args[at]
    if (arg === undefined || arg.kind === 'number' || !depends(arg)) return over
    const { op, args } = part as ApplyTerm
    if ((op === 'pow' || op === 'power') && numberOf(args[1] as Term)?.isNegative === false) return over
    const own = over as ApplyTerm
    return { ...own, args: own.args.map((each, k) => (k === at ? applyTerm('where', [condition, each, numberTerm(1)], each.range) : each)) }
  })
}
