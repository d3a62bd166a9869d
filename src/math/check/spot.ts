/** Where in an expression the fault is: the element of an array, the branch of a choice. */
import type { Range } from '../api.ts'
import type { Expr } from '../expr.ts'
import { explicit } from '../implicit.ts'
import { where } from '../ops/condition.ts'
import type { ApplyTerm, Term } from '../read/term.ts'
import type { Shape } from '../shape.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { compare, type Known, type Witness } from './compare.ts'
import { componentOf } from './flat.ts'
import { type Part, quietly } from './sides.ts'

/** A part of what is returned, and what it should be. */
export interface Spot {
  readonly part: Part
  readonly exact: Expr
}

/** The indices of the component that differs most. */
export function indexOf({ exact: { shape }, place }: Pick<Witness, 'exact' | 'place'>): number[] {
  const index: number[] = []
  for (let axis = shape.length - 1, rest = place; axis >= 0; axis--) {
    index.unshift(rest % (shape[axis] as number))
    rest = Math.floor(rest / (shape[axis] as number))
  }
  return index
}

/** What is differentiated, and by what. */
interface Origin {
  readonly value: Expr
  readonly by: Expr | undefined
}

/** The smallest part that is wrong: the element that is written at the index, the branch that is not the derivative of the function's own. */
export function innermost(spot: Spot, index: readonly number[], origin: Origin | undefined): Spot {
  const element = elementAt(spot, index)
  const found = element ?? spot
  return (index.length === 0 || element !== undefined) && origin !== undefined ? branchOf(found, origin) : found
}

/** The element of an array that is written out, or filled piece by piece. */
function elementAt({ part, exact }: Spot, index: readonly number[]): Spot | undefined {
  const body = index.length === 0 ? undefined : elementTerm(part.body, index, exact.shape)
  const expr = body && part.read(body)
  const right = expr?.rank === 0 ? quietly(() => simplify(componentOf(exact, index))) : undefined
  return body === undefined || expr === undefined || right === undefined ? undefined : { part: { ...part, expr, body }, exact: right }
}

/** What stands at an index; undefined where the text does not tell. */
function elementTerm(body: Term | undefined, index: readonly number[], shape: Shape): Term | undefined {
  const [at, ...rest] = index
  if (at === undefined || body === undefined) return body
  if (body.kind !== 'apply') return undefined
  if (body.op === 'array') return elementTerm(body.args[at], rest, shape.slice(1))
  const isReached = body.op === 'put' ? reaches(body, index, shape) : undefined
  if (isReached === false) return elementTerm(body.args[0], index, shape)
  if (isReached !== true) return undefined
  // Along what is written as a whole, J[0, :] = ..., goes the value, if it is no number.
  const items = itemsOf(body)
  const value = body.args[1] as Term
  if (value.kind === 'number') return value
  const isAlong = (_: unknown, axis: number): boolean => items[axis]?.at === undefined
  return elementTerm(value, index.filter(isAlong), shape.filter(isAlong))
}

/** What stands between the brackets of a place that is written to, an axis each: an argument's number, or a slice. */
type Item = { readonly at?: number; readonly start?: number; readonly stop?: number; readonly step?: number }
const itemsOf = ({ attributes }: ApplyTerm): readonly Item[] => (attributes?.['items'] ?? []) as readonly Item[]

/** Whether what is written goes to the component at an index, der[0] = ..., der[-1] = ..., J(2, :) = ...; undefined where numbers do not tell. */
function reaches(written: ApplyTerm, index: readonly number[], shape: Shape): boolean | undefined {
  const items = itemsOf(written)
  let isSure = items.length <= index.length
  for (const [axis, item] of items.entries()) {
    if (typeof item === 'string') return undefined
    const place = item.at === undefined ? undefined : written.args[item.at]
    const own = place?.kind === 'number' ? place.value.asInteger : undefined
    const length = shape[axis]
    if (own !== undefined && own !== index[axis] && !(typeof length === 'number' && own + length === index[axis])) return false
    if (own === undefined && Object.values(item).some((each) => each !== undefined)) isSure = false
  }
  return isSure ? true : undefined
}

/** The branch of a choice by the same condition as the function's that is not the derivative of the function's branch. */
function branchOf(spot: Spot, { value, by }: Origin): Spot {
  const { part, exact } = spot
  const { body, expr } = part
  if (by === undefined || body.kind !== 'apply' || body.op !== 'where' || expr.op !== where.op || value.op !== where.op) return spot
  const [condition, ...branches] = expr.args as [Expr, ...Expr[]]
  if (exact.rank > 0 || simplify(condition) !== simplify(value.args[0] as Expr)) return spot
  for (const [k, branch] of branches.entries()) {
    const own = value.args[k + 1] as Expr
    const right = quietly(() => simplify(explicit.derivative(own, by)))
    const term = body.args[k + 1] as Term
    if (right === undefined || compare(branch, right, NOTHING).relation !== 'different') continue
    return branchOf({ part: { ...part, expr: branch, body: term }, exact: right }, { value: own, by })
  }
  return spot
}

/** The branch of a choice with which alone it is wrong: with the exact value in its place all is right. */
export function wrongBranch(spot: Spot, known: Known): Spot {
  const { part, exact } = spot
  const { body, expr } = part
  if (body.kind !== 'apply' || body.op !== 'where' || expr.op !== where.op || body.args.length !== 3) return spot
  for (const k of [1, 2]) {
    const term = body.args[k] as Term
    const own = part.read(term)
    if (own === undefined || term.range === undefined) continue
    const isRight = (branch: Expr): boolean => {
      const args = expr.args.map((arg, at) => (at === k ? branch : arg)) as [Expr, Expr, Expr]
      const mended = quietly(() => where(...args))
      return mended !== undefined && compare(mended, exact, known).relation === 'equal'
    }
    // What it should be is a choice by the same condition, or by another one that comes to the same.
    const shown = notation(exact)
    const right = [...(shown.op === where.op ? [shown.args[k] as Expr] : []), exact].find(isRight)
    if (right !== undefined) return wrongBranch({ part: { ...part, expr: own, body: term }, exact: right }, known)
  }
  return spot
}

const NOTHING = { values: new Map(), defaults: new Map() }

/** Where an array that is filled piece by piece got the component that is wrong: der[0] = ..., der[-1] = .... */
export function writtenAt(array: Term, witness: Witness): Range | undefined {
  const index = indexOf(witness)
  for (let term = array; term.kind === 'apply' && term.op === 'put'; term = term.args[0] as Term)
    if (reaches(term, index, witness.exact.shape) !== false) return term.range
  return array.range
}
