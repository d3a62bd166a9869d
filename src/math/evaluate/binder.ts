/** Sums, products and integrals over a bound variable, in numbers: of one quantity, or of several that go together. */
import type { Operation } from '../expr.ts'
import { integralOperation, productSeriesOperation } from '../ops/binder.ts'
import { integrate } from './quadrature.ts'
import { EvaluationError } from './sizes.ts'

/** More terms than this are not added up. */
const MOST_TERMS = 1_000_000

/** Terms that may yet be added up, by all sums and integrals together. */
let left = Number.POSITIVE_INFINITY

/** Runs something in which all sums, products and integrals together may have so many terms; what has more is no value then. */
export function withTerms<R>(most: number, run: () => R): R {
  const outer = left
  left = Math.min(most, outer)
  try {
    return run()
  } finally {
    left = outer
  }
}

export const termsLeft = (): number => left

/** Nodes that a term of everyday size has: larger ones count as several. */
const EVERYDAY = 10

/** Takes one term from what may yet be added up. */
function count(op: Operation, nodes: number): void {
  left -= Math.max(1, nodes / EVERYDAY)
  if (left < 0) throw new EvaluationError(`the ${op.title} has too many terms`)
}

/** How a value and, with it, a tangent go through one of these rows. */
export interface BoundResult {
  value: number
  tangent: number
}

/**
 * The value of a row that binds a variable, and its tangent by what is inside (not by moving bounds). `body` gives both
 * at one value of the variable, by so many nodes. Throws EvaluationError where there are too many terms.
 */
export function bound(op: Operation, low: number, high: number, nodes: number, body: (index: number) => BoundResult): BoundResult {
  if (op === integralOperation) {
    const [value, tangent] = integrate(
      (x) => {
        count(op, nodes)
        const inner = body(x)
        return [inner.value, inner.tangent]
      },
      low,
      high,
    ) as [number, number]
    return { value, tangent }
  }
  const product = op === productSeriesOperation
  let value = product ? 1 : 0
  let tangent = 0
  let still = 0
  for (let index = Math.ceil(low), terms = 0; index <= high; index++, terms++) {
    count(op, nodes)
    if (terms > MOST_TERMS) throw new EvaluationError(`the ${op.title} has too many terms`)
    const inner = body(index)
    const before = value
    tangent = product ? tangent * inner.value + value * inner.tangent : tangent + inner.tangent
    value = product ? value * inner.value : value + inner.value
    if (!Number.isFinite(value) && high === Number.POSITIVE_INFINITY) break
    // An endless series is done when its terms no longer count.
    still = value === before && Math.abs(inner.tangent) <= 1e-17 * Math.abs(tangent) ? still + 1 : 0
    if (high === Number.POSITIVE_INFINITY && still > 8) break
  }
  return { value, tangent }
}
