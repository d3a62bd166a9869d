/**
 * Functions that the words of a text give a letter: "where $\sigma$ is the ReLU", "$\Phi$ and $\phi$ are the standard normal cdf and pdf",
 * $\phi(\cdot) = \tanh(\cdot)$. Before a parenthesis the letter stands for that function. It is put in before anything is read, as macros are.
 */
import { SaidFunctions, speaksOfFunctions } from '../../saidFunctions.ts'
import type { Token } from '../tokens/tokens.ts'

export interface SpokenFunctions {
  /** The words that stand for a letter's function, as \operatorname takes them. */
  readonly functions: ReadonlyMap<string, string>
  readonly signature: string
}

const NONE: SpokenFunctions = { functions: new Map(), signature: '' }

const LETTER = String.raw`(\\(?!max|min|mathbb|mathcal)[a-zA-Z]+|[a-zA-Z])`
const DOT = String.raw`(?:\\cdot|\\bullet|\\,|[a-z])`
const NAME = String.raw`(?:\$|\\\()\s*${LETTER}\s*(?:(?:\\left)?\(\s*${DOT}\s*(?:\\right)?\)\s*)?(?:\$|\\\))`
const SAID = new SaidFunctions(NAME, { markedOff: true })
/** \phi = \mathrm{ReLU}, \sigma(\cdot) = \tanh(\cdot), \rho(\cdot) = \max(0, \cdot) */
const EQUAL = new RegExp(
  String.raw`(?:\$|\\\()\s*${LETTER}\s*(?:\(\s*\\cdot\s*\)\s*:?=\s*(?:\\(?:mathrm|operatorname|text|mathit)\{\s*(\w+)\s*\}|\\(tanh|exp|sin|cos|arctan|sinh|cosh|ln|log))\s*\(\s*\\cdot\s*\)|:?=\s*\\(?:(?:mathrm|operatorname|text|mathit)\{\s*(\w+)\s*\}|(tanh|exp|sin|cos|arctan|sinh|cosh)))\s*(?:\$|\\\)|,)`,
  'g',
)
const LARGER = new RegExp(
  String.raw`(?:\$|\\\()\s*${LETTER}\s*\(\s*\\cdot\s*\)\s*:?=\s*\\max\s*(?:\(|\\\{)\s*(?:0\s*,\s*\\cdot|\\cdot\s*,\s*0)\s*(?:\)|\\\})\s*(?:\$|\\\)|,)`,
  'g',
)

/** The letters that the words of a text, or an equation of a function without its argument, make functions. */
export function findSpokenFunctions(text: string): SpokenFunctions {
  if (!/\\cdot\s*\)\s*:?=|=\s*\\(?:mathrm|operatorname|text|mathit)\{/.test(text) && !speaksOfFunctions(text)) return NONE
  const functions = new Map<string, string>()
  const give = (letter: string | undefined, word: string | undefined): void => {
    if (letter !== undefined && word !== undefined && !isDefined(letter, text)) functions.set(letter, word)
  }
  for (const { letter, word } of SAID.in(text)) give(letter, word)
  for (const [, letter, word, command, alone = '', bare] of text.matchAll(EQUAL))
    give(letter, word ?? command ?? bare ?? (speaksOfFunctions(alone) ? alone : undefined))
  for (const [, letter] of text.matchAll(LARGER)) give(letter, 'relu')
  return functions.size === 0 ? NONE : { functions, signature: `\n${[...functions].join(';')}` }
}

/** Does a formula say what the function is: \sigma(z) = 1/(1 + e^{-z})? */
const isDefined = (letter: string, text: string): boolean =>
  new RegExp(String.raw`(?<![a-zA-Z\\])${letter.replaceAll('\\', '\\\\')}\s*(?:\\left)?\(\s*\\?[a-zA-Z](?:_\w)?\s*(?:\\right)?\)\s*&?\s*:?=`).test(
    text,
  )

/** The tokens with words for functions in the place of letters that are called. */
export function withSpokenFunctions(tokens: readonly Token[], { functions }: SpokenFunctions): readonly Token[] {
  if (functions.size === 0 || !tokens.some(({ text }) => functions.has(text))) return tokens
  return tokens.map((token, k) => {
    const word = functions.get(token.text)
    if (word === undefined) return token
    let at = k + 1
    while (/^(?:'|\\prime|\\left|\\[bB]igg?l?)$/.test(tokens[at]?.text ?? '')) at++
    const isCalled = /^[([]$/.test(tokens[at]?.text ?? '') && tokens[at + 1]?.text !== '\\cdot'
    return isCalled ? { ...token, kind: 'words', text: word } : token
  })
}
