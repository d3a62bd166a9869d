/** Products of matrices as people write them: one chain of factors. */
import { type Expr, make } from '../../expr.ts'
import { inverse, matmul, matrixPower, transpose } from '../../ops/linear.ts'
import { transposed } from '../../simplify/tensors/matrix.ts'

/** The chain a (b (c d)) as its factors; vectors on the left are rows. */
export function chainOf(node: Expr): Expr[] {
  const factors: Expr[] = []
  let rest = node
  while (rest.op.name === 'matmul' && factors.length < 64) {
    const left = rest.args[0] as Expr
    if (left.op.name === 'matmul' && left.rank === 2) factors.push(...chainOf(left))
    else factors.push(left)
    rest = rest.args[1] as Expr
    // What follows a row vector stands by itself: xᵀ(y zᵀ) is not (xᵀy)zᵀ for inner products of three vectors.
    if (left.rank === 1 && rest.op.name === 'matmul') break
  }
  factors.push(rest)
  return factors
}

/** A chain in which A A A is A³, and A⁻¹ A⁻¹ is A⁻², where that has no name. */
export function withPowers(chain: readonly Expr[], isNamed: (node: Expr) => boolean): Expr[] {
  const factors: Expr[] = []
  for (let k = 0, after = 0; k < chain.length; k = after) {
    const factor = chain[k] as Expr
    for (after = k + 1; chain[after] === factor; ) after++
    const count = factor.rank === 2 ? after - k : 1
    const inverted = factor.op === inverse.op && !isNamed(factor)
    if (count > 1) factors.push(make(matrixPower.op, [inverted ? (factor.args[0] as Expr) : factor], inverted ? -count : count))
    else factors.push(...chain.slice(k, after))
  }
  return factors
}

/** yᵀ A of (yᵀ A)(A y) as the vector and its matrices, with what follows, where powers go over the parentheses; undefined for others. */
export function acrossRow([a, b]: readonly [Expr, Expr], isNamed: (node: Expr) => boolean): { vector: Expr; factors: readonly Expr[] } | undefined {
  const before: Expr[] = []
  let vector = a
  for (;;) {
    const row = asRow(vector, isNamed) ?? turnedRow(vector, isNamed)
    if (row.op !== matmul.op || row.args[0]?.rank !== 1 || row.args[1]?.rank !== 2 || isNamed(row)) break
    before.unshift(row.args[1])
    vector = row.args[0]
  }
  const after = isNamed(b) ? [b] : chainOf(b)
  return before.length > 0 && before.at(-1) === after[0] ? { vector, factors: [...before, ...after] } : undefined
}

/** yᵀ Aᵀ for the row of A y; what has a name stays. */
const turnedRow = (node: Expr, isNamed: (node: Expr) => boolean): Expr =>
  node.op === matmul.op && node.rank === 1 && node.args[0]?.rank === 2 && !isNamed(node) && !isNamed(node.args[0])
    ? make(matmul.op, [node.args[1] as Expr, transposed(node.args[0])])
    : node

/** x W, which programs write of a vector x, as the column that it is: Wᵀ x. Undefined for other products. */
export function asColumn(node: Expr, isNamed: (node: Expr) => boolean): Expr | undefined {
  const [a, b] = node.args as [Expr, Expr]
  if (a.rank !== 1 || b.rank !== 2) return undefined
  return make(matmul.op, [isNamed(b) ? make(transpose.op, [b]) : transposed(b), a])
}

/** Aᵀ c as the row that it is when it is turned: cᵀ A for (Aᵀ c)ᵀ. Undefined for what is no such product. */
export function asRow(node: Expr, isNamed: (node: Expr) => boolean): Expr | undefined {
  const [a, b] = node.op.name === 'matmul' && !isNamed(node) ? node.args : []
  if (a?.op !== transpose.op || a.payload !== undefined || a.rank !== 2 || b?.rank !== 1 || isNamed(a)) return undefined
  return make(matmul.op, [b, a.args[0] as Expr])
}

/** Whether a number is an inner product, x^{\top} y, or a multiple of one: beside vectors it were read as one of them. */
export function isInnerProduct({ op, args, rank }: Expr): boolean {
  if (rank > 0) return false
  return op.name === 'matmul' || (['neg', 'mul', 'div'].includes(op.name) && args.some(isInnerProduct))
}
