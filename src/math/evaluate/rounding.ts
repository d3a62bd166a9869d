/**
 * How far rounding may have moved a value: each node's error from those of its arguments, to first order and in one pass over
 * the numbers (running error analysis; Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 3.3).
 */
import { exactOf, isNumber, isSymbol, nameOf, type Operation } from '../expr.ts'
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

/** The bounds of the errors of a plan's nodes, all of which are scalars, from their values. Infinite where a value is not finite. */
export const roundingErrors = (order: Plan, values: readonly number[]): Float64Array => errorsAndBeyond(order, values).errors

/** The same, with the binary exponents of what is finite, but larger than a double can be. */
function errorsAndBeyond({ nodes, args }: Plan, values: readonly number[]): { errors: Float64Array; beyond: ReadonlyMap<number, number> } {
  const errors = new Float64Array(nodes.length)
  const beyond = new Map<number, number>()
  // Filled anew for each node.
  const [arguments_, brought]: [number[], number[]] = [[], []]
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
    else errors[k] = errorOf(node.op, taken(values, own, arguments_), taken(errors, own, brought), value)
  }
  return { errors, beyond }
}

/** What stands at some places, in a list that is filled with it. */
function taken(from: ArrayLike<number>, places: readonly number[], into: number[]): number[] {
  // To set a length takes longer than to see that it is that already.
  if (into.length !== places.length) into.length = places.length
  for (let i = 0; i < places.length; i++) into[i] = from[places[i] as number] as number
  return into
}

/** A kernel's value; most have one argument or two. */
function called(kernel: Kernel, args: readonly number[]): number {
  if (kernel === undefined) return Number.NaN
  return args.length === 2 ? kernel(args[0] as number, args[1] as number) : args.length === 1 ? kernel(args[0] as number) : kernel(...args)
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

/** Changes the arguments on its way, and leaves them as they were. */
function errorOf({ name, kernel, byLogarithms }: Operation, args: number[], errors: readonly number[], value: number): number {
  const size = Math.abs(value)
  let brought = 0
  for (let i = 0; i < errors.length; i++) brought += errors[i] as number
  if (name === 'neg' || name === 'abs') return brought
  if (name === 'where') return errors[args[0] === 0 ? 2 : 1] as number
  if (name === 'add') {
    let error = brought
    let sum = args[0] as number
    for (let i = 1; i < args.length; i++) {
      sum += args[i] as number
      error += UNIT * Math.abs(sum)
    }
    return error
  }
  // A product of zero has lost nothing by itself.
  const isNothing = value === 0 && (args.includes(0) || (name === 'exp' && (args[0] as number) * Math.LOG2E < NOTHING))
  const lost = size < ORDINARY && !isNothing ? LEAST : 0
  const own = byLogarithms === true ? OWN * Math.max(4, Math.abs(Math.log(size))) : OWN
  let error = UNIT * (name === 'mul' ? args.length - 1 : name === 'div' || name === 'sqrt' ? 1 : own) * size + lost
  if (brought === 0) return value === 0 && args.includes(0) ? 0 : error
  for (let i = 0; i < args.length; i++) {
    const from = errors[i] as number
    if (from === 0) continue
    if (from === Number.POSITIVE_INFINITY) return from
    // The slope is that of a step of some units at least, in which the function's own rounding is lost.
    const x = args[i] as number
    const step = Math.max(from, 16 * UNIT * Math.abs(x), LEAST)
    args[i] = x + step
    const above = Math.abs(called(kernel, args) - value)
    args[i] = x - step
    const below = Math.abs(called(kernel, args) - value)
    args[i] = x
    // What is no number moves nothing.
    error += Math.max(above > 0 ? above : 0, below > 0 ? below : 0) * (from / step)
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
      values.push(called(node.op.kernel, taken(values, args[k] as readonly number[], moved)))
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
