/** Julia's functions that make lists longer: push!, append! and their like. */
import { type Context, refuse } from '../execute/values/context.ts'
import type { Value } from '../execute/values/value.ts'
import { argument, type Native } from '../grammar/library.ts'

/** What a list is with more items behind or before its own; `whole`: they are the items of what is given. */
const grows =
  (side: 'behind' | 'before', whole: boolean): Native =>
  (context, args, range) => {
    const list = argument(args, 0, range)
    if (list.kind !== 'list') return refuse('what grows here is not known', range)
    const given = args.positional.slice(1)
    const items = whole ? given.flatMap((each, k) => itemsOf(context, each, args.ranges[k + 1] ?? range)) : given
    context.store.set(list.items, side === 'behind' ? [...list.items.value, ...items] : [...items, ...list.items.value])
    return list
  }

const itemsOf = (context: Context, value: Value, range: Parameters<Context['elements']>[1]): readonly Value[] =>
  context.elements(value, range) ?? refuse('how many items are added here is not known', range)

/** By name. */
export const GROWING: readonly (readonly [string, Native])[] = [
  ['push!', grows('behind', false)],
  ['append!', grows('behind', true)],
  ['pushfirst!', grows('before', false)],
  ['prepend!', grows('before', true)],
]
