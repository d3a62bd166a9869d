/** Words in the fonts of letters: \mathsf{softmax}, \mathtt{stop\_grad} and \mathbf{ReLU} are words as \operatorname{softmax} is one. */
import { boldFonts, plainFonts, wordFonts } from '../tokens/symbols.ts'
import { closerOf, type Token } from '../tokens/tokens.ts'
import { functionOfWord } from '../tokens/words.ts'

/** Fonts in which programs and their functions are set. */
const PROGRAMS = new Set(['\\mathsf', '\\mathtt', '\\mathsfit'])
/** Fewer letters side by side are a product. */
const SHORTEST = 3

const isUnderscore = ({ text }: Token): boolean => text === '\\_'
const isPart = (token: Token): boolean => token.kind === 'letter' || token.kind === 'number' || token.text === '-' || isUnderscore(token)

/** Is what stands in this font a word, and no product of letters? */
function isWord(font: string, letters: readonly Token[]): boolean {
  if (letters.length < 2 || letters[0]?.kind !== 'letter' || !letters.every(isPart)) return false
  if (wordFonts.has(font)) return letters.some(isUnderscore)
  if (PROGRAMS.has(font) && (letters.length >= SHORTEST || letters.some(isUnderscore))) return true
  return functionOfWord(letters.map(({ text }) => text).join('')) !== undefined
}

export function withFontWords(tokens: readonly Token[]): readonly Token[] {
  const isFont = ({ text }: Token): boolean => plainFonts.has(text) || boldFonts.has(text) || wordFonts.has(text)
  if (!tokens.some((token) => isFont(token))) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const close = isFont(token) && tokens[k + 1]?.text === '{' ? closerOf(tokens, k + 1) : k
    const letters = tokens.slice(k + 2, close)
    if (close <= k || !isWord(token.text, letters)) {
      result.push(token)
      continue
    }
    result.push({ ...token, text: wordFonts.has(token.text) ? token.text : '\\mathrm' }, tokens[k + 1] as Token)
    result.push(...letters.map((letter) => (isUnderscore(letter) ? { ...letter, text: '_' } : letter)), tokens[close] as Token)
    k = close
  }
  return result
}
