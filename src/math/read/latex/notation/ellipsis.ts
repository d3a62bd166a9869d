/**
 * Dots between terms or factors of one pattern, as in x_1^2 + x_2^2 + \dots + x_n^2, a_0 + a_1 x + \dots + a_n x^n and x_1 x_2 \cdots x_n:
 * before they are read, they become the sum or product over an index that they stand for. A list x_1, \dots, x_n is the vector x.
 */
import { letterCommands } from '../tokens/symbols.ts'
import { closesGroup, opensGroup, type Token } from '../tokens/tokens.ts'

const DOTS = /^\\[lcv]?dots[a-z]?$/
/** Several dots in one formula, as in a sum of products. */
const MOST = 6

type Tokens = readonly Token[]

interface Piece {
  readonly sign: string
  readonly from: number
  readonly to: number
}

/** The tokens with sums, products and vectors in the place of dots; those of dots that follow no pattern stay. */
export function withoutDots(given: Tokens): Tokens {
  let tokens = given
  for (let k = 0; k < MOST; k++) {
    const next = tokens.reduce<Tokens | undefined>((found, { text }, at) => found ?? (DOTS.test(text) ? replaced(tokens, at) : undefined), undefined)
    if (next === undefined) break
    tokens = next
  }
  return tokens
}

function replaced(tokens: Tokens, at: number): Tokens | undefined {
  const [from, to] = [edge(tokens, at, -1) + 1, edge(tokens, at, 1)]
  if (tokens[at - 1]?.text === ',' || tokens[at + 1]?.text === ',')
    return listed(tokens, at) ?? listedInFont(tokens, at) ?? listedAlike(tokens, at) ?? listedPattern(tokens, at)
  const terms = pieces(tokens, from, to)
  const own = terms.findIndex((term) => term.from <= at && at < term.to)
  if (own < 0) return undefined
  const { from: first, to: last } = terms[own] as Piece
  if (last - first === 1) return overPattern(tokens, terms, own, '\\sum')
  const factors = factorsOf(tokens, first, last)
  return overPattern(
    tokens,
    factors,
    factors.findIndex((factor) => factor.from === at),
    '\\prod',
  )
}

/** The place of the bracket, equality sign or end that what stands here is in, to the left or right. */
function edge(tokens: Tokens, at: number, step: 1 | -1): number {
  let depth = 0
  let k = at
  for (k = at + step; k >= 0 && k < tokens.length; k += step) {
    const { text } = tokens[k] as Token
    const [enters, leaves] = step > 0 ? [opensGroup(text), closesGroup(text)] : [closesGroup(text), opensGroup(text)]
    if (enters) depth++
    else if ((leaves && --depth < 0) || (depth === 0 && text === '=')) break
  }
  return k
}

/** The terms between + and -, each without its sign. */
function pieces(tokens: Tokens, from: number, to: number): Piece[] {
  const found: Piece[] = []
  let start = from
  let sign = '+'
  let depth = 0
  for (let k = from; k <= to; k++) {
    const text = k === to ? '+' : (tokens[k] as Token).text
    if (opensGroup(text)) depth++
    else if (closesGroup(text)) depth--
    if (depth !== 0 || (text !== '+' && text !== '-')) continue
    if (k > start) found.push({ sign, from: start, to: k })
    sign = text
    start = k + 1
  }
  return found
}

/** Letters and parentheses with their scripts, side by side; dots are a factor of their own. */
function factorsOf(tokens: Tokens, from: number, to: number): Piece[] {
  const found: Piece[] = []
  const groupEnd = (k: number): number => (opensGroup(tokens[k]?.text ?? '') ? edge(tokens, k, 1) + 1 : k + 1)
  for (let k = from; k < to; ) {
    const start = k
    k = groupEnd(k)
    // \mathbf{x}
    if (tokens[start]?.kind === 'command' && tokens[k]?.text === '{') k = groupEnd(k)
    while (k < to && (tokens[k]?.text === '_' || tokens[k]?.text === '^')) k = groupEnd(k + 1)
    if (!/^(?:\\cdot|\\times|\*)$/.test(tokens[start]?.text ?? '')) found.push({ sign: '+', from: start, to: k })
  }
  return found
}

/** What a pattern says at a number or another index; x^1 is x, x^0 nothing. */
function instance(pattern: Tokens, letter: string, index: string): string {
  const text = pattern
    .filter((token) => token.text !== '{' && token.text !== '}')
    .map((token) => (token.text === letter ? index : token.text))
    .join(' ')
    // x_{n-1} at 3 is x_2.
    .replace(/([_^] )(\d+) ([-+]) (\d+)(?= |$)/g, (_, mark: string, a: string, sign: string, b: string) => mark + (Number(a) + Number(sign + b)))
  return (index === '0' ? text.replace(/(?:\\cdot )?\S+ \^ 0(?= |$)/, '').trim() : text.replace(/ \^ 1(?= |$)/g, '')) || '1'
}

const written = (tokens: Tokens, { from, to }: Piece): string => instance(tokens.slice(from, to), '', '')

const lettersIn = (tokens: Tokens, { from, to }: Piece): Set<string> =>
  new Set(tokens.slice(from, to).flatMap(({ kind, text }) => (kind === 'letter' ? [text] : [])))

/** The pieces around those dots as one sum or product: with the pattern behind them, or, where the index falls, before them. */
function overPattern(tokens: Tokens, all: readonly Piece[], dots: number, big: '\\sum' | '\\prod'): Tokens | undefined {
  const [before, after] = [all[dots - 1], all[dots + 1]]
  if (before === undefined || after === undefined) return undefined
  const fits = (pattern: Piece, letter: string, index: string, piece: Piece | undefined): boolean =>
    piece?.sign === pattern.sign && instance(tokens.slice(pattern.from, pattern.to), letter, index) === written(tokens, piece)
  const numbersIn = (piece: Piece): number[] => [
    ...new Set([
      0,
      1,
      ...tokens.slice(piece.from, piece.to).flatMap(({ kind, text }) => (kind === 'number' && /^\d{1,3}$/.test(text) ? [Number(text)] : [])),
    ]),
  ]
  for (const letter of lettersIn(tokens, after))
    for (let low of numbersIn(before)) {
      if (!fits(after, letter, String(low), before)) continue
      let first = dots - 1
      while (low > 0 && fits(after, letter, String(low - 1), all[first - 1])) {
        first--
        low--
      }
      // 1 + \dots + n may be anything.
      if (after.to - after.from === 1 && first === dots - 1) continue
      return over(tokens, (all[first] as Piece).from, after.to, after, letter, low, big)
    }
  for (const [k, pattern] of all.slice(0, dots).entries())
    for (const letter of lettersIn(tokens, pattern))
      for (let low of numbersIn(after)) {
        if (!fits(pattern, letter, String(low), after)) continue
        if (!all.slice(k + 1, dots).every((piece, step) => fits(pattern, letter, `${letter} - ${step + 1}`, piece))) continue
        let last = dots + 1
        while (low > 0 && fits(pattern, letter, String(low - 1), all[last + 1])) {
          last++
          low--
        }
        return over(tokens, pattern.from, (all[last] as Piece).to, pattern, letter, low, big)
      }
  return undefined
}

/** The tokens from here to there as \sum_{i=low}^{n} of the pattern at i. */
function over(tokens: Tokens, from: number, to: number, pattern: Piece, letter: string, low: number, big: string): Tokens {
  const place = tokens[pattern.from] as Token
  const used = new Set(tokens.map(({ text }) => text))
  const index = [...'ijkmlqrs'].find((own) => !used.has(own)) ?? 'i'
  const token = (kind: Token['kind'], text: string): Token => ({ kind, text, start: place.start, end: place.end })
  const symbol = (text: string): Token => token('symbol', text)
  const body = tokens.slice(pattern.from, pattern.to).map((own) => (own.text === letter ? { ...own, text: index } : own))
  const bounds = [
    symbol('_'),
    symbol('{'),
    token('letter', index),
    symbol('='),
    token('number', String(low)),
    symbol('}'),
    symbol('^'),
    token('letter', letter),
  ]
  return [...tokens.slice(0, from), symbol('{'), token('command', big), ...bounds, ...body, symbol('}'), ...tokens.slice(to)]
}

/** [\cos(w_1 x), \dots, \cos(w_D x)]^\top: the vector of the pattern for each index, [\cos(w_i x)]_{i}. */
function listedPattern(tokens: Tokens, at: number): Tokens | undefined {
  const [open, close] = [edge(tokens, at, -1), edge(tokens, at, 1)]
  if (!/^[([]$/.test(tokens[open]?.text ?? '') || !/^[)\]]$/.test(tokens[close]?.text ?? '')) return undefined
  const items: Piece[] = []
  let [start, depth] = [open + 1, 0]
  for (let k = open + 1; k <= close; k++) {
    const { text } = tokens[k] as Token
    if (k < close && opensGroup(text)) depth++
    else if (k < close && closesGroup(text)) depth--
    if (k < close && (depth > 0 || text !== ',')) continue
    items.push({ sign: '+', from: start, to: k })
    start = k + 1
  }
  const last = items.at(-1) as Piece
  // What is called with x_1, \dots, x_n is no vector of functions.
  if (items.length < 3 || items.at(-2)?.from !== at || last.to - last.from < 5) return undefined
  const before = items.slice(0, -2)
  const isAt = (letter: string): boolean =>
    before.every((item, k) => instance(tokens.slice(last.from, last.to), letter, String(k + 1)) === written(tokens, item))
  const letter = [...lettersIn(tokens, last)].find(isAt)
  if (letter === undefined) return undefined
  const place = tokens[last.from] as Token
  const used = new Set(tokens.map(({ text }) => text))
  const index = [...'ijkmlqrs'].find((own) => !used.has(own)) ?? 'i'
  const token = (kind: Token['kind'], text: string): Token => ({ kind, text, start: place.start, end: place.end })
  const pattern = tokens.slice(last.from, last.to).map((own) => (own.text === letter ? { ...own, text: index } : own))
  const turned = turnedBehind(tokens, close)
  const symbols = (text: string): Token[] =>
    [...text].map((sign) => token(/[a-zA-Z]/.test(sign) ? 'letter' : sign === '1' ? 'number' : 'symbol', sign))
  const each = [...symbols('['), ...pattern, ...symbols(`]_{${index}=1}^{${letter}}`)]
  return [...tokens.slice(0, open), ...each, ...tokens.slice(close + 1 + turned)]
}

/** How many tokens behind a list that is written in a line turn it to be a column. */
function turnedBehind(tokens: Tokens, close: number): number {
  const raised = tokens
    .slice(close + 1, close + 5)
    .map(({ text }) => text)
    .join('')
  return /^\^\{(?:\\top|T|\\prime)\}/.test(raised) ? 4 : /^\^(?:\\top|T|\\prime)/.test(raised) ? 2 : raised.startsWith("'") ? 1 : 0
}

/** (1, \dots, 1)^\top: the vector of ones, or of zeros; what is called with such numbers is a function at them. */
function listedAlike(tokens: Tokens, at: number): Tokens | undefined {
  const [open, close] = [edge(tokens, at, -1), edge(tokens, at, 1)]
  if (!/^[([]$/.test(tokens[open]?.text ?? '') || !/^[)\]]$/.test(tokens[close]?.text ?? '')) return undefined
  const before = tokens[open - 1]
  if (before !== undefined && (closesGroup(before.text) || isLetter(before))) return undefined
  const items = tokens.slice(open + 1, close)
  const value = tokens[open + 1] as Token
  const isAlike = items.every(({ text }, k) => (k % 2 === 1 ? text === ',' : text === value.text || open + 1 + k === at))
  if (!/^[01]$/.test(value.text) || items.length < 5 || !isAlike || tokens[close - 1]?.text !== value.text) return undefined
  const token = (kind: Token['kind'], text: string): Token => ({ kind, text, start: value.start, end: value.end })
  const vector = [token('command', '\\mathbf'), token('symbol', '{'), value, token('symbol', '}')]
  return [...tokens.slice(0, open), ...vector, ...tokens.slice(close + 1 + turnedBehind(tokens, close))]
}

/** A letter, Greek ones too. */
const isLetter = (token: Token | undefined): token is Token =>
  token?.kind === 'letter' || (token?.kind === 'command' && letterCommands.has(token.text))

/** x_1, \dots, x_n and x_1, x_2, \dots, x_n, that is x; but of points x_1, \dots, x_n \in \mathbb{R}^d each is one. */
function listed(tokens: Tokens, at: number): Tokens | undefined {
  const text = (k: number): string => tokens[k]?.text ?? ''
  const number = (k: number): number => (text(k + 1) === '_' && tokens[k + 2]?.kind === 'number' ? Number(text(k + 2)) : Number.NaN)
  const [name, mark, index] = tokens.slice(at + 2)
  if (text(at - 1) !== ',' || text(at + 1) !== ',' || !isLetter(name) || mark?.text !== '_') return undefined
  const braced = index?.text === '{' && text(at + 6) === '}'
  if ((braced ? tokens[at + 5] : index)?.kind !== 'letter') return undefined
  let from = at - 4
  if (text(from) !== name.text || Number.isNaN(number(from))) return undefined
  while (text(from - 4) === name.text && text(from - 1) === ',' && number(from - 4) === number(from) - 1) from -= 4
  const end = at + (braced ? 7 : 5)
  if (/^\\(?:in|subset)$/.test(text(end))) return undefined
  return number(from) > 1 ? undefined : [...tokens.slice(0, from), name, ...tokens.slice(end)]
}

/** E(\mathbf{x}_1, \ldots, \mathbf{x}_N), a function of all \mathbf{x}. */
function listedInFont(tokens: Tokens, at: number): Tokens | undefined {
  const [open, close] = [edge(tokens, at, -1), edge(tokens, at, 1)]
  if (tokens[open]?.text !== '(' || tokens[close]?.text !== ')' || !/^(?:\\\w+|\w+|\})$/.test(tokens[open - 1]?.text ?? '')) return undefined
  const last = tokens.slice(at + 2, close)
  const base = last.slice(0, last.map(({ text }) => text).lastIndexOf('_'))
  const isOne = (from: number): boolean => base.every(({ text }, k) => tokens[from + k]?.text === text) && tokens[from + base.length]?.text === '_'
  if (base.length < 2 || last.some(({ text }) => text === ',') || !isOne(open + 1)) return undefined
  return [...tokens.slice(0, open + 1), ...base, ...tokens.slice(close)]
}
