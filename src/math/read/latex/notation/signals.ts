/**
 * Signals with their places in brackets, X[k] = \sum_n x[n] e^{-j 2\pi k n/N}: what stands there is an index, as below a name. Elsewhere
 * brackets group, or are those of an expectation or a concentration.
 */
import { closerOf, type Token } from '../tokens/tokens.ts'

/** The letters and commands that have places in brackets. */
export interface Signals {
  readonly bases: ReadonlySet<string>
  readonly signature: string
}

const NONE: Signals = { bases: new Set(), signature: '' }
const CLOSE = String.raw`\s*(?:\\right|\\[bB]igg?r?)?\s*\]`
/** From the bracket on: what stands before it is looked at where there is one. A length may stand before the place, [M - n]. */
const AT = new RegExp(
  String.raw`\[\s*(?:(?:\d+\s*)?[A-Z]\s*[-+]\s*(?:\d+\s*[-+]\s*)?)?([a-z])(?:\s*,\s*[a-z]|(?:\s*[-+]\s*(?:\d+|[a-z]))*)${CLOSE}(\s*&?\s*:?=(?!=))?`,
  'g',
)
const BASE = /(\\[a-zA-Z]+|[a-zA-Z])\s*\}?\s*(?:\\left|\\[bB]igg?l?)?\s*$/
/** What is no signal unless a formula says what it is: expectations and the like. */
const OPERATOR = /^(?:[EPHVD]|\\(?:operatorname|mathrm|text|log|ln|exp|max|min|Pr|det|left|right|[bB]igg?[lr]?))$/
/** Letters of places. */
const PLACE = /^[i-nt]$/

/** The signals of a text: what it defines at a place, or has at one that a sum runs over. */
export function findSignals(text: string): Signals {
  if (!text.includes('[')) return NONE
  const bases = new Set<string>()
  const found = [...text.matchAll(AT)].flatMap(({ 1: place = '', 2: defined, index }) => {
    const [, base] = PLACE.test(place) ? (BASE.exec(text.slice(Math.max(0, index - 30), index)) ?? []) : []
    return base === undefined ? [] : [{ base, place, defined }]
  })
  const places = new Set(found.flatMap(({ place, defined }) => (defined === undefined ? [] : [place])))
  for (const { base, place, defined } of found)
    if (defined !== undefined || (!OPERATOR.test(base) && (places.has(place) || runsOver(text, place)))) bases.add(base)
  return bases.size === 0 ? NONE : { bases, signature: `\n[${[...bases].join()}` }
}

const runsOver = (text: string, index: string): boolean => new RegExp(String.raw`\\sum\s*(?:\\limits\s*)?_\s*\{?\s*${index}(?![a-zA-Z])`).test(text)

/** The tokens with x_{n} in the place of x[n]. */
export function withSignals(tokens: readonly Token[], { bases }: Signals): readonly Token[] {
  if (bases.size === 0) return tokens
  const result: Token[] = []
  const closers = new Set<number>()
  tokens.forEach((token, k) => {
    const before = result.at(-1)?.text === '}' ? result.at(-2) : result.at(-1)
    const close = token.text === '[' && before !== undefined && bases.has(before.text) ? closerOf(tokens, k) : k
    if (closers.has(k)) result.push({ ...token, kind: 'symbol', text: '}', side: undefined })
    else if (close > k && isPlace(tokens.slice(k + 1, close))) {
      closers.add(close)
      result.push({ ...token, kind: 'symbol', text: '_', side: undefined }, { ...token, kind: 'symbol', text: '{', side: undefined })
    } else result.push(token)
  })
  return result
}

/** n, 0, n - 1, N - 1 - k, 2n, (n, m): nothing that has a name or a function in it. */
const isPlace = (tokens: readonly Token[]): boolean =>
  tokens.length > 0 &&
  tokens.some(({ kind }) => kind === 'letter' || kind === 'number') &&
  tokens.every(({ kind, text }) => kind === 'letter' || kind === 'number' || /^(?:[-+,]|\\[,;!])$/.test(text))
