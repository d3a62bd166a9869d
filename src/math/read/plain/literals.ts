/** Numbers, and arrays of numbers, that are written out. */
import type { Value } from '../../api.ts'
import type { Token } from './tokens.ts'

/** The number or array of numbers that tokens spell, if they do. */
export function literal(tokens: readonly Token[]): { shape: number[]; value: Value } | undefined {
  if (tokens.length > 20000 || !tokens.every(({ kind, text }) => kind === 'number' || kind === 'newline' || '[](),;-{}'.includes(text)))
    return undefined
  // Blanks separate too: [1 2; 3 -4].
  const begins = (k: number): boolean => {
    const [before, token, after] = [tokens[k - 1], tokens[k] as Token, tokens[k + 1]]
    return before?.kind === 'number' && token.spaced && (token.kind === 'number' || (token.text === '-' && after?.spaced === false))
  }
  const source = tokens.map(({ text }, k) => (begins(k) ? `,${text}` : text)).join('')
  if (/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(source)) return { shape: [], value: Number(source) }
  if (!/^\[.*\]$/s.test(source)) return undefined
  try {
    const value = JSON.parse(source.includes(';') ? `[[${source.slice(1, -1).split(';').join('],[')}]]` : source) as Value
    const shape: number[] = []
    for (let v: Value | undefined = value; Array.isArray(v); v = v[0]) shape.push(v.length)
    return shape.includes(0) || shape.length > 4 ? undefined : { shape, value }
  } catch {
    return undefined
  }
}
