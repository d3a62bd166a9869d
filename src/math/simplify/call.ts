/** Canonical nodes of operations: functions fold by the rules, everything else goes to sums, products and powers. */

import { Exact } from '../exact.ts'
import { type Expr, exactOf, make, number, type Operation, type Payload } from '../expr.ts'
import { div, neg, sqrt } from '../ops/arithmetic.ts'
import { where } from '../ops/condition.ts'
import { broadcastTo, uniformNumber } from '../ops/structure.ts'
import { withoutFactorsOfFactorials } from './factorials.ts'
import { isWrittenNegative } from './memo.ts'
import { ABS, absolute, EXP, factorsOf, POW, Product, power, times } from './product.ts'
import { applyProductRules } from './rules/factors.ts'
import { type Bound, type CompiledRule, holds, instantiate, match, type Rule, type Side } from './rules/match.ts'
import { applySumRules } from './rules/partial.ts'
import { RuleSet } from './rules/ruleSet.ts'
import { solved } from './solved.ts'
import { ADD, coefficientOf, MINUS_ONE, MUL, plus, restOf, scale } from './sum.ts'
import { atTurn } from './turns.ts'

export const NEG = neg.op
export const DIV = div.op
export const SQRT = sqrt.op
export const HALF = Exact.ratio(1, 2)

/** The canonical node of an operation over canonical arguments. */
export function construct(op: Operation, args: readonly Expr[], payload?: Payload): Expr {
  const [first, second] = args as [Expr, Expr]
  switch (op) {
    case ADD:
      return plus(...args)
    case MUL:
      return times(...args)
    case NEG:
      return scale(MINUS_ONE, first)
    case DIV:
      return new Product().multiply(first).multiply(second, MINUS_ONE).build()
    case POW:
      return power(first, exactOf(second) ?? second)
    case SQRT:
      return power(first, HALF)
    case EXP:
      return exponential(first)
    case ABS:
      return absolute(first)
  }
  return call(op, args, payload)
}

/** e^u. */
export const exponential = (u: Expr): Expr => new Product().multiply(make(EXP, [u])).build()

const NO_RULES: readonly CompiledRule[] = []

/** A function of canonical arguments. */
function call(op: Operation, args: readonly Expr[], payload: Payload): Expr {
  const first = args[0]
  if (first === undefined) return make(op, args, payload)
  if (args.length === 1 && isNegative(first)) {
    // Differences stay as they are written: sin(b - a) is not shown as -sin(a - b), but sin(-(a + b)) as -sin(a + b).
    if (op.parity === 'odd' && !isDifference(restOf(first))) return scale(MINUS_ONE, call(op, [scale(MINUS_ONE, first)], payload))
    if (op.parity === 'even') return call(op, [scale(MINUS_ONE, first)], payload)
  }
  const folded = op.fold?.(args, payload)
  if (folded !== undefined && (folded.args.length === 0 || args.includes(folded) || uniformNumber(folded) !== undefined)) return folded
  const short = atTurn(op, first) ?? withoutFactorsOfFactorials(op, args, payload) ?? solved(op, args, payload)
  if (short !== undefined) return short
  const node = make(op, args, payload)
  const known = decided(node)
  if (known !== undefined) return known
  for (const rule of active?.functions.for(op) ?? NO_RULES) {
    const inner = (rule.left.args[0] as Side).op
    if (inner !== undefined && inner !== first.op) continue
    const bound: Bound = []
    if (match(rule.left, node, bound) && holds(rule, bound)) return instantiate(rule.right(), bound, construct)
  }
  return node
}

/** A comparison of numbers as 1 or 0, and what a choice by one is; undefined for others. */
function decided({ op, args, shape }: Expr): Expr | undefined {
  const [condition, holds, fails] = args as [Expr, Expr, Expr]
  const value = op === where.op || op.condition !== undefined ? exactOf(condition) : undefined
  if (value === undefined) return undefined
  if (op === where.op) return broadcastTo(value.isZero ? fails : holds, shape)
  const other = op.condition === 'comparison' ? exactOf(holds) : undefined
  return other === undefined ? undefined : number(op.kernel?.(value.value, other.value) ?? 0)
}

/** What a minus stands before, with its differences as they are written: not θ (1 - t), which is -θ (t - 1). */
function isNegative(node: Expr): boolean {
  const factors = restOf(node)?.op === MUL ? factorsOf(node) : []
  return factors.reduce((sign, factor) => sign !== isWrittenNegative(factor), coefficientOf(node).isNegative)
}

const isDifference = (node: Expr | undefined): boolean => node?.op === ADD && node.args.some((term) => coefficientOf(term).isNegative)

let active: RuleSet | undefined

/** Does something with a rule set in force; with none, nodes become canonical by no rules. */
export function withRules<T>(set: RuleSet | undefined, work: () => T): T {
  const before = active
  active = set
  try {
    return work()
  } finally {
    active = before
  }
}

/** A set of rules that are brought to canonical form by themselves. */
export const ruleSet = (functions: readonly Rule[], sums: readonly Rule[], products: readonly Rule[], others?: RuleSet): RuleSet =>
  new RuleSet(functions, sums, products, (op, args, payload) => withRules(undefined, () => construct(op, args, payload)), others)

/** Rewrites pairs of terms in a canonical sum by the rules in force; `factor`: the sum is a factor of something. */
export const rewriteSum = (node: Expr, better: (before: Expr, after: Expr) => boolean, factor = false): Expr =>
  active === undefined ? node : applySumRules(node, active.sums, { construct, better, factor })

/** Rewrites pairs of factors in a canonical product by the rules in force. */
export const rewriteProduct = (node: Expr, better: (before: Expr, after: Expr) => boolean): Expr =>
  active === undefined ? node : applyProductRules(node, active.products, construct, better)
