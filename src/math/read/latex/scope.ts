/** What a text defines and declares, found once over all its formulas; each definition is read when first asked for. */
import type { Note, Range } from '../../api.ts'
import { shapeOf } from '../../shape.ts'
import { type Declaration, ReadError, type Term } from '../term.ts'
import { type Declared, declaredByWords } from './declarations.ts'
import { type Facts, factsOf, movedError, movedRange, placed, tokensOf } from './facts.ts'
import { readForms } from './forms.ts'
import type { FunctionDefinition, Surroundings } from './grammar.ts'
import { findMacros, type MacroScan } from './macros.ts'
import type { Region, Regions } from './regions.ts'
import type { Head, Statement } from './statements.ts'
import { freeNames, lengthsOf, ordered, substitute, valueOfTerm } from './terms.ts'
import type { Token } from './tokens.ts'
import { joined, type Usage } from './usage.ts'

/** How many terms a definition may come to once what it uses is put in. */
const LARGEST = 60_000
/** How many definitions may stand one behind the other. */
const LONGEST = 48
/** How many declarations of a name are put together. */
const NEAREST = 8

/** A definition somewhere in the text. */
export interface Defined {
  readonly head: Head
  /** Placed when first asked for. */
  readonly statement: Statement
  /** Which of the statement's parts defines it. */
  readonly part: number
  readonly region: number
  /** Where the statement begins. */
  readonly start: number
}

/** A definition as read. */
interface Read {
  readonly body: Term
  readonly notes: readonly Note[]
}

export class Scope {
  private readonly statements: (Statement[] | undefined)[] = []
  private readonly facts: (Facts | undefined)[] = []
  private scan: MacroScan | undefined
  private index: Map<string, Defined[]> | undefined
  private declared: Map<string, (Declared & { region: number })[]> | undefined
  private readonly usages = new Map<number, Usage>()
  private sections: number[] | undefined
  private readonly read = new Map<Defined, Read | ReadError>()
  private readonly reading = new Set<Defined>()
  private readonly literals = new Map<Defined, Declaration | null>()
  private readonly calls = new Map<string, Term>()
  private depth = 0

  constructor(
    readonly text: string,
    readonly regions: Regions,
    private readonly bare: boolean,
  ) {}

  get formulas(): readonly Region[] {
    return this.regions.formulas
  }

  private get macroScan(): MacroScan {
    this.scan ??= findMacros(this.text)
    return this.scan
  }

  /** The tokens of a stretch of the text. Throws ReadError. */
  tokensOf(range: Range): readonly Token[] {
    return tokensOf(this.text, range, this.macroScan)
  }

  private factsIn(region: number): Facts {
    let facts = this.facts[region]
    if (facts === undefined) {
      facts = factsOf(this.text, (this.formulas[region] as Region).inner, this.macroScan, this.bare)
      this.facts[region] = facts
    }
    return facts
  }

  /** Why a formula in this range cannot be read at all, as where a macro has no end. */
  failureIn(range: Range): ReadError | undefined {
    for (let region = 0; region < this.formulas.length; region++) {
      const { inner, outer } = this.formulas[region] as Region
      if (outer.start > range.end || range.start > outer.end) continue
      const { failure } = this.factsIn(region)
      if (failure !== undefined) return movedError(failure, inner.start)
    }
    return undefined
  }

  statementsIn(region: number): readonly Statement[] {
    let statements = this.statements[region]
    if (statements === undefined) {
      const by = (this.formulas[region] as Region).inner.start
      statements = this.factsIn(region).statements.map((statement) => placed(statement, by))
      this.statements[region] = statements
    }
    return statements
  }

  /** All definitions by name, in the order of the text. */
  private get definitions(): Map<string, Defined[]> {
    if (this.index === undefined) {
      const index = new Map<string, Defined[]>()
      this.index = index
      for (let region = 0; region < this.formulas.length; region++) {
        const { inner } = this.formulas[region] as Region
        this.factsIn(region).statements.forEach((statement, k) => {
          for (let part = 0; part < statement.heads.length; part++) {
            const defined = this.definedAt(region, k, part, statement, inner.start)
            const own = index.get(defined.head.name)
            if (own === undefined) index.set(defined.head.name, [defined])
            else own.push(defined)
          }
        })
      }
    }
    return this.index
  }

  private definedAt(region: number, k: number, part: number, { heads, range }: Statement, by: number): Defined {
    const statementAt = (): Statement => this.statementsIn(region)[k] as Statement
    return {
      head: heads[part] as Head,
      part,
      region,
      start: range.start + by,
      get statement() {
        return statementAt()
      },
    }
  }

  allDefined(): Defined[] {
    return [...this.definitions.values()].flat().sort((a, b) => a.start - b.start || a.part - b.part)
  }

  /** What a statement defines, first of all. */
  definedIn(statement: Statement): Defined | undefined {
    const [head] = statement.heads
    return head === undefined
      ? undefined
      : this.definitions.get(head.name)?.find((defined) => defined.part === 0 && defined.start === statement.range.start)
  }

  /** The definition meant by a name: as named, or f' for what claims to be the derivative of f. */
  definedAs(name: string, near?: number): Defined | undefined {
    const exact = this.definitions.get(name)
    const candidates = exact ?? this.allDefined().filter(({ head }) => head.derivative?.order === 1 && `${head.derivative.of}'` === name)
    if (near === undefined) return candidates.at(-1)
    return candidates.filter((own) => own.start <= near).at(-1) ?? candidates[0]
  }

  /* Sections. */

  private sectionOf(place: number): number {
    if (this.sections === undefined) {
      this.sections = [0]
      for (const match of this.text.matchAll(/^[ \t]*(?:#{1,6}[ \t]|\\(?:(?:sub)*section|chapter|part|paragraph)\*?[[{])/gm))
        this.sections.push(match.index)
    }
    let low = 0
    let high = this.sections.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.sections[middle] as number) <= place) low = middle
      else high = middle - 1
    }
    return low
  }

  private usageAt(place: number): Usage {
    const section = this.sectionOf(place)
    let usage = this.usages.get(section)
    if (usage === undefined) {
      const own: Usage[] = []
      this.formulas.forEach(({ inner }, region) => {
        if (this.sectionOf(inner.start) === section) own.push(this.factsIn(region).usage)
      })
      usage = joined(own)
      this.usages.set(section, usage)
    }
    return usage
  }

  /* Declarations. */

  private get declarations(): Map<string, (Declared & { region: number })[]> {
    if (this.declared === undefined) {
      const all = new Map<string, (Declared & { region: number })[]>()
      this.declared = all
      const add = (declared: readonly Declared[], region: number): void => {
        for (const one of declared) {
          const own = all.get(one.name)
          if (own === undefined) all.set(one.name, [{ ...one, region }])
          else own.push({ ...one, region })
        }
      }
      for (let region = 0; region < this.formulas.length; region++) {
        const { inner } = this.formulas[region] as Region
        for (const declared of this.factsIn(region).declared) {
          const name = declared.parameterOf === undefined ? declared.name : this.onlyParameter(declared.parameterOf)
          if (name !== undefined) add([{ ...declared, name, range: movedRange(declared.range ?? inner, inner.start) }], region)
        }
        if (!this.bare) add(this.declaredAround(region), region)
      }
    }
    return this.declared
  }

  private onlyParameter(name: string): string | undefined {
    const parameters = this.definitions.get(name)?.at(0)?.head.parameters
    return parameters?.length === 1 ? parameters[0] : undefined
  }

  private declaredAround(region: number): Declared[] {
    const { names } = this.factsIn(region)
    if (names === undefined) return []
    const { outer } = this.formulas[region] as Region
    const before = this.text.slice(Math.max(this.formulas[region - 1]?.outer.end ?? 0, outer.start - 100), outer.start)
    const after = this.text.slice(outer.end, Math.min(this.formulas[region + 1]?.outer.start ?? this.text.length, outer.end + 100))
    return declaredByWords(names, before, after.split(/[.;:]\s/)[0] as string, outer)
  }

  /** What is declared about a name: the nearest before, else the first behind in the same section, all that is said nearby put together. */
  private declaredNear(name: string, region: number): Declared | undefined {
    const own = this.declarations.get(name)
    if (own === undefined) return undefined
    const before = own.filter((one) => one.region <= region)
    const section = this.sectionOf((this.formulas[region] as Region).outer.start)
    const behind = own.filter((one) => this.sectionOf((this.formulas[one.region] as Region).outer.start) === section)
    const nearest = before.length > 0 ? before.slice(-NEAREST).reverse() : behind.slice(0, NEAREST)
    let merged: Declared | undefined
    for (const one of nearest) merged = merged === undefined ? one : { ...one, ...merged, traits: { ...one.traits, ...merged.traits } }
    return merged
  }

  /* Definitions as terms. */

  /** The definition of a name that is meant at a place. */
  private meant(name: string, region: number, place: number, kind: 'function' | 'value'): Defined | undefined {
    const all = this.definitions
      .get(name)
      ?.filter(({ head }) => (head.parameters !== undefined) === (kind === 'function') && head.derivative === undefined)
    if (all === undefined || all.length === 0) return undefined
    const before = all.filter(({ start }) => start < place)
    if (kind === 'function') return before.at(-1) ?? all[0]
    const section = this.sectionOf(place)
    const near = before.filter(({ start }) => this.sectionOf(start) === section).at(-1)
    if (near !== undefined) return near
    const next = all.find(({ start }) => start > place)
    return next !== undefined && this.explains(next, region) ? next : undefined
  }

  /** Does a later definition explain a name used here: in the same formula, or behind "where", "with", "let"? */
  private explains(defined: Defined, region: number): boolean {
    if (defined.region === region) return true
    const from = (this.formulas[region] as Region).outer.end
    const to = (this.formulas[defined.region] as Region).outer.start
    if (to - from > 600 || this.sectionOf(from) !== this.sectionOf(to)) return false
    const words = this.text.slice(this.formulas[defined.region - 1]?.outer.end ?? 0, to)
    return /\b(?:where|with|here|let|for|and|denot\w*|set|put|define[sd]?|given)\b[^.]*$/i.test(words) || /^[\s,;]*$/.test(words)
  }

  /** Does this definition explain a name of a formula that stands before it? Then that formula is what the text is about. */
  isHelper(statement: Statement, region: number): boolean {
    const defined = this.definedIn(statement)
    if (defined === undefined || defined.head.derivative !== undefined) return false
    const { name, parameters } = defined.head
    for (let other = region; other >= 0 && other > region - 6; other--) {
      for (const earlier of this.statementsIn(other)) {
        const { start } = earlier.range
        if (start >= statement.range.start || earlier.heads[0]?.derivative !== undefined || earlier.heads[0]?.name === name) continue
        if (earlier.kind !== 'definition' && earlier.kind !== 'expression') continue
        if (this.meant(name, other, start, parameters === undefined ? 'value' : 'function') !== defined) continue
        if (earlier.parts.slice(earlier.heads.length > 0 ? 1 : 0).some((tokens) => mentions(tokens, name))) return true
      }
    }
    return false
  }

  /** The right side of a definition. Throws ReadError. */
  bodyOf(defined: Defined): Read {
    let read = this.read.get(defined)
    if (read === undefined) {
      this.reading.add(defined)
      this.depth++
      try {
        if (this.depth > LONGEST)
          throw new ReadError(
            `too many definitions use each other on the way to ${defined.head.name}`,
            defined.statement.range,
            'select a smaller part',
          )
        read = readForms(defined.statement, defined.part, defined.head, this.around(defined.region, defined.statement.range.start))
        if (ordered(read.body).length > LARGEST)
          throw new ReadError(
            `${defined.head.name} becomes too large once its definitions are put in`,
            defined.statement.range,
            'select a smaller part',
          )
      } catch (error) {
        if (!(error instanceof ReadError)) throw error
        // Too deep is a matter of who asked.
        if (this.depth > LONGEST - 1) throw error
        read = error
      } finally {
        this.reading.delete(defined)
        this.depth--
      }
      this.read.set(defined, read)
    }
    if (read instanceof ReadError) throw read
    return read
  }

  /** What is known around a place. Reading collects what it used into `used`. */
  around(region: number, place: number, used?: Set<Defined>): Surroundings {
    const value = (name: string): Defined | undefined => {
      const defined = this.meant(name, region, place, 'value')
      return defined === undefined || this.reading.has(defined) ? undefined : defined
    }
    return {
      functionNamed: (name) => {
        const defined = this.meant(name, region, place, 'function')
        if (defined === undefined || this.reading.has(defined)) return undefined
        used?.add(defined)
        return this.functionOf(defined)
      },
      applied: (definition, args) => this.applied(definition, args),
      valueOf: (name) => {
        const defined = value(name)
        if (defined === undefined || this.literalOf(defined) !== undefined) return undefined
        used?.add(defined)
        const { body } = this.bodyOf(defined)
        if (freeNames(body).has(name)) return undefined
        return { ...body, label: { name, kind: 'variable' } }
      },
      declarationOf: (name) => this.declarationAt(name, region, place),
      isSymbol: (name) => this.usageAt(place).symbols.has(name) && !this.isFunctionInWords(name),
      isBold: (name) => this.usageAt(place).bold.has(name),
    }
  }

  private functionOf(defined: Defined): FunctionDefinition {
    return { name: defined.head.name, parameters: defined.head.parameters ?? [], body: () => this.bodyOf(defined).body }
  }

  private applied(definition: FunctionDefinition, args: readonly Term[]): Term | undefined {
    const simple = args.map((arg) => (arg.kind === 'name' ? `${arg.name}` : arg.kind === 'number' ? `#${arg.value.key}` : undefined))
    if (simple.includes(undefined)) return undefined
    const body = definition.body()
    const key = `${ordered(body).length}|${definition.name}|${body.range?.start}|${simple.join('|')}`
    let term = this.calls.get(key)
    if (term === undefined) {
      term = substitute(body, new Map(definition.parameters.map((parameter, k) => [parameter, args[k] as Term])))
      this.calls.set(key, term)
    }
    return term
  }

  /** "where σ is the sigmoid": said in words to be a function. */
  private isFunctionInWords(name: string): boolean {
    if (name !== 'sigma' || this.bare) return false
    return /\\sigma\s*\$?(?:\\\))?[^.$]{0,40}\b(?:sigmoid|logistic|activation|squashing)\b|\b(?:sigmoid|logistic|activation)(?: function| nonlinearity)?\s*(?:\$|\\\()?\s*\\sigma/.test(
      this.text,
    )
  }

  /** A name bound to numbers. */
  literalOf(defined: Defined): Declaration | undefined {
    let literal = this.literals.get(defined)
    if (literal === undefined) {
      literal = null
      // Only what begins like a literal is read: the rest has names.
      this.literals.set(defined, null)
      const tokens = defined.statement.parts.slice(defined.part + 1).at(-1) as readonly Token[]
      if (!tokens.some((token) => token.kind === 'letter')) {
        try {
          const value = valueOfTerm(this.bodyOf(defined).body)
          const lengths = value === undefined ? undefined : lengthsOf(value)
          if (value !== undefined && lengths !== undefined) literal = { shape: shapeOf(lengths), value, range: defined.statement.range }
        } catch (error) {
          if (!(error instanceof ReadError)) throw error
        }
        this.literals.set(defined, literal)
      }
    }
    return literal ?? undefined
  }

  private declarationAt(name: string, region: number, place: number): Declared | undefined {
    const defined = this.meant(name, region, place, 'value') ?? this.literalAnywhere(name)
    const literal = defined === undefined || this.reading.has(defined) ? undefined : this.literalOf(defined)
    const declared = this.declaredNear(name, region)
    if (literal === undefined) return declared
    return { ...declared, name, ...literal }
  }

  /** The example values of a formula often follow it: x = (1, 2, 3) anywhere in the section. */
  private literalAnywhere(name: string): Defined | undefined {
    const all = this.definitions.get(name)?.filter(({ head }) => head.parameters === undefined && head.derivative === undefined)
    return all?.find((defined) => !this.reading.has(defined) && this.literalOf(defined) !== undefined)
  }

  /** What was noted while reading a definition. */
  notesOf(defined: Defined): readonly Note[] {
    const read = this.read.get(defined)
    return read === undefined || read instanceof ReadError ? [] : read.notes
  }

  /** The rank that words give a name where no shape is known. */
  rankOf(name: string, region: number): number | undefined {
    return this.declaredNear(name, region)?.rank
  }
}

/** Is the letter, Greek letter or word that a name begins with among the tokens? */
function mentions(tokens: readonly Token[], name: string): boolean {
  const base = name.split('_')[0] as string
  return tokens.some((token) => token.text === base || token.text === `\\${base}`)
}
