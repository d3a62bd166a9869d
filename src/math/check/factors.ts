/** Factors by which terms become right, solved for at the points at which a derivative was found wrong, and how they are said. */
import { type Expr, nameOf, topological } from '../expr.ts'
import { isSize } from '../ops/structure.ts'
import type { Tensor } from '../tensor.ts'
import type { Point } from './compare.ts'
import type { Factor } from './edits.ts'
import { SAME, scaleOf, unknown, Values } from './values.ts'

/** Nodes of a derivative beyond which single changes take too long. */
export const LARGE = 600

/** A factor at one point, where the derivative goes with it or with what is divided by it. */
function factorAt(values: Values, point: Point, k: number, one: Tensor): number | undefined {
  const [two, minus] = [2, -1].map((value) => values.at(point, { k, value })?.[0])
  const { exact } = point
  if (two === undefined || minus === undefined) return undefined
  const scale = Math.max(scaleOf(one), scaleOf(exact))
  let factor: number | undefined
  for (let i = 0; i < exact.data.length; i++) {
    const [own, wanted] = [one.data[i] as number, exact.data[i] as number]
    const [up, down] = [(two.data[i] as number) - own, own - (minus.data[i] as number)]
    if (!Number.isFinite(up) || !Number.isFinite(down)) return undefined
    if (Math.abs(up) <= SAME * scale && Math.abs(down) <= SAME * scale) {
      if (Math.abs(wanted - own) > SAME * scale) return undefined
      continue
    }
    const isStraight = Math.abs(down - 2 * up) <= SAME * scale
    const isInverse = Math.abs(down + 4 * up) <= SAME * scale
    if (!isStraight && !isInverse) return undefined
    const found = isStraight ? 1 + (wanted - own) / up : 1 / (1 - (wanted - own) / (2 * up))
    if (factor !== undefined && Math.abs(found - factor) > 1e-5 * Math.max(1, Math.abs(factor))) return undefined
    factor ??= found
  }
  return factor
}

/** A ratio of small whole numbers. */
function ratioOf(x: number): { over: number; under: number } | undefined {
  for (let under = 1; under <= 12; under++) {
    const over = Math.round(x * under)
    if (over !== 0 && Math.abs(over) <= 24 && Math.abs(x * under - over) <= 1e-5 * Math.abs(over)) return { over, under }
  }
  return undefined
}

const constant = (all: readonly number[]): number | undefined => {
  const [first = Number.NaN] = all
  return Number.isFinite(first) && all.every((each) => Math.abs(each - first) <= 1e-5 * Math.abs(first)) ? first : undefined
}

/** What a factor is, by the lengths of arrays, by numbers and by the values of names at the same points. */
function factorSaid(factors: readonly number[], names: ReadonlyMap<string, readonly number[]>, lengths: ReadonlySet<string>): Factor | undefined {
  const plain = constant(factors)
  const ratio = plain === undefined ? undefined : ratioOf(plain)
  for (const name of lengths) {
    const [length = 0] = names.get(name) ?? []
    const sign = plain !== undefined && plain < 0 ? -1 : 1
    if (plain === undefined || length <= 2) continue
    if (Math.abs(Math.abs(plain) - length) < SAME) return { over: sign, under: 1, times: [name], by: [] }
    if (Math.abs(Math.abs(plain) - 1 / length) < SAME) return { over: sign, under: 1, times: [], by: [name] }
  }
  if (ratio !== undefined) return { ...ratio, times: [], by: [] }
  for (const power of [1, -1, 2, -2])
    for (const [name, values] of names) {
      const rest = constant(factors.map((factor, k) => factor / (values[k] as number) ** power))
      const ratio = rest === undefined ? undefined : ratioOf(rest)
      const repeated = new Array<string>(Math.abs(power)).fill(name)
      if (ratio !== undefined && ratio.under <= 4 && Math.abs(ratio.over) <= 4)
        return { ...ratio, times: power > 0 ? repeated : [], by: power < 0 ? repeated : [] }
    }
  return undefined
}

/** What a term is to be multiplied by: at each point, and by names and numbers where these say it. */
export interface Solved {
  readonly at: readonly number[]
  readonly said?: Factor
}

/** The factors with which an expression is right at all points where each of so many unknown ones is solved for by itself. `scalars`: what may be such a factor, by name. */
export function factorsIn(
  expr: Expr,
  unknowns: number,
  points: readonly Point[],
  scalars: ReadonlyMap<string, Expr>,
  symbols: readonly Expr[],
): (Solved | undefined)[] {
  const nodes = topological([expr])
  if (nodes.length > LARGE) return []
  const values = new Values([expr, ...scalars.values()], symbols, unknowns)
  const known = points.flatMap((point) => {
    const [one, ...rest] = values.at(point) ?? []
    return one === undefined || one.data.length !== point.exact.data.length
      ? []
      : [{ point, one, scalars: rest.map(({ data }) => data[0] as number) }]
  })
  if (known.length < 2) return []
  const names = new Map([...scalars.keys()].map((name, k) => [name, known.map((each) => each.scalars[k] as number)]))
  const lengths = new Set([...scalars].flatMap(([name, node]) => (isSize(node) ? [name] : [])))
  const met = new Set(nodes.flatMap((node) => nameOf(node) ?? []))
  return Array.from({ length: unknowns }, (_, k): Solved | undefined => {
    if (!met.has(unknown(k))) return undefined
    const at: number[] = []
    for (const { point, one } of known) {
      const factor = factorAt(values, point, k, one)
      if (factor === undefined) return undefined
      at.push(factor)
    }
    return { at, said: factorSaid(at, names, lengths) }
  })
}
