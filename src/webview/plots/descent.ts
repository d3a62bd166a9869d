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
