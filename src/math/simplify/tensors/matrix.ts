/**
 * Matrix algebra as people write it: constructors that push transposes in, drop identities, keep diagonal and outer
 * factors as they are.
 */
import { type Expr, make, number, traitsOf } from '../../expr.ts'
import { add, div, exp, mul, neg } from '../../ops/arithmetic.ts'
import { stack } from '../../ops/arrange.ts'
import { axesOfOne, sumsToZero } from '../../ops/centred.ts'
import { isColumn, vectorOf } from '../../ops/column.ts'
import { diag, inverse, matmul, outer, transpose } from '../../ops/linear.ts'
import { orderedBy, reordered, sort } from '../../ops/order.ts'
import { axesOf, axesPayload, sum } from '../../ops/reduction.ts'
import { type AxisItem, isWhole, itemsOf, itemsPayload, place, take, WHOLE } from '../../ops/slice.ts'
import { softmax } from '../../ops/softmax.ts'
import { broadcastOperation, broadcastTo, eye, isEye, isOne, isZero, ones, size, uniformNumber, zeros } from '../../ops/structure.ts'
import { type Length, type Shape, sameShape, shapeOf, sizeOf } from '../../shape.ts'
import { remembering } from '../remembering.ts'
import { simplify } from '../simplify.ts'
import { factorsOf, isChain } from './chain.ts'
import { besideFactor, isAroundIdentity } from './factored.ts'
import { besideScalars, gathered } from './gathered.ts'
import { isSymmetric, symmetryOf } from './symmetry.ts'
import { divisorOf, isScaled, isUniform, scalarOf } from './uniform.ts'
import { dividedTimes, multiplied } from './vectorQuotients.ts'

/** The transpose, pushed in where that is shorter to read. */
export const transposed = remembering((node: Expr): Expr => {
  if (node.rank < 2 || isSymmetric(node)) return node
  if (node.op === transpose.op && node.payload === undefined) return node.args[0] as Expr
  if (node.op === outer.op) return make(outer.op, [node.args[1] as Expr, node.args[0] as Expr])
  if (node.op === stack.op && node.args.every((row) => row.op === stack.op)) return columnsAsRows(node)
  if (node.op === matmul.op && node.args.every((arg) => arg.rank === 2)) return product(factorsOf(node).map(transposed).reverse())
  if (node.op === neg.op) return neg(transposed(node.args[0] as Expr))
  if (isScaled(node)) return mul(...node.args.map(transposed))
  if (node.op === div.op && node.args[1]?.rank === 0) return div(transposed(node.args[0] as Expr), node.args[1])
  if (node.op === add.op && node.args.every((arg) => arg.rank === 2)) {
    const turned = add(...node.args.map(transposed))
    if (transposesIn(turned) <= transposesIn(node)) return turned
  }
  // exp(Xᵀ)ᵀ
  if (node.op.elementwise && node.rank === 2 && node.args.every(({ shape }) => shape.length === 0 || sameShape(shape, node.shape))) {
    const turned = make(
      node.op,
      node.args.map((arg) => (arg.rank === 0 ? arg : transposed(arg))),
      node.payload,
    )
    if (transposesIn(turned) < transposesIn(node)) return turned
  }
  return make(transpose.op, [node])
})

/** A table of scalars with its rows as columns. */
const columnsAsRows = ({ args }: Expr): Expr =>
  make(
    stack.op,
    (args[0] as Expr).args.map((_, k) =>
      make(
        stack.op,
        args.map((row) => row.args[k] as Expr),
      ),
    ),
  )

/** Larger sums and products are not searched for transposes. */
const SEARCHED = 200

/** How often something is transposed in sums and products of matrices. */
export function transposesIn(whole: Expr): number {
  let count = 0
  const stack = [whole]
  for (let visits = 0; stack.length > 0; visits++) {
    if (visits > SEARCHED) return Number.POSITIVE_INFINITY
    const node = stack.pop() as Expr
    const { op, args } = node
    if (op === transpose.op) count++
    else if (op !== add.op && op !== matmul.op && op !== neg.op && !isScaled(node)) continue
    for (const arg of args) if (arg.rank === 2) stack.push(arg)
  }
  return count
}

/** The matrix product of two matrices, or of a matrix and a vector; numbers and scalars come to the front. */
export function times(a: Expr, b: Expr): Expr {
  if (isEye(a)) return b
  if (isEye(b)) return a
  if (isZero(a) || isZero(b)) return zeros(shapeOf([...a.shape.slice(0, -1), ...b.shape.slice(1)]))
  for (const [own, other, left] of [
    [a, b, true],
    [b, a, false],
  ] as const) {
    if (own.op === neg.op) return neg(left ? times(own.args[0] as Expr, other) : times(other, own.args[0] as Expr))
    if (isScaled(own)) return besideScalars(own, (tensor) => (left ? times(tensor, other) : times(other, tensor)))
    if (isUniform(own) && !isOne(own)) {
      const whole = ones(own.shape)
      return mul(own.args[0] as Expr, left ? times(whole, other) : times(other, whole))
    }
    const below = divisorOf(own)
    if (below !== undefined) return div(left ? times(own.args[0] as Expr, other) : times(other, own.args[0] as Expr), below)
  }
  const moved = besideIdentity(a, b)
  if (moved !== undefined) return moved
  const scaled = b.rank === 1 ? dividedTimes(a, b, algebra) : undefined
  if (scaled !== undefined) return scaled
  const vector = b.rank === 1 ? reordered(a, b) : undefined
  if (vector !== undefined) return vector
  const softmaxed = normalised(a, b, 1) ?? normalised(b, a, 0)
  if (softmaxed !== undefined) return softmaxed
  if (a.op === diag.op && b.op === diag.op) return diagonal(mul(a.args[0] as Expr, b.args[0] as Expr))
  if (a.op === diag.op && b.rank === 1) return multiplied(a.args[0] as Expr, b)
  if (a.op === outer.op && b.rank === 1) return mul(inner(a.args[1] as Expr, b), a.args[0] as Expr)
  if (a.op === outer.op && b.rank === 2) return outerOf(a.args[0] as Expr, times(transposed(b), a.args[1] as Expr))
  if (b.op === outer.op && a.rank === 2) return outerOf(times(a, b.args[0] as Expr), b.args[1] as Expr)
  // Products of matrices lean to the right, so that equal chains are the same node; a vector is multiplied first.
  if (a.op === matmul.op && a.args.every(({ rank }) => rank === 2)) return times(a.args[0] as Expr, times(a.args[1] as Expr, b))
  const factored = besideFactor(a, b)
  if (factored !== undefined && isSymmetric(factored.of)) return b.op === matmul.op ? times(factored.both, b.args[1] as Expr) : factored.both
  const around = b.op === matmul.op && isAroundIdentity(b.args[0] as Expr) ? besideFactor(a, b.args[1] as Expr) : undefined
  // L⁻ᵀ (I − a aᵀ) L⁻¹ is A⁻¹ − L⁻ᵀ a (L⁻ᵀ a)ᵀ.
  if (around !== undefined && isSymmetric(around.of)) return add(...(b.args[0] as Expr).args.map((term) => times(a, times(term, b.args[1] as Expr))))
  const left = reachOf(a) + reachOf(b) > 0 && mayMeet(a, b) ? cancelled([a, ...factorsOf(b)]) : undefined
  if (left !== undefined) return left
  const chain = make(matmul.op, [a, b])
  settled.add(chain)
  return chain
}

/** A product with some rows or columns of the identity, which takes parts of the other factor or places it among zeros. */
function besideIdentity(a: Expr, b: Expr): Expr | undefined {
  const [left, right] = [itemsOfIdentity(a), itemsOfIdentity(b)]
  if (left === undefined && right === undefined) return undefined
  const [rows, columns] = (left ?? right) as readonly [AxisItem, AxisItem]
  // The axis of the other factor that is summed over, and those beside it.
  const other = left === undefined ? a : b
  const items = (item: AxisItem): AxisItem[] => (left === undefined ? [WHOLE, item] : other.rank === 1 ? [item] : [item, WHOLE])
  const [taken, placed] = left === undefined ? [columns, rows] : [rows, columns]
  if (isWhole(placed)) return take.with(itemsPayload(items(taken), other.shape), other)
  const whole = shapeOf(left === undefined ? [a.shape[0] as Length, b.shape[1] as Length] : [a.shape[0] as Length, ...b.shape.slice(1)])
  return isWhole(taken) ? place.with(itemsPayload(items(placed), whole), other) : undefined
}

/** The rows and columns of the identity that a matrix is made of, where all of these or of those are left. */
function itemsOfIdentity(node: Expr): readonly AxisItem[] | undefined {
  if (node.op !== take.op || node.rank !== 2 || !isEye(node.args[0] as Expr)) return undefined
  const { items } = itemsOf(node)
  return items.length === 2 && items.some(isWhole) ? items : undefined
}

const reaches = new WeakMap<Expr, number>()
/** Chains in which nothing cancels. */
const settled = new WeakSet<Expr>()

/** How many factors beside it anything in a chain can cancel at most: all that an inverse is of, one beside what is orthogonal. */
function reachOf(node: Expr): number {
  let reach = reaches.get(node)
  if (reach === undefined) {
    reach =
      node.op === matmul.op
        ? Math.max(...node.args.map(reachOf))
        : (invertedBy(node)?.length ?? (isOrthogonal(node.op === transpose.op ? (node.args[0] as Expr) : node) ? 1 : 0))
    reaches.set(node, reach)
  }
  return reach
}

/** Whether a factor may cancel with the chain behind it. Where nothing cancels in that by itself, only what reaches to its beginning does. */
function mayMeet(a: Expr, b: Expr): boolean {
  if (!isChain(b) || !settled.has(b)) return true
  const first = b.args[0] as Expr
  if (invertedBy(a)?.[0] === first || isOrthogonalPair(a, first)) return true
  let rest: Expr | undefined = b
  for (let k = 1; k <= reachOf(b) && rest !== undefined; k++) {
    const factor = isChain(rest) ? (rest.args[0] as Expr) : rest
    if ((invertedBy(factor)?.length ?? 0) >= k) return true
    rest = isChain(rest) ? rest.args[1] : undefined
  }
  return false
}

/** diag(1/Σ e^S) e^S: the rows (axis 1) or columns (axis 0) of e^S over their sums. */
function normalised(a: Expr, b: Expr, axis: number): Expr | undefined {
  if (a.op !== diag.op || a.rank !== 2 || b.op !== exp.op) return undefined
  const [above, below] = (a.args[0] as Expr).args
  if ((a.args[0] as Expr).op !== div.op || !isOne(above as Expr) || below?.op !== sum.op || below.args[0] !== b) return undefined
  return axesOf(below).axes.join() === String(axis) && !axesOf(below).keepdims ? make(softmax.op, b.args, axesPayload([axis])) : undefined
}

/** The inverse; that of a transpose is the transpose of the inverse, and a scalar goes below it. */
export function inverseOf(a: Expr): Expr {
  if (a.op === inverse.op) return a.args[0] as Expr
  if (isScaled(a)) return div(inverseOf(a.args.find(({ rank }) => rank > 0) as Expr), mul(...a.args.filter(({ rank }) => rank === 0)))
  return a.op === transpose.op && a.payload === undefined && a.rank === 2 ? transposed(inverseOf(a.args[0] as Expr)) : make(inverse.op, [a])
}

/** The factors of what an inverse, or its transpose, is the inverse of. */
function invertedBy(node: Expr): Expr[] | undefined {
  if (node.op === inverse.op) return factorsOf(node.args[0] as Expr)
  const inner = node.op === transpose.op && node.payload === undefined ? (node.args[0] as Expr) : node
  return inner.op === inverse.op ? factorsOf(transposed(inner.args[0] as Expr)) : undefined
}

/**
 * A chain of factors in which an inverse meets factors that it is the inverse of: P⁻¹ for Q (P Q)⁻¹, where the factors that go are
 * square together, and so have an inverse of their own wherever the whole has one. Undefined where none does.
 */
function cancelled(chain: readonly Expr[]): Expr | undefined {
  for (let k = 0; k < chain.length; k++) {
    const next = chain[k + 1]
    if (next !== undefined && isOrthogonalPair(chain[k] as Expr, next)) {
      const rest = [...chain.slice(0, k), ...chain.slice(k + 2)]
      return rest.length === 0 ? eye(next.shape[1] as Length) : product(rest)
    }
    const inner = invertedBy(chain[k] as Expr)
    if (inner === undefined) continue
    const before = chain.slice(0, k)
    const after = chain.slice(k + 1)
    const front = sharedSquare(inner, after, 0)
    const back = front > 0 ? 0 : sharedSquare([...inner].reverse(), [...before].reverse(), 1)
    if (front + back === 0) continue
    const left = inner.slice(front, inner.length - back)
    const middle = left.length === 0 ? [] : [make(inverse.op, [product(left)])]
    const rest = [...before.slice(0, before.length - back), ...middle, ...after.slice(front)]
    return rest.length === 0 ? eye((inner[0] as Expr).shape[0] as Length) : product(rest)
  }
  return undefined
}

/** Qᵀ Q, Q Qᵀ of an orthogonal matrix. */
const isOrthogonalPair = (a: Expr, b: Expr): boolean =>
  (a.op === transpose.op && a.args[0] === b && isOrthogonal(b)) || (b.op === transpose.op && b.args[0] === a && isOrthogonal(a))
const isOrthogonal = (node: Expr): boolean => traitsOf(node).orthogonal === true || orderedBy(node) !== undefined

/** How many factors two chains begin with alike that make a square matrix together; `outer` is the axis of the first that is not summed. */
function sharedSquare(a: readonly Expr[], b: readonly Expr[], outer: 0 | 1): number {
  let square = 0
  for (let k = 0; k < a.length && a[k] === b[k]; k++) if ((a[0] as Expr).shape[outer] === (a[k] as Expr).shape[1 - outer]) square = k + 1
  return square
}

/** The product of a chain of factors. */
export const product = (factors: readonly Expr[]): Expr =>
  factors.slice(0, -1).reduceRight((right, left) => times(left, right), factors[factors.length - 1] as Expr)

/** The inner product of two vectors: aᵀ M b is kept as one chain, with fewer transposes than bᵀ Mᵀ a. */
export function inner(a: Expr, b: Expr): Expr {
  if (isZero(a) || isZero(b)) return number(0)
  if (isOne(a)) return total(b)
  if (isOne(b)) return total(a)
  for (const [own, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (own.op === neg.op) return neg(inner(own.args[0] as Expr, other))
    if (isScaled(own)) return besideScalars(own, (tensor) => inner(tensor, other))
    const below = divisorOf(own)
    if (below !== undefined) return div(inner(own.args[0] as Expr, other), below)
  }
  const [first, last] = a.op === matmul.op && b.op !== matmul.op ? [b, a] : [a, b]
  if (last.op !== matmul.op || first.op === matmul.op) return make(matmul.op, [first, last])
  const factors = factorsOf(last)
  const turned = product([...factors.slice(0, -1).reverse().map(transposed), first])
  return transposesIn(turned) < transposesIn(last) ? make(matmul.op, [factors.at(-1) as Expr, turned]) : make(matmul.op, [first, last])
}

/** a bᵀ; signs, scalars and divisors come to the front. */
export function outerOf(a: Expr, b: Expr): Expr {
  for (const [own, build] of [
    [a, (x: Expr) => outerOf(x, b)],
    [b, (x: Expr) => outerOf(a, x)],
  ] as const) {
    if (isZero(own)) return zeros(shapeOf([...a.shape, ...b.shape]))
    if (own.op === neg.op) return neg(build(own.args[0] as Expr))
    if (isScaled(own)) return mul(...own.args.map((arg) => (arg.rank === 0 ? arg : build(arg))))
    const below = divisorOf(own)
    if (below !== undefined) return div(build(own.args[0] as Expr), below)
  }
  return make(outer.op, [a, b])
}

/** The inner product of vectors of which some are products, as one chain. */
function bilinear(left: Expr, right: Expr): Expr {
  const [a, b] = [left, right].map(factorsOf) as [Expr[], Expr[]]
  return inner(a.pop() as Expr, product([...a.reverse().map(transposed), ...b]))
}

/** All components added up. */
export function total(x: Expr): Expr {
  if (x.op === neg.op) return neg(total(x.args[0] as Expr))
  if (isScaled(x)) return mul(...x.args.map((arg) => (arg.rank === 0 ? arg : total(arg))))
  const below = divisorOf(x)
  if (below !== undefined) return div(total(x.args[0] as Expr), below)
  if (isOne(x)) return size(sizeOf(x.shape))
  // Beside a part are zeros.
  const part = x.op === place.op ? (x.args[0] as Expr) : undefined
  if (part !== undefined && itemsOf(x).items.filter((item) => !('at' in item)).length === part.rank) return part.rank === 0 ? part : total(part)
  if (x.op === sort.op || x.op === sum.op) return total(x.args[0] as Expr)
  const [a, b] = x.op === mul.op && x.rank === 1 && x.args.length === 2 ? x.args : []
  if (a?.rank === 1 && b?.rank === 1 && (a.op === matmul.op || b.op === matmul.op)) return bilinear(a, b)
  const axes = x.shape.map((_, axis) => axis)
  const own = axesOfOne(x, axes)
  if (own.length > 0) return size(sizeOf(x.shape.filter((_, axis) => !own.includes(axis))))
  return sumsToZero(x, axes) ? number(0) : make(sum.op, [x], axesPayload(axes))
}

/** A matrix that is added up at sight along an axis. */
function hasPlainSums(node: Expr, axis: number): boolean {
  if (node.rank < 2) return true
  if (isColumn(node)) return vectorOf(node) !== undefined
  if (node.op === neg.op || divisorOf(node) !== undefined) return hasPlainSums(node.args[0] as Expr, axis)
  if (isScaled(node)) return hasPlainSums(node.args.find((arg) => arg.rank > 0) as Expr, axis)
  return isEye(node) || node.op === diag.op || node.op === outer.op || isOne(node) || axesOfOne(node, [axis]).length > 0
}

const algebra = { times, rowSums: (matrix: Expr): Expr => sumOver(matrix, 1), transposed }

/** The row sums (axis 1) or column sums (axis 0) of a matrix. */
export function sumOver(x: Expr, axis: number): Expr {
  const first = x.args[0] as Expr
  if (x.op === transpose.op && x.payload === undefined) return sumOver(first, 1 - axis)
  if (x.op === neg.op) return neg(sumOver(first, axis))
  const stretched = x.op === broadcastOperation && first.rank === 1 ? sumOfStretched(first, x.shape, axis) : undefined
  if (stretched !== undefined) return broadcastTo(stretched, shapeOf([x.shape[1 - axis] as Length]))
  // The columns of Bᵀ Aᵀ are the rows of A B.
  const turned = isChain(x) && x.rank === 2 ? transposed(x) : x
  if (transposesIn(turned) < transposesIn(x)) return sumOver(turned, 1 - axis)
  if (isScaled(x)) return mul(...x.args.map((arg) => (arg.rank === 0 ? arg : sumOver(arg, axis))))
  const below = divisorOf(x)
  if (below !== undefined) return div(sumOver(first, axis), below)
  if (axesOfOne(x, [axis]).length > 0) return ones(shapeOf([x.shape[1 - axis] as Length]))
  if (x.op === diag.op) return first
  if (x.op === place.op && first.rank === 2) {
    // What lies among zeros, along the axis that stays or along the one that is summed.
    const { items, whole } = itemsOf(x)
    const [kept, length] = [items[1 - axis] as AxisItem, whole[1 - axis] as Length]
    const own = sumOver(first, axis)
    return isWhole(kept) ? own : place.with(itemsPayload([kept], shapeOf([length])), own)
  }
  // The columns of a symmetric matrix are its rows.
  const symmetry = axis === 0 ? symmetryOf(x) : 0
  if (symmetry !== 0) return symmetry === 1 ? sumOver(x, 1) : neg(sumOver(x, 1))
  const divided = x.rank === 2 ? dividedTimes(axis === 1 ? x : transposed(x), ones(shapeOf([x.shape[axis] as Length])), algebra) : undefined
  if (divided !== undefined) return divided
  if (x.op === outer.op) return axis === 1 ? mul(total(x.args[1] as Expr), first) : mul(total(first), x.args[1] as Expr)
  // (A diag(v))ᵀ 1 is v ⊙ Aᵀ 1, and (A diag(v)) 1 is A v.
  const scaling = x.op === matmul.op ? factorsOf(x) : []
  for (const end of [0, -1]) {
    const edge = scaling.at(end)
    if (edge?.op !== diag.op || edge.rank !== 2) continue
    const rest = product(end === 0 ? scaling.slice(1) : scaling.slice(0, -1))
    const v = edge.args[0] as Expr
    if ((end === 0) === (axis === 1)) return multiplied(v, sumOver(rest, axis))
    return times(axis === 1 ? rest : transposed(rest), v)
  }
  if (x.op === add.op && x.args.every((arg) => hasPlainSums(arg, axis))) {
    const terms = x.args.map((arg) => sumOfStretched(arg, x.shape, axis) ?? sumOver(arg, axis))
    const scalars = terms.map(scalarOf)
    const isNumber = scalars.every((scalar) => scalar !== undefined)
    return broadcastTo(isNumber ? simplify(add(...(scalars as Expr[]))) : add(...terms), shapeOf([x.shape[1 - axis] as Length]))
  }
  if (sumsToZero(x, [axis])) return zeros(shapeOf([x.shape[1 - axis] as Length]))
  return make(sum.op, [x], axesPayload([axis]))
}

/** What a number, row or column that is stretched to a shape adds up to along an axis. */
function sumOfStretched(node: Expr, shape: Shape, axis: number): Expr | undefined {
  const count = size(shape[axis] as Length)
  if (node.rank === 0) return mul(count, node)
  const vector = node.rank === 1 ? node : vectorOf(node)
  if (vector === undefined) return undefined
  return (axis === 0) === (node.rank === 1) ? mul(count, vector) : total(vector)
}

/** s - 1, which people write as 1 - s with a sign before it. */
export function isMinusOne(node: Expr): boolean {
  const [first, second] = node.args
  if (node.op !== add.op || node.args.length !== 2 || first?.op === neg.op) return false
  return second?.op === neg.op ? isOne(second.args[0] as Expr) : uniformNumber(second as Expr)?.negate().isOne === true
}

/** A vector as a diagonal matrix; scalars come to the front. */
export function diagonal(v: Expr): Expr {
  const minus = v.op === mul.op ? v.args.find(isMinusOne) : undefined
  if (minus !== undefined) return neg(diagonal(mul(...v.args.map((arg) => (arg === minus ? add(1, neg(arg.args[0] as Expr)) : arg)))))
  if (isOne(v) || (v.op === mul.op && v.rank === 1 && isOne(multiplied(...v.args)))) return eye(v.shape[0] as Length)
  const same = v.rank === 1 ? scalarOf(v) : undefined
  if (same !== undefined) return mul(same, eye(v.shape[0] as Length))
  if (v.op === neg.op) return neg(diagonal(v.args[0] as Expr))
  if (v.op === mul.op && v.args.some(({ rank }) => rank === 0)) {
    const [scalars, tensors] = [v.args.filter(({ rank }) => rank === 0), v.args.filter(({ rank }) => rank > 0)]
    return gathered(scalars, diagonal(mul(...tensors)))
  }
  const below = divisorOf(v)
  if (below !== undefined && !isOne(v.args[0] as Expr)) return div(diagonal(v.args[0] as Expr), below)
  return make(diag.op, [v])
}

/** The diagonal of a matrix, the same of its transpose. */
export const diagonalOf = (x: Expr): Expr => make(diag.op, [x.op === transpose.op && x.payload === undefined ? (x.args[0] as Expr) : x])
