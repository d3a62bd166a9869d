/** Names with subscripts among the tokens of a formula, before it is read: what stands behind and below them. */

import { accents, arrows, boldFonts, letterCommands, plainFonts } from '../tokens/symbols.ts'
import { closerOf, closesGroup, openerOf, opensGroup, type Token } from '../tokens/tokens.ts'
import { transposeSign } from './names.ts'

export const NORM_BARS: ReadonlySet<string> = new Set(['\\|', '\\Vert', '\\lVert', '\\rVert'])

export const isLetter = (token: Token | undefined): boolean =>
  token?.kind === 'letter' || (token?.kind === 'command' && letterCommands.has(token.text))

/** The tokens of the group or token at this place. */
export function group(tokens: readonly Token[], at: number): readonly Token[] {
  if (tokens[at]?.text !== '{') return tokens.slice(at, at + 1)
  let close = at + 1
  while (close < tokens.length && close < at + 24 && tokens[close]?.text !== '}') close++
  return tokens.slice(at + 1, close)
}

/** A letter, also under an accent or in a font, or what stands in parentheses. */
export const startsName = (token: Token | undefined): boolean =>
  isLetter(token) || token?.text === '(' || (token?.kind === 'command' && [boldFonts, accents, arrows, plainFonts].some((own) => own.has(token.text)))

/** Does the bar at this place close a Frobenius or nuclear norm, \|A\|_F? */
export const isOfMatrix = (tokens: readonly Token[], bar: number): boolean => {
  const inner = tokens[bar + 1]?.text === '_' ? group(tokens, bar + 2).map(({ text }) => text) : []
  return /^(?:F|Fro|fro|\*|\\ast)$/.test(inner.filter((text) => !/^\\(?:text|mathrm|rm)$|^[{}]$/.test(text)).join(''))
}

/** Behind the subscripts and exponents at a place; undefined where one of them turns what they stand at. */
function behindScripts(tokens: readonly Token[], at: number): number | undefined {
  let end = at
  while (/^[_^]$/.test(tokens[end]?.text ?? '')) {
    const inner = group(tokens, end + 1)
    if (tokens[end]?.text === '^' && transposeSign(inner) !== undefined) return undefined
    end = tokens[end + 1]?.text === '{' ? closerOf(tokens, end + 1) + 1 : end + 2
  }
  return end
}

/** x(t) is called; \sigma_i (A x_i - b) is a product. */
const isCalled = (tokens: readonly Token[], open: number): boolean =>
  tokens[open]?.text === '(' && !tokens.slice(open, closerOf(tokens, open)).some(({ text }) => text === '_')

/** Where the bracket closes in which this place stands, before `end`. */
function enclosingCloser(tokens: readonly Token[], at: number, end: number): number | undefined {
  let depth = 0
  for (let k = at; k < end; k++) {
    const text = tokens[k]?.text ?? ''
    if (opensGroup(text)) depth++
    else if (closesGroup(text) && --depth < 0) return k
  }
  return undefined
}

/**
 * Whether the name with a subscript at this place multiplies what stands behind it, or behind the brackets it stands in, or divides
 * something: g_i x_i, \sqrt{a_t} x, (1 - w_i) (x - c), x / s_i. Looks no further than `end`.
 */
export function isScale(tokens: readonly Token[], at: number, end: number): boolean {
  const start = tokens[at - 1]?.text === '}' ? openerOf(tokens, at - 1) - 1 : at - 1
  if (tokens[start - 1]?.text === '/' || (tokens[start - 1]?.text === '{' && tokens[start - 2]?.text === '}')) return true
  let behind = behindScripts(tokens, at)
  if (behind === undefined) return false
  if (tokens[behind]?.text === '\\cdot' || (startsName(tokens[behind]) && !isCalled(tokens, behind))) return true
  for (;;) {
    const close = enclosingCloser(tokens, behind, end)
    if (close === undefined) return false
    const isRound = tokens[close]?.text !== '}'
    // f(x_i) g
    if (isRound && isLetter(tokens[openerOf(tokens, close) - 1])) return false
    // \frac{a_i}{b} x
    behind = behindScripts(tokens, tokens[close + 1]?.text === '{' ? closerOf(tokens, close + 1) + 1 : close + 1)
    if (behind === undefined) return false
    // (x_i - c) W: rows
    const isMatrix = isRound && /^[A-Z]$/.test(tokens[behind]?.text ?? '')
    if (startsName(tokens[behind]) && !isMatrix) return true
  }
}
