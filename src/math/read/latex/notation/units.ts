/** Units behind numbers, 9.81\,\mathrm{m/s^2}, 25\,^\circ\mathrm{C}, \SI{3e8}{m/s}: numbers are counted in them, and the formula is about the numbers. */
import { MEANT, PER_BASE_UNIT, UNIT } from '../../unitNames.ts'
import { wordFonts } from '../tokens/symbols.ts'
import { openerOf, type Token } from '../tokens/tokens.ts'

/** What stands here in letters: its text as in print, and where it ends; undefined where it is no unit. */
interface Piece {
  readonly text: string
  readonly end: number
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['\\cdot', '*'],
  ['\\mu', 'u'],
  ['\\Omega', 'Ω'],
  ['\\%', '%'],
  ['\\odot', '☉'],
  ['\\oplus', '⊕'],
])

/** M_\odot, L_\odot and R_\oplus: the letters of those that the text uses for a quantity of its own. */
export interface OwnUnits {
  readonly letters: ReadonlySet<string>
  readonly signature: string
}

const BODY = String.raw`(?:\\(?:mathrm|rm|text)\s*)?\{?\s*(?:\\rm\s*)?([MLR])\s*\}?\s*_\s*\{?\s*\\(?:odot|oplus)`
/** Behind a sign, or a name that is divided by it; a sum in solar masses begins with a number. */
const OWN = new RegExp(
  String.raw`(?:[=(+\-*&{<>]|\\left|\\frac|\\(?:approx|sim|propto)|(?:^|[^}\w])[A-Za-z]\s*/|_\{?\w+\}?\s*/)\s*${BODY}|${BODY}\s*\}?\s*=`,
  'g',
)

/** Which units of astronomers a text uses for quantities: L_\odot (M / M_\odot)^3. */
export function findOwnUnits(text: string): OwnUnits {
  const letters = new Set(/\\(?:odot|oplus)/.test(text) ? [...text.matchAll(OWN)].map(([, one, other]) => (one ?? other) as string) : [])
  return { letters, signature: letters.size === 0 ? '' : `\n☉${[...letters].join('')}` }
}

/** The tokens as one writes them, with a blank where they stand apart. */
function written(tokens: readonly Token[]): string {
  let text = ''
  tokens.forEach((token, k) => {
    const before = tokens[k - 1]
    if (before !== undefined && before.end < token.start && /[\p{L}\d}]$/u.test(text)) text += ' '
    text += SIGNS.get(token.text) ?? token.text
  })
  return text.trim()
}

/** Where the group that opens here closes. */
function closes(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let k = open; k < tokens.length; k++) {
    if (tokens[k]?.text === '{') depth++
    else if (tokens[k]?.text === '}' && --depth === 0) return k
  }
  return tokens.length
}

/** Behind the _\odot or _{\oplus} that begins here; the place itself where there is none. */
function endOfBody(tokens: readonly Token[], at: number): number {
  const isBraced = tokens[at + 1]?.text === '{'
  const sign = tokens[at + (isBraced ? 2 : 1)]?.text ?? ''
  if (tokens[at]?.text !== '_' || !/^\\(?:odot|oplus)$/.test(sign) || (isBraced && tokens[at + 3]?.text !== '}')) return at
  return at + (isBraced ? 4 : 2)
}

/** One piece of a unit: a word in an upright font or in \text, M_\odot, \Omega, a fraction of units, degrees of a temperature. */
function pieceAt(tokens: readonly Token[], at: number): Piece | undefined {
  const token = tokens[at]
  if (token === undefined) return undefined
  if (token.kind === 'words') return { text: token.text.replaceAll(/[()~\\,;]/g, ' ').trim(), end: at + 1 }
  const next = tokens[at + 1]
  if (/^[MLR]$/.test(token.text) && endOfBody(tokens, at + 1) > at + 1) {
    const end = endOfBody(tokens, at + 1)
    return { text: written(tokens.slice(at, end)), end }
  }
  if (token.text === '\\Omega') return { text: 'Ω', end: at + 1 }
  if (token.text === '\\mu') {
    const piece = wordFonts.has(next?.text ?? '') || next?.kind === 'words' ? pieceAt(tokens, at + 1) : undefined
    return piece && { ...piece, text: `u${piece.text}` }
  }
  if (token.text === '^') {
    const end =
      next?.text === '\\circ' ? at + 2 : next?.text === '{' && tokens[at + 2]?.text === '\\circ' && tokens[at + 3]?.text === '}' ? at + 4 : -1
    const piece = end < 0 ? undefined : pieceAt(tokens, end)
    return piece !== undefined && /^[CFK]$/.test(piece.text) ? { text: '°C', end: piece.end } : undefined
  }
  const open = next?.text === '{'
  if (!open) return undefined
  const close = closes(tokens, at + 1)
  const inner = tokens.slice(at + 2, close)
  if (wordFonts.has(token.text)) {
    const text = written(inner.filter(({ text }) => text !== '(' && text !== ')'))
    const end = /^[MLR]$/.test(text) ? endOfBody(tokens, close + 1) : close + 1
    if (end > close + 1) return { text: `${text}${written(tokens.slice(close + 1, end))}`, end }
    return /^[kMG]$/.test(text) && tokens[close + 1]?.text === '\\Omega' ? { text: `${text}Ω`, end: close + 2 } : { text, end: close + 1 }
  }
  if (!/^\\[dt]?frac$/.test(token.text) || tokens[close + 1]?.text !== '{') return undefined
  const below = closes(tokens, close + 1)
  const [over, under] = [unitAt([...inner], 0), unitAt(tokens.slice(close + 2, below), 0)]
  return over?.end === inner.length && under?.end === below - close - 2 ? { text: `${over.text}/${under.text}`, end: below + 1 } : undefined
}

/** The unit that begins here. */
function unitAt(tokens: readonly Token[], start: number): Piece | undefined {
  let text = ''
  let end = start
  for (let at = start; ; ) {
    const piece = pieceAt(tokens, at)
    if (piece === undefined) break
    let after = piece.end
    let power = ''
    if (tokens[after]?.text === '^' && tokens[after + 1]?.text !== '\\circ') {
      const braced = tokens[after + 1]?.text === '{'
      const to = braced ? closes(tokens, after + 1) + 1 : after + 2
      power = written(tokens.slice(after, to))
      after = to
    }
    const joined = `${text}${piece.text}${power}`
    if (!UNIT.test(joined)) break
    text = joined
    end = after
    const sign = tokens[after]?.text ?? ''
    const joins = sign === '/' || sign === '\\cdot'
    text += joins ? (SIGNS.get(sign) ?? sign) : ' '
    at = joins ? after + 1 : after
  }
  return end === start ? undefined : { text: text.replace(/[\s*/]+$/, ''), end }
}

/** Where the number that ends right before this place begins: 4\pi \times 10^{-7}. */
function numberBefore(tokens: readonly Token[], end: number): number | undefined {
  let at = end - 1
  const isPower = tokens[at]?.text === '}' && tokens[openerOf(tokens, at) - 1]?.text === '^'
  if (tokens[at]?.kind !== 'number' && !isPower) return undefined
  if (isPower && !tokens.slice(openerOf(tokens, at) + 1, at).every(({ kind, text }) => kind === 'number' || text === '-')) return undefined
  if (isPower && tokens[openerOf(tokens, at) - 2]?.kind !== 'number') return undefined
  while (at > 0 && (tokens[at - 1]?.kind === 'number' || /^(?:\\times|\\cdot|\\pi|[-+^{}])$/.test(tokens[at - 1]?.text ?? ''))) at--
  return at
}

const OPENS = /^(?:=|\\approx|\\simeq|\\equiv|:)$/
const CLOSES = /^(?:[,.;)&]|\\\\|\\pm)$/

/** \pi = 3.14159\ldots: the decimals that follow are left out. */
const goesOn = (tokens: readonly Token[], at: number): boolean =>
  /^\\(?:l?dots|dotsc|textellipsis)$|^…$/.test(tokens[at]?.text ?? '') &&
  tokens[at - 1]?.kind === 'number' &&
  (tokens[at - 1] as Token).text.includes('.') &&
  (tokens[at - 1] as Token).end === tokens[at]?.start

/** What can be a part of a unit beside words, commands of units, and the dots of decimals that go on. */
const OF_UNITS: ReadonlySet<string> = new Set(String.raw`\odot \oplus \Omega \SI \qty \num \si \unit \dots \ldots \dotsc \textellipsis …`.split(' '))

/** Behind the letters without a font that are the unit of a measured number, from here to the end: g = 9.81 m/s^2. Undefined where there are none. */
function endOfLetters(tokens: readonly Token[], start: number): number | undefined {
  if (tokens[start]?.kind !== 'letter') return undefined
  const number = numberBefore(tokens, start)
  if (number === undefined || !OPENS.test(tokens[number - 1]?.text ?? '')) return undefined
  if (!tokens.slice(number, start).some(({ text }) => text === '^' || text.includes('.'))) return undefined
  let end = start
  while (tokens[end]?.kind === 'letter' || tokens[end]?.kind === 'number' || /^(?:[-^{}/]|\\cdot)$/.test(tokens[end]?.text ?? '')) end++
  const unit = written(tokens.slice(start, end))
  return isEnd(tokens[end]) && UNIT.test(unit) && PER_BASE_UNIT.test(unit) ? end : undefined
}

/** The tokens without units behind numbers. `own`: letters with the sign of a body that are quantities; `all`: units of one letter too, as beside others. */
export function withoutUnits(tokens: readonly Token[], own: OwnUnits, all = false): readonly Token[] {
  const mayBe = ({ kind, text }: Token): boolean => kind === 'words' || wordFonts.has(text) || OF_UNITS.has(text)
  if (!tokens.some((token, k) => mayBe(token) || endOfLetters(tokens, k) !== undefined)) return tokens
  const kept: Token[] = []
  let dropped = false
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    // \SI{3e8}{m/s}, \num{3e8}, \si{m}
    const quantity = /^\\(?:SI|qty|num|si|unit)$/.test(token.text) && tokens[k + 1]?.text === '{' ? token.text : undefined
    if (quantity !== undefined) {
      const close = closes(tokens, k + 1)
      if (!/^\\(?:si|unit)$/.test(quantity)) kept.push(...tokens.slice(k + 2, close))
      k = /^\\(?:SI|qty)$/.test(quantity) && tokens[close + 1]?.text === '{' ? closes(tokens, close + 1) : close
      dropped = true
      continue
    }
    if (goesOn(tokens, k)) {
      dropped = true
      continue
    }
    const letters = endOfLetters(tokens, k)
    if (letters !== undefined) {
      k = letters - 1
      dropped = true
      continue
    }
    const behind = numberBefore(tokens, k)
    const unit = behind === undefined ? (endsFormula(tokens, k) ? unitAt(tokens, k) : undefined) : unitAt(tokens, k)
    if (behind === undefined && unit !== undefined && isEnd(tokens[unit.end]) && MEANT.test(unit.text) && !/^(?:min|bar|rad)$/.test(unit.text)) {
      k = unit.end - 1
      dropped = true
      continue
    }
    if (unit !== undefined && !isOwn(unit, own) && isUnit(tokens, behind as number, unit, all)) {
      k = unit.end - 1
      dropped = true
    } else kept.push(token)
  }
  if (!dropped) return tokens
  return all ? kept : withoutUnits(kept, own, true)
}

const isOwn = ({ text }: Piece, { letters }: OwnUnits): boolean => [...letters].some((letter) => new RegExp(`${letter}_\\{?[☉⊕]`).test(text))

/** Does something in an upright font stand apart behind a fraction or parenthesis: 10\log_{10}\frac{P}{Q}\ \mathrm{dB}? */
function endsFormula(tokens: readonly Token[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at] as Token]
  // \lambda_{2} \mathrm{N2} is a product.
  if (before?.text === '}' && tokens[openerOf(tokens, at - 1) - 1]?.text === '_') return false
  return before !== undefined && /^[})]$/.test(before.text) && before.end < token.start && (token.kind === 'words' || wordFonts.has(token.text))
}

const isEnd = (next: Token | undefined): boolean =>
  next === undefined || next.kind === 'break' || next.kind === 'words' || next.kind === 'end' || CLOSES.test(next.text)

/** Without ^\circ at the end. */
export function withoutDegrees(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.map(({ text }) => text).lastIndexOf('^')
  return at > 0 && tokens.slice(at + 1).every(({ text }) => /^(?:\\circ|[{}])$/.test(text)) ? tokens.slice(0, at) : tokens
}

/** Is this a unit, and no name? A letter alone is one only where a number and its unit are all there is, \text{m/s} and \mathrm{kg} everywhere. */
function isUnit(tokens: readonly Token[], start: number, { text, end }: Piece, all: boolean): boolean {
  const next = tokens[end]
  // \mathrm{min}(x, y) is no time.
  if (next?.text === '_' || (next?.text === '(' && next.start === tokens[end - 1]?.end && /^(?:\p{L}|min|bar|rad)$/u.test(text))) return false
  if (all) return true
  const ends = isEnd(next)
  if (ends && OPENS.test(tokens[start - 1]?.text ?? '')) return true
  return text.includes('/') || /\s|\*/.test(text) || MEANT.test(text.replace(/\^.*/, ''))
}
