/** Choices within choices by the same condition: what is chosen there is settled already. */
import { type Expr, rewrite, topological, withArgs } from '../expr.ts'
import { where } from '../ops/condition.ts'
import { sameShape } from '../shape.ts'

/** Graphs with more choices than these stay as they are. */
const CHOICES = 200

/** The same value of an expression of numbers, in which nothing that a choice chooses from asks for its condition again. */
export function withoutNestedChoices(expr: Expr): Expr {
  const choices = topological([expr]).filter(({ op }) => op === where.op)
  const conditions = new Set(choices.map(({ args }) => args[0]))
  if (conditions.size === choices.length || choices.length > CHOICES) return expr
  return rewrite([expr], (node, args) => {
    if (node.op !== where.op) return args.length === 0 ? node : withArgs(node, args)
    const [condition, a, b] = args as [Expr, Expr, Expr]
    return where(condition, settled(a, condition, 1), settled(b, condition, 2))
  })[0] as Expr
}

/** A branch in which choices by the condition are what stands at their place `side`. */
const settled = (branch: Expr, condition: Expr, side: 1 | 2): Expr =>
  rewrite([branch], (node, args) => {
    if (node.op === where.op && args[0] === condition) return args[side] as Expr
    return args.length === 0 ? node : withArgs(node, args)
  })[0] as Expr

/** The same value, also of arrays, without choices by a condition inside of what is chosen by it, component by component. */
export function withoutGuards(expr: Expr): Expr {
  if (topological([expr]).filter(({ op }) => op === where.op).length < 2) return expr
  return rewrite([expr], (node, args) => {
    if (node.op !== where.op) return args.length === 0 ? node : withArgs(node, args)
    const [condition, a, b] = args as [Expr, Expr, Expr]
    return where(condition, unguarded(a, condition), b)
  })[0] as Expr
}

/** What is left of a branch where the condition holds; within what is done to each component alone. */
function unguarded(branch: Expr, condition: Expr, depth = 0): Expr {
  if (branch.op === where.op && branch.args[0] === condition) return branch.args[1] as Expr
  const isOpen = branch.op.elementwise && branch.args.length > 0 && depth < GUARDED && sameShape(branch.shape, condition.shape)
  return isOpen
    ? withArgs(
        branch,
        branch.args.map((arg) => unguarded(arg, condition, depth + 1)),
      )
    : branch
}
const GUARDED = 12
