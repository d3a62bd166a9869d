/** Functions of one name of which each takes another number of arguments: f(x) = f(x, 2) and f(x, y) in Julia, C++, Java and their like. */
import type { Context } from './context.ts'
import { fieldsOf } from './members.ts'
import type { FunctionSyntax, Parameter } from './syntax.ts'
import type { Arguments, ClassValue, FunctionValue, Value } from './value.ts'

/** A function with what its name is bound to besides, which goes on taking the arguments that it does not take. */
export function withEarlier(context: Context, value: Value, known: Value | undefined): Value {
  if (context.dialect.overloads !== true || value.kind !== 'function') return value
  const earlier = without(known, value.definition)
  return earlier === undefined ? value : { ...value, earlier }
}

/** What a name was bound to, without the functions that a new one takes the place of, as it has as many parameters. */
function without(known: Value | undefined, definition: FunctionSyntax): FunctionValue | ClassValue | undefined {
  if (known?.kind !== 'function') return known?.kind === 'class' ? known : undefined
  const earlier = known.earlier === undefined ? undefined : without(known.earlier, definition)
  const isReplaced = known.definition === definition || byPlace(known.definition).length === byPlace(definition).length
  return isReplaced ? earlier : earlier === known.earlier ? known : { ...known, earlier }
}

/** The parameters that are given by their places. */
const byPlace = ({ parameters }: FunctionSyntax): readonly Parameter[] =>
  parameters.filter((parameter) => parameter.named !== true && parameter.rest !== 'dictionary')

/** The last one of the functions of this name that takes these arguments; a type takes its fields. Where none does, the function itself. */
export function takingThese(called: FunctionValue, args: Arguments): FunctionValue | ClassValue {
  if (called.earlier === undefined) return called
  for (let each: FunctionValue | ClassValue | undefined = called; each !== undefined; each = each.earlier) {
    if (each.kind === 'class') return fieldsOf(each).size === args.positional.length ? each : called
    if (takes(each, args)) return { ...each, self: called.self, owner: called.owner }
  }
  return called
}

function takes({ definition }: FunctionValue, { positional, named }: Arguments): boolean {
  const { parameters } = definition
  const placed = byPlace(definition)
  const isOpen = placed.some(({ rest }) => rest === 'list')
  const isGiven = placed.every(
    (parameter, k) => k < positional.length || parameter.rest !== undefined || parameter.initial !== undefined || named.has(parameter.name),
  )
  const isKnown = (key: string): boolean => parameters.some((parameter) => parameter.name === key || parameter.rest === 'dictionary')
  return isGiven && (isOpen || positional.length <= placed.length) && [...named.keys()].every(isKnown)
}
