/** What is written around the statements of a formula and says nothing of them: tables of equations, braces, signs above equality signs. */
import { relations } from './symbols.ts'
import type { Token } from './tokens.ts'

export const isOpen = (token: Token): boolean =>
  (token.kind === 'symbol' || token.kind === 'command') &&
  (token.text === '(' || token.text === '[' || token.text === '{' || token.text === '\\{' || token.text === '\\langle')
export const isClose = (token: Token): boolean =>
  (token.kind === 'symbol' || token.kind === 'command') &&
  (token.text === ')' || token.text === ']' || token.text === '}' || token.text === '\\}' || token.text === '\\rangle')
export const isEquality = (token: Token): boolean => token.kind !== 'words' && relations.get(token.text) === 'eq'

export const isNoise = (token: Token): boolean =>
  token.kind === 'break' ||
  (token.kind === 'symbol' && (token.text === ',' || token.text === '.' || token.text === ';' || token.text === '&') && token.side === undefined) ||
  (token.kind === 'command' && token.text === '\\\\')

/** \begin{array}{ll} i_t = ... \\ f_t = ... \end{array}: a table of equations is as if it were aligned. */
export function withoutTables(tokens: readonly Token[]): readonly Token[] {
  const aligned = new Set<Token>()
  const braces = new Set<Token>()
  tokens.forEach((token, from) => {
    if (token.kind !== 'begin' || !/^(?:array|[dr]?cases|aligned|gathered|split)$/.test(token.text)) return
    const brace = tokens[from - 1]?.text === '\\{' && tokens[from - 1]?.side === 'open' ? tokens[from - 1] : undefined
    const before = tokens[brace === undefined ? from - 1 : from - 2]
    if (before !== undefined && before.kind !== 'begin' && before.kind !== 'break') return
    let depth = 0
    let equal = false
    for (let k = from; k < tokens.length; k++) {
      const each = tokens[k] as Token
      if (each.kind === 'begin' || isOpen(each)) depth++
      else if (each.kind === 'end' || isClose(each)) depth--
      const ends = depth === 0
      if (ends || (depth === 1 && each.text === '\\\\')) {
        const row = tokens[k - 1]
        const isEmpty = row === token || row?.text === '\\\\'
        if (!equal && !isEmpty) return
        equal = false
      } else if (depth === 1 && isEquality(each)) equal ||= isLeft(tokens, k)
      if (!ends) continue
      aligned.add(token).add(each)
      const close = tokens[k + 1]
      if (brace !== undefined && close?.side === 'close') braces.add(brace).add(close)
      return
    }
  })
  if (aligned.size === 0) return tokens
  return tokens.filter((token) => !braces.has(token)).map((token) => (aligned.has(token) ? { ...token, text: 'aligned' } : token))
}

/** Does this equality stand in the first cell of its row, or right behind it? In "1 & x = 0" it is a condition. */
function isLeft(tokens: readonly Token[], at: number): boolean {
  for (let k = at - 1; k >= 0 && tokens[k]?.text !== '\\\\' && tokens[k]?.kind !== 'begin'; k--) if (tokens[k]?.text === '&') return k === at - 1
  return true
}

/** \stackrel{\text{def}}{=} is an equality sign. */
export function unstacked(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ text }) => text === '\\stackrel' || text === '\\overset')) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const stacked = (token.text === '\\stackrel' || token.text === '\\overset') && tokens[k + 1]?.text === '{'
    let at = k + 1
    if (stacked)
      for (let depth = 0; at < tokens.length; at++)
        if (tokens[at]?.text === '{') depth++
        else if (tokens[at]?.text === '}' && --depth === 0) break
    const sign = tokens[at + 2]
    if (stacked && tokens[at + 1]?.text === '{' && sign !== undefined && isEquality(sign) && tokens[at + 3]?.text === '}') {
      result.push(sign)
      k = at + 3
    } else result.push(token)
  }
  return result
}

/** Without the braces around all of it: {\displaystyle f(x) = ...}, \boxed{E = m c^2}. */
export function unbraced(tokens: readonly Token[]): readonly Token[] {
  let from = 0
  let to = tokens.length
  // {a \over b} is a fraction by its braces.
  if (tokens.some(({ text }) => text === '\\over' || text === '\\choose')) return tokens
  while (to > from && isNoise(tokens[to - 1] as Token)) to--
  const isBrace = (token: Token | undefined, text: string): boolean => token?.kind === 'symbol' && token.text === text
  while (isBrace(tokens[from], '{') && isBrace(tokens[to - 1], '}')) {
    let depth = 0
    for (let k = from; k < to - 1; k++) {
      if (isBrace(tokens[k], '{')) depth++
      else if (isBrace(tokens[k], '}') && --depth === 0) return tokens.slice(from, to)
    }
    from++
    to--
    if (from > 64) break
  }
  return from === 0 ? tokens : tokens.slice(from, to)
}

/** f(x) \to \min: what is to be made small or large. */
export function withoutAim(tokens: readonly Token[]): readonly Token[] {
  const [arrow, aim] = tokens.slice(-2)
  const isAim = /^\\?(?:min|max)(?:imum)?!?$/.test(aim?.text.trim() ?? '') && /^\\(?:to|(?:long)?rightarrow)$/.test(arrow?.text ?? '')
  return isAim && tokens.length > 2 ? tokens.slice(0, -2) : tokens
}

/** "... \quad (s_{N+1} = s_1)": what is said in brackets behind a formula of a place. */
export function withoutBrackets(tokens: readonly Token[]): readonly Token[] {
  const inner = tokens.slice(1, -1)
  const equality = inner.findIndex(isEquality)
  const isSaid = tokens[0]?.text === '(' && tokens.at(-1)?.text === ')' && inner.slice(0, Math.max(equality, 0)).some(({ text }) => text === '_')
  return isSaid && !inner.some(({ text }) => text === '(' || text === ')') ? inner : tokens
}
