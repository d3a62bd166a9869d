/** Places that names stand for: references, pointers, and parameters that are written to in the function that called. */
import type { Range } from '../../../api.ts'
import { numberTerm, ReadError } from '../../term.ts'
import { shapeOfTerm } from '../arrays/shapes.ts'
import type { Argument, Expression } from '../syntax/syntax.ts'
import { type Context, refuse } from '../values/context.ts'
import { cellOf } from '../values/scopes.ts'
import { Alias } from '../values/store.ts'
import { type Arguments, isTerm, type Scope, type Value } from '../values/value.ts'

type Call = Extract<Expression, { kind: 'call' }>

/** What arguments are written as. */
export const placesGiven = (given: Arguments, args: readonly Argument[], scope: Scope): Arguments['places'] =>
  args.length === given.positional.length
    ? args.map(({ value, changed }, k) => ({ value: given.positional[k] as Value, expression: value, scope, isPlace: changed === 'place' }))
    : undefined

/** Whether what a pointer points at is the first of several. */
export function isSeveral(context: Context, value: Value): boolean {
  if (value.kind === 'list') return true
  if (!isTerm(value)) return false
  return value.kind === 'name' && value.hint?.rank !== undefined ? value.hint.rank > 0 : (shapeOfTerm(context, value)?.length ?? 0) > 0
}

/** *p: the first element of an array, or the one thing that p is another name of. */
export const pointedAt = (context: Context, value: Value, range: Range): Value =>
  isSeveral(context, value) ? context.index(value, [numberTerm(0)], range) : value

/** The target that *p is, where p holds this. */
export const pointedTarget = (context: Context, target: Extract<Expression, { kind: 'index' }>, scope: Scope): Expression => {
  const value = target.object.kind === 'name' ? context.bound(target.object.name, scope) : context.evaluate(target.object, scope)
  return value !== undefined && isSeveral(context, value) ? { ...target, pointed: undefined } : target.object
}

/** The same place with its indices as they are now; undefined for what is no place. */
function settled(context: Context, e: Expression, scope: Scope, inner: Scope): Expression | undefined {
  switch (e.kind) {
    case 'name':
      return e
    case 'member': {
      const object = settled(context, e.object, scope, inner)
      return object === undefined ? undefined : { ...e, object }
    }
    case 'index': {
      if (e.pointed === true) return settled(context, pointedTarget(context, e, scope), scope, inner)
      const object = settled(context, e.object, scope, inner)
      if (object === undefined || e.items.some((item) => item.kind === 'slice')) return undefined
      const items = e.items.map((item): Expression => {
        const name = `index ${inner.variables.size}`
        context.declare(inner, name, context.evaluate(item as Expression, scope))
        return { kind: 'name', name, range: item.range }
      })
      return { ...e, object, items }
    }
    default:
      return undefined
  }
}

/** Another name of the place that an expression stands for; undefined where it is none. */
export function placeOf(context: Context, e: Expression, scope: Scope): Alias<Value> | undefined {
  if (e.kind === 'name' && e.own === undefined) {
    const cell = cellOf(scope, e.name)
    if (cell === undefined || cell instanceof Alias) return cell
    return new Alias<Value>(
      () => cell.value,
      (value) => context.store.set(cell, value),
    )
  }
  const inner: Scope = { variables: new Map(), parent: scope }
  const place = settled(context, e, scope, inner)
  if (place === undefined) return undefined
  return new Alias<Value>(
    () => context.evaluate(place, inner),
    (value) => {
      if (value !== undefined) context.assign(place, value, inner)
    },
  )
}

/** Binds a name to the place of what stands on its right; false where that is a value of its own. */
export function bindToPlace(context: Context, scope: Scope, name: string, e: Expression, from: Scope): boolean {
  const place = placeOf(context, e, from)
  if (place === undefined) return false
  scope.variables.set(name, place)
  return true
}

/** Binds a parameter to the place of what it is given; false where that is a value of its own. */
export function bindPlace(context: Context, scope: Scope, name: string, { places }: Arguments, k: number, value: Value | undefined): boolean {
  const given = places?.[k]
  return given !== undefined && given.value === value && bindToPlace(context, scope, name, given.expression, given.scope)
}

/** What is bound to a call that may give a place: it can be read. */
export const unknownPlace = (value: Value, range: Range): Alias<Value> =>
  new Alias<Value>(
    () => value,
    () => refuse('what this name refers to is not known here, so it cannot be written to', range),
  )

/**
 * The elements from a place on, where the place of one of them is given for an array: &x[2]; undefined where that is not so. The x[2] of an
 * array of arrays is the array that stands there.
 */
export function partGiven(
  context: Context,
  place: NonNullable<Arguments['places']>[number] | undefined,
  value: Value | undefined,
  use: 'read' | 'written',
): Value | undefined {
  if (place?.isPlace !== true || place.value !== value || place.expression.kind !== 'index' || place.expression.pointed === true) return undefined
  const { expression, scope } = place
  const [item] = expression.items
  if (item === undefined || item.kind === 'slice' || expression.items.length > 1 || value === undefined || isSeveral(context, value)) return undefined
  const array = context.evaluate(expression.object, scope)
  if (!isSeveral(context, array)) return undefined
  const start = context.term(item, scope)
  if (start.kind === 'number' && start.value.isZero) return array
  if (use === 'written') return refuse('an array that is written to from a place inside of it on is not read', expression.range)
  return context.index(array, [{ kind: 'slice', start }], expression.range)
}

/** A function that is not known, called for what it does: what the arrays and objects that it is given are then is not known. */
export function forgetWritten(context: Context, call: Expression, scope: Scope): void {
  if (call.kind !== 'call') return
  const given: Pick<Argument, 'value' | 'changed'>[] = [...(call.callee.kind === 'member' ? [{ value: call.callee.object }] : []), ...call.args]
  for (const { value: e, changed } of given) {
    const value = e.kind === 'name' ? context.bound(e.name, scope) : undefined
    if (e.kind !== 'name' || value === undefined) continue
    const isWritable = changed !== undefined && isTerm(value) && isSeveral(context, value)
    if (isWritable || value.kind === 'list' || value.kind === 'dictionary') forget(context, e, call, scope)
  }
}

/** A function that is not known, called for its value: what stands at the places that it is given is not known from there on. */
export function forgetPlaces(context: Context, call: Call, scope: Scope): void {
  for (const { value: e, changed } of call.args) {
    if (changed === undefined) continue
    let place = e
    while (place.kind === 'index') place = place.object
    if (place.kind !== 'name' && place.kind !== 'member') continue
    const value = context.evaluate(place, scope)
    // A pointer to an array is how arrays are handed on, most of them to be read.
    const isHandedOn = changed === 'pointed' && (place.kind !== 'name' || !(cellOf(scope, place.name) instanceof Alias) || isSeveral(context, value))
    if (!isHandedOn && (isTerm(value) || ['list', 'dictionary', 'instance'].includes(value.kind))) forget(context, place, call, scope)
  }
}

function forget(context: Context, place: Extract<Expression, { kind: 'name' | 'member' }>, { callee, range }: Call, scope: Scope): void {
  const name = callee.kind === 'member' || callee.kind === 'name' ? callee.name : 'this'
  const error = new ReadError(`what "${name}" makes of "${place.name}" is not known here`, range)
  context.assign(place, { kind: 'opaque', error }, scope)
}
