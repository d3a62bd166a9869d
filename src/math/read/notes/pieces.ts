/** Formulas in pieces: r^2/2 if |r| <= d, otherwise d (|r| - d/2). */
import type { Token } from '../plain/tokens.ts'

/** What stands before a condition, and before what holds where none does. */
const IF = /^(?:if|when|for)$/
const OTHERWISE = /^(?:otherwise|else)$/

/** Signs of conditions. */
export const isRelation = (token: Token | undefined): boolean => token?.kind === 'operator' && /^(?:[<>=]|<=|>=|==|!=)$/.test(token.text)

/** Whether a condition begins at a word, of a formula that has another piece in the same sentence. */
export function pieceAt(tokens: readonly Token[], k: number): boolean {
  if (tokens[k]?.kind !== 'name' || !IF.test(tokens[k]?.text ?? '')) return false
  for (let at = k + 1; at < tokens.length && tokens[at]?.kind !== 'newline' && tokens[at]?.text !== '.'; at++)
    if (tokens[at]?.kind === 'name' && OTHERWISE.test(tokens[at]?.text ?? '')) return true
  return false
}

/** How many tokens between two pieces lead on: a comma, "and", "otherwise"; 0 where none do. */
export function leadsOn(tokens: readonly Token[], k: number): number {
  const separators = /^[,;]$/.test(tokens[k]?.text ?? '') ? 1 : 0
  const words = /^and$/.test(tokens[k + separators]?.text ?? '') ? separators + 1 : separators
  return OTHERWISE.test(tokens[k + words]?.text ?? '') ? words + 1 : separators === 0 ? 0 : words
}

/** Whether the last of these many tokens leads to the piece that holds where no other does. */
export const leadsToLast = (tokens: readonly Token[], k: number, count: number): boolean => OTHERWISE.test(tokens[k + count - 1]?.text ?? '')

/** A stretch of tokens. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The pieces of a formula between two places, the last without a condition; undefined where it has none. */
export function piecesIn(
  tokens: readonly Token[],
  from: number,
  to: number,
): readonly { readonly value: Stretch; readonly condition?: Stretch }[] | undefined {
  const pieces: { value: Stretch; condition?: Stretch }[] = []
  let depth = 0
  let [start, condition] = [from, -1]
  const end = (at: number): void => {
    if (condition < 0) {
      if (start < at) pieces.push({ value: { from: start, to: at } })
    } else pieces.push({ value: { from: start, to: condition }, condition: { from: condition + 1, to: at } })
    condition = -1
  }
  for (let k = from; k < to; k++) {
    const { kind, text } = tokens[k] as Token
    if (kind === 'open') depth++
    else if (kind === 'close') depth--
    if (depth > 0 || kind === 'newline') continue
    if (kind === 'name' && IF.test(text) && condition < 0 && k > start) condition = k
    else if (condition >= 0 || OTHERWISE.test(text)) {
      const skipped = leadsOn(tokens, k)
      if (skipped === 0) continue
      end(k)
      start = k + skipped
      k = start - 1
    }
  }
  end(to)
  return pieces.length > 1 && pieces.slice(0, -1).every((piece) => piece.condition !== undefined) ? pieces : undefined
}
