/** R's cbind and rbind: vectors beside one another are columns, below one another rows, and numbers are stretched to as many. */
import type { Range } from '../../api.ts'
import { isElementwise } from '../../ops/table.ts'
import { withRank } from '../execute/arrays/sequences.ts'
import { rankSaid } from '../execute/arrays/shapes.ts'
import { isApply, numberOf } from '../execute/values/arithmetic.ts'
import type { Context } from '../execute/values/context.ts'
import { joined, type Native, withAxes } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** Whether a term is a vector: said to be one, a small letter of which nothing is said, or computed from such component by component. */
function isVector(context: Context, term: Term, depth = 0): boolean {
  const rank = rankSaid(context, term)
  if (rank !== undefined) return rank === 1
  if (term.kind === 'name') return !/^[A-Z]/.test(term.name) && term.hint?.usually === undefined
  if (term.kind === 'apply' && term.op === 'array') return !term.args.some((arg) => isApply(arg, 'array'))
  const each = term.kind === 'apply' && depth < 20 && isElementwise(term.op)
  return (
    each &&
    term.args.some((arg) => isVector(context, arg, depth + 1)) &&
    term.args.every((arg) => arg.kind === 'number' || isVector(context, arg, depth + 1))
  )
}

/** Vectors and numbers as the columns, or rows, of a matrix; undefined where one is something else. */
function ofVectors(context: Context, parts: readonly Term[], axis: 0 | 1, range: Range): Term | undefined {
  const isNumber = (part: Term): boolean => numberOf(part, context.facts.numbers) !== undefined
  const long = parts.find((part) => !isNumber(part))
  if (long === undefined || !parts.every((part) => isNumber(part) || isVector(context, part))) return undefined
  const ones = applyTerm('ones_like', [withRank(context, long, 1)], range)
  const stretched = (part: Term): Term => (part.kind === 'number' && part.value.isOne ? ones : applyTerm('mul', [part, ones], range))
  const vectors = parts.map((part) => (isNumber(part) ? stretched(part) : withRank(context, part, 1)))
  return axis === 0 ? applyTerm('array', vectors, range) : applyTerm('blocks', vectors, range, { columns: [vectors.length] })
}

/** cbind(1, X): a number stands in every row, or column. */
export const bound =
  (axis: 0 | 1): Native =>
  (context, args, range, name) => {
    // What begins as NULL or c() has nothing beside which the first row or column would stand.
    const there = args.positional.filter((value) => value.kind !== 'none' && !(value.kind === 'list' && value.items.value.length === 0))
    const given = there.map((value) => context.toTerm(value, range))
    const beside = given.some((part) => part.kind === 'name' && /^[A-Z]/.test(part.name))
    const parts = beside ? given.map(withAxes) : given
    const matrix = ofVectors(context, parts, axis, range)
    if (matrix !== undefined) return matrix
    const whole = parts.find((part) => numberOf(part, context.facts.numbers) === undefined)
    if (whole === undefined || !parts.some((part) => numberOf(part, context.facts.numbers) !== undefined))
      return joined(axis)(context, { ...args, positional: parts }, range, name)
    const items = axis === 1 ? [{}, { stop: 1 }] : [{ stop: 1 }, {}]
    // Capital letters and their products are matrices: one row or column of them is as long as a number is stretched.
    if (whole.kind === 'name' ? !/^[A-Z]/.test(whole.name) : whole.kind !== 'apply' || whole.op !== 'product')
      return joined(axis)(context, { ...args, positional: parts }, range, name)
    const nothing = applyTerm('mul', [numberTerm(0), applyTerm('index', [withAxes(whole), numberTerm(1)], range, { items })], range)
    const stretched = parts.map((part) => (numberOf(part, context.facts.numbers) === undefined ? part : applyTerm('add', [part, nothing], range)))
    return joined(axis)(context, { ...args, positional: stretched }, range, name)
  }
