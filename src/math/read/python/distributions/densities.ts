/**
 * Families of distributions by their logarithmic density: formulas in z, what is measured less the location and divided by the scale, and
 * in the shape parameters, by their names in SciPy. Source: the documentation of scipy.stats and torch.distributions.
 */
export interface Family {
  /** Shape parameters, in SciPy's order. */
  readonly shapes: readonly string[]
  readonly log: string
  readonly cdf?: string
  /** 1 - cdf, where that is simpler. */
  readonly sf?: string
  /** It counts: there is no scale. */
  readonly counts?: true
  /** The class of PyTorch and its parameters in order, each as what it is here. */
  readonly torch?: readonly [name: string, ...parameters: (readonly [name: string, is: string])[]]
}

const family = (shapes: string, log: string, more: Omit<Family, 'shapes' | 'log'> = {}): Family => ({
  shapes: shapes === '' ? [] : shapes.split(' '),
  log,
  ...more,
})
const LOC = ['loc', 'loc'] as const
const SCALE = ['scale', 'scale'] as const
const PROBS = ['probs', 'p'] as const

/** By SciPy's name. */
export const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['expon', family('', '-z', { cdf: '1 - exp(-z)', sf: 'exp(-z)', torch: ['Exponential', ['rate', 'rate']] })],
  ['gamma', family('a', '(a - 1)*ln(z) - z - lgamma(a)', { cdf: 'gammainc(a, z)', torch: ['Gamma', ['concentration', 'a'], ['rate', 'rate']] })],
  [
    'beta',
    family('a b', '(a - 1)*ln(z) + (b - 1)*ln(1 - z) + lgamma(a + b) - lgamma(a) - lgamma(b)', {
      torch: ['Beta', ['concentration1', 'a'], ['concentration0', 'b']],
    }),
  ],
  [
    't',
    family('df', 'lgamma((df + 1)/2) - lgamma(df/2) - ln(pi*df)/2 - (df + 1)/2*ln(1 + z^2/df)', { torch: ['StudentT', ['df', 'df'], LOC, SCALE] }),
  ],
  ['chi2', family('df', '(df/2 - 1)*ln(z) - z/2 - df/2*ln(2) - lgamma(df/2)', { cdf: 'gammainc(df/2, z/2)', torch: ['Chi2', ['df', 'df']] })],
  [
    'lognorm',
    family('s', '-(ln(z)/s)^2/2 - ln(s) - ln(z) - ln(2*pi)/2', {
      cdf: '(1 + erf(ln(z)/(s*sqrt(2))))/2',
      torch: ['LogNormal', ['loc', 'logarithm'], ['scale', 's']],
    }),
  ],
  ['cauchy', family('', '-ln(pi) - ln(1 + z^2)', { cdf: '1/2 + atan(z)/pi', torch: ['Cauchy', LOC, SCALE] })],
  ['laplace', family('', '-abs(z) - ln(2)', { torch: ['Laplace', LOC, SCALE] })],
  ['logistic', family('', '-z - 2*ln(1 + exp(-z))', { cdf: '1/(1 + exp(-z))', sf: '1/(1 + exp(z))' })],
  [
    'weibull_min',
    family('c', 'ln(c) + (c - 1)*ln(z) - z^c', { cdf: '1 - exp(-z^c)', sf: 'exp(-z^c)', torch: ['Weibull', SCALE, ['concentration', 'c']] }),
  ],
  ['gumbel_r', family('', '-z - exp(-z)', { cdf: 'exp(-exp(-z))', torch: ['Gumbel', LOC, SCALE] })],
  ['gumbel_l', family('', 'z - exp(z)', { cdf: '1 - exp(-exp(z))', sf: 'exp(-exp(z))' })],
  ['pareto', family('b', 'ln(b) - (b + 1)*ln(z)', { cdf: '1 - z^(-b)', sf: 'z^(-b)', torch: ['Pareto', SCALE, ['alpha', 'b']] })],
  ['halfnorm', family('', 'ln(2/pi)/2 - z^2/2', { cdf: 'erf(z/sqrt(2))', torch: ['HalfNormal', SCALE] })],
  ['halfcauchy', family('', 'ln(2/pi) - ln(1 + z^2)', { cdf: '2*atan(z)/pi', torch: ['HalfCauchy', SCALE] })],
  ['invgamma', family('a', '-(a + 1)*ln(z) - 1/z - lgamma(a)', { torch: ['InverseGamma', ['concentration', 'a'], ['rate', 'scale']] })],
  ['rayleigh', family('', 'ln(z) - z^2/2', { cdf: '1 - exp(-z^2/2)', sf: 'exp(-z^2/2)' })],
  ['maxwell', family('', 'ln(2/pi)/2 + 2*ln(z) - z^2/2')],
  ['invgauss', family('mu', '-ln(2*pi*z^3)/2 - (z - mu)^2/(2*z*mu^2)')],
  ['genpareto', family('c', '-(1 + 1/c)*ln(1 + c*z)', { cdf: '1 - (1 + c*z)^(-1/c)', sf: '(1 + c*z)^(-1/c)' })],
  ['genextreme', family('c', '(1/c - 1)*ln(1 - c*z) - (1 - c*z)^(1/c)', { cdf: 'exp(-(1 - c*z)^(1/c))' })],
  ['skewnorm', family('a', '-z^2/2 - ln(2*pi)/2 + ln(1 + erf(a*z/sqrt(2)))')],
  ['vonmises', family('kappa', 'kappa*cos(z) - ln(2*pi*besseli(0, kappa))', { torch: ['VonMises', LOC, ['concentration', 'kappa']] })],
  ['poisson', family('mu', 'z*ln(mu) - mu - lgamma(z + 1)', { counts: true, torch: ['Poisson', ['rate', 'mu']] })],
  [
    'binom',
    family('n p', 'lgamma(n + 1) - lgamma(z + 1) - lgamma(n - z + 1) + z*ln(p) + (n - z)*ln(1 - p)', {
      counts: true,
      torch: ['Binomial', ['total_count', 'n'], PROBS],
    }),
  ],
  ['bernoulli', family('p', 'z*ln(p) + (1 - z)*ln(1 - p)', { counts: true, torch: ['Bernoulli', PROBS] })],
  ['nbinom', family('n p', 'lgamma(z + n) - lgamma(n) - lgamma(z + 1) + n*ln(p) + z*ln(1 - p)', { counts: true })],
  ['geom', family('p', '(z - 1)*ln(1 - p) + ln(p)', { counts: true })],
])
