/** Timing on a machine that does other things too: many short rounds, the contenders in turn, the best round of each counts. */

/**
 * Microseconds a call of each contender.
 * @param {Record<string, (round: number) => unknown>} contenders
 * @param {{ rounds?: number, milliseconds?: number }} [how] of each contender: how many rounds, of about how long
 * @returns {Record<string, number>}
 */
export function race(contenders, { rounds = 12, milliseconds = 25 } = {}) {
  /** @type {Record<string, number>} */
  const best = {}
  /** @type {Record<string, number>} */
  const calls = {}
  let call = 0
  for (const [name, run] of Object.entries(contenders)) {
    // Compiled code first; then as many calls as fill a round.
    const started = performance.now()
    let warm = 0
    while (performance.now() - started < 4 * milliseconds) {
      run(call++)
      warm++
    }
    calls[name] = Math.max(1, Math.round((warm * milliseconds) / (performance.now() - started)))
    best[name] = Number.POSITIVE_INFINITY
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const count = /** @type {number} */ (calls[name])
      const started = performance.now()
      for (let k = 0; k < count; k++) run(call++)
      best[name] = Math.min(/** @type {number} */ (best[name]), ((performance.now() - started) * 1000) / count)
    }
  }
  return best
}

/** The geometric mean. */
export const mean = (/** @type {number[]} */ values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

/** A number for a column. */
export const column = (/** @type {number} */ value, width = 10, digits = 1) =>
  (Number.isFinite(value) ? value.toFixed(digits) : 'fails').padStart(width)
