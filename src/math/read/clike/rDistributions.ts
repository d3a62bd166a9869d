/** R's distributions: dnorm, pgamma, qexp and their like. */
import { sum } from '../execute/values/arithmetic.ts'
import { refuse } from '../execute/values/context.ts'
import { askFamily, type Family, parametersOf } from '../grammar/families.ts'
import type { Native } from '../grammar/library.ts'
import { applyTerm } from '../term.ts'

/** By R's name. */
const FAMILIES: ReadonlyMap<string, Family> = new Map<string, Family>([
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

const distribution =
  (asked: string, family: Family): Native =>
  (context, args, range) => {
    const isSet = (name: string, set: boolean): boolean => {
      const value = args.named.get(name)
      return value !== undefined && context.decide(value, range) === set
    }
    const logged = isSet('log', true) || isSet('log.p', true) ? 'log' : ''
    const which = asked === 'd' ? `${logged}pdf` : asked === 'q' ? 'ppf' : `${logged}${isSet('lower.tail', false) ? 'sf' : 'cdf'}`
    // dnbinom(y, size, mu = m) is asked by its mean.
    const mean = family[0] === 'nbinom' ? args.named.get('mu') : undefined
    if (mean !== undefined) {
      const size = args.named.get('size') ?? args.positional[1] ?? refuse('the size is missing', range)
      const [count, mu] = [context.toTerm(size, range), context.toTerm(mean, range)]
      const prob = applyTerm('div', [count, sum(count, mu, range, true)], range)
      const x = args.positional[0] ?? args.named.get('x') ?? args.named.get('q') ?? refuse('an argument is missing', range)
      return askFamily(context, 'nbinom', which, x, parametersOf(context, family, [count, prob], new Map(), range), range)
    }
    const x = args.positional[0] ?? args.named.get('x') ?? args.named.get('q') ?? refuse('an argument is missing', range)
    return askFamily(context, family[0], which, x, parametersOf(context, family, args.positional.slice(1), args.named, range), range)
  }

export const R_DISTRIBUTIONS: readonly (readonly [string, Native])[] = [...FAMILIES].flatMap(([name, family]) =>
  ['d', 'p', 'q'].map((asked): [string, Native] => [`${asked}${name}`, distribution(asked, family)]),
)
