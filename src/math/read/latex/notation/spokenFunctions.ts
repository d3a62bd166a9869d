/**
 * Functions that the words of a text give a letter: "where $\sigma$ is the ReLU", "$\Phi$ and $\phi$ are the standard normal cdf and pdf",
 * $\phi(\cdot) = \tanh(\cdot)$. Before a parenthesis the letter stands for that function. It is put in before anything is read, as macros are.
 */
import { ANY_FUNCTION, ELSE, MANNER, wordFor } from '../../saidFunctions.ts'
import type { Token } from '../tokens/tokens.ts'

export interface SpokenFunctions {
  /** The words that stand for a letter's function, as \operatorname takes them. */
  readonly functions: ReadonlyMap<string, string>
  readonly signature: string
}

const NONE: SpokenFunctions = { functions: new Map(), signature: '' }

const SPOKEN = new RegExp(ANY_FUNCTION)

const LETTER = String.raw`(\\(?!max|min|mathbb|mathcal)[a-zA-Z]+|[a-zA-Z])`
const DOT = String.raw`(?:\\cdot|\\bullet|\\,|[a-z])`
const NAME = String.raw`(?:\$|\\\()\s*${LETTER}\s*(?:(?:\\left)?\(\s*${DOT}\s*(?:\\right)?\)\s*)?(?:\$|\\\))`
const BEFORE = new RegExp(String.raw`(?<![\w-])(${ANY_FUNCTION})\s+(?:(?:activation|function|non-?linearity|link|unit)\s+)*${NAME}`, 'g')
/** What belongs to the normal law, by any of its names. */
const WHAT = String.raw`((?:[cp]\.?d\.?f\.?|CDF|PDF|(?:cumulative\s+|probability\s+)?(?:distribution|density)|cumulative)(?:\s+function)?)`
const LAW = `((?:standard[- ]+)?(?:normal|Gaussian))`
const TWO = String.raw`${NAME}\s*(?:,|,?\s*and)\s*${NAME}`
const WHATS = String.raw`(?:${LAW}\s+${WHAT}\s+and\s+(?:the\s+)?(?:${LAW}\s+)?${WHAT}|${WHAT}\s+and\s+(?:the\s+)?${WHAT}\s+(?:of|for)\s+(?:the|a)\s+${LAW})`
/** "$\phi$ and $\Phi$ are the standard normal pdf and cdf", "denote by $\phi$ and $\Phi$ the density and the cdf of the standard normal law". */
const BOTH = new RegExp(
  String.raw`${TWO}\s*,?\s*(?:respectively\s*,?\s*)?(?:are|be|denote|being|stand\s+for|for|as|mean)?\s*(?:,?\s*respectively\s*,?\s*)?(?:the\s+)?${WHATS}`,
  'g',
)
/** "we write $\varphi$ for the density and $\Phi$ for the cdf of the standard normal law" */
const EACH = new RegExp(
  String.raw`${NAME}\s+(?:is|for)\s+the\s+${WHAT}\s+and\s+${NAME}\s+(?:is\s+|for\s+)?the\s+${WHAT}\s+(?:of|for)\s+(?:the|a)\s+${LAW}`,
  'g',
)
/** "the standard normal density and distribution function $\phi$ and $\Phi$" */
const WHATS_FIRST = new RegExp(
  String.raw`(?<![\w-])${WHATS}(?:\s+distribution|\s+law)?\s*(?:,?\s*(?:denoted|written)(?:\s+(?:by|as))?)?\s*${TWO}`,
  'g',
)
/** The second of two things that are said of two letters. */
const SECOND = String.raw`(?!\.?(?:\s+function)?\s+and\s+(?:the\s+)?${WHAT.replace('(', '(?:')})`
const AFTER = new RegExp(
  String.raw`${NAME}\s*,?\s*(?:is|are|denotes?|stands\s+for|being|means|=|:)?\s*(?:again|simply|just|here|taken\s+to\s+be|chosen\s+as)?\s*${MANNER}(${ANY_FUNCTION})${SECOND}${ELSE}`,
  'g',
)
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
  if (!/\\cdot\s*\)\s*:?=|=\s*\\(?:mathrm|operatorname|text|mathit)\{/.test(text) && !SPOKEN.test(text)) return NONE
  const functions = new Map<string, string>()
  const give = (letter: string | undefined, word: string | undefined): void => {
    if (letter !== undefined && word !== undefined && !isDefined(letter, text)) functions.set(letter, word)
  }
  for (const [, letter, called] of text.matchAll(AFTER)) give(letter, wordFor(called))
  for (const [, called, letter] of text.matchAll(BEFORE)) give(letter, wordFor(called))
  for (const [, first, second, ...said] of text.matchAll(BOTH)) giveBoth(give, [first, second], said)
  for (const [, first, one, second, other, law] of text.matchAll(EACH)) giveBoth(give, [first, second], [law, one, law, other])
  for (const [, ...found] of text.matchAll(WHATS_FIRST)) giveBoth(give, found.slice(-2), found.slice(0, -2))
  for (const [, letter, word, command, alone = '', bare] of text.matchAll(EQUAL))
    give(letter, word ?? command ?? bare ?? (SPOKEN.test(alone) ? alone : undefined))
  for (const [, letter] of text.matchAll(LARGER)) give(letter, 'relu')
  return functions.size === 0 ? NONE : { functions, signature: `\n${[...functions].join(';')}` }
}

/** What the groups of WHATS say of two letters. */
function giveBoth(
  give: (letter: string | undefined, word: string | undefined) => void,
  [first, second]: readonly (string | undefined)[],
  [before, one, again, other, early, late, behind]: readonly (string | undefined)[],
): void {
  const law = before ?? behind ?? ''
  give(first, wordFor(`${law} ${one ?? early ?? ''}`))
  give(second, wordFor(`${again ?? law} ${other ?? late ?? ''}`))
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
