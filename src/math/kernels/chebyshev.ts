/** Chebyshev series: how smooth functions on an interval are kept here. The coefficients are our own, computed with 40 digits. */

/** Σ c_k T_k(t) for t in [-1, 1], by C. W. Clenshaw's recurrence (1955). */
export function chebyshev(coefficients: readonly number[], t: number): number {
  let [b1, b2] = [0, 0]
  for (let k = coefficients.length - 1; k > 0; k--) [b1, b2] = [2 * t * b1 - b2 + (coefficients[k] as number), b1]
  return t * b1 - b2 + (coefficients[0] as number)
}
