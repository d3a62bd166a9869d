/** Enclosures of expressions: an interval that surely holds every value, found by walking the graph once. */
import { type Expr, exactOf, isSymbol, topological, traitsOf } from '../expr.ts'

/** Bounds, included; infinite where nothing is known. */
export type Enclosure = readonly [number, number]

const EVERYTHING: Enclosure = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
const NOT_NEGATIVE: Enclosure = [0, Number.POSITIVE_INFINITY]
const UNIT: Enclosure = [0, 1]
const SIGNED_UNIT: Enclosure = [-1, 1]

/** Rows whose values lie between fixed bounds whatever their arguments. */
const RANGES: ReadonlyMap<string, Enclosure> = new Map<string, Enclosure>([
  ...['sin', 'cos', 'tanh', 'erf', 'softsign', 'sign'].map((name): [string, Enclosure] => [name, SIGNED_UNIT]),
  ...['sigmoid', 'norm_cdf', 'heaviside', 'hardsigmoid', 'sech', 'lt', 'le', 'gt', 'ge', 'eq', 'ne', 'and', 'or', 'not', 'softmax'].map(
    (name): [string, Enclosure] => [name, UNIT],
  ),
  ...['norm', 'relu', 'softplus', 'hypot', 'norm_pdf', 'var', 'std', 'erfc', 'acosh', 'kl_div'].map((name): [string, Enclosure] => [
    name,
    NOT_NEGATIVE,
  ]),
  ['cosh', [1, Number.POSITIVE_INFINITY]],
  ['relu6', [0, 6]],
  ['size', [1, Number.POSITIVE_INFINITY]],
  ['arange', NOT_NEGATIVE],
  ['asin', [-Math.PI / 2, Math.PI / 2]],
  ['atan', [-Math.PI / 2, Math.PI / 2]],
  ['acos', [0, Math.PI]],
])

/** Functions that grow with their only argument: bounds go through the kernel. */
const MONOTONE: ReadonlySet<string> = new Set([
  'exp',
  'expm1',
  'exp2',
  'exp10',
  'sqrt',
  'cbrt',
  'ln',
  'log2',
  'log10',
  'log1p',
  'asinh',
  'sinh',
  'floor',
  'ceil',
  'trunc',
  'round',
])

/** Reductions that keep the bounds of what they reduce. */
const KEEPING: ReadonlySet<string> = new Set(['broadcast', 'mean', 'amax', 'amin', 'take', 'sort', 'reshape', 'transpose', 'diag', 'index'])

/** An enclosure of every component of each expression, with what is known of some nodes, such as indices. */
export function enclose(roots: readonly Expr[], known?: ReadonlyMap<Expr, Enclosure>): Map<Expr, Enclosure> {
  const found = new Map<Expr, Enclosure>(known)
  for (const node of topological(roots)) {
    if (known?.has(node) === true) continue
    found.set(
      node,
      enclosure(
        node,
        node.args.map((arg) => found.get(arg) as Enclosure),
      ),
    )
  }
  return found
}

function enclosure(node: Expr, args: readonly Enclosure[]): Enclosure {
  const exact = exactOf(node)
  if (exact !== undefined) return [exact.value, exact.value]
  if (isSymbol(node)) return traitsOf(node).positive === true ? NOT_NEGATIVE : EVERYTHING
  const { name, kernel } = node.op
  const [a, b] = args
  const fixed = RANGES.get(name)
  if (a === undefined) {
    const value = kernel?.()
    return fixed ?? (value === undefined ? EVERYTHING : [value, value])
  }
  switch (name) {
    case 'add':
      return args.reduce(([low, high], [c, d]) => [low + c, high + d])
    case 'neg':
      return [-a[1], -a[0]]
    case 'mul':
      return product(node, args)
    case 'div':
      return b === undefined || b[0] <= 0 ? EVERYTHING : times(a, [1 / b[1], 1 / b[0]])
    case 'pow':
      return power(node, a)
    case 'square':
      return squared(a)
    case 'abs':
      return magnitude(a)
    case 'maximum':
      return args.reduce((x, y) => [Math.max(x[0], y[0]), Math.max(x[1], y[1])])
    case 'minimum':
      return args.reduce((x, y) => [Math.min(x[0], y[0]), Math.min(x[1], y[1])])
    case 'factorial':
      // Its least value, at 0.46.
      return a[0] >= 0 ? [0.885, Number.POSITIVE_INFINITY] : EVERYTHING
    case 'where':
      return hull(args[1] as Enclosure, args[2] as Enclosure)
    case 'cumsum':
      return a[0] >= 0 ? [a[0], Number.POSITIVE_INFINITY] : EVERYTHING
    case 'sum':
      return [a[0] >= 0 ? 0 : Number.NEGATIVE_INFINITY, a[1] <= 0 ? 0 : Number.POSITIVE_INFINITY]
  }
  if (node.op.elementwise && kernel !== undefined && args.every(([low, high]) => low === high)) {
    const value = kernel(...args.map(([low]) => low))
    if (Number.isFinite(value)) return [value, value]
  }
  if (MONOTONE.has(name) && kernel !== undefined) {
    const [low, high] = [kernel(a[0]), kernel(a[1])]
    return [Number.isNaN(low) ? kernel(0) : low, Number.isNaN(high) ? Number.POSITIVE_INFINITY : high]
  }
  return fixed ?? (KEEPING.has(name) ? a : EVERYTHING)
}

const hull = (a: Enclosure, b: Enclosure): Enclosure => [Math.min(a[0], b[0]), Math.max(a[1], b[1])]
/** 0 · ∞ is 0 here: the bound is not attained. */
const product2 = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y)
function times(a: Enclosure, b: Enclosure): Enclosure {
  const corners = [product2(a[0], b[0]), product2(a[0], b[1]), product2(a[1], b[0]), product2(a[1], b[1])]
  return [Math.min(...corners), Math.max(...corners)]
}

const magnitude = ([low, high]: Enclosure): Enclosure => (low >= 0 ? [low, high] : high <= 0 ? [-high, -low] : [0, Math.max(-low, high)])
const squared = (a: Enclosure): Enclosure => {
  const [low, high] = magnitude(a)
  return [low * low, high * high]
}

/** The same factor twice is a square. */
function product({ args: factors }: Expr, args: readonly Enclosure[]): Enclosure {
  const counts = new Map<Expr, number>()
  for (const factor of factors) counts.set(factor, (counts.get(factor) ?? 0) + 1)
  let result: Enclosure = [1, 1]
  factors.forEach((factor, k) => {
    const count = counts.get(factor) ?? 0
    if (count === 0) return
    counts.delete(factor)
    const own = args[k] as Enclosure
    for (let i = 0; i < count >> 1; i++) result = times(result, squared(own))
    if (count % 2 === 1) result = times(result, own)
  })
  return result
}

function power(node: Expr, base: Enclosure): Enclosure {
  const exponent = exactOf(node.args[1] as Expr)
  if (exponent === undefined) return base[0] > 0 ? NOT_NEGATIVE : EVERYTHING
  const p = exponent.value
  if (p === 0) return [1, 1]
  if (Number.isInteger(p) && p % 2 === 0) {
    const [low, high] = magnitude(base)
    return p > 0 ? [low ** p, high ** p] : [high ** p, low ** p]
  }
  if (base[0] >= 0) return p > 0 ? [base[0] ** p, base[1] ** p] : [base[1] ** p, base[0] ** p]
  return Number.isInteger(p) && p > 0 ? [base[0] ** p, base[1] ** p] : Number.isInteger(p) ? EVERYTHING : NOT_NEGATIVE
}
