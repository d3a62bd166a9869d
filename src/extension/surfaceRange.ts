/** Where to plot a function of two variables of which nothing is said: where its hills and hollows are, in round numbers. */
import { countPeaks } from '../math/evaluate/field.ts'
import { type Curve, finitePart } from './plotRange.ts'
import { ownRange } from './plotScale.ts'

/** A function of two numbers, at many pairs at once. */
export type Surface = (xs: Float64Array, ys: Float64Array) => ArrayLike<number>

type Interval = [number, number]

/** A textbook's window, and wider ones for what has its hills and hollows there. */
const usual: Interval = [-2, 2]
const wider: readonly Interval[] = [
  [-5, 5],
  [-10, 10],
]
/** A scale of its own is one that is so many times larger or smaller than the usual. */
const farther = 4
/** A wider window shows more where its heights are so many times those of the usual one. */
const higher = 2
/** Hills and hollows of this part of all heights are seen; with more of them than this in the usual window nobody looks further. */
const [visible, enough] = [0.01, 1]
/** Points across a window: an odd number, of which one is in the middle. */
const across = 41

/** The range of both variables. */
export function surfaceRange(f: Surface): Interval {
  const lines = throughThePlane(f)
  const own = ownRange(lines)
  const part = finitePart(lines, usual) ?? finitePart(lines, [0, 4])
  const end = own?.range[1] ?? 2
  if (own?.needed && end < 2 / farther) return own.range
  if (own?.needed && end > 2 * farther && (!part || heightOf(f, own.range) > higher * heightOf(f, part))) return own.range
  if (!part) return usual
  const seen = peaksIn(f, part)
  const more = seen > enough ? undefined : wider.find((window) => peaksIn(f, window) > seen)
  return more ?? part
}

/** What three lines through the plane meet, added. */
function throughThePlane(f: Surface): Curve {
  return (t) => {
    const half = t.map((x) => x / 2)
    const [a, b, c] = [f(t, t), f(t, half), f(half, t)]
    return t.map((_, i) => (a[i] ?? 0) + (b[i] ?? 0) + (c[i] ?? 0))
  }
}

const peaksIn = (f: Surface, window: Interval): number => countPeaks(valuesIn(f, window), across, visible)

/** From the lowest to the highest value but for the few that run away. */
function heightOf(f: Surface, window: Interval): number {
  const sorted = Float64Array.from(Array.from(valuesIn(f, window)).filter(Number.isFinite)).sort()
  const at = (part: number): number => sorted[Math.round((sorted.length - 1) * part)] ?? 0
  return at(0.99) - at(0.01)
}

function valuesIn(f: Surface, [low, high]: Interval): ArrayLike<number> {
  const along = (k: number): number => low + ((high - low) * k) / (across - 1)
  const places = Array.from({ length: across * across }, (_, k) => k)
  return f(
    Float64Array.from(places, (k) => along(k % across)),
    Float64Array.from(places, (k) => along(Math.floor(k / across))),
  )
}
