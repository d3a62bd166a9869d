/** Functions without their backslash: letters side by side that spell one. */
import type { Term } from '../../term.ts'
import { isFraction } from '../names/arguments.ts'
import { letterCommands } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import { functionOfWord } from '../tokens/words.ts'
import { readFunction } from './functions.ts'
import type { Grammar } from './grammar.ts'
import { readScripts } from './scripts.ts'

/** Functions that are written without parentheses too. */
const OF_COURSES = /^(?:ln|log|exp|(?:arc)?(?:sin|cos|tan)|sec|csc|cot|sinh|cosh|tanh)$/

/** sin(x) and sin x without the backslash: letters side by side that spell a function, with an argument behind them. */
export function readBareWord(g: Grammar): Term | undefined {
  const from = g.at
  let word = ''
  for (let k = 0; k < 12; k++) {
    const token = g.peek(k)
    const before = k === 0 ? undefined : g.peek(k - 1)
    if (token?.kind !== 'letter' || (before !== undefined && before.end !== token.start)) break
    word += token.text
  }
  if (word.length < 2) return undefined
  const next = g.peek(word.length)
  const isSpaced = next !== undefined && next.start > (g.peek(word.length - 1) as Token).end && OF_COURSES.test(word)
  const isApplied = isSpaced && (next.kind === 'letter' || next.kind === 'number' || letterCommands.has(next.text) || isFraction(next.text))
  const called = next !== undefined && (next.text === '(' || next.text === '^')
  if (!isApplied && (!called || word.length < 3)) return undefined
  const operation = functionOfWord(word)
  if (operation === undefined || g.surroundings.functionNamed(word.at(-1) as string) !== undefined) return undefined
  g.at += word.length
  g.note(`read ${word} as the function, not as a product of letters`, g.rangeFrom(from))
  return readScripts(g, readFunction(g, operation, word, from), from)
}
