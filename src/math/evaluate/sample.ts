/** Sample points for proofs: deterministic, in boxes that between them meet the domains people write, with stand-ins for unknown functions. */
import type { Value } from '../api.ts'
import { type Expr, exactOf, isSymbol, nameOf, symbolsOf, topological, traitsOf } from '../expr.ts'
import { productSeriesOperation, seriesOperation } from '../ops/binder.ts'
import { eq, ne } from '../ops/condition.ts'
import { oneHot } from '../ops/indicator.ts'
import { type AxisItem, itemsOf, place, put, take } from '../ops/slice.ts'
import { isSize } from '../ops/structure.ts'
import { evaluateLength, type Length, lengthNames } from '../shape.ts'
import { fromValue, type Tensor, tensor } from '../tensor.ts'
import type { UnknownFunctions } from './value.ts'

/** Boxes that points are drawn from, in turn: what lies outside of a domain in one lies inside in the next. */
const BOXES: readonly (readonly [number, number])[] = [
  [-2, 2],
  [0.2, 2.5],
  [0.05, 0.95],
  [1.1, 3],
  [-0.9, 0.9],
  [2, 9],
  [-6, -0.5],
]

/**
 * Where maps contract, which many rounds of them do not elsewhere: numbers near zero, square matrices near half of the identity. It is
 * beside the boxes that are drawn, and taken where those show nothing.
 */
const CALM = BOXES.length
const CALM_NUMBERS = [-0.15, 0.15] as const
const CALM_DIAGONAL = 0.5

/** Deterministic, so that a proof gives the same figures each time: mulberry32. */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** What lengths are by habit: a matrix m×n is tall, k is an inner length; so that inverses of XᵀX exist. */
const USUAL_SIZES: ReadonlyMap<string, number> = new Map([
  ['m', 4],
  ['n', 3],
  ['k', 2],
])

/** Components farther out are not sampled. */
const MOST_TAKEN = 256

/** How long an axis must be for the components taken of it. */
function leastLength(item: AxisItem): number {
  if ('at' in item) return item.at >= 0 ? item.at + 1 : -item.at
  const bound = (place: Length | null): number => (typeof place !== 'number' ? 0 : place >= 0 ? place : -place)
  return Math.max(bound(item.start) + 1, bound(item.stop))
}

/** Small sizes for the symbolic lengths of some nodes, large enough for the components that are taken, and of as many as the labels that are known name. */
export function sampleSizes(nodes: readonly Expr[], known: ReadonlyMap<string, Value> = new Map()): Map<string, number> {
  const sizes = new Map<string, number>()
  const parts: [length: string, least: number][] = []
  for (const node of nodes) {
    const labels = node.op === oneHot.op ? known.get(nameOf(node.args[0] as Expr) ?? '') : undefined
    if (labels !== undefined && typeof node.payload === 'string') {
      const count = 1 + fromValue(labels).data.reduce((most, label) => Math.max(most, label), 0)
      if (count <= MOST_TAKEN) sizes.set(node.payload, count)
    }
    // What terms of a sum are counted to is a whole number.
    if (node.op === seriesOperation || node.op === productSeriesOperation)
      for (const symbol of symbolsOf(...node.args.slice(1))) sizes.set(nameOf(symbol) as string, USUAL_SIZES.get(nameOf(symbol) as string) ?? 3)
    if (node.op !== take.op && node.op !== place.op && node.op !== put.op) continue
    const { items, whole } = itemsOf(node)
    for (const [axis, item] of items.entries()) {
      const [name, least] = [String(whole[axis]), leastLength(item)]
      if (typeof whole[axis] === 'string' && least <= MOST_TAKEN) parts.push([name, least])
      if (/^[A-Za-z_]\w*$/.test(name) && least > (sizes.get(name) ?? 2) && least <= MOST_TAKEN) sizes.set(name, least)
    }
  }
  for (const node of nodes) {
    // Of an array of which only the length is used it is that alone.
    for (const length of isSize(node) ? [node.payload as Length] : node.shape)
      for (const name of sizes.has(length as string) ? [] : lengthNames(length))
        if (!sizes.has(name)) sizes.set(name, USUAL_SIZES.get(name) ?? 2 + (sizes.size % 3))
  }
  // A name alone has a size by now.
  for (const { shape } of nodes) for (const length of shape) if (typeof length === 'string' && !sizes.has(length)) lengthen(length, sizes, 1)
  for (const [length, least] of parts) if (lengthNames(length).every((name) => sizes.has(name))) lengthen(length, sizes, least)
  return sizes
}

/** Makes what a length is taken from longer where less than `least` would be left: n of n - 2k. */
function lengthen(length: string, sizes: Map<string, number>, least: number): void {
  for (const name of lengthNames(length)) {
    const [own, missing] = [sizes.get(name) as number, least - evaluateLength(length, sizes)]
    if (missing <= 0) return
    const grows = evaluateLength(length, new Map(sizes).set(name, own + missing)) === least
    if (grows && own + missing <= MOST_TAKEN) sizes.set(name, own + missing)
  }
}

/**
 * Which box each of some symbols is drawn from: in the first rounds one box for all of them, then a box for each; later
 * mostly those again that have led to a value (`found`), so that narrow domains get their points too.
 */
export function chooseBoxes(count: number, round: number, found: readonly (readonly number[])[], random: () => number): readonly number[] {
  if (found.length > 0 && round > 2 * BOXES.length && random() < 0.7) return found[Math.floor(random() * found.length)] as readonly number[]
  const common = round % 3 === 2 || round > 6 * BOXES.length ? undefined : (round - Math.floor(round / 3)) % BOXES.length
  return Array.from({ length: count }, () => common ?? Math.floor(random() * BOXES.length))
}

/** All symbols from where maps contract. */
export const calmBoxes = (count: number): readonly number[] => new Array<number>(count).fill(CALM)

const GROUPS = [0, 1]

/** The numbers that symbols, or their own components, are compared with for being equal, status == 1: random ones never are. */
export function labelsIn(nodes: readonly Expr[]): ReadonlyMap<string, readonly number[]> {
  const labels = new Map<string, number[]>()
  for (const { op, args } of nodes) {
    if (op !== eq.op && op !== ne.op) continue
    const values = args.map((arg) => exactOf(arg)?.value)
    const label = values.find((value) => value !== undefined)
    const other = args[values.indexOf(undefined)]
    const [symbol, ...more] = topological(label === undefined || other === undefined ? args : [other]).filter(isSymbol)
    if (symbol === undefined || more.length > 0) continue
    const name = nameOf(symbol) as string
    // Components that are compared with each other are numbers of groups; with the largest of them they are equal at a kink alone.
    if (label === undefined && topological(args).some(({ op }) => op.kinks !== undefined)) continue
    labels.set(name, [...(labels.get(name) ?? []), ...(label === undefined ? GROUPS : [label])])
  }
  return labels
}

/** Values for some symbols, each from its box; those with `labels` are one of these half of the time, and what is called like a length is that. */
export function samplePoint(
  symbols: readonly Expr[],
  sizes: ReadonlyMap<string, number>,
  boxes: readonly number[],
  random: () => number,
  labels: ReadonlyMap<string, readonly number[]> = new Map(),
): Map<string, Tensor> {
  const at = new Map<string, Tensor>()
  symbols.forEach((symbol, k) => {
    const [low, high] = BOXES[boxes[k] as number] ?? CALM_NUMBERS
    const sample = tensor(symbol.shape.map((length) => evaluateLength(length, sizes)))
    for (let i = 0; i < sample.data.length; i++) sample.data[i] = low + (high - low) * random()
    if (boxes[k] === CALM) raiseDiagonal(sample)
    const name = nameOf(symbol) as string
    const own = labels.get(name)
    if (own !== undefined)
      for (let i = 0; i < sample.data.length; i++) if (random() < 0.5) sample.data[i] = own[Math.floor(random() * own.length)] as number
    const size = symbol.rank === 0 ? sizes.get(name) : undefined
    if (size !== undefined) sample.data[0] = size
    shapeToTraits(symbol, sample)
    at.set(name, sample)
  })
  for (const [name, size] of sizes) if (!at.has(name)) at.set(name, { shape: [], data: Float64Array.of(size) })
  return at
}

/** A direction of the same kind as the symbol: symmetric for a symmetric matrix, diagonal for a diagonal one. */
export function sampleDirection(symbol: Expr, { shape }: Tensor, random: () => number): Tensor {
  const direction = tensor(shape)
  for (let i = 0; i < direction.data.length; i++) direction.data[i] = (0.5 + random()) * (random() < 0.5 ? -1 : 1)
  const { symmetric, positiveDefinite, diagonal } = traitsOf(symbol)
  if (shape.length === 2 && (symmetric === true || positiveDefinite === true)) symmetrize(direction)
  if (shape.length === 2 && diagonal === true) keepDiagonal(direction)
  return direction
}

/** The orthogonal matrix I - 2 v vᵀ/(vᵀ v), of the numbers of the first row (Householder). */
function reflect(data: Float64Array, n: number): void {
  const v = data.slice(0, n)
  const square = v.reduce((sum, x) => sum + x * x, 0) || 1
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) data[i * n + j] = (i === j ? 1 : 0) - (2 * (v[i] as number) * (v[j] as number)) / square
}

function shapeToTraits(symbol: Expr, sample: Tensor): void {
  const { symmetric, positiveDefinite, diagonal, positive, integer } = traitsOf(symbol)
  const { data, shape } = sample
  if (positive === true) for (let i = 0; i < data.length; i++) data[i] = Math.abs(data[i] as number) + 0.01
  if (integer === true) for (let i = 0; i < data.length; i++) data[i] = Math.round(3 * (data[i] as number))
  if (shape.length !== 2 || shape[0] !== shape[1]) return
  const n = shape[0] as number
  if (traitsOf(symbol).orthogonal === true) reflect(data, n)
  if (diagonal === true) keepDiagonal(sample)
  if (symmetric === true || positiveDefinite === true) symmetrize(sample)
  // Diagonally dominant, hence positive definite.
  if (positiveDefinite === true) {
    for (let i = 0; i < n; i++) {
      let sum = 0.5
      for (let j = 0; j < n; j++) sum += Math.abs(data[i * n + j] as number)
      data[i * n + i] = sum
    }
  }
}

function symmetrize({ data, shape }: Tensor): void {
  const n = shape[0] as number
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) data[i * n + j] = data[j * n + i] as number
}

function raiseDiagonal({ data, shape }: Tensor): void {
  const [m, n] = shape.slice(-2) as [number, number]
  if (shape.length < 2 || m !== n) return
  for (let start = 0; start < data.length; start += n * n)
    for (let i = start; i < start + n * n; i += n + 1) data[i] = (data[i] as number) + CALM_DIAGONAL
}

function keepDiagonal({ data, shape }: Tensor): void {
  const n = shape[1] as number
  for (let i = 0; i < data.length; i++) if (Math.floor(i / n) !== i % n) data[i] = 0
}

/**
 * A smooth function for every name, and all its derivatives: a wave whose direction and phase come from the name. What is
 * true of it for many points and names is true of any smooth function, as far as the chain rule goes.
 */
export const sampleFunctions: UnknownFunctions = (name, orders, args) => {
  let hash = 7
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0
  const random = generator(hash)
  let angle = random() * 6
  let factor = 1
  let total = 0
  args.forEach((arg, k) => {
    const weight = 0.5 + random()
    angle += weight * arg
    factor *= weight ** (orders[k] ?? 0)
    total += orders[k] ?? 0
  })
  return factor * Math.sin(angle + (total * Math.PI) / 2)
}
