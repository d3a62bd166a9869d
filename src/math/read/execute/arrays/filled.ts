/** Filling what is there: y .= x, y .+= x of Julia and y[:] = x write into the array itself. */

import type { Range } from '../../../api.ts'
import { isElementwise } from '../../../ops/table.ts'
import type { Shape } from '../../../shape.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import type { Expression } from '../syntax/syntax.ts'
import { isApply } from '../values/arithmetic.ts'
import type { Context } from '../values/context.ts'
import { Cell } from '../values/store.ts'
import { copied, type Scope, type Value } from '../values/value.ts'
import { originOf } from '../values/views.ts'
import { overwrite } from './holders.ts'
import { isArray, rankSaid, shapeOfTerm } from './shapes.ts'
import { isBlank } from './writes.ts'

/** A value in all the places of an array. */
export function stretched(context: Context, array: Value, value: Value, range: Range): Term {
  const [old, given] = [context.toTerm(array, range), context.toTerm(value, range)]
  const [shape, own] = [old, given].map((term) => shapeOfTerm(context, term))
  const isWhole = own === undefined ? isArray(context, given) && rankSaid(context, old) === 1 : own.join() === shape?.join() && own.length > 0
  if (isWhole || isMadeOf(given, old)) return copied(given) as Term
  return applyTerm('add', [isZeros(old) ? old : applyTerm('mul', [numberTerm(0), old], range), given], range)
}

/** Whether a value is computed component by component of the array, or of what the array is as long as. */
function isMadeOf(value: Term, array: Term): boolean {
  const [like] = isApply(array, 'zeros_like') || isApply(array, 'mul') ? array.args.slice(-1) : []
  const parts = new Set([value])
  for (const part of parts) {
    if (originOf(part) === originOf(array) || (like !== undefined && originOf(part) === originOf(like))) return true
    if (part.kind === 'apply' && parts.size < LOOKED_AT && isElementwise(part.op)) for (const arg of part.args) parts.add(arg)
  }
  return false
}
const LOOKED_AT = 200

const isZeros = (term: Term): boolean =>
  isBlank(term) || (term.kind === 'number' && term.value.isZero) || (isApply(term, 'array') && term.args.every(isZeros))

/** A number in all the places of an array of which only the length is known, as the person gives it. */
function ofGivenLength(context: Context, target: Expression, value: Value): Value | undefined {
  const shape = target.kind === 'name' ? context.facts.shapeGiven(target.name) : undefined
  return shape === undefined || shape.length === 0 || value.kind !== 'number' ? undefined : listOf(value, shape)
}

/** So many times the value; undefined where it is not known how many. */
export function listOf(value: Value, [length, ...more]: Shape): Value | undefined {
  if (length === undefined) return value
  const items = typeof length === 'number' ? Array.from({ length }, () => listOf(value, more)) : [undefined]
  if (!items.every((item) => item !== undefined)) return undefined
  return { kind: 'list', form: 'list', items: new Cell<readonly Value[]>(items) }
}

/** target .= value */
export function fillTarget(context: Context, target: Expression, value: Value, scope: Scope, range: Range): void {
  const held = target.kind === 'name' ? context.bound(target.name, scope) : target.kind === 'member' ? context.evaluate(target, scope) : undefined
  const isNew = held === undefined || (held.kind === 'list' && held.items.value.length === 0)
  const filled = ofGivenLength(context, target, value) ?? (isNew ? copied(value) : stretched(context, held, value, range))
  if (isNew || !overwrite(context, held, filled as Term, scope)) context.assign(target, filled, scope)
}
