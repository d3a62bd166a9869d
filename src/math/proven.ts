/** A derivative as it holds: in the form that is shown and the one that is computed, with its proof. */
import type { Verification } from './api.ts'
import { DerivativeError } from './differentiate/reverse.ts'
import { agree } from './evaluate/agree.ts'
import type { Expr } from './expr.ts'
import { type Differentiation, explicit } from './implicit.ts'
import { withShiftedQuotients } from './simplify/mixtures.ts'
import { notation } from './simplify/notation.ts'
import { throughZero } from './simplify/series.ts'
import { simplify } from './simplify/simplify.ts'
import { stablest } from './simplify/stablest.ts'
import { withoutDividing } from './simplify/throughZeros.ts'
import type { ProofContext } from './verify.ts'

export interface Answer {
  readonly derivative: Expr
  readonly shown: Expr
  readonly computed: Expr
  readonly proof: Verification
  /** The derivative where products are differentiated without dividing by their factors, if there are any. */
  readonly undivided: Expr | undefined
}

/**
 * The derivative as it holds. What is proven is what is computed and printed as code: the stable form of what is shown, or of the derivative as
 * differentiated where that keeps more digits. A wrong simplification must never be shown: the derivative as differentiated stands in its place,
 * if it proves right. `known` is the value as computed, `before` the value where products were differentiated without dividing by their factors.
 */
export function proven(value: Expr, known: Expr, by: Expr, how: Differentiation, context: ProofContext, before?: Expr): Answer | undefined {
  const raw = how.derivative(value, by)
  const undivided = how === explicit ? derivativeOf(before ?? withoutDividing(value), by) : undefined
  for (const derivative of [simplify(raw), raw]) {
    const shown = notation(derivative)
    // What has values where factors are zero comes first.
    for (const forms of undivided === undefined ? [[shown, raw]] : [[notation(simplify(undivided))], [shown, raw]]) {
      const stable = throughZero(stablest(forms), known)
      const shifted = withShiftedQuotients(stable)
      for (const computed of shifted !== undefined && agree(stable, shifted) ? [shifted, stable] : [stable]) {
        const proof = how.verify(value, by, computed, context)
        // What is not seen to be the same is not taken.
        const isSeen = 'worst' in proof ? proof.worst <= TOLERANCE : computed === stable
        if (isSeen) return { derivative, shown, computed, proof, undivided }
      }
    }
  }
  return undefined
}

/** Undefined where there is none. */
function derivativeOf(value: Expr | undefined, by: Expr): Expr | undefined {
  try {
    return value && explicit.derivative(value, by)
  } catch (error) {
    if (error instanceof DerivativeError) return undefined
    throw error
  }
}

/** Relative error above which an answer is not shown. */
const TOLERANCE = 1e-9
