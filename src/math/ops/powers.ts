/** Rows: powers, roots, exponentials and logarithms that have names of their own in libraries. */
import { type Expr, make, type Operation, type Row, row } from '../expr.ts'
import { sigmoid } from './activation.ts'
import { add, div, expm1, ln, log1p, mul, neg, pow, sqrt, sub } from './arithmetic.ts'
import { eq, where } from './condition.ts'
import { spelled } from './spelling.ts'

export const square: Row = row({
  name: 'square',
  title: 'square',
  args: ['x'],
  elementwise: true,
  values: { min: 0 },
  whole: 'of whole',
  meaning: ({ args: [x] }) => pow(x as Expr, 2),
  kernel: (x) => x * x,
  latex: '#1^2',
  spell: { numpy: 'square', jax: 'square', torch: 'square', tensorflow: ['math.square', 'square'], text: 'square' },
})

export const reciprocal: Row = row({
  name: 'reciprocal',
  title: 'reciprocal',
  args: ['x'],
  elementwise: true,
  meaning: ({ args: [x] }) => div(1, x as Expr),
  kernel: (x) => 1 / x,
  domain: [{ except: 0 }],
  latex: '\\frac{1}{#1}',
  spell: { numpy: 'reciprocal', jax: 'reciprocal', torch: 'reciprocal', tensorflow: 'math.reciprocal', julia: 'inv', text: 'reciprocal' },
})

export const rsqrt: Row = row({
  name: 'rsqrt',
  title: 'reciprocal of the square root',
  args: ['x'],
  elementwise: true,
  meaning: ({ args: [x] }) => div(1, sqrt(x as Expr)),
  kernel: (x) => 1 / Math.sqrt(x),
  domain: [{ min: 0, minOpen: true }],
  latex: '\\frac{1}{\\sqrt{#1}}',
  spell: { jax: 'lax.rsqrt', torch: 'rsqrt', tensorflow: 'math.rsqrt', text: 'rsqrt' },
})

/** The real root: of a negative number where the degree is odd. */
export const nthRoot: Row = row({
  name: 'nthroot',
  title: 'root',
  args: ['x', 'n'],
  elementwise: true,
  derivative: [(x, n, self) => div(self as Expr, mul(n, x)), (x, n, self) => neg(div(mul(self as Expr, ln(x)), pow(n, 2)))],
  kernel: (x, n) => {
    if (n === 3) return Math.cbrt(x)
    return x < 0 && Math.abs(n % 2) === 1 ? -((-x) ** (1 / n)) : x ** (1 / n)
  },
  sample: [
    { min: 0.2, max: 3 },
    { min: 1, max: 5 },
  ],
  latex: '\\sqrt[#2]{#1}',
  spell: { matlab: 'nthroot', sympy: 'root', text: ['root', 'nthroot'] },
})

/** √(x² + y² + ...) without overflow. */
export const hypot: Row = row({
  name: 'hypot',
  title: 'length of a vector by its components',
  args: ['...components'],
  elementwise: true,
  commutes: true,
  values: { min: 0 },
  derivativeAt: (node, index) => div(node.args[index] as Expr, node),
  meaning: (node) => sqrt(add(...node.args.map((arg) => pow(arg, 2)))),
  kernel: Math.hypot,
  latex: '\\operatorname{hypot}',
  spell: spelled('hypot', 'numpy python jax torch javascript julia matlab c text'),
  kinks: [
    {
      where: (...x) => make(hypot.op, x),
      convention: ({ args }) => `where ${args.map((_, k) => `#${k + 1}`).join(' and ')} are 0 their length has no derivative`,
    },
  ],
})

export const exp10: Row = row({
  name: 'exp10',
  title: 'power of 10',
  args: ['x'],
  elementwise: true,
  monotone: true,
  values: { min: 0, minOpen: true },
  derivative: [(_, self) => mul(self as Expr, ln(10))],
  meaning: ({ args: [x] }) => pow(10, x as Expr),
  kernel: (x) => 10 ** x,
  sample: [{ min: -5, max: 5 }],
  latex: '10^{#1}',
  spell: { scipy: 'special.exp10', julia: 'exp10', c: 'exp10', text: 'exp10' },
})

/** The logarithm of x to a base given with it. */
export const logBase: Row = row({
  name: 'log_base',
  title: 'logarithm to a base',
  args: ['x', 'base'],
  elementwise: true,
  meaning: ({ args: [x, base] }) => div(ln(x as Expr), ln(base as Expr)),
  kernel: (x, base) => (base === 2 ? Math.log2(x) : base === 10 ? Math.log10(x) : Math.log(x) / Math.log(base)),
  domain: [
    { min: 0, minOpen: true },
    { min: 0, minOpen: true, except: 1 },
  ],
  sample: [
    { min: 0.1, max: 4 },
    { min: 1.5, max: 5 },
  ],
  latex: '\\log_{#2} #1',
  spell: { python: 'log', sympy: 'log', text: 'log' },
})

/* Sums of exponentials, products with logarithms. */

export const logaddexp2: Row = row({
  name: 'logaddexp2',
  title: 'binary logarithm of a sum of powers of 2',
  args: ['a', 'b'],
  elementwise: true,
  commutes: true,
  // 2^a/(2^a + 2^b).
  derivative: [(a, b) => sigmoid(mul(sub(a, b), ln(2))), (a, b) => sigmoid(mul(sub(b, a), ln(2)))],
  kernel: (a, b) => (a === b ? a + 1 : Math.max(a, b) + Math.log1p(2 ** -Math.abs(a - b)) * Math.LOG2E),
  latex: '\\operatorname{logaddexp2}(#1, #2)',
  spell: { numpy: 'logaddexp2', jax: 'logaddexp2', torch: 'logaddexp2' },
})

/** x ln y, 0 where x is 0. */
export const xlogy: Row = row({
  name: 'xlogy',
  title: 'product with a logarithm',
  args: ['x', 'y'],
  elementwise: true,
  derivative: [(_, y) => ln(y), (x, y) => div(x, y)],
  meaning: ({ args: [x, y] }) => mul(x as Expr, ln(y as Expr)),
  kernel: (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y)),
  domain: [undefined, { min: 0 }],
  latex: '#1 \\ln #2',
  spell: { scipy: 'special.xlogy', jax: 'scipy.special.xlogy', torch: ['xlogy', 'special.xlogy'], tensorflow: 'math.xlogy' },
})

/** x ln(1 + y), 0 where x is 0. */
export const xlog1py: Row = row({
  name: 'xlog1py',
  title: 'product with a logarithm of 1 + y',
  args: ['x', 'y'],
  elementwise: true,
  derivative: [(_, y) => log1p(y), (x, y) => div(x, add(1, y))],
  meaning: ({ args: [x, y] }) => mul(x as Expr, log1p(y as Expr)),
  kernel: (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log1p(y)),
  domain: [undefined, { min: -1 }],
  latex: '#1 \\ln(1 + #2)',
  spell: { scipy: 'special.xlog1py', jax: 'scipy.special.xlog1py', torch: 'special.xlog1py', tensorflow: 'math.xlog1py' },
})

/** exp(x) - 1 over x. */
export const exprel: Row = row({
  name: 'exprel',
  title: 'relative error of the exponential',
  args: ['x'],
  elementwise: true,
  meaning: ({ args: [x] }) => div(expm1(x as Expr), x as Expr),
  kernel: (x) => (x === 0 ? 1 : Math.expm1(x) / x),
  latex: '\\frac{e^{#1} - 1}{#1}',
  spell: { scipy: 'special.exprel' },
})

/** c x^e, which is 0 where c is, also at x = 0 below the bar: a term of the derivative of a power series. */
export const powerTerm: Row = row({
  name: 'power_term',
  title: 'term of a power series',
  args: ['c', 'x', 'e'],
  elementwise: true,
  meaning: ({ args: [c, x, e] }) => where(eq(c as Expr, 0), 0, mul(c as Expr, pow(x as Expr, e as Expr))),
  kernel: (c, x, e) => (c === 0 ? 0 : c * x ** e),
  sample: [undefined, { min: 0.2, max: 3 }],
  latex: '#1 #2^{#3}',
})

const named = [square, reciprocal, rsqrt, nthRoot, hypot, exp10, logBase]
export const powerRows: readonly Operation[] = [...named, logaddexp2, xlogy, xlog1py, exprel, powerTerm].map((r) => r.op)
