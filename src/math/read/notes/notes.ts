/**
 * Notes: plain text whose formulas stand between the words of sentences, with indices, sums, vectors and matrices as papers have them. They
 * are read as Markdown is: each formula in LaTeX between dollars, the words around it as they are, so that what these say of names counts.
 */
import type { Range } from '../../api.ts'
import { type Length, readableLength, type Shape } from '../../shape.ts'
import { openRegions } from '../latex/sectioned.ts'
import { freeNames, ordered } from '../latex/terms/terms.ts'
import { markdownRegions } from '../latex/text/regions.ts'
import { Pieces, PlacedDocument } from '../placed.ts'
import { withoutAims } from '../plain/aims.ts'
import { Choosing } from '../plain/choosing.ts'
import { spelledOut } from '../plain/greek.ts'
import { greekWords } from '../plain/operators.ts'
import { openPlain } from '../plain/plain.ts'
import { hasEntrywise } from '../plain/rules.ts'
import { sentencesOf } from '../plain/sentences.ts'
import { signAt } from '../plain/sums.ts'
import { identifier, type Token } from '../plain/tokens.ts'
import { statedIn, unwrapped } from '../prose.ts'
import { inPattern } from '../spelling.ts'
import { type Declaration, type Definition, type Document, ReadError, type Reading, type Target } from '../term.ts'
import { UNIT } from '../unitNames.ts'
import { pairsIn, Spelled } from './letters.ts'
import { hasRows, type Passages, passagesOf, withSelected } from './passages.ts'
import { isEquality, SHORT_WORDS } from './scanner.ts'
import { signWithCondition } from './signs.ts'
import { withSpokenCalls } from './spokenCalls.ts'
import { factorsIn, nameIn, Translator, type Vocabulary } from './translate.ts'

const calledOf = (text: string): string => spelledOut(identifier(text))

/** Opens plain text: as lines of formulas, and where these stand among words as a note too; what leaves less open is what was meant. */
export const openNote = (given: string): Document => withSpokenCalls(given, openWritten)

function openWritten(given: string): Document {
  const { text, by } = withoutAims(withoutMargins(given))
  const passages = passagesOf(text)
  return new Choosing((others) => {
    const plain = openPlain(text, 'plain', by, others)
    return passages === undefined || !(hasWords(passages) || hasRows(text)) ? plain : new Either(text, passages, plain, others)
  })
}

/** A comment or a quotation whose every line begins with the same sign, without these. */
function withoutMargins(text: string): string {
  const [, sign] = /^\s*(\/\/+|#+|%+|--|;+|>|\*)(?=\s)/.exec(text) ?? []
  if (sign === undefined) return text
  const lines = text.split('\n')
  const margin = lines.map((line) => /^\s*/.exec(line)?.[0].length ?? 0)
  if (lines.length < 2 || !lines.every((line, k) => line.trim() === '' || line.startsWith(sign, margin[k]))) return text
  return lines
    .map((line, k) =>
      line.trim() === '' ? line : line.slice(0, margin[k]) + ' '.repeat(sign.length) + line.slice((margin[k] as number) + sign.length),
    )
    .join('\n')
}

/** Sums with indices, norms, transposes and products of vectors; words that speak of such. */
const VECTORS = /\b(?:sum|prod|max|min)_|[Σ∑∏‖ᵀ⊤⊙]|\|\||\^T\b|[\p{L}\d]_\{?[ijk]\b|\b(?:vectors?|matri(?:x|ces)|rows?)\b/u

class Either implements Document {
  private note: Document | undefined

  constructor(
    private readonly text: string,
    private readonly passages: Passages,
    private readonly plain: Document,
    /** Places at which the less likely of two readings is meant. */
    private readonly others: ReadonlySet<number>,
  ) {
    this.vocabulary = vocabularyOf(text, passages, others)
  }

  private readonly vocabulary: Vocabulary

  /** X @ w and mean(a * b) are written as code has it. */
  private get isCode(): boolean {
    return hasEntrywise(this.text) && !INDEXED.test(this.text)
  }

  private get opened(): Document {
    this.note ??= openTranslated(this.text, this.passages, this.vocabulary)
    return this.note
  }

  /** The note in which a formula stands where something is selected: m v^2/2 in a sentence is as good as one that is equal to something. */
  private openedAt({ selection }: Target): Document {
    const chosen = selection === undefined || selection.end <= selection.start ? undefined : withSelected(this.text, this.passages, selection)
    return chosen === undefined ? this.opened : openTranslated(this.text, chosen, vocabularyOf(this.text, chosen, this.others))
  }

  definitions(): Definition[] {
    const own = this.plain.definitions()
    const known = new Set(own.map(({ name }) => name))
    return [...own, ...this.opened.definitions().filter(({ name }) => !known.has(name))]
  }

  equations(): Reading[] {
    return this.plain.equations?.() ?? []
  }

  read(target: Target): Reading {
    // Without a name, what is read last is meant, and that may be the one of which no end was found.
    const isWhole = !this.passages.isBroken || target.of !== undefined || target.selection !== undefined
    const note = this.openedAt(target)
    const order = isWhole && VECTORS.test(this.text) && !this.isCode ? [note, this.plain] : [this.plain, note]
    const [first, second] = order.map((document) => attempt(document, target)) as [Attempt, Attempt]
    if ('reading' in first && !isWhole) return first.reading
    if ('reading' in first && 'reading' in second) {
      const { selection } = target
      if (selection !== undefined && selection.end > selection.start) {
        const [a, b] = [first.reading, second.reading].map(({ range }) => isMost(range, selection))
        if (a !== b) return a === true ? first.reading : second.reading
      }
      const less = this.doubt(first.reading) - this.doubt(second.reading)
      // "The cost is c(x) = ..." names c.
      const isSame = first.reading.range.start < second.reading.range.end && second.reading.range.start < first.reading.range.end
      const isNamed = isSame && first.reading.name === undefined && second.reading.name !== undefined
      return less > 0 || (less === 0 && isNamed) ? second.reading : first.reading
    }
    if ('reading' in first) return first.reading
    if ('reading' in second) return second.reading
    throw this.plain === order[0] ? first.error : second.error
  }

  /** How many names a reading leaves open that are words of sentences, or that the text says the value of. */
  private doubt({ body, declarations, parameters, notes }: Reading): number {
    const said = new Set([...this.passages.names].map(calledOf))
    const units = unitsIn(this.passages.tokens)
    const names = freeNames(body)
    // Ta as T · a, and two vectors side by side.
    let doubt = notes.filter(({ message }) => /is read as the product|read as the inner product/.test(message)).length
    // N(d1) of a function that nothing says.
    doubt += new Set(ordered(body).flatMap((term) => (term.kind === 'call' ? [term.name] : []))).size
    for (const name of names) {
      if (parameters?.includes(name) === true || declarations.get(name)?.value !== undefined) continue
      const isWord = (/^[a-z]{3,}$/.test(name) || SHORT_WORDS.has(name)) && !greekWords.has(name) && (UNIT.test(name) || !isTied(name, this.text))
      const [base] = name.split('_') as [string]
      const isPrimed = name === `${base}_prime` && names.has(base)
      if (isWord || isPrimed || name.endsWith('_') || units.has(name)) doubt += 2
      // The mgh of a text that speaks of m, g and h.
      else if (factorsIn(name, this.vocabulary).length > 1) doubt += name.length
      else if (said.has(name) || (/_\d+$/.test(name) && said.has(`${base}_i`))) doubt++
    }
    return doubt
  }
}

/** Is this nearly all of what is selected? */
const isMost = (range: Range, selection: Range): boolean =>
  Math.min(range.end, selection.end) - Math.max(range.start, selection.start) > 0.8 * (selection.end - selection.start)

/** Signs that code does not have. */
const INDEXED = /[Σ∑∏‖ᵀ⊤⊙]|\|\||\^T\b|[\p{L}\d]_\{?[ijk]\b|\b(?:sum|prod)_/u

type Attempt = { readonly reading: Reading } | { readonly error: ReadError }

function attempt(document: Document, target: Target): Attempt {
  try {
    return { reading: document.read(target) }
  } catch (error) {
    if (error instanceof ReadError) return { error }
    throw error
  }
}

/** Whether a word stands beside a sign of arithmetic, a bracket or the number it is multiplied by; "alpha = 1 it is" has no factor. */
function isTied(word: string, text: string): boolean {
  const own = inPattern(word)
  return new RegExp(
    String.raw`(?:[-+*/^(=√]|(?<![\w.])\d+(?:\.\d+)?${SHORT_WORDS.has(word) ? '(?=\\S)' : ''})\s*${own}(?!\w)|(?<!\w)${own}\s*[-+*/^()]`,
  ).test(text)
}

/** Are there words of sentences beside the formulas? */
function hasWords({ tokens, found }: Passages): boolean {
  let words = 0
  let at = 0
  for (const { from, to } of [...found, { from: tokens.length, to: tokens.length }]) {
    for (; at < from; at++) if (tokens[at]?.kind === 'name' && /^\p{L}{2,}$/u.test(tokens[at]?.text ?? '')) words++
    at = to
  }
  return words >= 3
}

function openTranslated(text: string, passages: Passages, vocabulary: Vocabulary): Document {
  const pieces = new Pieces()
  translate(text, passages, vocabulary, pieces)
  return new Spelled(new PlacedDocument(pieces, openRegions(pieces.text, markdownRegions(pieces.text)), calledOf), passages, vocabulary)
}

/** The note with its formulas between dollars, and names that they have wherever else these stand. */
function translate(text: string, { tokens, found, names }: Passages, vocabulary: Vocabulary, pieces: Pieces): void {
  const inside = found.flatMap(({ from, to }) => tokens.slice(from, to))
  const own = new Set(inside.flatMap(({ kind, text: name }) => (kind === 'name' ? factorsIn(name, vocabulary).flatMap(namesLike) : [])))
  const words = wordsOf(text, tokens, found, own)
  const stated = statedIn(unwrapped(words), own)
  const arrays = new Set([...stated].flatMap(([name, { shape, rank = 0 }]) => ((shape?.length ?? rank) > 0 ? [name] : [])))
  const translator = new Translator(text, tokens, { ...vocabulary, arrays }, pieces)
  // "e = Oswald efficiency" is no Euler's number.
  if (own.has('e') && (sentencesOf(text).told.includes('e') || TELLS_E.test(words))) pieces.add('$e$ is a scalar. ', 0, 0)
  declare(stated, vocabulary, pieces)
  let at = 0
  let k = 0
  const met: Met = { defined: new Set(), used: new Set() }
  for (const { from, to } of [...found, { from: tokens.length, to: tokens.length }]) {
    for (; k < from; k++) {
      const token = tokens[k] as Token
      if (token.kind !== 'name' || !own.has(token.text) || !isMentioned(token, tokens[k + 1], names)) continue
      // "the 4 x 3 matrix"
      if (token.text === 'x' && tokens[k - 1]?.kind === 'number' && tokens[k + 1]?.kind === 'number') continue
      pieces.add(escaped(text.slice(at, token.start)), at, token.start)
      pieces.add(`$${nameIn(token.text, vocabulary).trimEnd()}$`, token.start, token.end)
      at = token.end
    }
    const first = tokens[from]
    const end = first === undefined ? text.length : first.start
    pieces.add(escaped(text.slice(at, end)), at, end)
    if (first === undefined) break
    pieces.add(explainsEarlier(tokens, from, to, met) ? 'where $' : '$', first.start, first.start)
    translator.write(from, to)
    pieces.trimEnd()
    const last = tokens[to - 1] as Token
    pieces.add('$', last.end, last.end)
    at = last.end
    k = to
  }
}

/** Names of the formulas so far. */
interface Met {
  readonly defined: Set<string>
  readonly used: Set<string>
}

/** A line of its own that says what a name of the formulas before it is, which did not say so. */
function explainsEarlier(tokens: readonly Token[], from: number, to: number, { defined, used }: Met): boolean {
  const [first, second] = [tokens[from] as Token, tokens[from + 1]]
  const isLine = from === 0 || tokens[from - 1]?.kind === 'newline'
  const explains = isLine && second?.text === '=' && used.has(first.text) && !defined.has(first.text)
  defined.add(first.text)
  for (const { kind, text } of tokens.slice(from + 1, to)) if (kind === 'name') used.add(text)
  return explains
}

/** A name, and what its components may be of: x_i, x and X. */
function namesLike(name: string): readonly string[] {
  const [, base] = /^(\p{L}+)_\{?[a-z]{1,2}$/u.exec(name) ?? []
  return base === undefined ? [name] : [name, base, base.toUpperCase()]
}

/** Signs that mean something in Markdown, as long as they were. */
const escaped = (words: string): string => words.replaceAll(/[$`~\\]/g, ' ')

/** A name rather than a word that is spelled alike: "a" and "I" before words, and whole words, are none. */
const isMentioned = ({ text }: Token, next: Token | undefined, names: ReadonlySet<string>): boolean =>
  /^[aAI]$/.test(text)
    ? next === undefined || next.kind !== 'name' || /^(?:is|are|in)$/.test(next.text)
    : text.length < 3 || !/^[a-z]+$/.test(text) || greekWords.has(text) || names.has(text)

/** "10 L" and "J/K" speak of units. */
const isOfUnit = (tokens: readonly Token[], k: number): boolean =>
  tokens[k - 1]?.kind === 'number' ||
  /^[/(*^]$/.test(tokens[k - 1]?.text ?? '') ||
  /^[/^*]$/.test(tokens[k + 1]?.text ?? '') ||
  tokens[k - 1]?.text === 'in'

/** What is nothing but a unit: it stands behind the number that a name equals, or behind "in". */
function unitsIn(tokens: readonly Token[]): ReadonlySet<string> {
  const [units, others] = [new Set<string>(), new Set<string>()]
  for (const [k, { kind, text }] of tokens.entries()) {
    if (kind !== 'name') continue
    const [sign, next] = [tokens[k + 1], tokens[k + 2]]
    const goesOn = sign !== undefined && /^[-+*/^·]$/.test(sign.text) && !(next?.kind === 'name' && UNIT.test(next.text))
    // "in L/h", "[1/h]"
    const isBelow = tokens[k - 1]?.text === '/' && /^(?:in|\[)$/.test(tokens[k - 3]?.text ?? '')
    const isBehind = (tokens[k - 1]?.kind === 'number' && isEquality(tokens[k - 2]) && !goesOn) || tokens[k - 1]?.text === 'in' || isBelow
    for (const part of UNIT.test(text) && text.length < 4 ? [text, ...text] : [text])
      if (UNIT.test(part) && isBehind) units.add(part)
      else if (!isOfUnit(tokens, k)) others.add(part)
  }
  for (const other of others) units.delete(other)
  return units
}

function vocabularyOf(text: string, { tokens, found, names }: Passages, others: ReadonlySet<number>): Vocabulary {
  const inside = new Set(found.flatMap(({ from, to }) => tokens.slice(from, to)))
  const [indices, spoken, letters] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const [k, token] of tokens.entries()) {
    if (token.kind !== 'name') continue
    for (const index of signAt(tokens, k)?.indices ?? []) indices.add(index)
    const condition = signWithCondition(tokens, k)
    if (condition !== undefined)
      for (const { kind, text } of tokens.slice(k + 2, condition.close)) if (kind === 'name' && /^[a-z]$/.test(text)) indices.add(text)
    const [, alone] = /^[^_]+_([a-z])$/.exec(identifier(token.text)) ?? []
    if (alone !== undefined && /[i-nt]/.test(alone)) indices.add(alone)
    if (!inside.has(token)) spoken.add(token.text)
    if (token.text.length === 1 && (inside.has(token) || !isOfUnit(tokens, k))) letters.add(token.text)
  }
  const known = { names, spoken, indices, letters, arrays: new Set<string>() }
  const kept = new Set(tokens.flatMap(({ kind, text: own, start }) => (kind === 'name' && own.length > 1 && others.has(start) ? [own] : [])))
  return { ...known, pairs: pairsIn(tokens, found, known), kept, entrywise: hasEntrywise(text) }
}

const TELLS_E = /(?:^|[\s,;(])e\s*=\s*(?:an?\s|the\s)?[A-Za-z][a-z]{2,}|,\s+e\s+(?:is\s)?(?:the\s)?[a-z]{4,}(?:\s[a-z]{4,})*\s*(?:$|[(,.])/m

/** The note without its formulas. */
function wordsOf(text: string, tokens: readonly Token[], found: Passages['found'], own: ReadonlySet<string>): string {
  let prose = text
  for (const { from, to } of found) {
    const [start, end] = [(tokens[from] as Token).start, (tokens[to - 1] as Token).end]
    prose = prose.slice(0, start) + ' '.repeat(end - start) + prose.slice(end)
  }
  // "keys k₁, …, kₙ ∈ ℝ²": of the kᵢ
  const listed = prose.replaceAll(LISTED, (whole, base: string) => [...own].find((name) => INDEXED_NAME.exec(name)?.[1] === base) ?? whole)
  // "W* and U* are matrices"
  return listed.replaceAll(/(?<![\p{L}\w])(\p{L}\w*)\*(?=[\s,])/gu, (whole, start: string) => {
    const alike = [...own].filter((name) => name.startsWith(start) && name !== start)
    return alike.length === 0 ? whole : alike.join(', ')
  })
}

const LISTED = /(?<![\p{L}\w])(\p{L})(?:₁|_1)\s*,\s*(?:…|\.{2,3})\s*,\s*\1(?:[ₙₘₖₜ]|_\p{L})(?=\s*(?:∈|in\b))/gu
const INDEXED_NAME = /^(\p{L})(?:[ᵢⱼₖₙₜ]|_[ijknt])$/u

/** What the words say of shapes, in LaTeX before all else. */
function declare(stated: ReadonlyMap<string, Declaration>, vocabulary: Vocabulary, pieces: Pieces): void {
  for (const [name, { shape, rank }] of stated) {
    const written = nameIn(name, vocabulary).trimEnd()
    if (shape !== undefined && shape.length > 0) pieces.add(`Let $${written} \\in \\mathbb{R}^{${sizesIn(shape, vocabulary)}}$. `, 0, 0)
    else if (rank !== undefined && rank > 0 && rank < 3) pieces.add(`$${written}$ is a ${rank === 1 ? 'vector' : 'matrix'}. `, 0, 0)
  }
}

const sizesIn = (shape: Shape, vocabulary: Vocabulary): string =>
  shape
    .map((length: Length) => (typeof length === 'string' && /^\w+$/.test(length) ? nameIn(length, vocabulary) : readableLength(length)))
    .join(' \\times ')
