/** Derivatives that a formula asks for, d/dx x² sin x, ∇(x² y) or dy/dx of an equation: of what, by what, and how often. */
import type { Range } from './api.ts'
import { ReadError, type Reading, type Term } from './read/term.ts'

export interface Asked {
  /** That of which the derivative is asked for, and of which order. */
  readonly reading: Reading
  readonly wrt: readonly string[]
}

/** Undefined where none is asked for: code, what has a name of its own, mixed derivatives and such at a point are values like others. */
export function askedOf(reading: Reading): Asked | undefined {
  const { name, site, implicit, body } = reading
  if (site !== undefined) return undefined
  if (implicit !== undefined) {
    const { by } = implicit
    const own = { ...reading, name: implicit.name, order: by.length, implicit: { ...implicit, by: [] } }
    return by.length > 0 && isOne(by) ? { reading: own, wrt: by.slice(0, 1) } : undefined
  }
  const derivatives = name === undefined ? derivativesIn(body) : []
  const [{ of, by } = NONE] = derivatives
  if (of === undefined || derivatives.some((each) => each.of !== of || each.by.length !== by.length)) return undefined
  const wrt = [...new Set(derivatives.flatMap((each) => each.by))]
  // A gradient has one for each of its variables, a Hessian one for each two of them.
  return derivatives.length === wrt.length ** by.length || (derivatives.length === wrt.length && derivatives.every((each) => isOne(each.by)))
    ? { reading: { ...reading, body: of, order: by.length }, wrt }
    : undefined
}

interface Derivative {
  readonly of?: Term
  readonly by: readonly string[]
}

const NONE: Derivative = { by: [] }

/** The derivatives that a term consists of, ∂f/∂x_i by the whole of x. */
function derivativesIn(term: Term): Derivative[] {
  if (term.kind === 'derivative') return term.at === undefined && term.placed === undefined ? [term] : [NONE]
  const [first, ...indices] = term.kind === 'apply' ? term.args : []
  if (term.kind === 'apply' && term.op === 'array') return term.args.flatMap(derivativesIn)
  const isComponent = term.kind === 'apply' && term.op === 'component' && first !== undefined
  return isComponent && indices.every(({ kind }) => kind === 'name') ? derivativesIn(first) : [NONE]
}

const isOne = ([first, ...others]: readonly string[]): boolean => others.every((name) => name === first)

/** The highest order that may be asked for. */
const ORDERS = 100

/** The order asked for. Throws ReadError where there is none such. */
export function orderOf(order = 1, range: Range): number {
  if (Number.isInteger(order) && order >= 1 && order <= ORDERS) return order
  throw new ReadError(`the order of a derivative is a whole number from 1 to ${ORDERS}, not ${order}`, range)
}
