/** What an argument is called in a note. */
import { type Expr, exactOf } from '../expr.ts'
import { where } from '../ops/condition.ts'
import { unnamedText } from '../print/formula/readable.ts'
import type { TextLetters } from '../print/indices/indices.ts'

/** Longer arguments are not written out. */
const LONGEST = 40

/** Whether a text may be short: of what is shared, which is written as often as it stands there, no more is looked at than that takes. */
export function isShort(arg: Expr): boolean {
  const stack = [arg]
  for (let count = 0; stack.length > 0; count++) {
    if (count > 2 * LONGEST) return false
    stack.push(...(stack.pop() as Expr).args)
  }
  return true
}

/** An argument in short, else `otherwise`. */
export const textOf = (arg: Expr, letters?: TextLetters, otherwise = 'its argument'): string => {
  // What is 1 where a sum does not count it, which nobody wrote.
  const isFilled = arg.op === where.op && exactOf(arg.args[2] as Expr)?.isOne === true
  const text = isFilled || !isShort(arg) ? '' : unnamedText(arg, letters)
  return text !== '' && text.length <= LONGEST ? text : otherwise
}

/** What an argument is called in a note. */
export type TextOf = (arg: Expr) => string
