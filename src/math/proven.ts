/** A derivative as it holds: in the form that is shown and the one that is computed, with its proof. */
import type { Verification } from './api.ts'
import { DerivativeError } from './differentiate/reverse.ts'
import { agree } from './evaluate/agree.ts'
import { type Expr, topological } from './expr.ts'
import { type Differentiation, explicit } from './implicit.ts'
import { isHuge } from './simplify/canonical.ts'
import { withShiftedQuotients } from './simplify/compute/mixtures.ts'
import { throughZero } from './simplify/compute/series.ts'
import { stabilizeAll } from './simplify/compute/stable.ts'
import { stablest } from './simplify/compute/stablest.ts'
import { withoutDividing } from './simplify/compute/throughZeros.ts'
import { simplify, simplifyAll } from './simplify/simplify.ts'
import { notation, notationOfAll } from './simplify/tensors/notation.ts'
import type { ProofContext } from './verify.ts'

export interface Answer {
  /** As it is differentiated. */
  readonly raw: Expr
  readonly derivative: Expr
  readonly shown: Expr
  readonly computed: Expr
  readonly proof: Verification
  /** The derivative where products are differentiated without dividing by their factors, if there are any. */
  readonly undivided: Expr | undefined
}

/** A derivative as it is differentiated, before it is proven, and as it is simplified and shown where that is known. */
interface Prepared {
  readonly raw: Expr
  readonly derivative?: Expr
  readonly shown?: Expr
}

/** By symbol. */
export type PreparedDerivatives = ReadonlyMap<Expr, Prepared>

/** Values of fewer nodes have no huge derivatives. */
const SMALL = 300
/** Symbols by which a value is differentiated at once. */
const AT_ONCE = 8

/**
 * The derivatives of a value by several symbols, where they are found at once. Where they are huge, as those of the many rounds of a loop are,
 * much of them is the same graph, which is simplified once and not once for each.
 */
export function preparedTogether(value: Expr, symbols: readonly Expr[], how: Differentiation): PreparedDerivatives {
  const isLarge = topological([value]).length >= SMALL
  const prepared = new Map<Expr, Prepared>()
  if (symbols.length < 2 || how !== explicit) return prepared
  for (let from = 0; from < symbols.length; from += AT_ONCE) {
    const group = symbols.slice(from, from + AT_ONCE)
    const raws = derivativesOf(value, group) ?? (isLarge ? group.map((by) => derivativeOf(value, by)) : [])
    for (const [k, raw] of raws.entries()) if (raw !== undefined) prepared.set(group[k] as Expr, { raw })
  }
  if (!isLarge) return prepared
  const huge = [...prepared].filter(([, { raw }]) => isHuge(raw))
  const derivatives = simplifyAll(huge.map(([, { raw }]) => raw))
  const shown = notationOfAll(derivatives)
  stabilizeAll(shown)
  huge.forEach(([by, { raw }], k) => {
    prepared.set(by, { raw, derivative: derivatives[k], shown: shown[k] })
  })
  return prepared
}

/**
 * The derivative as it holds. What is proven is what is computed and printed as code: the stable form of what is shown, or of the derivative as
 * differentiated where that keeps more digits. A wrong simplification must never be shown: the derivative as differentiated stands in its place,
 * if it proves right. `known` is the value as computed, `before` the value where products were differentiated without dividing by their factors, `prepared` what
 * `preparedTogether` has of the derivative.
 */
export function proven(
  value: Expr,
  known: Expr,
  by: Expr,
  how: Differentiation,
  context: ProofContext,
  { before, prepared }: { readonly before?: Expr; readonly prepared?: Prepared } = {},
): Answer | undefined {
  const raw = prepared?.raw ?? how.derivative(value, by)
  const undivided = how === explicit ? derivativeOf(before ?? withoutDividing(value), by) : undefined
  for (const derivative of [simplify(raw), raw]) {
    const shown = (derivative === prepared?.derivative ? prepared.shown : undefined) ?? notation(derivative)
    // What has values where factors are zero comes first.
    for (const forms of undivided === undefined ? [[shown, raw]] : [[notation(simplify(undivided))], [shown, raw]]) {
      const stable = throughZero(stablest(forms, context.constants), known)
      const shifted = withShiftedQuotients(stable)
      for (const computed of shifted !== undefined && agree(stable, shifted) ? [shifted, stable] : [stable]) {
        const proof = how.verify(value, by, computed, context)
        // What is not seen to be the same is not taken.
        const isSeen = isProof(proof) || (!('worst' in proof) && computed === stable)
        if (isSeen) return { raw, derivative, shown, computed, proof, undivided }
      }
    }
  }
  return undefined
}

/** The derivatives by several symbols at once; undefined where they are not found so. */
function derivativesOf(value: Expr, symbols: readonly Expr[]): readonly Expr[] | undefined {
  try {
    return explicit.derivatives?.(value, symbols)
  } catch (error) {
    if (error instanceof DerivativeError) return undefined
    throw error
  }
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
/** Whether the answer was found to be right. */
export const isProof = (proof: Verification): boolean => 'worst' in proof && proof.worst <= TOLERANCE
