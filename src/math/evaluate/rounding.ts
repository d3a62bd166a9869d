/**
 * How far rounding may have moved a value: each node's error from those of its arguments, to first order and in one pass over
 * the numbers (running error analysis; Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 3.3).
 */
import { isNumber, isSymbol } from '../expr.ts'
import type { Plan } from './plan.ts'
import { bindings, evaluatePlan, surroundingsOf } from './value.ts'

/** Half a unit in the last place of 1, and the least double: below ordinary doubles, digits end there. */
const UNIT = 2 ** -53
/** Numbers that are whole times its reciprocal are met as they are, 1/3 is not. */
const DYADIC = 2 ** 20
const [LEAST, ORDINARY] = [2 ** -1074, 2 ** -1022]
const LARGEST = Number.MAX_VALUE
/** What is smaller has lost nothing that anybody would miss. */
const TINY = 2 ** -1000
/** Units that a function may err by itself, beside what its arguments bring; arithmetic errs by half of a last place. */
const OWN = 2

/** Functions computed by the exponential of a sum of logarithms, which err by its size. */
const EXPONENTIALS: ReadonlySet<string> = new Set(['beta', 'binomial'])

/** The bounds of the errors of a plan's nodes, all of which are scalars, from their values. Infinite where a value is not finite. */
export function roundingErrors({ nodes, args }: Plan, values: readonly number[]): Float64Array {
  const errors = new Float64Array(nodes.length)
  /** A power or exponential of what is finite, and no pole. */
  const overflows = (k: number): boolean =>
    Math.abs(values[k] as number) === Number.POSITIVE_INFINITY &&
    /^(?:pow|exp)$/.test((nodes[k] as (typeof nodes)[number]).op.name) &&
    (args[k] as readonly number[]).every((at) => Number.isFinite(errors[at]) && values[at] !== 0)
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as (typeof nodes)[number]
    const value = values[k] as number
    if (isSymbol(node)) continue
    const own = args[k] as readonly number[]
    const [above, below] = own as [number, number]
    if (!Number.isFinite(value)) errors[k] = Number.POSITIVE_INFINITY
    else if (node.op.name === 'div' && overflows(below)) errors[k] = Math.abs(values[above] as number) / LARGEST
    else if (isNumber(node)) errors[k] = Number.isInteger(value * DYADIC) ? 0 : UNIT * Math.abs(value)
    else
      errors[k] = errorOf(
        node.op.name,
        node.op.kernel,
        own.map((at) => values[at] as number),
        own.map((at) => errors[at] as number),
        value,
      )
  }
  return errors
}

type Kernel = ((...args: number[]) => number) | undefined

function errorOf(name: string, kernel: Kernel, args: readonly number[], errors: readonly number[], value: number): number {
  const size = Math.abs(value)
  const brought = errors.reduce((sum, error) => sum + error, 0)
  if (name === 'neg' || name === 'abs') return brought
  if (name === 'where') return errors[args[0] === 0 ? 2 : 1] as number
  if (name === 'add') {
    let error = brought
    args.reduce((sum, term) => {
      error += UNIT * Math.abs(sum + term)
      return sum + term
    })
    return error
  }
  const lost = size < ORDINARY ? LEAST : 0
  const own = EXPONENTIALS.has(name) ? OWN * Math.max(4, Math.abs(Math.log(size))) : OWN
  let error = UNIT * (name === 'mul' ? args.length - 1 : name === 'div' || name === 'sqrt' ? 1 : own) * size + lost
  if (brought === 0) return value === 0 && args.includes(0) ? 0 : error
  const moved = [...args]
  for (let i = 0; i < args.length; i++) {
    const from = errors[i] as number
    if (from === 0) continue
    if (from === Number.POSITIVE_INFINITY) return from
    // The slope is that of a step of some units at least, in which the function's own rounding is lost.
    const x = args[i] as number
    const step = Math.max(from, 16 * UNIT * Math.abs(x), LEAST)
    let most = 0
    for (const to of [x + step, x - step]) {
      moved[i] = to
      const change = Math.abs((kernel?.(...moved) ?? Number.NaN) - value)
      if (change > most) most = change
    }
    moved[i] = x
    error += most * (from / step)
  }
  return error
}

/**
 * The relative error that rounding may leave in the first expression of a plan of scalars at a point; what is smaller than
 * 2^-1000 counts by that. Infinite where there is no finite value.
 */
export function lostAt(order: Plan, at: Readonly<Record<string, number>>): number {
  const values = evaluatePlan(order, surroundingsOf(order, bindings(at))) as number[]
  const root = order.roots[0] as number
  const value = values[root] as number
  return Number.isFinite(value) ? (roundingErrors(order, values)[root] as number) / Math.max(Math.abs(value), TINY) : Number.POSITIVE_INFINITY
}
