/** The letters of components: which people use for indices, moved along an axis, stretched over one, or values themselves. */
import { type Expr, exactOf, nameOf } from '../../expr.ts'
import { add, neg } from '../../ops/arithmetic.ts'
import { isEinsum } from '../../ops/einsum.ts'
import { oneHot } from '../../ops/indicator.ts'
import { matmul } from '../../ops/linear.ts'
import type { Shape } from '../../shape.ts'

/** Letters people use for indices, in order. */
const LETTERS = 'ijklmnpqrstuvwabcdefgh'

/** The k-th index letter. */
export const indexLetter = (k: number): string => LETTERS[k] ?? `i${k}`

/** The letters for an argument by NumPy's rule: axes are aligned at the end, one of length 1 that stretches has only its first index. */
export function stretched(own: Shape, whole: Shape, letters: readonly string[]): string[] {
  const skip = letters.length - own.length
  return own.map((length, axis) => (length === 1 && whole[skip + axis] !== 1 ? '1' : (letters[skip + axis] as string)))
}

/** A letter, moved on by so many places: i, i+1, i-2. */
export function shifted(letter: string, by: number): string {
  const [, name = letter, offset = '0'] = /^(.*?)([+-]\d+)?$/.exec(letter) ?? []
  const sum = Number(offset) + by
  return sum === 0 ? name : `${name}${sum > 0 ? '+' : ''}${sum}`
}

/** Names in an index; not those of lengths that code says in its own words. */
const WORD = /(?<![\w{])[A-Za-z_]\w*/g

/** The letters that an index is made of: i of i+1; i, p and k of (i-1)p+k. */
export const wordsOf = (letter: string): readonly string[] => letter.match(WORD) ?? []

/** What is made of a letter, i+1 or y[i], with another one in its place. */
export function withLetter(letter: string, turned: (letter: string) => string): string {
  // The place within a part, (i-1)p+k: lengths have names of their own.
  if (/[(*]/.test(letter)) return letter.replaceAll(WORD, turned)
  const [, array, inner, name = letter, more = ''] = /^(?:([^[\]]+)\[(.*)\]|([^+-]*))([+-].*)?$/.exec(letter) ?? []
  return array === undefined ? `${turned(name)}${more}` : `${array}[${withLetter(inner as string, turned)}]${more}`
}

const integerOf = (node: Expr): number | undefined =>
  node.op === neg.op ? exactOf(node.args[0] as Expr)?.negate().asInteger : exactOf(node)?.asInteger

/** users[k] of a number k as a letter: the component that an indicator picks. */
function labelled(node: Expr): string | undefined {
  const { rank, op, args } = node
  const at = rank === 0 && (isEinsum(node) || op === matmul.op) && args.length === 2 ? args.findIndex((arg) => arg.op === oneHot.op) : -1
  const [array, index] = at < 0 ? [] : [args[1 - at] as Expr, (args[at] as Expr).args[0] as Expr]
  const [name, letter] = [array && nameOf(array), index && nameOf(index)]
  return array?.rank === 1 && index?.rank === 0 && name !== undefined && letter !== undefined ? `${name}[${letter}]` : undefined
}

/** An index that is a value itself as a letter: y[i], which printers for people write as y with the index i. */
export function indexLetters(index: Expr, letters: readonly (string | undefined)[]): string | undefined {
  // x[i + 1] is the component behind that of x[i].
  const [base, shift] = index.op === add.op && index.args.length === 2 ? index.args : [index]
  const more = shift === undefined ? 0 : integerOf(shift)
  // Of a label that counts from 1, w_{y_i}, the indicator is that of y - 1.
  const by = more === -1 && letters.length === 1 ? 0 : more
  const name = letters.length === 0 ? (nameOf(base as Expr) ?? labelled(base as Expr)) : nameOf(base as Expr)
  if (name === undefined || by === undefined || letters.length > (by === 0 ? 1 : 0) || letters.includes(undefined)) return undefined
  return letters.length === 1 ? `${name}[${letters[0]}]` : by === 0 ? name : `${name}${by > 0 ? '+' : ''}${by}`
}
