/** The rules by which differentials of vectors and matrices are told: their names, and what is differentiated in the place of a part. */
import { type Expr, exactOf, make, type Operation } from '../expr.ts'
import { add, div, mul, neg } from '../ops/arithmetic.ts'
import { einsumRows, freshLetters, indexSpec, isEinsum, specOf } from '../ops/einsum.ts'
import { axesOf, mean, norm, sum } from '../ops/reduction.ts'
import { isFlat, type Told } from './rules.ts'

const [einsumRow] = einsumRows as [Operation]

export interface DifferentialRule {
  readonly rule: string
  readonly title: string
  /** The same as the part, by what it is told. */
  readonly over: Expr
}

/** Which rule the differential of a part falls under. */
export function differentialRule(node: Expr, told: Told): DifferentialRule {
  const over = asSquares(node)
  if (over !== undefined) return { rule: 'product', title: 'Differential of the squared norm, a sum of squares', over }
  const [rule, title] = isFlat(node, told) ? [node.op.name, `The differential of the ${node.op.title} is zero`] : titled(node, told)
  return { rule, title, over: node }
}

function titled(node: Expr, { depends }: Told): readonly [rule: string, title: string] {
  const { op, args } = node
  const varying = args.filter(depends).length
  const each = node.rank === 0 ? '' : ', component by component'
  if (op === add.op) return ['sum', 'Sum rule']
  if (op === neg.op) return ['constant multiple', 'The sign stays']
  if (isTotal(node)) return ['sum', `Sum rule: term by term under the ${op === mean.op ? 'mean' : 'sum'}`]
  if (op === div.op) return depends(args[1] as Expr) ? ['quotient', `Quotient rule${each}`] : ['constant multiple', 'The constant denominator stays']
  if (op === mul.op || op.name === 'matmul' || op.name === 'outer' || isEinsum(node)) {
    if (varying < 2 && args.length > 1) return ['constant multiple', isSummed(node) ? 'Constant factors stay under the sum' : 'Constant factors stay']
    if (op === mul.op) return ['product', `Product rule${each}`]
    return ['product', isEinsum(node) ? `Product rule${isSummed(node) ? ' under the sum' : ''}` : `Product rule for the ${op.title}`]
  }
  if (op.elementwise) return ['chain', `Chain rule through the ${op.title}${node.rank === 0 ? '' : ' of each component'}`]
  return [op.name, `Differential of the ${op.title}`]
}

/** Sums of the components of one array along some of its axes. */
function isTotal(node: Expr): boolean {
  if (node.op === sum.op || node.op === mean.op) return true
  if (!isEinsum(node) || node.args.length !== 1) return false
  const letters = specOf(node).inputs[0] as string
  return new Set(letters).size === letters.length && isSummed(node)
}

/** Whether a product over indices sums along some. */
function isSummed(node: Expr): boolean {
  if (!isEinsum(node)) return false
  const { inputs, output } = specOf(node)
  return inputs.some((letters) => [...letters].some((letter) => !output.includes(letter)))
}

/** ‖u‖² as the sum of the squares of all components of u: that has a derivative where u is zero, which the norm has not. */
function asSquares({ op, args }: Expr): Expr | undefined {
  const [root, exponent] = args as [Expr, Expr | undefined]
  const isSquare = op.name === 'square' || (op.name === 'pow' && exactOf(exponent as Expr)?.value === 2)
  if (!isSquare || root.op !== norm.op || root.rank > 0 || axesOf(root).order !== 2) return undefined
  const of = root.args[0] as Expr
  const letters = freshLetters(of.rank, '')
  return make(einsumRow, [of, of], indexSpec(`${letters},${letters}->`))
}
