/** Whether tokens that define nothing are a formula: names alone, and lengths such as m × n, are spoken of. */
import { letterCommands } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import { namesOf } from './heads.ts'

export function isFormula(tokens: readonly Token[]): boolean {
  const isTurn = ({ text }: Token, k: number): boolean => text === '^' || (tokens[k - 1]?.text === '^' && text === '\\top')
  if (namesOf(tokens.filter((token, k) => !isTurn(token, k))) !== undefined) return false
  if (tokens.every((token, k) => (k % 2 === 1 ? token.text === '\\times' : token.kind === 'letter' || token.kind === 'number'))) return false
  return tokens.length > 1 && tokens.some((token) => token.kind === 'letter' || letterCommands.has(token.text))
}
