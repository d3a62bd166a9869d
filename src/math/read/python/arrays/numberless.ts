/** Functions of array libraries that ask where there is no number, and those that pass over such places. */
import type { Range } from '../../../api.ts'
import { hasNumber, lacksNumber, overNumbers, withNumbers } from '../../execute/arrays/noNumber.ts'
import type { Context } from '../../execute/values/context.ts'
import { type Arguments, reference, type Value } from '../../execute/values/value.ts'
import { numberTerm } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

const lacking: Native = (context, args, range) => lacksNumber(context, need(args, 0, range, 'x', 'input'), range)

const filled: Native = (context, args, range) => {
  const value = need(args, 0, range, 'x', 'input')
  if (value.kind === 'opaque') return value
  return withNumbers(context, context.toTerm(value, range), context.toTerm(argument(args, 2, 'nan') ?? numberTerm(0), range), range)
}

/** By the last part of the name. */
export const NUMBERLESS: readonly (readonly [string, Native])[] = [
  ['isnan', lacking],
  ['isfinite', (context, args, range) => hasNumber(context, need(args, 0, range, 'x', 'input'), range)],
  ['nan_to_num', filled],
]

/** nanmean(x) and its like: of what has a number everywhere, the same as without "nan". */
export function callOverNumbers(context: Context, path: string, args: Arguments, range: Range): Value | undefined {
  const [, before, name] = /^(.*\.)nan(sum|mean|prod|max|min|std|var|median|quantile|percentile)$/.exec(path) ?? []
  if (name === undefined) return undefined
  const plain = reference(`${before}${name}`)
  const call = (value: Value, all = true): Value =>
    context.call(all ? plain : reference(`${before}sum`), { ...args, positional: [value, ...args.positional.slice(1)] }, range)
  const value = need(args, 0, range, 'a', 'input')
  const term = context.toTerm(value, range)
  const isAlong = args.positional.length + args.named.size > 1
  const over = overNumbers(context, name, term, range, isAlong ? (of) => context.toTerm(call(of, false), range) : undefined)
  return over === undefined ? call(value) : isAlong ? over : call(over)
}
