/**
 * Functions that the words of a text give a letter: "where $\sigma$ is the ReLU", "$\Phi$ and $\phi$ are the standard normal cdf and pdf",
 * $\phi(\cdot) = \tanh(\cdot)$. Before a parenthesis the letter stands for that function. It is put in before anything is read, as macros are.
 */
import type { Token } from './tokens.ts'

export interface SpokenFunctions {
  /** The words that stand for a letter's function, as \operatorname takes them. */
  readonly functions: ReadonlyMap<string, string>
  readonly signature: string
}

const NONE: SpokenFunctions = { functions: new Map(), signature: '' }

const CDF = String.raw`(?:cdf|c\.d\.f\.|CDF|(?:cumulative\s+)?distribution(?:\s+function)?|cumulative(?:\s+distribution)?(?:\s+function)?)`
const PDF = String.raw`(?:pdf|p\.d\.f\.|PDF|(?:probability\s+)?density(?:\s+function)?)`
const NORMAL = '(?:standard[- ]+)?(?:normal|Gaussian)'
/** What people call functions, and the words that read as them. */
const CALLED: readonly (readonly [RegExp, string])[] = [
  // Its slope would have to be said too.
  [/[lL]eaky[- ]?(?:ReLU|rectifie[rd](?: linear unit)?)/, ''],
  [/ReLU|RELU|relu|rectifie[rd](?:[- ]+linear(?:[- ]+unit)?)?/, 'relu'],
  [/GELU|Gaussian error linear unit/, 'gelu'],
  [/SELU|scaled exponential linear unit/, 'selu'],
  [/ELU|exponential linear unit/, 'elu'],
  [/SiLU|[sS]wish|sigmoid(?:al)? linear unit/, 'silu'],
  [/[mM]ish/, 'mish'],
  [/[sS]oftplus/, 'softplus'],
  [/[sS]oftsign/, 'softsign'],
  [/[sS]oftmax/, 'softmax'],
  [/(?:logistic[- ]+)?sigmoid|logistic(?=\s+(?:function|link|activation|cdf|non-?linearity|curve)|\s*(?:[.,;:)]|$))|expit/, 'sigmoid'],
  [/hyperbolic tangent|tanh|\$?\\tanh/, 'tanh'],
  [new RegExp(String.raw`${CDF}\s+of\s+(?:the|a)\s+${NORMAL}|${NORMAL}\s+${CDF}`), 'normcdf'],
  [new RegExp(String.raw`${PDF}\s+of\s+(?:the|a)\s+${NORMAL}|${NORMAL}\s+${PDF}`), 'normpdf'],
  [/error function/, 'erf'],
  [/digamma(?: function)?/, 'digamma'],
  [/[gG]amma function/, 'gamma'],
  [/Heaviside|unit step/, 'heaviside'],
]
/** Any of them, as a part of a pattern. */
export const ANY_FUNCTION = CALLED.map(([{ source }]) => `(?:${source})`).join('|')
const SPOKEN = new RegExp(ANY_FUNCTION)

const LETTER = String.raw`(\\(?!max|min|mathbb|mathcal)[a-zA-Z]+|[a-zA-Z])`
const DOT = String.raw`(?:\\cdot|\\bullet|\\,|[a-z])`
const NAME = String.raw`(?:\$|\\\()\s*${LETTER}\s*(?:(?:\\left)?\(\s*${DOT}\s*(?:\\right)?\)\s*)?(?:\$|\\\))`
export const MANNER = String.raw`(?:(?:the|an?|our|usual|well-known|standard(?!\s+(?:normal|Gaussian))|element-?wise|component-?wise|entry-?wise|point-?wise|non-?linear|activation(?:\s+function)?|function|non-?linearity)\s+)*`
/** What is called after a function is something else: the ReLU slope, the logistic growth rate. */
export const ELSE = String.raw`(?![-\w])(?!\s+(?:slope|growth|rate|loss|regression|model|parameter|threshold|width|steepness|coefficient|weights?|bias|layers?|units?|approximation)\b)`
const AFTER = new RegExp(
  String.raw`${NAME}\s*,?\s*(?:is|are|denotes?|stands\s+for|being|means|=|:)?\s*(?:again|simply|just|here|taken\s+to\s+be|chosen\s+as)?\s*${MANNER}(${ANY_FUNCTION})${ELSE}`,
  'g',
)
const BEFORE = new RegExp(String.raw`(?<![\w-])(${ANY_FUNCTION})\s+(?:(?:activation|function|non-?linearity|link|unit)\s+)*${NAME}`, 'g')
const BOTH = new RegExp(
  String.raw`${NAME}\s+and\s+${NAME}\s+(?:are|denote|being|stand\s+for)\s+(?:the\s+)?${NORMAL}\s+(${CDF}|${PDF})\s+and\s+(?:the\s+)?(${CDF}|${PDF})`,
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
    if (letter !== undefined && word !== undefined && word !== '' && !isDefined(letter, text)) functions.set(letter, word)
  }
  for (const [, letter, called] of text.matchAll(AFTER)) give(letter, wordFor(called))
  for (const [, called, letter] of text.matchAll(BEFORE)) give(letter, wordFor(called))
  for (const [, first, second, one, other] of text.matchAll(BOTH)) {
    give(first, wordFor(`normal ${one}`))
    give(second, wordFor(`normal ${other}`))
  }
  for (const [, letter, word, command, alone = '', bare] of text.matchAll(EQUAL))
    give(letter, word ?? command ?? bare ?? (SPOKEN.test(alone) ? alone : undefined))
  for (const [, letter] of text.matchAll(LARGER)) give(letter, 'relu')
  return functions.size === 0 ? NONE : { functions, signature: `\n${[...functions].join(';')}` }
}

/** The word that reads as what people call a function; undefined where there is none. */
export const wordFor = (called: string | undefined): string | undefined => CALLED.find(([pattern]) => called?.search(pattern) === 0)?.[1]

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
