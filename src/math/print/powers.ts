/** What programs write, as people do: u³ for u*u*u, and the numbers of (0.5 x)ᵀ A x before the product, 0.5 xᵀ A x. */
import { type Expr, isNumber, make, number, rewrite, someNode, withArgs } from '../expr.ts'
import { div, mul, neg, pow } from '../ops/arithmetic.ts'
import { matmul } from '../ops/linear.ts'

/** The expression with equal factors as powers and numbers before products of matrices, and the names of its parts. */
export function asPeopleWrite(expr: Expr, labels?: ReadonlyMap<Expr, string>): { readonly expr: Expr; readonly labels?: ReadonlyMap<Expr, string> } {
  const isScaledHere = (node: Expr): boolean => isScaled(node) && labels?.has(node.args[0] as Expr) !== true
  if (!someNode(expr, (node) => repeats(node) || isScaledHere(node))) return { expr, labels }
  const moved = new Map(labels)
  const [written] = rewrite([expr], (node, args) => {
    const own = args.length === 0 ? node : withArgs(node, args)
    const result = repeats(own) ? gathered(own) : isScaled(own) && labels?.has(node.args[0] as Expr) !== true ? scaledOutside(own) : own
    const label = labels?.get(node)
    if (label !== undefined) moved.set(result, label)
    return result
  }) as [Expr]
  return { expr: written, labels: labels && moved }
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

/** A product of matrices or vectors the first of which is a multiple, and not both of which are the same. */
function isScaled({ op, args: [left, right] }: Expr): boolean {
  if (op !== matmul.op || left === undefined || left === right) return false
  const [first, second] = left.args
  if (left.op === neg.op) return true
  if (left.op === div.op) return first?.rank === left.rank && second?.rank === 0
  return left.op === mul.op && left.args.some(({ rank }) => rank === 0) && left.args.filter(({ rank }) => rank > 0).length === 1
}

function scaledOutside({ args: [left, right] }: Expr): Expr {
  const { op, args } = left as Expr
  const [first, second] = args as [Expr, Expr]
  const times = (tensor: Expr): Expr => {
    const product = matmul(tensor, right as Expr)
    return isScaled(product) ? scaledOutside(product) : product
  }
  if (op === neg.op) return neg(times(first))
  if (op === div.op) return make(div.op, [times(first), second])
  return make(mul.op, [...args.filter(({ rank }) => rank === 0), times(args.find(({ rank }) => rank > 0) as Expr)])
}
