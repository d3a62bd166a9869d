/** Values that derivatives do not go through: detach(), stop_gradient, what is computed where gradients are off. */
import type { Range } from '../../../api.ts'
import { applyTerm } from '../../term.ts'
import { isApply, numberOf, replaceTerms } from './arithmetic.ts'
import { type Context, refuse } from './context.ts'
import { type Arguments, isCondition, isTerm, listOf, type Value } from './value.ts'

/** The same value as a constant of the derivative; of lists, each element. What is no number or array stays as it is. */
export function detach(context: Context, value: Value, range: Range): Value {
  if (value.kind === 'list')
    return listOf(
      value.items.value.map((item) => detach(context, item, range)),
      value.form,
    )
  const term = value.kind === 'sequence' ? context.toTerm(value, range) : value
  // Numbers count rounds and lengths, and what is known of them must stay known.
  if (!isTerm(term) || isCondition(term) || numberOf(term, context.facts.numbers) !== undefined) return term
  return applyTerm('detached', [replaceTerms(term, (part) => (isApply(part, 'detached') ? part.args[0] : undefined))], range)
}

/** What a call detaches: its argument, or what that gives where it is a function without parameters, as a block of code is in Julia. */
export function detachArgument(context: Context, args: Arguments, range: Range): Value {
  const [value] = args.positional
  if (value === undefined) return refuse('what is to be detached is missing', range, 'write it in parentheses')
  return detach(context, value.kind === 'function' ? context.call(value, { ...args, positional: [], ranges: [] }, range) : value, range)
}
