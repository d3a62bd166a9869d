/** Rows: entropy and divergences, losses per component, log-odds: the scalar functions of statistics and learning. */
import { type Expr, type Operation, type Row, row } from '../expr.ts'
import { sigmoid } from './activation.ts'
import { add, div, ln, mul, neg, pow, sqrt, sub } from './arithmetic.ts'
import { abs, le, maximum, minimum, where } from './condition.ts'

export const logit: Row = row({
  name: 'logit',
  title: 'log-odds',
  args: ['p'],
  elementwise: true,
  derivative: [(p) => div(1, mul(p, sub(1, p)))],
  meaning: ({ args: [p] }) => ln(div(p as Expr, sub(1, p as Expr))),
  // Near ½ both logarithms are close: their difference is taken through 2p - 1, which is exact there.
  kernel: (p) => (p > 0.25 && p < 0.75 ? 2 * Math.atanh(2 * p - 1) : Math.log(p) - Math.log1p(-p)),
  domain: [{ min: 0, max: 1, minOpen: true, maxOpen: true }],
  latex: '\\operatorname{logit}',
  spell: { scipy: 'special.logit', jax: 'scipy.special.logit', torch: ['logit', 'special.logit'], text: 'logit' },
})

export const entr: Row = row({
  name: 'entr',
  title: 'entropy of one component',
  args: ['p'],
  elementwise: true,
  derivative: [(p) => neg(add(ln(p), 1))],
  meaning: ({ args: [p] }) => neg(mul(p as Expr, ln(p as Expr))),
  kernel: (p) => (p > 0 ? -p * Math.log(p) : p === 0 ? 0 : p < 0 ? Number.NEGATIVE_INFINITY : Number.NaN),
  domain: [{ min: 0 }],
  latex: '-#1 \\ln #1',
  spell: { scipy: 'special.entr', jax: 'scipy.special.entr', torch: 'special.entr' },
})

export const relEntr: Row = row({
  name: 'rel_entr',
  title: 'relative entropy of one component',
  args: ['p', 'q'],
  elementwise: true,
  derivative: [(p, q) => add(ln(div(p, q)), 1), (p, q) => neg(div(p, q))],
  meaning: ({ args: [p, q] }) => mul(p as Expr, ln(div(p as Expr, q as Expr))),
  kernel: (p, q) => (p > 0 && q > 0 ? p * Math.log(p / q) : p === 0 && q >= 0 ? 0 : Number.POSITIVE_INFINITY),
  domain: [{ min: 0 }, { min: 0 }],
  sample: [
    { min: 0.1, max: 3 },
    { min: 0.1, max: 3 },
  ],
  latex: '#1 \\ln \\frac{#1}{#2}',
  spell: { scipy: 'special.rel_entr', jax: 'scipy.special.rel_entr' },
})

/** p ln(p/q) - p + q, near p = q by the series of ln(1 + d) - d with d = (q - p)/p. */
function divergence(p: number, q: number): number {
  const d = (q - p) / p
  if (!(Math.abs(d) < 0.4)) return p * Math.log(p / q) - p + q
  // ln(1 + d) = 2 artanh r.
  const r = d / (2 + d)
  let sum = 0
  for (let k = 27; k > 1; k -= 2) sum = (sum + 2 / k) * r * r
  return p * r * (d - sum)
}

export const klDiv: Row = row({
  name: 'kl_div',
  title: 'Kullback-Leibler divergence of one component',
  args: ['p', 'q'],
  elementwise: true,
  values: { min: 0 },
  derivative: [(p, q) => ln(div(p, q)), (p, q) => sub(1, div(p, q))],
  meaning: ({ args: [p, q] }) => add(mul(p as Expr, ln(div(p as Expr, q as Expr))), neg(p as Expr), q as Expr),
  kernel: (p, q) => (p > 0 && q > 0 ? divergence(p, q) : p === 0 && q >= 0 ? q : Number.POSITIVE_INFINITY),
  domain: [{ min: 0 }, { min: 0 }],
  sample: [
    { min: 0.1, max: 3 },
    { min: 0.1, max: 3 },
  ],
  latex: '#1 \\ln \\frac{#1}{#2} - #1 + #2',
  spell: { scipy: 'special.kl_div', jax: 'scipy.special.kl_div' },
})

/** Quadratic up to delta, linear beyond. */
export const huber: Row = row({
  name: 'huber',
  title: "Huber's loss",
  args: ['delta', 'r'],
  elementwise: true,
  derivative: [(delta, r) => where(le(abs(r), delta), 0, sub(abs(r), delta)), (delta, r) => maximum(neg(delta), minimum(r, delta))],
  meaning: ({ args: [delta, r] }) =>
    where(le(abs(r as Expr), delta as Expr), div(pow(r as Expr, 2), 2), mul(delta as Expr, sub(abs(r as Expr), div(delta as Expr, 2)))),
  kernel: (delta, r) => (delta < 0 ? Number.POSITIVE_INFINITY : Math.abs(r) <= delta ? 0.5 * r * r : delta * (Math.abs(r) - 0.5 * delta)),
  domain: [{ min: 0 }],
  sample: [{ min: 0.2, max: 1.5 }],
  latex: '\\operatorname{huber}(#1, #2)',
  spell: { scipy: 'special.huber' },
  source: 'Huber, "Robust estimation of a location parameter" (1964)',
})

export const pseudoHuber: Row = row({
  name: 'pseudo_huber',
  title: "smooth Huber's loss",
  args: ['delta', 'r'],
  elementwise: true,
  meaning: ({ args: [delta, r] }) => mul(pow(delta as Expr, 2), sub(sqrt(add(1, pow(div(r as Expr, delta as Expr), 2))), 1)),
  kernel: (delta, r) => {
    // δ² (√(1 + u²) - 1) = r² / (√(1 + u²) + 1), which does not cancel for small r.
    return delta === 0 ? 0 : (r * r) / (Math.sqrt(1 + (r / delta) ** 2) + 1)
  },
  domain: [{ min: 0 }],
  sample: [{ min: 0.2, max: 1.5 }],
  latex: '\\operatorname{pseudohuber}(#1, #2)',
  spell: { scipy: 'special.pseudo_huber' },
})

/** ln σ(x). */
export const logSigmoid: Row = row({
  name: 'log_sigmoid',
  title: 'logarithm of the sigmoid',
  args: ['x'],
  elementwise: true,
  layer: true,
  derivative: [(x) => sigmoid(neg(x))],
  meaning: ({ args: [x] }) => ln(sigmoid(x as Expr)),
  kernel: (x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))),
  latex: '\\ln \\sigma(#1)',
  spell: {
    scipy: 'special.log_expit',
    jax: 'nn.log_sigmoid',
    torch: 'nn.functional.logsigmoid',
    tensorflow: 'math.log_sigmoid',
    text: ['logsigmoid', 'log_sigmoid'],
  },
})

export const informationRows: readonly Operation[] = [logit, entr, relEntr, klDiv, huber, pseudoHuber, logSigmoid].map((r) => r.op)
