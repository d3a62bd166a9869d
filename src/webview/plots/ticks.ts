/** Round numbers along an axis. */
import { tickLabel } from '../widgets/format.ts'

export interface Tick {
  value: number
  label: string
}

/** The round step (1, 2 or 5 times a power of ten) that divides a span into about this many parts. */
export function roundStep(span: number, parts: number): number {
  if (!(span > 0) || !Number.isFinite(span)) return 1
  const raw = span / parts
  const power = 10 ** Math.floor(Math.log10(raw))
  const factor = raw / power
  return power * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10)
}

/** Ticks from low to high, about as many as asked for. */
export function ticks(low: number, high: number, parts: number): Tick[] {
  const step = roundStep(high - low, parts)
  const list: Tick[] = []
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  if (!(last - first < 1000)) return []
  // Multiples of the step are computed afresh: adding up would gather noise.
  const inverse = step < 1 ? Math.round(1 / step) : 0
  for (let i = first; i <= last; i++) {
    const value = inverse > 0 && Math.abs(inverse * step - 1) < 1e-9 ? i / inverse : i * step
    list.push({ value: value === 0 ? 0 : value, label: tickLabel(value, step) })
  }
  return list
}

/** Low and high moved outwards to round numbers. */
export function roundOut(low: number, high: number): [number, number] {
  const step = roundStep(high - low, 20)
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step]
}
