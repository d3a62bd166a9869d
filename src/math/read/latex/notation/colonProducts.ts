/** A : B for the product of matrices that is summed over all components, \operatorname{tr}(A^\top B), where the text says that a colon is that. */
import { closesGroup, opensGroup, type Token } from '../tokens/tokens.ts'

export interface ColonProducts {
  readonly isSaid: boolean
  readonly signature: string
}

const NAME = String.raw`(?:\\(?:mathbf|boldsymbol|bm)\s*\{?\s*)?[A-Z]\}?`
const SAID = new RegExp(
  [
    String.raw`${NAME}\s*(?::|\\colon)\s*${NAME}\s*&?\s*:?=\s*(?:\\(?:operatorname|mathrm|text|textrm)\*?\s*\{\s*|\\)?(?:[tT]r|\\?sum)`,
    String.raw`\bcolon\b[^.\n]{0,80}\b(?:Frobenius|trace|inner|double)`,
    String.raw`\$\s*${NAME}\s*:\s*${NAME}\s*\$[^.\n]{0,60}\b(?:Frobenius|double[- ](?:dot|contraction))`,
    String.raw`\b(?:Frobenius|double[- ](?:dot|contraction))[^.\n]{0,60}(?:\bcolon\b|\$\s*:\s*\$|\$\s*${NAME}\s*:\s*${NAME})`,
  ].join('|'),
)

export function findColonProducts(words: string): ColonProducts {
  const isSaid = words.includes(':') && SAID.test(words)
  return { isSaid, signature: isSaid ? '\n::' : '' }
}

/** The command that such a colon becomes, which no one writes. */
export const COLON_PRODUCT = '\\colonproduct'

const endsFactor = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === 'letter' ||
    token.kind === 'number' ||
    token.kind === 'end' ||
    (closesGroup(token.text) && token.text !== '\\}') ||
    /^\\(?!to$|in$)[a-zA-Z]+$/.test(token.text))
const startsFactor = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === 'letter' ||
    token.kind === 'begin' ||
    (opensGroup(token.text) && token.text !== '\\{') ||
    (token.kind === 'command' && /^\\[a-zA-Z]+$/.test(token.text)))

/** The tokens with a product for each colon between factors; f: \mathbb{R}^n \to \mathbb{R} has none. */
export function withColonProducts(tokens: readonly Token[], { isSaid }: ColonProducts): readonly Token[] {
  if (!isSaid || tokens.some(({ text }) => /^\\(?:to|rightarrow|mapsto)$/.test(text))) return tokens
  return tokens.map((token, k) =>
    (token.text === ':' || token.text === '\\colon') && endsFactor(tokens[k - 1]) && startsFactor(tokens[k + 1])
      ? { ...token, kind: 'command', text: COLON_PRODUCT }
      : token,
  )
}
