/** Julia's functions that write into an array they are given: mul!(y, A, x), fill!(y, 0), axpy!(a, x, y). What they write is what they give. */
import type { Range } from '../../api.ts'
import { stretched } from '../execute/arrays/filled.ts'
import { overwrite } from '../execute/arrays/holders.ts'
import { operate } from '../execute/arrays/operators.ts'
import type { BinaryOperator } from '../execute/syntax/syntax.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { copied, type Value } from '../execute/values/value.ts'
import { callRow, mapped, type Native, names, rowNamed } from '../grammar/library.ts'
import { juliaSort } from '../grammar/ordered.ts'
import { applyTerm, type Term } from '../term.ts'
import { dividedInto } from './factors.ts'

/** A function that writes its result into the argument at a place, the last one where that is negative. */
const writing =
  (at: number, result: (context: Context, args: readonly Value[], range: Range) => Value): Native =>
  (context, args, range, name) => {
    const target = args.positional.at(at) ?? refuse(`"${name}" is called without what it writes into`, range)
    const value = context.toTerm(result(context, args.positional, range), range)
    const changed = copied(value) as Term
    overwrite(context, target, changed, undefined)
    return changed
  }

const value = (args: readonly Value[], at: number, range: Range): Value => args[at] ?? refuse('an argument is missing', range)

/** op over the arguments at these places. */
const of =
  (op: BinaryOperator, a: number, b: number) =>
  (context: Context, args: readonly Value[], range: Range): Value =>
    operate(context, op, value(args, a, range), value(args, b, range), range)

/** α A B + β C of mul!(C, A, B, α, β). */
function multiplied(context: Context, args: readonly Value[], range: Range): Value {
  const plain = of('product', 1, 2)(context, args, range)
  const [scale, kept] = [args[3], args[4]]
  const scaled = scale === undefined ? plain : operate(context, 'product', plain, scale, range)
  if (kept === undefined) return scaled
  return operate(context, '+', scaled, operate(context, 'product', value(args, 0, range), kept, range), range)
}

/** By name. */
export const IN_PLACE: readonly (readonly [string, Native])[] = [
  ['mul!', writing(0, multiplied)],
  ['fill!', writing(0, (context, args, range) => stretched(context, value(args, 0, range), value(args, 1, range), range))],
  ...names('copyto! copy!', (context, args, range, name) =>
    args.positional.length === 2
      ? writing(0, () => value(args.positional, 1, range))(context, args, range, name)
      : refuse(`"${name}" is read of two whole arrays`, range, 'write y[i:j] = x[k:l]'),
  ),
  ['rmul!', writing(0, of('product', 0, 1))],
  ['lmul!', writing(1, of('product', 0, 1))],
  ['axpy!', writing(2, (context, args, range) => operate(context, '+', value(args, 2, range), of('product', 0, 1)(context, args, range), range))],
  [
    'axpby!',
    writing(3, (context, args, range) =>
      operate(context, '+', of('product', 0, 1)(context, args, range), of('product', 2, 3)(context, args, range), range),
    ),
  ],
  [
    'ldiv!',
    (context, args, range, name) =>
      writing(args.positional.length > 2 ? 0 : 1, () => dividedInto(context, args, range, name))(context, args, range, name),
  ],
  ...names(
    'map! broadcast!',
    writing(1, (context, args, range) => mapped(context, value(args, 0, range), args.slice(2), range)),
  ),
  ['transpose!', writing(0, (context, args, range) => applyTerm('transpose', [context.toTerm(value(args, 1, range), range)], range))],
  ['sort!', (context, args, range, name) => writing(0, () => juliaSort(context, args, range, name))(context, args, range, name)],
  [
    'cumsum!',
    (context, args, range, name) => {
      const row = rowNamed(['julia'], 'cumsum') ?? refuse(`"${name}" is not known here`, range)
      const of = { ...args, positional: args.positional.slice(1) }
      return writing(0, () => callRow(context, row, of, 'cumsum', range, true))(context, args, range, name)
    },
  ],
]

/** A function that changes what it is given in a way that is not known. */
export const unknownWriting: Native = (_context, _args, range, name) =>
  refuse(`what "${name}" writes into its arguments is not known here`, range, 'define it in this text')
