/** Whether two forms have the same value, by looking at a few points: what is seen so is only a guess, to be proven. */
import type { Value } from '../api.ts'
import { type Expr, nameOf, symbolsOf, topological } from '../expr.ts'
import { boundNames } from '../ops/binder.ts'
import { fromValue } from '../tensor.ts'
import { plan } from './plan.ts'
import { calmBoxes, chooseBoxes, generator, labelsIn, sampleFunctions, samplePoint, sampleSizes } from './sample.ts'
import { asTensor, EvaluationError, evaluatePlan, surroundingsOf } from './value.ts'

/** Points that are looked at, and drawn at most. */
const [POINTS, DRAWS] = [2, 8]
const SAME = 1e-8

/** Do they agree wherever both are finite, at some points, where those symbols that have `values` are these? */
export function agree(a: Expr, b: Expr, values: ReadonlyMap<string, Value> = new Map()): boolean {
  const nodes = topological([a, b])
  const bound = boundNames(nodes)
  const symbols = symbolsOf(a, b).filter((node) => !bound.has(nameOf(node) as string))
  const random = generator(nodes.length)
  const labels = labelsIn(nodes)
  const both = plan([a, b])
  let seen = 0
  try {
    const sizes = sampleSizes(nodes)
    for (let round = 0; round < DRAWS && seen < POINTS; round++) {
      const boxes = round % 2 === 0 ? chooseBoxes(symbols.length, round / 2, [], random) : calmBoxes(symbols.length)
      const at = samplePoint(symbols, sizes, boxes, random, labels)
      for (const [name, value] of values) if (at.has(name)) at.set(name, fromValue(value))
      const items = evaluatePlan(both, surroundingsOf(both, at, symbols, sampleFunctions))
      const [own, other] = both.roots.map((root) => items[root]).map((item) => (item === undefined ? undefined : asTensor(item).data))
      if (own === undefined || other === undefined || !own.every(Number.isFinite) || !other.every(Number.isFinite)) continue
      const largest = own.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
      if (own.some((x, k) => Math.abs(x - (other[k] as number)) > SAME * largest)) return false
      seen++
    }
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof RangeError) return false
    throw error
  }
  return seen > 0
}
