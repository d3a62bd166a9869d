/** Averages between angles that the text says a formula for: \langle E^2 \rangle = \frac{1}{Z} \sum_i E_i^2 e^{-E_i / T}. Elsewhere they stand for that. */
import type { Macros } from '../tokens/macros.ts'
import type { Token } from '../tokens/tokens.ts'

export interface Averages {
  /** What stands between the angles, without blanks. */
  readonly contents: ReadonlySet<string>
  /** The letters whose moments are given, \langle E^k \rangle, by the letter that stands for the power. */
  readonly moments: ReadonlyMap<string, string>
  readonly signature: string
}

const NONE: Averages = { contents: new Set(), moments: new Map(), signature: '' }
const INNER = String.raw`([^<>&\\,|]|[^<>&,|]{2,24}?)`
const BEHIND = String.raw`(?:_\{?\w+\}?)?\s*&?\s*=(?!=)`
const ANGLES = String.raw`\\langle\s*${INNER}\s*(?:\\(?:right|[bB]igg?r?)\s*)?\\rangle${BEHIND}`
const MOMENT = /^(\\[a-zA-Z]+|[a-zA-Z])\^\{?([a-zA-Z])\}?$/

/** The averages that a text says formulas for, between angles or with macros that set angles around their argument. */
export function findAverages(text: string, macros: Macros): Averages {
  const named = [...macros].flatMap(([name, { parameters, body }]) =>
    parameters === 1 && body.length === 3 && body[0]?.text === '\\langle' && body[1]?.kind === 'parameter' && body[2]?.text === '\\rangle'
      ? [name]
      : [],
  )
  if (named.length === 0 && !text.includes('\\langle')) return NONE
  const patterns = [ANGLES, ...named.map((name) => String.raw`\\${name.slice(1)}\s*\{\s*${INNER}\s*\}${BEHIND}`)]
  const found = patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, 'g'))].map(([, inner = '']) => inner.replaceAll(/\s+/g, '')))
  if (found.length === 0) return NONE
  const moments = new Map(
    found.flatMap((inner) => {
      const [, letter, power] = MOMENT.exec(inner) ?? []
      return letter === undefined || power === undefined ? [] : [[letter, power] as const]
    }),
  )
  return { contents: new Set(found), moments, signature: `\n<${found.join()}` }
}

/** The tokens with one name in the place of such an average. */
export function withAverages(tokens: readonly Token[], { contents, moments }: Averages): readonly Token[] {
  if (contents.size === 0 || !tokens.some(({ text }) => text === '\\langle')) return tokens
  const result: Token[] = []
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const close = token.text === '\\langle' ? tokens.findIndex(({ text }, at) => at > k && text === '\\rangle') : -1
    const between = tokens.slice(k + 1, Math.max(close, k + 1))
    const inner = between.map(({ text }) => text).join('')
    const moment = close < 0 ? undefined : momentOf(between, moments)
    if (close < 0 || (moment === undefined && !contents.has(inner))) {
      result.push(token)
      continue
    }
    const [start, end] = [token.start, (tokens[close] as Token).end]
    const named = (text: string): Token => ({ kind: 'words', text, start, end, ...(token.line === undefined ? {} : { line: token.line }) })
    const isGiven = contents.has(inner) && !MOMENT.test(inner)
    if (moment === undefined || isGiven) result.push(named(`mean_${inner.replaceAll(/\W+/g, '')}`))
    else {
      const bracket = (text: string, at: number): Token => ({ kind: 'symbol', text, start: at, end: at })
      result.push(named(`moment_${moment.letter.replace('\\', '')}`), bracket('(', end), ...moment.power, bracket(')', end))
    }
    k = close
  }
  return result
}

/** E^2, or E itself, where the moments of E are given. */
function momentOf(between: readonly Token[], moments: Averages['moments']): { letter: string; power: readonly Token[] } | undefined {
  const [letter, caret, ...power] = between
  if (letter === undefined || !moments.has(letter.text)) return undefined
  if (caret === undefined) return { letter: letter.text, power: [{ ...letter, kind: 'number', text: '1' }] }
  const plain = power.filter(({ text }) => text !== '{' && text !== '}')
  const isPower = caret.text === '^' && plain.length === 1 && (plain[0]?.kind === 'number' || plain[0]?.kind === 'letter')
  return isPower ? { letter: letter.text, power: plain } : undefined
}
