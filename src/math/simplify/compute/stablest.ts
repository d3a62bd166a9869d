/** Of several forms of one value, the one to compute: that which keeps its digits near zero, far out and where exponentials overflow. */

import { type Plan, scalarPlan } from '../../evaluate/plan.ts'
import { lostAt, scalarValues } from '../../evaluate/rounding.ts'
import { type Expr, nameOf, symbolsOf, topological } from '../../expr.ts'
import { farOut } from './farOut.ts'
import { withSeries } from './series.ts'
import { stabilize } from './stable.ts'

/** Near zero, where terms cancel, large, beyond what an exponential can hold, and far out. */
const EDGES = [2 ** -26, -(2 ** -26), 40, -40, 800, -800, 2 ** 40, -(2 ** 40)]
/** Where the symbols beside the k-th are meanwhile: at places that nothing relates, or a d - b c would vanish there by itself. */
const beside = (k: number): number => 1.25 + ((k * 0.6180339887498949) % 1)
/** Bits that may be lost before another form is looked for, nodes and symbols up to which one is, and nodes up to which one for far out is made. */
const [BORNE, NODES, SYMBOLS, FORMULA] = [2 ** -44, 150, 6, 80]
/** Nodes beyond which an expression is not asked how many it has once all are numbers. */
const UNPLANNED = 10 * NODES
/** Roundings of arguments, and within them, that a form may have. */
const UNAVOIDABLE = 8
/** Bits that a form must save that people do not see, and that the longer code for far out must: those of one number that there was none of. */
const [GAIN, FAR_GAIN] = [8, 40]

type Point = Readonly<Record<string, number>>

/** Of one value in several forms, the stable form of the first that keeps its digits at the edges, or of the one that keeps most, far out too. */
export function stablest(forms: readonly Expr[]): Expr {
  const [first] = forms as [Expr]
  const known = stabilize(first)
  const points = edgesOf(known)
  let best = { expr: known, bits: bitsLost(known, points) }
  /** Whether the form keeps all digits. */
  const look = (expr: Expr, gain: number): boolean => {
    const bits = bitsLost(expr, points)
    if (bits < best.bits - gain) best = { expr, bits }
    return bits === 0
  }
  if (best.bits === 0 || forms.slice(1).some((form) => look(stabilize(form), GAIN))) return best.expr
  const far = first.rank === 0 && topological([first]).length <= FORMULA ? farOut(first) : undefined
  if (far !== undefined && !look(stabilize(far), FAR_GAIN)) look(withSeries(far), FAR_GAIN)
  return best.expr
}

/** The places at which forms of a value are compared, one symbol at an edge: those where it has none are left out. */
function edgesOf(expr: Expr): readonly Point[] {
  const symbols = symbolsOf(expr)
  const order = symbols.length > SYMBOLS || topological([expr]).length > UNPLANNED ? undefined : scalarPlan(expr)
  if (order === undefined || order.nodes.length > NODES) return []
  const names = symbols.map((node) => nameOf(node) as string)
  const points = names.flatMap((name) => EDGES.map((edge) => ({ ...Object.fromEntries(names.map((other, k) => [other, beside(k)])), [name]: edge })))
  return points.filter((at) => isInDomain(order, at))
}

/** A root of a negative number has no value: of finite arguments comes none. A quotient may be one of two that vanish. */
function isInDomain(order: Plan, at: Point): boolean {
  const values = scalarValues(order, at)
  if (!Number.isNaN(values[order.roots[0] as number])) return true
  return !order.nodes.some(
    ({ op }, k) => op.name !== 'div' && Number.isNaN(values[k]) && (order.args[k] as readonly number[]).every((arg) => Number.isFinite(values[arg])),
  )
}

/** The bits that rounding costs at these places, beyond what is borne and what no form could save. */
function bitsLost(expr: Expr, points: readonly Point[]): number {
  const order = points.length === 0 ? undefined : scalarPlan(expr)
  if (order === undefined || order.nodes.length > NODES) return 0
  let bits = 0
  for (const at of points) {
    const lost = lostAt(order, at)
    if (lost <= BORNE) continue
    const borne = Math.max(BORNE, UNAVOIDABLE * unavoidable(order, at))
    if (!(lost <= borne)) bits += Math.min(64, Math.log2(lost / borne))
  }
  return bits
}

/** A relative change of a symbol, far above rounding. */
const STEP = 2 ** -20

/** The relative error that a value has from symbols that are rounded to doubles: e^800 has that of 800 in all its forms. */
function unavoidable(order: Plan, at: Point): number {
  const root = order.roots[0] as number
  const valueAt = (point: Point): number => scalarValues(order, point)[root] as number
  const value = valueAt(at)
  const changes = Object.entries(at).map(([name, x]) => Math.abs(valueAt({ ...at, [name]: x * (1 + STEP) }) / value - 1))
  const change = changes.reduce((sum, one) => sum + one, 0)
  return Number.isFinite(change) ? (change / STEP) * 2 ** -53 : 0
}
