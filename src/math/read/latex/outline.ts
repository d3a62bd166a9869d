/** What a text says at a glance: its formulas' statements, what they define and declare, its sections and how they use letters. */
import type { Range } from '../../api.ts'
import { squaredAmong } from '../spelling.ts'
import type { Declaration, Definition, ReadError } from '../term.ts'
import { declaredAround, LONGEST_LIST } from './declaredAround.ts'
import { declaredNear } from './declaredNear.ts'
import { type Defined, isAtPlace, isFunction, isNamed, Located } from './defined.ts'
import { isSolved } from './names/mentions.ts'
import { isSequence } from './names/sequences.ts'
import { declaredBySets } from './notation/setBuilders.ts'
import { remembered } from './remembered.ts'
import { claimedParts } from './statements/claimedParts.ts'
import type { Declared } from './statements/declarations.ts'
import { type Facts, factsOf, leftsOf, movedError, placed, type Shorthands, shorthandsIn, startFacts, tokensOf } from './statements/facts.ts'
import { type Family, indicesNamed, pairsAhead, runsOver } from './statements/heldIndices.ts'
import { withoutLevels } from './statements/levels.ts'
import type { Statement } from './statements/statements.ts'
import { joined, type Usage, usesPrimed } from './statements/usage.ts'
import type { Region, Regions } from './text/regions.ts'
import { Sections } from './text/sections.ts'
import { isSpecialCase } from './text/specialCases.ts'
import type { Token } from './tokens/tokens.ts'

/** Outlines by the regions they are of: those of a text are the same object as long as the text is remembered. */
const outlines = new WeakMap<Regions, Outline>()

const NOTHING: readonly Declared[] = []

export class Outline {
  private readonly statements: (Statement[] | undefined)[] = []
  private readonly facts: (Facts | undefined)[] = []
  /** What the words around formulas declare, with places from where the formula begins. */
  private readonly around: (readonly Declared[] | undefined)[] = []
  private scan: Shorthands | undefined
  private index: Map<string, Defined[]> | undefined
  /** Names that nothing is declared of. */
  private readonly undeclared = new Set<string>()
  /** Definitions for each index, by what the indices stand at. */
  private readonly families = new Map<string, string[]>()
  private readonly familiesFound = new Map<string, readonly Family[]>()
  private readonly usages = new Map<number, Usage>()
  private sectionsKept: Sections | undefined

  private constructor(
    readonly text: string,
    private readonly regions: Regions,
    /** The whole text is one formula. */
    readonly bare: boolean,
  ) {
    startFacts()
  }

  /** The outline of a text in which these regions are; of the same regions the same. */
  static of(text: string, regions: Regions, bare: boolean): Outline {
    const known = outlines.get(regions)
    if (known !== undefined) return known
    const outline = new Outline(text, regions, bare)
    outlines.set(regions, outline)
    return outline
  }

  get formulas(): readonly Region[] {
    return this.regions.formulas
  }

  private get shorthands(): Shorthands {
    this.scan ??= shorthandsIn(this.text)
    return this.scan
  }

  /** The text for what its words say: letters in the place of macros. */
  get words(): string {
    return this.bare ? this.text : this.shorthands.words
  }

  /** Whether a letter stands for states one after another, of which x_1 is the second. */
  readonly isSequence = remembered((name) => isSequence(name, (words) => words.test(this.words)))

  /** What the text says of sets of numbers: which belong to which. */
  readonly declaredBySets = (name: string): Declaration | undefined => declaredBySets(this.shorthands.sets, name, this.text)

  /** The tokens of a stretch of the text. Throws ReadError. */
  tokensOf(range: Range): readonly Token[] {
    return tokensOf(this.text, range, this.shorthands)
  }

  private factsIn(region: number): Facts {
    if (this.facts.length === 0 && !this.bare) this.inherit()
    let facts = this.facts[region]
    if (facts === undefined) {
      const { inner, environment } = this.formulas[region] as Region
      facts = factsOf(this.text, inner, this.shorthands, this.bare, environment)
      this.facts[region] = facts
    }
    return facts
  }

  /** Takes over what is known of the formulas before and behind the one place in which the text differs from one read before. */
  private inherit(): void {
    const { text, facts, formulas, around } = this
    const { like } = this.regions
    const known = like === undefined ? undefined : outlines.get(like.regions)
    facts.length = around.length = formulas.length
    if (like === undefined || known === undefined || known.shorthands.signature !== this.shorthands.signature) return
    const { change } = like
    const further = formulas.length - known.formulas.length
    // On which side of the change each stands, if it is as it was.
    const sides = formulas.map(({ inner, outer, environment }, k) => {
      const side = outer.end < change.start ? -1 : outer.start > text.length - change.end ? 1 : 0
      const by = side < 0 ? 0 : change.by
      const same = side === 0 ? undefined : known.formulas[side < 0 ? k : k - further]
      return same?.inner.start === inner.start - by && same.inner.end === inner.end - by && same.environment === environment ? side : 0
    })
    sides.forEach((side, k) => {
      if (side === 0) return
      const old = side < 0 ? k : k - further
      facts[k] = known.facts[old]
      // What is said around it ends at the formulas beside it, or those of the list that it is in.
      const beside = side < 0 ? sides.slice(k + 1, k + 2 + LONGEST_LIST) : sides.slice(Math.max(0, k - 1 - LONGEST_LIST), k)
      if (beside.every((one) => one === side) && side === (side < 0 ? (sides[k - 1] ?? -1) : (sides[k + 1] ?? 1))) around[k] = known.around[old]
    })
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
  get definitions(): ReadonlyMap<string, readonly Defined[]> {
    this.index ??= this.definitionsFound()
    return this.index
  }

  private definitionsFound(): Map<string, Defined[]> {
    const index = new Map<string, Defined[]>()
    // Few names have several definitions, or one that needs a second look.
    const several = new Set<string>()
    const primed: Located[] = []
    for (let region = 0; region < this.formulas.length; region++) {
      const { lefts } = this.factsIn(region)
      if (lefts.length === 0 || isSpecialCase(this.text, this.formulas[region] as Region)) continue
      const { inner } = this.formulas[region] as Region
      for (const { head, statement, part, start } of lefts) {
        const own = index.get(head.name)
        const defined = new Located(this, region, statement, part, head, inner.start + start)
        if (own === undefined) index.set(head.name, [defined])
        else own.push(defined)
        if (own !== undefined || head.inverse === 'reciprocal') several.add(head.name)
        if (head.primed !== undefined) primed.push(defined)
      }
    }
    // In x' = ..., where no x is defined or x' stands beside x in other formulas, x' is a name of its own.
    for (const defined of primed) {
      const { name, primed: own, derivative } = defined.head
      const of = derivative?.of as string
      if (own === undefined || (index.has(of) && (index.get(of)?.some(isFunction) === true || !usesPrimed(this.text, of)))) continue
      index.delete(name)
      index.set(own, [...(index.get(own) ?? []), defined.as({ name: own, written: name })])
      several.add(own)
    }
    for (const name of several) {
      const all = index.get(name)
      if (all === undefined) continue
      // p(t_j) = y_j beside p(s) = ... says what p is at places.
      const isGeneral = all.some((defined) => isFunction(defined) && !isAtPlace(defined))
      const kept = all.filter(
        (defined) => (defined.head.inverse !== 'reciprocal' || !isSolved(defined.statement, name, index)) && !(isGeneral && isAtPlace(defined)),
      )
      if (kept.length === 0) index.delete(name)
      else if (kept.length < all.length) index.set(name, kept)
    }
    withoutLevels(index, several)
    return index
  }

  /** What is defined for each index: q_{ij} by its base q and the number of its indices. */
  definedByIndex(base: string, count: number): readonly string[] {
    let family = this.families.get(base)
    if (family === undefined) {
      family = []
      for (const name of this.definitions.keys())
        if (name.startsWith(base) && name[base.length] === '_' && /^(?:(?:_*[a-z](?:_prime)?){1,3}_*|[I-N])$/.test(name.slice(base.length + 1)))
          family.push(name)
      this.families.set(base, family)
    }
    return family.filter((name) => indicesNamed(name, base).length === count)
  }

  /** The definitions of families: q_{ij}, and u_{n+1}, whose index is ahead by one. */
  familiesNamed(base: string, count: number): readonly Family[] {
    const key = `${base} ${count}`
    const found = this.familiesFound.get(key) ?? this.findFamilies(base, count)
    this.familiesFound.set(key, found)
    return found
  }

  private findFamilies(base: string, count: number): readonly Family[] {
    const all = this.definedByIndex(base, count).map((name) => ({ name, own: indicesNamed(name, base), ahead: 0 }))
    const next =
      count === 1
        ? [...'tknijlsm'].map((index) => ({ name: `${base}_${index}_plus_1`, own: [index], ahead: 1 }))
        : pairsAhead(this.definitions.keys(), base, count)
    // x_{n+1} = 0 and u_{N+1} = u_1 say what is at the end.
    return [...all, ...next.filter(({ name, own }) => this.definitions.get(name)?.some((defined) => runsOver(defined, own).length > 0))]
  }

  /** \ell_0 = y_1 where \ell_t = ... is said: where that begins. */
  isStart({ heads: [head] }: Statement): boolean {
    const [, base] = /^(\w+)_\d+$/.exec(head?.parameters === undefined ? (head?.name ?? '') : '') ?? []
    return base !== undefined && this.familiesNamed(base, 1).length > 0
  }

  allDefined(): Defined[] {
    return [...this.definitions.values()]
      .flat()
      .filter(isNamed)
      .sort((a, b) => a.start - b.start || a.part - b.part)
  }

  /** With derivatives that parts of statements claim to be; a part that goes over several rows is no formula by itself. */
  withClaims(whole: readonly Definition[]): Definition[] {
    const statementOf = (letter: string): Statement | undefined => this.definitions.get(letter)?.find((defined) => isNamed(defined))?.statement
    const claimed = this.formulas.flatMap((one, region) =>
      isSpecialCase(this.text, one) ? [] : this.statementsIn(region).flatMap((statement) => claimedParts(statement, statementOf)),
    )
    const claims = claimed
      .filter(({ range: { start, end } }) => !/\\\\/.test(this.text.slice(start, end).replace(/\\begin\b[\s\S]*\\end\b/, '')))
      .map(({ head: { name, derivative }, within, range }): Definition => {
        return { name, kind: 'value', parameters: [], range, within, ...(derivative && { derivative }) }
      })
    return claims.length === 0 ? [...whole] : [...whole, ...claims].sort((a, b) => a.range.start - b.range.start)
  }

  /** What a statement defines, first of all. */
  definedIn(statement: Statement): Defined | undefined {
    const [head] = leftsOf(statement)
    return head === undefined
      ? undefined
      : (this.definitions.get(head.name) ?? this.definitions.get(head.primed ?? ''))?.find(
          (defined) => defined.part === 0 && defined.start === statement.range.start,
        )
  }

  /** The definition meant by a name: as named, or f' for what claims to be the derivative of f, or s for s_j by its index. */
  definedAs(name: string, near?: number): Defined | undefined {
    const exact = (this.definitions.get(name) ?? this.definitions.get(name.replaceAll("'", '_prime')))?.filter(isNamed)
    const candidates =
      exact !== undefined && exact.length > 0
        ? exact
        : name.endsWith("'")
          ? this.allDefined().filter(({ head }) => head.derivative?.order === 1 && `${head.derivative.of}'` === name)
          : [1, 2].flatMap((count) => this.definedByIndex(name, count)).flatMap((own) => this.definitions.get(own)?.filter(isNamed) ?? [])
    if (near === undefined) return candidates.at(-1)
    return candidates.filter((own) => own.start <= near).at(-1) ?? candidates[0]
  }

  /** What says what the square of a name is, where that is asked for: \chi^2 = ... for chi2. */
  squareNamed(asked: string): Defined | undefined {
    const squares = [...this.definitions.values()].flat().filter(({ head }) => head.given === 'square' && head.inverse === 'sqrt')
    const name = squaredAmong(asked, [...new Set(squares.map(({ head }) => head.name))])
    return squares.filter(({ head }) => head.name === name).at(-1)
  }

  /* Sections. */

  get sections(): Sections {
    const { like } = this.regions
    const before = like && outlines.get(like.regions)?.sectionsKept
    this.sectionsKept ??= new Sections(this.text, like && before && { sections: before, change: like.change })
    return this.sectionsKept
  }

  sectionOf(place: number): number {
    return this.sections.at(place)
  }

  isInSection(place: number, other: number): boolean {
    return this.sectionOf(place) === this.sectionOf(other)
  }

  usageAt(place: number): Usage {
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

  /** What a formula and the words around it declare of a name; places are from where the formula begins. */
  private declaredIn(region: number, name: string): readonly Declared[] {
    const { declared } = this.factsIn(region)
    const around = this.bare ? NOTHING : this.declaredAround(region)
    if (declared.length + around.length === 0) return NOTHING
    const found: Declared[] = []
    for (const one of declared)
      if ((one.parameterOf === undefined ? one.name : this.onlyParameter(one.parameterOf)) === name)
        found.push(one.name === name ? one : { ...one, name })
    for (const one of around) if (one.name === name) found.push(one)
    return found
  }

  private declaresMember(region: number, name: string): boolean {
    const isMember = (one: Declared): boolean => one.name.length === name.length + 2 && one.name[name.length] === '_' && one.name.startsWith(name)
    return this.factsIn(region).declared.some(isMember) || (!this.bare && this.declaredAround(region).some(isMember))
  }

  private onlyParameter(name: string): string | undefined {
    const parameters = this.definitions.get(name)?.at(0)?.head.parameters
    return parameters?.length === 1 ? parameters[0] : undefined
  }

  private declaredAround(region: number): readonly Declared[] {
    let around = this.around[region]
    if (around === undefined) {
      around = declaredAround({ text: this.text, formulas: this.formulas, factsIn: (at) => this.factsIn(at) }, region)
      this.around[region] = around
    }
    return around
  }

  /** What is declared about a name near a formula; what is declared nowhere is not looked for again. */
  declaredNear(name: string, region: number): Declared | undefined {
    const [, state = ''] = /^([a-z]+)_\d+$/.exec(name) ?? []
    return this.declaredAs(name, region) ?? (state !== '' && this.isSequence(state) ? this.declaredAs(state, region) : undefined)
  }

  /** Which names are declared to be arrays near a formula. */
  arraysNear(region: number): (name: string) => boolean {
    return (name) => (this.declaredNear(name, region)?.shape?.length ?? 0) > 0
  }

  private declaredAs(name: string, region: number): Declared | undefined {
    if (this.undeclared.has(name)) return undefined
    const isItalic = this.factsIn(region).usage.italic.has(name)
    const declared = declaredNear(
      {
        text: this.text,
        formulas: this.formulas,
        declaredIn: (at) => {
          const all = this.declaredIn(at, name)
          return isItalic && this.factsIn(at).usage.bold.has(name) ? all.filter(({ isLength }) => isLength === true) : all
        },
        declaresMember: (at) => this.declaresMember(at, name),
        sectionOf: (offset) => this.sectionOf(offset),
      },
      region,
    )
    if (declared === 'nowhere' && !isItalic) this.undeclared.add(name)
    return declared === 'nowhere' ? undefined : declared
  }
}
