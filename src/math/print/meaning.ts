/** What a row is written as in a language that has no name for it: stable to compute, in the order people write it. */
import { type Expr, make, number, type Operation } from '../expr.ts'
import { add, div, exp, log1p, neg } from '../ops/arithmetic.ts'
import { abs, ge, maximum, where } from '../ops/condition.ts'
import type { Syntax } from './codePrinter.ts'

const first = (node: Expr): Expr => node.args[0] as Expr
const one = (): Expr => number(1)

/** 1 / (1 + e^(-x)). */
const logistic = (x: Expr): Expr => make(div.op, [one(), make(add.op, [one(), exp(neg(x))])])

const meanings: ReadonlyMap<string, (node: Expr, syntax: Syntax) => Expr> = new Map([
  [
    'sigmoid',
    (node, { overflowThrows }) => {
      const x = first(node)
      if (overflowThrows !== true) return logistic(x)
      return where(ge(x, 0), logistic(x), div(exp(x), make(add.op, [one(), exp(x)])))
    },
  ],
  ['softplus', (node) => make(add.op, [make(maximum.op, [first(node), number(0)]), log1p(exp(neg(abs(first(node)))))])],
])

/** How a row without a name in the language is said by other rows; undefined where it cannot be. */
export function meaningIn(operation: Operation, syntax: Syntax): ((node: Expr) => Expr) | undefined {
  const own = meanings.get(operation.name)
  return own === undefined ? operation.meaning : (node) => own(node, syntax)
}
