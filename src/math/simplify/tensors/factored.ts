/** Products with the inverse of Cholesky's factor, L Lᵀ = A of a symmetric A: L⁻ᵀ L⁻¹ is A⁻¹, and Lᵀ A⁻¹ is L⁻¹. */
import { type Expr, make } from '../../expr.ts'
import { add, neg } from '../../ops/arithmetic.ts'
import { cholesky } from '../../ops/decomposition.ts'
import { inverse, matmul, transpose } from '../../ops/linear.ts'
import { isEye } from '../../ops/structure.ts'
import { isScaled } from './uniform.ts'

/** What a factor and the first one of a chain of products are together, and the matrix A that has to be symmetric; undefined for others. */
export function besideFactor(a: Expr, b: Expr): { readonly both: Expr; readonly of: Expr } | undefined {
  const first = b.op === matmul.op ? (b.args[0] as Expr) : b
  const inverted = first.op === inverse.op ? (first.args[0] as Expr) : undefined
  const turned = a.op === transpose.op && a.rank === 2 ? (a.args[0] as Expr) : undefined
  if (inverted === undefined || turned === undefined || first.rank !== 2) return undefined
  if (turned === first && inverted.op === cholesky.op) return { both: make(inverse.op, inverted.args), of: inverted.args[0] as Expr }
  return turned.op === cholesky.op && turned.args[0] === inverted ? { both: make(inverse.op, [turned]), of: inverted } : undefined
}

/** A sum with a multiple of the identity: what stands before and behind it meets there. */
export const isAroundIdentity = ({ op, args }: Expr): boolean => op === add.op && args.some(isMultipleOfEye)

function isMultipleOfEye(node: Expr): boolean {
  if (node.op === neg.op) return isMultipleOfEye(node.args[0] as Expr)
  return isEye(node) || (isScaled(node) && node.args.some(isEye))
}
