/**
 * The window of values in which a curve is drawn: all of them, or the bulk where it runs off to infinity. The bulk is told by the
 * part of the axis it takes, and what turns inside is always in it.
 */

/** The values of the outputs wanted at some x. */
type Evaluate = (x: readonly number[]) => number[][]

/** A window spans at most this many powers of ten. */
const mostDecades = 12
/** Values from one of these parts of all to the other are their bulk; a range so many times as large is looked at for poles. */
const [lowerPart, upperPart, wide] = [0.15, 0.85, 4]
/** Local extremes of size looked at closely, the largest first, and the growth there that makes a pole. */
const [looked, growth] = [12, 30]
/** The part of the points beside the flanks of poles that makes a window by itself, and the room it has for the flanks. */
const [enough, flankRoom] = [0.25, 0.5]
/** An end of the axis where the curve is so many times higher than all the rest is a flank too, if the rest is as much of it. */
const [steep, mostly] = [12, 0.5]

/** The window that shows all outputs wanted. */
export function chooseWindow(evaluate: Evaluate, x: readonly number[], ys: readonly (readonly number[])[], logarithmic: boolean): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  ys.forEach((y, k) => {
    const range = logarithmic
      ? rangeOf(y.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log10))
      : linearRange(x, y, (close) => evaluate(close)[k] ?? [])
    low = Math.min(low, range[0])
    high = Math.max(high, range[1])
  })
  if (low > high) return logarithmic ? [0.1, 10] : [-1, 1]
  if (logarithmic) low = Math.max(low, high - mostDecades)
  const room = (high - low) * 0.04 || (logarithmic ? 0.5 : Math.max(1, Math.abs(low)) / 2)
  const ends: [number, number] = [low - room, high + room]
  return logarithmic ? [10 ** ends[0], 10 ** ends[1]] : ends
}

/** Empty of nothing: from infinity to minus infinity. */
function rangeOf(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.round((sorted.length - 1) * part)] ?? 0
}

function linearRange(x: readonly number[], y: readonly number[], evaluate: (x: readonly number[]) => number[]): [number, number] {
  const values = y.filter(Number.isFinite).sort((a, b) => a - b)
  const [least, most] = rangeOf(values)
  const [lower, upper] = [quantile(values, lowerPart), quantile(values, upperPart)]
  const bulk = upper - lower || 1
  if (!(most - least > wide * (upper - lower))) return [least, most]
  const runs = runsOf(y)
  const poles = polesOf(x, y, evaluate)
  // What rises or falls to a pole is a flank.
  const flanks = runs.filter(({ from, to }) => poles.has(from) || poles.has(to))
  if (flanks.length === 0) return withoutWall(runs, y, values.length) ?? [least, most]
  const beside = runs.filter((run) => !flanks.includes(run))
  // Where two runs meet and neither end is a pole, the curve turns.
  const turns = runs.flatMap(({ from, to }) => [from, to].filter((at) => !poles.has(at) && at > 0 && at < y.length - 1).map((at) => y[at] as number))
  const core = rangeOf([...beside.flatMap(({ from, to }) => y.slice(from, to + 1)), ...turns])
  const points = beside.reduce((sum, { from, to }) => sum + to - from, 0)
  if (points >= enough * values.length) return withRoom(core, [least, most])
  return [Math.max(least, Math.min(core[0], lower - bulk)), Math.min(most, Math.max(core[1], upper + bulk))]
}

/** A range with room for flanks on the sides where there are any. */
function withRoom([low, high]: readonly [number, number], [least, most]: readonly [number, number]): [number, number] {
  const room = flankRoom * (high - low || 1)
  return [Math.max(least, low - room), Math.min(most, high + room)]
}

interface Run {
  readonly from: number
  readonly to: number
}

/** The stretches of points in which the curve has values and only rises or only falls. */
function runsOf(y: readonly number[]): Run[] {
  const runs: Run[] = []
  let from = 0
  let direction = 0
  for (let i = 0; i < y.length; i++) {
    const [here, next] = [y[i] as number, y[i + 1] ?? Number.NaN]
    const step = Number.isFinite(here) && Number.isFinite(next) ? Math.sign(next - here) : Number.NaN
    if (Number.isNaN(step) || (step !== 0 && direction !== 0 && step !== direction)) {
      if (Number.isFinite(here)) runs.push({ from, to: i })
      from = Number.isNaN(step) ? i + 1 : i
      direction = Number.isNaN(step) ? 0 : step
    } else if (step !== 0) direction = step
  }
  return runs
}

/** The curve without a run at one end of the axis that is far steeper than all of the rest: the wall of a well. */
function withoutWall(runs: readonly Run[], y: readonly number[], count: number): [number, number] | undefined {
  const whole = rangeOf(y.filter(Number.isFinite))
  for (const run of [runs[0], runs.at(-1)]) {
    const rest = runs.filter((other) => other !== run)
    const core = rangeOf(rest.flatMap(({ from, to }) => y.slice(from, to + 1)))
    const points = rest.reduce((sum, { from, to }) => sum + to - from, 0)
    if (rest.length > 0 && points >= mostly * count && whole[1] - whole[0] > steep * (core[1] - core[0])) return withRoom(core, whole)
  }
  return undefined
}

/** The points beside which the curve grows without bound when one looks closer; a narrow peak does not. */
function polesOf(x: readonly number[], y: readonly number[], evaluate: (x: readonly number[]) => number[]): Set<number> {
  const size = (i: number): number => {
    const value = y[i]
    return value === undefined || !Number.isFinite(value) ? Number.NEGATIVE_INFINITY : Math.abs(value)
  }
  const highest = y.flatMap((_, i) => (size(i) > 0 && size(i) >= size(i - 1) && size(i) >= size(i + 1) ? [i] : [])).sort((i, j) => size(j) - size(i))
  // A pole at which the sign changes lies between a point and the next, which are both beside it.
  return new Set(highest.slice(0, looked).flatMap((i) => (growsAt(x, i, size(i), evaluate) ? [i - 1, i, i + 1] : [])))
}

function growsAt(x: readonly number[], at: number, start: number, evaluate: (x: readonly number[]) => number[]): boolean {
  let from = x[Math.max(0, at - 1)] ?? 0
  let to = x[Math.min(x.length - 1, at + 1)] ?? 0
  const parts = 64
  // A point may lie on the pole as good as exactly: what is beside it tells.
  const beside: number[] = []
  for (let round = 0; round < 5; round++) {
    const close = Array.from({ length: parts + 1 }, (_, i) => from + ((to - from) * i) / parts)
    const sizes = evaluate(close).map((value) => (Number.isNaN(value) ? 0 : Math.abs(value)))
    const largest = Math.max(...sizes)
    if (largest === Number.POSITIVE_INFINITY || largest > growth * start) return true
    const best = sizes.indexOf(largest)
    beside.push(Math.max(...sizes.filter((_, i) => i !== best)))
    const middle = close[best] ?? from
    const step = (to - from) / parts
    from = middle - step
    to = middle + step
  }
  return beside.slice(2).every((size, k) => size > growth * (beside[k + 1] as number))
}
