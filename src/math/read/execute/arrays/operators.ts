/** Operators: arithmetic, comparison and logic of values, also of objects whose classes say what they mean. */
import type { Range } from '../../../api.ts'
import { isElementwise, operationSpelled } from '../../../ops/table.ts'
import { holdsThroughout } from '../../order.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { madeBySign } from '../calls/signs.ts'
import type { BinaryOperator, Expression } from '../syntax/syntax.ts'
import { compute, computed, floorDivided, isApply, isDoubled, negative, numberOf, power, sum, termsIn } from '../values/arithmetic.ts'
import { type Context, refuse } from '../values/context.ts'
import { bothConstants, integerOf } from '../values/known.ts'
import { Cell } from '../values/store.ts'
import { joinedText, percentText } from '../values/texts.ts'
import { copied, isCondition, isTerm, type Scope, truth, type Value } from '../values/value.ts'
import { transposed } from '../values/views.ts'
import { listedTruths, notTruths, truthsIn } from './booleans.ts'
import { truthTerm } from './comparisons.ts'
import { askFor, isCount } from './counting.ts'
import { meeting } from './each.ts'
import { isRotation } from './rotation.ts'
import { productOfSelections } from './selected.ts'
import { rankSaid } from './shapes.ts'
import { callSpecial, overloaded } from './specials.ts'

export function unary(context: Context, op: string, given: Value, range: Range): Value {
  // Component by component, where no list is asked whether it holds anything.
  const value = (context.dialect.countsFromOne === true && given.kind === 'list' && listedTruths(given)) || given
  if (op === 'not' || (op === '~' && truthsIn(value) !== undefined)) {
    const known = op === 'not' ? context.decide(value, range) : value.kind === 'boolean' ? value.value : undefined
    const of = value.kind === 'boolean' ? value.of : undefined
    return known === undefined ? notTruths(truthTerm(context, value, range), range) : truth(!known, of)
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
    const [once] = isApply(term, 'transpose') ? term.args : []
    // Turned twice a vector is as it was.
    if (once !== undefined && context.dialect.copiesArrays === true && rankSaid(context, once) === 1) return once
    // A row of numbers is meant as one where it was turned, as what holds names is.
    const isOfNumbers = ![...termsIn(term)].some((part) => part.kind === 'name')
    const attributes = { ...(op === "'" && CONJUGATE), ...(isOfNumbers && { turned: true }) }
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
      if (truthsIn(a) !== undefined || truthsIn(b) !== undefined)
        return applyTerm(op === '&' ? 'and' : 'or', [truthsIn(a) ?? left, truthsIn(b) ?? right], range)
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
