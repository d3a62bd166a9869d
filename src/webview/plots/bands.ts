/**
 * The bands of contours and the colours over them: between round values at even distances, or, where nearly all of a picture
 * would lie in one of those, between values that part the picture evenly.
 */
import { short } from '../widgets/format.ts'
import type { Grid, Interval } from './sample.ts'
import { type Tick, ticks } from './ticks.ts'

export interface Bands {
  /** The values the colours reach over. */
  window: Interval
  /** The values between bands, from low to high. */
  levels: readonly number[]
  /** The levels with their labels, for a bar of colours. */
  marks(most: number): Tick[]
  /** Where in the colours a value lies, from 0 to 1; beyond for values out of the window. */
  place(value: number): number
}

const count = 10
/** A band that has more than this part of the picture says too little. */
const most = 0.6
/** Fewer bands than this are no better. */
const fewest = 4

export function bandsOf({ values: [values = new Float64Array()] }: Grid, window: Interval): Bands {
  const even = ticks(...window, count)
    .map(({ value }) => value)
    .filter((value) => value > window[0] && value < window[1])
  const linear: Bands = {
    window,
    levels: even,
    marks: (parts) => ticks(...window, parts),
    place: (value) => (value - window[0]) / (window[1] - window[0]),
  }
  const sorted = Float64Array.from(values.filter((value) => value >= window[0] && value <= window[1])).sort()
  if (largestPart(sorted, [...even, Number.POSITIVE_INFINITY]) <= most) return linear
  const levels = quantiles(sorted, window)
  if (levels.length + 1 < fewest) return linear
  const ends = [window[0], ...levels, window[1]]
  return {
    window,
    levels,
    marks(parts) {
      const every = Math.ceil(levels.length / parts)
      return levels.filter((_, k) => k % every === 0).map((value) => ({ value, label: short(value) }))
    },
    place(value) {
      let band = 0
      while (band < levels.length && value > (levels[band] as number)) band++
      const [low, high] = [ends[band] as number, ends[band + 1] as number]
      return (band + (value - low) / (high - low)) / (levels.length + 1)
    },
  }
}

/** The part of all values in the fullest band; infinity is the upper end of the last. */
function largestPart(sorted: Float64Array, ends: readonly number[]): number {
  let [at, largest] = [0, 0]
  for (const end of ends) {
    const from = at
    while (at < sorted.length && (sorted[at] as number) <= end) at++
    largest = Math.max(largest, at - from)
  }
  return sorted.length === 0 ? 0 : largest / sorted.length
}

/** Round values that part all values evenly, as far as there are such between others. */
function quantiles(sorted: Float64Array, [low, high]: Interval): number[] {
  const levels: number[] = []
  for (let k = 1; k < count; k++) {
    const exact = sorted[Math.floor((sorted.length * k) / count)] ?? 0
    const round = Number(exact.toPrecision(2))
    if (round > (levels.at(-1) ?? low) && round < high) levels.push(round)
  }
  return levels
}
