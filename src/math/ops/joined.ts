/** Parts that fill a vector one behind the other, each known by the places where it begins and ends. */
import type { Expr } from '../expr.ts'
import type { Length } from '../shape.ts'
import { concatenate, stack } from './arrange.ts'
import type { AxisItem } from './slice.ts'

/** Where a part begins and ends, as places counted in one way, and what lies there. */
export interface Part {
  readonly from: string
  readonly to: string
  readonly expr: Expr
  /** It is one component. */
  readonly single: boolean
}

/** A place from the start, or from the end of what nobody knows the length of. */
const placeAt = (at: Length | null, whole: Length): string => {
  if (at === null || at === whole) return 'end'
  if (typeof at !== 'number' || at >= 0) return String(at)
  return typeof whole === 'number' ? String(whole + at) : `end${at}`
}

/** What lies at an item of an axis of this length; undefined where that is scattered. */
export function partAt(item: AxisItem, length: Length, expr: Expr): Part | undefined {
  if ('at' in item) {
    const { at } = item
    return { from: placeAt(at, length), to: at === -1 || at + 1 === length ? 'end' : placeAt(at + 1, length), expr, single: true }
  }
  return item.step === 1 ? { from: placeAt(item.start, length), to: placeAt(item.stop, length), expr, single: false } : undefined
}

/** The vector that parts make which fill all its places, each once; undefined where they do not. */
export function joined(parts: readonly Part[]): Expr | undefined {
  const byStart = new Map(parts.map((part) => [part.from, part]))
  const ordered: Part[] = []
  for (let next = byStart.get('0'); next !== undefined; next = next.to === 'end' ? undefined : byStart.get(next.to)) {
    if (ordered.length > parts.length) return undefined
    ordered.push(next)
  }
  if (ordered.length !== parts.length || byStart.size !== parts.length || ordered.at(-1)?.to !== 'end') return undefined
  return ordered.every(({ single }) => single) ? stack(...ordered.map(({ expr }) => expr)) : concatenate(...runsOf(ordered))
}

/** Single components that follow each other as one vector. */
function runsOf(parts: readonly Part[]): Expr[] {
  const runs: { readonly exprs: Expr[]; readonly single: boolean }[] = []
  for (const { expr, single } of parts) {
    const last = runs.at(-1)
    if (single && last?.single === true) last.exprs.push(expr)
    else runs.push({ exprs: [expr], single })
  }
  return runs.map(({ exprs, single }) => (single ? stack(...exprs) : (exprs[0] as Expr)))
}
