/**
 * Values that are written component by component, (r cos φ, r sin φ), and derivatives by names of which single components are used,
 * x₁² + x₂: both are differentiated component by component, as scalars, and the derivative is a table of what comes out.
 */
import { type Expr, isNumber, make, number, ordered, rewrite, someNode, traitsOf, withArgs } from '../expr.ts'
import { add, mul, neg } from '../ops/arithmetic.ts'
import { stack } from '../ops/arrange.ts'
import { einsum, freshLetters, isEinsum, permute, specOf } from '../ops/einsum.ts'
import { det, transpose } from '../ops/linear.ts'
import { itemsOf, itemsPayload, place, take } from '../ops/slice.ts'
import { broadcastTo, uniformNumber } from '../ops/structure.ts'
import { isRearranging } from '../ops/traits.ts'
import { type Shape, sameShape } from '../shape.ts'
import { keeping } from '../simplify/remembering.ts'
import { type Tensor, tensor } from '../tensor.ts'
import { jacobianVectorProduct } from './forward.ts'
import { reverse } from './reverse.ts'

/** Tensors of more components are not written out, nor products of more, nor derivatives of more entries. */
const COMPONENTS = 64
const PRODUCTS = 256
const ENTRIES = 256
/** How often meanings are put in for what they are made of. */
const ROUNDS = 8

/** A value by its components, and a symbol by those that are used; undefined where it is used in another way than by them. */
interface Components {
  readonly values: readonly Expr[]
  readonly places: readonly Expr[] | undefined
}

/** Undefined where the value is not written by components, nor the symbol used by them alone. */
export function componentsWith(value: Expr, by: Expr): Components | undefined {
  const isOver = someNode(value, (node) => isWritten(node) || isExpanded(node))
  if (!isOver && by.rank === 0) return undefined
  const written = isOver ? writtenOut(value) : undefined
  if (written === undefined && by.rank === 0) return undefined
  const values = written ?? [value]
  if (!values.some((each) => someNode(each, (node) => node === by))) return undefined
  const places = by.rank === 0 ? [by] : componentsUsed(by, values)
  if (places === undefined) return written === undefined ? undefined : { values, places }
  return values.length > 1 && values.length * places.length > ENTRIES ? undefined : { values, places }
}

/**
 * The derivative as a table of scalars: axes of the value first, then those of the symbol; of a sum the table of those terms that have
 * one, and the rest as it is. Undefined where there is none such. Not simplified. Throws DerivativeError.
 */
export function byComponents(value: Expr, by: Expr): Expr | undefined {
  const varying = value.op === add.op ? value.args.filter((term) => someNode(term, (node) => node === by)) : []
  // What does not depend on the symbol has no say in how the rest is written.
  if (varying.length > 0 && varying.length < value.args.length && varying.every(({ shape }) => sameShape(shape, value.shape)))
    return byComponents(add(...varying), by)
  const components = componentsWith(value, by)
  if (components?.places === undefined) return termByTerm(value, by) ?? (components && tableWith(value, by, components))
  return tableWith(value, by, components)
}

function tableWith(value: Expr, by: Expr, { values, places }: Components): Expr {
  if (places !== undefined && values.length === 1 && value.rank > 0) return columnsOf(reverse(value, places), value, by)
  return tableOf(
    [...value.shape, ...by.shape],
    values.flatMap((each) => reverse(each, places ?? [by])),
  )
}

/** x₁x₂ + xᵀ A x: the one term by components, the other whole. */
function termByTerm(value: Expr, by: Expr): Expr | undefined {
  if (value.op !== add.op) return undefined
  const told = value.args.filter((term) => sameShape(term.shape, value.shape) && componentsWith(term, by)?.places !== undefined)
  if (told.length === 0) return undefined
  // Together they may be too many, or used in another way.
  const table = told.length === value.args.length ? add(...told.map((term) => byComponents(term, by) as Expr)) : byComponents(add(...told), by)
  // Numbers beside what has axes are added to each component.
  const rest = broadcastTo(add(...value.args.filter((term) => !told.includes(term))), value.shape)
  return table && add(table, reverse(rest, [by])[0] as Expr)
}

/**
 * The derivatives by each symbol, component by component where that is how they are written; with a cotangent of the value's shape, what it
 * pulls back. Not simplified. Throws DerivativeError.
 */
export function derivativesBy(value: Expr, symbols: readonly Expr[], cotangent?: Expr): Expr[] {
  let all: readonly Expr[] | undefined
  const whole = (k: number): Expr => {
    all ??= cotangent === undefined ? reverse(value, symbols) : reverse(value, symbols, cotangent)
    return all[k] as Expr
  }
  return symbols.map((by, k) => (cotangent === undefined ? byComponents(value, by) : pulledBack(value, by, cotangent)) ?? whole(k))
}

/** The gradient of the product with the cotangent, summed over all components: term by term, where some are written by components. */
function pulledBack(value: Expr, by: Expr, cotangent: Expr): Expr | undefined {
  const terms = value.op === add.op && value.args.every(({ shape }) => sameShape(shape, value.shape)) ? value.args : [value]
  const letters = freshLetters(value.rank, '')
  const pulled = terms.map((term) => byComponents(einsum(`${letters},${letters}->`, cotangent, term), by))
  if (pulled.every((each) => each === undefined)) return undefined
  return add(...terms.map((term, k) => pulled[k] ?? (reverse(term, [by], cotangent)[0] as Expr)))
}

/** A derivative times a tangent of the symbol's shape: what is written by components, or by rows, stays so. `rank` is that of the value. */
export function appliedTo(derivative: Expr, tangent: Expr, rank: number): Expr {
  if (derivative.op === add.op && derivative.args.every(({ shape }) => sameShape(shape, derivative.shape)))
    return add(...derivative.args.map((term) => appliedTo(term, tangent, rank)))
  const letters = freshLetters(derivative.rank, '')
  const product = einsum(`${letters},${letters.slice(rank)}->${letters.slice(0, rank)}`, derivative, tangent)
  const written = rank > 0 && derivative.op === stack.op && someNode(derivative, isWritten) ? writtenOut(product) : undefined
  if (written !== undefined) return tableOf(product.shape, written)
  if (rank === 0 || derivative.op !== stack.op) return product
  return make(
    stack.op,
    derivative.args.map((row) => appliedTo(row, tangent, rank - 1)),
  )
}

/**
 * The derivative of a vector or matrix by one number in forward mode, as -A⁻¹ A' A⁻¹ of A(t)⁻¹, where A is written by components; undefined
 * where nothing in it is. Not simplified. Throws DerivativeError.
 */
export function alongNumber(value: Expr, by: Expr): Expr | undefined {
  const varies = (node: Expr): boolean => node.op === stack.op && someNode(node, (part) => part === by)
  if (by.rank > 0 || value.rank === 0 || !someNode(value, varies)) return undefined
  const [written] = rewrite([jacobianVectorProduct(value, by, number(1))], (node, args) => {
    const { shape } = node
    // Of the node as it was: a sum is one table, not the sum of those of its terms.
    const isTable = shape.length > 0 && isKnown(shape) && sizeOf(shape) <= COMPONENTS && isPlaced(node)
    const parts = isTable ? writtenOut(node) : undefined
    return parts === undefined ? withArgs(node, args) : tableOf(shape, parts)
  })
  return written
}

/** Single components among zeros, and sums and multiples of such. */
const isPlaced = ({ op, args }: Expr): boolean =>
  op === place.op ||
  ((op === add.op || op === neg.op || op === mul.op) && args.every((arg) => arg.rank === 0 || isPlaced(arg)) && args.some(isPlaced))

/** The derivatives by each component of the symbol as one: the axes of the value first, then those of the symbol. */
function columnsOf(columns: readonly Expr[], value: Expr, by: Expr): Expr {
  if (by.rank === 0) return columns[0] as Expr
  const rows = tableOf([...by.shape, ...value.shape], columns)
  if (value.rank === 1 && by.rank === 1) return make(transpose.op, [rows])
  const axes = [...rows.shape.keys()]
  return permute(rows, [...axes.slice(by.rank), ...axes.slice(0, by.rank)])
}

const isKnown = (shape: Shape): shape is readonly number[] => shape.every((length) => typeof length === 'number')
const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1)

/** Written by components that are no plain numbers. */
const isWritten = (node: Expr): boolean => node.op === stack.op && node.args.some((arg) => !isNumber(arg) && arg.op !== stack.op)

/** Flat components as a tensor of that shape, of parts of any rank. */
function tableOf(shape: Shape, parts: readonly Expr[]): Expr {
  const rank = shape.length - (parts[0] as Expr).rank
  let level = [...parts]
  for (let axis = rank - 1; axis >= 0; axis--) {
    const length = shape[axis] as number
    level = Array.from({ length: level.length / length }, (_, k) => make(stack.op, level.slice(k * length, (k + 1) * length)))
  }
  return level[0] as Expr
}

/** The largest determinants that people expand. */
const EXPANDED = 3

/** A determinant of few numbers that are written out. */
const isExpanded = ({ op, rank, args: [matrix] }: Expr): boolean =>
  op === det.op && rank === 0 && isSmall(matrix as Expr) && someNode(matrix as Expr, (node) => node.op === stack.op)

const isSmall = ({ shape }: Expr): boolean => typeof shape[0] === 'number' && shape[0] <= EXPANDED

/** A determinant as a polynomial in the entries, along the first row: what a singular matrix has a derivative of too. */
function expanded(entries: readonly Expr[], size: number): Expr {
  if (size === 1) return entries[0] as Expr
  const terms = entries.slice(0, size).map((entry, column) => {
    const minor = entries.slice(size).filter((_, at) => at % size !== column)
    const term = mul(entry, expanded(minor, size - 1))
    return column % 2 === 0 ? term : neg(term)
  })
  return add(...terms)
}

const componentAt = (tensor: Expr, index: readonly number[]): Expr =>
  take.with(
    itemsPayload(
      index.map((at) => ({ at })),
      tensor.shape,
    ),
    tensor,
  )

const indicesOf = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>((indices, length) => indices.flatMap((index) => Array.from({ length }, (_, k) => [...index, k])), [[]])

/** The components of a symbol by which alone the values use it, in order; undefined where one uses it in another way. */
function componentsUsed(by: Expr, values: readonly Expr[]): Expr[] | undefined {
  const { shape } = by
  const { symmetric, diagonal } = traitsOf(by)
  if (!isKnown(shape) || symmetric || diagonal) return undefined
  const used = ordered(values).nodes.filter((node) => node.args.includes(by))
  if (!used.every((node) => node.op === take.op && itemsOf(node).items.every((item) => 'at' in item && item.at >= 0))) return undefined
  // Of a long one little of which is used the rest is zero.
  const size = sizeOf(shape)
  return used.length > 0 && (size <= COMPONENTS || 2 * used.length >= size) ? indicesOf(shape).map((index) => componentAt(by, index)) : undefined
}

/** The components of a value of known shape, in row-major order; undefined where a part of it has no components that can be told. */
const writtenOut = (value: Expr): readonly Expr[] | undefined => kept(value, () => allWritten(value))
/** A value is differentiated by several names. */
const kept = keeping<readonly Expr[] | undefined>()

function allWritten(value: Expr): readonly Expr[] | undefined {
  const { nodes, args, roots } = ordered([inPrimitives(value)])
  const over = nodes.map(() => false)
  const found: (readonly Expr[] | undefined)[] = []
  nodes.forEach((node, k) => {
    const own = args[k] as readonly number[]
    over[k] = node.op === stack.op || own.some((at) => over[at])
    const parts = own.map((at) => found[at])
    found.push(over[k] || (node.op.elementwise && parts.length > 0 && !parts.includes(undefined)) ? componentsIn(node, parts) : componentsOf(node))
  })
  return found[roots[0] as number]
}

/** Reductions, transposes and products over what is written out by their meaning, as products over index sets. */
function inPrimitives(value: Expr): Expr {
  let [before, after]: (Expr | undefined)[] = [undefined, value]
  for (let round = 0; round < ROUNDS && after !== before; round++) {
    before = after
    const over = new Set<Expr>()
    ;[after] = rewrite([after as Expr], (node, args) => {
      const written = node.op === stack.op || args.some((arg) => over.has(arg))
      const { meaning, elementwise } = node.op
      const own = args.length === 0 ? node : withArgs(node, args)
      const result = written && !elementwise && meaning !== undefined ? meaning(own) : own
      if (written) over.add(result)
      return result
    })
  }
  return after as Expr
}

/** Single components of a node as they stand in it. */
function componentsOf(node: Expr): readonly Expr[] | undefined {
  if (node.rank === 0) return [node]
  const { shape } = node
  const uniform = uniformNumber(node)
  if (!isKnown(shape) || sizeOf(shape) > COMPONENTS) return undefined
  return indicesOf(shape).map((index) => (uniform === undefined ? componentAt(node, index) : number(uniform)))
}

/** The components of a node, given those of its arguments. */
function componentsIn(node: Expr, parts: readonly (readonly Expr[] | undefined)[]): readonly Expr[] | undefined {
  const { op, shape, args } = node
  if (!isKnown(shape) || sizeOf(shape) > COMPONENTS || parts.includes(undefined)) return undefined
  const given = parts as readonly (readonly Expr[])[]
  if (op.elementwise) {
    const each = indicesOf(shape).map((index) => args.map((arg, k) => given[k]?.[flat(index, arg.shape as readonly number[])]))
    // An integral of a vector is no row of its components.
    return each.some((own) => own.includes(undefined)) ? undefined : each.map((own) => rebuilt(node, own as Expr[]))
  }
  if (isEinsum(node)) return sumsOfProducts(node, given)
  if (op === det.op && isSmall(args[0] as Expr)) return [expanded(given[0] as readonly Expr[], args[0]?.shape[0] as number)]
  return isRearranging(op) && op.tensorKernel !== undefined ? rearranged(node, given) : undefined
}

const rebuilt = ({ op, payload }: Expr, args: readonly Expr[]): Expr => op.fold?.(args, payload) ?? make(op, args, payload)

/** Where the component at an index is in a tensor that stretches to it, in row-major order. */
function flat(index: readonly number[], shape: readonly number[]): number {
  const skip = index.length - shape.length
  return shape.reduce((at, length, axis) => at * length + (length === 1 ? 0 : (index[skip + axis] as number)), 0)
}

/** The kernel of a rearranging operation moves the numbers of the components, counted from 1. */
function rearranged({ op, args, payload, shape }: Expr, given: readonly (readonly Expr[])[]): readonly Expr[] {
  const all = given.flat()
  let count = 0
  const numbers = args.map((arg, k) =>
    tensor(
      arg.shape as readonly number[],
      Float64Array.from(given[k] as readonly Expr[], () => ++count),
    ),
  )
  const moved = op.tensorKernel?.(numbers, payload, shape as readonly number[]) as Tensor
  return Array.from(moved.data, (at) => (at === 0 ? number(0) : (all[at - 1] as Expr)))
}

function sumsOfProducts(node: Expr, given: readonly (readonly Expr[])[]): readonly Expr[] | undefined {
  const { inputs, output } = specOf(node)
  const lengths = new Map(inputs.flatMap((letters, k) => [...letters].map((letter, axis) => [letter, node.args[k]?.shape[axis] as number] as const)))
  const letters = [...output, ...[...lengths.keys()].filter((letter) => !output.includes(letter))]
  const shape = letters.map((letter) => lengths.get(letter) as number)
  if (!isKnown(shape) || sizeOf(shape) > PRODUCTS) return undefined
  const terms = new Map<number, Expr[]>()
  for (const index of indicesOf(shape)) {
    const factors = inputs.map((own, k) => {
      const at = [...own].map((letter) => index[letters.indexOf(letter)] as number)
      return (given[k] as readonly Expr[])[flat(at, node.args[k]?.shape as readonly number[])] as Expr
    })
    const place = flat(index.slice(0, output.length), node.shape as readonly number[])
    terms.set(place, [...(terms.get(place) ?? []), mul(...factors)])
  }
  // A sum over nothing is 0.
  return Array.from({ length: sizeOf(node.shape as readonly number[]) }, (_, place) => add(...(terms.get(place) ?? [number(0)])))
}
