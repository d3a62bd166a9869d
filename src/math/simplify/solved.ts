/** Comparisons of which both sides are linear in one variable, solved for it: x > 1/2 for x > 1 - x. */
import type { Exact } from '../exact.ts'
import { type Expr, exactOf, isSymbol, make, number, type Operation, type Payload } from '../expr.ts'
import { ge, gt, le, lt, split } from '../ops/condition.ts'
import { ADD, coefficientOf, MINUS_ONE, ONE, restOf, Sum } from './sum.ts'

/** What holds the other way round. */
const TURNED: ReadonlyMap<Operation, Operation> = new Map([
  [gt.op, lt.op],
  [lt.op, gt.op],
  [ge.op, le.op],
  [le.op, ge.op],
])

/** A comparison, or choice by size, of canonical arguments that is solved; undefined for others, and where the variable stands on one side alone. */
export function solved(op: Operation, args: readonly Expr[], payload: Payload): Expr | undefined {
  if (op.condition !== 'comparison' && op !== split.op) return undefined
  const [left, right, ...others] = args as [Expr, Expr, ...Expr[]]
  const variable = variableIn(left)
  if (variable === undefined || variable !== variableIn(right)) return undefined
  const difference = new Sum().add(ONE, left).add(MINUS_ONE, right).build()
  const slope = slopeOf(difference, variable)
  if (slope === undefined || slope.isZero) return undefined
  const offset = exactOf(new Sum().add(ONE, difference).add(slope.negate(), variable).build())
  if (offset === undefined) return undefined
  const bound = number(offset.negate().divide(slope))
  if (!slope.isNegative) return make(op, [variable, bound, ...others], payload)
  return op === split.op ? make(op, [variable, bound, ...others.reverse()], payload) : make(TURNED.get(op) ?? op, [variable, bound], payload)
}

/** The name in a canonical node that is linear in it, if that is the only thing there besides numbers that are written as fractions. */
function variableIn(node: Expr): Expr | undefined {
  const rest = restOf(node)
  if (rest === undefined || node.rank > 0 || coefficientOf(node).decimal) return undefined
  if (isSymbol(rest)) return rest
  if (rest.op !== ADD || rest.args.length !== 2 || rest.args.some((term) => coefficientOf(term).decimal)) return undefined
  const [first, second] = rest.args.map(restOf) as [Expr | undefined, Expr | undefined]
  const variable = first ?? second
  return variable !== undefined && isSymbol(variable) && (first === undefined) !== (second === undefined) ? variable : undefined
}

/** How often a variable is in a canonical node that is linear in it. */
function slopeOf(node: Expr, variable: Expr): Exact | undefined {
  const [content, rest] = [coefficientOf(node), restOf(node)]
  if (rest === variable) return content
  const term = rest?.op === ADD ? rest.args.find((one) => restOf(one) === variable) : undefined
  return term && coefficientOf(term).multiply(content)
}
