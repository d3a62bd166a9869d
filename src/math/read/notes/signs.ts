/** Sums over what a condition picks, and the brackets that hold it. */
import { identifier, type Token } from '../plain/tokens.ts'

/** What holds what is raised or lowered. */
export const isGroup = (token: Token | undefined): boolean => token !== undefined && /^[({]$/.test(token.text)

/** Where what opens at a place is closed. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let k = open; k < tokens.length; k++) {
    if (/^[([{]$/.test((tokens[k] as Token).text)) depth++
    else if (/^[)\]}]$/.test((tokens[k] as Token).text) && --depth === 0) return k
  }
  return tokens.length
}

/** \sum_{i<j}, whose bounds are no range: the tokens of sign and bounds. */
export function signWithCondition(
  tokens: readonly Token[],
  at: number,
): { readonly op: 'sum' | 'prod' | 'max' | 'min'; readonly close: number } | undefined {
  const [, sum, product, extreme] = /^(?:([Σ∑]|[sS]um)|([Π∏]|[pP]rod)|(max|min))_$/.exec(tokens[at]?.text ?? '') ?? []
  if (!isGroup(tokens[at + 1]) || (sum ?? product ?? extreme) === undefined) return undefined
  const close = closing(tokens, at + 1)
  return close >= tokens.length ? undefined : { op: sum !== undefined ? 'sum' : product !== undefined ? 'prod' : (extreme as 'max'), close }
}

/** Behind a norm's bar: which norm it is, as LaTeX writes it, and how many tokens say so. ‖x‖₂, ||A||_F, ‖x‖_∞ */
export function normOrderAt(tokens: readonly Token[], k: number): { readonly order: string; readonly used: number } | undefined {
  const [bar, sub, more] = tokens.slice(Math.max(k - 1, 0), k + 2)
  if (k === 0 || bar?.kind !== 'operator' || !/^(?:\||\|\||‖)$/.test(bar.text) || sub?.start !== bar.end) return undefined
  if (sub.text === '_' && more?.text === '{') {
    const close = closing(tokens, k + 1)
    if (close >= tokens.length) return undefined
    const inside = tokens.slice(k + 2, close).map(({ text }) => text)
    return { order: inside.join(' ').replace(/∞|^inf$/, '\\infty'), used: close + 1 - k }
  }
  if (sub.text === '_' && more?.text === '∞' && more.start === sub.end) return { order: '\\infty', used: 2 }
  const [, order] = /^_(\w+)$/.exec(identifier(sub.text)) ?? []
  return order === undefined ? undefined : { order: order === 'inf' ? '\\infty' : order, used: 1 }
}

/** The base of a logarithm that has one below it: 10 of log₁₀, log_10 and log10. */
export const logarithmBase = (text: string): string | undefined => /^log_?(10|2)$/.exec(identifier(text))?.[1]
