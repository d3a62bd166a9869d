/** Which comparisons hold where others do: under x < 0 neither -x < 0 nor 2 x > 1 does. A function that calls itself for -x ends so. */
import { Exact } from '../../../exact.ts'
import type { Term } from '../../term.ts'
import { sameTerm } from './arithmetic.ts'
import type { Bound, Context } from './context.ts'
import { holdsOfNumbers } from './known.ts'
import { hashOf } from './within.ts'

type Order = Bound['order']

const TURNED: { readonly [order in Order]: Order } = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' }
const OPPOSITE: { readonly [order in Order]: Order } = { lt: 'ge', le: 'gt', gt: 'le', ge: 'lt' }
const isOrder = (op: string): op is Order => Object.hasOwn(TURNED, op)

/** Runs something where a condition holds, or where it does not. */
export function assuming<R>(context: Context, condition: Term, holds: boolean, run: () => R): R {
  const known = context.assumed.length
  assume(context, condition, holds)
  try {
    return run()
  } finally {
    context.assumed.length = known
  }
}

/** From now on a condition holds, or does not. */
export function assume(context: Context, condition: Term, holds: boolean): void {
  if (condition.kind !== 'apply') return
  if (condition.op === 'not') assume(context, condition.args[0] as Term, !holds)
  else if (condition.op === (holds ? 'and' : 'or')) for (const part of condition.args) assume(context, part, holds)
  else {
    const bound = boundOf(condition)
    if (bound !== undefined) context.assumed.push(holds ? bound : opposite(bound))
  }
}

/** Whether a condition holds of its numbers, or by what is assumed; undefined where that says nothing of it. */
export function implied(context: Context, condition: Term): boolean | undefined {
  const known =
    condition.kind === 'apply' && condition.args.length === 2 ? holdsOfNumbers(condition.op, ...(condition.args as [Term, Term])) : undefined
  if (known !== undefined || context.assumed.length === 0) return known
  const asked = boundOf(condition)
  if (asked === undefined) return undefined
  const isOfSame = ({ base, hash }: Bound): boolean => base === asked.base || (hash === asked.hash && sameTerm(base, asked.base))
  if (context.assumed.some((bound) => follows(bound, asked) && isOfSame(bound))) return true
  const denied = opposite(asked)
  return context.assumed.some((bound) => follows(bound, denied) && isOfSame(bound)) ? false : undefined
}

const opposite = (bound: Bound): Bound => ({ ...bound, order: OPPOSITE[bound.order] })

/** Whether the one bound has the other as its consequence. */
function follows(known: Bound, asked: Bound): boolean {
  const isAbove = (order: Order): boolean => order.startsWith('g')
  if (isAbove(known.order) !== isAbove(asked.order)) return false
  const beyond = known.at.subtract(asked.at)
  if (beyond.isZero) return known.order === asked.order || asked.order.endsWith('e')
  return beyond.isNegative !== isAbove(asked.order)
}

/** A comparison of a multiple of something, and a number. */
function boundOf(condition: Term): Bound | undefined {
  if (condition.kind !== 'apply' || !isOrder(condition.op)) return undefined
  const [left, right] = condition.args.map((side) => linear(side)) as [Linear, Linear]
  if ((left.base === undefined) === (right.base === undefined)) return undefined
  const [side, other, order] = left.base === undefined ? [right, left, TURNED[condition.op]] : [left, right, condition.op]
  if (side.base === undefined || side.scale.isZero) return undefined
  const at = other.offset.subtract(side.offset).divide(side.scale)
  return { base: side.base, hash: hashOf(side.base), order: side.scale.isNegative ? TURNED[order] : order, at }
}

/** scale · base + offset; without a base a number. */
interface Linear {
  readonly base?: Term
  readonly scale: Exact
  readonly offset: Exact
}

const ONE = Exact.integer(1)
const ZERO = Exact.integer(0)
const DEEPEST = 10

/** What whole terms were found to be: a function that calls itself for n - 1, n - 1 - 1, ... asks for one that is made of the one before. */
const found = new WeakMap<Term, Linear>()

function linear(term: Term, depth = 0): Linear {
  if (term.kind === 'number') return { scale: ONE, offset: term.value }
  const known = found.get(term)
  if (known !== undefined) return known
  const own = linearOf(term, depth)
  if (depth === 0) found.set(term, own)
  return own
}

function linearOf(term: Term, depth: number): Linear {
  const whole: Linear = { base: term, scale: ONE, offset: ZERO }
  if (term.kind !== 'apply' || depth > DEEPEST || term.args.length > DEEPEST || !['neg', 'add', 'mul', 'product', 'div'].includes(term.op))
    return whole
  const parts = term.args.map((arg) => linear(arg, depth + 1))
  const moving = parts.filter((part) => part.base !== undefined)
  const [inner] = moving
  if (moving.length !== 1 || inner === undefined) return whole
  const numbers = parts.flatMap((part) => (part === inner ? [] : [part.offset]))
  const times = (by: Exact): Linear => ({ ...inner, scale: inner.scale.multiply(by), offset: inner.offset.multiply(by) })
  switch (term.op) {
    case 'neg':
      return times(Exact.integer(-1))
    case 'add':
      return { ...inner, offset: numbers.reduce((total, number) => total.add(number), inner.offset) }
    case 'div': {
      const [by] = numbers
      return parts[0] === inner && by !== undefined && !by.isZero ? times(ONE.divide(by)) : whole
    }
    default:
      return times(numbers.reduce((product, number) => product.multiply(number), ONE))
  }
}
