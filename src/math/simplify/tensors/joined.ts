/** Parts of a vector that lie one behind the other: [g; 0] + s e_n is [g; s]. */
import type { Expr } from '../../expr.ts'
import { div, mul, neg } from '../../ops/arithmetic.ts'
import { concatenate, stack } from '../../ops/arrange.ts'
import { type AxisItem, itemsOf, place } from '../../ops/slice.ts'
import type { Length } from '../../shape.ts'

/** Where a part begins and ends, as places counted in one way, and what lies there. */
interface Part {
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

function partOf(term: Expr): Part | undefined {
  const [first, second] = term.args as [Expr, Expr]
  if (term.op === neg.op || (term.op === div.op && second.rank === 0)) {
    const part = partOf(first)
    return part && { ...part, expr: term.op === neg.op ? neg(part.expr) : div(part.expr, second) }
  }
  const scalars = term.op === mul.op ? term.args.filter(({ rank }) => rank === 0) : []
  const [placed, ...others] = term.op === mul.op ? term.args.filter(({ rank }) => rank > 0) : [term]
  if (placed?.op !== place.op || placed.rank !== 1 || others.length > 0) return undefined
  const { items, whole } = itemsOf(placed)
  const [item, length] = [items[0] as AxisItem, whole[0] as Length]
  const expr = mul(...scalars, placed.args[0] as Expr)
  if ('at' in item) {
    const { at } = item
    return { from: placeAt(at, length), to: at === -1 || at + 1 === length ? 'end' : placeAt(at + 1, length), expr, single: true }
  }
  return item.step === 1 ? { from: placeAt(item.start ?? 0, length), to: placeAt(item.stop, length), expr, single: false } : undefined
}

/** The terms of a sum of vectors, with those joined that fill all places between them, each once. */
export function joinedParts(terms: Expr[]): Expr[] {
  const parts = terms.map(partOf)
  const found = parts.filter((part) => part !== undefined)
  if (found.length < 2) return terms
  const byStart = new Map(found.map((part) => [part.from, part]))
  const ordered: Part[] = []
  for (let next = byStart.get('0'); next !== undefined; next = next.to === 'end' ? undefined : byStart.get(next.to)) {
    if (ordered.length > found.length) return terms
    ordered.push(next)
  }
  if (ordered.length !== found.length || byStart.size !== found.length || ordered.at(-1)?.to !== 'end') return terms
  const whole = ordered.every(({ single }) => single) ? stack(...ordered.map(({ expr }) => expr)) : concatenate(...runsOf(ordered))
  const at = parts.findIndex((part) => part !== undefined)
  return terms.flatMap((term, k) => (k === at ? [whole] : parts[k] === undefined ? [term] : []))
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
