/** Lambert's W: the inverse of w exp(w), on its two real branches. */

/** Where the series takes over, and how many terms it needs there. */
const [NEAR, TERMS] = [0.25, 22]

/** W + 1 over p, p = √(2(1 + e x)), as a power series in p, by the recurrence of R. Corless and others (1996), equations 4.23 and 4.24. */
const BRANCH = branchSeries()

function branchSeries(): number[] {
  const [mu, alpha] = [
    [-1, 1],
    [2, -1],
  ] as [number[], number[]]
  for (let k = 2; k <= TERMS; k++) {
    let square = 0
    for (let j = 2; j < k; j++) square += (mu[j] as number) * (mu[k + 1 - j] as number)
    alpha.push(square)
    const before = (mu[k - 2] as number) / 2 + (alpha[k - 2] as number) / 4
    mu.push(((k - 1) * before - (mu[k - 1] as number)) / (k + 1) - square / 2)
  }
  return mu.slice(1)
}

/** Branch 0 for x ≥ -1/e, branch -1 for -1/e ≤ x < 0. Halley's iteration after R. Corless and others (1996); relative error below 1e-14. */
export function lambertW(x: number, branch = 0): number {
  // 2(1 + e x) by the distance from -1/e in two parts: it vanishes at the branch point.
  const p2 = 2 * Math.E * (x + 0.36787944117144233 + -1.2428753672788363e-17)
  if (Number.isNaN(x) || p2 < -1e-15) return Number.NaN
  if (branch !== 0 && (branch !== -1 || !(x < 0))) return branch === -1 && x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === 0 || x === Number.POSITIVE_INFINITY) return x
  const p = Math.sqrt(Math.max(p2, 0)) * (branch === 0 ? 1 : -1)
  if (Math.abs(p) < NEAR) return p * BRANCH.reduceRight((sum, c) => sum * p + c, 0) - 1
  let w = start(x, p, branch)
  for (let i = 0; i < 12; i++) {
    const e = Math.exp(w)
    const f = w * e - x
    const step = f / (e * (w + 1) - ((w + 2) * f) / (2 * w + 2))
    w -= step
    if (Math.abs(step) <= 1e-16 * Math.abs(w)) break
  }
  return w
}

function start(x: number, p: number, branch: number): number {
  if (branch === -1) {
    if (x < -0.25) return -1 + p * (1 - p / 3)
    const log = Math.log(-x)
    return log - Math.log(-log)
  }
  if (x < -0.2) return -1 + p * (1 - p / 3)
  if (x < 3) return Math.log1p(x) * (1 - Math.log1p(Math.log1p(x)) / (2 + Math.log1p(x)))
  const log = Math.log(x)
  return log - Math.log(log)
}
