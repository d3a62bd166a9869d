/** The value of an expression. */

import type { Range } from '../../api.ts'
import { applyTerm, numberTerm } from '../term.ts'
import { blocks } from './arrays/blocks.ts'
import { broadcastCall, closedRange, indexFromOne, lastIndex, viewFromOne } from './arrays/columns.ts'
import { comparison, logic, truthTerm } from './arrays/comparisons.ts'
import { either } from './arrays/either.ts'
import { binary, operate, unary } from './arrays/operators.ts'
import { withRank } from './arrays/sequences.ts'
import { sharedSlice } from './arrays/writing.ts'
import { listing } from './calls/bundles.ts'
import { meantBySign } from './calls/meant.ts'
import { ownValue } from './calls/own.ts'
import { forgetPlaces, placesGiven, pointedAt } from './calls/places.ts'
import { asConstant } from './constants.ts'
import { comprehend } from './loops/comprehension.ts'
import { plainly } from './syntax/constants.ts'
import type { Argument, Expression, Subscript } from './syntax/syntax.ts'
import { type Context, refuse } from './values/context.ts'
import { assuming } from './values/implied.ts'
import { dictionaryKey } from './values/keys.ts'
import { scopeCopied } from './values/scopes.ts'
import { Cell } from './values/store.ts'
import { joinedText } from './values/texts.ts'
import { usualMaker, usualMeaning } from './values/usual.ts'
import { type Arguments, copied, isTerm, NONE, resultOf, type Scope, truth, type Value } from './values/value.ts'

export function evaluateExpression(
  context: Context,
  e: Expression,
  scope: Scope,
  lookup: (name: string, scope: Scope, range: Range) => Value,
): Value {
  switch (e.kind) {
    case 'number':
      return e.imaginary === true ? applyTerm('mul', [numberTerm(e.value), applyTerm('imaginary', [])], e.range) : numberTerm(e.value, e.range)
    case 'string':
      return { kind: 'string', value: e.value }
    case 'constant':
      return e.value === null ? NONE : truth(e.value)
    case 'ellipsis':
      return { kind: 'ellipsis' }
    case 'name':
      return ownValue(context, e, e.range) ?? lookup(e.name, scope, e.range)
    case 'unary':
      return unary(context, e.op, context.evaluate(e.operand, scope), e.range)
    case 'binary':
      return binary(context, e, scope)
    case 'compare':
      return comparison(context, e, scope)
    case 'logic':
      return logic(context, e, scope)
    case 'conditional': {
      const test = context.evaluate(e.test, scope)
      const known = context.decide(test, e.test.range)
      if (known !== undefined) return context.evaluate(known ? e.then : e.otherwise, scope)
      const condition = truthTerm(context, test, e.test.range)
      const side = (of: Expression, holds: boolean): Value => assuming(context, condition, holds, () => context.evaluate(of, scope))
      return either(context, condition, side(e.then, true), side(e.otherwise, false), e.range)
    }
    case 'call': {
      const callee =
        usualMeaning(context, e.callee, scope, true) ??
        listing(context, e.callee, scope) ??
        calledBesideNumber(context, e.callee, scope) ??
        context.evaluate(e.callee, scope)
      // What is only drawn, logged or measured has no value that could be needed.
      if (callee.kind === 'reference' && context.dialect.passesOver(callee.path)) return resultOf(callee)
      const gathers = GATHERS.has(e.callee.kind === 'member' || e.callee.kind === 'name' ? e.callee.name : '')
      const given = evaluateArguments(context, e.args, scope, e.range, gathers, callee)
      const args = context.dialect.hasPlaces === true ? { ...given, places: placesGiven(given, e.args, scope) } : given
      const value = e.dotted === true ? broadcastCall(context, callee, args) : context.call(callee, args, e.range)
      if (value.kind === 'call' && callee.kind !== 'function') forgetPlaces(context, e, scope)
      return value
    }
    case 'member':
      return usualMeaning(context, e, scope, false) ?? context.member(memberOwner(context, e, scope), e.name, e.range)
    case 'index':
      if (e.pointed === true) return pointedAt(context, context.evaluate(e.object, scope), e.range)
      if (e.view !== undefined) return viewFromOne(context, e, scope)
      if (context.dialect.countsFromOne === true) return indexFromOne(context, e, scope)
      return indexFromZero(context, e, scope)
    case 'range':
      return closedRange(context, e, scope)
    case 'end':
      return lastIndex(context, e.range)
    case 'matrix':
      return blocks(context, e.rows, scope, e.range)
    case 'list': {
      const [item] = e.items
      const whole = e.items.length === 1 && item?.kind === 'spread' ? context.evaluate(item, scope) : undefined
      // [...x] is x over again, of whatever length.
      if (whole !== undefined && isTerm(whole) && context.elements(whole, e.range) === undefined) return copied(whole)
      if (whole?.kind === 'sequence' && whole.weight !== undefined) return whole
      return spreadItems(context, e, scope)
    }
    case 'dictionary': {
      const entries = new Map<string, Value>()
      for (const entry of e.entries) {
        if (entry.key === undefined) {
          const inner = context.evaluate(entry.value, scope)
          if (inner.kind === 'dictionary') for (const [key, value] of inner.entries.value) entries.set(key, value)
          continue
        }
        const key = dictionaryKey(context.evaluate(entry.key, scope))
        if (key !== undefined) entries.set(key, context.evaluate(entry.value, scope))
      }
      return { kind: 'dictionary', entries: new Cell(entries) }
    }
    case 'spread':
      return context.evaluate(e.value, scope)
    case 'comprehension':
      return comprehend(context, e, scope)
    case 'function':
      return { kind: 'function', definition: e.definition, scope: e.definition.captures === 'copies' ? scopeCopied(scope) : scope }
    case 'assignment': {
      const old = e.op === undefined && e.old !== true ? undefined : context.evaluate(e.target, scope)
      const given = context.evaluate(e.value, scope)
      const assignment = plainly(e)
      const named = assignment === undefined ? given : asConstant(context, assignment, e.target, given, scope)
      const value = old === undefined || e.op === undefined ? named : operate(context, e.op, old, given, e.range)
      let home = scope
      while (home.comprehension === true && home.parent !== undefined) home = home.parent
      context.assign(e.target, value, home)
      return e.old === true && old !== undefined ? old : value
    }
    case 'sequence': {
      let value: Value = NONE
      for (const item of e.items) value = context.evaluate(item, scope)
      return value
    }
    case 'text':
      return joinedText(e.parts.map((part) => (typeof part === 'string' ? { kind: 'string', value: part } : context.evaluate(part, scope))))
    case 'meant':
      return meantBySign(context, e, scope)
    case 'unknown':
      return refuse(`${e.what} has no mathematical meaning here`, e.range, e.hint)
  }
}

function indexFromZero(context: Context, e: Extract<Expression, { kind: 'index' }>, scope: Scope): Value {
  const object = context.evaluate(e.object, scope)
  const items = e.items.map((item) => subscript(context, item, scope))
  const value = context.index(object, items, e.range)
  return e.shares === true ? sharedSlice(context, value, object, items, e.range) : value
}

/** The name of a variable, or of the function that is called for it; '' where there is none. */
function calledSo(e: Expression): string {
  const named = e.kind === 'call' ? e.callee : e
  return named.kind === 'name' || named.kind === 'member' ? named.name : ''
}

/** A list with what is spread in it; where an array of unknown length is, all of it is one array: [0, ...x] is as long as x, and one more. */
function spreadItems(context: Context, { items, form, range }: Extract<Expression, { kind: 'list' }>, scope: Scope): Value {
  const values: Value[] = []
  let open = false
  for (const item of items) {
    const value = context.evaluate(item, scope)
    const elements = item.kind === 'spread' ? context.elements(value, item.range) : [value]
    if (elements === undefined && !isTerm(value) && value.kind !== 'sequence') refuse('the number of elements spread here is not known', item.range)
    if (elements === undefined) open = true
    else if (item.kind === 'spread') context.spend(item.range, elements.length)
    // What is spread is an array.
    for (const element of elements ?? [isTerm(value) ? withRank(context, value, 1) : value]) values.push(element)
  }
  if (!open) return { kind: 'list', form, items: new Cell(values), ...(values.length === items.length && { names: items.map(calledSo) }) }
  return applyTerm(
    'blocks',
    values.map((value) => context.toTerm(value, range)),
    range,
    { columns: values.map(() => 1) },
  )
}

/** Functions to which f(...x) means the same as f(x), however long x is. */
const GATHERS = new Set(['max', 'min', 'hypot'])

function evaluateArguments(context: Context, args: readonly Argument[], scope: Scope, range: Range, gathers: boolean, callee?: Value): Arguments {
  const positional: Value[] = []
  const ranges: Range[] = []
  const named = new Map<string, Value>()
  if (
    gathers &&
    args.length > 1 &&
    args.some(({ spread }) => spread === 'list') &&
    args.every(({ name, spread }) => name === undefined && spread !== 'dictionary')
  ) {
    // Math.max(a, ...x) is that of one array.
    const items = args.map((arg): Expression => (arg.spread === 'list' ? { kind: 'spread', value: arg.value, range: arg.range } : arg.value))
    const all = spreadItems(context, { kind: 'list', form: 'list', items, range }, scope)
    if (all.kind === 'list') return { positional: all.items.value, named, ranges: all.items.value.map(() => range), range }
    return { positional: [all], named, ranges: [range], range, spread: true }
  }
  for (const arg of args) {
    const value = context.evaluate(arg.value, scope)
    if (arg.name !== undefined) named.set(arg.name, value)
    else if (arg.spread === 'dictionary') {
      if (value.kind !== 'dictionary') return refuse('the keyword arguments spread here are not known', arg.range)
      for (const [key, entry] of value.entries.value) named.set(key.slice(1), entry)
    } else if (arg.spread === 'list') {
      const known = context.elements(value, arg.range)
      // What libraries take as many lengths they take as a shape too: reshape(*x.shape), rand(*x.shape).
      if (known === undefined && value.kind === 'shape' && (callee?.kind === 'method' || callee?.kind === 'reference')) {
        positional.push(value)
        ranges.push(arg.range)
        continue
      }
      const next = callee?.kind === 'function' ? callee.definition.parameters[positional.length] : undefined
      if (known === undefined && next?.rest === 'list' && next.typed?.kind === 'array') {
        positional.push(value)
        ranges.push(arg.range)
        continue
      }
      if (known === undefined && gathers && args.length === 1) return { positional: [value], named, ranges: [arg.range], range, spread: true }
      const taken = known === undefined ? placesLeft(context, callee, args, positional.length) : undefined
      const elements =
        known ??
        taken?.map((k) => context.index(value, [numberTerm(k)], arg.range)) ??
        refuse('the number of arguments spread here is not known', arg.range)
      context.spend(arg.range, elements.length)
      for (const element of elements) {
        positional.push(element)
        ranges.push(arg.range)
      }
    } else {
      positional.push(value)
      ranges.push(arg.range)
    }
  }
  return { positional, named, ranges, range }
}

/** The library's function in max = Math.max(max, x), where a number that is called so cannot be meant; undefined for others. */
function calledBesideNumber(context: Context, callee: Expression, scope: Scope): Value | undefined {
  if (context.dialect.callsFunctionsOnly !== true || callee.kind !== 'name' || callee.own !== undefined) return undefined
  const bound = context.bound(callee.name, scope)
  return bound !== undefined && isTerm(bound) ? context.dialect.builtin(callee.name) : undefined
}

/**
 * What model(x, *p) takes of p: as many as the function has parameters left, of distance(*p, *q) each the same number. Undefined where
 * that is not plain.
 */
function placesLeft(context: Context, callee: Value | undefined, args: readonly Argument[], before: number): readonly number[] | undefined {
  if (callee?.kind !== 'function') return undefined
  const firstSpread = args.findIndex((arg) => arg.spread !== undefined)
  const spreads = args.slice(firstSpread).filter((arg) => arg.name === undefined)
  if (!spreads.every((arg) => arg.spread === 'list')) return undefined
  const own = callee.self !== undefined && context.dialect.passesSelf ? callee.definition.parameters.slice(1) : callee.definition.parameters
  const named = new Set(args.map((arg) => arg.name))
  const left = own.slice(spreads.length > 1 ? firstSpread : before).filter(({ name }) => !named.has(name))
  const isPlain = left.every(({ initial, rest, named: byName }) => initial === undefined && rest === undefined && byName !== true)
  const each = left.length / spreads.length
  return isPlain && left.length > 0 && Number.isInteger(each) ? Array.from({ length: each }, (_, k) => k) : undefined
}

export function subscript(context: Context, item: Subscript, scope: Scope): Value {
  if (item.kind !== 'slice') return context.evaluate(item, scope)
  const part = (e: Expression | undefined): Value | undefined => (e === undefined ? undefined : context.evaluate(e, scope))
  return { kind: 'slice', start: part(item.start), stop: part(item.stop), step: part(item.step) }
}

/** What a member is asked of. */
function memberOwner(context: Context, { object, name }: Extract<Expression, { kind: 'member' }>, scope: Scope): Value {
  const maker = usualMaker(context, object, name, scope)
  return maker === undefined || object.kind !== 'call'
    ? context.evaluate(object, scope)
    : context.call(maker, evaluateArguments(context, object.args, scope, object.range, false), object.range)
}
