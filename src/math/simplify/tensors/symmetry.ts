/**
 * Matrices that are their own transposes, and those that are minus theirs, as how they are made shows: X Xᵀ, f(u 1ᵀ − 1 uᵀ) of an even f,
 * distances between the rows of one matrix, and what sums, products component by component and inverses make of such.
 */
import { type Expr, exactOf, type Payload, traitsOf } from '../../expr.ts'
import { add, div, mul, neg, pow } from '../../ops/arithmetic.ts'
import { reshape } from '../../ops/arrange.ts'
import { vectorOf } from '../../ops/column.ts'
import { isEinsum, specOf } from '../../ops/einsum.ts'
import { diag, outer, transpose } from '../../ops/linear.ts'
import { axesOf, reductionRows } from '../../ops/reduction.ts'
import { broadcastOperation, isEye, isOne } from '../../ops/structure.ts'
import { isLinear } from '../../ops/traits.ts'
import { wholeCallOf, wholeCallOperation } from '../../ops/wholeCall.ts'
import { keeping } from '../remembering.ts'
import { factorsOf, isChain } from './chain.ts'

/** 1: the same with two axes changed for each other; −1: minus the same. */
type Sign = 1 | -1
/** Two axes, counted from the last, which is 1, so that what is stretched along others has the same ones. */
type Pair = readonly [number, number]
const LAST: Pair = [1, 2]
/** No two. */
const NONE: Pair = [0, 0]

/** As many pairs of nodes are compared for one answer. */
const COMPARED = 400

const found = keeping<Sign | 0 | undefined>()

/** 1 of a symmetric matrix, −1 of one that is minus its transpose, 0 of those of which neither is seen. */
export const symmetryOf = (node: Expr): Sign | 0 => symmetryIn(node, { left: COMPARED })
export const isSymmetric = (node: Expr): boolean => symmetryOf(node) === 1

/** 1 where two products over index sets are the same as it shows when factors are mirrored, −1 where one is minus the other: Σ_k V_ki and Σ_k V_ik of a symmetric V. */
export function signBetween(a: Expr, b: Expr): Sign | undefined {
  if (isEinsum(a) && isEinsum(b)) return ofProducts(a, b, NONE, { left: COMPARED })
  // What they are divided by, or multiplied with, is the same.
  const different = a.op === b.op && (a.op === div.op || a.op === mul.op) ? a.args.flatMap((arg, k) => (arg === b.args[k] ? [] : [k])) : []
  const [at, ...more] = different
  if (at === undefined || more.length > 0 || a.args.length !== b.args.length || (a.op === div.op && at > 0)) return undefined
  return signBetween(a.args[at] as Expr, b.args[at] as Expr)
}

interface Effort {
  left: number
}

function symmetryIn(node: Expr, effort: Effort): Sign | 0 {
  if (node.rank !== 2 || node.shape[0] !== node.shape[1]) return 0
  // What was given up is no answer.
  const find = (): Sign | 0 | undefined => mirrors(node, node, LAST, effort, true) ?? (effort.left < 0 ? undefined : 0)
  return found(node, find) ?? 0
}

/** Whether b is a, or minus a, with two axes changed for each other; undefined where that is not seen. */
function mirrors(a: Expr, b: Expr, pair: Pair, effort: Effort, isFirst = false): Sign | undefined {
  if (--effort.left < 0) return undefined
  const isLast = pair[0] === 1 && pair[1] === 2
  if (!isFirst && isLast && a === b && a.rank === 2) return symmetryIn(a, effort) || undefined
  const [own, other] = [laid(a), laid(b)]
  if (own.tensor === other.tensor && own.axes.every((axis, k) => across(axis, pair) === other.axes[k])) return 1
  // Matrices that lie along the two axes.
  const isInside =
    own.tensor !== a &&
    [own, other].every(
      ({ tensor, axes: [first, second, more] }) => tensor.rank === 2 && first === pair[1] && second === pair[0] && more === undefined,
    )
  if (isInside) return mirrors(own.tensor, other.tensor, LAST, effort)
  if (a.op === neg.op) return minus(mirrors(a.args[0] as Expr, b, pair, effort))
  if (b.op === neg.op) return minus(mirrors(a, b.args[0] as Expr, pair, effort))
  if (a.op !== b.op || !samePayload(a.payload, b.payload)) return isEinsum(a) && isEinsum(b) ? ofProducts(a, b, pair, effort) : undefined
  const all = (left: readonly Expr[], right: readonly Expr[], own = pair): readonly Sign[] | undefined => {
    if (left.length !== right.length) return undefined
    const signs = left.map((arg, k) => mirrors(arg, right[k] as Expr, own, effort))
    return signs.every((sign) => sign !== undefined) ? signs : undefined
  }
  if (a.op.elementwise && a.args.length > 0) {
    const signs = a.op.commutes === true ? matched(a.args, b.args, pair, effort) : all(a.args, b.args)
    return signs && signOf(a, signs)
  }
  if (isEinsum(a)) return ofProducts(a, b, pair, effort)
  if (reductionRows.includes(a.op)) {
    const inside = pair.map((axis) => axisInside(a, axis))
    const signs = inside.every((axis) => axis > 0) ? all(a.args, b.args, inside as unknown as Pair) : undefined
    if (signs?.[0] === 1 || (signs !== undefined && isLinear(a.op))) return signs[0]
  }
  if (isLast && a.rank === 2 && b.rank === 2) {
    if (a === b && isSymmetricAtSight(a)) return 1
    if (a.op === outer.op) return a.args[0] === b.args[1] && a.args[1] === b.args[0] ? 1 : undefined
    if (a.op === transpose.op) return all(b.args, a.args)?.[0]
    if (a.op.turns === true) return all(a.args, b.args)?.every((sign) => sign === 1) ? 1 : undefined
    if (isChain(a)) {
      const [left, right] = [factorsOf(a), factorsOf(b).reverse()]
      const fit = left.every(({ shape }, k) => shape[0] === right[k]?.shape[1] && shape[1] === right[k]?.shape[0])
      return fit ? times(all(left, right)) : undefined
    }
  }
  const { meaning } = a.op
  return meaning && mirrors(meaning(a), meaning(b), pair, effort)
}

function isSymmetricAtSight(node: Expr): boolean {
  const { symmetric, diagonal } = traitsOf(node)
  // The Hessian of a function that nobody knows.
  if (node.op === wholeCallOperation && wholeCallOf(node).output.length === 0 && wholeCallOf(node).orders.includes(2)) return true
  return isEye(node) || node.op === diag.op || symmetric === true || diagonal === true
}

const minus = (sign: Sign | undefined): Sign | undefined => sign && (-sign as Sign)
const times = (signs: readonly Sign[] | undefined): Sign | undefined => signs && (signs.reduce<number>((product, sign) => product * sign, 1) as Sign)
const samePayload = (a: Payload, b: Payload): boolean => a === b || (typeof a === 'object' && typeof b === 'object' && a.key === b.key)

/** The sign of what is computed component by component of arguments with signs. */
function signOf({ op, args }: Expr, signs: readonly Sign[]): Sign | undefined {
  if (signs.every((sign) => sign === 1)) return 1
  if (op === mul.op || op === div.op) return times(signs)
  if (op === add.op) return signs.every((sign) => sign === -1) ? -1 : undefined
  const power = op === pow.op ? exactOf(args[1] as Expr)?.asInteger : undefined
  const isEven = op.parity === 'even' || (power !== undefined && power % 2 === 0)
  const isOdd = op.parity === 'odd' || (power !== undefined && power % 2 !== 0)
  return isEven ? 1 : isOdd ? signs[0] : undefined
}

/** Each of some arguments beside one of the others that mirrors it, in whatever order they stand. */
function matched(left: readonly Expr[], right: readonly Expr[], pair: Pair, effort: Effort): readonly Sign[] | undefined {
  if (left.length !== right.length) return undefined
  const open = [...right]
  const signs: Sign[] = []
  for (const own of left) {
    const at = open.findIndex((other) => {
      const sign = mirrors(own, other, pair, effort)
      if (sign !== undefined) signs.push(sign)
      return sign !== undefined
    })
    if (at < 0) return undefined
    open.splice(at, 1)
  }
  return signs
}

/** The axis of what is reduced that an axis of the result is; 0 where it has none. Both are counted from the last. */
function axisInside(node: Expr, axis: number): number {
  const { axes, keepdims } = axesOf(node)
  const { rank } = node.args[0] as Expr
  if (axis > node.rank) return 0
  return keepdims ? axis : rank - ([...Array(rank).keys()].filter((k) => !axes.includes(k))[node.rank - axis] as number)
}

/* Products over index sets. */

/** Products whose factors go together, one by one, when two letters of the result change places. */
function ofProducts(a: Expr, b: Expr, pair: Pair, effort: Effort): Sign | undefined {
  const [own, other] = [specOf(a), specOf(b)]
  if (a.args.length !== b.args.length || own.output.length !== other.output.length) return undefined
  const rank = own.output.length
  if (rank < Math.max(...pair)) return undefined
  let letters: ReadonlyMap<string, string> = new Map(
    [...own.output].map((letter, k) => [letter, other.output[rank - across(rank - k, pair)] as string]),
  )
  const open = [...b.args.keys()]
  const signs: Sign[] = []
  for (const [k, factor] of a.args.entries()) {
    const at = open.findIndex((j) => {
      const both = alike(factor, own.inputs[k] as string, b.args[j] as Expr, other.inputs[j] as string, letters, effort)
      if (both === undefined) return false
      letters = both.letters
      signs.push(both.sign)
      return true
    })
    if (at < 0) return undefined
    open.splice(at, 1)
  }
  return times(signs)
}

interface Alike {
  readonly sign: Sign
  readonly letters: ReadonlyMap<string, string>
}

/** Whether two factors are the same over letters that go together, or mirror each other over such; with the letters that go together then. */
function alike(a: Expr, own: string, b: Expr, other: string, letters: ReadonlyMap<string, string>, effort: Effort): Alike | undefined {
  if (own.length !== other.length) return undefined
  const joined = (order: string): ReadonlyMap<string, string> | undefined => {
    const more = new Map(letters)
    for (const [k, letter] of [...own].entries()) {
      const known = more.get(letter)
      if (known !== undefined ? known !== order[k] : [...more.values()].includes(order[k] as string)) return undefined
      more.set(letter, order[k] as string)
    }
    return more
  }
  const same = a === b ? joined(other) : undefined
  if (same !== undefined) return { sign: 1, letters: same }
  const rank = own.length
  for (let second = 2; second <= rank; second++)
    for (let first = 1; first < second; first++) {
      const order = [...other].map((_, k) => other[rank - across(rank - k, [first, second])]).join('')
      const turned = joined(order)
      const sign = turned && mirrors(a, b, [first, second], effort)
      if (sign !== undefined) return { sign, letters: turned as ReadonlyMap<string, string> }
    }
  return undefined
}

/* Tensors that are stretched, turned, or laid along other axes. */

/** The axis that one becomes where two change places. */
const across = (axis: number, [first, second]: Pair): number => (axis === first ? second : axis === second ? first : axis)

/** A tensor and the axes along which its own lie, counted from the last; those of length 1 are none. */
interface Laid {
  readonly tensor: Expr
  readonly axes: readonly number[]
}

function laid(node: Expr): Laid {
  const { op, args, payload, rank, shape } = node
  const [first, second] = args
  const along = (tensor: Expr, place: (axis: number) => number): Laid => {
    const inner = laid(tensor)
    return { tensor: inner.tensor, axes: inner.axes.map(place) }
  }
  if (op === broadcastOperation) return laid(first as Expr)
  if (op === transpose.op && payload === undefined && rank === 2) return along(first as Expr, (axis) => across(axis, LAST))
  if (op === outer.op && isOne(second as Expr)) return along(first as Expr, () => 2)
  if (op === outer.op && isOne(first as Expr)) return laid(second as Expr)
  if (op === reshape.op) {
    const [from, to] = [axesWithin(first as Expr), axesWithin(node)]
    const isSame = from.length === to.length && from.every((axis, k) => first?.shape[first.rank - axis] === shape[rank - (to[k] as number)])
    if (isSame) return along(first as Expr, (axis) => to[from.indexOf(axis)] as number)
  }
  if (isEinsum(node)) {
    const { inputs, output } = specOf(node)
    const own = args.findIndex((arg) => !isOne(arg))
    const letters = inputs[own] ?? ''
    const isPlain = args.every((arg, k) => k === own || isOne(arg)) && new Set(letters).size === letters.length
    if (own >= 0 && isPlain && inputs.every((each) => [...each].every((letter) => output.includes(letter))))
      return along(args[own] as Expr, (axis) => rank - output.indexOf(letters[letters.length - axis] as string))
  }
  const vector = vectorOf(node)
  return vector === undefined ? { tensor: node, axes: axesWithin(node) } : along(vector, () => 2)
}

/** The axes of other lengths than 1. */
const axesWithin = ({ rank, shape }: Expr): readonly number[] => [...shape.keys()].filter((k) => shape[k] !== 1).map((k) => rank - k)
