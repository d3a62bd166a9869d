/** Traces as people write them. */
import { type Expr, make } from '../../expr.ts'
import { add, div, mul, neg } from '../../ops/arithmetic.ts'
import { matmul, outer, trace, transpose } from '../../ops/linear.ts'
import { reductionRows } from '../../ops/reduction.ts'
import { isOne } from '../../ops/structure.ts'
import { isAlgebra } from '../../ops/traits.ts'
import { simplify } from '../simplify.ts'
import { factorsOf } from './chain.ts'
import { besideScalars } from './gathered.ts'
import { inner, times, transposed } from './matrix.ts'
import { divisorOf, isScaled } from './uniform.ts'

/** The trace; tr(AᵀB) stays, scalars come to the front. */
export function traceOf(x: Expr): Expr {
  if (x.op === neg.op) return neg(traceOf(x.args[0] as Expr))
  if (isScaled(x)) return besideScalars(x, traceOf)
  const below = divisorOf(x)
  if (below !== undefined) return div(traceOf(x.args[0] as Expr), below)
  if (x.op === outer.op) return inner(x.args[0] as Expr, x.args[1] as Expr)
  const apart = ofOuterProducts(x) ?? ofOuterProducts(transposed(x))
  if (apart !== undefined) return apart
  // tr(Pᵀ Qᵀ) = tr(Q P): the one with fewer transposes.
  const transposes = (node: Expr): number => factorsOf(node).filter(({ op }) => op === transpose.op).length
  const turned = transposed(x)
  const whole = transposes(turned) < transposes(x) ? turned : x
  // tr((K⁻¹ − a aᵀ) ∂K) for tr(∂K (K⁻¹ − a aᵀ)): weights come first.
  const [left, right, more] = factorsOf(whole) as [Expr, Expr?, Expr?]
  const swaps = right !== undefined && more === undefined && isComponentwise(left) && !isComponentwise(right)
  return make(trace.op, [swaps && left.op !== transpose.op && left.args.length > 0 ? times(right, left) : whole])
}

/** tr(a aᵀ − U) as aᵀa − tr(U), tr(A (a bᵀ + c dᵀ) B) as bᵀBAa + dᵀBAc; undefined for others. */
function ofOuterProducts(x: Expr): Expr | undefined {
  const factors = factorsOf(x)
  const at = factors.findIndex(({ op }) => op === add.op)
  const terms = factors[at]?.args ?? []
  if (!(factors.length === 1 ? terms.some((term) => isOuter(term)) : terms.length > 0 && terms.every((term) => isOuter(term)))) return undefined
  const around = (term: Expr): Expr =>
    [...factors.slice(0, at), term, ...factors.slice(at + 1)].reduceRight((product, factor) => times(factor, product))
  const found: { readonly node: Expr; readonly chain: readonly Expr[] }[] = []
  const once = (node: Expr): Expr => {
    const { op, args } = node
    if (op !== matmul.op) return op === neg.op || op === add.op || op === mul.op ? make(op, args.map(once)) : node
    const chain = scalarChain(node)
    const known = found.find((one) =>
      [chain, turned(chain)].some((own) => own.length === one.chain.length && own.every((factor, k) => factor === one.chain[k])),
    )
    if (known === undefined) found.push({ node, chain })
    return known?.node ?? node
  }
  return simplify(add(...terms.map((term) => once(traceOf(around(term))))))
}

/** The factors of aᵀ M b from a on, wherever parentheses are. */
const scalarChain = ({ args }: Expr): readonly Expr[] => [...turned(factorsOf(args[0] as Expr)), ...factorsOf(args[1] as Expr)]
/** bᵀ Mᵀ a for aᵀ M b. */
const turned = (chain: readonly Expr[]): readonly Expr[] => chain.map(transposed).reverse()

/** Sums of outer products are looked for in so many products within sums. */
const NESTED = 6

/** An outer product of vectors other than ones, or a multiple of one, or of a sum of such. */
function isOuter(node: Expr, depth = 0): boolean {
  const isSo = (part: Expr): boolean => isOuter(part, depth)
  if (node.op === neg.op || divisorOf(node) !== undefined) return isSo(node.args[0] as Expr)
  if (isScaled(node)) return node.args.every((arg) => arg.rank === 0 || isSo(arg))
  if (node.op === matmul.op && depth < NESTED)
    return factorsOf(node).some(({ op, args }) => op === add.op && args.every((arg) => isOuter(arg, depth + 1)))
  return node.op === outer.op && !node.args.some(isOne)
}

/** A matrix that is computed component by component, or of the rows of others, not by matrix products, inverses and their sums. */
export function isComponentwise(node: Expr): boolean {
  const { op, args, rank } = node
  if (rank < 2 || args.length === 0 || reductionRows.includes(op)) return true
  if (op === outer.op) return args.some(isOne)
  if (op === mul.op && !isScaled(node)) return true
  if (op === add.op || op === neg.op || op === mul.op || op === div.op || op === transpose.op) return args.every(isComponentwise)
  return !isAlgebra(op)
}
