/** What the builder makes of a term, and how the axes of indices are brought together. */
import { type Expr, number, type Operation } from '../expr.ts'
import { einsum, freshLetters } from '../ops/einsum.ts'
import { ones } from '../ops/structure.ts'
import { type Length, SCALAR, ShapeError, shapeOf } from '../shape.ts'
import type { ApplyTerm } from './term.ts'

/** A node with what notation says about it beyond its shape. */
export interface Built {
  readonly expr: Expr
  /** A vector written as a row: x'. */
  readonly row?: boolean
  /** Names of indices whose axes the node has: x_i under a sum over i has the axis i. They are all its axes. */
  readonly indices?: readonly string[]
  /** Those of them that become axes in this order, once an enclosing row has taken the others as well. */
  readonly each?: readonly string[]
}

export function unionOf(args: readonly Built[]): string[] {
  const union: string[] = []
  for (const { indices } of args) for (const index of indices ?? []) if (!union.includes(index)) union.push(index)
  return union
}

/** A value with exactly these index axes, in this order; the ones it lacks repeat it. */
export function alignTo(value: Built, indices: readonly string[], all: readonly Built[]): Expr {
  const own = value.indices ?? []
  if (own.length === 0 && value.expr.rank === 0) return value.expr
  if (own.length === indices.length && own.every((index, k) => index === indices[k])) return value.expr
  if (value.expr.rank !== own.length) throw new ShapeError('a whole vector stands beside a component', value.expr.shape, SCALAR)
  const letters = freshLetters(indices.length, '')
  const lengthOf = (index: string): Length => {
    for (const other of all) {
      const axis = other.indices?.indexOf(index) ?? -1
      if (axis >= 0) return other.expr.shape[axis] as Length
    }
    return 1
  }
  const missing = indices.filter((index) => !own.includes(index))
  const letter = (index: string): string => letters[indices.indexOf(index)] as string
  return einsum(
    `${[own.map(letter).join(''), ...missing.map(letter)].join(',')}->${letters}`,
    value.expr,
    ...missing.map((index) => ones(shapeOf([lengthOf(index)]))),
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
