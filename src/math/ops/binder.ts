/** Rows with names of their own: functions the text does not define, and sums and products over a symbolic index. */
import {
  type Expr,
  exactOf,
  isSymbol,
  make,
  nameOf,
  number,
  type Operation,
  operation,
  rewrite,
  substitute,
  symbol,
  symbolsOf,
  topological,
  withArgs,
} from '../expr.ts'
import { SCALAR } from '../shape.ts'
import { add, div, mul, neg, pow, sub } from './arithmetic.ts'
import { isEinsum } from './einsum.ts'
import { isZero } from './structure.ts'
import { isLinear } from './traits.ts'
import { wholeCallOperation } from './wholeCall.ts'

/** An unknown function and how often it has been differentiated by each argument. */
export interface CallPayload {
  readonly key: string
  readonly name: string
  readonly orders: readonly number[]
}

export const callOf = (node: Expr): CallPayload => node.payload as CallPayload
export const isCall = (node: Expr): boolean => node.op === callOperation || node.op === wholeCallOperation

/** g(x), g'(x), ∂g/∂x (x, y): its derivative by an argument is the next order. */
export const callOperation = operation({
  name: 'call',
  title: 'unknown function',
  args: ['...arguments'],
  elementwise: true,
  derivativeAt: (node, index) => {
    const { name, orders } = callOf(node)
    return callFunction(
      name,
      node.args,
      orders.map((order, k) => (k === index ? order + 1 : order)),
    )
  },
})

/** The node for an unknown function over its arguments. */
export function callFunction(name: string, args: readonly Expr[], orders: readonly number[] = args.map(() => 0)): Expr {
  const payload: CallPayload = { key: `${name}:${orders.join(',')}`, name, orders }
  return make(callOperation, args, payload)
}

/** Names the bound variable of a sum, product or integral. */
export interface BinderPayload {
  readonly key: string
  readonly index: string
}

export const boundName = (node: Expr): string => (node.payload as BinderPayload).index
const bound = (index: string): BinderPayload => ({ key: index, index })

/** The arguments of a sum or product that is differentiated by a symbol. Throws RangeError where that counts its terms. */
function termsOf(node: Expr, by: Expr, what: string): [Expr, Expr, Expr] {
  const [body, low, high] = node.args as [Expr, Expr, Expr]
  if (symbolsOf(low, high).includes(by)) throw new RangeError(`${nameOf(by)} counts the terms of a ${what}: there is no derivative by it`)
  return [body, low, high]
}

/** How many integers there are from low to high. */
const countOf = (low: Expr, high: Expr): Expr => add(high, number(1), neg(low))

const dependsOn = (node: Expr, index: string): boolean => symbolsOf(node).some((each) => nameOf(each) === index)

/**
 * The sum of a derivative over the index: what does not depend on it is taken as often as there are terms, and out of the sums of numbers
 * that are left. Throws RangeError where what depends on it is an array in another way.
 */
function summed(inner: Expr, index: string, low: Expr, high: Expr, by: Expr): Expr {
  const each = (node: Expr): Expr => summed(node, index, low, high, by)
  if (isZero(inner)) return inner
  if (!dependsOn(inner, index)) return mul(inner, countOf(low, high))
  if (inner.rank === 0) return series(index, inner, low, high)
  const { op, args } = inner
  if (op === add.op || op === neg.op || isLinear(op)) return withArgs(inner, args.map(each))
  const varying = args.filter((arg) => dependsOn(arg, index))
  const [only] = varying
  if (only !== undefined && (op === mul.op || isEinsum(inner))) {
    if (varying.length === 1)
      return withArgs(
        inner,
        args.map((arg) => (arg === only ? each(arg) : arg)),
      )
    if (op === mul.op && varying.every(({ rank }) => rank === 0))
      return mul(series(index, mul(...varying), low, high), ...args.filter((arg) => !varying.includes(arg)))
  }
  throw new RangeError(`terms that are all made of ${nameOf(by)} have no derivative by it here`)
}

/** First terms that are looked at for whether they are constant. */
const LOOKED_AT = 4

/** Where the terms begin to vary: the derivative of Σ_{k=0} x^k begins with k = 1, as textbooks write it, for 0·x⁻¹ has no value at 0. */
function firstVarying(body: Expr, index: string, low: Expr, by: Expr): Expr {
  const first = exactOf(low)?.asInteger
  if (first === undefined) return low
  const variesAt = (k: number): boolean => {
    const [term] = rewrite([body], (node, args) => {
      if (node.args.length === 0) return nameOf(node) === index ? number(k) : node
      return node.op.fold?.(args, node.payload) ?? withArgs(node, args)
    })
    return symbolsOf(term as Expr).includes(by)
  }
  for (let k = first; k < first + LOOKED_AT; k++) if (variesAt(k)) return number(k)
  return low
}

/** Σ_{index = low}^{high} body. */
export const seriesOperation = operation({
  name: 'series',
  title: 'sum over an index',
  args: ['body', 'low', 'high'],
  elementwise: true,
  shape: () => SCALAR,
  total: (node, by, differentiate) => {
    const [body, low, high] = termsOf(node, by, 'sum')
    const index = boundName(node)
    return summed(differentiate(body), index, firstVarying(body, index, low, by), high, by)
  },
})

/** Π_{index = low}^{high} body. */
export const productSeriesOperation = operation({
  name: 'product_series',
  title: 'product over an index',
  args: ['body', 'low', 'high'],
  elementwise: true,
  shape: () => SCALAR,
  total: (node, by, differentiate) => {
    const [body, low, high] = termsOf(node, by, 'product')
    const inner = differentiate(body)
    if (isZero(inner)) return inner
    if (dependsOn(body, boundName(node))) return mul(node, summed(div(inner, body), boundName(node), low, high, by))
    // A power, which has a derivative where it is 0.
    const count = countOf(low, high)
    return mul(count, pow(body, sub(count, number(1))), inner)
  },
})

/** ∫_low^high body d(index). */
export const integralOperation = operation({
  name: 'integral',
  title: 'integral',
  args: ['body', 'low', 'high'],
  elementwise: true,
  shape: () => SCALAR,
  // Leibniz's rule.
  total: (node, _by, differentiate) => {
    const [body, low, high] = node.args as [Expr, Expr, Expr]
    const at = (point: Expr): Expr => bindTo(body, boundName(node), point)
    const inner = differentiate(body)
    const parts = [mul(at(high), differentiate(high)), neg(mul(at(low), differentiate(low)))]
    const isConstant = !symbolsOf(inner).some((name) => nameOf(name) === boundName(node))
    // ∫_a^b 1 du
    if (isConstant) parts.push(mul(inner, sub(high, low)))
    else parts.push(make(integralOperation, [inner, low, high], node.payload))
    return add(...parts)
  },
  source: 'Flanders, "Differentiation under the integral sign" (1973)',
})

export const series = (index: string, body: Expr, low: Expr, high: Expr): Expr => make(seriesOperation, [body, low, high], bound(index))
export const productSeries = (index: string, body: Expr, low: Expr, high: Expr): Expr => make(productSeriesOperation, [body, low, high], bound(index))
export const integral = (index: string, body: Expr, low: Expr, high: Expr): Expr => make(integralOperation, [body, low, high], bound(index))

export const isBinder = (node: Expr): boolean => node.op === seriesOperation || node.op === productSeriesOperation || node.op === integralOperation

/** The body with the bound variable replaced. */
export const bindTo = (body: Expr, index: string, value: Expr): Expr => substitute(body, new Map([[symbol(index), value]]))

/** The names bound anywhere in an expression: they are no variables of it. */
export function boundNames(nodes: readonly Expr[]): Set<string> {
  const names = new Set<string>()
  for (const node of nodes) if (isBinder(node)) names.add(boundName(node))
  return names
}

/** The symbols that are variables of an expression. */
export function freeSymbols(expr: Expr): Expr[] {
  const nodes = topological([expr])
  const bound = boundNames(nodes)
  return nodes.filter((node) => isSymbol(node) && !bound.has(nameOf(node) as string))
}

/** Numbers from low to high where both are known integers not too far apart. */
export function integerRange(low: Expr, high: Expr, most: number): number[] | undefined {
  const [a, b] = [low, high].map((node) => (node.op.name === 'number' ? (node.payload as { asInteger?: number }).asInteger : undefined))
  if (a === undefined || b === undefined || b - a + 1 > most) return undefined
  return Array.from({ length: Math.max(0, b - a + 1) }, (_, k) => a + k)
}

export const binderRows: readonly Operation[] = [callOperation, wholeCallOperation, seriesOperation, productSeriesOperation, integralOperation]
