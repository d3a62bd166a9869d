/** Equations side by side in the columns of an align environment. */
import type { Token } from './tokens.ts'
import { isEquality } from './wrappings.ts'

/** Behind these a formula goes on. */
export const OPERATORS = new Set(String.raw`+ - * / \cdot \times \odot \entrywise \otimes \circ \pm ^ _ \div \ast`.split(' '))

/** Does what stands here go on: behind an equality sign, its empty braces, or an operator? */
function isAwaited(current: readonly Token[]): boolean {
  const end = current.at(-1)?.text === '}' && current.at(-2)?.text === '{' ? current.at(-3) : current.at(-1)
  return end === undefined || isEquality(end) || OPERATORS.has(end.text)
}

/** Does a column of its own equation begin here, behind what has been read of the one before: z &= a + b & y &= z^2? */
export function beginsColumn(tokens: readonly Token[], from: number, current: readonly Token[]): boolean {
  if (!current.some(isEquality) || isAwaited(current)) return false
  const at = tokens.findIndex(({ kind, text }, k) => k >= from && kind !== 'break' && text !== '&')
  const first = tokens[at]
  if (first === undefined || isEquality(first) || OPERATORS.has(first.text) || first.kind === 'words') return false
  const end = tokens.findIndex(({ text }, k) => k >= at && (text === '&' || text === '\\\\'))
  if (end < 0) return tokens.slice(at).some(isEquality)
  const inside = tokens.slice(at, end).some(isEquality)
  const behind = tokens[end + 1]
  return inside || (tokens[end]?.text === '&' && behind !== undefined && isEquality(behind))
}
