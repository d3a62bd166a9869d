/** u³ for u*u*u, as programs write it: equal factors of a product as their power. */
import { type Expr, isNumber, make, number, rewrite, someNode, withArgs } from '../expr.ts'
import { mul, pow } from '../ops/arithmetic.ts'

/** The expression with equal factors as powers, and the names of its parts. */
export function withPowers(expr: Expr, labels?: ReadonlyMap<Expr, string>): { readonly expr: Expr; readonly labels?: ReadonlyMap<Expr, string> } {
  if (!someNode(expr, repeats)) return { expr, labels }
  const moved = new Map(labels)
  const [powers] = rewrite([expr], (node, args) => {
    const own = args.length === 0 ? node : withArgs(node, args)
    const result = repeats(own) ? gathered(own) : own
    const label = labels?.get(node)
    if (label !== undefined) moved.set(result, label)
    return result
  }) as [Expr]
  return { expr: powers, labels: labels && moved }
}

const repeats = ({ op, args }: Expr): boolean => op === mul.op && args.some((arg, k) => !isNumber(arg) && args.indexOf(arg) < k)

/** Factors where the first of their kind stands. */
function gathered({ args }: Expr): Expr {
  const counts = new Map<Expr, number>()
  for (const arg of args) counts.set(arg, (counts.get(arg) ?? 0) + 1)
  const factors = [...counts].flatMap(([arg, count]) => {
    if (isNumber(arg)) return Array<Expr>(count).fill(arg)
    return count === 1 ? [arg] : [make(pow.op, [arg, number(count)])]
  })
  return factors.length === 1 ? (factors[0] as Expr) : make(mul.op, factors)
}
