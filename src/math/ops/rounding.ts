/** Rows: rounding, remainders, steps and clipping: constant or linear between their jumps and kinks. */
import { type Expr, number, type Operation, type Row, row } from '../expr.ts'
import { add, div, mul, neg, pi, sub } from './arithmetic.ts'
import { abs, and, eq, ge, gt, le, lt, maximum, minimum, or, sign, where } from './condition.ts'
import { spelled } from './spelling.ts'
import { sin } from './trigonometric.ts'

const atIntegers = (x: Expr): Expr => sin(mul(pi, x))

/* To whole numbers. The derivative is 0 wherever there is one. */

function rounding(name: string, title: string, kernel: (x: number) => number, latex: string, spell: Operation['spell'], jumps = atIntegers): Row {
  return row({
    name,
    title,
    args: ['x'],
    elementwise: true,
    monotone: true,
    whole: 'always',
    derivative: [null],
    kernel,
    latex,
    spell,
    kinks: [{ where: (x) => jumps(x as Expr), convention: 'the derivative is taken as 0 at the jumps too' }],
  })
}
const halfway = (x: Expr): Expr => atIntegers(add(x, div(1, 2)))

/** To the nearest whole number, halves to the even one (IEEE 754). */
export function roundHalfEven(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x
  const low = Math.floor(x)
  const rest = x - low
  const rounded = rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded
}
const roundHalfAway = (x: number): number => Math.sign(x) * Math.floor(Math.abs(x) + (Math.abs(x) === 0.49999999999999994 ? 0 : 0.5))

const WHOLE = 'numpy python jax torch javascript julia c text'
export const floor = rounding('floor', 'floor', Math.floor, '\\left\\lfloor #1 \\right\\rfloor', spelled('floor', `${WHOLE} matlab sympy tensorflow`))
export const ceil = rounding(
  'ceil',
  'ceiling',
  Math.ceil,
  '\\left\\lceil #1 \\right\\rceil',
  spelled('ceil', `${WHOLE} matlab`, { sympy: 'ceiling', tensorflow: 'math.ceil', text: ['ceil', 'ceiling'] }),
)
export const trunc = rounding(
  'trunc',
  'whole part',
  Math.trunc,
  '\\operatorname{trunc}',
  spelled('trunc', WHOLE, { numpy: ['trunc', 'fix'], torch: ['trunc', 'fix'], matlab: 'fix' }),
)
export const round = rounding(
  'round',
  'rounding, halves to even',
  roundHalfEven,
  '\\operatorname{round}',
  {
    numpy: ['round', 'around', 'rint', 'round_'],
    python: 'round',
    scipy: 'special.round',
    jax: ['round', 'around', 'rint'],
    torch: 'round',
    tensorflow: ['round', 'math.round', 'math.rint'],
    julia: 'round',
    c: ['rint', 'nearbyint'],
    text: 'round',
  },
  halfway,
)
export const roundHalfUp = rounding(
  'round_half_up',
  'rounding, halves up',
  Math.round,
  '\\operatorname{round}',
  { javascript: 'Math.round' },
  halfway,
)
export const roundAway = rounding(
  'round_half_away',
  'rounding, halves away from 0',
  roundHalfAway,
  '\\operatorname{round}',
  { matlab: 'round', c: ['round', 'roundf'] },
  halfway,
)

/** x - floor(x). */
export const fract: Row = row({
  name: 'fract',
  title: 'fractional part',
  args: ['x'],
  elementwise: true,
  derivative: [() => number(1)],
  meaning: ({ args: [x] }) => sub(x as Expr, floor(x as Expr)),
  kernel: (x) => x - Math.floor(x),
  latex: '\\operatorname{frac}',
  spell: { sympy: 'frac', text: ['frac', 'fract'] },
  kinks: [{ where: (x) => atIntegers(x as Expr), convention: 'the derivative is taken as 1 at the jumps too' }],
})

/* Remainders: a - b times a rounded quotient. */

function remainder(name: string, title: string, whole: Row, kernel: (a: number, b: number) => number, latex: string, spell: Operation['spell']): Row {
  return row({
    name,
    title,
    args: ['a', 'b'],
    elementwise: true,
    derivative: [() => number(1), (a, b) => neg(whole(div(a, b)))],
    kernel,
    domain: [undefined, { except: 0 }],
    sample: [undefined, { min: 0.2, max: 3 }],
    latex,
    spell,
    kinks: [{ where: (a, b) => atIntegers(div(a as Expr, b as Expr)), convention: 'the derivative is taken as between the jumps' }],
  })
}

/** The remainder with the sign of the divisor, as Python's %. */
export function floorMod(a: number, b: number): number {
  const rest = a % b
  if (rest === 0) return b < 0 ? -0 : 0
  return rest < 0 !== b < 0 ? rest + b : rest
}

export const mod = remainder('mod', 'remainder with the sign of the divisor', floor, floorMod, '#1 \\bmod #2', {
  numpy: ['mod', 'remainder'],
  jax: ['mod', 'remainder'],
  torch: 'remainder',
  tensorflow: ['math.floormod', 'math.mod'],
  julia: 'mod',
  matlab: 'mod',
  sympy: 'Mod',
  latex: ['\\bmod', '\\mod'],
  text: 'mod',
})
export const rem = remainder('rem', 'remainder with the sign of the dividend', trunc, (a, b) => a % b, '#1 \\operatorname{rem} #2', {
  numpy: 'fmod',
  python: 'fmod',
  jax: 'fmod',
  torch: 'fmod',
  julia: 'rem',
  matlab: 'rem',
  c: ['fmod', 'fmodf'],
  text: ['rem', 'fmod'],
})
export const ieeeRemainder = remainder(
  'ieee_remainder',
  'remainder of the nearest multiple',
  round,
  (a, b) => a - b * roundHalfEven(a / b),
  '\\operatorname{remainder}(#1, #2)',
  {
    python: 'remainder',
    c: ['remainder', 'remainderf'],
  },
)

/** floor(a / b), as Python's //. */
export const floorDiv: Row = row({
  name: 'floordiv',
  title: 'whole quotient',
  args: ['a', 'b'],
  elementwise: true,
  whole: 'always',
  derivative: [null, null],
  meaning: ({ args: [a, b] }) => floor(div(a as Expr, b as Expr)),
  kernel: (a, b) => Math.floor(a / b),
  domain: [undefined, { except: 0 }],
  latex: '\\left\\lfloor \\frac{#1}{#2} \\right\\rfloor',
  spell: { numpy: 'floor_divide', jax: 'floor_divide', torch: 'floor_divide', tensorflow: 'math.floordiv', julia: 'fld' },
  kinks: [{ where: (a, b) => atIntegers(div(a as Expr, b as Expr)), convention: 'the derivative is taken as 0 at the jumps too' }],
})

/* Steps. */

/** 0 left of 0, 1 right of it, h at 0. */
export const heaviside: Row = row({
  name: 'heaviside',
  title: 'unit step',
  called: /Heaviside|unit step/,
  args: ['x', 'h'],
  defaults: [0.5],
  elementwise: true,
  values: { min: 0, max: 1 },
  derivative: [null, (x) => where(eq(x, 0), 1, 0)],
  meaning: ({ args: [x, h] }) => where(lt(x as Expr, 0), 0, where(eq(x as Expr, 0), h as Expr, 1)),
  kernel: (x, h) => (x < 0 ? 0 : x > 0 ? 1 : x === 0 ? h : Number.NaN),
  latex: 'H(#1)',
  spell: { numpy: 'heaviside', jax: 'heaviside', torch: 'heaviside', matlab: 'heaviside', sympy: 'Heaviside', text: ['heaviside', 'step'] },
  kinks: [{ where: (x) => x as Expr, convention: 'the derivative of the step is taken as 0 at 0 too' }],
})

/** x above a threshold, a value below it. */
export const threshold: Row = row({
  name: 'threshold',
  title: 'threshold',
  args: ['x', 'threshold', 'value'],
  elementwise: true,
  derivative: [(x, t) => where(gt(x, t), 1, 0), null, (x, t) => where(gt(x, t), 0, 1)],
  meaning: ({ args: [x, t, v] }) => where(gt(x as Expr, t as Expr), x as Expr, v as Expr),
  kernel: (x, t, v) => (x <= t ? v : x),
  latex: '\\operatorname{threshold}(#1, #2, #3)',
  spell: { torch: ['nn.functional.threshold', 'threshold'] },
  kinks: [{ where: (x, t) => sub(x as Expr, t as Expr), convention: 'at the threshold the derivative is taken as 0, as PyTorch does' }],
})

const AT_A_BOUND = 'at a bound the derivative is taken as 1, as PyTorch does'

/** x kept between two bounds. */
export const clip: Row = row({
  name: 'clip',
  title: 'clipping',
  args: ['x', 'min', 'max'],
  elementwise: true,
  derivative: [
    (x, low, high) => where(and(ge(x, low), le(x, high)), 1, 0),
    // The upper bound has the last word: where the bounds are the wrong way round, the value is the upper one.
    (x, low, high) => where(and(lt(x, low), le(low, high)), 1, 0),
    (x, low, high) => where(or(gt(x, high), gt(low, high)), 1, 0),
  ],
  meaning: ({ args: [x, low, high] }) => minimum(maximum(x as Expr, low as Expr), high as Expr),
  kernel: (x, low, high) => Math.min(Math.max(x, low), high),
  sample: [
    { min: -3, max: 3 },
    { min: -2, max: -0.5 },
    { min: 0.5, max: 2 },
  ],
  latex: '\\operatorname{clip}(#1, #2, #3)',
  spell: { numpy: 'clip', jax: 'clip', torch: ['clamp', 'clip'], tensorflow: 'clip_by_value', julia: 'clamp', text: ['clip', 'clamp'] },
  kinks: [
    { where: (x, low) => sub(x as Expr, low as Expr), convention: AT_A_BOUND },
    { where: (x, _, high) => sub(x as Expr, high as Expr), convention: AT_A_BOUND },
  ],
})

/** |x| with the sign of y. */
export const copysign: Row = row({
  name: 'copysign',
  title: 'size of one with the sign of another',
  args: ['x', 'y'],
  elementwise: true,
  derivative: [(x, y) => mul(sign(x), sign(y)), null],
  kernel: (x, y) => (Object.is(Math.sign(y), -0) || y < 0 ? -Math.abs(x) : Math.abs(x)),
  latex: '\\operatorname{copysign}(#1, #2)',
  spell: spelled('copysign', 'numpy python jax torch julia c'),
  kinks: [{ where: (x, y) => mul(abs(x as Expr), abs(y as Expr)), convention: 'the derivative is taken as 0 where an argument is 0' }],
})

export const roundingRows: readonly Operation[] = [
  ...[floor, ceil, trunc, round, roundHalfUp, roundAway, fract, mod, rem, ieeeRemainder, floorDiv],
  ...[heaviside, threshold, clip, copysign],
].map((r) => r.op)
