/** Indices with a bar between, p_{j|i} beside p_{ij}: the family has a name of its own, p_given, and two indices like any other. */
import { accents, arrows, boldFonts, GIVEN, letterCommands, plainFonts } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'

const BAR = /^(?:\||\\(?:mid|vert))$/
const isIndex = (token: Token | undefined): boolean => token?.kind === 'letter' && /^[i-n]$/.test(token.text)
const isLetter = (token: Token | undefined): boolean => token !== undefined && (token.kind === 'letter' || letterCommands.has(token.text))
const isDressing = (token: Token | undefined): boolean =>
  token !== undefined && [accents, arrows, boldFonts, plainFonts].some((own) => own.has(token.text))

/** The tokens with p_{j|i} as an accent over p and the subscript ji. What is counted from the same letter, x_{k|k}, is a name of filters. */
export function withConditionalIndices(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ text }) => BAR.test(text))) return tokens
  const found: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const [below, open, index, bar, other, close] = tokens.slice(k + 1, k + 7)
    const isFamily = below?.text === '_' && open?.text === '{' && close?.text === '}' && BAR.test(bar?.text ?? '')
    if (!isFamily || !isLetter(token) || isDressing(tokens[k - 1]) || !isIndex(index) || !isIndex(other) || index?.text === other?.text) {
      found.push(token)
      continue
    }
    found.push(
      { ...token, kind: 'command', text: GIVEN },
      { ...open, text: '{' },
      token,
      { ...close, text: '}' },
      below,
      open,
      index as Token,
      other as Token,
      close,
    )
    k += 6
  }
  return found
}
