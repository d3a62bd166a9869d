/** The derivation of a slope along the curve of an equation: both sides are differentiated, y as a function of x, and solved for y′. */
import type { Step } from '../api.ts'
import { freshName } from '../differentiate/forward.ts'
import { reverse } from '../differentiate/reverse.ts'
import { type Expr, nameOf, symbol } from '../expr.ts'
import { add, mul, neg } from '../ops/arithmetic.ts'
import { printLatex } from '../print/latex/latex.ts'
import { simplify } from '../simplify/simplify.ts'
import { operator, product, total } from './asWritten.ts'
import { type DerivationContext, derivation } from './steps.ts'

export interface Curve {
  /** Zero along the curve. */
  readonly equation: Expr
  /** y, and dy/dx along the curve. */
  readonly dependent: Expr
  readonly slope: Expr
}

/** The derivation of a derivative along a curve: of y itself, or of a value that has y in it. */
export function derivationAlong(curve: Curve, value: Expr, by: Expr, derivative: Expr, context: DerivationContext): Step {
  const { dependent, slope } = curve
  const first = slopeAlong(curve, by, context)
  if (value === dependent) return first
  const latex = (expr: Expr): string => printLatex(expr, { names: context.names, letters: context.letters })
  const [along, across] = [partial(value, by), partial(value, dependent)]
  const [filled, after] = [total(along, product(across, slope)), derivative].map(latex) as [string, string]
  return {
    rule: 'total',
    title: `Total derivative: ${nameOf(dependent)} moves along the curve`,
    before: `${operator(latex(by), context.partial)}\\left[${latex(value)}\\right]`,
    ...(filled !== after && { filled }),
    after,
    steps: [first, told(value, by, along, context), told(value, dependent, across, context)],
  }
}

function slopeAlong({ equation, dependent, slope }: Curve, by: Expr, context: DerivationContext): Step {
  const [x, y] = [by, dependent].map((node) => printLatex(node, { names: context.names })) as [string, string]
  const name = freshName('slope', [equation])
  const moved = symbol(name)
  const names = new Map([...context.names, [name, context.partial || y.includes('^') ? operator(x, context.partial, y) : `${y}'`]])
  const latex = (expr: Expr): string => printLatex(expr, { names, letters: context.letters })
  // Term by term, before it is collected: x y gives y + x y′.
  const terms = equation.op === add.op ? equation.args : [equation]
  const each = terms.flatMap((term) => [partial(term, by), times(partial(term, dependent), moved)])
  const [along, across] = [partial(equation, by), partial(equation, dependent)]
  const range = context.ranges.get(equation)
  return {
    rule: 'implicit',
    title: 'Implicit differentiation: both sides of the equation, then solve for the slope',
    before: operator(x, context.partial, y),
    after: latex(slope),
    range,
    steps: [
      {
        rule: 'total',
        title: `Both sides, with ${nameOf(dependent)} as a function of ${nameOf(by)}`,
        before: `${operator(x, context.partial)}\\left[${latex(equation)}\\right]`,
        filled: latex(total(...each)),
        after: '0',
        range,
        steps: [told(equation, by, along, context), told(equation, dependent, across, context)],
      },
      {
        rule: 'solve',
        title: 'Collect what stands at the slope, and divide by it',
        before: latex(times(across, moved)),
        after: latex(simplify(neg(along))),
        range,
        steps: [],
      },
    ],
  }
}

const partial = (value: Expr, by: Expr): Expr => simplify(reverse(value, [by])[0] as Expr)

/** A factor behind others, the sign before them all: −6x y′. */
const times = (others: Expr, factor: Expr): Expr =>
  others.op === neg.op ? neg(times(others.args[0] as Expr, factor)) : product(...(others.op === mul.op ? others.args : [others]), factor)

const told = (value: Expr, by: Expr, derivative: Expr, context: DerivationContext): Step =>
  derivation(value, by, derivative, { ...context, partial: true })
