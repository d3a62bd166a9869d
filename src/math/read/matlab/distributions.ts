/** MATLAB's distributions: normpdf(x, mu, sigma), gamcdf, expinv and their like. */

import { askFamily, type Family, parametersOf } from '../grammar/families.ts'
import { argument, type Native } from '../grammar/library.ts'

/** By what the names begin with. Source: the reference of the Statistics Toolbox. */
const FAMILIES: ReadonlyMap<string, Family> = new Map<string, Family>([
  ['norm', ['norm', ['mu', 'loc'], ['sigma', 'scale']]],
  ['exp', ['expon', ['mu', 'scale']]],
  ['gam', ['gamma', ['a', 'a'], ['b', 'scale']]],
  ['beta', ['beta', ['a', 'a'], ['b', 'b']]],
  ['t', ['t', ['nu', 'df']]],
  ['chi2', ['chi2', ['nu', 'df']]],
  ['logn', ['lognorm', ['mu', 'exp scale'], ['sigma', 's']]],
  ['wbl', ['weibull_min', ['a', 'scale'], ['b', 'c']]],
  ['rayl', ['rayleigh', ['b', 'scale']]],
  ['poiss', ['poisson', ['lambda', 'mu']]],
  ['bino', ['binom', ['n', 'n'], ['p', 'p']]],
  ['nbin', ['nbinom', ['r', 'n'], ['p', 'p']]],
  ['mvn', ['multivariate_normal', ['mu', 'loc'], ['sigma', 'cov']]],
])
const ASKED: readonly (readonly [string, string])[] = [
  ['pdf', 'pdf'],
  ['cdf', 'cdf'],
  ['inv', 'ppf'],
]

export const MATLAB_DISTRIBUTIONS: readonly (readonly [string, Native])[] = [...FAMILIES].flatMap(([name, family]) =>
  ASKED.map(([end, which]): [string, Native] => [
    `${name}${end}`,
    (context, args, range) =>
      askFamily(
        context,
        family[0],
        which,
        argument(args, 0, range),
        parametersOf(context, family, args.positional.slice(1), args.named, range),
        range,
      ),
  ]),
)
