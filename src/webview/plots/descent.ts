/** The path of gradient descent: from a point, each step against the gradient and as long as the gradient times the step size. */

export type Point = readonly [number, number]

export interface Descent {
  points: Point[]
  /** Why there is no further step: the gradient vanishes, there is none, the path leaves the picture for good, or it is long enough. */
  end: 'rests' | 'stops' | 'leaves' | 'goes on'
}

export const mostSteps = 200

/** Of the picture's size: a shorter step is not seen. */
const still = 1e-5
/** In pictures' sizes from its middle: who is so far out does not come back. */
const gone = 3

/**
 * @param gradient both partial derivatives at a point
 * @param ranges what the picture shows of both axes
 */
export function descend(gradient: (point: Point) => Point, start: Point, rate: number, ranges: readonly [Point, Point]): Descent {
  const sizes = ranges.map(([low, high]) => high - low)
  const points: Point[] = [start]
  for (let [x, y] = start; points.length <= mostSteps; ) {
    const [dx, dy] = gradient([x, y])
    if (!Number.isFinite(dx) || !Number.isFinite(dy)) return { points, end: 'stops' }
    const move = [-rate * dx, -rate * dy] as const
    if (move.every((length, axis) => Math.abs(length) <= still * (sizes[axis] ?? 1))) return { points, end: 'rests' }
    x += move[0]
    y += move[1]
    points.push([x, y])
    const far = [x, y].some((at, axis) => {
      const [low, high] = ranges[axis] ?? [0, 1]
      return !(Math.abs(at - (low + high) / 2) <= gone * (high - low))
    })
    if (far) return { points, end: 'leaves' }
  }
  return { points, end: 'goes on' }
}

/** The value and both partial derivatives at a point. */
export type Look = (point: Point) => readonly [number, number, number]

/** Where paths may start, in parts of the picture: off the middle, where gradients are zero more often than elsewhere. */
const starts: readonly Point[] = [
  [0.75, 0.75],
  [0.25, 0.25],
  [0.25, 0.75],
  [0.75, 0.25],
  [0.6, 0.85],
]
/** A gradient is as good as zero that is so much smaller than others in the picture. */
const flat = 0.02

/** The first of a few points at which the function has a slope that is not small. */
export function chooseStart(look: Look, ranges: readonly [Point, Point]): Point {
  const places = starts.map((parts) => parts.map((part, axis) => between(ranges[axis] ?? [0, 1], part)) as unknown as Point)
  const slopes = places.map((place) => slopeAt(look(place), ranges))
  const steepest = Math.max(...slopes)
  return places.find((_, k) => (slopes[k] as number) > 0 && (slopes[k] as number) >= flat * steepest) ?? (places[0] as Point)
}

const between = ([low, high]: Point, part: number): number => low + (high - low) * part

/** How far, in pictures, a step of size one goes; nowhere where there is no gradient. */
function slopeAt([, dx, dy]: readonly number[], [x, y]: readonly [Point, Point]): number {
  const slope = Math.max(Math.abs(dx as number) / (x[1] - x[0]), Math.abs(dy as number) / (y[1] - y[0]))
  return Number.isFinite(slope) ? slope : 0
}

/** The first step is at most this part of the picture, and at least so many powers of ten less. */
const [longestStep, decades, perDecade] = [0.15, 4, 5]
/** Where nothing is known. */
const usualRate = 0.1

/** The step size that gets lowest from a point without ever rising; the longest of those that do as well. */
export function chooseRate(look: Look, start: Point, ranges: readonly [Point, Point]): number {
  const [value] = look(start)
  const slope = slopeAt(look(start), ranges)
  if (!(slope > 0)) return usualRate
  let best: { rate: number; value: number } | undefined
  let leaving: number | undefined
  for (let k = 0; k <= decades * perDecade; k++) {
    const rate = Number(((longestStep / slope) * 10 ** (-k / perDecade)).toPrecision(2))
    const { points, end } = descend((at) => [look(at)[1], look(at)[2]], start, rate, ranges)
    const values = points.map((at) => look(at)[0])
    const last = values.at(-1) as number
    if (values.some((here, i) => i > 0 && !(here <= (values[i - 1] as number)))) continue
    if (end === 'leaves') leaving ??= rate
    else if (best === undefined || last < best.value - 1e-6 * Math.abs(value - best.value)) best = { rate, value: last }
  }
  return best?.rate ?? leaving ?? usualRate
}
