/** Columns that are stretched along the rows of a matrix, as a textbook writes them: X + c 1ᵀ, and c 1ᵀ - 1 bᵀ where no matrix says the shape. */
import { type Expr, rewrite, someNode, withArgs } from '../../expr.ts'
import { mul, neg } from '../../ops/arithmetic.ts'
import { columnOfElementwise, isColumn, vectorOf } from '../../ops/column.ts'
import { outer } from '../../ops/linear.ts'
import { broadcastOperation, ones } from '../../ops/structure.ts'
import { type Length, shapeOf } from '../../shape.ts'

/** The expression with outer products in the place of columns that are stretched. */
export function withOuterProducts(expr: Expr): Expr {
  if (!someNode(expr, isColumn)) return expr
  const [written] = rewrite([expr], (node, args) => (args.length === 0 ? node : (columnOfElementwise(node, args) ?? stretched(node, args)))) as [Expr]
  return written
}

function stretched(node: Expr, args: readonly Expr[]): Expr {
  const { op, rank, shape } = node
  const stretches = (op.elementwise || op === broadcastOperation) && rank === 2 && !isColumn(node)
  if (!stretches || !args.some((arg) => vectorOf(arg) !== undefined)) return withArgs(node, args)
  const along = (axis: 0 | 1): Expr => ones(shapeOf([shape[axis] as Length]))
  const full = args.some((arg) => arg.rank === 2 && !isColumn(arg))
  if (op === mul.op && !full) {
    // A column times a row is their outer product.
    const columns = args.flatMap((arg) => vectorOf(arg) ?? [])
    const rows = args.filter((arg) => arg.rank === 1)
    const scalars = args.filter((arg) => arg.rank === 0)
    return mul(...scalars, outer(mul(...columns), rows.length === 0 ? along(1) : mul(...rows)))
  }
  const whole = args.map((arg) => {
    const vector = vectorOf(arg)
    if (vector !== undefined) return signed(vector, (v) => outer(v, along(1)))
    // Beside a column a row says that it is one, also where a matrix says the shape.
    return arg.rank === 1 ? signed(arg, (v) => outer(along(0), v)) : arg
  })
  return op === broadcastOperation ? (whole[0] as Expr) : withArgs(node, whole)
}

/** What is made of a vector, its sign in front. */
const signed = (vector: Expr, made: (vector: Expr) => Expr): Expr => (vector.op === neg.op ? neg(made(vector.args[0] as Expr)) : made(vector))
