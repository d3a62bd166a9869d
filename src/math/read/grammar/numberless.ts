/** Functions that ask whether something is a number, by what the languages call them. */
import { hasNumber, lacksNumber } from '../execute/arrays/noNumber.ts'
import { truth } from '../execute/values/value.ts'
import { argument, type Native, names } from './library.ts'

const lacks: Native = (context, args, range) => lacksNumber(context, argument(args, 0, range), range)
const has: Native = (context, args, range) => hasNumber(context, argument(args, 0, range), range)

export const NUMBERLESS: readonly (readonly [string, Native])[] = [
  ...names('isnan is_nan isNaN ismissing is.na is.nan', lacks),
  ...names('isfinite is_finite isFinite is.finite', has),
  ...names('isinf is_infinite is.infinite', () => truth(false)),
]
