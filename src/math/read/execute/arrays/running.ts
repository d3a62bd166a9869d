/** Folds with a function, element by element: reduce, accumulate, Reduce. */
import type { Range } from '../../../api.ts'
import { applyTerm } from '../../term.ts'
import type { Context } from '../values/context.ts'
import type { Value } from '../values/value.ts'

/** What there is after each element: the first one itself, f(a, b), f(f(a, b), c). `next` makes what follows on the value before and an element. */
export function runningFold(context: Context, items: readonly Value[], next: (before: Value, item: Value) => Value, range: Range): Value[] {
  const results: Value[] = []
  for (const item of items) {
    context.spend(range)
    const before = results.at(-1)
    if (before !== undefined && item.kind === 'guarded') {
      // What a condition lets in counts where it holds.
      const after = context.toTerm(next(before, item.value), range)
      results.push(applyTerm('where', [item.condition, after, context.toTerm(before, range)], range))
    } else results.push(before === undefined ? item : next(before, item))
  }
  return results
}
