/**
 * Expressions of several symbols that are powers of them times a function of one product: k cos(kx)/x - sin(kx)/x² is k² g(kx). What is
 * known of g, an expression of a single symbol, is so of the whole.
 */
import { type Plan, scalarPlan } from '../../evaluate/plan.ts'
import { scalarValues } from '../../evaluate/rounding.ts'
import { type Expr, exactOf, nameOf, number, substitute, symbol, symbolsOf, topological } from '../../expr.ts'
import { add, div, mul, neg, pow } from '../../ops/arithmetic.ts'
import { hypot } from '../../ops/powers.ts'
import { keeping } from '../remembering.ts'

export interface OfProduct {
  /** The product w = c x, linear in x. */
  readonly product: Expr
  /** What g is multiplied by. */
  readonly scale: Expr
  /** Whether that has a value everywhere. */
  readonly isWhole: boolean
  /** g, of the symbol `of`. */
  readonly inner: Expr
  readonly of: Expr
}

/** Stands for the product: no text has this name. */
const PRODUCT = symbol('the product')

/** Powers looked for, and how exactly they must be met. */
const [HIGHEST, MET] = [12, 1e-9]
/** Values of the product, and factors by which other symbols are changed meanwhile. */
const PLACES = [0.3, 0.83]
const FACTORS = [1.7, 0.55, -1.3]

/** number · Π symbol^power. */
interface Monomial {
  coefficient: number
  readonly powers: Map<Expr, number>
}

function monomialOf(node: Expr): Monomial | undefined {
  const value = exactOf(node)?.value
  if (value !== undefined) return { coefficient: value, powers: new Map() }
  if (nameOf(node) !== undefined) return node.rank === 0 ? { coefficient: 1, powers: new Map([[node, 1]]) } : undefined
  const [first, second] = node.args as [Expr, Expr]
  const result: Monomial = { coefficient: 1, powers: new Map() }
  const take = (part: Expr, sign: number): boolean => {
    const own = monomialOf(part)
    if (own === undefined) return false
    result.coefficient *= own.coefficient ** sign
    for (const [name, power] of own.powers) result.powers.set(name, (result.powers.get(name) ?? 0) + sign * power)
    return true
  }
  if (node.op === mul.op) return node.args.every((arg) => take(arg, 1)) ? result : undefined
  if (node.op === div.op) return take(first, 1) && take(second, -1) ? result : undefined
  if (node.op === neg.op) {
    result.coefficient = -1
    return take(first, 1) ? result : undefined
  }
  const power = node.op === pow.op ? exactOf(second)?.asInteger : undefined
  if (power !== undefined) return take(first, power) ? result : undefined
  // A constant, as π.
  if (node.args.length > 0 || node.op.kernel === undefined) return undefined
  return { coefficient: node.op.kernel(), powers: new Map() }
}

const ARITHMETIC: ReadonlySet<string> = new Set(['add', 'mul', 'div', 'neg', 'pow'])

/** A product of two symbols or more, of which a function is taken. */
export interface Argument {
  readonly product: Expr
  readonly monomial: Monomial
}

/** The products in an expression that it may be a function of: what functions are taken of, and the sizes of terms of sums to each other. */
export function productsIn(node: Expr): Argument[] {
  const found = new Map<string, Argument>()
  for (const part of topological([node])) {
    const own = suggested(part, () => suggestedBy(part))
    if (own !== undefined && !found.has(own.key)) found.set(own.key, own)
  }
  return [...found.values()]
}

/** The product that a node is a function of, with a key of its powers. */
interface Suggested extends Argument {
  readonly key: string
}
/** Parts are looked at with all that they are parts of. */
const suggested = keeping<Suggested | undefined>()

function suggestedBy({ op, args }: Expr): Suggested | undefined {
  const [first, second] = args as [Expr, Expr]
  const isOfOne = args.length === 1 && !ARITHMETIC.has(op.name)
  const isSum = args.length > 1 && (op === add.op || op === hypot.op)
  const monomial = isOfOne ? monomialOf(first) : isSum ? quotientOf(first, second) : undefined
  if (monomial === undefined || monomial.powers.size < 2) return undefined
  const own = isSum || rootOf(monomial) > 1 ? reduced(monomial) : { product: first, monomial }
  return { ...own, key: [...own.monomial.powers].map(([name, power]) => `${nameOf(name)}^${power}`).join() }
}

/** The powers in a quotient of two products. */
function quotientOf(above: Expr, below: Expr): Monomial | undefined {
  const [first, second] = [monomialOf(above), monomialOf(below)]
  if (first === undefined || second === undefined) return undefined
  const powers = new Map(first.powers)
  for (const [name, power] of second.powers) powers.set(name, (powers.get(name) ?? 0) - power)
  return { coefficient: 1, powers: new Map([...powers].filter(([, power]) => power !== 0)) }
}

/** The largest whole number that divides all powers. */
const rootOf = ({ powers }: Monomial): number => [...powers.values()].map(Math.abs).reduce(greatestCommonDivisor, 0)
const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))

/** r/c for r²/c²: what comes first stands above the bar. */
function reduced(monomial: Monomial): Argument {
  const root = rootOf(monomial) * Math.sign([...monomial.powers.values()][0] as number)
  const powers = new Map([...monomial.powers].map(([name, power]): [Expr, number] => [name, power / root]))
  const side = (sign: 1 | -1): Expr => mul(...[...powers].flatMap(([name, power]) => (power * sign > 0 ? [pow(name, power * sign)] : [])))
  const isWhole = [...powers.values()].every((power) => power > 0)
  return { product: isWhole ? side(1) : div(side(1), side(-1)), monomial: { coefficient: 1, powers } }
}

export const isLinear = ({ monomial }: Argument, x: Expr): boolean => monomial.powers.get(x) === 1

/** The node by one product of its symbols, x among them, as it is written in a function; undefined where there is no such. */
export function ofProduct(node: Expr, x: Expr, products: readonly Argument[]): OfProduct | undefined {
  const order = scalarPlan(node)
  if (order === undefined) return undefined
  for (const own of products) {
    const found = isLinear(own, x) ? byMonomial(node, order, x, own) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function byMonomial(node: Expr, order: Plan, x: Expr, { product, monomial }: Argument): OfProduct | undefined {
  const { coefficient, powers } = monomial
  const others = symbolsOf(node).filter((other) => other !== x)
  const at = (u: number, values: ReadonlyMap<Expr, number>): number => {
    const known: Record<string, number> = { [nameOf(x) as string]: u / coefficient }
    for (const other of others) {
      const value = values.get(other) ?? 1
      known[nameOf(other) as string] = value
      known[nameOf(x) as string] = (known[nameOf(x) as string] as number) / value ** (powers.get(other) ?? 0)
    }
    return scalarValues(order, known)[order.roots[0] as number] as number
  }
  const [first, second] = PLACES as [number, number]
  const whole = at(first, new Map())
  const degrees = new Map<Expr, number>()
  for (const other of others) {
    const power = Math.log(Math.abs(at(first, new Map([[other, FACTORS[0] as number]])) / whole)) / Math.log(FACTORS[0] as number)
    const nearest = Math.round(power)
    if (!(Math.abs(power - nearest) <= MET && Math.abs(nearest) <= HIGHEST)) return undefined
    degrees.set(other, nearest)
  }
  // All of them changed at once, to either sign, at another place.
  for (const [k] of FACTORS.entries()) {
    const values = new Map(others.map((other, i) => [other, FACTORS[(i + k) % FACTORS.length] as number]))
    const expected = others.reduce((value, other) => value * (values.get(other) as number) ** (degrees.get(other) as number), at(second, new Map()))
    if (!(Math.abs(at(second, values) - expected) <= MET * Math.abs(expected))) return undefined
  }
  const given = others.map((other): [Expr, Expr] => [other, number(1)])
  const once = substitute(product, new Map([...given, [x, number(1)]]))
  const inner = substitute(node, new Map([...given, [x, div(PRODUCT, once)]]))
  const scale = mul(...others.map((other) => pow(other, degrees.get(other) as number)))
  return { product, scale, isWhole: [...degrees.values()].every((degree) => degree >= 0), inner, of: PRODUCT }
}
