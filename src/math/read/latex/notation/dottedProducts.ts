/** Dots on the line between letters, w.x_i: the product of two vectors; a dot that ends a sentence has a space or nothing behind it. */
import { accents, boldFonts, letterCommands } from '../tokens/symbols.ts'
import { closerOf, openerOf, type Token } from '../tokens/tokens.ts'

const isLetter = ({ kind, text }: Token): boolean => kind === 'letter' || letterCommands.has(text)
const opensLetter = (token: Token): boolean => isLetter(token) || boldFonts.has(token.text) || accents.has(token.text)
const closesLetter = (token: Token): boolean => isLetter(token) || token.text === '}'

export function withDottedProducts(tokens: readonly Token[]): readonly Token[] {
  const isProduct = (dot: Token, k: number): boolean => {
    const [before, after] = [tokens[k - 1], tokens[k + 1]]
    return (
      dot.text === '.' &&
      before !== undefined &&
      after !== undefined &&
      before.end === dot.start &&
      dot.end === after.start &&
      closesLetter(before) &&
      opensLetter(after)
    )
  }
  if (!tokens.some(isProduct)) return tokens
  return tokens.flatMap((token, k): readonly Token[] => {
    if (!isProduct(token, k)) return [token]
    // Of letters of which nothing is known, as in m.g, it may be that of numbers.
    const ofVectors = !isRaised(tokens, k) && (isBold(tokens, k) || isIndexed(tokens, k + 1))
    const symbol = (text: string): Token => ({ ...token, kind: text.startsWith('\\') ? 'command' : 'symbol', text })
    return ofVectors ? ['^', '{', '\\top', '}'].map(symbol) : [symbol('\\cdot')]
  })
}

/** Does what ends before this place have an exponent? */
function isRaised(tokens: readonly Token[], dot: number): boolean {
  const open = tokens[dot - 1]?.text === '}' ? openerOf(tokens, dot - 1) : dot - 1
  return tokens[open - 1]?.text === '^'
}

/** Is one of the letters beside the dot bold? */
const isBold = (tokens: readonly Token[], dot: number): boolean =>
  boldFonts.has(tokens[dot + 1]?.text ?? '') || (tokens[dot - 1]?.text === '}' && boldFonts.has(tokens[openerOf(tokens, dot - 1) - 1]?.text ?? ''))

/** x_i, \mathbf{x}_i, x_{ij} */
function isIndexed(tokens: readonly Token[], at: number): boolean {
  const end = tokens[at + 1]?.text === '{' ? closerOf(tokens, at + 1) + 1 : at + 1
  const below = tokens[end]?.text === '_' ? tokens[end + 1] : undefined
  return (below?.text === '{' ? tokens[end + 2] : below)?.kind === 'letter'
}
