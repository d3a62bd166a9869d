/** Decorators. */
import type { Context } from './context.ts'
import type { FunctionValue, Value } from './value.ts'

/**
 * A function as the decorators of its file make it; those of libraries (jit, lru_cache, property) change nothing about what is
 * computed.
 */
export function decorated(context: Context, made: FunctionValue): Value {
  let value: Value = made
  for (const wrapper of [...(made.definition.wrappers?.() ?? [])].reverse()) {
    const decorator = context.quietly(() => context.evaluate(wrapper, made.scope))
    const own = decorator?.kind === 'function' || decorator?.kind === 'class' || (decorator?.kind === 'instance' && !decorator.open)
    if (own) value = context.call(decorator, { positional: [value], named: new Map(), ranges: [wrapper.range], range: wrapper.range }, wrapper.range)
  }
  return value
}
