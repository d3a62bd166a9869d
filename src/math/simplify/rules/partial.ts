/**
 * Rules on parts of sums: two terms of a sum, with any common factor, become one. a·sin²x + a·cos²x + b is a + b by the
 * rule sin²x + cos²x = 1, whatever a and b are.
 */
import { Exact } from '../../exact.ts'
import type { Expr, Operation } from '../../expr.ts'
import { factorsOf, POW, Product, powerOf, times } from '../product.ts'
import { ADD, coefficientOf, MUL, ONE, restOf, Sum, scale } from '../sum.ts'
import { type FactorSide, factorSide } from './factors.ts'
import { type Bound, type CompiledRule, type Construct, compileRule, holds, instantiate, match, type Rule, type Side } from './match.ts'

/** first·K + second·K = right·K; the coefficients are apart. */
export interface SumRule {
  readonly name: string
  readonly first: FactorSide
  readonly firstCoefficient: Exact
  /** Undefined: the number 1. */
  readonly second: Side | undefined
  /** What it begins with: no other sum is looked at. */
  readonly partner: Operation | undefined
  readonly secondCoefficient: Exact
  readonly right: CompiledRule['right']
  readonly condition: Rule['condition']
  readonly beside: boolean | undefined
}

/** A rule whose left side is a sum of two terms; to begin with either that is no number. */
export function compileSumRule(rule: Rule, construct: Construct): SumRule[] {
  const { name, left, right, condition } = compileRule(rule, construct)
  const { beside } = rule
  const [content, sum] = coefficientSide(left)
  if (sum?.op !== ADD || sum.args.length !== 2) throw new Error(`the left side of "${name}" is no sum of two terms`)
  const terms = sum.args.map(coefficientSide)
  return terms.flatMap(([coefficient, begin], k): SumRule[] => {
    const [other, second] = terms[1 - k] as [Exact, Side | undefined]
    if (begin === undefined) return []
    const firstCoefficient = coefficient.multiply(content)
    const secondCoefficient = other.multiply(content)
    const partner = second === undefined || second.op === MUL ? undefined : factorSide(second).base.op
    return [{ name, first: factorSide(begin), firstCoefficient, second, partner, secondCoefficient, right, condition, beside }]
  })
}

function coefficientSide(side: Side): [Exact, Side | undefined] {
  if (side.value !== undefined) return [side.value, undefined]
  const first = side.op === MUL ? side.args[0]?.value : undefined
  return first !== undefined ? [first, side.args[1]] : [ONE, side]
}

/** Rules by the operation with which they begin. */
interface Rules {
  for(op: Operation): readonly SumRule[]
}

interface Rewriting {
  readonly construct: Construct
  /** Whether to take a rewrite. */
  readonly better: (before: Expr, after: Expr) => boolean
  /** The sum is a factor of something. */
  readonly factor: boolean
}

/** Applies the rules to a canonical sum until none does. */
export function applySumRules(node: Expr, rules: Rules, how: Rewriting): Expr {
  let current = node
  for (let round = 0; round < 8; round++) {
    const next = applyOnce(current, rules, how)
    if (next === undefined) return current
    current = next
  }
  return current
}

function applyOnce(node: Expr, rules: Rules, how: Rewriting): Expr | undefined {
  const sum = restOf(node)
  if (sum === undefined || sum.op !== ADD || sum.args.length > 16) return undefined
  const begins = (operation: Operation): boolean => sum.args.some((term) => factorsOf(term).some((factor) => headOf(factor).op === operation))
  for (const term of sum.args) {
    for (const factor of factorsOf(term)) {
      for (const rule of rules.for(headOf(factor).op)) {
        if (rule.partner !== undefined && !begins(rule.partner)) continue
        const after = rewriteAt(sum, term, factor, rule, how)
        if (after === undefined) continue
        const whole = scale(coefficientOf(node), after)
        if (how.better(node, whole)) return whole
      }
    }
  }
  return undefined
}

/** What of a factor a pattern begins with: e^u as it is, of other powers the base. */
const headOf = (factor: Expr): Expr => (factor.op === POW ? (factor.args[0] as Expr) : factor)

function rewriteAt(sum: Expr, term: Expr, factor: Expr, rule: SumRule, { construct, factor: inside }: Rewriting): Expr | undefined {
  const head = headOf(factor)
  const exponent = factor.op === POW ? powerOf(factor) : ONE
  if (!(exponent instanceof Exact) || exponent.compare(rule.first.exponent) < 0) return undefined
  const alone = restOf(term) === factor && exponent.equals(rule.first.exponent)
  if (rule.beside !== undefined && rule.beside !== (inside || !alone || (rule.beside && sum.args.length > 2))) return undefined
  const bound: Bound = []
  if (!match(rule.first.base, head, bound) || !holds(rule, bound)) return undefined
  const beside = times(restOf(term) as Expr, new Product().multiply(head, rule.first.exponent.negate()).build())
  const partner = rule.second === undefined ? beside : times(beside, instantiate(rule.second, bound, construct))
  const wanted = restOf(partner)
  const other = sum.args.find((candidate) => restOf(candidate) === wanted)
  if (other === undefined || other === term) return undefined
  // Both terms by the same multiple of the rule.
  const multiple = coefficientOf(term).divide(rule.firstCoefficient.multiply(coefficientOf(beside)))
  if (!coefficientOf(other).equals(multiple.multiply(rule.secondCoefficient).multiply(coefficientOf(partner)))) return undefined
  const result = new Sum()
  for (const one of sum.args) if (one !== term && one !== other) result.add(ONE, one)
  return result.add(multiple, times(beside, instantiate(rule.right(), bound, construct))).build()
}
