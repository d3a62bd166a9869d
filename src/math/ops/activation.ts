/** Rows: the activation functions of neural networks. */
import { type Expr, type Operation, type Row, row } from '../expr.ts'
import { normalCdf as normalCdfKernel } from '../kernels/error.ts'
import { sigmoid as sigmoidKernel, softplus as softplusKernel } from '../kernels.ts'
import { add, div, exp, expm1, ln, mul, neg, pi, pow, sqrt, sub } from './arithmetic.ts'
import { abs, and, ge, gt, le, lt, maximum, minimum, or, sign, where } from './condition.ts'
import { tanh } from './hyperbolic.ts'
import { normalCdf, normalPdf } from './special.ts'

export const sigmoid: Row = row({
  name: 'sigmoid',
  title: 'sigmoid',
  called: /(?:logistic[- ]+)?sigmoid(?!al|[- ]+linear)|logistic(?=\s+(?:function|link|activation|cdf|non-?linearity|curve)|\s*(?:[.,;:)]|$))|expit/,
  args: ['x'],
  elementwise: true,
  monotone: true,
  values: { min: 0, max: 1, minOpen: true, maxOpen: true },
  layer: true,
  derivative: [(_, self) => mul(self as Expr, sub(1, self as Expr))],
  meaning: (node) => div(1, add(1, exp(neg(node.args[0] as Expr)))),
  kernel: sigmoidKernel,
  latex: '\\sigma',
  spell: {
    scipy: 'special.expit',
    jax: 'nn.sigmoid',
    torch: ['sigmoid', 'nn.functional.sigmoid'],
    tensorflow: ['sigmoid', 'nn.sigmoid', 'math.sigmoid'],
    text: ['σ', 'sigma', 'sigmoid', 'expit'],
  },
})

export const logaddexp: Row = row({
  name: 'logaddexp',
  title: 'logarithm of a sum of exponentials',
  args: ['a', 'b'],
  elementwise: true,
  commutes: true,
  derivative: [(a, b) => sigmoid(sub(a, b)), (a, b) => sigmoid(sub(b, a))],
  meaning: ({ args: [a, b] }) => ln(add(exp(a as Expr), exp(b as Expr))),
  kernel: (a, b) => (a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))),
  latex: '\\operatorname{logaddexp}(#1, #2)',
  spell: { numpy: 'logaddexp', jax: 'logaddexp', torch: 'logaddexp', tensorflow: 'experimental.numpy.logaddexp', text: 'logaddexp' },
})

export const softplus: Row = row({
  name: 'softplus',
  title: 'softplus',
  called: /[sS]oftplus/,
  args: ['x'],
  elementwise: true,
  monotone: true,
  values: { min: 0, minOpen: true },
  layer: true,
  derivative: [(x) => sigmoid(x)],
  meaning: (node) => ln(add(1, exp(node.args[0] as Expr))),
  kernel: softplusKernel,
  latex: '\\operatorname{softplus}',
  spell: { jax: 'nn.softplus', torch: 'nn.functional.softplus', tensorflow: ['math.softplus', 'nn.softplus'], text: 'softplus' },
})

export const relu: Row = row({
  name: 'relu',
  title: 'rectifier',
  called: /(?<![lL]eaky[- ])(?:ReLU|RELU|relu|rectifie[rd](?:[- ]+linear(?:[- ]+unit)?)?)/,
  args: ['x'],
  elementwise: true,
  monotone: true,
  values: { min: 0 },
  whole: 'of whole',
  layer: true,
  derivative: [(x) => where(gt(x, 0), 1, 0)],
  meaning: (node) => maximum(node.args[0] as Expr, 0),
  // What is no number stays none.
  kernel: (x) => (x <= 0 ? 0 : x),
  latex: '\\operatorname{ReLU}',
  spell: { jax: 'nn.relu', torch: ['relu', 'nn.functional.relu'], tensorflow: 'nn.relu', matlab: 'relu', text: ['relu', 'ReLU'] },
  kinks: [{ where: (x) => x, convention: "relu'(0) = 0, as PyTorch" }],
})

/* Rectifiers with another left half: at 0 the derivative is that of the left half, as PyTorch takes it. */

/** A left half that the slope does not break at 0 for its default, but may for other parameters. */
const breaksAtZero = (convention: string): Operation['kinks'] => [{ where: (x) => x as Expr, convention }]

export const leakyRelu: Row = row({
  name: 'leaky_relu',
  title: 'leaky rectifier',
  args: ['x', 'negative_slope'],
  defaults: [0.01],
  elementwise: true,
  layer: true,
  derivative: [(x, a) => where(gt(x, 0), 1, a), (x) => where(gt(x, 0), 0, x)],
  meaning: ({ args: [x, a] }) => where(gt(x as Expr, 0), x as Expr, mul(a as Expr, x as Expr)),
  kernel: (x, a) => (x > 0 ? x : a * x),
  latex: '\\operatorname{LeakyReLU}(#1, #2)',
  spell: {
    jax: 'nn.leaky_relu',
    torch: ['nn.functional.leaky_relu', 'nn.functional.prelu', 'prelu'],
    tensorflow: 'nn.leaky_relu',
    text: ['leaky_relu', 'LeakyReLU', 'leakyrelu', 'prelu'],
  },
  kinks: breaksAtZero('the derivative of the leaky rectifier at 0 is its slope on the left, as PyTorch'),
})

export const elu: Row = row({
  name: 'elu',
  title: 'exponential linear unit',
  called: /ELU|exponential linear unit/,
  args: ['x', 'alpha'],
  defaults: [1],
  elementwise: true,
  layer: true,
  derivative: [(x, a) => where(gt(x, 0), 1, mul(a, exp(x))), (x) => where(gt(x, 0), 0, expm1(x))],
  meaning: ({ args: [x, a] }) => where(gt(x as Expr, 0), x as Expr, mul(a as Expr, expm1(x as Expr))),
  kernel: (x, a) => (x > 0 ? x : a * Math.expm1(x)),
  latex: '\\operatorname{ELU}(#1, #2)',
  spell: { jax: 'nn.elu', torch: 'nn.functional.elu', tensorflow: 'nn.elu', text: ['elu', 'ELU'] },
  kinks: breaksAtZero('the derivative of the exponential linear unit at 0 is that of its left half'),
})

export const celu: Row = row({
  name: 'celu',
  title: 'smooth exponential linear unit',
  args: ['x', 'alpha'],
  defaults: [1],
  elementwise: true,
  layer: true,
  derivative: [(x, a) => where(gt(x, 0), 1, exp(div(x, a))), (x, a) => where(gt(x, 0), 0, sub(expm1(div(x, a)), mul(div(x, a), exp(div(x, a)))))],
  meaning: ({ args: [x, a] }) => where(gt(x as Expr, 0), x as Expr, mul(a as Expr, expm1(div(x as Expr, a as Expr)))),
  kernel: (x, a) => (x > 0 ? x : a * Math.expm1(x / a)),
  sample: [undefined, { min: 0.5, max: 2 }],
  latex: '\\operatorname{CELU}(#1, #2)',
  spell: { jax: 'nn.celu', torch: ['nn.functional.celu', 'celu'], text: ['celu', 'CELU'] },
})

const SELU_SCALE = 1.0507009873554805
const SELU_ALPHA = 1.6732632423543772

export const selu: Row = row({
  name: 'selu',
  title: 'scaled exponential linear unit',
  called: /SELU|scaled exponential linear unit/,
  args: ['x'],
  elementwise: true,
  layer: true,
  derivative: [(x) => mul(SELU_SCALE, where(gt(x, 0), 1, mul(SELU_ALPHA, exp(x))))],
  meaning: ({ args: [x] }) => mul(SELU_SCALE, where(gt(x as Expr, 0), x as Expr, mul(SELU_ALPHA, expm1(x as Expr)))),
  kernel: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
  latex: '\\operatorname{SELU}',
  spell: { jax: 'nn.selu', torch: ['nn.functional.selu', 'selu'], tensorflow: 'nn.selu', text: ['selu', 'SELU'] },
  kinks: breaksAtZero('the derivative of SELU at 0 is that of its left half, as PyTorch'),
  source: 'Klambauer and others, "Self-normalizing neural networks" (2017)',
})

/* Gated by their own argument. */

export const silu: Row = row({
  name: 'silu',
  title: 'sigmoid linear unit',
  called: /SiLU|[sS]wish|sigmoid(?:al)? linear unit/,
  args: ['x'],
  elementwise: true,
  layer: true,
  derivative: [(x) => mul(sigmoid(x), add(1, mul(x, sub(1, sigmoid(x)))))],
  meaning: ({ args: [x] }) => mul(x as Expr, sigmoid(x as Expr)),
  kernel: (x) => (x === Number.NEGATIVE_INFINITY ? 0 : x * sigmoidKernel(x)),
  latex: '\\operatorname{SiLU}',
  spell: { jax: ['nn.silu', 'nn.swish'], torch: 'nn.functional.silu', tensorflow: ['nn.silu', 'nn.swish'], text: ['silu', 'SiLU', 'swish'] },
})

const approximate = { false: 'gelu', none: 'gelu', true: 'gelu_tanh', tanh: 'gelu_tanh' }

/** x times the normal distribution function of x. */
export const gelu: Row = row({
  name: 'gelu',
  title: 'Gaussian error linear unit',
  called: /GELU|Gaussian error linear unit/,
  args: ['x'],
  elementwise: true,
  variants: { approximate },
  layer: true,
  derivative: [(x) => add(normalCdf(x), mul(x, normalPdf(x)))],
  meaning: ({ args: [x] }) => mul(x as Expr, normalCdf(x as Expr)),
  kernel: (x) => (x === Number.NEGATIVE_INFINITY ? 0 : x * normalCdfKernel(x)),
  latex: '\\operatorname{GELU}',
  spell: { torch: 'nn.functional.gelu', tensorflow: 'nn.gelu', text: ['gelu', 'GELU'] },
  source: 'Hendrycks and Gimpel, "Gaussian error linear units" (2016)',
})

/** Its approximation by tanh, which is what JAX computes unless told otherwise. */
export const geluTanh: Row = row({
  name: 'gelu_tanh',
  title: 'Gaussian error linear unit by tanh',
  args: ['x'],
  elementwise: true,
  variants: { approximate },
  layer: true,
  meaning: ({ args: [x] }) => mul(div(1, 2), x as Expr, add(1, tanh(mul(sqrt(div(2, pi)), add(x as Expr, mul(0.044715, pow(x as Expr, 3))))))),
  latex: '\\operatorname{GELU}_{\\tanh}(#1)',
  spell: { jax: 'nn.gelu', text: 'gelu_tanh' },
  source: 'Hendrycks and Gimpel, "Gaussian error linear units" (2016)',
})

export const mish: Row = row({
  name: 'mish',
  title: 'mish',
  called: /[mM]ish/,
  args: ['x'],
  elementwise: true,
  layer: true,
  meaning: ({ args: [x] }) => mul(x as Expr, tanh(softplus(x as Expr))),
  latex: '\\operatorname{mish}',
  spell: { jax: 'nn.mish', torch: 'nn.functional.mish', text: ['mish', 'Mish'] },
  source: 'Misra, "Mish: a self regularized non-monotonic activation function" (2019)',
})

/* Bounded ones. */

export const softsign: Row = row({
  name: 'softsign',
  title: 'softsign',
  called: /[sS]oftsign/,
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  values: { min: -1, max: 1, minOpen: true, maxOpen: true },
  layer: true,
  derivative: [(x) => div(1, pow(add(1, abs(x)), 2))],
  meaning: ({ args: [x] }) => div(x as Expr, add(1, abs(x as Expr))),
  kernel: (x) => (Math.abs(x) === Number.POSITIVE_INFINITY ? Math.sign(x) : x / (1 + Math.abs(x))),
  latex: '\\operatorname{softsign}',
  spell: { jax: 'nn.soft_sign', torch: 'nn.functional.softsign', tensorflow: ['nn.softsign', 'math.softsign'], text: ['softsign', 'Softsign'] },
})

const AT_BOUNDS = 'at the bounds the derivative is taken as 0, as PyTorch'

/** Kinks as far from zero as a number, or as the second argument, each by itself. */
const onBothSides = (bound: number | undefined, convention: string): Operation['kinks'] => [
  { where: (x, b) => sub(x as Expr, bound ?? (b as Expr)), convention },
  { where: (x, b) => add(x as Expr, bound ?? (b as Expr)), convention },
]

export const relu6: Row = row({
  name: 'relu6',
  title: 'rectifier up to 6',
  args: ['x'],
  elementwise: true,
  values: { min: 0, max: 6 },
  layer: true,
  derivative: [(x) => where(and(gt(x, 0), lt(x, 6)), 1, 0)],
  meaning: ({ args: [x] }) => minimum(maximum(x as Expr, 0), 6),
  kernel: (x) => Math.min(Math.max(x, 0), 6),
  sample: [{ min: -4, max: 10 }],
  latex: '\\operatorname{ReLU6}',
  spell: { jax: 'nn.relu6', torch: 'nn.functional.relu6', tensorflow: 'nn.relu6', text: ['relu6', 'ReLU6'] },
  kinks: [
    { where: (x) => x as Expr, convention: AT_BOUNDS },
    { where: (x) => sub(x as Expr, 6), convention: AT_BOUNDS },
  ],
})

export const hardtanh: Row = row({
  name: 'hardtanh',
  title: 'hard hyperbolic tangent',
  args: ['x', 'min_val', 'max_val'],
  defaults: [-1, 1],
  elementwise: true,
  layer: true,
  derivative: [
    (x, a, b) => where(and(gt(x, a), lt(x, b)), 1, 0),
    (x, a, b) => where(and(le(x, a), lt(a, b)), 1, 0),
    (x, a, b) => where(or(ge(x, b), ge(a, b)), 1, 0),
  ],
  meaning: ({ args: [x, a, b] }) => minimum(maximum(x as Expr, a as Expr), b as Expr),
  kernel: (x, a, b) => Math.min(Math.max(x, a), b),
  sample: [
    { min: -3, max: 3 },
    { min: -2, max: -0.5 },
    { min: 0.5, max: 2 },
  ],
  latex: '\\operatorname{hardtanh}(#1, #2, #3)',
  spell: { jax: 'nn.hard_tanh', torch: 'nn.functional.hardtanh', text: 'hardtanh' },
  kinks: [
    { where: (x, a) => sub(x as Expr, a as Expr), convention: AT_BOUNDS },
    { where: (x, _, b) => sub(x as Expr, b as Expr), convention: AT_BOUNDS },
  ],
})

export const hardsigmoid: Row = row({
  name: 'hardsigmoid',
  title: 'hard sigmoid',
  args: ['x'],
  elementwise: true,
  values: { min: 0, max: 1 },
  layer: true,
  derivative: [(x) => where(and(gt(x, -3), lt(x, 3)), div(1, 6), 0)],
  meaning: ({ args: [x] }) => div(relu6(add(x as Expr, 3)), 6),
  kernel: (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
  sample: [{ min: -6, max: 6 }],
  latex: '\\operatorname{hardsigmoid}',
  spell: { jax: 'nn.hard_sigmoid', torch: 'nn.functional.hardsigmoid', text: ['hardsigmoid', 'hard_sigmoid'] },
  kinks: onBothSides(3, AT_BOUNDS),
})

export const hardswish: Row = row({
  name: 'hardswish',
  title: 'hard swish',
  args: ['x'],
  elementwise: true,
  layer: true,
  derivative: [(x) => where(lt(x, -3), 0, where(gt(x, 3), 1, add(div(x, 3), div(1, 2))))],
  meaning: ({ args: [x] }) => mul(x as Expr, hardsigmoid(x as Expr)),
  kernel: (x) => (x <= -3 ? 0 : (x * Math.min(x + 3, 6)) / 6),
  sample: [{ min: -6, max: 6 }],
  latex: '\\operatorname{hardswish}',
  spell: { jax: ['nn.hard_swish', 'nn.hard_silu'], torch: 'nn.functional.hardswish', text: ['hardswish', 'hard_swish'] },
  kinks: onBothSides(3, 'at -3 and 3 the derivative is that between them, as PyTorch'),
})

export const tanhshrink: Row = row({
  name: 'tanhshrink',
  title: 'difference from the hyperbolic tangent',
  args: ['x'],
  elementwise: true,
  layer: true,
  derivative: [(x) => pow(tanh(x), 2)],
  meaning: ({ args: [x] }) => sub(x as Expr, tanh(x as Expr)),
  latex: '\\operatorname{tanhshrink}',
  spell: { torch: 'nn.functional.tanhshrink', text: 'tanhshrink' },
})

export const softshrink: Row = row({
  name: 'softshrink',
  title: 'soft shrinkage',
  args: ['x', 'lambd'],
  defaults: [0.5],
  elementwise: true,
  layer: true,
  derivative: [(x, l) => where(gt(abs(x), l), 1, 0), (x, l) => where(gt(abs(x), l), neg(sign(x)), 0)],
  meaning: ({ args: [x, l] }) => mul(sign(x as Expr), maximum(sub(abs(x as Expr), l as Expr), 0)),
  kernel: (x, l) => Math.sign(x) * Math.max(Math.abs(x) - l, 0),
  sample: [undefined, { min: 0.2, max: 1.5 }],
  latex: '\\operatorname{softshrink}(#1, #2)',
  spell: { torch: 'nn.functional.softshrink' },
  kinks: onBothSides(undefined, AT_BOUNDS),
})

export const hardshrink: Row = row({
  name: 'hardshrink',
  title: 'hard shrinkage',
  args: ['x', 'lambd'],
  defaults: [0.5],
  elementwise: true,
  layer: true,
  derivative: [(x, l) => where(gt(abs(x), l), 1, 0), null],
  meaning: ({ args: [x, l] }) => where(gt(abs(x as Expr), l as Expr), x as Expr, 0),
  kernel: (x, l) => (Math.abs(x) <= l ? 0 : x),
  sample: [undefined, { min: 0.2, max: 1.5 }],
  latex: '\\operatorname{hardshrink}(#1, #2)',
  spell: { torch: 'nn.functional.hardshrink' },
  kinks: onBothSides(undefined, AT_BOUNDS),
})

/** A smooth rectifier without exponentials. */
export const squareplus: Row = row({
  name: 'squareplus',
  title: 'squareplus',
  args: ['x', 'b'],
  defaults: [4],
  elementwise: true,
  layer: true,
  meaning: ({ args: [x, b] }) => div(add(x as Expr, sqrt(add(pow(x as Expr, 2), b as Expr))), 2),
  sample: [undefined, { min: 0.5, max: 5 }],
  latex: '\\operatorname{squareplus}(#1, #2)',
  spell: { jax: 'nn.squareplus', text: 'squareplus' },
})

const rectifiers = [sigmoid, softplus, relu, leakyRelu, elu, celu, selu]
const gated = [silu, gelu, geluTanh, mish]
const bounded = [softsign, relu6, hardtanh, hardsigmoid, hardswish, tanhshrink, softshrink, hardshrink, squareplus]
export const activationRows: readonly Operation[] = [...rectifiers, ...gated, ...bounded, logaddexp].map((r) => r.op)
