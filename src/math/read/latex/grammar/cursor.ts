/**
 * The place in a formula's tokens, and what is known while reading on from there: what is bound, how deep it is, notes,
 * refusals. The grammar over it stands in parser.ts.
 */
import type { Note, Range } from '../../../api.ts'
import { type NameTerm, nameTerm, ReadError, type Term } from '../../term.ts'
import { splitDigits } from '../names/arguments.ts'
import { matrixFamiliesIn, saysMatrices } from '../names/matrixFamilies.ts'
import { type Signs, signsOf } from '../names/signs.ts'
import { freeNames } from '../terms/terms.ts'
import { boldFonts, otherRelations, relations } from '../tokens/symbols.ts'
import { closesGroup, opensGroup, type Token } from '../tokens/tokens.ts'
import type { Span, Surroundings } from './grammar.ts'

/** How deep formulas may nest: far beyond what people write, far below what the stack holds. */
const DEEPEST = 400

export class Cursor {
  readonly tokens: readonly Token[]
  readonly notes: Note[] = []
  at = 0
  end: number
  private readonly close: Int32Array
  protected depth = 0
  /** Open bars whose other side is still to come, innermost last. */
  protected readonly bars: string[] = []
  /** Readings chosen, by what the likelier one says: one formula is read in one way. */
  private readonly choices = new Map<string, boolean>()
  private readonly bound = new Map<string, ('index' | 'parameter')[]>()

  constructor(
    tokens: readonly Token[],
    readonly surroundings: Surroundings,
    /** Where to point when there is nothing at all. */
    private readonly place: Range,
  ) {
    this.tokens = splitDigits(tokens)
    this.end = this.tokens.length
    this.close = new Int32Array(this.tokens.length)
    const open: number[] = []
    for (let k = 0; k < this.tokens.length; k++) {
      const token = this.tokens[k] as Token
      if (token.kind !== 'symbol') continue
      if (token.text === '{') open.push(k)
      else if (token.text === '}') {
        const from = open.pop()
        if (from === undefined)
          throw new ReadError('this brace closes nothing', { start: token.start, end: token.end }, 'remove it, or open it before')
        this.close[from] = k
      }
    }
    const unclosed = open.pop()
    if (unclosed !== undefined) {
      const token = this.tokens[unclosed] as Token
      throw new ReadError('this brace is never closed', { start: token.start, end: token.end }, 'add a }')
    }
  }

  /* The place. */

  peek(ahead = 0): Token | undefined {
    const at = this.at + ahead
    return at < this.end ? this.tokens[at] : undefined
  }

  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token !== undefined && token.text === text && (token.kind === 'symbol' || token.kind === 'command')
  }

  take(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  closing(open: number): number {
    return this.close[open] as number
  }

  private partners: Int32Array | undefined

  partner(open: number): number {
    if (this.partners === undefined) {
      this.partners = new Int32Array(this.tokens.length).fill(this.tokens.length)
      const opened: number[] = []
      for (let k = 0; k < this.tokens.length; k++) {
        const { text } = this.tokens[k] as Token
        if (opensGroup(text)) opened.push(k)
        else if (closesGroup(text) && opened.length > 0) this.partners[opened.pop() as number] = k
      }
    }
    return this.partners[open] as number
  }

  rangeFrom(from: number): Range {
    return this.rangeOf({ from, to: Math.max(this.at, from + 1) })
  }

  rangeOf(span: Span): Range {
    const first = this.tokens[span.from] ?? this.tokens.at(-1)
    const last = this.tokens[Math.max(span.to - 1, span.from)] ?? first
    if (first === undefined || last === undefined) return this.place
    return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) }
  }

  fail(message: string, hint?: string, range?: Range): never {
    if (range === undefined) {
      const token = this.peek() ?? this.tokens[this.at - 1] ?? this.tokens.at(-1)
      range = token === undefined ? this.place : { start: token.start, end: token.end }
    }
    throw new ReadError(message, range, hint)
  }

  note(message: string, range: Range): void {
    if (!this.notes.some((note) => note.message === message)) this.notes.push({ message, range, kind: 'reading' })
  }

  choose(likely: string, other: string, range: Range): boolean {
    let first = this.choices.get(likely)
    if (first === undefined) {
      first = !this.surroundings.isOther(range.start)
      this.choices.set(likely, first)
      this.notes.push({ message: `read ${first ? likely : other}`, range, kind: 'reading', alternative: first ? other : likely })
    }
    return first
  }

  within<T>(span: Span, read: () => T, after = this.at): T {
    const end = this.end
    this.deeper()
    this.at = span.from
    this.end = span.to
    const bars = this.bars.splice(0)
    const result = read()
    this.bars.push(...bars)
    if (this.at < span.to) this.unexpected()
    this.at = after
    this.end = end
    this.depth--
    return result
  }

  unexpected(): never {
    const token = this.peek()
    if (token === undefined) {
      const last = this.tokens[this.at - 1]
      this.fail(last === undefined ? 'there is nothing to read here' : `something is missing after ${shown(last)}`, 'complete the formula')
    }
    if (token.text === '\\pm' || token.text === '\\mp') this.fail(`${token.text} stands for two values at once`, 'write + or -')
    if (otherRelations.has(token.text))
      this.fail(`${token.text} makes this a statement, not a formula with a value`, 'select the part that has a value')
    if (relations.has(token.text)) this.fail(`a second ${shown(token)} was not expected here`, 'select one side of it')
    if (token.text === '^' || token.text === '_') this.fail(`a second ${token.text} on the same base`, `put braces: x${token.text}{...}`)
    if (/^\\[a-zA-Z]+$/.test(token.text))
      this.fail(`the command ${token.text} is not known here`, 'select a part without it, or define it with \\newcommand')
    this.fail(`${shown(token)} was not expected here`, 'check the parentheses and operators around it')
  }

  /* Names. */

  binding<T>(names: readonly string[], kind: 'index' | 'parameter', read: () => T): T {
    for (const name of names) {
      const kinds = this.bound.get(name)
      if (kinds === undefined) this.bound.set(name, [kind])
      else kinds.push(kind)
    }
    const result = read()
    for (const name of names) this.bound.get(name)?.pop()
    return result
  }

  isBound(name: string): boolean {
    return (this.bound.get(name)?.length ?? 0) > 0
  }

  named(name: string, range: Range, hint?: NameTerm['hint'], whole = false): Term {
    if (!this.isBound(name)) {
      const value =
        this.surroundings.valueOf(name, this.running()) ?? (whole ? (this.surroundings.totalOf(name) ?? this.entriesOf(name, hint?.rank)) : undefined)
      if (value !== undefined) return value
    }
    return nameTerm(name, range, hint)
  }

  private entriesOf(name: string, hinted?: number): Term | undefined {
    const { entries, shape, rank: said } = this.surroundings.declarationOf(name) ?? {}
    const rank =
      (entries === undefined ? undefined : (shape?.length ?? said)) ??
      hinted ??
      (this.rankByLetter(name) || (this.surroundings.isFamily(name, 1) && (name.includes('_') || this.standsBehindMatrix(name)) ? 1 : 0))
    return rank > 0 ? this.surroundings.entriesOf(name, rank) : undefined
  }

  /** H^\top a, W a, (I - T)^{-1} a, \mu^\top a: what a matrix or a row is multiplied by somewhere in the text. */
  private standsBehindMatrix(name: string): boolean {
    if (!/^[a-zA-Z]+$/.test(name)) return false
    const written = name.length > 1 ? String.raw`\\${name}` : name
    return this.surroundings.says(
      new RegExp(
        String.raw`(?:(?:^|[^\w\\^_{])[A-Z](?:\s*\^\s*\{?\s*(?:\\top|\\intercal|T)\s*\}?)?|\^\s*\{?\s*(?:\\top|\\intercal)\s*\}?|\)\s*\^\s*\{\s*-\s*1\s*\})\s*${written}(?![\w({])(?!\s*_)`,
      ),
    )
  }

  /** How many axes a name without a font has by its letter, by what is said of it, and by standing transposed, w^\top. */
  private rankByLetter(name: string): number {
    const [capital, below] = /^(?:[A-Z]|Gamma|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega)(?:_(.+))?$/.exec(name) ?? []
    const isPlain = below === undefined || /^(?:tilde|hat|bar|check|breve)$/.test(below)
    if (capital !== undefined && isPlain) return this.hasMatrices() || this.surroundings.isFamily(name, 2) ? 2 : 0
    // K_y, where the text says what (K_y)_{ij} is
    if (capital !== undefined && this.surroundings.isFamily(name, 2)) return 2
    return this.isTransposed(name) || this.surroundings.declarationOf(name)?.shape?.length === 1 ? 1 : 0
  }

  /* Signs of what the formula is about, looked for once. */

  private signs: Signs | undefined
  private get formulaSigns(): Signs {
    this.signs ??= signsOf(
      this.tokens,
      [...this.bound.keys()].filter((name) => this.isIndex(name)),
      (name) => this.isBound(name) || this.surroundings.declarationOf(name) !== undefined || this.surroundings.valueOf(name) !== undefined,
      // (t - t_j + c)^p
      (name) => /^[a-h]$/.test(name) && this.surroundings.says(new RegExp(String.raw`[-+]\s*${name}\s*(?=[-+)^*/])|\(\s*${name}\s*(?=[-+^*/])`)),
      (name) => this.isTotal(name),
      [...this.bound.keys()].filter((name) => this.bound.get(name)?.at(-1) === 'parameter'),
      (name) => this.surroundings.functionNamed(name, true) !== undefined,
    )
    return this.signs
  }

  /** Does the text say what S_t is, and nothing in that has a t? */
  private isTotal(name: string): boolean {
    const value = this.surroundings.valueOf(name)
    const letter = name.slice(name.lastIndexOf('_') + 1)
    return value !== undefined && ![...freeNames(value)].some((own) => own === letter || own.endsWith(`_${letter}`))
  }

  isIndex(name: string): boolean {
    return this.bound.get(name)?.at(-1) === 'index'
  }

  running(): readonly string[] {
    return [...this.bound.keys()].filter((name) => this.isIndex(name))
  }

  hasCross(): boolean {
    return this.formulaSigns.cross
  }

  isFamily(name: string): boolean {
    // x_i^a of x_i^a, x_i^p and x_i^n is called x_a.
    const [, base = name, label = ''] = /^(\w+)_(\w)$/.exec(name) ?? []
    return this.formulaSigns.families.has(this.formulaSigns.labels.has(label) ? base : name)
  }

  private matrixFamilies: ReadonlySet<string> | undefined
  isMatrixFamily(name: string): boolean {
    this.matrixFamilies ??= matrixFamiliesIn(this.tokens)
    return this.matrixFamilies.has(name) || this.surroundings.says(saysMatrices(name))
  }

  isFreeIndex(name: string): boolean {
    return this.formulaSigns.freeIndices.has(name) && !this.isBound(name)
  }

  rankIndexed(name: string): number {
    if ((this.isBound(name) && this.isIndex(name)) || this.surroundings.isSequence(name)) return 0
    return (
      this.surroundings.declarationOf(name)?.shape?.length ??
      this.formulaSigns.indexed.get(name) ??
      ((this.surroundings.isBold(name) && !/^[A-Z]/.test(name)) || this.isNumbered(name) ? 1 : 0)
    )
  }

  /** Of f(x) = x_1^2 x_2 the x is a vector: a parameter that stands with numbers alone. */
  private isNumbered(name: string): boolean {
    if (this.bound.get(name)?.at(-1) !== 'parameter') return false
    const places = this.tokens.flatMap(({ text }, k) => (text === name || text === `\\${name}` ? [k] : []))
    const numbers = places.map((k) => {
      const [mark, open, only] = this.tokens.slice(k + 1, k + 4)
      return mark?.text === '_' ? (open?.text === '{' ? only : open) : undefined
    })
    return numbers.length > 0 && numbers.every((token) => token?.kind === 'number' && /^[1-9]$/.test(token.text))
  }

  private declared: boolean | undefined

  /** By its signs, or since a capital in it is declared as one. */
  hasMatrices(): boolean {
    this.declared ??=
      this.formulaSigns.matrices ||
      this.tokens.some(({ text }, k) => {
        if (!/^\\?[A-Z][a-z]*$/.test(text)) return false
        const base = text.replace('\\', '')
        const below = loweredAt(this.tokens, k + 1)
        return (below === undefined ? [base] : [base, `${base}_${below}`]).some((name) => {
          const { shape, rank } = this.surroundings.declarationOf(name) ?? {}
          // A_t is one of many, for which there may be no formula before it is known which.
          return (shape?.length ?? rank) === 2 || (/^[A-Z]$/.test(text) && !/_[a-z]$/.test(name) && this.isMadeOfMatrices(name))
        })
      })
    return this.declared
  }

  /** P = X(X^\\top X)^{-1}X^\\top: the value of the name is an inverse or a transpose, or made of one; or a matrix that is written out. */
  private isMadeOfMatrices(name: string): boolean {
    const value = this.isBound(name) ? undefined : this.surroundings.valueOf(name, this.running())
    if (isTable(value)) return true
    const factors = value?.kind === 'apply' && value.op === 'product' ? value.args : []
    return factors.some(
      (term) => term.kind === 'apply' && term.op === 'transpose' && term.args[0]?.kind === 'name' && /^[A-Z]/.test(term.args[0].name),
    )
  }

  isTransposed(name: string): boolean {
    return this.formulaSigns.transposed.has(name)
  }

  isLabel(letter: string): boolean {
    return this.formulaSigns.labels.has(letter)
  }

  primesTurn(): boolean {
    return this.formulaSigns.primesTurn
  }

  isApart(name: string): boolean {
    return this.formulaSigns.apart.has(name)
  }

  isWholeBold(name: string): boolean {
    return this.formulaSigns.wholeBold.has(name)
  }

  isBoldNext(): boolean {
    return boldFonts.has(this.peek()?.text ?? '')
  }

  protected deeper(): void {
    if (++this.depth > DEEPEST) this.fail('this is nested too deeply', 'select a smaller part')
  }
}

function shown(token: Token): string {
  if (token.kind === 'words') return `"${token.text}"`
  if (token.kind === 'begin') return `\\begin{${token.text}}`
  if (token.kind === 'end') return `\\end{${token.text}}`
  if (token.text === '\\\\') return 'a new row (\\\\)'
  return token.text
}

/** Rows of several numbers or blocks each. */
function isTable(term: Term | undefined): boolean {
  if (term?.kind !== 'apply') return false
  const isRow = (row: Term): boolean => row.kind === 'apply' && row.op === 'array' && row.args.length > 1
  if (term.op === 'array') return term.args.length > 0 && term.args.every(isRow)
  return term.op === 'blocks' && ((term.attributes?.['columns'] ?? []) as readonly number[]).every((count) => count > 1)
}

/** The letter, number or word that stands below what is before this place: the \lambda of H_\lambda and H_{\lambda}. */
function loweredAt(tokens: readonly Token[], at: number): string | undefined {
  if (tokens[at]?.text !== '_') return undefined
  const isBraced = tokens[at + 1]?.text === '{'
  const token = tokens[isBraced ? at + 2 : at + 1]
  const isOne = token !== undefined && /^(?:letter|number|words|command)$/.test(token.kind) && (!isBraced || tokens[at + 3]?.text === '}')
  return isOne ? token.text.replace('\\', '') : undefined
}
