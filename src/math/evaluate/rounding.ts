/**
 * How far rounding may have moved a value: each node's error from those of its arguments, to first order and in one pass over
 * the numbers (running error analysis; Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 3.3).
 */
import { exactOf, isNumber, isSymbol, nameOf } from '../expr.ts'
import type { Plan } from './plan.ts'

/** Half a unit in the last place of 1, and the least double: below ordinary doubles, digits end there. */
const UNIT = 2 ** -53
/** Numbers that are whole times its reciprocal are met as they are, 1/3 is not. */
const DYADIC = 2 ** 20
const [LEAST, ORDINARY] = [2 ** -1074, 2 ** -1022]
/** 2^this times any double is nothing. */
const NOTHING = -2150
/** What is smaller has lost nothing that anybody would miss. */
const TINY = 2 ** -1000
/** Units that a function may err by itself, beside what its arguments bring; arithmetic errs by half of a last place. */
const OWN = 2

/** Functions computed by the exponential of a sum of logarithms, which err by its size. */
const EXPONENTIALS: ReadonlySet<string> = new Set(['beta', 'binomial'])

/** The bounds of the errors of a plan's nodes, all of which are scalars, from their values. Infinite where a value is not finite. */
export const roundingErrors = (order: Plan, values: readonly number[]): Float64Array => errorsAndBeyond(order, values).errors

/** The same, with the binary exponents of what is finite, but larger than a double can be. */
function errorsAndBeyond({ nodes, args }: Plan, values: readonly number[]): { errors: Float64Array; beyond: ReadonlyMap<number, number> } {
  const errors = new Float64Array(nodes.length)
  const beyond = new Map<number, number>()
  /** The binary exponent of an argument; undefined where it is no number, or a pole. */
  const exponentOf = (at: number): number | undefined =>
    beyond.get(at) ?? (values[at] !== 0 && Number.isFinite(errors[at]) ? Math.log2(Math.abs(values[at] as number)) : undefined)
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as (typeof nodes)[number]
    const value = values[k] as number
    if (isSymbol(node)) continue
    const own = args[k] as readonly number[]
    const { name } = node.op
    if (!Number.isFinite(value)) {
      errors[k] = Number.POSITIVE_INFINITY
      const exponent = Number.isNaN(value) ? undefined : overflown(name, own, values, exponentOf)
      if (exponent !== undefined) beyond.set(k, exponent)
    } else if (isNumber(node)) errors[k] = Number.isInteger(value * DYADIC) ? 0 : UNIT * Math.abs(value)
    else if (name === 'div' && beyond.has(own[1] as number))
      errors[k] = vanished(Math.log2(Math.abs(values[own[0] as number] as number)) - (beyond.get(own[1] as number) as number))
    else if (name === 'pow' && beyond.has(own[0] as number))
      errors[k] = vanished((beyond.get(own[0] as number) as number) * (values[own[1] as number] as number))
    else
      errors[k] = errorOf(
        name,
        node.op.kernel,
        own.map((at) => values[at] as number),
        own.map((at) => errors[at] as number),
        value,
      )
  }
  return { errors, beyond }
}

/** The binary exponent of a node whose value overflows; undefined where it has no finite value. */
function overflown(
  name: string,
  args: readonly number[],
  values: readonly number[],
  exponentOf: (at: number) => number | undefined,
): number | undefined {
  const [first, second, third] = args as [number, number, number]
  if (name === 'where') return exponentOf(values[first] === 0 ? third : second)
  const exponents = args.map(exponentOf)
  if (exponents.includes(undefined)) return undefined
  const [x, y] = exponents as [number, number]
  switch (name) {
    case 'exp':
    case 'expm1':
    case 'sinh':
    case 'cosh':
      return x >= 1024 ? undefined : Math.abs(values[first] as number) * Math.LOG2E - 1
    case 'pow':
      return y >= 1024 ? undefined : x * (values[second] as number)
    case 'neg':
    case 'abs':
      return x
    case 'mul':
      return (exponents as number[]).reduce((sum, exponent) => sum + exponent)
    case 'div':
      return x - y
    case 'add': {
      const [most, next] = [...(exponents as number[])].sort((a, b) => b - a) as [number, number]
      return most - next > 1 ? most : undefined
    }
    default:
      return undefined
  }
}

/** The error of 2^exponent that is taken for zero: what it is multiplied by may bring it back. */
const vanished = (exponent: number): number => (exponent < NOTHING ? 0 : Math.max(LEAST, 2 ** exponent))

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
  // A product of zero has lost nothing by itself.
  const isNothing = value === 0 && (args.includes(0) || (name === 'exp' && (args[0] as number) * Math.LOG2E < NOTHING))
  const lost = size < ORDINARY && !isNothing ? LEAST : 0
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

/** The values of a plan's nodes, all of which are scalars without bound variables. Symbols without a value are no numbers. */
export function scalarValues({ nodes, args }: Plan, at: Readonly<Record<string, number>>): number[] {
  const values: number[] = []
  const moved: number[] = []
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as (typeof nodes)[number]
    if (isNumber(node)) values.push((exactOf(node) as { value: number }).value)
    else if (isSymbol(node)) values.push(at[nameOf(node) as string] ?? Number.NaN)
    else {
      const own = args[k] as readonly number[]
      moved.length = own.length
      for (let i = 0; i < own.length; i++) moved[i] = values[own[i] as number] as number
      values.push(node.op.kernel?.(...moved) ?? Number.NaN)
    }
  }
  return values
}

/**
 * The relative errors that rounding may leave in a plan's nodes; what is smaller than 2^-1000 counts by that. None where the value itself is
 * larger than a double can be, infinite where there is no value.
 */
export function errorsAt(order: Plan, at: Readonly<Record<string, number>>): Float64Array {
  const values = scalarValues(order, at)
  const { errors, beyond } = errorsAndBeyond(order, values)
  values.forEach((value, k) => {
    if (Number.isFinite(value)) errors[k] = (errors[k] as number) / Math.max(Math.abs(value), TINY)
    else if ((beyond.get(k) ?? 0) > 1024) errors[k] = 0
  })
  return errors
}

/** The same of the first expression of a plan. */
export const lostAt = (order: Plan, at: Readonly<Record<string, number>>): number => errorsAt(order, at)[order.roots[0] as number] as number
