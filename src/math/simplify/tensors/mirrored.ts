/**
 * Lower triangles with their mirror images, tril(P) + tril(P)ᵀ − diag(P), as derivatives by what Cholesky's factor is of have them: P itself
 * where it is symmetric, and its diagonal where it is upper triangular.
 */
import { type Expr, make } from '../../expr.ts'
import { add, mul, neg } from '../../ops/arithmetic.ts'
import { cholesky, tril } from '../../ops/decomposition.ts'
import { isEinsum } from '../../ops/einsum.ts'
import { diag, outer, transpose } from '../../ops/linear.ts'
import { isEye } from '../../ops/structure.ts'
import { factorsOf } from './chain.ts'
import { diagonal, product, transposed } from './matrix.ts'
import { isSymmetric } from './symmetry.ts'
import { isScaled } from './uniform.ts'
import { multiplied } from './vectorQuotients.ts'

/** The terms of a sum as they are written, with what a triangle of it and its mirror image come to; undefined where nothing is known of them. */
export function withoutTriangles(node: Expr, args: readonly Expr[]): readonly Expr[] | undefined {
  const at = node.rank === 2 ? node.args.findIndex(({ op, payload }) => op === tril.op && Number(payload ?? 0) === 0) : -1
  const lower = args[at]
  if (lower?.op !== tril.op) return undefined
  const [given] = (node.args[at] as Expr).args as [Expr]
  const whole = lower.args[0] as Expr
  const mirror = args.indexOf(transposed(lower))
  const diagonals = onDiagonalOf(whole)
  const onDiagonal = node.args.findIndex(({ op, args: [inner] }, k) => {
    if (op !== neg.op || inner === undefined) return false
    return (
      diagonals.some((own) => own !== undefined && neg(own) === args[k]) || (isEinsum(inner) && inner.args.includes(given) && inner.args.some(isEye))
    )
  })
  if (mirror < 0 || onDiagonal < 0) return undefined
  const terms = termsOf(whole)
  const known = terms.map(mirrored)
  const open = terms.filter((_, k) => known[k] === undefined)
  if (open.length === terms.length) return undefined
  const rest = open.length === 0 ? [] : [make(tril.op, [add(...open)])]
  return [
    ...known.filter((term) => term !== undefined),
    ...rest.flatMap((triangle) => [triangle, transposed(triangle), neg(diagonal(make(diag.op, [triangle.args[0] as Expr])))]),
    ...args.filter((_, k) => k !== at && k !== mirror && k !== onDiagonal),
  ]
}

/** The diagonal of a matrix as a matrix, as it may be written. */
function onDiagonalOf(whole: Expr): readonly (Expr | undefined)[] {
  if (whole.op === neg.op) return onDiagonalOf(whole.args[0] as Expr).map((own) => own && neg(own))
  if (isScaled(whole)) {
    const scaled = (tensor: Expr | undefined): Expr | undefined => tensor && mul(...whole.args.map((arg) => (arg.rank === 0 ? arg : tensor)))
    return onDiagonalOf(whole.args.find(({ rank }) => rank > 0) as Expr).map(scaled)
  }
  const [a, b] = whole.op === outer.op ? whole.args : []
  return [diagonal(make(diag.op, [whole])), a && b && diagonal(multiplied(a, b)), scaledFactor(whole)]
}

/** The terms of a sum, also of one that is a factor: Lᵀ (A − B) is Lᵀ A − Lᵀ B. */
function termsOf(whole: Expr): readonly Expr[] {
  if (whole.op === add.op) return whole.args.flatMap(termsOf)
  if (whole.op === neg.op) return termsOf(whole.args[0] as Expr).map((term) => neg(term))
  const factors = factorsOf(whole)
  // A number in a sum with matrices stands for one in each entry, and is no factor.
  const sum = factors.findIndex((factor) => factor.op === add.op && factor.args.every(({ rank }) => rank === factor.rank))
  if (factors.length < 2 || sum < 0) return [whole]
  return (factors[sum] as Expr).args.flatMap((term) => termsOf(product(factors.map((factor, k) => (k === sum ? term : factor)))))
}

/** What the lower triangle of a matrix and its mirror image are together, the diagonal once. */
function mirrored(term: Expr): Expr | undefined {
  if (term.op === neg.op) {
    const inner = mirrored(term.args[0] as Expr)
    return inner && neg(inner)
  }
  if (isScaled(term)) {
    const inner = term.args.map((arg) => (arg.rank === 0 ? arg : mirrored(arg)))
    return inner.every((arg) => arg !== undefined) ? make(term.op, inner) : undefined
  }
  if (isSymmetric(term)) return term
  return scaledFactor(term)
}

/** The diagonal of Lᵀ diag(d), which is upper triangular, with Cholesky's factor L. */
function scaledFactor(term: Expr): Expr | undefined {
  const [turned, scales, more] = factorsOf(term)
  const factor = turned?.op === transpose.op && turned.payload === undefined ? turned.args[0] : undefined
  if (factor?.op !== cholesky.op || scales?.op !== diag.op || scales.rank !== 2 || more !== undefined) return undefined
  return diagonal(multiplied(scales.args[0] as Expr, make(diag.op, [factor])))
}
