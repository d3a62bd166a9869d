/** Where to plot a function of which nothing is said: where it is finite, not dominated by one edge, in round numbers. */

import { type Curve, ownRange } from './plotScale.ts'

export type { Curve }

const samples = 121

/** Tried in this order: first a textbook's window, then smaller ones for what grows fast, the positive side for what grows to the left, then larger for what starts far out. */
const windows: [number, number][] = [
  [-5, 5],
  [-3, 3],
  [0, 5],
  [-2, 2],
  [-1, 1],
]
const farWindows: [number, number][] = [
  [0, 20],
  [-50, 50],
  [0, 1000],
  [-0.5, 0.5],
]

/** More than this between the ends and the middle of a window, and only the ends could be seen. */
const steepest = 300

/** The window over which a function shows what it is, with the places where it breaks: where one of `breaks` changes its sign. */
export function chooseRange(f: Curve, breaks: readonly Curve[] = []): [number, number] {
  const own = ownRange(f, breaks)
  for (const window of own?.needed ? [own.range, ...windows] : windows) {
    const part = finitePart(f, window)
    // What turns in its own range is seen there beside any wall.
    if (part && ((window === own?.range && own.turning) || steepness(f, part) <= steepest)) return part
  }
  for (const window of own ? [own.range, ...farWindows] : farWindows) {
    const part = finitePart(f, window)
    if (part) return part
  }
  return [-5, 5]
}

/** The longest stretch of the window in which f is finite, if that is worth showing; a pole does not end a stretch. */
export function finitePart(f: Curve, [low, high]: [number, number]): [number, number] | undefined {
  const finite = Array.from(f(grid(low, high)), Number.isFinite)
  let best = { start: 0, end: -1 }
  let start = -1
  for (let i = 0; i <= samples; i++) {
    // One point alone that is not finite is a pole or a gap of measure zero.
    const here = i < samples && (finite[i] || (i > 0 && i < samples - 1 && finite[i - 1] && finite[i + 1]))
    if (here && start < 0) start = i
    if (!here && start >= 0) {
      if (i - 1 - start >= best.end - best.start) best = { start, end: i - 1 }
      start = -1
    }
  }
  if (best.end - best.start < samples / 10) return undefined
  const step = (high - low) / (samples - 1)
  // A domain that begins inside the window begins near a round number, between this sample and the one before.
  const left = best.start === 0 ? low : roundBetween(low + (best.start - 1) * step, low + best.start * step)
  const right = best.end === samples - 1 ? high : roundBetween(low + best.end * step, low + (best.end + 1) * step)
  return [left, right]
}

/**
 * Whether the values should be read on a logarithmic axis: f and its derivative never negative, and so unequal that on
 * a linear one most of the curve would lie on the axis.
 */
export function spansDecades(f: Curve, derivative: Curve, [low, high]: [number, number]): boolean {
  const f0 = Array.from(f(grid(low, high))).filter(Number.isFinite)
  const f1 = Array.from(derivative(grid(low, high))).filter(Number.isFinite)
  if (f0.length < samples / 2 || f1.length < samples / 2) return false
  if (f0.some((y) => y <= 0) || f1.some((y) => y < 0)) return false
  return ratioToMiddle(f1) >= 1000 || ratioToMiddle(f0) >= 1000
}

/** A round number within an interval, which ends of domains usually are: the one with the fewest digits. */
function roundBetween(low: number, high: number): number {
  const middle = (low + high) / 2
  const size = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high))))
  for (let power = size + 1; power > size - 4; power--) {
    const candidate = Number((Math.round(middle / 10 ** power) * 10 ** power).toPrecision(4))
    if (candidate >= low - 1e-12 && candidate <= high + 1e-12) return candidate + 0
  }
  return middle
}

function steepness(f: Curve, [low, high]: [number, number]): number {
  const values = Array.from(f(grid(low, high)), Math.abs)
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const middle = values[values.length >> 1] ?? 0
  // Poles reach any height in a few samples; what counts is where the bulk of the curve lies.
  const top = values[Math.floor(values.length * 0.97)] ?? 0
  return top / Math.max(1, middle)
}

function ratioToMiddle(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted.at(-1) ?? 0) / Math.max(sorted[sorted.length >> 1] ?? 0, Number.MIN_VALUE)
}

function grid(low: number, high: number): Float64Array {
  return Float64Array.from({ length: samples }, (_, i) => low + ((high - low) * i) / (samples - 1))
}
