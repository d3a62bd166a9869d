/** Canonical nodes of operations: functions fold by the rules, everything else goes to sums, products and powers. */

import { Exact } from '../exact.ts'
import { type Expr, exactOf, make, number, type Operation, type Payload } from '../expr.ts'
import { div, neg, sqrt } from '../ops/arithmetic.ts'
import { applyProductRules, compileProductRule, type ProductRule } from './factors.ts'
import { type CompiledRule, compileRule, holds, instantiate, match, type Rule, type Side } from './match.ts'
import { applySumRules, compileSumRule, type SumRule } from './partial.ts'
import { ABS, absolute, EXP, POW, Product, power, times } from './product.ts'
import { even, odd } from './rules.ts'
import { ADD, coefficientOf, MINUS_ONE, MUL, plus, restOf, scale } from './sum.ts'

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

/** A function of canonical arguments. */
function call(op: Operation, args: readonly Expr[], payload: Payload): Expr {
  const first = args[0]
  if (first === undefined) return make(op, args, payload)
  if (args.length === 1 && coefficientOf(first).isNegative) {
    // Differences stay as they are written: sin(b - a) is not shown as -sin(a - b).
    if (odd.has(op.name) && restOf(first)?.op !== ADD) return scale(MINUS_ONE, call(op, [scale(MINUS_ONE, first)], payload))
    if (even.has(op.name)) return call(op, [scale(MINUS_ONE, first)], payload)
  }
  const folded = op.fold?.(args, payload)
  if (folded !== undefined && (folded.args.length === 0 || args.includes(folded))) return folded
  const node = make(op, args, payload)
  const rules = active.functions.get(op)
  if (rules === undefined) return node
  for (const rule of rules) {
    const bound = match(rule.left, node)
    if (bound !== undefined && holds(rule, bound)) return instantiate(rule.right, bound, construct, number)
  }
  return node
}

/** Rules for functions, for pairs of terms and for pairs of factors, and when to take a rewrite of the latter two. */
export interface RuleSet {
  readonly functions: readonly Rule[]
  readonly sums: readonly Rule[]
  readonly products: readonly Rule[]
}

interface Compiled {
  readonly functions: ReadonlyMap<Operation, readonly CompiledRule[]>
  readonly sums: ReadonlyMap<Operation, readonly SumRule[]>
  readonly products: ReadonlyMap<Operation, readonly ProductRule[]>
}

const NONE: Compiled = { functions: new Map(), sums: new Map(), products: new Map() }
const compiled = new Map<RuleSet, Compiled>()
let active = NONE

/** Rules by the operation their left sides begin with. */
function byOperation<T extends { readonly name: string }>(rules: readonly T[], head: (rule: T) => Side): Map<Operation, T[]> {
  const result = new Map<Operation, T[]>()
  for (const rule of rules) {
    const side = head(rule)
    if (!('op' in side)) throw new Error(`the left side of "${rule.name}" begins with no operation`)
    const known = result.get(side.op)
    if (known === undefined) result.set(side.op, [rule])
    else known.push(rule)
  }
  return result
}

/** Compiles a rule set when it is first used. */
function compile(set: RuleSet): Compiled {
  let result = compiled.get(set)
  if (result === undefined) {
    result = {
      functions: byOperation(
        set.functions.map((rule) => compileRule(rule, construct)),
        (rule) => rule.left,
      ),
      sums: byOperation(
        set.sums.flatMap((rule) => compileSumRule(rule, construct)),
        (rule) => rule.first.base,
      ),
      products: byOperation(
        set.products.flatMap((rule) => compileProductRule(rule, construct)),
        (rule) => rule.first.base,
      ),
    }
    compiled.set(set, result)
  }
  return result
}

/** Does something with a rule set in force. */
export function withRules<T>(set: RuleSet, work: () => T): T {
  const before = active
  active = NONE
  try {
    active = compile(set)
    return work()
  } finally {
    active = before
  }
}

/** Rewrites pairs of terms in a canonical sum by the rules in force; `factor`: the sum is a factor of something. */
export const rewriteSum = (node: Expr, better: (before: Expr, after: Expr) => boolean, factor = false): Expr =>
  applySumRules(node, active.sums, { construct, better, factor })

/** Rewrites pairs of factors in a canonical product by the rules in force. */
export const rewriteProduct = (node: Expr, better: (before: Expr, after: Expr) => boolean): Expr =>
  applyProductRules(node, active.products, construct, better)
