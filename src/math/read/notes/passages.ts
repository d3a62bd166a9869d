/**
 * Where the formulas of a note are: of "take m = (1/n) sum_i x_i, the mean", that is the part from m to x_i. A formula begins with a name
 * that something is said to equal, and goes on as long as its tokens can: where an operator should follow and a word of a sentence does, it
 * is over.
 */
import type { Range } from '../../api.ts'
import { functionOfWord } from '../latex/tokens/words.ts'
import { withPieces } from '../plain/pieces.ts'
import { type Token, tokenize } from '../plain/tokens.ts'
import { UNIT } from '../unitNames.ts'
import { isEquality, isOperator, looksSpoken, Scanner, WORDS } from './scanner.ts'
import { logarithmBase } from './signs.ts'

/** A formula among words: its tokens from the first of the left side on. */
export interface Passage {
  readonly from: number
  readonly to: number
  /** The token of its equality; an expression on lines of its own has none. */
  readonly equals?: number
}

export interface Passages {
  readonly tokens: readonly Token[]
  readonly found: readonly Passage[]
  /** A formula begins, and where it ends is not to be told. */
  readonly isBroken: boolean
  /** What stands on left sides. */
  readonly names: ReadonlySet<string>
}

/** Transposes or lengths beside names with an index: the x_i are vectors, as in papers. */
export const hasRows = (text: string): boolean => /\^T\b|[ᵀ⊤‖]|\|\|/.test(text) && /[\p{L}]_\{?[ijknt](?![\p{L}\d])|[ᵢⱼₖₙₜ]/u.test(text)

/** Finds the formulas of a text; undefined where it has none among words, or of vectors with an index. */
export function passagesOf(text: string): Passages | undefined {
  if (text.length > MOST || !/\S\s*:?=(?!=)/.test(text) || !(/\p{L}{2}[,.:]?\s+\p{L}{2}/u.test(text) || hasRows(text))) return undefined
  const tokens = withPieces(tokenize(text, { comments: [], newlines: true }))
  const names = new Set(tokens.flatMap((_, k) => (isEquality(tokens[k]) ? (nameOn(tokens, k) ?? []) : [])))
  const scanner = new Scanner(text, tokens, names, spokenOf(text))
  const found: Passage[] = []
  let isBroken = false
  for (let k = 1; k < tokens.length; k++) {
    const left = isEquality(tokens[k]) && k >= (found.at(-1)?.to ?? 0) ? leftOf(tokens, k) : undefined
    if (left === undefined || left.from < (found.at(-1)?.to ?? 0)) continue
    // "y_i = ±1 the labels"
    if (tokens[k + 1]?.text === '±') continue
    const to = scanner.endOf(k + 1)
    if (scanner.isBroken) isBroken = true
    // "starting from beta = 0", "at x = 2" speak of a place, "would be s = alpha" of another case.
    const isPlace =
      PLACES.test(tokens[left.from - 1]?.text ?? '') &&
      !SETTLED.test(tokens[left.from - 2]?.text ?? '') &&
      tokens.slice(k + 1, to).every(({ kind, text: own }) => kind === 'number' || own === '-')
    // "x_i = i-th row of X"
    const isOrdinal = tokens[to]?.text === '-' && /^(?:th|st|nd|rd)$/.test(tokens[to + 1]?.text ?? '')
    // "m = rider + bike" in a sentence says what m means.
    const isMeaning =
      !startsLine(tokens, left.from) &&
      tokens
        .slice(k + 1, to)
        .every(({ kind, text: own }) => own === '+' || (kind === 'name' && looksSpoken(own) && functionOfWord(own) === undefined && !names.has(own)))
    if (to > k + 1 && !isMeaning && !isOrdinal && !isPlace && !ADVICE.test(tokens[left.from - 1]?.text ?? ''))
      found.push({ from: left.from, to, equals: k })
  }
  if (found.length === 0) return undefined
  const named = new Set(found.flatMap(({ equals }) => (equals === undefined ? [] : (nameOn(tokens, equals) ?? []))))
  const displayed = displayedIn(tokens, scanner).filter((own) => found.every(({ from, to }) => own.to <= from || to <= own.from))
  return { tokens, found: [...found, ...displayed].sort((a, b) => a.from - b.from), isBroken, names: named }
}

/** The passages and what is selected, where that is an expression among the words; undefined where it is none, or stands in one of them. */
export function withSelected(text: string, passages: Passages, { start, end }: Range): Passages | undefined {
  const { tokens, found, names } = passages
  const inside = tokens.flatMap((token, k) => (token.start >= start && token.end <= end && !isNewline(token) ? [k] : []))
  const [from, to] = [inside[0], (inside.at(-1) ?? 0) + 1]
  if (from === undefined || to - from < 3 || found.some((other) => other.from < to && from < other.to)) return undefined
  const isExpression = new Scanner(text, tokens.slice(0, to), names, spokenOf(text)).endOf(from) === to && !isEquated(tokens.slice(from, to))
  return isExpression ? { ...passages, found: [...found, { from, to }].sort((a, b) => a.from - b.from) } : undefined
}

/** Expressions that stand between blank lines and are called nothing: what somebody minimises, before the words on it. */
function displayedIn(tokens: readonly Token[], scanner: Scanner): Passage[] {
  const found: Passage[] = []
  const isBlank = (before: number): boolean =>
    tokens[before] === undefined || (isNewline(tokens[before]) && isNewline(tokens[before - 1] ?? tokens[before]))
  for (let k = 0; k < tokens.length; k++) {
    if (isNewline(tokens[k]) || !isBlank(k - 1)) continue
    const to = scanner.endOf(k)
    const end = /^[.,;:]$/.test(tokens[to]?.text ?? '') ? to + 1 : to
    const isAlone = tokens[end] === undefined || (isNewline(tokens[end]) && isNewline(tokens[end + 1] ?? tokens[end]))
    const own = tokens.slice(k, to)
    if (isAlone && own.some(isOperator) && !isEquated(own)) found.push({ from: k, to })
  }
  return found
}

/** Whether one thing is said to equal another: the bound of a sum, in braces, says no such thing. */
function isEquated(tokens: readonly Token[]): boolean {
  let depth = 0
  return tokens.some((token) => {
    depth += token.text === '{' ? 1 : token.text === '}' ? -1 : 0
    return depth === 0 && isEquality(token)
  })
}

const isNewline = (token: Token | undefined): boolean => token?.kind === 'newline'

/** "sky and deep are colours", "eps in kJ/mol, sig and r in Angstrom": words that are spoken of as names are. */
function spokenOf(text: string): ReadonlySet<string> {
  const listed = String.raw`(?<![\p{L}\w])((?:\p{L}\w*, ?)*\p{L}\w*),? (?:and|&) (\p{L}\w*)`
  const together = [
    ...text.matchAll(new RegExp(`${listed} are\\b`, 'gu')),
    ...text.matchAll(new RegExp(`${listed} in (?=(\\S+?)[,.;]?(?:\\s|$))`, 'gu')),
  ]
  const found = together.flatMap(([, many = '', last = '', unit]) => (unit === undefined || UNIT.test(unit) ? [...many.split(/, ?/), last] : []))
  for (const [, name = '', unit = ''] of text.matchAll(/(?<![\p{L}\w])([a-z]{2,4}) in (\S+?)(?=[,.;)]?(?:\s|$))/gu))
    if (unit.includes('/') && UNIT.test(unit)) found.push(name)
  return new Set(found)
}

const PLACES = /^(?:from|at|if|when|until|till|near|around|try|say|for|to|up|below|above|beyond|under|over|about|than)$/

/** Words before "at" that say what something is: "comes out at E = 52000", "held at T = 300". */
const SETTLED = /^(?:out|fixed|held|kept|set|stay(?:s|ed)|settle[sd]|stands|sits|lies|remain(?:s|ed)|frozen|capped)$/

/** "try lam = tau/3 first", "the golden rule would be s = alpha" */
const ADVICE = /^(?:[tT]ry|[cC]hoose|[pP]ick|be)$/

/** Notes longer than this are documents of another kind. */
const MOST = 12_000

/** The left side of an equality: a name, perhaps with arguments, or a derivative. */
function leftOf(tokens: readonly Token[], equals: number): { readonly from: number; readonly name: string } | undefined {
  let at = equals - 1
  while (at > 0 && (tokens[at] as Token).text === "'") at--
  // σ² = mean((x − μ)²)
  if (tokens[at]?.kind === 'superscript' && tokens[at]?.text === '2') at--
  if (tokens[at]?.text === ')') {
    let depth = 0
    for (; at >= 0; at--) {
      const { text, kind } = tokens[at] as Token
      if (kind === 'newline') return undefined
      if (text === ')') depth++
      if (text === '(' && --depth === 0) break
    }
    at--
  } else if (tokens[at]?.text === '}' && /_$/.test(tokens[at - 2]?.text ?? '') && tokens[at - 1]?.kind !== 'newline') return undefined
  const end = endNamed(tokens, at)
  if (end !== undefined) return end
  const token = tokens[at]
  if (token?.kind !== 'name' || (WORDS.has(token.text) && !startsLine(tokens, at)) || isNumeric(token.text)) return undefined
  // dy/dx, ∂L/∂w
  if (tokens[at - 1]?.text === '/' && tokens[at - 2]?.kind === 'name' && /^[d∂]/.test(tokens[at - 2]?.text ?? ''))
    return { from: at - 2, name: (tokens[at - 2] as Token).text }
  // The bounds of a sum.
  if (tokens[at - 1]?.text === '{') return undefined
  // 1/f = ...
  if (tokens[at - 1]?.text === '/' && tokens[at - 2]?.text === '1' && startsLine(tokens, at - 2)) return { from: at - 2, name: token.text }
  // log p(x) = ...
  const before = tokens[at - 1]
  const isLogarithm = before?.kind === 'name' && (/^(?:log|ln|lg)$/.test(before.text) || logarithmBase(before.text) !== undefined)
  const from = isLogarithm ? at - 1 : at
  if (isOperator(tokens[from - 1]) && !startsLine(tokens, from - 1)) return undefined
  return { from, name: token.text }
}

/** x_{n+1} = x_1: what stands behind the last of something, or before its first. */
function endNamed(tokens: readonly Token[], at: number): { readonly from: number; readonly name: string } | undefined {
  const from = at - 5
  const own = tokens.slice(from, at + 1).map(({ text }) => text)
  return from >= 0 && /^\w+_ \{ [a-zA-Z] [-+] \d \}$/.test(own.join(' ')) ? { from, name: own.join('') } : undefined
}

/** What a left side names: log10(g) names g. */
function nameOn(tokens: readonly Token[], equals: number): string | undefined {
  const name = leftOf(tokens, equals)?.name
  return name !== undefined && tokens[equals - 1]?.text === ')' && name.length > 1 && functionOfWord(name) !== undefined ? undefined : name
}

const isNumeric = (text: string): boolean => /^[\d.]/.test(text)
const startsLine = (tokens: readonly Token[], at: number): boolean => at === 0 || tokens[at - 1]?.kind === 'newline'
