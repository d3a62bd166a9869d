/** How TeX takes arguments: one token or a group; digits one by one; fonts over several letters; lists in parentheses. */
import { ReadError, type Term } from '../../term.ts'
import type { Grammar } from '../grammar/grammar.ts'
import { accents, arrows, boldFonts, plainFonts, wordFonts } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'

const FRACTIONS = new Set([
  '\\frac',
  '\\dfrac',
  '\\tfrac',
  '\\cfrac',
  '\\binom',
  '\\dbinom',
  '\\tbinom',
  '\\sfrac',
  '\\nicefrac',
  '\\flatfrac',
  '\\dv',
  '\\pdv',
  '\\odv',
])
export const isFraction = (command: string): boolean => FRACTIONS.has(command)

/** How many arguments belong to a command that stands as an argument itself (x^\frac12, \hat\mathbf x). */
export function latexArity(token: Token): number {
  if (token.kind !== 'command') return 0
  if (FRACTIONS.has(token.text) || token.text === '\\overset' || token.text === '\\underset' || token.text === '\\stackrel') return 2
  if (accents.has(token.text) || arrows.has(token.text) || boldFonts.has(token.text) || plainFonts.has(token.text) || wordFonts.has(token.text))
    return 1
  return token.text === '\\sqrt' || token.text === '\\abs' || token.text === '\\norm' ? 1 : 0
}

const isBrace = (token: Token | undefined, text: string): boolean => token?.kind === 'symbol' && token.text === text

/**
 * Digits where TeX takes one token (x^10 is x¹·0, \frac12 is 1/2), and bold over several letters (\mathbf{Wx}) letter by
 * letter: afterwards every token is one thing.
 */
export function splitDigits(tokens: readonly Token[]): readonly Token[] {
  const wanting = (token: Token): number => {
    if (token.kind === 'symbol') return token.text === '^' || token.text === '_' ? 1 : 0
    if (token.kind !== 'command') return 0
    return FRACTIONS.has(token.text) ? 2 : token.text === '\\sqrt' ? 1 : 0
  }
  if (
    !tokens.some((token, k) => (token.kind === 'number' && token.text.length > 1 && k > 0) || (token.kind === 'command' && boldFonts.has(token.text)))
  )
    return tokens
  const result: Token[] = []
  // Arguments still wanted at each open brace, outermost first.
  const wanted = [0]
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const top = wanted.length - 1
    const waits = wanted[top] as number
    if (isBrace(token, '{')) {
      wanted.push(0)
      result.push(token)
    } else if (isBrace(token, '}')) {
      if (wanted.length > 1) wanted.pop()
      const outer = wanted.length - 1
      wanted[outer] = Math.max(0, (wanted[outer] as number) - 1)
      result.push(token)
    } else if (token.kind === 'number' && waits > 0) {
      let rest = token
      let left = waits
      while (left > 0 && rest.text.length > 1 && /^\d/.test(rest.text)) {
        result.push({ ...rest, text: rest.text[0] as string, end: rest.start + 1 })
        rest = { ...rest, text: rest.text.slice(1), start: Math.min(rest.start + 1, rest.end), line: undefined, side: undefined }
        left--
      }
      result.push(rest)
      wanted[top] = Math.max(0, left - 1)
    } else if (token.kind === 'command' && boldFonts.has(token.text) && isBrace(tokens[k + 1], '{')) {
      let close = k + 2
      while (tokens[close]?.kind === 'letter') close++
      if (close - k > 3 && isBrace(tokens[close], '}')) {
        for (let letter = k + 2; letter < close; letter++) {
          const own = tokens[letter] as Token
          result.push({ ...token, start: own.start, end: own.start }, own)
        }
        k = close
      } else result.push(token)
      wanted[top] = Math.max(0, waits - 1)
    } else {
      result.push(token)
      const more = wanting(token)
      if (more > 0) wanted[top] = more
      else if (waits > 0) wanted[top] = waits - 1
    }
  }
  return result
}

const CLOSERS = new Map([
  ['(', ')'],
  ['[', ']'],
  ['\\{', '\\}'],
])

/** The terms between an opening delimiter, which is the next token, and its other side. */
export function readList(g: Grammar): Term[] {
  const from = g.at
  const open = g.tokens[g.at++] as Token
  const close = CLOSERS.get(open.text) as string
  const closes = (): boolean => g.is(close) || (g.peek()?.side === 'close' && (g.is(')') || g.is(']') || g.is('\\}')))
  const terms: Term[] = []
  if (closes()) {
    g.at++
    return terms
  }
  g.barred('(', () => {
    for (;;) {
      terms.push(g.relation())
      if (!(g.take(',') || g.take(';') || g.take('\\mid') || g.take('|') || g.take('\\|') || g.take(':'))) break
    }
  })
  if (closes()) {
    g.at++
    return terms
  }
  const here = g.peek()
  if (here !== undefined) g.unexpected()
  throw new ReadError(`this ${open.text.replace('\\', '')} is never closed`, g.rangeOf({ from, to: from + 1 }), `add a ${close.replace('\\', '')}`)
}
