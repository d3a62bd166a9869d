/** Arrays that Julia makes of others without copying: what is written into A is seen in vec(A), reshape(A, 2, 3) and transpose(A). */
import { arrayOf } from '../execute/arrays/holders.ts'
import { isTerm, type Value } from '../execute/values/value.ts'
import { originOf, partOf, untaken } from '../execute/values/views.ts'
import type { Native } from '../grammar/library.ts'
import type { Term } from '../term.ts'

/** What a function gives, as a part of its first argument. */
export const sharing =
  (make: Native): Native =>
  (context, args, range, name): Value => {
    const [given, ...rest] = args.positional
    const of = given && arrayOf(context, given, range)
    const made = make(context, { ...args, positional: of === undefined ? [] : [of, ...rest] }, range, name)
    if (of === undefined || !isTerm(of) || of.kind === 'number' || !isTerm(made) || originOf(made) === originOf(of)) return made
    const take = (whole: Term): Term => context.toTerm(make(context, { ...args, positional: [whole, ...rest] }, range, name), range)
    return partOf(made, of, { ...untaken(`what "${name}" gives is a part of another array, and is changed here`, range), take })
  }
