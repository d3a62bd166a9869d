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
/** Places times nodes from which comparing takes long. */
const LONG = 640
/** Nodes beyond which an expression is not asked how many it has once all are numbers. */
const UNPLANNED = 10 * NODES
/** Roundings of arguments, and within them, that a form may have. */
const UNAVOIDABLE = 8
/** Bits that a form must save that people do not see, and that the longer code for far out must: those of one number that there was none of. */
const [GAIN, FAR_GAIN] = [8, 40]

type Point = Readonly<Record<string, number>>

/** Numbers that names stand for: no other values of these are looked at. */
export type Numbers = Point
const NO_NUMBERS: Numbers = {}

/**
 * The stable form of what `forms` gives, the same value with numbers for names, where a form with these names loses digits that it keeps:
 * 1 - a + b x of such a and b vanishes at 0. Undefined where it does not.
 */
export function stablestWithNumbers(named: Expr, numbers: Numbers, forms: () => readonly Expr[]): Expr | undefined {
  const edges = new Edges(named, numbers)
  if (edges.lost === 0) return undefined
  const form = stablest(forms())
  return edges.isBetter(form, GAIN) ? form : undefined
}

/** Of one value in several forms, the stable form of the first that keeps its digits at the edges, or of the one that keeps most, far out too. */
export function stablest(forms: readonly Expr[], numbers = NO_NUMBERS): Expr {
  const [first] = forms as [Expr]
  const known = stabilize(first)
  const edges = new Edges(known, numbers)
  if (edges.lost === 0) return known
  let best = known
  /** Whether the form keeps all digits. */
  const look = (expr: Expr, gain: number): boolean => {
    if (edges.isBetter(expr, gain)) best = expr
    return edges.lost === 0
  }
  // Long forms are made only where a sum is too large, and made stable only where they are better before that.
  const lookAtStable = (form: Expr, gain: number): boolean => (!edges.isLong || edges.isBetterWhereLost(form)) && look(stabilize(form), gain)
  if (forms.slice(1).some((form) => lookAtStable(form, GAIN))) return best
  const far = first.rank === 0 && topological([first]).length <= FORMULA && (!edges.isLong || edges.hasInfiniteSum) ? farOut(first) : undefined
  if (far !== undefined && !lookAtStable(far, FAR_GAIN)) look(withSeries(far), FAR_GAIN)
  return best
}

/** The places at which the forms of a value are compared, and what the best one loses there. */
class Edges {
  /** The bits that are lost at each place, those first at which some are: most forms are seen there not to be better. */
  private places: readonly (readonly [Point, number])[]
  private readonly plan: Plan | undefined

  constructor(
    known: Expr,
    private readonly numbers: Numbers,
  ) {
    this.plan = planOf(known)
    const { plan } = this
    this.places = plan === undefined ? [] : edgesOf(known, plan, numbers).map((at) => [at, bitsLost(plan, at, numbers)])
    this.sort()
  }

  private sort(): void {
    this.places = [...this.places].sort(([, a], [, b]) => b - a)
  }

  /** All the bits that are lost. */
  get lost(): number {
    return this.places.reduce((sum, [, bits]) => sum + bits, 0)
  }

  /** Whether comparing takes long. */
  get isLong(): boolean {
    return this.places.length * (this.plan?.nodes.length ?? 0) > LONG
  }

  /** Whether a sum overflows where digits are lost: of its terms the largest can be taken out. */
  get hasInfiniteSum(): boolean {
    const { plan } = this
    return this.places.some(([at, bits]) => {
      if (bits === 0 || plan === undefined) return false
      const values = scalarValues(plan, at)
      return plan.nodes.some(({ op }, k) => op.name === 'add' && Math.abs(values[k] as number) === Number.POSITIVE_INFINITY)
    })
  }

  /** Whether a form saves bits where some are lost. */
  isBetterWhereLost(expr: Expr): boolean {
    const plan = planOf(expr)
    return plan !== undefined && this.places.some(([at, bits]) => bits > 0 && bitsLost(plan, at, this.numbers) < bits)
  }

  /** Whether a form saves more bits than that; then it is the best. */
  isBetter(expr: Expr, gain: number): boolean {
    const plan = planOf(expr)
    if (plan === undefined) return false
    const most = this.lost - gain
    let sum = 0
    const places: [Point, number][] = []
    for (const [at] of this.places) {
      const bits = bitsLost(plan, at, this.numbers)
      sum += bits
      if (!(sum < most)) return false
      places.push([at, bits])
    }
    this.places = places
    this.sort()
    return true
  }
}

/** The plan of a form that is not too long to be compared. */
function planOf(expr: Expr): Plan | undefined {
  const plan = topological([expr]).length > UNPLANNED ? undefined : scalarPlan(expr)
  return plan === undefined || plan.nodes.length > NODES ? undefined : plan
}

/** The places at which forms of a value are compared, one symbol at an edge: those where it has none are left out. */
function edgesOf(expr: Expr, plan: Plan, numbers: Numbers): readonly Point[] {
  const names = symbolsOf(expr)
    .map((node) => nameOf(node) as string)
    .filter((name) => !Object.hasOwn(numbers, name))
  if (names.length > SYMBOLS) return []
  const others = { ...numbers, ...Object.fromEntries(names.map((name, k) => [name, beside(k)])) }
  const points = names.flatMap((name) => EDGES.map((edge) => ({ ...others, [name]: edge })))
  return points.filter((at) => isInDomain(plan, at))
}

/** A root of a negative number has no value: of finite arguments comes none. A quotient may be one of two that vanish. */
function isInDomain(order: Plan, at: Point): boolean {
  const values = scalarValues(order, at)
  if (!Number.isNaN(values[order.roots[0] as number])) return true
  return !order.nodes.some(
    ({ op }, k) => op.name !== 'div' && Number.isNaN(values[k]) && (order.args[k] as readonly number[]).every((arg) => Number.isFinite(values[arg])),
  )
}

/** The bits that rounding costs at a place, beyond what is borne and what no form could save. */
function bitsLost(plan: Plan, at: Point, numbers: Numbers): number {
  const lost = lostAt(plan, at)
  if (lost <= BORNE) return 0
  const borne = Math.max(BORNE, UNAVOIDABLE * unavoidable(plan, at, numbers))
  if (lost <= borne) return 0
  const bits = Math.log2(lost / borne)
  return bits < 64 ? bits : 64
}

/** A relative change of a symbol, far above rounding. */
const STEP = 2 ** -20

/** The relative error that a value has from symbols that are rounded to doubles: e^800 has that of 800 in all its forms. */
function unavoidable(order: Plan, at: Point, numbers: Numbers): number {
  const root = order.roots[0] as number
  const valueAt = (point: Point): number => scalarValues(order, point)[root] as number
  const value = valueAt(at)
  const varying = Object.entries(at).filter(([name]) => !Object.hasOwn(numbers, name))
  const changes = varying.map(([name, x]) => Math.abs(valueAt({ ...at, [name]: x * (1 + STEP) }) / value - 1))
  const change = changes.reduce((sum, one) => sum + one, 0)
  return Number.isFinite(change) ? (change / STEP) * 2 ** -53 : 0
}
