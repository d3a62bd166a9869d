/** Canonical nodes of operations: functions fold by the rules, everything else goes to sums, products and powers. */

import { Exact } from '../exact.ts'
import { type Expr, exactOf, make, number, type Operation, type Payload } from '../expr.ts'
import { div, neg, sqrt } from '../ops/arithmetic.ts'
import { type CompiledRule, compileRule, holds, instantiate, match } from './match.ts'
import { ABS, absolute, EXP, POW, Product, power, times } from './product.ts'
import { even, functionRules, odd } from './rules.ts'
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
  // Differences stay as they are written: sin(b - a) is not shown as -sin(a - b).
  if (args.length === 1 && coefficientOf(first).isNegative && restOf(first)?.op !== ADD) {
    if (odd.has(op.name)) return scale(MINUS_ONE, call(op, [scale(MINUS_ONE, first)], payload))
    if (even.has(op.name)) return call(op, [scale(MINUS_ONE, first)], payload)
  }
  const folded = op.fold?.(args, payload)
  if (folded !== undefined && (folded.args.length === 0 || args.includes(folded))) return folded
  const node = make(op, args, payload)
  const rules = rulesOf(op)
  if (rules === undefined) return node
  for (const rule of rules) {
    const bound = match(rule.left, node)
    if (bound !== undefined && holds(rule, bound)) return instantiate(rule.right, bound, construct, number)
  }
  return node
}

let compiled: Map<Operation, CompiledRule[]> | undefined

/** The rules whose left side begins with this operation. Compiled when first asked for. */
function rulesOf(op: Operation): readonly CompiledRule[] | undefined {
  if (compiled === undefined) {
    const rules = new Map<Operation, CompiledRule[]>()
    compiled = rules
    for (const rule of functionRules) {
      const entry = compileRule(rule, construct)
      if (!('op' in entry.left)) throw new Error(`the left side of "${rule.name}" is no function`)
      const known = rules.get(entry.left.op)
      if (known === undefined) rules.set(entry.left.op, [entry])
      else known.push(entry)
    }
  }
  return compiled.get(op)
}
