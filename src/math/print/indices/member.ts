/**
 * One of a stack by its index, in the notation of matrices: Λ_m + ε I of the stack that has Λ_m for every m, and sums along stacks as sums
 * of their members, Σ_k π_k (x − μ_k)ᵀ Σ_k⁻¹ (x − μ_k). Papers write what is done to each of several matrices so.
 */
import { type Expr, exactOf, isSymbol, make, nameOf, number, rewrite, topological, withArgs } from '../../expr.ts'
import { div, mul, pow, sqrt } from '../../ops/arithmetic.ts'
import { axesBetween, reshape } from '../../ops/arrange.ts'
import { coefficientOf, scaledBy } from '../../ops/coefficient.ts'
import { einsum, isEinsum, specOf } from '../../ops/einsum.ts'
import { diag, matmul } from '../../ops/linear.ts'
import { axesOf, axesPayload, norm, reducesAll, sum } from '../../ops/reduction.ts'
import { isWhole, itemsOf, take } from '../../ops/slice.ts'
import { logSoftmax, softmax } from '../../ops/softmax.ts'
import { broadcastOperation, broadcastTo } from '../../ops/structure.ts'
import { isAlgebra } from '../../ops/traits.ts'
import { type Length, type Shape, shapeOf } from '../../shape.ts'
import { notation } from '../../simplify/tensors/notation.ts'
import { at, isComponent, sumWith } from './indexed.ts'
import { shifted } from './indexLetters.ts'
import { indicesFor, type TextLetters } from './indices.ts'
import { productOf, quotientOf } from './quotient.ts'

/** The letter of each axis that has one place, and undefined of each that stays. */
export type Places = readonly (string | undefined)[]

/** How the stacks of a formula lie. */
export interface Stacking {
  /** Lengths of the axes along which stacks go. */
  readonly along: ReadonlySet<Length>
  /** They go along the last axis, S[:, :, k] of Julia and MATLAB, where vectors are columns. */
  readonly columns?: boolean
}

interface MemberStyle extends Stacking {
  /** Letters of the text. */
  readonly letters?: TextLetters | undefined
  /** Tensors that have a name of their own. */
  readonly isNamed?: (node: Expr) => boolean
  /** Names for parts of stacks, which are written at the letters of all axes that stacks go along. */
  readonly parts?: ReadonlySet<string>
}

/** What stands in a stack at letters of its first axes; undefined where only single components can be written. */
export function memberOf(stack: Expr, letters: readonly string[], isNamed: (node: Expr) => boolean): Expr | undefined {
  if (topological([stack]).length > READABLE) return undefined
  const rest = Array.from({ length: stack.rank - letters.length }, () => undefined)
  return new Members({ along: new Set(), isNamed }).at(stack, [...letters, ...rest])
}

/** Whether a function is one of each row: a softmax along the last axis of several. */
export const isOfRows = (node: Expr): boolean =>
  (node.op === softmax.op || node.op === logSoftmax.op) && node.rank > 1 && axesOf(node).axes.join() === String(node.rank - 1)

/** The same function of one row, or of fewer of them. */
export const ofRow = (node: Expr, row: Expr): Expr => make(node.op, [row], axesPayload([row.rank - 1]))

/** Larger expressions are not read as formulas. */
export const READABLE = 300

/** What a formula is made of: parts that go by components, row or column sums, operations of matrices, or none of these. */
export function kindOf(written: Expr): 'components' | 'sums' | 'matrices' | 'plain' {
  const pending = [written]
  const seen = new Set<Expr>()
  let kind: 'sums' | 'matrices' | 'plain' = 'plain'
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    if (isEinsum(node) || node.rank > 2) return 'components'
    if (node.op === sum.op && node.rank > 0) kind = 'sums'
    else if (kind === 'plain' && isAlgebra(node.op)) kind = 'matrices'
    // What a component is of is not written.
    if (!isComponent(node)) pending.push(...node.args)
  }
  return kind
}

const NONE: Places = []

/** Writes members of the stacks of one formula. */
export class Members {
  private readonly known = new Map<Expr, Map<string, Expr | undefined>>()
  private readonly touched = new Map<Expr, boolean>()
  /** Letters that count a part of an axis, so that their sums say how far. */
  private readonly partial = new Set<string>()

  constructor(private readonly style: MemberStyle) {}

  /** What stands at the places in the notation of matrices, of the shape of the axes that stay; undefined where it has none. */
  at(node: Expr, places: Places): Expr | undefined {
    const written = this.member(
      node,
      places,
      places.filter((place) => place !== undefined),
    )
    return written && withNorms(notation(written))
  }

  /** The letters of a tensor's axes along which stacks go. */
  placesOf(node: Expr): Places {
    const indices = indicesFor(node, this.style.letters)
    return node.shape.map((length, axis) => (this.isAlong(node, axis) ? indices.fresh(length) : undefined))
  }

  /** Two axes of a tensor of more are those of its matrices. */
  private isAlong(node: Expr, axis: number): boolean {
    const isFamily = node.rank > 2 && isSymbol(node) && !this.isPart(node)
    const isOfMatrix = isFamily && (this.style.columns === true ? axis < 2 : axis >= node.rank - 2)
    return this.style.along.has(node.shape[axis] as Length) && !isOfMatrix
  }

  /** Whether letters of these axes say by themselves which axes they are of: the first ones, or the last ones of columns. */
  isTold(node: Expr, axes: readonly number[]): boolean {
    const first = this.style.columns === true ? node.rank - axes.length : 0
    return axes.every((axis, k) => axis === first + k)
  }

  /** Whether there is something of a stack in it. */
  private isTouched(node: Expr): boolean {
    let touched = this.touched.get(node)
    if (touched === undefined) {
      touched = node.rank > 2 || this.isPart(node) || this.isVectors(node) || node.args.some((arg) => this.isTouched(arg))
      this.touched.set(node, touched)
    }
    return touched
  }

  /** A family of vectors that the text counts, x_i. */
  private isVectors(node: Expr): boolean {
    return node.rank === 2 && isSymbol(node) && this.style.letters?.has(node.shape[0] as Length) === true && this.isAlong(node, 0)
  }

  private isPart(node: Expr): boolean {
    return this.style.parts?.has(nameOf(node) ?? '') === true
  }

  /** `used`: the letters of the places and of the sums around. */
  private member(node: Expr, places: Places, used: readonly string[]): Expr | undefined {
    let known = this.known.get(node)
    if (known === undefined) {
      known = new Map()
      this.known.set(node, known)
    }
    const key = `${places.join()}|${used.join()}`
    if (!known.has(key)) known.set(key, this.memberAnew(node, places, used))
    return known.get(key)
  }

  private memberAnew(node: Expr, places: Places, used: readonly string[]): Expr | undefined {
    const letters = places.filter((place) => place !== undefined)
    if (letters.length === 0 && !this.isTouched(node)) return node
    if (isSymbol(node) || this.style.isNamed?.(node) === true) return this.named(node, places, letters)
    const { op, args } = node
    if (op.stacks === true) {
      const stack = args[0] as Expr
      const depth = stack.rank - 2
      if (places.slice(depth).some((place) => place !== undefined)) return undefined
      const matrix = this.member(stack, [...places.slice(0, depth), undefined, undefined], used)
      return matrix && make(op, [matrix], node.payload)
    }
    if (letters.length > 0 && isOfRows(node)) {
      const own = this.member(args[0] as Expr, [...places.slice(0, -1), undefined], used)
      const last = places[node.rank - 1]
      return own && (last === undefined ? ofRow(node, own) : own.rank === 1 ? at(ofRow(node, own), [last]) : undefined)
    }
    if (isEinsum(node)) return this.product(node, places, used)
    if (op === take.op) return this.taken(node, places, used)
    if (op === reshape.op) return this.reshaped(node, places, used)
    if (op === broadcastOperation || (op.elementwise && args.length > 0)) {
      const members = this.all(args, (arg) => alignedTo(arg.shape, node.shape, places), used)
      if (members === undefined) return undefined
      if (op === broadcastOperation) return broadcastTo(members[0] as Expr, stays(node.shape, places))
      const [first, second] = members as [Expr, Expr]
      const isScalar = letters.length > 0 && members.every(({ rank }) => rank === 0)
      if (isScalar && op === div.op) return quotientOf(productOf([first]), second)
      return isScalar && op === mul.op ? productOf(members) : withArgs(node, members)
    }
    const meaning = letters.length > 0 || op === sum.op || op === matmul.op ? op.meaning?.(node) : undefined
    if (meaning !== undefined) return this.member(meaning, places, used)
    const members = letters.length === 0 ? this.all(args, () => NONE, used) : undefined
    return members && withArgs(node, members)
  }

  private all(args: readonly Expr[], placesOf: (arg: Expr, k: number) => Places, used: readonly string[]): Expr[] | undefined {
    const members = args.flatMap((arg, k) => this.member(arg, placesOf(arg, k), used) ?? [])
    return members.length === args.length ? members : undefined
  }

  private named(node: Expr, places: Places, letters: readonly string[]): Expr | undefined {
    if (letters.length === 0) return node
    const axes = [...places.keys()].filter((axis) => places[axis] !== undefined)
    return this.isTold(node, axes) || this.isPart(node) ? at(node, letters, axes) : undefined
  }

  /** A member of a part: that of x[1:] at t is x_(t+1). */
  private taken(node: Expr, places: Places, used: readonly string[]): Expr | undefined {
    let axis = 0
    const own: (string | undefined)[] = []
    for (const item of itemsOf(node).items) {
      if ('at' in item) {
        if (item.at < 0) return undefined
        own.push(String(item.at + 1))
        continue
      }
      const place = places[axis++]
      const isAll = isWhole(item)
      if (place !== undefined && !isAll) this.partial.add(place)
      if (!isAll && (place === undefined || item.step !== 1 || typeof item.start !== 'number' || item.start < 0)) return undefined
      own.push(place === undefined || isAll ? place : shifted(place, Number(item.start)))
    }
    return this.member(node.args[0] as Expr, own, used)
  }

  /** A member of what has the axes of another one, and some of length 1 that the letters take: that of x[:, None, :] at i and j is x_i. */
  private reshaped(node: Expr, places: Places, used: readonly string[]): Expr | undefined {
    const inner = node.args[0] as Expr
    const axes = axesBetween(node.shape, inner.shape)
    const isTaken = (axis: number): boolean => places[axis] !== undefined || axes?.includes(axis) === true
    if (axes === undefined || !node.shape.every((_, axis) => isTaken(axis))) return undefined
    return this.member(
      inner,
      axes.map((axis) => (axis < 0 ? '1' : places[axis])),
      used,
    )
  }

  /** A product whose factors stand at the same places, u_k x_kᵀ of the products for every k, and which is summed along stacks. */
  private product(given: Expr, places: Places, used: readonly string[]): Expr | undefined {
    // A factor that only scales rows is the scalar of its row.
    const node = einsum(specOf(given).key, ...given.args.map((arg) => (arg.op === diag.op ? (diag.op.meaning?.(arg) ?? arg) : arg)))
    if (!isEinsum(node)) return this.member(node, places, used)
    const { inputs, output } = specOf(node)
    const summed = this.summedAlong(node)
    const indices = indicesFor(node, this.style.letters, used)
    const names = new Map([...summed].map(([letter, length]) => [letter, indices.fresh(length)]))
    const placeOf = (letter: string): string | undefined => names.get(letter) ?? places[output.indexOf(letter)]
    const members = this.all(node.args, (_, k) => [...(inputs[k] as string)].map(placeOf), [...used, ...names.values()])
    if (members === undefined) return undefined
    const isSummed = [...inputs].map((own) => [...own].some((letter) => names.has(letter)))
    const rests = inputs.map((own) => [...own].filter((letter) => placeOf(letter) === undefined).join(''))
    const rest = [...output].filter((letter) => placeOf(letter) === undefined).join('')
    const isScalar = members.every(({ rank }) => rank === 0)
    const product = (chosen: readonly number[]): Expr =>
      isScalar
        ? productOf(chosen.map((k) => members[k] as Expr))
        : einsum(`${chosen.map((k) => rests[k]).join(',')}->${rest}`, ...chosen.map((k) => members[k] as Expr))
    const all = [...members.keys()]
    if (names.size === 0) return product(all)
    // A scalar that does not depend on what is summed stands before the sum.
    const isOutside = (k: number): boolean => members[k]?.rank === 0 && isSummed[k] === false
    const body = notation(product(all.filter((k) => !isOutside(k))))
    const { coefficient, rest: summand } = coefficientOf(body)
    const letters = [...names.values()]
    const partial = letters.filter((letter) => this.partial.has(letter))
    const total = sumWith(isScalar ? summand : asFraction(summand), { letters, lengths: [...summed.values()], partial })
    const scalars = all.filter(isOutside).map((k) => members[k] as Expr)
    return scaledBy(coefficient, scalars.length === 0 ? total : total.rank === 0 ? productOf([...scalars, total]) : mul(...scalars, total))
  }

  /** The letters of a product that it sums and along which its factors are stacks, with their lengths. */
  private summedAlong(node: Expr): ReadonlyMap<string, Length> {
    const { inputs, output } = specOf(node)
    const found = new Map<string, Length>()
    const matrices = new Set<string>()
    for (const [k, subscript] of inputs.entries()) {
      const arg = node.args[k] as Expr
      for (const [axis, letter] of [...subscript].entries())
        if (this.isAlong(arg, axis)) found.set(letter, arg.shape[axis] as Length)
        else matrices.add(letter)
    }
    const isTouched = node.args.map((arg) => this.isTouched(arg))
    for (const letter of found.keys())
      if (output.includes(letter) || matrices.has(letter) || !inputs.some((own, k) => own.includes(letter) && isTouched[k])) found.delete(letter)
    return found
  }
}

const stays = (shape: Shape, places: Places): Shape => shapeOf(shape.filter((_, axis) => places[axis] === undefined))

/** The places of an argument by NumPy's rule: axes are aligned at the end, one of length 1 that stretches has only its first index. */
function alignedTo(own: Shape, whole: Shape, places: Places): Places {
  const skip = whole.length - own.length
  return own.map((length, axis) => (length === 1 && whole[skip + axis] !== 1 && places[skip + axis] !== undefined ? '1' : places[skip + axis]))
}

/** ‖A x − b‖² for the inner product with itself and for the sum of the squares of its components. */
function withNorms(written: Expr): Expr {
  const [result] = rewrite([written], (node, args) => {
    const own = args.length === 0 ? node : withArgs(node, args)
    const [a, b] = own.args
    // The root of a squared length is the length.
    if (own.op === sqrt.op && a?.op === pow.op && a.args[0]?.op === norm.op && exactOf(a.args[1] as Expr)?.asInteger === 2) return a.args[0] as Expr
    const squared =
      own.op === matmul.op && a === b
        ? a
        : own.op === sum.op && reducesAll(own) && a?.op === pow.op && exactOf(a.args[1] as Expr)?.asInteger === 2
          ? a.args[0]
          : undefined
    if (squared === undefined || squared.rank === 0 || squared.rank > 2 || isSymbol(squared)) return own
    return make(pow.op, [make(norm.op, [squared], axesPayload([...squared.shape.keys()], false, 2)), number(2)])
  }) as [Expr]
  return result
}

/** A product of scalars as one fraction. */
const asFraction = (written: Expr): Expr => (written.rank === 0 && written.op === mul.op ? productOf(written.args) : written)
