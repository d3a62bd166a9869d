/** Which shapes may be the same, for some lengths of the axes that the text only names. */
import { type Length, type Shape, sameShape } from '../shape.ts'

/** A row and a column are the same only where both have one component, which is meant by nobody. */
export const mayBeAlike = (a: Shape, b: Shape): boolean =>
  (sameShape(a, b) || !sameShape(a, [...b].reverse())) && a.every((length, axis) => mayBeOne(length, b[axis] as Length))

/** A number and a name may be the same length; two names, or what is computed of them, are not known to be. */
const mayBeOne = (a: Length, b: Length): boolean => a === b || (typeof a === 'number' ? isName(b) : typeof b === 'number' && isName(a))
const isName = (length: Length): boolean => typeof length === 'string' && /^\w+$/.test(length)
