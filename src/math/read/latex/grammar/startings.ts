/** What begins at the next token: a function of the table, a big operator, a derivative; asked without reading on. */

import { letterCommands, wordFonts } from '../tokens/symbols.ts'
import { functionOfCommand, functionOfWord } from '../tokens/words.ts'
import { isDerivativeAhead } from './differentials.ts'
import type { Grammar } from './grammar.ts'

const BIG = new Set(['\\sum', '\\prod', '\\int', '\\iint', '\\iiint', '\\oint', '\\nabla', '\\grad', '\\lim', '\\max', '\\min', '\\sup', '\\inf'])

/** The letters of \operatorname{...} and the like. */
function wordAhead(g: Grammar): string | undefined {
  const open = g.at + 1
  if (g.tokens[open]?.text !== '{' || open >= g.end) return undefined
  let word = ''
  for (let k = open + 1; k < g.closing(open); k++) word += g.tokens[k]?.text ?? ''
  return word
}

export function isFunctionToken(g: Grammar): boolean {
  const token = g.peek()
  if (token === undefined) return false
  if (token.kind === 'words') return functionOfWord(token.text) !== undefined
  if (token.kind !== 'command' || letterCommands.has(token.text)) return false
  if (wordFonts.has(token.text)) {
    const word = wordAhead(g)
    return word !== undefined && word.length > 1 && functionOfWord(word) !== undefined
  }
  return /^\\[a-zA-Z]+$/.test(token.text) && token.text !== '\\sqrt' && functionOfCommand(token.text) !== undefined
}

export const isOperatorToken = (g: Grammar): boolean => {
  const token = g.peek()
  return token !== undefined && (BIG.has(token.text) || isDerivativeAhead(g))
}
