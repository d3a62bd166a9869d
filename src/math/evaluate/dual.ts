/**
 * Values and, with them, derivatives in one direction: forward mode over the numbers of the shared graph, any rank. Nothing
 * is differentiated symbolically but the rows' own lines, each by itself, and nothing is simplified: what comes out shares no
 * path with the answer that is to be proven.
 */
import { type Expr, isSymbol, make, nameOf, type Operation, symbol } from '../expr.ts'
import { add, div, mul, neg } from '../ops/arithmetic.ts'
import { callOf, isCall } from '../ops/binder.ts'
import { isEinsum, specOf } from '../ops/einsum.ts'
import { einsumTangent } from '../ops/einsumTensor.ts'
import { oneHot } from '../ops/indicator.ts'
import { solve as solveRow } from '../ops/linear.ts'
import { argsort } from '../ops/order.ts'
import { amax, amin, axesOf, product as productRow } from '../ops/reduction.ts'
import { cumprod } from '../ops/running.ts'
import { isLinear } from '../ops/traits.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { bound } from './binder.ts'
import { limitAtZero } from './difference.ts'
import { extremeTangent, reducedProductTangent, runningProductTangent } from './differentials.ts'
import { type Item, mapItems } from './elementwise.ts'
import { type Plan, plan } from './plan.ts'
import { EvaluationError } from './sizes.ts'
import { asItem, asTensor, insideOf, itemsAt, nodeValue, type Surroundings } from './value.ts'

/** The values of a plan's nodes and their derivatives along a direction; undefined where that is zero. */
export interface Duals {
  readonly values: readonly Item[]
  readonly tangents: readonly (Item | undefined)[]
}

const hasPartials = ({ derivative, derivativeAt, derivatives }: Operation): boolean =>
  derivative !== undefined || derivativeAt !== undefined || derivatives !== undefined

/** A plan in which every node can be computed with its tangent; rows that cannot are replaced by their meaning. Throws RangeError. */
export function dualPlan(roots: readonly Expr[]): Plan {
  return plan(roots, ({ op }) => op.meaning === undefined || (op.elementwise && op.kernel !== undefined && hasPartials(op)))
}

/**
 * Runs a dual plan; `direction` holds the tangents of symbols by name. With `rounding`, every value on the way that is rounded is moved by such a
 * part of itself, which shows what rounding does to the result. Throws EvaluationError.
 */
export function evaluateDual(
  { nodes, args, bodies }: Plan,
  surroundings: Surroundings,
  direction: ReadonlyMap<string, Item>,
  rounding?: () => number,
): Duals {
  const values = new Array<Item>(nodes.length)
  const tangents = new Array<Item | undefined>(nodes.length)
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Expr
    const places = args[k] as readonly number[]
    const parts = itemsAt(values, places)
    if (parts.includes(undefined as unknown as Item)) throw new EvaluationError('an integral on the way has no value')
    const body = bodies.size === 0 ? undefined : bodies.get(node)
    if (body !== undefined) {
      const moves = places.map((place) => tangents[place])
      const result = boundDual(node, body, parts as number[], moves, surroundings, direction)
      values[k] = result.value
      tangents[k] = result.tangent
    } else if (isSymbol(node)) {
      values[k] = nodeValue(node, parts, surroundings)
      tangents[k] = direction.get(nameOf(node) as string)
    } else {
      const exact = nodeValue(node, parts, surroundings)
      const isIndex = INDICES.has(node.op)
      const value =
        rounding === undefined || places.length === 0 || isIndex || node.op === neg.op ? exact : mapItems((x) => x * (1 + rounding()), [exact])
      values[k] = value
      const moves = isIndex ? [] : itemsAt(tangents, places)
      if (moves.every(isNothing)) continue
      tangents[k] = node.op.elementwise ? elementwise(node, parts, moves, value, surroundings) : tensors(node, parts, moves, value, surroundings)
    }
  }
  return { values, tangents }
}

const isNothing = (item: Item | undefined): boolean => item === undefined

/** Tensor rows of whole numbers: these move by jumps alone, and rounding does not touch them. */
const INDICES: ReadonlySet<Operation> = new Set([argsort.op, oneHot.op])

function plus(a: Item | undefined, b: Item | undefined): Item | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return typeof a === 'number' && typeof b === 'number' ? a + b : mapItems((x, y) => x + y, [a, b])
}

/** Where a derivative is zero the direction does not count, even if it is not finite: the branch not taken. */
const weighed = (p: number, t: number): number => (p === 0 ? 0 : p * t)
const times = (partial: Item, move: Item): Item =>
  typeof partial === 'number' && typeof move === 'number' ? weighed(partial, move) : mapItems(weighed, [partial, move])

/** Tangents may be smaller than the value where an argument was stretched. */
const stretched = (tangent: Item | undefined, value: Item): Item | undefined =>
  typeof tangent === 'number' && typeof value === 'number'
    ? tangent
    : tangent === undefined || sizeOfItem(value) === sizeOfItem(tangent)
      ? tangent
      : mapItems((t) => t, [tangent, value])
const sizeOfItem = (item: Item): number => (typeof item === 'number' ? 0 : item.data.length)

function elementwise(
  node: Expr,
  parts: readonly Item[],
  moves: readonly (Item | undefined)[],
  value: Item,
  surroundings: Surroundings,
): Item | undefined {
  if (node.op === mul.op) return stretched(productTangent(parts, moves), value)
  if (node.op === div.op) return stretched(quotientTangent(parts, moves, value), value)
  let tangent: Item | undefined
  moves.forEach((move, index) => {
    if (move === undefined) return
    if (node.op === add.op) {
      tangent = plus(tangent, move)
      return
    }
    const partial = isCall(node) ? callPartial(node, parts, index, surroundings) : partialOf(node.op, node.payload, parts, value, index, surroundings)
    if (partial !== undefined) tangent = plus(tangent, times(partial, move))
  })
  return stretched(tangent, value)
}

/** Of a product of any number of factors, by the rule for two. */
function productTangent(parts: readonly Item[], moves: readonly (Item | undefined)[]): Item | undefined {
  let value: Item = 1
  let tangent: Item | undefined
  parts.forEach((part, k) => {
    const move = moves[k]
    const kept = tangent === undefined ? undefined : times(part, tangent)
    tangent = plus(kept, move === undefined ? undefined : times(value, move))
    value = typeof value === 'number' && typeof part === 'number' ? value * part : mapItems((a, b) => a * b, [value, part])
  })
  return tangent
}

/** The square of a divisor may be less than the least number where the quotient is none. */
function quotientTangent([, divisor]: readonly Item[], [move, turn]: readonly (Item | undefined)[], value: Item): Item | undefined {
  const fall = turn === undefined ? undefined : times(times(value, turn), -1)
  const total = plus(move, fall)
  return total === undefined ? undefined : over(total, divisor as Item)
}
const over = (tangent: Item, divisor: Item): Item =>
  typeof tangent === 'number' && typeof divisor === 'number' ? ratio(tangent, divisor) : mapItems(ratio, [tangent, divisor])
const ratio = (tangent: number, divisor: number): number => (tangent === 0 ? 0 : tangent / divisor)

function callPartial(node: Expr, parts: readonly Item[], index: number, { functions }: Surroundings): Item {
  const { name, orders } = callOf(node)
  if (functions === undefined) throw new EvaluationError(`the function ${name} is not known`)
  const next = orders.map((order, k) => (k === index ? order + 1 : order))
  return mapItems((...numbers) => functions(name, next, numbers), parts)
}

/* The rows' own partial derivatives, over symbols of their own that nothing else ever meets. */

interface Template {
  readonly plan: Plan | undefined
}
const templates = new Map<Operation, Map<string | number, Template>>()
const SELF = 'self'

function template(op: Operation, payload: Expr['payload'], count: number, index: number): Template {
  const key =
    payload === undefined && count < 1024 ? count * 1024 + index : `${count}/${index}/${typeof payload === 'object' ? payload.key : (payload ?? '')}`
  let known = templates.get(op)
  if (known === undefined || known.size > 64) {
    known = new Map()
    templates.set(op, known)
  }
  let found = known.get(key)
  if (found === undefined) {
    const symbols = Array.from({ length: count }, (_, k) => symbol(String(k)))
    const node = make(op, symbols, payload)
    const partial =
      op.derivative !== undefined
        ? op.derivative[index]?.(...symbols, symbol(SELF))
        : op.derivatives !== undefined
          ? op.derivatives(node)[index]
          : op.derivativeAt?.(node, index)
    found = { plan: partial === null || partial === undefined ? undefined : plan([partial]) }
    known.set(key, found)
  }
  return found
}

function partialOf(
  op: Operation,
  payload: Expr['payload'],
  parts: readonly Item[],
  value: Item,
  index: number,
  surroundings: Surroundings,
): Item | undefined {
  const { plan: order } = template(op, payload, parts.length, index)
  if (order === undefined) return undefined
  const items = new Array<Item>(order.nodes.length)
  for (let k = 0; k < order.nodes.length; k++) {
    const node = order.nodes[k] as Expr
    const name = nameOf(node)
    if (name !== undefined) items[k] = name === SELF ? value : (parts[Number(name)] as Item)
    else items[k] = nodeValue(node, itemsAt(items, order.args[k] as readonly number[]), surroundings)
  }
  return items[order.roots[0] as number] as Item
}

const REDUCED = new Map([
  [productRow.op, reducedProductTangent],
  [amax.op, extremeTangent(1)],
  [amin.op, extremeTangent(-1)],
])

/* Tensor rows without a meaning: products are linear in each factor, inverses have their rule, the rest goes by differences. */

/** Of a difference that has not come this close, relative to the largest component, nothing is concluded. */
const CONVERGED = 1e-10

function tensors(
  node: Expr,
  parts: readonly Item[],
  moves: readonly (Item | undefined)[],
  value: Item,
  surroundings: Surroundings,
): Item | undefined {
  if (isEinsum(node)) {
    const moved = moves.map((move) => (move === undefined ? undefined : asTensor(move)))
    const tangent = einsumTangent(parts.map(asTensor), moved, specOf(node), asTensor(value).shape)
    return tangent === undefined ? undefined : asItem(tangent)
  }
  if (isLinear(node.op)) {
    const moved = moves.map((move, k) => move ?? mapItems(() => 0, [parts[k] as Item]))
    return nodeValue(node, moved, surroundings)
  }
  const reduced = REDUCED.get(node.op)
  if (reduced !== undefined) return reduced(asTensor(parts[0] as Item), asTensor(moves[0] as Item), axesOf(node).axes, asTensor(value))
  if (node.op === cumprod.op) return runningProductTangent(asTensor(parts[0] as Item), asTensor(moves[0] as Item), axesOf(node).axes[0] as number)
  const rule = LINEAR_ALGEBRA.get(node.op.name)
  if (rule !== undefined && asTensor(parts[0] as Item).shape.length === 2) return rule(parts.map(asTensor), moves, asTensor(value))
  if (rule !== undefined && node.op.stacks === true) return eachOfStack(rule, asTensor(parts[0] as Item), asTensor(moves[0] as Item), asTensor(value))
  const moved = (h: number): Float64Array => {
    const shifted = parts.map((part, k) => {
      const move = moves[k]
      return move === undefined ? part : mapItems((x, t) => x + h * t, [part, move])
    })
    return asTensor(nodeValue(node, shifted, surroundings)).data.map(finite)
  }
  const { shape, data } = asTensor(value)
  // The logarithm of a probability that is masked has no slope; the others have theirs.
  const finite = (x: number, at: number): number => (Number.isFinite(data[at]) ? x : 0)
  // A step moves no argument further than this, however steep the way to it is: beyond, a softmax has chosen another component.
  const steepest = moves.reduce<number>(
    (most, move) => (move === undefined ? most : asTensor(move).data.reduce((a, x) => Math.max(a, Math.abs(x)), most)),
    1,
  )
  const limit = limitAtZero(moved, 1 / (16 * steepest))
  const largest = limit === undefined ? 0 : limit.best.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-300)
  const converged = limit?.errors.every((error) => error <= CONVERGED * largest) === true
  const slopes = converged && limit !== undefined ? limit.best : data.map(() => Number.NaN)
  return asItem({ shape, data: slopes.map((slope, at) => (Number.isFinite(data[at]) ? slope : Number.NaN)) })
}

/** A rule for the differential, given the arguments, what they move by, and the value. */
type Differential = (parts: readonly Tensor[], moves: readonly (Item | undefined)[], value: Tensor) => Item

/** The differential of what is made of each matrix of a stack. */
function eachOfStack(rule: Differential, stack: Tensor, move: Tensor, value: Tensor): Tensor {
  const shape = stack.shape.slice(-2)
  const size = shape.reduce((product, length) => product * length, 1)
  const each = value.shape.slice(stack.shape.length - 2)
  const own = each.reduce((product, length) => product * length, 1)
  const result = tensor(value.shape)
  const part = ({ data }: Tensor, k: number, shape: readonly number[], size: number): Tensor => ({
    shape,
    data: data.subarray(k * size, (k + 1) * size),
  })
  for (let k = 0; k * size < stack.data.length; k++) {
    const slope = rule([part(stack, k, shape, size)], [part(move, k, shape, size)], part(value, k, each, own))
    result.data.set(asTensor(slope).data, k * own)
  }
  return result
}

const product = (a: Tensor, b: Tensor): Tensor => {
  const [rows, inner] = a.shape as [number, number]
  const columns = b.shape[1] ?? 1
  const result = tensor(b.shape.length === 1 ? [rows] : [rows, columns])
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < inner; k++)
      for (let j = 0; j < columns; j++) {
        result.data[i * columns + j] =
          (result.data[i * columns + j] as number) + (a.data[i * inner + k] as number) * (b.data[k * columns + j] as number)
      }
  return result
}
const solve = (a: Tensor, b: Tensor): Tensor => solveRow.op.tensorKernel?.([a, b], undefined, b.shape) as Tensor
const traceOf = ({ data, shape }: Tensor): number => {
  const n = shape[0] as number
  let sum = 0
  for (let i = 0; i < n; i++) sum += data[i * n + i] as number
  return sum
}
const negative = ({ data, shape }: Tensor): Tensor => ({ shape, data: data.map((x) => -x) })

const transposed = ({ data, shape }: Tensor): Tensor => {
  const n = shape[0] as number
  return { shape, data: data.map((_, at) => data[(at % n) * n + Math.floor(at / n)] as number) }
}
const symmetric = (a: Tensor): Tensor => {
  const other = transposed(a)
  return { shape: a.shape, data: a.data.map((x, k) => (x + (other.data[k] as number)) / 2) }
}
/** The lower triangle with half of the diagonal. */
const lowerHalf = ({ data, shape }: Tensor): Tensor => {
  const n = shape[0] as number
  return { shape, data: data.map((x, at) => (at % n < Math.floor(at / n) ? x : at % n === Math.floor(at / n) ? x / 2 : 0)) }
}

/** Murray, "Differentiation of the Cholesky decomposition", arXiv:1602.07527; Magnus and Neudecker, "Matrix Differential Calculus" (1988), chapter 8. */
const LINEAR_ALGEBRA: ReadonlyMap<string, Differential> = new Map<string, Differential>([
  ['inv', (_, [da], inverse) => negative(product(inverse, product(asTensor(da as Item), inverse)))],
  ['cholesky', (_, [da], l) => product(l, lowerHalf(solve(l, transposed(solve(l, symmetric(asTensor(da as Item)))))))],
  ['det', ([a], [da], value) => (value.data[0] as number) * traceOf(solve(a as Tensor, asTensor(da as Item)))],
  ['logdet', ([a], [da]) => traceOf(solve(a as Tensor, asTensor(da as Item)))],
  [
    'solve',
    ([a], [da, db], x) => {
      const right = da === undefined ? (db as Item) : plus(negative(product(asTensor(da), x)), db)
      return solve(a as Tensor, asTensor(right as Item))
    },
  ],
])

/* Sums and integrals over a bound variable: under the sign, and by moving bounds (Leibniz). */

function boundDual(
  node: Expr,
  body: Plan,
  [low, high]: readonly number[],
  [lowMove, highMove]: readonly (Item | undefined)[],
  surroundings: Surroundings,
  direction: ReadonlyMap<string, Item>,
): { value: number; tangent: number } {
  const surroundingsAt = insideOf(node, surroundings)
  const inside = (index: number): { value: number; tangent: number } => {
    const { values, tangents } = evaluateDual(body, surroundingsAt(index), direction)
    const root = body.roots[0] as number
    return { value: values[root] as number, tangent: (tangents[root] as number | undefined) ?? 0 }
  }
  const result = bound(node.op, low as number, high as number, body.nodes.length, inside)
  if (node.op.name !== 'integral') return result
  let { tangent } = result
  if (highMove !== undefined) tangent += inside(high as number).value * (highMove as number)
  if (lowMove !== undefined) tangent -= inside(low as number).value * (lowMove as number)
  return { value: result.value, tangent }
}
