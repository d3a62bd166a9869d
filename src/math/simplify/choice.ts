/** Terms that hold where a condition does, and others where it does not, as one choice: c·a + (1 - c)·b is a if c, else b. */
import { type Expr, number } from '../expr.ts'
import { add, div, mul, neg } from '../ops/arithmetic.ts'
import { split, where } from '../ops/condition.ts'
import { isOne, isZero } from '../ops/structure.ts'
import { sameShape } from '../shape.ts'

/** The condition under which a node is 1 (`holds`), or 0 instead; undefined where it is no such thing. A choice by size stands for its own. */
export function indicated(node: Expr): { condition: Expr; holds: boolean } | undefined {
  if (node.op !== where.op && node.op !== split.op) return undefined
  const [a, b] = node.args.slice(-2) as [Expr, Expr]
  const holds = isOne(a) && isZero(b)
  if (!holds && !(isZero(a) && isOne(b))) return undefined
  const [first, second] = node.args as [Expr, Expr]
  return { condition: node.op === where.op ? first : split(first, second, 1, 0), holds }
}

/** Whether a node is 1 where a condition holds and 0 elsewhere, or the other way round: nothing else at any place. */
export const isIndicator = (node: Expr): boolean => node.op === where.op && indicated(node) !== undefined

/** What is 1 or 0 by a condition times a choice by the same one, as one choice; undefined for others. */
export function joinedChoice(indicator: Expr, choice: Expr): Expr | undefined {
  const { condition, holds } = choice.op === where.op && indicator.op === where.op ? (indicated(indicator) ?? {}) : {}
  if (condition === undefined || choice.args[0] !== condition || !sameShape(indicator.shape, choice.shape)) return undefined
  const [, a, b] = choice.args as [Expr, Expr, Expr]
  return where(condition, holds === true ? a : 0, holds === true ? 0 : b)
}

/** One thing where the condition holds, another where it does not. */
function chosen(condition: Expr, a: Expr, b: Expr): Expr {
  const [first, second] = condition.args as [Expr, Expr]
  return condition.op === split.op ? split(first, second, a, b) : where(condition, a, b)
}

interface Conditional {
  readonly condition: Expr
  readonly holds: boolean
  readonly rest: Expr
}

/** A term that has an indicator among its factors, and what is left of it. */
function conditional(term: Expr): Conditional | undefined {
  const own = indicated(term)
  if (own !== undefined) return { ...own, rest: number(1) }
  const [first, second] = term.args as [Expr, Expr]
  if (term.op === mul.op) {
    for (const [k, arg] of term.args.entries()) {
      const found = indicated(arg)
      const others = term.args.filter((_, i) => i !== k)
      if (found !== undefined && arg.rank === term.rank) return { ...found, rest: mul(...others) }
    }
    return undefined
  }
  const inside = term.op === neg.op || term.op === div.op ? conditional(first) : undefined
  return inside === undefined ? undefined : { ...inside, rest: term.op === neg.op ? neg(inside.rest) : div(inside.rest, second) }
}

/** A sum with its terms under a condition and those under its contrary as one choice. */
export function withChoices(node: Expr): Expr {
  if (node.op !== add.op) return node
  const parts = node.args.map(conditional)
  const at = parts.findIndex((part) => part?.holds === true && parts.some((other) => other?.condition === part.condition && !other.holds))
  const { condition } = parts[at] ?? {}
  if (condition === undefined) return node
  const under = (holds: boolean): Expr => add(...parts.flatMap((part) => (part?.condition === condition && part.holds === holds ? [part.rest] : [])))
  const rest = node.args.filter((_, k) => parts[k]?.condition !== condition)
  const choice = chosen(condition, under(true), under(false))
  return rest.length === 0 ? choice : withChoices(add(choice, ...rest))
}
