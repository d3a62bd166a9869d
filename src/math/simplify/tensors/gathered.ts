/** Scalars before a product, each once: b times b uᵀu is b² uᵀu. */
import { Exact } from '../../exact.ts'
import { type Expr, exactOf, number } from '../../expr.ts'
import { mul, pow } from '../../ops/arithmetic.ts'

/** What something is a power of, and how often. */
function powered(node: Expr): { readonly base: Expr; readonly exponent: Exact } {
  const [base, own] = node.op === pow.op ? node.args : []
  const exponent = own === undefined ? undefined : exactOf(own)
  return base === undefined || exponent === undefined ? { base: node, exponent: Exact.integer(1) } : { base, exponent }
}

/** These scalars times a tensor, together with the scalars that stand before it already. */
export function gathered(scalars: readonly Expr[], tensor: Expr): Expr {
  const inner = tensor.op === mul.op ? tensor.args : [tensor]
  const exponents = new Map<Expr, Exact>()
  const numbers: Expr[] = []
  for (const scalar of [...scalars, ...inner.filter(({ rank }) => rank === 0)]) {
    if (exactOf(scalar) !== undefined) {
      numbers.push(scalar)
      continue
    }
    const { base, exponent } = powered(scalar)
    exponents.set(base, exponents.get(base)?.add(exponent) ?? exponent)
  }
  const powers = [...exponents].map(([base, exponent]) => (exponent.isOne ? base : pow(base, number(exponent))))
  return mul(...numbers, ...powers, ...inner.filter(({ rank }) => rank > 0))
}

/** What is built of the tensor of a scaled one, with its scalars before it. */
export const besideScalars = ({ args }: Expr, build: (tensor: Expr) => Expr): Expr =>
  gathered(
    args.filter(({ rank }) => rank === 0),
    build(args.find(({ rank }) => rank > 0) as Expr),
  )
