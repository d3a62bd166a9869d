/**
 * Functions in pieces that are not set as cases: f(x) = x^2 \text{ if } x > 0, \quad f(x) = x \text{ otherwise}, in one formula or in several
 * of one sentence, "$f(x) = x^2$ for $x > 0$ and $0$ otherwise".
 */
import type { Region, Scan } from './scan.ts'
import { relations } from './symbols.ts'
import type { Token } from './tokens.ts'
import { isClose, isEquality, isNoise, isOpen } from './wrappings.ts'

const IF = /^(?:is |be |equals? )?(?:if|for(?: all| every| any)?|when(?:ever)?|wherever|provided(?: that)?|as long as)$/i
const OTHERWISE = /^(?:otherwise|else|elsewhere)[.,;]?$/i
const BEFORE_LAST = /^(?:and |or |but )?(?:otherwise|else)(?: (?:is|it is|by|to))?$/i
const AND = /^(?:and|or|but|while|whereas)(?: (?:is|it is|by|to))?$/i

const ZERO = /^,?\s*(?:and |but )?(?:is |equals )?(?:zero|vanishes) (?:otherwise|else|elsewhere)\b/i

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
      const next = tokens.slice(k + 1)
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

const isRelation = (text: string): boolean => relations.has(text)

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
export function inCases(given: readonly Token[]): readonly Token[] {
  if (!given.some(({ kind, text }) => kind === 'words' && IF.test(text))) return given
  const tokens = withZero(given)
  const pieces = piecesOf(tokens)
  const [first] = pieces ?? []
  if (pieces === undefined || first === undefined || pieces.length < 2) return tokens
  if (pieces.slice(0, -1).some(({ condition }) => condition === undefined)) return tokens
  const equals = ({ value: { from, to } }: Piece): number => {
    const at = tokens.slice(from, to).findIndex(isEquality)
    return at < 0 ? from : from + at + 1
  }
  const begins = equals(first)
  if (begins === first.value.from) return tokens
  const head = written(tokens.slice(first.value.from, begins - 1).filter(({ text }) => text !== '&'))
  const values: Stretch[] = []
  for (const piece of pieces) {
    const from = equals(piece)
    const own = written(tokens.slice(piece.value.from, from - 1).filter(({ text }) => text !== '&'))
    if (from > piece.value.from && own !== '' && own !== head) return tokens
    const value = without(tokens, { from, to: piece.value.to })
    if (value.from === value.to) return tokens
    values.push(value)
    const { condition } = piece
    if (condition !== undefined && !tokens.slice(condition.from, condition.to).some(({ text, kind }) => kind !== 'words' && isRelation(text)))
      return tokens
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

const FORMULA = String.raw`(?:\$(?:[^$\\]|\\[\s\S])+\$|\\\((?:[^\\]|\\(?!\))[\s\S])+\\\))`
const SPACE = String.raw`[ \t]*\n?[ \t]*`
const CONDITION = String.raw`,?${SPACE}\b(?:if|for(?: all| every| any)?|when(?:ever)?)${SPACE}${FORMULA}(?:${SPACE}(?:and|or)${SPACE}${FORMULA}(?=${SPACE}[,;]))?`
const IS = String.raw`(?:${SPACE}\b(?:is|it is|by|to|equals))?`
const NEXT = String.raw`${SPACE}(?:[,;]${SPACE})?(?:\b(?:and|or|but|while|whereas)\b)?`
const LAST = String.raw`${NEXT}${IS}${SPACE}${FORMULA},?${SPACE}(?:otherwise|else|elsewhere)\b|${NEXT}${SPACE}\botherwise,?${IS}${SPACE}${FORMULA}|${NEXT}${IS}${SPACE}\b(?:zero|vanishes) (?:otherwise|else|elsewhere)\b`
const MIDDLE = String.raw`${NEXT}${IS}${SPACE}${FORMULA}${CONDITION}`
const REST = new RegExp(String.raw`${CONDITION}(?:${MIDDLE})*?(?:${LAST}|${MIDDLE})(?!${NEXT}${SPACE}${FORMULA}${CONDITION})`, 'y')
const BEGINS = new RegExp(String.raw`,?${SPACE}(?:if|for|when)`, 'y')
const EACH = new RegExp(FORMULA, 'g')
/** Pieces are looked for as far as this. */
const REACH = 600

/**
 * Where the pieces end of which an inline formula is the first: behind the last of them; undefined where it is none. The text is
 * looked at as far as the scan is told.
 */
export function piecesEnd(scan: Scan, { inner, outer }: Region): number | undefined {
  const { text } = scan
  BEGINS.lastIndex = outer.end
  if (!BEGINS.test(text)) return undefined
  scan.looked(outer.end + REACH)
  const [left, right] = halves(text.slice(inner.start, inner.end))
  if (right === undefined) return undefined
  const reach = text.slice(outer.end, outer.end + REACH)
  REST.lastIndex = 0
  const rest = REST.exec(reach)?.[0]
  if (rest === undefined) return undefined
  // What says what something else is, is no piece of this.
  for (const { 0: formula, index } of rest.matchAll(EACH)) {
    const [side, other] = halves(formula.replace(/^(?:\$|\\\()|(?:\$|\\\))$/g, ''))
    if (other !== undefined && side !== left && !/\b(?:if|all|every|any|for|when(?:ever)?)\s*$/.test(rest.slice(0, index))) return undefined
  }
  return outer.end + rest.length
}

/** What stands on the sides of the first equality sign. */
function halves(formula: string): readonly [string, string | undefined] {
  const at = formula.search(/(?<![<>!:])=/)
  return at < 0 ? [formula, undefined] : [formula.slice(0, at).replaceAll(/\s/g, ''), formula.slice(at + 1)]
}
