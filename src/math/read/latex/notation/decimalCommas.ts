/** Decimal commas: 0,5x^2 and 2{,}5 are 0.5 x² and 2.5; between the entries of lists, arguments and indices commas are what they are. */
import { closerOf, opensGroup, type Token } from '../tokens/tokens.ts'

const isWhole = (token: Token | undefined): token is Token => token?.kind === 'number' && /^\d+$/.test(token.text)
/** A whole number, or one in groups with points between: 1.000. */
const isBefore = (token: Token | undefined): token is Token => token?.kind === 'number' && /^(?:\d+|\d{1,3}(?:\.\d{3})+)$/.test(token.text)

/** How many tokens from here on are a comma that no blank stands around, in braces or not; 0 for others. */
function commaAt(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.text === ',') return 1
  return tokens[at]?.text === '{' && tokens[at + 1]?.text === ',' && tokens[at + 2]?.text === '}' ? 3 : 0
}

const isFactor = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === 'letter' || token.text === '(' || (token.kind === 'command' && !/^\\(?:[lc]?dots|q?quad|text|and|in)$/.test(token.text)))

/** The tokens with such numbers as one each. */
export function withDecimalCommas(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some((token, k) => isBefore(token) && commaAt(tokens, k + 1) > 0)) return tokens
  const [loose, grouped] = placesIn(tokens)
  // Where one can be nothing else, all are such.
  const isDecimal = loose.some((k) => isCertain(tokens, k))
  const places = new Set([...grouped, ...(isDecimal ? loose : [])])
  if (places.size === 0) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const behind = k + 1 + commaAt(tokens, k + 1)
    const digits = tokens[behind] as Token
    if (!places.has(k)) result.push(token)
    else {
      result.push({ ...token, text: `${token.text.replaceAll('.', '')}.${digits.text}`, end: digits.end })
      k = behind
    }
  }
  return result
}

/** 0,5x, 1,05^t, 1.000,5 and x^{0,5}: nobody writes a list of a number and a product without a blank, or of numbers that begin with 0. */
function isCertain(tokens: readonly Token[], k: number): boolean {
  const [before, token, digits, next] = [tokens[k - 1], tokens[k], tokens[k + 2], tokens[k + 3]] as [
    Token | undefined,
    Token,
    Token,
    Token | undefined,
  ]
  if (before?.text === ',') return false
  if (token.text.includes('.') || /^0\d/.test(digits.text)) return true
  if (isFactor(next) && (next?.start === digits.end || token.text === '0')) return true
  return token.text === '0' && before?.text === '{' && tokens[k - 2]?.text === '^' && next?.text === '}'
}

/** Where numbers with commas behind them begin: with commas alone, outside of parentheses and subscripts; and with commas in braces. */
function placesIn(tokens: readonly Token[]): readonly [loose: readonly number[], grouped: readonly number[]] {
  const [loose, grouped]: [number[], number[]] = [[], []]
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const isList = opensGroup(token.text) && (token.text !== '{' || tokens[k - 1]?.text === '_' || tokens[k - 1]?.text === '\\')
    const close = isList ? closerOf(tokens, k) : k
    if (close > k) {
      k = close
      continue
    }
    const comma = isBefore(token) ? commaAt(tokens, k + 1) : 0
    const digits = tokens[k + 1 + comma]
    if (comma === 0 || !isWhole(digits) || tokens[k - 1]?.text === '_') continue
    // 1{,}000 is a thousand.
    if (comma > 1) grouped.push(...(digits.text.length === 3 ? [] : [k]))
    else if (tokens[k + 1]?.start === token.end && tokens[k + 1]?.end === digits.start) loose.push(k)
  }
  return [loose, grouped]
}
