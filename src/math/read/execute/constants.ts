/** Constants of functions keep their names, as numbers of the file do: h = 6.626e-34 is h, with that value. */
import type { Range } from '../../api.ts'
import { Exact } from '../../exact.ts'
import { type Constant, numberTerm, type Term } from '../term.ts'
import { type Assignment, constantsOf, numbersGiven } from './syntax/constants.ts'
import type { Expression, FunctionSyntax } from './syntax/syntax.ts'
import { numberOf } from './values/arithmetic.ts'
import type { Context } from './values/context.ts'
import type { Facts } from './values/facts.ts'
import { Cell } from './values/store.ts'
import { isTerm, type Scope, type Value } from './values/value.ts'

/** What says no more than the number itself: half, one_third, TWO. */
const SAYS_NUMBER =
  /^_*(?:minus|neg|zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?|over|_)+$/i

/** What a target of an assignment is given: where that is a function's constant, its name. */
export function asConstant(context: Context, assignment: Assignment, target: Expression, value: Value, scope: Scope): Value {
  const definition = context.facts.constantNames !== undefined ? functionAround(scope) : undefined
  const constants = definition === undefined ? undefined : constantsOf(definition)
  if (definition === undefined || constants === undefined || constants.size === 0) return value
  const given = numbersGiven(assignment)
  const named = (own: Expression, each: Value): Value => {
    // What belongs to an object may be something else in another method.
    if (
      own.kind !== 'name' ||
      own.own !== undefined ||
      SAYS_NUMBER.test(own.name) ||
      !given.includes(own.name) ||
      !constants.has(own.name) ||
      !isTerm(each)
    )
      return each
    const number = numberOf(each)
    return (number && constantTerm(context.facts, own.name, number, assignment.range, definition)) ?? each
  }
  if (target.kind !== 'list' || value.kind !== 'list') return named(target, value)
  // A rest (`first, *rest = 1, 2, 3`) takes several, or none.
  const targets = target.items
  if (targets.length !== value.items.value.length) return value
  return { ...value, items: new Cell(value.items.value.map((each, k) => named(targets[k] as Expression, each))) }
}

function functionAround(scope: Scope): FunctionSyntax | undefined {
  for (let home: Scope | undefined = scope; home !== undefined; home = home.parent) if (home.definition !== undefined) return home.definition
  return undefined
}

/** The name of a constant, which stands for that number; undefined where it is the number itself. */
function constantTerm(facts: Facts, name: string, number: Exact, range: Range, definition: FunctionSyntax): Term | undefined {
  const { constantNames, constants } = facts
  if (constantNames === undefined || !Number.isFinite(number.value) || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return undefined
  const isAsked = facts.isAsked(name)
  const isKept = isAsked || constantNames.keeps(name)
  if (!isKept && facts.numberGiven(name) === undefined) return undefined
  const free = facts.free(name, `constant ${number.key}`, range)
  const given = facts.numberGiven(free.name)
  if (!isKept) return given === undefined ? undefined : numberTerm(given, range)
  const own = (given === undefined ? undefined : Exact.fromDouble(given)) ?? number
  const isKnown = (free.name === name && facts.read.has(definition)) || constants.get(free.name)?.isKnown === true
  constants.set(free.name, { number: own, isKnown })
  // What is to be differentiated by has other values too.
  const traits = isAsked ? undefined : { fixed: true, ...(own.value > 0 && { positive: true }) }
  facts.declare(free.name, { shape: [], value: own.value, range, traits })
  facts.numbers.learn(free.name, own)
  if (!isAsked) facts.numbers.watch(free.name, () => facts.usedConstants.set(free.name, name))
  return free
}

/**
 * Tells which constants have to be numbers, as their numbers were used. What decimals decide, how many steps there are, is said to be so for
 * these; whole numbers have too many uses.
 */
export function tellNeeded({ usedConstants, taken, constants, constantNames }: Facts): void {
  for (const [free, name] of usedConstants) if (!taken.has(free) || constants.get(free)?.number.decimal !== true) constantNames?.need(name)
}

/** Those of these names; one that the text writes in another way, as σ, is not known there. */
export const constantsAmong = ({ constants, declarations }: Facts, names: ReadonlySet<string>, text: string): ReadonlyMap<string, Constant> =>
  new Map(
    [...constants].flatMap(([name, constant]): [string, Constant][] => {
      const { start = 0, end = 0 } = declarations.get(name)?.range ?? {}
      return names.has(name) ? [[name, { ...constant, isKnown: constant.isKnown && text.slice(start, end).includes(name) }]] : []
    }),
  )
