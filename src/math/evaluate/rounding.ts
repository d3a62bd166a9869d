/**
 * How far rounding may have moved a value: each node's error from those of its arguments, to first order and in one pass over
 * the numbers (running error analysis; Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 3.3).
 */
import { type Expr, exactOf, isNumber, isSymbol, nameOf, type Operation } from '../expr.ts'
import type { Plan } from './plan.ts'
import { EvaluationError, itemsAt, nodeValue, type Surroundings } from './value.ts'

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
    else errors[k] = errorOf(node.op, own, values, errors, value)
  }
  return errors
}

/** The error of a value, whose arguments stand at these places among the values and their errors. */
function errorOf({ name, kernel }: Operation, own: readonly number[], values: readonly number[], errors: Float64Array, value: number): number {
  const size = Math.abs(value)
  let brought = 0
  for (const at of own) brought += errors[at] as number
  if (name === 'neg' || name === 'abs') return brought
  if (name === 'where') return errors[own[values[own[0] as number] === 0 ? 2 : 1] as number] as number
  if (name === 'add') {
    let error = brought
    let sum = values[own[0] as number] as number
    for (let i = 1; i < own.length; i++) {
      sum += values[own[i] as number] as number
      error += UNIT * Math.abs(sum)
    }
    return error
  }
  const lost = size < ORDINARY ? LEAST : 0
  const by = EXPONENTIALS.has(name) ? OWN * Math.max(4, Math.abs(Math.log(size))) : OWN
  let error = UNIT * (name === 'mul' ? own.length - 1 : name === 'div' || name === 'sqrt' ? 1 : by) * size + lost
  if (brought === 0) return value === 0 && own.some((at) => values[at] === 0) ? 0 : error
  const moved = own.map((at) => values[at] as number)
  for (let i = 0; i < own.length; i++) {
    const from = errors[own[i] as number] as number
    if (from === 0) continue
    if (from === Number.POSITIVE_INFINITY) return from
    // The slope is that of a step of some units at least, in which the function's own rounding is lost.
    const x = moved[i] as number
    const step = Math.max(from, 16 * UNIT * Math.abs(x), LEAST)
    let most = 0
    for (let side = 1; side >= -1; side -= 2) {
      moved[i] = x + side * step
      const change = Math.abs(kernelValue(kernel, moved) - value)
      if (change > most) most = change
    }
    moved[i] = x
    error += most * (from / step)
  }
  return error
}

function kernelValue(kernel: Operation['kernel'], args: readonly number[]): number {
  if (kernel === undefined) return Number.NaN
  if (args.length === 2) return kernel(args[0] as number, args[1] as number)
  return args.length === 1 ? kernel(args[0] as number) : kernel(...args)
}

/** The values of a plan of scalars at a point. Throws EvaluationError. */
function scalarValues({ nodes, args }: Plan, at: Readonly<Record<string, number>>): number[] {
  const values = new Array<number>(nodes.length)
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Expr
    const own = args[k] as readonly number[]
    const kernel = node.op.elementwise || node.op.tensorKernel === undefined ? node.op.kernel : undefined
    const name = nameOf(node)
    const number = exactOf(node)
    if (number !== undefined) values[k] = number.value
    else if (name !== undefined) {
      if (!Object.hasOwn(at, name)) throw new EvaluationError(`no value for ${name}`)
      values[k] = at[name] as number
    } else if (kernel !== undefined && own.length === 2) values[k] = kernel(values[own[0] as number] as number, values[own[1] as number] as number)
    else if (kernel !== undefined && own.length === 1) values[k] = kernel(values[own[0] as number] as number)
    else values[k] = nodeValue(node, itemsAt(values, own), NOWHERE) as number
  }
  return values
}

const NOWHERE: Surroundings = { at: new Map(), sizes: new Map() }

/**
 * The relative error that rounding may leave in the first expression of a plan of scalars at a point; what is smaller than
 * 2^-1000 counts by that. Infinite where there is no finite value.
 */
export function lostAt(order: Plan, at: Readonly<Record<string, number>>): number {
  return lostAll(order, at)(order.roots[0] as number)
}

/** The same for each of the nodes of such a plan, by its place. */
export function lostAll(order: Plan, at: Readonly<Record<string, number>>): (place: number) => number {
  const values = scalarValues(order, at)
  const errors = roundingErrors(order, values)
  return (place) => {
    const value = values[place] as number
    return Number.isFinite(value) ? (errors[place] as number) / Math.max(Math.abs(value), TINY) : Number.POSITIVE_INFINITY
  }
}
