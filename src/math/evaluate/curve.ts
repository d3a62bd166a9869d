/**
 * Curves of functions of one variable as a reader expects them drawn: fine where they bend, broken at jumps and poles,
 * over a window in which the bulk of the values can be seen.
 */

import type { Pass } from './run.ts'
import { chooseWindow } from './window.ts'

export interface CurveRequest {
  from: number
  to: number
  /** The values of the further inputs, after the variable. */
  parameters: readonly number[]
  /** Which outputs are wanted; the window is chosen for these. */
  outputs: readonly number[]
  logarithmic: boolean
  /** The window of values; chosen from the values where it is not given. */
  window?: readonly [number, number]
}

/** Points of a curve; a NaN in y is a gap. */
export interface Curve {
  x: number[]
  y: number[]
}

export interface Curves {
  window: [number, number]
  /** One per output wanted, in that order. */
  curves: Curve[]
  /** Outputs wanted that have values which a logarithmic axis cannot show, at more than a point or two. */
  notPositive: number[]
}

const basePoints = 401
const mostPoints = 6000
/** Sixteen halvings of a base interval: what still jumps there is a jump. */
const rounds = 16
/** Parts of the window's height: more than this between neighbours is refined. */
const coarse = 0.02
/** Radians between neighbouring pieces: more than this is refined. */
const bend = 0.12
/** Pieces shorter than this part of the window need no refinement for their bend. */
const shortest = 0.004

/** Samples the outputs wanted over [from, to]. */
export function sampleCurves(pass: Pass, request: CurveRequest): Curves {
  const { from, to, outputs, logarithmic } = request
  const evaluate = (x: readonly number[]): number[][] => {
    const columns = [Float64Array.from(x), ...request.parameters.map((value) => Float64Array.of(value))]
    const results = pass(columns)
    return outputs.map((output) => Array.from(results[output] ?? new Float64Array(x.length).fill(Number.NaN)))
  }
  let x = Array.from({ length: basePoints }, (_, i) => (i === basePoints - 1 ? to : from + ((to - from) * i) / (basePoints - 1)))
  let ys = evaluate(x)
  const window: [number, number] = request.window ? [...request.window] : chooseWindow(evaluate, x, ys, logarithmic)
  const place = placing(window, logarithmic)
  for (let round = 0; round < rounds && x.length < mostPoints; round++) {
    const split = intervalsToSplit(x, ys, place).slice(0, mostPoints - x.length)
    if (split.length === 0) break
    const middles = split.map((i) => ((x[i] ?? 0) + (x[i + 1] ?? 0)) / 2)
    const found = evaluate(middles)
    ys = ys.map((y, k) => merged(y, found[k] ?? [], split))
    x = merged(x, middles, split)
  }
  const finest = ((to - from) / (basePoints - 1)) * 2 ** (3 - rounds)
  return {
    window,
    curves: ys.map((y) => broken(x, y, place, finest)),
    notPositive: logarithmic ? outputs.filter((_, k) => (ys[k] ?? []).filter((value) => value <= 0).length > 2) : [],
  }
}

/** Where a value lies in the window: 0 at its lower end, 1 at its upper; NaN where it has no place. */
type Placing = (value: number) => number

function placing([low, high]: readonly [number, number], logarithmic: boolean): Placing {
  if (!logarithmic) return (value) => (value - low) / (high - low)
  const start = Math.log10(low)
  const span = Math.log10(high) - start
  return (value) => (value > 0 ? (Math.log10(value) - start) / span : Number.NaN)
}

/** Far outside, all places are alike. */
const clipped = (place: number): number => Math.max(-1, Math.min(2, place))

/** The intervals in which some output still bends or leaps visibly, or begins or ends. */
function intervalsToSplit(x: readonly number[], ys: readonly (readonly number[])[], place: Placing): number[] {
  const width = (x.at(-1) ?? 1) - (x[0] ?? 0)
  const chosen = new Set<number>()
  for (const y of ys) {
    const places = y.map((value) => clipped(place(value)))
    for (let i = 0; i + 1 < x.length; i++) {
      const a = places[i] ?? Number.NaN
      const b = places[i + 1] ?? Number.NaN
      if (Number.isNaN(a) !== Number.isNaN(b) || Math.abs(b - a) > coarse) chosen.add(i)
      const c = places[i + 2] ?? Number.NaN
      if (Number.isNaN(a + b + c)) continue
      const dx = ((x[i + 1] ?? 0) - (x[i] ?? 0)) / width
      const dx2 = ((x[i + 2] ?? 0) - (x[i + 1] ?? 0)) / width
      const turn = Math.abs(Math.atan2(c - b, dx2) - Math.atan2(b - a, dx))
      if (turn > bend && Math.hypot(dx, b - a) + Math.hypot(dx2, c - b) > shortest) {
        chosen.add(i)
        chosen.add(i + 1)
      }
    }
  }
  return [...chosen].sort((i, j) => i - j)
}

/** Puts one item after each of the places named, which are in order. */
function merged(list: readonly number[], items: readonly number[], after: readonly number[]): number[] {
  const result: number[] = []
  let next = 0
  for (let i = 0; i < list.length; i++) {
    result.push(list[i] ?? Number.NaN)
    if (after[next] === i) result.push(items[next++] ?? Number.NaN)
  }
  return result
}

/** The curve with gaps where it has no value, leaps, or runs far outside the window from one point to the next. */
function broken(x: readonly number[], y: readonly number[], place: Placing, finest: number): Curve {
  const curve: Curve = { x: [], y: [] }
  for (let i = 0; i < x.length; i++) {
    const here = clipped(place(y[i] ?? Number.NaN))
    const next = clipped(place(y[i + 1] ?? Number.NaN))
    const previous = clipped(place(y[i - 1] ?? Number.NaN))
    const visible = !Number.isNaN(here) && (here !== previous || here !== next || (here > -1 && here < 2))
    curve.x.push(x[i] ?? 0)
    // A value beyond all bounds would be drawn to a place no canvas has.
    curve.y.push(visible && Math.abs(place(y[i] ?? 0)) < 1e6 ? (y[i] ?? 0) : Number.NaN)
    const gap = (x[i + 1] ?? Number.POSITIVE_INFINITY) - (x[i] ?? 0)
    const leaps = gap <= finest && Math.abs(next - here) > coarse
    const outside = here === next && (here === -1 || here === 2)
    if (leaps || outside) {
      curve.x.push((x[i] ?? 0) + gap / 2)
      curve.y.push(Number.NaN)
    }
  }
  return curve
}
