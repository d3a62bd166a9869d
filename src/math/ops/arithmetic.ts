/** Rows: addition, multiplication, division, powers, roots, exponentials and logarithms. */
import { Exact } from '../exact.ts'
import { type Expr, exactOf, isNumber, make, number, type Operation, type Row, row } from '../expr.ts'
import { log1p as log1pKernel } from '../kernels.ts'
import { broadcastShapes, SCALAR, type Shape, sameShape } from '../shape.ts'
import { constants, e } from './constants.ts'
import { spelled } from './spelling.ts'
import { broadcastTo, isEye, isOne, isZero, uniformNumber, zeros } from './structure.ts'

export { e, eulerGamma, infinity, pi } from './constants.ts'

const shapeOfAll = (args: readonly Expr[]): Shape => args.reduce<Shape>((shape, arg) => broadcastShapes(shape, arg.shape), SCALAR)

/** A one that leaves x as it is: it does not even stretch it. */
const isUnitOf = (x: Expr, one: Expr): boolean => isOne(one) && (one.rank === 0 || sameShape(broadcastShapes(one.shape, x.shape), x.shape))

/** Longer sums and products are taken in as they are: flattening them again and again would cost their square. */
const FLATTENED = 16

/* Sums. */

/** a + b + ...: flattened, numbers added up, zeros left out; the shape stays that of the whole sum. */
function foldSum(args: readonly Expr[]): Expr {
  const shape = shapeOfAll(args)
  const terms: Expr[] = []
  let total: Exact | undefined
  let place = 0
  for (const arg of args) {
    for (const term of arg.op === addOperation && arg.args.length <= FLATTENED ? arg.args : [arg]) {
      const value = uniformNumber(term)
      if (value === undefined) terms.push(term)
      else if (total === undefined) {
        total = value
        place = terms.length
      } else total = total.add(value)
    }
  }
  // The number stays where the first one stood: 1 - s is not turned into -s + 1.
  if (total !== undefined && !total.isZero) terms.splice(place, 0, number(total))
  if (terms.length === 0) return broadcastTo(number(total ?? 0), shape)
  return broadcastTo(terms.length === 1 ? (terms[0] as Expr) : make(addOperation, terms), shape)
}

export const add: Row = row({
  name: 'add',
  title: 'sum',
  args: ['...terms'],
  elementwise: true,
  commutes: true,
  whole: 'of whole',
  derivativeAt: () => number(1),
  fold: foldSum,
  // Two are the rule.
  kernel: (a = 0, b = 0, ...others) => others.reduce((sum, term) => sum + term, a + b),
  spell: { numpy: 'add', jax: 'add', torch: 'add', tensorflow: 'add' },
})
const addOperation = add.op

export const neg: Row = row({
  name: 'neg',
  title: 'negation',
  args: ['x'],
  elementwise: true,
  whole: 'of whole',
  derivative: [() => number(-1)],
  fold: ([x]) => {
    const value = uniformNumber(x as Expr)
    if (value !== undefined) return broadcastTo(number(value.negate()), (x as Expr).shape)
    return x?.op === neg.op ? x.args[0] : undefined
  },
  kernel: (x) => -x,
  spell: { numpy: 'negative', jax: 'negative', torch: 'neg', tensorflow: 'negative' },
})

/** a - b. */
export const sub = (a: Expr | number, b: Expr | number): Expr => add(a, neg(b))

/** a + b + ... as one operation: sums among them, which others use too, stay shared. */
export const addWhole = (...terms: Expr[]): Expr =>
  terms.length < 2 || terms.some((term) => uniformNumber(term) !== undefined) ? add(...terms) : make(addOperation, terms)

/* Products and quotients. */

/** a * b * ...: flattened, numbers multiplied, ones left out, zero if a factor is; the shape stays that of the whole product. */
function foldProduct(args: readonly Expr[]): Expr {
  const shape = shapeOfAll(args)
  const factors: Expr[] = []
  let coefficient = Exact.integer(1)
  for (const arg of args) {
    for (const factor of arg.op === mulOperation && arg.args.length <= FLATTENED ? arg.args : [arg]) {
      let inner = factor
      if (inner.op === neg.op) {
        coefficient = coefficient.negate()
        inner = inner.args[0] as Expr
      }
      const value = uniformNumber(inner)
      if (value === undefined) factors.push(inner)
      else coefficient = coefficient.multiply(value)
    }
  }
  if (coefficient.isZero) return zeros(shape)
  const negative = coefficient.isNegative
  if (negative) coefficient = coefficient.negate()
  if (!coefficient.isOne || factors.length === 0) factors.unshift(number(coefficient))
  const product = broadcastTo(factors.length === 1 ? (factors[0] as Expr) : make(mulOperation, factors), shape)
  return negative ? neg(product) : product
}

export const mul: Row = row({
  name: 'mul',
  title: 'product',
  args: ['...factors'],
  elementwise: true,
  commutes: true,
  whole: 'of whole',
  derivatives: ({ args }) => {
    // Products of all factors before and of all after each: every partial is one product more (Baur and Strassen's bound holds).
    const after: Expr[] = new Array(args.length)
    let tail = number(1)
    for (let k = args.length - 1; k >= 0; k--) {
      after[k] = tail
      tail = mulPair(args[k] as Expr, tail)
    }
    let head = number(1)
    return args.map((arg, k) => {
      const partial = mulPair(head, after[k] as Expr)
      head = mulPair(head, arg)
      return partial
    })
  },
  fold: foldProduct,
  kernel: (a = 1, b = 1, ...others) => others.reduce((product, factor) => product * factor, a * b),
  spell: { numpy: 'multiply', jax: 'multiply', torch: 'mul', tensorflow: 'multiply' },
})

/** Factors of which the numbers are one where they are many: taken in one by one, those of a square of squares would double each time. */
export function numbersTogether(factors: readonly Expr[]): readonly Expr[] {
  const numbers = factors.filter(({ rank }) => rank === 0)
  return numbers.length > FLATTENED ? [mul(...numbers), ...factors.filter(({ rank }) => rank > 0)] : factors
}
const mulOperation = mul.op

/**
 * a * b as one operation: numbers and signs are folded, but factors are not written flat, so that products which others
 * use too stay shared.
 */
export function mulPair(a: Expr, b: Expr): Expr {
  if (isUnitOf(b, a)) return b
  if (isUnitOf(a, b)) return a
  if (uniformNumber(a) !== undefined || uniformNumber(b) !== undefined) return mul(a, b)
  if (a.op === neg.op) return neg(mulPair(a.args[0] as Expr, b))
  if (b.op === neg.op) return neg(mulPair(a, b.args[0] as Expr))
  // A delta stays outermost, so that products over indices see it.
  const [delta, ...rest] = a.op === mulOperation ? a.args : []
  if (delta !== undefined && isEye(delta)) return make(mulOperation, [delta, mulPair(mul(...rest), b)])
  return make(mulOperation, [a, b])
}

export const div: Row = row({
  name: 'div',
  title: 'quotient',
  args: ['a', 'b'],
  elementwise: true,
  derivative: [(_, b) => div(1, b), (a, b) => neg(div(a, pow(b, 2)))],
  fold: ([a, b]) => {
    const [numerator, denominator] = [a as Expr, b as Expr]
    if (isUnitOf(numerator, denominator)) return numerator
    if (isZero(numerator) && !isZero(denominator)) return zeros(shapeOfAll([numerator, denominator]))
    const [n, d] = [exactOf(numerator), exactOf(denominator)]
    if (n !== undefined && d !== undefined && !d.isZero) return number(n.divide(d))
    return numerator.op === neg.op ? neg(div(numerator.args[0] as Expr, denominator)) : undefined
  },
  kernel: (a, b) => a / b,
  spell: { numpy: ['divide', 'true_divide'], jax: ['divide', 'true_divide'], torch: ['div', 'divide'], tensorflow: 'divide' },
  domain: [undefined, { except: 0 }],
  sample: [undefined, { min: 0.2, max: 3 }],
})

/* Powers and roots. */

export const pow: Row = row({
  name: 'pow',
  title: 'power',
  args: ['x', 'p'],
  elementwise: true,
  derivative: [(x, p) => mul(p, pow(x, sub(p, 1))), (x, _p, self) => mul(self as Expr, ln(x))],
  fold: ([x, p]) => {
    const [base, exponent] = [x as Expr, p as Expr]
    if (isUnitOf(base, exponent)) return base
    if (isZero(exponent)) return broadcastTo(number(1), shapeOfAll([base, exponent]))
    if (isNumber(base) && isNumber(exponent)) {
      const power = exactOf(exponent)?.asInteger
      const value = power === undefined ? undefined : exactOf(base)?.power(power)
      if (value !== undefined) return number(value)
    }
    return undefined
  },
  kernel: (x, p) => x ** p,
  spell: {
    numpy: ['power', 'pow', 'float_power'],
    python: 'pow',
    jax: 'power',
    torch: 'pow',
    tensorflow: 'pow',
    javascript: 'Math.pow',
    matlab: 'power',
    c: ['pow', 'powf', 'powl'],
    sympy: 'Pow',
    text: 'pow',
  },
  sample: [
    { min: 0.2, max: 3 },
    { min: -2, max: 3 },
  ],
})

export const sqrt: Row = row({
  name: 'sqrt',
  title: 'square root',
  args: ['x'],
  elementwise: true,
  monotone: true,
  values: { min: 0 },
  derivative: [(_, self) => div(1, mul(2, self as Expr))],
  kernel: Math.sqrt,
  latex: '\\sqrt{#1}',
  spell: spelled('sqrt', 'numpy python jax torch tensorflow javascript julia matlab c sympy latex text', {
    julia: ['sqrt', '√'],
    text: ['sqrt', '√'],
  }),
  domain: [{ min: 0 }],
})

export const cbrt: Row = row({
  name: 'cbrt',
  title: 'cube root',
  args: ['x'],
  elementwise: true,
  parity: 'odd',
  monotone: true,
  derivative: [(_, self) => div(1, mul(3, pow(self as Expr, 2)))],
  kernel: Math.cbrt,
  latex: '\\sqrt[3]{#1}',
  kinks: [{ where: (x) => x, convention: 'where #1 is 0 the cube root has no derivative' }],
  spell: spelled('cbrt', 'numpy python jax javascript julia c sympy scipy', { text: ['cbrt', '∛'] }),
})

/* Exponentials and logarithms. */

export const exp: Row = row({
  name: 'exp',
  title: 'exponential',
  args: ['x'],
  elementwise: true,
  monotone: true,
  values: { min: 0, minOpen: true },
  derivative: [(_, self) => self as Expr],
  fold: ([x]) => (isZero(x as Expr) ? broadcastTo(number(1), (x as Expr).shape) : undefined),
  kernel: Math.exp,
  latex: 'e^{#1}',
  spell: spelled('exp', 'numpy python jax torch tensorflow javascript julia matlab c sympy latex text'),
  sample: [{ min: -5, max: 5 }],
})

export const ln: Row = row({
  name: 'ln',
  title: 'natural logarithm',
  args: ['x'],
  elementwise: true,
  monotone: true,
  derivative: [(x) => div(1, x)],
  fold: ([x]) => (isOne(x as Expr) ? zeros((x as Expr).shape) : x === e ? number(1) : undefined),
  kernel: Math.log,
  latex: '\\ln',
  spell: spelled('log', 'numpy python jax torch tensorflow javascript julia matlab c sympy latex text', {
    numpy: ['log', 'emath.log'],
    sympy: ['log', 'ln'],
    latex: ['\\ln', '\\log'],
    text: ['ln', 'log'],
  }),
  domain: [{ min: 0, minOpen: true }],
})

const logBase = (name: string, base: number, latex: string, spell: Operation['spell'], kernel: (x: number) => number): Row => {
  const self: Row = row({
    name,
    title: `logarithm to base ${base}`,
    args: ['x'],
    elementwise: true,
    monotone: true,
    derivative: [(x) => div(1, mul(x, ln(base)))],
    meaning: (node) => div(ln(node.args[0] as Expr), ln(base)),
    kernel,
    latex,
    spell,
    domain: [{ min: 0, minOpen: true }],
  })
  return self
}
export const log2 = logBase(
  'log2',
  2,
  '\\log_{2}',
  {
    numpy: 'log2',
    python: 'log2',
    jax: 'log2',
    torch: 'log2',
    javascript: 'Math.log2',
    julia: 'log2',
    matlab: 'log2',
    c: ['log2', 'log2f'],
    latex: '\\log_2',
    text: 'log2',
  },
  Math.log2,
)
export const log10 = logBase(
  'log10',
  10,
  '\\log_{10}',
  {
    numpy: 'log10',
    python: 'log10',
    jax: 'log10',
    torch: 'log10',
    javascript: 'Math.log10',
    julia: 'log10',
    matlab: 'log10',
    c: ['log10', 'log10f'],
    latex: ['\\log_{10}', '\\lg'],
    text: ['log10', 'lg'],
  },
  Math.log10,
)

export const log1p: Row = row({
  name: 'log1p',
  title: 'logarithm of 1 + x',
  args: ['x'],
  elementwise: true,
  monotone: true,
  derivative: [(x) => div(1, add(1, x))],
  meaning: (node) => ln(add(1, node.args[0] as Expr)),
  kernel: log1pKernel,
  latex: '\\ln(1 + #1)',
  spell: spelled('log1p', 'numpy python scipy jax torch tensorflow javascript julia matlab c text'),
  domain: [{ min: -1, minOpen: true }],
})

export const expm1: Row = row({
  name: 'expm1',
  title: 'exponential minus 1',
  args: ['x'],
  elementwise: true,
  monotone: true,
  derivative: [(x) => exp(x)],
  meaning: (node) => sub(exp(node.args[0] as Expr), 1),
  kernel: Math.expm1,
  latex: 'e^{#1} - 1',
  spell: spelled('expm1', 'numpy python scipy jax torch tensorflow javascript julia matlab c text'),
  sample: [{ min: -5, max: 5 }],
})

export const exp2: Row = row({
  name: 'exp2',
  title: 'power of 2',
  args: ['x'],
  elementwise: true,
  monotone: true,
  values: { min: 0, minOpen: true },
  derivative: [(_, self) => mul(self as Expr, ln(2))],
  meaning: (node) => pow(2, node.args[0] as Expr),
  kernel: (x) => 2 ** x,
  latex: '2^{#1}',
  spell: spelled('exp2', 'numpy python scipy jax torch julia c text'),
  sample: [{ min: -5, max: 5 }],
})

export const arithmeticRows: readonly Operation[] = [
  ...constants.map((node) => node.op),
  ...[add, neg, mul, div, pow, sqrt, cbrt, exp, ln, log2, log10, log1p, expm1, exp2].map((r) => r.op),
]
