/** What the names of a text stand for at a place in it; each definition is read when first asked for. */
import type { Note } from '../../api.ts'
import { shapeOf } from '../../shape.ts'
import { applyTerm, type Declaration, nameTerm, ReadError, type Target, type Term } from '../term.ts'
import type { Declared } from './declarations.ts'
import { readForms, undoing } from './forms.ts'
import type { FunctionDefinition, Surroundings } from './grammar.ts'
import { areMeant, isByIndex, isRecursive, runsOver } from './heldIndices.ts'
import { isSubtracted, isTakenAway, mentions, mentionsOne } from './mentions.ts'
import { isFitted, isLowered, saysHowDataCome } from './noise.ts'
import { type Defined, Outline } from './outline.ts'
import type { Region } from './regions.ts'
import { withNext } from './shifts.ts'
import { isIntroduced, isNamed, SpokenRows } from './spoken.ts'
import { lacksParameterOf, type Statement } from './statements.ts'
import { fontOf } from './symbols.ts'
import { atIndices, byElements, freeNames, lengthsOf, ofSquare, ordered, substitute, valueOfTerm, withDiagonal } from './terms.ts'
import type { Token } from './tokens.ts'
import { isAcronym } from './usage.ts'
import { isSigmoidInWords } from './words.ts'

/** How many terms a definition may come to once what it uses is put in, and how many may stand one behind the other. */
const [LARGEST, LONGEST] = [60_000, 48]

/** A definition as read. */
interface Read {
  readonly body: Term
  readonly notes: readonly Note[]
}

export class Scope extends Outline {
  private readonly read = new Map<Defined, Read | ReadError>()
  private readonly readByIndex = new Map<Defined, Read | ReadError>()
  private readonly reading = new Set<Defined>()
  private readonly literals = new Map<Defined, Declaration | null>()
  private readonly calls = new Map<string, Term>()
  private readonly words = new SpokenRows(this.text)
  private depth = 0
  /** Places at which the less likely reading is asked for. */
  others: ReadonlySet<number> = new Set()
  /** What the person says of lengths and numbers; and how often sums run that were written out. */
  sizes: Pick<Target, 'shapes' | 'numbers'> = {}
  readonly rounds = new Map<string, number>()

  /** The definition of a name that is meant at a place. */
  private meant(name: string, region: number, place: number, kind: 'function' | 'value', called = false, displayed = true): Defined | undefined {
    const all = this.definitions
      .get(name)
      ?.filter(({ head }) => (head.parameters !== undefined) === (kind === 'function') && head.derivative === undefined && head.rough !== true)
    if (all === undefined || all.length === 0) return undefined
    const before = all.filter(({ start }) => start < place)
    const section = this.sectionOf(place)
    if (kind === 'function') {
      const found = before.at(-1) ?? all[0]
      // A function of another section is not meant where this one has a quantity of that name.
      const hidden =
        !called && found !== undefined && this.sectionOf(found.start) !== section && this.meant(name, region, place, 'value') !== undefined
      return hidden ? undefined : found
    }
    const near = before.filter(({ start }) => this.sectionOf(start) === section).at(-1)
    if (near !== undefined) return near
    const next = all.find(({ start }) => start > place)
    return next !== undefined && this.explains(next, region, displayed) ? next : undefined
  }

  /** Does a later definition explain a name used here: in the same formula, or behind "where", "with", "let"? */
  private explains(defined: Defined, region: number, displayed: boolean): boolean {
    if (defined.region === region) return true
    // "set $\\mu = \\bar y$ first" is a step, and no definition.
    if (/^\s*first\b/.test(this.text.slice((this.formulas[defined.region] as Region).outer.end).slice(0, 20))) return false
    const from = (this.formulas[region] as Region).outer.end
    const to = (this.formulas[defined.region] as Region).outer.start
    if (to - from > 600 || this.sectionOf(from) !== this.sectionOf(to)) return false
    if (this.statementsIn(region).some((statement) => lacksParameterOf(statement, defined.statement))) return true
    return (
      isIntroduced(this.text, this.formulas, defined.region, region) ||
      ((displayed || !(this.formulas[defined.region] as Region).display) && isNamed(this.text, this.formulas, defined.region, region))
    )
  }

  /** Does this definition explain a name of a formula that stands before it? Then that formula is what the text is about. */
  isHelper(statement: Statement, region: number): boolean {
    const defined = this.definedIn(statement)
    if (defined === undefined || defined.head.derivative !== undefined) return false
    const { name, parameters } = defined.head
    const isFamily = parameters === undefined && isByIndex(defined)
    for (let other = region; other >= 0 && other > region - 6; other--) {
      for (const earlier of this.statementsIn(other)) {
        const { start } = earlier.range
        if (start >= statement.range.start || earlier.heads[0]?.derivative !== undefined || earlier.heads[0]?.name === name) continue
        if (earlier.kind !== 'definition' && earlier.kind !== 'expression' && earlier.kind !== 'equation') continue
        // What is displayed behind a formula is what the text is about itself, though it says what that uses.
        if (this.meant(name, other, start, parameters === undefined ? 'value' : 'function', false, false) !== defined) continue
        const used = earlier.parts.slice(earlier.heads.length > 0 ? 1 : 0)
        if (used.some((tokens) => mentions(tokens, name) || (isFamily && mentionsOne(tokens, name)))) return true
      }
    }
    return false
  }

  /** Does a definition, or what is minimised, use the name that the other one defines, and not only for its derivative? */
  uses({ heads, parts }: Statement, other: Statement, isObjective = false): boolean {
    const right = heads.length === 0 && isObjective ? parts : parts.slice(1)
    if (right.length === 0 || (!isObjective && right.some((tokens) => tokens.some(({ text }) => DERIVED.test(text))))) return false
    return other.heads.some(({ name }) => right.some((tokens) => mentions(tokens, name) || (isObjective && mentionsOne(tokens, name))))
  }

  /** The right side of a definition. Throws ReadError. */
  bodyOf(defined: Defined, indices?: readonly string[]): Read {
    const known = indices === undefined ? this.read : this.readByIndex
    let read = known.get(defined)
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
        const { head, statement } = defined
        read = readForms(statement, defined.part, head, this.around(defined.region, statement.range.start), indices)
        if (head.inverse !== undefined) read = { ...read, body: undoing(head.inverse, read.body) }
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
      known.set(defined, read)
    }
    if (read instanceof ReadError) throw read
    return read
  }

  /** What is known around a place. Reading collects what it used into `used`. */
  around(region: number, place: number, used?: Set<Defined>): Surroundings {
    const said = (name: string): Defined | undefined => {
      const defined = this.meant(name, region, place, 'value')
      return defined === undefined || this.isModel(defined, region) ? undefined : defined
    }
    const value = (name: string): Defined | undefined => {
      const defined = said(name)
      return defined === undefined || this.reading.has(defined) ? undefined : defined
    }
    /** What is said of D_{ii}. */
    const onDiagonal = (base: string): { readonly index: string; readonly body: Term } | undefined => {
      for (const name of this.definedByIndex(base, 2)) {
        const defined = value(name)
        const [index, again] = name.slice(base.length + 1).replaceAll('_', '')
        if (defined === undefined || index === undefined || index !== again) continue
        const body = this.knownBody(defined, [index])
        if (body === undefined) continue
        used?.add(defined)
        return { index, body }
      }
      return undefined
    }
    /** D where D_{ii} is said, and that is all of it. */
    const byDiagonal = (base: string): Term | undefined => {
      const { index, body } = onDiagonal(base) ?? {}
      if (index === undefined || body === undefined || !freeNames(body).has(index)) return undefined
      return applyTerm('diag', [{ kind: 'binder', op: 'each', index, body, range: body.range }], body.range)
    }
    /** What q_{ij} is by its indices. */
    const byIndex = (
      base: string,
      count: number,
      indices: readonly string[] = [],
    ): { name: string; own: readonly string[]; body: Term } | undefined => {
      for (const name of this.definedByIndex(base, count)) {
        const defined = value(name)
        const own = [...name.slice(base.length + 1).replaceAll('_', '')]
        if (
          defined === undefined ||
          new Set(own).size < own.length ||
          !areMeant(own, runsOver(defined, own), indices) ||
          isRecursive(defined, base, count)
        )
          continue
        const body = this.knownBody(defined, own)
        if (body === undefined) continue
        used?.add(defined)
        return { name, own, body: withDiagonal(withNext(body, own), own, count === 2 ? onDiagonal(base) : undefined) }
      }
      return undefined
    }
    return {
      functionNamed: (name, called) => {
        const defined = this.meant(name, region, place, 'function', called)
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
      totalOf: (name) => {
        const defined = value(name)
        if (defined === undefined || defined.head.parameters !== undefined || this.literalOf(defined) !== undefined) return undefined
        const { body } = this.bodyOf(defined)
        const terms = ordered(body)
        const bases = new Set(terms.flatMap((term) => (term.kind === 'apply' && term.op === 'component' ? [term.args[0]] : [])))
        if (!terms.every((term) => term.kind !== 'name' || term.name !== name || bases.has(term))) return undefined
        used?.add(defined)
        return { ...body, label: { name, kind: 'variable' } }
      },
      entriesOf: (name, rank) => {
        if (this.definitions.has(name)) return undefined
        const entry = byIndex(name, rank)
        const diagonal = entry === undefined && rank === 2 ? byDiagonal(name) : undefined
        if (diagonal !== undefined) return { ...diagonal, label: { name, kind: 'variable' } }
        if (entry === undefined) return undefined
        const each = [...entry.own]
          .reverse()
          .reduce<Term>((body, index) => ({ kind: 'binder', op: 'each', index, body, range: body.range }), entry.body)
        return { ...each, label: { name, kind: 'variable' } }
      },
      valueAt: (base, indices) => {
        const entry = byIndex(base, indices.length, indices)
        // \hat{y}_{ik} where \hat{\mathbf{y}}_i = ...: a component of that vector.
        if (entry === undefined && indices.length === 2 && this.usageAt(place).bold.has(base.replace(/_(?:hat|bar|tilde)$/, ''))) {
          const vector = byIndex(base, 1, indices.slice(0, 1))
          return vector && applyTerm('component', [atIndices(vector.body, vector.own, indices), nameTerm(indices[1] as string)])
        }
        if (entry === undefined) return undefined
        const { name, own, body } = entry
        return { ...atIndices(body, own, indices), label: { name: this.usageAt(place).symbols.has(base) ? name : base, kind: 'variable' } }
      },
      familyOf: (base, count) => {
        for (const { name, own, ahead } of this.familiesNamed(base, count)) {
          const defined = value(name)
          if (defined === undefined || this.literalOf(defined) !== undefined || new Set(own).size < own.length) continue
          const body = this.knownBody(defined, own)
          if (body === undefined) continue
          used?.add(defined)
          const isOwn = (term: Term): boolean =>
            term.kind === 'apply' && term.op === 'component' && term.args[0]?.kind === 'name' && term.args[0].name === base
          return { own, ahead, recursive: ordered(body).some(isOwn), body }
        }
        return undefined
      },
      isFamily: (base, count) => {
        const isHere = ({ start }: Defined): boolean => start === place
        return this.familiesNamed(base, count).some(({ name }) => said(name) !== undefined || this.definitions.get(name)?.some(isHere))
      },
      startOf: (name) => [value(name)].flatMap((defined) => (defined === undefined ? [] : [this.bodyOf(defined).body]))[0],
      functionAt: (base, indices) => {
        for (const name of this.definedByIndex(base, indices.length)) {
          const defined = this.meant(name, region, place, 'function', true)
          const own = [...name.slice(base.length + 1).replaceAll('_', '')]
          if (defined === undefined || this.reading.has(defined) || new Set(own).size < own.length) continue
          const { body } = this.bodyOf(defined, own)
          used?.add(defined)
          return { name, parameters: defined.head.parameters ?? [], body: () => atIndices(body, own, indices) }
        }
        return undefined
      },
      declarationOf: (name) => this.declarationAt(name, region, place),
      lengthsOf: (name) => own(this.sizes.shapes, name) ?? this.declarationAt(name, region, place)?.shape,
      numberOf: (name) => {
        const number = own(this.sizes.numbers, name) ?? this.rounds.get(name) ?? this.declarationAt(name, region, place)?.value
        return typeof number === 'number' ? number : undefined
      },
      tellRounds: (name, number) => this.rounds.set(name, number),
      matrixOf: (name, count) => {
        const own = name.toUpperCase()
        if (!/^[a-z]$/.test(name) || value(name) !== undefined) return undefined
        const told = this.words.tellRows(name, own) || this.words.tellColumns(name, own) || (count === 2 && this.words.tellEntries(name, own))
        const { shape, rank } = this.declarationAt(own, region, place) ?? {}
        const declared = (shape?.length ?? (count === 2 ? rank : undefined)) === 2 && this.declarationAt(name, region, place) === undefined
        return told || declared ? { name: own, columns: this.words.mentionColumns(name, own), told } : undefined
      },
      isSymbol: (name) => this.usageAt(place).symbols.has(name) && !(name === 'sigma' && !this.bare && isSigmoidInWords(this.text)),
      isLength: (name) => this.declaredNear(name, region)?.isLength === true,
      isBold: (name) => this.usageAt(place).bold.has(name),
      isAcronym: (word) => isAcronym(word, this.usageAt(place)),
      says: (words) => words.test(this.text),
      isOther: (at) => this.others.has(at),
    }
  }

  /** What is given for each index by functions that are known; p_i = P(X = i) says only what p_i is called. */
  private knownBody(defined: Defined, indices: readonly string[]): Term | undefined {
    try {
      const { body } = this.bodyOf(defined, indices)
      return ordered(body).some((term) => term.kind === 'call' || (term.kind === 'apply' && term.op === 'eq')) ? undefined : body
    } catch (error) {
      if (error instanceof ReadError) return undefined
      throw error
    }
  }

  /**
   * y = X \beta + \varepsilon is no formula for y, but says how data come about: where the words speak of noise or a model, and where
   * a difference such as y - X \beta would lose all else; so is what a formula penalises, x_{t+1} - A x_t.
   */
  isModel({ statement, part, head }: Defined, region: number): boolean {
    const areSome = (is: (tokens: readonly Token[], name: string) => boolean) => (): boolean =>
      this.statementsIn(region).some(({ parts }) => parts.some((tokens) => is(tokens, head.name)))
    if (isFitted(head.name, this.text, areSome(isLowered))) return true
    const right = statement.parts.slice(part + 1).at(-1) ?? []
    if (areSome((tokens) => isTakenAway(tokens, right))()) return true
    return saysHowDataCome(head.name, right, this.text, areSome(isSubtracted))
  }

  private functionOf(defined: Defined): FunctionDefinition {
    const { head, statement } = defined
    const { name, parameters = [], squares = [] } = head
    const isVector = (name: string): boolean => (this.declaredNear(name, defined.region)?.shape?.length ?? 0) > 0
    const hasElements = (arg: Term): boolean => (arg.kind === 'name' ? (arg.hint?.rank ?? 0) > 0 || isVector(arg.name) : arg.kind !== 'number')
    const body = (args: readonly Term[] = []): Term => {
      const read = squares.reduce(ofSquare, this.bodyOf(defined).body)
      return args.some(hasElements) ? byElements(read, parameters, parameters.some(isVector)) : read
    }
    return { name, parameters, font: fontOf(statement.parts[statement.heads.indexOf(head)]?.[0]), body }
  }

  private applied(definition: FunctionDefinition, args: readonly Term[]): Term | undefined {
    const simple = args.map((arg) => (arg.kind === 'name' ? `${arg.name}` : arg.kind === 'number' ? `#${arg.value.key}` : undefined))
    if (simple.includes(undefined)) return undefined
    const body = definition.body(args)
    const key = `${ordered(body).length}|${definition.name}|${body.range?.start}|${simple.join('|')}`
    let term = this.calls.get(key)
    if (term === undefined) {
      term = substitute(body, new Map(definition.parameters.map((parameter, k) => [parameter, args[k] as Term])))
      this.calls.set(key, term)
    }
    return term
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
    const all = this.definitions.get(name)?.filter(({ head }) => head.parameters === undefined && head.derivative === undefined)
    // The example values of a formula often follow it: x = (1, 2, 3) anywhere in the section.
    const example = (): Defined | undefined => all?.find((other) => !this.reading.has(other) && this.literalOf(other) !== undefined)
    const defined = this.meant(name, region, place, 'value') ?? example()
    const literal = defined === undefined || this.reading.has(defined) ? undefined : this.literalOf(defined)
    const declared = this.declaredNear(name, region)
    // "vanishes for \mu = 0" of a vector \mu is no value for it.
    const isOther = declared?.shape !== undefined && declared.shape.length > 0 && literal?.shape?.length === 0
    if (literal === undefined || (isOther && declared !== undefined)) return declared
    return { ...declared, name, ...literal }
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

const own = <T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined

const DERIVED = /^(?:\\partial|\\nabla|\\prime|'|d)$/
