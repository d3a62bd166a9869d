/**
 * Functions of what stands in brackets, or with a colon between: D[P:Q] = ..., F[q] = ..., D(p:q) = ..., \mathrm{KL}[q \| p] = .... Where a formula says what such a one
 * is, its brackets are parentheses, and what divides its arguments is a comma. Elsewhere brackets group, or are those of an expectation.
 */
import { closerOf, openerOf, type Token } from '../tokens/tokens.ts'

export interface Functionals {
  /** What is called so, as it is written without blanks: D, \mathcal{F}, D_{\mathrm{KL}}. */
  readonly bases: ReadonlySet<string>
  readonly signature: string
}

const NONE: Functionals = { bases: new Set(), signature: '' }

const NAME = String.raw`\\?[a-zA-Z]+\s*(?:_\s*(?:\w|\{[^{}]*\})\s*)?`
const SPACE = String.raw`(?:\s|\\[,;:! ]|\\q?quad|\\middle(?![a-z]))*`
const DIVIDER = String.raw`${SPACE}(?::|\\\||\\Vert(?![a-zA-Z])|\\parallel|\\mid(?![a-z])|\||;|,)${SPACE}`
const SIZE = String.raw`(?:\\(?:left|right|[bB]igg?[lr]?)\s*)?`
/** From the bracket on, with all that stands up to the equality sign: what is before it is looked at where there is one. */
const HEAD = new RegExp(String.raw`${SIZE}([[(])\s*(${NAME}(?:${SIZE}${DIVIDER}${SIZE}${NAME})*)\s*${SIZE}[\])]\s*&?\s*:?=(?!=)`, 'g')
const BASE = /(?<![a-zA-Z\\}])((?:\\[a-zA-Z]+\s*\{\s*[A-Z][a-zA-Z]*\s*\}|\\[A-Z][a-zA-Z]*|[A-Z])\s*(?:_\s*(?:\w|\{(?:[^{}]|\{[^{}]*\})*\}))?)\s*$/
/** Expectations and the like, which are no functions of what stands in their brackets. */
const OPERATOR = /^(?:\\(?:math(?:bb|sf|rm)|operatorname|text)\s*\{)?\s*\\?(?:[EPVH]|Pr|Var|Cov|Corr)\b/

/** The functionals that a text defines. */
export function findFunctionals(text: string): Functionals {
  if (!/[\])]\s*&?\s*:?=/.test(text)) return NONE
  const bases = new Set<string>()
  for (const { 1: open, 2: inner = '', index } of text.matchAll(HEAD)) {
    const base = BASE.exec(text.slice(Math.max(0, index - 60), index))?.[1]
    const several = new RegExp(DIVIDER).test(inner)
    // x[n] is a place, and D(x, y) is read as it is.
    const isOwn = open === '(' ? inner.includes(':') : several || !/^\s*[i-nt]\s*$/.test(inner)
    if (base !== undefined && isOwn && !OPERATOR.test(base)) bases.add(base.replaceAll(/\s/g, ''))
  }
  return bases.size === 0 ? NONE : { bases, signature: `\n(${[...bases].join()}` }
}

/** The tokens with D(P, Q) in the place of D[P:Q]. */
export function withFunctionals(tokens: readonly Token[], { bases }: Functionals): readonly Token[] {
  if (bases.size === 0) return tokens
  const result = [...tokens]
  const put = (k: number, text: string): void => {
    result[k] = { ...(tokens[k] as Token), kind: 'symbol', text, side: undefined }
  }
  tokens.forEach(({ text }, k) => {
    const close = text === '[' || text === '(' ? closerOf(tokens, k) : k
    if (close === k || !bases.has(baseBefore(tokens, k))) return
    const dividers: number[] = []
    for (let at = k + 1, depth = 0; at < close; at++) {
      const own = (tokens[at] as Token).text
      if (/^(?:[([{]|\\\{)$/.test(own)) depth++
      else if (/^(?:[)\]}]|\\\})$/.test(own)) depth--
      else if (depth === 0 && /^(?::|\\\||\\Vert|\\parallel|\\mid|\||;)$/.test(own)) dividers.push(at)
    }
    if (text === '(' && !dividers.some((at) => tokens[at]?.text === ':')) return
    put(k, '(')
    put(close, ')')
    for (const at of dividers) put(at, ',')
  })
  return result
}

/** What stands right before this place, as it is written: a letter with its font and its subscript. */
function baseBefore(tokens: readonly Token[], at: number): string {
  const groupBefore = (end: number): number => (tokens[end - 1]?.text === '}' ? openerOf(tokens, end - 1) : end - 1)
  let from = groupBefore(at)
  if (tokens[from - 1]?.text === '_') from = groupBefore(from - 1)
  // \mathcal{F}
  if (tokens[from]?.text === '{' && tokens[from - 1]?.kind === 'command') from--
  return tokens
    .slice(Math.max(0, from), at)
    .map(({ text }) => text)
    .join('')
}
