/** Decorators. */
import type { Context } from '../values/context.ts'
import type { FunctionValue, Value } from '../values/value.ts'

/** Whether a decorator is one of the file, or one of a library that makes another function: vmap, partial(vmap, in_axes=0). */
function makesAnother(context: Context, decorator: Value): boolean {
  if (decorator.kind === 'partial') return makesAnother(context, decorator.callee)
  if (decorator.kind === 'reference') return context.dialect.decorates?.(decorator) === true
  return decorator.kind === 'function' || decorator.kind === 'class' || (decorator.kind === 'instance' && !decorator.open)
}

/**
 * A function as the decorators of its file make it; most of those of libraries (jit, lru_cache, property) change nothing about what is
 * computed.
 */
export function decorated(context: Context, made: FunctionValue): Value {
  let value: Value = made
  for (const wrapper of [...(made.definition.wrappers?.() ?? [])].reverse()) {
    const decorator = context.quietly(() => context.evaluate(wrapper, made.scope))
    if (decorator === undefined || !makesAnother(context, decorator)) continue
    value = context.call(decorator, { positional: [value], named: new Map(), ranges: [wrapper.range], range: wrapper.range }, wrapper.range)
  }
  return value
}
