/**
 * Definite integrals by the double exponential rule: H. Takahasi and M. Mori, "Double exponential formulas for numerical
 * integration" (1974). Singular ends do no harm, and infinite ones are mapped to finite ones by t/(1 - t²) and its like. A jump or a kink
 * within, which does, is looked for and made an end; a pole is no number at once.
 */

/** Halvings of the step before the result is taken as it is; after so many an integral that has not settled is asked for breaks within. */
const [LEVELS, LOOKS] = [9, 5]
const [TOLERANCE, SOON] = [1e-13, 1e-7]
/** Breaks that one integral is parted at. */
const MOST_BREAKS = 16

/** ∫ from low to high of a function with several results. NaN where it does not settle within 1e-6. */
export function integrate(f: Integrand, low: number, high: number): readonly number[] {
  if (low === high) return f(low).map(() => 0)
  if (low > high) return integrate(f, high, low).map((value) => -value)
  if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) {
    return doubleExponential((t) => weighted(f(t / (1 - t * t)), (1 + t * t) / (1 - t * t) ** 2), -1, 1)
  }
  if (high === Number.POSITIVE_INFINITY) return doubleExponential((t) => weighted(f(low + t / (1 - t)), 1 / (1 - t) ** 2), 0, 1)
  if (low === Number.NEGATIVE_INFINITY) return doubleExponential((t) => weighted(f(high - (1 - t) / t), 1 / (t * t)), 0, 1)
  return doubleExponential(f, low, high)
}

type Integrand = (x: number) => readonly number[]

/** Points at which a break is looked for; how much sharper than the middle one of all bends it is; halvings that find its place. */
const [POINTS, SHARPER, HALVINGS] = [256, 4, 60]
/** Halvings after which it has shown whether the function is smooth there. */
const [JUDGED, NOISE] = [16, 1e-14]

/** Where a function jumps or bends sharply, as nearly as doubles tell; undefined where it does so nowhere more than elsewhere, NaN at a pole. */
function breakIn(f: Integrand, low: number, high: number): number | undefined {
  const known = new Map<number, readonly number[]>()
  const at = (x: number): readonly number[] => {
    const found = known.get(x) ?? f(x)
    known.set(x, found)
    return found
  }
  // Not at the ends, where a function may have no value.
  const xs = Array.from({ length: POINTS + 1 }, (_, k) => low + ((k + 0.5) / (POINTS + 1)) * (high - low))
  const largest = at(xs[0] as number).map((_, j) => Math.max(...xs.map((x) => Math.abs(at(x)[j] as number))))
  const bend = (a: number, c: number): number => {
    const [left, middle, right] = [at(a), at(a + (c - a) / 2), at(c)]
    return largest.reduce((sum, size, j) => {
      const second = Math.abs((left[j] as number) - 2 * (middle[j] as number) + (right[j] as number))
      return size > 0 ? sum + second / size : sum
    }, 0)
  }
  const bends = xs.slice(2).map((x, k) => bend(xs[k] as number, x))
  const usual = [...bends].sort((a, b) => a - b)[bends.length >> 1] as number
  const sharpest = Math.max(...bends)
  if (!(sharpest > 1e-9 && sharpest > SHARPER * usual && sharpest < Number.POSITIVE_INFINITY)) return undefined
  const k = bends.indexOf(sharpest)
  const isInside = k > 0 && k < bends.length - 1
  let [a, c] = [xs[k] as number, xs[k + 2] as number]
  for (let halving = 1; halving <= HALVINGS; halving++) {
    const [q, b, r] = [a + (c - a) / 4, a + (c - a) / 2, c - (c - a) / 4]
    if (!(b > a && b < c)) break
    const halves: readonly (readonly [number, number])[] = [
      [a, b],
      [q, r],
      [b, c],
    ]
    const sharp = halves.map((half) => bend(...half))
    const most = Math.max(...sharp)
    // A second difference over half the width is a quarter of it where the function is smooth, half of it at a kink, all of it at a jump,
    // and twice as much at a simple pole. A smooth peak is parted at its top, but what rises to an end is what the rule is made for.
    if (halving === JUDGED && most < Math.max(sharpest * 3 ** -JUDGED, NOISE)) return isInside ? b : undefined
    if (halving === JUDGED && most > sharpest * 1.9 ** JUDGED) return Number.NaN
    // Nothing bends in any half: it is the middle.
    if (most === 0) return b
    const next = halves[sharp.indexOf(most)]
    if (next === undefined) return undefined
    ;[a, c] = next
  }
  return c
}

/** Distances from an end, in lengths of the interval. */
const DISTANCES = [1e-4, 1e-8, 1e-12]

/** Whether a result grows towards an end at least as the inverse of the distance does: it has no integral. */
function divergesAtEnd(f: Integrand, low: number, high: number): boolean {
  const length = high - low
  const ends = [DISTANCES.map((distance) => low + distance * length), DISTANCES.map((distance) => high - distance * length)]
  return ends.some((xs) => {
    const [far, nearer, nearest] = xs.map((x, k) => f(x).map((value) => Math.abs(value) * (DISTANCES[k] as number)))
    return far?.some((size, j) => size > 0 && (nearer?.[j] as number) > 0.9 * size && (nearest?.[j] as number) > 0.9 * (nearer?.[j] as number))
  })
}

const weighted = (values: readonly number[], weight: number): readonly number[] => values.map((value) => value * weight)

/** Where the rule looks, on an interval of radius 1: on which side of the middle, how far from the end there, and with which weight. */
interface Node {
  readonly isLeft: boolean
  /** From the nearer end, which keeps its digits however close that is. */
  readonly distance: number
  readonly weight: number
}

const REACH = 4
const levels: (readonly Node[])[] = []

/** The nodes that a level has beside those of the levels before; the same for all integrals. */
function nodesOf(level: number): readonly Node[] {
  const known = levels[level]
  if (known !== undefined) return known
  const step = 2 ** -level
  const nodes: Node[] = []
  for (let t = level === 0 ? -REACH : step - REACH; t <= REACH; t += level === 0 ? step : 2 * step) {
    const u = (Math.PI / 2) * Math.sinh(t)
    nodes.push({ isLeft: t < 0, distance: Math.exp(-Math.abs(u)) / Math.cosh(u), weight: ((Math.PI / 2) * Math.cosh(t)) / Math.cosh(u) ** 2 })
  }
  levels[level] = nodes
  return nodes
}

/** What the parts of one integral share. */
interface Whole {
  /** Breaks that it may still be parted at. */
  left: number
  /** About how large it is, each result: a part is as exact as the whole needs it. */
  readonly sizes: readonly number[]
}

function doubleExponential(f: Integrand, low: number, high: number, whole?: Whole): readonly number[] {
  const radius = (high - low) / 2
  const sums: number[] = []
  const take = (level: number): void => {
    for (const { isLeft, distance, weight } of nodesOf(level)) {
      const near = radius * distance
      const x = isLeft ? low + near : high - near
      if (!(x > low && x < high)) continue
      f(x).forEach((value, k) => {
        // A pole at an end is met only where its weight is next to nothing.
        if (Number.isFinite(value) || weight > 1e-9) sums[k] = (sums[k] ?? 0) + weight * value
      })
    }
  }
  take(0)
  let result = weighted(sums, radius)
  let change = Number.POSITIVE_INFINITY
  for (let level = 1; level <= LEVELS; level++) {
    take(level)
    const next = weighted(sums, radius * 2 ** -level)
    change = Math.max(...next.map((value, k) => Math.abs(value - (result[k] as number)) / Math.max(Math.abs(value), whole?.sizes[k] ?? 0, 1e-300)))
    result = next
    // What vanished at all nodes may have a narrow peak between them.
    const vanishes = level <= LOOKS && result.every((value) => value === 0)
    // What was infinite within is so at every finer step.
    const isSettled = change < TOLERANCE || !result.some(Number.isFinite)
    if (isSettled && !vanishes) return result.map((value) => (Number.isFinite(value) ? value : Number.NaN))
    // Where the rule converges, the next change is about the square of this one.
    if (level !== LOOKS || change < SOON) continue
    if (divergesAtEnd(f, low, high)) return result.map(() => Number.NaN)
    const place = whole?.left === 0 ? undefined : breakIn(f, low, high)
    if (Number.isNaN(place)) return result.map(() => Number.NaN)
    if (place !== undefined) {
      const parted = whole ?? { left: MOST_BREAKS, sizes: result.map((value) => Math.abs(value)) }
      parted.left--
      const left = doubleExponential(f, low, place, parted)
      if (!left.some(Number.isFinite)) return left
      const right = doubleExponential(f, place, high, parted)
      return left.map((value, k) => value + (right[k] as number))
    }
  }
  return result.map((value) => (change < 1e-6 || Math.abs(value) < 1e-12 ? value : Number.NaN))
}
