/**
 * Sums, products and integrals in plain text: Σ_i over a whole axis, sum_{i=1}^n, Σᵢ₌₁ⁿ, sum from i=1 to n of, ∫_0^x f dt.
 * Here is what their signs and bounds say; the body of a sum is read by the expression's own parser.
 */

import type { Range } from '../../api.ts'
import { overSlices } from '../latex/sums/shifts.ts'
import { ordered } from '../latex/terms/terms.ts'
import { mapTerms } from '../order.ts'
import { applyTerm, type BinderTerm, nameTerm, numberTerm, type Term } from '../term.ts'
import { spelledOut } from './greek.ts'
import { identifier, partnerOf, type Token } from './tokens.ts'

/** A sign with what stands at it. */
export interface Sign {
  readonly op: 'sum' | 'prod' | 'integral'
  /** Over which indices; of an integral its differential says that. */
  readonly indices: readonly string[]
  readonly low?: readonly Token[]
  readonly high?: readonly Token[]
  /** How many tokens sign and bounds take. */
  readonly used: number
  /** Σ alone, or with a subscript, may be a matrix of that name. */
  readonly doubtful: boolean
}

const SIGN = /^(?:([Σ∑]|[sS]um|total)|([Π∏]|[pP]rod(?:uct)?)|(∫|int(?:egral)?))(?:_(\w*))?$/

const BEGINNING = 'Σ∑Π∏∫sSpPit'

/** The sign at this place with its bounds; undefined where there is none. */
export function signAt(tokens: readonly Token[], at: number): Sign | undefined {
  const token = tokens[at] as Token
  if (!BEGINNING.includes(token.text[0] as string)) return undefined
  const [, sum, product, integral, own] = SIGN.exec(identifier(token.text)) ?? []
  const sign = sum ?? product ?? integral
  if (sign === undefined) return undefined
  const op = sum !== undefined ? 'sum' : product !== undefined ? 'prod' : 'integral'
  const isWord = sign.length > 1
  if (own === undefined && (/^(?:from|over)$/.test(tokens[at + 1]?.text ?? '') || (isWord && tokens[at + 2]?.text === '=')))
    return inWords(tokens, at, op)
  // sum(t=1..5) of what follows
  const listed = own === undefined && tokens[at + 1]?.text === '(' ? partnerOf(tokens, at + 1) : undefined
  const inside = listed === undefined ? [] : tokens.slice(at + 2, listed)
  if (listed !== undefined && inside[1]?.text === '=' && inside.some(({ text }) => text === '..')) {
    const running = indexing(inside)
    if (running !== undefined && op !== 'integral') return { op, ...running, used: listed + 1 - at, doubtful: false }
  }
  if (own === undefined) {
    if (isWord) return undefined
    return { op, indices: [], used: 1, doubtful: 'ΣΠ'.includes(sign) }
  }
  let end = at + 1
  let below: readonly Token[] = []
  if (own !== '') {
    const start = token.end - own.length
    below = [{ ...token, kind: /^\d+$/.test(own) ? 'number' : 'name', text: own, start: Math.max(start, token.start) }]
  } else {
    const close = partnerOf(tokens, end)
    if (close === undefined) return undefined
    below = tokens.slice(end + 1, close)
    end = close + 1
  }
  const high = upper(tokens, end)
  const used = (high?.end ?? end) - at
  if (op === 'integral') return { op, indices: [], low: below, high: high?.tokens, used, doubtful: false }
  const running = indexing(below)
  if (running === undefined || (isWord && own !== '' && running.indices.join('') !== own)) return undefined
  return { op, ...running, ...(high === undefined ? {} : { high: high.tokens }), used, doubtful: own !== '' && high === undefined }
}

/** i=1, i=1..n, ij, "i, j". */
function indexing(tokens: readonly Token[]): Pick<Sign, 'indices' | 'low' | 'high'> | undefined {
  const [index, relation] = tokens
  if (index?.kind !== 'name') return undefined
  if (relation?.text === '=') {
    const range = tokens.findIndex(({ text }) => text === '..')
    const low = tokens.slice(2, range < 0 ? undefined : range)
    return { indices: [index.text], low, ...(range < 0 ? {} : { high: tokens.slice(range + 1) }) }
  }
  const names = tokens.filter(({ text }) => text !== ',')
  if (!names.every(({ kind, text }) => kind === 'name' && /^[a-z]{1,3}$/.test(text))) return undefined
  return { indices: names.flatMap(({ text }) => [...text]) }
}

/** sum from i=1 to n of ..., sum i=1 to n ..., integral from 0 to x of ..., sum over i of .... */
function inWords(tokens: readonly Token[], at: number, op: Sign['op']): Sign | undefined {
  const word = (text: string, from: number): number => tokens.findIndex((token, k) => k >= from && token.text === text)
  const of = word('of', at)
  const until = of < 0 ? at + 3 : of
  if (tokens[at + 1]?.text === 'over') {
    const running = of < 0 ? undefined : indexing(tokens.slice(at + 2, of))
    return running === undefined ? undefined : { op, ...running, used: of + 1 - at, doubtful: false }
  }
  const to = word('to', at)
  if (to < 0 || (of >= 0 && to > until)) return undefined
  const end = of < 0 ? to + 2 : of
  // sum n=0 to 5 of ...
  const below = tokens.slice(tokens[at + 1]?.text === 'from' ? at + 2 : at + 1, to)
  const bounds = { high: tokens.slice(to + 1, end), used: (of < 0 ? end : of + 1) - at, doubtful: false }
  if (op === 'integral') return { op, indices: [], low: below, ...bounds }
  const running = indexing(below)
  return running === undefined ? undefined : { op, ...running, ...bounds }
}

/** What stands behind ^, or above the line. */
function upper(tokens: readonly Token[], at: number): { readonly tokens: readonly Token[]; readonly end: number } | undefined {
  const [first, next] = [tokens[at], tokens[at + 1]]
  if (first?.kind === 'superscript') {
    const parts = first.text.match(/\d+|[^\d]/g) ?? []
    return {
      tokens: parts.map((text) => ({ ...first, text, kind: /\d/.test(text) ? 'number' : /[+-]/.test(text) ? 'operator' : 'name' })),
      end: at + 1,
    }
  }
  if (first?.text !== '^' || next === undefined) return undefined
  const close = next.kind === 'open' ? partnerOf(tokens, at + 1) : undefined
  if (close !== undefined) return { tokens: tokens.slice(at + 2, close), end: close + 1 }
  const sign = next.text === '-' ? 1 : 0
  let end = at + 2 + sign
  // 2π is one bound.
  if (tokens[end - 1]?.kind === 'number' && tokens[end]?.kind === 'name' && tokens[end]?.spaced === false) end++
  return { tokens: tokens.slice(at + 1, end), end }
}

const DIFFERENTIAL = /^d(\p{L}\w*)$/u

/**
 * From behind an integral's bounds: the variable, its integrand, and how many tokens both take. The differential may stand above a
 * fraction bar, as in dt/t.
 */
export function integrandAt(
  tokens: readonly Token[],
  at: number,
): { readonly index: string; readonly body: readonly Token[]; readonly used: number } | undefined {
  let depth = 0
  for (let k = at; k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (token.kind === 'open') depth++
    else if (token.kind === 'close' && --depth < 0) return undefined
    const index =
      token.kind === 'name' && token.text.startsWith('d') && depth === 0 && tokens[k - 1]?.text !== '/'
        ? DIFFERENTIAL.exec(token.text)?.[1]
        : undefined
    if (index === undefined) continue
    const one: Token = { ...token, kind: 'number', text: '1' }
    const before = k === at ? [one] : tokens.slice(at, k)
    if (tokens[k + 1]?.text !== '/') return { index: spelledOut(identifier(index)), body: before, used: k + 1 - at }
    let end = k + 2
    for (let open = 0; end < tokens.length; end++) {
      const { kind, text } = tokens[end] as Token
      if (kind === 'open') open++
      else if (kind === 'close' && --open < 0) break
      if (open === 0 && end > k + 2 && (text === '+' || text === '-' || kind === 'separator')) break
    }
    return { index: spelledOut(identifier(index)), body: [...before, ...tokens.slice(k + 1, end)], used: end - at }
  }
  return undefined
}

/** x_i, A_ij, x_i_plus_1. */
const SUBSCRIPT = /^(\w*?)_([a-z]{1,3})(?:_(plus|minus)_(\d+))?$/

/** The letters of a name's subscript, where one of them is among the indices, and what is added to the last. */
function subscriptOf(term: Term, indices: readonly string[]): { base: string; letters: string[]; shift: number } | undefined {
  const [, base, own, sign, by = '0'] = (term.kind === 'name' ? SUBSCRIPT.exec(term.name) : null) ?? []
  const letters = [...(own ?? '')]
  const shift = sign === 'minus' ? -Number(by) : Number(by)
  if (shift !== 0 && letters.length > 1) return undefined
  return base !== undefined && base !== '' && letters.some((letter) => indices.includes(letter)) ? { base, letters, shift } : undefined
}

/** Index letters in the body: for a sign without any, as in Σ x_i y_i. */
export function indicesIn(body: Term): string[] {
  const found = ordered(body).flatMap((term) => {
    const letters = subscriptOf(term, ['i', 'j', 'k', 'n', 't'])?.letters ?? []
    // x_min is a name.
    return letters.length < 3 ? letters : []
  })
  return [...new Set(found)].sort().slice(0, 1)
}

/** The body summed or multiplied over its indices; undefined where it has to have them all and has not. */
export function boundOver(
  op: 'sum' | 'prod' | 'each',
  indices: readonly string[],
  body: Term,
  range: Range,
  low?: Term,
  high?: Term,
): Term | undefined {
  const terms = ordered(body)
  const found = new Set(
    terms.flatMap((term) => (term.kind === 'name' && indices.includes(term.name) ? [term.name] : (subscriptOf(term, indices)?.letters ?? []))),
  )
  if (high === undefined && !indices.every((index) => found.has(index))) return undefined
  let whole = mapTerms(body, (term) => {
    const own = subscriptOf(term, indices)
    if (own === undefined) return term
    const places = own.letters.map((letter) => nameTerm(letter, term.range))
    const shifted = own.shift === 0 ? places : [applyTerm('add', [places[0] as Term, numberTerm(own.shift)], term.range)]
    return applyTerm('component', [nameTerm(own.base, term.range), ...shifted], term.range)
  })
  for (const index of [...indices].reverse()) {
    const slices = overSlices(whole, index, low, high)
    const bounds: Pick<BinderTerm, 'low' | 'high'> = slices === undefined ? { low, high } : {}
    whole = { kind: 'binder', op, index, ...bounds, body: slices ?? whole, range }
  }
  return whole
}
