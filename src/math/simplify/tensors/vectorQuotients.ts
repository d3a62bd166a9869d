/** Quotients component by component as people write them: y ⊘ x for y ⊙ 1 ⊘ x, and vectors divided in the place of the rows and columns of a matrix. */
import { type Expr, exactOf } from '../../expr.ts'
import { div, mul, pow } from '../../ops/arithmetic.ts'
import { outer, transpose } from '../../ops/linear.ts'
import { isOne, ones } from '../../ops/structure.ts'

const isReciprocal = ({ op, args: [above], rank }: Expr): boolean => op === div.op && rank === 1 && above !== undefined && isOne(above)

/** a ⊙ b ..., which is b ⊘ x for a = 1 ⊘ x. */
export function multiplied(...given: readonly Expr[]): Expr {
  const factors = given.flatMap((factor) => (factor.op === mul.op && factor.args.some(isReciprocal) ? factor.args : [factor]))
  const below = factors.flatMap((factor) => (isReciprocal(factor) ? [factor.args[1] as Expr] : []))
  const above = factors.filter((factor) => !isReciprocal(factor))
  if (below.length === 0 || above.every(({ rank }) => rank === 0)) return mul(...given)
  const [own, divisor] = [mul(...above), mul(...below)]
  return own === divisor ? ones(own.shape) : div(own, divisor)
}

/** How products, row sums and transposes are written. */
interface Algebra {
  readonly times: (matrix: Expr, vector: Expr) => Expr
  readonly rowSums: (matrix: Expr) => Expr
  readonly transposed: (matrix: Expr) => Expr
}

/** (A ⊘ (u vᵀ)) b = (A (b ⊘ v)) ⊘ u, also transposed and of whole powers of the outer product; undefined for others. */
export function dividedTimes(matrix: Expr, b: Expr, { times, rowSums, transposed }: Algebra): Expr | undefined {
  const isTurned = matrix.op === transpose.op && matrix.payload === undefined
  const quotient = isTurned ? (matrix.args[0] as Expr) : matrix
  const [above, below] = quotient.op === div.op ? quotient.args : []
  if (above?.rank !== 2 || below === undefined) return undefined
  const power = below.op === pow.op ? exactOf(below.args[1] as Expr)?.asInteger : 1
  const base = below.op === pow.op ? (below.args[0] as Expr) : below
  if (base.op !== outer.op || power === undefined || power < 1) return undefined
  const [u, v] = (isTurned ? [...base.args].reverse() : base.args) as [Expr, Expr]
  const raised = (x: Expr, n: number): Expr => (n === 1 ? x : pow(x, n))
  const inside = b !== v ? div(isOne(b) ? 1 : b, raised(v, power)) : power === 1 ? ones(b.shape) : div(1, raised(v, power - 1))
  const rows = isTurned ? transposed(above) : above
  return div(isOne(inside) ? rowSums(rows) : times(rows, inside), raised(u, power))
}
