/**
 * The ends of what a sum runs along, said by themselves: the x_N of x_N^\top Q x_N + \sum_{t=1}^{N-1} x_t^\top R x_t, the x_{T+1} beside
 * the x_t of a sum up to T. They are components of the same x, which reaches as far as they do.
 */
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import type { Grammar, Span } from '../grammar/grammar.ts'
import { accents, boldFonts, letterCommands } from '../tokens/symbols.ts'
import { groupAt, openerOf, type Token } from '../tokens/tokens.ts'

/** A letter plus or less a whole number: N, T+1, n-1. */
interface Place {
  readonly letter: string
  readonly shift: number
}

/** How far a name reaches, counted from a letter: by what is said of its end, and by all. */
interface Reach {
  readonly said: ReadonlySet<number>
  readonly furthest: number
}

const known = new WeakMap<readonly Token[], ReadonlyMap<string, Reach>>()

const placeOf = (tokens: readonly Token[]): Place | undefined => {
  const [letter, sign, number, more] = tokens
  if (letter?.kind !== 'letter' || more !== undefined) return undefined
  if (sign === undefined) return { letter: letter.text, shift: 0 }
  if (!/^[-+]$/.test(sign.text) || number?.kind !== 'number' || !/^\d$/.test(number.text)) return undefined
  return { letter: letter.text, shift: Number(`${sign.text}${number.text}`) }
}

/** The name that ends right before this place: a letter, in a font or under an accent. */
function nameBefore(tokens: readonly Token[], at: number): string | undefined {
  const braced = tokens[at - 1]?.text === '}'
  const open = braced ? openerOf(tokens, at - 1) : at - 1
  const letter = tokens[braced ? open + 1 : open]
  const dress = tokens[open - 1]?.text ?? ''
  const isLetter = letter?.kind === 'letter' || letterCommands.has(letter?.text ?? '')
  if (letter === undefined || !isLetter || (braced && (at - 1 !== open + 2 || !(accents.has(dress) || boldFonts.has(dress))))) return undefined
  const accent = accents.get(dress)
  return `${letter.text.replace('\\', '')}${accent === undefined ? '' : `_${accent}`}`
}

/** How far each name reaches in a formula, by name and the letter that it is counted from. */
function reachesIn(tokens: readonly Token[]): ReadonlyMap<string, Reach> {
  const found = known.get(tokens)
  if (found !== undefined) return found
  const sums: { readonly index: string; readonly last: Place }[] = []
  const parts: { readonly name: string; readonly place: Place }[] = []
  tokens.forEach(({ text }, k) => {
    const below = tokens[k]?.text === '_' ? groupAt(tokens, k + 1) : undefined
    const place = below && placeOf(below.inner)
    const name = place && nameBefore(tokens, k)
    if (place !== undefined && name !== undefined) parts.push({ name, place })
    if (!/^\\(?:sum|prod)$/.test(text) || tokens[k + 1]?.text !== '_') return
    const lower = groupAt(tokens, k + 2)
    const upper = tokens[lower?.end ?? k]?.text === '^' ? groupAt(tokens, (lower?.end ?? k) + 1) : undefined
    const last = upper && placeOf(upper.inner)
    if (last !== undefined && lower?.inner[1]?.text === '=') sums.push({ index: (lower.inner[0] as Token).text, last })
  })
  const reaches = new Map<string, Reach>()
  for (const { index, last } of sums)
    for (const { name, place } of parts) {
      if (place.letter !== index) continue
      const own = parts.filter((part) => part.name === name && part.place.letter === last.letter).map((part) => part.place.shift)
      if (own.length === 0) continue
      const before = reaches.get(`${name} ${last.letter}`)
      const furthest = Math.max(...own, last.shift + place.shift, before?.furthest ?? Number.NEGATIVE_INFINITY)
      reaches.set(`${name} ${last.letter}`, { said: new Set(own), furthest })
    }
  known.set(tokens, reaches)
  return reaches
}

/** How far beyond the letter, as +1 in x_{T+1}, a name reaches of which the formula has an end by itself; undefined for others. */
export function furthestOf(g: Grammar, name: string, last: string): number | undefined {
  const reach = reachesIn(g.tokens).get(`${name} ${last}`)
  return reach === undefined || ![...reach.said].every((shift) => isOpen(g, name, last, shift)) ? undefined : reach.furthest
}

/** Does the text say nothing of x_N, x_{N+1} by itself? */
function isOpen(g: Grammar, name: string, last: string, shift: number): boolean {
  const own = `${name}_${last}${shift === 0 ? '' : `_${shift < 0 ? 'minus' : 'plus'}_${Math.abs(shift)}`}`
  const { surroundings } = g
  return (
    !g.isIndex(last) &&
    !g.isBound(name) &&
    !surroundings.isSymbol(own) &&
    !surroundings.isFamily(name, 1) &&
    surroundings.functionNamed(name) === undefined &&
    surroundings.declarationOf(own)?.value === undefined &&
    surroundings.valueOf(own) === undefined &&
    surroundings.valueOf(name) === undefined
  )
}

/** x_N or x_{T+1} as the component of x at the end of what a sum runs along; undefined where no sum of the formula does. */
export function readTerminal(g: Grammar, whole: Term, sub: Span): Term | undefined {
  if (whole.kind !== 'name') return undefined
  const place = placeOf(g.tokens.slice(sub.from, sub.to))
  const furthest = place && furthestOf(g, whole.name, place.letter)
  if (place === undefined || furthest === undefined || place.shift > furthest) return undefined
  return applyTerm('index', [whole, numberTerm(place.shift - furthest - 1)], whole.range, { items: [{ at: 1 }] })
}
