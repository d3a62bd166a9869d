/** How LaTeX writes what is applied: which functions have a command, which go without parentheses, which conditions count 1 or 0. */
import type { Exact } from '../../exact.ts'
import type { Expr, Operation } from '../../expr.ts'
import { where } from '../../ops/condition.ts'
import { isOne, isZero } from '../../ops/structure.ts'

/** Functions that a textbook writes without parentheses around one letter, and with the exponent on the name. */
export const BARE_FUNCTIONS = new Set(
  'sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan ln log'
    .split(' ')
    .map((name) => `\\${name}`)
    .concat('\\log_{2}', '\\log_{10}', '\\operatorname{sech}', '\\operatorname{csch}'),
)

/** The command of a row that is written as a function name, for one argument. */
export function functionName(operation: Operation): string | undefined {
  const { latex } = operation
  if (latex === undefined || operation.args.length === 0 || latex.includes('#')) return undefined
  return latex
}

/** Whether a row's name ends a bare argument before it: \sin x \cos x, but \sin(x) \sigma(x), since \sigma is a letter. */
export function endsArgument(operation: Operation): boolean {
  const name = functionName(operation)
  return name !== undefined && name !== '\\sigma'
}

/** The condition that is 1 or 0: by itself, or as a choice between the two. */
export function conditionOf(node: Expr): Expr | undefined {
  if (node.op.condition !== undefined) return node
  const [condition, a, b] = node.args
  return node.op === where.op && isOne(a as Expr) && isZero(b as Expr) ? condition : undefined
}

/** A number with a letter of its own: π. */
export const isConstant = (node: Expr): boolean => node.args.length === 0 && node.op.latex !== undefined && node.rank === 0

/** Smaller decimals are written with a power of ten. */
const LEAST_DECIMAL = 1e-4

/** Nobody counts the zeros of 0.00001; what somebody wrote stays as it is. */
export const decimalText = (value: Exact): string =>
  value.text === undefined && value.value !== 0 && Math.abs(value.value) < LEAST_DECIMAL ? value.value.toExponential() : value.toString()
