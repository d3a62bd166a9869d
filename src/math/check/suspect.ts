/** What a derivative may be and is not, and what speaks for that it was meant. */
import type { Check, Range } from '../api.ts'
import type { Expr } from '../expr.ts'
import { mul } from '../ops/arithmetic.ts'
import { transpose } from '../ops/linear.ts'
import { proseAround } from '../read/prose.ts'
import type { Claim } from './claims.ts'
import { type Comparison, compare, compareAll, type Known } from './compare.ts'
import { isHandedOver } from './handed.ts'
import type { Sides } from './sides.ts'
import type { Subject } from './subject.ts'

export const undecided = (message: string, range: Range): Check => ({ verdict: 'unknown', confidence: 'none', message, range })

/** One thing that it may be. */
export interface Suspect {
  readonly sides: Sides
  readonly claim: Claim
  readonly found: readonly Comparison[]
  readonly known: Known
  /** That it was meant, and is wrong: below 1 it is only the likeliest of what can be meant. */
  readonly evidence: number
  /** How many components are right, and of how many. */
  readonly right: number
  readonly of: number
  /** It takes the value of the function: nothing over the names of that can be written there. */
  readonly isOfOutput?: true
}

/** No values of names are known. */
export const NONE: Known['values'] = new Map()

export const comparisonsOf = ({ parts }: Sides, exact: readonly Expr[], known: Known): Comparison[] =>
  compareAll(
    parts.map(({ expr }, k) => [expr, exact[k] as Expr]),
    known,
  )

/** What it tells that the text says so, and that one value of several is right. */
export const [SAID, RIGHT] = [100, 10]

/** A claim that does not hold. */
export function suspected(sides: Sides, claim: Claim, found: readonly Comparison[], known: Known): Suspect {
  const counts = found.map((each, k): readonly [right: number, of: number] => {
    if (each.relation === 'different') return [each.witness.agreement.right, each.witness.agreement.of]
    const size = (claim.exact[k]?.shape ?? []).reduce<number>((product, length) => product * (typeof length === 'number' ? length : 2), 1)
    return [each.relation === 'equal' ? size : 0, size]
  })
  const sum = (at: 0 | 1): number => counts.reduce((total, each) => total + each[at], 0)
  return { sides, claim, found, known, evidence: evidenceOf(claim, found), right: sum(0), of: sum(1) }
}

/** The text says what it is by, some of the values are right, or a constant factor alone is wrong. */
function evidenceOf({ likely }: Claim, found: readonly Comparison[]): number {
  const right = found.filter(({ relation }) => relation === 'equal').length
  const isFactor = found.every((each) => each.relation !== 'different' || (each.witness.ratio ?? 0) !== 0)
  return (likely === 1 ? SAID : 0) + RIGHT * right + (isFactor ? 3 : 1) * likely
}

/** Among claims that do not hold, the one that agrees in most components is meant. */
export const byLikelihood = (a: Suspect, b: Suspect): number => strengthOf(b) - strengthOf(a)
const strengthOf = ({ evidence, found }: Suspect): number => {
  const share = found.reduce((sum, each) => sum + (each.relation === 'different' ? each.witness.agreement.share : 0), 0)
  return evidence + (RIGHT * share) / found.length
}

/**
 * One of several values is wrong, and not only in the order of its axes, and all others are right. `isStored`: arrays have the axes of
 * what they are the derivatives by, as in code, where a step is taken along them.
 */
export function isAlone({ sides, claim, found, known }: Suspect, isStored: boolean): boolean {
  const at = found.findIndex(({ relation }) => relation !== 'equal')
  const [own, exact] = [sides.parts[at]?.expr, claim.exact[at]]
  if (found.length < 3 || found.filter(({ relation }) => relation === 'equal').length < found.length - 1 || !own || !exact) return false
  return isStored || own.rank !== 2 || /different|unlike/.test(compare(transpose(own), exact, { ...known, values: NONE }).relation)
}

/** Most components are right, and several: nothing is that by chance, and no other convention makes the rest of them right. */
export const isMostlyRight = ({ right, of }: Suspect): boolean => right >= 2 && 3 * right >= 2 * of

/** How comments say what it is. */
const DERIVATIVE = /\b(?:gradients?|jacobians?|hessians?|(?:partial\s+)?derivatives?|partials)\b/i

/** How comments and names say that it is by a function of what the value takes: by log σ, or by σ². */
const TRANSFORMED =
  /\b(?:log|ln)[-_ (]*(?!like|lik\b|post|prior|prob|dens|loss|pdf|joint|evidence|p\b)[a-z]\w*|\bvariance\b|\bprecision\b|(?:sigma|σ|tau)(?:\s*(?:\^|\*\*)\s*2|²|_?sq|2)\b|\breparam|\bunconstrained\b|\btransformed\b/i
const BY_TRANSFORMED = /\b(?:d|d_|grad_|g_)(?:log_?\w+|ln_?\w+|var\w*|sigma_?(?:2|sq)\w*|tau2?)\b/

/**
 * Whether a function is a derivative, though a wrong one, of which only the name makes that likely: it is handed over as one, most of it
 * is right, or half of it where its comments say that it is one, or the names of its values say by what each is.
 */
export function isMeant({ pair, source }: Subject, suspect: Suspect): boolean {
  if (isHandedOver(source.text, pair)) return true
  const { right, of } = suspect
  const { start, end } = pair.derivative.range
  const prose = proseAround(source.text, pair.derivative.range)
  if (TRANSFORMED.test(prose) || BY_TRANSFORMED.test(source.text.slice(start, end)) || isByLogarithm(suspect)) return false
  const isSaid = DERIVATIVE.test(prose) || (pair.by ?? []).length > 1
  return isMostlyRight(suspect) || (right >= 1 && 2 * right >= of && isSaid)
}

/** Whether each value that is wrong is the derivative by the logarithm of what it is taken to be by. */
const isByLogarithm = ({ sides, claim, found, known }: Suspect): boolean =>
  found.every(({ relation }, k) => {
    const [own, exact, by] = [sides.parts[k]?.expr, claim.exact[k], claim.symbols[k]]
    if (relation !== 'different' || own === undefined || exact === undefined || by?.rank !== 0) return relation === 'equal'
    return compare(own, mul(exact, by), { ...known, values: NONE }).relation === 'equal'
  })
