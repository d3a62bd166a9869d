/** Comparisons and what is made of conditions by `and`, `or`, and by asking a value whether it is true. */
import type { Range } from '../../../api.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import type { Comparison, Expression } from '../syntax/syntax.ts'
import { type Context, refuse } from '../values/context.ts'
import { dictionaryKey } from '../values/keys.ts'
import { settledOrder } from '../values/known.ts'
import { merge } from '../values/merge.ts'
import { isCondition, isTerm, type Scope, truth, type Value } from '../values/value.ts'
import { truthsIn } from './booleans.ts'
import { countOfChosen } from './counted.ts'
import { isNoNumber } from './noNumber.ts'
import { isArray, rankSaid } from './shapes.ts'
import { overloaded } from './specials.ts'

const ROWS: { readonly [op in Comparison]?: string } = { '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '==': 'eq', '!=': 'ne' }

export function comparison(context: Context, e: Extract<Expression, { kind: 'compare' }>, scope: Scope): Value {
  let left = context.evaluate(e.first, scope)
  const parts: Value[] = []
  for (const { op, operand } of e.rest) {
    const right = context.evaluate(operand, scope)
    const part = compare(context, op, left, right, e.range)
    if (part.kind === 'boolean' && !part.value) return part
    if (part.kind !== 'boolean') parts.push(part)
    left = right
  }
  if (parts.length < 2) return parts[0] ?? truth(true)
  return applyTerm(
    'and',
    parts.map((part) => context.toTerm(part, e.range)),
    e.range,
  )
}

/** One comparison: decided where both sides are known, else a condition on symbols. */
export function compare(context: Context, op: Comparison, a: Value, b: Value, range: Range): Value {
  const negated = op === 'is not' || op === 'not in' || op === '!='
  if (op === 'in' || op === 'not in') {
    const elements = b.kind === 'dictionary' ? undefined : context.elements(b, range)
    if (b.kind === 'dictionary') return truth(b.entries.value.has(dictionaryKey(a) ?? '') !== negated)
    if (elements === undefined) return refuse('what is in there is not known', range)
    const found = elements.map((element) => compare(context, '==', a, element, range))
    if (found.some((each) => each.kind === 'boolean' && each.value)) return truth(!negated)
    if (found.every((each) => each.kind === 'boolean')) return truth(negated)
    return refuse('whether it is in there depends on symbols', range)
  }
  const special = overloaded(context, op, a, b, range)
  if (special !== undefined) return special
  if (a.kind === 'shape' || b.kind === 'shape') {
    const [left, right] = [context.elements(a, range), context.elements(b, range)]
    if (left === undefined || right === undefined || (op !== '==' && op !== '!=')) return refuse('this shape is not known', range)
    const parts = left.length === right.length ? left.map((each, k) => compare(context, '==', each, right[k] as Value, range)) : [truth(false)]
    if (parts.some((part) => part.kind === 'boolean' && !part.value)) return truth(negated)
    return parts.every((part) => part.kind === 'boolean') ? truth(!negated) : refuse('this shape is not known', range)
  }
  const [option, word] = a.kind === 'name' ? [a, b] : [b, a]
  if (option.kind === 'name' && word.kind === 'string' && context.facts.parameters.has(option.name))
    return truth((context.facts.option(option.name, word.value, range) === word.value) !== negated)
  // Beside an array a list is one, component by component.
  const isBeside = (list: Value, other: Value): boolean =>
    list.kind === 'list' && isTerm(other) && (context.dialect.countsFromOne === true || isArray(context, other))
  const plain = (value: Value): boolean => ['string', 'none', 'list', 'dictionary', 'function', 'class', 'instance', 'reference'].includes(value.kind)
  if ((plain(a) || plain(b)) && !isBeside(a, b) && !isBeside(b, a) && !(a.kind === 'list' && b.kind === 'list' && op === '==')) {
    if (a.kind === 'string' && b.kind === 'string') return truth((a.value === b.value) !== negated)
    if (a.kind === 'reference' && b.kind === 'reference') return truth((a.path === b.path) !== negated)
    if (op === '==' || op === '!=' || op === 'is' || op === 'is not') return truth((a === b || (a.kind === 'none' && b.kind === 'none')) !== negated)
  }
  if (a.kind === 'boolean' && b.kind === 'boolean') return truth((context.facts.isTrue(a) === context.facts.isTrue(b)) !== negated)
  const left = context.toTerm(a, range)
  const right = context.toTerm(b, range)
  // NaN equals nothing, and is neither less nor more.
  if (isNoNumber(left) || isNoNumber(right)) return truth(negated)
  const order = settledOrder(context, left, right)
  if (order !== undefined) {
    context.facts.assume(left, range)
    context.facts.assume(right, range)
    const holds = {
      '<': order < 0,
      '<=': order <= 0,
      '>': order > 0,
      '>=': order >= 0,
      '==': order === 0,
      '!=': order !== 0,
      is: order === 0,
      'is not': order !== 0,
    }
    return truth(holds[op])
  }
  return applyTerm(ROWS[op] ?? (negated ? 'ne' : 'eq'), [left, right], range)
}

export function logic(context: Context, e: Extract<Expression, { kind: 'logic' }>, scope: Scope): Value {
  const left = context.evaluate(e.left, scope)
  if (e.op === '??') return left.kind === 'none' ? context.evaluate(e.right, scope) : left
  const known = context.decide(left, e.left.range)
  if (known !== undefined) return known === (e.op === 'or') ? left : context.evaluate(e.right, scope)
  const right = context.evaluate(e.right, scope)
  const second = context.decide(right, e.right.range)
  const condition = truthTerm(context, left, e.left.range)
  // x or y of numbers is one of them.
  if (!isCondition(left) || !isCondition(right)) {
    const [holds, fails] = e.op === 'or' ? [left, right] : [right, left]
    return fails.kind === 'number' && fails.value.isZero && holds === left ? left : merge(condition, holds, fails, e.range)
  }
  if (second !== undefined && isCondition(right)) return second === (e.op === 'or') ? right : condition
  return applyTerm(e.op, [condition, truthTerm(context, right, e.right.range)], e.range)
}

/** The value as a condition, component by component: a number is true where it is not 0. */
export function conditionTerm(context: Context, value: Value, range: Range): Term {
  const term = context.toTerm(value, range)
  return truthsIn(term) ?? applyTerm('ne', [term, numberTerm(0)], range)
}

/** The same of a value as a whole, where it decides what is done: of a list it is asked whether it has anything in it. */
export function truthTerm(context: Context, value: Value, range: Range): Term {
  const count = countOfChosen(context, value, range)
  if (count !== undefined) return applyTerm('ne', [count, numberTerm(0)], range)
  const term = context.toTerm(value, range)
  const { joinsLists, looseArguments } = context.dialect
  const isOpen = term.kind === 'name' ? (rankSaid(context, term) ?? 1) > 0 && !context.isIndex(term.name) : isArray(context, term)
  return (joinsLists || looseArguments) && !isCondition(value) && isOpen ? applyTerm('truth', [term], range) : conditionTerm(context, term, range)
}
