/**
 * The proof of every answer: the simplified derivative against differences of the original value, at sampled points of its
 * domain. Differences are extrapolated to step zero (Ridders 1982), so they share nothing with the symbolic result.
 */
import type { Note, Range, Value, Verification } from './api.ts'
import type { Item } from './evaluate/elementwise.ts'
import { type Plan, plan } from './evaluate/plan.ts'
import { asTensor, bindings, runPlan } from './evaluate/value.ts'
import { type Expr, exactOf, nameOf, symbolsOf, topological, traitsOf } from './expr.ts'
import { boundNames } from './ops/binder.ts'
import { evaluateLength, lengthNames } from './shape.ts'
import { type Tensor, tensor, toValue } from './tensor.ts'

/** Points asked for; fewer where the graph or the variable is large. */
const POINTS = 24
/** Evaluations of the value that one proof may cost. */
const EVALUATIONS = 1600
/** Nodes beyond which nothing is sampled. */
const LARGEST = 20_000

/** Boxes that points are drawn from, in turn: what lies outside of a domain is drawn again from the next. */
const BOXES: readonly (readonly [number, number])[] = [
  [-2, 2],
  [0.2, 2.5],
  [0.05, 0.95],
  [1.1, 3],
  [-0.9, 0.9],
]

/** Deterministic, so that a proof gives the same figures each time: mulberry32. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Compares a derivative with differences of the value it belongs to. `known` are values the text gives: they make the first
 * point. `worst` is the largest error relative to the larger of 1 and the derivative.
 */
export function verifyDerivative(value: Expr, by: Expr, derivative: Expr, known: ReadonlyMap<string, Value> = new Map()): Verification {
  const nodes = topological([value, derivative])
  if (nodes.length > LARGEST) return { method: 'none', why: 'the expression is too large to sample' }
  if (nodes.some((node) => node.op.name === 'call')) return { method: 'none', why: 'it holds a function the text does not define' }
  const bound = boundNames(nodes)
  const symbols = symbolsOf(value, derivative).filter((node) => !bound.has(nameOf(node) as string))
  if (!symbols.includes(by)) symbols.push(by)
  const sizes = sampleSizes(nodes)
  const components = by.shape.reduce<number>((product, length) => product * evaluateLength(length, sizes), 1)
  const points = Math.max(1, Math.min(POINTS, Math.floor(EVALUATIONS / (16 * components))))
  const random = generator(nodes.length + 1)
  const plans = { value: plan([value]), derivative: plan([derivative]) }
  let worst = 0
  let proven = 0
  for (let tried = 0; tried < points * 6 && proven < points; tried++) {
    const at = samplePoint(symbols, sizes, BOXES[tried % BOXES.length] as readonly [number, number], random)
    if (tried === 0) for (const [name, given] of known) if (Object.hasOwn(at, name)) at[name] = given
    const error = errorAt(plans, by, at, symbols)
    if (error === undefined) continue
    proven++
    worst = Math.max(worst, error)
  }
  if (proven === 0) return { method: 'none', why: 'no point was found where the value and its derivative are finite' }
  return { method: 'extrapolated differences', points: proven, worst }
}

/** What lengths are by habit: a matrix m×n is tall, k is an inner length; so that inverses of XᵀX exist. */
const USUAL_SIZES: ReadonlyMap<string, number> = new Map([
  ['m', 4],
  ['n', 3],
  ['k', 2],
])

/** Small sizes for symbolic lengths. */
function sampleSizes(nodes: readonly Expr[]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const { shape } of nodes) {
    for (const length of shape) for (const name of lengthNames(length)) if (!sizes.has(name)) sizes.set(name, USUAL_SIZES.get(name) ?? 2 + (sizes.size % 3))
  }
  return sizes
}

function samplePoint(symbols: readonly Expr[], sizes: ReadonlyMap<string, number>, [low, high]: readonly [number, number], random: () => number): Record<string, Value> {
  const at: Record<string, Value> = Object.create(null) as Record<string, Value>
  for (const symbol of symbols) {
    const sample = tensor(symbol.shape.map((length) => evaluateLength(length, sizes)))
    for (let i = 0; i < sample.data.length; i++) sample.data[i] = low + (high - low) * random()
    if (traitsOf(symbol).symmetric === true) symmetrize(sample.data, sample.shape[0] as number)
    at[nameOf(symbol) as string] = toValue(sample)
  }
  return at
}

function symmetrize(data: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) data[i * n + j] = data[j * n + i] as number
}

/** Largest relative error at one point; undefined where something is not finite. */
function errorAt(plans: { value: Plan; derivative: Plan }, by: Expr, point: Record<string, Value>, symbols: readonly Expr[]): number | undefined {
  const name = nameOf(by) as string
  const at = bindings(point)
  const run = (which: Plan): Tensor => asTensor(runPlan(which, at, symbols).items[which.roots[0] as number] as Item)
  const exact = run(plans.derivative)
  if (!exact.data.every(Number.isFinite)) return undefined
  const centre = at.get(name) as Tensor
  const symmetric = traitsOf(by).symmetric === true
  const size = centre.data.length
  let worst = 0
  for (let k = 0; k < size; k++) {
    const mirrored = symmetric ? (k % (centre.shape[0] as number)) * (centre.shape[0] as number) + Math.floor(k / (centre.shape[0] as number)) : k
    const shifted = (h: number): Float64Array => {
      const data = centre.data.slice()
      // Along the symmetric direction, half a step each, so that the difference is the symmetric gradient's component.
      data[k] = (data[k] as number) + (mirrored === k ? h : h / 2)
      if (mirrored !== k) data[mirrored] = (data[mirrored] as number) + h / 2
      at.set(name, { shape: centre.shape, data })
      return run(plans.value).data
    }
    const difference = extrapolated(shifted, Math.max(1, Math.abs(centre.data[k] as number)))
    if (difference === undefined) return undefined
    for (let i = 0; i < difference.best.length; i++) {
      const own = exact.data[i * size + k] as number
      const scale = Math.max(1, Math.abs(own))
      const error = Math.abs(own - (difference.best[i] as number)) / scale
      // Where the differences themselves have not converged (next to a pole, over a kink) they prove nothing.
      if (error > INCONCLUSIVE && (difference.errors[i] as number) / scale > error / 100) return undefined
      worst = Math.max(worst, error)
    }
  }
  return worst
}

/** Ridders' method: central differences at shrinking steps, extrapolated; per component the value of least estimated error, and that error. */
function extrapolated(f: (h: number) => Float64Array, scale: number): { best: Float64Array; errors: Float64Array } | undefined {
  const rows: Float64Array[][] = []
  let best: Float64Array | undefined
  let errors: Float64Array | undefined
  let h = 0.02 * scale
  for (let i = 0; i < 8; i++) {
    const [up, down] = [f(h), f(-h)]
    const first = up.map((u, k) => (u - (down[k] as number)) / (2 * h))
    if (!first.every(Number.isFinite)) {
      // The step reaches over an edge of the domain: begin again with a smaller one.
      rows.length = 0
      best = undefined
      h /= 8
      continue
    }
    const row = [first]
    const before = rows[rows.length - 1]
    if (best === undefined || errors === undefined) {
      best = first.slice()
      errors = new Float64Array(first.length).fill(Number.POSITIVE_INFINITY)
    }
    let factor = 4
    for (let j = 1; before !== undefined && j <= before.length; j++) {
      const [own, other] = [row[j - 1] as Float64Array, before[j - 1] as Float64Array]
      const next = own.map((x, k) => (x * factor - (other[k] as number)) / (factor - 1))
      for (let k = 0; k < next.length; k++) {
        const estimate = Math.max(Math.abs((next[k] as number) - (own[k] as number)), Math.abs((next[k] as number) - (other[k] as number)))
        if (estimate <= (errors[k] as number)) {
          errors[k] = estimate
          best[k] = next[k] as number
        }
      }
      row.push(next)
      factor *= 4
    }
    rows.push(row)
    h /= 2
  }
  return best === undefined || errors === undefined ? undefined : { best, errors }
}

/** Relative error above which a difference must have converged far better to count. */
const INCONCLUSIVE = 1e-8

/* Notes about where the derivative fails or is a convention. */

/** Where operations of the value are not defined: log, sqrt, division, inverses. */
export function domainNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>): Note[] {
  const notes: Note[] = []
  const say = (message: string, node: Expr): void => {
    if (!notes.some((note) => note.message === message)) notes.push({ message, range: ranges.get(node), kind: 'domain' })
  }
  for (const node of topological([value])) {
    node.op.domain?.forEach((interval, k) => {
      const arg = node.args[k]
      if (interval === undefined || arg === undefined || exactOf(arg) !== undefined) return
      const { min, max, minOpen, maxOpen } = interval
      const low = min === undefined ? '' : `${min} ${minOpen ? '<' : '≤'} `
      const high = max === undefined ? '' : ` ${maxOpen ? '<' : '≤'} ${max}`
      if (low !== '' || high !== '') say(`the ${node.op.title} needs ${low}its argument${high}`, node)
    })
    if (node.op.name === 'inv' || node.op.name === 'solve' || node.op.name === 'logdet') say('the matrix must be invertible', node)
  }
  return notes
}

/** Kinks of the value, with the convention used there. */
export function kinkNotes(value: Expr, ranges: ReadonlyMap<Expr, Range>): Note[] {
  const notes: Note[] = []
  for (const node of topological([value])) {
    for (const { convention } of node.op.kinks ?? []) {
      if (!notes.some(({ message }) => message === convention)) notes.push({ message: convention, range: ranges.get(node), kind: 'kink' })
    }
  }
  return notes
}
