/**
 * Functions in pieces, said in one sentence or on lines below each other: "f(x) = x^2 if x > 0, otherwise x", "f(x) = x^2 for x > 0,
 * f(x) = x for x <= 0", and in rows without words, "x^2, x > 0". They become x^2 if x > 0, x otherwise.
 */
import { type Token, tokenize } from './tokens.ts'

const IF = /^(?:if|for|when|whenever)$/
const OTHERWISE = /^(?:otherwise|else|elsewhere)$/
const AND = /^(?:and|or|but|while)$/
const ZERO = /^zero$/

const isWord = (token: Token | undefined, words: RegExp): boolean => token?.kind === 'name' && words.test(token.text)
const isEquals = (token: Token | undefined): boolean => token?.kind === 'operator' && token.text === '='
const isRelation = (token: Token): boolean => token.kind === 'operator' && /^(?:[<>]|[<>=!]=|~=)$/.test(token.text)

interface Piece {
  readonly value: readonly Token[]
  readonly condition?: readonly Token[]
}

interface Group {
  readonly pieces: readonly Piece[]
  readonly to: number
}

/** Whether something in a text is in pieces. */
export function hasPieces(text: string): boolean {
  if (!/\b(?:if|for|when)|,[^\n]*[<>≤≥][^\n]*\n/.test(text)) return false
  const tokens = tokenize(text, { comments: [], newlines: true })
  return withPieces(tokens) !== tokens
}

/** The tokens of a text in which what is in pieces has one order and no lines; the same ones where nothing is. */
export function withPieces(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some((token) => isWord(token, IF) || isRelation(token))) return tokens
  if (!tokens.some(isEquals)) {
    const group = groupAt(tokens, [], 0)
    const isAll = group !== undefined && tokens.slice(group.to).every(({ kind }) => kind === 'newline')
    return isAll ? joined(group.pieces, (tokens[group.to - 1] as Token).end) : tokens
  }
  const result: Token[] = []
  let isSame = true
  let lineStart = 0
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (token.kind === 'newline') lineStart = k + 1
    result.push(token)
    if (!isEquals(token) || tokens[k + 1]?.text === '{') continue
    const group = groupAt(tokens, headAt(tokens, lineStart, k), k + 1)
    if (group === undefined) continue
    result.push(...joined(group.pieces, (tokens[group.to - 1] as Token).end))
    k = group.to - 1
    isSame = false
  }
  return isSame ? tokens : result
}

/** What stands left of an equality: a name, perhaps with what it is a function of. */
function headAt(tokens: readonly Token[], lineStart: number, equals: number): readonly Token[] {
  let from = equals - 1
  if (tokens[from]?.text === ')') while (from > lineStart && tokens[from]?.text !== '(') from--
  if (tokens[from]?.text === '(') from--
  return tokens.slice(Math.max(from, lineStart), equals)
}

/** The pieces that begin here; undefined where there are not several. */
function groupAt(tokens: readonly Token[], head: readonly Token[], from: number): Group | undefined {
  const pieces: Piece[] = []
  let to = from
  for (let leads: Leads | undefined = { to: from, isLast: false }; leads !== undefined; ) {
    const next = pieceAt(tokens, leads.to)
    // What has neither a condition nor "otherwise" beside it is no piece: ", with k = 3".
    const isLast: boolean = leads.isLast || isWord(tokens[(next?.to ?? 0) - 1], OTHERWISE)
    if (next === undefined || (next.piece.condition === undefined && !isLast)) break
    pieces.push(next.piece)
    to = next.to
    leads = isLast ? undefined : leadsOn(tokens, to, head)
  }
  return pieces.length > 1 ? { pieces, to } : undefined
}

/** One piece: x^2 if x > 0; x otherwise; x behind "otherwise". */
function pieceAt(tokens: readonly Token[], from: number): { readonly piece: Piece; readonly to: number } | undefined {
  const end = stretchEnd(tokens, from, (token) => isWord(token, IF) || isWord(token, OTHERWISE) || isEquals(token))
  const comma = tokens[end]?.text === ',' ? end + 1 : end
  if (end === from) return undefined
  const value = tokens
    .slice(from, end)
    .map((token): Token => (end === from + 1 && isWord(token, ZERO) ? { ...token, kind: 'number', text: '0' } : token))
  if (isWord(tokens[comma], OTHERWISE)) return { piece: { value }, to: comma + 1 }
  if (!isWord(tokens[comma], IF)) {
    const row = comma > end ? conditionToEnd(tokens, comma) : undefined
    return row === undefined ? { piece: { value }, to: end } : { piece: { value, condition: row }, to: comma + row.length }
  }
  const conditionEnd = stretchEnd(tokens, comma + 1, (token, k) => isWord(token, OTHERWISE) || (isWord(token, AND) && !holdsOn(tokens, k)))
  const condition = tokens.slice(comma + 1, conditionEnd)
  return condition.some(isRelation) || condition.some(isEquals) ? { piece: { value, condition }, to: conditionEnd } : undefined
}

/** What stands from here to the line's end, where it is a condition: the x > 0 of "x^2, x > 0". */
function conditionToEnd(tokens: readonly Token[], from: number): readonly Token[] | undefined {
  const to = stretchEnd(tokens, from, isEquals)
  const row = tokens.slice(from, to)
  return row.some(isRelation) && (to === tokens.length || tokens[to]?.kind === 'newline') ? row : undefined
}

/** Whether "and" leads on in a condition: 0 < x and x < 1. */
function holdsOn(tokens: readonly Token[], at: number): boolean {
  const end = stretchEnd(tokens, at + 1, (token) => isWord(token, AND) || isWord(token, IF) || isWord(token, OTHERWISE))
  return tokens.slice(at + 1, end).some(isRelation)
}

/** Where a part ends: at a comma, a line's or sentence's end, or what `stops` it, outside of brackets. */
function stretchEnd(tokens: readonly Token[], from: number, stops: (token: Token, at: number) => boolean): number {
  let depth = 0
  for (let k = from; k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (token.kind === 'open') depth++
    else if (token.kind === 'close' && --depth < 0) return k
    if (depth > 0) continue
    if (token.kind === 'newline' || token.kind === 'separator' || token.text === '.' || token.text === ',' || stops(token, k)) return k
  }
  return tokens.length
}

/** Where the next piece begins, and whether it holds where no other does. */
interface Leads {
  readonly to: number
  readonly isLast: boolean
}

/** What stands between two pieces; undefined where no other follows. */
function leadsOn(tokens: readonly Token[], from: number, head: readonly Token[]): Leads | undefined {
  let k = from
  let isLast = false
  while (k < tokens.length) {
    const token = tokens[k] as Token
    if (isWord(token, OTHERWISE)) isLast = true
    else if (token.kind !== 'newline' && token.kind !== 'separator' && token.text !== ',' && !isWord(token, AND)) break
    k++
  }
  // x^2 if x > 0 else x is read as it stands.
  const isCode = k === from + 1 && tokens[from]?.text === 'else'
  if (k === from || k >= tokens.length || isCode) return undefined
  const repeats = head.every(({ text }, j) => tokens[k + j]?.text === text) && isEquals(tokens[k + head.length])
  if (repeats) k += head.length + 1
  else if (isEquals(tokens[k])) k++
  return { to: k, isLast }
}

/** The pieces one behind the other, to the end of what was written; the last holds where no other does. */
function joined(pieces: readonly Piece[], end: number): readonly Token[] {
  return pieces.flatMap(({ value, condition }, k) => {
    const [first, last] = [value[0] as Token, value.at(-1) as Token]
    const before: Token[] = k === 0 ? [] : [{ kind: 'separator', text: ',', start: first.start, end: first.start, spaced: false }]
    if (condition === undefined || k === pieces.length - 1) return [...before, ...value, { ...word('otherwise', last.end), end }]
    return [...before, ...value, word('if', last.end), ...condition]
  })
}

const word = (text: string, at: number): Token => ({ kind: 'name', text, start: at, end: at, spaced: true })
