/**
 * How many digits a formula loses: the form that is read and the form that is computed, measured against values of far more
 * digits at points where doubles fail, and at sampled ones.
 */
import type { FormError, Formula, Stability } from './api.ts'
import { Arithmetic, absolute, fromDouble, magnitude, NoValue, type Precise, toDouble } from './evaluate/precise/number.ts'
import { preciseValue } from './evaluate/precise/value.ts'
import { chooseBoxes, generator, samplePoint } from './evaluate/sample.ts'
import { EvaluationError, evaluate } from './evaluate/value.ts'
import { type Expr, nameOf } from './expr.ts'
import { ExprFormula } from './formula.ts'

/** Near zero, large, and beyond what an exponential can hold. */
const EDGES = [1e-8, -1e-8, 40, -40, 800, -800]
/** Where the other variables are meanwhile. */
const BESIDE = 1
/** Points drawn from the domain. */
const SAMPLES = 12
/** Binary exponents of ordinary doubles. */
const [LEAST, MOST] = [-1022, 1024]

type Point = Record<string, number>

/**
 * The worst relative errors of a formula of scalars, as it is shown and as it is computed and printed in code, over the points
 * at which its exact value is a double: each variable at ±1e-8, ±40 and ±800, and points of the domain. A result that is no
 * number counts as infinitely wrong; what is smaller than any ordinary double counts by that double. Undefined where something
 * in the formula has no value of higher precision: axes, unknown functions, zeta and Bessel functions of the second kind. Throws TypeError
 * for a formula of another module.
 */
export function stability(formula: Formula): Stability | undefined {
  if (!(formula instanceof ExprFormula)) throw new TypeError('not a formula of this module')
  const { shown, settled, context, constants } = formula
  const { symbols } = context
  const numbers = Object.fromEntries([...constants].map(([name, { value }]) => [name, value]))
  const varying = symbols.filter((node) => !constants.has(nameOf(node) as string))
  if (shown.rank > 0 || symbols.some(({ rank }) => rank > 0)) return undefined
  const exactAt = preciseValue(shown)
  if (exactAt === undefined) return undefined
  const [naive, stable]: [FormError, FormError] = [
    { error: 0, at: {} },
    { error: 0, at: {} },
  ]
  let points = 0
  for (const point of pointsOf(
    varying.map((node) => nameOf(node) as string),
    varying,
  )) {
    const at = { ...numbers, ...point }
    const exact = attempt(() => exactAt(new Map(Object.entries(at))))
    if (exact === undefined || magnitude(exact) >= MOST) continue
    points++
    for (const [worst, expr] of [
      [naive, shown],
      [stable, settled],
    ] as const) {
      const error = errorOf(attempt(() => evaluate(expr, at, symbols) as number) ?? Number.NaN, exact)
      if (error > worst.error) Object.assign(worst, { error, at: point })
    }
  }
  return points === 0 ? undefined : { naive, stable, points }
}

/** What has no value at a point is passed over. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof NoValue || error instanceof EvaluationError) return undefined
    throw error
  }
}

function pointsOf(names: readonly string[], symbols: readonly Expr[]): Point[] {
  const points = names.flatMap((name) => EDGES.map((edge) => ({ ...Object.fromEntries(names.map((other) => [other, BESIDE])), [name]: edge })))
  const random = generator(names.length + 1)
  for (let round = 0; round < SAMPLES; round++) {
    const drawn = samplePoint(symbols, new Map(), chooseBoxes(symbols.length, round, [], random), random)
    points.push(Object.fromEntries(names.map((name) => [name, drawn.get(name)?.data[0] as number])))
  }
  return points
}

const ARITHMETIC = new Arithmetic(128)

/** |value - exact|/|exact|. */
function errorOf(value: number, exact: Precise): number {
  if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY
  const distance = absolute(ARITHMETIC.subtract(fromDouble(value), exact))
  const size = magnitude(exact) < LEAST ? { m: 1n, e: LEAST } : absolute(exact)
  return toDouble(ARITHMETIC.divide(distance, size))
}
