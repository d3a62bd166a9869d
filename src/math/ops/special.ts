/**
 * Rows: the error function and the normal distribution, gamma and its relatives, zeta, Lambert's W, the cardinal sine. Derivatives
 * from the NIST Digital Library of Mathematical Functions (DLMF), chapters 4.13, 5, 7, 8 and 25.
 */
import { type Expr, number, type Operation, type Row, row } from '../expr.ts'
import * as errorKernel from '../kernels/error.ts'
import * as gammaKernel from '../kernels/gamma.ts'
import { lambertW as lambertKernel } from '../kernels/lambert.ts'
import { add, div, exp, ln, mul, neg, pi, pow, sqrt, sub } from './arithmetic.ts'
import { eq, where } from './condition.ts'
import { spelled } from './spelling.ts'
import { cos, sin } from './trigonometric.ts'

/** The derivative by an argument that is a parameter of the function: none is known in terms of these rows. Throws RangeError, which says so. */
export const noDerivativeBy = (argument: string, of: string) => (): Expr => {
  throw new RangeError(`the derivative of ${of} by its ${argument} is not known`)
}

/* The error function. */

const twoOverRootPi = (): Expr => div(2, sqrt(pi))

export const erf: Row = row({
  name: 'erf',
  title: 'error function',
  called: /error function/,
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  values: { min: -1, max: 1, minOpen: true, maxOpen: true },
  derivative: [(x) => mul(twoOverRootPi(), exp(neg(pow(x, 2))))],
  kernel: errorKernel.erf,
  latex: '\\operatorname{erf}',
  spell: spelled('erf', 'python scipy julia matlab c sympy text', {
    jax: ['scipy.special.erf', 'lax.erf'],
    torch: ['erf', 'special.erf'],
    tensorflow: 'math.erf',
    latex: ['\\operatorname{erf}', '\\erf'],
  }),
})

export const erfc: Row = row({
  name: 'erfc',
  title: 'complementary error function',
  args: ['x'],
  elementwise: true,
  values: { min: 0, max: 2, minOpen: true, maxOpen: true },
  derivative: [(x) => neg(mul(twoOverRootPi(), exp(neg(pow(x, 2)))))],
  meaning: ({ args: [x] }) => sub(1, erf(x as Expr)),
  kernel: errorKernel.erfc,
  latex: '\\operatorname{erfc}',
  spell: spelled('erfc', 'python scipy julia matlab c sympy text', {
    jax: ['scipy.special.erfc', 'lax.erfc'],
    torch: ['erfc', 'special.erfc'],
    tensorflow: 'math.erfc',
    latex: ['\\operatorname{erfc}', '\\erfc'],
  }),
})

export const erfcx: Row = row({
  name: 'erfcx',
  title: 'scaled complementary error function',
  args: ['x'],
  elementwise: true,
  derivative: [(x, self) => sub(mul(2, x, self as Expr), twoOverRootPi())],
  meaning: ({ args: [x] }) => mul(exp(pow(x as Expr, 2)), erfc(x as Expr)),
  kernel: errorKernel.erfcx,
  latex: '\\operatorname{erfcx}',
  spell: spelled('erfcx', 'scipy julia matlab', { torch: 'special.erfcx' }),
})

export const erfinv: Row = row({
  name: 'erfinv',
  title: 'inverse error function',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  derivative: [(_, self) => mul(div(sqrt(pi), 2), exp(pow(self as Expr, 2)))],
  kernel: errorKernel.erfinv,
  domain: [{ min: -1, max: 1, minOpen: true, maxOpen: true }],
  latex: '\\operatorname{erf}^{-1}(#1)',
  spell: spelled('erfinv', 'scipy julia matlab sympy text', {
    jax: ['scipy.special.erfinv', 'lax.erf_inv'],
    torch: ['erfinv', 'special.erfinv'],
    tensorflow: 'math.erfinv',
  }),
})

export const erfcinv: Row = row({
  name: 'erfcinv',
  title: 'inverse complementary error function',
  args: ['x'],
  elementwise: true,
  derivative: [(_, self) => neg(mul(div(sqrt(pi), 2), exp(pow(self as Expr, 2))))],
  meaning: ({ args: [x] }) => erfinv(sub(1, x as Expr)),
  kernel: errorKernel.erfcinv,
  domain: [{ min: 0, max: 2, minOpen: true, maxOpen: true }],
  latex: '\\operatorname{erfc}^{-1}(#1)',
  spell: spelled('erfcinv', 'scipy julia matlab sympy text', { tensorflow: 'math.erfcinv' }),
})

/* The normal distribution. */

/** "Standard normal density", "cdf of the Gaussian". */
const ofNormal = (what: string): RegExp => {
  const normal = '(?:standard[- ]+)?(?:normal|Gaussian)'
  return new RegExp(String.raw`(?:${what})\s+of\s+(?:the|a)\s+${normal}|${normal}\s+(?:${what})`)
}

export const normalPdf: Row = row({
  name: 'norm_pdf',
  title: 'density of the normal distribution',
  called: ofNormal(String.raw`p\.?d\.?f\.?|PDF|(?:probability\s+)?density(?:\s+function)?`),
  args: ['x'],
  elementwise: true,
  values: { min: 0, max: 0.4, minOpen: true },
  derivative: [(x, self) => neg(mul(x, self as Expr))],
  meaning: ({ args: [x] }) => div(exp(neg(div(pow(x as Expr, 2), 2))), sqrt(mul(2, pi))),
  kernel: errorKernel.normalPdf,
  latex: '\\varphi(#1)',
  spell: { scipy: 'stats.norm.pdf', jax: 'scipy.stats.norm.pdf', matlab: 'normpdf', text: 'normpdf' },
})

export const normalCdf: Row = row({
  name: 'norm_cdf',
  title: 'distribution function of the normal distribution',
  called: ofNormal(String.raw`c\.?d\.?f\.?|CDF|(?:cumulative\s+)?distribution(?:\s+function)?|cumulative(?:\s+function)?`),
  args: ['x'],
  elementwise: true,
  monotone: true,
  values: { min: 0, max: 1, minOpen: true, maxOpen: true },
  derivative: [(x) => normalPdf(x)],
  meaning: ({ args: [x] }) => div(erfc(neg(div(x as Expr, sqrt(number(2))))), 2),
  kernel: errorKernel.normalCdf,
  latex: '\\Phi(#1)',
  spell: {
    scipy: ['special.ndtr', 'stats.norm.cdf'],
    jax: ['scipy.stats.norm.cdf', 'scipy.special.ndtr'],
    torch: 'special.ndtr',
    tensorflow: 'math.ndtr',
    matlab: 'normcdf',
    latex: '\\Phi',
    text: 'normcdf',
  },
})

export const logNormalCdf: Row = row({
  name: 'log_norm_cdf',
  title: 'logarithm of the normal distribution function',
  args: ['x'],
  elementwise: true,
  derivative: [(x, self) => div(exp(sub(neg(div(pow(x, 2), 2)), self as Expr)), sqrt(mul(2, pi)))],
  meaning: ({ args: [x] }) => ln(normalCdf(x as Expr)),
  kernel: errorKernel.logNormalCdf,
  latex: '\\ln \\Phi(#1)',
  spell: { scipy: ['special.log_ndtr', 'stats.norm.logcdf'], jax: ['scipy.stats.norm.logcdf', 'scipy.special.log_ndtr'], torch: 'special.log_ndtr' },
})

export const logNormalPdf: Row = row({
  name: 'log_norm_pdf',
  title: 'logarithm of the normal density',
  args: ['x'],
  elementwise: true,
  derivative: [(x) => neg(x)],
  meaning: ({ args: [x] }) => sub(neg(div(pow(x as Expr, 2), 2)), div(ln(mul(2, pi)), 2)),
  latex: '\\ln \\varphi(#1)',
  spell: { scipy: 'stats.norm.logpdf', jax: 'scipy.stats.norm.logpdf', text: 'lognormpdf' },
})

export const normalQuantile: Row = row({
  name: 'norm_ppf',
  title: 'quantile function of the normal distribution',
  args: ['p'],
  elementwise: true,
  derivative: [(_, self) => div(1, normalPdf(self as Expr))],
  meaning: ({ args: [p] }) => mul(sqrt(number(2)), erfinv(sub(mul(2, p as Expr), 1))),
  kernel: errorKernel.normalQuantile,
  domain: [{ min: 0, max: 1, minOpen: true, maxOpen: true }],
  latex: '\\Phi^{-1}(#1)',
  spell: {
    scipy: ['special.ndtri', 'stats.norm.ppf'],
    jax: ['scipy.stats.norm.ppf', 'scipy.special.ndtri'],
    torch: 'special.ndtri',
    tensorflow: 'math.ndtri',
    matlab: 'norminv',
    text: 'norminv',
  },
})

/* Lambert's W and the cardinal sine. */

export const lambertW: Row = row({
  name: 'lambertw',
  title: 'Lambert W function',
  args: ['x'],
  elementwise: true,
  derivative: [(x, self) => div(1, add(x, exp(self as Expr)))],
  kernel: (x) => lambertKernel(x),
  domain: [{ min: -1 / Math.E }],
  latex: 'W(#1)',
  spell: {
    scipy: ['special.lambertw(#1).real', 'special.lambertw'],
    julia: 'lambertw',
    matlab: 'lambertw',
    sympy: 'LambertW',
    text: ['lambertw', 'LambertW'],
  },
})

/** sin(πx)/(πx), as NumPy has it. */
export const sinc: Row = row({
  name: 'sinc',
  title: 'normalised cardinal sine',
  args: ['x'],
  elementwise: true,
  parity: 'even',
  derivative: [(x, self) => where(eq(x, 0), 0, div(sub(cos(mul(pi, x)), self as Expr), x))],
  meaning: ({ args: [x] }) => where(eq(x as Expr, 0), 1, div(sin(mul(pi, x as Expr)), mul(pi, x as Expr))),
  kernel: (x) => (x === 0 ? 1 : Math.abs(x) === Number.POSITIVE_INFINITY ? 0 : gammaKernel.sinPi(x) / (Math.PI * x)),
  latex: '\\operatorname{sinc}(\\pi #1)',
  spell: { numpy: 'sinc', scipy: 'special.sinc', jax: 'sinc', torch: ['sinc', 'special.sinc'], julia: 'sinc', matlab: 'sinc' },
})

/** sin(x)/x. */
export const sincPlain: Row = row({
  name: 'sinc_plain',
  title: 'cardinal sine',
  args: ['x'],
  elementwise: true,
  parity: 'even',
  derivative: [(x, self) => where(eq(x, 0), 0, div(sub(cos(x), self as Expr), x))],
  meaning: ({ args: [x] }) => where(eq(x as Expr, 0), 1, div(sin(x as Expr), x as Expr)),
  kernel: (x) => (x === 0 ? 1 : Math.abs(x) === Number.POSITIVE_INFINITY ? 0 : Math.sin(x) / x),
  latex: '\\operatorname{sinc}',
  spell: { sympy: 'sinc', latex: ['\\operatorname{sinc}', '\\sinc'], text: 'sinc' },
})

const errors = [erf, erfc, erfcx, erfinv, erfcinv]
const normal = [normalPdf, normalCdf, logNormalCdf, logNormalPdf, normalQuantile]
export const specialRows: readonly Operation[] = [...errors, ...normal, lambertW, sinc, sincPlain].map((r) => r.op)
