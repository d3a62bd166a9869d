/** Rewriting for computing: logarithms of which one formula keeps its digits near zero and another far out. */
import { type Expr, rewrite, someNode, withArgs } from '../../expr.ts'
import { sigmoid } from '../../ops/activation.ts'
import { add, exp, expm1, ln, log1p, mul, neg, pow, sub } from '../../ops/arithmetic.ts'
import { lt, where } from '../../ops/condition.ts'
import { sinh, tanh } from '../../ops/hyperbolic.ts'
import { erfc, erfcx } from '../../ops/special.ts'

/** By what the logarithm is of: the same, below some x as it is and from there on otherwise. */
const LOGARITHMS: ReadonlyMap<string, (x: Expr, near: Expr) => Expr> = new Map([
  [sinh.op.name, (x: Expr, near: Expr) => where(lt(x, 1), near, sub(add(x, log1p(neg(exp(mul(-2, x))))), ln(2)))],
  [tanh.op.name, (x: Expr, near: Expr) => where(lt(x, 1), near, log1p(mul(-2, sigmoid(mul(-2, x)))))],
  [expm1.op.name, (x: Expr, near: Expr) => where(lt(x, 1), near, add(x, log1p(neg(exp(neg(x))))))],
  [erfc.op.name, (x: Expr, near: Expr) => where(lt(x, 5), near, sub(ln(erfcx(x)), pow(x, 2)))],
])

/** Each logarithm is looked at once: one branch holds it as it was. */
export function withBranches(expr: Expr): Expr {
  if (!someNode(expr, ({ op }) => op === ln.op)) return expr
  return rewrite([expr], (node, args) => {
    const same = args.length === 0 ? node : withArgs(node, args)
    const [inner] = args
    if (node.op !== ln.op || inner === undefined) return same
    const [x] = inner.args
    // ln(1 - e^x), for x < 0.
    if (inner.op === neg.op && x?.op === expm1.op) return where(lt(x.args[0] as Expr, -1), log1p(neg(exp(x.args[0] as Expr))), same)
    return LOGARITHMS.get(inner.op.name)?.(x as Expr, same) ?? same
  })[0] as Expr
}
