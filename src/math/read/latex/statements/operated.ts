/** Left sides that an operator stands in. */
import { plainFonts } from '../tokens/symbols.ts'
import { groupAt, type Token } from '../tokens/tokens.ts'

/** (\mathcal{T} V)(s) = ..., \mathcal{T} V(s) = ...: what an operator makes of V is a function with a name of its own, TV. */
export function operated(tokens: readonly Token[]): readonly Token[] {
  const open = /^[([]$/.test(tokens[0]?.text ?? '')
  const from = open ? 1 : 0
  const isFont = plainFonts.has(tokens[from]?.text ?? '') && tokens[from + 1]?.text === '{' && tokens[from + 3]?.text === '}'
  const [operator, next] = isFont ? [tokens[from + 2], from + 4] : [tokens[from], from + 1]
  if (!(open || isFont) || !/^[A-Z]$/.test(operator?.text ?? '')) return tokens
  // T^\pi
  const behind = tokens[next]?.text === '^' ? (groupAt(tokens, next + 1)?.end ?? next) : next
  const [operand, after] = [tokens[behind], open ? behind + 2 : behind + 1]
  const isClosed = !open || /^[)\]]$/.test(tokens[behind + 1]?.text ?? '')
  if (operand?.kind !== 'letter' || !isClosed || tokens[after]?.text !== '(' || tokens.at(-1)?.text !== ')') return tokens
  return [{ ...operand, kind: 'words', text: `${operator?.text}${operand.text}` }, ...tokens.slice(after)]
}
