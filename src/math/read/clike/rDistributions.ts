import { refuse } from '../execute/context.ts'
import type { Value } from '../execute/value.ts'
import type { Native } from '../grammar/library.ts'
import { callDistribution } from '../python/distributions.ts'
import { applyTerm, numberTerm } from '../term.ts'

/** By R's name: SciPy's, and for each parameter in order what it is there; 1/ where it is the reciprocal, exp where the logarithm. */
const FAMILIES: ReadonlyMap<string, readonly [family: string, ...parameters: readonly (readonly [name: string, is: string])[]]> = new Map([
  ['norm', ['norm', ['mean', 'loc'], ['sd', 'scale']]],
  ['exp', ['expon', ['rate', '1/scale']]],
  ['gamma', ['gamma', ['shape', 'a'], ['rate', '1/scale'], ['scale', 'scale']]],
  ['beta', ['beta', ['shape1', 'a'], ['shape2', 'b']]],
  ['pois', ['poisson', ['lambda', 'mu']]],
  ['binom', ['binom', ['size', 'n'], ['prob', 'p']]],
  ['nbinom', ['nbinom', ['size', 'n'], ['prob', 'p']]],
  ['t', ['t', ['df', 'df']]],
  ['chisq', ['chi2', ['df', 'df']]],
  ['lnorm', ['lognorm', ['meanlog', 'exp scale'], ['sdlog', 's']]],
  ['weibull', ['weibull_min', ['shape', 'c'], ['scale', 'scale']]],
  ['cauchy', ['cauchy', ['location', 'loc'], ['scale', 'scale']]],
  ['logis', ['logistic', ['location', 'loc'], ['scale', 'scale']]],
])

/** A mean or width that nothing more is known of is one number. */
const asScalar = (value: Value): Value => (value.kind === 'name' && value.hint === undefined ? { ...value, hint: { rank: 0 } } : value)

const distribution =
  (asked: string, [family, ...parameters]: readonly [string, ...(readonly (readonly [string, string])[])]): Native =>
  (context, args, range) => {
    const named = new Map<string, Value>()
    parameters.forEach(([name, is], k) => {
      const value = args.named.get(name) ?? args.positional[k + 1]
      const [, change, own = ''] = /^(1\/|exp )?(.*)$/.exec(is) ?? []
      if (value === undefined || named.has(own)) return
      const given = own === 'loc' || own === 'scale' ? asScalar(value) : value
      if (change === undefined) named.set(own, given)
      else {
        const term = context.toTerm(given, range)
        named.set(own, change === '1/' ? applyTerm('div', [numberTerm(1), term], range) : applyTerm('exp', [term], range))
      }
    })
    const isSet = (name: string, set: boolean): boolean => {
      const value = args.named.get(name)
      return value !== undefined && context.decide(value, range) === set
    }
    const logged = isSet('log', true) || isSet('log.p', true) ? 'log' : ''
    const which = asked === 'd' ? `${logged}pdf` : asked === 'q' ? 'ppf' : `${logged}${isSet('lower.tail', false) ? 'sf' : 'cdf'}`
    const x = args.positional[0] ?? args.named.get('x') ?? args.named.get('q') ?? refuse('an argument is missing', range)
    return (
      callDistribution(context, `scipy.stats.${family}.${which}`, { ...args, positional: [x], named }, range) ?? refuse('this is not read', range)
    )
  }

export const R_DISTRIBUTIONS: readonly (readonly [string, Native])[] = [...FAMILIES].flatMap(([name, family]) =>
  ['d', 'p', 'q'].map((asked): [string, Native] => [`${asked}${name}`, distribution(asked, family)]),
)
