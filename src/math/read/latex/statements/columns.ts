/** Equations side by side in the columns of an align environment. */
import type { Token } from '../tokens/tokens.ts'
import { isEquality } from '../tokens/wrappings.ts'

/** Behind these a formula goes on. */
export const OPERATORS = new Set(String.raw`+ - * / \cdot \times \odot \entrywise \otimes \circ \pm ^ _ \div \ast`.split(' '))

/** Does what stands here go on: behind an equality sign, its empty braces, or an operator? */
function isAwaited(current: readonly Token[]): boolean {
  const end = current.at(-1)?.text === '}' && current.at(-2)?.text === '{' ? current.at(-3) : current.at(-1)
  return end === undefined || isEquality(end) || OPERATORS.has(end.text)
}

/** What says of which set, law or kind a name is. */
const DECLARES = new Set(String.raw`\in \subset \subseteq \sim \succ \succeq`.split(' '))

const isRelation = (token: Token | undefined): boolean => token !== undefined && (isEquality(token) || DECLARES.has(token.text))

/** Does a column of its own begin here, behind what has been read of the one before: z &= a + b & y &= z^2, h &= W x & W &\in \mathbb{R}^{m \times n}? */
export function beginsColumn(tokens: readonly Token[], from: number, current: readonly Token[]): boolean {
  if (!current.some(isEquality) || isAwaited(current)) return false
  const at = tokens.findIndex(({ kind, text }, k) => k >= from && kind !== 'break' && text !== '&')
  const first = tokens[at]
  if (first === undefined || isRelation(first) || OPERATORS.has(first.text) || first.kind === 'words') return false
  const end = tokens.findIndex(({ text }, k) => k >= at && (text === '&' || text === '\\\\'))
  const inside = tokens.slice(at, end < 0 ? undefined : end).some(isRelation)
  return inside || (tokens[end]?.text === '&' && isRelation(tokens[end + 1]))
}
