/** A text with formulas as a document: what is defined in it, and what a selection, a cursor or a name in it means. */
import type { Note, Range } from '../../api.ts'
import { spelledAmong } from '../spelling.ts'
import { applyTerm, type Definition, type Document, ReadError, type Reading, readable, type Target, type Term } from '../term.ts'
import { type Asked, askedIn, isObjective, meantIn } from './asked.ts'
import type { Defined } from './defined.ts'
import { readEquation, readForm } from './forms.ts'
import { declarationsOf } from './grammar/declaredNames.ts'
import { withMeans } from './grammar/moments.ts'
import type { Outline } from './outline.ts'
import { byRelations } from './relatedRates.ts'
import type { Scope } from './scope.ts'
import { isFormula } from './statements/formulas.ts'
import { type Head, namesOf } from './statements/heads.ts'
import { isLevel } from './statements/levels.ts'
import { namesOfParts } from './statements/parts.ts'
import { isEnd, rangeOfTokens, type Statement, splitStatements } from './statements/statements.ts'
import { systemOf } from './statements/systems.ts'
import { withRanks } from './terms/hinted.ts'
import { withImaginary } from './terms/imaginary.ts'
import { withComponents, withSamplesApart } from './terms/indexed.ts'
import { withCount, withDimension, withSizes } from './terms/sizes.ts'
import { freeNames, ordered } from './terms/terms.ts'
import { countsIn, withCountsTold, withNumbers, withoutNumbersOfFamilies, withRoundsTold, withWhole } from './terms/wholes.ts'
import { refuseProse } from './text/proseRefused.ts'
import { clamped, type Region } from './text/regions.ts'
import type { Token } from './tokens/tokens.ts'
import { restatesConstant } from './tokens/words.ts'

/** A statement that may be what the text is about. */
interface Found {
  readonly statement: Statement
  readonly region: number
  readonly display: boolean
}

export class FormulaDocument implements Document {
  private readonly outline: Outline

  constructor(private readonly scope: Scope) {
    this.outline = scope.outline
  }

  definitions(): Definition[] {
    const named = this.outline.allDefined().filter(({ head }) => head.name !== '')
    const whole = named.map(({ head: { name, parameters, derivative }, statement: { range } }): Definition => {
      const kind = parameters === undefined ? 'value' : 'function'
      return { name, kind, parameters: parameters ?? [], range, ...(derivative && { derivative }) }
    })
    return this.outline.withClaims(whole)
  }

  equations(): Reading[] {
    const all = this.outline.formulas.flatMap((_, region) => this.outline.statementsIn(region).map((statement) => ({ statement, region })))
    return readable(
      all.filter(({ statement }) => statement.kind === 'equation'),
      ({ statement, region }) => this.readStatement(statement, region, true),
    )
  }

  read(target: Target): Reading {
    const selection = clamped(target.selection, this.outline.text.length)
    this.scope.others = new Set(target.readings)
    this.scope.sizes = target
    this.scope.by = target.by ?? []
    try {
      return this.readTarget(target, selection)
    } catch (error) {
      // Each formula is bounded in depth; deep ones that use each other may still be too much together.
      if (!(error instanceof RangeError)) throw error
      throw new ReadError(
        'the definitions used here are nested too deeply',
        selection ?? { start: 0, end: this.outline.text.length },
        'select a smaller part',
      )
    }
  }

  private readTarget(target: Target, selection: Range | undefined): Reading {
    if (target.of !== undefined) return this.readNamed(target.of, selection)
    if (selection === undefined) return this.readLast()
    return selection.start < selection.end ? this.readSelection(selection) : this.readAtCursor(selection.start)
  }

  private readNamed(asked: string, selection: Range | undefined): Reading {
    const name = spelledAmong(asked, [...new Set(this.outline.allDefined().map(({ head }) => head.name))])
    const defined = this.outline.definedAs(name, selection === undefined || selection.start === selection.end ? undefined : selection.end)
    const square = defined === undefined ? this.outline.squareNamed(asked) : undefined
    if (square !== undefined) return this.readStatement(square.statement, square.region)
    if (defined === undefined) {
      const names = [...new Set(this.outline.allDefined().map(({ head }) => head.name))].slice(0, 8)
      throw new ReadError(
        `${name} is not defined by a formula of this text`,
        { start: 0, end: this.outline.text.length },
        names.length === 0 ? `write ${name}(x) = ... or ${name} = ...` : `defined are ${names.join(', ')}`,
      )
    }
    return this.readEntries(name, defined) ?? this.readDefined(defined)
  }

  /** K, where K_{ij} = ... says what each of its entries is: all of them. */
  private readEntries(name: string, defined: Defined): Reading | undefined {
    const indices = defined.head.name.slice(name.length + 1).replaceAll('_', '')
    if (!defined.head.name.startsWith(`${name}_`) || defined.head.parameters !== undefined || !/^[a-z]{1,2}$/.test(indices)) return undefined
    const used = new Set<Defined>()
    const body = this.scope.around(defined.region, defined.statement.range.end, used).entriesOf(name, indices.length)
    return body && this.finish(undefined, { body, notes: this.scope.notesOf(defined) }, defined.statement, defined.region, used)
  }

  /**
   * The last formula that has a value worth a derivative: not a declaration, not a list of numbers, not a claimed derivative. One in a line
   * of words gives way to one of the same section that is displayed, and what is no definition to all that are.
   */
  private readLast(): Reading {
    const { formulas } = this.outline
    const asked = askedIn(this.outline)
    const answer = asked === undefined ? meantIn(this.outline, (statement) => this.readKnowing(statement)) : this.readAsked(asked)
    if (answer !== undefined) return answer
    let best: Found | undefined
    for (const one of this.worthReading()) {
      const {
        statement: { heads, range },
      } = best ?? one
      // The Lagrangian is $L = T - V$: it uses what is displayed.
      const isAim = best !== undefined && heads.length === 0 && isObjective(this.outline, best.region, best.statement)
      if (
        best !== undefined &&
        (heads.length > 0 || isAim) &&
        (this.outline.statementsIn(one.region).some((other) => this.scope.uses((best as Found).statement, other, isAim)) ||
          !this.outline.isInSection(range.start, one.statement.range.start))
      )
        break
      // What is said of \log q(x) is a definition too.
      const isNamed = heads.length > 0 || isAim || best?.statement.given?.parameters !== undefined
      if (best === undefined || one.display || (!isNamed && one.statement.heads.length > 0)) best = one
      if (one.display) break
    }
    best ??= this.worthReading(1).next().value as Found | undefined
    if (best !== undefined) {
      const system = systemOf(this.outline.statementsIn(best.region), best.statement, (name) => this.outline.definedAs(name) !== undefined)
      return system.length > 1 ? this.readSystem(system, best.region) : this.readStatement(best.statement, best.region)
    }
    const whole = { start: 0, end: this.outline.text.length }
    if (formulas.some((_, region) => this.outline.statementsIn(region).some(({ kind }) => kind === 'declaration' || kind === 'condition')))
      this.onlySaid(whole)
    this.nothing(whole, 'there is no formula in this text')
  }

  /** What is asked for by a derivative: the formula it is of with its order, or what an equation or a formula gives for it; undefined for others. */
  private readAsked(asked: Asked): Reading | undefined {
    const { of, by, order } = asked.derivative
    const defined = this.outline.definedAs(of)
    const tied = byRelations(asked, this.outline, this.scope, this.equations())
    if (tied !== undefined || defined === undefined) return tied
    // df/dt of an f(x, y), \partial L/\partial z of an L(a) are worked out by what x, y and z are.
    const held = freeNames(this.scope.bodyOf(defined).body)
    const isByOne = by?.every((name) => name === by[0] && held.has(name)) ?? true
    if (!isByOne) return this.readKnowing(asked.statement)
    return { ...this.readDefined(defined), ...(by !== undefined && { parameters: by.slice(0, 1) }), ...(order > 1 && { order }) }
  }

  /** Formulas that explain no other, from the last to the first. */
  private *worthReading(least = 2): Generator<Found> {
    for (let region = this.outline.formulas.length - 1; region >= 0; region--) {
      const { display } = this.outline.formulas[region] as Region
      for (const statement of [...this.outline.statementsIn(region)].reverse())
        if (this.worth(statement) >= least && (least < 2 || !this.scope.isHelper(statement, region))) yield { statement, region, display }
    }
  }

  /** 2: a formula; 1: something with a value all the same; 0: none. */
  private worth(statement: Statement): number {
    if (statement.kind === 'declaration' || statement.kind === 'condition' || statement.kind === 'words' || statement.residualOf !== undefined)
      return 0
    if (restatesConstant(statement.parts) || isEnd(statement)) return 1
    const last = statement.parts.at(-1) as readonly Token[]
    if (statement.heads.length > 0) {
      // In p' = ..., where no p is defined, p' is a name of its own.
      const claimed = statement.heads[0]?.derivative?.of
      if (claimed !== undefined && (this.outline.definedAs(claimed) !== undefined || statement.heads[0]?.derivative?.by !== undefined)) return 1
      // u_t = k u_{xx} of a function u(x, t) that is given.
      const [, of = '', by = ''] = /^([a-zA-Z]\w*)_([a-z]{1,3})$/.exec(statement.heads[0]?.name ?? '') ?? []
      const parameters = statement.heads[0]?.parameters === undefined ? this.outline.definedAs(of)?.head.parameters : undefined
      if (by !== '' && [...by].every((letter) => parameters?.includes(letter))) return 1
      // So does \dot P = ... of a P that is given.
      const moving = /^(.+)_d?dot$/.exec(statement.heads[0]?.name ?? '')?.[1]
      if (moving !== undefined && this.outline.definedAs(moving) !== undefined) return 1
      // \theta = (W, b) says what is meant by \theta.
      if (last[0]?.text === '(' && (namesOf(last)?.length ?? 0) > 1) return 1
      if (this.outline.isStart(statement)) return 1
      const defined = this.outline.definedIn(statement)
      // F(x) = c, of an F that another formula defines
      if (defined === undefined && isLevel({ head: statement.heads[0] as Head, statement, part: 0 })) return 1
      // y = X \beta + \varepsilon says how data come about.
      if (defined !== undefined && this.outline.formulas.some((_, region) => this.scope.isModel(defined, region))) return 1
      return defined !== undefined && statement.heads[0]?.parameters === undefined && this.scope.literalOf(defined) !== undefined ? 1 : 2
    }
    return isFormula(last) ? 2 : 1
  }

  /** Of the statements selected together, the one that the selection is about. */
  private readBest(statements: readonly { statement: Statement; region: number }[], range: Range): Reading {
    for (const wanted of [3, 2, 1]) {
      const found = statements
        .filter(({ statement, region }) => this.worth(statement) >= Math.min(wanted, 2) && (wanted !== 3 || !this.scope.isHelper(statement, region)))
        .at(-1)
      if (found !== undefined) return this.readStatement(found.statement, found.region)
    }
    if (statements.some(({ statement }) => statement.kind === 'declaration' || statement.kind === 'condition')) {
      this.onlySaid(range)
    }
    this.nothing(range, 'there is no formula in the selection')
  }

  private readSelection(selection: Range): Reading {
    const { formulas } = this.outline
    const touched = formulas
      .map((region, k) => ({ region, k }))
      .filter(({ region }) => region.outer.start < selection.end && selection.start < region.outer.end)
    const whole = touched.filter(({ region }) => selection.start <= region.inner.start && region.inner.end <= selection.end)
    if (whole.length > 0 && whole.length === touched.length) {
      return this.readBest(
        whole.flatMap(({ k }) => this.outline.statementsIn(k).map((statement) => ({ statement, region: k }))),
        selection,
      )
    }
    const [inside] = touched
    if (touched.length > 1)
      throw new ReadError('the selection begins or ends in the middle of a formula', selection, 'select one formula, or all of several')
    if (inside === undefined) {
      refuseProse(this.outline.text.slice(selection.start, selection.end), selection)
      return this.readPart(selection, this.nearestRegion(selection.start))
    }
    const { inner } = inside.region
    const part = { start: Math.max(selection.start, inner.start), end: Math.min(selection.end, inner.end) }
    return this.readPart(part.start < part.end ? part : inner, inside.k)
  }

  /** Part of a formula, as it is. */
  private readPart(range: Range, region: number): Reading {
    const tokens = this.outline.tokensOf(range)
    const statements = splitStatements(tokens, this.outline.bare)
    // A statement that is selected whole is the one of the text: what defines it is not looked for beside it.
    const own = statements.map((statement) => ({
      statement:
        (region < 0 ? [] : this.outline.statementsIn(region)).find(
          (one) => one.range.start === statement.range.start && one.range.end === statement.range.end,
        ) ?? statement,
      region: Math.max(region, 0),
    }))
    return this.readBest(own, range)
  }

  private nearestRegion(place: number): number {
    let best = -1
    this.outline.formulas.forEach(({ outer }, k) => {
      if (outer.start <= place) best = k
    })
    return best
  }

  private readAtCursor(place: number): Reading {
    const { formulas, text } = this.outline
    let at = formulas.findIndex(({ outer }) => outer.start <= place && place <= outer.end)
    if (at < 0) {
      // The formula on the cursor's line, where there is only one place to look.
      const lineStart = text.lastIndexOf('\n', place - 1) + 1
      const newline = text.indexOf('\n', place)
      const lineEnd = newline < 0 ? text.length : newline
      const onLine = formulas.map((region, k) => ({ region, k })).filter(({ region }) => region.outer.start < lineEnd && lineStart < region.outer.end)
      const distance = ({ outer }: Region): number => (place < outer.start ? outer.start - place : place - outer.end)
      at = onLine.sort((a, b) => distance(a.region) - distance(b.region))[0]?.k ?? -1
    }
    if (at < 0) this.nothing({ start: place, end: place }, 'there is no formula at the cursor')
    const statements = this.outline.statementsIn(at).filter((statement) => statement.kind !== 'words')
    const touching = statements.find(({ range }) => range.start <= place && place <= range.end)
    const nearest =
      touching ??
      statements.reduce<Statement | undefined>((best, one) => (best === undefined || gap(one, place) < gap(best, place) ? one : best), undefined)
    if (nearest === undefined) return this.readPart((formulas[at] as Region).inner, at)
    if (this.worth(nearest) === 0)
      return this.readBest(
        statements.map((statement) => ({ statement, region: at })),
        nearest.range,
      )
    return this.readStatement(nearest, at)
  }

  private onlySaid(range: Range): never {
    throw new ReadError('this says something about a name, but has no value of its own', range, 'select a formula such as f(x) = x^2')
  }

  private nothing(range: Range, message: string): never {
    const failure = this.outline.failureIn(range)
    if (failure !== undefined) throw failure
    throw new ReadError(message, range, this.outline.bare ? 'write one, such as x^2' : 'put the cursor in a formula between dollars, or select one')
  }

  /* From statements to readings. */

  /** A statement with all that the text says, before it or behind it: what is asked for. */
  private readKnowing = (statement: Statement): Reading =>
    this.readStatement(statement, this.outline.formulas.length - 1, false, this.outline.text.length)

  private readStatement(statement: Statement, region: number, whole = false, place = statement.range.start): Reading {
    const [head] = statement.heads
    if (head !== undefined)
      return this.readDefined(this.outline.definedIn(statement) ?? { head, statement, part: 0, region, start: statement.range.start })
    const used = new Set<Defined>()
    const surroundings = this.scope.around(region, place, used)
    if (statement.kind === 'equation') return this.finish(undefined, readEquation(statement, surroundings, whole), statement, region, used)
    return this.finish(undefined, readForm(statement.parts[0] as readonly Token[], [], surroundings, statement.range), statement, region, used)
  }

  /** A system as one vector: the right sides of motions, what equations make zero. */
  private readSystem(system: readonly Statement[], region: number): Reading {
    const [first, last] = [system[0] as Statement, system.at(-1) as Statement]
    const used = new Set<Defined>()
    const forms = system.map((statement) => {
      const defined = this.outline.definedIn(statement)
      return defined === undefined
        ? readEquation(statement, this.scope.around(region, statement.range.start, used), true)
        : this.scope.bodyOf(defined)
    })
    const range = { start: first.range.start, end: last.range.end }
    const body = applyTerm(
      'array',
      forms.map((form) => form.body),
      range,
    )
    return this.finish(undefined, { body, notes: forms.flatMap(({ notes }) => notes) }, { ...last, range }, region, used)
  }

  private readDefined(defined: Defined): Reading {
    const { body, notes } = this.scope.bodyOf(defined)
    const whole = this.scope.ofParts(body, defined.head.parameters ?? [], defined)
    return this.finish(defined, { body: whole, notes }, defined.statement, defined.region, new Set())
  }

  private finish(
    defined: Defined | undefined,
    read: { body: Term; notes: readonly Note[] },
    statement: Statement,
    region: number,
    used: ReadonlySet<Defined>,
  ): Reading {
    const surroundings = this.scope.around(region, statement.range.start)
    const asked = (defined?.head.parameters ?? []).filter((name) => this.scope.by.includes(name))
    for (const [name, count] of countsIn(read.body, this.scope.sizes.numbers)) this.scope.rounds.set(name, count)
    const whole = withWhole(withNumbers(read.body, this.scope.rounds), asked)
    const own = new Set<string>()
    for (const term of ordered(whole)) if (term.kind === 'name') own.add(term.name)
    // dN/dt = r N names no t on the right.
    const autonomous = defined?.head.derivative !== undefined && defined.head.parameters?.some((name) => own.has(name)) === false
    // J(\theta) of \theta_0 and \theta_1 is a function of these.
    // L(\theta) of the weights of a model, which are all that \theta stands for; D(p \| q) of what tells both densities.
    // H(q, p) of p_r and p_\varphi.
    const abstract =
      own.size > 0 &&
      defined?.head.parameters?.every(
        (name, _, { length }) =>
          (length > 1 || /^(?:theta|Theta|vartheta|phi|psi)$/.test(name) || (/^[A-Z]$/.test(name) && own.has(name.toLowerCase()))) &&
          ![...own].some((one) => one === name || (one.startsWith(`${name}_`) && (length === 1 || /^\d+$/.test(one.slice(name.length + 1))))),
      )
    const parameters = (autonomous || abstract ? undefined : defined?.head.parameters)?.flatMap((name) => {
      const parts = own.has(name) ? [] : [...own].filter((one) => one.startsWith(`${name}_`) && /^(?:\d+|[wxyz])$/.test(one.slice(name.length + 1)))
      const named = defined === undefined || own.has(name) ? [] : namesOfParts(this.scope.saidBy(name, defined), (one) => own.has(one))
      if (named.length > 0) return named
      // LogSoftmax(x_i) = ... of all x
      const whole = name.replace(/_[a-z]$/, '')
      return parts.length > 0 ? parts.sort() : [own.has(name) || !own.has(whole) ? name : whole]
    })
    const names = new Set<string>([...(parameters ?? []), ...own])
    const declarations = declarationsOf(names, whole, surroundings)
    withoutNumbersOfFamilies(declarations, whole)
    withRoundsTold(declarations, this.scope.rounds)
    const given = withCountsTold(whole, declarations, this.scope.by)
    const notes = [...read.notes]
    for (const own of used) for (const note of this.scope.notesOf(own)) if (!notes.includes(note)) notes.push(note)
    const isSaid = (one: string): boolean => surroundings.declarationOf(one) !== undefined || parameters?.includes(one) === true
    const means = withMeans(given, surroundings.says, isSaid)
    const written = withImaginary(parameters === undefined ? withComponents(means, isSaid) : means)
    const body = withRanks(withSamplesApart(written), (one) => this.scope.rankOf(one, region))
    const isGiven = (one: string): boolean => parameters?.includes(one) === true || declarations.get(one)?.value !== undefined
    const name = defined?.head.written ?? defined?.head.name
    return {
      ...(name === undefined || name === '' ? {} : { name }),
      ...(parameters === undefined ? {} : { parameters }),
      body: withSizes(withCount(withDimension(body, surroundings.says, isGiven, declarations), surroundings.says, isGiven), declarations, isGiven),
      range: statement.range.end > 0 ? statement.range : rangeOfTokens(statement.parts[0] ?? []),
      declarations,
      notes,
    }
  }
}

const gap = ({ range }: Statement, place: number): number => (place < range.start ? range.start - place : place - range.end)
