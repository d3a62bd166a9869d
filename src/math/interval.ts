/** An interval of the real line; bounds are included unless open. */
export interface Interval {
  readonly min?: number
  readonly max?: number
  readonly minOpen?: boolean
  readonly maxOpen?: boolean
  /** A point in between that is left out: 0 for a denominator. */
  readonly except?: number
  /** All points so far apart from that one are left out too; as people write them: π/2 + kπ. `last`: none above it. */
  readonly every?: { readonly period: number; readonly written: string; readonly last?: number }
}
