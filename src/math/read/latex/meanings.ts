/** Which definition a name means at a place of a text, and which formulas only explain others. */
import { nameTerm, type Term } from '../term.ts'
import type { Defined } from './defined.ts'
import { holds, isRate, isSubtracted, isTakenAway, mentions, mentionsOne, standsAlone } from './names/mentions.ts'
import type { Outline } from './outline.ts'
import { isByIndex, runsOver } from './statements/heldIndices.ts'
import { lacksParameterOf, type Statement } from './statements/statements.ts'
import { isDrawn, isFitted, isLowered, saysHowDataCome } from './text/noise.ts'
import type { Region } from './text/regions.ts'
import { isIntroduced, isNamed } from './text/spoken.ts'
import type { Token } from './tokens/tokens.ts'

export class Meanings {
  constructor(
    readonly outline: Outline,
    /** Are values of other sections meant too? */
    readonly isWide = false,
    /** Names that mean what the text defines them as also where they stand before that. */
    readonly settled: ReadonlySet<string> = new Set(),
  ) {}

  /** The definition of a name that is meant at a place. */
  protected meant(name: string, region: number, place: number, kind: 'function' | 'value', called = false, displayed = true): Defined | undefined {
    const found = this.outline.definitions
      .get(name)
      ?.filter(({ head }) => (head.parameters !== undefined) === (kind === 'function') && head.derivative === undefined && head.rough !== true)
    const all = found && this.withoutResiduals(found, region)
    if (all === undefined || all.length === 0) return undefined
    const before = all.filter(({ start }) => start < place)
    const section = this.outline.sectionOf(place)
    if (kind === 'function') {
      const found = before.at(-1) ?? all[0]
      // A function of another section is not meant where this one has a quantity of that name.
      const hidden =
        !called && found !== undefined && this.outline.sectionOf(found.start) !== section && this.meant(name, region, place, 'value') !== undefined
      return hidden ? undefined : found
    }
    const near = before.filter(({ start }) => this.outline.sections.isAbove(start, place)).at(-1)
    if (near !== undefined) return near
    const far = before.filter((defined) => this.isWide || this.refersTo(defined, region)).at(-1)
    if (far !== undefined) return far
    const next = all.find(({ start }) => start > place)
    if (next !== undefined && this.settled.has(name) && this.outline.isInSection(next.start, place)) return next
    return next !== undefined && this.explains(next, region, displayed) ? next : undefined
  }

  /** Of the functions of a name in this section the one with so many parameters; of densities with as many, the one of the same names. */
  protected overloaded(name: string, args: readonly Term[], place: number): Defined | undefined {
    const functions = (this.outline.definitions.get(name) ?? []).filter(
      ({ head, start }) =>
        head.parameters !== undefined && head.derivative === undefined && head.rough !== true && this.outline.isInSection(start, place),
    )
    if (functions.length < 2) return undefined
    const all = functions.filter(({ head }) => head.parameters?.length === args.length)
    const called = args.map(calledOf)
    const alike = all.filter(({ head }) => head.parameters?.every((parameter, k) => calledOf(nameTerm(parameter)) === called[k]))
    const chosen = DENSITY.test(name) && alike.length > 0 ? alike : all
    return chosen.filter(({ start }) => start < place).at(-1) ?? chosen[0]
  }

  /** What is defined under a name with another name below it. */
  protected namesBelow(base: string): readonly string[] {
    return [...this.outline.definitions.keys()].filter((name) => name.startsWith(`${base}_`) && /^[a-zA-Z]+$/.test(name.slice(base.length + 1)))
  }

  /** Is this what each entry of one of these is, \Lambda_{ij} = ... of \Lambda? The distances r_{ij} = |r_i - r_j| are no entries of r. */
  protected areEntries(name: string, names: readonly string[]): boolean {
    const [, base = ''] = /^(.+)_[i-n]{2}$/.exec(name) ?? []
    if (!names.includes(base)) return false
    const all = this.outline.definitions.get(name) ?? []
    return all.every(({ statement, part }) => !statement.parts.slice(part + 1).some((tokens) => mentions(tokens, base) || mentionsOne(tokens, base)))
  }

  /** The \alpha_i, or other member of what is asked for, that stays a name: what is made of the one number \alpha does not. */
  protected isMemberOf(name: string, names: readonly string[]): boolean {
    const [, base = '', index = ''] = /^(.+)_([i-n])$/.exec(name) ?? []
    if (!names.includes(base)) return false
    // The a_m of a mixture is one number, and no member; a_n = 2 h_{M-n} is.
    const runs = (defined: Defined): boolean => /[ijk]/.test(index) || runsOver(defined, [index]).length > 0
    if (this.outline.definitions.get(name)?.every((defined) => !runs(defined)) === true) return false
    const isMade = ({ statement, part }: Defined): boolean => {
      const right = statement.parts.slice(part + 1)
      return right.some((tokens) => standsAlone(tokens, base)) && !right.some((tokens) => mentionsOne(tokens, name))
    }
    return this.outline.definitions.get(name)?.some(isMade) !== true
  }

  /** Do the words before a formula name the number of another: "With \\eqref{eq:T} the energy is"? */
  private refersTo(defined: Defined, region: number): boolean {
    const { text, formulas } = this.outline
    const { start, end } = (formulas[defined.region] as Region).outer
    const labels = [...text.slice(start, end).matchAll(/\\label\{([^{}]*)\}/g)].map(([, label]) => label)
    const before = text.slice((formulas[region - 1] as Region | undefined)?.outer.end ?? 0, (formulas[region] as Region).outer.start)
    return labels.length > 0 && [...before.matchAll(/\\(?:eq|[cC]|auto)?ref\{([^{}]*)\}/g)].some(([, label]) => labels.includes(label))
  }

  /** What a name stands for by itself; its residual where nothing, or only a draw, is said of it, and a formula has it but not the data. */
  private withoutResiduals(all: readonly Defined[], region: number): readonly Defined[] {
    if (!all.some(({ statement }) => statement.residualOf !== undefined)) return all
    const own = all.filter(({ statement }) => statement.residualOf === undefined)
    if (own.some(({ statement }) => !isDrawn(statement.parts.at(-1) ?? [], this.outline.text))) return own
    return all.filter(({ statement: { residualOf } }) => {
      const has = (name: string): boolean =>
        this.outline
          .statementsIn(region)
          .some(
            (other) => other.residualOf === undefined && other.parts.slice(other.heads.length > 0 ? 1 : 0).some((tokens) => mentions(tokens, name)),
          )
      return residualOf !== undefined && !has(residualOf)
    })
  }

  /** Does a formula of the text go on with the noise that these data have, and this one not with both? */
  private hasResidual({ heads: [head], range: { start } }: Statement, region: number): boolean {
    if (head === undefined) return false
    const noise = [...this.outline.definitions].find(([, all]) => all.some(({ statement }) => statement.residualOf === head.name))?.[0]
    if (noise === undefined) return false
    const has = (at: number, name: string): boolean =>
      this.outline
        .statementsIn(at)
        .some((other) => other.range.start !== start && other.parts.slice(other.heads.length > 0 ? 1 : 0).some((tokens) => mentions(tokens, name)))
    return !(has(region, noise) && has(region, head.name)) && this.outline.formulas.some((_, at) => has(at, noise))
  }

  /** Does a later definition explain a name used here: in the same formula, or behind "where", "with", "let"? */
  private explains(defined: Defined, region: number, displayed: boolean): boolean {
    if (defined.region === region) return true
    // "set $\\mu = \\bar y$ first" is a step, and no definition.
    if (/^\s*first\b/.test(this.outline.text.slice((this.outline.formulas[defined.region] as Region).outer.end).slice(0, 20))) return false
    const from = (this.outline.formulas[region] as Region).outer.end
    const to = (this.outline.formulas[defined.region] as Region).outer.start
    if (to - from > 600 || this.outline.sectionOf(from) !== this.outline.sectionOf(to)) return false
    if (this.outline.statementsIn(region).some((statement) => lacksParameterOf(statement, defined.statement))) return true
    return (
      isIntroduced(this.outline.text, this.outline.formulas, defined.region, region) ||
      ((displayed || !(this.outline.formulas[defined.region] as Region).display) &&
        isNamed(this.outline.text, this.outline.formulas, defined.region, region))
    )
  }

  /** Does this definition explain a name of a formula that stands before it? Then that formula is what the text is about. */
  isHelper(statement: Statement, region: number): boolean {
    const defined = this.outline.definedIn(statement)
    if (defined === undefined || defined.head.derivative !== undefined) return false
    const { name, parameters } = defined.head
    // What an equation gives is what the text is about.
    const { outer } = this.outline.formulas[region] as Region
    if (GIVES.test(this.outline.text.slice(Math.max(0, outer.start - 40), outer.start))) return false
    const isFamily = parameters === undefined && isByIndex(defined)
    // c = H^\top a of the a_i
    const whole = name.replace(INDICES, '')
    const base = isFamily && !this.outline.definitions.has(whole) ? whole : name
    for (let other = region; other >= 0 && other > region - 6; other--) {
      for (const earlier of this.outline.statementsIn(other)) {
        const { start } = earlier.range
        if (start >= statement.range.start || earlier.heads[0]?.derivative !== undefined || earlier.heads[0]?.name === name) continue
        if (earlier.kind !== 'definition' && earlier.kind !== 'expression' && earlier.kind !== 'equation') continue
        // What is displayed behind a formula is what the text is about itself, though it says what that uses.
        if (this.meant(name, other, start, parameters === undefined ? 'value' : 'function', false, false) !== defined) continue
        const used = earlier.parts.slice(earlier.heads.length > 0 ? 1 : 0)
        // The gates z_t of h_{t-1}, which h_t is made of, are no reason to look at them.
        const isOne = isFamily && !this.usesThrough(statement, earlier, region)
        const isBare = isFamily && !earlier.heads[0]?.parameters?.includes(base)
        if (used.some((tokens) => mentions(tokens, name) || (isOne && mentionsOne(tokens, name)) || (isBare && mentions(tokens, base)))) return true
      }
    }
    return false
  }

  /** Does a definition use the name that the other one defines, also by way of others that stand beside it: h_t of c_t, which is made of the gate f_t? */
  private usesThrough(statement: Statement, other: Statement, region: number): boolean {
    const seen = new Set([statement])
    for (const one of seen) {
      if (this.uses(one, other)) return true
      if (seen.size < CHAIN) for (const next of this.outline.statementsIn(region)) if (next !== one && this.uses(one, next)) seen.add(next)
    }
    return false
  }

  /** Does a definition, or what is minimised, use the name that the other one defines, and not only for its derivative? */
  uses({ heads, parts }: Statement, other: Statement, isObjective = false): boolean {
    const right = heads.length === 0 && isObjective ? parts : parts.slice(1)
    if (right.length === 0 || (!isObjective && right.some((tokens) => tokens.some(({ text }) => DERIVED.test(text))))) return false
    return other.heads.some(({ name }) => right.some((tokens) => mentions(tokens, name) || (isObjective && mentionsOne(tokens, name))))
  }

  /**
   * y = X \beta + \varepsilon is no formula for y, but says how data come about: where the words speak of noise or a model, and where
   * a difference such as y - X \beta would lose all else; so is what a formula penalises, x_{t+1} - A x_t, and what is said to stay a name: "we just write \tau".
   */
  isModel({ statement, part, head, region: own }: Defined, region: number): boolean {
    const areSome = (is: (tokens: readonly Token[], name: string) => boolean) => (): boolean =>
      this.outline.statementsIn(region).some(({ parts }) => parts.some((tokens) => is(tokens, head.name)))
    if (KEPT.test(this.outline.text.slice((this.outline.formulas[own] as Region).outer.end).slice(0, 60))) return true
    const right = statement.parts.slice(part + 1).at(-1) ?? []
    if (isFitted(head.name, right, this.outline.text, areSome(isLowered))) return true
    if (areSome((tokens) => isTakenAway(tokens, right))()) return true
    if (this.hasResidual(statement, region)) return true
    // "Writing \omega = \dot\theta": who says so goes on with \omega.
    if (isRate(right) && !areSome((tokens) => tokens !== right && holds(tokens, right))()) return true
    return saysHowDataCome(head.name, right, this.outline.text, areSome(isSubtracted))
  }
}

/** Names under which there are many densities, told apart by what they are of. */
const DENSITY = /^(?:[pqPQ]|pi)$/

/** What an argument is called, without its index: x of x, x_i and x_1. */
function calledOf(term: Term): string | undefined {
  const [base] = term.kind === 'apply' && term.op === 'component' ? term.args : [term]
  return base?.kind === 'name' ? base.name.replace(/_(?:[a-z]|\d)$/, '') : undefined
}

/** Words before what follows from others. */
const GIVES = /\b(?:gives?|yields?|implies|hence|thus|therefore|we (?:get|obtain|find))(?:\s+(?:the|us|that))?\s*:?\s*$/

/** How many definitions beside each other are followed. */
const CHAIN = 16

/** The indices at the end of a name: of q_ij, q_i_j and k_star_i. */
const INDICES = /(?:_[a-z](?:_prime)?)+$|_[a-z]{1,3}(?:_prime)?(?:_plus_1)?$/

const DERIVED = /^(?:\\partial|\\nabla|\\prime|'|d)$/

/** "we just write \tau below" */
const KEPT = /^[\s,.;(–—-]*\b(?:but )?(?:we|I)\s+(?:(?:will|shall)\s+)?(?:just|simply|only)\s+(?:write|use|keep)\b/
