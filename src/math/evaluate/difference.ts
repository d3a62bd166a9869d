/** Derivatives from differences alone, extrapolated to step zero: C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)" (1982). */

/** Halvings of the step. */
const ROWS = 8

/**
 * The derivative at 0 of a function of one variable with several results: central differences at shrinking steps; of each
 * result the extrapolation with the least estimated error, and that error; estimates below the share `enough` of the largest
 * result are not improved. Undefined where the function is not finite.
 */
export function limitAtZero(f: (h: number) => Float64Array, start: number, enough = 0): { best: Float64Array; errors: Float64Array } | undefined {
  const rows: Float64Array[][] = []
  let best: Float64Array | undefined
  let errors: Float64Array | undefined
  let h = start
  for (let i = 0; i < ROWS; i++) {
    const [up, down] = [f(h), f(-h)]
    const first = up.map((u, k) => (u - (down[k] as number)) / (2 * h))
    if (!first.every(Number.isFinite)) {
      // The step reaches over an edge of the domain: begin again with a smaller one.
      rows.length = 0
      best = undefined
      h /= 8
      continue
    }
    const row = [first]
    const before = rows[rows.length - 1]
    if (best === undefined || errors === undefined) {
      best = first.slice()
      errors = new Float64Array(first.length).fill(Number.POSITIVE_INFINITY)
    }
    let factor = 4
    for (let j = 1; before !== undefined && j <= before.length; j++) {
      const [own, other] = [row[j - 1] as Float64Array, before[j - 1] as Float64Array]
      const next = own.map((x, k) => (x * factor - (other[k] as number)) / (factor - 1))
      for (let k = 0; k < next.length; k++) {
        const estimate = Math.max(Math.abs((next[k] as number) - (own[k] as number)), Math.abs((next[k] as number) - (other[k] as number)))
        if (estimate <= (errors[k] as number)) {
          errors[k] = estimate
          best[k] = next[k] as number
        }
      }
      row.push(next)
      factor *= 4
    }
    const largest = best.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    if (errors.every((error) => error <= enough * largest)) break
    rows.push(row)
    h /= 2
  }
  return best === undefined || errors === undefined ? undefined : { best, errors }
}
