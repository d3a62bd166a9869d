/** What the builder makes of a term, and how the axes of indices are brought together. */

import type { Range } from '../../api.ts'
import { type Attribute, type Attributes, type Expr, make, number, type Operation } from '../../expr.ts'
import type { Payload } from '../../intern.ts'
import { reshape, reshapePayload } from '../../ops/arrange.ts'
import { squeeze, squeezes } from '../../ops/delta.ts'
import { einsum, freshLetters } from '../../ops/einsum.ts'
import { outer } from '../../ops/linear.ts'
import { cross } from '../../ops/products.ts'
import { broadcastTo, ones } from '../../ops/structure.ts'
import { type Length, SCALAR, type Shape, ShapeError, shapeOf, sizeOf } from '../../shape.ts'
import type { ApplyTerm, Term } from '../term.ts'

/** A node with what notation says about it beyond its shape. */
export interface Built {
  readonly expr: Expr
  /** A vector written as a row: x'. */
  readonly row?: boolean
  /** A range whose direction the text says, and what is made of it component by component: (1:n)', and its transpose. */
  readonly turned?: boolean
  /** Names of indices whose axes the node has: x_i under a sum over i has the axis i. They are its first axes. */
  readonly indices?: readonly string[]
  /** Those of them that become axes in this order, once an enclosing row has taken the others as well. */
  readonly each?: readonly string[]
}

/** The place of what stands nowhere in the text. */
export const NOWHERE: Range = { start: 0, end: 0 }

/** Lengths that the text does not tell. */
export interface OpenLengths {
  /** Of the value of a function that takes its arguments as a whole. */
  ofValue(name: string): Shape
  /** Of the k-th vector(c), matrix(c) or identity. */
  anonymous(k: number): Length
  /** What is left for an axis of a new shape, where the others do not tell it. */
  left(term: Term): Length
  /** What a length turned out to be. */
  resolve(length: Length): Length
}

/** What an operation makes of attributes. Lengths of a shape are what they turned out to be; a length -1 that the others do not tell is open. */
export function configured(operation: Operation, given: Attributes, exprs: readonly Expr[], term: Term, lengths: OpenLengths): Payload {
  const { shape } = given
  const resolved = (length: Attribute): Attribute => (typeof length === 'string' ? lengths.resolve(length) : length)
  const attributes = shape === undefined ? given : { ...given, shape: Array.isArray(shape) ? shape.map(resolved) : resolved(shape) }
  try {
    return operation.configure?.(attributes, exprs)
  } catch (error) {
    if (operation !== reshape.op || !(error instanceof RangeError) || !Array.isArray(attributes.shape)) throw error
    const open = lengths.left(term)
    return operation.configure?.({ ...attributes, shape: attributes.shape.map((length: Attribute) => (length === -1 ? open : length)) }, exprs)
  }
}

/** A vector crossed with each row of a matrix stands beside all of them; NumPy's outer product takes all components of a matrix, row by row. */
export function sideBySide(operation: Operation, exprs: readonly Expr[], { attributes }: ApplyTerm): readonly Expr[] {
  if (operation === outer.op && attributes?.['flat'] === true)
    return exprs.map((expr) => (expr.rank > 1 ? make(reshape.op, [expr], reshapePayload(shapeOf([sizeOf(expr.shape)]))) : expr))
  const [a, b] = exprs
  if (operation !== cross.op || a === undefined || b === undefined || a.rank === b.rank || Math.min(a.rank, b.rank) === 0) return exprs
  const whole = a.rank > b.rank ? a.shape : b.shape
  return [a, b].map((each) => broadcastTo(each, whole))
}

export function unionOf(args: readonly Built[]): string[] {
  const union: string[] = []
  for (const { indices } of args) for (const index of indices ?? []) if (!union.includes(index)) union.push(index)
  return union
}

/** A value whose rows wait to be a matrix, as part of something else: what they run over is an axis of its own, behind those of its other indices. */
export function settled(value: Built): Built {
  const { expr, indices = [], each } = value
  if (each === undefined) return value
  const held = indices.filter((index) => !each.includes(index))
  const letters = freshLetters(expr.rank, '')
  const order = `${[...held, ...each].map((index) => letters[indices.indexOf(index)]).join('')}${letters.slice(indices.length)}`
  return { expr: order === letters ? expr : einsum(`${letters}->${order}`, expr), ...(held.length > 0 && { indices: held }) }
}

/** How many axes a value has besides those of its indices. */
export const ownRank = ({ expr, indices = [] }: Built): number => expr.rank - indices.length

/** A value with exactly these index axes, in this order, before as many of its own as the others have; the ones it lacks repeat it. */
export function alignTo(value: Built, indices: readonly string[], all: readonly Built[], stretches = false): Expr {
  const own = value.indices ?? []
  if (own.length === 0 && value.expr.rank === 0) return value.expr
  const [mine, most] = [ownRank(value), Math.max(...all.map(ownRank))]
  if (mine === most && own.length === indices.length && own.every((index, k) => index === indices[k])) return value.expr
  if (own.length === 0) {
    // Beside rows a whole array is repeated for each, in code beside single components too; in formulas that has no meaning.
    if (stretches || all.some((other) => other.indices !== undefined && ownRank(other) > 0)) return value.expr
    throw new ShapeError('a whole vector stands beside a component', value.expr.shape, SCALAR)
  }
  const letters = freshLetters(indices.length + most, '')
  const missing: Length[] = []
  const added: string[] = []
  const lack = (letter: string, length: Length | undefined): void => {
    added.push(letter)
    missing.push(length ?? 1)
  }
  for (const [k, index] of indices.entries()) {
    if (own.includes(index)) continue
    const other = all.find((each) => each.indices?.includes(index))
    lack(letters[k] as string, other?.expr.shape[other.indices?.indexOf(index) ?? 0])
  }
  // Its own axes are the last ones.
  for (let k = 0; k < most - mine; k++) {
    const other = all.find((each) => ownRank(each) === most)
    lack(letters[indices.length + k] as string, other?.expr.shape[other.expr.rank - most + k])
  }
  const letter = (index: string): string => letters[indices.indexOf(index)] as string
  return einsum(
    `${[`${own.map(letter).join('')}${mine === 0 ? '' : letters.slice(-mine)}`, ...added].join(',')}->${letters}`,
    value.expr,
    ...missing.map((length) => ones(shapeOf([length]))),
  )
}

/** Arguments that a call leaves out, as given by name or else by the row's defaults. */
export function completed({ args: names, defaults = [] }: Operation, args: readonly Built[], { attributes = {} }: ApplyTerm): readonly Built[] {
  const required = names.length - defaults.length
  if (defaults.length === 0 || args.length < required || args.length >= names.length) return args
  const rest = names.slice(args.length).map((name, k): Built => {
    const given = attributes[name]
    return { expr: number(typeof given === 'number' ? given : (defaults[args.length + k - required] as number)) }
  })
  return [...args, ...rest]
}

/** Axes of length 1 in front that others stretch say nothing: a row of one mean beside a row of many numbers is that mean. */
export function unstretched(exprs: readonly Expr[]): readonly Expr[] {
  if (!exprs.some(({ shape }) => shape[0] === 1)) return exprs
  const largest = exprs.reduce((a, b) => (b.rank > a.rank || (b.rank === a.rank && a.shape[0] === 1) ? b : a))
  return exprs.map((x) => {
    if (x === largest) return x
    const axes: number[] = []
    for (let axis = 0; x.shape[axis] === 1 && largest.shape[largest.rank - x.rank + axis] !== 1; axis++) axes.push(axis)
    return squeezes(x, axes) ? squeeze(x, axes) : x
  })
}

/** The axes of the indices that `each` names in its order, once no others are left. */
export function ordered(expr: Expr, indices: readonly string[], each: readonly string[]): Built {
  if (each.length < indices.length) return { expr, indices, each }
  const letters = freshLetters(expr.rank, '')
  const order = `${each.map((index) => letters[indices.indexOf(index)]).join('')}${letters.slice(indices.length)}`
  return { expr: order === letters ? expr : einsum(`${letters}->${order}`, expr) }
}
