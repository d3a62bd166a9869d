/** What is left for one axis of a new shape, where its length is a quotient: x.view(T, n_head, C // n_head). */
import { numberTerm, type Term } from '../../term.ts'
import { isApply, termsIn } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import { Cell } from '../values/store.ts'
import { type Arguments, isTerm, type Value } from '../values/value.ts'
import { askForLengths } from './counting.ts'

/** The length of an axis, or a product of such, over another number, as a whole number. */
function isPartOfLength(value: Value): value is Term {
  if (!isTerm(value) || !(isApply(value, 'floor') || isApply(value, 'trunc'))) return false
  const [quotient] = value.args
  if (quotient === undefined || !(isApply(quotient, 'div') || isApply(quotient, 'quotient'))) return false
  return [...termsIn(quotient.args[0] as Term)].some((term) => isApply(term, 'size') || isApply(term, 'numel'))
}

const isLeft = (value: Value): boolean => isTerm(value) && value.kind === 'number' && value.value.asInteger === -1

function withOneLeft(context: Context, lengths: readonly Value[]): Value[] | undefined {
  const parts = lengths.filter(isPartOfLength)
  // Of several each has to be known.
  if (parts.length > 1) for (const part of parts) askForLengths(context, part, true)
  if (parts.length !== 1 || lengths.length < 2 || lengths.some(isLeft)) return undefined
  return lengths.map((length) => (length === parts[0] ? numberTerm(-1, parts[0].range) : length))
}

/** The arguments of reshape(x, shape) or reshape(x, m, n), with -1 for a length that is a quotient. */
export function withLeftLength(context: Context, args: Arguments): Arguments {
  const [x, shape, ...more] = args.positional
  if (x === undefined || shape === undefined) return args
  if (shape.kind === 'list') {
    const lengths = withOneLeft(context, shape.items.value)
    return lengths === undefined ? args : { ...args, positional: [x, { ...shape, items: new Cell(lengths) }, ...more] }
  }
  const lengths = withOneLeft(context, [shape, ...more])
  return lengths === undefined ? args : { ...args, positional: [x, ...lengths] }
}
