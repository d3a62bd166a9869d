/** Where in an expression the fault is: the element of an array, the branch of a choice. */
import type { Range } from '../api.ts'
import type { Expr } from '../expr.ts'
import { explicit } from '../implicit.ts'
import { where } from '../ops/condition.ts'
import type { ApplyTerm, Term } from '../read/term.ts'
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
  let body: Term | undefined = part.body
  for (const [axis, at] of index.entries()) {
    const length = exact.shape[axis]
    while (body?.kind === 'apply' && body.op === 'put' && !isWrittenAt(body, at, length)) {
      if (placeOf(body) === undefined) return undefined
      body = body.args[0]
    }
    if (body?.kind !== 'apply') return undefined
    if (body.op === 'put') body = body.args[1]
    else if (body.op === 'array') body = body.args[at]
    else return undefined
  }
  const expr = body === undefined || index.length === 0 ? undefined : part.read(body)
  if (body === undefined || expr === undefined || expr.rank > 0) return undefined
  const right = quietly(() => simplify(componentOf(exact, index)))
  return right === undefined ? undefined : { part: { ...part, expr, body }, exact: right }
}

/** The one index that is written to. */
function placeOf({ args, attributes }: ApplyTerm): number | undefined {
  const items = attributes?.['items'] as readonly { readonly at?: number }[]
  const at = items.length === 1 ? items[0]?.at : undefined
  const index = at === undefined ? undefined : args[at]
  return index?.kind === 'number' ? index.value.asInteger : undefined
}

function isWrittenAt(written: ApplyTerm, at: number, length: string | number | undefined): boolean {
  const place = placeOf(written)
  return place === at || (place !== undefined && typeof length === 'number' && place + length === at)
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
  const { place } = witness
  const [length] = witness.exact.shape
  for (let term = array; term.kind === 'apply' && term.op === 'put'; term = term.args[0] as Term)
    if (witness.exact.shape.length > 1 || placeOf(term) === undefined || isWrittenAt(term, place, length)) return term.range
  return array.range
}
