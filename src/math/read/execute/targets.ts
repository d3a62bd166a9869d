import { grownBy } from './arrays/blocks.ts'
import { itemsFromOne } from './arrays/columns.ts'
import { withDiagonal } from './arrays/diagonals.ts'
import { overwrite } from './arrays/holders.ts'
import { writeItem } from './arrays/writing.ts'
import { writeField } from './calls/fields.ts'
import { assignOwn, ownValue } from './calls/own.ts'
import { pointedTarget } from './calls/places.ts'
import { subscript } from './evaluate.ts'
import type { Expression } from './syntax/syntax.ts'
import { partsAround, takeApart } from './unpack.ts'
import { labelled } from './values/arithmetic.ts'
import { type Context, refuse } from './values/context.ts'
import { Alias, Cell } from './values/store.ts'
import { describe, isTerm, NONE, type Scope, type Value } from './values/value.ts'

const UNASSIGNABLE = 'nothing can be assigned to this'

/** Binds a name of a scope. */
export function bind(context: Context, scope: Scope, name: string, value: Value): void {
  const home = scope.elsewhere?.get(name) ?? scope
  let cell = home.variables.get(name)
  if (cell === undefined) {
    cell = new Cell<Value | undefined>(undefined)
    home.variables.set(name, cell)
  }
  context.store.set(cell, value)
}

/** The scope a language without declarations in inner scopes assigns in: where the name is known already, in JavaScript. */
function homeOf(context: Context, scope: Scope, name: string): Scope {
  if (!context.dialect.assignsOutwards) return scope
  for (let home: Scope | undefined = scope; home !== undefined; home = home.parent) if (home.variables.get(name)?.value !== undefined) return home
  return scope
}

/** Assigns a value to a target: a name, a pattern of names, an element, an attribute. */
export function assignTarget(context: Context, target: Expression, value: Value, scope: Scope, declare: boolean): void {
  switch (target.kind) {
    case 'name': {
      // What is called _ is not wanted.
      if (target.name === '_') return
      if (assignOwn(context, target, value)) return
      if (declare && scope.variables.get(target.name) instanceof Alias) scope.variables.delete(target.name)
      const anonymous = value.kind === 'function' && value.definition.name === undefined && value.name === undefined
      // What a reader keeps under a name of its own, with a blank, has none in the text.
      const named =
        isTerm(value) && !target.name.endsWith(' ')
          ? labelled(value, { name: target.name, kind: 'variable' })
          : anonymous
            ? { ...value, name: target.name }
            : value
      bind(context, declare ? scope : homeOf(context, scope, target.name), target.name, named)
      return
    }
    case 'list': {
      const star = target.items.findIndex((item) => item.kind === 'spread')
      const parts = star >= 0 ? partsAround(context, value, star, target, target.range) : undefined
      if (parts !== undefined) {
        for (const [k, item] of target.items.entries())
          assignTarget(context, item.kind === 'spread' ? item.value : item, parts[k] as Value, scope, declare)
        return
      }
      const elements = takeApart(context, value, star >= 0 ? undefined : target, target.range)
      if (star < 0 && elements.length !== target.items.length && context.dialect.joinsLists) {
        refuse(`${elements.length} values for ${target.items.length} names`, target.range)
      }
      const after = target.items.length - star - 1
      // Parts of arrays that are written to meanwhile: a[0], a[1] = a[1], a[0] of rows.
      const items = new Cell(elements)
      context.goneThrough.push({ kind: 'list', form: 'list', items })
      target.items.forEach((item, k) => {
        if (k === star) {
          const rest = elements.slice(star, elements.length - after)
          assignTarget(
            context,
            (item as Extract<Expression, { kind: 'spread' }>).value,
            { kind: 'list', form: 'list', items: new Cell(rest) },
            scope,
            declare,
          )
          return
        }
        const element = items.value[star >= 0 && k > star ? elements.length - (target.items.length - k) : k]
        if (element !== undefined) assignTarget(context, item, element, scope, declare)
        else if (context.dialect.looseArguments) assignTarget(context, item, NONE, scope, declare)
      })
      context.goneThrough.pop()
      return
    }
    case 'dictionary':
      for (const { key, value: part } of target.entries) {
        const name = key?.kind === 'string' ? key.value : refuse('this pattern is not read', target.range)
        assignTarget(context, part, context.member(value, name, part.range), scope, declare)
      }
      return
    case 'assignment': {
      // A pattern with a default: [a = 1].
      assignTarget(context, target.target, value.kind === 'none' ? context.evaluate(target.value, scope) : value, scope, declare)
      return
    }
    case 'index': {
      if (target.pointed === true) {
        const place = pointedTarget(context, target, scope)
        if (place.kind !== 'index' || place.pointed === true) {
          assignTarget(context, place, value, scope, declare)
          return
        }
      }
      const object = written(context, target.object, scope, declare, () => ({ kind: 'list', form: 'list', items: new Cell([]) }))
      if (object.kind === 'instance') refuse(`${describe(object)} has no elements to write to`, target.range)
      const grown = grownBy(context, object, target.items, value, scope, target.range)
      if (grown !== undefined) {
        assignTarget(context, target.object, grown, scope, false)
        return
      }
      const items =
        context.dialect.countsFromOne === true
          ? itemsFromOne(context, object, target.items, scope)
          : target.items.map((item) => subscript(context, item, scope))
      const [key] = items
      // params["W1"] = W of a bundle of the caller's.
      const isEntry = key?.kind === 'string' && key.open !== true && items.length === 1 && isTerm(object) && object.kind === 'name'
      const changed = isEntry ? writeField(context, object, key.value, value, target.range) : writeItem(context, object, items, value, target.range)
      if (changed === undefined) return
      rewrite(context, target.object, object, changed, scope)
      return
    }
    case 'member': {
      const object = written(context, target.object, scope, declare, () => ({ kind: 'dictionary', entries: new Cell(new Map()) }))
      if (object.kind === 'instance') {
        let cell = object.attributes.get(target.name)
        if (cell === undefined) {
          cell = new Cell<Value | undefined>(undefined)
          object.attributes.set(target.name, cell)
        }
        const named = isTerm(value)
          ? labelled(value, { name: target.name, kind: 'variable' })
          : value.kind === 'layer'
            ? { ...value, name: target.name }
            : value
        context.store.set(cell, named)
        return
      }
      if (object.kind === 'layer' && object.weights.has(target.name) && isTerm(value)) {
        assignTarget(context, target.object, { ...object, tied: new Map([...(object.tied ?? []), [target.name, value]]) }, scope, declare)
        return
      }
      const changed = writeField(context, object, target.name, value, target.range)
      if (changed !== undefined) rewrite(context, target.object, object, changed, scope)
      return
    }
    case 'call': {
      // A.diagonal() += v of Eigen
      const { callee, args } = target
      if (callee.kind !== 'member' || callee.name !== 'diagonal' || args.length > 0) {
        refuse(UNASSIGNABLE, target.range)
        return
      }
      const matrix = context.evaluate(callee.object, scope)
      const changed = withDiagonal(context, context.toTerm(matrix, target.range), context.toTerm(value, target.range), target.range)
      rewrite(context, callee.object, matrix, changed, scope)
      return
    }
    default:
      refuse(UNASSIGNABLE, target.range)
  }
}

/** The array that a target names is changed itself, for all who hold it. */
export function rewrite(context: Context, target: Expression, array: Value, changed: Value, scope: Scope): void {
  if (!isTerm(changed)) {
    assignTarget(context, target, changed, scope, false)
    return
  }
  const named = target.kind === 'name' ? labelled(changed, { name: target.name, kind: 'variable' }) : changed
  const found = overwrite(context, array, named, scope)
  // A name of a file is bound anew.
  const stays = target.kind === 'name' && context.bound(target.name, scope) === array
  if (!found || stays) assignTarget(context, target, changed, scope, false)
}

/** What is written into: in MATLAB and R, an array or structure that nothing was said of is made by that. */
function written(context: Context, object: Expression, scope: Scope, declare: boolean, make: () => Value): Value {
  const own = object.kind === 'name' ? ownValue(context, object, object.range) : undefined
  if (own !== undefined) return own
  const known = object.kind === 'name' ? context.bound(object.name, scope) : undefined
  const element = elementWritten(context, object, scope, declare, make)
  if (element !== undefined) return element
  if (context.dialect.growsArrays !== true || object.kind !== 'name' || (known !== undefined && known.kind !== 'none'))
    return context.evaluate(object, scope)
  const made = make()
  assignTarget(context, object, made, scope, declare)
  return made
}

/** s(2).k = 3 makes the second of a list of structures, J[1][0] = y the second row of what a function fills. */
function elementWritten(context: Context, object: Expression, scope: Scope, declare: boolean, make: () => Value): Value | undefined {
  if (context.dialect.growsArrays !== true || object.kind !== 'index' || object.object.kind !== 'name' || object.items.length !== 1) return undefined
  const list = context.bound(object.object.name, scope)
  if (list !== undefined && list.kind !== 'list') return undefined
  const { items: written } = object
  const isFromOne = context.dialect.countsFromOne === true
  const at = context.quietly(() =>
    isFromOne ? itemsFromOne(context, list ?? NONE, written, scope) : written.map((item) => subscript(context, item, scope)),
  )?.[0]
  const place = at?.kind === 'number' ? at.value.asInteger : undefined
  const items = list?.items.value ?? []
  if (place === undefined || place !== items.length) return undefined
  const made = make()
  assignTarget(context, object, made, scope, declare)
  return made
}
