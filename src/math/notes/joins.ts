/**
 * Where the pieces of a function meet: whether it jumps there, or its slope does. Asked of numbers just left and right of where a
 * condition changes, with numbers for the other names: that shows what the pieces as such do not, such as conditions within conditions.
 */
import type { Note, Range } from '../api.ts'
import { differentiate } from '../differentiate/index.ts'
import { evaluate } from '../evaluate/value.ts'
import { type Expr, nameOf, number, symbolsOf, topological } from '../expr.ts'
import { neg, sub } from '../ops/arithmetic.ts'
import { abs, sign } from '../ops/condition.ts'
import { type Place, placeText, zeroOf } from './places.ts'

/** Conditions that are looked at, and nodes that a function may have. */
const [MOST, LARGEST] = [8, 400]
/** How far left and right of a join it is looked, and what is no difference. */
const STEPS = [1e-4, 1e-6] as const
const SMALL = 1e-3
/** Values settle that change no more than this from one step to the next; numbers below the other are rounding. */
const [SETTLED, ROUNDING] = [1e-2, 1e-7]
interface Join extends Place {
  readonly condition: Expr
}

/** Numbers that names stand for. */
type Known = ReadonlyMap<string, number>

/** What happens where the pieces of a scalar function of scalars meet, each join said once. */
export function joinNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>, known: Known = new Map()): Note[] {
  const order = topological([value])
  const conditions = order.filter(({ op }) => op.condition === 'comparison' || op === sign.op)
  if (conditions.length === 0 || order.length > LARGEST || value.rank > 0 || symbolsOf(value).some(({ rank }) => rank > 0)) return []
  const notes = new Map<string, Note>()
  for (const join of conditions.slice(0, MOST).flatMap((condition) => joinsOf(condition, known))) {
    const message = said(value, join, known)
    if (message !== undefined && !notes.has(message)) notes.set(message, { message, range: ranges.get(join.condition), kind: 'kink' })
  }
  return [...notes.values()]
}

/** Where a condition or a sign changes: where two sides that differ linearly by a name are equal; of |u| and b, where u is b or -b. */
function joinsOf(condition: Expr, known: Known): Join[] {
  const [left, right = number(0)] = condition.args as [Expr, Expr | undefined]
  if (left.op === abs.op) return [right, neg(right)].flatMap((side) => joinOf(condition, left.args[0] as Expr, side, known))
  if (right.op === abs.op) return [left, neg(left)].flatMap((side) => joinOf(condition, right.args[0] as Expr, side, known))
  return joinOf(condition, left, right, known)
}

function joinOf(condition: Expr, left: Expr, right: Expr, known: Known): Join[] {
  const place = zeroOf(sub(left, right), known)
  return place === undefined ? [] : [{ condition, ...place }]
}

function said(value: Expr, join: Join, known: Known): string | undefined {
  const { by, at } = join
  const others = symbolsOf(value, at).filter((name) => name !== by && !known.has(nameOf(name) as string))
  const point: Record<string, number> = Object.fromEntries(known)
  others.forEach((name, k) => {
    point[nameOf(name) as string] = 0.83 + 0.37 * k
  })
  const name = nameOf(by) as string
  const numberOf = (expr: Expr, x?: number): number => {
    try {
      return evaluate(expr, x === undefined ? point : { ...point, [name]: x }) as number
    } catch {
      return Number.NaN
    }
  }
  const middle = numberOf(at)
  const place = placeText(join)
  if (!Number.isFinite(middle) || place === undefined) return undefined
  const numbers = (jump: string): string => (others.length === 0 ? jump : '')
  const jump = jumpOf((x) => numberOf(value, x), middle)
  if (jump !== undefined) return `at ${place} the function jumps${numbers(jump)}: it has no derivative there`
  if (isApart((x) => numberOf(value, x), middle)) return `at ${place} the function has another value than beside it: it has no derivative there`
  const slope = differentiate(value, name)
  const turn = jumpOf((x) => numberOf(slope, x), middle)
  return turn === undefined ? undefined : `at ${place} the derivative jumps${numbers(turn)}`
}

const sides = (f: (x: number) => number, at: number, step: number): [number, number] => {
  const h = step * Math.max(1, Math.abs(at))
  return [f(at - h), f(at + h)]
}

const differ = (a: number, b: number): boolean => Math.abs(a - b) > SMALL * Math.max(SMALL, Math.abs(a), Math.abs(b))

/** ", from 1 to 4": the values on both sides where they do not come nearer to each other. Undefined where they do, or where there are none. */
export function jumpOf(f: (x: number) => number, at: number): string | undefined {
  const [far, near] = STEPS.map((step) => sides(f, at, step)) as [[number, number], [number, number]]
  if (![...far, ...near].every(Number.isFinite) || !differ(...near)) return undefined
  if (Math.abs(near[1] - near[0]) <= Math.abs(far[1] - far[0]) / 2) return undefined
  const limits = near.map((value, k) => limitOf(far[k] as number, value))
  return limits.includes(undefined) ? '' : `, from ${limits[0]} to ${limits[1]}`
}

/** What values tend to that change with the first power of the step, written with few digits; undefined where they do not settle. */
function limitOf(far: number, near: number): string | undefined {
  if (Math.abs(near - far) > SETTLED * Math.max(1, Math.abs(near))) return undefined
  const value = near + ((near - far) * STEPS[1]) / (STEPS[0] - STEPS[1])
  return Math.abs(value) < ROUNDING ? '0' : String(Number(value.toPrecision(4))).replace('-', '−')
}

/** Whether the value at a place is another than those beside it, which do not come nearer to it. */
export function isApart(f: (x: number) => number, at: number): boolean {
  const alone = f(at)
  const [far, near] = STEPS.map((step) => f(at + step * Math.max(1, Math.abs(at)))) as [number, number]
  return [alone, far, near].every(Number.isFinite) && differ(alone, near) && Math.abs(near - alone) > Math.abs(far - alone) / 2
}
