/** Calling functions, making objects of classes, and finding their attributes. */
import type { Range } from '../../../api.ts'
import { operationSpelled, takes } from '../../../ops/table.ts'
import { shapeOf } from '../../../shape.ts'
import { numberTerm, type Term } from '../../term.ts'
import { either } from '../arrays/either.ts'
import { isArray } from '../arrays/shapes.ts'
import type { Expression, Parameter, Statement } from '../syntax/syntax.ts'
import { assignTarget, bind } from '../targets.ts'
import { labelled } from '../values/arithmetic.ts'
import { type Context, type Escape, refuse } from '../values/context.ts'
import { fieldsOf, findMember } from '../values/members.ts'
import { Cell } from '../values/store.ts'
import {
  type Arguments,
  type ClassValue,
  copiedWhole,
  describe,
  type FunctionValue,
  type InstanceValue,
  isTerm,
  type LayerValue,
  type ListValue,
  NONE,
  reference,
  type Scope,
  type Value,
} from '../values/value.ts'
import { applyRow } from './apply.ts'
import { onceForNumbers } from './callsOfNumbers.ts'
import { hasMethod, objectHeld } from './heldObjects.ts'
import { libraryInstead, takingThese } from './overloads.ts'
import { bindPlace, isSeveral, partGiven } from './places.ts'

const DEEPEST = 100

export function callFunction(context: Context, called: FunctionValue, args: Arguments): Value {
  const library = libraryInstead(context, called, args)
  if (library !== undefined) return context.call(library, args, args.range)
  const chosen = takingThese(context, called, args)
  if (chosen.kind === 'class') return instantiate(context, chosen, args)
  return onceForNumbers(context, chosen, args, () => callChosen(context, chosen, args))
}

function callChosen(context: Context, called: FunctionValue, args: Arguments): Value {
  const { definition } = called
  const name = called.name ?? definition.name ?? 'the function'
  if (context.frames.length >= DEEPEST) return refuse(`"${name}" calls itself too often, or without an end that can be seen`, args.range)
  // Of numbers alone a number is made.
  const isOfNumbers = args.positional.every(({ kind }) => kind === 'number') && args.named.size === 0
  const scope: Scope = { variables: new Map(), parent: called.scope, elsewhere: new Map(), ...(!isOfNumbers && { definition }) }
  bindParameters(context, called, args, scope, name)
  // A generator is run to its end at once: what it yields is a list.
  const yielded = definition.generator === true ? new Cell<readonly Value[]>([]) : undefined
  context.frames.push({ definition, scope, self: called.self, owner: called.owner, yielded })
  let result: Value
  try {
    const body = definition.body()
    if (yielded !== undefined && !('kind' in body)) {
      context.execute(body, scope, [])
      return { kind: 'list', form: 'list', items: yielded }
    }
    result = 'kind' in body ? context.evaluate(body, scope) : runBody(context, body, scope, name, args.range)
  } finally {
    context.frames.pop()
  }
  const label = called.name ?? definition.name
  return isTerm(result) && label !== undefined ? labelled(result, { name: label, kind: 'call' }) : result
}

function runBody(context: Context, body: readonly Statement[], scope: Scope, name: string, range: Range): Value {
  const escapes: Escape[] = []
  const falls = context.execute(body, scope, escapes)
  return resultOf(context, escapes, falls, name, range)
}

/** What is returned: the first return whose condition holds. */
export function resultOf(context: Context, escapes: readonly Escape[], falls: boolean, name: string, range: Range): Value {
  let result: Value | undefined = falls ? NONE : undefined
  for (let k = escapes.length - 1; k >= 0; k--) {
    const { guard, value = NONE } = escapes[k] as Escape
    if (guard === undefined || result === undefined) result = value
    else if (result.kind === 'none' && value.kind !== 'none') return refuse(`"${name}" returns nothing where its conditions do not hold`, range)
    else result = either(context, guard, value, result, (escapes[k] as Escape).range)
  }
  return result ?? refuse(`"${name}" never returns`, range)
}

export function bindParameters(context: Context, called: FunctionValue, args: Arguments, scope: Scope, name: string): void {
  const { parameters } = called.definition
  const positional = called.self === undefined || !context.dialect.passesSelf ? [...args.positional] : [called.self, ...args.positional]
  const named = new Map(args.named)
  if (context.dialect.growsArrays === true) bind(context, scope, 'nargin', numberTerm(positional.length))
  for (const [k, parameter] of parameters.entries()) {
    let value: Value | undefined
    if (parameter.rest === 'list') value = gathered(context, parameter, positional.splice(k))
    else if (parameter.rest === 'dictionary') {
      value = { kind: 'dictionary', entries: new Cell(new Map([...named].map(([key, entry]) => [`s${key}`, entry]))) }
      named.clear()
    } else if (named.has(parameter.name)) {
      value = named.get(parameter.name)
      named.delete(parameter.name)
    } else value = positional[k]
    if (value === undefined || (value.kind === 'none' && context.dialect.looseArguments)) {
      if (parameter.initial !== undefined) value = context.evaluate(parameter.initial, context.dialect.looseArguments ? scope : called.scope)
      else if (!context.dialect.looseArguments) refuse(`"${name}" is called without "${parameter.name}"`, args.range)
    }
    const part = parameter.elements === undefined ? undefined : partGiven(context, args.places?.[k], value, parameter.elements)
    if (part !== undefined) value = part
    else if (parameter.passing === 'place' && bindPlace(context, scope, parameter.name, args, k, value)) continue
    if (parameter.braced !== undefined && value?.kind === 'list') value = objectGiven(context, parameter.braced, value, called.scope)
    const isHeld = value?.kind === 'list' || value?.kind === 'dictionary'
    if (value !== undefined && (parameter.passing === 'copy' || (isHeld && context.dialect.copiesArrays === true))) value = copiedWhole(value)
    if (parameter.pattern !== undefined) assignTarget(context, parameter.pattern, value ?? NONE, scope, true)
    else bind(context, scope, parameter.name, value ?? NONE)
    if (parameter.field === true && called.self?.kind === 'instance') called.self.attributes.set(parameter.name, new Cell<Value | undefined>(value))
  }
  const extra = named.keys().next().value
  if (extra !== undefined) refuse(`"${name}" has no parameter "${extra}"`, args.range)
  if (!context.dialect.looseArguments && positional.length > parameters.length && !parameters.some((parameter) => parameter.rest === 'list')) {
    refuse(`"${name}" takes ${parameters.length} arguments, not ${positional.length}`, args.range)
  }
}

/** What a parameter holds that takes all values from its place on; an array may be given instead: lse(x) of double... xs. */
function gathered(context: Context, { typed }: Parameter, values: readonly Value[]): Value {
  const [only] = values.length === 1 && typed?.kind === 'array' ? values : []
  if (only !== undefined && (isTerm(only) ? isSeveral(context, only) || isArray(context, only) : only.kind === 'list' || only.kind === 'sequence'))
    return only
  return { kind: 'list', form: context.dialect.joinsLists ? 'tuple' : 'list', items: new Cell(values) }
}

/** The object that a list is given for, f({1, 2}) of a structure with two fields. */
function objectGiven(context: Context, made: NonNullable<Parameter['braced']>, { items }: ListValue, around: Scope): Value {
  const scope: Scope = { variables: new Map(), parent: around }
  const values = items.value.map((item, k): Expression => {
    context.declare(scope, `field ${k}`, item)
    return { kind: 'name', name: `field ${k}`, range: NOWHERE }
  })
  return context.evaluate(made(values), scope)
}
const NOWHERE: Range = { start: 0, end: 0 }

/* Classes. */

/** Whether part of what the class is stands in another file. */
const extendsUnknown = (owner: ClassValue, depth = 0): boolean =>
  depth < 20 &&
  owner.bases.some((base) =>
    base.kind === 'class'
      ? extendsUnknown(base, depth + 1)
      : base.kind !== 'reference' || !/^(builtins\.object|abc\.ABC|typing\.(NamedTuple|Protocol|Generic)|enum\.Enum)$/.test(base.path),
  )

export function instantiate(context: Context, owner: ClassValue, args: Arguments): Value {
  const instance: InstanceValue = { kind: 'instance', class: owner, attributes: new Map(), open: extendsUnknown(owner) }
  context.initialise(instance)
  const found = findMember(owner, context.dialect.constructorName)
  if (found?.value.kind === 'function') callFunction(context, { ...found.value, self: instance }, args)
  else fillFields(context, instance, args)
  return instance
}

/** A class without a constructor, called: its arguments are its annotated fields, as in a data class; others have their defaults. */
function fillFields(context: Context, instance: InstanceValue, args: Arguments): void {
  const { class: owner } = instance
  const fields = [...fieldsOf(owner)]
  fields.forEach((field, k) => {
    const value = args.named.get(field) ?? args.positional[k] ?? findMember(owner, field)?.value
    if (value !== undefined) instance.attributes.set(field, new Cell<Value | undefined>(value))
  })
  const after = findMember(owner, '__post_init__')
  if (after?.value.kind === 'function')
    callFunction(context, { ...after.value, self: instance, owner: after.owner }, { positional: [], named: new Map(), ranges: [], range: args.range })
}

/** object.name */
export function memberOf(context: Context, object: Value, name: string, range: Range): Value {
  const held = hasMethod(context, object, name) ? objectHeld(context, object, range) : undefined
  if (held !== undefined) return memberOf(context, held, name, range)
  switch (object.kind) {
    case 'instance': {
      const own = object.attributes.get(name)?.value
      if (own !== undefined) return own
      const found = findMember(object.class, name)
      if (found !== undefined) return boundMember(context, found, object, range)
      if (object.open && object.called !== undefined) return context.facts.part(object.called, name, range, false)
      if (object.open) {
        const field = context.facts.field(object, name, name, range)
        object.asked?.set(name, field)
        return field
      }
      // A tuple with names gives another one, with some fields set anew.
      if (name === '_replace' && context.dialect.passesSelf)
        return { kind: 'partial', callee: reference('dataclasses.replace'), positional: [object], named: new Map() }
      return refuse(`an object of class "${object.class.definition.name}" has no "${name}"`, range)
    }
    case 'class': {
      const found = findMember(object, name)
      if (found === undefined) return refuse(`the class "${object.definition.name}" has no "${name}"`, range)
      if (found.value.kind === 'function' && found.value.definition.decorators.includes('classmethod'))
        return { ...found.value, self: object, owner: found.owner }
      if (found.value.kind !== 'function') return found.value
      return { ...found.value, owner: found.owner, self: found.value.definition.modifier === 'static' ? object : undefined }
    }
    case 'super': {
      for (const base of object.above) {
        const found = base.kind === 'class' ? findMember(base, name) : undefined
        if (found !== undefined) return boundMember(context, found, object.self, range)
      }
      return { kind: 'method', object, name }
    }
    case 'dictionary': {
      const entry = object.entries.value.get(`s${name}`)
      if (entry === undefined && object.rest !== undefined) return memberOf(context, object.rest, name, range)
      // An object whose attributes were set is no dictionary of Python, which has none.
      if (entry !== undefined && (object.rest !== undefined || !context.dialect.passesSelf))
        return entry.kind === 'function' && entry.self === undefined ? { ...entry, self: object } : entry
      break
    }
    case 'factored': {
      const part = object.parts.get(name)
      if (part !== undefined) return part
      break
    }
    case 'method':
      // config.model.size
      if (object.object.kind === 'name' || object.object.kind === 'method') return memberOf(context, context.toTerm(object, range), name, range)
      break
    case 'opaque':
      throw object.error
  }
  return context.dialect.member(context, object, name, range) ?? refuse(`${describe(object)} has no "${name}" that is known here`, range)
}

function boundMember(context: Context, found: { value: Value; owner: ClassValue }, self: Value, range: Range): Value {
  const { value, owner } = found
  if (value.kind !== 'function') return value
  const { decorators, modifier } = value.definition
  if (decorators.includes('staticmethod')) return { ...value, owner }
  const bound: FunctionValue = { ...value, self: decorators.includes('classmethod') && self.kind === 'instance' ? self.class : self, owner }
  const getter = modifier === 'getter' || decorators.some((decorator) => /(^|\.)(cached_)?property$/.test(decorator))
  return getter ? callFunction(context, bound, { positional: [], named: new Map(), ranges: [], range }) : bound
}

/** A function that the text does not define stays a symbol. */
/** A constructor that could not be parsed. */
const MAKER = /^(\w+)::new \d+$/

export function callUnknown(context: Context, name: string, args: Arguments): Term {
  const [, made] = MAKER.exec(name) ?? []
  if (made !== undefined) return refuse(`what the constructor of "${made}" does is not read`, args.range, 'set the fields one by one')
  if (args.positional.length === 0) return refuse(`"${name}" is not known here`, args.range)
  const usual = name.length > 1 ? operationSpelled('text', name, args.positional.length) : undefined
  // What everybody calls sigmoid needs no definition to be read; it is said.
  if (usual !== undefined && takes(usual, args.positional.length) && (usual.elementwise || usual.layer === true)) {
    context.facts.note(`"${name}" is not defined here: read as the function usually called so`, args.range)
    return applyRow(context, usual, args, name, args.range)
  }
  const terms = args.positional.map((value, k) => context.toTerm(value, args.ranges[k] ?? args.range))
  for (const [key, value] of args.named) terms.push(isTerm(value) ? value : refuse(`"${name}" is not known here, nor what "${key}" does`, args.range))
  return { kind: 'call', name, args: terms, range: args.range }
}

/** What a layer makes of its input, with its weights as free names. */
export function applyLayer(context: Context, layer: LayerValue, args: Arguments): Value {
  const { range } = args
  const input = args.positional[0] ?? refuse('the layer is called without an input', range)
  return layer.apply(input, (name) => weightOf(context, layer, name, range), range)
}

/** A weight of a layer: a free name of its own, or what it was said to be. */
export function weightOf(context: Context, layer: LayerValue, name: string, range: Range): Term {
  const tied = layer.tied?.get(name)
  if (tied !== undefined) return tied
  const lengths = layer.weights.get(name) ?? []
  const free = context.facts.field(layer, name, `${layer.name}_${name}`, range, lengths.length)
  if (lengths.every((length) => length !== undefined)) context.facts.declare(free.name, { shape: shapeOf(lengths), named: 'made' })
  return free
}
