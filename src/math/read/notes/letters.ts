/** Names of several letters in the formulas of a note: which are products of these, and what is said of it. */
import type { Note } from '../../api.ts'
import { functionOfWord } from '../latex/tokens/words.ts'
import { mayBeProduct, noteOfLetters } from '../plain/choosing.ts'
import { greekWords } from '../plain/operators.ts'
import type { Token } from '../plain/tokens.ts'
import type { Definition, Document, Reading, Target } from '../term.ts'
import { UNIT } from '../unitNames.ts'
import type { Passages } from './passages.ts'
import { WORDS } from './scanner.ts'
import { factorsIn, type Vocabulary } from './translate.ts'

/** A name of one letter, with a subscript or a digit. */
const LETTER = /^(?:[^\0-\x7f].*|[a-zA-Z](?:_?\d+|_\w)?)$/
/** What people call variables. */
const VARIABLE = /^[a-z][t-z]$/

/** The mx of "y = mx + c": two small letters in a formula all of whose names have one, and that has no sign for products. */
export function pairsIn(tokens: readonly Token[], found: Passages['found'], known: Omit<Vocabulary, 'entrywise' | 'pairs' | 'kept'>): Set<string> {
  const { names, spoken, letters } = known
  const isPair = ({ kind, text }: Token, k: number): boolean =>
    kind === 'name' &&
    /^[a-ce-z][a-z]$/.test(text) &&
    !(WORDS.has(text) || names.has(text) || spoken.has(text) || greekWords.has(text)) &&
    functionOfWord(text) === undefined &&
    !(tokens[k + 1]?.text === '(' && tokens[k + 1]?.spaced === false) &&
    !(UNIT.test(text) && tokens[k - 1]?.kind === 'number') &&
    (VARIABLE.test(text) || [...text].some((letter) => letters.has(letter)))
  const isShort = (token: Token, k: number): boolean =>
    token.kind !== 'name' || LETTER.test(token.text) || names.has(token.text) || functionOfWord(token.text) !== undefined || isPair(token, k)
  const pairs = new Set<string>()
  for (const { from, to } of found) {
    const own = tokens.slice(from, to)
    if (own.some(({ text }) => text === '*') || !own.every((token, k) => isShort(token, from + k))) continue
    for (const [k, token] of own.entries()) if (isPair(token, from + k)) pairs.add(token.text)
  }
  return pairs
}

/** A note whose readings say which names were taken for products, and which could be. */
export class Spelled implements Document {
  constructor(
    private readonly made: Document,
    private readonly passages: Passages,
    private readonly vocabulary: Vocabulary,
  ) {}

  definitions(): Definition[] {
    return this.made.definitions()
  }

  read(target: Target): Reading {
    const reading = this.made.read(target)
    const { start, end } = reading.range
    const notes = this.passages.tokens.flatMap((token): Note[] => {
      const { kind, text } = token
      if (kind !== 'name' || token.start < start || token.end > end || !this.isOpen(text)) return []
      return [noteOfLetters(text, factorsIn(text, this.vocabulary).length > 1, { start: token.start, end: token.end })]
    })
    const known = new Set(reading.notes.map(({ message }) => message))
    const own = notes.filter(({ message }, k) => !known.has(message) && notes.findIndex((other) => other.message === message) === k)
    return own.length === 0 ? reading : { ...reading, notes: [...reading.notes, ...own] }
  }

  /** Is it a product, or could it be one: no name that the text speaks of or says the value of? */
  private isOpen(text: string): boolean {
    const { names, spoken, kept } = this.vocabulary
    if (kept.has(text) || factorsIn(text, this.vocabulary).length > 1) return true
    const isKnown = names.has(text) || spoken.has(text) || greekWords.has(text) || WORDS.has(text) || functionOfWord(text) !== undefined
    return mayBeProduct(text) && !/^d[a-z]$/.test(text) && !isKnown && !this.passages.tokens.some((token) => token.text === '*')
  }
}
