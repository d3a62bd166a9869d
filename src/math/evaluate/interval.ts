/** Enclosures of expressions: an interval that surely holds every value, found by walking the graph once. */
import { type Expr, exactOf, isSymbol, topological, traitsOf } from '../expr.ts'
import type { Interval } from '../interval.ts'
import { isSize } from '../ops/structure.ts'

/** Bounds, included; infinite where nothing is known. */
export type Enclosure = readonly [number, number]

const EVERYTHING: Enclosure = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
const NOT_NEGATIVE: Enclosure = [0, Number.POSITIVE_INFINITY]
/** Of lengths: what is counted is there. */
const COUNTED: Enclosure = [1, Number.POSITIVE_INFINITY]

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
  if (isSize(node)) return COUNTED
  const { name, kernel, values, components } = node.op
  const [a, b] = args
  const fixed: Enclosure = [values?.min ?? Number.NEGATIVE_INFINITY, values?.max ?? Number.POSITIVE_INFINITY]
  if (a === undefined) {
    const value = kernel?.()
    return value === undefined ? fixed : [value, value]
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
      return power(a, b)
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
  if (node.op.monotone === true && kernel !== undefined) {
    const [low, high] = within(a, node.op.domain?.[0])
    return low <= high ? [kernel(low), kernel(high)] : fixed
  }
  if (components === 'placed') return args.reduce(hull, [0, 0])
  return components === undefined || components === 'summed' ? fixed : args.reduce(hull)
}

/** The part of an enclosure where a function has values. */
const within = ([low, high]: Enclosure, { min, max }: Interval = {}): Enclosure => [
  Math.max(low, min ?? Number.NEGATIVE_INFINITY),
  Math.min(high, max ?? Number.POSITIVE_INFINITY),
]

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

function power(base: Enclosure, [p, highest]: Enclosure = EVERYTHING): Enclosure {
  if (p !== highest) return base[0] > 0 ? NOT_NEGATIVE : EVERYTHING
  if (p === 0) return [1, 1]
  if (Number.isInteger(p) && p % 2 === 0) {
    const [low, high] = magnitude(base)
    return p > 0 ? [low ** p, high ** p] : [high ** p, low ** p]
  }
  if (base[0] >= 0) return p > 0 ? [base[0] ** p, base[1] ** p] : [base[1] ** p, base[0] ** p]
  return Number.isInteger(p) && p > 0 ? [base[0] ** p, base[1] ** p] : Number.isInteger(p) ? EVERYTHING : NOT_NEGATIVE
}
