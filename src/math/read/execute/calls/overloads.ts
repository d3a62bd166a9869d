/**
 * Functions of one name, told apart by how many arguments they take and of which types: f(x) = f(x, 2) and f(x, y) in Julia, dot(Vec2, Vec2)
 * and dot(Vec3, Vec3) in C++, Java and their like.
 */

import { isArray, isOneNumber, rankSaid } from '../arrays/shapes.ts'
import type { FunctionSyntax, Parameter } from '../syntax/syntax.ts'
import type { Context } from '../values/context.ts'
import { fieldsOf } from '../values/members.ts'
import { type Arguments, type ClassValue, type DictionaryValue, type FunctionValue, isTerm, type Scope, type Value } from '../values/value.ts'
import { typeHeld } from './heldObjects.ts'

/** A function with what its name is bound to besides, which goes on taking the arguments that it does not take. */
export function withEarlier(context: Context, value: Value, known: Value | undefined): Value {
  if (context.dialect.overloads !== true || value.kind !== 'function') return value
  const earlier = without(known, value.definition)
  return earlier === undefined ? value : { ...value, earlier }
}

/** What a name was bound to, without the functions that a new one takes the place of, as it has the same parameters. */
function without(known: Value | undefined, definition: FunctionSyntax): FunctionValue | ClassValue | undefined {
  if (known?.kind !== 'function') return known?.kind === 'class' ? known : undefined
  const earlier = known.earlier === undefined ? undefined : without(known.earlier, definition)
  const isReplaced = known.definition === definition || takesTheSame(known.definition, definition)
  return isReplaced ? earlier : earlier === known.earlier ? known : { ...known, earlier }
}

function takesTheSame(one: FunctionSyntax, other: FunctionSyntax): boolean {
  const [a, b] = [byPlace(one), byPlace(other)]
  return a.length === b.length && a.every(({ typed }, k) => typed?.name === b[k]?.typed?.name)
}

/** The parameters that are given by their places. */
const byPlace = ({ parameters }: FunctionSyntax): readonly Parameter[] =>
  parameters.filter((parameter) => parameter.named !== true && parameter.rest !== 'dictionary')

/**
 * That of the functions of this name whose parameters are of the types of these arguments, the last one where there are several; a type
 * takes its fields. Where none does, the function itself.
 */
export function takingThese(context: Context, called: FunctionValue, args: Arguments): FunctionValue | ClassValue {
  if (called.earlier === undefined) return called
  let best: { readonly value: FunctionValue | ClassValue; readonly fit: number } | undefined
  for (let each: FunctionValue | ClassValue | undefined = called; each !== undefined; each = each.earlier) {
    if (each.kind === 'class') {
      if (best === undefined && fieldsOf(each).size === args.positional.length) return each
      break
    }
    const fit = fitOf(context, each, args)
    if (fit !== undefined && (best === undefined || fit > best.fit)) best = { value: { ...each, self: called.self, owner: called.owner }, fit }
  }
  return best?.value ?? called
}

/** Whether one of the functions of a name takes these arguments, and no other does so as well, as far as their types can be told. */
export function isGivenThese(context: Context, called: FunctionValue, args: Arguments): boolean {
  const fits: number[] = []
  for (let each: FunctionValue | ClassValue | undefined = called; each?.kind === 'function'; each = each.earlier)
    fits.push(fitOf(context, each, args) ?? -1)
  const best = Math.max(...fits)
  return best >= 0 && fits.filter((fit) => fit === best).length === 1
}

/**
 * What a library calls so, where all functions of this name in the text take objects and numbers are given: sin(a.v) in the text's own sin of
 * dual numbers.
 */
export function libraryInstead(context: Context, called: FunctionValue, args: Arguments): Value | undefined {
  const { name } = called.definition
  if (context.dialect.overloads !== true || called.self !== undefined || name === undefined || args.positional.length === 0) return undefined
  if (!args.positional.every((value) => isTerm(value) && isOneNumber(context, value))) return undefined
  for (let each: FunctionValue | ClassValue | undefined = called; each !== undefined; each = each.earlier)
    if (each.kind === 'class' || !byPlace(each.definition).some(({ typed }) => typed?.kind === 'object')) return undefined
  return context.dialect.builtin(name)
}

/** How many arguments are of the very types of their parameters; undefined where there are too many or too few, or of other types. */
function fitOf(context: Context, { definition, scope }: FunctionValue, { positional, named }: Arguments): number | undefined {
  const { parameters } = definition
  const placed = byPlace(definition)
  const isOpen = placed.some(({ rest }) => rest === 'list')
  const isGiven = placed.every(
    (parameter, k) => k < positional.length || parameter.rest !== undefined || parameter.initial !== undefined || named.has(parameter.name),
  )
  const isKnown = (key: string): boolean => parameters.some((parameter) => parameter.name === key || parameter.rest === 'dictionary')
  if (!isGiven || !(isOpen || positional.length <= placed.length) || ![...named.keys()].every(isKnown)) return undefined
  let fit = 0
  for (const [k, parameter] of placed.entries()) {
    const value = positional[k]
    const isOf = value === undefined || parameter.rest !== undefined ? undefined : isOfType(context, value, parameter, scope)
    if (isOf === false) return undefined
    if (isOf === true) fit++
  }
  return fit
}

/** Whether an object has these fields and no others. */
const hasFields = ({ entries }: DictionaryValue, fields: readonly string[]): boolean =>
  fields.every((field) => entries.value.has(`s${field}`)) &&
  [...entries.value.values()].filter(({ kind }) => kind !== 'function').length === fields.length

/** Whether a value is what a parameter is declared to be; undefined where one cannot tell. */
function isOfType(context: Context, value: Value, { typed }: Parameter, scope: Scope): boolean | undefined {
  if (typed === undefined) return undefined
  const isClass = typed.kind === undefined && context.bound(typed.name, scope)?.kind === 'class'
  if (value.kind === 'instance') return value.class.definition.name === typed.name ? true : isClass || typed.kind !== undefined ? false : undefined
  if (isClass) return isTerm(value) && value.kind !== 'name' ? false : undefined
  if (typed.kind === undefined) return undefined
  if (value.kind === 'dictionary') {
    if (typed.kind !== 'object') return false
    return typed.fields === undefined ? undefined : hasFields(value, typed.fields)
  }
  if (value.kind === 'list') return typed.kind === 'number' ? false : typed.kind === 'array' ? true : undefined
  if (!isTerm(value)) return undefined
  const held = typeHeld(context, value)
  if (held?.depth === 0) return held.type.name === typed.name ? true : typed.kind === 'array' ? undefined : false
  const rank = isOneNumber(context, value) ? 0 : rankSaid(context, value)
  if (typed.kind === 'object') return value.kind === 'number' || rank === 0 ? false : undefined
  if (rank === undefined) return isArray(context, value) ? typed.kind === 'array' : undefined
  return typed.kind === 'number' ? rank === 0 : rank > 0 && (typed.rank === undefined || typed.rank === rank)
}
