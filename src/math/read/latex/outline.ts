/** What a text says at a glance: its formulas' statements, what they define and declare, its sections and how they use letters. */
import type { Range } from '../../api.ts'
import { Recent } from '../recent.ts'
import type { ReadError } from '../term.ts'
import { type Declared, declaredByWords, sizeOf } from './declarations.ts'
import { type Facts, factsOf, leftsOf, movedError, movedRange, placed, startFacts, tokensOf } from './facts.ts'
import type { Head } from './heads.ts'
import { runsOver } from './heldIndices.ts'
import { findMacros, type MacroScan } from './macros.ts'
import { mentions } from './mentions.ts'
import type { Region, Regions } from './regions.ts'
import type { Statement } from './statements.ts'
import type { Token } from './tokens.ts'
import { joined, type Usage } from './usage.ts'

/** How many declarations of a name are put together. */
const NEAREST = 8

/** The formulas of a text and what was found out about them. */
interface Known {
  readonly text: string
  readonly changes: number
  readonly formulas: readonly Region[]
  readonly facts: readonly (Facts | undefined)[]
  readonly signature: string
}

const recent = new Recent<Known>()

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

/** A definition where it stands. */
class Located implements Defined {
  constructor(
    private readonly outline: Outline,
    readonly region: number,
    private readonly at: number,
    readonly part: number,
    readonly head: Head,
    readonly start: number,
  ) {}

  get statement(): Statement {
    return this.outline.statementsIn(this.region)[this.at] as Statement
  }

  as(head: Head): Located {
    return new Located(this.outline, this.region, this.at, this.part, head, this.start)
  }
}

/** Does the name stand for what is written, and not for what a function of it, its square or its size is? */
const isNamed = ({ head: { given } }: Defined): boolean => given === undefined || given === 'capitals'

/** 1/f = 1/d_o + 1/d_i relates names that are equals: where d_i is written by f elsewhere, it defines no f. */
const isSolved = (statement: Statement, name: string, index: ReadonlyMap<string, readonly Defined[]>): boolean =>
  [...index].some(
    ([other, all]) =>
      other !== name &&
      statement.parts.slice(1).some((side) => mentions(side, other)) &&
      all.some((defined) => defined.statement.parts.slice(1).some((side) => mentions(side, name))),
  )

const isFunction = ({ head: { parameters = [] } }: Defined): boolean => parameters.length > 0
/** f(x_i) */
const isAtPlace = ({ head: { parameters = [] } }: Defined): boolean => parameters.some((parameter) => /^\w+_[a-z]$/.test(parameter))

export class Outline {
  private readonly statements: (Statement[] | undefined)[] = []
  private readonly facts: (Facts | undefined)[] = []
  private scan: MacroScan | undefined
  private index: Map<string, Defined[]> | undefined
  private declared: Map<string, (Declared & { region: number })[]> | undefined
  private readonly usages = new Map<number, Usage>()
  private sections: number[] | undefined

  constructor(
    readonly text: string,
    readonly regions: Regions,
    protected readonly bare: boolean,
  ) {
    startFacts()
  }

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
    if (this.facts.length === 0 && !this.bare) this.inherit()
    let facts = this.facts[region]
    if (facts === undefined) {
      const { inner, environment } = this.formulas[region] as Region
      facts = factsOf(this.text, inner, this.macroScan, this.bare, environment)
      this.facts[region] = facts
    }
    return facts
  }

  /** Takes over what is known of the formulas before and behind the one place in which the text differs from one read before. */
  private inherit(): void {
    const { text, facts, formulas } = this
    const { signature } = this.macroScan
    this.facts.length = formulas.length
    const nearest = recent.nearest(text)
    if (nearest !== undefined && nearest.known.signature === signature) {
      const { known, change } = nearest
      const further = formulas.length - known.formulas.length
      formulas.forEach(({ inner, outer, environment }, k) => {
        const before = outer.end < change.start
        if (!before && outer.start <= text.length - change.end) return
        const old = before ? k : k - further
        const same = known.formulas[old]
        const by = before ? 0 : change.by
        if (same?.inner.start === inner.start - by && same.inner.end === inner.end - by && same.environment === environment)
          facts[k] = known.facts[old]
      })
    }
    recent.add({ text, changes: 0, formulas, facts, signature })
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
  protected get definitions(): Map<string, Defined[]> {
    if (this.index === undefined) {
      const index = new Map<string, Defined[]>()
      this.index = index
      for (let region = 0; region < this.formulas.length; region++) {
        const { inner } = this.formulas[region] as Region
        for (const { head, statement, part, start } of this.factsIn(region).lefts) {
          const own = index.get(head.name)
          const defined = new Located(this, region, statement, part, head, inner.start + start)
          if (own === undefined) index.set(head.name, [defined])
          else own.push(defined)
        }
      }
      // In x' = ..., where no x is defined, x' is a name of its own.
      for (const [name, all] of [...index])
        for (const defined of all) {
          const { primed, derivative } = defined.head
          if (primed === undefined || index.has(derivative?.of as string)) continue
          index.delete(name)
          index.set(primed, [...(index.get(primed) ?? []), (defined as Located).as({ name: primed, written: name })])
        }
      for (const [name, all] of index) {
        // p(t_j) = y_j beside p(s) = ... says what p is at places.
        const isGeneral = all.some((defined) => isFunction(defined) && !isAtPlace(defined))
        const kept = all.filter(
          (defined) => (defined.head.inverse !== 'reciprocal' || !isSolved(defined.statement, name, index)) && !(isGeneral && isAtPlace(defined)),
        )
        if (kept.length === 0) index.delete(name)
        else if (kept.length < all.length) index.set(name, kept)
      }
    }
    return this.index
  }

  private families: Map<string, string[]> | undefined

  /** What is defined for each index: q_{ij} by its base q and the number of its indices. */
  protected definedByIndex(base: string, count: number): readonly string[] {
    if (this.families === undefined) {
      this.families = new Map()
      for (const name of this.definitions.keys())
        for (let at = name.indexOf('_'); at > 0; at = name.indexOf('_', at + 1)) {
          const indices = name.slice(at + 1).replaceAll('_', '')
          if (!/^[a-z]{1,3}$/.test(indices)) continue
          const key = `${name.slice(0, at)} ${indices.length}`
          this.families.set(key, [...(this.families.get(key) ?? []), name])
        }
    }
    return this.families.get(`${base} ${count}`) ?? []
  }

  /** The definitions of families: q_{ij}, and u_{n+1}, whose index is ahead by one. */
  protected familiesNamed(base: string, count: number): { readonly name: string; readonly own: readonly string[]; readonly ahead: number }[] {
    const all = this.definedByIndex(base, count).map((name) => ({ name, own: [...name.slice(base.length + 1).replaceAll('_', '')], ahead: 0 }))
    if (count > 1) return all
    const next = [...'tknijlsm'].map((index) => ({ name: `${base}_${index}_plus_1`, own: [index], ahead: 1 }))
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

  /* Sections. */

  protected sectionOf(place: number): number {
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

  isInSection(place: number, other: number): boolean {
    return this.sectionOf(place) === this.sectionOf(other)
  }

  protected usageAt(place: number): Usage {
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
    const next = this.formulas[region + 1]
    const after = this.text.slice(outer.end, Math.min(next?.outer.start ?? this.text.length, outer.end + 100))
    // "- $A$: adjacency matrix, $n \times n$"
    const told = after.replace(/^\s*(?:[:–—]\s|\((?=symmetric|orthogonal|diagonal))/, ' is ').split(/[.;:]\s/)[0] as string
    const words = declaredByWords(names, before, told, outer)
    // Of V \in R^{m \times d} the formula says all itself.
    const isShaped = this.factsIn(region).declared.some(({ shape }) => shape !== undefined)
    const size =
      next !== undefined && !isShaped && !next.display && /^[^.;\n]{0,60}$/.test(after)
        ? sizeOf(this.text.slice(next.inner.start, next.inner.end))
        : undefined
    return size === undefined ? words : [...words, ...names.map((name) => ({ name, shape: size, range: outer }))]
  }

  /** What is declared about a name: the nearest before, else the first behind in the same section, all that is said nearby put together. */
  protected declaredNear(name: string, region: number): Declared | undefined {
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
}
