/** What titles of steps call functions and expressions: in text, as people type them, where that is short. */
import { freshName } from '../differentiate/forward.ts'
import { type Expr, make, symbol } from '../expr.ts'
import { callOf, isCall } from '../ops/binder.ts'
import { writtenSize } from '../print/formula/naming.ts'
import { printText } from '../print/text/text.ts'
import type { Label } from '../read/term.ts'

/** Longer expressions stand in the formulas alone. */
const LONGEST = 36
/** Nodes of which no short text is made. */
const NODES = 40

export type LabelOf = (node: Expr) => Label | undefined

/** "x³ + 1"; undefined of what is no short text. */
export function shortText(node: Expr): string | undefined {
  if (writtenSize(node) > NODES) return undefined
  const text = printText(node)
  // Components are counted from 0 in text, and from 1 in the formulas beside it.
  return text.length > LONGEST || text.includes(' where ') || text.includes('[') ? undefined : text
}

/** An inner function under its letter and the name that the text gives it: "u = h = x³ + 1". */
export function innerText(letter: string, inner: Expr, labelOf: LabelOf): string {
  const label = labelOf(inner)?.name
  const names = new Set([letter, ...(label === undefined ? [] : [shortText(symbol(label)) ?? label]), shortText(inner) ?? letter])
  return names.size > 1 ? [...names].join(' = ') : `${letter} the expression inside`
}

/** The outer function over its letters, "sin(u)", by its name in the text, or what it is called. */
export function outerText(node: Expr, over: Expr, labelOf: LabelOf): string {
  const label = labelOf(node)
  return (label?.kind === 'call' ? label.name : undefined) ?? shortText(over) ?? functionTitle(node)
}

/** "the sine", or the name of a function that nothing defines. */
export const functionTitle = (node: Expr): string => (isCall(node) ? callOf(node).name : `the ${node.op.title}`)

/** Letters for inner functions. */
const LETTERS = ['u', 'v', 'w']

/** A node over letters in the place of some arguments; the letter of each. */
export function overLetters(node: Expr, parts: readonly Expr[]): { readonly over: Expr; readonly letters: readonly Expr[] } {
  const letters = parts.map((part, k) => symbol(freshName(LETTERS[k] ?? `u_${k + 1}`, [node]), part.shape))
  const over = make(
    node.op,
    node.args.map((arg) => letters[parts.indexOf(arg)] ?? arg),
    node.payload,
  )
  return { over, letters }
}
