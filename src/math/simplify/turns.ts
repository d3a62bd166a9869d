/** Trigonometric functions where their values are numbers that people know: at the twelfths and eighths of a turn. */
import { Exact } from '../exact.ts'
import { type Expr, number, type Operation } from '../expr.ts'
import { pi } from '../ops/arithmetic.ts'
import { cos, cot, csc, sec, sin, tan } from '../ops/trigonometric.ts'
import { power, times } from './product.ts'
import { coefficientOf, MINUS_ONE, restOf } from './sum.ts'

/** Steps in half a turn, which is π: all angles below are whole numbers of them. */
const HALF_TURN = 12
const QUARTER = HALF_TURN / 2
/** The squares of sines within a quarter of a turn. */
const SQUARES: ReadonlyMap<number, Exact> = new Map([
  [0, Exact.integer(0)],
  [2, Exact.ratio(1, 4)],
  [3, Exact.ratio(1, 2)],
  [4, Exact.ratio(3, 4)],
  [6, Exact.integer(1)],
])

const quotient = (above: Expr | undefined, below: Expr | undefined): Expr | undefined =>
  above === undefined || below === undefined || below === number(0) ? undefined : times(above, power(below, MINUS_ONE))

const FUNCTIONS: ReadonlyMap<Operation, (steps: number) => Expr | undefined> = new Map([
  [sin.op, sine],
  [cos.op, cosine],
  [tan.op, (steps: number) => quotient(sine(steps), cosine(steps))],
  [cot.op, (steps: number) => quotient(cosine(steps), sine(steps))],
  [sec.op, (steps: number) => quotient(number(1), cosine(steps))],
  [csc.op, (steps: number) => quotient(number(1), sine(steps))],
])

function sine(steps: number): Expr | undefined {
  const within = ((steps % (2 * HALF_TURN)) + 2 * HALF_TURN) % (2 * HALF_TURN)
  const ahead = within % HALF_TURN
  const square = SQUARES.get(ahead > QUARTER ? HALF_TURN - ahead : ahead)
  if (square === undefined) return undefined
  const size = power(number(square), Exact.ratio(1, 2))
  return within > HALF_TURN ? times(number(MINUS_ONE), size) : size
}

function cosine(steps: number): Expr | undefined {
  return sine(steps + QUARTER)
}

/** The value of a function at a canonical multiple of π; undefined where it is none that people know. */
export function atTurn(op: Operation, angle: Expr): Expr | undefined {
  if (restOf(angle) !== pi) return undefined
  const steps = coefficientOf(angle).multiply(Exact.integer(HALF_TURN)).asInteger
  return steps === undefined ? undefined : FUNCTIONS.get(op)?.(steps)
}
