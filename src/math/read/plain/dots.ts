/** Dots in plain text, x_1^2 + x_2^2 + ... + x_n^2 and x1*x2*...*xn, by the patterns that LaTeX has for them; and w.x of two vectors. */
import { withoutDots } from '../latex/notation/ellipsis.ts'
import type { Token as LatexToken } from '../latex/tokens/tokens.ts'
import { identifier, type Token } from './tokens.ts'

const INDEXED = /^([A-Za-z]+?)_?(\d+|[a-z])$/

/** The tokens with sums and products in the place of dots. */
export function overDots(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ text }) => text === '…')) return tokens
  const bases = new Set(tokens.flatMap(({ kind, text }) => (kind === 'name' ? [/^([A-Za-z]+?)_?\d+$/.exec(identifier(text))?.[1] ?? ''] : [])))
  const given = tokens.flatMap((token): LatexToken[] => {
    const { start, end } = token
    const as = (kind: LatexToken['kind'], text: string): LatexToken => ({ kind, text, start, end })
    if (token.text === '…') return [as('command', '\\dots')]
    if (token.kind === 'superscript') return [as('symbol', '^'), as(/^\d+$/.test(token.text) ? 'number' : 'letter', token.text)]
    if (token.kind !== 'name') return [as(token.kind === 'number' ? 'number' : 'symbol', token.text)]
    const [, base = '', index = ''] = INDEXED.exec(identifier(token.text)) ?? []
    if (base !== '' && bases.has(base)) return [as('letter', base), as('symbol', '_'), as(/\d/.test(index) ? 'number' : 'letter', index)]
    return [as(token.text.length === 1 ? 'letter' : 'words', token.text)]
  })
  const found = withoutDots(given)
  const result: Token[] = []
  for (let k = 0; k < found.length; k++) {
    const { kind, text, start, end } = found[k] as LatexToken
    const put = (as: Token['kind'], own: string): number =>
      result.push({ kind: as, text: own, start, end, spaced: (result.at(-1)?.end ?? start) < start })
    const index = found[k + 1]?.text === '_' ? found[k + 2] : undefined
    if (kind === 'command') put(text === '\\dots' ? 'operator' : 'name', text === '\\dots' ? '…' : `${text.slice(1)}_`)
    else if (kind === 'letter' && index !== undefined) put('name', `${text}_${index.text}`)
    else if (kind === 'number') put('number', text)
    else if (kind !== 'symbol') put('name', text)
    else if (/^[({[]$/.test(text)) put('open', text === '{' ? '(' : text)
    else if (/^[)}\]]$/.test(text)) put('close', text === '}' ? ')' : text)
    else put(/^[,;]$/.test(text) ? 'separator' : text === '\n' ? 'newline' : 'operator', text)
    if (kind === 'command') k++
    else if (kind === 'letter' && index !== undefined) k += 2
  }
  return result
}

/** A letter, with an index or a number: w, x_i, θ₁. */
const SYMBOL = String.raw`\p{L}(?:_?\d{1,2}|_[a-z]{1,2}|[₀-₉ₐ-ₜᵢⱼᵣᵤᵥ]{1,2})?`
const DOTTED = new RegExp(`^(${SYMBOL})\\.(${SYMBOL})$`, 'u')
const INDEX = /(?:_[a-z]{1,2}|[ₐ-ₜᵢⱼᵣᵤᵥ])$/u

/**
 * w.x_i and w.x as products, and not as parts of what has a name: where the right one has an index, or one of both stands by itself as well;
 * p.x and p.y are parts of p.
 */
export function withDottedProducts(tokens: readonly Token[]): readonly Token[] {
  const pairs = tokens.map(({ kind, text }) => (kind === 'name' && text.includes('.') ? (DOTTED.exec(text) ?? undefined) : undefined))
  if (pairs.every((pair) => pair === undefined)) return tokens
  const alone = new Set(tokens.flatMap(({ kind, text }) => (kind === 'name' && !text.includes('.') ? [text] : [])))
  const parts = new Map<string, Set<string>>()
  for (const pair of pairs) {
    const [, left = '', right = ''] = pair ?? []
    parts.set(left, (parts.get(left) ?? new Set()).add(right))
  }
  return tokens.flatMap((token, k): Token[] => {
    const [, left, right] = pairs[k] ?? []
    const next = tokens[k + 1]
    const isCalled = next?.kind === 'superscript' || next?.text === '^' || (next?.text === '(' && !next.spaced)
    if (left === undefined || right === undefined || right === 'T' || isCalled || /^(?:i\.e|e\.g)$/.test(token.text)) return [token]
    const isOne = (parts.get(left)?.size ?? 0) === 1 && (alone.has(left) || alone.has(right))
    if (!INDEX.test(right) && !isOne) return [token]
    const at = token.start + left.length
    return [
      { kind: 'open', text: '(', start: token.start, end: token.start, spaced: token.spaced },
      { ...token, text: left, end: at, spaced: false },
      { kind: 'operator', text: '.', start: at, end: at + 1, spaced: false },
      { ...token, text: right, start: at + 1, spaced: false },
      { kind: 'close', text: ')', start: token.end, end: token.end, spaced: false },
    ]
  })
}
