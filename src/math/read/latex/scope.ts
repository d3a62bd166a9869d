/** What the names of a text stand for at a place in it; each definition is read when first asked for. */
import type { Note } from '../../api.ts'
import { shapeOf } from '../../shape.ts'
import { applyTerm, type Declaration, nameTerm, ReadError, type Target, type Term } from '../term.ts'
import { Calls } from './calledOnce.ts'
import type { Defined } from './defined.ts'
import { readForms, undoing } from './forms.ts'
import { FunctionFamilies } from './functionFamilies.ts'
import { runsWith } from './grammar/classes.ts'
import type { FunctionDefinition, Surroundings } from './grammar/grammar.ts'
import { Meanings } from './meanings.ts'
import { remembered } from './remembered.ts'
import { SaidRows } from './saidRows.ts'
import type { Declared } from './statements/declarations.ts'
import { areMeant, firstsNamed, indicesNamed, isRecursive, runsOver, stepsIn } from './statements/heldIndices.ts'
import { Mutual } from './statements/mutual.ts'
import { inParts, namesOfParts } from './statements/parts.ts'
import { isAcronym } from './statements/usage.ts'
import { withNext } from './sums/shifts.ts'
import { Tabled } from './tabled.ts'
import { asDensity } from './terms/densities.ts'
import { atIndices, byElements, eachOf, freeNames, isKnown, lengthsOf, ofSquare, ordered, valueOfTerm, withDiagonal } from './terms/terms.ts'
import { asVector } from './terms/vectors.ts'
import { SpokenRows } from './text/spoken.ts'
import { fontOf } from './tokens/symbols.ts'
import type { Token } from './tokens/tokens.ts'
import { isSigmoidInWords } from './tokens/words.ts'

/** How many terms a definition may come to once what it uses is put in, and how many may stand one behind the other. */
const [LARGEST, LONGEST] = [60_000, 48]

/** A definition as read. */
interface Read {
  readonly body: Term
  readonly notes: readonly Note[]
}

export class Scope extends Meanings {
  private readonly read = new Map<Defined, Read | ReadError>()
  private readonly readByIndex = new Map<Defined, Map<string, Read | ReadError>>()
  private readonly reading = new Set<Defined>()
  private readonly literals = new Map<Defined, Declaration | null>()
  private readonly calls = new Calls()
  private readonly words = new SpokenRows(this.outline.words)
  private readonly saidRows = new SaidRows(this.outline, (region, place) => this.around(region, place))
  private readonly tabled = new Tabled(this.outline)
  private readonly mutual = new Mutual((base) =>
    this.outline
      .familiesNamed(base, 1)
      .flatMap(({ name }) => this.outline.definitions.get(name)?.filter(({ head }) => head.parameters === undefined) ?? []),
  )
  private depth = 0
  /** Places at which the less likely reading is asked for. */
  others: ReadonlySet<number> = new Set()
  /** What the person says of lengths and numbers; and how often sums run that were written out. */
  sizes: Pick<Target, 'shapes' | 'numbers'> = {}
  readonly rounds = new Map<string, number>()
  /** What it is to be differentiated by. */
  by: readonly string[] = []

  /** The right side of a definition. Throws ReadError. */
  bodyOf(defined: Defined, indices?: readonly string[]): Read {
    const byIndex = this.readByIndex.get(defined) ?? new Map<string, Read | ReadError>()
    const key = indices?.join(' ')
    let read = key === undefined ? this.read.get(defined) : byIndex.get(key)
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
      if (key === undefined) this.read.set(defined, read)
      else this.readByIndex.set(defined, byIndex.set(key, read))
    }
    if (read instanceof ReadError) throw read
    return read
  }

  /** What is known around a place. Reading collects what it used into `used`. */
  around(region: number, place: number, used?: Set<Defined>): Surroundings {
    const said = remembered((name): Defined | undefined => {
      // What it is differentiated by stays a name, whatever the text says it is.
      if (this.by.includes(name) || this.isMemberOf(name, this.by) || this.areEntries(name, this.by)) return undefined
      const defined = this.meant(name, region, place, 'value')
      return defined === undefined || this.isModel(defined, region) ? undefined : defined
    })
    // What is being read now is no example.
    const declared = remembered(
      (name) => this.outline.declaredBySets(name) ?? this.declarationAt(name, region, place),
      () => this.reading.size,
    )
    const value = (name: string): Defined | undefined => {
      const defined = said(name)
      return defined === undefined || this.reading.has(defined) ? undefined : defined
    }
    /** What is said of D_{ii}. */
    const onDiagonal = (base: string): { readonly index: string; readonly body: Term } | undefined => {
      for (const name of this.outline.definedByIndex(base, 2)) {
        const defined = value(name)
        const [index, again] = indicesNamed(name, base)
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
      return applyTerm('diag', [eachOf(body, [index])], body.range)
    }
    /** What q_{ij} is by its indices. */
    const byIndex = (
      base: string,
      count: number,
      indices: readonly string[] = [],
      running: readonly string[] = [],
    ): { name: string; own: readonly string[]; body: Term } | undefined => {
      for (const name of this.outline.definedByIndex(base, count)) {
        const defined = value(name)
        const own = indicesNamed(name, base)
        if (
          defined === undefined ||
          new Set(own).size < own.length ||
          !areMeant(own, runsOver(defined, own), indices) ||
          isRecursive(defined, base, count) ||
          (count === 1 && this.mutual.stepsBack(base))
        )
          continue
        const body = this.knownBody(defined, [...own, ...runsOver(defined, running)])
        if (body === undefined) continue
        used?.add(defined)
        return { name, own, body: withDiagonal(withNext(body, own), own, count === 2 ? onDiagonal(base) : undefined) }
      }
      return undefined
    }
    const asFunction = (defined: Defined | undefined): FunctionDefinition | undefined => {
      if (defined === undefined || this.reading.has(defined)) return undefined
      used?.add(defined)
      return this.functionOf(defined)
    }
    const functions = new FunctionFamilies(this.outline, (name, own) => {
      const defined = this.meant(name, region, place, 'function', true)
      if (defined === undefined || this.reading.has(defined)) return undefined
      const body = (): Term => {
        used?.add(defined)
        return this.bodyOf(defined, own).body
      }
      return { defined, body }
    })
    return {
      functionNamed: (name, called) => {
        const defined = this.meant(name, region, place, 'function', called)
        return defined === undefined && called === true ? functions.whole(name) : asFunction(defined)
      },
      overloaded: (name, args) => asFunction(this.overloaded(name, args, place)),
      applied: (definition, args) => this.calls.applied(definition, args),
      valueOf: (name, running = []) => {
        const defined = value(name)
        if (defined === undefined && running.length === 0 && !this.outline.definitions.has(name) && !this.by.includes(name))
          return this.saidRows.matrixNamed(name)
        if (defined === undefined || this.literalOf(defined) !== undefined) return undefined
        used?.add(defined)
        const indices = runsOver(defined, running)
        const { body } = this.bodyOf(defined, indices.length === 0 ? undefined : indices)
        if (freeNames(body).has(name)) return undefined
        return { ...body, label: { name, kind: 'variable' } }
      },
      leadsToAsked: (name) => {
        const defined = this.by.length === 0 || this.by.includes(name) ? undefined : value(name)
        if (defined === undefined || this.literalOf(defined) !== undefined) return false
        const body = this.knownBody(defined)
        const names = body && freeNames(body)
        return this.by.some((asked) => names?.has(asked))
      },
      partsOf: (name) => namesOfParts(this.saidBy(name, { region, start: place }), () => true),
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
        if (this.outline.definitions.has(name)) return undefined
        const called = this.by.includes(name) ? undefined : declared(name)?.entries
        const entry = byIndex(name, rank) ?? (called === undefined ? undefined : byIndex(called, rank))
        const diagonal = entry === undefined && rank === 2 ? byDiagonal(name) : undefined
        if (diagonal !== undefined) return { ...diagonal, label: { name, kind: 'variable' } }
        if (entry === undefined) return undefined
        return { ...eachOf(entry.body, entry.own), label: { name, kind: 'variable' } }
      },
      valueAt: (base, indices, running = []) => {
        const others = running.filter((index) => !indices.includes(index))
        // D_{jj} where D_{ii} is said
        const [row, column] = indices
        const diagonal = row !== undefined && row === column && indices.length === 2 ? onDiagonal(base) : undefined
        if (diagonal !== undefined && row !== undefined) return atIndices(diagonal.body, [diagonal.index], [row])
        const entry = byIndex(base, indices.length, indices, others)
        // \hat{y}_{ik} where \hat{\mathbf{y}}_i = ..., z_{ic} where z_i = \Theta x_i: a component of that vector.
        if (entry === undefined && indices.length === 2) {
          const vector = byIndex(base, 1, indices.slice(0, 1), others)
          const isBold = this.outline.usageAt(place).bold.has(base.replace(/_(?:hat|bar|tilde)$/, ''))
          const body = vector && (isBold ? vector.body : asVector(vector.body))
          return body && applyTerm('component', [atIndices(body, vector.own, indices), nameTerm(indices[1] as string)])
        }
        if (entry === undefined) return undefined
        const { own, body } = entry
        return { ...atIndices(body, own, indices), label: { name: base, kind: 'variable' } }
      },
      familyOf: (base, count) => {
        for (const { name, own, ahead } of this.outline.familiesNamed(base, count)) {
          const defined = value(name)
          if (defined === undefined || this.literalOf(defined) !== undefined || new Set(own).size < own.length) continue
          const body = this.knownBody(defined, own)
          if (body === undefined) continue
          used?.add(defined)
          const { recursive, steps } = stepsIn(body, base, own, ahead)
          const isMutual = count === 1 && this.mutual.stepsBack(base)
          return { own, ahead, recursive: recursive || isMutual, steps: isMutual ? [true] : steps, body }
        }
        return undefined
      },
      isFamily: (base, count) => {
        const isHere = ({ start }: Defined): boolean => start === place
        return this.outline
          .familiesNamed(base, count)
          .some(({ name }) => said(name) !== undefined || this.outline.definitions.get(name)?.some(isHere))
      },
      firstsOf: (base) =>
        firstsNamed(this.outline.definitions.keys(), base).flatMap(({ defined: name, place }) => {
          const defined = value(name)
          const body = defined && this.knownBody(defined, [place.index])
          if (defined === undefined || body === undefined) return []
          used?.add(defined)
          return [{ ...place, body }]
        }),
      startOf: (name) => [value(name)].flatMap((defined) => (defined === undefined ? [] : [this.bodyOf(defined).body]))[0],
      namesBelow: (base) => this.namesBelow(base),
      functionAt: (base, indices) => functions.at(base, indices),
      declarationOf: declared,
      lengthsOf: (name) => own(this.sizes.shapes, name) ?? declared(name)?.shape,
      numberOf: (name) => {
        const number = own(this.sizes.numbers, name) ?? this.rounds.get(name) ?? declared(name)?.value
        return typeof number === 'number' ? number : undefined
      },
      tellRounds: (name, number) => this.rounds.set(name, number),
      matrixOf: (name, count) => {
        const own = name.toUpperCase()
        if (!/^[a-z]$/.test(name) || value(name) !== undefined) return undefined
        const told = this.words.tellRows(name, own) || this.words.tellColumns(name, own) || (count === 2 && this.words.tellEntries(name, own))
        const { shape, rank } = declared(own) ?? {}
        const isDeclared = (shape?.length ?? (count === 2 ? rank : undefined)) === 2 && declared(name) === undefined
        const isOf = !told && isDeclared && count === 1 && this.saidRows.areOfParameter(name, own)
        return told || isDeclared ? { name: own, columns: this.words.mentionColumns(name, own), told: told || isOf } : undefined
      },
      isSymbol: (name) =>
        (this.by.includes(name) && this.outline.definitions.get(name) === undefined) ||
        (this.outline.usageAt(place).symbols.has(name) && !(name === 'sigma' && !this.outline.bare && isSigmoidInWords(this.outline.text))),
      isLength: (name) => this.outline.declaredNear(name, region)?.isLength === true,
      hasRows: (name) => this.words.tellRows(name, name),
      isIdentity: (name) => this.words.tellIdentity(name),
      isSequence: this.outline.isSequence,
      isBold: (name) => this.outline.usageAt(place).bold.has(name),
      isAcronym: (word) => isAcronym(word, this.outline.usageAt(place)),
      says: (words) => words.test(this.outline.words),
      isOther: (at) => this.others.has(at),
    }
  }

  /** What is given for each index by functions that are known; p_i = P(X = i) says only what p_i is called. */
  private knownBody(defined: Defined, indices?: readonly string[]): Term | undefined {
    try {
      const { body } = this.bodyOf(defined, indices)
      return isKnown(body) ? body : undefined
    } catch (error) {
      if (error instanceof ReadError) return undefined
      throw error
    }
  }

  private functionOf(defined: Defined): FunctionDefinition {
    const { head, statement } = defined
    const { name, parameters = [], squares = [] } = head
    const isArray = this.outline.arraysNear(defined.region)
    const hasElements = (arg: Term): boolean => (arg.kind === 'name' ? (arg.hint?.rank ?? 0) > 0 || isArray(arg.name) : arg.kind !== 'number')
    const body = (args: readonly Term[] = []): Term => {
      // \pi(a) of a \phi_a: what it is called with runs over these.
      const running = parameters.filter((one, k) => runsWith(statement, one, args[k]))
      const own = asDensity(this.bodyOf(defined, running.length === 0 ? undefined : running).body, parameters)
      const read = this.ofParts(squares.reduce(ofSquare, own), parameters, defined, args)
      return args.some(hasElements) ? byElements(read, parameters, parameters.some(isArray)) : read
    }
    return { name, parameters, font: fontOf(statement.parts[statement.heads.indexOf(head)]?.[0]), body }
  }

  /** f(u) = (a x - x y, b x y) with u = (x, y): what is called by its parts are the components of u, or, where u is meant and they are asked for, its parts. */
  ofParts(body: Term, parameters: readonly string[], defined: Defined, args: readonly Term[] = []): Term {
    return parameters.reduce((whole, one, k) => {
      const [arg] = args.slice(k)
      const isItself = arg === undefined || (arg.kind === 'name' && arg.name === one)
      const isAsked = (name: string): boolean => isItself && !this.by.includes(one) && this.by.includes(name)
      const said = (name: string, indices?: readonly string[]): Term | undefined => this.saidBy(name, defined, indices)
      return inParts(whole, one, parameters, this.outline.definedByIndex(one, 1), said, this.outline.arraysNear(defined.region), isAsked)
    }, body)
  }

  /** What the text says a name is that stands in a definition, for each of some indices. */
  saidBy(name: string, { region, start }: Pick<Defined, 'region' | 'start'>, indices?: readonly string[]): Term | undefined {
    const defined = this.meant(name, region, start, 'value')
    return defined === undefined || this.reading.has(defined) ? undefined : this.knownBody(defined, indices)
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
    const all = this.outline.definitions.get(name)?.filter(({ head }) => head.parameters === undefined && head.derivative === undefined)
    // The example values of a formula often follow it: x = (1, 2, 3) anywhere in the section.
    const example = (): Defined | undefined => all?.find((other) => !this.reading.has(other) && this.literalOf(other) !== undefined)
    const defined = this.meant(name, region, place, 'value') ?? example()
    const literal = defined === undefined || this.reading.has(defined) ? undefined : this.literalOf(defined)
    const declared = this.outline.declaredNear(name, region)
    // "vanishes for \mu = 0" of a vector \mu is no value for it.
    const isOther = declared?.shape !== undefined && declared.shape.length > 0 && literal?.shape?.length === 0
    if (literal === undefined && all === undefined) return this.tabledAs(name, declared)
    if (literal === undefined || (isOther && declared !== undefined)) return declared
    return { ...declared, name, ...literal }
  }

  /** What is declared of a name that no formula defines, with the numbers that a table gives for it. */
  private tabledAs(name: string, declared: Declared | undefined): Declared | undefined {
    const tabled = this.outline.definedByIndex(name, 1).length > 0 ? undefined : this.tabled.of(name)
    if (tabled === undefined) return declared
    const isOther = declared?.shape !== undefined && declared.shape.length !== tabled.shape?.length
    return isOther ? declared : { ...declared, name, ...tabled }
  }

  /** What was noted while reading a definition. */
  notesOf(defined: Defined): readonly Note[] {
    const read = this.read.get(defined)
    return read === undefined || read instanceof ReadError ? [] : read.notes
  }

  /** The rank that words give a name where no shape is known. */
  rankOf(name: string, region: number): number | undefined {
    return this.outline.declaredNear(name, region)?.rank
  }
}

const own = <T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
