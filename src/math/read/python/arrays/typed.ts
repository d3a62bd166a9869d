/** Arrays whose type is named where they are made. */
import { asTruths, isTruthType } from '../../execute/arrays/booleans.ts'
import { isTerm } from '../../execute/values/value.ts'
import { argument, type Native } from '../arguments.ts'

/** Of truth values, by the argument at a place or where the value that fills it (before the type) is one: they choose as an index. */
export const typed =
  (native: Native, place: number, fill?: number): Native =>
  (context, args, range, path) => {
    const made = native(context, args, range, path)
    const isTruth = isTruthType(argument(args, place, 'dtype')) || (fill !== undefined && argument(args, fill, 'fill_value')?.kind === 'boolean')
    return isTruth && isTerm(made) ? asTruths(made, range) : made
  }
