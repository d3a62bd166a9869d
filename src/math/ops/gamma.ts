/** Rows: the gamma function and its relatives, zeta functions, factorials. Derivatives from DLMF 5.2, 5.5, 5.15, 8.8 and 25.11. */
import { type Expr, exactOf, number, type Operation, type Row, row } from '../expr.ts'
import * as kernel from '../kernels/gamma.ts'
import * as incomplete from '../kernels/incompleteGamma.ts'
import { add, div, exp, mul, neg, pow, sub } from './arithmetic.ts'
import { noDerivativeBy } from './special.ts'
import { spelled } from './spelling.ts'

const POSITIVE = { min: 0, minOpen: true }
/** The poles of the gamma function and its relatives. */
const NO_POLE: Operation['domain'] = [{ except: 0, every: { period: 1, written: '0, −1, −2, …', last: 0 } }]

/** What is a whole number for whole numbers, as long as a double holds it exactly. */
const whole =
  (of: (...args: number[]) => number) =>
  (args: readonly Expr[]): Expr | undefined => {
    const values = args.map((arg) => exactOf(arg)?.asInteger)
    if (!values.every((value) => value !== undefined && value >= 0 && value <= 18)) return undefined
    return number(Math.round(of(...(values as number[]))))
  }

export const gamma: Row = row({
  name: 'gamma',
  title: 'gamma function',
  called: /[gG]amma function/,
  args: ['x'],
  elementwise: true,
  values: { except: 0 },
  derivative: [(x, self) => mul(self as Expr, digamma(x))],
  kernel: kernel.gamma,
  domain: NO_POLE,
  sample: [{ min: 0.2, max: 5 }],
  latex: '\\Gamma(#1)',
  spell: spelled('gamma', 'python scipy julia matlab sympy', {
    jax: 'scipy.special.gamma',
    c: ['tgamma', 'tgammaf'],
    latex: ['\\Gamma'],
    text: ['Γ', 'gamma', 'Gamma', 'tgamma'],
  }),
})

export const lgamma: Row = row({
  name: 'lgamma',
  title: 'logarithm of the gamma function',
  args: ['x'],
  elementwise: true,
  derivative: [(x) => digamma(x)],
  kernel: kernel.logGamma,
  domain: NO_POLE,
  sample: [{ min: 0.2, max: 20 }],
  latex: '\\ln\\Gamma(#1)',
  spell: {
    python: 'lgamma',
    scipy: ['special.gammaln', 'special.loggamma'],
    jax: ['scipy.special.gammaln', 'lax.lgamma'],
    torch: ['lgamma', 'special.gammaln'],
    tensorflow: 'math.lgamma',
    julia: ['loggamma', 'lgamma'],
    matlab: 'gammaln',
    c: ['lgamma', 'lgammaf'],
    sympy: 'loggamma',
    text: ['lgamma', 'loggamma', 'gammaln'],
  },
})

export const digamma: Row = row({
  name: 'digamma',
  title: 'digamma function',
  called: /digamma(?: function)?/,
  args: ['x'],
  elementwise: true,
  derivative: [(x) => trigamma(x)],
  kernel: kernel.digamma,
  domain: NO_POLE,
  sample: [{ min: 0.2, max: 20 }],
  latex: '\\psi(#1)',
  spell: {
    scipy: ['special.digamma', 'special.psi'],
    jax: ['scipy.special.digamma', 'lax.digamma'],
    torch: ['digamma', 'special.digamma', 'special.psi'],
    tensorflow: 'math.digamma',
    julia: 'digamma',
    matlab: 'psi',
    sympy: 'digamma',
    text: 'digamma',
  },
})

export const trigamma: Row = row({
  name: 'trigamma',
  title: 'trigamma function',
  args: ['x'],
  elementwise: true,
  derivative: [(x) => polygamma(2, x)],
  meaning: ({ args: [x] }) => polygamma(1, x as Expr),
  kernel: (x) => kernel.polygamma(1, x),
  domain: NO_POLE,
  sample: [{ min: 0.2, max: 20 }],
  latex: '\\psi_1(#1)',
  spell: { julia: 'trigamma', sympy: 'trigamma', text: 'trigamma' },
})

export const polygamma: Row = row({
  name: 'polygamma',
  title: 'polygamma function',
  args: ['n', 'x'],
  elementwise: true,
  derivative: [noDerivativeBy('order', 'the polygamma function'), (n, x) => polygamma(add(n, 1), x)],
  kernel: kernel.polygamma,
  sample: [
    { min: 1, max: 1 },
    { min: 0.2, max: 20 },
  ],
  latex: '\\psi^{(#1)}(#2)',
  spell: spelled('polygamma', 'scipy julia sympy text', {
    jax: 'scipy.special.polygamma',
    torch: ['polygamma', 'special.polygamma'],
    tensorflow: 'math.polygamma',
    matlab: 'psi',
  }),
})

export const beta: Row = row({
  name: 'beta',
  title: 'beta function',
  args: ['a', 'b'],
  elementwise: true,
  values: { except: 0 },
  commutes: true,
  byLogarithms: true,
  derivative: [
    (a, b, self) => mul(self as Expr, sub(digamma(a), digamma(add(a, b)))),
    (a, b, self) => mul(self as Expr, sub(digamma(b), digamma(add(a, b)))),
  ],
  meaning: ({ args: [a, b] }) => div(mul(gamma(a as Expr), gamma(b as Expr)), gamma(add(a as Expr, b as Expr))),
  kernel: kernel.beta,
  sample: [
    { min: 0.2, max: 5 },
    { min: 0.2, max: 5 },
  ],
  latex: '\\mathrm{B}(#1, #2)',
  spell: spelled('beta', 'scipy julia matlab sympy text', { jax: 'scipy.special.beta', c: 'beta', latex: ['\\operatorname{B}', '\\Beta'] }),
})

export const lbeta: Row = row({
  name: 'lbeta',
  title: 'logarithm of the beta function',
  args: ['a', 'b'],
  elementwise: true,
  commutes: true,
  derivative: [(a, b) => sub(digamma(a), digamma(add(a, b))), (a, b) => sub(digamma(b), digamma(add(a, b)))],
  meaning: ({ args: [a, b] }) => sub(add(lgamma(a as Expr), lgamma(b as Expr)), lgamma(add(a as Expr, b as Expr))),
  kernel: kernel.logBeta,
  sample: [
    { min: 0.2, max: 20 },
    { min: 0.2, max: 20 },
  ],
  latex: '\\ln\\mathrm{B}(#1, #2)',
  spell: { scipy: 'special.betaln', jax: 'scipy.special.betaln', julia: 'logbeta', matlab: 'betaln', text: ['lbeta', 'betaln'] },
})

export const factorial: Row = row({
  name: 'factorial',
  title: 'factorial',
  args: ['n'],
  elementwise: true,
  values: { except: 0 },
  whole: 'of whole',
  derivative: [(n, self) => mul(self as Expr, digamma(add(n, 1)))],
  meaning: ({ args: [n] }) => gamma(add(n as Expr, 1)),
  kernel: kernel.factorial,
  fold: whole(kernel.factorial),
  domain: [{ except: -1, every: { period: 1, written: '−1, −2, −3, …', last: -1 } }],
  sample: [{ min: 0.2, max: 6 }],
  latex: '#1!',
  spell: spelled('factorial', 'python scipy julia matlab sympy text', { jax: 'scipy.special.factorial' }),
})

/** Numbers of factors of a polynomial that is written out. */
const WRITTEN_OUT = 4

/** The derivative of n (n - 1) ... (n - k + 1)/k! for few factors: a polynomial, which has values where the digamma functions have poles. */
function fallingSlope(n: Expr, k: number | undefined): Expr | undefined {
  if (k === undefined || k < 0 || k > WRITTEN_OUT) return undefined
  const factors = Array.from({ length: k }, (_, i) => sub(n, i))
  return div(add(...factors.map((_, i) => mul(...factors.filter((_, j) => j !== i)))), kernel.factorial(k))
}

export const binomial: Row = row({
  name: 'binomial',
  title: 'binomial coefficient',
  args: ['n', 'k'],
  elementwise: true,
  byLogarithms: true,
  derivative: [
    (n, k, self) => fallingSlope(n, exactOf(k)?.asInteger) ?? mul(self as Expr, sub(digamma(add(n, 1)), digamma(add(sub(n, k), 1)))),
    (n, k, self) => mul(self as Expr, sub(digamma(add(sub(n, k), 1)), digamma(add(k, 1)))),
  ],
  meaning: ({ args: [n, k] }) => div(factorial(n as Expr), mul(factorial(k as Expr), factorial(sub(n as Expr, k as Expr)))),
  kernel: kernel.binomial,
  fold: whole(kernel.binomial),
  sample: [
    { min: 4, max: 9 },
    { min: 0.5, max: 3.5 },
  ],
  latex: '\\binom{#1}{#2}',
  spell: {
    python: 'comb',
    scipy: ['special.binom', 'special.comb'],
    julia: 'binomial',
    matlab: 'nchoosek',
    sympy: 'binomial',
    latex: ['\\binom', '\\dbinom', '\\tbinom'],
    text: ['binomial', 'comb'],
  },
})

const density = (a: Expr, x: Expr): Expr => div(mul(pow(x, sub(a, 1)), exp(neg(x))), gamma(a))

export const gammaP: Row = row({
  name: 'gammainc',
  title: 'regularised lower incomplete gamma function',
  args: ['a', 'x'],
  elementwise: true,
  derivative: [noDerivativeBy('parameter', 'the incomplete gamma function'), (a, x) => density(a, x)],
  kernel: incomplete.gammaP,
  domain: [POSITIVE, { min: 0 }],
  sample: [
    { min: 0.3, max: 5 },
    { min: 0.1, max: 10 },
  ],
  latex: 'P(#1, #2)',
  spell: { scipy: 'special.gammainc', jax: 'scipy.special.gammainc', torch: 'special.gammainc', tensorflow: 'math.igamma' },
})

export const gammaQ: Row = row({
  name: 'gammaincc',
  title: 'regularised upper incomplete gamma function',
  args: ['a', 'x'],
  elementwise: true,
  derivative: [noDerivativeBy('parameter', 'the incomplete gamma function'), (a, x) => neg(density(a, x))],
  meaning: ({ args: [a, x] }) => sub(1, gammaP(a as Expr, x as Expr)),
  kernel: incomplete.gammaQ,
  domain: [POSITIVE, { min: 0 }],
  sample: [
    { min: 0.3, max: 5 },
    { min: 0.1, max: 10 },
  ],
  latex: 'Q(#1, #2)',
  spell: { scipy: 'special.gammaincc', jax: 'scipy.special.gammaincc', torch: 'special.gammaincc', tensorflow: 'math.igammac' },
})

export const zeta: Row = row({
  name: 'zeta',
  title: 'Riemann zeta function',
  args: ['s'],
  elementwise: true,
  derivative: [(s) => zetaDerivative(s)],
  kernel: kernel.zeta,
  domain: [{ except: 1 }],
  sample: [{ min: 1.2, max: 6 }],
  latex: '\\zeta(#1)',
  spell: { scipy: 'special.zeta', julia: 'zeta', matlab: 'zeta', sympy: 'zeta', latex: ['\\operatorname{zeta}', '\\zeta'], text: ['zeta', 'ζ'] },
})

export const zetaDerivative: Row = row({
  name: 'zeta_derivative',
  title: 'derivative of the Riemann zeta function',
  args: ['s'],
  elementwise: true,
  derivative: [(s) => hurwitzDerivative(2, s, 1)],
  meaning: ({ args: [s] }) => hurwitzDerivative(1, s as Expr, 1),
  kernel: (s) => kernel.hurwitzDerivative(1, s, 1),
  domain: [{ except: 1 }],
  sample: [{ min: 1.2, max: 6 }],
  latex: "\\zeta'(#1)",
})

export const hurwitzZeta: Row = row({
  name: 'hurwitz_zeta',
  title: 'Hurwitz zeta function',
  args: ['s', 'a'],
  elementwise: true,
  derivative: [(s, a) => hurwitzDerivative(1, s, a), (s, a) => neg(mul(s, hurwitzZeta(add(s, 1), a)))],
  kernel: kernel.hurwitzZeta,
  sample: [
    { min: 1.2, max: 6 },
    { min: 0.3, max: 10 },
  ],
  latex: '\\zeta(#1, #2)',
  spell: { scipy: 'special.zeta', jax: 'scipy.special.zeta', torch: 'special.zeta', tensorflow: 'math.zeta', julia: 'zeta', sympy: 'zeta' },
})

/** ∂ⁿζ(s, a)/∂sⁿ. */
export const hurwitzDerivative: Row = row({
  name: 'hurwitz_zeta_derivative',
  title: 'derivative of the Hurwitz zeta function by its exponent',
  args: ['n', 's', 'a'],
  elementwise: true,
  derivative: [
    noDerivativeBy('order', 'a derivative'),
    (n, s, a) => hurwitzDerivative(add(n, 1), s, a),
    (n, s, a) => neg(add(mul(s, hurwitzDerivative(n, add(s, 1), a)), mul(n, hurwitzDerivative(sub(n, 1), add(s, 1), a)))),
  ],
  kernel: kernel.hurwitzDerivative,
  domain: [undefined, { except: 1 }],
  sample: [
    { min: 2, max: 2 },
    { min: 1.2, max: 6 },
    { min: 0.3, max: 10 },
  ],
  latex: '\\zeta^{(#1)}(#2, #3)',
})

const gammas = [gamma, lgamma, digamma, trigamma, polygamma, beta, lbeta, factorial, binomial]
export const gammaRows: readonly Operation[] = [...gammas, gammaP, gammaQ, zeta, zetaDerivative, hurwitzZeta, hurwitzDerivative].map((r) => r.op)
