/** Distributions.jl: Normal(μ, σ) and its like, and what they are asked. */
import { callUnknown } from '../execute/calls/calls.ts'
import { refuse } from '../execute/values/context.ts'
import { reference, type Value } from '../execute/values/value.ts'
import { askFamily, type Family, parametersOf } from '../grammar/families.ts'
import type { Native } from '../grammar/library.ts'
import { applyTerm } from '../term.ts'

/** By Julia's name; the parameters have no names there. Source: the manual of Distributions.jl. */
const FAMILIES: ReadonlyMap<string, Family> = new Map<string, Family>([
  ['Normal', ['norm', ['μ', 'loc'], ['σ', 'scale']]],
  ['MvNormal', ['multivariate_normal', ['μ', 'loc'], ['Σ', 'cov']]],
  ['Exponential', ['expon', ['θ', 'scale']]],
  ['Gamma', ['gamma', ['α', 'a'], ['θ', 'scale']]],
  ['InverseGamma', ['invgamma', ['α', 'a'], ['θ', 'scale']]],
  ['Beta', ['beta', ['α', 'a'], ['β', 'b']]],
  ['TDist', ['t', ['ν', 'df']]],
  ['Chisq', ['chi2', ['ν', 'df']]],
  ['LogNormal', ['lognorm', ['μ', 'exp scale'], ['σ', 's']]],
  ['Weibull', ['weibull_min', ['α', 'c'], ['θ', 'scale']]],
  ['Cauchy', ['cauchy', ['μ', 'loc'], ['σ', 'scale']]],
  ['Laplace', ['laplace', ['μ', 'loc'], ['θ', 'scale']]],
  ['Logistic', ['logistic', ['μ', 'loc'], ['θ', 'scale']]],
  ['Gumbel', ['gumbel_r', ['μ', 'loc'], ['θ', 'scale']]],
  ['Pareto', ['pareto', ['α', 'b'], ['θ', 'scale']]],
  ['Rayleigh', ['rayleigh', ['σ', 'scale']]],
  ['Poisson', ['poisson', ['λ', 'mu']]],
  ['Bernoulli', ['bernoulli', ['p', 'p']]],
  ['Binomial', ['binom', ['n', 'n'], ['p', 'p']]],
  ['NegativeBinomial', ['nbinom', ['r', 'n'], ['p', 'p']]],
])
const SCIPY = 'scipy.stats.'

const made =
  (family: Family): Native =>
  (context, args, range) => ({
    kind: 'partial',
    callee: reference(`${SCIPY}${family[0]}`),
    positional: [],
    named: parametersOf(context, family, args.positional, args.named, range),
  })

/** What is asked, by what SciPy calls it; all together of what was measured. */
const asked =
  (which: string, together = false): Native =>
  (context, args, range, name) => {
    const [of, x] = args.positional as [Value?, Value?]
    if (of?.kind !== 'partial' || of.callee.kind !== 'reference' || !of.callee.path.startsWith(SCIPY)) return callUnknown(context, name, args)
    const value = askFamily(context, of.callee.path.slice(SCIPY.length), which, x ?? refuse('an argument is missing', range), of.named, range)
    return together ? applyTerm('sum', [context.toTerm(value, range)], range) : value
  }

export const JULIA_DISTRIBUTIONS: readonly (readonly [string, Native])[] = [
  ...[...FAMILIES].map(([name, family]) => [name, made(family)] as const),
  ['pdf', asked('pdf')],
  ['logpdf', asked('logpdf')],
  ['cdf', asked('cdf')],
  ['logcdf', asked('logcdf')],
  ['ccdf', asked('sf')],
  ['logccdf', asked('logsf')],
  ['quantile', asked('ppf')],
  ['loglikelihood', asked('logpdf', true)],
]
