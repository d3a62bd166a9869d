/** The tokens of a LaTeX formula, with their places: spaces, comments, sizes and labels are gone, Unicode has become commands. */
import { delimiters, ignoredCommands, ignoredWithGroups, sizes, subscripts, superscripts, unicodeCommands, wordCommands } from './symbols.ts'

export interface Token {
  /** 'begin' and 'end' are environments, 'words' the contents of \text, 'parameter' #1 in the body of a macro, 'break' a separating space (\quad). */
  readonly kind: 'letter' | 'number' | 'command' | 'symbol' | 'words' | 'begin' | 'end' | 'parameter' | 'break'
  /** A letter, digits, a command with its backslash, one character, an environment's name without its star, words. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** Of a delimiter: the side it was said to stand on. */
  readonly side?: 'open' | 'close' | 'middle'
  /** The first on its line. */
  readonly line?: boolean
  /** Behind a space that was written, \, or ~. */
  readonly apart?: true
  /** Where a state |\psi\rangle begins: no function is of it. */
  readonly state?: true
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x200b

const NUMBER = /(?:\d+(?:\{,\}\d{3})*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+(?![\d^_]))?/y
const ROW_SPACE = /\*?[ \t]*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu|\\\w+)\s*\]/y
/** Spaces whose length stands behind them without braces, \mkern-1.5mu. */
const LENGTHS: ReadonlySet<string> = new Set(['\\kern', '\\mkern', '\\mskip', '\\hskip', '\\vskip'])
const LENGTH = /\s*[-+]?\s*(?:\d+\.?\d*|\.\d+)\s*(?:pt|em|ex|mm|cm|in|mu|sp|pc|bp)/y
const COLUMNS = /\s*(?:\[[tbc]\]\s*)?\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/y
const SWITCHED = /\{\s*\\(rm|it|sf|tt|bf)\s+([A-Za-z]+)\}/y
const SPACES: ReadonlySet<string> = new Set(['\\,', '\\;', '\\:', '\\>', '\\ ', '\\thinspace', '\\medspace', '\\thickspace', '\\enspace'])
const NAME = /\s*\{\s*([a-zA-Z]+)\*?\s*\}/y
const WITH_COLUMNS = new Set(['array', 'alignat', 'alignedat', 'tabular', 'subarray', 'NiceArray'])

/** The place of the brace that closes the one at `open`, or `end` when there is none. */
export function matchingBrace(text: string, open: number, end: number): number {
  let depth = 0
  for (let at = open; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) at++
    else if (code === 123) depth++
    else if (code === 125 && --depth === 0) return at
  }
  return end
}

/** The tokens of text[start, end). */
export function tokenize(text: string, start = 0, end = text.length): Token[] {
  const tokens: Token[] = []
  let at = start
  let line = false
  let side: Token['side']
  let sizeStart = -1
  let apart = false
  const push = (kind: Token['kind'], value: string, from: number, to: number): void => {
    const own = sizeStart >= 0 ? sizeStart : from
    const token = side !== undefined || line ? { kind, text: value, start: own, end: to, side, line } : { kind, text: value, start: own, end: to }
    tokens.push(apart ? { ...token, apart } : token)
    line = false
    apart = false
    side = undefined
    sizeStart = -1
  }
  const spaces = (from: number): number => {
    while (from < end && isSpace(text.charCodeAt(from))) from++
    return from
  }
  const group = (from: number): number => {
    const open = spaces(from)
    return text.charCodeAt(open) === 123 ? Math.min(matchingBrace(text, open, end) + 1, end) : from
  }

  const word = (from: number): void => {
    const open = spaces(at)
    if (text.charCodeAt(open) !== 123) {
      push('words', '', from, at)
      return
    }
    const close = matchingBrace(text, open, end)
    // \text{if $x > 0$}: what stands between dollars is mathematics again.
    let piece = open + 1
    let pieces = 0
    while (piece < close) {
      const dollar = text.indexOf('$', piece)
      const stop = dollar < 0 || dollar > close ? close : dollar
      const last = stop === close
      const content = text.slice(piece, stop).replaceAll('\\_', '_')
      if (content.trim() !== '' || (last && pieces === 0))
        push('words', content.trim(), pieces === 0 ? from : piece, last ? Math.min(close + 1, end) : stop)
      pieces++
      if (last) break
      const next = text.indexOf('$', dollar + 1)
      const until = next < 0 || next > close ? close : next
      for (const token of tokenize(text, dollar + 1, until)) tokens.push(token)
      piece = until + 1
    }
    if (pieces === 0) push('words', '', from, Math.min(close + 1, end))
    at = Math.min(close + 1, end)
  }

  const scripted = (mark: string, map: ReadonlyMap<string, string>): void => {
    const from = at
    const inner: [string, number][] = []
    while (at < end) {
      const plain = map.get(text[at] as string)
      if (plain === undefined) break
      inner.push([plain, at])
      at++
    }
    push('symbol', mark, from, from + 1)
    push('symbol', '{', from, from + 1)
    for (const [plain, place] of inner) {
      push(isLetter(plain.charCodeAt(0)) ? 'letter' : isDigit(plain.charCodeAt(0)) ? 'number' : 'symbol', plain, place, place + 1)
    }
    push('symbol', '}', at - 1, at)
    joinDigits(tokens, inner.length + 1)
  }

  const command = (): void => {
    const from = at
    at++
    if (at >= end) {
      push('symbol', '\\', from, at)
      return
    }
    if (isLetter(text.charCodeAt(at))) while (at < end && isLetter(text.charCodeAt(at))) at++
    else at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    const name = text.slice(from, at)
    if (name === '\\quad' || name === '\\qquad' || name === '\\newline' || name === '\\par') {
      push('break', name, from, at)
      return
    }
    if (ignoredCommands.has(name)) {
      if (SPACES.has(name)) apart = true
      return
    }
    if (sizes.has(name)) {
      side = sizes.get(name)
      sizeStart = from
      return
    }
    // \mathop{} only stands for a space.
    const empty = name === '\\mathop' ? /\s*\{\s*\}/y : undefined
    if (empty !== undefined) {
      empty.lastIndex = at
      if (empty.test(text)) {
        at = empty.lastIndex
        return
      }
    }
    const delimiter = delimiters.get(name)
    if (delimiter !== undefined) {
      side ??= delimiter[1]
      push('command', delimiter[0], from, at)
      return
    }
    if (wordCommands.has(name)) {
      word(from)
      return
    }
    if (LENGTHS.has(name)) {
      LENGTH.lastIndex = at
      if (LENGTH.test(text) && LENGTH.lastIndex <= end) at = LENGTH.lastIndex
      return
    }
    const groups = ignoredWithGroups.get(name)
    if (groups !== undefined) {
      for (let k = 0; k < groups; k++) at = group(at)
      return
    }
    if (name === '\\\\' || name === '\\cr') {
      ROW_SPACE.lastIndex = at
      const space = ROW_SPACE.exec(text)
      if (space !== null && ROW_SPACE.lastIndex <= end) at = ROW_SPACE.lastIndex
      else if (text[at] === '*') at++
      push('command', '\\\\', from, at)
      return
    }
    if (name === '\\begin' || name === '\\end') {
      NAME.lastIndex = at
      const match = NAME.exec(text)
      if (match !== null && NAME.lastIndex <= end) {
        at = NAME.lastIndex
        if (name === '\\begin' && WITH_COLUMNS.has(match[1] as string)) {
          COLUMNS.lastIndex = at
          if (COLUMNS.test(text) && COLUMNS.lastIndex <= end) at = COLUMNS.lastIndex
        }
        push(name === '\\begin' ? 'begin' : 'end', match[1] as string, from, at)
        return
      }
    }
    push('command', name, from, at)
  }

  /** {\rm margin} is \mathrm{margin}. */
  const switchedFont = (): boolean => {
    SWITCHED.lastIndex = at
    const match = SWITCHED.exec(text)
    if (match === null || SWITCHED.lastIndex > end) return false
    const [whole, font = '', word = ''] = match
    const close = at + whole.length - 1
    const from = close - word.length
    push('command', font === 'bf' ? '\\mathbf' : '\\mathrm', at, from)
    push('symbol', '{', from, from)
    for (const [k, letter] of [...word].entries()) push('letter', letter, from + k, from + k + 1)
    push('symbol', '}', close, close + 1)
    at = close + 1
    return true
  }

  /** Words between two formulas that are read as one: "$x^2$ if $x > 0$". */
  const between = (): void => {
    const from = at
    const open = /\$|\\\(/g
    open.lastIndex = at + (text.charCodeAt(at) === 36 ? 1 : 2)
    const begins = open.lastIndex
    const next = open.exec(text)
    const isLast = next === null || next.index >= end
    const written = text.slice(begins, isLast ? end : next.index).trim()
    const words = written.replace(/^[,;]\s*/, '').replace(/\s*[,;]$/, '')
    at = isLast ? end : open.lastIndex
    if (words.length < written.length) push('symbol', ',', from, begins)
    if (words !== '') push('words', words.replaceAll(/\s+/g, ' '), begins, at)
  }

  while (at < end) {
    const code = text.charCodeAt(at)
    if (isSpace(code)) {
      if (code === 10) line = true
      at++
    } else if (code === 126) at++
    else if (code === 37) {
      const newline = text.indexOf('\n', at)
      at = newline < 0 || newline > end ? end : newline
    } else if (code === 36 || (code === 92 && text.charCodeAt(at + 1) === 41)) between()
    else if (code === 92) command()
    else if (isLetter(code)) {
      push('letter', text[at] as string, at, at + 1)
      at++
    } else if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)) && at + 1 < end)) {
      NUMBER.lastIndex = at
      const match = NUMBER.exec(text)
      const stop = Math.min(end, match === null ? at + 1 : NUMBER.lastIndex)
      push('number', text.slice(at, stop).replaceAll('{,}', ''), at, stop)
      at = stop
    } else if (code === 35 && isDigit(text.charCodeAt(at + 1)) && at + 1 < end) {
      push('parameter', text[at + 1] as string, at, at + 2)
      at += 2
    } else if (code === 123 && switchedFont()) continue
    else if (code < 128) {
      push('symbol', text[at] as string, at, at + 1)
      at++
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) as number)
      const known = unicodeCommands.get(character)
      if (superscripts.has(character)) scripted('^', superscripts)
      else if (subscripts.has(character)) scripted('_', subscripts)
      else if (known !== undefined) {
        for (const token of tokenize(known)) push(token.kind, token.text, at, at + character.length)
        at += character.length
      } else {
        push(
          /\p{L}/u.test(character) ? 'letter' : character === '−' || character === '–' ? 'symbol' : 'command',
          character === '−' || character === '–' ? '-' : character,
          at,
          at + character.length,
        )
        at += character.length
      }
    }
  }
  return tokens
}

/** x¹⁰: the digits of a run of superscripts are one number. */
function joinDigits(tokens: Token[], count: number): void {
  const first = tokens.length - count
  for (let k = tokens.length - 1; k > first; k--) {
    const [before, token] = [tokens[k - 1] as Token, tokens[k] as Token]
    if (before.kind === 'number' && token.kind === 'number') tokens.splice(k - 1, 2, { ...before, text: before.text + token.text, end: token.end })
  }
}

export const opensGroup = (text: string): boolean => text === '(' || text === '[' || text === '{' || text === '\\{'
export const closesGroup = (text: string): boolean => text === ')' || text === ']' || text === '}' || text === '\\}'

/** Longer pieces of a formula are shown by their beginning. */
const LONGEST = 200

/** Tokens as LaTeX again, for showing a name as it was written. */
export function latexOf(tokens: readonly Token[]): string {
  let text = ''
  let spaced = false
  for (const token of tokens) {
    if (text.length > LONGEST) return `${text}\\dots`
    if (token.kind === 'words') text += `\\text{${token.text.replaceAll('_', '\\_')}}`
    else if (token.kind === 'begin' || token.kind === 'end') text += `\\${token.kind}{${token.text}}`
    else if (token.kind !== 'break')
      text += (token.kind === 'number' || (token.kind === 'letter' && !/\d$/.test(text))) && spaced ? ` ${token.text}` : token.text
    if (token.kind !== 'break') spaced = token.kind === 'number' || (token.kind === 'command' && /[a-zA-Z]$/.test(token.text))
  }
  return text
}

/** Where the bracket opens that closes at this place; the place itself where it opens nowhere. */
export function openerOf(tokens: readonly Token[], close: number): number {
  let depth = 0
  for (let k = close; k >= 0; k--) {
    const { text } = tokens[k] as Token
    if (closesGroup(text)) depth++
    else if (opensGroup(text) && --depth === 0) return k
  }
  return close
}

/** Where the bracket closes that opens at this place; the place itself where it closes nowhere. */
export function closerOf(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let k = open; k < tokens.length; k++) {
    const { text } = tokens[k] as Token
    if (opensGroup(text)) depth++
    else if (closesGroup(text) && --depth === 0) return k
  }
  return open
}

/** The token or the group of braces that begins here, without its braces, and what follows it; undefined where nothing does. */
export function groupAt(tokens: readonly Token[], at: number): { readonly inner: readonly Token[]; readonly end: number } | undefined {
  const first = tokens[at]
  if (first?.text !== '{') return first === undefined ? undefined : { inner: [first], end: at + 1 }
  const close = tokens.findIndex(({ text }, k) => k > at && text === '}')
  return close < 0 ? undefined : { inner: tokens.slice(at + 1, close), end: close + 1 }
}

/** What the text defines where it says what the size of something is: |H(\omega)|, of the tokens between the bars. */
export const nameOfSize = (inner: readonly Token[]): string => `|${inner.map(({ text }) => text).join('')}|`
