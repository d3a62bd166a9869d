/** Operators: arithmetic, comparison and logic of values, also of objects whose classes say what they mean. */
import type { Range } from '../../../api.ts'
import { isElementwise, operationSpelled } from '../../../ops/table.ts'
import { holdsThroughout } from '../../order.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { madeBySign } from '../calls/signs.ts'
import type { BinaryOperator, Comparison, Expression } from '../syntax/syntax.ts'
import { compute, computed, floorDivided, isApply, isDoubled, negative, numberOf, power, sum } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { dictionaryKey } from '../values/keys.ts'
import { bothConstants, integerOf, settledOrder } from '../values/known.ts'
import { findMember } from '../values/members.ts'
import { merge } from '../values/merge.ts'
import { Cell } from '../values/store.ts'
import { joinedText, percentText } from '../values/texts.ts'
import { copied, isCondition, isTerm, type Scope, truth, type Value } from '../values/value.ts'
import { transposed } from '../values/views.ts'
import { countOfChosen } from './counted.ts'
import { askFor, isCount } from './counting.ts'
import { meeting } from './each.ts'
import { isNoNumber } from './noNumber.ts'
import { isRotation } from './rotation.ts'
import { productOfSelections } from './selected.ts'
import { isArray, rankSaid } from './shapes.ts'

export function unary(context: Context, op: string, value: Value, range: Range): Value {
  if (op === 'not' || (op === '~' && isCondition(value))) {
    const known = op === 'not' ? context.decide(value, range) : value.kind === 'boolean' ? value.value : undefined
    const of = value.kind === 'boolean' ? value.of : undefined
    return known === undefined ? applyTerm('not', [truthTerm(context, value, range)], range) : truth(!known, of)
  }
  const special =
    callSpecial(context, value, op === '-' ? 'neg' : op === '+' ? 'pos' : 'invert', [], range) ?? madeBySign(context, op, [value], range)
  if (special !== undefined) return special
  const turns = op === "'" || op === ".'"
  // find(c)': gone through one by one, as the column is.
  if (turns && value.kind === 'sequence' && (value.mask ?? value.weight) !== undefined) return value
  const term = context.toTerm(value, range)
  if (turns) {
    // (0:n-1)' is the column that the row was made of, and is meant to be one.
    if (isApply(term, 'transpose') && term.attributes?.['range'] === true) {
      const [column] = term.args as [Term]
      return column.kind === 'apply' ? { ...column, attributes: { ...column.attributes, turned: true } } : column
    }
    const attributes = op === "'" ? CONJUGATE : undefined
    return context.dialect.copiesArrays === true ? applyTerm('transpose', [term], range, attributes) : transposed(term, range, attributes)
  }
  // ~mask: floating-point numbers have no ~, so that what it stands before are truth values.
  if (op === '~' && term.kind !== 'number') {
    if (term.kind === 'name') context.facts.note(`"${term.name}" is read as a mask of truth values`, range)
    return applyTerm('eq', [term, numberTerm(0)], range)
  }
  if (op === '~') return refuse('"~" on numbers works on their bits, which is no smooth function', range)
  if (op !== '-') return copied(term)
  return context.dialect.explicit?.operate(context, '*', numberTerm(-1), term, range) ?? negative(term, range)
}

/** The sign after a complex matrix gives its conjugate transpose. */
const CONJUGATE = { conjugate: true } as const

export function binary(context: Context, e: Extract<Expression, { kind: 'binary' }>, scope: Scope): Value {
  let left = context.evaluate(e.first, scope)
  let literal = e.first.kind === 'number'
  let started = literal
  let open: BinaryOperator | undefined
  /** The terms of a sum that this chain began: nobody else holds them. */
  let terms: Term[] | undefined
  for (const [k, { op, operand }] of e.rest.entries()) {
    const right = context.evaluate(operand, scope)
    // An operand does not know of the parentheses around it; the whole does.
    const range = { start: e.range.start, end: k === e.rest.length - 1 ? e.range.end : operand.range.end }
    const both = literal && operand.kind === 'number'
    const adds = op === '+' || op === '-'
    if (terms !== undefined && adds && isTerm(right)) {
      terms.push(op === '+' ? right : negative(right, range))
      left = applyTerm('add', terms, range)
    } else {
      left = operate(context, op, left, right, range, open, both, started)
      terms = adds && (open === '+' || open === '-') && isTerm(left) && isApply(left, 'add') ? [...left.args] : undefined
    }
    started = left.kind !== 'number' || both
    literal = both
    open = op
  }
  return left
}

/** Calls object.__name__(...), where the object's class has such a method. */
export function callSpecial(context: Context, object: Value | undefined, name: string, given: readonly Value[], range: Range): Value | undefined {
  if (object?.kind !== 'instance' || context.dialect.operators === undefined || findMember(object.class, `__${name}__`) === undefined)
    return undefined
  const method = context.member(object, `__${name}__`, range)
  return context.call(method, { positional: given, named: new Map(), ranges: given.map(() => range), range }, range)
}

/** What the classes of a or b make of the operator. */
function overloaded(context: Context, op: string, a: Value, b: Value, range: Range): Value | undefined {
  if (a.kind !== 'instance' && b.kind !== 'instance') return undefined
  const name = context.dialect.operators?.get(op)
  if (name === undefined) return madeBySign(context, op, [a, b], range)
  return callSpecial(context, a, name, [b], range) ?? callSpecial(context, b, `r${name}`, [a], range)
}

/** Random data times a number, which is random data of that shape: torch.randn(n, d) * n ** -0.5. */
function scaledData(op: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (!/^[-+*/]$/.test(op)) return undefined
  const isData = (value: Value): boolean => value.kind === 'opaque' && (value.shape !== undefined || value.random === true)
  const isScale = (value: Value): boolean =>
    isTerm(value) && (value.kind === 'number' || value.kind === 'name' || (value.kind === 'apply' && isElementwise(value.op)))
  return isData(a) && isScale(b) ? a : isData(b) && isScale(a) ? b : undefined
}

/**
 * a op b. `open` is the operator that made `a`, written before it without parentheses; literals are not computed with.
 * Unless `a` stands there `written`, it is what a variable holds: a sum that starts from 0 does not show it.
 */
export function operate(
  context: Context,
  op: BinaryOperator,
  a: Value,
  b: Value,
  range: Range,
  open?: BinaryOperator,
  literals = false,
  written = false,
): Value {
  const special = overloaded(context, op, a, b, range)
  if (special !== undefined) return special
  const random = scaledData(op, a, b)
  if (random !== undefined) return random
  if (a.kind === 'string' && op === '%') return percentText(a, b.kind === 'list' ? b.items.value : [b])
  if (op === '+' && (a.kind === 'string' || b.kind === 'string')) return joinedText([a, b])
  if (context.dialect.joinsLists) {
    if (op === '+' && a.kind === 'list' && b.kind === 'list') {
      context.spend(range, a.items.value.length + b.items.value.length)
      return { kind: 'list', form: a.form, items: new Cell([...a.items.value, ...b.items.value]) }
    }
    if (op === '*' && (a.kind === 'list' || b.kind === 'list') && (isNumberLike(a) || isNumberLike(b))) return repeat(context, a, b, range)
  }
  const decided = op === '&' || op === '|' ? (decidedBy(op, a, b) ?? decidedBy(op, b, a)) : undefined
  if (decided !== undefined) return decided
  const left = context.toTerm(a, range)
  const right = context.toTerm(b, range)
  const explicit = context.dialect.explicit?.operate(context, op, left, right, range)
  if (explicit !== undefined) return explicit
  if (op === '+' && context.dialect.joinsLists && isRotation(left, right)) {
    context.facts.note('read as two parts of a list that are joined, not as arrays that are added', range)
    return applyTerm('concatenate', [left, right], range, { axis: 0 })
  }
  const met = meeting(left, right, range, (x, y) => operate(context, op === 'product' ? '*' : op, x, y, range) as Term)
  if (met !== undefined) return met
  if (op === '*' && (left.entrywise === false || right.entrywise === false)) return operate(context, 'product', left, right, range)
  if (op === 'product' && (isEntrywise(left) || isEntrywise(right))) return operate(context, '*', left, right, range, open, literals, written)
  const scalar = left.kind === 'number' || right.kind === 'number'
  const plain = SCALAR_OPERATORS.get(op)
  // A number beside it leaves open nothing but the power of a matrix.
  if (plain !== undefined && scalar && !(op === 'power' && left.kind !== 'number') && !(op === 'quotient' && right.kind !== 'number'))
    return operate(context, plain, a, b, range, open, literals, written)
  const whole = WHOLE.has(op) ? bothConstants(context, left, right) : undefined
  if (whole !== undefined) return operate(context, op, ...whole, range)
  if (op === '//' && context.dialect.truncates === true) return truncated(left, right, range)
  if (left.kind === 'number' && right.kind === 'number' && !literals) {
    const value = compute(op, left.value, right.value)
    if (value !== undefined && !(op === '%' && context.dialect.remainder.library === 'c' && (left.value.isNegative || right.value.isNegative))) {
      return numberTerm(value, range)
    }
  }
  if (!written && left.kind === 'number') {
    if ((op === '+' && left.value.isZero) || (op === '*' && left.value.isOne)) return copied(right)
    if (op === '*' && left.value.isZero) return left
  }
  switch (op) {
    case '+':
      return sum(left, right, range, open === '+' || open === '-')
    case '-':
      return sum(left, negative(right, range), range, open === '+' || open === '-')
    case '*':
      if (open === '*' && isApply(left, 'mul') && !isDoubled(left, right)) return applyTerm('mul', [...left.args, right], range)
      return applyTerm('mul', [left, right], range)
    case '/':
      return applyTerm('div', [left, right], range)
    case '**':
      return power(left, right.kind === 'name' ? integerOf(context, right) : right, range)
    case '@':
      return productOfSelections(context, left, right, range) ?? applyTerm('matmul', [left, right], range)
    case 'power':
      if (left.kind === 'apply' && left.op === 'e') return power(left, right, range)
      return applyTerm('power', [left, right.kind === 'name' ? integerOf(context, right) : right], range, { whole: true })
    case 'product':
      return applyTerm('product', [left, right], range, context.dialect.columnsMeet === true ? { entrywise: true } : undefined)
    case 'quotient':
    case 'leftdivide':
      return applyTerm(op, [left, right], range)
    case '//':
      return wholeQuotient(context, left, right, range) ?? applyTerm('floor', [applyTerm('div', [left, right], range)], range)
    case '%': {
      const { library, spelling } = context.dialect.remainder
      const row = operationSpelled(library, spelling)
      if (row === undefined) return refuse(`the remainder "${op}" is not known`, range)
      return applyTerm(row.name, [left, right], range)
    }
    case '&':
    case '|':
      if (isCondition(a) || isCondition(b)) return applyTerm(op === '&' ? 'and' : 'or', [left, right], range)
      break
    case '^':
      if (isCondition(a) && isCondition(b)) return applyTerm('ne', [left, right], range)
      if (isCount(left) && right.kind === 'number' && right.value.isOne) return partners(context, left, range)
      return refuse('"^" works on bits here', range, `a power is written with ${'**'}`)
  }
  return refuse(`"${op}" works on bits here, which is no smooth function`, range)
}

const WHOLE: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>(['//', '%', '&', '|', '^', '<<', '>>'])

/** What both, or one, of two conditions is where the first is known for all components. */
const decidedBy = (op: '&' | '|', known: Value, other: Value): Value | undefined =>
  known.kind === 'boolean' && known.of !== undefined && isCondition(other) ? (known.value === (op === '&') ? other : known) : undefined

/** k ^ 1 of 0, 1, 2, ...: the other of each pair, 1, 0, 3, 2, ... */
function partners(context: Context, places: Term, range: Range): Term {
  const odd = operate(context, '%', places, numberTerm(2), range)
  return sum(
    places,
    context.toTerm(operate(context, '-', numberTerm(1), operate(context, '*', numberTerm(2), odd, range), range), range),
    range,
    false,
  )
}

/** How often a number with decimals goes into another, as of the length of a step and of the whole. */
function wholeQuotient(context: Context, left: Term, right: Term, range: Range): Term | undefined {
  const { numbers } = context.facts
  const quotient = numbers.using(() => {
    const [a, b] = [left, right].map((term) => (numberOf(term, numbers) === undefined ? computed(term, numbers) : undefined))
    if (a === undefined && b === undefined) return undefined
    const [above, below] = [a ?? numberOf(left, numbers)?.value, b ?? numberOf(right, numbers)?.value]
    return above === undefined || below === undefined || below === 0 ? undefined : floorDivided(above, below)
  })
  if (quotient === undefined) return undefined
  context.facts.assume(left, range)
  context.facts.assume(right, range)
  return numberTerm(quotient, range)
}

/** The quotient without its decimals. */
function truncated(left: Term, right: Term, range: Range): Term {
  const quotient = applyTerm('trunc', [applyTerm('div', [left, right], range)], range)
  const value = left.kind === 'number' && right.kind === 'number' ? numberOf(quotient) : undefined
  return value === undefined ? quotient : numberTerm(value, range)
}

/** Made component by component of what is so. */
export const isEntrywise = (root: Term): boolean =>
  !holdsThroughout(root, (term) => {
    if (term.entrywise !== undefined) return term.entrywise ? undefined : []
    return term.kind === 'apply' && (isElementwise(term.op) || term.op === 'sub') ? term.args : []
  })

/** What the operators that are for scalars and matrices alike are between scalars. */
const SCALAR_OPERATORS: ReadonlyMap<BinaryOperator, BinaryOperator> = new Map([
  ['product', '*'],
  ['quotient', '/'],
  ['power', '**'],
])

const isNumberLike = (value: Value): boolean => isTerm(value) && value.kind !== 'binder'

/** Shown for so many, where the text does not say how many there are. */
const ROUNDS = 3

function repeat(context: Context, a: Value, b: Value, range: Range): Value {
  const list = a.kind === 'list' ? a : b
  const factor = a.kind === 'list' ? b : a
  const count = isTerm(factor) ? numberOf(factor, context.facts.numbers)?.asInteger : undefined
  const [item, more] = list.kind === 'list' ? list.items.value : []
  const isZeros = item?.kind === 'number' && item.value.isZero && more === undefined
  // [0.0] * len(x): as many zeros as there are elements.
  if (count === undefined && isZeros && isTerm(factor) && factor.kind === 'apply' && factor.op === 'size') return applyTerm('blank', [factor], range)
  if (list.kind !== 'list' || count === undefined) {
    if (isTerm(factor)) askFor(context, factor, ROUNDS)
    return refuse('how often the list is repeated is not known', range)
  }
  if (count * list.items.value.length > 10_000) return refuse('the list is too long', range)
  return { kind: 'list', form: list.form, items: new Cell(Array.from({ length: Math.max(0, count) }, () => list.items.value).flat()) }
}

/* Comparison and logic. */

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
  const plain = (value: Value): boolean => ['string', 'none', 'list', 'dictionary', 'function', 'class', 'instance', 'reference'].includes(value.kind)
  if ((plain(a) || plain(b)) && !(a.kind === 'list' && b.kind === 'list' && op === '==')) {
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
  return isCondition(value) ? term : applyTerm('ne', [term, numberTerm(0)], range)
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
