/** Signs between objects of the text's own types, where functions of the text say what they mean: Base.:+(a::V, b::V) of Julia. */
import type { Range } from '../../../api.ts'
import type { Context } from '../values/context.ts'
import type { FunctionValue, InstanceValue, Value } from '../values/value.ts'

/** What the function is known by that says what a sign means: no name can be spelled so. */
export const meaningOf = (sign: string): string => `operator ${sign}`

/** How signs are written of which the reader has a word. */
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['product', '*'],
  ['quotient', '/'],
  ['power', '^'],
])

/** What the text's own functions make of a sign between these, some of which are objects; undefined where it says nothing of such. */
export function madeBySign(context: Context, op: string, values: readonly Value[], range: Range): Value | undefined {
  const object = values.find((value): value is InstanceValue => value.kind === 'instance')
  if (object === undefined || context.dialect.overloads !== true) return undefined
  const known = context.bound(meaningOf(WRITTEN.get(op) ?? op), object.class.members)
  for (let each = known; each?.kind === 'function'; each = each.earlier)
    if (isMeant(context, each, values))
      return context.call({ ...each, earlier: undefined }, { positional: values, named: new Map(), ranges: values.map(() => range), range }, range)
  return undefined
}

/** Whether a function takes objects where these are objects, of their classes, and other things where they are not. */
function isMeant(context: Context, { definition, scope }: FunctionValue, values: readonly Value[]): boolean {
  const placed = definition.parameters.filter(({ named }) => named !== true)
  if (placed.length !== values.length) return false
  return placed.every(({ typed }, k) => {
    const value = values[k]
    const type = typed?.name.replace(/\{.*/s, '') ?? ''
    if (value?.kind === 'instance') return typed === undefined || value.class.definition.name === type
    return context.bound(type, scope)?.kind !== 'class'
  })
}
