/**
 * Components numbered above, \theta = (\theta^1, \dots, \theta^n): where a text lists them so, what stands above that letter is an index, as
 * in \theta_i, and no exponent.
 */
import { groupAt, type Token } from '../tokens/tokens.ts'

export interface UpperIndices {
  /** The letters and commands that are numbered so. */
  readonly bases: ReadonlySet<string>
  readonly signature: string
}

const NONE: UpperIndices = { bases: new Set(), signature: '' }

const SPACE = String.raw`(?:\s|\\[,;!])*`
/** x^1, x^2 and x^1, \dots, x^n; the powers of a number begin with 1 and x. */
const LISTED = new RegExp(
  String.raw`(\\[a-zA-Z]+|(?<![a-zA-Z\\])[a-zA-Z])\s*\^\s*(?:1|\{\s*1\s*\})${SPACE},${SPACE}(?:\\[lc]?dots[a-z]?(?![a-z])${SPACE},${SPACE})?\1\s*\^\s*\{?\s*[2a-zA-Z]`,
  'g',
)

/** The letters of a text whose components are numbered above. */
export function findUpperIndices(text: string): UpperIndices {
  if (!/\^\s*\{?\s*1\s*\}?\s*(?:\\[,;!])?\s*,/.test(text)) return NONE
  const bases = new Set([...text.matchAll(LISTED)].flatMap(({ 1: base }) => base ?? []))
  return bases.size === 0 ? NONE : { bases, signature: `\n^_${[...bases].join()}` }
}

/** The tokens with x_i in the place of x^i. */
export function withUpperIndices(tokens: readonly Token[], { bases }: UpperIndices): readonly Token[] {
  if (bases.size === 0) return tokens
  return tokens.map((token, k) => {
    if (token.text !== '^' || !bases.has(tokens[k - 1]?.text ?? '')) return token
    const [index, more] = groupAt(tokens, k + 1)?.inner ?? []
    const isIndex =
      more === undefined && ((index?.kind === 'number' && /^[1-9]\d*$/.test(index.text)) || (index?.kind === 'letter' && index.text !== 'T'))
    return isIndex ? { ...token, text: '_' } : token
  })
}
