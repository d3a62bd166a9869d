/** What follows from what rows say of their operations. */
import type { Operation } from '../expr.ts'

/** Puts components of its arguments at other places, and zeros where there are none. */
export const isRearranging = ({ components }: Operation): boolean => components === 'moved' || components === 'placed'

/** Rows of arrays that are linear in all their arguments together. */
export const isLinear = ({ components }: Operation): boolean => components !== undefined && components !== 'chosen'

/** Makes a formula one of vectors and matrices: what has none of these is as plain by its components. */
export const isAlgebra = ({ algebra, ranks }: Operation): boolean => algebra === true || ranks?.some((rank) => rank > 1) === true

/** Its values are positive, or never negative, whatever its arguments. */
export const isAlwaysPositive = ({ values: { min, minOpen } = {} }: Operation): boolean =>
  min !== undefined && (min > 0 || (min === 0 && minOpen === true))
export const isNeverNegative = ({ values }: Operation): boolean => values?.min !== undefined && values.min >= 0

/** Its values are below 1, whatever its arguments. */
export const isBelowOne = ({ values: { max, maxOpen } = {} }: Operation): boolean => max !== undefined && (max < 1 || (max === 1 && maxOpen === true))
