/** Averages between angles that the text says a formula for: \langle E^2 \rangle = \frac{1}{Z} \sum_i E_i^2 e^{-E_i / T}. Elsewhere they stand for that. */
import type { Token } from './tokens.ts'

export interface Averages {
  /** What stands between the angles, without blanks. */
  readonly contents: ReadonlySet<string>
  readonly signature: string
}

const NONE: Averages = { contents: new Set(), signature: '' }
const DEFINED = /\\langle\s*([^<>&\\,|]|[^<>&,|]{2,24}?)\s*\\rangle(?:_\{?\w+\}?)?\s*&?\s*=(?!=)/g

/** The averages that a text says formulas for. */
export function findAverages(text: string): Averages {
  if (!text.includes('\\langle')) return NONE
  const contents = new Set([...text.matchAll(DEFINED)].map(([, inner = '']) => inner.replaceAll(/\s+/g, '')))
  return contents.size === 0 ? NONE : { contents, signature: `\n<${[...contents].join()}` }
}

/** The tokens with one name in the place of such an average. */
export function withAverages(tokens: readonly Token[], { contents }: Averages): readonly Token[] {
  if (contents.size === 0 || !tokens.some(({ text }) => text === '\\langle')) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const close = token.text === '\\langle' ? tokens.findIndex(({ text }, at) => at > k && text === '\\rangle') : -1
    const inner = tokens
      .slice(k + 1, Math.max(close, k + 1))
      .map(({ text }) => text)
      .join('')
    if (close < 0 || !contents.has(inner)) {
      result.push(token)
      continue
    }
    result.push({ ...token, kind: 'words', text: `mean_${inner.replaceAll(/\W+/g, '')}`, end: (tokens[close] as Token).end })
    k = close
  }
  return result
}
