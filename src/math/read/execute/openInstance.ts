/** Objects that are there without having been made, for methods that are read on their own. */
import type { Range } from '../../api.ts'
import { type Shape, sameShape, shapeOf } from '../../shape.ts'
import type { ApplyTerm, Declaration, Term } from '../term.ts'
import { shapeOfTerm } from './arrays/shapes.ts'
import { bindParameters } from './calls/calls.ts'
import { clearGradients, zerosIn } from './calls/stored.ts'
import { declareNumbers, executeTolerantly } from './file.ts'
import { boundNames } from './syntax/syntax.ts'
import { isApply, lengthWritten, numberOf } from './values/arithmetic.ts'
import type { Context, Escape } from './values/context.ts'
import type { Facts } from './values/facts.ts'
import { findMember, lineOf } from './values/members.ts'
import { Cell } from './values/store.ts'
import {
  type Arguments,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  isTerm,
  type Scope,
  type SequenceValue,
  type Value,
} from './values/value.ts'

/**
 * An object whose making the text does not show, for a method that is read on its own: its constructor is run with free
 * names, of the shapes that its comments state; what it sets to plain numbers, and what it does not set, is free. `clears`: gradients
 * that it sets to zeros stay that.
 */
export function openInstance(
  context: Context,
  facts: Facts,
  owner: ClassValue,
  free: (name: string, range: Range, said: Declaration | undefined) => Value,
  declared: (part: Range) => ReadonlyMap<string, Declaration>,
  clears = false,
): InstanceValue {
  const instance: InstanceValue = {
    kind: 'instance',
    class: owner,
    attributes: new Map(),
    open: true,
    ...(clears && { asked: new Map<string, Value>() }),
  }
  const range = owner.definition.nameRange
  context.initialise(instance)
  const found = findMember(owner, context.dialect.constructorName)
  if (found?.value.kind === 'function') {
    const { parameters } = found.value.definition
    const said = declared(found.value.definition.range)
    const parameterOf = (name: string, at: Range): Value => free(name, at, said.get(name))
    const own = context.dialect.passesSelf ? parameters.slice(1) : parameters
    const plain = own.filter((parameter) => parameter.rest === undefined && parameter.pattern === undefined)
    const named = new Map<string, Value>()
    for (const parameter of plain) {
      const initial = parameter.initial
      const keeps = initial !== undefined && initial.kind !== 'number' && !(initial.kind === 'unary' && initial.operand.kind === 'number')
      if (keeps) continue
      const free = parameterOf(parameter.name, parameter.range)
      named.set(parameter.name, free)
      const value = initial === undefined ? undefined : context.quietly(() => numberOf(context.term(initial, owner.members), facts.numbers))
      if (value === undefined || free.kind !== 'name' || facts.numberGiven(free.name) !== undefined) continue
      facts.declare(free.name, { shape: [], value: value.value, range: parameter.range })
      facts.numbers.learn(free.name, value)
      facts.defaults.set(free.name, value.value)
    }
    // constructor({ weights, bias }): what it is given holds free names.
    const positional = own.map((parameter) => {
      if (parameter.pattern?.kind !== 'dictionary') return undefined
      const entries = boundNames(parameter.pattern).map((name) => [`s${name}`, parameterOf(name, parameter.range)] as const)
      return { kind: 'dictionary', entries: new Cell<ReadonlyMap<string, Value>>(new Map(entries)) }
    }) as readonly Value[]
    construct(context, { ...found.value, self: instance }, { positional, named, ranges: [], range })
  }
  for (const { members } of lineOf(owner)) {
    for (const [name, cell] of members.variables) {
      if (cell.value?.kind === 'number' && !instance.attributes.has(name)) instance.attributes.set(name, new Cell<Value | undefined>(cell.value))
    }
  }
  const zeros = zerosIn(instance)
  for (const [name, cell] of instance.attributes) if (cell.value !== undefined) cell.value = learnt(context, facts, name, cell.value, instance, range)
  if (clears) clearGradients(instance, zeros)
  return instance
}

/** Runs a constructor; what a statement of it that cannot be read would have set stays unknown. */
function construct(context: Context, called: FunctionValue, args: Arguments): void {
  const { definition } = called
  const body = definition.body()
  if ('kind' in body) return
  const scope: Scope = { variables: new Map(), parent: called.scope, elsewhere: new Map() }
  const escapes: Escape[] = []
  context.tolerate(() => {
    bindParameters(context, called, args, scope, definition.name ?? 'the constructor')
    context.frames.push({ definition, scope, self: called.self, owner: called.owner })
    const own = context.dialect.passesSelf ? definition.parameters[0]?.name : undefined
    for (const statement of body) {
      if (escapes.length > 0) break
      executeTolerantly(context, statement, scope, undefined, escapes)
      // A field that cannot be read leaves the others as they are.
      if (own !== undefined && called.self !== undefined) context.declare(scope, own, called.self)
    }
    context.frames.pop()
  })
}

/** Holders of weights inside of one another. */
const DEEPEST = 4

/** What an object holds before anything is learnt: random numbers and zeros are free names, and so are plain numbers, which keep their values. */
function learnt(context: Context, facts: Facts, name: string, value: Value, instance: InstanceValue, range: Range, depth = 0): Value {
  const inside = (key: string, part: Value): Value => learnt(context, facts, key, part, instance, range, depth + 1)
  // self.params['W1'] is W1, self.weights[0] is weights_0.
  if (value.kind === 'dictionary' && depth < DEEPEST) {
    const nameOf = (key: string): string => (/^s[A-Za-z_]\w*$/.test(key) ? key.slice(1) : `${name}_${key.slice(1).replace(/\W+/g, '_')}`)
    return { ...value, entries: new Cell(new Map([...value.entries.value].map(([key, part]) => [key, inside(nameOf(key), part)]))) }
  }
  const rows = value.kind === 'list' ? filledRows(context, value.items.value) : undefined
  if (value.kind === 'list' && rows === undefined && depth < DEEPEST && value.items.value.some((item) => !isTerm(item) || item.kind !== 'number'))
    return { ...value, items: new Cell(value.items.value.map((item, k) => inside(`${name}_${k}`, item))) }
  // self.norm = RMSNorm(dim) holds weights of its own: norm_weight.
  if (value.kind === 'instance' && value !== instance && depth < DEEPEST) {
    for (const [key, cell] of value.attributes) if (cell.value !== undefined) cell.value = inside(`${name}_${key}`, cell.value)
    return value
  }
  const blank = value.kind === 'apply' && isBlank(value) ? value : undefined
  const filled = value.kind === 'sequence' ? filledShape(value) : rows
  if (value.kind !== 'opaque' && blank === undefined && filled === undefined)
    return (isTerm(value) && depth === 0 ? declareNumbers(context, facts, name, value, instance, range) : undefined) ?? value
  // Zeros are where training begins: weights are free.
  const shape =
    filled ??
    (value.kind === 'opaque' ? value.shape : undefined) ??
    (blank?.op === 'array' ? shapeOfTerm(context, blank) : blank && blankShape(blank))
  const free = facts.free(
    name,
    depth === 0 ? instance : `${depth} ${name}`,
    range,
    shape === undefined && blank?.op === 'blank' ? blank.args.length : undefined,
  )
  if (shape !== undefined) facts.declare(free.name, { shape, range, named: 'made' })
  return free
}

/** An array of one and the same number, as weights are before they are learnt. */
function isBlank(term: Term): term is ApplyTerm {
  if (term.kind !== 'apply') return false
  if (term.op !== 'array') return ['zeros', 'ones', 'blank'].includes(term.op)
  const stack: Term[] = [...term.args]
  let first: Term | undefined
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    if (part.kind === 'apply' && part.op === 'array') stack.push(...part.args)
    else if (part.kind !== 'number' || (first?.kind === 'number' && !first.value.equals(part.value))) return false
    else first = part
  }
  return first?.kind === 'number' && (first.value.isZero || first.value.isOne)
}

/** The lengths of rows of one and the same number, or of random ones; undefined for others. */
function filledShape({ over, bounds, element, condition, backwards }: SequenceValue): Shape | undefined {
  const places =
    over !== undefined && isApply(over, 'zeros')
      ? over.args[0]
      : bounds?.start.kind === 'number' && bounds.start.value.isZero
        ? bounds.stop
        : undefined
  const length = places === undefined || condition !== undefined || backwards === true ? undefined : lengthWritten(places)
  if (length === undefined) return undefined
  if (element.kind === 'number' || (element.kind === 'opaque' && element.shape === undefined)) return shapeOf([length])
  const inner =
    element.kind === 'sequence' ? filledShape(element) : element.kind === 'apply' && element.op === 'zeros' ? blankShape(element) : undefined
  return inner && shapeOf([length, ...inner])
}

/** The lengths of a list of rows that are alike, each of one and the same number or of random ones; undefined for others. */
function filledRows(context: Context, items: readonly Value[]): Shape | undefined {
  const shapes = items.map((item): Shape | undefined => {
    if (item.kind === 'sequence') return filledShape(item)
    if (item.kind === 'apply') return item.op === 'array' && isBlank(item) ? shapeOfTerm(context, item) : undefined
    if (item.kind !== 'list') return undefined
    const parts = item.items.value
    const areNumbers = parts.length > 0 && parts.every((part) => part.kind === 'opaque' && part.shape === undefined)
    return areNumbers ? shapeOf([parts.length]) : filledRows(context, parts)
  })
  const [row] = shapes
  return row !== undefined && shapes.every((shape) => shape !== undefined && sameShape(shape, row)) ? shapeOf([items.length, ...row]) : undefined
}

/** The lengths of an array of zeros or ones, some of which are names. */
function blankShape({ op, args, attributes }: ApplyTerm): Shape | undefined {
  const given =
    op === 'blank' ? args.map((_, k) => ({ length: k })) : ((attributes?.['shape'] ?? []) as readonly (number | string | { length: number })[])
  const lengths = given.map((length) => {
    const term = typeof length === 'object' ? args[length.length] : undefined
    return typeof length !== 'object' ? length : term && lengthWritten(term)
  })
  return lengths.every((length) => length !== undefined) ? shapeOf(lengths as (number | string)[]) : undefined
}
