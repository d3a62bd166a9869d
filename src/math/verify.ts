/**
 * The proof of every answer. The derivative as simplified is compared with forward-mode evaluation of the original value
 * (dual numbers) at sampled points of its domain, along directions drawn with them; and at some of the points with
 * extrapolated differences of the value itself, which share nothing with either.
 */
import type { Value, Verification } from './api.ts'
import { termsLeft, withTerms } from './evaluate/binder.ts'
import { costOf } from './evaluate/cost.ts'
import { limitAtZero } from './evaluate/difference.ts'
import { dualPlan, evaluateDual } from './evaluate/dual.ts'
import type { Item } from './evaluate/elementwise.ts'
import { type Held, heldOf, withHeld } from './evaluate/held.ts'
import { type Plan, plan } from './evaluate/plan.ts'
import { calmBoxes, chooseBoxes, generator, labelsIn, sampleDirection, sampleFunctions, samplePoint, sampleSizes } from './evaluate/sample.ts'
import { asItem, asTensor, EvaluationError, evaluatePlan, surroundingsOf } from './evaluate/value.ts'
import { type Expr, isSymbol, nameOf, symbolsOf, topological } from './expr.ts'
import { work } from './kernels/work.ts'
import { boundNames } from './ops/binder.ts'
import { where } from './ops/condition.ts'
import { fromValue, type Tensor } from './tensor.ts'

/** Points asked for where the graph is of everyday size. */
const POINTS = 20
/** What the proofs of one answer may cost, in nanoseconds of everyday machines; large graphs and arrays get fewer points. */
const BUDGET = 25_000_000
/** Points that cost more than everyday ones get a share of that: there is enough else to do for such an answer. */
const EVERYDAY = [100_000, 500_000]
const SHARE = 1 / 2
/** What one point may cost at most. */
const DEAREST = 60_000_000
/** What an operation costs that a kernel counts: those of matrices of a few rows are mostly the making of these. */
const OPERATION = 10
/** Nodes beyond which nothing is sampled, and numbers at one point. */
const LARGEST = 200_000
const MOST_NUMBERS = 10_000_000
/** Terms of sums and integrals that the proofs of one answer may add up. */
const TERMS = 40_000
/** Draws per point before what is found must do. */
const DRAWS = 12
/** Points without an answer before one is looked for where maps contract; many rounds over arrays, which are dear, begin there. */
const MISSES = 2
/** Points at which differences are taken too. */
const DIFFERENCES = 3
/** Relative distance from differences below which a derivative agrees with them. */
const AGREES = 1e-6
/** Relative error above which a disagreement is looked at more closely. */
const SUSPICIOUS = 1e-10

/** What a proof may go by. */
export interface ProofContext {
  /** Values the text gives: they make the first point. */
  readonly known: ReadonlyMap<string, Value>
  /** Those of them that functions give to names: what is computed is for these. */
  readonly constants?: Readonly<Record<string, number>>
  /** How many proofs one answer needs: they share the work. */
  readonly proofs: number
}
/** More proofs than this do not share further: each needs some points. */
const SHARED = 8
const ALONE: ProofContext = { known: new Map(), proofs: 1 }

/** What is proven, ready to be evaluated. */
interface Claim {
  readonly value: Plan
  /** For differences, where parts of it are detached. */
  readonly held: Held | 'by index' | undefined
  /** Its nodes that count: see `counted`. */
  readonly met: readonly boolean[]
  /** And those that are compared. */
  readonly compared: readonly number[]
  readonly derivative: Plan
  readonly by: Expr
  readonly symbols: readonly Expr[]
  /** How often both were evaluated. */
  answers: number
  /** What an evaluation of the value costs, one of both with the tangent, and what all have cost, beside what kernels count from here on. */
  readonly cost: { readonly value: number; readonly answer: number }
  spent: number
}

/**
 * Compares a derivative (axes of the value first, then those of the variable) with the value it belongs to. `worst` is
 * the largest error of a component relative to the sum of sizes that makes it up; where that has cancelled, to those it was made of.
 */
export function verifyDerivative(value: Expr, by: Expr, derivative: Expr, { known, proofs } = ALONE): Verification {
  const share = 1 / Math.min(SHARED, proofs)
  return withTerms(TERMS * share, () => verifySampled(value, by, derivative, known, BUDGET * share))
}

function verifySampled(value: Expr, by: Expr, derivative: Expr, known: ReadonlyMap<string, Value>, whole: number): Verification {
  const nodes = topological([value, derivative])
  if (nodes.length > LARGEST) return { method: 'none', why: 'the expression is too large to sample' }
  const bound = boundNames(nodes)
  const symbols = symbolsOf(value, derivative).filter((node) => !bound.has(nameOf(node) as string))
  if (!symbols.includes(by)) symbols.push(by)
  const random = generator(nodes.length + 1)
  const labels = new Map([...labelsIn(nodes)].filter(([name]) => name !== nameOf(by)))
  let [worst, proven, why] = [0, 0, 'no point was found where the value and its derivative are finite']
  const differences = { agreed: 0, worst: 0, failed: 0 }
  try {
    const sizes = sampleSizes(nodes, known)
    // The nodes of the value come first.
    const last = nodes.indexOf(value)
    const own = planOf(value)
    const computed = plan([derivative])
    const met = new Set(nodes)
    const once = costOf(nodes.slice(0, last + 1), own.value, met, sizes)
    const more = costOf(nodes.slice(last + 1), computed, met, sizes)
    const answer = 2 * once.time + more.time
    if (once.numbers + more.numbers > MOST_NUMBERS || answer > DEAREST) return { method: 'none', why: 'the arrays are too large to sample' }
    const claim: Claim = { ...own, derivative: computed, by, symbols, answers: 0, cost: { value: once.time, answer }, spent: -OPERATION * work() }
    const budget = whole * SHARE ** EVERYDAY.filter((cost) => answer > cost).length
    const draws = Math.ceil(budget / answer)
    const wanted = Math.max(2, Math.min(POINTS, draws))
    const found: (readonly number[])[] = []
    const terms = termsLeft()
    // What only shows where maps contract is looked at there, and elsewhere in turn.
    let [missed, isContracting] = [0, true]
    const patience = answer > (EVERYDAY.at(-1) as number) ? 0 : MISSES
    const most = Math.max(DRAWS, Math.min(wanted * DRAWS, 2 * draws))
    for (let round = 0; round < most && proven < wanted && claim.answers < most; round++) {
      const spent = claim.spent + OPERATION * work()
      if (spent > budget && (proven > 1 || spent > 2 * budget)) break
      // Where no point had a value for half of the terms, none is looked for with the rest.
      if (termsLeft() <= (proven === 0 ? terms / 2 : 0)) break
      const isCalm = missed >= patience && round % 2 === 0 && isContracting
      const boxes = isCalm ? calmBoxes(symbols.length) : chooseBoxes(symbols.length, round, found, random)
      const at = samplePoint(symbols, sizes, boxes, random, labels)
      if (round === 0) for (const [name, given] of known) if (at.has(name)) at.set(name, fromValue(given))
      const direction = sampleDirection(by, at.get(nameOf(by) as string) as Tensor, random)
      const answer = attempt(() => answerAt(claim, at, direction))
      const error = answer === undefined ? undefined : attempt(() => errorAt(claim, at, direction, answer))
      if (answer === undefined || error === undefined) {
        missed++
        continue
      }
      if (proven === 0) isContracting = isCalm
      proven++
      found.push(boxes)
      worst = Math.max(worst, error)
      if (
        differences.agreed + differences.failed < DIFFERENCES &&
        (proven === 1 ? claim.cost.value * DIFFERENCES < budget : claim.spent + OPERATION * work() < budget / 2)
      ) {
        const difference = attempt(() => differenceAt(claim, at, direction, answer))
        if (difference === undefined) continue
        if (difference < AGREES) differences.agreed++
        else differences.failed++
        differences.worst = Math.max(differences.worst, difference)
      }
    }
  } catch (error) {
    if (error instanceof AxesError) return { method: 'dual numbers', points: 0, worst: Number.POSITIVE_INFINITY }
    if (!(error instanceof RangeError)) throw error
    why = error.message
  }
  // One disagreement may be a kink within the step; more are none.
  if (differences.failed > 1) worst = Math.max(worst, differences.worst)
  if (proven === 0) return { method: 'none', why }
  return { method: differences.agreed > 0 ? 'dual numbers and differences' : 'dual numbers', points: proven, worst }
}

/** Plans of values: the derivatives by each of their variables are proven by the same one. */
const plans = new WeakMap<Expr, Pick<Claim, 'value' | 'held' | 'met' | 'compared'>>()

function planOf(expr: Expr): Pick<Claim, 'value' | 'held' | 'met' | 'compared'> {
  let known = plans.get(expr)
  if (known === undefined) {
    const value = dualPlan([expr])
    known = {
      value,
      held: heldOf(expr),
      met: counted(value),
      compared: value.nodes.flatMap(({ op }, k) => (op.condition === 'comparison' ? (value.args[k] ?? []) : [])),
    }
    plans.set(expr, known)
  }
  return known
}

/** The derivative does not have the axes of value and variable: it is wrong wherever it is looked at. */
class AxesError extends Error {}

/** Values that do not fit are no proof of anything: such a point is passed over. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof EvaluationError) return undefined
    throw error
  }
}

/** The derivative's own answer along a direction, per component of the value, with the sum of sizes it is made of; and the tangent. */
interface Answer {
  readonly own: Float64Array
  readonly sizes: Float64Array
  readonly tangent: Float64Array
  /** The largest tangent met on the way to the value. */
  readonly largest: number
  readonly values: Float64Array
}

/**
 * A derivative smaller than this part of its value is compared with that part: where a function has levelled off, 1 - s
 * has lost its digits, and the forms differ by the rounding of the value.
 */
const LEVEL = 1e-6

function answerAt(claim: Claim, at: ReadonlyMap<string, Tensor>, direction: Tensor, rounding?: () => number): Answer | undefined {
  const { value, met, compared, derivative, by, symbols } = claim
  claim.answers++
  claim.spent += claim.cost.answer
  const surroundings = surroundingsOf(value, at, symbols, sampleFunctions)
  const duals = evaluateDual(value, surroundings, new Map([[nameOf(by) as string, asItem(direction)]]), rounding)
  // An infinity on the way is a pole met exactly: what extended arithmetic makes of it is not mathematics.
  // One that the text writes itself and what comes of it, such as a mask's, or that stands in a branch alone, does no harm.
  // So does the logarithm of the zero that a softmax makes of it.
  const [infinite, written] = [new Uint8Array(value.nodes.length), new Uint8Array(value.nodes.length)]
  for (let k = 0; k < value.nodes.length; k++) {
    infinite[k] = isInfinite(duals.values[k]) ? 1 : 0
    for (const arg of value.args[k] as readonly number[]) if (written[arg] === 1 || infinite[arg] === 1) written[k] = 1
    if (met[k] && infinite[k] === 1 && written[k] === 0) return undefined
  }
  // Nor is a comparison with what is no number: it chooses a branch all the same, where the formula has no value.
  if (compared.some((arg) => isNaNItem(duals.values[arg]))) return undefined
  const root = value.roots[0] as number
  const [reached, derived] = [duals.values[root], evaluatePlan(derivative, surroundings)[derivative.roots[0] as number]]
  // An integral whose bounds are no numbers here has no value.
  if (reached === undefined || derived === undefined) return undefined
  const shape = asTensor(reached)
  const tangent = duals.tangents[root] === undefined ? new Float64Array(shape.data.length) : asTensor(duals.tangents[root] as Item).data
  const { data } = asTensor(derived)
  const width = direction.data.length
  const own = new Float64Array(shape.data.length)
  const sizes = new Float64Array(shape.data.length)
  if (data.length !== own.length * width) throw new AxesError()
  for (let i = 0; i < own.length; i++) {
    for (let j = 0; j < width; j++) {
      const part = (data[i * width + j] as number) * (direction.data[j] as number)
      own[i] = (own[i] as number) + part
      sizes[i] = (sizes[i] as number) + Math.abs(part)
    }
  }
  if (!own.every(Number.isFinite) || !tangent.every(Number.isFinite) || !shape.data.every(Number.isFinite)) return undefined
  // Branches that were not taken may have tangents that are no numbers.
  const largest = duals.tangents.reduce<number>(
    (most, item) => (item === undefined ? most : typeof item === 'number' ? larger(most, item) : item.data.reduce(larger, most)),
    0,
  )
  return { own, sizes, tangent, largest, values: shape.data }
}

/** The larger of a size and a number's; what is no number has none. */
const larger = (most: number, x: number): number => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most)

/** Of the nodes of a plan, those that depend on symbols and make the value other than as a side of a choice. */
function counted({ nodes, args, roots }: Plan): readonly boolean[] {
  const varies = nodes.map(() => false)
  nodes.forEach((node, k) => {
    varies[k] = node.args.length === 0 ? isSymbol(node) : (args[k] as readonly number[]).some((arg) => varies[arg])
  })
  const met = nodes.map(() => false)
  for (const root of roots) met[root] = true
  for (let k = nodes.length - 1; k >= 0; k--) {
    if (!met[k]) continue
    const own = args[k] as readonly number[]
    for (const arg of nodes[k]?.op === where.op ? own.slice(0, 1) : own) met[arg] = true
  }
  return met.map((reached, k) => reached && varies[k] === true && (nodes[k] as Expr).args.length > 0)
}

/** What an integral without a value was never asked for is neither. */
const isNaNItem = (item: Item | undefined): boolean => (typeof item === 'number' ? Number.isNaN(item) : item?.data.some(Number.isNaN) === true)
const isInfinite = (item: Item | undefined): boolean =>
  typeof item === 'number' ? Math.abs(item) === Number.POSITIVE_INFINITY : item?.data.some((x) => Math.abs(x) === Number.POSITIVE_INFINITY) === true

/** Below this share of the tangents it was made from, a tangent is what their cancelling left of rounding: the error is relative to them then. */
const ROUNDING = 1e-13

/** The size of a component: that of the parts that are added up to it, or that of the tangent. */
const sizeOf = ({ sizes, tangent }: Answer, i: number): number => Math.max(sizes[i] as number, Math.abs(tangent[i] as number))

/** The largest error of a component relative to a size. */
function largestError({ own, tangent }: Answer, scaleOf: (i: number, error: number) => number): number {
  let worst = 0
  for (let i = 0; i < own.length; i++) {
    const error = Math.abs((own[i] as number) - (tangent[i] as number))
    if (error > 0) worst = Math.max(worst, error / scaleOf(i, error))
  }
  return worst
}

/** The largest relative error at one point; undefined where it says nothing. */
function errorAt(claim: Claim, at: ReadonlyMap<string, Tensor>, direction: Tensor, answer: Answer): number | undefined {
  const relative = largestError(answer, (i) => sizeOf(answer, i))
  if (relative < SUSPICIOUS) return relative
  const { own, tangent, largest, values } = answer
  const error = largestError(answer, (i, by) => {
    const scale = Math.max(sizeOf(answer, i), LEVEL * Math.abs(values[i] as number))
    return by > ROUNDING * largest ? scale : Math.max(scale, largest)
  })
  // Is it rounding? Then moving every value, given or computed, by a few units in its last place moves the answers as much.
  const moved = new Map(
    [...at].map(([name, { shape, data }]) => [name, { shape, data: data.map((x, i) => x * (1 + (i % 2 === 0 ? 4 : -4) * Number.EPSILON)) }]),
  )
  const random = generator(1)
  const changes = new Float64Array(own.length)
  // One draw may move what cancels alike.
  for (const points of [moved, at, moved, at]) {
    const other = answerAt(claim, points, direction, () => (random() < 0.5 ? 1 : -1) * Number.EPSILON)
    if (other === undefined) return error < SUSPICIOUS ? SUSPICIOUS : undefined
    changes.forEach((most, i) => {
      const change = Math.abs((other.own[i] as number) - (own[i] as number)) + Math.abs((other.tangent[i] as number) - (tangent[i] as number))
      changes[i] = Math.max(most, change)
    })
  }
  // What has cancelled is compared with the size of what it was made of, which is what rounding moves by its last place.
  if (error < SUSPICIOUS)
    return Math.min(
      SUSPICIOUS,
      largestError(answer, (i) => Math.max(sizeOf(answer, i), (changes[i] as number) / Number.EPSILON)),
    )
  const noise = changes.reduce((most, change, i) => (sizeOf(answer, i) > 0 ? Math.max(most, change / sizeOf(answer, i)) : most), 0)
  return error < 100 * noise ? undefined : error
}

/** Relative error of differences that they are believed with. */
const SETTLED = 1e-8
/** The longest step of differences, and one over which no function bends visibly. */
const [LONGEST_STEP, CLOSE] = [0.02, 1e-6]
/** Places at no common distance, lest all steps of a staircase be alike. */
const APART = [0, 1, 2.7, 3.3, 5.1, 8.9]

/** A value so large that its differences cannot tell: rounding of it alone is more than the bound. */
const isCoarse = (value: number, step: number, scale: number): boolean => (Math.abs(value) * Number.EPSILON) / step > SETTLED * scale

/** The tangent's relative distance from extrapolated differences of the value; undefined where these have not converged. */
function differenceAt(claim: Claim, point: ReadonlyMap<string, Tensor>, direction: Tensor, answer: Answer): number | undefined {
  const { held, by } = claim
  if (held === 'by index') return undefined
  const name = nameOf(by) as string
  const [value, symbols] = held === undefined ? [claim.value, claim.symbols] : [held.value, [...claim.symbols, ...held.symbols]]
  const at = held === undefined ? point : withHeld(held, point, claim.symbols)
  const centre = at.get(name) as Tensor
  // Where the last digit of the variable moves the value this much, it has no digits to take differences of.
  const last = centre.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0) * Number.EPSILON
  if (answer.sizes.some((size, i) => size * last > AGREES * Math.abs(answer.values[i] as number))) return undefined
  const order = value
  const around = surroundingsOf(order, at, symbols, sampleFunctions)
  const shifted = (h: number): Float64Array => {
    const data = centre.data.map((x, i) => x + h * (direction.data[i] as number))
    const moved = new Map(at).set(name, { shape: centre.shape, data })
    claim.spent += claim.cost.value
    // An array has the lengths that it had; a number may be one.
    const there = centre.shape.length > 0 ? { ...around, at: moved } : surroundingsOf(order, moved, symbols, sampleFunctions)
    return asTensor(evaluatePlan(order, there)[order.roots[0] as number] as Item).data
  }
  /** The distance from differences at steps of this size and below; undefined where these do not settle. */
  const distance = (step: number): number | undefined => {
    const limit = limitAtZero(shifted, step, 1e-10)
    if (limit === undefined) return undefined
    let worst = 0
    for (let i = 0; i < limit.best.length; i++) {
      const scale = Math.max(Math.abs(answer.own[i] as number), answer.sizes[i] as number, 1e-3)
      if ((limit.errors[i] as number) > SETTLED * scale || isCoarse(answer.values[i] as number, step, scale)) return undefined
      worst = Math.max(worst, Math.abs((answer.own[i] as number) - (limit.best[i] as number)) / scale)
    }
    return worst
  }
  /** The values of each component close by, at `APART`. */
  const linesNearby = (): number[][] => {
    const values = APART.map((k) => shifted(k * CLOSE))
    return [...answer.own].map((_, i) => values.map((all) => all[i] as number))
  }
  /** Whether rounding moves the value so much that its differences say nothing: 1 - σ(z) for large z goes in steps of the last digit of 1. */
  const isRough = (line: readonly number[], i: number): boolean => {
    const own = Math.abs(answer.own[i] as number)
    const scale = Math.max(own, answer.sizes[i] as number, 1e-3)
    const slopes = line.slice(1).map((value, k) => (value - (line[k] as number)) / ((APART[k + 1] as number) - (APART[k] as number)))
    // Over the whole of it a step that has a digit is seen.
    const isFlat = slopes.every((slope) => slope === 0) && own * CLOSE > Number.EPSILON * Math.abs(line[0] as number)
    return isFlat || !(Math.max(...slopes) - Math.min(...slopes) <= SETTLED * scale * LONGEST_STEP)
  }
  let worst = distance(LONGEST_STEP)
  // Steps longer than a wave may settle on what is no limit: what disagrees is asked again with shorter ones.
  for (let step = LONGEST_STEP / 64; worst !== undefined && worst >= AGREES && step > 1e-8; step /= 64)
    worst = Math.min(worst, distance(step) ?? worst)
  if (worst === undefined || worst < AGREES) return worst
  const lines = linesNearby()
  // Long steps may go over many stairs: floor(e^x) does not move nearby, and its derivative is 0.
  if (lines.every((line, i) => answer.own[i] === 0 && line.every((value) => value === line[0]))) return 0
  return lines.some(isRough) ? undefined : worst
}
