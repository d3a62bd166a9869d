/** Where formulas are meant to be used: indices inside of their axes, and numbers that no guard against 0 or 1 has changed. */

import type { Value } from '../api.ts'
import type { Item } from '../evaluate/elementwise.ts'
import type { Plan } from '../evaluate/plan.ts'
import { asTensor } from '../evaluate/value.ts'
import { type Expr, exactOf, isSymbol, nameOf, number, substitute, symbolsOf, topological } from '../expr.ts'
import { sigmoid, softplus } from '../ops/activation.ts'
import { add, div, exp, expm1, mul, neg } from '../ops/arithmetic.ts'
import { maximum, minimum } from '../ops/condition.ts'
import { cosh, sinh, tanh } from '../ops/hyperbolic.ts'
import { oneHot } from '../ops/indicator.ts'
import { argsort } from '../ops/order.ts'
import { clip } from '../ops/rounding.ts'
import { logSoftmax, logsumexp, softmax } from '../ops/softmax.ts'
import { broadcastTo } from '../ops/structure.ts'
import { evaluateLength, type Length } from '../shape.ts'
import { simplify } from '../simplify/simplify.ts'
import type { Tensor } from '../tensor.ts'

/** Farther than this from a whole number a bound is one that people mean: huber's, not that of a logarithm. */
const GUARDED = 1e-3

/** A tiny number, or as little away from 1: who clips there means to stay off 0 and 1, and differentiates as if the clip were not there. */
const isGuard = (bound: number): boolean => {
  const off = Math.abs(bound - Math.round(bound))
  return off > 0 && off <= GUARDED
}

/** Without guards, which change nothing where formulas are meant to be used; `known` are values of names, as of an epsilon. */
export function unguarded(expr: Expr, known: ReadonlyMap<string, { readonly value?: Value }>): Expr {
  const values = new Map(
    symbolsOf(expr).flatMap((node): [Expr, Expr][] => {
      const value = known.get(nameOf(node) as string)?.value
      return typeof value === 'number' ? [[node, number(value)]] : []
    }),
  )
  const boundOf = (bound: Expr): number | undefined => exactOf(simplify(substitute(bound, values)))?.value
  const found = new Map<Expr, Expr>()
  for (const node of topological([expr])) {
    if (node.op !== clip.op) continue
    const [x, ...bounds] = node.args as [Expr, ...Expr[]]
    if (bounds.every((bound) => isGuard(boundOf(bound) ?? 0))) found.set(node, broadcastTo(x, node.shape))
  }
  return found.size === 0 ? expr : substitute(expr, found)
}

/** Symbols that pick a component, with the length of the axis it is picked of. */
export function indicesIn(nodes: readonly Expr[]): Map<string, Length> {
  const found = new Map<string, Length>()
  for (const { op, args, payload } of nodes) {
    if (op !== oneHot.op) continue
    // The place of the largest component is an index; the components are none.
    const counted = new Set(args)
    for (const node of counted)
      if (isSymbol(node)) found.set(nameOf(node) as string, payload as Length)
      else if (node.op !== argsort.op) for (const arg of node.args) counted.add(arg)
  }
  return found
}

/** Draws the components that symbols pick, one more than there are: some count from 1. */
export function drawIndices(
  at: ReadonlyMap<string, Tensor>,
  indices: ReadonlyMap<string, Length>,
  sizes: ReadonlyMap<string, number>,
  random: () => number,
): void {
  for (const [name, length] of indices) {
    const count = 1 + evaluateLength(length, sizes)
    const data = at.get(name)?.data
    if (data !== undefined) for (let i = 0; i < data.length; i++) data[i] = Math.floor(random() * count)
  }
}

/** From this number on a bound keeps an exponential from overflowing, rather than that it is meant: a logit clipped at 30. */
const OVERFLOWS = 10
/** What is the same, or too large, from there on. */
const EXPONENTIAL: ReadonlySet<Expr['op']> = new Set(
  [exp, expm1, sinh, cosh, tanh, sigmoid, softplus, softmax, logSoftmax, logsumexp].map(({ op }) => op),
)
const LINEAR: ReadonlySet<Expr['op']> = new Set([neg, add, mul, div].map(({ op }) => op))

/** What is bounded only for the exponentials that are taken of it: beyond bounds that are far out formulas are not meant to be used. */
export function boundedForExponentials(nodes: readonly Expr[]): Set<Expr> {
  const uses = new Map<Expr, Expr[]>()
  for (const node of nodes) for (const arg of node.args) uses.set(arg, [...(uses.get(arg) ?? []), node])
  const isIn = (node: Expr, hops = 0): boolean =>
    uses.get(node)?.some((use) => EXPONENTIAL.has(use.op) || (hops < LONGEST && LINEAR.has(use.op) && isIn(use, hops + 1))) === true
  const bounds: readonly Expr['op'][] = [clip.op, maximum.op, minimum.op]
  return new Set(nodes.filter((node) => bounds.includes(node.op) && node.args.some((arg) => isFar(exactOf(arg)?.value ?? 0)) && isIn(node)))
}

const isFar = (bound: number): boolean => Math.abs(bound) >= OVERFLOWS

/** Sums and products between a bound and what is taken of it. */
const LONGEST = 4

const numbersOf = (item: Item): readonly number[] => (typeof item === 'number' ? [item] : [...asTensor(item).data])

/** A bound of a clamp, as people give it: a number, a name, or a name with the other sign. */
const isBound = (node: Expr): boolean => exactOf(node) !== undefined || isSymbol(node) || (node.op === neg.op && isSymbol(node.args[0] as Expr))

/** Both bounds of min(max(x, low), high), or of the same from outside in: where low is above high, the two are not the same, and neither is meant. */
function boundsOfClamp(node: Expr): readonly [low: Expr, high: Expr] | undefined {
  const other = node.op === minimum.op ? maximum.op : node.op === maximum.op ? minimum.op : undefined
  const inner = node.args.find((arg) => arg.op === other)
  if (other === undefined || inner === undefined) return undefined
  const outer = node.args.find((arg) => arg !== inner) as Expr
  // Of min(max(x, low), high) with an x that is a name too, the bound stands last.
  const bound = [...inner.args].reverse().find(isBound)
  if (bound === undefined || !isBound(outer)) return undefined
  return node.op === minimum.op ? [bound, outer] : [outer, bound]
}

/**
 * Whether the values of a plan's nodes are outside: a component that is not there is picked, a guard holds, also of what is `bounded` for
 * exponentials, or the bounds of a clamp are crossed.
 */
export function isOutside(
  { nodes, args, places }: Plan,
  items: readonly Item[],
  sizes: ReadonlyMap<string, number>,
  bounded: ReadonlySet<Expr>,
): boolean {
  return nodes.some((node, k) => {
    const holds = (bound: number): boolean => isGuard(bound) || (isFar(bound) && bounded.has(node))
    const own = (args[k] as readonly number[]).map((place) => items[place] as Item)
    if (node.op === oneHot.op) {
      const count = evaluateLength(node.payload as Length, sizes)
      return numbersOf(own[0] as Item).some((index) => index < 0 || index >= count)
    }
    if (node.op === clip.op) {
      const [low, high] = [own[1], own[2]]
      if (typeof low === 'number' && typeof high === 'number' && low > high) return true
      const below = typeof low === 'number' && holds(low) ? low : Number.NEGATIVE_INFINITY
      const above = typeof high === 'number' && holds(high) ? high : Number.POSITIVE_INFINITY
      return numbersOf(own[0] as Item).some((x) => x < below || x > above)
    }
    if (node.op !== maximum.op && node.op !== minimum.op) return false
    const clamp = boundsOfClamp(node)
    if (clamp !== undefined) {
      const [low, high] = clamp.map((bound) => items[places.get(bound) as number])
      if (typeof low === 'number' && typeof high === 'number' && low > high) return true
    }
    const bounds = own.filter((bound, i): bound is number => exactOf(node.args[i] as Expr) !== undefined && typeof bound === 'number' && holds(bound))
    const others = own.filter((_, i) => exactOf(node.args[i] as Expr) === undefined).flatMap(numbersOf)
    return bounds.some((bound) => others.some((x) => (node.op === maximum.op ? x < bound : x > bound)))
  })
}
