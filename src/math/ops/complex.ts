/**
 * Complex numbers as texts use them on the way to real values: the imaginary unit, real and imaginary part, conjugate and angle; and the pass
 * that says by real expressions what is written with them. What a row makes of a complex number stands here and not in the row, since these
 * rules go across rows: the exponential's asks the cosine, whose file is built on the exponential's.
 */
import { type Expr, exactOf, kept, make, number, type Operation, operation, type Row, row, topological, withArgs } from '../expr.ts'
import { SCALAR, type Shape } from '../shape.ts'
import { add, div, exp, ln, mul, neg, pow, sqrt, sub } from './arithmetic.ts'
import { arrayParts, ComplexArrayError, isOfArrays, isWrittenOut } from './complexArrays.ts'
import { abs, lt, where } from './condition.ts'
import { cosh, sinh, tanh } from './hyperbolic.ts'
import { product as factors, norm, sum } from './reduction.ts'
import { cumsum, cumprod as runningFactors } from './running.ts'
import { spelled } from './spelling.ts'
import { broadcastTo, isZero, ones, zeros } from './structure.ts'
import { atan, atan2, cos, sin, tan } from './trigonometric.ts'

/** √-1. It stands in no expression that is differentiated. */
const unit = kept(
  make(
    operation({
      name: 'imaginary',
      title: 'imaginary unit',
      args: [],
      elementwise: true,
      shape: () => SCALAR,
      latex: '\\mathrm{i}',
      spell: { julia: 'im' },
    }),
    [],
  ),
)

/** A row by what it is for real numbers. */
const part = (name: string, title: string, real: (x: Expr) => Expr, spell: Operation['spell']): Row =>
  row({
    name,
    title,
    args: ['z'],
    elementwise: true,
    shorthand: true,
    meaning: ({ args: [x] }) => real(x as Expr),
    spell,
    source: 'DLMF 1.9',
  })
const everywhere = (name: string, others: Operation['spell']): Operation['spell'] =>
  spelled(name, 'numpy jax torch tensorflow julia matlab c', { tensorflow: `math.${name}`, ...others })
const realPart = part('re', 'real part', (x) => x, everywhere('real', { sympy: 're', latex: '\\Re', c: ['real', 'creal'] }))
const imaginaryPart = part('im', 'imaginary part', (x) => zeros(x.shape), everywhere('imag', { sympy: 'im', latex: '\\Im', c: ['imag', 'cimag'] }))
const conjugate = part('conj', 'complex conjugate', (x) => x, everywhere('conj', { numpy: ['conj', 'conjugate'], sympy: 'conjugate' }))
const angle = part(
  'arg',
  'angle in the complex plane',
  (x) => atan2(0, x),
  everywhere('angle', { python: 'phase', matlab: ['angle', 'phase'], sympy: 'arg', latex: '\\arg', c: ['arg', 'carg'] }),
)
const squaredModulus = part('abs2', 'squared absolute value', (x) => pow(x, 2), { julia: 'abs2' })

/** A row by what complex number it makes of real ones. */
const composed = (name: string, title: string, args: readonly string[], value: (a: Expr, b: Expr) => Expr, spell: Operation['spell']): Row =>
  row({ name, title, args, elementwise: true, shorthand: true, meaning: ({ args: [a, b] }) => value(a as Expr, b as Expr), spell })
const phase = (x: Expr): Expr => exp(mul(unit, x))
const COMPOSED: ReadonlySet<Operation> = new Set(
  [
    composed('complex', 'complex number by its parts', ['real', 'imaginary'], (a, b) => add(a, mul(unit, b)), {
      python: 'complex',
      julia: 'complex',
      matlab: 'complex',
      torch: 'complex',
      jax: 'lax.complex',
      tensorflow: 'complex',
    }),
    composed('from_polar', 'complex number by modulus and angle', ['r', 'phi'], (r, phi) => mul(r, phase(phi)), {
      python: 'rect',
      torch: 'polar',
      c: 'polar',
    }),
    composed('cis', 'point of the unit circle', ['phi'], phase, { julia: 'cis' }),
  ].map(({ op }) => op),
)

/** A complex number: (re + i im)/over, with over > 0. */
export interface Complex {
  readonly re: Expr
  /** Absent of real numbers. */
  readonly im?: Expr
  readonly over?: Expr
  /** Its modulus and the square of it, where they are simpler than by the parts. */
  readonly modulus?: Expr
  readonly square?: Expr
  /** What it is the exponential of: products and powers of phases are phases. */
  readonly log?: Complex
}

/** What has no meaning for complex numbers, and where. */
export class ComplexError extends Error {
  constructor(
    message: string,
    readonly node: Expr,
  ) {
    super(message)
  }
}

const imOf = ({ re, im }: Complex): Expr => im ?? zeros(re.shape)
/** Without a denominator of its own. */
export const plain = (z: Complex): Complex => (z.over === undefined ? z : { ...z, re: div(z.re, z.over), im: div(imOf(z), z.over), over: undefined })

/** re² + im², of what is divided by `over`. */
const squaresAbove = ({ re, im }: Complex): Expr => (im === undefined ? pow(re, 2) : isZero(re) ? pow(im, 2) : add(pow(re, 2), pow(im, 2)))

function square(z: Complex): Expr {
  if (z.square !== undefined) return z.square
  return z.over === undefined ? squaresAbove(z) : div(squaresAbove(z), pow(z.over, 2))
}

function modulus(z: Complex): Expr {
  if (z.modulus !== undefined) return z.modulus
  const number = exactOf(z.re)
  const above = z.im === undefined ? (number?.isNegative === false ? z.re : abs(z.re)) : isZero(z.re) ? abs(z.im) : sqrt(squaresAbove(z))
  return z.over === undefined ? above : div(above, z.over)
}

function argument({ re, im = zeros(re.shape) }: Complex): Expr {
  const real = exactOf(re)
  return real !== undefined && !real.isZero && !real.isNegative ? atan(div(im, re)) : atan2(im, re)
}

const opposite = (z: Complex): Complex => ({ ...z, re: neg(z.re), im: z.im && neg(z.im), log: undefined })

function product(z: Complex, w: Complex): Complex {
  if (z.log !== undefined && w.log !== undefined) return exponential(total([z.log, w.log]))
  // z z̄
  if (z.im !== undefined && w.im !== undefined && z.re === w.re && z.over === w.over && neg(z.im) === w.im) return { re: square(z) }
  const over = z.over === undefined ? w.over : w.over === undefined ? z.over : mul(z.over, w.over)
  const sizes = { over, modulus: mul(modulus(z), modulus(w)), square: mul(square(z), square(w)) }
  if (z.im === undefined || w.im === undefined) {
    const [real, other] = z.im === undefined ? [z, w] : [w, z]
    return { re: mul(real.re, other.re), im: other.im && mul(real.re, other.im), ...sizes }
  }
  return { re: sub(mul(z.re, w.re), mul(z.im, w.im)), im: add(mul(z.re, w.im), mul(z.im, w.re)), ...sizes }
}

/** w̄/|w|², as a multiple of w̄. */
function inverted(w: Complex): Complex {
  if (w.log !== undefined) return exponential(opposite(w.log))
  const sizes = { modulus: div(1, modulus(w)), square: div(1, square(w)) }
  if (w.im === undefined) return { re: div(1, w.re), ...sizes }
  if (isZero(w.re)) return { re: w.re, im: neg(div(w.over ?? 1, w.im)), ...sizes }
  const above = w.over ?? number(1)
  return { re: mul(above, w.re), im: neg(mul(above, w.im)), over: squaresAbove(w), ...sizes }
}

const quotient = (z: Complex, w: Complex): Complex => {
  const value = product(z, inverted(w))
  return value.log === undefined ? { ...value, modulus: div(modulus(z), modulus(w)), square: div(square(z), square(w)) } : value
}

const conjugated = (z: Complex): Complex => ({ ...z, im: z.im && neg(z.im), log: z.log && conjugated(z.log) })

function total(terms: readonly Complex[]): Complex {
  const shared = terms.every(({ over }) => over === terms[0]?.over)
  const parts = shared ? terms : terms.map(plain)
  return { re: add(...parts.map(({ re }) => re)), im: add(...parts.flatMap(({ im }) => im ?? [])), over: shared ? terms[0]?.over : undefined }
}

const exponential = (z: Complex): Complex => {
  const { re, im = number(0) } = plain(z)
  return { re: mul(exp(re), cos(im)), im: mul(exp(re), sin(im)), modulus: exp(re), square: exp(mul(2, re)), log: { re, im } }
}

const logarithm = (z: Complex): Complex => ({ re: ln(modulus(z)), im: argument(z) })

/** Whole powers by products, others by the principal logarithm. */
const MOST_FACTORS = 16

function power(z: Complex, w: Complex, node: Expr): Complex {
  const whole = w.im === undefined ? exactOf(w.re)?.asInteger : undefined
  if (z.log !== undefined && whole !== undefined) return exponential(product({ re: w.re }, z.log))
  if (whole !== undefined && Math.abs(whole) <= MOST_FACTORS) {
    let value: Complex = { re: ones(node.shape) }
    for (let k = 0; k < Math.abs(whole); k++) value = k === 0 ? z : product(value, z)
    const raised = { ...value, modulus: pow(modulus(z), Math.abs(whole)), square: pow(modulus(z), 2 * Math.abs(whole)) }
    return whole < 0 ? inverted(raised) : raised
  }
  const log: Complex = z.im === undefined ? { re: ln(plain(z).re) } : logarithm(z)
  const raised = exponential(product(plain(w), log))
  return w.im === undefined ? { ...raised, modulus: pow(modulus(z), plain(w).re), square: undefined } : raised
}

function root(z: Complex): Complex {
  const { re, im = number(0) } = plain(z)
  const size = modulus(z)
  const half = (x: Expr): Expr => sqrt(div(x, 2))
  return { re: half(add(size, re)), im: where(lt(im, 0), neg(half(sub(size, re))), half(sub(size, re))), modulus: sqrt(size) }
}

const sine = ({ re: a, im: b = number(0) }: Complex): Complex => ({ re: mul(sin(a), cosh(b)), im: mul(cos(a), sinh(b)) })
const cosine = ({ re: a, im: b = number(0) }: Complex): Complex => ({ re: mul(cos(a), cosh(b)), im: neg(mul(sin(a), sinh(b))) })
const hyperbolicSine = ({ re: a, im: b = number(0) }: Complex): Complex => ({ re: mul(sinh(a), cos(b)), im: mul(cosh(a), sin(b)) })
const hyperbolicCosine = ({ re: a, im: b = number(0) }: Complex): Complex => ({ re: mul(cosh(a), cos(b)), im: mul(sinh(a), sin(b)) })

/** Functions of one complex number, principal values (DLMF 4.2, 4.21, 4.35). */
const FUNCTIONS = new Map<Operation, (z: Complex) => Complex>([
  [neg.op, opposite],
  [exp.op, exponential],
  [ln.op, logarithm],
  [sqrt.op, root],
  [sin.op, (z) => sine(plain(z))],
  [cos.op, (z) => cosine(plain(z))],
  [sinh.op, (z) => hyperbolicSine(plain(z))],
  [cosh.op, (z) => hyperbolicCosine(plain(z))],
  [tan.op, (z) => quotient(sine(plain(z)), cosine(plain(z)))],
  [tanh.op, (z) => quotient(hyperbolicSine(plain(z)), hyperbolicCosine(plain(z)))],
  [abs.op, (z) => ({ re: modulus(z) })],
  [realPart.op, (z) => ({ re: plain(z).re })],
  [imaginaryPart.op, (z) => ({ re: imOf(plain(z)) })],
  [conjugate.op, conjugated],
  [angle.op, (z) => ({ re: argument(z) })],
  [squaredModulus.op, (z) => ({ re: square(z) })],
])

function combined(node: Expr, args: readonly Complex[]): Complex {
  const [z, w] = args as [Complex, Complex]
  switch (node.op) {
    case add.op:
      return total(args)
    case mul.op:
      return args.reduce(product)
    case div.op:
      return quotient(z, w)
    case pow.op:
      return power(z, w, node)
    case where.op: {
      const [a, b] = args.slice(1).map(plain) as [Complex, Complex]
      return { re: where(z.re, a.re, b.re), im: where(z.re, imOf(a), imOf(b)) }
    }
    // Of factors that are not written out the lengths are multiplied, and the angles added up.
    case factors.op:
    case runningFactors.op: {
      if (isWrittenOut(node)) break
      const { shape } = node.args[0] as Expr
      const angles = (node.op === factors.op ? sum : cumsum).with(node.payload, stretched(argument(plain(z)), shape))
      const size = withArgs(node, [stretched(modulus(z), shape)])
      return { re: mul(size, cos(angles)), im: mul(size, sin(angles)), modulus: size }
    }
    case norm.op:
      return { re: withArgs(node, [broadcastTo(modulus(z), (node.args[0] as Expr).shape)]) }
  }
  const only = FUNCTIONS.get(node.op)
  if (only !== undefined) return only(z)
  return ofArrays(node, args)
}

function ofArrays(node: Expr, args: readonly Complex[]): Complex {
  const parts = args.map((z, k) => {
    const { re, im } = plain(z)
    const { shape } = node.args[k] as Expr
    return { re: stretched(re, shape), im: im && stretched(im, shape) }
  })
  try {
    const value = arrayParts(node, parts)
    if (value === undefined) throw new ComplexError(`no rule is known for the ${node.op.title} of a complex number`, node)
    return value
  } catch (error) {
    throw error instanceof ComplexArrayError ? new ComplexError(error.message, node) : error
  }
}
/** A part in the shape of its array. */
const stretched = (x: Expr, shape: Shape): Expr => (x.op === neg.op ? neg(broadcastTo(x.args[0] as Expr, shape)) : broadcastTo(x, shape))

/** The rows that only complex numbers need. */
export const COMPLEX: ReadonlySet<Operation> = new Set([
  unit.op,
  ...[realPart, imaginaryPart, conjugate, angle, squaredModulus].map(({ op }) => op),
  ...COMPOSED,
])

/** Every node of an expression by real ones. Throws ComplexError. */
export function complexParts(root: Expr): ReadonlyMap<Expr, Complex> {
  const parts = new Map<Expr, Complex>()
  for (const node of topological([root])) parts.set(node, partsOf(node, parts))
  return parts
}

function partsOf(node: Expr, parts: Map<Expr, Complex>): Complex {
  if (node === unit) return { re: number(0), im: number(1), modulus: number(1) }
  if (node.args.length === 0) return { re: node }
  const args = node.args.map((arg) => parts.get(arg) as Complex)
  const isReal = args.every(({ im }) => im === undefined)
  if (isReal && !COMPOSED.has(node.op)) {
    const real = withArgs(
      node,
      args.map(({ re }) => re),
    )
    return { re: COMPLEX.has(node.op) ? (real.op.meaning?.(real) as Expr) : real }
  }
  let told = node
  while (!isKnown(told) && told.op.meaning !== undefined) told = told.op.meaning(told)
  if (told === node) return combined(node, args)
  // What the meaning is made of may be nodes of its own.
  for (const inner of topological([told])) if (!parts.has(inner)) parts.set(inner, partsOf(inner, parts))
  return parts.get(told) as Complex
}

const COMBINED: ReadonlySet<Operation> = new Set([add, mul, div, pow, where, norm, factors, runningFactors].map(({ op }) => op))
const isKnown = (node: Expr): boolean => COMBINED.has(node.op) || FUNCTIONS.has(node.op) || isOfArrays(node)

export const complexRows: readonly Operation[] = [...COMPLEX]
