/** What the text says about the free names of one reading. */

import type { Value as Given, Note, Range } from '../../../api.ts'
import { Exact } from '../../../exact.ts'
import { isElementwise } from '../../../ops/table.ts'
import type { Shape } from '../../../shape.ts'
import type { ConstantNames } from '../../constantNames.ts'
import { statedIn } from '../../prose.ts'
import { spelledAmong } from '../../spelling.ts'
import { type ApplyTerm, type Constant, type Declaration, type NameTerm, nameTerm, type Open, ReadError, type Target, type Term } from '../../term.ts'
import type { FunctionSyntax, HeldType } from '../syntax/syntax.ts'
import { Numbers, termsIn } from './arithmetic.ts'
import type { Scope, Value } from './value.ts'

/** A loop along a grid of more points is shown for fewer of them. */
const MOST_ROUNDS = 60

/** What a name is declared to hold, and where the text's own names are known. */
export interface Held extends HeldType {
  readonly scope: Scope
}

/** What the text says about the free names of one reading. */
export class Facts {
  readonly declarations = new Map<string, Declaration>()
  readonly numbers = new Numbers()
  private readonly known = { shapes: new Map<Term, Shape | undefined>(), numbers: 0 }
  readonly notes: Note[] = []
  /** The parameters of what is read: free, also where a default says an integer. */
  readonly parameters = new Set<string>()
  /** Those of them one can differentiate by, but not first of all. */
  readonly options = new Set<string>()
  /** Names that were indexed by a number. */
  readonly vectors = new Set<string>()
  private readonly origins = new Map<string, unknown>()
  private readonly gone = new Map<string, Open>()
  /** Free names that were taken as these numbers, for others of which the formula is another one. */
  readonly taken = new Map<string, number>()
  /** Parameters with what the file calls their function with. */
  readonly calledWith = new Map<string, Given>()
  /** Free names whose length is asked for: they have an axis at least. */
  readonly long = new Set<string>()
  /** Those of them that say how often something is done. */
  readonly rounds = new Set<string>()

  /** Knows the shapes that the person gives, and what is to be differentiated by. */
  constructor(private readonly target: Pick<Target, 'shapes' | 'numbers' | 'by' | 'entries' | 'constants'>) {}

  /** Whether a derivative by this very name is wanted. */
  isAsked(name: string): boolean {
    return this.target.by?.some((asked) => spelledAmong(asked, [name]) === name) === true
  }

  /** A free name. Two things of one name (a parameter, and a variable of the file) get different ones. */
  free(name: string, origin: unknown, range?: Range, rank?: number): NameTerm {
    let unique = name
    for (let k = 2; this.reserved.has(unique) || (this.origins.has(unique) && this.origins.get(unique) !== origin); k++) unique = `${name}_${k}`
    this.origins.set(unique, origin)
    if (this.given(unique) !== undefined && !this.declarations.has(unique)) this.declare(unique, {})
    const number = this.numberGiven(unique)
    const exact = number === undefined ? undefined : Exact.fromDouble(number)
    if (exact !== undefined && !this.numbers.has(unique)) {
      this.numbers.set(unique, exact)
      this.declare(unique, { value: number, shape: [] })
    }
    return nameTerm(unique, range, rank === undefined ? undefined : { rank })
  }

  /** The shapes that terms are known to have, or known to have none, as long as nothing else is said of names. */
  get shapes(): Map<Term, Shape | undefined> {
    const { shapes, numbers } = this.known
    if (numbers !== this.numbers.changes) shapes.clear()
    this.known.numbers = this.numbers.changes
    return shapes
  }

  /** The functions that are read, and not only called. */
  readonly read = new Set<FunctionSyntax>()
  /** Names that functions give to plain numbers. */
  readonly constants = new Map<string, Constant>()

  /** Those of them, with what the text calls them, whose numbers were used as such. */
  readonly usedConstants = new Map<string, string>()

  /** Which of them stay names; absent where none does. */
  get constantNames(): ConstantNames | undefined {
    return this.target.constants
  }

  /** What was said of a name that has changed since, no one knows how. */
  forget(name: string): void {
    this.declarations.delete(name)
    this.known.shapes.clear()
    this.numbers.delete(name)
    this.numbers.decimals.delete(name)
  }

  private places = 0

  /** A name that no text gives, for the point at which a derivative is taken. */
  placeName(): string {
    return `place ${++this.places}`
  }

  isFree(name: string): boolean {
    return this.origins.has(name)
  }

  /** Names kept for what is read inside of others that have them too: these get numbers. */
  readonly reserved = new Set<string>()

  declare(name: string, declaration: Declaration): void {
    const merged = { ...this.declarations.get(name), ...declaration }
    const given = merged.value === undefined ? this.given(name) : undefined
    if ((given ?? merged.shape) !== this.declarations.get(name)?.shape) this.known.shapes.clear()
    this.declarations.set(name, given === undefined ? merged : { ...merged, shape: given })
  }

  /** Whether the person, or an assumption, says that a name is a vector of this length. */
  isVectorOf(name: string, length: number): boolean {
    const shape = this.given(name)
    return shape?.length === 1 && shape[0] === length
  }

  /** What free names hold that are declared to hold objects of the text's own types. */
  readonly objects = new Map<string, Held>()

  /** Free names that stand for one point of a grid that a file makes, and how many points that has. */
  readonly grids = new Map<string, number>()

  /** The shape that the person, or an assumption, gives a name. */
  shapeGiven(name: string): Shape | undefined {
    return this.given(name)
  }

  private given(name: string): Shape | undefined {
    const { shapes } = this.target
    return shapes !== undefined && Object.hasOwn(shapes, name) ? shapes[name] : undefined
  }

  private readonly words = new Map<string, string>()

  /** The word a parameter stands for: the first that it is compared with. */
  option(name: string, word: string, range: Range): string {
    const known = this.words.get(name)
    if (known !== undefined) return known
    this.words.set(name, word)
    this.note(`read for ${name} = "${word}"`, range)
    return word
  }

  /** Parameters that are nothing, and data of which the columns have names of their own, where nobody gives them. */
  readonly absent = new Set<string>()

  /** Whether such a name is given after all, by its shape or as what to differentiate by. */
  isPresent(name: string): boolean {
    return this.given(name) !== undefined || this.isAsked(name)
  }

  private readonly flags = new WeakMap<Value, string>()

  /** A truth value that a parameter has where nothing else is given for it. */
  flag(name: string, value: boolean): Value {
    const flag: Value = { kind: 'boolean', value }
    this.flags.set(flag, name)
    return flag
  }

  /** What a truth value is; if it is a parameter's, the formula is another one for the other value. */
  isTrue(value: Extract<Value, { kind: 'boolean' }>): boolean {
    const name = this.flags.get(value)
    if (name !== undefined) this.taken.set(name, value.value ? 1 : 0)
    return value.value
  }

  /** Remembers that an axis of what these terms are made of is gone along, and its length not known. */
  goAlong(parts: Iterable<Term>, axis: number, length: number): void {
    for (const part of parts) {
      if (part.kind !== 'name' || !this.isFree(part.name)) continue
      const key = `${axis} ${part.name}`
      const points = this.grids.get(part.name)
      if (points !== undefined && points <= MOST_ROUNDS && axis === 0) {
        this.gone.set(key, { name: part.name, axis, length: points, exact: true })
        continue
      }
      const known = this.gone.get(key)
      if (known !== undefined && 'axis' in known && (known.exact === true || length <= known.length)) continue
      const { shape, rank = part.hint?.rank } = this.declarations.get(part.name) ?? {}
      if (shape === undefined || typeof shape[axis] === 'string') this.gone.set(key, { name: part.name, axis, length, shape, rank })
    }
  }

  /** The same of the axis whose length a term is: img[0].length is one of img. */
  goAlongSize(size: ApplyTerm, length: number): void {
    this.goAlongAxis(size.args[0] as Term, Number(size.attributes?.['axis'] ?? 0), length)
  }

  /** The same of an axis of a term; that of a row x[i] is one of x. */
  goAlongAxis(of: Term, axis: number, length: number): void {
    const items = of.kind === 'apply' && of.op === 'index' ? ((of.attributes?.['items'] ?? []) as readonly unknown[]) : []
    const isPart = items.length > 0 && items.every((item) => typeof item === 'object' && item !== null && 'at' in item)
    const [base] = isPart ? (of as ApplyTerm).args : []
    if (base?.kind === 'name') this.goAlong([base], axis + items.length, length)
    else this.goAlong(termsIn(of), axis, length)
  }

  /** What indices run along, as far as `offset` beyond its length: an axis of names, or as often as a name says where there is none. */
  private readonly runs = new Map<string, { readonly parts: readonly Term[]; readonly axis?: number; readonly offset: number }>()

  /** Remembers along what an index runs. */
  runAlong(index: string, parts: Iterable<Term>, axis: number | undefined, offset: number): void {
    this.runs.set(index, { parts: [...parts], axis, offset })
  }

  /** Remembers that an index of another name runs along the same. */
  runAlike(index: string, other: string): void {
    const known = this.runs.get(index)
    if (known !== undefined) this.runs.set(other, known)
  }

  /** An index, and as many more, takes one element after the other of a list: so long is what it runs along. */
  runOver(index: string, more: number, length: number): void {
    const { parts, axis, offset } = this.runs.get(index) ?? { parts: [], offset: 0 }
    const own = length - offset - more
    for (const part of own > 0 ? parts : []) {
      const { name } = part as NameTerm
      const key = axis === undefined ? name : `${axis} ${name}`
      const known = this.gone.get(key)
      if (known === undefined) continue
      const before = 'axis' in known ? known.length : known.count
      if (known.exact !== true || before > own) this.gone.set(key, { ...known, ...('axis' in known ? { length: own } : { count: own }), exact: true })
    }
  }

  /** Remembers that a free name says how often something is done, and a number with which it is done at least twice. */
  countTo(name: string, count: number, stated?: true): void {
    const known = this.gone.get(name)
    if (!this.isFree(name) || (known !== undefined && 'count' in known && (known.exact === true || count <= known.count))) return
    this.gone.set(name, { name, count, stated })
  }

  /** What was gone along and counted to so far. */
  get open(): readonly Open[] {
    return [...this.gone.values()]
  }

  /** The number that the person gives for a name. */
  numberGiven(name: string): number | undefined {
    const { numbers } = this.target
    return numbers !== undefined && Object.hasOwn(numbers, name) ? numbers[name] : undefined
  }

  /** Parameters that are taken apart into things of their own (W, b = params): the names these go by. */
  private readonly expanded = new Map<string, readonly string[]>()
  private readonly parts = new Map<string, NameTerm>()
  /** Those that are of all the elements of a bundle. */
  private readonly ofEach = new Set<string>()

  /** Says that a name stands for these. */
  expand(name: string, parts: readonly string[]): void {
    this.expanded.set(name, parts)
    if (this.parameters.has(name)) for (const part of parts) this.parameters.add(part)
  }

  /** Whether a bundle was found to hold this. */
  hasPart(bundle: string, part: string): boolean {
    return this.expanded.get(bundle)?.includes(part) === true
  }

  /** The parts of a bundle that it was found to hold: what each is called, by which key, and whether that is one of a dictionary. */
  partsOf(bundle: string): { readonly name: string; readonly key: string; readonly isEntry: boolean }[] {
    return [...this.parts].flatMap(([path, { name }]) => {
      if (!path.startsWith(`${bundle}.`) || this.ofEach.has(name)) return []
      const key = path.slice(bundle.length + 1)
      return [{ name, key, isEntry: this.entries.get(bundle)?.includes(key) === true }]
    })
  }

  /** Free names that are fields of objects and were set nowhere. */
  readonly unset = new Map<string, { readonly of: Value; readonly field: string }>()

  /** What an object holds under a name, which the text does not say. */
  field(of: Value, field: string, name: string, range: Range, rank?: number): NameTerm {
    const free = this.free(name, of, range, rank)
    this.unset.set(free.name, { of, field })
    return free
  }

  /** The names a parameter goes by: those of its parts, where it was taken apart. */
  namesOf(name: string): readonly string[] {
    return this.expanded.get(name)?.flatMap((part) => this.namesOf(part)) ?? [name]
  }

  /** What a bundle of things holds under a key, as a free name: params['W1'] is W1, a.x is a_x. */
  part(bundle: string, key: string, range: Range, plain: boolean, isOfEach = false): NameTerm {
    const path = `${bundle}.${key}`
    let part = this.parts.get(path)
    if (part === undefined) {
      const word = key.replace(/\W+/g, '_').replace(/^(?=\d|$)/, '_')
      const name = plain && /^[A-Za-z]/.test(word) && !this.isFree(word) ? word : `${bundle}_${word.replace(/^_(?=\d)/, '')}`
      part = this.free(name, path, range)
      this.parts.set(path, part)
      if (isOfEach) this.ofEach.add(part.name)
      this.expand(bundle, [...(this.expanded.get(bundle) ?? []), part.name])
    }
    return { ...part, range }
  }

  /** What the comments around the function that is read say of its parameters. */
  prose = ''

  /** The keys of bundles, in the order in which the text names them. */
  private readonly entries = new Map<string, string[]>()
  /** Of how many entries a bundle was taken to be all, and where all of them were first asked for. */
  private readonly listed = new Map<string, { readonly count: number; readonly range: Range }>()

  /** What a bundle holds under a key: params['W1']. */
  entry(bundle: string, key: string, range: Range): NameTerm {
    const keys = this.keysFound(bundle)
    if (!keys.includes(key)) this.entries.set(bundle, [...keys, key])
    const isNew = !this.parts.has(`${bundle}.${key}`)
    const part = this.part(bundle, key, range, true)
    const said = !isNew || this.declarations.has(part.name) ? undefined : statedIn(this.prose, new Set([key])).get(key)
    if (said !== undefined) this.declare(part.name, said)
    return part
  }

  private keysFound(bundle: string): string[] {
    return this.entries.get(bundle) ?? [...(this.target.entries?.get(bundle) ?? [])]
  }

  /** All keys of a bundle that the text names; none where it names none so far. */
  keysOf(bundle: string, range: Range): readonly string[] {
    const keys = this.keysFound(bundle)
    if (this.isFree(bundle) && !this.listed.has(bundle)) this.listed.set(bundle, { count: keys.length, range })
    return keys
  }

  /** The keys of bundles, where the text names some only after all of them were asked for. */
  get entriesFound(): ReadonlyMap<string, readonly string[]> | undefined {
    return [...this.listed].some(([bundle, { count }]) => count < this.keysFound(bundle).length) ? this.entries : undefined
  }

  /** The refusal of a bundle all of which was asked for, and of which nothing is known. */
  get unknownBundle(): ReadError | undefined {
    const [bundle, listed] = [...this.listed].find(([name]) => this.keysFound(name).length === 0) ?? []
    return listed && new ReadError(`what "${bundle}" holds is not known here`, listed.range, 'take its entries out by their names')
  }

  /** Says that names were taken as numbers, at their default, where the form of the formula depends on them. */
  assume(term: Term, range: Range): void {
    for (const part of termsIn(term)) {
      const value = part.kind === 'name' ? this.numbers.anyOf(part.name) : undefined
      if (part.kind !== 'name' || value === undefined) continue
      this.taken.set(part.name, value.value)
      if (this.parameters.has(part.name) && this.numberGiven(part.name) === undefined) this.note(`read with ${part.name} = ${value}`, range)
    }
  }

  /** The numbers that a constructor has by default. */
  readonly defaults = new Map<string, number>()
  /** Free names, and how many axes they have at most where what was changed is a number, no array that others hold as well. */
  readonly scalars = new Map<string, number>()

  /** Remembers that a term was taken for a number. */
  takeAsNumber(term: Term): void {
    const [base, ...places] = term.kind === 'apply' && term.op === 'index' ? term.args : [term]
    const axes = places.length
    const { name } = base as NameTerm
    if (base?.kind === 'name' && this.isFree(name)) this.scalars.set(name, Math.min(axes, this.scalars.get(name) ?? axes))
    else if (term.kind === 'apply' && isElementwise(term.op)) for (const arg of term.args) this.takeAsNumber(arg)
  }

  /** The same of names that say how often something is done. */
  assumeRounds(term: Term, range: Range): void {
    this.assume(term, range)
    for (const part of termsIn(term)) if (part.kind === 'name' && this.numbers.anyOf(part.name) !== undefined) this.rounds.add(part.name)
  }

  note(message: string, range: Range, kind: Note['kind'] = 'reading'): void {
    if (!this.notes.some((note) => note.message === message)) this.notes.push({ message, range, kind })
  }
}
