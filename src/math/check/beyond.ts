/** Points beyond edges that lie farther out than points are drawn: where a rectifier ends at 6, and what is capped at 100. */
import { type Plan, plan } from '../evaluate/plan.ts'
import { type Bindings, EvaluationError, evaluatePlan, surroundingsOf } from '../evaluate/value.ts'
import { type Expr, nameOf, symbolsOf } from '../expr.ts'
import type { Tensor } from '../tensor.ts'
import { ENOUGH, type Pieces, pieceOf, type Side } from './edges.ts'

/** Points that are moved out for one side of an edge: all of its names together, and each by itself. */
const MOVED = 3 * ENOUGH
/** So many in vain are enough. */
const VAIN = 4
/** How far a point is moved at a time, and how often. */
const [FACTOR, STEPS] = [1.6, 11]
/** Nodes times points that looking for them may cost. */
const BUDGET = 60_000

/**
 * Points on the sides of edges on which too few have been, while they are: who is given one adds it to the pieces. `draw` makes a point;
 * `free` are the symbols whose values nothing tells.
 */
export function* beyond(
  edges: readonly Expr[],
  pieces: Pieces,
  free: readonly Expr[],
  draw: () => Map<string, Tensor>,
): Generator<Map<string, Tensor>> {
  let left = BUDGET
  for (const { edge, side } of pieces.missing) {
    const own = symbolsOf(edges[edge] as Expr).filter((node) => free.includes(node))
    const order = plan([edges[edge] as Expr])
    for (let moved = 0, vain = 0; own.length > 0 && moved < MOVED && vain < VAIN && left > 0 && !pieces.isMet(edge, side); moved++) {
      const chosen = moved % 2 === 0 ? own : [own[(moved >> 1) % own.length] as Expr]
      const at = draw()
      let isThere = false
      for (let step = 0; step < STEPS && left > 0 && !isThere; step++) {
        for (const node of step === 0 ? [] : chosen)
          for (const [i, x] of data(at, node).entries()) data(at, node)[i] = Math.round(100 * FACTOR * x) / 100
        left -= order.nodes.length
        isThere = isOn(order, at, side, free)
      }
      if (isThere) yield at
      vain = isThere ? 0 : vain + 1
    }
  }
}

const data = (at: Bindings, node: Expr): Float64Array => (at.get(nameOf(node) as string) as Tensor).data

function isOn(order: Plan, at: Bindings, side: Side, free: readonly Expr[]): boolean {
  try {
    const items = evaluatePlan(order, surroundingsOf(order, at, free))
    return pieceOf([items[order.roots[0] as number] as number]).includes(side)
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof RangeError) return false
    throw error
  }
}
