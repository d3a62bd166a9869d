/** Rules on parts of products: two factors become one, as often as both are there. sin²x/cos x is sin x · tan x. */
import { Exact } from '../../exact.ts'
import type { Expr, Operation } from '../../expr.ts'
import { baseOf, factorsOf, POW, Product, powerOf } from '../product.ts'
import { MUL, ONE } from '../sum.ts'
import { type Bound, type CompiledRule, type Construct, compileRule, holds, instantiate, match, type Rule, type Side } from './match.ts'

export interface FactorSide {
  readonly base: Side
  readonly exponent: Exact
}

/** first·second = right. */
export interface ProductRule {
  readonly name: string
  readonly first: FactorSide
  readonly second: FactorSide
  readonly right: CompiledRule['right']
  readonly condition: Rule['condition']
}

/** A rule whose left side is a product or quotient of two factors, each a power with an exact exponent; to begin with either. */
export function compileProductRule(rule: Rule, construct: Construct): ProductRule[] {
  const { name, left, right, condition } = compileRule(rule, construct)
  if (left.op !== MUL || left.args.length !== 2) throw new Error(`the left side of "${name}" is no product of two factors`)
  const [first, second] = left.args.map(factorSide) as [FactorSide, FactorSide]
  return [
    { name, first, second, right, condition },
    { name, first: second, second: first, right, condition },
  ]
}

export function factorSide(side: Side): FactorSide {
  const exponent = side.op === POW ? side.args[1]?.value : undefined
  if (exponent !== undefined) return { base: side.args[0] as Side, exponent }
  return { base: side, exponent: ONE }
}

/** Rules by the operation with which they begin. */
interface Rules {
  for(op: Operation): readonly ProductRule[]
}

/** Applies the rules to a canonical product until none does; `better` says whether to take a rewrite. */
export function applyProductRules(node: Expr, rules: Rules, construct: Construct, better: (before: Expr, after: Expr) => boolean): Expr {
  let current = node
  for (let round = 0; round < 8; round++) {
    const next = applyOnce(current, rules, construct, better)
    if (next === undefined) return current
    current = next
  }
  return current
}

function applyOnce(node: Expr, rules: Rules, construct: Construct, better: (before: Expr, after: Expr) => boolean): Expr | undefined {
  const factors = factorsOf(node)
  if (factors.length < 2 || factors.length > 16) return undefined
  const operations = factors.map((factor) => baseOf(factor).op)
  // As the rules stand before their reciprocals: cos x/sin x is cot x, not 1/tan x.
  for (const reciprocal of [false, true]) {
    for (const factor of factors) {
      const base = baseOf(factor)
      const exponent = powerOf(factor)
      if (!(exponent instanceof Exact)) continue
      for (const rule of rules.for(base.op)) {
        if ((exponent.isNegative !== rule.first.exponent.isNegative) !== reciprocal) continue
        const partner = rule.second.base.op
        if (partner !== undefined && !operations.includes(partner)) continue
        const after = rewriteAt(node, base, exponent, rule, construct)
        if (after !== undefined && better(node, after)) return after
      }
    }
  }
  return undefined
}

function rewriteAt(node: Expr, base: Expr, exponent: Exact, rule: ProductRule, construct: Construct): Expr | undefined {
  const bound: Bound = []
  if (!match(rule.first.base, base, bound) || !holds(rule, bound)) return undefined
  const partner = instantiate(rule.second.base, bound, construct)
  const other = factorsOf(node).find((factor) => baseOf(factor) === partner)
  const own = other === undefined ? undefined : powerOf(other)
  if (!(own instanceof Exact)) return undefined
  // Both below the bar make the rule's reciprocal.
  const [a, b] = [exponent.divide(rule.first.exponent).value, own.divide(rule.second.exponent).value]
  const times = a > 0 ? Math.floor(Math.min(a, b)) : Math.ceil(Math.max(a, b))
  if (times === 0 || times > 0 !== a > 0) return undefined
  const count = Exact.integer(times)
  return new Product()
    .multiply(node)
    .multiply(base, rule.first.exponent.multiply(count).negate())
    .multiply(partner, rule.second.exponent.multiply(count).negate())
    .multiply(instantiate(rule.right(), bound, construct), count)
    .build()
}
