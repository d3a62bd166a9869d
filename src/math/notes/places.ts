/** Where something linear by a name is zero. */
import { differentiate } from '../differentiate/index.ts'
import { type Expr, nameOf, symbolsOf } from '../expr.ts'
import { div, sub } from '../ops/arithmetic.ts'
import { printText } from '../print/text/text.ts'
import { simplify } from '../simplify/simplify.ts'

/** A name, and what it is there by the other names. */
export interface Place {
  readonly by: Expr
  readonly at: Expr
  /** By it, of what is zero there. */
  readonly slope: Expr
}

/** Longer places are not written out. */
const LONGEST = 30

/** Where a difference of scalars is zero, for the first name by which it is linear and of which the number is not known. */
export function zeroOf(difference: Expr, known?: ReadonlyMap<string, number>): Place | undefined {
  for (const by of symbolsOf(difference)) {
    if (known?.has(nameOf(by) as string)) continue
    const slope = simplify(differentiate(difference, nameOf(by) as string))
    if (symbolsOf(slope).includes(by)) continue
    const at = simplify(sub(by, div(difference, slope)))
    if (!symbolsOf(at).includes(by)) return { by, at, slope }
  }
  return undefined
}

/** "x = 1"; undefined where that is long. */
export function placeText({ by, at }: Place): string | undefined {
  const text = printText(at)
  return text.length > LONGEST ? undefined : `${printText(by)} = ${text}`
}
