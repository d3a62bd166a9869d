/** The value of expressions at given values of their symbols: the shared graph, each node once, any rank. */
import type { Value } from '../api.ts'
import { type Expr, exactOf, isNumber, isSymbol, nameOf } from '../expr.ts'
import { boundName, callOf, isCall } from '../ops/binder.ts'
import { isSize } from '../ops/structure.ts'
import { wholeCallOf } from '../ops/wholeCall.ts'
import type { Length } from '../shape.ts'
import { fromValue, scalarTensor, type Tensor, tensor, toValue } from '../tensor.ts'
import { bound } from './binder.ts'
import { type Item, mapItems } from './elementwise.ts'
import { type Plan, plan } from './plan.ts'
import { bindSizes, concreteLength, concreteShape, EvaluationError } from './sizes.ts'

export { EvaluationError } from './sizes.ts'

/** Values by symbol name. */
export type Bindings = ReadonlyMap<string, Tensor>

/** A stand-in for functions the text does not define, and their derivatives: `orders` counts them by argument. */
export type UnknownFunctions = (name: string, orders: readonly number[], args: readonly number[]) => number

/** What nodes are evaluated in. */
export interface Surroundings {
  readonly at: Bindings
  /** Lengths of axes by name. */
  readonly sizes: ReadonlyMap<string, number>
  readonly functions?: UnknownFunctions
}

export const asTensor = (item: Item): Tensor => (typeof item === 'number' ? scalarTensor(item) : item)

/** A tensor of rank 0 is a number. */
export const asItem = (value: Tensor): Item => (value.shape.length === 0 ? (value.data[0] as number) : value)

/** The value of a symbol, its shape checked; a number without one that is the length of an axis is that length. Throws EvaluationError. */
function symbolValue(symbol: Expr, { at, sizes }: Surroundings): Item {
  const name = nameOf(symbol) as string
  const value = at.get(name)
  const length = value === undefined && symbol.rank === 0 ? sizes.get(name) : undefined
  if (length !== undefined) return length
  if (value === undefined) throw new EvaluationError(`no value for ${name}`)
  if (symbol.rank === 0 && value.shape.length > 0) throw new EvaluationError(`${name} is a scalar, but its value is an array`)
  return asItem(value)
}

/** The value of a node from the values of its arguments. Throws EvaluationError. */
export function nodeValue(node: Expr, args: readonly Item[], surroundings: Surroundings): Item {
  const { op } = node
  if (isNumber(node)) return (exactOf(node) as { value: number }).value
  if (isSymbol(node)) return symbolValue(node, surroundings)
  const { kernel } = op
  // Graphs of scalars are made of these.
  if (kernel !== undefined && op.elementwise && args.length === 2) {
    const [a, b] = [args[0], args[1]]
    if (typeof a === 'number' && typeof b === 'number') return kernel(a, b)
  }
  const { sizes, functions } = surroundings
  if (isSize(node)) return concreteLength(node.payload as Length, sizes)
  if (isCall(node)) {
    const { name, orders } = callOf(node)
    if (functions === undefined) throw new EvaluationError(`the function ${name} is not known`)
    if (!op.elementwise) return wholeCallValue(node, args, concreteShape(node.shape, sizes), functions)
    return mapItems((...numbers) => functions(name, orders, numbers), args)
  }
  if (kernel !== undefined && (op.elementwise || op.tensorKernel === undefined)) return mapItems(kernel, args)
  if (op.tensorKernel === undefined) throw new EvaluationError(`${op.title} has no numeric value`)
  return asItem(op.tensorKernel(args.map(asTensor), node.payload, concreteShape(node.shape, sizes), (length) => concreteLength(length, sizes)))
}

/** What a function of whole arrays gives: for each component of its value a function of all components of the arguments. */
function wholeCallValue(node: Expr, args: readonly Item[], shape: readonly number[], functions: UnknownFunctions): Item {
  const { name, orders, output } = wholeCallOf(node)
  const parts = args.map((arg) => asTensor(arg).data)
  const numbers = parts.flatMap((part) => Array.from(part))
  const result = tensor(shape)
  const sizeFrom = (axis: number): number => shape.slice(axis).reduce((product, length) => product * length, 1)
  const inner = sizeFrom(output.length)
  for (let at = 0; at < result.data.length; at++) {
    const own = new Array<number>(numbers.length).fill(0)
    // The place by which it is differentiated, one argument after the other.
    let [rest, size, start] = [at % inner, inner, 0]
    for (const [k, part] of parts.entries()) {
      for (let order = 0; order < (orders[k] as number); order++) {
        size /= part.length
        const place = start + Math.floor(rest / size)
        own[place] = (own[place] as number) + 1
        rest %= size
      }
      start += part.length
    }
    result.data[at] = functions(output.length === 0 ? name : `${name} ${Math.floor(at / inner)}`, own, numbers)
  }
  return asItem(result)
}

/** The values of all nodes of a plan. Throws EvaluationError. */
export function evaluatePlan({ nodes, args, bodies }: Plan, surroundings: Surroundings): Item[] {
  const items = new Array<Item>(nodes.length)
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k] as Expr
    const parts = itemsAt(items, args[k] as readonly number[])
    const body = bodies.size === 0 ? undefined : bodies.get(node)
    items[k] = body === undefined ? nodeValue(node, parts, surroundings) : boundValue(node, parts, body, surroundings)
  }
  return items
}

const NO_ITEMS: readonly Item[] = Object.freeze([])

/** The items at some places. */
export function itemsAt<T extends Item | undefined>(items: readonly T[], places: readonly number[]): readonly T[] {
  // Most nodes have two arguments or none.
  if (places.length === 2) return [items[places[0] as number] as T, items[places[1] as number] as T]
  if (places.length === 0) return NO_ITEMS as readonly never[]
  const found: T[] = []
  for (let i = 0; i < places.length; i++) found.push(items[places[i] as number] as T)
  return found
}

function boundValue(node: Expr, [low, high]: readonly Item[], body: Plan, surroundings: Surroundings): Item {
  const inside = insideOf(node, surroundings)
  const root = body.roots[0] as number
  return bound(node.op, low as number, high as number, body.nodes.length, (index) => ({
    value: evaluatePlan(body, inside(index))[root] as number,
    tangent: 0,
  })).value
}

/** The surroundings inside of a sum or integral, at one value of its variable at a time. */
export function insideOf(node: Expr, surroundings: Surroundings): (index: number) => Surroundings {
  const at = new Map(surroundings.at)
  const name = boundName(node)
  const inside = { ...surroundings, at }
  return (index) => {
    at.set(name, scalarTensor(index))
    return inside
  }
}

/** Values with the lengths they imply. `symbols` are further symbols whose values say how long axes are. Throws EvaluationError. */
export function surroundingsOf(order: Plan, at: Bindings, symbols: readonly Expr[] = [], functions?: UnknownFunctions): Surroundings {
  const numberNamed = (name: string): number | undefined => {
    const value = at.get(name)
    return value?.shape.length === 0 ? value.data[0] : undefined
  }
  const sizes = bindSizes([...symbols, ...order.tensors], (symbol) => at.get(nameOf(symbol) as string), numberNamed)
  // A length that no array has is a number of that name: np.zeros((n, d)).
  for (const [name, { shape, data }] of at) if (shape.length === 0 && !sizes.has(name)) sizes.set(name, data[0] as number)
  return { at, sizes, functions }
}

/** Nested arrays by name as tensors. */
export function bindings(at: Readonly<Record<string, Value>>): Map<string, Tensor> {
  return new Map(Object.entries(at).map(([name, value]) => [name, fromValue(value)]))
}

/**
 * The value of an expression, as nested arrays in row-major order. `symbols` are further symbols whose values say how
 * long axes are: the derivative of sum(x) is all ones and no longer mentions x. Throws EvaluationError.
 */
export function evaluate(expr: Expr, at: Readonly<Record<string, Value>>, symbols: readonly Expr[] = []): Value {
  return evaluateAll([expr], at, symbols)[0] as Value
}

/** The values of several expressions in one pass over what they share. Throws EvaluationError. */
export function evaluateAll(exprs: readonly Expr[], at: Readonly<Record<string, Value>>, symbols: readonly Expr[] = []): Value[] {
  const order = plan(exprs)
  const items = evaluatePlan(order, surroundingsOf(order, bindings(at), symbols))
  return order.roots.map((place) => toValue(asTensor(items[place] as Item)))
}
