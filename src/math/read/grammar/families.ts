/** Distributions under other names than SciPy's: R's dgamma, MATLAB's gampdf, Julia's Gamma. */
import type { Range } from '../../api.ts'
import { withRank } from '../execute/arrays/sequences.ts'
import { type Context, refuse } from '../execute/values/context.ts'
import { isTerm, type Value } from '../execute/values/value.ts'
import { callDistribution } from '../python/distributions/distributions.ts'
import { applyTerm, numberTerm } from '../term.ts'

/** SciPy's family, and for each parameter in order what it is there; 1/ where it is the reciprocal, exp where the logarithm. */
export type Family = readonly [family: string, ...parameters: readonly (readonly [name: string, is: string])[]]

/** The parameters as SciPy calls them. */
export function parametersOf(
  context: Context,
  [family, ...parameters]: Family,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  range: Range,
): Map<string, Value> {
  const result = new Map<string, Value>()
  parameters.forEach(([name, is], k) => {
    const value = named.get(name) ?? positional[k]
    const [, change, own = ''] = /^(1\/|exp )?(.*)$/.exec(is) ?? []
    if (value === undefined || result.has(own)) return
    // A parameter that nothing more is known of is one number.
    const given = family === 'multivariate_normal' || !isTerm(value) ? value : withRank(context, value, 0)
    if (change === undefined) result.set(own, given)
    else {
      const term = context.toTerm(given, range)
      result.set(own, change === '1/' ? applyTerm('div', [numberTerm(1), term], range) : applyTerm('exp', [term], range))
    }
  })
  return result
}

/** What a distribution of SciPy says at x: its "pdf", "logcdf", "ppf". */
export const askFamily = (context: Context, family: string, which: string, x: Value, named: ReadonlyMap<string, Value>, range: Range): Value =>
  callDistribution(context, `scipy.stats.${family}.${which}`, { positional: [x], named, ranges: [range], range }, range) ??
  refuse('this is not read', range)
