/** Values of the compiled formulas: at a point, along a curve, over a grid. */
import { withTerms } from '../../math/evaluate/binder.ts'
import { type CurveRequest, type Curves, sampleCurves } from '../../math/evaluate/curve.ts'
import { prominence } from '../../math/evaluate/field.ts'
import { type Pass, prepare } from '../../math/evaluate/run.ts'
import { EvaluationError } from '../../math/evaluate/sizes.ts'
import type { Program } from '../../protocol.ts'

/** Values over a rectangle: row j is the second variable, column i the first, both from low to high. */
export interface Grid {
  size: number
  /** One per output. */
  values: Float64Array[]
}

export type Interval = readonly [number, number]

/** Terms of sums and integrals in one pass: about half a second's. */
const DRAWN = 500_000

export class Sampler {
  readonly outputs: number
  private readonly pass: Pass

  constructor(program: Program) {
    this.outputs = program.outputs.length
    const pass = prepare(program)
    // Sums and integrals that take too long to draw have no values, nothing waits for them.
    this.pass = (columns) => {
      try {
        return withTerms(DRAWN, () => pass(columns))
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error
        const length = Math.max(1, ...columns.map((column) => column.length))
        return program.outputs.map(() => new Float64Array(length).fill(Number.NaN))
      }
    }
  }

  /** All outputs at one point: a number per input. */
  at(point: readonly number[]): number[] {
    return this.pass(point.map((value) => Float64Array.of(value))).map((column) => column[0] ?? Number.NaN)
  }

  curves(request: CurveRequest): Curves {
    return sampleCurves(this.pass, request)
  }

  /** All outputs on size × size points of a rectangle, its edges included. */
  grid([x0, x1]: Interval, [y0, y1]: Interval, size: number, parameters: readonly number[]): Grid {
    const count = size * size
    const x = new Float64Array(count)
    const y = new Float64Array(count)
    for (let k = 0; k < count; k++) {
      x[k] = x0 + ((x1 - x0) * (k % size)) / (size - 1)
      y[k] = y0 + ((y1 - y0) * Math.floor(k / size)) / (size - 1)
    }
    const columns = [x, y, ...parameters.map((value) => Float64Array.of(value))]
    return { size, values: this.pass(columns) }
  }
}

/** A window of values for a surface: all of them, or the bulk where a few run away; the top of a hill does not. */
export function windowOf({ values: [values = new Float64Array()], size }: Grid): [number, number] {
  const sorted = values.filter((value) => Number.isFinite(value)).sort()
  if (sorted.length === 0) return [0, 1]
  const at = (part: number) => sorted[Math.round((sorted.length - 1) * part)] ?? 0
  const bulk = at(0.95) - at(0.05)
  let low = at(0)
  let high = at(1)
  if (high - low > 20 * bulk && bulk > 0) {
    const [lowest, highest] = [values.indexOf(low), values.indexOf(high)]
    if (prominence(values, size, lowest, -1) === 0) low = Math.max(low, at(0.05) - bulk / 2)
    if (prominence(values, size, highest, 1) === 0) high = Math.min(high, at(0.95) + bulk / 2)
  }
  return low < high ? [low, high] : [low - 0.5, high + 0.5]
}
