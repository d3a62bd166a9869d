/**
 * The canonical form of every node of a graph, in one walk: quotients, roots and signs become powers and coefficients,
 * chains of sums and of products are taken apart from their top, like terms and equal factors meet, functions fold by
 * the rules. Linear in the graph. A canonical node may have lost axes that were only stretched: who needs the shape of
 * the original stretches it again.
 */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber, make, number, topological } from '../expr.ts'
import { stack as stacked, zerosLike, zerosOf } from '../ops/arrange.ts'
import { isEinsum } from '../ops/einsum.ts'
import { matmul } from '../ops/linear.ts'
import { broadcastOperation, broadcastTo, isZero } from '../ops/structure.ts'
import { isLinear } from '../ops/traits.ts'
import { sameShape } from '../shape.ts'
import { construct, DIV, NEG } from './call.ts'
import { detailsOf, isWrittenNegative, keepsSharing, type Memo, memoOf, startCall, writtenContentOf, writtenOf } from './memo.ts'
import { baseOf, factorsOf, Product, powerOf } from './product.ts'
import { ADD, coefficientOf, MINUS_ONE, MUL, ONE, restOf, Sum, scale } from './sum.ts'

/** All nodes, arguments first; what the memo of each holds of this call is its place and how often it is used. Once in a call. */
export function walk(roots: readonly Expr[]): readonly Expr[] {
  const order = topological(roots)
  for (let k = 0; k < order.length; k++) {
    const node = order[k] as Expr
    memoOf(node).index = k
    for (let i = 0; i < node.args.length; i++) ((node.args[i] as Expr).memo as Memo).uses++
  }
  for (const root of roots) (root.memo as Memo).uses++
  return order
}

/**
 * How many terms are written where sums are taken apart into what others are made of: the square of the rounds of a loop,
 * whose sums go on from those of the round before. Factors do not count: most meet equal ones in a power.
 */
function flatSize(order: readonly Expr[]): number {
  const sizes: number[] = []
  let whole = 0
  for (const { op, args } of order) {
    let size = 1
    if (op === ADD || op === NEG) {
      size = 0
      for (const arg of args) size += arg.op === ADD || arg.op === NEG ? (sizes[(arg.memo as Memo).index] as number) : 1
    }
    sizes.push(size)
    whole += size
  }
  return whole
}

/** Larger graphs get the canonical form only, which is linear; and of those with more nodes the ones that would be so many times larger written flat. */
const [LARGEST, LARGE, LARGER] = [2000, 150, 2]

/** Of graphs that stay whole where they are shared those of more nodes are of a size that nobody reads. */
const UNREAD = 600

/** Whether a graph is of a size that nobody reads. */
export function isHuge(expr: Expr): boolean {
  if (topological([expr]).length <= UNREAD) return false
  startCall()
  return isLong(walk([expr]))
}

/** Whether what is used in several places of a graph is to stay whole. */
export const isLong = (order: readonly Expr[]): boolean => order.length > LARGEST || (order.length > LARGE && flatSize(order) > LARGER * order.length)

/** The canonical form of a node that `canonicalize` has visited in this call. */
export const canonicalOf = (node: Expr): Expr => (node.memo as Memo).canonical as Expr

/** Puts a better canonical node in the place of each sum, and of each product. */
export interface Improve {
  sum(node: Expr): Expr
  product(node: Expr): Expr
  call?(node: Expr): Expr
  einsum?(node: Expr): Expr
}

/** Fills the memos of all nodes of a walk with their canonical forms. */
export function canonicalize(order: readonly Expr[], improve: Improve): void {
  for (let i = order.length - 1; i >= 0; i--) markChains(order[i] as Expr)
  for (const node of order) {
    const memo = node.memo as Memo
    if (memo.absorbed !== 0) continue
    const canonical = canonicalForm(node, improve)
    memo.canonical = canonical
    const met = memoOf(canonical)
    if (met.index < 0) met.index = memo.index
  }
}

const ADDITIVE = 1
const MULTIPLICATIVE = 2

/** A sum that only another sum uses is part of that one, and so for products. */
function markChains(node: Expr): void {
  const { op } = node
  if (op !== ADD && op !== MUL && op !== DIV && op !== NEG) return
  const kind = op === ADD ? ADDITIVE : op === NEG ? (node.memo as Memo).absorbed : MULTIPLICATIVE
  if (kind === 0) return
  for (const arg of node.args) {
    const memo = arg.memo as Memo
    if (memo.uses > 1) continue
    if (arg.op === NEG || (kind === ADDITIVE ? arg.op === ADD : arg.op === MUL || arg.op === DIV)) memo.absorbed = kind
  }
}

function canonicalForm(node: Expr, improve: Improve): Expr {
  const { op, args } = node
  if (args.length === 0) return node
  if (op === ADD) return improve.sum(sumOf(node))
  if (op === MUL || op === DIV) return improve.product(productOf(node))
  if (op === NEG) return scale(MINUS_ONE, canonicalOf(args[0] as Expr))
  if (op === broadcastOperation) return canonicalOf(args[0] as Expr)
  if (op.elementwise) {
    const result = construct(op, args.map(canonicalOf), node.payload)
    return improve.call === undefined ? result : improve.call(result)
  }
  const whole = opaque(node)
  return improve.einsum === undefined ? whole : improve.einsum(whole)
}

/** Zeros as people write them: zeros_like(x), [0, 0]. */
const isZeros = (node: Expr): boolean =>
  isZero(node) || node.op === zerosOf.op || node.op === zerosLike.op || (node.op === stacked.op && node.args.every(isZeros))

/** The canonical form as a term or factor: arrays of zeros, with which sums and moving averages begin, count for nothing there. */
function memberOf(node: Expr): Expr {
  const canonical = canonicalOf(node)
  return isZeros(canonical) ? ZERO : canonical
}
const ZERO = number(0)

/** A whole chain of sums. */
function sumOf(top: Expr): Expr {
  const sum = new Sum()
  const written: (Expr | undefined)[] = []
  const stack: Expr[] = [top]
  const negative: boolean[] = [false]
  while (stack.length > 0) {
    const node = stack.pop() as Expr
    const minus = negative.pop() as boolean
    const absorbed = node === top || (node.memo as Memo).absorbed === ADDITIVE
    if (absorbed) {
      const flip = node.op === NEG
      for (let i = node.args.length - 1; i >= 0; i--) {
        stack.push(node.args[i] as Expr)
        negative.push(flip !== minus)
      }
    } else {
      const term = memberOf(node)
      sum.add(minus ? MINUS_ONE : ONE, term)
      const rest = restOf(term)
      if (rest?.op === ADD && !keepsSharing()) written.push(...(writtenOf(rest) ?? rest.args.map(restOf)))
      else written.push(rest)
    }
  }
  const result = sum.build()
  const rest = restOf(result)
  if (rest?.op === ADD && sameNodes(written, rest.args.map(restOf))) {
    const details = detailsOf(rest)
    if (details.written === undefined) {
      details.written = written
      const coefficient = coefficientOf(result)
      details.writtenNegative = coefficient.isNegative
      if (!coefficient.isInteger) details.writtenContent = coefficient.isNegative ? coefficient.negate() : coefficient
    }
  }
  return result
}

/** A whole chain of products and quotients. */
function productOf(top: Expr): Expr {
  const product = new Product()
  const written: Expr[] = []
  const stack: Expr[] = [top]
  const below: boolean[] = [false]
  while (stack.length > 0) {
    const node = stack.pop() as Expr
    const inverse = below.pop() as boolean
    const absorbed = node === top || (node.memo as Memo).absorbed === MULTIPLICATIVE
    if (absorbed) {
      if (node.op === NEG) product.coefficient = product.coefficient.negate()
      for (let i = node.args.length - 1; i >= 0; i--) {
        stack.push(node.args[i] as Expr)
        below.push(node.op === DIV && i === 1 ? !inverse : inverse)
      }
    } else {
      const factor = memberOf(node)
      product.multiply(factor, inverse ? MINUS_ONE : ONE)
      if (inverse) for (const own of factorsOf(factor)) if (!(powerOf(own) instanceof Exact)) detailsOf(baseOf(own)).writtenBelow = true
      if (!inverse && !isNumber(factor)) written.push(restOf(factor) as Expr)
    }
  }
  const result = product.build()
  const rest = restOf(result)
  if (rest?.op === MUL && rest === result && sameNodes(written, rest.args)) detailsOf(rest).written ??= written
  return result
}

/** The same nodes, in whatever order; no node twice in `b`. */
function sameNodes(a: readonly (Expr | undefined)[], b: readonly (Expr | undefined)[]): boolean {
  if (a.length !== b.length) return false
  if (a.length <= 8) return b.every((node) => a.includes(node))
  const set = new Set(a)
  return b.every((node) => set.has(node))
}

/** A difference that was written the other way round, or that nobody wrote. */
function takesSign(factor: Expr): boolean {
  if (factor.op !== ADD) return false
  return isWrittenNegative(factor) || (writtenOf(factor) === undefined && factor.args.some((term) => coefficientOf(term).isNegative))
}

/** (-X) w is -(X w), (2X) w is 2(X w); sums keep the signs they were written with. */
function withNumberBefore(node: Expr, args: readonly Expr[]): Expr {
  let coefficient = ONE
  const rests = args.map((arg) => {
    const rest = restOf(arg)
    if (rest === undefined || rest.op === ADD || !sameShape(rest.shape, arg.shape)) return arg
    coefficient = coefficient.multiply(coefficientOf(arg))
    return rest
  })
  return coefficient.isOne ? make(node.op, args, node.payload) : scale(coefficient, make(node.op, rests, node.payload))
}

/** Operations on whole tensors keep their place; scalar factors of a product's factors come out. */
function opaque(node: Expr): Expr {
  const args = node.args.map((arg) => broadcastTo(canonicalOf(arg), arg.shape))
  if (node.op === matmul.op) return withNumberBefore(node, args)
  if (isLinear(node.op) && node.op !== stacked.op && args.length > 0 && args.every(isZero)) return number(0)
  if (!isEinsum(node)) return make(node.op, args, node.payload)
  if (node.args.some((arg) => exactOf(canonicalOf(arg))?.isZero === true)) return number(0)
  const outside = new Product()
  const inside = args.map((arg, i) => {
    const canonical = canonicalOf(node.args[i] as Expr)
    if (canonical.op !== MUL) return arg
    const left = new Product()
    let coefficient = coefficientOf(canonical)
    // A difference keeps the sign it was written with: 1 - s inside of a product is not s - 1 with a sign before the whole.
    if (coefficient.isNegative && factorsOf(canonical).some(takesSign)) {
      coefficient = coefficient.negate()
      left.coefficient = MINUS_ONE
    }
    // A sum of fractions keeps those it was written with: x - s/3 rather than a third of 3x - s.
    const content = factorsOf(canonical)
      .map(writtenContentOf)
      .find((own) => own !== undefined)
    const size = coefficient.isNegative ? coefficient.negate() : coefficient
    if (content?.equals(size) === true) {
      left.coefficient = left.coefficient.multiply(content)
      coefficient = coefficient.divide(content)
    }
    outside.coefficient = outside.coefficient.multiply(coefficient)
    for (const factor of factorsOf(canonical)) (factor.rank === 0 ? outside : left).multiply(factor)
    return broadcastTo(left.build(), arg.shape)
  })
  const product = make(node.op, inside, node.payload)
  return isNumber(product) ? product : outside.multiply(product).build()
}
