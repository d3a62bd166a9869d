/**
 * Functions in pieces that are not set as cases: f(x) = x^2 \text{ if } x > 0, \quad f(x) = x \text{ otherwise}, in one formula or in several
 * of one sentence, "$f(x) = x^2$ for $x > 0$ and $0$ otherwise".
 */

import { relations } from '../tokens/symbols.ts'
import { type Token, tokenize } from '../tokens/tokens.ts'
import { isClose, isEquality, isNoise, isOpen } from '../tokens/wrappings.ts'
import type { Region, Scan } from './scan.ts'

const IF = /^(?:is |be |equals? )?(?:if|for(?: all| every| any)?|when(?:ever)?|wherever|provided(?: that)?|as long as)$/i
const OTHERWISE = /^(?:otherwise|else|elsewhere)[.,;]?$/i
const BEFORE_LAST = /^(?:and |or |but )?(?:otherwise|else)(?: (?:is|it is|by|to))?$/i
const AND = /^(?:and|or|but|while|whereas)(?: (?:is|it is|by|to))?$/i

const ZERO = /^,?\s*(?:and |but )?(?:is |equals )?(?:zero|vanishes) (?:otherwise|else|elsewhere)\b/i

/** How many tokens a piece is looked for in. */
const NEAR = 200

interface Stretch {
  readonly from: number
  readonly to: number
}

/** Without what says nothing at its ends. */
function without(tokens: readonly Token[], { from, to }: Stretch): Stretch {
  const says = (k: number): boolean => !isNoise(tokens[k] as Token)
  while (from < to && !says(from)) from++
  while (to > from && !says(to - 1)) to--
  return { from, to }
}

interface Piece {
  readonly value: Stretch
  /** Undefined where it holds if no other does. */
  readonly condition?: Stretch
}

/** The pieces of a formula, as far as they are some; undefined where these are none. */
function piecesOf(tokens: readonly Token[]): readonly Piece[] | undefined {
  const pieces: Piece[] = []
  let start = 0
  let condition: number | undefined
  let depth = 0
  let isLast = false
  const end = (at: number): void => {
    const value = without(tokens, { from: start, to: condition ?? at })
    if (condition !== undefined) pieces.push({ value, condition: without(tokens, { from: condition + 1, to: at }) })
    else if (value.from < value.to) pieces.push({ value })
    condition = undefined
  }
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (isOpen(token) || token.kind === 'begin') depth++
    else if (isClose(token) || token.kind === 'end') depth--
    if (depth > 0 || isLast) continue
    const words = token.kind === 'words' ? token.text.replace(/^[\s,;]+|[\s,;]+$/g, '') : ''
    if (IF.test(words) && condition === undefined) {
      if (k === start) return undefined
      condition = k
    } else if (OTHERWISE.test(words) && condition === undefined) {
      end(k)
      isLast = true
      start = k + 1
    } else if (condition !== undefined && (isNoise(token) || AND.test(words) || BEFORE_LAST.test(words))) {
      // 0 < x \text{ and } x < 1 is one condition, and so is what a comma parts in it.
      const next = tokens.slice(k + 1, k + 1 + NEAR)
      const leads = next.findIndex(({ kind, text }) => kind === 'words' && (IF.test(text) || OTHERWISE.test(text)))
      const isFinal = BEFORE_LAST.test(words) || next.slice(0, 3).some(({ kind, text }) => kind === 'words' && BEFORE_LAST.test(text))
      if (leads < 0 && !isFinal) continue
      if (leads >= 0 && next.slice(0, leads).every((each) => isNoise(each) || each.kind === 'words')) continue
      if (!isFinal && next.slice(0, Math.max(leads, 0)).some(({ text, kind }) => kind !== 'words' && isRelation(text) && text !== '=')) continue
      end(k)
      start = k + 1
      while (start < tokens.length && (isNoise(tokens[start] as Token) || joins(tokens[start] as Token))) start++
      k = start - 1
    } else if (words !== '' && !AND.test(words)) return undefined
  }
  if (isLast) return tokens.slice(start).every(isNoise) ? pieces : undefined
  end(tokens.length)
  return pieces
}

const joins = ({ kind, text }: Token): boolean => kind === 'words' && (AND.test(text) || BEFORE_LAST.test(text))

const isRelation = (text: string): boolean => relations.has(text) || text === '\\in'

const written = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join(' ')

/** "and zero otherwise" has a number in words. */
const withZero = (tokens: readonly Token[]): readonly Token[] =>
  tokens.flatMap((token): Token[] =>
    token.kind !== 'words' || !ZERO.test(token.text)
      ? [token]
      : [
          { ...token, kind: 'symbol', text: ',' },
          { ...token, kind: 'number', text: '0' },
          { ...token, text: 'otherwise' },
        ],
  )

/** The tokens of a formula, what is in pieces as cases. */
export const inCases = (tokens: readonly Token[]): readonly Token[] => casesOf(tokens) ?? tokens

/** What is in pieces as cases; undefined where nothing is. */
function casesOf(given: readonly Token[]): readonly Token[] | undefined {
  if (!given.some(({ kind, text }) => kind === 'words' && IF.test(text))) return undefined
  const tokens = withZero(given)
  const pieces = piecesOf(tokens)
  const [first] = pieces ?? []
  if (pieces === undefined || first === undefined || pieces.length < 2) return undefined
  if (pieces.slice(0, -1).some(({ condition }) => condition === undefined)) return undefined
  const equals = ({ value: { from, to } }: Piece): number => {
    const at = tokens.slice(from, to).findIndex(isEquality)
    return at < 0 ? from : from + at + 1
  }
  const begins = equals(first)
  if (begins === first.value.from) return undefined
  const head = written(tokens.slice(first.value.from, begins - 1).filter(({ text }) => text !== '&'))
  const values: Stretch[] = []
  for (const piece of pieces) {
    const from = equals(piece)
    const own = written(tokens.slice(piece.value.from, from - 1).filter(({ text }) => text !== '&'))
    if (from > piece.value.from && own !== '' && own !== head) return undefined
    const value = without(tokens, { from, to: piece.value.to })
    if (value.from === value.to) return undefined
    values.push(value)
    const { condition } = piece
    if (condition !== undefined && !tokens.slice(condition.from, condition.to).some(({ text, kind }) => kind !== 'words' && isRelation(text)))
      return undefined
  }
  const made = (kind: Token['kind'], text: string, at: number): Token => ({ kind, text, start: at, end: at })
  const result: Token[] = tokens.slice(0, begins)
  for (const [k, { condition }] of pieces.entries()) {
    const { from, to } = values[k] as Stretch
    const { start } = tokens[from] as Token
    const { end } = tokens[to - 1] as Token
    result.push(k === 0 ? made('begin', 'cases', start) : made('command', '\\\\', start), ...tokens.slice(from, to), made('symbol', '&', end))
    if (condition === undefined) result.push(made('words', 'otherwise', end))
    else result.push(...tokens.slice(condition.from, condition.to))
  }
  const { end } = result.at(-1) as Token
  return [...result, made('end', 'cases', end)]
}

/* The same in several formulas of a sentence. */

/** Pieces are looked for as far as this, and in so many formulas. */
const REACH = 600
const MOST = 16
const BEGINS = /,?\s{0,4}(?:if|for|when)/y
/** Behind the last piece; with a number in words, that is the last. */
const TAIL = /[\s,]{0,4}(?:(?:and|but)\s{1,4})?(?:(?:is|equals)\s{1,4})?((?:zero|vanishes)\s{1,4})?(?:otherwise|else|elsewhere)\b/y

/** An end of something, without and with what closes it. */
interface End {
  readonly inner: number
  readonly outer: number
}

/**
 * Where the pieces end of which an inline formula is the first: behind the last of them; undefined where it is none. The text is
 * looked at as far as the scan is told.
 */
export function piecesEnd(scan: Scan, { inner, outer }: Region): End | undefined {
  const { text } = scan
  BEGINS.lastIndex = outer.end
  if (!BEGINS.test(text)) return undefined
  scan.looked(outer.end + REACH)
  return [...endsBehind(text, outer.end)].reverse().find((end) => casesOf(tokenize(text, inner.start, end.inner)) !== undefined)
}

/** The ends of formulas that go on from the one before with words between pieces, and of the word behind the last of them. */
function endsBehind(text: string, from: number): readonly End[] {
  const reach = text.slice(from, from + REACH)
  const ends: End[] = []
  const opening = /\$|\\\(/g
  let isCondition = false
  while (ends.length < MOST) {
    const at = opening.lastIndex
    TAIL.lastIndex = at
    const tail = TAIL.exec(reach)
    if (tail !== null && isCondition === (tail[1] !== undefined)) return [...ends, { inner: from + TAIL.lastIndex, outer: from + TAIL.lastIndex }]
    const open = opening.exec(reach)
    if (open === null) break
    const gap = reach.slice(at, open.index)
    const words = gap.replace(/^[\s,;]+|[\s,;]+$/g, '').replaceAll(/\s+/g, ' ')
    isCondition = IF.test(words)
    const goesOn = words === '' ? /[,;]/.test(gap) : isCondition || AND.test(words) || BEFORE_LAST.test(words)
    const closing = open[0] === '$' ? '$' : '\\)'
    const inner = reach.indexOf(closing, opening.lastIndex)
    if (!goesOn || inner < 0 || /\n[ \t]*\n/.test(gap)) break
    opening.lastIndex = inner + closing.length
    ends.push({ inner: from + inner, outer: from + opening.lastIndex })
  }
  return ends
}
