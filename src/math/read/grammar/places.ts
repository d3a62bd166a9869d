/** The places at which a condition holds, gone through in a loop: for (i in which(status == 1)), for i = find(y > 0). */
import type { Range } from '../../api.ts'
import { conditionTerm } from '../execute/arrays/comparisons.ts'
import { placeOfExtreme } from '../execute/arrays/extremePlace.ts'
import { symbolicElement } from '../execute/arrays/sequences.ts'
import { rankSaid } from '../execute/arrays/shapes.ts'
import { plus, termsIn } from '../execute/values/arithmetic.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { isCondition, isTerm, tupleOf } from '../execute/values/value.ts'
import { type ApplyTerm, applyTerm, COLUMNWISE, numberTerm, type Term } from '../term.ts'
import { argument, type Native, termAt } from './library.ts'

/** As a row over the whole array, of which those elements count; what has several arrays in it is refused, for any of them may be one number. */
export const placesWhere: Native = (context, args, range, name) => {
  const given = argument(args, 0, range)
  // find(mask): where it is not 0.
  const condition = isTerm(given) && given.kind === 'name' ? conditionTerm(context, given, range) : given
  if (!isTerm(condition) || !isCondition(condition) || args.positional.length > 1)
    return refuse(`"${name}" picks a position, which has no derivative`, range)
  const arrays = new Set([...termsIn(condition)].flatMap((term) => (term.kind === 'name' ? [term.name] : [])))
  if (arrays.size !== 1) return refuse(`"${name}" is read of a comparison of one array with numbers`, range)
  const array = [...termsIn(condition)].find((term) => term.kind === 'name') as Term
  const first = context.dialect.countsFromOne === true ? 1 : 0
  const size = applyTerm('size', [array], range, { axis: 0 })
  const stop = first === 0 ? size : applyTerm('add', [size, numberTerm(first)], range)
  const row = symbolicElement(context, { kind: 'range', start: numberTerm(first), stop, step: numberTerm(1) }, 'i', range)
  return { ...row, mask: condition, condition: elementwise(context, condition, array, plus(row.element as Term, -first)) }
}

/** A condition at one element. */
function elementwise(context: Context, condition: Term, array: Term, at: Term): Term {
  const inside = (term: Term): Term => {
    if (term === array || (term.kind === 'name' && array.kind === 'name' && term.name === array.name))
      return context.toTerm(context.index(term, [at], term.range ?? { start: 0, end: 0 }), term.range ?? { start: 0, end: 0 })
    return term.kind === 'apply' ? { ...term, args: term.args.map(inside) } : term
  }
  return inside(condition)
}

const placeOf = (context: Context, x: Term, name: string, range: Range): Term =>
  plus(placeOfExtreme(context, x, name.includes('max'), undefined, name, range), context.dialect.countsFromOne === true ? 1 : 0)

/** which.max(x), argmin(x): where the largest or smallest component stands. */
export const placeOfExtremum: Native = (context, args, range, name) =>
  args.positional.length > 1 || args.named.size > 0
    ? refuse(`"${name}" picks a position, which has no derivative`, range)
    : placeOf(context, termAt(context, args, 0, range), name, range)

/** findmax(x): the largest component, and where it stands. */
export const extremumAndPlace: Native = (context, args, range, name) => {
  const place = placeOfExtremum(context, args, range, name)
  return tupleOf([applyTerm(name.includes('max') ? 'amax' : 'amin', [termAt(context, args, 0, range)], range), place])
}

/** [m, k] = max(x) of a vector: where that stands which was asked for first; undefined for other values. */
export function placeOfValue(context: Context, value: Term, range: Range): Term | undefined {
  const [x, ...more] = value.kind === 'apply' && /^am(?:ax|in)$/.test(value.op) ? value.args : []
  const axis = (value as ApplyTerm).attributes?.['axis'] ?? COLUMNWISE
  if (x === undefined || more.length > 0 || axis !== COLUMNWISE || (rankSaid(context, x) ?? 1) > 1) return undefined
  // Of a matrix each column has a largest component.
  if (rankSaid(context, x) === undefined && x.kind === 'name' && /^[A-Z]/.test(x.name)) return undefined
  return placeOf(context, x, (value as ApplyTerm).op.slice(1), range)
}
