/**
 * Definite integrals by the double exponential rule: H. Takahasi and M. Mori, "Double exponential formulas for numerical
 * integration" (1974). Singular ends do no harm, and infinite ones are mapped to finite ones by t/(1 - t²) and its like.
 */

/** Halvings of the step before the result is taken as it is. */
const LEVELS = 9
const TOLERANCE = 1e-13

/** ∫ from low to high of a function with several results. NaN where it does not settle within 1e-6. */
export function integrate(f: (x: number) => readonly number[], low: number, high: number): readonly number[] {
  if (low === high) return f(low).map(() => 0)
  if (low > high) return integrate(f, high, low).map((value) => -value)
  if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) {
    return doubleExponential((t) => weighted(f(t / (1 - t * t)), (1 + t * t) / (1 - t * t) ** 2), -1, 1)
  }
  if (high === Number.POSITIVE_INFINITY) return doubleExponential((t) => weighted(f(low + t / (1 - t)), 1 / (1 - t) ** 2), 0, 1)
  if (low === Number.NEGATIVE_INFINITY) return doubleExponential((t) => weighted(f(high - (1 - t) / t), 1 / (t * t)), 0, 1)
  return doubleExponential(f, low, high)
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

function doubleExponential(f: (x: number) => readonly number[], low: number, high: number): readonly number[] {
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
    change = Math.max(...next.map((value, k) => Math.abs(value - (result[k] as number)) / Math.max(Math.abs(value), 1e-300)))
    result = next
    // What was infinite within is so at every finer step.
    if (change < TOLERANCE || !result.some(Number.isFinite)) return result.map((value) => (Number.isFinite(value) ? value : Number.NaN))
  }
  return result.map((value) => (change < 1e-6 || Math.abs(value) < 1e-12 ? value : Number.NaN))
}
