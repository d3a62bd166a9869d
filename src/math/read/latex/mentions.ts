/** Where a name is among the tokens of a formula: as it is written, in any font, with its subscript. */
import { accents, letterCommands, wordFonts } from './symbols.ts'
import type { Token } from './tokens.ts'

/** Is this one of several letters of a word, as in \mathrm{softmax}? */
function isInWord(tokens: readonly Token[], at: number): boolean {
  let open = at
  while (tokens[open - 1]?.kind === 'letter') open--
  return tokens[open - 1]?.text === '{' && wordFonts.has(tokens[open - 2]?.text ?? '') && (open < at || tokens[at + 1]?.kind === 'letter')
}

/** Where the brace at this place closes. */
function groupEnd(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let k = open; k < tokens.length; k++) {
    if (tokens[k]?.text === '{') depth++
    else if (tokens[k]?.text === '}' && --depth === 0) return k
  }
  return tokens.length
}

/** Is the name among the tokens: its letter, Greek letter or word, with its subscript or without one? */
export function mentions(tokens: readonly Token[], name: string): boolean {
  if (name.startsWith('|'))
    return tokens
      .map(({ text }) => text)
      .join('')
      .includes(name)
  const [base, ...suffix] = name.split('_') as [string, ...string[]]
  return tokens.some((token, k) => {
    if ((token.text !== base && token.text !== `\\${base}`) || isInWord(tokens, k)) return false
    const lowered = tokens[k + 1]?.text === '_'
    if (suffix.length === 0) return !lowered
    if (!lowered) {
      const dressing = tokens[k - 1]?.text === '{' ? tokens[k - 2] : tokens[k - 1]
      return accents.get(dressing?.text ?? '') === suffix[0] || /^(?:\^|'|\\prime)$/.test(tokens[k + 1]?.text ?? '')
    }
    let written = ''
    const braced = tokens[k + 2]?.text === '{'
    const close = braced ? groupEnd(tokens, k + 2) : tokens.length
    for (let j = braced ? k + 3 : k + 2; j < close; j++) {
      const { kind, text } = tokens[j] as Token
      // D_{\mathrm{KL}}
      if (kind === 'command' && !letterCommands.has(text)) continue
      written += text
      if (!braced) break
    }
    return written.replaceAll(/[^\p{L}\d]/gu, '') === suffix.join('')
  })
}
